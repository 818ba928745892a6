//! How long a trust policy of 4,096 characters, the most that AWS takes, takes to read and to judge.
//! `cargo run --release -p bench-trust-policy`

use std::hint::black_box;
use std::time::{Duration, Instant};

use vouch::domain::trust::{Caller, Context, TrustPolicy};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
const RUNS: usize = 5000;

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
fn main() {
    for (name, text) in [("usual", usual()), ("hostile", hostile())] {
        assert!((4000..=4096).contains(&text.len()), "{name}: {} characters", text.len());
        let policy: TrustPolicy = text.parse().expect("the policy is one");
        let (caller, context) = (Caller::Federated(PROVIDER.into()), context());
        let read = measure(|| drop(black_box(text.parse::<TrustPolicy>())));
        let judged =
            measure(|| drop(black_box(policy.evaluate(ACTION, &caller, black_box(&context)))));
        println!("{name}: read {read}, judged {judged} ({} statements)", policy.statements.len());
    }
}

/// Minimum and median of the runs, in microseconds.
fn measure(mut work: impl FnMut()) -> String {
    let mut taken: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    let microseconds = |duration: Duration| duration.as_secs_f64() * 1e6;
    format!("{:.1} µs (median {:.1})", microseconds(taken[0]), microseconds(taken[RUNS / 2]))
}

/// Statements of every kind of condition, of which the last lets in.
fn usual() -> String {
    let statement = |number: usize| {
        format!(
            r#"{{"Sid":"Team{number}","Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":{{"StringEquals":{{"vouch.example.com:aud":"vouch.example.com","sts:RoleSessionName":"${{vouch.example.com:sub}}"}},"StringLike":{{"vouch.example.com:sub":["*@team{number}.example.com","*@example.com"]}},"ForAnyValue:StringEquals":{{"vouch.example.com:amr":"hwk"}},"IpAddress":{{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]}},"DateLessThan":{{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}}}}}"#
        )
    };
    fill(statement)
}

/// Statements whose patterns other evaluators get stuck on.
fn hostile() -> String {
    let pattern = "*a".repeat(300);
    fill(|number| {
        format!(
            r#"{{"Sid":"Team{number}","Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"Action":"sts:*","Condition":{{"StringLike":{{"vouch.example.com:email":"{pattern}b"}}}}}}"#
        )
    })
}

/// As many statements as there is room for, with white space up to the limit.
fn fill(statement: impl Fn(usize) -> String) -> String {
    let mut statements = statement(0);
    for number in 1.. {
        let next = format!("{statements},{}", statement(number));
        if next.len() > 4000 {
            break;
        }
        statements = next;
    }
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    format!("{text}{}", " ".repeat(4096 - text.len()))
}

fn context() -> Context {
    let mut context = Context::default();
    context.set("vouch.example.com:aud", "vouch.example.com");
    context.set("vouch.example.com:sub", "alice@example.com");
    context.set("vouch.example.com:email", "a".repeat(1000));
    context.set_list("vouch.example.com:amr", vec!["hwk".into(), "pin".into(), "user".into()]);
    context.set("sts:RoleSessionName", "alice@example.com");
    context.set("aws:SourceIp", "203.0.113.7");
    context.set("aws:CurrentTime", "2027-01-15T08:00:00Z");
    context
}

//! The local AWS answers as AWS does, to programs that others wrote and to raw requests.

#[cfg(target_os = "linux")]
mod account;
mod aws_cli;
pub(crate) mod issuer;
mod raw;
mod roles;
mod signatures;
mod signer;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use issuer::TestIssuer;
use vouch::adapters::clock::{Clock, SystemClock};
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::adapters::random::SystemRandom;
use vouch::domain::sts::AwsState;
use vouch::simulator::{Running, Simulator, example};

/// A role that users and sessions of the account may assume.
const OPERATOR: &str = "arn:aws:iam::123456789012:role/Operator";

/// A clock that only a test moves; seconds since 1970.
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

/// A simulator that knows the issuer and trusts `*@example.com`.
pub(crate) struct World {
    pub(crate) issuer: TestIssuer,
    clock: Arc<TestClock>,
    pub(crate) running: Running,
}

impl World {
    pub(crate) async fn start() -> Self {
        let issuer = TestIssuer::start().await;
        let now = SystemClock.now().timestamp();
        let clock = Arc::new(TestClock(AtomicI64::new(now)));
        let client = http::client(&Environment::default(), Duration::from_millis(500)).unwrap();
        let mut aws = AwsState::from_toml(&state(&issuer)).unwrap();
        aws.add_access_key(example::access_key());
        let simulator = Simulator::new(aws, client, clock.clone(), Arc::new(SystemRandom));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let running = simulator.serve(listener).unwrap();
        Self { issuer, clock, running }
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    pub(crate) fn simulator(&self) -> &Simulator {
        self.running.simulator()
    }

    /// A token that AWS takes.
    fn good_token(&self) -> String {
        self.issuer.token(1, &self.issuer.claims(self.now()))
    }
}

fn state(issuer: &TestIssuer) -> String {
    let (url, name, role) = (&issuer.url, issuer.name(), example::DEVELOPER);
    let trust_policy = trust_policy(issuer);
    format!(
        r#"
        allow_loopback = true

        [[provider]]
        account = "123456789012"
        url = "{url}"
        client_ids = ["{name}"]

        [[role]]
        arn = "{role}"
        trust_policy = '''{trust_policy}'''

        [[role]]
        arn = "{OPERATOR}"
        max_session_duration = 7200
        trust_policy = '''
        {{
          "Version": "2012-10-17",
          "Statement": {{
            "Effect": "Allow",
            "Principal": {{"AWS": "arn:aws:iam::123456789012:root"}},
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
          }}
        }}
        '''
        "#
    )
}

/// The trust policy of the one role.
pub(crate) fn trust_policy(issuer: &TestIssuer) -> String {
    let name = issuer.name();
    format!(
        r#"
        {{
          "Version": "2012-10-17",
          "Statement": [{{
            "Effect": "Allow",
            "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/{name}"}},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
            "Condition": {{
              "StringEquals": {{"{name}:aud": "{name}"}},
              "StringLike": {{"{name}:sub": "*@example.com"}}
            }}
          }}]
        }}
        "#
    )
}

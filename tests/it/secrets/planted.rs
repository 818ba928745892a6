//! A secret that leaks is found, whichever way it takes.

use super::watched::Watched;
use crate::world::TestWorld;

/// A secret for each way, so that each must be found by itself, and how it leaks that way.
const WAYS: [(&str, &str); 9] = [
    ("stdout", r#"echo "$SECRET""#),
    ("stderr", r#"echo "token: $SECRET" >&2"#),
    ("base64", r#"printf '%s' "$SECRET" | base64 >&2"#),
    ("half", r#"printf '%.24s...' "$SECRET" >&2"#),
    ("a file for a while", r#"echo "$SECRET" > "$TMPDIR/left""#),
    ("a draft", r#"echo "$SECRET" > "$XDG_CONFIG_HOME/.vouch-draft-Ab12Cd""#),
    ("a file's name", r#"touch "$HOME/$SECRET""#),
    ("the issuer's log", r#"echo "$SECRET" >> "$HOME/../issuer.log""#),
    ("a core dump", r#"cd "$TMPDIR" && ulimit -c unlimited && sh -c 'kill -ABRT $$'; true"#),
];

#[test]
fn a_planted_leak_is_found_whichever_way_it_takes() {
    let mut watched = Watched::start(TestWorld::new(), None);
    assert_eq!(leaked(&watched), [""; 0]);
    let dumps = std::fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    for (way, script) in WAYS {
        if way == "a core dump" && dumps.trim() != "core" {
            continue; // It is written elsewhere; the tests of crashes ask the kernel.
        }
        let secret = secret(way);
        watched.secrets.learn(way, &secret);
        // The variable is a way of its own: it is looked at below.
        watched.world.set("SECRET", secret);
        watched.program("sh", &["-c", script]);
        watched.world.set("SECRET", "");
        assert!(leaked(&watched).iter().any(|what| what.starts_with(way)), "{way}");
    }
}

#[test]
fn a_planted_argument_and_a_planted_variable_are_seen_while_they_are_there() {
    let mut watched = Watched::start(TestWorld::new(), None);
    for way in ["argument", "variable"] {
        watched.secrets.learn(way, secret(way));
    }
    watched.world.set("PLANTED", secret("variable"));
    let mut command = watched.world.command("cat");
    command.args(["-", &secret("argument")]).stdin(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    let is_seen = |way: &str| {
        let of_cat = |what: &String| what.starts_with(way) && what.ends_with("in the process cat");
        watched.found().iter().any(of_cat)
    };
    while !(is_seen("argument") && is_seen("variable")) {
        assert!(begun.elapsed().as_secs() < 20, "the samples don't see it");
        std::thread::yield_now();
    }
    drop(child.stdin.take());
    child.wait().unwrap();
}

fn secret(way: &str) -> String {
    let number = way.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
    format!("planted-{number:020}+{number:x}={way}").replace([' ', '\''], "-")
}

/// Without the issuer's signing key where it belongs.
fn leaked(watched: &Watched) -> Vec<String> {
    watched.found().into_iter().filter(|what| !what.contains("signing-keys/")).collect()
}

//! `vouch log`: what was handed out on this machine, to whom.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::canned::{Answer, Canned};
use crate::dev::Dev;
use crate::laptop::logged_in;
use crate::world::TestWorld;

/// Returns the log's lines.
fn log(world: &TestWorld, arguments: &[&str]) -> Vec<Value> {
    let told = world.vouch(&[&["log", "--json"], arguments].concat()).ok();
    told.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn credential(world: &TestWorld, dev: &Dev, more: &[&str]) -> Value {
    let arguments = ["credential", "aws", "--role", &dev.told.role_arn];
    let told = world.vouch(&[&arguments[..], more].concat()).ok();
    assert_eq!(told.stderr, "");
    serde_json::from_str(&told.stdout).unwrap()
}

#[test]
fn an_exchange_is_written_down_once_with_the_program_that_asked() {
    let (world, dev) = logged_in();
    assert_eq!(log(&world, &[]), [json!(null); 0]);
    // The shell stays, since there is more for it to do.
    let line = format!("vouch credential aws --role {}; exit $?", dev.told.role_arn);
    let mut shell = world.command("sh");
    let shell = shell.args(["-c", &line]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let pid = shell.id();
    let given = shell.wait_with_output().unwrap();
    let given: Value = serde_json::from_slice(&given.stdout).unwrap();
    // What the cache answers is no exchange.
    credential(&world, &dev, &[]);
    let [entry] = &log(&world, &[])[..] else { panic!("{:?}", log(&world, &[])) };
    let id = given["AccessKeyId"].as_str().unwrap();
    for (member, expected) in [
        ("outcome", json!("given")),
        ("access_key_id", json!(id[..16])),
        ("cached", json!(true)),
        ("expires_at", given["Expiration"].clone()),
        ("role", json!(dev.told.role_arn)),
        ("issuer", json!(dev.told.issuer)),
        ("subject", json!("alice@example.com")),
        ("session_name", json!("alice@example.com")),
        ("program", json!({"pid": pid, "name": "sh"})),
    ] {
        assert_eq!(entry[member], expected, "{entry}");
    }
    assert_eq!(entry["behind"]["pid"], json!(std::process::id()));
    let people = world.vouch(&["log"]).ok().stdout;
    assert!(people.contains(&format!("  for sh ({pid}) of ")), "{people}");
    let file = world.path("state/vouch/exchanges.jsonl");
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o7777, 0o600);
}

#[test]
fn a_refusal_is_written_down_with_its_code_and_an_outage_is_not() {
    let (mut world, mut dev) = logged_in();
    let other = "arn:aws:iam::123456789012:role/Nobodys";
    let told = world.vouch(&["credential", "aws", "--role", other]);
    assert_eq!(told.exit, Some(6), "{told}");
    credential(&world, &dev, &["--no-cache"]);
    let aws = Canned::start();
    aws.sts(&[Answer::sts_error(403, "AccessDenied", "Not authorized")]);
    let real = world.set("AWS_ENDPOINT_URL_STS", aws.url()).unwrap();
    let told = world.vouch(&["credential", "aws", "--role", &dev.told.role_arn]);
    assert_eq!(told.exit, Some(6), "{told}");
    world.set("AWS_ENDPOINT_URL_STS", real);
    dev.stop();
    let told = world.vouch(&["credential", "aws", "--role", other]);
    assert_eq!(told.exit, Some(5), "{told}");
    let entries = log(&world, &[]);
    let told: Vec<_> =
        entries.iter().map(|it| (&it["outcome"], &it["code"], &it["cached"])).collect();
    let (refused, given) = (json!("refused"), json!("given"));
    let (ours, theirs, none) = (json!("access_denied"), json!("AccessDenied"), json!(null));
    let expected =
        [(&refused, &ours, &none), (&given, &none, &json!(false)), (&refused, &theirs, &none)];
    assert_eq!(told, expected);
    // Only some of it.
    assert_eq!(log(&world, &["--role", "Nobodys"]), entries[..1]);
    assert_eq!(log(&world, &["--role", &dev.told.role_arn]), entries[1..]);
    assert_eq!(log(&world, &["--limit", "1"]), entries[2..]);
    assert_eq!(log(&world, &["--since", "1h"]), entries);
    assert!(log(&world, &["--role", "Nobody"]).is_empty());
    // A line of an hour ago, and one that a full disk has cut.
    let file = world.path("state/vouch/exchanges.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    let old = text.lines().next().unwrap().replace("\"at\":\"20", "\"at\":\"19");
    fs::write(&file, format!("{old}\n{{\"at\":\n{text}")).unwrap();
    assert_eq!(log(&world, &["--since", "1h"]), entries);
    let told = world.vouch(&["log", "--json"]).ok();
    assert_eq!(told.stdout.lines().count(), 4, "{told}");
    assert_eq!(told.stderr, "1 line of the log is not understood\n");
}

#[test]
fn a_log_that_cannot_be_written_costs_no_credential() {
    let (world, dev) = logged_in();
    let file = world.path("state/vouch/exchanges.jsonl");
    fs::create_dir(&file).unwrap();
    credential(&world, &dev, &["--no-cache"]);
    let told = world.vouch(&["log"]);
    assert_eq!(told.exit, Some(7), "{told}");
    fs::remove_dir(&file).unwrap();
    fs::write(&file, [0xff, b'\n']).unwrap();
    credential(&world, &dev, &["--no-cache"]);
}

//! The keyrings, real ones: each call in a process of its own, as AWS tools make them.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{TimeDelta, Utc};
use vouch::adapters::environment::Environment;
use vouch::adapters::secret_store::choose::Keyrings;
use vouch::adapters::secret_store::{NewItem, SecretStore, SecretStoreError};
use vouch::domain::secret::Secret;

use crate::kernel_keyring;
use crate::keyring_daemon::KeyringDaemon;
use crate::not_run::not_run;

/// What the child process of a test is told.
const ACTION: &str = "VOUCH_TEST_ACTION";
const ANSWER: &str = "VOUCH_TEST_ANSWER";

#[test]
fn a_session_is_kept_by_the_desktops_keyring() {
    let daemon = KeyringDaemon::start();
    let name = unique("session");
    assert_eq!(act(&daemon, &["write", &name, "s3cret"]), "kept by secret-service");
    assert_eq!(act(&daemon, &["read", &name]), "found s3cret");
    assert_eq!(secret_tool(&daemon, &["lookup", "vouch-item", &name], ""), "s3cret");
    assert_eq!(act(&daemon, &["write", &name, "newer"]), "kept by secret-service");
    assert_eq!(act(&daemon, &["read", &name]), "found newer");
    assert_eq!(act(&daemon, &["delete", &name]), "done");
    assert_eq!(act(&daemon, &["read", &name]), "absent");
    assert_eq!(act(&daemon, &["delete", &name]), "done");
}

#[test]
fn a_prefix_takes_its_own_items_only() {
    let _turn = kernel_keyring::alone();
    let daemon = KeyringDaemon::start();
    for name in ["vouch:1:a", "vouch:1:b", "vouch:session:a"] {
        act(&daemon, &["write", name, "s3cret"]);
    }
    secret_tool(&daemon, &["store", "--label=x", "application", "vouch", "other", "a"], "theirs");
    assert_eq!(act(&daemon, &["delete_all", "vouch:1:"]), "done");
    assert_eq!(act(&daemon, &["read", "vouch:1:b"]), "absent");
    assert_eq!(act(&daemon, &["read", "vouch:session:a"]), "found s3cret");
    assert_eq!(secret_tool(&daemon, &["lookup", "other", "a"], ""), "theirs");
}

#[test]
fn a_locked_keyring_is_not_a_missing_session() {
    let mut daemon = KeyringDaemon::start();
    let (name, other) = (unique("locked"), unique("other"));
    act(&daemon, &["write", &name, "s3cret"]);
    daemon.lock();
    let locked = "failed: the Secret Service keyring is locked";
    assert_eq!(act(&daemon, &["read", &name]), locked);
    assert_eq!(act(&daemon, &["read", &other]), locked);
    assert_eq!(act(&daemon, &["write", &name, "newer"]), locked);
    assert_eq!(act(&daemon, &["delete", &name]), locked);
    // Nobody is there to answer the prompt.
    assert!(act(&daemon, &["unlock"]).starts_with("failed: "));
    daemon.unlock();
    assert_eq!(act(&daemon, &["unlock"]), "done");
    assert_eq!(act(&daemon, &["read", &name]), "found s3cret");
    assert_eq!(act(&daemon, &["read", &other]), "absent");
}

#[test]
fn a_bus_without_a_keyring_leaves_the_kernels() {
    let _turn = kernel_keyring::shared();
    let daemon = KeyringDaemon::bus_only();
    let name = unique("bus-only");
    assert_eq!(act(&daemon, &["write", &name, "s3cret"]), "kept by keyutils");
    assert_eq!(act(&daemon, &["read", &name]), "found s3cret");
    assert_eq!(act(&daemon, &["delete", &name]), "done");
    assert_eq!(act(&daemon, &["read", &name]), "absent");
    let demanded = command(&daemon, &["read", &name], |child| {
        child.env("VOUCH_KEYRING", "secret-service");
    });
    let expected = "failed: no keyring is available: nothing answers for the Secret Service";
    assert_eq!(demanded, expected);
}

#[test]
fn a_second_matching_item_breaks_nothing() {
    let daemon = KeyringDaemon::start();
    let name = unique("twice");
    act(&daemon, &["write", &name, "s3cret"]);
    let more = ["store", "--label=x", "vouch-item", &name, "application", "vouch", "more", "1"];
    secret_tool(&daemon, &more, "s3cret");
    assert_eq!(act(&daemon, &["read", &name]), "found s3cret");
    assert_eq!(act(&daemon, &["delete", &name]), "done");
    assert_eq!(act(&daemon, &["read", &name]), "absent");
}

#[test]
fn an_item_that_is_not_ours_is_called_corrupt() {
    let _turn = kernel_keyring::shared();
    let daemon = KeyringDaemon::start();
    let name = unique("corrupt");
    let quick = unique("corrupt-kernel");
    let attributes = ["store", "--label=x", "vouch-item", &name];
    secret_tool_bytes(&daemon, &attributes, b"\xff\xfe");
    let corrupt = format!("failed: the keyring item {name} is corrupt");
    assert_eq!(act(&daemon, &["read", &name]), corrupt);
    assert!(keyctl(&["add", "user", &quick, "not ours", "@u"]));
    let corrupt = format!("failed: the keyring item {quick} is corrupt");
    assert_eq!(act(&daemon, &["read", &quick]), corrupt);
    assert_eq!(act(&daemon, &["delete", &quick]), "done");
}

#[test]
fn a_frozen_keyring_is_given_up() {
    let daemon = KeyringDaemon::start();
    daemon.freeze();
    let answer = act(&daemon, &["read", &unique("frozen")]);
    assert!(
        answer.starts_with("failed: the Secret Service keyring did not answer within"),
        "{answer}"
    );
}

#[test]
fn without_a_bus_none_is_launched() {
    let daemon = KeyringDaemon::bus_only();
    let (name, mark) = (unique("no-bus"), unique("mark"));
    let answer = command(&daemon, &["write", &name, "s3cret"], |child| {
        child.env_remove("DBUS_SESSION_BUS_ADDRESS").env("DISPLAY", ":77").env("MARK", &mark);
    });
    assert_eq!(answer, "kept by keyutils");
    act(&daemon, &["delete", &name]);
    let left: Vec<_> = processes_with(&format!("MARK={mark}"));
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_cache_is_the_kernels_and_found_from_every_session() {
    let _turn = kernel_keyring::shared();
    let daemon = KeyringDaemon::start();
    let name = unique("cache");
    assert_eq!(
        in_a_session_of_its_own(&daemon, &["cache-write", &name, "s3cret"]),
        "kept by keyutils"
    );
    assert_eq!(act(&daemon, &["cache-read", &name]), "found s3cret");
    assert_eq!(in_a_session_of_its_own(&daemon, &["cache-read", &name]), "found s3cret");
    assert_eq!(secret_tool(&daemon, &["lookup", "vouch-item", &name], ""), "");
    let keys = std::fs::read_to_string("/proc/keys").unwrap();
    let line = keys.lines().find(|line| line.contains(&name)).unwrap();
    let columns: Vec<&str> = line.split_whitespace().collect();
    assert_ne!(columns[3], "perm", "the kernel forgets it: {line}");
    assert_eq!(columns[4], "3f2f0000", "nobody else reads it: {line}");
    let delete = in_a_session_of_its_own(&daemon, &["cache-delete", &name]);
    assert_eq!(delete, "done");
    assert_eq!(act(&daemon, &["cache-read", &name]), "absent");
}

#[test]
fn an_item_is_read_whole_however_long_it_is() {
    let daemon = KeyringDaemon::bus_only();
    let name = unique("long");
    // `EXPIRY\n`, 11 bytes, stands before the secret; the first buffer has 2,048.
    for length in [1, 2_036, 2_037, 2_038, 6_000] {
        let secret = "s".repeat(length - 1) + "e";
        assert_eq!(act(&daemon, &["cache-write", &name, &secret]), "kept by keyutils");
        assert_eq!(act(&daemon, &["cache-read", &name]), format!("found {secret}"), "{length}");
    }
    assert_eq!(act(&daemon, &["cache-delete", &name]), "done");
}

#[test]
fn a_full_kernel_keyring_forgets_what_ends_soonest() {
    let daemon = KeyringDaemon::bus_only();
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can be another user, whose keyring may be filled");
    }
    let answer = command(&daemon, &["cache-fill"], |child| {
        child.uid(61_234).gid(61_234).env_remove("DBUS_SESSION_BUS_ADDRESS");
    });
    assert_eq!(answer, "session kept, first gone, last kept");
}

/// Not a test: the child process of those above.
#[test]
#[ignore = "runs as the child of other tests"]
fn child() {
    let action = std::env::var(ACTION).unwrap();
    let answer = do_as_told(&action.split('\t').collect::<Vec<_>>());
    std::fs::write(std::env::var(ANSWER).unwrap(), answer).unwrap();
}

fn do_as_told(words: &[&str]) -> String {
    let keyrings = Keyrings::of(&Environment::read());
    let (store, words) = match words {
        [word, rest @ ..] if word.starts_with("cache-") => {
            (keyrings.cache, [&[&word[6..]], rest].concat())
        }
        words => (keyrings.sessions, words.to_vec()),
    };
    match words[..] {
        ["read", name] => told(store.read(name).map(|found| match found {
            Some(secret) => format!("found {}", secret.expose()),
            None => "absent".into(),
        })),
        ["write", name, secret] => told(write(store.as_ref(), name, secret, 60)),
        ["delete", name] => told(store.delete(name).map(|()| "done".into())),
        ["delete_all", prefix] => told(store.delete_all(prefix).map(|()| "done".into())),
        ["unlock"] => told(store.unlock().map(|()| "done".into())),
        ["fill"] => fill(store.as_ref()),
        _ => panic!("{words:?}"),
    }
}

fn told(result: Result<String, SecretStoreError>) -> String {
    result.unwrap_or_else(|error| format!("failed: {error}"))
}

fn write(
    store: &dyn SecretStore,
    name: &str,
    secret: &str,
    minutes: i64,
) -> Result<String, SecretStoreError> {
    let secret = Secret::new(secret);
    let expires_at = Some(Utc::now() + TimeDelta::minutes(minutes));
    let item = NewItem { name, label: "a test", secret: &secret, expires_at };
    store.write(&item).map(|keyring| format!("kept by {}", keyring.as_str()))
}

/// Writes more than the 20,000 bytes that a user may have.
fn fill(store: &dyn SecretStore) -> String {
    let secret = "s".repeat(2_500);
    write(store, "vouch:session:a", &secret, 1).unwrap();
    for index in 0..20 {
        write(store, &format!("vouch:1:{index}"), &secret, 60 + index).unwrap();
    }
    let state = |name: &str| if store.read(name).unwrap().is_some() { "kept" } else { "gone" };
    let answer = format!(
        "session {}, first {}, last {}",
        state("vouch:session:a"),
        state("vouch:1:0"),
        state("vouch:1:19")
    );
    store.delete_all("vouch:").unwrap();
    answer
}

pub(crate) fn act(daemon: &KeyringDaemon, words: &[&str]) -> String {
    command(daemon, words, |_| {})
}

/// With that keyring alone.
pub(crate) fn act_with(daemon: &KeyringDaemon, keyring: &str, words: &[&str]) -> String {
    command(daemon, words, |child| {
        child.env("VOUCH_KEYRING", keyring);
    })
}

/// As a login shell with a session keyring that doesn't hold the user's.
fn in_a_session_of_its_own(daemon: &KeyringDaemon, words: &[&str]) -> String {
    let mut outer = Command::new("keyctl");
    outer.args(["session", "-"]).arg(std::env::current_exe().unwrap());
    run(outer, daemon, words)
}

/// With a change to the program that does it.
pub(crate) fn command(
    daemon: &KeyringDaemon,
    words: &[&str],
    change: impl Fn(&mut Command),
) -> String {
    let mut child = daemon.owned(Command::new(std::env::current_exe().unwrap()));
    child.envs(daemon.environment());
    change(&mut child);
    run_prepared(child, daemon.folder(), words)
}

fn run(mut child: Command, daemon: &KeyringDaemon, words: &[&str]) -> String {
    child.envs(daemon.environment());
    run_prepared(child, daemon.folder(), words)
}

fn run_prepared(mut child: Command, folder: &Path, words: &[&str]) -> String {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let answer = folder.join(format!("answer-{}", unique("file")));
    child
        .args(["keyring::child", "--exact", "--ignored"])
        .env(ACTION, words.join("\t"))
        .env(ANSWER, &answer)
        .env_remove("VOUCH_TEST")
        .stdin(Stdio::null());
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    std::fs::read_to_string(answer).unwrap()
}

pub(crate) fn secret_tool(daemon: &KeyringDaemon, words: &[&str], input: &str) -> String {
    secret_tool_bytes(daemon, words, input.as_bytes())
}

fn secret_tool_bytes(daemon: &KeyringDaemon, words: &[&str], input: &[u8]) -> String {
    let mut tool = Command::new("secret-tool")
        .args(words)
        .envs(daemon.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("secret-tool is installed");
    tool.stdin.take().unwrap().write_all(input).unwrap();
    String::from_utf8(tool.wait_with_output().unwrap().stdout).unwrap()
}

pub(crate) fn keyctl(words: &[&str]) -> bool {
    let output = Command::new("keyctl").args(words).output().expect("keyctl is installed");
    output.status.success()
}

/// The processes that were started with this variable.
fn processes_with(variable: &str) -> Vec<String> {
    let wanted = variable.as_bytes();
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| {
            std::fs::read(entry.path().join("environ"))
                .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == wanted))
        })
        .map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default())
        .collect()
}

/// A name that no other run uses: the kernel's keyring is the user's own.
fn unique(name: &str) -> String {
    let nanoseconds = Utc::now().timestamp_nanos_opt().unwrap_or_default();
    format!("vouch:test:{name}-{}-{nanoseconds}", std::process::id())
}

//! `vouch setup aws --discover`, logged in to an issuer that grants two roles.

use std::fs;
use std::process::Command;

use super::laptop::Laptop;
use crate::dev::Dev;
use crate::kernel_keyring;
use crate::tools;
use crate::world::TestWorld;

/// The software key is taken out of the user's keyring again, whatever happens.
const SCRIPT: &str = r#"
mkfifo "$HOME/ready"
vouch-dev --json >"$HOME/ready" &
end() {
    kill "$dev"
    key=$(sed -n 's/^id = "\(.*\)"/\1/p' "$VOUCH_CONFIG")
    [ -z "$key" ] || keyctl unlink "$(keyctl search @u user "vouch:key:$key")" @u
}
dev=$!
trap end EXIT
read -r ready <"$HOME/ready"
field() { printf '%s' "$ready" | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }
field invitation | vouch enroll --issuer "$(field issuer)" --invite - --software-key
vouch login
vouch setup aws --discover --region eu-central-1
vouch logout
"#;

#[test]
fn every_granted_role_gets_a_profile() {
    let _turn = kernel_keyring::alone();
    let laptop = Laptop::new();
    fs::remove_file(laptop.path("config.toml")).unwrap();
    fs::hard_link(env!("CARGO_BIN_EXE_vouch-dev"), laptop.path("bin/vouch-dev"))
        .or_else(|_| {
            fs::copy(env!("CARGO_BIN_EXE_vouch-dev"), laptop.path("bin/vouch-dev")).map(drop)
        })
        .unwrap();
    let output = Command::new(tools::require("setsid"))
        .arg("--wait")
        .arg(tools::require("keyctl"))
        .args(["session", "-", "sh", "-ec", SCRIPT])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", laptop.path("bin").display()))
        .env("HOME", laptop.path("home"))
        .env("XDG_STATE_HOME", laptop.path("state"))
        .env("VOUCH_CONFIG", laptop.path("config.toml"))
        .env("VOUCH_KEYRING", "keyutils")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = laptop.config();
    for role in ["VouchAdministrator", "VouchDeveloper"] {
        let arn = format!("arn:aws:iam::123456789012:role/{role}");
        let name = format!("vouch-123456789012-{role}");
        assert!(said.contains(&format!("123456789012  {arn}  as profile `{name}`")), "{said}");
        let start = format!("[profile {name}]\ncredential_process = ");
        assert!(text.contains(&start), "{text}");
        assert!(text.contains(&format!(" credential aws --role {arn} --issuer http://127.0.0.1:")));
    }
    assert_eq!(text.matches("region = eu-central-1\n").count(), 2);
}

#[test]
fn at_a_terminal_any_number_of_them_is_chosen() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    let discover = ["setup", "aws", "--discover", "--region", "eu-central-1"];
    let names = ["vouch-123456789012-VouchAdministrator", "vouch-123456789012-VouchDeveloper"];
    for (typed, chosen) in [("2", &names[1..]), ("1-2", &names[..]), ("all", &names)] {
        let mut terminal = world.vouch_at_terminal(&discover);
        terminal.expect(&format!("1) {}", names[0])).expect(&format!("2) {}", names[1]));
        terminal.expect("[1-2, such as 1,3-4, or all]: ").answer("1,7");
        terminal.expect("`7` is not in the list").expect("all]: ").answer(typed);
        let (told, _) = terminal.end();
        assert_eq!(told.exit, Some(0), "{told}");
        let config = fs::read_to_string(world.path("home/.aws/config")).unwrap();
        for name in names {
            let is_written = config.contains(&format!("[profile {name}]"));
            assert_eq!(is_written, chosen.contains(&name), "{typed}: {config}");
        }
    }
    let two = [&discover[..], &["--profile", "a", "--profile", "b"]].concat();
    assert_eq!(world.vouch(&two).exit, Some(2));
}

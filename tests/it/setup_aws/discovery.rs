//! `vouch setup aws --discover`, logged in to an issuer that grants two roles.

use std::fs;
use std::process::Command;

use super::laptop::Laptop;
use crate::kernel_keyring;
use crate::tools;

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

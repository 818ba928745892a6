//! The configuration that `init` writes, with everything explained.

use std::path::Path;

use crate::domain::issuer_url::IssuerUrl;

/// Returns the commented configuration.
pub(super) fn text(issuer: &IssuerUrl, state: &Path) -> String {
    let place = |name: &str| toml_string(&state.join(name).display().to_string());
    let (database, keys) = (place("vouch.db"), place("signing-keys"));
    format!(
        r##"# The issuer's name. Laptops, tokens and AWS are bound to it: it never changes.
issuer = "{issuer}"

# Where to listen. Without [tls] it speaks plain HTTP, on loopback only: put it behind a proxy on
# this host that speaks HTTPS and passes the paths on unchanged.
listen = "127.0.0.1:8123"

# Relative paths are taken from the folder of this file.
database = {database}
signing_keys = {keys}

# How long a login lasts, 24h at most.
session = "8h"

# The domains whose addresses may be invited; any, if there is none.
domains = []

# Keys outside of hardware, for trying out. Each invitation must allow it as well, and the tokens
# say so (amr = swk).
allow_software_keys = false

# The client IDs of the identity provider in AWS IAM; without any, the issuer without https://.
#aws_audiences = ["{audience}"]

# Others that tokens may be had for with `vouch token --audience`.
audiences = []

# To speak HTTPS itself.
#[tls]
#certificate = "fullchain.pem"
#key = "privkey.pem"

# Which security keys are genuine: those that Yubico's roots vouch for, which vouch carries, and
# those of the roots in these files (PEM). Yubico adds certificates between its roots and new
# devices: where a new key is refused because its path leads nowhere, download
# https://developers.yubico.com/PKI/yubico-intermediate.pem and name it here.
[attestation]
yubico = "trusted"           # or: "ignored"
roots = []
#min_firmware = "5.7.0"

# How many requests are taken in a minute, as many at once: of one address (without sessions, too; in
# IPv6 of one /64), and of one person. This machine's own addresses aren't limited. Behind proxies,
# name them: X-Forwarded-For is believed of these alone.
[limits]
per_address = 600
per_person = 600
proxies = []                 # ["127.0.0.1", "10.0.0.0/8"]

# Who may have which role. Nothing is granted that isn't written here. The first grant that names
# the person and the role counts.
#
#[groups]
#operators = ["alice@example.com", "bob@example.com"]
#
#[[grant]]
#group = "operators"          # or: person = "alice@example.com", or: domain = "example.com"
#roles = ["arn:aws:iam::123456789012:role/Operator"]
#max_auth_age = 900           # seconds since the touch
#max_duration = 3600          # seconds, the longest that is asked of AWS
#tags = "session"             # "none", or "transitive": into roles assumed from this one, too
#source_identity = true       # the trust policy must then allow sts:SetSourceIdentity
"##,
        audience = issuer.without_scheme(),
    )
}

fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::issuer_config::IssuerConfig;

    fn parsed(text: &str) -> IssuerConfig {
        IssuerConfig::parse(text, Path::new("/etc/vouch")).unwrap()
    }

    #[test]
    fn the_example_is_a_configuration_with_the_defaults() {
        let issuer: IssuerUrl = "https://vouch.example.com".parse().unwrap();
        let config = parsed(&text(&issuer, Path::new("/var/lib/vo\"uch")));
        assert_eq!(config.issuer, issuer);
        assert_eq!(config.database, Path::new("/var/lib/vo\"uch/vouch.db"));
        assert_eq!(config.session.to_string(), "8h");
    }

    #[test]
    fn what_is_commented_out_is_a_configuration_too() {
        let issuer: IssuerUrl = "https://vouch.example.com".parse().unwrap();
        let text = text(&issuer, Path::new(""));
        // A setting that is commented out has no space after the `#`; prose has.
        let setting = |line: &str| line.starts_with('#') && !line.starts_with("# ") && line != "#";
        let uncommented: Vec<&str> =
            text.lines().map(|line| if setting(line) { &line[1..] } else { line }).collect();
        let config = parsed(&uncommented.join("\n"));
        assert!(config.tls.is_some());
        assert!(config.attestation.min_firmware.is_some());
    }
}

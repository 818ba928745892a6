//! Signing in to the AWS console with a role's credentials: where, with what, and whereto
//! ([custom identity broker](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html)).

mod destination;
mod hosts;

use serde::Serialize;
use thiserror::Error;
use url::Url;

use super::aws_credentials::AwsCredentials;
use super::issuer_url::is_loopback;
use super::role::RoleArn;
use super::secret::Secret;

pub use destination::{DestinationError, destination};
pub use hosts::{Hosts, UnknownConsole};

/// How long a login URL is good, in minutes.
pub const LOGIN_MINUTES: u32 = 15;
/// The longest sign-in token that is taken; AWS's have some hundred letters.
const LONGEST_TOKEN: usize = 8 * 1024;

/// Where a sign-in token is asked for and taken: AWS's own host, or one on this machine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignIn {
    base: Url,
}

/// Why credentials can't be sent to a sign-in endpoint.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the sign-in endpoint {0} is not on this machine: credentials go to AWS or nowhere")]
pub struct ForeignSignIn(String);

/// An answer in which there is no sign-in token.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the answer holds no sign-in token")]
pub struct NoSignInToken;

/// A token that becomes a console session once, within fifteen minutes.
#[derive(Clone, Debug)]
pub struct SignInToken(Secret);

impl SignIn {
    /// Returns the partition's own, or the one that was named in its place: that must be on this
    /// machine, for a whole set of credentials is sent there.
    pub fn choose(hosts: &Hosts, named: Option<&str>) -> Result<Self, ForeignSignIn> {
        let Some(named) = named else {
            let base = Url::parse(&format!("https://{}/", hosts.sign_in));
            return Ok(Self { base: base.expect("AWS's hosts are hosts") });
        };
        let url = Url::parse(named).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && is_loopback(url) && url.path() == "/"
        });
        let base = url.filter(|url| url.username().is_empty() && url.password().is_none());
        base.map(|base| Self { base }).ok_or_else(|| ForeignSignIn(shown(named)))
    }

    /// Returns where credentials become a token: by POST, so that they are in no URL.
    pub fn federation(&self) -> Url {
        self.base.join("federation").expect("a path below a host is a URL")
    }

    /// Returns the fields of that request. `duration` is in seconds.
    pub fn form(
        credentials: &AwsCredentials,
        duration: Option<u32>,
    ) -> Vec<(&'static str, Secret)> {
        let session = Session {
            session_id: &credentials.access_key_id,
            session_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.expose(),
        };
        let session = serde_json::to_string(&session).expect("a structure of texts serialises");
        let duration = duration.map(|seconds| Secret::new(seconds.to_string()));
        [("Action", Secret::new("getSigninToken")), ("Session", Secret::new(session))]
            .into_iter()
            .chain(duration.map(|seconds| ("SessionDuration", seconds)))
            .collect()
    }

    /// Returns the URL that signs a browser in: a secret.
    pub fn login(&self, token: &SignInToken, destination: &Url) -> Secret {
        let mut url = self.federation();
        url.query_pairs_mut()
            .append_pair("Action", "login")
            .append_pair("Destination", destination.as_str())
            .append_pair("SigninToken", token.0.expose());
        Secret::new(url)
    }

    /// Returns the URL that ends the session that the browser has, and goes on to that one.
    pub fn after_logout(&self, hosts: &Hosts, login: &Secret) -> Secret {
        let mut url = if is_loopback(&self.base) {
            self.base.clone()
        } else {
            Url::parse(&format!("https://{}/", hosts.sign_out)).expect("AWS's hosts are hosts")
        };
        url.set_path("/oauth");
        url.query_pairs_mut()
            .append_pair("Action", "logout")
            .append_pair("redirect_uri", login.expose());
        Secret::new(url)
    }
}

impl SignInToken {
    /// Reads the answer of the federation endpoint.
    pub fn parse(body: &str) -> Result<Self, NoSignInToken> {
        #[derive(serde::Deserialize)]
        struct Answer {
            #[serde(rename = "SigninToken")]
            token: Secret,
        }
        let Answer { token } = serde_json::from_str(body).map_err(|_| NoSignInToken)?;
        let length = token.expose().len();
        if (1..=LONGEST_TOKEN).contains(&length) { Ok(Self(token)) } else { Err(NoSignInToken) }
    }
}

/// Returns the hosts of the role's partition.
pub fn hosts(role: &RoleArn) -> Result<&'static Hosts, UnknownConsole> {
    Hosts::of(role.partition())
}

/// What comes before a host may be a secret.
fn shown(named: &str) -> String {
    named.rsplit('@').next().unwrap_or_default().to_owned()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    session_id: &'a str,
    session_key: &'a str,
    session_token: &'a str,
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::aws_credentials::Received;

    fn credentials() -> AwsCredentials {
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let at = time("2026-01-01T07:00:00Z");
        AwsCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("a/b+c="),
            session_token: Secret::new("tok&en"),
            expiration: time("2026-01-01T08:00:00Z"),
            account_id: "123456789012".into(),
            received: Received { here: at, at_sts: at },
        }
    }

    fn aws() -> &'static Hosts {
        Hosts::of("aws").unwrap()
    }

    #[test]
    fn credentials_go_to_the_partition_in_a_body() {
        let sign_in = SignIn::choose(aws(), None).unwrap();
        assert_eq!(sign_in.federation().as_str(), "https://signin.aws.amazon.com/federation");
        let form = SignIn::form(&credentials(), Some(3600));
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.expose())).collect();
        let session =
            r#"{"sessionId":"ASIAEXAMPLE","sessionKey":"a/b+c=","sessionToken":"tok&en"}"#;
        assert_eq!(
            form,
            [("Action", "getSigninToken"), ("Session", session), ("SessionDuration", "3600")]
        );
        assert_eq!(SignIn::form(&credentials(), None).len(), 2);
    }

    #[test]
    fn only_this_machine_may_stand_in_for_aws() {
        for named in ["http://127.0.0.1:4566", "http://localhost:1/", "https://[::1]:8443"] {
            assert!(SignIn::choose(aws(), Some(named)).is_ok(), "{named}");
        }
        for named in [
            "",
            "127.0.0.1:4566",
            "http://signin.aws.amazon.com",
            "https://evil.example",
            "https://127.0.0.1.evil.example",
            "http://127.0.0.1:4566/below",
            "http://user:s3cret@127.0.0.1:4566",
            "ftp://127.0.0.1",
            "file:///tmp/x",
        ] {
            let error = SignIn::choose(aws(), Some(named)).unwrap_err().to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_login_url_carries_token_and_destination_and_nothing_of_the_credentials() {
        let sign_in = SignIn::choose(aws(), None).unwrap();
        let token = SignInToken::parse(r#"{"SigninToken":"t&k=n","more":1}"#).unwrap();
        let destination = Url::parse("https://console.aws.amazon.com/s3/home?region=a#b").unwrap();
        let login = sign_in.login(&token, &destination);
        assert_eq!(
            login.expose(),
            "https://signin.aws.amazon.com/federation?Action=login&Destination=https%3A%2F%2F\
             console.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Da%23b&SigninToken=t%26k%3Dn"
        );
        let logout = sign_in.after_logout(aws(), &login);
        let begin = "https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri=\
                     https%3A%2F%2Fsignin.aws.amazon.com%2Ffederation%3FAction%3Dlogin%26";
        assert!(logout.expose().starts_with(begin), "{}", logout.expose());
    }

    #[test]
    fn what_is_no_token_is_none() {
        let long = format!(r#"{{"SigninToken":"{}"}}"#, "a".repeat(LONGEST_TOKEN + 1));
        for body in
            ["", "{}", "null", "<html>", r#"{"SigninToken":""}"#, r#"{"SigninToken":1}"#, &long]
        {
            assert_eq!(SignInToken::parse(body).unwrap_err(), NoSignInToken);
        }
    }
}

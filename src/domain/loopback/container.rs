//! The credentials endpoint as AWS's SDKs ask it in a container: who is answered, and in which form.

use super::{Body, EndpointToken, Head, Refusal, Reply};
use crate::domain::aws_credentials::{AwsCredentials, Format};

/// Where the credentials are.
pub const PATH: &str = "/credentials";

/// A request that may have the credentials. Only [`admit`] makes one.
#[derive(Debug)]
pub struct Admitted(());

/// Checks a request to the endpoint on that port.
///
/// Who doesn't know the token learns nothing of what is where. Nothing in a request chooses the role:
/// the endpoint has one, so a token is worth what its maker meant it for.
pub fn admit(head: &Head, port: u16, token: &EndpointToken) -> Result<Admitted, Refusal> {
    if !head.names_this_machine(port) {
        return Err(Refusal::ForeignHost);
    }
    if head.is_of_a_page() {
        return Err(Refusal::OfAPage);
    }
    let given = head.only("authorization").ok_or(Refusal::NoToken)?;
    if !token.is(given) {
        return Err(Refusal::WrongToken);
    }
    if head.target != PATH {
        return Err(Refusal::NotFound);
    }
    if head.method != "GET" {
        return Err(Refusal::WrongMethod);
    }
    if head.body == Body::Present {
        return Err(Refusal::WithBody);
    }
    Ok(Admitted(()))
}

impl Admitted {
    /// Returns the credentials as the answer.
    pub fn answer(self, credentials: &AwsCredentials) -> Reply {
        Reply::json(200, credentials.print(Format::Container))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORT: u16 = 41_234;

    fn token() -> EndpointToken {
        EndpointToken::from_random([7; 32])
    }

    fn good() -> Head {
        let headers = [("host", "127.0.0.1:41234"), ("authorization", token().secret().expose())]
            .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
        Head {
            method: "GET".into(),
            target: PATH.into(),
            headers: headers.into(),
            body: Body::Absent,
        }
    }

    fn refused(change: impl FnOnce(&mut Head)) -> Refusal {
        let mut head = good();
        change(&mut head);
        admit(&head, PORT, &token()).unwrap_err()
    }

    fn with(head: &mut Head, name: &str, value: &str) {
        head.headers.retain(|(is, _)| is != name);
        head.headers.push((name.into(), value.into()));
    }

    #[test]
    fn who_knows_the_token_is_answered_by_every_name_of_this_machine() {
        for host in ["127.0.0.1:41234", "localhost:41234", "LOCALHOST:41234"] {
            let mut head = good();
            with(&mut head, "host", host);
            assert!(admit(&head, PORT, &token()).is_ok(), "{host}");
        }
    }

    #[test]
    fn another_host_is_refused_first() {
        for host in [
            "",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.2:41234",
            "evil.example:41234",
            "127.0.0.1.evil.example:41234",
            "localhost.:41234",
            "user@127.0.0.1:41234",
            "[::1]:41234",
            "2130706433:41234",
            "0.0.0.0:41234",
        ] {
            assert_eq!(refused(|head| with(head, "host", host)), Refusal::ForeignHost, "{host}");
        }
        assert_eq!(refused(|head| head.headers.clear()), Refusal::ForeignHost);
        let twice = |head: &mut Head| head.headers.insert(0, ("host".into(), "evil".into()));
        assert_eq!(refused(twice), Refusal::ForeignHost);
    }

    #[test]
    fn a_web_page_is_refused_although_it_knows_the_token() {
        for origin in ["https://evil.example", "null", "http://127.0.0.1:41234", ""] {
            assert_eq!(refused(|head| with(head, "origin", origin)), Refusal::OfAPage, "{origin}");
        }
    }

    #[test]
    fn only_the_token_itself_opens() {
        let secret = token().secret().expose().to_owned();
        for other in [
            "",
            &secret[1..],
            &format!("Bearer {secret}"),
            &format!("{secret}\n"),
            &format!(" {secret}"),
            EndpointToken::from_random([8; 32]).secret().expose(),
        ] {
            let refusal = refused(|head| with(head, "authorization", other));
            assert_eq!(refusal, Refusal::WrongToken, "{other:?}");
        }
        let without = |head: &mut Head| head.headers.retain(|(name, _)| name != "authorization");
        assert_eq!(refused(without), Refusal::NoToken);
        let twice = |head: &mut Head| head.headers.push(("authorization".into(), secret.into()));
        assert_eq!(refused(twice), Refusal::NoToken);
    }

    #[test]
    fn only_the_path_itself_with_get_and_nothing_more_is_answered() {
        for target in [
            "/",
            "/credentials/",
            "/credentials?role=Administrator",
            "//credentials",
            "/Credentials",
            "/x/../credentials",
            "/%63redentials",
            "http://127.0.0.1:41234/credentials",
            "*",
        ] {
            assert_eq!(refused(|head| head.target = target.into()), Refusal::NotFound, "{target}");
        }
        for method in ["HEAD", "POST", "PUT", "OPTIONS", "get"] {
            let refusal = refused(|head| head.method = method.into());
            assert_eq!(refusal, Refusal::WrongMethod, "{method}");
        }
        assert_eq!(refused(|head| head.body = Body::Present), Refusal::WithBody);
    }

    #[test]
    fn a_stranger_learns_nothing_of_what_is_where() {
        let refusal = refused(|head| {
            with(head, "authorization", "guess");
            head.target = "/nowhere".into();
            head.method = "POST".into();
        });
        assert_eq!(refusal, Refusal::WrongToken);
    }

    #[test]
    fn a_refusal_is_json_with_the_status_that_sdks_understand() {
        for (refusal, status, code) in [
            (Refusal::ForeignHost, 403, "AccessDenied"),
            (Refusal::OfAPage, 403, "AccessDenied"),
            (Refusal::NoToken, 403, "AccessDenied"),
            (Refusal::WrongToken, 403, "AccessDenied"),
            (Refusal::NotFound, 404, "NotFound"),
            (Refusal::WrongMethod, 405, "MethodNotAllowed"),
            (Refusal::WithBody, 400, "InvalidRequest"),
        ] {
            let reply = Reply::from(refusal);
            let body: serde_json::Value = serde_json::from_str(reply.body.expose()).unwrap();
            assert_eq!((reply.status, body["code"].as_str()), (status, Some(code)));
            assert_eq!(body["message"].as_str(), Some(refusal.to_string().as_str()));
        }
        let allow = &Reply::from(Refusal::WrongMethod).headers[0];
        assert_eq!((allow.0, allow.1.expose()), ("allow", "GET"));
    }
}

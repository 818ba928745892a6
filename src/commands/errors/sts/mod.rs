//! Errors of STS and of the way there, for people: AWS's word, its cause and its remedy.

mod chain;
mod token;

use crate::adapters::sts_client::{Refusal, StsError};
use crate::commands::error::{CommandError, Exit};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role_session::Hop;

/// A step on the way to credentials: the token for a role, or a role from another role.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What was asked for.
    pub hop: &'a Hop<'a>,
    /// The steps before it.
    pub before: &'a [Hop<'a>],
    /// Who issued the token.
    pub issuer: &'a IssuerUrl,
}

/// Returns the error with its likely cause and what to do about it.
pub fn explain(error: &StsError, step: &Step<'_>) -> CommandError {
    let StsError::Refused(refusal) = error else { return on_the_way(error) };
    let exit = if error.is_temporary() { Exit::Network } else { Exit::Refused };
    CommandError::new(exit, error.to_string())
        .code(&refusal.code)
        .hint(format!("{}; to see why, run `vouch explain`", remedy(refusal, step)))
}

/// Returns the error of any call that STS didn't answer, with what to do about it.
pub fn on_the_way(error: &StsError) -> CommandError {
    let hint = match error {
        StsError::Unreachable { .. } => {
            "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates \
             (AWS_CA_BUNDLE); `vouch doctor` looks at all of them"
        }
        StsError::Intercepted { .. } => {
            "a sign-in page of this network may be in between: open a browser; else check \
             AWS_ENDPOINT_URL_STS"
        }
        StsError::Garbled { .. } => {
            "check AWS_ENDPOINT_URL_STS and what stands between this machine and AWS"
        }
        StsError::Unwell { .. } => "try again in a minute",
        StsError::Refused(_) => return CommandError::new(Exit::Refused, error.to_string()),
    };
    CommandError::new(Exit::Network, error.to_string()).hint(hint)
}

/// AWS's messages name neither the policy nor the claim at fault, so the likely one is named here.
fn remedy(refusal: &Refusal, step: &Step<'_>) -> String {
    let role = step.hop.role;
    match refusal.code.as_str() {
        "MalformedPolicyDocument" => {
            "mend the session policy: `aws accessanalyzer validate-policy --policy-type \
             IDENTITY_POLICY` says where"
                .into()
        }
        "PackedPolicyTooLarge" => too_large(step.hop).into(),
        "RegionDisabled" => format!(
            "STS is switched off in this region for account {}: use another with --region, or have \
             it switched on in IAM",
            role.account()
        ),
        "ValidationError" if refusal.message.contains("MaxSessionDuration") => {
            format!("ask for less with --duration, or raise the maximum of {role}")
        }
        _ => match step.before.last() {
            None => token::remedy(refusal, role, step.issuer),
            Some(from) => chain::remedy(refusal, step.hop, from.role),
        },
    }
}

fn too_large(hop: &Hop<'_>) -> &'static str {
    if hop.policy.is_some() || !hop.policy_arns.is_empty() {
        "shorten the session policy (--policy, --policy-arn), or pass fewer tags: AWS packs both into \
         one room"
    } else if hop.tags.is_empty() {
        "the token carries more tags than AWS takes: let the issuer send fewer"
    } else {
        "pass fewer or shorter tags (--tag)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role_session::{ExternalId, SessionPolicy, SessionTag, Wishes};

    fn explained(error: &StsError) -> CommandError {
        let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        let hops = Wishes::of(&role, "alice").hops(None).unwrap();
        let issuer = "https://vouch.example.com".parse().unwrap();
        explain(error, &Step { hop: &hops[0], before: &[], issuer: &issuer })
    }

    /// What is said when the second role of a chain is refused.
    fn explained_in_a_chain(error: &StsError, wish: &Wish) -> String {
        let [via, role] = ["Entry", "Deploy"]
            .map(|name| format!("arn:aws:iam::123456789012:role/{name}").parse().unwrap());
        let via = [via];
        let wishes = Wishes {
            via: &via,
            external_id: wish.external_id.as_ref(),
            tags: &wish.tags,
            policy: wish.policy.as_ref(),
            ..Wishes::of(&role, "alice")
        };
        let hops = wishes.hops(None).unwrap();
        let issuer = "https://vouch.example.com".parse().unwrap();
        explain(error, &Step { hop: &hops[1], before: &hops[..1], issuer: &issuer }).one_line()
    }

    /// What is said with the second role.
    #[derive(Default)]
    struct Wish {
        external_id: Option<ExternalId>,
        tags: Vec<SessionTag>,
        policy: Option<SessionPolicy>,
    }

    fn refused(code: &str, message: &str) -> StsError {
        StsError::Refused(Refusal { code: code.into(), message: message.into() })
    }

    #[test]
    fn every_refusal_has_its_remedy_in_one_line() {
        for (code, message, exit, remedy) in [
            ("AccessDenied", "Not authorized", Exit::Refused, "trust policy"),
            ("ExpiredToken", "Token expired", Exit::Refused, "clock"),
            ("IDPCommunicationError", "", Exit::Network, "public internet"),
            ("IDPRejectedClaim", "", Exit::Refused, "vouch login"),
            (
                "InvalidIdentityToken",
                "Couldn't retrieve verification key from",
                Exit::Network,
                "jwks",
            ),
            ("InvalidIdentityToken", "No OpenIDConnect provider found", Exit::Refused, "make one"),
            ("InvalidIdentityToken", "Incorrect token audience", Exit::Refused, "client id"),
            ("MalformedPolicyDocument", "", Exit::Refused, "policy"),
            ("PackedPolicyTooLarge", "", Exit::Refused, "fewer"),
            ("RegionDisabled", "", Exit::Refused, "--region"),
            ("ValidationError", "exceeds the MaxSessionDuration", Exit::Refused, "--duration"),
            ("Strange", "", Exit::Refused, "documentation"),
        ] {
            let error = explained(&refused(code, message));
            assert_eq!(error.exit, exit, "{code}");
            assert!(error.one_line().contains(remedy), "{}", error.one_line());
            assert!(!error.one_line().contains('\n'));
        }
    }

    #[test]
    fn what_refuses_a_step_of_a_chain_is_named() {
        let denied = |action: &str| {
            let said = format!("User: arn is not authorized to perform: {action} on resource: arn");
            refused("AccessDenied", &said)
        };
        for (error, remedy) in [
            (denied("sts:AssumeRole"), "a policy of arn:aws:iam::123456789012:role/Entry"),
            (denied("sts:AssumeRole"), "demands an external id (--external-id)"),
            (denied("sts:TagSession"), "must allow sts:TagSession"),
            (denied("sts:SetSourceIdentity"), "must allow sts:SetSourceIdentity"),
            (
                refused(
                    "ValidationError",
                    "exceeds the 1 hour session limit for roles assumed by role chaining",
                ),
                "at most 1h",
            ),
            (
                refused("ValidationError", "The source identity of the calling session"),
                "can't be changed",
            ),
            (
                refused(
                    "InvalidParameterValue",
                    "it conflicts with a transitive tag key from the calling session",
                ),
                "arrives by itself",
            ),
            (refused("SignatureDoesNotMatch", ""), "clock"),
            (refused("Strange", ""), "documentation of AssumeRole"),
        ] {
            let told = explained_in_a_chain(&error, &Wish::default());
            assert!(told.contains(remedy) && !told.contains('\n'), "{remedy}: {told}");
        }
        let external_id = Some("customer-42".parse().unwrap());
        let wish = Wish { external_id, ..Wish::default() };
        let told = explained_in_a_chain(&denied("sts:AssumeRole"), &wish);
        assert!(told.contains("expects another external id"), "{told}");
        assert!(!told.contains("customer-42"), "{told}");
    }

    #[test]
    fn what_is_too_large_is_what_was_given() {
        let large = refused("PackedPolicyTooLarge", "consumes 120% of allotted space");
        let policy = Wish { policy: Some("{}".parse().unwrap()), ..Wish::default() };
        let tags = Wish { tags: vec!["a=b".parse().unwrap()], ..Wish::default() };
        for (wish, remedy) in [
            (policy, "shorten the session policy"),
            (tags, "pass fewer or shorter tags"),
            (Wish::default(), "let the issuer send fewer"),
        ] {
            let told = explained_in_a_chain(&large, &wish);
            assert!(told.contains(remedy), "{told}");
        }
    }

    #[test]
    fn silence_is_no_refusal() {
        for error in [
            StsError::Unreachable { endpoint: "https://sts".into(), reason: "no route".into() },
            StsError::Unwell { endpoint: "https://sts".into(), code: "HTTP 503".into() },
            StsError::Garbled { endpoint: "https://sts".into() },
            StsError::Intercepted { endpoint: "https://sts".into(), what: "a web page" },
        ] {
            assert_eq!(explained(&error).exit, Exit::Network);
        }
    }
}

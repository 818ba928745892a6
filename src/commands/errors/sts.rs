//! Errors of STS and of the way there, for people: AWS's word, its cause and its remedy.

use crate::adapters::sts_client::{Refusal, StsError};
use crate::commands::error::{CommandError, Exit};
use crate::domain::endpoint::EndpointError;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;

/// Returns the error with its likely cause and what to do about it.
pub fn explain(error: &StsError, role: &RoleArn, issuer: &IssuerUrl) -> CommandError {
    match error {
        StsError::Unreachable { .. } => CommandError::new(Exit::Network, error.to_string()).hint(
            "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates \
             (AWS_CA_BUNDLE); `vouch doctor` looks at all of them",
        ),
        StsError::Intercepted { .. } => CommandError::new(Exit::Network, error.to_string()).hint(
            "a sign-in page of this network may be in between: open a browser; else check \
             AWS_ENDPOINT_URL_STS",
        ),
        StsError::Garbled { .. } => CommandError::new(Exit::Network, error.to_string())
            .hint("check AWS_ENDPOINT_URL_STS and what stands between this machine and AWS"),
        StsError::Unwell { .. } => {
            CommandError::new(Exit::Network, error.to_string()).hint("try again in a minute")
        }
        StsError::Refused(refusal) => {
            let exit = if error.is_temporary() { Exit::Network } else { Exit::Refused };
            CommandError::new(exit, error.to_string())
                .hint(format!("{}; to see why, run `vouch explain`", remedy(refusal, role, issuer)))
        }
    }
}

/// AWS's messages name neither the policy nor the claim at fault, so the likely one is named here.
fn remedy(refusal: &Refusal, role: &RoleArn, issuer: &IssuerUrl) -> String {
    let (account, provider) = (role.account(), issuer.without_scheme());
    match refusal.code.as_str() {
        "AccessDenied" => format!(
            "the trust policy of {role} doesn't let this token in, or the role doesn't exist: \
             compare its conditions with `vouch token --role {role} --decode`; a role made a \
             moment ago takes some seconds"
        ),
        "ExpiredToken" => {
            "the clocks of the issuer and of AWS differ: set the issuer's clock".into()
        }
        "IDPCommunicationError" => format!(
            "AWS could not reach {issuer}: it must answer the public internet within 5 s; try again"
        ),
        "IDPRejectedClaim" => "log in again with `vouch login`".into(),
        "InvalidIdentityToken" if refusal.is_missing_key() => format!(
            "AWS could not fetch {issuer}/.well-known/jwks.json: it must answer the public \
             internet within 5 s; try again"
        ),
        "InvalidIdentityToken" if refusal.message.starts_with("No OpenIDConnect provider") => {
            format!("account {account} has no OIDC provider {provider}: make one in IAM")
        }
        "InvalidIdentityToken" => format!(
            "check that account {account} has the OIDC provider {provider} with the client id \
             {provider}"
        ),
        "MalformedPolicyDocument" => "the session policy is not a policy".into(),
        "PackedPolicyTooLarge" => {
            "the token carries more tags than AWS takes: let the issuer send fewer".into()
        }
        "RegionDisabled" => format!(
            "STS is switched off in this region for account {account}: use another with --region, \
             or have it switched on in IAM"
        ),
        "ValidationError" if refusal.message.contains("MaxSessionDuration") => {
            format!("ask for less with --duration, or raise the maximum of {role}")
        }
        _ => "look the code up in the documentation of AssumeRoleWithWebIdentity".into(),
    }
}

impl From<EndpointError> for CommandError {
    fn from(error: EndpointError) -> Self {
        let hint = match &error {
            EndpointError::NotUrl(_) | EndpointError::Insecure(_) => {
                "mend AWS_ENDPOINT_URL_STS (or AWS_ENDPOINT_URL), or unset it"
            }
            EndpointError::NotListed(_) => {
                "unset AWS_ENDPOINT_URL_STS (or AWS_ENDPOINT_URL); list the endpoint only if a \
                 token for your roles may go there"
            }
            EndpointError::OtherPartition { .. } | EndpointError::UnknownRegion(_) => {
                "name a region of the role's partition with --region or AWS_REGION"
            }
            EndpointError::UnknownPartition(_) => "check the ARN of the role",
        };
        Self::new(Exit::Configuration, error.to_string()).hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(error: &StsError) -> CommandError {
        let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        explain(error, &role, &"https://vouch.example.com".parse().unwrap())
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

//! Answers in AWS's XML.

use chrono::SecondsFormat;

use crate::domain::sts::Assumed;

/// The namespace of STS's answers.
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// An element with what is in it.
struct Element(String);

impl Element {
    fn text(name: &str, text: &str) -> Self {
        Self(format!("<{name}>{}</{name}>", escape(text)))
    }

    fn of(name: &str, children: impl IntoIterator<Item = Self>) -> Self {
        let children: String = children.into_iter().map(|child| child.0).collect();
        Self(format!("<{name}>{children}</{name}>"))
    }

    fn root(name: &str, children: [Self; 2]) -> String {
        let [first, second] = children;
        format!("<{name} xmlns=\"{NAMESPACE}\">{}{}</{name}>\n", first.0, second.0)
    }
}

/// Returns the answer to AssumeRoleWithWebIdentity.
pub(super) fn assumed(assumed: &Assumed, request_id: &str) -> String {
    let credentials = &assumed.credentials;
    let expiration = credentials.expiration.to_rfc3339_opts(SecondsFormat::Secs, true);
    let result = [
        Element::text("Audience", &assumed.audience),
        Element::of(
            "AssumedRoleUser",
            [
                Element::text("AssumedRoleId", &assumed.assumed_role_id),
                Element::text("Arn", &assumed.assumed_role_arn),
            ],
        ),
        Element::text("Provider", &assumed.provider),
        Element::of(
            "Credentials",
            [
                Element::text("AccessKeyId", &credentials.access_key_id),
                Element::text("SecretAccessKey", credentials.secret_access_key.expose()),
                Element::text("SessionToken", credentials.session_token.expose()),
                Element::text("Expiration", &expiration),
            ],
        ),
        Element::text("SubjectFromWebIdentityToken", &assumed.subject),
        Element::text("PackedPolicySize", &assumed.packed_policy_size.to_string()),
    ];
    let source = assumed.source_identity.iter().map(|text| Element::text("SourceIdentity", text));
    answer("AssumeRoleWithWebIdentity", result.into_iter().chain(source), request_id)
}

/// Returns the answer to GetCallerIdentity.
pub(super) fn caller_identity(arn: &str, user_id: &str, account: &str, request_id: &str) -> String {
    let result = [
        Element::text("Arn", arn),
        Element::text("UserId", user_id),
        Element::text("Account", account),
    ];
    answer("GetCallerIdentity", result, request_id)
}

fn answer(action: &str, result: impl IntoIterator<Item = Element>, request_id: &str) -> String {
    let result = Element::of(&format!("{action}Result"), result);
    let metadata = Element::of("ResponseMetadata", [Element::text("RequestId", request_id)]);
    Element::root(&format!("{action}Response"), [result, metadata])
}

/// Returns a refusal. The fault is the sender's unless the status says otherwise.
pub(super) fn error(status: u16, code: &str, message: &str, request_id: &str) -> String {
    let sender = if status < 500 { "Sender" } else { "Receiver" };
    let error = Element::of(
        "Error",
        [
            Element::text("Type", sender),
            Element::text("Code", code),
            Element::text("Message", message),
        ],
    );
    Element::root("ErrorResponse", [error, Element::text("RequestId", request_id)])
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // XML 1.0 can't carry other control characters at all.
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(character))),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_as_aws_writes_it() {
        assert_eq!(
            error(400, "ValidationError", "Value '<&>' \u{1}", "1"),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Value '&lt;&amp;&gt;' \u{fffd}</Message></Error><RequestId>1</RequestId></ErrorResponse>\n"
        );
        assert!(error(500, "InternalFailure", "", "1").contains("<Type>Receiver</Type>"));
    }

    #[test]
    fn a_caller_as_aws_writes_it() {
        assert_eq!(
            caller_identity("a", "b", "c", "1"),
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>a</Arn><UserId>b</UserId><Account>c</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>\n"
        );
    }
}

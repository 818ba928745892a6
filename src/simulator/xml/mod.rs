//! Answers in AWS's XML.

pub(super) mod iam;
pub(super) mod sts;

/// An element with what is in it.
pub(super) struct Element(String);

/// Which service answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Namespace {
    Iam,
    Sts,
}

impl Namespace {
    fn url(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }
}

impl Element {
    pub(super) fn text(name: &str, text: &str) -> Self {
        Self(format!("<{name}>{}</{name}>", escape(text)))
    }

    pub(super) fn of(name: &str, children: impl IntoIterator<Item = Self>) -> Self {
        let children: String = children.into_iter().map(|child| child.0).collect();
        Self(format!("<{name}>{children}</{name}>"))
    }

    /// A list of members with parts of their own.
    pub(super) fn list(name: &str, members: impl IntoIterator<Item = Vec<Self>>) -> Self {
        Self::of(name, members.into_iter().map(|parts| Self::of("member", parts)))
    }

    /// A list of texts.
    pub(super) fn texts<'a>(name: &str, texts: impl IntoIterator<Item = &'a String>) -> Self {
        Self::of(name, texts.into_iter().map(|text| Self::text("member", text)))
    }

    fn root(name: &str, namespace: Namespace, children: impl IntoIterator<Item = Self>) -> String {
        let children: String = children.into_iter().map(|child| child.0).collect();
        format!("<{name} xmlns=\"{}\">{children}</{name}>\n", namespace.url())
    }
}

/// Returns the answer to an action: some have no result at all.
pub(super) fn answer(
    namespace: Namespace,
    action: &str,
    result: Option<Vec<Element>>,
    request_id: &str,
) -> String {
    let result = result.map(|result| Element::of(&format!("{action}Result"), result));
    let metadata = Element::of("ResponseMetadata", [Element::text("RequestId", request_id)]);
    let children = result.into_iter().chain([metadata]);
    Element::root(&format!("{action}Response"), namespace, children)
}

/// Returns a refusal. The fault is the sender's unless the status says otherwise.
pub(super) fn error(
    namespace: Namespace,
    status: u16,
    code: &str,
    message: &str,
    request_id: &str,
) -> String {
    let sender = if status < 500 { "Sender" } else { "Receiver" };
    let error = Element::of(
        "Error",
        [
            Element::text("Type", sender),
            Element::text("Code", code),
            Element::text("Message", message),
        ],
    );
    Element::root("ErrorResponse", namespace, [error, Element::text("RequestId", request_id)])
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
            error(Namespace::Sts, 400, "ValidationError", "Value '<&>' \u{1}", "1"),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Value '&lt;&amp;&gt;' \u{fffd}</Message></Error><RequestId>1</RequestId></ErrorResponse>\n"
        );
        let failure = error(Namespace::Iam, 500, "InternalFailure", "", "1");
        assert!(failure.contains("<Type>Receiver</Type>"), "{failure}");
        assert!(failure.contains("\"https://iam.amazonaws.com/doc/2010-05-08/\""), "{failure}");
    }

    #[test]
    fn an_answer_without_a_result() {
        assert_eq!(
            answer(Namespace::Iam, "DeleteRole", None, "1"),
            "<DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DeleteRoleResponse>\n"
        );
    }
}

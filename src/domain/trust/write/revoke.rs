//! Cutting off what was handed out before: a permissions policy that denies a person's older
//! sessions.

use chrono::{DateTime, SecondsFormat, Utc};

use super::tree::{Tree, json};
use crate::domain::subject::Subject;

/// Returns the policy that denies everything to the person's sessions that began before a time, as
/// an inline policy of the role
/// ([Disabling permissions for temporary credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html)).
///
/// The one statement goes by the session's name, which ends `aws:userid`; the other by the source
/// identity, which stays in every session that is assumed from one of the person's.
pub fn deny_older_sessions(person: &Subject, before: DateTime<Utc>) -> String {
    let before = before.to_rfc3339_opts(SecondsFormat::Secs, true);
    // A subject has no wildcard in it, and a session's name no colon: the one star is the role's ID.
    let named = ("StringLike", "aws:userid", format!("*:{person}"));
    let identified = ("StringEquals", "aws:SourceIdentity", person.to_string());
    let statements = [named, identified].map(|(operator, key, value)| {
        let older = Tree::object([("aws:TokenIssueTime", Tree::text(&before))]);
        let theirs = Tree::object([(key, Tree::text(value))]);
        Tree::object([
            ("Effect", Tree::text("Deny")),
            ("Action", Tree::text("*")),
            ("Resource", Tree::text("*")),
            ("Condition", Tree::object([("DateLessThan", older), (operator, theirs)])),
        ])
    });
    let version = Tree::text("2012-10-17");
    json(&Tree::object([("Version", version), ("Statement", Tree::List(statements.into()))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trust::{Caller, Context, TrustPolicy};

    const BEFORE: &str = "2026-01-01T12:00:00Z";

    /// A permissions policy speaks of no principal and a trust policy of no resource; the conditions
    /// are judged alike.
    fn policy() -> TrustPolicy {
        let printed = deny_older_sessions(
            &"alice@example.com".parse().unwrap(),
            BEFORE.parse::<DateTime<Utc>>().unwrap(),
        );
        printed.replace("\"Resource\": \"*\"", "\"Principal\": \"*\"").parse().unwrap()
    }

    #[test]
    fn only_the_older_sessions_of_that_person_are_denied() {
        for (issued, userid, source_identity, denied) in [
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:alice@example.com", None, true),
            ("2026-01-01T12:00:00Z", "AROAEXAMPLE:alice@example.com", None, false),
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:bob@example.com", None, false),
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:malice@example.com", None, false),
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:alice@example.com.au", None, false),
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:other", Some("alice@example.com"), true),
            ("2026-01-01T12:00:00Z", "AROAEXAMPLE:other", Some("alice@example.com"), false),
            ("2026-01-01T11:59:59Z", "AROAEXAMPLE:other", Some("bob@example.com"), false),
        ] {
            let mut context = Context::default();
            context.set("aws:TokenIssueTime", issued);
            context.set("aws:userid", userid);
            if let Some(identity) = source_identity {
                context.set("aws:SourceIdentity", identity);
            }
            let caller = Caller::Federated("anybody".into());
            let allow = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "anybody"}, "Action": "*"}}"#;
            let allow: TrustPolicy = allow.parse().unwrap();
            let mut both = policy();
            both.statements.extend(allow.statements);
            let allowed = both.evaluate("s3:GetObject", &caller, &context).is_allowed();
            assert_eq!(!allowed, denied, "{issued} {userid} {source_identity:?}");
        }
    }

    /// An IAM user has no such time: nobody else of the account is cut off.
    #[test]
    fn who_has_no_session_is_not_denied() {
        let mut context = Context::default();
        context.set("aws:userid", "AIDAEXAMPLE:alice@example.com");
        let judged = policy().evaluate("s3:GetObject", &Caller::Federated("x".into()), &context);
        assert_eq!(judged.verdict, crate::domain::trust::Verdict::DeniedByDefault);
    }
}

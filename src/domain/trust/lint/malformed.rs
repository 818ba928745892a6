//! What keeps a policy from being read or judged.

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::settle::{Hides, Unknown};
use super::source::Unread;
use crate::domain::trust::Misread;

/// The policy can't be read.
static MALFORMED: Rule = Rule {
    id: "malformed",
    severity: Severity::Error,
    title: "this is no trust policy",
    why: "AWS refuses it (MalformedPolicyDocument), or reads it otherwise than people do: of a member that is written twice, only one counts.",
    attack: "A reviewer sees the strict one of two `Condition`s; AWS takes the other.",
    remedy: "Write what the finding says was expected.",
};

/// Something can't be worked out here.
static UNKNOWN: Rule = Rule {
    id: "not-evaluated",
    severity: Severity::Note,
    title: "an expression can't be worked out here",
    why: "What a variable or a function stands for is only known to the tool that reads the template. The linter takes a value that it doesn't know as a restriction that holds.",
    attack: "`sub = var.subject`, and somewhere else `subject = \"*\"`.",
    remedy: "Lint the finished policy as well, for example `aws iam get-role --role-name NAME | vouch trust lint -`.",
};

/// Nothing to judge.
static NO_POLICY: Rule = Rule {
    id: "no-policy",
    severity: Severity::Note,
    title: "the template has no trust policy",
    why: "A file without a finding looks as if it had been judged. Trust policies are looked for in `AssumeRolePolicyDocument` (CloudFormation, the AWS CLI), in `aws_iam_role` and in `aws_iam_policy_document` (Terraform).",
    attack: "The role moves to another file, and the check in CI stays green.",
    remedy: "Name the files that have roles.",
};

pub(super) static RULES: &[&Rule] = &[&MALFORMED, &UNKNOWN, &NO_POLICY];

/// Returns the finding of a policy that can't be read.
pub(super) fn misread(misread: &Misread) -> Finding {
    let span = misread.at..misread.at;
    Finding::new(&MALFORMED, &span, misread.fault.to_string())
}

/// Returns the finding of a text that can't be read.
pub(super) fn unread(text: &str, unread: Unread) -> Finding {
    let at = unread.place.offset(text);
    Finding::new(&MALFORMED, &(at..at), unread.reason)
}

/// Returns the finding of a template without a trust policy.
pub(super) fn no_policy() -> Finding {
    Finding::new(&NO_POLICY, &(0..0), "there is no trust policy in this template")
}

/// Returns the finding of an expression.
pub(super) fn unknown(unknown: &Unknown) -> Finding {
    let what = match unknown.hides {
        Hides::Conditions => ", and so what it allows or forbids isn't judged",
        Hides::Statements => ", and so its statements aren't judged",
        Hides::Value => "",
    };
    let message = format!("`{}` can't be worked out here{what}", unknown.expression);
    Finding::new(&UNKNOWN, &unknown.span, message)
}

//! Our own issuer's tokens.

use super::admission::Admission;
use super::provider::Provider;
use super::who::{Who, WhoError};
use crate::domain::grant::TagRule;

/// The session tags of our tokens.
const TAGS: [&str; 2] = ["domain", "email"];

/// What the tokens for a role are like: as its grant in the issuer's configuration says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VouchTokens {
    /// The issuer.
    pub provider: Provider,
    /// Whom the role is for.
    pub who: Who,
    /// Which keys may have signed.
    pub keys: Keys,
    /// Whether they carry session tags.
    pub tags: TagRule,
    /// Whether they carry a source identity.
    pub source_identity: SourceIdentity,
}

/// Which keys may have signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keys {
    /// Keys in hardware that proved it.
    Hardware,
    /// Software keys as well.
    SoftwareToo,
}

/// Whether tokens carry the subject as source identity.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SourceIdentity {
    /// They don't.
    Absent,
    /// They do.
    Subject,
}

impl VouchTokens {
    /// Returns whom the role lets in.
    ///
    /// `aud` alone would admit everybody who can log in. The session's name must be the subject, so
    /// that nobody takes another's; the token must name this role, so that a stolen one is good for
    /// nothing else; and `amr` makes AWS itself insist on the hardware. Tags and a source identity
    /// each need an action of their own, or the whole call is refused.
    pub fn admission(&self) -> Result<Admission, WhoError> {
        let Self { provider, who, .. } = self;
        let values = who.values();
        if values.is_empty() {
            return Err(WhoError::Nobody);
        }
        if who.is_by_tag() && self.tags == TagRule::None {
            return Err(WhoError::Untagged);
        }
        let key = match who {
            Who::Domains(_) => "aws:RequestTag/domain".into(),
            Who::Emails(_) => "aws:RequestTag/email".into(),
            Who::Subjects(_) => provider.key("sub"),
        };
        let subject = format!("${{{}}}", provider.key("sub"));
        let admission = Admission::of(provider)
            .equal(key, values)
            .equal("sts:RoleSessionName", vec![subject.clone()]);
        Ok(self.limited(self.named(admission, subject).demand("sts:RoleAuthorizedByIdp")))
    }

    /// Returns whom a role in another account lets in that is assumed from the hub's role: who came
    /// to the hub with such a token, under their own name where the session says whose it is.
    pub fn spoke(&self, hub: String) -> Admission {
        let values = self.who.values();
        let admission = Admission::of_principal(hub);
        let admission = match self.source_identity {
            SourceIdentity::Absent => admission,
            SourceIdentity::Subject => admission
                .action("sts:SetSourceIdentity")
                .equal("sts:RoleSessionName", vec!["${aws:SourceIdentity}".into()]),
        };
        let admission = match (&self.who, self.source_identity) {
            (Who::Domains(_), _) => admission.equal("aws:PrincipalTag/domain", values),
            (Who::Emails(_), _) => admission.equal("aws:PrincipalTag/email", values),
            (Who::Subjects(_), SourceIdentity::Subject) => {
                admission.equal("aws:SourceIdentity", values)
            }
            (Who::Subjects(_), SourceIdentity::Absent) => admission,
        };
        match self.tags {
            TagRule::None => admission,
            // Tags that are transitive come along, and need it here as well.
            TagRule::Session | TagRule::Transitive => {
                admission.action("sts:TagSession").at_most("aws:TagKeys", &TAGS)
            }
        }
    }

    fn named(&self, admission: Admission, subject: String) -> Admission {
        match self.source_identity {
            SourceIdentity::Absent => admission,
            SourceIdentity::Subject => {
                admission.action("sts:SetSourceIdentity").equal("sts:SourceIdentity", vec![subject])
            }
        }
    }

    fn limited(&self, admission: Admission) -> Admission {
        let admission = match self.keys {
            Keys::Hardware => admission.has(self.provider.key("amr"), "hwk"),
            Keys::SoftwareToo => admission,
        };
        match self.tags {
            TagRule::None => admission,
            TagRule::Session | TagRule::Transitive => {
                admission.action("sts:TagSession").at_most("aws:TagKeys", &TAGS)
            }
        }
    }
}

//! What can't be asked of a role's session, for people.

use crate::commands::error::{CommandError, Exit};
use crate::domain::duration::typed;
use crate::domain::role_session::{DurationError, WishError};

impl From<DurationError> for CommandError {
    fn from(error: DurationError) -> Self {
        let what = error.to_string();
        match error {
            DurationError::Chained { .. } => Self::new(Exit::Misused, what).hint(
                "ask for less with `--duration`, or for the role without `--via`, if it lets your \
                 token in",
            ),
            DurationError::Granted { most, .. } => Self::new(Exit::Refused, what).hint(format!(
                "ask for less, `--duration {}`, or let whoever runs the issuer raise `max_duration`",
                typed(most)
            )),
            DurationError::TooShortGrant { .. } => Self::new(Exit::Refused, what)
                .hint("let whoever runs the issuer raise `max_duration`"),
        }
    }
}

impl From<WishError> for CommandError {
    fn from(error: WishError) -> Self {
        let what = error.to_string();
        let hint = match error {
            WishError::Duration(error) => return error.into(),
            WishError::NoChain(_) => {
                "with a token it is the issuer that says tags and source identity, and no external \
                 id goes with one"
            }
            WishError::OtherPartition { .. } => "name roles of one partition",
            WishError::PolicyAccount(..) | WishError::PolicyPartition(..) => {
                "name a managed policy of AWS (arn:PARTITION:iam::aws:policy/NAME) or of the role's \
                 account"
            }
            WishError::PoliciesTooLong(_) => {
                "shorten the policy, or keep parts of it as managed policies of the role's account"
            }
            WishError::TagTwice(_) => "leave one of them out",
            WishError::TooMany { .. } => "leave some out",
            WishError::TransitiveTag(_) => "add it with `--tag KEY=VALUE`",
        };
        Self::new(Exit::Misused, what).hint(hint)
    }
}

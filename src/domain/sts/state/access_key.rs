//! Access keys that don't end, as users and account owners have them.

use super::StateError;
use crate::domain::secret::Secret;
use crate::domain::sts::{Caller, User};

/// An access key of a user or of an account's owner
/// ([Access keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html)).
#[derive(Clone, Debug)]
pub struct AccessKey {
    id: String,
    secret: Secret,
    caller: Caller,
}

impl AccessKey {
    /// Makes a key. `owner` is the ARN of a user, `arn:aws:iam::123456789012:user/name`, or of an
    /// account, `arn:aws:iam::123456789012:root`.
    pub fn new(id: &str, secret: Secret, owner: &str) -> Result<Self, StateError> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !(16..=128).contains(&id.len()) || !id.bytes().all(is_word) {
            return Err(StateError::AccessKeyId(id.into()));
        }
        if secret.expose().is_empty() {
            return Err(StateError::AccessKeySecret(id.into()));
        }
        let caller = caller(owner).ok_or_else(|| StateError::AccessKeyOwner(owner.into()))?;
        Ok(Self { id: id.into(), secret, caller })
    }

    /// Returns the public name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what calls are signed with.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Returns who calls with it.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

fn caller(owner: &str) -> Option<Caller> {
    if let ["arn", partition, "iam", "", account, "root"] = owner.split(':').collect::<Vec<_>>()[..]
    {
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        return digits.then(|| Caller::root(partition, account));
    }
    owner.parse::<User>().ok().map(Caller::user)
}

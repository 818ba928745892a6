//! Tags of providers and roles
//! ([Tagging IAM resources](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html)).

use super::error::IamError;
use crate::domain::sts::faults::{Faults, TAG};

/// How many a thing can have.
const MOST: usize = 50;

/// A key and its value.
pub(super) type Tag = (String, String);

/// Checks the tags of a request. Keys are compared without case.
pub(super) fn check(faults: &mut Faults, tags: &[Tag]) {
    faults.count("tags", tags.len(), MOST);
    for (index, (key, value)) in tags.iter().enumerate() {
        let name = |part: &str| format!("tags.{}.member.{part}", index + 1);
        faults.text(&name("key"), key, 1..=128);
        faults.characters(&name("key"), key, &TAG);
        faults.text(&name("value"), value, 0..=256);
        faults.characters(&name("value"), value, &TAG);
    }
}

/// Refuses a key that comes twice.
pub(super) fn once(tags: &[Tag]) -> Result<(), IamError> {
    let twice = |(index, (key, _)): (usize, &Tag)| {
        tags[..index].iter().any(|(known, _)| is_same(known, key))
    };
    if tags.iter().enumerate().any(twice) { Err(IamError::TagTwice) } else { Ok(()) }
}

/// Adds tags; a key that is there gets the new value.
pub(super) fn add(tags: &mut Vec<Tag>, new: Vec<Tag>) -> Result<(), IamError> {
    let mut all = tags.clone();
    remove(&mut all, &new.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>());
    all.extend(new);
    if all.len() > MOST {
        return Err(IamError::Quota { quota: "TagsPerResource", most: MOST });
    }
    *tags = all;
    Ok(())
}

/// Removes tags; a key that isn't there doesn't matter.
pub(super) fn remove(tags: &mut Vec<Tag>, keys: &[String]) {
    tags.retain(|(known, _)| !keys.iter().any(|key| is_same(known, key)));
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

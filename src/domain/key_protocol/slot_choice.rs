//! Which slot a new key goes into.

use serde::{Deserialize, Serialize};

use super::{KeyRefusal, Slot};

/// What to do with a slot that holds something.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UsedSlot {
    /// Leave it and refuse.
    Keep,
    /// The person said `--overwrite-slot`.
    Overwrite,
}

/// Returns the slot that was asked for, unless it is in use and must be kept; the first free one
/// when none was asked for. What a slot that nobody named holds is never overwritten.
pub fn choose_slot(
    used: &[Slot],
    wanted: Option<Slot>,
    used_slot: UsedSlot,
) -> Result<Slot, KeyRefusal> {
    match (wanted, used_slot) {
        (Some(slot), UsedSlot::Keep) if used.contains(&slot) => Err(KeyRefusal::SlotUsed { slot }),
        (Some(slot), _) => Ok(slot),
        (None, _) => Slot::all().find(|slot| !used.contains(slot)).ok_or(KeyRefusal::NoFreeSlot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Vec<Slot> {
        text.split_whitespace().map(|slot| slot.parse().unwrap()).collect()
    }

    fn check(
        used: &[Slot],
        wanted: Option<&str>,
        used_slot: UsedSlot,
        slot: Result<&str, KeyRefusal>,
    ) {
        let wanted = wanted.map(|text| text.parse().unwrap());
        assert_eq!(
            choose_slot(used, wanted, used_slot),
            slot.map(|text| text.parse().unwrap()),
            "{used:?} {wanted:?} {used_slot:?}"
        );
    }

    #[test]
    fn the_first_free_slot_unless_one_is_named() {
        check(&[], None, UsedSlot::Keep, Ok("82"));
        check(&slots("82 83 85"), None, UsedSlot::Keep, Ok("84"));
        check(&slots("82 83 85"), None, UsedSlot::Overwrite, Ok("84"));
        check(&slots("82"), Some("95"), UsedSlot::Keep, Ok("95"));
    }

    #[test]
    fn a_used_slot_is_overwritten_only_when_it_is_named_and_said_so() {
        let slot = "82".parse().unwrap();
        check(&slots("82"), Some("82"), UsedSlot::Keep, Err(KeyRefusal::SlotUsed { slot }));
        check(&slots("82"), Some("82"), UsedSlot::Overwrite, Ok("82"));
        let all: Vec<Slot> = Slot::all().collect();
        check(&all, None, UsedSlot::Keep, Err(KeyRefusal::NoFreeSlot));
        check(&all, None, UsedSlot::Overwrite, Err(KeyRefusal::NoFreeSlot));
    }
}

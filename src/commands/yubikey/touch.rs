//! A signature that waits for a touch, for as long as the person was promised.

use std::time::Duration;

use super::{Key, plug};
use crate::adapters::clock::Countdown;
use crate::adapters::security_key::{SecurityKeyError, Sign};
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::jose::SigningInput;
use crate::domain::key_protocol::{KeyRefusal, Policy};
use crate::domain::secret::Secret;

/// A blink that would be cut off sooner helps nobody, and keeps the next program waiting.
const SHORTEST_BLINK: Duration = Duration::from_secs(1);

/// What a touch is for.
pub struct Touch<'a> {
    /// Ends the sentence "touch your YubiKey 12345678 to ...".
    pub purpose: &'a str,
    /// How long to wait for it. The card itself gives up after 15 s; then it is asked again.
    pub timeout: Duration,
}

/// The PIN that was typed, and how many tries were left then, where the firmware tells.
pub struct Typed<'a> {
    /// The PIN.
    pub pin: &'a Secret,
    /// Tries left before it was sent.
    pub tries_left: Option<u8>,
}

impl Key {
    /// Returns the signed input. A touch that was missed, and a key that was pulled out and comes
    /// back, are waited for again with the same PIN, but never with one that may have been wrong.
    /// The outer error ends the command; the inner one is a wrong PIN, which may be typed again.
    pub fn signed(
        &self,
        world: &mut World,
        typed: &Typed<'_>,
        touch: &Touch<'_>,
        mut input: impl FnMut() -> Result<SigningInput, CommandError>,
    ) -> Result<Result<String, KeyRefusal>, CommandError> {
        let countdown = Countdown::of(touch.timeout);
        let serial = self.serial;
        let mut asked = format!("touch your YubiKey {serial} to {}", touch.purpose);
        loop {
            let input = input()?;
            let message = input.as_bytes();
            match self.attempt(world, typed.pin, message, &countdown, &asked) {
                Ok(signature) => return Ok(Ok(input.with_signature(&signature))),
                Err(SecurityKeyError::Refused(
                    wrong @ KeyRefusal::WrongPin { tries_left: 1.. },
                )) => {
                    return Ok(Err(wrong));
                }
                Err(SecurityKeyError::Refused(KeyRefusal::TouchMissed))
                    if countdown.left() >= SHORTEST_BLINK =>
                {
                    asked = format!(
                        "YubiKey {serial} was not touched and blinks again: touch it to {}",
                        touch.purpose
                    );
                }
                Err(SecurityKeyError::Refused(gone)) if is_gone(&gone) => {
                    if let Some(wrong) = self.back(world, typed, &countdown)? {
                        return Ok(Err(wrong));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Asks the card once. The person is told to touch it before, since the card can't say when it
    /// waits, and told again what is waited for when it stays silent.
    fn attempt(
        &self,
        world: &mut World,
        pin: &Secret,
        message: &[u8],
        countdown: &Countdown,
        asked: &str,
    ) -> Result<[u8; 64], SecurityKeyError> {
        let (serial, slot) = (self.serial, self.in_slot.slot);
        let is_touched = self.in_slot.touch_policy != Policy::Never;
        if is_touched {
            world.output.show(&mut *world.prompt, asked);
        }
        let sign = Sign { serial, slot, pin, message, timeout: countdown.left() };
        let World { output, prompt, security_keys, .. } = world;
        let signature = security_keys.sign(&sign, &mut || {
            let waiting = format!("waiting for the touch: YubiKey {serial} blinks");
            output.show(&mut **prompt, &waiting);
        })?;
        if is_touched {
            world.output.show(&mut *world.prompt, "touched");
        }
        Ok(signature)
    }

    /// Waits until a key that was pulled out is plugged in again. Returns what the PIN was, if it
    /// was wrong and the card had no time to say so.
    fn back(
        &self,
        world: &mut World,
        typed: &Typed<'_>,
        countdown: &Countdown,
    ) -> Result<Option<KeyRefusal>, CommandError> {
        let serial = self.serial;
        let asked = format!("YubiKey {serial} was pulled out: plug it in again");
        let has_it = |device: &crate::domain::key_protocol::Device| device.serial == serial;
        let devices = plug::wait(world, countdown, &asked, |devices| devices.iter().any(has_it))?;
        let device = devices.and_then(|devices| devices.into_iter().find(has_it));
        let device = device.ok_or(KeyRefusal::Removed)?;
        Ok(match (device.pin_tries_left, typed.tries_left) {
            (Some(0), _) => return Err(KeyRefusal::PinBlocked.into()),
            (Some(now), Some(before)) if now < before => {
                Some(KeyRefusal::WrongPin { tries_left: now })
            }
            _ => None,
        })
    }
}

/// Whether a key that was there a moment ago is no longer.
fn is_gone(refusal: &KeyRefusal) -> bool {
    matches!(refusal, KeyRefusal::Absent | KeyRefusal::OtherKey { .. } | KeyRefusal::Removed)
}

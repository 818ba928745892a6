//! What is in a key, and where a new one goes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use virtual_yubikey::{Firmware, ManagementAlgorithm, Options, Plugged};
use vouch::adapters::security_key::{SecurityKeys as _, UsedSlot};
use vouch::domain::attestation::{self, Roots};
use vouch::domain::key_protocol::{KeyRefusal, ManagementKey, Policy, Slot};
use vouch::domain::secret::Secret;

use super::bench::{Bench, PIN, SERIAL, generate, generations, refusal};

/// The object with the certificate of slot 82; those of the others follow.
const CERTIFICATE_OF_82: u32 = 0x5f_c10d;

fn slot(text: &str) -> Slot {
    text.parse().unwrap()
}

fn slots(text: &str) -> Vec<Slot> {
    text.split_whitespace().map(slot).collect()
}

fn given(hex: &str) -> ManagementKey {
    ManagementKey::Given(Secret::new(hex))
}

#[test]
fn every_key_that_is_plugged_in_is_listed() {
    let mut bench = Bench::with_several(&[
        Options::default(),
        Options { firmware: Firmware::V5_2_7, serial: 222, ..Options::default() },
        Options { serial: 333, plugged: Plugged::Out, ..Options::default() },
    ]);
    bench.key.keys()[1].set_pin_tries_left(2);
    let listed = bench.helper.list().unwrap();
    let told: Vec<_> = listed
        .iter()
        .map(|key| (key.serial, key.firmware.as_str(), key.pin_tries_left, key.pin_is_factory))
        .collect();
    assert_eq!(told, [(SERIAL, "5.7.4", Some(3), Some(true)), (222, "5.2.7", Some(2), None)]);
    assert!(listed.iter().all(|key| key.used_slots.is_empty()), "{listed:?}");
    assert!(listed[0].reader.starts_with("Yubico YubiKey"), "{listed:?}");

    bench.key.set_pin("654321");
    bench.key.set_pin_tries_left(0);
    let blocked = &bench.helper.list().unwrap()[0];
    assert_eq!((blocked.pin_tries_left, blocked.pin_is_factory), (Some(0), Some(false)));
}

#[test]
fn no_key_is_an_empty_list_and_another_is_named() {
    let mut bench = Bench::with(Options::default());
    bench.key.eject();
    assert_eq!(bench.helper.list().unwrap(), []);
    assert_eq!(refusal(bench.helper.inspect(SERIAL, slot("82"))), KeyRefusal::Absent);
    bench.plug_in_again();
    let other = refusal(bench.helper.inspect(SERIAL + 1, slot("82")));
    assert_eq!(other, KeyRefusal::OtherKey { serial: SERIAL + 1 });
}

#[test]
fn a_key_is_made_with_pin_and_touch_always_and_attested() {
    for options in generations() {
        let mut bench = Bench::with(options.clone());
        let made = bench.generate();
        assert_eq!(made.slot, slot("82"), "{options:?}");

        let key = bench.helper.inspect(SERIAL, made.slot).unwrap();
        assert_eq!(key.public_key, made.public_key);
        assert_eq!((key.pin_policy, key.touch_policy), (Policy::Always, Policy::Always));

        let [key, device] = made.attestation.as_slice() else { panic!("{made:?}") };
        let stored = bench.key.object(CERTIFICATE_OF_82).unwrap();
        assert_eq!(key, &STANDARD.encode(&stored[4..stored.len() - 5]));
        let stored = bench.key.object(0x5f_ff01).unwrap();
        assert_eq!(device, &STANDARD.encode(&stored[4..stored.len() - 5]));

        let roots = Roots::from_der(vec![bench.key.attestation_root_der()]).unwrap();
        let chain: Vec<_> =
            made.attestation.iter().map(|der| STANDARD.decode(der).unwrap()).collect();
        let believed =
            attestation::verify(&chain, &made.public_key, &roots, None, Utc::now()).unwrap();
        assert_eq!((believed.serial(), believed.slot()), (SERIAL, made.slot));

        assert_eq!(bench.generate().slot, slot("83"));
        assert_eq!(bench.helper.list().unwrap()[0].used_slots, slots("82 83"), "{options:?}");
    }
}

#[test]
fn a_slot_with_a_key_or_a_certificate_alone_is_in_use() {
    for options in generations() {
        let mut bench = Bench::with(options);
        bench.generate();
        bench.key.set_object(CERTIFICATE_OF_82, Vec::new());
        bench.key.set_object(CERTIFICATE_OF_82 + 1, vec![0x70, 1, 0]);
        assert_eq!(bench.helper.list().unwrap()[0].used_slots, slots("82 83"));
        assert_eq!(bench.generate().slot, slot("84"));

        let slot = slot("83");
        let kept = generate(&mut bench.helper, Some(slot), UsedSlot::Keep, &ManagementKey::Factory);
        assert_eq!(refusal(kept), KeyRefusal::SlotUsed { slot });
        assert_eq!(refusal(bench.helper.inspect(SERIAL, slot)), KeyRefusal::SlotEmpty { slot });
    }
}

#[test]
fn a_used_slot_is_overwritten_when_that_is_said() {
    let mut bench = Bench::with(Options::default());
    let first = bench.generate();
    let (slot, factory) = (Some(first.slot), ManagementKey::Factory);
    let second = generate(&mut bench.helper, slot, UsedSlot::Overwrite, &factory).unwrap();
    assert_eq!(second.slot, first.slot);
    assert_ne!(second.public_key, first.public_key);
}

#[test]
fn twenty_certificates_leave_no_slot() {
    let mut bench = Bench::with(Options::default());
    for number in 0..20 {
        bench.key.set_object(CERTIFICATE_OF_82 + number, vec![0x70, 1, 0]);
    }
    let full = generate(&mut bench.helper, None, UsedSlot::Overwrite, &ManagementKey::Factory);
    assert_eq!(refusal(full), KeyRefusal::NoFreeSlot);
}

#[test]
fn the_management_key_is_given_or_kept_behind_the_pin() {
    let hex = "0b".repeat(32);
    for (firmware, algorithm, length) in [
        (Firmware::V5_2_7, ManagementAlgorithm::TripleDes, 24),
        (Firmware::V5_4_3, ManagementAlgorithm::TripleDes, 24),
        (Firmware::V5_7_4, ManagementAlgorithm::Aes128, 16),
        (Firmware::V5_7_4, ManagementAlgorithm::Aes192, 24),
        (Firmware::V5_7_4, ManagementAlgorithm::Aes256, 32),
    ] {
        let mut bench = Bench::with(Options { firmware, ..Options::default() });
        bench.key.set_management_key(algorithm, &[11; 32][..length]);
        let known = given(&hex[..2 * length]);
        let made = generate(&mut bench.helper, None, UsedSlot::Keep, &known);
        assert_eq!(made.unwrap().slot, slot("82"), "{firmware} {algorithm:?}");

        let protected = ManagementKey::PinProtected;
        let not_kept = generate(&mut bench.helper, None, UsedSlot::Keep, &protected);
        assert_eq!(refusal(not_kept), KeyRefusal::WrongManagementKey);
        bench.key.set_protected_management_key(algorithm, &[12; 32][..length]);
        let made = generate(&mut bench.helper, None, UsedSlot::Keep, &protected);
        assert_eq!(made.unwrap().slot, slot("83"), "{firmware} {algorithm:?}");
    }
}

#[test]
fn a_wrong_management_key_makes_nothing() {
    for firmware in [Firmware::V5_4_3, Firmware::V5_7_4] {
        let mut bench = Bench::with(Options { firmware, ..Options::default() });
        for wrong in [given(&"00".repeat(24)), given("00"), given(""), given("no hexadecimal")] {
            let refused = generate(&mut bench.helper, None, UsedSlot::Keep, &wrong);
            assert_eq!(refusal(refused), KeyRefusal::WrongManagementKey, "{wrong:?}");
        }
        bench.key.set_management_key(ManagementAlgorithm::Aes256, &[11; 32]);
        let factory = ManagementKey::Factory;
        let refused = generate(&mut bench.helper, None, UsedSlot::Keep, &factory);
        assert_eq!(refusal(refused), KeyRefusal::WrongManagementKey);
        assert_eq!(bench.helper.list().unwrap()[0].used_slots, []);
    }
}

#[test]
fn a_wrong_pin_makes_nothing() {
    let mut bench = Bench::with(Options::default());
    bench.key.set_pin("654321");
    let wrong = generate(&mut bench.helper, None, UsedSlot::Keep, &ManagementKey::Factory);
    assert_eq!(refusal(wrong), KeyRefusal::WrongPin { tries_left: 2 });
    assert_eq!(bench.helper.list().unwrap()[0].used_slots, []);
}

#[test]
fn the_pin_is_changed_when_the_old_one_is_right() {
    let mut bench = Bench::with(Options::default());
    let mut change = |pin: &str, new_pin: &str| {
        bench.helper.change_pin(SERIAL, &Secret::new(pin), &Secret::new(new_pin))
    };
    assert_eq!(refusal(change("000000", "12345678")), KeyRefusal::WrongPin { tries_left: 2 });
    assert_eq!(refusal(change(PIN, "12345")), KeyRefusal::PinLength);
    assert_eq!(refusal(change("123456789", "12345678")), KeyRefusal::PinLength);
    change(PIN, "12\"4\\678").unwrap();
    for expected in [
        KeyRefusal::WrongPin { tries_left: 2 },
        KeyRefusal::WrongPin { tries_left: 1 },
        KeyRefusal::PinBlocked,
        KeyRefusal::PinBlocked,
    ] {
        assert_eq!(refusal(change(PIN, "654321")), expected);
    }
    assert_eq!(refusal(change("12\"4\\678", PIN)), KeyRefusal::PinBlocked);
}

//! PIN and touch, given, wrong and withheld.

use std::thread;
use std::time::Duration;

use virtual_yubikey::{Finger, Firmware, Options};
use vouch::adapters::security_key::{SecurityKeys as _, Sign};
use vouch::domain::key_protocol::KeyRefusal;
use vouch::domain::secret::Secret;

use super::bench::{
    Bench, MESSAGE, PIN, SERIAL, generations, is_signed_by, refusal, sign, untouched,
};

#[test]
fn a_touch_signs() {
    for options in generations() {
        let mut bench = Bench::with(Options { touch: Finger::Manual, ..options.clone() });
        let made = bench.generate();
        let (key, helper) = (&bench.key, &mut bench.helper);
        let signature = thread::scope(|scope| {
            scope.spawn(|| key.touch_when_it_blinks());
            sign(helper, made.slot, PIN)
        });
        assert!(is_signed_by(&made, &signature.unwrap()), "{options:?}");
        assert_eq!(key.condition().touches.asked, 1, "{options:?}");
    }
}

#[test]
fn a_missed_touch_is_told_from_a_pin_that_was_lost() {
    for options in generations() {
        let touch_timeout = Duration::from_millis(300);
        let mut bench =
            Bench::with(Options { touch: Finger::Manual, touch_timeout, ..options.clone() });
        let made = bench.generate();
        assert_eq!(refusal(bench.sign(made.slot)), KeyRefusal::TouchMissed, "{options:?}");
        assert_eq!(bench.key.condition().touches.asked, 1, "{options:?}");
        assert_eq!(bench.key.tries_left().pin, 3);
        bench.key.set_finger(Finger::Auto);
        assert!(is_signed_by(&made, &bench.sign(made.slot).unwrap()));
    }
}

#[test]
fn whoever_waits_is_told_once_and_may_then_touch() {
    let mut bench = Bench::with(untouched());
    let made = bench.generate();
    let (key, helper) = (&bench.key, &mut bench.helper);
    let (pin, timeout) = (&Secret::new(PIN), Duration::from_secs(60));
    let request = Sign { serial: SERIAL, slot: made.slot, pin, message: MESSAGE, timeout };
    let mut told = 0;
    let signature = helper.sign(&request, &mut || {
        told += 1;
        key.touch_when_it_blinks();
    });
    assert!(is_signed_by(&made, &signature.unwrap()));
    assert_eq!(told, 1);
}

#[test]
fn patience_that_ends_before_the_cards_is_a_missed_touch() {
    let mut bench = Bench::with(untouched());
    let made = bench.generate();
    let (pin, timeout) = (&Secret::new(PIN), Duration::from_millis(500));
    let request = Sign { serial: SERIAL, slot: made.slot, pin, message: MESSAGE, timeout };
    let missed = bench.helper.sign(&request, &mut || panic!("it wasn't silent for long"));
    assert_eq!(refusal(missed), KeyRefusal::TouchMissed);
}

#[test]
fn a_wrong_pin_costs_a_try_and_the_last_blocks() {
    for options in generations() {
        let mut bench = Bench::with(options);
        let made = bench.generate();
        for expected in
            [KeyRefusal::WrongPin { tries_left: 2 }, KeyRefusal::WrongPin { tries_left: 1 }]
        {
            assert_eq!(refusal(sign(&mut bench.helper, made.slot, "000000")), expected);
        }
        assert!(is_signed_by(&made, &bench.sign(made.slot).unwrap()));
        assert_eq!(bench.key.tries_left().pin, 3);
        for _ in 0..3 {
            sign(&mut bench.helper, made.slot, "000000").unwrap_err();
        }
        assert_eq!(refusal(bench.sign(made.slot)), KeyRefusal::PinBlocked);
    }
}

#[test]
fn what_cannot_be_a_pin_costs_no_try() {
    let mut bench = Bench::with(Options::default());
    let made = bench.generate();
    for pin in ["", "12345", "123456789", "öööööö"] {
        let refused = refusal(sign(&mut bench.helper, made.slot, pin));
        assert_eq!(refused, KeyRefusal::PinLength, "{pin}");
    }
    assert_eq!(bench.key.tries_left().pin, 3);
}

#[test]
fn an_empty_slot_is_told_and_costs_no_try_where_the_firmware_tells() {
    for options in generations() {
        let mut bench = Bench::with(options.clone());
        let slot = "95".parse().unwrap();
        assert_eq!(refusal(bench.sign(slot)), KeyRefusal::SlotEmpty { slot }, "{options:?}");
        assert_eq!(bench.key.condition().touches.asked, 0);
        if options.firmware > Firmware::V5_2_7 {
            let refused = refusal(sign(&mut bench.helper, slot, "000000"));
            assert_eq!(refused, KeyRefusal::SlotEmpty { slot }, "{options:?}");
            assert_eq!(bench.key.tries_left().pin, 3);
        }
    }
}

#[test]
fn a_key_that_is_pulled_out_while_it_blinks_is_gone() {
    let mut bench = Bench::with(untouched());
    let made = bench.generate();
    let (key, helper) = (&bench.key, &mut bench.helper);
    let pulled = thread::scope(|scope| {
        scope.spawn(|| {
            key.wait_blink();
            key.eject();
        });
        sign(helper, made.slot, PIN)
    });
    assert_eq!(refusal(pulled), KeyRefusal::Removed);

    bench.plug_in_again();
    bench.key.set_finger(Finger::Auto);
    assert!(is_signed_by(&made, &bench.sign(made.slot).unwrap()));
}

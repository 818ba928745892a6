//! Enrolling with a YubiKey whose management key isn't the factory's, or with a mistyped PIN.

use virtual_yubikey::{Firmware, ManagementAlgorithm, Options};

use crate::dev::Dev;
use crate::journey::attestation_root;
use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

const QUESTION: &str = "management key of YubiKey 12345678 (hexadecimal): ";

const REFUSED: &str = "error: the management key is not the right one\n\nhint: give the one that was \
    set with `ykman piv access change-management-key`; nothing was changed\n";

/// A world with an issuer and a key, whose PIN has been changed.
struct Desk {
    world: TestWorld,
    key: VirtualKey,
    dev: Dev,
}

impl Desk {
    fn with(firmware: Firmware) -> Self {
        let mut world = TestWorld::new();
        let key = VirtualKey::start(Options { firmware, ..Options::default() });
        key.set_pin("654321");
        world.set("PCSCLITE_CSOCK_NAME", key.socket());
        let root = attestation_root(&world, &key);
        let dev = Dev::start(&mut world, &["--attestation-root", &root]);
        Self { world, key, dev }
    }

    /// Starts to enrol, until the PIN has been typed.
    fn enroll(&self) -> Terminal {
        self.enroll_with("654321")
    }

    fn enroll_with(&self, pin: &str) -> Terminal {
        let mut enroll =
            self.world.vouch_at_terminal(&["enroll", "--issuer", &self.dev.told.issuer]);
        enroll.expect("is new here. Trust it").answer("y");
        enroll.expect("invitation code: ").answer(&self.dev.told.invitation);
        enroll.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(pin);
        enroll
    }

    /// Ends an enrolment that went well, and logs in with the key.
    fn enrolled(&self, mut enroll: Terminal) {
        enroll.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("n");
        let (told, screen) = enroll.end();
        assert!(told.ok().stderr.contains(" as alice@example.com\n"));
        assert!(!screen.contains(&hex(11, 4)), "{screen}");
        let mut login = self.world.vouch_at_terminal(&["login"]);
        login.expect("(3 tries left): ").answer("654321");
        login.end().0.ok();
    }
}

/// The cards, each with the kinds of management key that it may be given.
fn cards() -> impl Iterator<Item = (Firmware, ManagementAlgorithm, usize)> {
    [
        (Firmware::V5_2_7, ManagementAlgorithm::TripleDes, 24),
        (Firmware::V5_4_3, ManagementAlgorithm::Aes256, 32),
        (Firmware::V5_7_4, ManagementAlgorithm::Aes192, 24),
    ]
    .into_iter()
}

fn hex(byte: u8, length: usize) -> String {
    format!("{byte:02x}").repeat(length)
}

#[test]
fn behind_the_pin_is_not_asked_for() {
    for (firmware, algorithm, length) in cards() {
        let desk = Desk::with(firmware);
        desk.key.set_protected_management_key(algorithm, &[11; 32][..length]);
        desk.enrolled(desk.enroll());
    }
}

#[test]
fn that_a_person_knows_is_asked_for_without_echo() {
    for (firmware, algorithm, length) in cards() {
        let desk = Desk::with(firmware);
        desk.key.set_management_key(algorithm, &[11; 32][..length]);
        let mut enroll = desk.enroll();
        enroll.expect(QUESTION);
        assert!(!enroll.echoes());
        enroll.answer(&hex(11, length));
        desk.enrolled(enroll);
    }
}

#[test]
fn a_wrong_pin_is_asked_for_again() {
    let desk = Desk::with(Firmware::V5_7_4);
    let mut enroll = desk.enroll_with("999999");
    enroll.expect("wrong PIN (2 tries left)\r\n");
    enroll.expect("PIN of YubiKey 12345678 (2 tries left): ").answer("654321");
    desk.enrolled(enroll);
}

#[test]
fn that_is_wrong_changes_nothing() {
    for (firmware, algorithm, length) in cards() {
        let desk = Desk::with(firmware);
        desk.key.set_management_key(algorithm, &[11; 32][..length]);
        for wrong in [hex(12, length), hex(11, 8), "not hexadecimal".into(), String::new()] {
            let mut enroll = desk.enroll();
            enroll.expect(QUESTION).answer(&wrong);
            let (told, screen) = enroll.end();
            assert_eq!((told.exit, told.stderr.as_str()), (Some(4), REFUSED));
            assert!(wrong.is_empty() || !screen.contains(&wrong), "{screen}");
        }
        assert_eq!(desk.key.object(0x005f_c10d), None);
        assert_eq!(desk.key.tries_left().pin, 3);
        assert!(!desk.world.path("config/vouch/config.toml").exists());
        // The invitation is as good as before.
        let mut enroll = desk.enroll();
        enroll.expect(QUESTION).answer(&hex(11, length).to_uppercase());
        desk.enrolled(enroll);
    }
}

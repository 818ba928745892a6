//! Attestations that don't prove what they should, and keys that have none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, denied, malformed};
use super::super::stage::{ALICE, Stage, key};
use super::statement::answer;
use super::statement::own_key;
use crate::domain::attestation::test_certificates::{Certificate, field, yubico};
use crate::domain::challenge::Purpose;
use crate::domain::fixtures::TestKey;
use crate::issuer::tests::attested::attestation;

attacks! {
    /// What is wrong with the attestation.
    Attestation {
        OfAnotherKey = "the attestation of another key",
        OfAnotherRoot = "a path to another root",
        NoTouch = "of a key that demands no touch",
        PinOnce = "of a key that demands the PIN once",
        NoPin = "of a key that demands no PIN",
        Imported = "of an imported key, which its card attests to nobody: signed by the key itself",
        WithoutDevice = "without the device's certificate",
        Reversed = "the two certificates in the other order",
        NotBase64 = "certificates that are not base64",
        OldFirmware = "of a YubiKey with firmware older than the issuer takes",
        OtherSerial = "of another YubiKey than the invitation names",
        Software = "no attestation: a software key",
        SoftwareSession = "a further key for a person who logged in with a software key",
        KeyTaken = "a key that speaks for somebody already",
    }
}

impl Attestation {
    pub(in super::super) fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        let own = TestKey(own_key(attempt.door).0);
        let certificate = |change: fn(&mut Certificate)| {
            let mut certificate = Certificate::attestation(&own);
            change(&mut certificate);
            chain(&certificate, &TestKey::new(2), &TestKey::new(1))
        };
        let certificates = match self {
            Self::OfAnotherKey => attestation(&TestKey::new(33)),
            Self::OfAnotherRoot => {
                chain(&Certificate::attestation(&own), &TestKey::new(2), &TestKey::new(99))
            }
            Self::NoTouch => certificate(|it| it.extensions[2] = yubico(8, &[3, 1])),
            Self::PinOnce => certificate(|it| it.extensions[2] = yubico(8, &[2, 2])),
            Self::NoPin => certificate(|it| it.extensions[2] = yubico(8, &[1, 2])),
            Self::Imported => {
                let own_signed = Certificate::attestation(&own).sign(&own.0);
                json!([STANDARD.encode(own_signed), attestation(&own)[1]])
            }
            Self::WithoutDevice => json!([attestation(&own)[0]]),
            Self::Reversed => json!([attestation(&own)[1], attestation(&own)[0]]),
            Self::NotBase64 => json!(["%", "%"]),
            Self::OldFirmware => certificate(|it| it.extensions[0] = yubico(3, &[5, 2, 6])),
            Self::OtherSerial => certificate(|it| it.extensions[1] = yubico(7, &field(2, &[1]))),
            Self::Software => json!([]),
            Self::SoftwareSession => {
                as_mallory(stage, attempt);
                attestation(&own)
            }
            Self::KeyTaken => {
                let code = attempt.statement().claims()["code_hash"].take();
                attempt.statement = Some(stage.enrolment(&key(ALICE), None));
                if code.is_string() {
                    attempt.statement().claims()["code_hash"] = code;
                }
                answer(attempt, &stage.challenge(Purpose::Enroll, &key(ALICE).id()));
                attestation(&TestKey::new(ALICE))
            }
        };
        attempt.fields.insert("attestation".into(), certificates);
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        if !door.takes_attestation() {
            return Expected::NotApplicable("takes no attestation: no key comes in here");
        }
        match self {
            Self::OfAnotherKey => malformed("the attestation is about another key"),
            Self::OfAnotherRoot | Self::Imported => {
                malformed("the attestation does not lead to a trusted root")
            }
            Self::NoTouch | Self::PinOnce | Self::NoPin => {
                malformed("the key does not demand a PIN and a touch for each use")
            }
            Self::WithoutDevice => malformed("an attestation has two certificates, not 1"),
            Self::Reversed => malformed("the attestation does not lead to a trusted root"),
            Self::NotBase64 => malformed("a certificate is not base64"),
            Self::OldFirmware => {
                denied("the YubiKey's firmware is 5.2.6; at least 5.4.0 is needed")
            }
            Self::OtherSerial if door == Door::Enroll => {
                denied("the invitation is for the YubiKey with serial number 12345678")
            }
            Self::OtherSerial => {
                Expected::NotApplicable("a further key may be in any YubiKey of the person")
            }
            Self::Software => denied("a software key is not allowed here"),
            Self::SoftwareSession if door == Door::KeysAdd => {
                denied("adding a key takes a login with a YubiKey")
            }
            Self::SoftwareSession => Expected::NotApplicable("takes no session"),
            Self::KeyTaken => denied("the key is enrolled already"),
        }
    }
}

fn chain(of_key: &Certificate, device: &TestKey, root: &TestKey) -> Value {
    let of_device = Certificate::device(device).sign(&root.0);
    json!([STANDARD.encode(of_key.sign(&device.0)), STANDARD.encode(of_device)])
}

/// Sends it with mallory's session and its session key.
pub(in super::super) fn as_mallory(stage: &Stage, attempt: &mut Attempt) {
    use super::super::stage::{private, public};
    use super::super::token::Seal;
    attempt.proof().header()["jwk"] = public(&stage.mallory.key.jwk());
    *attempt.proof().seal() = Seal::Es256(private(&stage.mallory.key));
    attempt.present(stage.mallory.token.clone());
}

//! Genuine keys are taken; everything else is refused, each for its own reason.

use super::test_certificates::{Certificate, field, public_key, yubico};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode as _, Encode as _};

use super::*;
use crate::domain::fixtures::{NOW, TestKey, key};

fn root() -> TestKey {
    TestKey::new(21)
}

fn device() -> TestKey {
    TestKey::new(22)
}

fn roots() -> Roots {
    Roots::from_der(vec![Certificate::root(&root()).sign(&root().0)]).unwrap()
}

/// The two certificates, with changes to either.
fn chain(
    change_attestation: impl FnOnce(&mut Certificate),
    change_device: impl FnOnce(&mut Certificate),
) -> Vec<Vec<u8>> {
    let mut attestation = Certificate::attestation(&key());
    let mut device_certificate = Certificate::device(&device());
    change_attestation(&mut attestation);
    change_device(&mut device_certificate);
    vec![attestation.sign(&device().0), device_certificate.sign(&root().0)]
}

fn check(chain: &[Vec<u8>]) -> Result<VerifiedAttestation, AttestationError> {
    verify(chain, &key().jwk(), &roots(), None, NOW)
}

fn refusal(change: impl FnOnce(&mut Certificate)) -> AttestationError {
    check(&chain(change, |_| ())).unwrap_err()
}

fn fault(answer: Result<VerifiedAttestation, AttestationError>) -> PathFault {
    match answer {
        Err(AttestationError::Path(error)) => error.fault,
        other => panic!("no fault of the path: {other:?}"),
    }
}

/// The attestation of [`key`] in the YubiKey 12345678.
pub(in crate::domain) fn genuine() -> VerifiedAttestation {
    check(&chain(|_| (), |_| ())).unwrap()
}

#[test]
fn a_genuine_key_is_taken_for_what_it_is() {
    let attestation = check(&chain(|_| (), |_| ())).unwrap();
    assert_eq!(attestation.serial(), 12_345_678);
    assert_eq!(attestation.firmware().to_string(), "5.7.4");
    assert_eq!(attestation.slot().to_string(), "82");
    assert_eq!(attestation.key(), &key().jwk());
}

#[test]
fn any_policy_but_always_is_refused() {
    for policy in [[1, 2], [2, 2], [3, 1], [3, 3], [1, 1], [4, 2], [5, 2], [3, 0], [2, 3]] {
        let answer = refusal(|it| it.extensions[2] = yubico(8, &policy));
        assert_eq!(answer, AttestationError::Policy, "{policy:?}");
    }
}

#[test]
fn firmware_and_policy_may_be_wrapped_once() {
    let wrapped = check(&chain(
        |it| {
            it.extensions[0] = yubico(3, &field(4, &[5, 2, 6]));
            it.extensions[2] = yubico(8, &field(4, &[3, 2]));
        },
        |_| (),
    ));
    assert_eq!(wrapped.unwrap().firmware().to_string(), "5.2.6");
    // Bare values that begin as a wrapping would are not taken for one.
    let old = check(&chain(|it| it.extensions[0] = yubico(3, &[4, 3, 5]), |_| ()));
    assert_eq!(old.unwrap().firmware().to_string(), "4.3.5");
    let policy = |value: &[u8]| refusal(|it| it.extensions[2] = yubico(8, value));
    for weaker in [vec![4, 2], field(4, &[3, 1]), field(4, &[2, 2]), field(4, &[4, 2])] {
        assert_eq!(policy(&weaker), AttestationError::Policy, "{weaker:?}");
    }
    for malformed in [
        vec![4, 2, 3],
        vec![4, 1, 3, 2],
        vec![4, 3, 3, 2],
        vec![5, 2, 3, 2],
        vec![4, 2, 3, 2, 0],
        field(4, &field(4, &[3, 2])),
    ] {
        let expected = StatementError::Extension("policy").into();
        assert_eq!(policy(&malformed), expected, "{malformed:?}");
    }
}

#[test]
fn a_statement_that_lacks_a_part_or_has_it_twice_is_refused() {
    for (index, name) in [(0, "firmware"), (1, "serial number"), (2, "policy"), (3, "form factor")]
    {
        let expected = AttestationError::from(StatementError::Extension(name));
        let absent = refusal(|it| drop(it.extensions.remove(index)));
        assert_eq!(absent, expected);
        let doubled = refusal(|it| it.extensions.push(it.extensions[index].clone()));
        // `webpki` may have refused it before.
        assert!(doubled == expected || matches!(doubled, AttestationError::Path(_)), "{name}");
        let number = [3, 7, 8, 9][index];
        for malformed in [&[][..], &[5, 7, 4, 0]] {
            let answer = refusal(|it| it.extensions[index] = yubico(number, malformed));
            assert_eq!(answer, expected, "{malformed:?}");
        }
    }
    let none = refusal(|it| it.extensions.clear());
    assert_eq!(none, StatementError::Extension("firmware").into());
}

#[test]
fn a_serial_number_is_a_positive_integer_of_32_bits() {
    for value in [field(2, &[0x80]), field(2, &[1, 0, 0, 0, 0]), field(2, &[0, 0, 1]), vec![2, 1]] {
        let answer = refusal(|it| it.extensions[1] = yubico(7, &value));
        assert_eq!(answer, StatementError::Extension("serial number").into(), "{value:?}");
    }
}

#[test]
fn another_key_or_curve_is_refused() {
    let other = Certificate::attestation(&TestKey::new(8)).key;
    assert_eq!(refusal(|it| it.key = other), AttestationError::OtherKey);
    let p384 = public_key(&[1, 3, 132, 0, 34], &[4; 97]);
    assert_eq!(refusal(|it| it.key = p384), StatementError::Key.into());
    let off_curve = public_key(&[1, 2, 840, 10045, 3, 1, 7], &[4; 65]);
    assert_eq!(refusal(|it| it.key = off_curve), StatementError::Key.into());
}

#[test]
fn only_the_slots_of_our_keys_are_taken() {
    for subject in [
        "YubiKey PIV Attestation 9a",
        "YubiKey PIV Attestation 96",
        "YubiKey PIV Attestation 9a,CN=YubiKey PIV Attestation 82",
        "YubiKey PIV Attestation ",
        "Yubico PIV Attestation",
        "yubikey PIV Attestation 82",
    ] {
        assert_eq!(refusal(|it| it.subject = subject), StatementError::Slot.into(), "{subject}");
    }
    let other = check(&chain(|it| it.subject = "YubiKey PIV Attestation 8f", |_| ()));
    assert_eq!(other.unwrap().slot().to_string(), "8f");
}

#[test]
fn a_path_to_another_root_is_refused() {
    let stranger = TestKey::new(31);
    let mut forged = chain(|_| (), |_| ());
    forged[1] = Certificate::device(&device()).sign(&stranger.0);
    assert_eq!(fault(check(&forged)), PathFault::Untrusted);
    let other = Roots::from_der(vec![Certificate::root(&stranger).sign(&stranger.0)]).unwrap();
    let answer = verify(&chain(|_| (), |_| ()), &key().jwk(), &other, None, NOW);
    assert_eq!(fault(answer), PathFault::Untrusted);
}

#[test]
fn only_the_devices_key_attests() {
    let good = chain(|_| (), |_| ());
    for forger in [TestKey::new(31), root(), key()] {
        let forged = [Certificate::attestation(&key()).sign(&forger.0), good[1].clone()];
        assert_eq!(fault(check(&forged)), PathFault::Untrusted);
    }
    let by_root =
        Certificate { issuer: super::test_certificates::ROOT, ..Certificate::attestation(&key()) };
    assert_eq!(
        fault(check(&[by_root.sign(&root().0), good[1].clone()])),
        PathFault::Untrusted,
        "signed by the root itself, past the device"
    );
    let no_authority = chain(|_| (), |it| it.extensions.clear());
    assert_eq!(fault(check(&no_authority)), PathFault::Untrusted);
    assert_eq!(fault(check(&[good[1].clone(), good[1].clone()])), PathFault::Untrusted);
    assert_eq!(fault(check(&[good[0].clone(), good[0].clone()])), PathFault::Untrusted);
}

#[test]
fn certificates_are_valid_now_and_of_version_3() {
    let over = |it: &mut Certificate| it.not_after = "20260101000000Z";
    let early = |it: &mut Certificate| it.not_before = "20400101000000Z";
    assert_eq!(fault(check(&chain(over, |_| ()))), PathFault::Dates);
    assert_eq!(fault(check(&chain(early, |_| ()))), PathFault::Dates);
    assert_eq!(fault(check(&chain(|_| (), over))), PathFault::Dates);
    let version_1 = |it: &mut Certificate| {
        it.version = None;
        it.extensions.clear();
    };
    assert_eq!(fault(check(&chain(version_1, |_| ()))), PathFault::Certificate);
    assert_eq!(fault(check(&[b"no DER".to_vec(), vec![]])), PathFault::Certificate);
    let mut expired = Certificate::root(&root());
    over(&mut expired);
    let expired = Roots::from_der(vec![expired.sign(&root().0)]).unwrap();
    let answer = verify(&chain(|_| (), |_| ()), &key().jwk(), &expired, None, NOW);
    assert_eq!(fault(answer), PathFault::Dates);
}

#[test]
fn an_attestation_has_two_certificates() {
    let good = chain(|_| (), |_| ());
    for (count, certificates) in
        [(0, vec![]), (1, good[..1].to_vec()), (3, [&good[..], &good[1..]].concat())]
    {
        assert_eq!(check(&certificates), Err(AttestationError::Count(count)));
    }
}

#[test]
fn old_firmware_is_refused() {
    let check = |minimum: &str| {
        let minimum = minimum.parse().ok();
        verify(&chain(|_| (), |_| ()), &key().jwk(), &roots(), minimum, NOW).map(|_| ())
    };
    assert_eq!(check("5.7.4"), Ok(()));
    let (found, minimum) = (Firmware([5, 7, 4]), Firmware([5, 8, 0]));
    assert_eq!(check("5.8.0"), Err(AttestationError::OldFirmware { found, minimum }));
}

#[test]
fn a_certificate_between_is_trusted_for_its_signature_alone() {
    let between = TestKey::new(23);
    let authority = Certificate { subject: "Between", ..Certificate::device(&between) };
    let device_certificate = Certificate { issuer: "Between", ..Certificate::device(&device()) };
    let certificates =
        [Certificate::attestation(&key()).sign(&device().0), device_certificate.sign(&between.0)];
    let with = |signer: &TestKey| {
        let ders = vec![Certificate::root(&root()).sign(&root().0), authority.sign(&signer.0)];
        let roots = Roots::from_der(ders).unwrap();
        verify(&certificates, &key().jwk(), &roots, None, NOW)
    };
    assert!(with(&root()).is_ok());
    assert_eq!(fault(with(&TestKey::new(31))), PathFault::Untrusted);
    assert_eq!(fault(check(&certificates)), PathFault::Untrusted);
    let alone = Roots::from_der(vec![authority.sign(&root().0)]);
    assert_eq!(alone.unwrap_err(), RootsError::Absent);
}

#[test]
fn yubicos_roots_are_known_and_a_strangers_are_not() {
    let yubico = Roots::from_pem(YUBICO).unwrap();
    let names: Vec<_> = yubico.certificates().map(known_root).collect();
    assert_eq!(
        names,
        [Some("Yubico Attestation Root 1"), Some("Yubico PIV Root CA Serial 263751")]
    );
    assert_eq!(yubico.anchors(NOW).len(), 2);
    assert!(roots().certificates().all(|der| known_root(der).is_none()));
}

/// The certificates between are believed for their signatures alone, so a wrong one could do no harm;
/// it would be of no use either.
#[test]
fn the_certificates_that_come_with_vouch_lead_to_yubicos_root() {
    let yubico = Roots::from_pem(YUBICO).unwrap();
    let all: Vec<CertificateInner<Raw>> = yubico
        .certificates()
        .chain(yubico.intermediates().iter().map(|it| it.as_ref()))
        .map(|der| CertificateInner::from_der(der).unwrap())
        .collect();
    assert_eq!(yubico.intermediates().len(), 4);
    for certificate in &all[2..] {
        let body = certificate.tbs_certificate();
        let above = all.iter().find(|it| it.tbs_certificate().subject() == body.issuer()).unwrap();
        let key = above.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
            .verify(&body.to_der().unwrap(), certificate.signature().raw_bytes())
            .unwrap();
    }
}

#[test]
fn roots_are_read_from_pem_with_text_between() {
    let text = [b"Name: a root\n\n", YUBICO].concat();
    assert_eq!(Roots::from_pem(&text).unwrap().certificates().count(), 2);
    assert_eq!(Roots::from_pem(b"").unwrap_err(), RootsError::Absent);
    assert_eq!(Roots::from_pem(b"no PEM").unwrap_err(), RootsError::Pem);
    assert_eq!(Roots::from_der(vec![vec![0x30, 0]]).unwrap_err(), RootsError::Certificate);
}

//! Which keys come in, and which don't.

use chrono::TimeDelta;

use super::*;
use crate::domain::attestation::tests::genuine;
use crate::domain::challenge::{ChallengeError, ChallengeSecret, Purpose};
use crate::domain::fixtures::{NOW, TestKey, challenge_secret, issuer, key, session, spend};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::wire::KeyKind;

fn code() -> InvitationCode {
    InvitationCode::from_random([4; 16])
}

fn proof_by(key: &TestKey, issuer: &IssuerUrl, code: Option<&InvitationCode>) -> String {
    let id = key.jwk().thumbprint();
    let challenge = challenge_secret().issue(Purpose::Enroll, &id, NOW, [3; 16]);
    key.sign(proof_input(&key.jwk(), issuer, &challenge, code))
}

fn new_key_of(key: &TestKey, code: Option<&InvitationCode>) -> NewKey {
    let proof = proof_by(key, &issuer(), code);
    spend(verify_proof(&proof, &issuer(), &challenge_secret(), code, NOW).unwrap())
}

fn invitation() -> Invitation {
    Invitation {
        code_hash: code().hash(),
        subject: "alice@example.com".parse().unwrap(),
        email: "alice@example.com".parse().unwrap(),
        serial: None,
        software: SoftwareKeys::Refused,
        expires_at: NOW + TimeDelta::hours(24),
        spent_at: None,
    }
}

fn attested() -> Evidence {
    Evidence::Attested(genuine())
}

fn invited(
    evidence: &Evidence,
    change: impl FnOnce(&mut Invitation),
) -> Result<Admitted, EnrolmentRefusal> {
    let mut invitation = invitation();
    change(&mut invitation);
    admit_invited(&invitation, new_key_of(&key(), Some(&code())), evidence, NOW)
}

#[test]
fn an_attested_key_comes_in_by_invitation() {
    let admitted = invited(&attested(), |_| ()).unwrap();
    assert_eq!(admitted.kind(), KeyKind::Yubikey);
    assert_eq!(admitted.device().map(|device| device.serial), Some(12_345_678));
    assert_eq!(admitted.id(), key().jwk().thumbprint());
    assert_eq!(admitted.subject().as_str(), "alice@example.com");
    assert_eq!(admitted.invitation(), Some(code().hash().as_str()));
    assert_eq!(admitted.at(), NOW);
}

#[test]
fn a_software_key_comes_in_only_where_the_invitation_says_so() {
    let refused = invited(&Evidence::Software, |_| ());
    assert_eq!(refused.unwrap_err(), EnrolmentRefusal::SoftwareKey);
    let allowed = invited(&Evidence::Software, |it| it.software = SoftwareKeys::Allowed).unwrap();
    assert_eq!((allowed.kind(), allowed.device()), (KeyKind::Software, None));
}

#[test]
fn an_invitation_is_for_one_use_one_day_and_one_code() {
    let refusal = |change: fn(&mut Invitation)| invited(&attested(), change).unwrap_err();
    assert_eq!(refusal(|it| it.spent_at = Some(NOW)), EnrolmentRefusal::Spent);
    assert_eq!(refusal(|it| it.expires_at = NOW), EnrolmentRefusal::Expired);
    let other = |it: &mut Invitation| it.code_hash = InvitationCode::from_random([5; 16]).hash();
    assert_eq!(refusal(other), EnrolmentRefusal::OtherInvitation);
    let uninvited = admit_invited(&invitation(), new_key_of(&key(), None), &attested(), NOW);
    assert_eq!(uninvited.unwrap_err(), EnrolmentRefusal::OtherInvitation);
}

#[test]
fn an_invitation_may_be_for_one_yubikey() {
    assert!(invited(&attested(), |it| it.serial = Some(12_345_678)).is_ok());
    let expected = EnrolmentRefusal::OtherSerial { expected: 87_654_321 };
    assert_eq!(invited(&attested(), |it| it.serial = Some(87_654_321)).unwrap_err(), expected);
    let software = invited(&Evidence::Software, |it| {
        it.software = SoftwareKeys::Allowed;
        it.serial = Some(87_654_321);
    });
    assert_eq!(software.unwrap_err(), expected);
}

#[test]
fn an_attestation_of_another_key_admits_nothing() {
    let other = new_key_of(&TestKey::new(8), Some(&code()));
    let answer = admit_invited(&invitation(), other, &attested(), NOW);
    assert_eq!(answer.unwrap_err(), EnrolmentRefusal::AttestedOther);
}

#[test]
fn a_further_key_takes_a_fresh_touch_and_an_attestation() {
    let admit = |seconds, code: Option<&InvitationCode>, evidence: &Evidence| {
        let session = session(KeyKind::Yubikey, TimeDelta::seconds(seconds));
        admit_further(&session, new_key_of(&key(), code), evidence)
    };
    let admitted = admit(299, None, &attested()).unwrap();
    assert_eq!((admitted.kind(), admitted.invitation()), (KeyKind::Yubikey, None));
    assert_eq!(admitted.subject().as_str(), "alice@example.com");
    let old = admit(300, None, &attested()).unwrap_err();
    assert_eq!(old, EnrolmentRefusal::PresenceTooOld);
    let software = admit(0, None, &Evidence::Software).unwrap_err();
    assert_eq!(software, EnrolmentRefusal::SoftwareKey);
    let invited = admit(0, Some(&code()), &attested()).unwrap_err();
    assert_eq!(invited, EnrolmentRefusal::OtherInvitation);
}

#[test]
fn a_software_key_vouches_for_no_hardware() {
    let session = session(KeyKind::Software, TimeDelta::zero());
    let answer = admit_further(&session, new_key_of(&key(), None), &attested());
    assert_eq!(answer.unwrap_err(), EnrolmentRefusal::SoftwareSession);
}

#[test]
fn a_proof_is_for_one_issuer_invitation_and_challenge() {
    let check = |proof: &str, secret: [u8; 32], code: Option<&InvitationCode>, seconds| {
        let now = NOW + TimeDelta::seconds(seconds);
        verify_proof(proof, &issuer(), &ChallengeSecret::new(secret), code, now).map(|_| ())
    };
    let (ours, code) = ([1; 32], code());
    let other = InvitationCode::from_random([5; 16]);
    let good = proof_by(&key(), &issuer(), Some(&code));
    assert_eq!(check(&good, ours, Some(&code), 119), Ok(()));
    assert_eq!(check(&good, ours, Some(&code), 120), Err(ChallengeError::Expired.into()));
    assert_eq!(check(&good, [2; 32], Some(&code), 0), Err(ChallengeError::NotOurs.into()));
    assert_eq!(check(&good, ours, Some(&other), 0), Err(ProofError::OtherInvitation));
    assert_eq!(check(&good, ours, None, 0), Err(ProofError::OtherInvitation));
    let bare = proof_by(&key(), &issuer(), None);
    assert_eq!(check(&bare, ours, Some(&code), 0), Err(ProofError::OtherInvitation));
    let elsewhere = proof_by(&key(), &"https://evil.example".parse().unwrap(), Some(&code));
    assert_eq!(check(&elsewhere, ours, Some(&code), 0), Err(ProofError::OtherIssuer));
}

#[test]
fn a_challenge_for_another_key_or_a_login_enrols_nothing() {
    let with = |purpose, id| {
        let made = challenge_secret().issue(purpose, &id, NOW, [3; 16]);
        let proof = key().sign(proof_input(&key().jwk(), &issuer(), &made, None));
        verify_proof(&proof, &issuer(), &challenge_secret(), None, NOW).map(|_| ())
    };
    let (own, other) = (key().jwk().thumbprint(), TestKey::new(8).jwk().thumbprint());
    assert_eq!(with(Purpose::Enroll, own.clone()), Ok(()));
    assert_eq!(with(Purpose::Enroll, other), Err(ChallengeError::NotOurs.into()));
    assert_eq!(with(Purpose::Login, own), Err(ChallengeError::Form.into()));
}

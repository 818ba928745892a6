//! A good token, spoiled in thousands of ways: none is believed.
//!
//! Chance is a fixed seed for each mutant; a failure names it, and it fails again. Other spellings of
//! the same bytes (padding, the other alphabet, the bits that mean nothing in a last character, JSON
//! with spaces) are attacks as well: a token has one spelling. The one other signature that holds,
//! `n - s`, takes arithmetic, and is worth nothing: what is spent is the nonce inside.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

use super::challenge::Purpose;
use super::dpop::{self, Request};
use super::enrolment::{proof_input, verify_proof};
use super::fixtures::{NOW, challenge_secret, enrolled, issuer, key, sender, session_key};
use super::presence;
use super::wire::KeyKind;

/// How many mutants of each token are tried.
const COUNT: u64 = 5000;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ILLEGAL: [&str; 10] = ["=", "==", ".", "+", "/", " ", "\n", "\0", "%", "\u{e9}"];

/// SplitMix64: every seed gives another row of numbers, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    fn letter(&mut self) -> String {
        char::from(ALPHABET[self.below(64)]).into()
    }
}

/// Returns that many mutants of the token, each other than the token, with their seeds.
pub(in crate::domain) fn mutants(good: &str, count: u64) -> impl Iterator<Item = (u64, String)> {
    let all = (0..count).map(move |seed| (seed, mutant(good, &mut Chance(seed))));
    all.filter(move |(_, mutant)| mutant != good)
}

fn mutant(good: &str, chance: &mut Chance) -> String {
    let (at, other) = (chance.below(good.len()), chance.below(good.len()));
    let (before, after) = good.split_at(at);
    match chance.below(12) {
        0 => flipped(good, at, chance.below(7)),
        1 => format!("{before}{}{}", chance.letter(), &after[1..]),
        2 => format!("{before}{}{after}", chance.letter()),
        3 => format!("{before}{}{after}", ILLEGAL[chance.below(ILLEGAL.len())]),
        4 => format!("{before}{}", &after[1..]),
        5 => before.to_owned(),
        6 => format!("{}{}", &good[..at.max(other)], &good[at.min(other)..]),
        7 => flipped(&flipped(good, at, chance.below(7)), other, chance.below(7)),
        8 => shuffled(good, chance),
        9 => respelt(good, chance),
        10 => rewritten(good, chance),
        _ => spoiled_signature(good, chance),
    }
}

fn flipped(token: &str, at: usize, bit: usize) -> String {
    let mut bytes = token.as_bytes().to_vec();
    bytes[at] ^= 1 << bit;
    String::from_utf8(bytes).unwrap()
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

/// Its parts in another order, or more or fewer of them.
fn shuffled(token: &str, chance: &mut Chance) -> String {
    let parts = parts(token);
    let length = 1 + chance.below(6);
    let chosen: Vec<&str> = (0..length).map(|_| parts[chance.below(3)]).collect();
    chosen.join(".")
}

/// The same bytes in another spelling of base64.
fn respelt(token: &str, chance: &mut Chance) -> String {
    let mut parts = parts(token).map(ToOwned::to_owned);
    let part = &mut parts[chance.below(3)];
    let bytes = URL_SAFE_NO_PAD.decode(&*part).unwrap();
    *part = match chance.below(4) {
        0 => URL_SAFE.encode(&bytes),
        1 => part.replace('-', "+").replace('_', "/"),
        2 => format!("{part}="),
        _ => {
            // Two or four bits of the last character mean nothing, unless the length is a
            // multiple of three.
            let last = ALPHABET.iter().position(|it| part.as_bytes().last() == Some(it)).unwrap();
            let free = [0, 4, 2][bytes.len() % 3];
            let twin = last | chance.below(1 << free);
            format!("{}{}", &part[..part.len() - 1], char::from(ALPHABET[twin]))
        }
    };
    parts.join(".")
}

/// The same JSON in another spelling, or with a member more.
fn rewritten(token: &str, chance: &mut Chance) -> String {
    let mut parts = parts(token).map(ToOwned::to_owned);
    let part = &mut parts[chance.below(2)];
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(&*part).unwrap()).unwrap();
    let json = match chance.below(5) {
        0 => json.replace(':', ": "),
        1 => format!(" {json}"),
        2 => format!("{json}\n"),
        3 => json.replacen('{', "{\"crit\":[],", 1),
        _ => json.replace("ES256", ["none", "HS256", "ES384", "RS256"][chance.below(4)]),
    };
    *part = URL_SAFE_NO_PAD.encode(json);
    parts.join(".")
}

/// The signature with other numbers, or as many bytes of another kind.
fn spoiled_signature(token: &str, chance: &mut Chance) -> String {
    let [header, claims, signature] = parts(token);
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let length = bytes.len();
    match chance.below(6) {
        0 => bytes.rotate_left(32),
        1 => bytes[..length / 2].fill(0),
        2 => bytes[length / 2..].fill(0),
        3 => bytes.fill(0xff),
        4 => bytes.truncate(chance.below(length)),
        _ => bytes[chance.below(length)] ^= 1 << chance.below(8),
    }
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn none_is_believed(good: &str, believed: impl Fn(&str) -> bool) {
    assert!(believed(good), "the token itself is good");
    let mut tried = 0;
    for (seed, mutant) in mutants(good, COUNT) {
        assert!(!believed(&mutant), "seed {seed}: {mutant}");
        tried += 1;
    }
    assert!(tried > COUNT * 9 / 10, "{tried}");
}

#[test]
fn no_mutation_of_a_good_assertion_is_believed() {
    let id = key().jwk().thumbprint();
    let challenge = challenge_secret().issue(Purpose::Login, &id, NOW, [3; 16]);
    let input = presence::assertion(&id, &issuer(), &challenge, &session_key().thumbprint());
    let (enrolled, secret) = (enrolled(KeyKind::Yubikey), challenge_secret());
    let sender = sender(&session_key());
    none_is_believed(&key().sign(input), |token| {
        let unspent = presence::verify(token, &enrolled, &issuer(), &secret, &sender, NOW);
        unspent.is_ok()
    });
}

#[test]
fn no_mutation_of_a_good_enrolment_proof_is_believed() {
    let jwk = key().jwk();
    let challenge = challenge_secret().issue(Purpose::Enroll, &jwk.thumbprint(), NOW, [3; 16]);
    let input = proof_input(&jwk, &issuer(), &challenge, None);
    let secret = challenge_secret();
    none_is_believed(&key().sign(input), |token| {
        verify_proof(token, &issuer(), &secret, None, NOW).is_ok()
    });
}

#[test]
fn no_mutation_of_a_good_dpop_proof_is_believed() {
    let request = Request { method: "POST", url: "https://vouch.example.com/x", session: None };
    let good = dpop::proof(&session_key(), &request, NOW, [1; 16]);
    none_is_believed(&good, |token| dpop::verify(token, &request, NOW).is_ok());
}

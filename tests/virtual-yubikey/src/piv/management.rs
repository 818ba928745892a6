//! The management key (9B): proving it in one or two rounds, and replacing it.

use super::block_cipher::encrypt;
use super::{Finger, TouchPolicy};
use crate::apdu::{Answer, Status};
use crate::options::Firmware;
use crate::random;
use crate::tlv::{Fields, field};

/// The cipher of a management key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagementAlgorithm {
    /// AES with 16 bytes.
    Aes128 = 0x08,
    /// AES with 24 bytes; from the factory since firmware 5.7.
    Aes192 = 0x0a,
    /// AES with 32 bytes.
    Aes256 = 0x0c,
    /// Triple DES with 24 bytes; from the factory before firmware 5.7.
    TripleDes = 0x03,
}

impl ManagementAlgorithm {
    fn from_byte(byte: u8) -> Option<ManagementAlgorithm> {
        Some(match byte {
            0 | 0x03 => ManagementAlgorithm::TripleDes,
            0x08 => ManagementAlgorithm::Aes128,
            0x0a => ManagementAlgorithm::Aes192,
            0x0c => ManagementAlgorithm::Aes256,
            _ => return None,
        })
    }

    fn key_length(self) -> usize {
        match self {
            ManagementAlgorithm::Aes128 => 16,
            ManagementAlgorithm::Aes192 | ManagementAlgorithm::TripleDes => 24,
            ManagementAlgorithm::Aes256 => 32,
        }
    }

    fn block_length(self) -> usize {
        if self == ManagementAlgorithm::TripleDes { 8 } else { 16 }
    }
}

/// The management key of every key from the factory.
pub(crate) const FACTORY_KEY: [u8; 24] =
    [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8];

pub(crate) struct Management {
    pub(crate) algorithm: ManagementAlgorithm,
    pub(crate) touch: TouchPolicy,
    key: Vec<u8>,
    authenticated: bool,
    pending: Option<Pending>,
}

/// What the card handed out in the first round.
enum Pending {
    Challenge(Vec<u8>),
    Witness(Vec<u8>),
}

impl Management {
    pub(crate) fn factory(firmware: Firmware) -> Management {
        let algorithm = if firmware >= Firmware(5, 7, 0) {
            ManagementAlgorithm::Aes192
        } else {
            ManagementAlgorithm::TripleDes
        };
        let (key, touch) = (FACTORY_KEY.to_vec(), TouchPolicy::Never);
        Management { algorithm, touch, key, authenticated: false, pending: None }
    }

    pub(crate) fn is_factory(&self) -> bool {
        self.key == FACTORY_KEY
    }

    pub(crate) fn forget(&mut self) {
        self.authenticated = false;
        self.pending = None;
    }

    /// An error unless the management key was proven.
    pub(crate) fn demand(&self) -> Result<(), Status> {
        if self.authenticated { Ok(()) } else { Err(Status::SECURITY_NOT_SATISFIED) }
    }

    /// Sets another key, as a test's starting point.
    pub(crate) fn set(&mut self, algorithm: ManagementAlgorithm, key: &[u8]) {
        assert_eq!(key.len(), algorithm.key_length(), "a {algorithm:?} key has its own length");
        (self.algorithm, self.key) = (algorithm, key.to_vec());
        self.forget();
    }

    /// GENERAL AUTHENTICATE for 9B: mutual (80 first) or single (81 first).
    pub(crate) fn authenticate(
        &mut self,
        algorithm: u8,
        fields: &Fields,
        finger: &mut Finger,
    ) -> Answer {
        if ManagementAlgorithm::from_byte(algorithm) != Some(self.algorithm) {
            return Err(Status::WRONG_DATA);
        }
        let (witness, challenge, response) =
            (fields.find(0x80), fields.find(0x81), fields.find(0x82));
        if witness == Some(&[]) {
            return self.hand_out_witness();
        }
        if challenge == Some(&[]) {
            return Ok(self.hand_out_challenge());
        }
        self.authenticated = false;
        let answer = match (self.pending.take(), witness, challenge, response) {
            (Some(Pending::Witness(plain)), Some(witness), Some(challenge), _) => {
                if witness != plain {
                    return Err(Status::SECURITY_NOT_SATISFIED);
                }
                field(0x7c, &field(0x82, &self.encrypt(challenge)?))
            }
            (Some(Pending::Challenge(plain)), _, _, Some(response)) => {
                if self.encrypt(&plain)? != response {
                    return Err(Status::SECURITY_NOT_SATISFIED);
                }
                Vec::new()
            }
            (Some(_), ..) => return Err(Status::WRONG_DATA),
            (None, ..) => return Err(Status::CONDITIONS_NOT_SATISFIED),
        };
        finger.demand(self.touch)?;
        self.authenticated = true;
        Ok(answer)
    }

    /// SET MANAGEMENT KEY: algorithm, 9B, length, key.
    pub(crate) fn replace(&mut self, p2: u8, data: &[u8], firmware: Firmware) -> Answer {
        let touch = match p2 {
            0xff => TouchPolicy::Never,
            0xfe => TouchPolicy::Always,
            0xfd => TouchPolicy::Cached,
            _ => return Err(Status::WRONG_PARAMETERS),
        };
        let &[algorithm, 0x9b, length, ref key @ ..] = data else {
            return Err(Status::WRONG_DATA);
        };
        let algorithm = ManagementAlgorithm::from_byte(algorithm).ok_or(Status::WRONG_DATA)?;
        let known = algorithm == ManagementAlgorithm::TripleDes || firmware >= Firmware(5, 4, 2);
        if !known || key.len() != usize::from(length) || key.len() != algorithm.key_length() {
            return Err(Status::WRONG_DATA);
        }
        (self.algorithm, self.key, self.touch) = (algorithm, key.to_vec(), touch);
        Ok(Vec::new())
    }

    fn hand_out_witness(&mut self) -> Answer {
        let plain = random::bytes(self.algorithm.block_length());
        let encrypted = self.encrypt(&plain)?;
        self.pending = Some(Pending::Witness(plain));
        Ok(field(0x7c, &field(0x80, &encrypted)))
    }

    fn hand_out_challenge(&mut self) -> Vec<u8> {
        let plain = random::bytes(self.algorithm.block_length());
        let answer = field(0x7c, &field(0x81, &plain));
        self.pending = Some(Pending::Challenge(plain));
        answer
    }

    fn encrypt(&self, block: &[u8]) -> Answer {
        encrypt(self.algorithm, &self.key, block).ok_or(Status::WRONG_DATA)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::gate::{self, Gate};

    #[test]
    fn the_right_answer_to_a_challenge_opens() {
        for firmware in [Firmware(5, 2, 7), Firmware(5, 4, 3), Firmware(5, 7, 4)] {
            let mut management = Management::factory(firmware);
            let answer = encrypt(management.algorithm, &FACTORY_KEY, &challenge(&mut management));
            respond(&mut management, &answer.unwrap()).unwrap();
            management.demand().unwrap();
        }
    }

    #[test]
    fn a_wrong_answer_opens_nothing_and_spends_the_challenge() {
        let mut management = Management::factory(Firmware(5, 7, 4));
        let plain = challenge(&mut management);
        let wrong = respond(&mut management, &[0; 16]);
        assert_eq!(wrong, Err(Status::SECURITY_NOT_SATISFIED));
        let late = encrypt(management.algorithm, &FACTORY_KEY, &plain).unwrap();
        assert_eq!(respond(&mut management, &late), Err(Status::CONDITIONS_NOT_SATISFIED));
        management.demand().unwrap_err();
    }

    #[test]
    fn another_cipher_is_wrong_data() {
        let mut management = Management::factory(Firmware(5, 7, 4));
        let fields = Fields::parse(&field(0x81, &[])).unwrap();
        let found = management.authenticate(0x03, &fields, &mut finger());
        assert_eq!(found, Err(Status::WRONG_DATA));
    }

    #[test]
    fn aes_needs_firmware_5_4_2() {
        let data = [vec![0x08, 0x9b, 16], vec![7; 16]].concat();
        let mut management = Management::factory(Firmware(5, 2, 7));
        let old = management.replace(0xff, &data, Firmware(5, 2, 7));
        assert_eq!(old, Err(Status::WRONG_DATA));
        management.replace(0xff, &data, Firmware(5, 4, 3)).unwrap();
        assert!(!management.is_factory());
    }

    fn challenge(management: &mut Management) -> Vec<u8> {
        let algorithm = management.algorithm as u8;
        let fields = Fields::parse(&field(0x81, &[])).unwrap();
        let answer = management.authenticate(algorithm, &fields, &mut finger()).unwrap();
        let fields = Fields::parse(&answer).unwrap().inside(0x7c).unwrap();
        fields.find(0x81).unwrap().to_vec()
    }

    fn respond(management: &mut Management, response: &[u8]) -> Answer {
        let algorithm = management.algorithm as u8;
        let fields = Fields::parse(&field(0x82, response)).unwrap();
        management.authenticate(algorithm, &fields, &mut finger())
    }

    fn finger() -> Finger {
        Finger::new(Arc::new(Gate::new(gate::Finger::Auto, Duration::ZERO)))
    }
}

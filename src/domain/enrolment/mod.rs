//! Enrolment: which keys come to speak for which person, and what an invitation allows.
//!
//! A key is enrolled in three steps, each of which needs the one before: its proof is verified
//! ([`verify_proof`]) and its challenge spent, which gives a [`NewKey`]; where the key lives is
//! found ([`Evidence`]); an invitation or a fresh session admits it, which gives an [`Admitted`],
//! the only thing that the database takes into the list of keys.

#[cfg(feature = "server")]
mod admit;
mod code;
mod proof;
#[cfg(test)]
#[cfg(feature = "server")]
mod tests;

#[cfg(feature = "server")]
pub use admit::{
    Admitted, Device, EnrolmentRefusal, Evidence, FRESH, Invitation, SoftwareKeys, admit_further,
    admit_invited, is_admitted,
};
pub use code::{InvitationCode, InvitationCodeError};
pub use proof::{NewKey, ProofError, proof_input, verify_proof};

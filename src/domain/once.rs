//! What may be used once: checked, then spent in the database, and only then trusted.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Something that was checked but not spent yet. The value inside can't be reached before.
///
/// The database spends it: it inserts [`Unspent::nonce`], which must be unique there, and what the
/// insert reports becomes a [`Receipt`]. [`Unspent::spend`] takes the receipt and gives the value.
/// So the check and the spending can't be exchanged for one another, and neither can be skipped:
/// without the insert there is no receipt, and without the check nothing to use it on.
/// (A closure that inserts would read better, but the insert is asynchronous and this floor isn't.)
#[derive(Debug)]
#[must_use = "a checked value means nothing until it is spent"]
pub struct Unspent<T> {
    nonce: Nonce,
    expires_at: DateTime<Utc>,
    value: T,
}

/// What the database keeps of a spent value: 64 hexadecimal digits, whatever a stranger sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Nonce(String);

/// The database's word that exactly this nonce was inserted just now, and wasn't there before.
#[derive(Debug)]
pub struct Receipt(Nonce);

/// The value was used before.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("it was used before")]
pub struct AlreadySpent;

/// The receipt is for another value: a mistake in our own code.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the receipt is for another value")]
pub struct WrongReceipt;

impl<T> Unspent<T> {
    /// Holds the value back. `family` keeps the names of different kinds of value apart.
    pub(in crate::domain) fn new(
        family: &str,
        name: &str,
        expires_at: DateTime<Utc>,
        value: T,
    ) -> Self {
        let nonce = Nonce(hex(&Sha256::digest(format!("{family}:{name}"))));
        Self { nonce, expires_at, value }
    }

    /// Holds another value back instead, under the same nonce.
    pub(in crate::domain) fn map<U>(self, change: impl FnOnce(T) -> U) -> Unspent<U> {
        Unspent { nonce: self.nonce, expires_at: self.expires_at, value: change(self.value) }
    }

    /// Returns what the database must insert.
    pub fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// Returns when the nonce may be forgotten: from then on the check refuses the value anyway.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// Returns the value, now that the database has spent it.
    pub fn spend(self, receipt: Receipt) -> Result<T, WrongReceipt> {
        if receipt.0 == self.nonce { Ok(self.value) } else { Err(WrongReceipt) }
    }
}

impl Nonce {
    /// Returns the text, the primary key of the table of spent values.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Receipt {
    /// Turns the number of rows that `INSERT ... ON CONFLICT DO NOTHING` wrote into a receipt.
    ///
    /// Only the database adapter calls it, in the transaction that is then committed.
    pub fn of_insert(nonce: &Nonce, rows_affected: u64) -> Result<Self, AlreadySpent> {
        if rows_affected == 1 { Ok(Self(nonce.clone())) } else { Err(AlreadySpent) }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unspent(family: &str, name: &str) -> Unspent<&'static str> {
        Unspent::new(family, name, DateTime::UNIX_EPOCH, "value")
    }

    #[test]
    fn the_first_insert_gives_the_value() {
        let unspent = unspent("a", "b");
        let receipt = Receipt::of_insert(unspent.nonce(), 1).unwrap();
        assert_eq!(unspent.spend(receipt), Ok("value"));
    }

    #[test]
    fn no_row_is_no_receipt() {
        let unspent = unspent("a", "b");
        assert_eq!(Receipt::of_insert(unspent.nonce(), 0).unwrap_err(), AlreadySpent);
    }

    #[test]
    fn a_receipt_is_good_for_its_own_value_alone() {
        let receipt = Receipt::of_insert(unspent("a", "b").nonce(), 1).unwrap();
        assert_eq!(unspent("b", "b").spend(receipt), Err(WrongReceipt));
    }

    #[test]
    fn a_nonce_is_64_hexadecimal_digits() {
        let nonce = unspent("a", "'; drop table spent; --").nonce().clone();
        assert_eq!(nonce.as_str().len(), 64);
        assert!(nonce.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}

//! ES256 in compact form: public keys, how a token is put together, and how one is believed.

#[cfg(test)]
mod attacks;
mod key;
mod sign;
#[cfg(all(test, feature = "server"))]
mod vectors;
mod verify;

pub use key::{Curve, Jwk, KeyId, KeyIdError, KeyType, NotOnCurve};
pub use sign::{Es256, Header, SigningInput};
pub use verify::{
    Claims, JoseError, KeyPlace, MAX_TOKEN, Verified, unverified_key_id, verify, verify_embedded,
};

//! The token by which a program of this person is told from everybody else's.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::secret::Secret;

/// 256 random bits, as 43 letters that need no quotes in a shell and no escapes in a URL or a
/// header. It is good as long as the server that made it runs.
#[derive(Clone, Debug)]
pub struct EndpointToken(Secret);

impl EndpointToken {
    /// Returns the token of these random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Returns the token itself, without a newline: SDKs send it as it is and refuse one that ends
    /// a line.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// Tells whether this is the token. How long that takes says nothing of how much of it is
    /// right.
    pub fn is(&self, given: &[u8]) -> bool {
        verify_slices_are_equal(given, self.0.expose().as_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = EndpointToken::from_random([7; 32]);
        let text = token.secret().expose().to_owned();
        assert_eq!(text.len(), 43);
        assert!(token.is(text.as_bytes()));
        for other in ["", &text[1..], &text[..42], &format!("{text}A"), &text.to_lowercase()] {
            assert!(!token.is(other.as_bytes()), "{other}");
        }
        assert!(!EndpointToken::from_random([8; 32]).is(text.as_bytes()));
    }
}

//! Challenges that the issuer need not remember: an HMAC over key, expiry and chance.

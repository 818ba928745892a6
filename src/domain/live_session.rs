//! Sessions as the issuer sees them.

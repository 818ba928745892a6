//! The issuer's signing keys, PEM files that nobody else can read.

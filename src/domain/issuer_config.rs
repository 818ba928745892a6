//! The issuer's configuration file.

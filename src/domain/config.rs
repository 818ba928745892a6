//! vouch's own config.toml: the known issuers and the keys enrolled with them.

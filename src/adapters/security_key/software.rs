//! A P-256 key in the operating system's keyring, for trying vouch without hardware.

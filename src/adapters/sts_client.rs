//! AWS STS: unsigned, directly, regionally.

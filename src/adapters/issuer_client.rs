//! The issuer over HTTP.

//! The issuer: a file for each endpoint.

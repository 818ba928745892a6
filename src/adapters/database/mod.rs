//! The issuer's storage, SQLite through sqlx.

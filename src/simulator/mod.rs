//! The local AWS, in `vouch-dev` and in tests only.

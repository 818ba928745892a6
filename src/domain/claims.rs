//! What an ID token says.

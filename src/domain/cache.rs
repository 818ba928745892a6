//! What a cached AWS credential is called, and what it must repeat to be used.

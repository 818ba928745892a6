//! Which STS endpoint serves a region, and which others a token may be sent to.

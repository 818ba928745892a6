//! DPoP proofs: possession of the session key, for one request (RFC 9449).

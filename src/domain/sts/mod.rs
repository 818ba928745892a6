//! What STS would answer to a request.

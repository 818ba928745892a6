//! Certificates and proxies, resolved once for both HTTP clients.

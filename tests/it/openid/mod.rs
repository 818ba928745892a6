//! `vouch login` at other OpenID providers, and what comes of it: against the certified provider
//! `oidc-provider`, and against one that means harm.

mod browser;
mod hostile;
mod journey;
mod provider;
mod secrets;
mod sessions;

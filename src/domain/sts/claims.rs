//! The claims that AWS checks in every token, and whom they speak of.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::error::StsError;
use super::token::Members;

/// How far clocks may disagree, in seconds (observed).
const TOLERANCE: i64 = 300;

/// Checks that the claims are there and that the token is good at this time.
pub(super) fn check(claims: &Members, now: DateTime<Utc>) -> Result<(), StsError> {
    for name in ["iss", "sub", "aud", "iat", "exp"] {
        if !claims.contains_key(name) {
            return Err(StsError::MissingClaim(name));
        }
    }
    let issued = timestamp(claims, "iat")?;
    let expires = timestamp(claims, "exp")?;
    let not_before = match claims.get("nbf") {
        None => None,
        Some(_) => Some(timestamp(claims, "nbf")?),
    };
    let now = now.timestamp();
    if expires.saturating_add(TOLERANCE) <= now {
        return Err(StsError::Expired { now, expires });
    }
    for (name, start) in [("iat", Some(issued)), ("nbf", not_before)] {
        if start.is_some_and(|start| start.saturating_sub(TOLERANCE) > now) {
            return Err(StsError::NotYetValid(name));
        }
    }
    Ok(())
}

/// Returns whole seconds since 1970. AWS takes digits in a text as well, but no fraction
/// (observed).
fn timestamp(claims: &Members, name: &'static str) -> Result<i64, StsError> {
    match claims.get(name) {
        Some(Value::Number(number)) => number.as_i64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    }
    .ok_or(StsError::TimestampForm(name))
}

/// Whom the token speaks of and for whom it was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Identity {
    pub(super) issuer: String,
    pub(super) subject: String,
    /// `azp` if there is one, else the one `aud`: what is compared with the client ids.
    pub(super) audience: String,
    /// `aud` as it is.
    pub(super) original_audience: Vec<String>,
    pub(super) methods: Vec<String>,
    pub(super) email: Option<String>,
}

impl Identity {
    pub(super) fn read(claims: &Members) -> Result<Self, StsError> {
        let original_audience = texts(claims, "aud").ok_or(StsError::ClaimForm("aud"))?;
        let audience = match (claims.get("azp"), &original_audience[..]) {
            // The authorized party stands in for the audience (observed).
            (Some(Value::String(party)), _) => party.clone(),
            (Some(_), _) => return Err(StsError::ClaimForm("azp")),
            (None, [audience]) => audience.clone(),
            (None, []) => return Err(StsError::ClaimForm("aud")),
            (None, _) => return Err(StsError::ManyAudiences),
        };
        let issuer = claims.get("iss").and_then(Value::as_str);
        Ok(Self {
            issuer: issuer.ok_or(StsError::ClaimForm("iss"))?.into(),
            subject: subject(claims)?,
            audience,
            original_audience,
            methods: texts(claims, "amr").unwrap_or_default(),
            email: claims.get("email").and_then(Value::as_str).map(Into::into),
        })
    }
}

/// The subject may be of any length, and a number (observed).
fn subject(claims: &Members) -> Result<String, StsError> {
    match claims.get("sub") {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Null) => Err(StsError::NullSubject),
        _ => Err(StsError::ClaimForm("sub")),
    }
}

/// Returns a text, or a list of texts, as a list.
pub(super) fn texts(claims: &Members, name: &str) -> Option<Vec<String>> {
    match claims.get(name)? {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|value| value.as_str().map(Into::into)).collect(),
        _ => None,
    }
}

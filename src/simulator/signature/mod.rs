//! Verifies the signature of a call
//! ([Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html)):
//! the call is signed once more, by AWS's own library, with the secret that belongs to the key.

mod authorization;
mod fault;

use std::time::SystemTime;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_sdk_sts::config::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::request::Request;
use super::sessions::Key;
use authorization::{Authorization, Scope};

pub(super) use fault::SignatureFault;

/// How far clocks may be apart.
const SKEW: TimeDelta = TimeDelta::minutes(15);
/// How AWS writes times.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// A call with everything that its signature says, which isn't verified yet.
pub(super) struct SignedCall<'a> {
    request: &'a Request,
    authorization: Authorization<'a>,
    session_token: Option<&'a str>,
}

impl<'a> SignedCall<'a> {
    /// Reads the headers.
    pub(super) fn read(request: &'a Request) -> Result<Self, SignatureFault> {
        let header = request.header("authorization").ok_or(SignatureFault::Absent)?;
        let authorization = Authorization::read(header)?;
        let session_token = request.header("x-amz-security-token");
        Ok(Self { request, authorization, session_token })
    }

    /// Returns the public name of the key that the call is signed with.
    pub(super) fn access_key_id(&self) -> &'a str {
        self.authorization.scope.access_key_id
    }

    /// Verifies that whoever called has the key's secret, for this service and now.
    pub(super) fn verify(
        &self,
        key: &Key,
        service: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), SignatureFault> {
        if self.session_token != key.session_token() {
            return Err(SignatureFault::UnknownKey("session: another session token"));
        }
        let time = self.time(now)?;
        self.authorization.scope.check(service, time)?;
        let expected = self.signature(key, time)?;
        let given = self.authorization.signature;
        verify_slices_are_equal(given.as_bytes(), expected.as_bytes())
            .map_err(|_| SignatureFault::Mismatch)?;
        if key.has_ended(now) { Err(SignatureFault::Expired) } else { Ok(()) }
    }

    /// Returns when the call was signed.
    fn time(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, SignatureFault> {
        let header = self.request.header("x-amz-date");
        let read = |text: &str| NaiveDateTime::parse_from_str(text, TIME).ok();
        let time = header.and_then(read).ok_or(SignatureFault::NoDate)?.and_utc();
        let text = |time: DateTime<Utc>| time.format(TIME).to_string();
        let (earliest, latest) = (now - SKEW, now + SKEW);
        if time < earliest {
            let earliest = text(earliest);
            Err(SignatureFault::Late { time: text(time), earliest, now: text(now) })
        } else if time > latest {
            let latest = text(latest);
            Err(SignatureFault::Early { time: text(time), latest, now: text(now) })
        } else {
            Ok(time)
        }
    }

    /// Signs the call with the key.
    fn signature(&self, key: &Key, time: DateTime<Utc>) -> Result<String, SignatureFault> {
        let Scope { access_key_id, region, service, .. } = self.authorization.scope;
        let (secret, token) = (key.secret().expose(), key.session_token().map(Into::into));
        let identity = Credentials::new(access_key_id, secret, token, None, "simulator").into();
        let mut settings = SigningSettings::default();
        settings.excluded_headers = None;
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(service)
            .time(SystemTime::from(time))
            .settings(settings)
            .build()
            .map_err(|_| SignatureFault::Mismatch)?
            .into();
        let request = self.signable()?;
        let signed = sign(request, &parameters).map_err(|_| SignatureFault::Mismatch)?;
        Ok(signed.signature().to_owned())
    }

    /// Returns the request with its signed headers alone.
    fn signable(&self) -> Result<SignableRequest<'_>, SignatureFault> {
        let names = &self.authorization.signed_headers;
        if !names.contains(&"host") {
            return Err(SignatureFault::HostUnsigned);
        }
        // The library signs both, whatever it is told to sign.
        let token = self.session_token.map(|_| "x-amz-security-token");
        if [Some("x-amz-date"), token].into_iter().flatten().any(|name| !names.contains(&name)) {
            return Err(SignatureFault::Mismatch);
        }
        let mut headers = Vec::new();
        for name in names {
            let value = self.request.header(name);
            let value = value.ok_or_else(|| SignatureFault::HeaderAbsent((*name).into()))?;
            headers.push((*name, value));
        }
        let Request { method, uri, body, .. } = self.request;
        let uri = format!("http://localhost{uri}");
        let body = SignableBody::Bytes(body);
        SignableRequest::new(method.as_str(), uri, headers.into_iter(), body)
            .map_err(|_| SignatureFault::Mismatch)
    }
}

impl Scope<'_> {
    /// Checks what isn't secret. The local AWS is in every region.
    fn check(&self, service: &'static str, time: DateTime<Utc>) -> Result<(), SignatureFault> {
        let day = time.format("%Y%m%d").to_string();
        if !is_region(self.region) {
            Err(SignatureFault::Region(self.region.into()))
        } else if self.service != service {
            Err(SignatureFault::Service(service))
        } else if self.date != day {
            let time = time.format(TIME).to_string();
            Err(SignatureFault::Day { scope: self.date.into(), day, time })
        } else {
            Ok(())
        }
    }
}

/// Tells whether the text has the form of a region: `eu-central-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let Some((number, words)) = parts.split_last() else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    words.len() >= 2 && words.iter().all(is_word) && is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_region() {
        for region in ["eu-central-1", "us-gov-west-1", "ap-southeast-10", "eusc-de-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "aws-global", "eu-central", "eu--1", "eu-central-", "EU-central-1", "1"] {
            assert!(!is_region(other), "{other}");
        }
    }
}

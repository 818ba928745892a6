//! Reads a call of the query protocol.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};

use crate::domain::secret::Secret;
use crate::domain::sts::{AssumeRequest, AssumeRoleRequest, SessionTokenRequest};

/// A call as it came in.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Where it came from.
    pub(super) source: IpAddr,
}

impl Request {
    /// Returns a header's value; none if it isn't ASCII.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// The fields of a form.
pub(super) struct Form(Vec<(String, Secret)>);

impl Form {
    /// Reads the form; none if a field comes twice, which AWS doesn't take either.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let fields = url::form_urlencoded::parse(body);
        let fields = fields.map(|(name, value)| (name.into_owned(), Secret::new(value)));
        let fields: Vec<(String, Secret)> = fields.collect();
        let twice = |(index, (name, _)): (usize, &(String, Secret))| {
            fields[..index].iter().any(|(known, _)| known == name)
        };
        if fields.iter().enumerate().any(twice) { None } else { Some(Self(fields)) }
    }

    /// Returns a field's value.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.expose())
    }

    /// Returns a field's value as a text of its own.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.value(name).map(Into::into)
    }

    /// Returns the fields `LIST.member.1`, `LIST.member.2`, ..., in this order. `part` is what comes
    /// after the number, such as `.Key`.
    pub(super) fn members(&self, list: &str, part: &str) -> Vec<String> {
        self.numbered(list, part).into_iter().map(|(_, value)| value.into()).collect()
    }

    /// Returns the pairs `Tags.member.1.Key` and `Tags.member.1.Value`, ...; a value that isn't
    /// there is empty.
    pub(super) fn tags(&self) -> Vec<(String, String)> {
        let keys = self.numbered("Tags", ".Key").into_iter();
        let pairs = keys.map(|(number, key)| {
            let value = self.owned(&format!("Tags.member.{number}.Value"));
            (key.into(), value.unwrap_or_default())
        });
        pairs.collect()
    }

    fn numbered(&self, list: &str, part: &str) -> Vec<(u32, &str)> {
        let number = |name: &str| {
            let rest = name.strip_prefix(list)?.strip_prefix(".member.")?;
            rest.strip_suffix(part)?.parse().ok()
        };
        let fields = self.0.iter();
        let mut members: Vec<(u32, &str)> =
            fields.filter_map(|(name, value)| Some((number(name)?, value.expose()))).collect();
        members.sort_by_key(|(number, _)| *number);
        members
    }

    /// Reads the parameters of AssumeRoleWithWebIdentity.
    pub(super) fn assume_request(&self, source: IpAddr) -> AssumeRequest {
        AssumeRequest {
            role_arn: self.owned("RoleArn"),
            role_session_name: self.owned("RoleSessionName"),
            web_identity_token: self.value("WebIdentityToken").map(Secret::new),
            duration_seconds: self.owned("DurationSeconds"),
            policy: self.owned("Policy"),
            policy_arns: self.members("PolicyArns", ".arn"),
            provider_id: self.owned("ProviderId"),
            source_ip: Some(source),
            tried_tags: Vec::new(),
        }
    }

    /// Reads the parameters of AssumeRole.
    pub(super) fn role_request(&self, source: IpAddr) -> AssumeRoleRequest {
        AssumeRoleRequest {
            role_arn: self.owned("RoleArn"),
            role_session_name: self.owned("RoleSessionName"),
            duration_seconds: self.owned("DurationSeconds"),
            external_id: self.owned("ExternalId"),
            policy: self.owned("Policy"),
            policy_arns: self.members("PolicyArns", ".arn"),
            source_identity: self.owned("SourceIdentity"),
            tags: self.tags(),
            transitive_tag_keys: self.members("TransitiveTagKeys", ""),
            serial_number: self.owned("SerialNumber"),
            token_code: self.owned("TokenCode"),
            source_ip: Some(source),
        }
    }

    /// Reads the parameters of GetSessionToken.
    pub(super) fn session_token_request(&self) -> SessionTokenRequest {
        SessionTokenRequest {
            duration_seconds: self.owned("DurationSeconds"),
            serial_number: self.owned("SerialNumber"),
            token_code: self.owned("TokenCode"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        assert!(Form::read(b"Action=A&RoleArn=x&RoleArn=y").is_none());
        assert_eq!(Form::read(b"Action=A+b%2Fc").unwrap().value("Action"), Some("A b/c"));
    }

    #[test]
    fn lists_are_numbered_members() {
        let body = b"PolicyArns.member.10.arn=c&PolicyArns.member.2.arn=b&PolicyArns.member.1.arn=a\
            &PolicyArns.member.x.arn=d&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.2.Key=l\
            &TransitiveTagKeys.member.1=k";
        let form = Form::read(body).unwrap();
        let source = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(form.assume_request(source).policy_arns, ["a", "b", "c"]);
        let request = form.role_request(source);
        assert_eq!(request.tags, [("k".into(), "v".into()), ("l".into(), String::new())]);
        assert_eq!(request.transitive_tag_keys, ["k"]);
    }
}

//! Reads a call of the query protocol.

use std::net::IpAddr;

use crate::domain::secret::Secret;
use crate::domain::sts::AssumeRequest;

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

    fn owned(&self, name: &str) -> Option<String> {
        self.value(name).map(Into::into)
    }

    /// Reads the parameters of AssumeRoleWithWebIdentity.
    pub(super) fn assume_request(&self, source_ip: IpAddr) -> AssumeRequest {
        let is_policy_arn =
            |name: &str| name.starts_with("PolicyArns.member.") && name.ends_with(".arn");
        AssumeRequest {
            role_arn: self.owned("RoleArn"),
            role_session_name: self.owned("RoleSessionName"),
            web_identity_token: self.value("WebIdentityToken").map(Secret::new),
            duration_seconds: self.owned("DurationSeconds"),
            policy: self.owned("Policy"),
            policy_arns: self
                .0
                .iter()
                .filter(|(name, _)| is_policy_arn(name))
                .map(|(_, value)| value.expose().into())
                .collect(),
            provider_id: self.owned("ProviderId"),
            source_ip: Some(source_ip),
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
    fn policy_arns_are_numbered_members() {
        let form = Form::read(b"PolicyArns.member.1.arn=a&PolicyArns.member.2.arn=b").unwrap();
        let request = form.assume_request(IpAddr::from([127, 0, 0, 1]));
        assert_eq!(request.policy_arns, ["a", "b"]);
    }
}

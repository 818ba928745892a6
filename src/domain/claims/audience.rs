//! Whom a token may be for.

use thiserror::Error;

use crate::domain::issuer_url::IssuerUrl;

/// The audiences of an issuer. None is in both lists, and the issuer itself is in neither, so that
/// a token for one can't be had under the rules of another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Audiences {
    aws: Vec<AwsAudience>,
    other: Vec<OtherAudience>,
}

/// An audience of the issuer's list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Audience<'a> {
    /// AWS: a role must be named and granted.
    Aws(&'a AwsAudience),
    /// Anything else.
    Other(&'a OtherAudience),
}

/// A client id of the IAM identity provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AwsAudience(String);

/// An audience that isn't AWS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OtherAudience(String);

/// Why the lists of audiences can't be meant as they are written.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum AudienceError {
    /// IAM providers have it as a client ID, so it takes a granted role.
    #[error("`{0}` is an audience of AWS; write it into aws_audiences")]
    Aws(String),
    /// A text that is no audience.
    #[error("`{0}` can't be an audience: 1 to 255 characters, none of them white space")]
    Form(String),
    /// It stands in both lists, or is the issuer itself, which is for logins.
    #[error("`{0}` is an audience twice")]
    Twice(String),
}

impl AwsAudience {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OtherAudience {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Audiences {
    /// Takes the lists of the configuration; AWS's default is the issuer without its scheme.
    pub fn new(
        issuer: &IssuerUrl,
        aws: Vec<String>,
        other: Vec<String>,
    ) -> Result<Self, AudienceError> {
        let aws = if aws.is_empty() { vec![issuer.without_scheme().into()] } else { aws };
        let mut seen = vec![issuer.as_str()];
        for audience in aws.iter().chain(&other) {
            if !is_audience(audience) {
                return Err(AudienceError::Form(audience.clone()));
            }
            if seen.contains(&audience.as_str()) {
                return Err(AudienceError::Twice(audience.clone()));
            }
            seen.push(audience);
        }
        // A token for another audience takes no grant: AWS must never be one.
        let of_aws = |audience: &String| {
            [issuer.without_scheme(), "sts.amazonaws.com", "sts.amazonaws.com.cn"]
                .contains(&audience.as_str())
        };
        if let Some(audience) = other.iter().find(|audience| of_aws(audience)) {
            return Err(AudienceError::Aws(audience.clone()));
        }
        Ok(Self {
            aws: aws.into_iter().map(AwsAudience).collect(),
            other: other.into_iter().map(OtherAudience).collect(),
        })
    }

    /// Returns the audience of exactly this name.
    pub fn find(&self, name: &str) -> Option<Audience<'_>> {
        let aws = self.aws.iter().find(|audience| audience.0 == name).map(Audience::Aws);
        let other = || self.other.iter().find(|audience| audience.0 == name).map(Audience::Other);
        aws.or_else(other)
    }

    /// Returns AWS's audience that is used where none is named.
    pub fn default_aws(&self) -> &AwsAudience {
        self.aws.first().expect("`new` puts one in")
    }
}

fn is_audience(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && !text.contains(|character: char| character.is_whitespace() || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audiences(aws: &[&str], other: &[&str]) -> Result<Audiences, AudienceError> {
        let issuer = "https://vouch.example.com".parse().unwrap();
        let owned = |list: &[&str]| list.iter().map(|&text| text.into()).collect();
        Audiences::new(&issuer, owned(aws), owned(other))
    }

    #[test]
    fn the_default_for_aws_is_the_issuer_without_its_scheme() {
        let audiences = audiences(&[], &["https://other.example.com"]).unwrap();
        assert_eq!(audiences.default_aws().as_str(), "vouch.example.com");
        assert!(matches!(audiences.find("vouch.example.com"), Some(Audience::Aws(_))));
        assert!(matches!(audiences.find("https://other.example.com"), Some(Audience::Other(_))));
        for other in ["", "VOUCH.example.com", "https://vouch.example.com", "vouch.example.com "] {
            assert_eq!(audiences.find(other), None, "{other}");
        }
    }

    #[test]
    fn no_audience_has_two_sets_of_rules() {
        for (aws, other) in [
            (&["a"][..], &["a"][..]),
            (&[], &["vouch.example.com"]),
            (&["https://vouch.example.com"], &[]),
            (&["a", "a"], &[]),
        ] {
            assert!(matches!(audiences(aws, other), Err(AudienceError::Twice(_))), "{other:?}");
        }
        let aws = &["vouch"][..];
        for other in ["vouch.example.com", "sts.amazonaws.com", "sts.amazonaws.com.cn"] {
            let refused = Err(AudienceError::Aws(other.into()));
            assert_eq!(audiences(aws, &[other]), refused, "a token without a role");
            assert!(audiences(&[other], &[]).is_ok());
        }
        for text in ["", "a b", "a\n"] {
            assert!(matches!(audiences(&[text], &[]), Err(AudienceError::Form(_))), "{text}");
        }
    }
}

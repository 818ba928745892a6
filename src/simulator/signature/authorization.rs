//! Reads what a request says of its signature.

use super::fault::SignatureFault;

/// The only algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// An `Authorization` header
/// ([Elements of a request signature](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html)).
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Authorization<'a> {
    pub(super) scope: Scope<'a>,
    /// In lower case, as they were given.
    pub(super) signed_headers: Vec<&'a str>,
    /// 64 hexadecimal digits, if it is one.
    pub(super) signature: &'a str,
}

/// What a signature is good for: `KEY/20260101/eu-central-1/sts/aws4_request`.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Scope<'a> {
    pub(super) access_key_id: &'a str,
    /// `20260101`.
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=host;x-amz-date, Signature=...`.
    pub(super) fn read(header: &'a str) -> Result<Self, SignatureFault> {
        let (algorithm, parameters) = header.split_once(' ').unwrap_or((header, ""));
        if algorithm != ALGORITHM {
            return Err(SignatureFault::Algorithm(algorithm.into()));
        }
        let parameter = |name: &'static str| {
            let value = |part: &'a str| part.trim().strip_prefix(name)?.strip_prefix('=');
            parameters.split(',').find_map(value)
        };
        let names = ["Credential", "Signature", "SignedHeaders"];
        let [Some(credential), Some(signature), Some(headers)] = names.map(parameter) else {
            let absent = names.into_iter().filter(|name| parameter(name).is_none());
            return Err(SignatureFault::Parameters(absent.collect()));
        };
        let scope = Scope::read(credential)?;
        Ok(Self { scope, signed_headers: headers.split(';').collect(), signature })
    }
}

impl<'a> Scope<'a> {
    fn read(credential: &'a str) -> Result<Self, SignatureFault> {
        match credential.split('/').collect::<Vec<_>>()[..] {
            [access_key_id, date, region, service, "aws4_request"] => {
                Ok(Self { access_key_id, date, region, service })
            }
            [_, _, _, _, terminator] => Err(SignatureFault::Terminator(terminator.into())),
            _ => Err(SignatureFault::Credential(credential.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_taken_apart() {
        let header = "AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-central-1/sts/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=00ff";
        let read = Authorization::read(header).unwrap();
        let (access_key_id, date) = ("KEY", "20260101");
        let scope = Scope { access_key_id, date, region: "eu-central-1", service: "sts" };
        assert_eq!(
            read,
            Authorization { scope, signed_headers: vec!["host", "x-amz-date"], signature: "00ff" }
        );
        // Without spaces as well, and in another order.
        let other = "AWS4-HMAC-SHA256 Signature=00ff,SignedHeaders=host;x-amz-date,\
                     Credential=KEY/20260101/eu-central-1/sts/aws4_request";
        assert_eq!(Authorization::read(other).unwrap(), read);
    }

    #[test]
    fn what_is_no_such_header() {
        let refused = |header: &str| Authorization::read(header).unwrap_err();
        for algorithm in ["Bearer", "AWS4-HMAC-SHA1", "aws4-hmac-sha256", ""] {
            let fault = SignatureFault::Algorithm(algorithm.into());
            assert_eq!(refused(&format!("{algorithm} Credential=x")), fault);
        }
        let parameters = |absent: &[&'static str]| SignatureFault::Parameters(absent.to_vec());
        let all = parameters(&["Credential", "Signature", "SignedHeaders"]);
        assert_eq!(refused("AWS4-HMAC-SHA256"), all);
        assert_eq!(refused("AWS4-HMAC-SHA256 credential=a, Signatures=b"), all);
        let some = "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=b";
        assert_eq!(refused(some), parameters(&["SignedHeaders"]));
        let scope = |scope: &str| {
            refused(&format!(
                "AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"
            ))
        };
        assert_eq!(scope("KEY"), SignatureFault::Credential("KEY".into()));
        assert_eq!(scope("KEY/a/b/c/d/e"), SignatureFault::Credential("KEY/a/b/c/d/e".into()));
        assert_eq!(scope("KEY/a/b/c/aws5"), SignatureFault::Terminator("aws5".into()));
    }
}

//! Refused is not unreachable: what was refused is asked once and takes the cache along; what AWS
//! calls passing is asked three times.

use super::server::Fault;
use super::site::{Town, said};
use crate::canned::Answer;

const KEY: &str = "Couldn't retrieve verification key from your identity provider, please reference \
                   AssumeRoleWithWebIdentity documentation for requirements";

fn answers(status: u16, code: &str, message: &str) -> Fault {
    Fault::Answers("", Answer::sts_error(status, code, message))
}

#[test]
fn what_sts_refuses_is_asked_once_and_forgotten() {
    let town = Town::new();
    for (status, code) in [
        (403, "AccessDenied"),
        (400, "ExpiredTokenException"),
        (403, "IDPRejectedClaim"),
        (400, "InvalidIdentityToken"),
        (400, "MalformedPolicyDocument"),
        (400, "PackedPolicyTooLarge"),
        (403, "RegionDisabledException"),
        (400, "ValidationError"),
    ] {
        let site = town.site(None);
        site.credential().ok();
        site.sts_goes_wrong(answers(status, code, "no"));
        let told = site.failed_credential();
        assert!(told.starts_with("exit 6, issuer asked 1, STS asked 1\n"), "{code}: {told}");
        let code = code.trim_end_matches("Exception");
        assert!(told.contains(&format!("vouch: AWS refused: {code}: no; ")), "{told}");
        site.sts_goes_wrong(Fault::Refuses);
        let told = site.failed_credential();
        assert!(told.starts_with("exit 5, "), "what was refused was given: {code}: {told}");
        assert_eq!(site.vouch(&["status"]).exit, Some(0), "the session stays: {code}");
    }
}

#[test]
fn what_aws_calls_passing_is_asked_three_times_and_no_more() {
    let town = Town::new();
    for (status, code, message) in [
        (400, "IDPCommunicationError", "try again"),
        (400, "InvalidIdentityToken", KEY),
        (400, "Throttling", "Rate exceeded"),
        (400, "ThrottlingException", "Rate exceeded"),
        (503, "RequestLimitExceeded", "Request limit exceeded."),
        (500, "InternalFailure", ""),
        (503, "ServiceUnavailable", ""),
    ] {
        let site = town.site(None);
        let first = site.credential().ok();
        site.sts_goes_wrong(answers(status, code, message));
        assert_eq!(said(&site.credential()), said(&first), "{code}");
        assert_eq!(site.sts.asked().len(), 3, "{code}");
        let cold = town.site(None);
        cold.sts_goes_wrong(answers(status, code, message));
        let told = cold.failed_credential();
        assert!(told.starts_with("exit 5, issuer asked 1, STS asked 3\n"), "{code}: {told}");
    }
}

#[test]
fn what_the_issuer_refuses_is_asked_once() {
    let town = Town::new();
    for (status, code, exit) in [
        (400, "invalid_grant", 3),
        (401, "invalid_token", 3),
        (400, "insufficient_user_authentication", 3),
        (403, "access_denied", 6),
        (400, "invalid_target", 6),
    ] {
        let site = town.site(None);
        site.credential().ok();
        site.issuer_goes_wrong("", Fault::Answers("", Answer::issuer_error(status, code)));
        let told = site.failed_credential();
        let expected = format!("exit {exit}, issuer asked 1, STS asked 0\n");
        assert!(told.starts_with(&expected), "{code}: {told}");
        let over = matches!(code, "invalid_grant" | "invalid_token");
        let status = site.vouch(&["status"]);
        assert_eq!(status.exit, Some(if over { 3 } else { 0 }), "{code}: {status}");
        site.issuer_goes_wrong("", Fault::Refuses);
        let told = site.failed_credential();
        let expected = if over { "exit 3, " } else { "exit 5, " };
        assert!(told.starts_with(expected), "what was refused was given: {code}: {told}");
    }
}

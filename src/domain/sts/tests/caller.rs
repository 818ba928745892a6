//! GetCallerIdentity and GetSessionToken.

use super::*;

const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

fn user() -> Caller {
    Caller::user("arn:aws:iam::123456789012:user/team/alice".parse().unwrap())
}

fn root() -> Caller {
    Caller::root("aws-cn", "123456789012")
}

fn session_token(caller: &Caller, seconds: Option<&str>) -> Result<CallerSession, StsError> {
    let duration_seconds = seconds.map(Into::into);
    let request = SessionTokenRequest { duration_seconds, ..SessionTokenRequest::default() };
    get_session_token(&request, caller, NOW, &[9; RANDOM_BYTES])
}

#[test]
fn everybody_is_told_who_they_are() {
    let role = Caller::from(&accepted(|_| {}));
    let session = session_token(&user(), None).unwrap().caller;
    let alice = "arn:aws:iam::123456789012:user/team/alice";
    let developer = "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com";
    for (caller, arn, id) in [
        (user(), alice, "AIDA"),
        (session, alice, "AIDA"),
        (root(), "arn:aws-cn:iam::123456789012:root", "123456789012"),
        (role, developer, "AROA"),
    ] {
        // Whatever the caller's policies say.
        let caller = Caller { own_policies: OwnPolicies::Deny, ..caller };
        let told = caller_identity(&caller);
        assert_eq!((told.account.as_str(), told.arn.as_str()), ("123456789012", arn));
        assert!(told.user_id.starts_with(id), "{}", told.user_id);
    }
}

#[test]
fn what_is_no_user() {
    for arn in ["alice", ROLE, "arn:aws:iam::1:user/alice", "arn:aws:iam::123456789012:user/"] {
        assert!(arn.parse::<User>().is_err(), "{arn}");
    }
}

#[test]
fn a_session_token_lasts_as_long_as_asked_within_its_limits() {
    for (caller, asked, seconds) in [
        (user(), None, 43_200),
        (user(), Some("900"), 900),
        (user(), Some("129600"), 129_600),
        (root(), None, 3600),
        (root(), Some("7200"), 3600),
        (root(), Some("900"), 900),
    ] {
        let session = session_token(&caller, asked).unwrap();
        let expiration = session.credentials.expiration.timestamp();
        assert_eq!(expiration, NOW.timestamp() + seconds, "{caller:?} {asked:?}");
        assert_eq!(session.caller.held, Held::Temporary);
    }
    for asked in ["899", "129601", "an hour"] {
        let error = session_token(&user(), Some(asked)).unwrap_err();
        assert_eq!(error.code(), "ValidationError");
    }
}

#[test]
fn a_session_gets_no_session_token() {
    let text = "Cannot call GetSessionToken with session credentials";
    let session = session_token(&user(), None).unwrap().caller;
    for caller in [session, Caller::from(&accepted(|_| {}))] {
        check(&session_token(&caller, None).unwrap_err(), "AccessDenied", 403, text);
    }
    let request =
        SessionTokenRequest { token_code: Some("123456".into()), ..SessionTokenRequest::default() };
    let answer = get_session_token(&request, &user(), NOW, &[9; RANDOM_BYTES]);
    assert_eq!(answer.unwrap_err(), StsError::Mfa);
}

#[test]
fn whoever_came_with_a_web_identity_chains_on() {
    let assumed = accepted(|t| {
        t.claims[TAGS] = json!({"principal_tags": {"a": ["b"]}, "transitive_tag_keys": ["a"]});
        t.claims[SOURCE_IDENTITY] = json!("alice");
    });
    let caller = Caller::from(&assumed);
    let Principal::Role(session) = &caller.principal else { panic!() };
    assert_eq!(session.session_name, "alice@example.com");
    assert_eq!((&session.tags, session.source_identity.as_deref()), (&assumed.tags, Some("alice")));
    assert_eq!(caller.principal.arn(), assumed.assumed_role_arn);
    assert_eq!(caller.held, Held::Temporary);
}

//! What can be registered at AWS.

use super::*;

#[test]
fn what_can_be_registered() {
    let text = |policy: &str| {
        format!(
            r#"
            allow_loopback = true
            [[provider]]
            account = "123456789012"
            url = "http://127.0.0.1:8123"
            client_ids = ["127.0.0.1:8123"]
            [[role]]
            arn = "{ROLE}"
            trust_policy = '''{policy}'''
            "#
        )
    };
    let good = text(&trust_policy());
    let state = AwsState::from_toml(&good).unwrap();
    assert_eq!(state.role(&ROLE.parse().unwrap()).unwrap().max_session_duration(), 3600);
    let provider = state.provider("123456789012", "http://127.0.0.1:8123").unwrap();
    assert_eq!(provider.arn(), "arn:aws:iam::123456789012:oidc-provider/127.0.0.1:8123");
    let refused = |text: String| AwsState::from_toml(&text).unwrap_err();
    let local: crate::domain::issuer_url::IssuerUrl = "http://127.0.0.1:8123".parse().unwrap();
    let unlifted = good.replace("allow_loopback = true", "");
    assert_eq!(refused(unlifted), StateError::ProviderUrl(local.clone()));
    let port = good.replace("http://127.0.0.1:8123", "https://vouch.example.com:8443");
    assert!(matches!(refused(port), StateError::ProviderUrl(_)));
    let plain = good.replace("http://127.0.0.1:8123", "http://vouch.example.com");
    assert!(matches!(refused(plain), StateError::Issuer(_)));
    let unnamed = good.replace(r#"["127.0.0.1:8123"]"#, r#"[""]"#);
    assert_eq!(refused(unnamed), StateError::ClientIds(local));
    let none = AwsState::from_toml(&good.replace(r#"["127.0.0.1:8123"]"#, "[]")).unwrap();
    let provider = none.provider("123456789012", "http://127.0.0.1:8123").unwrap();
    assert!(!provider.accepts("127.0.0.1:8123"));
    let slash = good.replace("http://127.0.0.1:8123", "https://team.auth0.com/");
    let slash = AwsState::from_toml(&slash).unwrap();
    let provider = slash.provider("123456789012", "https://team.auth0.com/").unwrap();
    assert_eq!(provider.arn(), "arn:aws:iam::123456789012:oidc-provider/team.auth0.com/");
    assert!(slash.provider("123456789012", "https://team.auth0.com").is_none());
    assert!(matches!(refused(text("{}")), StateError::TrustPolicy { .. }));
    assert!(matches!(refused(text(&"x".repeat(4097))), StateError::TrustPolicyLength(_)));
    let duration = good.replace("[[role]]", "[[role]]\nmax_session_duration = 900");
    assert!(matches!(refused(duration), StateError::MaxSessionDuration(_)));
    assert!(matches!(refused("roles = 1".into()), StateError::Toml(_)));
}

#[test]
fn an_access_key_belongs_to_a_user_or_to_an_account() {
    let text = |id: &str, secret: &str, owner: &str| {
        format!("[[access_key]]\nid = '{id}'\nsecret = '{secret}'\nowner = '{owner}'\n")
    };
    let (id, user) = ("AKIAEXAMPLEEXAMPLE00", "arn:aws:iam::123456789012:user/team/alice");
    let root = "arn:aws-cn:iam::123456789012:root";
    for owner in [user, root] {
        let state = AwsState::from_toml(&text(id, "secret", owner)).unwrap();
        let key = state.access_key(id).unwrap();
        assert_eq!(key.caller().principal.arn(), owner);
        assert_eq!(key.caller().held, Held::LongLived);
        assert_eq!(key.secret().expose(), "secret");
        assert!(state.access_key("AKIAOTHER").is_none());
    }
    let refused = |id, secret, owner| AwsState::from_toml(&text(id, secret, owner)).unwrap_err();
    assert_eq!(refused("AKIA", "secret", user), StateError::AccessKeyId("AKIA".into()));
    let spaced = "AKIA EXAMPLE EXAMPLE";
    assert_eq!(refused(spaced, "secret", user), StateError::AccessKeyId(spaced.into()));
    assert_eq!(refused(id, "", user), StateError::AccessKeySecret(id.into()));
    for owner in ["", "alice", ROLE, "arn:aws:iam::1:root", "arn:aws:iam::12345678901x:root"] {
        assert_eq!(refused(id, "secret", owner), StateError::AccessKeyOwner(owner.into()));
    }
}

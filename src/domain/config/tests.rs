//! Reading, layering and choosing.

use super::*;

const ONE: &str = r#"
[[issuer]]
url = "https://vouch.example.com"
subject = "alice@example.com"

[[issuer.key]]
id = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
kind = "yubikey"
serial = 12345678
slot = "82"
name = "the blue one"
"#;

#[test]
fn reads_an_enrolment() {
    let config = Config::parse(ONE).unwrap();
    let issuer = config.choose(None).unwrap();
    assert_eq!(issuer.subject.as_ref().map(Subject::as_str), Some("alice@example.com"));
    let key = &issuer.keys[0];
    assert_eq!(issuer.key(&key.id), Some(key));
    assert_eq!(
        (key.kind, key.serial, key.slot.map(|slot| slot.number()), key.name.as_deref()),
        (KeyKind::Yubikey, Some(12_345_678), Some(0x82), Some("the blue one"))
    );
}

#[test]
fn another_provider_may_be_the_default_and_end_in_a_slash() {
    let text = "default_issuer = 'https://team.auth0.com/'\n[[issuer]]\nurl = 'https://a.example'\n\
                [[issuer]]\nurl = 'https://team.auth0.com/'\nclient_id = 'a'\nscopes = ['openid', 'groups']\n\
                redirect_port = 8765";
    let config = Config::parse(text).unwrap();
    let issuer = config.choose(None).unwrap();
    assert_eq!(issuer.client_id.as_ref().map(ClientId::as_str), Some("a"));
    assert_eq!((issuer.scopes.len(), issuer.redirect_port), (2, Some(8765)));
}

#[test]
fn an_empty_file_knows_nobody() {
    let config = Config::parse("").unwrap();
    assert_eq!(config, Config::default());
    let unknown = ChooseIssuerError::Unknown { typed: "https://a.example".into(), known: vec![] };
    assert_eq!(config.choose(Some("https://a.example")), Err(unknown));
    assert_eq!(config.choose(None), Err(ChooseIssuerError::NoneKnown));
}

#[test]
fn a_mistake_is_said_with_its_line() {
    for (text, words) in [
        ("defalt_issuer = 'https://a.example'", "unknown field `defalt_issuer`"),
        ("[[issuer]]\nurl = 'http://a.example'", "must begin with https://"),
        (
            "[[issuer]]\nurl = 'https://a.example'\nname = 'a.example'",
            "a name is a letter or digit",
        ),
        (
            "[[issuer]]\nurl = 'https://a.example'\nname = 'a'\n\
             [[issuer]]\nurl = 'https://b.example'\nname = 'a'",
            "two issuers are called `a`",
        ),
        ("key_helper = 'vouch-piv'", "not an absolute path"),
        ("a = ", "line 1"),
        ("[[issuer]]\nurl = 'https://a.example/'", "must have no user, query"),
        ("[[issuer]]\nurl = 'https://a.example/'\nclient_id = 'a b'", "a client id is"),
        ("[[issuer]]\nurl = 'https://a.example/'\nclient_id = 'a'\nscopes = ['a b']", "a scope is"),
        ("[[issuer]]\nurl = 'http://a.example/'\nclient_id = 'a'", "must begin with https://"),
        (
            "[[issuer]]\nurl = 'https://a.example'\n[[issuer]]\nurl = 'https://a.example'",
            "https://a.example is listed twice",
        ),
    ] {
        let error = Config::parse(text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn the_person_wins_over_the_organisation() {
    let organisation = Config::parse(
        "default_issuer = 'https://org.example'\nkey_helper = '/org/vouch-piv'\n\
         allowed_sts_endpoints = ['https://sts.org.example']\n\
         [accounts]\n111111111111 = 'dev'\n222222222222 = 'prod'\n\
         [[issuer]]\nurl = 'https://org.example'\n[[issuer]]\nurl = 'https://vouch.example.com'",
    )
    .unwrap();
    let mine = format!("key_helper = '/mine/vouch-piv'\n{ONE}[accounts]\n222222222222 = 'live'");
    let config = Config::parse(&mine).unwrap();
    let config = config.over(organisation);
    assert_eq!(config.key_helper, Some("/mine/vouch-piv".into()));
    assert_eq!(config.allowed_sts_endpoints, ["https://sts.org.example"]);
    let names: Vec<&str> = config.accounts.values().map(String::as_str).collect();
    assert_eq!(names, ["dev", "live"]);
    let urls: Vec<&str> = config.issuers.iter().map(|issuer| issuer.url.as_str()).collect();
    assert_eq!(urls, ["https://vouch.example.com", "https://org.example"]);
    assert_eq!(config.issuer("https://vouch.example.com").unwrap().keys.len(), 1);
    assert_eq!(config.choose(None).unwrap().url.as_str(), "https://org.example");
}

#[test]
fn a_named_issuer_must_be_known_byte_by_byte() {
    let config = Config::parse(ONE).unwrap();
    assert!(config.choose(Some("https://vouch.example.com")).is_ok());
    for near in [
        "https://vouch.example.com/",
        "https://VOUCH.example.com",
        "https://vouch.example.com:443",
        "vouch.example.com",
        "https://vouch.example.com.evil.example",
    ] {
        let error = config.choose(Some(near)).unwrap_err();
        assert_eq!(error.to_string(), format!("the issuer {near} is not known"));
    }
}

#[test]
fn several_issuers_are_never_guessed_from() {
    let text = format!("{ONE}\n[[issuer]]\nurl = 'https://b.example'");
    let config = Config::parse(&text).unwrap();
    assert!(matches!(config.choose(None), Err(ChooseIssuerError::Several { .. })));
}

const NAMED: &str = r#"
default_issuer = "work"
[[issuer]]
url = "https://vouch.example.com"
name = "work"
[[issuer]]
url = "https://b.example"
name = "client"
"#;

#[test]
fn a_name_is_as_good_as_the_url() {
    let config = Config::parse(NAMED).unwrap();
    let url = |typed| config.choose(typed).unwrap().url.as_str();
    assert_eq!(url(None), "https://vouch.example.com");
    assert_eq!(url(Some("client")), "https://b.example");
    assert_eq!(url(Some("https://b.example")), "https://b.example");
    for near in ["Client", "clien", "client "] {
        assert!(config.choose(Some(near)).is_err(), "{near}");
    }
    let known =
        vec!["work (https://vouch.example.com)".into(), "client (https://b.example)".into()];
    let error = ChooseIssuerError::NoneCalled { typed: "home".into(), known };
    assert_eq!(config.choose(Some("home")), Err(error));
}

#[test]
fn a_default_that_names_nobody_chooses_nobody() {
    let config = Config::parse(&NAMED.replacen("\"work\"", "\"home\"", 1)).unwrap();
    assert!(matches!(config.choose(None), Err(ChooseIssuerError::NoneCalled { .. })));
    assert!(config.choose(Some("work")).is_ok());
}

#[test]
fn the_organisations_names_stay_where_the_person_gives_none() {
    let organisation = || Config::parse(NAMED).unwrap();
    let over = |text: &str| {
        let config = Config::parse(text).unwrap().over(organisation());
        config.known().join(", ")
    };
    let client = "client (https://b.example)";
    assert_eq!(over(ONE), format!("work (https://vouch.example.com), {client}"));
    let renamed = ONE.replacen("subject", "name = 'job'\nsubject", 1);
    assert_eq!(over(&renamed), format!("job (https://vouch.example.com), {client}"));
    // The person's name wins, whoever has it in the organisation's file.
    let taken = "[[issuer]]\nurl = 'https://c.example'\nname = 'work'";
    assert_eq!(
        over(taken),
        format!("work (https://c.example), https://vouch.example.com, {client}")
    );
}

//! Identity providers.

use super::*;

#[test]
fn a_provider_is_made_changed_and_removed() {
    let mut world = World::new();
    let mut iam = world.iam();
    let new = NewProvider {
        client_ids: vec!["one".into(), "one".into()],
        thumbprints: vec!["0aF".repeat(14)[..40].into()],
        tags: vec![("team".into(), "blue".into())],
        ..provider(URL)
    };
    let made = iam.create_provider(new).unwrap();
    assert_eq!((made.arn().as_str(), made.created().timestamp()), (ARN, 1_800_000_000));
    assert_eq!(made.client_ids(), ["one"]);
    let arn = Some(ARN);
    for id in ["two", "two"] {
        iam.add_client_id(arn, Some(id)).unwrap();
    }
    for id in ["one", "one"] {
        iam.remove_client_id(arn, Some(id)).unwrap();
    }
    iam.update_thumbprints(arn, Vec::new()).unwrap();
    iam.tag_provider(arn, vec![("Team".into(), "red".into()), ("a".into(), "b".into())]).unwrap();
    iam.untag_provider(arn, &["A".into(), "none".into()]).unwrap();
    let changed = iam.provider(arn).unwrap();
    assert_eq!(changed.client_ids(), ["two"]);
    assert!(changed.thumbprints().is_empty());
    assert_eq!(changed.tags(), [("Team".into(), "red".into())]);
    iam.delete_provider(arn).unwrap();
    assert_eq!(iam.providers().count(), 0);
}

#[test]
fn what_a_provider_can_not_be() {
    let mut world = World::new();
    let mut iam = world.iam();
    let long = format!("https://{}.example", "a".repeat(250));
    let words = format!(
        "1 validation error detected: Value '{long}' at 'url' failed to satisfy constraint: \
         Member must have length less than or equal to 255"
    );
    assert_refused(iam.create_provider(provider(&long)), "ValidationError", 400, &words);
    let words = "1 validation error detected: Value null at 'url' failed to satisfy constraint: \
        Member must not be null";
    assert_refused(iam.create_provider(NewProvider::default()), "ValidationError", 400, words);
    let not_url = "Invalid Open ID Connect Provider URL";
    for url in ["vouch.example.com", "https://"] {
        assert_refused(iam.create_provider(provider(url)), "ValidationError", 400, not_url);
    }
    let scheme = "Invalid Open ID Connect Provider URL. The URL must begin with https://.";
    for url in ["http://vouch.example.com", "http://127.0.0.1:8123", "ftp://a.example"] {
        assert_refused(iam.create_provider(provider(url)), "InvalidInput", 400, scheme);
    }
    let other = "Invalid Open ID Connect Provider URL.";
    for url in ["https://a.example:8443", "https://a.example?b", "https://a:b@c.example"] {
        assert_refused(iam.create_provider(provider(url)), "InvalidInput", 400, other);
    }
    let print =
        |text: &str, count| NewProvider { thumbprints: vec![text.into(); count], ..provider(URL) };
    let hash = "a".repeat(40);
    let words = "Thumbprint list must contain fewer than 5 entries.";
    assert_refused(iam.create_provider(print(&hash, 6)), "InvalidInput", 400, words);
    let words = "Thumbprint must be exactly 40 characters.";
    for text in ["a".repeat(39), "g".repeat(40)] {
        assert_refused(iam.create_provider(print(&text, 1)), "InvalidInput", 400, words);
    }
    let tag = |key: &str| (key.to_owned(), String::new());
    let tags = vec![tag("team"), tag("TEAM")];
    let words = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    let twice = NewProvider { tags, ..provider(URL) };
    assert_refused(iam.create_provider(twice), "InvalidInput", 400, words);
    assert_eq!(iam.providers().count(), 0);
}

#[test]
fn an_issuer_on_this_machine_only_where_that_is_allowed() {
    let mut world = World::new();
    world.allow_loopback();
    let made = world.iam().create_provider(provider("http://127.0.0.1:8123")).map(|it| it.arn());
    assert_eq!(made.unwrap(), "arn:aws:iam::123456789012:oidc-provider/127.0.0.1:8123");
    let elsewhere = world.iam().create_provider(provider("https://a.example:8443")).map(drop);
    assert_eq!(elsewhere, Err(IamError::Url));
}

#[test]
fn providers_that_are_there_or_are_not() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_provider(provider(URL)).unwrap();
    let words = "Provider with url https://vouch.example.com already exists.";
    assert_refused(iam.create_provider(provider(URL)), "EntityAlreadyExists", 409, words);
    let other = ARN.replace("vouch", "other");
    let arn = Some(other.as_str());
    let words = format!("OpenIDConnect Provider not found for arn {other}");
    let check = |outcome| assert_refused(outcome, "NoSuchEntity", 404, &words);
    check(iam.provider(arn).map(drop));
    check(iam.delete_provider(arn));
    check(iam.add_client_id(arn, Some("a")));
    check(iam.remove_client_id(arn, Some("a")));
    check(iam.update_thumbprints(arn, Vec::new()));
    check(iam.tag_provider(arn, Vec::new()));
    check(iam.untag_provider(arn, &[]));
    // Another account's isn't seen.
    let foreign = Caller::root("aws", "999999999999");
    let mut foreign = Iam { account: foreign.principal.account(), ..iam };
    assert_eq!(foreign.providers().count(), 0);
    assert_eq!(foreign.delete_provider(Some(ARN)), Err(IamError::NoProvider(ARN.into())));
}

#[test]
fn as_many_as_aws_takes() {
    let mut world = World::new();
    let mut iam = world.iam();
    for number in 0..100 {
        iam.create_provider(provider(&format!("https://{number}.example"))).unwrap();
    }
    let words = "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100";
    assert_refused(iam.create_provider(provider(URL)), "LimitExceeded", 409, words);
    let arn = iam.providers().next().unwrap().arn();
    for number in 0..100 {
        iam.add_client_id(Some(&arn), Some(&number.to_string())).unwrap();
    }
    iam.add_client_id(Some(&arn), Some("99")).unwrap();
    let words = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    assert_refused(iam.add_client_id(Some(&arn), Some("100")), "LimitExceeded", 409, words);
}

//! The traps that files of AWS configuration hold, each a case: those in which the AWS CLI's own
//! writer is caught, and those that its reader and the SDKs read differently.

use super::*;

const COMMAND: &str = "/usr/bin/vouch credential aws --role arn:aws:iam::123456789012:role/Dev";
const LINES: &str = "credential_process = /usr/bin/vouch credential aws --role \
                     arn:aws:iam::123456789012:role/Dev\nregion = eu-central-1\n";

fn vouch() -> ProfileName {
    "vouch".parse().unwrap()
}

fn settings() -> Settings {
    let mut words = COMMAND.split(' ');
    let program = words.next().unwrap();
    Settings {
        command: CommandLine::new(program, words).unwrap(),
        region: Some("eu-central-1".parse().unwrap()),
    }
}

/// `{}` in the expectation stands for our two lines.
fn check(trap: &str, text: &str, expected: &str) {
    let expected = expected.replace("{}\n", LINES).replace("{}", LINES.trim_end());
    let edited = set(text, &vouch(), &settings()).unwrap_or_else(|why| panic!("{trap}: {why}"));
    assert_eq!(edited, expected, "{trap}");
    assert_eq!(set(&edited, &vouch(), &settings()).unwrap(), expected, "{trap}: a second run");
    let present = present(&edited, &vouch()).unwrap();
    assert_eq!(present.command.as_deref(), Some(COMMAND), "{trap}");
    assert_eq!(present.region.as_deref(), Some("eu-central-1"), "{trap}");
}

#[test]
fn a_profile_that_is_not_there_is_appended_and_goes_without_a_trace() {
    for (trap, text, expected) in [
        ("an empty file", "", "[profile vouch]\n{}\n"),
        ("a file with another profile", "[a]\nb = c\n", "[a]\nb = c\n\n[profile vouch]\n{}\n"),
        ("no final newline", "[a]\nb = c", "[a]\nb = c\n\n[profile vouch]\n{}"),
        ("an empty line at the end", "[a]\n\n", "[a]\n\n\n[profile vouch]\n{}\n"),
        ("nothing but an empty line", "\n", "\n\n[profile vouch]\n{}\n"),
        ("a comment alone", "# mine", "# mine\n\n[profile vouch]\n{}"),
        (
            "a nested block at the end",
            "[default]\ns3 =\n  region = x\n",
            "[default]\ns3 =\n  region = x\n\n[profile vouch]\n{}\n",
        ),
        (
            "names that only look like it",
            "[vouch]\n[profile vouch2]\n[profile Vouch]\n[profile a vouch]\n[profile-vouch]\n",
            "[vouch]\n[profile vouch2]\n[profile Vouch]\n[profile a vouch]\n[profile-vouch]\n\n\
             [profile vouch]\n{}\n",
        ),
        (
            "a sign in the header that begins a comment in shells alone",
            "[profile vouch #x]\n",
            "[profile vouch #x]\n\n[profile vouch]\n{}\n",
        ),
        (
            "another kind of section of that name",
            "[sso-session vouch]\nsso_region = x\n[services vouch]\n",
            "[sso-session vouch]\nsso_region = x\n[services vouch]\n\n[profile vouch]\n{}\n",
        ),
        (
            "a header that is a comment, and one that continues a value",
            "#[profile vouch]\n[a]\nb = c\n  [profile vouch]\n",
            "#[profile vouch]\n[a]\nb = c\n  [profile vouch]\n\n[profile vouch]\n{}\n",
        ),
    ] {
        check(trap, text, expected);
        let edited = set(text, &vouch(), &settings()).unwrap();
        assert_eq!(remove(&edited, &vouch()).unwrap().as_deref(), Some(text), "{trap}");
    }
}

#[test]
fn line_endings_are_kept_line_by_line() {
    let ours = LINES.replace('\n', "\r\n");
    let text = "[a]\r\nb = c\nd = e\r\n";
    let edited = set(text, &vouch(), &settings()).unwrap();
    assert_eq!(edited, format!("{text}\r\n[profile vouch]\r\n{ours}"));
    assert_eq!(remove(&edited, &vouch()).unwrap().as_deref(), Some(text));

    let text = "[a]\n[profile vouch]\r\nregion = x\n[b]\r\n";
    let edited = set(text, &vouch(), &settings()).unwrap();
    let (command, _) = LINES.split_once('\n').unwrap();
    assert_eq!(
        edited,
        format!("[a]\n[profile vouch]\r\nregion = eu-central-1\n{command}\r\n[b]\r\n")
    );
}

#[test]
fn every_spelling_of_the_header_is_this_profile() {
    for header in ["[profile vouch]", "[profile  vouch]", "[profile\tvouch]", "[profile vouch ]"] {
        check(header, &format!("{header}\n"), &format!("{header}\n{{}}\n"));
        let commented = format!("{header} # mine\nregion = x\n");
        let (command, region) = LINES.trim_end().split_once('\n').unwrap();
        check(&commented, &commented, &format!("{header} # mine\n{region}\n{command}\n"));
    }
    // Those that only one of the readers knows get the spelling that both know.
    for header in [
        "[ profile vouch ]",
        "[   profile   vouch]",
        "[profile 'vouch']",
        "[profile \"vouch\"]",
        "[profilex vouch]",
    ] {
        check(header, &format!("{header}\na = b\n"), "[profile vouch]\na = b\n{}\n");
    }
    check(
        "brackets in a comment",
        "[profile vouch] # see [a]\n",
        "[profile vouch]\n# see [a]\n{}\n",
    );
    check("words behind it", "[profile vouch] mine\n", "[profile vouch]\n# mine\n{}\n");
}

#[test]
fn the_default_profile_has_two_spellings() {
    let default: ProfileName = "default".parse().unwrap();
    for header in ["[default]", "[profile default]"] {
        let text = format!("{header}\na = b\n");
        let edited = set(&text, &default, &settings()).unwrap();
        assert_eq!(edited, format!("{text}{LINES}"));
    }
    assert_eq!(set("", &default, &settings()).unwrap(), format!("[default]\n{LINES}"));
    let both = set("[default]\n[profile default]\n", &default, &settings()).unwrap_err();
    assert!(matches!(both, Refusal::SeveralSections { first: 1, second: 2, .. }), "{both}");
}

#[test]
fn what_is_there_is_replaced_and_nothing_else() {
    let (command, region) = LINES.trim_end().split_once('\n').unwrap();
    for (trap, text, expected) in [
        ("a key in capitals", "Region = x\n", "{region}\n{command}\n"),
        ("a colon", "region: x\n", "{region}\n{command}\n"),
        ("no value", "credential_process =\n", "{command}\n{region}\n"),
        ("an old one of ours", "credential_process = v credential aws\n", "{command}\n{region}\n"),
        (
            "a nested key of the same name",
            "s3 =\n  region = x\n  a = b\n",
            "s3 =\n  region = x\n  a = b\n{command}\n{region}\n",
        ),
        ("a value of several lines", "region = x\n  y\n\tz\n", "{region}\n{command}\n"),
        ("a comment on the line", "region = x # at home\n", "# at home\n{region}\n{command}\n"),
        (
            "an indented comment below, which the SDKs take for a part of the value",
            "region = x\n  # at home\n",
            "{region}\n{command}\n# at home\n",
        ),
        (
            "an indented comment below another key",
            "output = json\n  # at home\n\n",
            "output = json\n  # at home\n{command}\n{region}\n\n",
        ),
        ("an option that is a comment", "#region = x\n", "{command}\n{region}\n#region = x\n"),
        (
            "comments that belong to the next section",
            "region = x\n\n# about a\n[a]\n",
            "{region}\n{command}\n\n# about a\n[a]\n",
        ),
        ("no final newline", "output = json", "output = json\n{command}\n{region}"),
        ("no blanks around the sign", "region=eu-central-1\n", "region=eu-central-1\n{command}\n"),
        ("nothing but the header and comments", "\n; a\n", "{command}\n{region}\n\n; a\n"),
        ("a header alone with an indented comment", "  # a\n", "  # a\n{command}\n{region}\n"),
    ] {
        let expected = expected.replace("{command}", command).replace("{region}", region);
        let header = "[a b]\nk = v\n\n[profile vouch]\n";
        check(trap, &format!("{header}{text}"), &format!("{header}{expected}"));
    }
}

#[test]
fn what_botocore_cannot_read_is_refused_with_the_line() {
    use Unreadable::*;
    for (text, why) in [
        ("[a]\n[b]\n[a]\n", DuplicateSection { line: 3, first: 1, section: "a".into() }),
        ("[a]\nb = c\nB = d\n", DuplicateKey { line: 3, first: 2, key: "b".into() }),
        ("[a]\nb : c\nb = d\n", DuplicateKey { line: 3, first: 2, key: "b".into() }),
        ("\u{feff}[a]\nb = c\n", ByteOrderMark),
        ("\u{feff}", ByteOrderMark),
        ("a = b\n[a]\n", NoSection { line: 1 }),
        ("\n [a\n", NoSection { line: 2 }),
        ("[a]\nb\n", Unknown { line: 2 }),
        ("[a]\n= b\n", Unknown { line: 2 }),
        ("[]\n", NoSection { line: 1 }),
        ("[a]\ns3 =\n  b\n", Nested { line: 3 }),
        ("[a]\rb = c\r", LoneReturn { line: 1 }),
        ("[a]\r\r\n", LoneReturn { line: 1 }),
    ] {
        let expected = Refusal::Unreadable(why);
        assert_eq!(set(text, &vouch(), &settings()), Err(expected.clone()), "{text:?}");
        assert_eq!(remove(text, &vouch()), Err(expected), "{text:?}");
    }
}

#[test]
fn two_sections_of_the_profile_are_refused_with_their_lines() {
    for second in ["[profile 'vouch']", "[profile  vouch]", "[ profile vouch]"] {
        let text = format!("[profile vouch]\n\n{second}\n");
        let refusal = set(&text, &vouch(), &settings()).unwrap_err();
        assert!(
            matches!(refusal, Refusal::SeveralSections { first: 1, second: 3, .. }),
            "{second}"
        );
    }
}

#[test]
fn indentation_that_would_take_our_lines_in_is_refused() {
    for (text, line) in [
        ("[profile vouch]\n  region = x\n  output = json\n", 2),
        ("[profile vouch]\n\n  [profile b]\nc = d\n", 3),
    ] {
        assert_eq!(set(text, &vouch(), &settings()), Err(Refusal::Indented { line }), "{text}");
    }
}

#[test]
fn a_process_that_is_not_ours_is_never_replaced_or_removed() {
    let text = "[profile vouch]\ncredential_process = /bin/other a b\n";
    let refusal = Refusal::Foreign { line: 2, command: "/bin/other a b".into() };
    assert_eq!(set(text, &vouch(), &settings()), Err(refusal.clone()));
    assert_eq!(remove(text, &vouch()), Err(refusal));
}

#[test]
fn removing_leaves_what_others_wrote() {
    let command = LINES.split_once('\n').unwrap().0;
    for (text, expected) in [
        ("", None),
        ("[profile vouch]\nregion = x\n", None),
        ("[a]\n\n[profile vouch]\n{}\n\n[b]\n", Some("[a]\n\n[b]\n")),
        ("[profile vouch]\n{}\nregion = x\n\n# b\n[b]\n", Some("\n# b\n[b]\n")),
        (
            "[profile vouch]\n{}\n  --more\noutput = json\n",
            Some("[profile vouch]\noutput = json\n"),
        ),
        ("[profile vouch] # mine\n{}\n", Some("[profile vouch] # mine\n")),
        ("[profile vouch]\n# mine\n{}\n", Some("[profile vouch]\n# mine\n")),
        ("[profile vouch]\noutput = json\n{}", Some("[profile vouch]\noutput = json")),
    ] {
        let text = text.replace("{}", command);
        assert_eq!(remove(&text, &vouch()).unwrap().as_deref(), expected, "{text}");
    }
}

#[test]
fn keys_that_outrank_ours_are_found_where_they_stand() {
    let config = "[profile vouch]\nAWS_Access_Key_Id = x\nregion = y\nsso_session = z\n\
                  s3 =\n  role_arn = nested\n[profile b]\nrole_arn = other\n\
                  [DEFAULT]\nrole_arn = everywhere\n";
    let found = conflicts(Origin::Config, config, &vouch()).unwrap();
    let found: Vec<String> = found.iter().map(Conflict::to_string).collect();
    assert_eq!(
        found,
        ["line 2: `aws_access_key_id`", "line 4: `sso_session`", "line 10: `role_arn`"]
    );

    let credentials = "[ vouch ]\naws_secret_access_key = x\ncredential_process = y\nregion = z\n\
                       output = json\n[profile vouch]\naws_access_key_id = x\n";
    let found = conflicts(Origin::Credentials, credentials, &vouch()).unwrap();
    assert_eq!(found.iter().map(|conflict| conflict.line).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(conflicts(Origin::Credentials, "[a]\n[a]\n", &vouch()).is_err());
}

#[test]
fn what_the_sdks_alone_cannot_read_is_told() {
    for (text, line) in [
        ("[a]\nb : c\n", Some(2)),
        ("[a]\n  b = c\n", Some(2)),
        ("[a\n", Some(1)),
        ("[a]\ns3 =\n  = b\n", Some(3)),
        ("a = b\n", Some(1)),
        ("# a\n[a] # b\nb = c\n  d\n\ns3 =\n  e = f\n", None),
    ] {
        assert_eq!(unread(text).map(|unread| unread.line), line, "{text}");
    }
}

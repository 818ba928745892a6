//! What holds for every file, tried on generated ones.

use proptest::prelude::*;

use super::document::Document;
use super::*;

fn vouch() -> ProfileName {
    "vouch".parse().unwrap()
}

fn settings(role: &str) -> Settings {
    let role = format!("arn:aws:iam::123456789012:role/{role}");
    Settings {
        command: CommandLine::new("/bin/vouch", ["credential", "aws", "--role", &role]).unwrap(),
        region: Some("eu-central-1".parse().unwrap()),
    }
}

/// A line of the kinds that people and tools write, with some that are traps.
fn line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "",
        "",
        " ",
        "\t",
        "# a",
        "; a",
        "  # a",
        "#[profile vouch]",
        "s3 =",
        "  a = b",
        "\tregion = x",
        "  [profile x]",
        "region = us-east-1",
        "Region=x",
        "REGION : x # c",
        "region = x # c",
        "credential_process = /a/vouch credential aws --role b",
        "credential_process =",
        "credential_process = /bin/other",
        "output = json",
        "a b = c",
        "d = e ; f",
        "g=h\u{a0}",
        "role_arn = é",
        "sso_session = a # b",
        "aws_secret_access_key: c",
        "source_profile =",
        "\u{a0}x = y",
        "[profile vouch]",
        "[profile vouch] # [a]",
        "[profile 'vouch']",
        "[ profile vouch ]",
        "[profile\tvouch]",
        "[default]",
        "[profile default]",
        "[sso-session vouch]",
        "x",
        "=",
        "  = a",
    ]);
    let named = "[a-c]{1,2}".prop_flat_map(|name| {
        prop::sample::select(vec![
            format!("[profile {name}]"),
            format!("[{name}] ; c"),
            format!("{name} = 1"),
            format!("{name}: 2"),
        ])
    });
    prop_oneof![2 => fixed.prop_map(String::from), 3 => named]
}

fn file() -> impl Strategy<Value = String> {
    let ending = prop::sample::select(vec!["\n", "\n", "\n", "\r\n"]);
    let lines = prop::collection::vec((line(), ending), 0..14);
    (lines, any::<bool>()).prop_map(|(lines, finished)| {
        let mut text: String =
            lines.iter().flat_map(|(line, ending)| [line.as_str(), *ending]).collect();
        if !finished {
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
        }
        text
    })
}

/// Returns the texts of the lines before and after the profile's section.
fn outside(text: &str) -> (String, String) {
    let document = Document::parse(text).unwrap();
    let all = document.lines.len()..document.lines.len();
    let section = document.section(&vouch()).unwrap().unwrap_or(all);
    (
        super::lines::join(&document.lines[..section.start]),
        super::lines::join(&document.lines[section.end..]),
    )
}

/// Returns every section but the profile's, as botocore reads it.
fn others(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let document = Document::parse(text).unwrap();
    let ours = document.section(&vouch()).unwrap();
    let sections: Vec<_> = document.sections(|_, _| true).collect();
    sections
        .into_iter()
        .filter(|section| Some(section) != ours.as_ref())
        .map(|section| {
            let properties = document
                .properties(section.clone())
                .map(|(lines, key, _)| (key.to_owned(), document.value(lines)))
                .collect();
            (document.lines[section.start].text.clone(), properties)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn an_edit_touches_one_section_and_a_second_one_nothing(text in file()) {
        let Ok(edited) = set(&text, &vouch(), &settings("A")) else { return Ok(()) };
        let now = present(&edited, &vouch()).unwrap();
        prop_assert_eq!(now.command, Some(settings("A").command.to_string()));
        prop_assert_eq!(now.region.as_deref(), Some("eu-central-1"));
        prop_assert_eq!(&set(&edited, &vouch(), &settings("A")).unwrap(), &edited);
        prop_assert_eq!(others(&edited), others(&text));
        if unread(&text).is_none() {
            prop_assert_eq!(unread(&edited), None);
        }
        let (before, after) = outside(&text);
        prop_assert!(edited.starts_with(&before));
        prop_assert!(edited.ends_with(&after));

        let other_role = set(&edited, &vouch(), &settings("B")).unwrap();
        prop_assert_eq!(set(&other_role, &vouch(), &settings("A")).unwrap(), edited);
    }

    #[test]
    fn removing_is_the_inverse_of_appending(text in file()) {
        let Ok(edited) = set(&text, &vouch(), &settings("A")) else { return Ok(()) };
        let removed = remove(&edited, &vouch()).unwrap();
        if Document::parse(&text).unwrap().section(&vouch()).unwrap().is_none() {
            prop_assert_eq!(removed, Some(text));
        } else {
            let removed = removed.unwrap();
            prop_assert_eq!(others(&removed), others(&text));
            prop_assert_eq!(present(&removed, &vouch()).unwrap().command, None);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", lines in prop::collection::vec("[\\[\\] =:#\\t\\r\\n\u{feff}a-c\u{85}]{0,12}", 0..6)) {
        for text in [text, lines.join("\n")] {
            let _ = (set(&text, &vouch(), &settings("A")), remove(&text, &vouch()), unread(&text));
            let _ = conflicts(Origin::Credentials, &text, &vouch());
            let _ = (mend(&text), clear(Origin::Credentials, &text, &vouch()), veiled(&text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn clearing_changes_lines_of_the_profile_alone_and_lets_it_be_written(text in file()) {
        let Ok(cleared) = clear(Origin::Config, &text, &vouch()) else { return Ok(()) };
        prop_assert_eq!(cleared.text == text, cleared.keys.is_empty());
        prop_assert_eq!(others(&cleared.text), others(&text));
        let again = clear(Origin::Config, &cleared.text, &vouch()).unwrap();
        prop_assert_eq!(again, Cleared { text: cleared.text.clone(), keys: Vec::new() });
        prop_assert!(conflicts(Origin::Config, &cleared.text, &vouch()).unwrap().is_empty());
        if unread(&text).is_none() {
            prop_assert_eq!(unread(&cleared.text), None);
        }
        let foreign = matches!(set(&cleared.text, &vouch(), &settings("A")), Err(Refusal::Foreign { .. }));
        prop_assert!(!foreign);
        let plain: String = cleared.text.replace("# ", "");
        prop_assert_eq!(plain, text.replace("# ", ""));
    }

    #[test]
    fn several_profiles_are_written_in_any_order_and_go_again(text in file()) {
        let names = ["vouch", "vouch-ro", "other"].map(|name| name.parse::<ProfileName>().unwrap());
        let write = |text: &str, name: &ProfileName| set(text, name, &settings("A"));
        let all = |text: &str| names.iter().try_fold(text.to_owned(), |text, name| write(&text, name));
        let Ok(edited) = all(&text) else { return Ok(()) };
        prop_assert_eq!(&all(&edited).unwrap(), &edited);
        for name in &names {
            prop_assert!(present(&edited, name).unwrap().command.is_some());
        }
        let document = Document::parse(&text).unwrap();
        if names.iter().all(|name| document.section(name) == Ok(None)) {
            let gone = names.iter().rev().try_fold(edited, |text, name| {
                remove(&text, name).map(|removed| removed.unwrap_or(text))
            });
            prop_assert_eq!(gone.unwrap(), text);
        }
    }

    #[test]
    fn what_is_mended_can_be_read_and_needs_no_mending(text in file()) {
        match (mend(&text), Document::parse(&text).is_ok()) {
            (Ok(mended), true) => prop_assert_eq!(mended, text),
            (Ok(mended), false) => {
                prop_assert!(Document::parse(&mended).is_ok());
                prop_assert_eq!(mend(&mended).unwrap(), mended);
            }
            (Err(_), readable) => prop_assert!(!readable),
        }
    }
}

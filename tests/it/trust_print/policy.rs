//! The trust policy alone, and what can't be printed.

use serde_json::Value;

use super::{ACCOUNT, Desk, ISSUER, WAYS, assert_lets_in_alice_alone};

#[test]
fn the_policy_lets_in_whom_it_names() {
    let desk = Desk::new();
    for way in WAYS.iter().filter(|way| way.contains(&"--account")) {
        let printed = desk.print(way);
        match way.iter().filter(|word| **word == "--account").count() {
            1 => assert_lets_in_alice_alone(&printed),
            _ => {
                let each: Value = serde_json::from_str(&printed).unwrap();
                assert_eq!(each.as_object().unwrap().len(), 2);
                assert_lets_in_alice_alone(&each[ACCOUNT]["trust"].to_string());
                let federated = &each["210987654321"]["trust"]["Statement"][0]["Principal"];
                assert_eq!(
                    federated["Federated"],
                    "arn:aws:iam::210987654321:oidc-provider/vouch.example.com"
                );
            }
        }
    }
}

#[test]
fn a_whole_arn_says_account_partition_and_path() {
    let arn = "arn:aws-cn:iam::123456789012:role/team/Developer";
    let words =
        ["--issuer", ISSUER, "trust", "print", "--role", arn, "--subject", "bob@example.cn"];
    let printed = Desk::new().run(&words).ok().stdout;
    assert!(printed.contains("arn:aws-cn:iam::123456789012:oidc-provider/"), "{printed}");
    let script = Desk::new().run(&[&words[..], &["--format", "aws-cli"]].concat()).ok().stdout;
    assert!(script.contains("arn=\"arn:aws-cn:iam::$account:role/team/$name\""), "{script}");
}

/// Every refusal is a misuse, says what is wrong, and prints nothing.
#[test]
fn what_would_let_in_everybody_or_nobody_is_refused() {
    let alice = ["--subject", "alice@example.com"];
    let account = ["--account", ACCOUNT];
    for (words, told) in [
        (&[][..], "nobody is named"),
        (&["--subject", "*"], "can't be a subject"),
        (&["--subject", "*@example.com"], "can't be a subject"),
        (&["--subject", "Alice@example.com"], "can't be a subject"),
        (&["--subject", "${aws:userid}"], "can't be a subject"),
        (&["--domain", "*"], "no domain"),
        (&["--domain", "@example.com"], "no domain"),
        (&["--domain", "example.com", "--no-tags"], "tags"),
        (&["--tag", "team=red"], "our tokens carry the tags"),
        (&["--tag", "email=*@example.com"], "not an email address"),
        (&["--tag", "email=a@example.com", "--tag", "domain=example.com"], "not both"),
        (&[alice, ["--domain", "example.com"]].concat(), "cannot be used with"),
        (&[alice, ["--client-id", "*"]].concat(), "no client ID"),
        (&[alice, ["--account", "12"]].concat(), "twelve digits"),
        (&[alice, account, account].concat(), "named twice"),
        (&[alice, ["--thumbprint", "abc"]].concat(), "40 hexadecimal digits"),
        (&[alice, ["--role", "a b"]].concat(), "no name of a role"),
    ] {
        let role = if words.contains(&"--role") { &[][..] } else { &["--role", "Developer"] };
        let all = [&["--issuer", ISSUER, "trust", "print"], role, words].concat();
        let told_by = Desk::new().run(&all);
        assert_eq!((told_by.exit, told_by.stdout.as_str()), (Some(2), ""), "{words:?} {told_by}");
        assert!(told_by.stderr.contains(told), "{words:?} {told_by}");
    }
}

#[test]
fn a_policy_needs_an_account_and_an_issuer_that_aws_takes() {
    let words = ["trust", "print", "--role", "Developer", "--subject", "alice@example.com"];
    let with = |issuer| [&["--issuer", issuer], &words[..]].concat();
    for (words, exit, told) in [
        (with(ISSUER), 2, "name it with `--account`"),
        (with("https://vouch.example.com:8443"), 2, "no provider with a port"),
        (with("http://vouch.example.com"), 2, "must begin with https://"),
        (words.to_vec(), 7, "no issuer is known"),
    ] {
        let told_by = Desk::new().run(&words);
        assert_eq!((told_by.exit, told_by.stdout.as_str()), (Some(exit), ""), "{told_by}");
        assert!(told_by.stderr.contains(told), "{told_by}");
    }
}

//! `--for`: others than our own issuer, and what each of them needs.

use super::{ACCOUNT, Desk, EKS, OTHER_WAYS};

#[test]
fn each_policy_passes_our_linter() {
    let desk = Desk::new();
    for way in OTHER_WAYS.iter().filter(|way| way.contains(&"--for")) {
        let account = if way.contains(&"--account") { &[][..] } else { &["--account", ACCOUNT] };
        let file = desk.print_into("policy.json", &[way, account].concat());
        let told = desk.run(&["trust", "lint", file.to_str().unwrap()]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(0), ""), "{way:?} {told}");
    }
}

/// What would leave open who may come, or would be passed over, is a misuse.
#[test]
fn each_preset_takes_what_it_needs_and_nothing_else() {
    let github = ["--for", "github", "--repository", "octo-org/octo-repo"];
    let eks = ["--for", "eks", "--provider", EKS, "--namespace", "default"];
    let vendor = ["--for", "vendor", "--vendor", "210987654321"];
    let oidc = ["--for", "oidc", "--provider", "https://i.example", "--client-id", "c"];
    for (words, told) in [
        (&github[..], "`--environment`, `--branch` or `--git-tag`"),
        (&github[..2], "needs `--repository`"),
        (&[&github[..], &["--branch", "*"]].concat(), "can't be compared exactly"),
        (
            &[&github[..], &["--branch", "main", "--environment", "a"]].concat(),
            "cannot be used with",
        ),
        (
            &[&github[..], &["--branch", "main", "--software-keys"]].concat(),
            "`--software-keys` means nothing",
        ),
        (
            &[&github[..], &["--branch", "main", "--subject", "a"]].concat(),
            "`--subject` means nothing",
        ),
        (&["--for", "github", "--repository", "octo-org/*"], "is no repository"),
        (&["--for", "gitlab", "--project", "group/project"], "`--branch` or `--git-tag`"),
        (&["--for", "gitlab", "--branch", "main"], "needs `--project`"),
        (&eks, "needs `--service-account`"),
        (&["--for", "eks", "--namespace", "a", "--service-account", "b"], "needs `--provider`"),
        (&[&eks[..], &["--service-account", "*"]].concat(), "can't be compared exactly"),
        (&vendor, "needs `--external-id`"),
        (&[&vendor[..], &["--external-id", "*"]].concat(), "no external ID"),
        (
            &[&vendor[..], &["--external-id", "abc", "--thumbprint", super::THUMBPRINT]].concat(),
            "means nothing",
        ),
        (&oidc, "needs `--subject`"),
        (&[&oidc[..], &["--subject", "*"]].concat(), "can't be compared exactly"),
        (&[&oidc[..], &["--subject", "a", "--hub", ACCOUNT]].concat(), "`--hub` means nothing"),
        (
            &["--subject", "alice@example.com", "--repository", "a/b"],
            "`--repository` means nothing",
        ),
        (&["--subject", "alice@example.com", "--branch", "main"], "`--branch` means nothing"),
        (&["--subject", "alice@example.com", "--hub", ACCOUNT], "a hub needs further accounts"),
    ] {
        let start = ["--issuer", super::ISSUER, "trust", "print", "--role", "Developer"];
        let told_by = Desk::new().run(&[&start, words].concat());
        assert_eq!((told_by.exit, told_by.stdout.as_str()), (Some(2), ""), "{words:?} {told_by}");
        assert!(told_by.stderr.contains(told), "{words:?} {told_by}");
    }
}

#[test]
fn a_repository_by_name_alone_is_told_of() {
    let words = ["trust", "print", "--role", "Deploy", "--account", ACCOUNT, "--for", "github"];
    let main = ["--branch", "main", "--repository"];
    let told =
        |repository| Desk::new().run(&[&words[..], &main, &[repository]].concat()).ok().stderr;
    assert!(told("octo-org/octo-repo").contains("OWNER@ID/NAME@ID"));
    assert_eq!(told("octo-org@1/octo-repo@2"), "");
}

//! Each preset lets in the one token it is for, with the claims that such tokens really have.

use super::*;
use crate::domain::trust::{AwsCaller, Caller, Context, TrustPolicy};

/// A provider's token: its issuer without `https://`, `aud`, `sub`.
type Token<'a> = (&'a str, &'a str, &'a str);

fn provider(url: &str, client_id: &str) -> Provider {
    Provider::new(url.parse().unwrap(), client_id).unwrap()
}

fn policy(admission: &Admission) -> TrustPolicy {
    let policy = admission.policy(&Partition::default(), &"123456789012".parse().unwrap());
    assert_eq!(policy.to_json().parse::<TrustPolicy>().unwrap(), policy);
    policy
}

fn admits(admission: &Admission, (name, aud, sub): Token<'_>) -> bool {
    let mut context = Context::default();
    context.set(&format!("{name}:aud"), aud);
    context.set(&format!("{name}:sub"), sub);
    context.set("sts:RoleSessionName", "session");
    let caller = Caller::Federated(format!("arn:aws:iam::123456789012:oidc-provider/{name}"));
    policy(admission).evaluate("sts:AssumeRoleWithWebIdentity", &caller, &context).is_allowed()
}

#[track_caller]
fn check(admission: &Admission, good: Token<'_>, strangers: &[Token<'_>]) {
    assert!(admits(admission, good), "{good:?}");
    for stranger in strangers {
        assert!(!admits(admission, *stranger), "{stranger:?}");
    }
}

#[test]
fn github_by_branch_tag_and_environment() {
    const NAME: &str = "token.actions.githubusercontent.com";
    let github = |repository: &str, workflow| {
        let repository = repository.parse().unwrap();
        Admission::github(&provider(GITHUB, STS), &repository, &workflow).unwrap()
    };
    check(
        &github("octo-org/octo-repo", Workflow::Reference("refs/heads/main".into())),
        (NAME, STS, "repo:octo-org/octo-repo:ref:refs/heads/main"),
        &[
            (NAME, STS, "repo:octo-org/octo-repo:ref:refs/heads/main2"),
            (NAME, STS, "repo:octo-org/octo-repo:ref:refs/tags/main"),
            (NAME, STS, "repo:octo-org/octo-repo:environment:production"),
            (NAME, STS, "repo:octo-org/octo-repo:pull_request"),
            (NAME, STS, "repo:octo-org/octo-repo-fork:ref:refs/heads/main"),
            (NAME, STS, "repo:evil/octo-repo:ref:refs/heads/main"),
            (NAME, STS, "repo:octo-org@1/octo-repo@2:ref:refs/heads/main"),
            (NAME, "https://github.com/octo-org", "repo:octo-org/octo-repo:ref:refs/heads/main"),
            ("evil.example", STS, "repo:octo-org/octo-repo:ref:refs/heads/main"),
        ],
    );
    check(
        &github("octo-org@123456/octo-repo@456789", Workflow::Environment("a:b".into())),
        (NAME, STS, "repo:octo-org@123456/octo-repo@456789:environment:a%3Ab"),
        &[
            (NAME, STS, "repo:octo-org@999999/octo-repo@456789:environment:a%3Ab"),
            (NAME, STS, "repo:octo-org/octo-repo:environment:a%3Ab"),
            (NAME, STS, "repo:octo-org@123456/octo-repo@456789:environment:a:b"),
        ],
    );
}

#[test]
fn gitlab_by_branch_and_tag() {
    let gitlab = provider(GITLAB, GITLAB);
    let main = Admission::gitlab(&gitlab, "group/sub/project", ReferenceKind::Branch, "main");
    check(
        &main.unwrap(),
        ("gitlab.com", GITLAB, "project_path:group/sub/project:ref_type:branch:ref:main"),
        &[
            ("gitlab.com", GITLAB, "project_path:group/sub/project:ref_type:tag:ref:main"),
            ("gitlab.com", GITLAB, "project_path:group/project:ref_type:branch:ref:main"),
            ("gitlab.com", STS, "project_path:group/sub/project:ref_type:branch:ref:main"),
        ],
    );
    for project in ["", "/group/project", "group/project/", "group/project:ref_type:branch"] {
        let refused = Admission::gitlab(&gitlab, project, ReferenceKind::Tag, "v1");
        assert_eq!(refused, Err(NameError::Separator(project.into())));
    }
}

#[test]
fn one_service_account_of_one_cluster() {
    const NAME: &str = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
    let cluster = provider(&format!("https://{NAME}"), STS);
    check(
        &Admission::service_account(&cluster, "default", "backup").unwrap(),
        (NAME, STS, "system:serviceaccount:default:backup"),
        &[
            (NAME, STS, "system:serviceaccount:default:backup2"),
            (NAME, STS, "system:serviceaccount:kube-system:backup"),
            (NAME, "pods.eks.amazonaws.com", "system:serviceaccount:default:backup"),
            (&NAME.replace("EXAMPLED", "EXAMPLEE"), STS, "system:serviceaccount:default:backup"),
        ],
    );
    for (namespace, name) in [("a:b", "c"), ("", "c"), ("a", ""), ("a", "b:c")] {
        assert!(Admission::service_account(&cluster, namespace, name).is_err());
    }
}

#[test]
fn any_provider_by_exact_subjects() {
    let other = provider("https://issuer.example/tenant", "client");
    let subjects = |list: &[&str]| {
        Admission::subjects(&other, list.iter().map(|text| (*text).into()).collect())
    };
    check(
        &subjects(&["auth0|1", "{uuid}:{uuid}"]).unwrap(),
        ("issuer.example/tenant", "client", "{uuid}:{uuid}"),
        &[
            ("issuer.example/tenant", "client", "auth0|12"),
            ("issuer.example/tenant", "other", "auth0|1"),
            ("issuer.example/other", "client", "auth0|1"),
        ],
    );
    assert_eq!(subjects(&[]), Err(NameError::Nobody));
    for text in ["*", "repo:*", "a?", "${aws:userid}", "a b", ""] {
        assert_eq!(subjects(&["x", text]), Err(NameError::Pattern(text.into())));
    }
}

#[test]
fn a_repository_is_named_by_names_or_by_names_and_numbers() {
    for text in ["octo-org/octo.repo_1", "octo-org@1/octo-repo@2"] {
        let repository: Repository = text.parse().unwrap();
        assert_eq!(repository.is_immutable(), text.contains('@'));
    }
    for text in [
        "",
        "octo-org",
        "octo-org/",
        "*/repo",
        "o/r*",
        "o/r/x",
        "o@1/r",
        "o/r@2",
        "o@x/r@2",
        "o/r:x",
    ] {
        assert!(text.parse::<Repository>().is_err(), "{text}");
    }
}

#[test]
fn a_vendor_must_name_the_external_id() {
    let vendor =
        |id: &str| Admission::vendor(&Partition::default(), &"210987654321".parse().unwrap(), id);
    let json = policy(&vendor("a-secret/1").unwrap()).to_json();
    for part in [
        r#""AWS": "arn:aws:iam::210987654321:root""#,
        r#""Action": "sts:AssumeRole""#,
        r#""sts:ExternalId": "a-secret/1""#,
    ] {
        assert!(json.contains(part), "{json}");
    }
    let admits = |account: &str, id: Option<&str>| {
        let mut context = Context::default();
        if let Some(id) = id {
            context.set("sts:ExternalId", id);
        }
        let names = vec![format!("arn:aws:iam::{account}:role/Any")];
        let caller = Caller::Aws(AwsCaller::new("aws", account, names));
        policy(&vendor("a-secret/1").unwrap())
            .evaluate("sts:AssumeRole", &caller, &context)
            .is_allowed()
    };
    assert!(admits("210987654321", Some("a-secret/1")));
    assert!(!admits("210987654321", Some("another")) && !admits("210987654321", None));
    assert!(!admits("310987654321", Some("a-secret/1")));
    for id in ["", "a", "a b", "a*", "${aws:userid}"] {
        assert_eq!(vendor(id), Err(NameError::ExternalId(id.into())));
    }
}

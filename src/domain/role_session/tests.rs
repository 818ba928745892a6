//! What goes with which step of a chain, and what is refused before anybody is asked.

use super::*;
use crate::domain::role::RoleArn;
use crate::domain::role_session_name::RoleSessionName;

const A: &str = "arn:aws:iam::111111111111:role/A";
const B: &str = "arn:aws:iam::222222222222:role/B";
const C: &str = "arn:aws:iam::333333333333:role/C";

/// What a person may say, ready to be borrowed.
#[derive(Clone)]
struct Said {
    role: RoleArn,
    via: Vec<RoleArn>,
    session_name: Option<RoleSessionName>,
    external_id: Option<ExternalId>,
    tags: Vec<SessionTag>,
    transitive_tags: Vec<TagKey>,
    source_identity: Option<SourceIdentity>,
    policy: Option<SessionPolicy>,
    policy_arns: Vec<PolicyArn>,
    duration: Option<u32>,
}

impl Said {
    /// Everything there is to say.
    fn all(via: &[&str]) -> Self {
        Self {
            role: C.parse().unwrap(),
            via: via.iter().map(|role| role.parse().unwrap()).collect(),
            session_name: Some("night".parse().unwrap()),
            external_id: Some("customer-42".parse().unwrap()),
            tags: ["Team=blue", "Project=vouch"].map(|tag| tag.parse().unwrap()).into(),
            transitive_tags: vec!["project".parse().unwrap()],
            source_identity: Some("alice".parse().unwrap()),
            policy: Some("{}".parse().unwrap()),
            policy_arns: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap()],
            duration: Some(1800),
        }
    }

    /// Nothing but the role.
    fn nothing() -> Self {
        Self {
            via: Vec::new(),
            session_name: None,
            external_id: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            source_identity: None,
            policy: None,
            policy_arns: Vec::new(),
            duration: None,
            ..Self::all(&[])
        }
    }

    fn wishes(&self) -> Wishes<'_> {
        Wishes {
            role: &self.role,
            via: &self.via,
            usual_name: "alice@example.com",
            session_name: self.session_name.as_ref(),
            external_id: self.external_id.as_ref(),
            tags: &self.tags,
            transitive_tags: &self.transitive_tags,
            source_identity: self.source_identity.as_ref(),
            policy: self.policy.as_ref(),
            policy_arns: &self.policy_arns,
            duration: self.duration,
        }
    }
}

/// A step in a line: what is said with it.
fn told(hop: &Hop<'_>) -> String {
    let tags: Vec<String> = hop.tags.iter().map(ToString::to_string).collect();
    let transitive: Vec<&str> = hop.transitive_tags.iter().map(|key| key.as_str()).collect();
    format!(
        "{} {} {} id={:?} tags={tags:?} transitive={transitive:?} source={:?} policies={}",
        hop.role.name(),
        hop.session_name,
        hop.duration,
        hop.external_id.map(ExternalId::as_str),
        hop.source_identity.map(SourceIdentity::as_str),
        usize::from(hop.policy.is_some()) + hop.policy_arns.len(),
    )
}

fn steps(said: &Said) -> Vec<String> {
    said.wishes().hops(None).unwrap().iter().map(told).collect()
}

#[test]
fn without_a_chain_there_is_one_step() {
    assert_eq!(
        steps(&Said::nothing()),
        [r#"C alice@example.com 3600 id=None tags=[] transitive=[] source=None policies=0"#]
    );
    let said = Said {
        policy: Said::all(&[]).policy,
        policy_arns: Said::all(&[]).policy_arns,
        duration: Some(43_200),
        ..Said::nothing()
    };
    assert_eq!(said.wishes().check(), Ok(()));
    assert_eq!(
        steps(&said),
        [r#"C alice@example.com 43200 id=None tags=[] transitive=[] source=None policies=2"#]
    );
}

#[test]
fn a_chain_of_two_has_everything_at_its_second_step() {
    let said = Said::all(&[A]);
    assert_eq!(said.wishes().check(), Ok(()));
    assert_eq!(
        steps(&said),
        [
            r#"A alice@example.com 900 id=None tags=[] transitive=[] source=None policies=0"#,
            r#"C night 1800 id=Some("customer-42") tags=["Team=blue", "Project=vouch"] transitive=["Project"] source=Some("alice") policies=2"#,
        ]
    );
}

#[test]
fn what_travels_is_set_where_the_chain_leaves_the_tokens_role_and_the_rest_at_its_end() {
    let said = Said::all(&[A, B]);
    assert_eq!(said.wishes().first_role().as_str(), A);
    assert_eq!(
        steps(&said),
        [
            r#"A alice@example.com 900 id=None tags=[] transitive=[] source=None policies=0"#,
            r#"B alice@example.com 900 id=None tags=["Project=vouch"] transitive=["Project"] source=Some("alice") policies=0"#,
            r#"C night 1800 id=Some("customer-42") tags=["Team=blue"] transitive=[] source=None policies=2"#,
        ]
    );
}

#[test]
fn what_the_issuer_grants_limits_what_is_handed_out() {
    let said = Said { duration: None, ..Said::all(&[A]) };
    let hops = said.wishes().hops(Some(1200)).unwrap();
    assert_eq!(hops.iter().map(|hop| hop.duration).collect::<Vec<_>>(), [900, 1200]);
    assert!(Said::all(&[A]).wishes().hops(Some(1200)).is_err());
}

/// Changes what was said, and returns what is wrong with it.
fn wrong(via: &[&str], change: impl FnOnce(&mut Said)) -> String {
    let mut said = Said::all(via);
    change(&mut said);
    said.wishes().check().unwrap_err().to_string()
}

#[test]
fn what_goes_with_a_chain_alone_is_refused_without_one() {
    type Add = fn(&mut Said, Said);
    let only: [(Add, &str); 4] = [
        (|said, all| said.external_id = all.external_id, "--external-id"),
        (|said, all| said.tags = all.tags, "--tag"),
        (|said, all| said.transitive_tags = all.transitive_tags, "--transitive-tag"),
        (|said, all| said.source_identity = all.source_identity, "--source-identity"),
    ];
    for (add, option) in only {
        let told = wrong(&[], |said| {
            *said = Said::nothing();
            add(said, Said::all(&[]));
        });
        assert!(told.starts_with(&format!("{option} goes with a role that is assumed")), "{told}");
    }
}

#[test]
fn what_aws_refuses_in_any_case_is_refused_before_it_is_asked() {
    type Change = fn(&mut Said);
    let cases: [(Change, &str); 11] = [
        (|said| said.duration = Some(3601), "lasts 1h at most"),
        (|said| said.via[0] = A.replace("aws", "aws-cn").parse().unwrap(), "in another partition"),
        (|said| said.tags.push("TEAM=red".parse().unwrap()), "the tag TEAM is given twice"),
        (
            |said| said.transitive_tags.push("Project".parse().unwrap()),
            "the tag Project is given twice",
        ),
        (|said| said.transitive_tags = vec!["Cost".parse().unwrap()], "there is no tag Cost"),
        (
            |said| said.tags.extend((0..49).map(|n| format!("k{n}=v").parse().unwrap())),
            "there are 51 session tags, and AWS takes 50 at most",
        ),
        (
            |said| said.policy_arns = vec![said.policy_arns[0].clone(); 11],
            "there are 11 managed session policies, and AWS takes 10 at most",
        ),
        (
            |said| {
                said.policy_arns[0] = "arn:aws-cn:iam::aws:policy/ReadOnlyAccess".parse().unwrap()
            },
            "is not in the role's partition, aws",
        ),
        (
            |said| said.policy_arns[0] = "arn:aws:iam::111111111111:policy/Read".parse().unwrap(),
            "nor of the role's account, 333333333333",
        ),
        (
            |said| {
                said.policy = Some(format!("{{\"a\":\"{}\"}}", "b".repeat(2003)).parse().unwrap())
            },
            "have 2049 characters together",
        ),
        (
            |said| {
                said.policy = Some(format!("{{\"a\":\"{}\"}}", "é".repeat(2003)).parse().unwrap())
            },
            "have 2049 characters together",
        ),
    ];
    for (change, expected) in cases {
        let told = wrong(&[A], change);
        assert!(told.contains(expected), "{told}");
    }
    let mut most = Said::all(&[A]);
    most.policy = Some(format!("{{\"a\":\"{}\"}}", "b".repeat(2002)).parse().unwrap());
    assert_eq!(most.wishes().check(), Ok(()));
}

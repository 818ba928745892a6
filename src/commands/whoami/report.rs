//! What both say, side by side.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::aws::Aws;
use super::issuer::Issuer;
use crate::commands::error::CommandError;
use crate::commands::moment;
use crate::commands::world::World;
use crate::domain::session::{Login, SessionRecord};
use crate::domain::wire::GrantedRole;

/// Both views, each known or not.
pub(super) struct Report {
    /// `None` where no login is needed.
    pub(super) issuer: Option<Result<Issuer, CommandError>>,
    pub(super) aws: Result<Aws, CommandError>,
    pub(super) now: DateTime<Utc>,
}

impl Report {
    /// Returns the error of the one that failed; of both the issuer's, since AWS's follows from it,
    /// and says AWS's if it is another.
    pub(super) fn failure(self, world: &mut World) -> Result<(), CommandError> {
        match (self.issuer, self.aws) {
            (Some(Err(issuer)), Err(aws)) => {
                if aws.what != issuer.what {
                    world.output.fail(&aws.to_string());
                }
                Err(issuer)
            }
            (Some(Err(error)), Ok(_)) | (_, Err(error)) => Err(error),
            (_, Ok(_)) => Ok(()),
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let issuer = match &self.issuer {
            None => "issuer  none: no login is needed".to_owned(),
            Some(Err(error)) => format!("issuer  not known: {}", error.what),
            Some(Ok(issuer)) => self.issuer_text(issuer),
        };
        let aws = match &self.aws {
            Err(error) => format!("AWS     not known: {}", error.what),
            Ok(aws) => self.aws_text(aws),
        };
        format!("{issuer}\n{aws}")
    }

    fn issuer_text(&self, issuer: &Issuer) -> String {
        let record = &issuer.record;
        let with = match &record.login {
            Login::Key { key_id, .. } => row("key", key_id.as_str()),
            Login::Provider { client_id, .. } => row("client", client_id.as_str()),
        };
        let mut lines = vec![
            format!("issuer  {}", record.issuer),
            row("subject", record.login.name()),
            with,
            row("until", &moment::until(record.expires_at, self.now)),
        ];
        if let Some(granted) = &issuer.granted {
            let arns: Vec<&str> = granted.roles.iter().map(|role| role.role_arn.as_str()).collect();
            let any = granted.any_role.then_some("any");
            let arns: Vec<&str> = any.into_iter().chain(arns).collect();
            let arns = if arns.is_empty() { vec!["none"] } else { arns };
            lines.push(row("roles", &arns.join("\n           ")));
        }
        lines.join("\n")
    }

    fn aws_text(&self, aws: &Aws) -> String {
        let source = match aws.put_by {
            Some(by) => format!("{}, by `{by}`", aws.name),
            None => aws.name.clone(),
        };
        let mut lines = vec![
            format!("AWS     {}", aws.identity.arn),
            row("account", &aws.identity.account),
            row("user id", &aws.identity.user_id),
            row("through", &source),
        ];
        lines.extend(aws.expires_at.map(|end| row("until", &moment::until(end, self.now))));
        lines.join("\n")
    }

    /// For programs: one line. What is not known is an object with `error` alone.
    pub(super) fn json(&self) -> String {
        let issuer = self.issuer.as_ref().map(|issuer| match issuer {
            Ok(issuer) => View::Known(IssuerJson::of(issuer)),
            Err(error) => View::Unknown { error: &error.what },
        });
        let aws = match &self.aws {
            Ok(aws) => View::Known(AwsJson::of(aws)),
            Err(error) => View::Unknown { error: &error.what },
        };
        serde_json::to_string(&Json { issuer, aws }).expect("plain structures serialise")
    }
}

fn row(name: &str, value: &str) -> String {
    format!("  {name:<8} {value}")
}

#[derive(Serialize)]
struct Json<'a> {
    issuer: Option<View<'a, IssuerJson<'a>>>,
    aws: View<'a, AwsJson<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum View<'a, Known> {
    Known(Known),
    Unknown { error: &'a str },
}

#[derive(Serialize)]
struct IssuerJson<'a> {
    #[serde(flatten)]
    record: &'a SessionRecord,
    /// `null` where the issuer tells nothing of roles.
    roles: Option<&'a [GrantedRole]>,
    any_role: bool,
}

impl<'a> IssuerJson<'a> {
    fn of(issuer: &'a Issuer) -> Self {
        let granted = issuer.granted.as_ref();
        Self {
            record: &issuer.record,
            roles: granted.map(|granted| granted.roles.as_slice()),
            any_role: granted.is_some_and(|granted| granted.any_role),
        }
    }
}

#[derive(Serialize)]
struct AwsJson<'a> {
    arn: &'a str,
    account: &'a str,
    user_id: &'a str,
    through: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    put_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
}

impl<'a> AwsJson<'a> {
    fn of(aws: &'a Aws) -> Self {
        Self {
            arn: &aws.identity.arn,
            account: &aws.identity.account,
            user_id: &aws.identity.user_id,
            through: &aws.name,
            put_by: aws.put_by,
            expires_at: aws.expires_at,
        }
    }
}

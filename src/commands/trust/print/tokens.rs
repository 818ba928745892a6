//! Whom the role is for, among those who log in at our own issuer.

use std::fmt::Display;
use std::str::FromStr;

use crate::adapters::config_file;
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::grant::TagRule;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::person::EmailAddress;
use crate::domain::subject::Subject;
use crate::domain::trust::write::{
    EmailDomain, Keys, Provider, SourceIdentity, VouchTokens, Who, WhoError,
};

/// What says whom the role is for, and what their tokens carry.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Everybody who was invited at this domain; again for further ones
    #[arg(long, value_name = "DOMAIN", conflicts_with = "tag")]
    domain: Vec<EmailDomain>,

    /// Those whose tokens carry this session tag, `email` or `domain`; again for further values
    #[arg(long, value_name = "NAME=VALUE")]
    tag: Vec<Tag>,

    /// Let software keys in as well, not only hardware that proved it
    #[arg(long)]
    pub(super) software_keys: bool,

    /// The grant says `tags = "none"`: the tokens carry no session tags
    #[arg(long)]
    pub(super) no_tags: bool,

    /// The grant says `source_identity = true`: the tokens carry one
    #[arg(long)]
    pub(super) source_identity: bool,
}

/// A session tag of our tokens.
#[derive(Clone, Debug)]
enum Tag {
    Domain(EmailDomain),
    Email(EmailAddress),
}

impl FromStr for Tag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let told = |error: &dyn Display| error.to_string();
        match text.split_once('=') {
            Some(("domain", value)) => value.parse().map(Self::Domain).map_err(|e| told(&e)),
            Some(("email", value)) => value.parse().map(Self::Email).map_err(|e| told(&e)),
            _ => Err("our tokens carry the tags `email` and `domain`: email=NAME@DOMAIN".into()),
        }
    }
}

/// Returns the issuer that is meant. Any may be named: nothing is sent to it.
pub(super) fn issuer(world: &World) -> Result<IssuerUrl, CommandError> {
    if let Some(typed) = &world.issuer {
        return Ok(typed.parse()?);
    }
    if !world.environment.has_home {
        let what = "the home folder is not known, and so no issuer is";
        return Err(CommandError::new(Exit::Misused, what).hint("name it with `--issuer URL`"));
    }
    if let (Some(record), _) = connection::chosen(world)? {
        return Ok(record.issuer);
    }
    Ok(config_file::read(&world.environment)?.choose(None)?.url.clone())
}

impl Args {
    pub(super) fn has_domain(&self) -> bool {
        !self.domain.is_empty()
    }

    pub(super) fn has_tag(&self) -> bool {
        !self.tag.is_empty()
    }

    /// Returns the tokens that the role takes.
    pub(super) fn understand(
        self,
        issuer: &IssuerUrl,
        client_id: Option<&str>,
        subjects: &[String],
    ) -> Result<VouchTokens, CommandError> {
        let client_id = client_id.unwrap_or(issuer.without_scheme());
        let subjects = subjects.iter().map(|text| text.parse::<Subject>().map_err(misused));
        let provider = Provider::new(issuer.clone(), client_id).map_err(misused)?;
        Ok(VouchTokens {
            provider,
            who: who(subjects.collect::<Result<_, _>>()?, self.domain, self.tag)?,
            keys: if self.software_keys { Keys::SoftwareToo } else { Keys::Hardware },
            tags: if self.no_tags { TagRule::None } else { TagRule::Session },
            source_identity: match self.source_identity {
                true => SourceIdentity::Subject,
                false => SourceIdentity::Absent,
            },
        })
    }
}

fn who(
    subjects: Vec<Subject>,
    mut domains: Vec<EmailDomain>,
    tags: Vec<Tag>,
) -> Result<Who, CommandError> {
    let mut emails = Vec::new();
    for tag in tags {
        match tag {
            Tag::Domain(domain) => domains.push(domain),
            Tag::Email(email) => emails.push(email),
        }
    }
    match (domains.is_empty(), emails.is_empty()) {
        (true, true) => Ok(Who::Subjects(subjects)),
        (true, false) => Ok(Who::Emails(emails)),
        (false, true) => Ok(Who::Domains(domains)),
        (false, false) => Err(misused("either email addresses or domains, not both")),
    }
}

/// Returns the error of tokens that can't be told from others.
pub(super) fn refused(error: WhoError) -> CommandError {
    let hint = match error {
        WhoError::Nobody => "say whom the role is for: `--subject`, `--domain` or `--tag`",
        WhoError::Untagged => "name people with `--subject`, or leave out `--no-tags`",
        WhoError::Domain(_) => return misused(error),
    };
    misused(error).hint(hint)
}

fn misused(error: impl Display) -> CommandError {
    CommandError::new(Exit::Misused, error.to_string())
}

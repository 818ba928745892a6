//! Which role a command is for, as people name it: by a profile that vouch wrote, or by its ARN.

use clap::Parser as _;

use super::credential::{self, aws};
use super::error::{CommandError, Exit};
use super::which_issuer;
use super::world::{Naming, World};
use super::{Cli, Command};
use crate::adapters::files;
use crate::domain::aws_profile::{self, Present, ProfileName};
use crate::domain::role::RoleArn;

/// The profile of `vouch setup aws` where none is named.
const PROFILE: &str = "vouch";

/// The role whose credentials are used
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WhichRole {
    /// The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]
    #[arg(long, value_name = "NAME", conflicts_with = "role")]
    pub profile: Option<ProfileName>,

    /// The role, without a profile
    #[arg(long, value_name = "ARN")]
    pub role: Option<RoleArn>,

    /// The region, in place of the profile's [env: AWS_REGION, AWS_DEFAULT_REGION]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,

    /// How long the credentials shall be good, in place of what the profile says: 15m to 12h
    #[arg(long, value_name = "DURATION", value_parser = aws::seconds)]
    pub duration: Option<u32>,

    /// The token, without a profile
    #[command(flatten)]
    pub token: aws::TokenSource,
}

/// What was meant.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which credentials.
    pub request: aws::Request,
    /// The profile, unless a role was named.
    pub profile: Option<ProfileName>,
    /// The region for the tools that use the credentials: named; else that of the environment; else
    /// the profile's.
    pub region: Option<String>,
}

impl Chosen {
    /// Returns the profile's name, else the role's ARN.
    pub fn name(&self) -> &str {
        match &self.profile {
            Some(profile) => profile.as_str(),
            None => self.request.role.as_str(),
        }
    }
}

impl WhichRole {
    /// Returns what that name means: a role's ARN, or a profile's name.
    pub fn named(name: &str) -> Option<Self> {
        match (name.parse(), name.parse()) {
            (Ok(role), _) => Some(Self { role: Some(role), ..Self::default() }),
            (_, Ok(profile)) => Some(Self { profile: Some(profile), ..Self::default() }),
            _ => None,
        }
    }

    /// Tells whether no role is named, neither by itself nor by a profile.
    pub fn is_silent(&self) -> bool {
        self.profile.is_none() && self.role.is_none()
    }

    /// Finds out what is meant. The issuer that the profile names is the world's from now on.
    pub fn choose(&self, world: &mut World) -> Result<Chosen, CommandError> {
        if world.environment.has_variables_of_ours() {
            // It is that of another profile.
            world.environment.region = None;
        }
        let mut chosen = match &self.role {
            Some(role) => Chosen {
                request: aws::Request {
                    token: self.token.clone(),
                    ..aws::Request::of(role.clone())
                },
                profile: None,
                region: world.environment.region.clone(),
            },
            None => self.of_profile(world)?,
        };
        if let Some(region) = &self.region {
            chosen.request.region = Some(region.clone());
            chosen.region = Some(region.clone());
        }
        if let Some(duration) = self.duration {
            chosen.request.duration = Some(duration);
        }
        Ok(chosen)
    }

    fn of_profile(&self, world: &mut World) -> Result<Chosen, CommandError> {
        let name = self.name(world)?;
        let path = &world.environment.aws_config_file;
        let text = files::read_text(path)?.unwrap_or_default();
        let present = aws_profile::present(&text, &name)?;
        let cli = command_line(&present).ok_or_else(|| foreign(&name, &present))?;
        let Command::Credential(credential::Args { command: credential::Command::Aws(args) }) =
            cli.command
        else {
            return Err(foreign(&name, &present));
        };
        if let Some(issuer) = cli.issuer.filter(|issuer| !issuer.is_empty()) {
            bind(world, &name, issuer)?;
        }
        let region = world.environment.region.clone().or(present.region);
        let region = region.or_else(|| args.request.region.clone());
        Ok(Chosen { request: args.request, profile: Some(name), region })
    }

    fn name(&self, world: &World) -> Result<ProfileName, CommandError> {
        if let Some(name) = &self.profile {
            return Ok(name.clone());
        }
        let named = world.environment.aws_profile.as_deref().unwrap_or(PROFILE);
        named.parse().map_err(|error: aws_profile::ProfileNameError| {
            CommandError::new(Exit::Configuration, error.to_string())
        })
    }
}

/// A profile stands for one issuer: the environment's word yields to it, and whoever names another
/// is told. Without one, what was named to this command holds.
fn bind(world: &mut World, name: &ProfileName, issuer: String) -> Result<(), CommandError> {
    let issuer = which_issuer::url(world, issuer)?;
    match &world.issuer {
        Some(named) if world.issuer_of == Naming::Argument && *named != issuer => {
            let what = format!("the profile `{name}` is of {issuer}, and --issuer names {named}");
            Err(CommandError::new(Exit::Misused, what).hint(
                "leave --issuer out, or name a profile of that issuer with --profile, or a role \
                 with --role",
            ))
        }
        _ => {
            world.issuer = Some(issuer);
            Ok(())
        }
    }
}

/// Reads the profile's `credential_process` as the program that it names will.
fn command_line(present: &Present) -> Option<Cli> {
    let words = aws_profile::split(present.command.as_deref()?)?;
    Cli::try_parse_from(words).ok()
}

fn foreign(name: &ProfileName, present: &Present) -> CommandError {
    let what = match &present.command {
        None => format!("no profile `{name}` of vouch's"),
        Some(_) => format!("the profile `{name}` does not get its credentials from this vouch"),
    };
    CommandError::new(Exit::Configuration, what)
        .hint("name one with `--profile`, or the role with `--role`; `vouch setup aws` writes one")
}

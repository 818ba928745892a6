//! Credentials that a program is started with: which are wanted, how long they must last, and the
//! variables in which they are given.

use chrono::TimeDelta;

use super::credential::aws::{self, Caching};
use super::error::{CommandError, Exit};
use super::moment;
use super::which_role::{Chosen, WhichRole};
use super::world::World;
use crate::domain::aws_credentials::{AwsCredentials, SHORT};
use crate::domain::aws_variables::{self, Change};
use crate::domain::duration;

/// New credentials are as old as AWS's answer took, and the clocks count whole seconds.
const ON_THE_WAY: TimeDelta = TimeDelta::seconds(60);

/// The credentials that are wanted
#[derive(Clone, Debug, clap::Args)]
pub struct Wanted {
    /// Of which role
    #[command(flatten)]
    pub which: WhichRole,

    /// How long they must be good from now, or new ones are asked for
    #[arg(long, value_name = "DURATION", value_parser = time)]
    pub min_ttl: Option<TimeDelta>,
}

/// Credentials, and what was meant.
#[derive(Debug)]
pub struct Ready {
    /// The role, its profile and region.
    pub chosen: Chosen,
    /// The credentials.
    pub credentials: AwsCredentials,
}

impl Wanted {
    /// Returns the credentials, from the cache or new ones.
    pub fn ready(&self, world: &mut World) -> Result<Ready, CommandError> {
        let chosen = self.which.choose(world)?;
        self.can_last(&chosen)?;
        let caching = self.min_ttl.map_or(Caching::On, Caching::AtLeast);
        let credentials = aws::obtain(world, &chosen.request, caching)?;
        self.lasts(&credentials, world)?;
        Ok(Ready { chosen, credentials })
    }

    fn can_last(&self, chosen: &Chosen) -> Result<(), CommandError> {
        let asked = TimeDelta::seconds(chosen.request.at_most().into());
        let Some(wanted) = self.min_ttl.filter(|wanted| *wanted > asked) else { return Ok(()) };
        let what = format!(
            "--min-ttl wants credentials for {}, and they are asked for {}",
            moment::length(wanted),
            moment::length(asked)
        );
        Err(CommandError::new(Exit::Misused, what).hint("ask for more with --duration"))
    }

    fn lasts(&self, credentials: &AwsCredentials, world: &World) -> Result<(), CommandError> {
        let left = credentials.end() - world.clock.now();
        let Some(wanted) = self.min_ttl.filter(|wanted| left + ON_THE_WAY < *wanted) else {
            return Ok(());
        };
        let what = format!(
            "the credentials that AWS gave end in {}, and --min-ttl wants {}",
            moment::length(left),
            moment::length(wanted)
        );
        Err(CommandError::new(Exit::Refused, what)
            .hint("the role, or its grant at the issuer, allows no more: want less"))
    }
}

impl Ready {
    /// Whoever takes them as variables can't get new ones.
    pub fn warn_if_short(&self, world: &mut World) {
        let left = self.credentials.end() - world.clock.now();
        if left < SHORT {
            let words = moment::length(left);
            let note = format!("note: the credentials end in {words}; nothing renews them");
            world.output.tell(&note);
        }
    }

    /// Returns the variables to set, the marker among them.
    pub fn variables(&self, marker: &'static str) -> Vec<Change> {
        let mut variables = self.credentials.variables();
        variables
            .extend(self.chosen.region.iter().flat_map(|region| aws_variables::region(region)));
        variables.push(aws_variables::set(marker, self.chosen.name()));
        variables
    }
}

fn time(text: &str) -> Result<TimeDelta, String> {
    let time = duration::parse(text).map_err(|error| error.to_string())?;
    TimeDelta::from_std(time).map_err(|error| error.to_string())
}

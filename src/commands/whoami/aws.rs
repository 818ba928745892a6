//! AWS's view: whom it takes the bearer of the credentials for.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::adapters::runtime::block_on;
use crate::adapters::sts_client::{CallerIdentity, Signer, StsError};
use crate::commands::credential::aws::{self, Caching};
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::sts;
use crate::commands::which_role::{Chosen, WhichRole};
use crate::commands::world::World;
use crate::domain::aws_variables::{self, ENV_MARKER, EXEC_MARKER};
use crate::domain::secret::Secret;

/// How long AWS is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// What AWS says, and of which credentials.
pub(super) struct Aws {
    pub(super) identity: CallerIdentity,
    /// What named them: the profile, else the role's ARN.
    pub(super) name: String,
    /// The command that put them into the environment, if they come from there.
    pub(super) put_by: Option<&'static str>,
    /// When they end, if that is known.
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// Credentials that `vouch exec` or `vouch env` put into this environment.
pub(super) struct Held {
    /// What they are for.
    pub(super) which: WhichRole,
    signer: Signer,
    put_by: &'static str,
    expires_at: Option<DateTime<Utc>>,
}

/// Returns the environment's credentials, unless others are meant.
pub(super) fn held(world: &World, which: &WhichRole) -> Result<Option<Held>, CommandError> {
    let environment = &world.environment;
    let marked = [("vouch exec", &environment.vouch_exec), ("vouch env", &environment.vouch_env)];
    let marked = marked.into_iter().find_map(|(by, name)| Some((by, name.as_ref()?)));
    let Some((put_by, name)) = marked.filter(|_| which.is_silent()) else { return Ok(None) };
    let Some(signer) = signer(world)? else { return Ok(None) };
    let which = WhichRole::named(name).ok_or_else(|| {
        let what = format!("{EXEC_MARKER} or {ENV_MARKER} names neither a profile nor a role");
        CommandError::new(Exit::Configuration, what).hint("unset it")
    })?;
    let end = text(world, aws_variables::EXPIRATION)?;
    let expires_at = end.and_then(|end| end.expose().parse().ok());
    Ok(Some(Held { which, signer, put_by, expires_at }))
}

fn signer(world: &World) -> Result<Option<Signer>, CommandError> {
    let [id, secret, token] = aws_variables::KEYS.map(|name| text(world, name));
    let (Some(id), Some(secret_access_key)) = (id?, secret?) else { return Ok(None) };
    Ok(Some(Signer { access_key_id: id.expose().into(), secret_access_key, session_token: token? }))
}

fn text(world: &World, name: &str) -> Result<Option<Secret>, CommandError> {
    world
        .environment
        .others
        .text(name)
        .map_err(|error| CommandError::new(Exit::Configuration, error.to_string()))
}

/// Asks AWS with the environment's credentials, else with those of the request.
pub(super) fn ask(
    world: &World,
    chosen: &Chosen,
    held: Option<&Held>,
) -> Result<Aws, CommandError> {
    let (signer, expires_at) = match held {
        Some(held) => (held.signer.clone(), held.expires_at),
        None => {
            let credentials = aws::obtain(world, &chosen.request, Caching::On)?;
            let end = credentials.end();
            (Signer::from(credentials), Some(end))
        }
    };
    let sts = aws::sts(world, &chosen.request)?;
    let identity =
        block_on(sts.caller_identity(&signer, PATIENCE)).map_err(|error| failed(&error))?;
    let put_by = held.map(|held| held.put_by);
    Ok(Aws { identity, name: chosen.name().into(), put_by, expires_at })
}

fn failed(error: &StsError) -> CommandError {
    let StsError::Refused(refusal) = error else { return sts::on_the_way(error) };
    let hint = match refusal.code.as_str() {
        "ExpiredToken" => "the credentials are over: ask for new ones",
        "SignatureDoesNotMatch" | "RequestExpired" => {
            "set this machine's clock: `vouch doctor` tells how far it is off"
        }
        _ => "AWS doesn't take these credentials: ask for new ones",
    };
    CommandError::new(Exit::Refused, error.to_string()).hint(hint)
}

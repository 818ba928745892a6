//! What STS is asked for, and what of it can be refused before it is asked.

use super::Request;
use super::source::Source;
use crate::adapters::files;
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::duration::typed;
use crate::domain::role_session::{SessionPolicy, Wishes};
use crate::domain::session::Login;

/// The longest file of a session policy, in bytes: AWS takes 2048 characters, without the white space.
const LONGEST: u64 = 64 << 10;

/// Returns what the request wishes for, of a session that is called so where nothing is said.
pub(super) fn of<'a>(
    request: &'a Request,
    usual_name: &'a str,
    policy: Option<&'a SessionPolicy>,
) -> Wishes<'a> {
    // Each field, so that none is forgotten.
    let Request {
        role,
        via,
        region: _,
        duration,
        // The source's matter.
        token: _,
        external_id,
        tags,
        transitive_tags,
        source_identity,
        session_name,
        policy: _,
        policy_arns,
        max_auth_age: _,
        // Where STS is, not what it is asked.
        profile: _,
    } = request;
    Wishes {
        role,
        via,
        usual_name,
        session_name: session_name.as_ref(),
        external_id: external_id.as_ref(),
        tags,
        transitive_tags,
        source_identity: source_identity.as_ref(),
        policy,
        policy_arns,
        duration: *duration,
    }
}

/// Reads the session policy, if the request names one.
pub(super) fn policy(request: &Request) -> Result<Option<SessionPolicy>, CommandError> {
    let Some(path) = &request.policy else { return Ok(None) };
    let name = path.display();
    let text = files::read_text_up_to(path, LONGEST)?.ok_or_else(|| {
        CommandError::new(Exit::Configuration, format!("there is no {name}"))
            .hint("name the session policy by its absolute path: AWS tools run vouch anywhere")
    })?;
    text.parse().map(Some).map_err(|fault| {
        CommandError::new(Exit::Configuration, format!("{name} is no session policy")).cause(fault)
    })
}

/// Refuses what no call has to be made for to know that it can't be had.
pub(super) fn check(
    world: &World,
    source: &Source,
    request: &Request,
    policy: Option<&SessionPolicy>,
) -> Result<(), CommandError> {
    of(request, source.identity().session_name, policy).check()?;
    check_name(source, request)?;
    check_touch(world, source, request)
}

/// With a token of our issuer's, the session is called as the token's subject is: trust policies
/// compare both, so that nobody takes the name of another. Other tokens know no such rule, and roles
/// that are assumed from the token's role are named freely, as far as their trust policies allow.
fn check_name(source: &Source, request: &Request) -> Result<(), CommandError> {
    let (Some(session), Some(name)) = (source.session(), &request.session_name) else {
        return Ok(());
    };
    match &session.login {
        Login::Key { subject, .. }
            if request.via.is_empty() && name.as_str() != subject.as_str() =>
        {
            let what = format!("a session with this login's token is called {subject}");
            Err(CommandError::new(Exit::Misused, what)
                .hint("leave --session-name out; with --via it names the last role's session"))
        }
        Login::Key { .. } | Login::Provider { .. } => Ok(()),
    }
}

/// What an older version of vouch wrote doesn't say when the key was touched; the session itself
/// does.
fn check_touch(world: &World, source: &Source, request: &Request) -> Result<(), CommandError> {
    let Some(most) = request.max_auth_age else { return Ok(()) };
    let Some(session) = source.session() else {
        return Err(CommandError::new(Exit::Misused, "without a login there is no touch")
            .hint("leave --max-auth-age out"));
    };
    let mut session = session.clone();
    if let (None, Login::Provider { .. }) = (session.auth_time, &session.login) {
        let what = format!("{} does not say when you logged in there", session.issuer);
        return Err(CommandError::new(Exit::Refused, what).hint("leave --max-auth-age out"));
    }
    if session.auth_time.is_none() {
        session.auth_time = Some(connection::session(world, &session)?.auth_time);
    }
    if session.touched_within(most, world.clock.now()) == Some(true) {
        return Ok(());
    }
    let what = format!("the last touch is longer ago than {}", typed(most));
    Err(CommandError::new(Exit::LoginRequired, what).hint("touch again: `vouch login`"))
}

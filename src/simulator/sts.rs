//! The actions of STS.

use super::Simulator;
use super::refusal::Refusal;
use super::request::{Form, Request};
use super::signature::SignatureFault;
use super::xml::{Element, sts};
use crate::domain::sts::{Caller, assume_role, caller_identity, get_session_token};

/// The version of STS's API.
pub(super) const VERSION: &str = "2011-06-15";

/// Answers an action with its result.
pub(super) async fn answer(
    simulator: &Simulator,
    action: &str,
    form: &Form,
    request: &Request,
) -> Result<Vec<Element>, Refusal> {
    let caller = || -> Result<Caller, SignatureFault> { simulator.caller(request, "sts") };
    match action {
        "AssumeRoleWithWebIdentity" => {
            let mut assumed = simulator.decide(form, request.source).await?;
            let caller = Caller::from(&assumed);
            simulator.hand_out(&mut assumed.credentials, caller);
            Ok(sts::assumed(&assumed))
        }
        "AssumeRole" => role(simulator, &caller()?, form, request),
        "GetSessionToken" => session_token(simulator, &caller()?, form),
        "GetCallerIdentity" => Ok(sts::caller_identity(&caller_identity(&caller()?))),
        _ => Err(Refusal::no_operation(action, Some(VERSION))),
    }
}

fn role(
    simulator: &Simulator,
    caller: &Caller,
    form: &Form,
    request: &Request,
) -> Result<Vec<Element>, Refusal> {
    let (now, random) = (simulator.now(), simulator.random());
    let asked = form.role_request(request.source);
    let mut assumed = simulator.read(|aws| assume_role(&asked, caller, aws, now, &random))?;
    let session = Caller::from(&assumed);
    simulator.hand_out(&mut assumed.credentials, session);
    Ok(sts::assumed_role(&assumed))
}

fn session_token(
    simulator: &Simulator,
    caller: &Caller,
    form: &Form,
) -> Result<Vec<Element>, Refusal> {
    let asked = form.session_token_request();
    let mut session = get_session_token(&asked, caller, simulator.now(), &simulator.random())?;
    simulator.hand_out(&mut session.credentials, session.caller);
    Ok(vec![sts::credentials(&session.credentials)])
}

//! The actions of IAM.

mod provider;
mod role;

use super::Simulator;
use super::refusal::Refusal;
use super::request::{Form, Request};
use super::xml::Element;
use crate::domain::iam::{Iam, IamError};

/// The version of IAM's API.
pub(super) const VERSION: &str = "2010-05-08";

/// The result of an action; some have none.
type Answer = Result<Option<Vec<Element>>, IamError>;

/// Answers an action with its result.
pub(super) fn answer(
    simulator: &Simulator,
    action: &str,
    form: &Form,
    request: &Request,
) -> Result<Option<Vec<Element>>, Refusal> {
    let caller = simulator.caller(request, "iam")?;
    let now = simulator.now();
    let answer = simulator.change(|aws| {
        let mut iam = Iam::new(aws, &caller, now);
        provider::answer(&mut iam, action, form).or_else(|| role::answer(&mut iam, action, form))
    });
    let answer = answer.ok_or_else(|| Refusal::no_operation(action, Some(VERSION)))?;
    Ok(answer?)
}

/// The answer of an action without a result.
fn done(outcome: Result<(), IamError>) -> Answer {
    outcome.map(|()| None)
}

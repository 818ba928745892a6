//! One token against one trust policy.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::report;
use super::arguments::Args;
use crate::adapters::runtime::block_on;
use crate::adapters::{files, issuer_documents};
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer::of_session;
use crate::commands::trust::input::Input;
use crate::commands::world::World;
use crate::domain::document::parse_json;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::session::unverified_claims;
use crate::domain::sts::{
    AssumeRequest, AwsState, IssuerDocuments, Loopback, Provider, RANDOM_BYTES, Replayed, Role,
    decide,
};
use crate::domain::trust::TrustPolicy;
use crate::domain::wire::path;

/// The claim that names the roles that a token is for.
const ROLES: &str = "https://aws.amazon.com/roles";

/// Decides and tells.
pub(super) fn run(world: &mut World, args: &Args) -> Result<(), CommandError> {
    let policy = args.policy.as_deref().expect("clap wants it where there is no request");
    let Input { name, text } = Input::read(policy, files::LONGEST)?;
    let read: TrustPolicy = text.parse().map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{name}: {error}"))
            .hint("`vouch trust lint` says more about a trust policy")
    })?;
    let token = token(world, args)?;
    let claims = unverified_claims(&token).unwrap_or_default();
    let role = role(args, &claims, &read)?;
    let issuer: Option<IssuerUrl> = text_of(&claims, "iss").and_then(|text| text.parse().ok());
    let documents = documents(world, args, issuer.as_ref())?;
    let aws = account(args, &claims, &role, issuer, &text)?;
    let request = request(args, &claims, &role, token);
    let now: DateTime<Utc> = args.at.unwrap_or_else(|| world.clock.now());
    // The credentials are shown to nobody.
    let outcome = decide(&request, &aws, &documents, now, &[0; RANDOM_BYTES]);
    let replayed = [Replayed { name: role.to_string(), outcome: outcome.map_err(Into::into) }];
    world.output.print(&report(&replayed, args.form())).map_err(CommandError::unwritten)?;
    match &replayed[0].outcome {
        Ok(_) => Ok(()),
        Err(_) => Err(CommandError::new(Exit::Refused, "AWS would refuse the token")),
    }
}

/// Returns the token of the file, else one of the issuer's, as `vouch credential aws` gets it.
fn token(world: &World, args: &Args) -> Result<Secret, CommandError> {
    if let Some(path) = &args.token {
        return Ok(Secret::new(Input::read(path, files::LONGEST)?.text.trim()));
    }
    let record = connection::current(world)?;
    let session = connection::session(world, &record)?;
    let client = connection::client(world, &record.issuer)?;
    let audience = record.issuer.without_scheme();
    let answer = block_on(client.token_for(&session, audience, args.role.as_ref()));
    Ok(answer.map_err(of_session)?.id_token)
}

fn text_of<'a>(claims: &'a Value, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

fn role(args: &Args, claims: &Value, policy: &TrustPolicy) -> Result<RoleArn, CommandError> {
    let pinned = || match claims.get(ROLES)?.as_array()?.as_slice() {
        [role] => role.as_str()?.parse().ok(),
        _ => None,
    };
    args.role.clone().or_else(pinned).or_else(|| any_role(policy)).ok_or_else(|| {
        CommandError::new(Exit::Misused, "neither token nor policy says for which role it is")
            .hint("name the role with `--role`")
    })
}

/// A role in the account of the policy's provider.
fn any_role(policy: &TrustPolicy) -> Option<RoleArn> {
    let providers = policy.statements.iter().flat_map(|statement| &statement.principals.federated);
    providers
        .filter_map(|arn| arn.split_once(":oidc-provider/"))
        .find_map(|(account, _)| format!("{account}:role/Role").parse().ok())
}

/// Returns the key set of the file, else what the issuer answers.
fn documents(
    world: &World,
    args: &Args,
    issuer: Option<&IssuerUrl>,
) -> Result<IssuerDocuments, CommandError> {
    let Some(issuer) = issuer else { return Ok(IssuerDocuments::NotFetched) };
    let Some(path) = &args.jwks else {
        let client = world.network.client_to(issuer.as_str())?;
        return Ok(block_on(issuer_documents::fetch(&client, issuer)));
    };
    let Input { name, text } = Input::read(path, files::LONGEST)?;
    parse_json(&text).map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{name}: {error}"))
            .hint("expected a key set: `{\"keys\": [...]}`")
    })?;
    let uri = issuer.join(path::JWKS);
    let discovery = serde_json::json!({"issuer": issuer.as_str(), "jwks_uri": uri}).to_string();
    Ok(IssuerDocuments::Fetched { discovery, jwks: text })
}

/// Registers the issuer, as far as IAM would, and the role.
fn account(
    args: &Args,
    claims: &Value,
    role: &RoleArn,
    issuer: Option<IssuerUrl>,
    policy: &str,
) -> Result<AwsState, CommandError> {
    let role_there = Role::new(role.clone(), policy, 43_200).map_err(|error| {
        CommandError::new(Exit::Refused, "IAM would not store the trust policy").cause(error)
    })?;
    let client_ids = match &args.client_ids[..] {
        [] => own_audience(claims),
        given => given.to_vec(),
    };
    let provider = issuer.and_then(|issuer| {
        let local = if issuer.is_loopback() { Loopback::Allowed } else { Loopback::Refused };
        Provider::new(role.partition(), role.account(), issuer, client_ids, local).ok()
    });
    Ok(AwsState::new(provider.into_iter().collect(), vec![role_there]))
}

fn own_audience(claims: &Value) -> Vec<String> {
    let audience = claims.get("azp").or_else(|| claims.get("aud"));
    match audience {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(Into::into).collect(),
        _ => Vec::new(),
    }
}

fn request(args: &Args, claims: &Value, role: &RoleArn, token: Secret) -> AssumeRequest {
    let session_name = args.session_name.as_deref().or_else(|| text_of(claims, "sub"));
    AssumeRequest {
        role_arn: Some(role.to_string()),
        role_session_name: Some(session_name.unwrap_or("vouch").into()),
        web_identity_token: Some(token),
        duration_seconds: args.duration.map(|seconds| seconds.to_string()),
        tried_tags: args.request_tags.clone(),
        ..AssumeRequest::default()
    }
}

//! `vouch-server init`: the configuration, the signing key and the database, none overwritten.

use std::path::{Path, PathBuf};

use super::{AdminError, HERE, Streams, example};
use crate::adapters::database::Database;
use crate::adapters::files;
use crate::adapters::random::SystemRandom;
use crate::adapters::signing_key::{SigningKeyError, SigningKeys};
use crate::domain::issuer_config::IssuerConfig;
use crate::domain::issuer_url::IssuerUrl;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The issuer's name, https://...; it never changes
    #[arg(long, value_name = "URL")]
    issuer: IssuerUrl,

    /// The folder for the signing key and the database [default: the configuration's]
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
}

/// Runs `init`.
pub(super) async fn run(
    config: Option<&Path>,
    args: &Args,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    let path = config.unwrap_or(Path::new(HERE));
    if files::read_text(path)?.is_some() {
        return Err(AdminError::refused(format!("{} exists already", path.display()))
            .hint("nothing was changed; `vouch-server run` serves with it"));
    }
    let text = example::text(&args.issuer, args.state.as_deref().unwrap_or(Path::new("")));
    let folder = path.parent().unwrap_or(Path::new(""));
    let config = IssuerConfig::parse(&text, folder).map_err(AdminError::configuration)?;
    let key = create_key(&config)?;
    Database::create(&config.database).await?.close().await;
    // The configuration comes last: where it exists, the rest does.
    files::write_private(path, &text)?;
    tell(path, &key, &config, streams);
    Ok(())
}

/// A key that is there already is kept: it may be the organisation's, restored from a backup.
fn create_key(config: &IssuerConfig) -> Result<PathBuf, AdminError> {
    match SigningKeys::create(&config.signing_keys, &SystemRandom) {
        Err(SigningKeyError::Exists(path)) => Ok(path),
        created => Ok(created?),
    }
}

fn tell(path: &Path, key: &Path, config: &IssuerConfig, streams: &mut Streams) {
    let (issuer, audience) = (&config.issuer, config.audiences.default_aws().as_str());
    let (path, key) = (path.display(), key.display());
    let database = config.database.display();
    streams.tell(&format!(
        "configuration  {path}
signing key    {key}  (back it up: whoever has it is the issuer)
database       {database}

Next:
1. Write grants into {path}, then start the issuer: vouch-server run --config {path}
2. Tell AWS, in each account:
   aws iam create-open-id-connect-provider --url {issuer} --client-id-list {audience}
3. Create a role whose trust policy names the people:
   \"Principal\": {{ \"Federated\": \"arn:aws:iam::ACCOUNT:oidc-provider/{provider}\" }}
   \"Action\": [\"sts:AssumeRoleWithWebIdentity\", \"sts:TagSession\", \"sts:SetSourceIdentity\"]
   \"Condition\": {{ \"StringEquals\": {{ \"{provider}:aud\": \"{audience}\", \"{provider}:sub\": [\"alice@example.com\"] }} }}
4. Attach permissions to the role, write its ARN into a grant, and invite people:
   vouch-server invite alice@example.com --config {path}",
        provider = issuer.without_scheme(),
    ));
}

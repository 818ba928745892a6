//! What the programs that shall have the credentials must be told.

use serde_json::json;

use crate::domain::aws_variables::{self, Change};
use crate::domain::secret::Secret;

/// Where the credentials are.
pub(in crate::commands) const URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
/// The token itself.
pub(in crate::commands) const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
/// The file that holds the token. Where both are set, SDKs take the file's.
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// What is told.
pub(super) struct Told<'a> {
    pub(super) uri: String,
    pub(super) token: Token<'a>,
    /// For the tools that use the credentials: those over botocore know none without a profile.
    pub(super) region: Option<&'a str>,
}

/// How the token is told.
pub(super) enum Token<'a> {
    InFile(String),
    Itself(&'a Secret),
}

impl Told<'_> {
    /// Returns the variables.
    pub(super) fn variables(&self) -> Vec<Change> {
        let token = match &self.token {
            Token::InFile(path) => aws_variables::set(TOKEN_FILE, path.as_str()),
            Token::Itself(token) => Change { name: TOKEN, value: Some((*token).clone()) },
        };
        let region = self.region.iter().flat_map(|region| aws_variables::region(region));
        [aws_variables::set(URI, &*self.uri), token].into_iter().chain(region).collect()
    }

    /// Returns JSON for a program.
    pub(super) fn json(&self) -> Secret {
        let mut json = json!({"uri": self.uri, "region": self.region});
        match &self.token {
            Token::InFile(path) => json["token_file"] = path.as_str().into(),
            Token::Itself(token) => json["token"] = token.expose().into(),
        }
        Secret::new(json.to_string())
    }
}

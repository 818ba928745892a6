//! What the programs that shall have the credentials must be told.

use serde_json::json;

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
}

/// How the token is told.
pub(super) enum Token<'a> {
    InFile(String),
    Itself(&'a Secret),
}

impl Told<'_> {
    /// Returns lines for a POSIX shell.
    pub(super) fn lines(&self) -> Secret {
        let (name, value) = match &self.token {
            Token::InFile(path) => (TOKEN_FILE, path.as_str()),
            Token::Itself(token) => (TOKEN, token.expose()),
        };
        let quoted = |value: &str| format!("'{}'", value.replace('\'', r"'\''"));
        Secret::new(format!("export {URI}={}\nexport {name}={}", quoted(&self.uri), quoted(value)))
    }

    /// Returns JSON for a program.
    pub(super) fn json(&self) -> Secret {
        let json = match &self.token {
            Token::InFile(path) => json!({"uri": self.uri, "token_file": path}),
            Token::Itself(token) => json!({"uri": self.uri, "token": token.expose()}),
        };
        Secret::new(json.to_string())
    }
}

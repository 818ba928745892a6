//! Changing a `config.toml` without losing the person's comments.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::{Config, ConfigError, KnownKey};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::KeyId;
use crate::domain::openid::{ClientId, Scope};
use crate::domain::subject::Subject;
use crate::domain::wire::KeyKind;

/// Returns the text with the key under the issuer, which is added if it is new. A key of the same
/// id is replaced.
pub fn add_key(
    text: &str,
    issuer: &IssuerUrl,
    subject: &Subject,
    key: &KnownKey,
) -> Result<String, ConfigError> {
    let mut document = document(text)?;
    let issuers = tables(document.as_table_mut(), "issuer")?;
    add_issuer(issuers, issuer);
    for table in issuers.iter_mut().filter(|table| is(table, "url", issuer.as_str())) {
        table.insert("subject", value(subject.as_str()));
        let keys = tables(table, "key")?;
        keys.retain(|known| !is(known, "id", key.id.as_str()));
        keys.push(key_table(key));
    }
    checked(&document)
}

/// What is remembered of another OpenID provider.
#[derive(Clone, Copy, Debug)]
pub struct KnownProvider<'a> {
    /// As which client to log in there.
    pub client_id: &'a ClientId,
    /// What to ask it for, where that isn't the usual.
    pub scopes: &'a [Scope],
    /// The port to which the browser comes back, where that isn't any.
    pub redirect_port: Option<u16>,
}

/// Returns the text with the provider, which is added if it is new.
pub fn add_provider(
    text: &str,
    issuer: &IssuerUrl,
    provider: &KnownProvider<'_>,
) -> Result<String, ConfigError> {
    let mut document = document(text)?;
    let issuers = tables(document.as_table_mut(), "issuer")?;
    add_issuer(issuers, issuer);
    for table in issuers.iter_mut().filter(|table| is(table, "url", issuer.as_str())) {
        table.insert("client_id", value(provider.client_id.as_str()));
        table.remove("scopes");
        if !provider.scopes.is_empty() {
            let scopes: Array = provider.scopes.iter().map(Scope::as_str).collect();
            table.insert("scopes", value(scopes));
        }
        table.remove("redirect_port");
        if let Some(port) = provider.redirect_port {
            table.insert("redirect_port", value(i64::from(port)));
        }
    }
    checked(&document)
}

fn add_issuer(issuers: &mut ArrayOfTables, issuer: &IssuerUrl) {
    if !issuers.iter().any(|table| is(table, "url", issuer.as_str())) {
        let mut table = Table::new();
        table.insert("url", value(issuer.as_str()));
        issuers.push(table);
    }
}

/// Returns the text without the key; one that isn't there is no error.
pub fn remove_key(text: &str, issuer: &IssuerUrl, key: &KeyId) -> Result<String, ConfigError> {
    let mut document = document(text)?;
    let issuers = tables(document.as_table_mut(), "issuer")?;
    for table in issuers.iter_mut().filter(|table| is(table, "url", issuer.as_str())) {
        tables(table, "key")?.retain(|known| !is(known, "id", key.as_str()));
    }
    checked(&document)
}

/// Only a text that is a configuration is edited, and only into one.
fn document(text: &str) -> Result<DocumentMut, ConfigError> {
    Config::parse(text)?;
    text.parse().map_err(|error: toml_edit::TomlError| ConfigError::Toml(error.to_string()))
}

fn checked(document: &DocumentMut) -> Result<String, ConfigError> {
    let text = document.to_string();
    Config::parse(&text).map(|_| text)
}

/// Returns the array of tables of that name, made if it is absent. An inline array, which TOML
/// allows too, is turned into tables.
fn tables<'a>(table: &'a mut Table, name: &str) -> Result<&'a mut ArrayOfTables, ConfigError> {
    let item = table.entry(name).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if !item.is_array_of_tables() {
        let taken = std::mem::take(item);
        *item = taken
            .into_array_of_tables()
            .map(Item::ArrayOfTables)
            .map_err(|_| ConfigError::Toml(format!("`{name}` is not a list of tables")))?;
    }
    Ok(item.as_array_of_tables_mut().expect("made so above"))
}

fn is(table: &Table, name: &str, text: &str) -> bool {
    table.get(name).and_then(Item::as_str) == Some(text)
}

fn key_table(key: &KnownKey) -> Table {
    let mut table = Table::new();
    table.insert("id", value(key.id.as_str()));
    let kind = match key.kind {
        KeyKind::Software => "software",
        KeyKind::Yubikey => "yubikey",
    };
    table.insert("kind", value(kind));
    if let Some(serial) = key.serial {
        table.insert("serial", value(i64::from(serial)));
    }
    if let Some(slot) = key.slot {
        table.insert("slot", value(slot.to_string()));
    }
    if let Some(name) = &key.name {
        table.insert("name", value(name));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";

    fn key(name: &str) -> KnownKey {
        KnownKey {
            id: ID.parse().unwrap(),
            kind: KeyKind::Yubikey,
            serial: Some(12_345_678),
            slot: Some("82".parse().unwrap()),
            name: Some(name.into()),
        }
    }

    fn add(text: &str, name: &str) -> Result<String, ConfigError> {
        let issuer = "https://vouch.example.com".parse().unwrap();
        add_key(text, &issuer, &"alice@example.com".parse().unwrap(), &key(name))
    }

    #[test]
    fn the_first_key_makes_the_file() {
        insta::assert_snapshot!(add("", "blue").unwrap(), @r#"
        [[issuer]]
        url = "https://vouch.example.com"
        subject = "alice@example.com"

        [[issuer.key]]
        id = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
        kind = "yubikey"
        serial = 12345678
        slot = "82"
        name = "blue"
        "#);
    }

    #[test]
    fn a_provider_is_remembered_with_its_client_and_scopes() {
        let issuer = IssuerUrl::of_any_provider("https://team.auth0.com/").unwrap();
        let scopes = ["openid".parse().unwrap(), "groups".parse().unwrap()];
        let add = |text: &str, client: &str, scopes, redirect_port| {
            let client_id = &client.parse().unwrap();
            let provider = KnownProvider { client_id, scopes, redirect_port };
            add_provider(text, &issuer, &provider).unwrap()
        };
        let text = add("", "one", &scopes, Some(8765));
        insta::assert_snapshot!(text, @r#"
        [[issuer]]
        url = "https://team.auth0.com/"
        client_id = "one"
        scopes = ["openid", "groups"]
        redirect_port = 8765
        "#);
        insta::assert_snapshot!(add(&text, "two", &[], None), @r#"
        [[issuer]]
        url = "https://team.auth0.com/"
        client_id = "two"
        "#);
    }

    #[test]
    fn comments_and_other_issuers_stay() {
        let text = "# mine\nkey_helper = '/a/b' # why\n\n[[issuer]] # the other\nurl = 'https://b.example'\n";
        let with = add(text, "blue").unwrap();
        assert!(with.starts_with(text), "{with}");
        let id = ID.parse().unwrap();
        let issuer = "https://vouch.example.com".parse().unwrap();
        let without = remove_key(&with, &issuer, &id).unwrap();
        assert!(without.starts_with(text), "{without}");
        assert!(!without.contains(ID), "{without}");
    }

    #[test]
    fn a_key_stands_once() {
        let text = add(&add("", "blue").unwrap(), "red").unwrap();
        assert_eq!(text.matches(ID).count(), 1);
        assert!(text.contains("red") && !text.contains("blue"), "{text}");
    }

    #[test]
    fn an_inline_list_is_understood() {
        let text = "issuer = [{ url = 'https://vouch.example.com' }]\n";
        let config = Config::parse(&add(text, "blue").unwrap()).unwrap();
        assert_eq!(config.issuers.len(), 1);
        assert_eq!(config.issuers[0].keys, [key("blue")]);
    }

    #[test]
    fn a_name_is_quoted() {
        let name = "\"]\n[evil]\nx = 1 # \u{1b}";
        let config = Config::parse(&add("", name).unwrap()).unwrap();
        assert_eq!(config.issuers[0].keys[0].name.as_deref(), Some(name));
    }

    #[test]
    fn a_broken_file_is_left_alone() {
        assert!(add("[[issuer]\n", "blue").is_err());
        assert!(add("unknown = 1\n", "blue").is_err());
    }
}

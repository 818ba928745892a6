//! The doors: every route of the issuer, those apart that one path answers in two ways.

use reqwest::Method;

use crate::domain::wire::path;

/// A route, by what somebody wants from it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Door {
    Discovery,
    Jwks,
    Health,
    LoginChallenge,
    EnrollChallenge,
    Login,
    Refresh,
    Revoke,
    Enroll,
    KeysList,
    KeysAdd,
    KeysRemove,
    Roles,
}

/// How a door takes a session.
pub(super) enum SessionPlace {
    /// As `Authorization: DPoP …`.
    Header,
    /// In the form, as `refresh_token`.
    RefreshToken,
    /// In the form, as `token`.
    Token,
    /// Not at all, and why.
    None(&'static str),
}

/// The body that a door takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BodyForm {
    Form,
    Json,
    /// It isn't read.
    None,
}

const PUBLIC: &str = "takes no session: what it tells is public";

impl Door {
    pub(super) const ALL: [Self; 13] = [
        Self::Discovery,
        Self::Jwks,
        Self::Health,
        Self::LoginChallenge,
        Self::EnrollChallenge,
        Self::Login,
        Self::Refresh,
        Self::Revoke,
        Self::Enroll,
        Self::KeysList,
        Self::KeysAdd,
        Self::KeysRemove,
        Self::Roles,
    ];

    /// Returns method and path, as the router's list has them.
    pub(super) fn route(self) -> (Method, &'static str) {
        match self {
            Self::Discovery => (Method::GET, path::DISCOVERY),
            Self::Jwks => (Method::GET, path::JWKS),
            Self::Health => (Method::GET, path::HEALTH),
            Self::LoginChallenge => (Method::POST, path::LOGIN_CHALLENGE),
            Self::EnrollChallenge => (Method::POST, path::ENROLL_CHALLENGE),
            Self::Login | Self::Refresh => (Method::POST, path::TOKEN),
            Self::Revoke => (Method::POST, path::REVOKE),
            Self::Enroll => (Method::POST, path::ENROLL),
            Self::KeysList => (Method::GET, path::KEYS),
            Self::KeysAdd => (Method::POST, path::KEYS),
            Self::KeysRemove => (Method::DELETE, path::KEY),
            Self::Roles => (Method::GET, path::ROLES),
        }
    }

    /// Returns what tells two doors of one path apart.
    pub(super) fn grant(self) -> Option<&'static str> {
        match self {
            Self::Login => Some("jwt-bearer"),
            Self::Refresh => Some("refresh_token"),
            _ => None,
        }
    }

    /// Returns what a request without fault is answered with, and the event of its audit line.
    pub(super) fn success(self) -> (u16, Option<&'static str>) {
        match self {
            Self::Discovery | Self::Jwks | Self::Health => (200, None),
            Self::LoginChallenge => (200, Some("login-challenge")),
            Self::EnrollChallenge => (200, Some("enroll-challenge")),
            Self::Login => (200, Some("login")),
            Self::Refresh => (200, Some("token")),
            Self::Revoke => (200, Some("logout")),
            Self::Enroll => (201, Some("enroll")),
            Self::KeysList => (200, Some("keys")),
            Self::KeysAdd => (201, Some("add-key")),
            Self::KeysRemove => (204, Some("remove-key")),
            Self::Roles => (200, Some("roles")),
        }
    }

    pub(super) fn body(self) -> BodyForm {
        match self {
            Self::Login | Self::Refresh | Self::Revoke => BodyForm::Form,
            Self::LoginChallenge | Self::EnrollChallenge | Self::Enroll | Self::KeysAdd => {
                BodyForm::Json
            }
            Self::Discovery
            | Self::Jwks
            | Self::Health
            | Self::KeysList
            | Self::KeysRemove
            | Self::Roles => BodyForm::None,
        }
    }

    pub(super) fn session(self) -> SessionPlace {
        match self {
            Self::Discovery | Self::Jwks | Self::Health => SessionPlace::None(PUBLIC),
            Self::LoginChallenge | Self::EnrollChallenge => {
                SessionPlace::None("takes no session: a challenge is worth nothing without the key")
            }
            Self::Login => SessionPlace::None("takes no session: it begins one"),
            Self::Enroll => SessionPlace::None("takes no session: the invitation stands for it"),
            Self::Refresh => SessionPlace::RefreshToken,
            Self::Revoke => SessionPlace::Token,
            Self::KeysList | Self::KeysAdd | Self::KeysRemove | Self::Roles => SessionPlace::Header,
        }
    }

    /// Returns why the door takes no DPoP proof, if it takes none.
    pub(super) fn without_proof(self) -> Option<&'static str> {
        match self {
            Self::Discovery | Self::Jwks | Self::Health => Some("takes no proof: it is public"),
            Self::LoginChallenge | Self::EnrollChallenge => {
                Some("takes no proof: a challenge is worth nothing without the key")
            }
            Self::Enroll => Some("takes no proof: nothing is bound to a session key"),
            Self::Login
            | Self::Refresh
            | Self::Revoke
            | Self::KeysList
            | Self::KeysAdd
            | Self::KeysRemove
            | Self::Roles => None,
        }
    }

    /// Returns the field of what a security key signed, or why there is none.
    pub(super) fn statement(self) -> Result<&'static str, &'static str> {
        match self {
            Self::Login => Ok("assertion"),
            Self::Enroll | Self::KeysAdd => Ok("proof"),
            Self::Discovery
            | Self::Jwks
            | Self::Health
            | Self::LoginChallenge
            | Self::EnrollChallenge => Err("nothing that a security key signed is taken"),
            Self::Refresh | Self::Revoke | Self::KeysList | Self::KeysRemove | Self::Roles => {
                Err("nothing that a security key signed is taken: the session stands for it")
            }
        }
    }

    /// Returns whether a security key comes in through the door.
    pub(super) fn takes_attestation(self) -> bool {
        matches!(self, Self::Enroll | Self::KeysAdd)
    }
}

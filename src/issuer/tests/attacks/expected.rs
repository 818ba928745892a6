//! What an attack on a door must come to.

/// The answer of the matrix in one place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Expected {
    /// Answered as wished, and nothing changed.
    Harmless { status: u16, because: &'static str },
    /// There is no such attack on this door, and why.
    NotApplicable(&'static str),
    /// Refused, with an audit line that says why, and nothing changed.
    Refused { status: u16, code: &'static str, why: &'static str },
    /// Refused before anything is decided about anybody: no line, and nothing changed.
    Unjudged { status: u16, code: &'static str },
}

/// What is left of the request without fault, once the attack is over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Afterwards {
    /// It is answered as it wishes: the attack has used nothing up.
    Passes,
    /// The attack is one on it: it was sent before, or is over.
    Over,
}

pub(super) const fn refused(status: u16, code: &'static str, why: &'static str) -> Expected {
    Expected::Refused { status, code, why }
}

/// 400 `invalid_request`.
pub(super) const fn malformed(why: &'static str) -> Expected {
    refused(400, "invalid_request", why)
}

/// 400 `invalid_grant`.
pub(super) const fn grant(why: &'static str) -> Expected {
    refused(400, "invalid_grant", why)
}

/// 403 `access_denied`.
pub(super) const fn denied(why: &'static str) -> Expected {
    refused(403, "access_denied", why)
}

/// Makes a kind of attack: the list of its variants can't be incomplete.
macro_rules! attacks {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(in crate::issuer::tests::attacks) enum $name { $($variant,)+ }

        impl $name {
            pub(in crate::issuer::tests::attacks) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns what the attacker does.
            pub(in crate::issuer::tests::attacks) fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}
pub(super) use attacks;

//! A request before its body is read, and what can be told from that alone.

/// What a request says of itself.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// `GET`, in capitals as HTTP has them.
    pub method: String,
    /// The path with its query, as it was sent.
    pub target: String,
    /// Every header in its order, the names in small letters.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Whether something follows.
    pub body: Body,
}

/// What follows a head.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Body {
    /// Nothing.
    #[default]
    Absent,
    /// Something, which is not read.
    Present,
}

impl Head {
    /// Returns the header that stands in it exactly once.
    pub(super) fn only(&self, name: &str) -> Option<&[u8]> {
        let mut values = self.headers.iter().filter(|(is, _)| is == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// Tells whether the request was meant for this machine by name. A web page whose own host name
    /// was made to lead here, by DNS rebinding, says that name.
    pub(super) fn names_this_machine(&self, port: u16) -> bool {
        let Some(host) = self.only("host") else { return false };
        ["127.0.0.1", "localhost"]
            .iter()
            .any(|name| host.eq_ignore_ascii_case(format!("{name}:{port}").as_bytes()))
    }

    /// Tells whether a web page's script sent it: browsers say so, and nobody else does
    /// ([Origin](https://www.rfc-editor.org/rfc/rfc6454#section-7)).
    pub(super) fn is_of_a_page(&self) -> bool {
        self.headers.iter().any(|(name, _)| name == "origin")
    }
}

//! How often the issuer may be asked, and whose request one is.

use core::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;

use serde::Deserialize;

use crate::domain::trust::is_in_network;

/// How often the issuer may be asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Requests of one address in a minute.
    #[serde(default = "default_requests")]
    pub per_address: NonZeroU32,
    /// Requests of one person's sessions in a minute.
    #[serde(default = "default_requests")]
    pub per_person: NonZeroU32,
    /// The proxies that say whose request they pass on.
    #[serde(default)]
    pub proxies: Vec<Proxy>,
}

/// An address or a network: `127.0.0.1`, `10.0.0.0/8`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Proxy(String);

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: default_requests(),
            per_person: default_requests(),
            proxies: Vec::new(),
        }
    }
}

fn default_requests() -> NonZeroU32 {
    NonZeroU32::new(600).expect("600 is not zero")
}

impl TryFrom<String> for Proxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match is_in_network("127.0.0.1", &text) {
            Some(_) => Ok(Self(text)),
            None => Err(format!("`{text}` is no address and no network like 10.0.0.0/8")),
        }
    }
}

impl Limits {
    /// Returns whose request it is, for counting: `None` for this machine's own, and for those of a
    /// proxy on it that isn't named, for then nothing is known.
    ///
    /// `forwarded` is the text of `X-Forwarded-For`, which anybody can write. It counts from a named
    /// proxy alone, and of it only the last address that isn't such a proxy's: a proxy adds its
    /// client at the end.
    pub fn counted(&self, peer: IpAddr, forwarded: &str) -> Option<IpAddr> {
        let mut client = peer.to_canonical();
        for entry in forwarded.rsplit(',') {
            if !self.is_proxy(client) {
                break;
            }
            let Some(before) = address(entry.trim()) else { break };
            client = before;
        }
        (!client.is_loopback()).then(|| household(client))
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        let address = address.to_string();
        self.proxies.iter().any(|proxy| is_in_network(&address, &proxy.0) == Some(true))
    }
}

/// Reads an address, which some proxies write with its port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

/// Who has one IPv6 address has the 2⁶⁴ of its network.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(proxies: &[&str]) -> Limits {
        let proxies = proxies.iter().map(|proxy| Proxy::try_from((*proxy).to_owned()).unwrap());
        Limits { proxies: proxies.collect(), ..Limits::default() }
    }

    #[test]
    fn only_a_named_proxy_says_whose_request_it_is() {
        let proxied = limits(&["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"]);
        for (peer, forwarded, counted) in [
            ("198.51.100.7", "", Some("198.51.100.7")),
            ("198.51.100.7", "203.0.113.9", Some("198.51.100.7")),
            ("127.0.0.1", "203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.1", "192.0.2.1, 203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.1", "192.0.2.1, 203.0.113.9, 10.1.2.3", Some("203.0.113.9")),
            ("::ffff:10.1.2.3", "203.0.113.9:4711", Some("203.0.113.9")),
            ("10.1.2.3", "[2001:db8:2:3:4:5:6:7]:443", Some("2001:db8:2:3::")),
            ("2001:db8:1::1", "2001:db8:2:3::9", Some("2001:db8:2:3::")),
            ("10.1.2.3", "unknown", Some("10.1.2.3")),
            ("10.1.2.3", "203.0.113.9, nonsense", Some("10.1.2.3")),
            ("10.1.2.3", "", Some("10.1.2.3")),
            ("127.0.0.1", "", None),
            ("::1", "203.0.113.9", None),
        ] {
            let counted = counted.map(|address| address.parse().unwrap());
            let found = proxied.counted(peer.parse().unwrap(), forwarded);
            assert_eq!(found, counted, "{peer} {forwarded}");
        }
        let direct = limits(&[]);
        assert_eq!(direct.counted("127.0.0.1".parse().unwrap(), "203.0.113.9"), None);
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for text in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "*"] {
            assert!(Proxy::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}

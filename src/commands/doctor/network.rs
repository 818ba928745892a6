//! The way to the network: proxies and certificates, as variables name them.

use url::Url;

use super::catalogue::{NETWORK_CERTIFICATES, NETWORK_PROXY};
use super::finding::Finding;
use crate::adapters::environment;
use crate::commands::world::World;

/// Which variables name a proxy; the first that is set counts for AWS.
const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];

/// An address that is of no machine, so that nothing of this one is special: a client for it would go
/// through the proxy.
const ELSEWHERE: &str = "https://aws.example.com";

/// Returns what the variables name.
pub(super) fn check(world: &World) -> Vec<Finding> {
    let proxies: Vec<(&str, String)> =
        PROXIES.into_iter().filter_map(|name| Some((name, environment::value_of(name)?))).collect();
    let proxy = match proxies.iter().find(|(_, value)| shown(value).is_none()) {
        Some((name, _)) => NETWORK_PROXY.warn(format!("{name} is no URL of a proxy")),
        None if proxies.is_empty() => NETWORK_PROXY.good("no proxy"),
        None => NETWORK_PROXY.good(named(&proxies)),
    };
    let certificates = match world.network.client_to(ELSEWHERE) {
        Err(error) => NETWORK_CERTIFICATES.failed(error),
        Ok(_) => NETWORK_CERTIFICATES.good(match &world.environment.ca_bundle {
            None => "the machine's own certificates".into(),
            Some((name, path)) => {
                format!("the machine's own certificates and {} ({name})", path.display())
            }
        }),
    };
    vec![proxy, certificates]
}

fn named(proxies: &[(&str, String)]) -> String {
    let one =
        |(name, value): &(&str, String)| format!("{name} is {}", shown(value).unwrap_or_default());
    proxies.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The URL without user and password; `None` where it is none. `HOST:PORT` is taken for http.
fn shown(value: &str) -> Option<String> {
    let text = if value.contains("://") { value.into() } else { format!("http://{value}") };
    let mut url = Url::parse(&text).ok().filter(|url| url.host().is_some())?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let user = if has_user { ", with a user" } else { "" };
    Some(format!("{url}{user}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_shown_without_its_password() {
        for (value, expected) in [
            ("http://proxy:3128", Some("http://proxy:3128/")),
            ("proxy.example.com:3128", Some("http://proxy.example.com:3128/")),
            ("http://user:hunter2@proxy:3128", Some("http://proxy:3128/, with a user")),
            ("user:hunter2@proxy:3128", Some("http://proxy:3128/, with a user")),
            ("socks5h://127.0.0.1:1080", Some("socks5h://127.0.0.1:1080")),
            ("http://", None),
            (":::", None),
        ] {
            assert_eq!(shown(value).as_deref(), expected, "{value}");
        }
    }
}

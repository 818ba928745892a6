//! Where in the console a browser is sent: nowhere but into the console.

use thiserror::Error;
use url::Url;

use super::Hosts;

/// Why a browser isn't sent there.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DestinationError {
    /// A URL of another host, scheme, port or with a user in it.
    #[error("`{destination}` is not in the console of this partition, https://{console}/")]
    Elsewhere {
        /// As it was typed.
        destination: String,
        /// Where it would have to be.
        console: &'static str,
    },
    /// Neither a path, nor a service, nor a URL.
    #[error(
        "`{0}` is neither a service such as `s3`, nor a path such as `/s3/home`, nor an https URL \
         of the console"
    )]
    NotUnderstood(String),
}

/// Returns the URL of what was asked for: a service's name, a path, or a whole URL; the console's
/// first page if `None`. The region goes with it where none is in it.
pub fn destination(
    wanted: Option<&str>,
    hosts: &Hosts,
    region: Option<&str>,
) -> Result<Url, DestinationError> {
    let text = wanted.unwrap_or("/console/home");
    let whole = if is_service(text) {
        format!("https://{}/{text}/home", hosts.console)
    } else if text.starts_with('/') {
        format!("https://{}{text}", hosts.console)
    } else {
        text.to_owned()
    };
    let not_understood = || DestinationError::NotUnderstood(text.into());
    // A browser takes a backslash for a slash and leaves blanks out, so what is checked would not be
    // what it reads.
    let is_plain = |letter: char| letter.is_ascii_graphic() && letter != '\\';
    if !text.chars().all(is_plain) || text.starts_with("//") || text.len() > 2048 {
        return Err(not_understood());
    }
    let mut url = Url::parse(&whole).map_err(|_| not_understood())?;
    if !is_in_console(&url, hosts) {
        let (destination, console) = (text.into(), hosts.console);
        return Err(DestinationError::Elsewhere { destination, console });
    }
    let has_region = url.query_pairs().any(|(name, _)| name == "region");
    if let Some(region) = region.filter(|_| !has_region) {
        url.query_pairs_mut().append_pair("region", region);
    }
    Ok(url)
}

fn is_service(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_in_console(url: &Url, hosts: &Hosts) -> bool {
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && url.host_str().is_some_and(|host| hosts.is_console(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> &'static Hosts {
        Hosts::of("aws").unwrap()
    }

    fn at(wanted: &str) -> Result<String, DestinationError> {
        destination(Some(wanted), hosts(), Some("eu-central-1")).map(String::from)
    }

    #[test]
    fn a_service_a_path_and_a_url_lead_into_the_console() {
        let console = "https://console.aws.amazon.com";
        for (wanted, expected) in [
            ("s3", format!("{console}/s3/home?region=eu-central-1")),
            ("/", format!("{console}/?region=eu-central-1")),
            (
                "/ec2/v2/home#Instances:",
                format!("{console}/ec2/v2/home?region=eu-central-1#Instances:"),
            ),
            ("/s3/buckets/a?region=us-east-1", format!("{console}/s3/buckets/a?region=us-east-1")),
            ("/a?b=c", format!("{console}/a?b=c&region=eu-central-1")),
            ("/@evil.example", format!("{console}/@evil.example?region=eu-central-1")),
            (
                "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1",
                "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1".into(),
            ),
            ("https://CONSOLE.aws.amazon.com:443/s3", format!("{console}/s3?region=eu-central-1")),
        ] {
            assert_eq!(at(wanted), Ok(expected), "{wanted}");
        }
        let first = destination(None, hosts(), None).unwrap();
        assert_eq!(first.as_str(), "https://console.aws.amazon.com/console/home");
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for wanted in [
            "https://evil.example/",
            "https://console.aws.amazon.com.evil.example/",
            "https://evilconsole.aws.amazon.com/",
            "https://console.aws.amazon.com@evil.example/",
            "https://user@console.aws.amazon.com/",
            "https://console.aws.amazon.com:8443/",
            "http://console.aws.amazon.com/",
            "https://console.amazonaws.cn/",
            "https://signin.aws.amazon.com/oauth?Action=logout",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,a",
            "file:///etc/passwd",
        ] {
            assert!(matches!(at(wanted), Err(DestinationError::Elsewhere { .. })), "{wanted}");
        }
        for wanted in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:\\\\evil.example",
            "/a b",
            "/a\tb",
            "/\r\nLocation: https://evil.example",
            "S3",
            "evil.example",
            "./a",
            "/ä",
            "?a",
            "#a",
        ] {
            assert!(matches!(at(wanted), Err(DestinationError::NotUnderstood(_))), "{wanted}");
        }
        assert!(at(&format!("/{}", "a".repeat(2048))).is_err());
    }
}

//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use virtual_yubikey::{Finger, Options};

/// What is printed below an error.
pub(crate) const USAGE: &str = "\
usage: virtual-yubikey run [OPTIONS] -- COMMAND...   the key, a pcscd of its own, and a command
       virtual-yubikey serve --socket FILE --control FILE [OPTIONS]   the key alone
       virtual-yubikey control [--control FILE] WORDS
       WORDS: auto, eject, insert, manual, quit, status, touch, wait-blink [SECONDS]

options:
  --control FILE            the socket on which the key takes orders
  --firmware VERSION        such as 5.7.4 (default), 5.4.3, 5.2.7
  --root FILE               writes the root certificate (DER) of the attestations there
  --serial NUMBER           (default 12345678)
  --touch auto|manual       who touches the key (default: auto)
  --touch-timeout SECONDS   how long it blinks (default: 15)";

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) task: Task,
    pub(crate) options: Options,
    pub(crate) control: Option<PathBuf>,
    pub(crate) root: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Control { words: String },
    Run { command: Vec<String> },
    Serve { socket: PathBuf },
}

impl Arguments {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Arguments, String> {
        let mut words = words;
        let task = words.next().ok_or("nothing to do")?;
        let mut options = Options::default();
        let (mut control, mut root, mut socket, mut rest) = (None, None, None, Vec::new());
        while let Some(word) = words.next() {
            let Some(option) = word.strip_prefix("--") else {
                rest.push(word);
                continue;
            };
            if option.is_empty() {
                rest.extend(words.by_ref());
                break;
            }
            let value = words.next().ok_or_else(|| format!("`{word}` needs a value"))?;
            match option {
                "control" => control = Some(value.into()),
                "firmware" => options.firmware = value.parse()?,
                "root" => root = Some(value.into()),
                "serial" => options.serial = value.parse().map_err(|_| wrong(&word, &value))?,
                "socket" => socket = Some(value.into()),
                "touch" => options.touch = finger(&value).ok_or_else(|| wrong(&word, &value))?,
                "touch-timeout" => {
                    options.touch_timeout = seconds(&value).ok_or_else(|| wrong(&word, &value))?;
                }
                _ => return Err(format!("unknown option `{word}`")),
            }
        }
        let task = match task.as_str() {
            "control" if !rest.is_empty() => Task::Control { words: rest.join(" ") },
            "run" if !rest.is_empty() => Task::Run { command: rest },
            "serve" => Task::Serve { socket: socket.ok_or("`serve` needs --socket")? },
            "control" | "run" => return Err(format!("{task} what?")),
            _ => return Err(format!("unknown task `{task}`")),
        };
        Ok(Arguments { task, options, control, root })
    }
}

fn finger(value: &str) -> Option<Finger> {
    match value {
        "auto" => Some(Finger::Auto),
        "manual" => Some(Finger::Manual),
        _ => None,
    }
}

fn seconds(value: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(value.parse().ok()?).ok()
}

fn wrong(option: &str, value: &str) -> String {
    format!("`{option}` can't be `{value}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use virtual_yubikey::Firmware;

    #[test]
    fn options_come_before_the_command() {
        let found = parse("run --firmware 5.4.3 --touch manual --serial 7 -- ls --root x").unwrap();
        let command = ["ls", "--root", "x"].map(String::from).to_vec();
        assert_eq!(found.task, Task::Run { command });
        assert_eq!(found.options.firmware, Firmware::V5_4_3);
        assert_eq!((found.options.touch, found.options.serial), (Finger::Manual, 7));
        assert_eq!(found.root, None);
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "dance",
            "run",
            "run --serial",
            "run --serial x -- ls",
            "run --touch never -- ls",
            "run --touch-timeout -1 -- ls",
            "run --firmware 5 -- ls",
            "run --what x -- ls",
            "serve",
            "control",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(String::from))
    }
}

//! Secrets in all their forms, and looking for them in whatever was said or left behind.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// How many bytes of a form are looked up; no form is shorter.
const START: usize = 6;

/// How long a half of a form is at least, for being looked for.
const HALF: usize = 16;

/// Secrets that were learnt so far.
#[derive(Default)]
pub(crate) struct Secrets {
    forms: Vec<Form>,
    by_start: HashMap<[u8; START], Vec<usize>>,
}

struct Form {
    secret: String,
    name: &'static str,
    bytes: Vec<u8>,
}

impl Secrets {
    /// Learns a secret, to be found in every form.
    #[track_caller]
    pub(crate) fn learn(&mut self, name: &str, secret: impl AsRef<[u8]>) {
        let secret = secret.as_ref();
        assert!(secret.len() >= START, "{name} is too short to be found");
        for (form, bytes) in forms(secret) {
            let start = bytes.first_chunk().copied().unwrap();
            self.by_start.entry(start).or_default().push(self.forms.len());
            self.forms.push(Form { secret: name.into(), name: form, bytes });
        }
    }

    /// Returns which secrets were learnt, in order.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.forms.iter().map(|form| form.secret.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns which secrets are in the bytes, and in which form, also where lines break them.
    pub(crate) fn found(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = self.found_whole(bytes);
        let joined: Vec<u8> =
            bytes.iter().copied().filter(|byte| !b"\r\n".contains(byte)).collect();
        found.extend(self.found_whole(&joined));
        found.sort();
        found.dedup();
        found
    }

    fn found_whole(&self, bytes: &[u8]) -> Vec<String> {
        (0..bytes.len())
            .filter_map(|place| Some((place, self.by_start.get(bytes[place..].first_chunk()?)?)))
            .flat_map(|(place, forms)| forms.iter().map(move |form| (place, &self.forms[*form])))
            .filter(|(place, form)| bytes[*place..].starts_with(&form.bytes))
            .map(|(_, form)| format!("{} ({})", form.secret, form.name))
            .collect()
    }

    /// Returns which secrets are in the files below the folder, and in the names of the files.
    pub(crate) fn found_below(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let mut told = self.found(path.as_os_str().as_encoded_bytes());
            if kind.is_dir() {
                found.extend(self.found_below(&path));
            } else if kind.is_file() {
                told.extend(self.found(&fs::read(&path).unwrap()));
            }
            found.extend(told.iter().map(|what| format!("{what} in {}", path.display())));
        }
        found
    }
}

/// Everything that a log, a form or a debugging line could make of it.
fn forms(secret: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let each = |form: fn(&u8) -> String| secret.iter().map(form).collect::<Vec<_>>();
    let mut forms = vec![
        ("as it is", secret.to_vec()),
        ("in capitals", secret.to_ascii_uppercase()),
        ("in small letters", secret.to_ascii_lowercase()),
        ("hexadecimal", each(|byte| format!("{byte:02x}")).concat().into_bytes()),
        ("hexadecimal, capitals", each(|byte| format!("{byte:02X}")).concat().into_bytes()),
        ("hexadecimal, spaced", each(|byte| format!("{byte:02x}")).join(" ").into_bytes()),
        ("a list of numbers", each(|byte| byte.to_string()).join(", ").into_bytes()),
        ("percent-encoded", each(percent_encoded).concat().into_bytes()),
    ];
    for before in 0..3 {
        forms.push(("base64", base64(&STANDARD_NO_PAD, secret, before)));
        forms.push(("base64url", base64(&URL_SAFE_NO_PAD, secret, before)));
    }
    if let Ok(text) = std::str::from_utf8(secret) {
        let json = serde_json::to_string(text).unwrap();
        forms
            .push(("JSON-escaped, slashes too", json.replace('/', "\\/").trim_matches('"').into()));
        forms.push(("JSON-escaped", json.trim_matches('"').into()));
        forms.push(("escaped for debugging", text.escape_debug().to_string().into_bytes()));
        forms.push(("XML-escaped", xml_escaped(text).into_bytes()));
    }
    // Escaped without need it is as it was.
    let mut known = HashSet::new();
    forms.retain(|(_, bytes)| known.insert(bytes.clone()));
    let halves: Vec<_> = forms.iter().flat_map(|(name, form)| halves(name, form)).collect();
    forms.extend(halves);
    forms
}

/// What is cut in two, at the end of a line or of a buffer, or "shortened" to be shown. Of a short
/// form a half could be anything.
fn halves(name: &'static str, form: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    if form.len() < 2 * HALF {
        return Vec::new();
    }
    let (first, second) = form.split_at(form.len() / 2);
    vec![(name, first.to_vec()), (name, second.to_vec())]
}

fn xml_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn percent_encoded(byte: &u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(*byte).into(),
        byte => format!("%{byte:02X}"),
    }
}

/// Returns the characters that are the same whatever stands after the secret, and whatever the
/// bytes before it are: their number, modulo 3, counts.
fn base64(engine: &impl base64::Engine, secret: &[u8], before: usize) -> Vec<u8> {
    let whole = engine.encode([&vec![0; before], secret].concat());
    let (start, end) = ((before * 8).div_ceil(6), (before + secret.len()) * 8 / 6);
    whole.as_bytes()[start..end].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"Hunter2 & \xffs\xfe";

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.learn("the secret", SECRET);
        secrets.learn("another", b"Something else");
        secrets
    }

    #[test]
    fn every_form_is_found_wherever_it_is() {
        for text in [
            "x4h48756e74657232202620ff73fe".into(),
            "48756E74657232202620FF73FE".into(),
            "48 75 6e 74 65 72 32 20 26 20 ff 73 fe".into(),
            format!("{}\r\n{}", "48756e74657232", "202620ff73fe"),
            "[72, 117, 110, 116, 101, 114, 50, 32, 38, 32, 255, 115, 254]".into(),
            "token=Hunter2%20%26%20%FFs%FE&a=b".into(),
            STANDARD_NO_PAD.encode(SECRET),
            URL_SAFE_NO_PAD.encode([b"1", SECRET, b"1"].concat()),
            URL_SAFE_NO_PAD.encode([b"12", SECRET, b"12"].concat()),
            STANDARD_NO_PAD.encode([b"123", SECRET, b"123"].concat()),
        ] {
            assert_eq!(secrets().found(text.as_bytes()).len(), 1, "{text}");
        }
        for bytes in [&[b"\0", SECRET, b"\0"].concat(), &SECRET.to_ascii_lowercase()] {
            assert!(secrets().found(bytes)[0].starts_with("the secret ("));
        }
    }

    #[test]
    fn escaped_and_cut_in_two_it_is_found() {
        let mut secrets = Secrets::default();
        let secret = r#"a"long/and&quoted\secret<that'goes.on"#;
        secrets.learn("the secret", secret);
        for text in [
            serde_json::to_string(&["x", secret, "y"]).unwrap(),
            serde_json::to_string(secret).unwrap().replace('/', "\\/"),
            format!("{:?}", Some(secret)),
            xml_escaped(secret),
            secret[..secret.len() / 2].into(),
            secret[secret.len() / 2..].into(),
        ] {
            assert!(!secrets.found(text.as_bytes()).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_short_secret_is_not_one() {
        for bytes in [&b""[..], b"Hunter", &SECRET[1..], &SECRET[..SECRET.len() - 1]] {
            assert!(secrets().found(bytes).is_empty());
        }
    }

    #[test]
    fn planted_files_are_found_by_content_and_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/file"), [b"\xff\n", SECRET, b"\n"].concat()).unwrap();
        fs::write(folder.path().join("a/Something else.json"), "").unwrap();
        fs::write(folder.path().join("a/innocent"), "something").unwrap();
        let mut found = secrets().found_below(folder.path());
        found.sort();
        let place = folder.path().display();
        assert_eq!(
            found,
            [
                format!("another (as it is) in {place}/a/Something else.json"),
                format!("the secret (as it is) in {place}/a/b/file"),
            ]
        );
    }
}

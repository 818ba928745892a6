//! Every check, with its name for programs and what to do where it is red.

use super::finding::{Finding, State};
use crate::commands::error::{CommandError, Exit};

/// One thing that is checked.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its name for programs: it stays.
    pub id: &'static str,
    /// What must be so.
    pub wants: &'static str,
    /// How bad it is where it isn't so; the worst where there are several grades.
    pub worst: State,
    /// What to do then, where the failure has no better advice.
    pub remedy: &'static str,
}

impl Check {
    /// It is as it should be.
    pub(super) fn good(&self, words: impl Into<String>) -> Finding {
        let (id, words) = (self.id, words.into());
        Finding { id, state: State::Good, words, remedy: None, exit: None }
    }

    /// It works, and could be better.
    pub(super) fn warn(&self, words: impl Into<String>) -> Finding {
        let remedy = Some(self.remedy.into());
        Finding { state: State::Warning, remedy, ..self.good(words) }
    }

    /// A command would end so.
    pub(super) fn bad(&self, exit: Exit, words: impl Into<String>) -> Finding {
        Finding { state: State::Bad, exit: Some(exit), ..self.warn(words) }
    }

    /// A command would fail with this, and give its advice.
    pub(super) fn failed(&self, error: impl Into<CommandError>) -> Finding {
        let CommandError { exit, what, causes, hint, .. } = error.into();
        let words = std::iter::once(what).chain(causes).collect::<Vec<_>>().join(": ");
        // That is being done.
        let hint = hint.filter(|hint| !hint.starts_with("run `vouch doctor`"));
        let finding = self.bad(exit, words);
        Finding { remedy: hint.or(finding.remedy), ..finding }
    }

    /// The same, of what isn't needed.
    pub(super) fn failed_unneeded(&self, error: impl Into<CommandError>) -> Finding {
        Finding { state: State::Warning, exit: None, ..self.failed(error) }
    }
}

/// Makes a constant of each check, and the list of all.
macro_rules! checks {
    ($($name:ident = $id:literal $worst:ident: $wants:literal => $remedy:literal;)*) => {
        $(pub(super) const $name: Check =
            Check { id: $id, wants: $wants, worst: State::$worst, remedy: $remedy };)*
        /// Every check, in the order in which they are made.
        pub const CHECKS: &[Check] = &[$($name),*];
    };
}

checks! {
    CONFIG_FILE = "config.file" Bad:
        "vouch's own `config.toml`, and the organisation's, can be read and believed"
        => "mend the file";
    FILES_PERMISSIONS = "files.permissions" Warning:
        "nobody but you and root may change vouch's files and folders, `~/.aws`, or the program"
        => "`chmod go-w` them, as `vouch doctor --fix` does";
    INSTALLATION_PARTS = "installation.parts" Warning:
        "`vouch` and `vouch-full` are of one release"
        => "install `vouch`, `vouch-full` and `vouch-piv` from one release, in one folder";
    INSTALLATION_PATH = "installation.path" Warning:
        "the first `vouch` on PATH is this one"
        => "put the folder of this one first on PATH, or remove the other";
    TERMINAL = "terminal.there" Warning:
        "there is a terminal at which a PIN can be asked for"
        => "run `vouch login` in a terminal";
    ENVIRONMENT_KEYS = "environment.keys" Warning:
        "no variable holds AWS credentials: it would win over a profile that `AWS_PROFILE` names"
        => "unset them";
    ENVIRONMENT_WEB_IDENTITY = "environment.web-identity" Warning:
        "no variable names a web identity: the AWS CLI and boto3 would prefer it to a profile that \
         `AWS_PROFILE` names"
        => "unset AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";
    ENVIRONMENT_CONTAINER = "environment.container" Warning:
        "no variable names a container's endpoint, which AWS tools ask where no profile is named"
        => "name the profile (`--profile`, AWS_PROFILE), or unset the variable";
    ENVIRONMENT_PROFILE = "environment.profile" Warning:
        "AWS_PROFILE, where it is set, names a profile that calls vouch"
        => "let AWS_PROFILE name a profile of vouch's, or unset it";
    ENVIRONMENT_FILES = "environment.files" Warning:
        "the AWS config file is where every program looks for it"
        => "programs that are not started from this shell read `~/.aws/config`: unset AWS_CONFIG_FILE, \
            or write the profile there as well";
    KEY_READER = "key.reader" Bad:
        "the key helper runs, and reaches the smart card service"
        => "install `vouch-piv` beside `vouch`; start `pcscd`";
    KEY_PRESENT = "key.present" Bad:
        "a YubiKey is plugged in, where one is enrolled"
        => "plug one in and run `vouch enroll`";
    KEY_PIN = "key.pin" Bad:
        "its PIN is your own, and has tries left"
        => "change it with `vouch keys pin`; the next wrong PIN may block it";
    KEYRING_SESSIONS = "keyring.sessions" Bad:
        "the keyring of sessions answers"
        => "start the desktop's keyring, or log in with VOUCH_KEYRING=keyutils";
    KEYRING_CACHE = "keyring.cache" Bad:
        "the keyring of AWS credentials answers"
        => "start the desktop's keyring, or log in with VOUCH_KEYRING=keyutils";
    KEYRING_SLOW = "keyring.slow" Bad:
        "an item is read within 250 ms; after 5 s old AWS SDKs give up"
        => "every AWS command waits this long: choose another with VOUCH_KEYRING";
    NETWORK_PROXY = "network.proxy" Warning:
        "a proxy that a variable names is named by a URL"
        => "let it be http://HOST:PORT, or unset it";
    NETWORK_CERTIFICATES = "network.certificates" Bad:
        "the certificates that a variable names, and the machine's own, can be read"
        => "let the variable name a file of PEM certificates";
    ISSUER_KNOWN = "issuer.known" Warning:
        "an issuer is known"
        => "run `vouch enroll --issuer URL`";
    ISSUER_ANSWERS = "issuer.answers" Bad:
        "the issuer answers, and is a vouch issuer, or the OpenID provider that config.toml says"
        => "check the network";
    CLOCK_ISSUER = "clock.issuer" Bad:
        "this machine's clock is within a minute of the issuer's; AWS refuses from five on"
        => "set the clock: AWS refuses requests that are signed at the wrong time";
    SESSION_LIVE = "session.live" Warning:
        "somebody is logged in"
        => "run `vouch login`";
    SESSION_KEPT = "session.kept" Bad:
        "the keyring has the session that the state file names"
        => "bring the keyring back (see `keyring.sessions`), or run `vouch login`";
    SESSION_ENDING = "session.ending" Warning:
        "the session lasts for another half hour"
        => "run `vouch login`";
    AWS_CONFIG_FILE = "aws.config-file" Bad:
        "the AWS config file can be read by every AWS tool: no byte order mark, no section or key twice"
        => "mend the line: the AWS CLI can't use any profile before";
    AWS_CREDENTIALS_FILE = "aws.credentials-file" Bad:
        "the AWS credentials file can be read by every AWS tool"
        => "mend the line: the AWS CLI can't use any profile before";
    PROFILE_WRITTEN = "profile.written" Warning:
        "a profile calls vouch"
        => "run `vouch setup aws`";
    PROFILE_SHADOWED = "profile.shadowed" Bad:
        "nothing else in a profile that calls vouch, in either file, outranks it"
        => "remove that key, or write another profile";
    PROFILE_QUOTING = "profile.quoting" Bad:
        "its command line has only words that every AWS tool reads alike"
        => "run `vouch setup aws` again";
    PROFILE_PROGRAM = "profile.program" Bad:
        "it names a program by its absolute path, as programs without this shell's PATH need, which is \
         there and can be run"
        => "run `vouch setup aws` again";
    PROFILE_OTHER_PROGRAM = "profile.other-program" Warning:
        "that program is this vouch"
        => "run `vouch setup aws` again, or use the other one";
    PROFILE_PLACE = "profile.place" Warning:
        "that program is in no temporary folder and on no removable disk"
        => "install vouch elsewhere and run `vouch setup aws` again";
    PROFILE_ARGUMENTS = "profile.arguments" Bad:
        "this vouch understands its arguments"
        => "run `vouch setup aws` again";
    PROFILE_DURATION = "profile.duration" Warning:
        "it asks for half an hour or more: with less, the AWS CLI and boto3 call vouch for nearly every \
         request"
        => "ask for 30m or more with --duration";
    PROFILE_UNHEEDED = "profile.unheeded" Warning:
        "what it says of endpoints, FIPS, IPv6 or certificates counts for vouch too (`--profile NAME` in \
         its command line)"
        => "run `vouch setup aws` again";
    STS_ENDPOINT = "sts.endpoint" Bad:
        "AWS STS is asked at an endpoint of AWS's, of this machine, or one that `config.toml` lists"
        => "unset AWS_ENDPOINT_URL_STS, or name a region";
    STS_ANSWERS = "sts.answers" Bad:
        "AWS STS answers there"
        => "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE)";
    CLOCK_STS = "clock.sts" Bad:
        "this machine's clock is within a minute of AWS's; AWS refuses from five on"
        => "set the clock: AWS refuses requests that are signed at the wrong time";
    HELPER_ANSWERS = "helper.answers" Bad:
        "the profile's own command line, run as an AWS tool runs it, gives credentials and says nothing \
         else"
        => "run the profile's `credential_process` in a terminal";
    HELPER_SLOW = "helper.slow" Bad:
        "the cached answer takes less than a second; after 5 s old AWS SDKs give up"
        => "see `keyring.slow`; every AWS command waits this long";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_of_its_own() {
        let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CHECKS.len());
        let plain = |byte: u8| byte.is_ascii_lowercase() || b".-".contains(&byte);
        assert!(ids.iter().all(|id| id.matches('.').count() == 1 && id.bytes().all(plain)));
    }

    #[test]
    fn a_failure_is_told_with_its_causes_and_its_remedy() {
        let error = CommandError::new(Exit::Keyring, "could not read")
            .cause("it is locked")
            .hint("unlock it");
        let finding = KEYRING_SESSIONS.failed(error);
        assert_eq!(finding.exit, Some(Exit::Keyring));
        assert_eq!(
            finding.lines(),
            "BAD   keyring.sessions          could not read: it is locked\n      hint: unlock it"
        );
    }

    #[test]
    fn the_doctor_sends_nobody_to_the_doctor() {
        let hint = "run `vouch doctor`, which says what each keyring of this machine answers";
        let error = CommandError::new(Exit::Keyring, "gone").hint(hint);
        assert_eq!(KEYRING_CACHE.failed(error).remedy.as_deref(), Some(KEYRING_CACHE.remedy));
    }
}

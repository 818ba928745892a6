//! A pcscd of its own: private mount namespace, private socket, one reader for each key.
//!
//! pcscd refuses to start beside another because of `/run/pcscd`, so that gets an empty file
//! system in a namespace of this process tree. Its own socket path is compiled in, but it takes a
//! listening socket by systemd's protocol, and clients obey `PCSCLITE_CSOCK_NAME`.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A running pcscd; dropping it, or the end of this process however it comes, ends it.
pub(crate) struct Pcscd {
    process: Child,
    /// Its other end is read by pcscd's keeper, which ends pcscd when it closes.
    lifeline: Option<ChildStdin>,
    folder: PathBuf,
}

/// A reader: the name that clients see, and the socket of the key in it.
pub(crate) struct Reader {
    pub(crate) name: String,
    pub(crate) key: PathBuf,
}

impl Pcscd {
    /// Starts pcscd with its files in `folder`, which is there and empty.
    pub(crate) fn start(folder: &Path, driver: &Path, readers: &[Reader]) -> io::Result<Pcscd> {
        let configuration = folder.join("readers");
        fs::create_dir(&configuration)?;
        fs::write(configuration.join("keys"), reader_configuration(driver, readers))?;
        let mut process = keeper(folder)?;
        let lifeline = process.stdin.take();
        Ok(Pcscd { process, lifeline, folder: folder.to_owned() })
    }

    /// Kills it, whatever it is doing; clients are refused from then on.
    pub(crate) fn kill(&mut self) {
        drop(self.lifeline.take());
        let _ = self.process.wait();
    }

    /// Starts another one in its place, with the same readers.
    pub(crate) fn start_again(&mut self) -> io::Result<()> {
        self.kill();
        fs::remove_file(socket(&self.folder))?;
        self.process = keeper(&self.folder)?;
        self.lifeline = self.process.stdin.take();
        Ok(())
    }

    /// What pcscd said last, when it is no longer there.
    pub(crate) fn obituary(&mut self) -> Option<String> {
        let status = self.process.try_wait().ok()??;
        let log = fs::read_to_string(log(&self.folder)).unwrap_or_default();
        Some(format!("pcscd ended with {status}:\n{log}"))
    }
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The value of `PCSCLITE_CSOCK_NAME` for clients.
pub(crate) fn socket(folder: &Path) -> PathBuf {
    folder.join("pcscd.socket")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("pcscd.log")
}

/// Starts pcscd's keeper.
fn keeper(folder: &Path) -> io::Result<Child> {
    // bound here, so that clients may come at once and wait for pcscd's answer
    let listener = UnixListener::bind(socket(folder))?;
    Command::new("unshare")
        .arg(if is_root() { "-m" } else { "-Urm" })
        .args(["sh", "-c", KEEPER, "keeper"])
        .arg(folder.join("readers"))
        .stdin(Stdio::piped())
        .stdout(OwnedFd::from(listener))
        .stderr(File::create(log(folder))?)
        .spawn()
        .map_err(|error| named(error, "unshare"))
}

/// Keeps pcscd: the listening socket comes as stdout, the lifeline as stdin, the log as stderr.
const KEEPER: &str = r#"
exec 3<&1 4<&0 1>&2 </dev/null
if [ -d /run/pcscd ]; then mount -t tmpfs tmpfs /run/pcscd
else mount -t tmpfs tmpfs /run && mkdir /run/pcscd
fi || exit
PATH=$PATH:/usr/sbin:/sbin
sh -c 'exec 4<&-; LISTEN_PID=$$ LISTEN_FDS=1 exec pcscd --foreground --info --config "$1"' pcscd "$1" &
daemon=$!
exec 3<&-
(read -r line <&4; kill -KILL $daemon) &
watch=$!
wait $daemon
status=$?
kill $watch
exit $status
"#;

/// pcscd checks that the part of DEVICENAME before the colon exists.
fn reader_configuration(driver: &Path, readers: &[Reader]) -> String {
    let reader = |(number, reader): (usize, &Reader)| {
        format!(
            "FRIENDLYNAME \"{}\"\nDEVICENAME /dev/null:{}\nLIBPATH {}\nCHANNELID {}\n",
            reader.name,
            reader.key.display(),
            driver.display(),
            number + 1
        )
    };
    readers.iter().enumerate().map(reader).collect()
}

/// The driver beside the running program: `target/debug`, or `target/debug/deps`.
pub(crate) fn find_driver() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let mut folders = program.ancestors().skip(1).take(2);
    folders.find_map(|folder| Some(folder.join(DRIVER)).filter(|it| it.is_file())).ok_or_else(
        || {
            let missing =
                format!("no {DRIVER} near {}: cargo build --workspace", program.display());
            io::Error::new(ErrorKind::NotFound, missing)
        },
    )
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // the owner of our own entry in /proc is our effective user
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

fn named(error: io::Error, program: &str) -> io::Error {
    io::Error::new(error.kind(), format!("could not run `{program}`: {error}"))
}

const DRIVER: &str = "libvirtual_yubikey_reader.so";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_reader_and_a_channel() {
        let readers = ["A", "B"].map(|name| Reader { name: name.into(), key: "/k".into() });
        let text = reader_configuration(Path::new("/d.so"), &readers);
        assert!(text.starts_with(
            "FRIENDLYNAME \"A\"\nDEVICENAME /dev/null:/k\nLIBPATH /d.so\nCHANNELID 1\n"
        ));
        assert!(text.ends_with("CHANNELID 2\n"));
    }
}

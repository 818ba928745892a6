//! A program at a terminal of its own, and a person who types at it.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::world::Told;

/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The terminal and the program at it. stdout and stderr are pipes, so that it shows which texts
/// went where.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    /// Kept open, so that its modes can be looked at when the program has ended.
    line: OwnedFd,
    shown: Receiver<String>,
    screen: String,
    seen: usize,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

impl Terminal {
    /// Starts the program, which must take its stdin for its terminal (`setsid --ctty`).
    pub(crate) fn start(mut command: Command) -> Self {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let line =
            open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
                .unwrap();
        command.stdin(Stdio::from(line.try_clone().unwrap()));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let keyboard = File::from(master);
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Self {
            shown: watch(keyboard.try_clone().unwrap()),
            keyboard,
            line,
            screen: String::new(),
            seen: 0,
            stdout: spawn(move || text_of(stdout)),
            stderr: spawn(move || text_of(stderr)),
            child,
        }
    }

    /// Waits until the terminal shows the text, after what was waited for before.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        loop {
            if let Some(place) = self.screen[self.seen..].find(text) {
                self.seen += place + text.len();
                return self;
            }
            match self.shown.recv_timeout(PATIENCE) {
                Ok(more) => self.screen.push_str(&more),
                Err(_) => panic!("`{text}` never came; the terminal shows:\n{}", self.screen),
            }
        }
    }

    /// Types a line.
    pub(crate) fn answer(&mut self, line: &str) -> &mut Self {
        self.press(line).press("\r")
    }

    /// Types characters.
    pub(crate) fn press(&mut self, characters: &str) -> &mut Self {
        self.keyboard.write_all(characters.as_bytes()).unwrap();
        self
    }

    /// The number of the program's process.
    pub(crate) fn process(&self) -> String {
        self.child.id().to_string()
    }

    /// Sends the program a signal, as another program would.
    pub(crate) fn signal(&mut self, name: &str) {
        let kill = Command::new("kill").args(["-s", name, &self.process()]).status();
        assert!(kill.unwrap().success());
    }

    /// Tells whether the terminal shows what is typed.
    pub(crate) fn echoes(&self) -> bool {
        Self::shows(&self.line)
    }

    /// The terminal itself, for looking at when the program has ended.
    pub(crate) fn line(&self) -> OwnedFd {
        self.line.try_clone().unwrap()
    }

    /// Tells whether that terminal shows what is typed.
    pub(crate) fn shows(line: &OwnedFd) -> bool {
        tcgetattr(line).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// Waits for the end and returns what was said, with everything that the terminal showed.
    pub(crate) fn end(self) -> (Told, String) {
        let (told, screen, _) = self.end_with_status();
        (told, screen)
    }

    /// Waits for the end as [`Terminal::end`] does, and returns what the kernel says of it too.
    pub(crate) fn end_with_status(mut self) -> (Told, String, ExitStatus) {
        let status = self.child.wait().unwrap();
        let (stdout, stderr) = (self.stdout.join().unwrap(), self.stderr.join().unwrap());
        while let Ok(more) = self.shown.try_recv() {
            self.screen.push_str(&more);
        }
        (Told { stdout, stderr, exit: status.code() }, self.screen, status)
    }
}

fn text_of(mut pipe: impl std::io::Read) -> String {
    let mut text = String::new();
    pipe.read_to_string(&mut text).unwrap();
    text
}

/// Reads what the terminal shows, until there is no terminal any more.
fn watch(mut screen: File) -> Receiver<String> {
    let (sender, receiver) = channel();
    spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = screen.read(&mut buffer) {
            if sender.send(String::from_utf8_lossy(&buffer[..length]).into_owned()).is_err() {
                break;
            }
        }
    });
    receiver
}

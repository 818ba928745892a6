//! Requests as they are read: a line at a time, into buffers that are wiped.

use std::io::{self, Read};

use zeroize::{Zeroize as _, Zeroizing};

use crate::domain::key_protocol::LONGEST_LINE;

/// The lines of an unbuffered input. (The standard library's own buffer would keep the PIN.)
pub(super) struct Lines<R> {
    input: R,
    buffer: Zeroizing<Vec<u8>>,
    filled: usize,
}

impl<R: Read> Lines<R> {
    /// Reads from the input.
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Zeroizing::new(vec![0; LONGEST_LINE]), filled: 0 }
    }

    /// Returns the next line without its end; `None` where the input ends, in the middle of a
    /// line too. A line that doesn't fit is an error of the kind `FileTooLarge`.
    pub(super) fn next(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut searched = 0;
        loop {
            let fresh = &self.buffer[searched..self.filled];
            if let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.take(searched + end)));
            }
            searched = self.filled;
            if searched == self.buffer.len() {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            match self.input.read(&mut self.buffer[searched..]) {
                Ok(0) => return Ok(None),
                Ok(length) => self.filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Moves the line that ends before `end` out, and wipes where it was.
    fn take(&mut self, end: usize) -> Zeroizing<Vec<u8>> {
        let line = Zeroizing::new(self.buffer[..end].to_vec());
        self.buffer.copy_within(end + 1..self.filled, 0);
        let left = self.filled - end - 1;
        self.buffer[left..self.filled].zeroize();
        self.filled = left;
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as pipes do.
    struct Drips<'a>(&'a [u8], usize);

    impl Read for Drips<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(buffer.len());
            let (now, later) = self.0.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    #[test]
    fn lines_come_whole_however_they_arrive() {
        for step in 1..9 {
            let mut lines = Lines::new(Drips(b"one\n\nthree\nhalf", step));
            for expected in ["one", "", "three"] {
                assert_eq!(lines.next().unwrap().unwrap().as_slice(), expected.as_bytes());
            }
            assert!(lines.next().unwrap().is_none());
        }
    }

    #[test]
    fn what_was_taken_is_wiped() {
        let mut lines = Lines::new(Drips(b"secret\n", 7));
        lines.next().unwrap();
        assert!(lines.buffer.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_line_that_does_not_fit_is_an_error() {
        let longest = vec![b'x'; LONGEST_LINE];
        let mut lines = Lines::new(longest.as_slice());
        assert_eq!(lines.next().unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}

//! The terminal itself, whatever stdin and stdout are.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(not(unix), path = "elsewhere.rs")]
mod device;

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};

use super::{Answer, Prompt, PromptError};
use crate::domain::secret::Secret;
use crate::domain::selection;

/// The terminal that the process belongs to. It is opened for each question.
#[derive(Clone, Copy, Debug)]
pub struct Terminal;

/// How often a person may mistype before we stop asking.
const ATTEMPTS: usize = 5;

impl Prompt for Terminal {
    fn is_there(&self) -> bool {
        open("").is_ok()
    }

    fn secret(&mut self, question: &str) -> Result<Secret, PromptError> {
        device::secret(&mut open(question)?.output, question)
    }

    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String, PromptError> {
        let mut terminal = open(question)?;
        let shown = match default {
            Some(default) => format!("{question} [{default}]: "),
            None => format!("{question}: "),
        };
        let typed = terminal.ask(&shown)?;
        Ok(match (typed.is_empty(), default) {
            (true, Some(default)) => default.into(),
            _ => typed,
        })
    }

    fn confirm(&mut self, question: &str, default: Answer) -> Result<Answer, PromptError> {
        let mut terminal = open(question)?;
        let choices = match default {
            Answer::Yes => "Y/n",
            Answer::No => "y/N",
        };
        for _ in 0..ATTEMPTS {
            let typed = terminal.ask(&format!("{question} [{choices}] "))?;
            match typed.to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" => return Ok(Answer::Yes),
                "n" | "no" => return Ok(Answer::No),
                _ => {}
            }
        }
        Ok(Answer::No)
    }

    fn choose(&mut self, question: &str, items: &[String]) -> Result<usize, PromptError> {
        let mut terminal = open(question)?;
        terminal.list(items)?;
        for _ in 0..ATTEMPTS {
            let typed = terminal.ask(&format!("{question} [1-{}]: ", items.len()))?;
            match typed.parse::<usize>() {
                Ok(number) if (1..=items.len()).contains(&number) => return Ok(number - 1),
                _ => {}
            }
        }
        Err(PromptError::Interrupted)
    }

    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> Result<Vec<usize>, PromptError> {
        let mut terminal = open(question)?;
        terminal.list(items)?;
        for _ in 0..ATTEMPTS {
            let typed = terminal
                .ask(&format!("{question} [1-{}, such as 1,3-4, or all]: ", items.len()))?;
            match selection::parse(&typed, items.len()) {
                Ok(chosen) => return Ok(chosen),
                Err(why) => writeln!(terminal.output, "{why}")?,
            }
        }
        Err(PromptError::Interrupted)
    }

    fn show(&mut self, line: &str) -> Result<(), PromptError> {
        Ok(writeln!(open(line)?.output, "{line}")?)
    }
}

struct Opened {
    input: BufReader<File>,
    output: File,
}

impl Opened {
    /// Shows the items, counted from 1.
    fn list(&mut self, items: &[String]) -> Result<(), PromptError> {
        for (place, item) in items.iter().enumerate() {
            writeln!(self.output, "  {}) {item}", place + 1)?;
        }
        Ok(())
    }

    /// Asks and reads a line. The end of input is the person going away.
    fn ask(&mut self, shown: &str) -> Result<String, PromptError> {
        write!(self.output, "{shown}")?;
        self.output.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            return Err(PromptError::Interrupted);
        }
        Ok(line.trim().into())
    }
}

fn open(question: &str) -> Result<Opened, PromptError> {
    let no_terminal = |_| PromptError::NoTerminal { question: question.into() };
    let input = OpenOptions::new().read(true).open(device::INPUT).map_err(no_terminal)?;
    let output = OpenOptions::new().write(true).open(device::OUTPUT).map_err(no_terminal)?;
    Ok(Opened { input: BufReader::new(input), output })
}

//! Errors of files, for people.

use crate::adapters::files::FileError;
use crate::commands::error::{CommandError, Exit};

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let hint = hint(&error);
        Self::new(Exit::Configuration, error.to_string()).hint(hint)
    }
}

fn hint(error: &FileError) -> &'static str {
    match error {
        FileError::Changeable { .. } => "take the others' permission to write it away (chmod o-w)",
        FileError::Changed { .. } => "run the command again; nothing was changed",
        FileError::EndlessLink { .. } => "point the link at a file",
        FileError::Mounted { .. } => {
            "run the command where the file comes from, mount its folder instead, or add what \
             `vouch setup aws --print` prints by hand; nothing was changed"
        }
        FileError::NotRegular { .. } => "move it away, or name another file",
        FileError::NotText { .. } => {
            "save it as UTF-8 (a byte order mark of UTF-16 is a common cause)"
        }
        FileError::OthersFolder { .. } => {
            "run vouch without sudo, as the user the folder belongs to; or let HOME name root's own"
        }
        FileError::Strangers { .. } => {
            "let it belong to you or to root, and take the others' permission to write it away \
             (chmod go-w)"
        }
        FileError::Owner { .. } => "run the command as the user the file belongs to",
        FileError::TooLong { .. } => "check that it is the file you mean",
        FileError::Unlockable { .. } => {
            "check the permissions, and that the file system knows locks"
        }
        FileError::Unreadable { .. } => "check the permissions of the file and of its folders",
        FileError::Unwritable { .. } => {
            "check the permissions of the file and of its folder, and the space on the disk; \
             nothing was changed"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_and_the_reason_are_told() {
        let error = FileError::Unreadable {
            path: "/home/me/.aws/config".into(),
            source: std::io::ErrorKind::PermissionDenied.into(),
        };
        assert_eq!(
            CommandError::from(error).to_string(),
            "error: could not read /home/me/.aws/config: permission denied\n\n\
             hint: check the permissions of the file and of its folders"
        );
    }
}

//! Programs that stand for a browser: they are given an address, and note what comes of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Asks twice, over connections that are open before the first request, and notes every process's
/// arguments and environment meanwhile.
const ASKS_TWICE: &str = r#"
cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n' >"$folder/processes"
exec 3<>"/dev/tcp/127.0.0.1/$port" 4<>"/dev/tcp/127.0.0.1/$port"
for connection in 3 4; do
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "$path" "$port" >&$connection
    cat <&$connection >"$folder/answer-$connection"
done
touch "$folder/done"
"#;

/// Hands the address to whoever reads the pipe.
const HANDS_ON: &str = r#"echo "$1" >"$folder/address""#;

/// Writes a program that asks for the page twice.
pub(super) fn that_asks_twice(folder: &Path) -> PathBuf {
    write(folder, "asks-twice", ASKS_TWICE)
}

/// Writes a program that hands on the address, and makes the pipe.
pub(super) fn that_hands_on(folder: &Path) -> PathBuf {
    let pipe = folder.join("address");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    write(folder, "hands-on", HANDS_ON)
}

fn write(folder: &Path, name: &str, what: &str) -> PathBuf {
    let program = folder.join(name);
    let text = format!(
        "#!/bin/bash\nfolder='{}'\nrest=${{1#http://127.0.0.1:}}\nport=${{rest%%/*}}\n\
         path=/${{rest#*/}}\n{what}\n",
        folder.display()
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

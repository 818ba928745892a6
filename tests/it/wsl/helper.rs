//! The key helper of Windows, called from the distribution.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Wsl, set_mode};

/// Says hello and that no key is plugged in.
const HELPER: &str = r#"#!/bin/sh
echo '{"hello":"vouch-piv","protocol":1,"version":"0.1.0"}'
read -r line && printf '%s' "$line" >"$HOME/asked"
echo '{"answer":[]}'
"#;

/// Puts the helper on the drive, as `C:\Program Files` shows it: nobody but an administrator may
/// write.
fn put(wsl: &Wsl) -> PathBuf {
    let folder = wsl.drive().join("Program Files/vouch");
    fs::create_dir_all(&folder).unwrap();
    let helper = folder.join("vouch-piv.exe");
    fs::write(&helper, HELPER).unwrap();
    for path in [&helper, &folder, &wsl.drive().join("Program Files")] {
        set_mode(path, 0o555);
    }
    let line = format!("key_helper = \"{}\"\n", helper.display());
    let config = wsl.laptop.path("config.toml");
    fs::write(&config, line + &fs::read_to_string(&config).unwrap()).unwrap();
    helper
}

fn asked(wsl: &Wsl) -> bool {
    let asked = fs::read_to_string(wsl.laptop.path("home/asked")).unwrap_or_default();
    asked.contains(r#""list""#)
}

fn make_removable(wsl: &Wsl) {
    for path in ["Program Files", "Program Files/vouch"] {
        set_mode(&wsl.drive().join(path), 0o755);
    }
}

#[test]
fn the_helper_that_only_an_administrator_may_replace_is_run() {
    let Some(wsl) = Wsl::new() else { return };
    put(&wsl);
    let said = wsl.vouch(&["keys", "pin"], &[]).fails(4);
    assert!(asked(&wsl), "{said}");
    make_removable(&wsl);
}

#[test]
fn one_that_everybody_in_the_distribution_may_replace_is_not() {
    let Some(wsl) = Wsl::new() else { return };
    let helper = put(&wsl);
    let folder: &Path = helper.parent().unwrap();
    for place in [&helper, folder] {
        set_mode(place, 0o777);
        let said = wsl.vouch(&["keys", "pin"], &[]).fails(7);
        assert!(said.contains("without an administrator's rights"), "{said}");
        assert!(said.contains(r"C:\Program Files"), "{said}");
        assert!(!asked(&wsl));
        set_mode(place, 0o555);
    }
    make_removable(&wsl);
}

/// Elsewhere a folder that anybody may write to is just that.
#[test]
fn a_drive_is_one_only_where_the_kernel_is_that_of_wsl() {
    let Some(wsl) = Wsl::new() else { return };
    put(&wsl);
    fs::write(wsl.laptop.path("release"), "6.1.0-18-amd64\n").unwrap();
    let said = wsl.vouch(&["keys", "pin"], &[]).fails(7);
    assert!(said.contains("mnt/c can be changed by others") && !asked(&wsl), "{said}");
    make_removable(&wsl);
}

//! The program that started this one.

/// Returns its name, as far as the system tells it without asking another program: on Linux.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the kernel's file is this adapter's own")]
pub fn name() -> Option<String> {
    let parent = std::os::unix::process::parent_id();
    let name = std::fs::read_to_string(format!("/proc/{parent}/comm")).ok()?;
    Some(name.trim_end_matches('\n').to_owned())
}

/// Returns nothing: here the system doesn't tell.
#[cfg(not(target_os = "linux"))]
pub fn name() -> Option<String> {
    None
}

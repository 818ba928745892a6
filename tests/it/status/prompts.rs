//! The snippets of the guide, in the shells that they are for.

use std::fs;
use std::path::Path;

use super::ends_in;
use crate::laptop::logged_in;
use crate::tools::require;
use crate::world::TestWorld;

/// Returns the guide's block of that language.
fn snippet(language: &str) -> String {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/prompts.md");
    let text = fs::read_to_string(guide).unwrap();
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// Runs the shell on the guide's snippet and what prints the prompt.
fn prompt(world: &TestWorld, shell: &str, print: &str) -> String {
    let script = world.path("prompt");
    fs::write(&script, format!("{}\n{print}\n", snippet(shell))).unwrap();
    let quiet: &[&str] = match shell {
        "bash" => &["--norc"],
        "fish" => &["--no-config"],
        "zsh" => &["--no-rcs"],
        _ => &[],
    };
    let program = require(shell).display().to_string();
    let script = script.display().to_string();
    let told = world.run(&program, &[quiet, &[&script]].concat());
    assert_eq!(told.stderr, "", "{told}");
    told.stdout
}

#[test]
fn the_prompts_of_the_guide_work_in_their_shells() {
    let (world, _dev) = logged_in();
    let shells = [
        ("bash", r#"echo "${PS1@P}""#),
        ("fish", "fish_right_prompt"),
        ("zsh", r#"print -P -- "$PROMPT""#),
    ];
    for (shell, print) in shells {
        ends_in(&world, 3 * 3600 + 60);
        let shown = prompt(&world, shell, print);
        assert!(shown.contains("vouch:alice 3h0"), "{shell}: {shown}");
        ends_in(&world, -1);
        let shown = prompt(&world, shell, print);
        assert!(!shown.contains("vouch"), "{shell}: {shown}");
    }
}

#[test]
fn the_module_for_starship_runs_a_command_that_is_one() {
    let (world, _dev) = logged_in();
    let module: toml_edit::DocumentMut = snippet("toml").parse().unwrap();
    let module = &module["custom"]["vouch"];
    assert_eq!(module["when"].as_bool(), Some(true));
    let command = module["command"].as_str().unwrap();
    let told = world.run("sh", &["-c", command]).ok();
    assert!(told.stdout.starts_with("vouch:alice "), "{told}");
}

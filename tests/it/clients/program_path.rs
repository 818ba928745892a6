//! A vouch whose own path not every tool could read.

use std::fs;
use std::os::unix::fs::symlink;

use super::laptop::{ARN, Laptop};
use crate::tools;
use crate::world::{Told, install};

#[test]
fn a_vouch_in_a_folder_with_a_blank_is_run_by_its_link() {
    let laptop = Laptop::logged_in();
    let world = &laptop.world;
    let vouch = install(&world.path("with a blank"));
    let setup = |path: &str| {
        let mut command = world.command(&vouch);
        let role = laptop.dev.told.role_arn.as_str();
        command.args(["setup", "aws", "--profile", "linked", "--role", role]).env("PATH", path);
        Told::from(command.output().unwrap())
    };

    let told = setup("/usr/bin:/bin");
    assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
    assert!(told.stderr.contains("with a blank/vouch` has ' ' in it"), "{told}");
    assert!(
        told.stderr.contains("put a link to it into a folder on PATH with a plain name"),
        "{told}"
    );

    let bin = world.path("bin");
    fs::create_dir(&bin).unwrap();
    symlink(&vouch, bin.join("vouch")).unwrap();
    setup(&format!("{}:/usr/bin:/bin", bin.display())).ok();
    let config = fs::read_to_string(world.path("home/.aws/config")).unwrap();
    let line = format!("credential_process = {}/vouch credential aws ", bin.display());
    assert!(config.contains(&line), "{config}");

    let aws = tools::require_aws_cli().display().to_string();
    let arguments = ["sts", "get-caller-identity", "--profile", "linked", "--query", "Arn"];
    let told = world.run(&aws, &[&arguments[..], &["--output", "text"]].concat()).ok();
    assert_eq!(told.stdout.trim(), ARN);
}

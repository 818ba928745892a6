//! The AWS SDK for Rust.

use super::laptop::{ARN, Laptop};
use super::measure::{Client, measure};
use crate::world::binaries;

#[test]
fn the_sdk_for_rust_does_what_the_page_says() {
    let laptop = Laptop::logged_in();
    let program = binaries().join("client-of-the-aws-sdk");
    assert!(program.is_file(), "`cargo build --workspace` makes {}", program.display());
    let client = Client {
        name: "AWS SDK for Rust",
        version: locked("aws-config"),
        requests: 3,
        command: &|| {
            let mut command = laptop.world.command(&program);
            command.arg("3");
            command
        },
        printed: format!("{ARN}\n").repeat(3),
    };
    measure(&laptop, &client);
}

/// Returns the version of a package in Cargo.lock.
fn locked(package: &str) -> String {
    let lock: toml_edit::DocumentMut = include_str!("../../../Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array_of_tables().unwrap();
    let package = packages.iter().find(|one| one["name"].as_str() == Some(package)).unwrap();
    package["version"].as_str().unwrap().to_owned()
}

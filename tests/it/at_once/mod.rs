//! Many processes at once: one asks AWS for all of them, one assertion is good once, and none
//! waits for a dead one.

mod assertion;
mod credentials;
mod locks;
mod sessions;
mod stuck;

use std::process::Output;

use crate::credential_aws::laptop::Laptop;

/// Runs `vouch credential aws` fifty times at once.
fn fifty(laptop: &Laptop) -> Vec<Output> {
    let children: Vec<_> = (0..50).map(|_| laptop.command(&[]).spawn().unwrap()).collect();
    children.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
}

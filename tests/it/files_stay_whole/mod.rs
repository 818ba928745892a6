//! Files stay whole: whatever is in `~/.aws/config` and whatever happens while it is edited, every
//! byte that isn't ours is as it was, and every other profile reads as it did.

mod at_once;
mod botocore;
mod faults;
mod generated;
mod grammar;
mod handmade;
mod oracle;
mod pieces;
mod places;
mod sdk;
mod steps;
mod vectors;

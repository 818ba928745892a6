//! Roles through other roles, and limits on a session: what is asked of STS, what is refused before it
//! is asked, and what AWS says of a chain.

mod account;
mod aws_cli;
mod beforehand;
mod clocks;
mod elsewhere;
mod limits;
mod printed;
mod refusals;
mod touch;
mod wire;

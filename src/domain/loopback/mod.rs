//! What our own small servers on loopback answer, and to whom: every program of this machine, of
//! every user, and every web page in a browser here can knock.

pub mod container;
mod head;
pub mod one_shot;
mod reply;
mod token;

pub use head::{Body, Head};
pub use reply::{Refusal, Reply};
pub use token::EndpointToken;

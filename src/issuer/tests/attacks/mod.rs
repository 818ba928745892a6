//! Every route against every attack.
//!
//! A [`Door`](door::Door) is a route; an [`Attack`] changes one thing in a request that the door
//! answers as it wishes, sends it over real HTTP and compares: status, error code, the one audit
//! line with its reason, and that nothing stored has changed. Then the request without fault is
//! sent: it must pass still, so that it was the attack that was refused and it has used nothing up.
//!
//! A route without a door is found by a test; a door or an attack without an answer doesn't
//! compile. `docs/design/attacks.md` is printed from the same table.

mod attempt;
mod document;
mod door;
mod expected;
mod kinds;
mod matrix;
mod routes;
mod stage;
mod token;

use kinds::Attack;

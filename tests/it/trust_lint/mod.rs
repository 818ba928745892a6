//! `vouch trust lint`: each rule finds its bad example and leaves its good one alone.

mod each_rule;
mod fixed;
mod linted;
mod quiet;
mod sarif;
mod templates;
mod unreadable;

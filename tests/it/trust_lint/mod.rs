//! `vouch trust lint`: each rule finds its bad example and leaves its good one alone.

mod each_rule;
mod linted;
mod unreadable;

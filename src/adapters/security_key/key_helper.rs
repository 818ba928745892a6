//! The helper `vouch-piv`, spoken to in lines of JSON.

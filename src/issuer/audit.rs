//! One audit line for every token issued and every refusal.

//! How long a login lasts, and what the laptop keeps of it.

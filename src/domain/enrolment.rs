//! Which keys belong to which person, and what an invitation allows.

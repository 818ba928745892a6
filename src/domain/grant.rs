//! Who may have which role, for how long, how fresh the presence must be.

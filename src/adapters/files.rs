//! Files: whole or not at all, locked, modes and links kept.

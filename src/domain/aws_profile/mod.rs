//! Editing an AWS config file as text, every other byte untouched.

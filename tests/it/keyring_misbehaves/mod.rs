//! A keyring that is absent, locked, slow, silent, corrupt, full or forbidden: each has its words,
//! its exit code and its remedy, and takes nothing away.

mod absent;
mod corrupt;
mod desk;
mod detour;
mod enrolment;
mod forbidden;
mod full;
mod gone;
mod locked;
mod silent;
mod twice;

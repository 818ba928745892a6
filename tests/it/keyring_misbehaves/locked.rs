//! A locked keyring, and one whose password was mistyped at the desktop's login: to a program they
//! are the same.

use super::desk::Desk;

#[test]
fn a_locked_keyring_is_said_to_be_locked() {
    let mut desk = Desk::logged_in();
    desk.world.lock_keyring();
    insta::assert_snapshot!("locked", desk.said());
    desk.world.keyring_mut().unlock();
    desk.all_is_well();
}

//! A locked keyring, whether a person locked it or mistyped its password at the desktop's login: the
//! first shows its items and not their secrets, the second neither, and both are told alike.

use super::desk::Desk;

#[test]
fn a_keyring_that_a_person_locked_is_said_to_be_locked() {
    let mut desk = Desk::logged_in();
    desk.world.keyring().lock_by_hand();
    is_told_and_mended(&mut desk);
}

#[test]
fn a_keyring_whose_password_was_wrong_is_said_to_be_locked() {
    let mut desk = Desk::logged_in();
    desk.world.lock_keyring();
    is_told_and_mended(&mut desk);
}

fn is_told_and_mended(desk: &mut Desk) {
    insta::assert_snapshot!("locked", desk.said());
    desk.world.keyring_mut().unlock();
    desk.all_is_well();
}

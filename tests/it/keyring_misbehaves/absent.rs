//! No daemon, no bus: the session is out of reach, and not over.

use super::desk::Desk;
use crate::kernel_keyring;

#[test]
fn a_keyring_that_is_gone_ends_no_session() {
    let _turn = kernel_keyring::alone();
    for keyring in ["secret-service", "auto"] {
        let mut desk = Desk::logged_in();
        desk.world.keyring_mut().stop();
        desk.world.set("VOUCH_KEYRING", keyring);
        insta::assert_snapshot!(format!("gone_from_{keyring}"), desk.said());
        desk.world.keyring_mut().unlock();
        desk.world.set("VOUCH_KEYRING", "secret-service");
        desk.all_is_well();
    }
}

#[test]
fn a_bus_that_is_gone_ends_no_session() {
    let mut desk = Desk::logged_in();
    let address = desk.world.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    insta::assert_snapshot!("no_bus", desk.said());
    desk.world.set("DBUS_SESSION_BUS_ADDRESS", address.unwrap());
    desk.all_is_well();
}

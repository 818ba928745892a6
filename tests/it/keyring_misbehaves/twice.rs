//! Two items that both match: a search is by some of an item's attributes.

use std::io::Write as _;
use std::process::Stdio;

use super::desk::Desk;
use crate::mishaps::items;

/// Makes a copy of the item with an attribute more, which every search for the item finds as well.
fn copy(desk: &Desk, name: &str, change: impl Fn(&str) -> String) {
    let secret = desk.world.run("secret-tool", &["lookup", "vouch-item", name]).ok().stdout;
    let mut tool = desk.world.command("secret-tool");
    tool.args(["store", "--label=x", "vouch-item", name, "application", "vouch", "more", "1"]);
    let mut tool = tool.stdin(Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(change(&secret).as_bytes()).unwrap();
    assert!(tool.wait().unwrap().success());
}

#[test]
fn two_items_that_match_are_one_session_and_go_together() {
    let desk = Desk::logged_in();
    desk.credential().ok();
    for kind in ["session", "key", "1"] {
        copy(&desk, &desk.item(kind), str::to_owned);
    }
    desk.credential().ok();
    desk.world.vouch(&["logout"]).ok();
    assert_eq!(desk.world.vouch(&["status"]).exit, Some(3));
    assert!(items(&desk.world).iter().all(|name| name.starts_with("vouch:key:")));
    desk.world.vouch(&["login"]).ok();
    desk.all_is_well();
}

//! Whose program has connected to us on loopback.

use std::net::SocketAddr;

use crate::domain::loopback::one_shot::Visitor;

/// Tells whose the connection from `peer` to our `port` is. Linux says it of every connection
/// ([proc_net(5)](https://man7.org/linux/man-pages/man5/proc_pid_net.5.html)); where nothing says it, it
/// counts as ours. Root may do everything anyway, and brings requests from outside a container or a
/// virtual machine.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the kernel's table of connections is no file")]
pub fn of(peer: SocketAddr, port: u16) -> Visitor {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    match user(&table, peer, port) {
        Some(user) if user != 0 && user != rustix::process::geteuid().as_raw() => Visitor::Another,
        _ => Visitor::Ours,
    }
}

/// Nothing says it.
#[cfg(not(target_os = "linux"))]
pub fn of(_peer: SocketAddr, _port: u16) -> Visitor {
    Visitor::Ours
}

/// Finds the other end of the connection: its local address is the peer's.
#[cfg(any(target_os = "linux", test))]
fn user(table: &str, peer: SocketAddr, port: u16) -> Option<u32> {
    let SocketAddr::V4(peer) = peer else { return None };
    let address = |ip: std::net::Ipv4Addr, port: u16| {
        format!("{:08X}:{port:04X}", u32::from_ne_bytes(ip.octets()))
    };
    let local = address(*peer.ip(), peer.port());
    let remote = address(std::net::Ipv4Addr::LOCALHOST, port);
    table.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_it = words.get(1) == Some(&local.as_str()) && words.get(2) == Some(&remote.as_str());
        words.get(7).filter(|_| is_it)?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:A112 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0
   1: 0100007F:A112 0100007F:BC14 01 00000000:00000000 00:00000000 00000000  1000        0 12 1 0 20 4 30 10 -1
   2: 0100007F:BC14 0100007F:A112 01 00000000:00000000 00:00000000 00000000  1001        0 13 1 0 20 4 30 10 -1
";

    #[test]
    fn the_other_ends_user_is_found() {
        let peer = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(user(TABLE, peer(0xBC14), 0xA112), Some(1001));
        assert_eq!(user(TABLE, peer(0xA112), 0xBC14), Some(1000));
        assert_eq!(user(TABLE, peer(1), 0xA112), None);
        assert_eq!(user("", peer(0xBC14), 0xA112), None);
    }
}

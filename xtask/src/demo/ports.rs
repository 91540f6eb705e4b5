//! Ports of this machine.

use anyhow::{Context, Result};
use std::net::{Ipv4Addr, TcpListener};

/// The port itself where nobody listens on it, else a free one.
pub(super) fn preferred(port: u16) -> Result<u16> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
        return Ok(port);
    }
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    let free = free.local_addr()?.port();
    println!("port {port} is in use: taking {free}");
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::preferred;
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn a_port_in_use_is_left_alone() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let other = preferred(port).unwrap();
        assert_ne!(other, port);
        assert_eq!(preferred(other).unwrap(), other);
    }
}

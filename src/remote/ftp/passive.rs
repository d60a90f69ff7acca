//! Addresses for data: what PASV and EPSV answer, and what PORT and EPRT tell. Pure.

use super::reply::Reply;
use crate::error::{Error, ErrorKind, FtpFault, Result, ServerText};
use core::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What a server answers to PASV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PassiveAddress {
    /// The address that the server names. Only ever compared, never connected to.
    pub(super) host: Ipv4Addr,
    /// The port, 1 to 65535.
    pub(super) port: u16,
}

/// Reads the six numbers of a reply to PASV, in brackets of any kind or in none (RFC 1123, section 4.1.2.6: "MUST NOT
/// depend upon the parentheses").
///
/// # Errors
/// `FtpProtocol(BadDataAddress)` with the reply where there are no six numbers from 0 to 255, or the port is 0.
pub(super) fn pasv(reply: &Reply) -> Result<PassiveAddress> {
    six_numbers(reply.text())
        .and_then(|[a, b, c, d, high, low]| {
            let port = u16::from(high) << 8 | u16::from(low);
            (port > 0).then_some(PassiveAddress { host: Ipv4Addr::new(a, b, c, d), port })
        })
        .ok_or_else(|| bad(reply))
}

/// The first run of exactly six numbers with commas between them.
fn six_numbers(text: &[u8]) -> Option<[u8; 6]> {
    let pieces = text.split(|b| !b.is_ascii_digit() && !matches!(b, b',' | b' '));
    for piece in pieces {
        let piece = std::str::from_utf8(piece).ok()?;
        let numbers: Vec<Option<u8>> = piece.split(',').map(|n| n.trim().parse().ok()).collect();
        if let Some(found) = numbers.into_iter().collect::<Option<Vec<u8>>>()
            && let Ok(six) = <[u8; 6]>::try_from(found)
        {
            return Some(six);
        }
    }
    None
}

/// Reads the port of a reply to EPSV: `(|||port|)` with any character in the place of the bar (RFC 2428, section 3).
///
/// # Errors
/// `FtpProtocol(BadDataAddress)` with the reply where there is no port from 1 to 65535 in this form.
pub(super) fn epsv(reply: &Reply) -> Result<u16> {
    port_between_bars(reply.text()).filter(|port| *port > 0).ok_or_else(|| bad(reply))
}

fn port_between_bars(text: &[u8]) -> Option<u16> {
    let open = text.iter().rposition(|b| *b == b'(')?;
    let inner = text.get(open + 1..)?;
    let inner = inner.get(..inner.iter().position(|b| *b == b')')?)?;
    let bar = *inner.first().filter(|bar| (33..=126).contains(*bar) && !bar.is_ascii_digit())?;
    let fields: Vec<&[u8]> = inner.split(|b| *b == bar).collect();
    // Protocol and address are empty, or what the server thinks it is: not used either way.
    let [b"", _, _, port, b""] = fields.as_slice() else { return None };
    std::str::from_utf8(port).ok().filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

fn bad(reply: &Reply) -> Box<Error> {
    let mut error = Error::new(ErrorKind::FtpProtocol(FtpFault::BadDataAddress));
    error.code = Some(crate::error::StatusCode::Ftp(reply.code));
    error.server_text = Some(ServerText { message: reply.raw.clone(), language: None });
    error
}

/// The argument of PORT; `None` for IPv6, which PORT cannot tell.
pub(super) fn port_argument(address: SocketAddr) -> Option<String> {
    let IpAddr::V4(host) = address.ip().to_canonical() else { return None };
    let [a, b, c, d] = host.octets();
    Some(format!("{a},{b},{c},{d},{},{}", address.port() >> 8, address.port() & 0xff))
}

/// The argument of EPRT (RFC 2428, section 2).
pub(super) fn eprt_argument(address: SocketAddr) -> String {
    let host = address.ip().to_canonical();
    let family = if host.is_ipv4() { 1 } else { 2 };
    format!("|{family}|{host}|{}|", address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        Reply::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn pasv_in_every_form() {
        let wanted = PassiveAddress { host: Ipv4Addr::new(192, 0, 2, 7), port: 4 * 256 + 5 };
        for text in [
            "227 Entering Passive Mode (192,0,2,7,4,5).",
            "227 Entering Passive Mode. 192,0,2,7,4,5",
            "227 =192,0,2,7,4,5",
            "227 Entering Passive Mode [192,0,2,7,4,5]",
            "227 Passive mode OK (192, 0, 2, 7, 4, 5)",
            "227 Server 3 of 9: 192,0,2,7,4,5",
        ] {
            assert_eq!(pasv(&reply(text)), Ok(wanted), "{text}");
        }
        for text in [
            "227 Entering Passive Mode (192,0,2,7,0,0).",
            "227 Entering Passive Mode (192,0,2,7,4).",
            "227 Entering Passive Mode (192,0,2,7,4,5,6).",
            "227 Entering Passive Mode (192,0,2,777,4,5).",
            "227",
            "227 Entering Passive Mode (,,,,,)",
        ] {
            let error = pasv(&reply(text)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::FtpProtocol(FtpFault::BadDataAddress), "{text}");
        }
    }

    #[test]
    fn epsv_in_every_form() {
        for text in [
            "229 Entering Extended Passive Mode (|||6446|)",
            "229 ok (odd) (!!!6446!)",
            "229 Extended (|1|132.235.1.2|6446|)",
        ] {
            assert_eq!(epsv(&reply(text)), Ok(6446), "{text}");
        }
        for text in [
            "229 Entering Extended Passive Mode (|||0|)",
            "229 Entering Extended Passive Mode (|||65536|)",
            "229 Entering Extended Passive Mode (|||64x6|)",
            "229 Entering Extended Passive Mode (|||+446|)",
            "229 Entering Extended Passive Mode |||6446|",
            "229 Entering Extended Passive Mode (6446)",
            "229 (",
            "229",
        ] {
            assert!(epsv(&reply(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn own_addresses() {
        let v4: SocketAddr = "192.0.2.7:1029".parse().unwrap();
        let v6: SocketAddr = "[2001:db8::1]:1029".parse().unwrap();
        let mapped: SocketAddr = "[::ffff:192.0.2.7]:1029".parse().unwrap();
        assert_eq!(port_argument(v4).as_deref(), Some("192,0,2,7,4,5"));
        assert_eq!(port_argument(mapped).as_deref(), Some("192,0,2,7,4,5"));
        assert_eq!(port_argument(v6), None);
        assert_eq!(
            (eprt_argument(v4), eprt_argument(v6)),
            ("|1|192.0.2.7|1029|".into(), "|2|2001:db8::1|1029|".into())
        );
    }
}

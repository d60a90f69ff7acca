//! What answers instead of SSH, told from its first bytes. Pure.

use crate::error::SpokenProtocol;

/// Tells what spoke from the first bytes that came after our own SSH greeting went out: a web server answers that with
/// an error page, a TLS server with an alert record, FTP and mail servers greet first. `None` for SSH and for nothing.
#[must_use]
pub fn recognise(first: &[u8]) -> Option<SpokenProtocol> {
    let line = first.split(|b| *b == b'\n').next().unwrap_or_default();
    let lower = first.get(..first.len().min(256)).unwrap_or_default().to_ascii_lowercase();
    if first.is_empty() || first.split(|b| *b == b'\n').any(|line| line.starts_with(b"SSH-")) {
        return None;
    }
    // Record type alert or handshake, version 3.x (RFC 8446, section 5.1).
    if matches!(first, [0x15 | 0x16, 0x03, 0..=4, ..]) {
        return Some(SpokenProtocol::Tls);
    }
    let html = [&b"<!doctype html"[..], b"<html", b"<head", b"<title>"];
    if line.starts_with(b"HTTP/") || html.iter().any(|tag| lower.trim_ascii_start().starts_with(tag)) {
        return Some(SpokenProtocol::Http);
    }
    // HTTP/2 servers send a SETTINGS frame on stream 0 (RFC 9113, section 3.4).
    if matches!(first, [0, 0, _, 4, 0, 0, 0, 0, 0, ..]) {
        return Some(SpokenProtocol::Http);
    }
    let greeting = matches!(line, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..]);
    if greeting {
        return Some(SpokenProtocol::Ftp);
    }
    Some(SpokenProtocol::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_the_protocol() {
        for (first, spoken) in [
            (&b""[..], None),
            (b"SSH-2.0-OpenSSH_9.2\r\n", None),
            (b"Authorised users only\r\nSSH-2.0-x\r\n", None),
            (b"HTTP/1.1 400 Bad Request\r\nServer: nginx", Some(SpokenProtocol::Http)),
            (b"<!DOCTYPE HTML PUBLIC", Some(SpokenProtocol::Http)),
            (b"\r\n<html><head>", Some(SpokenProtocol::Http)),
            (b"220 ProFTPD Server ready.\r\n", Some(SpokenProtocol::Ftp)),
            (b"220-Welcome\r\n220 ready\r\n", Some(SpokenProtocol::Ftp)),
            (b"\x15\x03\x01\0\x02\x02\x46", Some(SpokenProtocol::Tls)),
            (b"\x15\x03\x03\0\x02\x02\x16", Some(SpokenProtocol::Tls)),
            (b"\0\0\x12\x04\0\0\0\0\0\0\x03", Some(SpokenProtocol::Http)),
            (b"+OK POP3 ready\r\n", Some(SpokenProtocol::Unknown)),
            (b"\xff\xfd\x18", Some(SpokenProtocol::Unknown)),
        ] {
            assert_eq!(recognise(first), spoken, "{first:?}");
        }
    }
}

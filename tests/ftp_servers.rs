//! The real FTP servers of the tests: they let the test's user in, insist on TLS where they should, and their listings of odd
//! names are read byte for byte.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::model::{EntryKind, Listing, Timestamp};
use catamaran::remote::ftp::listing::{Asked, ListingMemory, ListingReader};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;
use support::{FtpDaemon, FtpSecurity, FtpServer};

/// The plainest client there can be.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(server: &FtpServer) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut client = Self(BufReader::new(stream));
        assert!(client.reply().starts_with(b"220"));
        client
    }

    fn reply(&mut self) -> Vec<u8> {
        loop {
            let mut line = Vec::new();
            self.0.read_until(b'\n', &mut line).unwrap();
            if line.is_empty() || (line.len() > 3 && line[3] == b' ' && line[0].is_ascii_digit()) {
                return line;
            }
        }
    }

    fn send(&mut self, command: &str) -> Vec<u8> {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        self.reply()
    }

    fn log_in(&mut self, server: &FtpServer, password: &str) -> Vec<u8> {
        self.send(&format!("USER {}", server.user));
        self.send(&format!("PASS {password}"))
    }

    /// What a command sends over a data connection.
    fn data(&mut self, command: &str) -> Option<Vec<u8>> {
        let passive = String::from_utf8(self.send("EPSV")).unwrap();
        let port: u16 = passive.split('|').nth(3).unwrap().parse().unwrap();
        let mut data = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let begun = self.send(command);
        if !begun.starts_with(b"150") {
            assert!(begun.starts_with(b"5"), "{}", begun.escape_ascii());
            return None;
        }
        let mut text = Vec::new();
        data.read_to_end(&mut text).unwrap();
        // ProFTPD waits ten seconds for the other side to close before it answers.
        drop(data);
        assert!(self.reply().starts_with(b"226"));
        Some(text)
    }
}

fn read(asked: Asked, text: &[u8]) -> Listing {
    let mut reader = ListingReader::new(asked, ListingMemory::default(), Timestamp::from_secs(1_795_262_400));
    reader.push(text).unwrap();
    reader.finish().0
}

#[test]
fn the_right_password_is_let_in_and_the_wrong_one_is_not() {
    for server in FtpDaemon::ALL.into_iter().filter_map(|daemon| FtpServer::start(daemon, FtpSecurity::Plain)) {
        assert!(Client::connect(&server).log_in(&server, server.password).starts_with(b"230"), "{}", server.log());
        assert!(Client::connect(&server).log_in(&server, "wrong").starts_with(b"530"), "{}", server.log());
        assert_eq!(server.connections(), 2);
    }
}

#[test]
fn servers_with_tls_let_nobody_in_without() {
    for server in FtpDaemon::ALL.into_iter().filter_map(|daemon| FtpServer::start(daemon, FtpSecurity::Explicit)) {
        let mut client = Client::connect(&server);
        let refused = client.log_in(&server, server.password);
        assert!(
            refused.is_empty() || refused.starts_with(b"5") || refused.starts_with(b"421"),
            "{}",
            refused.escape_ascii()
        );
        assert!(Client::connect(&server).send("AUTH TLS").starts_with(b"234"), "{}", server.log());
    }
}

#[test]
fn real_listings_of_odd_names_are_read_byte_for_byte() {
    let names: [&[u8]; 14] = [
        b"plain.txt",
        b" leading",
        b"trailing ",
        b"two  blanks",
        b"a -> b",
        b".hidden",
        "\u{65e5}\u{672c}\u{8a9e}".as_bytes(),
        b"caf\xe9",
        b"-rf",
        b"Jan 29 03:26 x",
        b"2014 report",
        b"a;b=c; d",
        b"back\\slash",
        b"\"quoted\"",
    ];
    let mut read_at_all = 0;
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        for name in names {
            std::fs::write(server.files.join(OsStr::from_bytes(name)), b"12345").unwrap();
        }
        std::fs::create_dir(server.files.join("folder")).unwrap();
        std::os::unix::fs::symlink("plain.txt", server.files.join("link")).unwrap();
        let mut client = Client::connect(&server);
        assert!(client.log_in(&server, server.password).starts_with(b"230"), "{}", server.log());
        client.send("OPTS UTF8 ON");
        client.send("TYPE I");
        for (asked, command) in [(Asked::List, "LIST -a"), (Asked::Mlsd, "MLSD")] {
            let Some(text) = client.data(command) else { continue };
            read_at_all += 1;
            let listing = read(asked, &text);
            let shown = text.escape_ascii().to_string().replace("\\r\\n", "\n");
            assert_eq!((listing.unread.count, listing.refused.len()), (0, 0), "{daemon:?} {command}: {shown}");
            let mut told: Vec<&[u8]> = listing.entries.iter().map(|entry| entry.name.as_bytes()).collect();
            let mut expected = names.to_vec();
            expected.extend([&b"folder"[..], b"link"]);
            told.sort_unstable();
            expected.sort_unstable();
            assert_eq!(told, expected, "{daemon:?} {command}: {shown}");
            for entry in &listing.entries {
                match entry.name.as_bytes() {
                    b"folder" => assert_eq!(entry.kind, EntryKind::Folder),
                    b"link" => assert!(matches!(entry.kind, EntryKind::Link | EntryKind::File), "{shown}"),
                    _ => assert_eq!((entry.kind, entry.size.map(|size| size.0)), (EntryKind::File, Some(5)), "{shown}"),
                }
                assert!(entry.modified.is_some(), "{shown}");
            }
        }
    }
    assert!(read_at_all == 0 || read_at_all >= 2);
}

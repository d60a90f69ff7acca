//! What must hold of every reply, whatever a server sends: replies made at random, and those that other clients are tested
//! with.

use super::features::Features;
use super::listing::{fact_time, mlst_entry};
use super::passive::{epsv, pasv};
use super::quoted::quoted;
use super::reply::{Reply, reply_end};
use crate::error::FtpSeries;
use crate::model::EntryName;
#[cfg(target_os = "linux")]
use std::time::Duration;

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// Pieces that replies are made of.
const PIECES: [&[u8]; 30] = [
    b"220 ",
    b"220-",
    b"226 ",
    b"227 ",
    b"229 ",
    b"257 ",
    b"213 ",
    b"550 ",
    b"550-",
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\"",
    b"\"\"",
    b"(",
    b")",
    b"|||",
    b"|",
    b",",
    b"1,2,3,4,5,6",
    b"6446",
    b"65536",
    b"99999999999999999999",
    b"type=file;size=5; ",
    b"/a/b",
    b"\xff\xfe",
    b"\0",
    b"\x1b[31m",
    b"-",
];

fn made_up(random: &mut Random) -> Vec<u8> {
    let mut raw = Vec::new();
    for _ in 0..random.below(14) {
        match random.below(8) {
            0 => raw.push(u8::try_from(random.below(256)).unwrap()),
            _ => raw.extend_from_slice(PIECES[random.below(PIECES.len())]),
        }
    }
    raw
}

/// Looks at a reply in every way there is.
fn look(raw: &[u8]) {
    if let Some(end) = reply_end(raw) {
        assert!(end > 0 && end <= raw.len() && raw[end - 1] == b'\n');
        assert_eq!(reply_end(&raw[..end]), Some(end), "what stands behind a reply does not change its end");
    }
    let _path = quoted(raw);
    let _time = fact_time(raw);
    let _entry = mlst_entry(raw, EntryName::new(*b"name").unwrap());
    let Ok(reply) = Reply::read(raw) else { return };
    assert!(FtpSeries::of(reply.code).is_some());
    assert!(raw.starts_with(&reply.raw), "no byte is changed");
    assert!(!reply.raw.iter().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\r' | b'\n')));
    assert!(!reply.display().bytes().any(|b| b.is_ascii_control()));
    let _features = Features::read(&reply);
    let _size = reply.size();
    let _error = reply.error();
    if let Ok(port) = epsv(&reply) {
        assert!(port > 0 && reply.display().contains(&port.to_string()));
    }
    if let Ok(address) = pasv(&reply) {
        assert!(address.port > 0);
        let high = format!("{}", address.port >> 8);
        assert!(reply.display().contains(&high) && reply.display().contains(&address.host.octets()[0].to_string()));
    }
    if let Some(path) = quoted(reply.text()) {
        assert!(!path.is_empty() && path.len() <= reply.text().len());
    }
}

#[test]
fn replies_at_random_never_panic_and_keep_their_rules() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut understood = 0;
    for _ in 0..200_000 {
        let raw = made_up(&mut random);
        look(&raw);
        understood += usize::from(Reply::read(&raw).is_ok());
    }
    assert!(understood > 5_000, "{understood}: the pieces make too few replies");
}

/// Long ones of each kind; anything but time in proportion would take minutes for one of them.
#[test]
fn long_replies_are_read_in_no_time() {
    for head in [&b"220 "[..], b"227 ", b"229 ", b"257 ", b"213 ", b"211-x\r\n ", b"550-x\r\n"] {
        for piece in PIECES {
            let mut raw = head.to_vec();
            while raw.len() < 1 << 15 {
                raw.extend_from_slice(piece);
            }
            raw.extend_from_slice(b"\r\n550 end\r\n");
            look(&raw);
        }
    }
}

/// How long this thread has computed so far, without the time in which others had the processor.
#[cfg(target_os = "linux")]
fn computed() -> Duration {
    // What the system tells is as old as its last look at this thread; giving way is one.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split_whitespace().next().unwrap().parse().unwrap())
}

/// Eight times the length takes about eight times the work; where all were read again for each of its parts it would be 64
/// times as much.
#[cfg(target_os = "linux")]
#[test]
fn the_work_grows_with_the_length_and_not_with_its_square() {
    for head in [&b"220 "[..], b"227 ", b"229 ", b"257 ", b"550-x\r\n", b"211-x\r\n "] {
        for piece in [&b"\r\n"[..], b"220-", b"\"\"", b"(", b"1,2,3,4,5,6", b",", b"|"] {
            let [short, long] = [64 << 10, 512 << 10].map(|length| {
                let mut raw = head.to_vec();
                while raw.len() < length {
                    raw.extend_from_slice(piece);
                }
                raw.extend_from_slice(b"\r\n550 end\r\n");
                let before = computed();
                look(&raw);
                computed().saturating_sub(before)
            });
            // What takes next to no time cannot be compared.
            let most = short.max(Duration::from_millis(10)) * 20;
            let shown = [head, piece].map(|bytes| bytes.escape_ascii().to_string());
            assert!(long <= most, "{shown:?}: {short:?} and {long:?}");
        }
    }
}

/// Values in replies as other clients' tests expect them; `tests/data/ftp/reply_values.json`.
#[test]
fn values_in_replies_as_other_clients_read_them() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ftp/reply_values.json");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in &cases {
        let text = case["reply"].as_str().unwrap();
        // Characters up to U+00FF stand for bytes.
        let raw: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let expected = &case["expect"];
        let words = expected.as_str().unwrap_or_default();
        let refused = words.starts_with("reject");
        let reply = match Reply::read(&raw) {
            Ok(reply) => reply,
            Err(error) => {
                assert!(refused, "{text}: {error}");
                continue;
            }
        };
        match reply.code {
            227 => {
                let address = pasv(&reply).ok();
                assert_eq!(address.is_none(), refused, "{text}");
                if let (Some(address), Some(port)) = (address, expected[1].as_u64()) {
                    assert_eq!(u64::from(address.port), port, "{text}");
                    let host = expected[0].as_str().unwrap();
                    // The address of the control connection is used in every case: see the scripted servers.
                    assert!(host == "peer" || address.host.to_string() == host, "{text}");
                }
            }
            229 => assert_eq!(epsv(&reply).ok().map(u64::from), expected.as_u64(), "{text}"),
            257 if refused => assert_eq!(quoted(reply.text()), None, "{text}"),
            257 => assert_eq!(quoted(reply.text()).unwrap(), words.as_bytes(), "{text}"),
            213 if expected.is_u64() => assert_eq!(reply.size(), expected.as_u64(), "{text}"),
            213 => {
                let time = fact_time(reply.text()).unwrap();
                // All of them on 2003-04-05.
                assert_eq!(time.secs - time.secs % 86_400, 1_049_500_800, "{text}");
            }
            220 => assert_eq!(reply.raw, raw, "{text}"),
            other => panic!("{other}: {text}"),
        }
    }
    assert_eq!(cases.len(), 24);
}

/// Cases of basic-ftp's `parseControlResponseSpec.js`; the last two end a reply with a code and no blank, which suppaftp
/// waits behind, as curl does.
#[test]
fn replies_of_many_lines_as_another_client_reads_them() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ftp/reply_multiline_basic_ftp.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut read = 0;
    for line in text.lines().skip(1) {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let sent = format!("{}\r\n", case["res"].as_str().unwrap().trim_end());
        let mut rest = sent.as_bytes();
        let mut messages = Vec::new();
        while let Some(end) = reply_end(rest) {
            let (message, behind) = rest.split_at(end);
            messages.push(std::str::from_utf8(message).unwrap().trim_end().replace("\r\n", "\n"));
            assert!(Reply::read(message).is_ok());
            rest = behind;
        }
        assert_eq!(serde_json::json!(messages), case["exp"]["messages"], "{line}");
        let rest = std::str::from_utf8(rest).unwrap().replace("\r\n", "\n");
        assert_eq!(rest, case["exp"]["rest"].as_str().unwrap(), "{line}");
        read += 1;
    }
    assert_eq!(read, 9);
}

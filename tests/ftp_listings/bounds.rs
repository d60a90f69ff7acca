//! Bounds on what a server can make the reader do, and lines made at random.

use super::read::{NOW, corpus, read};
use catamaran::model::Timestamp;
use catamaran::remote::ftp::listing::{Asked, ListingFault, ListingMemory, ListingReader, ReadOn, ServerSystem};
use std::time::Duration;

fn reader(asked: Asked) -> ListingReader {
    let memory = ListingMemory { system: ServerSystem::Mvs, ..ListingMemory::default() };
    ListingReader::new(asked, memory, Timestamp::from_secs(NOW))
}

/// Runs `work` and tells how long it took.
fn timed(work: impl FnOnce()) -> Duration {
    use catamaran::model::{Clock, SystemClock};
    let clock = SystemClock::new();
    work();
    clock.elapsed()
}

#[test]
fn a_line_without_end_is_refused() {
    let mut reader = reader(Asked::List);
    let chunk = vec![b'x'; 64 << 10];
    let fault = (0..100).find_map(|_| reader.push(&chunk).err());
    assert_eq!(fault, Some(ListingFault::LineTooLong));
    let mut whole = vec![b'x'; (1 << 20) + 1];
    whole.push(b'\n');
    assert_eq!(self::reader(Asked::Mlsd).push(&whole), Err(ListingFault::LineTooLong));
}

#[test]
fn lines_of_a_mebibyte_are_read_in_no_time() {
    let long = |piece: &str| piece.repeat((1 << 20) / piece.len() - 1);
    let took = timed(|| {
        for body in ["x", " x", "a=b;", "-> ", " 1", ";1", "\t", "1,", "é", "-rw-r--r-- ", "00", ":", "Jan 1 "] {
            for head in [
                "",
                "-rw-r--r-- 1 a b 5 Jan 1 10:00 ",
                "type=file; ",
                "lrwxrwxrwx 1 a b 5 Jan 1 10:00 ",
                "+",
                "a;1 ",
                "04-14-00  03:47PM  589 ",
            ] {
                let mut line = head.as_bytes().to_vec();
                line.extend_from_slice(long(body).as_bytes());
                line.truncate(1 << 20);
                line.push(b'\n');
                for asked in [Asked::List, Asked::Mlsd] {
                    let mut reader = reader(asked);
                    reader.push(&line).unwrap();
                    let _listing = reader.finish();
                }
            }
        }
    });
    assert!(took < Duration::from_mins(1), "182 MiB of hostile lines took {took:?}");
}

#[test]
fn a_million_entries_are_enough() {
    let page = b" a file\r\n".repeat(10_000);
    let mut reader = reader(Asked::Mlsd);
    let pages = (0..200).take_while(|_| reader.push(&page) == Ok(ReadOn::More)).count();
    assert_eq!(pages, 99);
    assert_eq!(reader.push(&page), Ok(ReadOn::Enough));
    let (listing, _) = reader.finish();
    assert_eq!((listing.entries.len(), listing.truncated), (1_000_000, true));
}

#[test]
fn endless_lines_without_entries_end_too() {
    let page = b"\r\n".repeat(1 << 20);
    let mut reader = reader(Asked::List);
    let pages = (0..1000).take_while(|_| reader.push(&page) == Ok(ReadOn::More)).count();
    assert!(pages < 5, "{pages}");
    assert!(reader.finish().0.truncated);
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (most as u64)).unwrap()
    }
}

/// Lines of all corpora, cut, joined, and with bytes changed.
#[test]
fn spoiled_lines_never_panic_and_never_invent_names() {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for name in ["list_filezilla.jsonl", "list_elinks.jsonl", "list_node_ftp.jsonl", "list_basic_ftp.jsonl"] {
        for row in corpus(name) {
            lines.extend(
                ["line", "list"].iter().filter_map(|key| row[key].as_str()).map(|line| line.as_bytes().to_vec()),
            );
        }
    }
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for _ in 0..60_000 {
        let mut line = lines[random.below(lines.len())].clone();
        for _ in 0..random.below(4) {
            let at = random.below(line.len().max(1));
            match random.below(4) {
                0 if !line.is_empty() => line[at] = u8::try_from(random.below(256)).unwrap(),
                1 => line.truncate(at),
                2 => {
                    let other = &lines[random.below(lines.len())];
                    let cut = random.below(other.len());
                    line.splice(at.min(line.len()).., other[cut..].iter().copied());
                }
                _ => line.insert(at.min(line.len()), b" \t;=-:/0A"[random.below(9)]),
            }
        }
        for asked in [Asked::List, Asked::Mlsd] {
            let mut reader = reader(asked);
            reader.push(&line).unwrap();
            for entry in reader.finish().0.entries {
                let name = entry.name.as_bytes();
                let spoken = |text: &[u8]| line.windows(text.len()).any(|part| part == text);
                // z/VM tells name and type apart; every other name stands in the line.
                let parts = name.splitn(2, |byte| *byte == b'.').all(|part| part.is_empty() || spoken(part));
                assert!(spoken(name) || parts, "{:?} from {line:?}", entry.name);
            }
        }
    }
}

#[test]
fn bytes_at_random_never_panic() {
    let mut random = Random(88_172_645_463_325_252);
    let mut text = Vec::new();
    for _ in 0..2_000_000 {
        text.push(u8::try_from(random.below(256)).unwrap());
    }
    let listing = read(&text);
    assert!(listing.unread.count > 1000 && listing.unread.samples.len() == 20);
}

#[test]
fn a_hundred_thousand_entries_take_time_in_proportion() {
    let of = |count: usize| {
        let mut text = Vec::new();
        for number in 0..count {
            text.extend_from_slice(
                format!("type=file;size={number};modify=20261121120000;unique=801U{number:x}; f{number}\r\n")
                    .as_bytes(),
            );
        }
        timed(|| {
            let mut reader = reader(Asked::Mlsd);
            text.chunks(8192).for_each(|chunk| assert!(reader.push(chunk).is_ok()));
            assert_eq!(reader.finish().0.entries.len(), count);
        })
    };
    let (small, large) = (of(10_000), of(100_000));
    assert!(large < small * 100 + Duration::from_secs(5), "10,000 in {small:?}, 100,000 in {large:?}");
}

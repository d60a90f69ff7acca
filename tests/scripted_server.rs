//! The SFTP client against servers that refuse, err, lie, stall and die.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod wire_support;

use catamaran::error::{Error, ErrorKind, PacketFault, Place, ServerText, SpokenProtocol, Stage, StatusCode};
use catamaran::log::LogBody;
use catamaran::model::{ByteSize, RemotePath};
use catamaran::remote::sftp::wire::{ByteBudget, StartOptions, TransportEnd};
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, WriteBuffer};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use wire_support::options;
use wire_support::scripted::{
    ATTRS, DATA, HANDLE, NAME, STATUS, connected, connected_with, first_words, packet, string,
};

const OPEN: u8 = 3;
const CLOSE: u8 = 4;
const READ: u8 = 5;
const WRITE: u8 = 6;
const OPENDIR: u8 = 11;
const READDIR: u8 = 12;
const STAT: u8 = 17;
const PLAIN: OpenWrite = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text.as_bytes()).unwrap()
}

#[tokio::test]
async fn every_status_arrives_with_number_name_and_words_and_the_session_goes_on() {
    let text = |message: &[u8], language: Option<&[u8]>| {
        Some(ServerText { message: message.to_vec(), language: language.map(<[u8]>::to_vec) })
    };
    let forms = [
        (Vec::new(), None),
        ([string(b""), string(b"")].concat(), None),
        ([string(b"Disk is full"), string(b"en")].concat(), text(b"Disk is full", Some(b"en"))),
        (string(b"no language tag"), text(b"no language tag", None)),
        ([string(b"bad \xff\xfe text"), string(b"")].concat(), text(b"bad \xff\xfe text", Some(b""))),
    ];
    let (fs, mut server) = connected(&[]).await;
    for code in (0..=31).chain([999]) {
        for (rest, words) in &forms {
            let where_to = path("/srv/x");
            let (result, ()) = tokio::join!(fs.stat(&where_to, FollowLinks::Yes), async {
                let request = server.expect(STAT).await;
                server.answer(STATUS, request.id, &[&u32::to_be_bytes(code)[..], rest].concat());
            });
            let error = result.unwrap_err();
            assert_eq!(error.code, Some(StatusCode::Sftp(code)));
            assert_eq!(StatusCode::Sftp(code).name().is_some(), code <= 31);
            assert_eq!(&error.server_text, words);
            assert_eq!(error.request.as_deref(), Some("SSH_FXP_STAT /srv/x"));
            assert_eq!(error.place, Some(Place::Remote(where_to)));
        }
    }
    let stat = path("/srv/x");
    let (result, ()) = tokio::join!(fs.stat(&stat, FollowLinks::Yes), async {
        let request = server.expect(STAT).await;
        server.attrs(request.id);
    });
    result.unwrap();
}

#[tokio::test]
async fn wrong_packets_are_told_by_what_is_wrong_and_end_every_request() {
    // Each is sent in answer to a STAT with number 1.
    let one = 1_u32.to_be_bytes();
    let cases: Vec<(Vec<u8>, PacketFault)> = vec![
        (b"\x7f\xff\xff\xff\x65".to_vec(), PacketFault::TooLong { length: 0x7fff_ffff }),
        (b"\0\x10\0\0\x65".to_vec(), PacketFault::TooLong { length: 1 << 20 }),
        (b"\0\0\0\0".to_vec(), PacketFault::TooShort { packet_type: None }),
        (packet(STATUS, b"\0\0"), PacketFault::TooShort { packet_type: Some(STATUS) }),
        (packet(STATUS, &one), PacketFault::TooShort { packet_type: Some(STATUS) }),
        (packet(ATTRS, &[&one[..], b"\0\0\0\x01\0\0"].concat()), PacketFault::TooShort { packet_type: Some(ATTRS) }),
        (packet(DATA, b"\0\0"), PacketFault::TooShort { packet_type: Some(DATA) }),
        (packet(99, &one), PacketFault::UnexpectedType { packet_type: 99 }),
        (packet(OPEN, &one), PacketFault::UnexpectedType { packet_type: OPEN }),
        (packet(STATUS, &77_u32.to_be_bytes()), PacketFault::UnknownRequest { request: 77 }),
        (
            packet(DATA, &[&77_u32.to_be_bytes()[..], &string(b"x")].concat()),
            PacketFault::UnknownRequest { request: 77 },
        ),
        (packet(HANDLE, &[&one[..], &string(b"h")].concat()), PacketFault::WrongReply { packet_type: HANDLE }),
        (packet(DATA, &[&one[..], &string(b"x")].concat()), PacketFault::WrongReply { packet_type: DATA }),
        (packet(NAME, &[&one[..], &[0; 4]].concat()), PacketFault::WrongReply { packet_type: NAME }),
    ];
    for (bytes, fault) in cases {
        let (fs, mut server) = connected(&[]).await;
        let mut waiting = JoinSet::new();
        for _ in 0..3 {
            let fs = Arc::clone(&fs);
            waiting.spawn(async move { fs.stat(&path("/x"), FollowLinks::Yes).await.unwrap_err() });
        }
        for _ in 0..3 {
            server.expect(STAT).await;
        }
        server.send(&bytes);
        while let Some(error) = waiting.join_next().await {
            let error = error.unwrap();
            assert_eq!(error.kind, ErrorKind::MalformedPacket(fault), "{error}");
            assert!(error.detail.is_some_and(|detail| detail.starts_with("the packet begins ")));
        }
        assert_eq!(fs.home().await.unwrap_err().kind, ErrorKind::MalformedPacket(fault), "later requests too");
    }
}

#[tokio::test]
async fn wrong_handles_names_and_data_are_told() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    for (handle, length) in [(vec![], 0), (vec![b'h'; 257], 257)] {
        let (fs, mut server) = connected(&[]).await;
        let (opened, ()) = tokio::join!(fs.open_read(&file, 0, None), async {
            let request = server.expect(OPEN).await;
            server.handle(request.id, &handle);
        });
        assert_eq!(opened.err().unwrap().kind, ErrorKind::MalformedPacket(PacketFault::BadHandle { length }));
    }
    let (listed, ()) = tokio::join!(fs.read_link(&file), async {
        let request = server.next().await.unwrap();
        server.answer(NAME, request.id, &u32::MAX.to_be_bytes());
    });
    let fault = PacketFault::BadNameCount { count: u32::MAX };
    assert_eq!(listed.unwrap_err().kind, ErrorKind::MalformedPacket(fault));

    let (fs, mut server) = connected(&[]).await;
    let (opened, ()) = tokio::join!(fs.open_read(&file, 0, Some(ByteSize(10))), async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
    });
    let request = server.expect(READ).await;
    assert_eq!(request.range(), (0, 10));
    server.data(request.id, b"12345678901");
    let error = opened.unwrap().next().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::MalformedPacket(PacketFault::TooMuchData { asked: 10, came: 11 }), "{error}");
}

#[tokio::test]
async fn text_of_a_login_script_is_shown() {
    let kind = ErrorKind::WrongProtocol(SpokenProtocol::LoginText);
    for pieces in [
        &[&b"Welcome to example.org!\nHave a nice day.\n"[..]][..],
        &[&b"W"[..], b"elcome", b" to example.org!\nHave a nice day.\n"],
        &[&b"Welcome to example.org!\nHave a nice day.\n"[..], &packet(2, &3_u32.to_be_bytes())],
    ] {
        let error = first_words(pieces, None).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.detail.unwrap().starts_with("Welcome to example.org!\\nHave a nice day."));
    }
    let error = first_words(&[b"no\n"], Some(TransportEnd::default())).await.unwrap_err();
    assert_eq!((error.kind, error.detail.as_deref()), (kind, Some("no")));
}

#[tokio::test]
async fn services_that_do_not_start_say_why() {
    let end = |stderr: &[u8], exit_status| TransportEnd { cause: None, stderr: stderr.to_vec(), exit_status };
    for (end, kind, detail) in [
        (
            end(b"sh: sftp-server: not found\n", Some(127)),
            ErrorKind::ServiceRefused,
            Some("sh: sftp-server: not found"),
        ),
        (end(b"", Some(1)), ErrorKind::ServiceRefused, Some("exit status 1")),
        (end(b"", None), ErrorKind::ConnectionLost, None),
        (
            TransportEnd { cause: Some(Error::new(ErrorKind::Unreachable)), ..TransportEnd::default() },
            ErrorKind::Unreachable,
            None,
        ),
    ] {
        let error = first_words(&[], Some(end)).await.unwrap_err();
        assert_eq!((error.kind.clone(), error.detail.as_deref()), (kind, detail));
        assert_eq!(error.request.as_deref(), Some("SSH_FXP_INIT"));
    }
    for version in [0, 2, 4] {
        let error = first_words(&[&packet(2, &u32::to_be_bytes(version))], None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::MalformedPacket(PacketFault::BadVersion { version }));
    }
    let error = first_words(&[b"\0\x01\0\0\xff\xfe"], Some(TransportEnd::default())).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConnectionLost);
}

#[tokio::test]
async fn a_hundred_requests_end_when_the_link_dies() {
    let (fs, mut server) = connected(&[]).await;
    let mut waiting = JoinSet::new();
    for number in 0..100 {
        let fs = Arc::clone(&fs);
        waiting.spawn(async move {
            let file = path(&format!("/{number}"));
            if number % 2 == 0 {
                fs.stat(&file, FollowLinks::Yes).await.map(|_| ()).unwrap_err()
            } else {
                fs.open_read(&file, 0, None).await.map(|_| ()).unwrap_err()
            }
        });
    }
    for _ in 0..100 {
        server.next().await.unwrap();
    }
    drop(server);
    let mut ended = 0;
    while let Some(error) = waiting.join_next().await {
        let error = error.unwrap();
        assert_eq!(error.kind, ErrorKind::ConnectionLost);
        assert!(error.place.is_some() && error.request.is_some());
        ended += 1;
    }
    assert_eq!(ended, 100);
    assert_eq!(fs.home().await.unwrap_err().kind, ErrorKind::ConnectionLost);
}

#[tokio::test]
async fn the_stream_is_closed_when_nobody_uses_it() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    let (opened, ()) = tokio::join!(fs.open_read(&file, 0, Some(ByteSize(5_000_000))), async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
    });
    let reader = opened.unwrap();
    drop(fs);
    server.expect(READ).await;
    drop(reader);
    let mut last = None;
    while let Some(request) = server.next().await {
        last = Some(request);
    }
    assert_eq!(last.map(|request| request.packet_type), Some(CLOSE), "the handle is closed, then the stream");
}

#[tokio::test(start_paused = true)]
async fn silence_for_thirty_seconds_ends_a_session_only_while_answers_are_awaited() {
    let (fs, mut server) = connected(&[]).await;
    tokio::time::sleep(Duration::from_hours(5)).await;
    let file = path("/x");
    let began = tokio::time::sleep(Duration::ZERO).deadline();
    // Slow answers are no silence.
    let slow = async {
        let mut reader = fs.open_read(&file, 0, Some(ByteSize(100_000))).await.unwrap();
        let mut got = 0;
        while let Some(chunk) = reader.next().await.unwrap() {
            got += chunk.bytes.len();
        }
        got
    };
    let answers = async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
        for _ in 0..4 {
            let request = server.expect(READ).await;
            let content = vec![0; request.range().1 as usize];
            let answer = packet(DATA, &[&request.id.to_be_bytes()[..], &string(&content)].concat());
            for piece in answer.chunks(5000) {
                tokio::time::sleep(Duration::from_secs(25)).await;
                server.send(piece);
            }
        }
    };
    let (got, ()) = tokio::join!(slow, answers);
    assert_eq!(got, 100_000);
    assert!(began.elapsed() > Duration::from_secs(400));
    let request = server.expect(CLOSE).await;
    server.status(request.id, 0);
    tokio::time::sleep(Duration::from_hours(1)).await;

    let began = tokio::time::sleep(Duration::ZERO).deadline();
    let error = fs.stat(&file, FollowLinks::Yes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::TimedOut(Stage::Session));
    assert!((30..=35).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_greets_is_given_up() {
    let error = first_words(&[], None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::TimedOut(Stage::Service));
}

#[tokio::test]
async fn answers_in_any_order_short_and_empty_ones_make_the_file() {
    let (fs, mut server) = connected(&[]).await;
    let content: Vec<u8> = (0..200_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let file = path("/x");
    let reading = async {
        let mut reader = fs.open_read(&file, 0, Some(ByteSize(200_000))).await.unwrap();
        let mut got = Vec::new();
        while let Some(chunk) = reader.next().await.unwrap() {
            assert_eq!(chunk.offset, got.len() as u64);
            got.extend_from_slice(&chunk.bytes);
        }
        reader.close().await.unwrap();
        got
    };
    let serving = async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
        let mut requests = Vec::new();
        for _ in 0..7 {
            requests.push(server.expect(READ).await);
        }
        let (mut bytes_out, mut empty) = (0, 0);
        while bytes_out < content.len() {
            // The last one first, in pieces of at most 10,000; now and then one without content.
            let request = if requests.is_empty() { server.expect(READ).await } else { requests.pop().unwrap() };
            let (offset, length) = request.range();
            empty += 1;
            if empty % 5 == 0 {
                server.data(request.id, b"");
                continue;
            }
            let at = usize::try_from(offset).unwrap();
            let end = (at + length.min(10_000) as usize).min(content.len());
            server.data(request.id, &content[at..end]);
            bytes_out += end - at;
        }
        let request = server.expect(CLOSE).await;
        server.status(request.id, 0);
    };
    let (got, ()) = tokio::join!(reading, serving);
    assert!(got == content);
}

#[tokio::test]
async fn empty_data_is_no_end_of_file() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    let reading = async {
        let mut reader = fs.open_read(&file, 0, None).await.unwrap();
        reader.next().await.unwrap_err()
    };
    let serving = async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
        while let Some(request) = server.next().await {
            if request.packet_type == CLOSE {
                break;
            }
            server.data(request.id, b"");
        }
    };
    let (error, ()) = tokio::join!(reading, serving);
    assert_eq!(error.kind, ErrorKind::Failure, "{error}");
}

#[tokio::test]
async fn sixty_four_reads_are_under_way_and_the_budget_bounds_them() {
    for (budget, expected) in [(ByteBudget::DEFAULT_TOTAL, 64), (10 * 32 * 1024, 10), (1000, 1)] {
        let budget = ByteBudget::new(budget);
        let (fs, mut server) = connected_with(&[], StartOptions { budget: Arc::clone(&budget), ..options() }).await;
        let file = path("/x");
        let (opened, ()) = tokio::join!(fs.open_read(&file, 0, Some(ByteSize(1 << 30))), async {
            let request = server.expect(OPEN).await;
            server.handle(request.id, b"h");
        });
        let reader = opened.unwrap();
        for _ in 0..expected {
            server.expect(READ).await;
        }
        drop(reader);
        server.expect(CLOSE).await;
        assert_eq!(budget.free(), budget.total(), "all memory is given back");
    }
}

#[tokio::test]
async fn a_failed_write_is_the_error_of_the_file_and_stops_the_watermark() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    let (opened, ()) = tokio::join!(fs.open_write(&file, PLAIN), async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
    });
    let mut writer = opened.unwrap();
    for _ in 0..5 {
        writer.write(WriteBuffer::new(writer.header_room(), 1000)).await.unwrap();
    }
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(server.expect(WRITE).await);
    }
    assert_eq!(sent[4].range(), (4000, 1000));
    for (write, code) in sent.iter().zip([0, 0, 14, 0, 0]).rev() {
        server.status(write.id, code);
    }
    // Success of the close changes nothing.
    let (finished, ()) = tokio::join!(writer.finish(FinishWrite { sync: true, ..FinishWrite::default() }), async {
        let request = server.expect(CLOSE).await;
        server.status(request.id, 0);
    });
    let error = finished.unwrap_err();
    assert_eq!((error.kind.clone(), error.code), (ErrorKind::DiskFull, Some(StatusCode::Sftp(14))));
    assert_eq!(error.request.as_deref(), Some("SSH_FXP_WRITE offset 2000, length 1000"));
    assert_eq!(error.place, Some(Place::Remote(file)));
}

#[tokio::test]
async fn the_verdict_of_a_close_is_heard() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    let finished = async {
        let writer = fs.open_write(&file, PLAIN).await.unwrap();
        assert_eq!(writer.confirmed(), 0);
        writer.finish(FinishWrite::default()).await
    };
    let (finished, ()) = tokio::join!(finished, async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
        let request = server.expect(CLOSE).await;
        server.status(request.id, 15);
    });
    assert_eq!(finished.unwrap_err().kind, ErrorKind::QuotaExceeded);
}

#[tokio::test]
async fn a_handle_that_nobody_waits_for_any_more_is_closed() {
    let (fs, mut server) = connected(&[]).await;
    let file = path("/x");
    let request = tokio::select! {
        biased;
        _ = fs.open_write(&file, PLAIN) => panic!("not answered yet"),
        request = server.expect(OPEN) => request,
    };
    server.handle(request.id, b"\xff\0handle");
    let request = server.expect(CLOSE).await;
    assert_eq!(&request.string(0)[..], b"\xff\0handle");
}

#[tokio::test]
async fn hostile_names_are_set_apart_and_owners_read_from_lines() {
    let (fs, mut server) = connected(&[]).await;
    let folder = path("/srv");
    let (listed, ()) = tokio::join!(async { fs.list(&folder, &mut |_| {}).await }, async {
        let request = server.expect(OPENDIR).await;
        server.handle(request.id, b"h");
        let request = server.expect(READDIR).await;
        server.names(request.id, &[b".", b"..", b"good", b"../evil", b"a/b", b"/etc", b"nul\0", b"", b"caf\xe9"]);
        for _ in 0..8 {
            let request = server.expect(READDIR).await;
            server.status(request.id, 1);
        }
    });
    let listing = listed.unwrap();
    let names: Vec<_> = listing.entries.iter().map(|entry| entry.name.as_bytes()).collect();
    assert_eq!(names, [&b"good"[..], b"caf\xe9"]);
    assert_eq!(listing.refused, [&b"../evil"[..], b"a/b", b"/etc", b"nul\0", b""]);
    let owner = &listing.entries[0].owner;
    assert_eq!((owner.name.as_deref(), listing.entries[0].group.name.as_deref()), (Some("ada"), Some("staff")));
}

#[tokio::test]
async fn an_endless_listing_is_cut_at_a_million() {
    let (fs, mut server) = connected(&[]).await;
    let folder = path("/srv");
    let serving = async {
        let request = server.expect(OPENDIR).await;
        server.handle(request.id, b"h");
        let mut rest = 10_000_u32.to_be_bytes().to_vec();
        for _ in 0..10_000 {
            rest.extend(string(b"name"));
            rest.extend([0; 8]);
        }
        loop {
            match server.next().await.unwrap() {
                request if request.packet_type == READDIR => server.answer(NAME, request.id, &rest),
                request if request.packet_type == CLOSE => break,
                request => panic!("{request:?}"),
            }
        }
    };
    let (listed, ()) = tokio::join!(async { fs.list(&folder, &mut |_| {}).await }, serving);
    let listing = listed.unwrap();
    assert!(listing.truncated);
    assert_eq!(listing.entries.len(), 1_000_000);
}

#[tokio::test]
async fn pages_without_names_end() {
    let (fs, mut server) = connected(&[]).await;
    let folder = path("/srv");
    let (listed, ()) = tokio::join!(async { fs.list(&folder, &mut |_| {}).await }, async {
        let request = server.expect(OPENDIR).await;
        server.handle(request.id, b"h");
        loop {
            match server.next().await.unwrap() {
                request if request.packet_type == READDIR => server.names(request.id, &[]),
                _ => break,
            }
        }
    });
    assert_eq!(listed.unwrap().entries.len(), 0);
}

#[tokio::test]
async fn requests_and_answers_are_logged_but_not_each_block() {
    let options = options();
    let (fs, mut server) = connected_with(&[], options.clone()).await;
    let file = path("/srv/caf\u{e9}\u{202e}");
    let (result, ()) = tokio::join!(fs.remove_file(&file), async {
        let request = server.next().await.unwrap();
        server.status(request.id, 4);
    });
    result.unwrap_err();
    let (opened, ()) = tokio::join!(fs.open_read(&file, 0, Some(ByteSize(1_000_000))), async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
    });
    for _ in 0..31 {
        server.expect(READ).await;
    }
    drop(opened);
    let lines: Vec<LogBody> = options.log.read(0..100).into_iter().map(|(_, entry)| entry.body.clone()).collect();
    let says = |what: &str| lines.iter().any(|line| format!("{line:?}").contains(what));
    assert!(says("SSH_FXP_REMOVE /srv/caf\u{e9}") && says("SSH_FX_FAILURE (4): words"), "{lines:?}");
    assert!(says("flags READ: SSH_FXP_HANDLE"), "{lines:?}");
    assert!(lines.len() <= 4, "{lines:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_share_a_tiny_budget_without_blocking_each_other() {
    let budget = ByteBudget::new(100_000);
    let Some(fs) = wire_support::pipe_server(StartOptions { budget: Arc::clone(&budget), ..options() }).await else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let folder = fs.real_path(dir.path().as_os_str().as_encoded_bytes()).await.unwrap();
    let content: Arc<Vec<u8>> = Arc::new((0..1_000_003_u32).map(|n| u8::try_from(n % 253).unwrap()).collect());
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let (fs, content) = (Arc::clone(&fs), Arc::clone(&content));
        let file = folder.join_bytes(format!("{number}").as_bytes()).unwrap();
        tasks.spawn(async move {
            let mut writer = fs.open_write(&file, PLAIN).await.unwrap();
            let mut left = &content[..];
            while !left.is_empty() {
                let (now, later) = left.split_at(left.len().min(writer.max_content()));
                writer.write(WriteBuffer::from_content(writer.header_room(), now)).await.unwrap();
                left = later;
            }
            writer.finish(FinishWrite::default()).await.unwrap();
            let mut reader = fs.open_read(&file, 0, Some(ByteSize(content.len() as u64))).await.unwrap();
            let mut got = Vec::new();
            while let Some(chunk) = reader.next().await.unwrap() {
                got.extend_from_slice(&chunk.bytes);
                tokio::task::yield_now().await;
            }
            assert!(got == *content);
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(budget.free(), budget.total());
}

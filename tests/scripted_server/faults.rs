//! Packets that cannot be, text in the stream, services that do not start.

use crate::prelude::*;

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
async fn rubbish_from_the_server_ends_every_request_and_never_panics() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 20).unwrap() % below
    };
    for _ in 0..1500 {
        let (fs, mut server) = connected(&[]).await;
        let (file, folder) = (path("/file"), path("/folder"));
        let reading = async {
            let Ok(mut reader) = fs.open_read(&file, 0, None).await else { return };
            while let Ok(Some(_)) = reader.next().await {}
        };
        let writing = async {
            let Ok(mut writer) = fs.open_write(&file, PLAIN).await else { return };
            let _any = writer.write(WriteBuffer::new(writer.header_room(), 100)).await;
            let _any = writer.finish(FinishWrite::default()).await;
        };
        let listing = async {
            let _any = fs.list(&folder, &mut |_| {}).await;
        };
        let serving = async {
            for _ in 0..3 {
                let request = server.next().await.unwrap();
                server.handle(request.id, b"h");
            }
            let mut stream = Vec::new();
            while stream.len() < 600 {
                let id = u32::try_from(random(12)).unwrap().to_be_bytes();
                let good = match random(6) {
                    0 => packet(DATA, &[&id[..], &string(&[7; 40])].concat()),
                    1 => packet(HANDLE, &[&id[..], &string(b"hh")].concat()),
                    2 => packet(NAME, &[&id[..], &1_u32.to_be_bytes(), &string(b"n"), &string(b"l"), &[0; 4]].concat()),
                    3 => packet(ATTRS, &[&id[..], &[0; 4]].concat()),
                    _ => packet(STATUS, &[&id[..], &[0; 3], &[u8::try_from(random(9)).unwrap()]].concat()),
                };
                stream.extend(good);
            }
            for _ in 0..random(4) {
                let at = random(stream.len());
                stream[at] = u8::try_from(random(256)).unwrap();
            }
            for piece in stream.chunks(random(100) + 1) {
                server.send(piece);
            }
            drop(server);
        };
        tokio::time::timeout(Duration::from_mins(1), async { tokio::join!(reading, writing, listing, serving) })
            .await
            .expect("a request hangs");
    }
}

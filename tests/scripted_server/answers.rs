//! Statuses, listings and the log.

use crate::prelude::*;

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

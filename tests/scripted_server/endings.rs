//! Links that die, stall or are no longer used.

use crate::prelude::*;

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

/// A stream that takes nothing, and tells when it is let go.
struct StuckSender {
    _alive: tokio::sync::mpsc::UnboundedSender<()>,
}

#[async_trait::async_trait]
impl TransportSender for StuckSender {
    async fn send(&self, bytes: Bytes) -> Result<(), Box<Error>> {
        // The greeting still fits.
        if bytes.len() > 9 {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    async fn close(&self) {}
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_takes_nothing_is_let_go_when_it_dies() {
    let (_, receiver, end) = memory_stream(TransportEnd::default());
    let (alive, mut let_go) = tokio::sync::mpsc::unbounded_channel();
    let starting = SftpFs::start(Box::new(StuckSender { _alive: alive }), receiver, options());
    end.to_client.send(Bytes::from(packet(2, &3_u32.to_be_bytes()))).unwrap();
    let fs = starting.await.unwrap();
    let file = path("/x");
    let stat = fs.stat(&file, FollowLinks::Yes);
    let (error, ()) = tokio::join!(stat, async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        drop(end);
    });
    assert_eq!(error.unwrap_err().kind, ErrorKind::ConnectionLost);
    assert!(let_go.recv().await.is_none());
}

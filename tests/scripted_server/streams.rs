//! Reading and writing with answers out of order, short, empty or bad, and memory that is bounded.

use crate::prelude::*;
use catamaran::model::{Clock, Timestamp};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_share_a_tiny_budget_without_blocking_each_other() {
    let budget = ByteBudget::new(100_000);
    let Some(fs) = crate::wire_support::pipe_server(StartOptions { budget: Arc::clone(&budget), ..options() }).await
    else {
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

/// Follows tokio's time, which tests can stop.
#[derive(Debug)]
struct TokioClock(tokio::time::Instant);

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(0)
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[tokio::test(start_paused = true)]
async fn the_window_grows_on_a_long_link() {
    let start = tokio::time::sleep(Duration::ZERO).deadline();
    let clock = Arc::new(TokioClock(start));
    let (fs, mut server) = connected_with(&[], StartOptions { clock, ..options() }).await;
    let size = 96 << 20;
    let file = path("/x");
    let reading = async {
        let mut reader = fs.open_read(&file, 0, Some(ByteSize(size))).await.unwrap();
        let mut got = 0;
        while let Some(chunk) = reader.next().await.unwrap() {
            got += chunk.bytes.len() as u64;
        }
        assert_eq!(got, size);
        start.elapsed()
    };
    let serving = async {
        let request = server.expect(OPEN).await;
        server.handle(request.id, b"h");
        let content = vec![0; 32 * 1024];
        let mut answers = std::collections::VecDeque::new();
        let mut left = size;
        while left > 0 {
            let due = answers.front().map_or_else(|| start + Duration::from_hours(1), |(due, _)| *due);
            tokio::select! {
                request = server.next() => {
                    // A tenth of a second there and back, and no other limit.
                    let due = start + start.elapsed() + Duration::from_millis(100);
                    answers.push_back((due, request.unwrap().id));
                }
                () = tokio::time::sleep_until(due) => {
                    let (_, id) = answers.pop_front().unwrap();
                    server.data(id, &content);
                    left -= content.len() as u64;
                }
            }
        }
    };
    let (took, ()) = tokio::join!(reading, serving);
    // 48 round trips with the window of the start.
    assert!(took < Duration::from_millis(1500), "{took:?}");
}

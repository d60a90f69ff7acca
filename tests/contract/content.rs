//! The content of files: identical at every size, from any offset, many at once.

use crate::site::{PLAIN, Site, pattern, write_all};
use catamaran::error::{ErrorKind, Place};
use catamaran::model::{ByteSize, RemotePath};
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, WriteBuffer};

pub async fn every_size_comes_back_identical(site: &Site) {
    let path = site.path("file");
    for size in [0, 1, 2, 32_767, 32_768, 32_769, 65_536, 261_119, 261_120, 261_121, 261_122, 1_048_579] {
        let content = pattern(size);
        site.put(&path, &content).await;
        assert_eq!(site.size(&path).await, size as u64);
        for known in [None, Some(size as u64)] {
            assert!(site.get(&path, 0, known).await == content, "{size} bytes, size known: {known:?}");
        }
    }
}

pub async fn sixteen_mebibytes_come_back_identical(site: &Site) {
    let path = site.path("file");
    let content = pattern((16 << 20) + 12_345);
    let mut writer = site.fs.open_write(&path, PLAIN).await.unwrap();
    // Odd pieces, shorter than the writer would take.
    for piece in content.chunks(31_013) {
        let mut buffer = WriteBuffer::new(writer.header_room(), 32_000);
        buffer.content_mut()[..piece.len()].copy_from_slice(piece);
        buffer.truncate(piece.len());
        writer.write(buffer).await.unwrap();
        assert!(writer.confirmed() <= content.len() as u64);
    }
    writer.finish(FinishWrite { sync: true, ..FinishWrite::default() }).await.unwrap();
    assert!(site.get(&path, 0, Some(content.len() as u64)).await == content);
    assert!(site.get(&path, 0, None).await == content);
    // Buffers of the largest size, and with another header than the writer asked for.
    let mut writer = site.fs.open_write(&path, PLAIN).await.unwrap();
    let mut left = &content[..];
    while !left.is_empty() {
        let (now, later) = left.split_at(left.len().min(writer.max_content()));
        writer.write(WriteBuffer::from_content(3, now)).await.unwrap();
        left = later;
    }
    writer.finish(FinishWrite::default()).await.unwrap();
    assert!(site.get(&path, 0, Some(content.len() as u64)).await == content);
}

pub async fn exclusive_opens_refuse_what_exists(site: &Site) {
    let path = site.path("file");
    let how = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: None };
    let writer = site.fs.open_write(&path, how).await.unwrap();
    writer.finish(FinishWrite::default()).await.unwrap();
    let error = site.fs.open_write(&path, how).await.err().unwrap();
    assert!(matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure), "{error}");
    assert_eq!(error.place, Some(Place::Remote(path.clone())));
    // A link that leads nowhere is taken too.
    if !site.fs.capabilities().symlink {
        return;
    }
    let link = site.path("link");
    site.fs.create_symlink(&link, b"nowhere").await.unwrap();
    assert!(site.fs.open_write(&link, how).await.is_err());
    assert!(site.fs.stat(&site.path("nowhere"), FollowLinks::No).await.is_err());
}

pub async fn writing_begins_at_the_offset(site: &Site) {
    let path = site.path("file");
    site.put(&path, b"0123456789").await;
    if site.ftp.is_some() {
        return writing_goes_on_at_the_end(site, &path).await;
    }
    for (offset, truncate, whole) in
        [(5, false, &b"01234abcd9"[..]), (10, false, b"01234abcd9abcd"), (0, true, b"abcd")]
    {
        let how = OpenWrite { exclusive: false, truncate, offset, permissions: None };
        let mut writer = site.fs.open_write(&path, how).await.unwrap();
        assert_eq!(writer.confirmed(), offset);
        write_all(writer.as_mut(), b"ab").await;
        write_all(writer.as_mut(), b"cd").await;
        writer.finish(FinishWrite::default()).await.unwrap();
        assert_eq!(site.get(&path, 0, None).await, whole);
    }
}

/// What STOR behind REST does to content that is there already differs from server to server; behind the end none is.
async fn writing_goes_on_at_the_end(site: &Site, path: &RemotePath) {
    for (offset, truncate, whole) in [(10, false, &b"0123456789abcd"[..]), (0, true, b"abcd")] {
        let how = OpenWrite { exclusive: false, truncate, offset, permissions: None };
        let mut writer = site.fs.open_write(path, how).await.unwrap();
        assert_eq!(writer.confirmed(), offset);
        write_all(writer.as_mut(), b"ab").await;
        write_all(writer.as_mut(), b"cd").await;
        writer.finish(FinishWrite::default()).await.unwrap();
        assert_eq!(site.get(path, 0, None).await, whole);
    }
}

pub async fn reading_begins_at_the_offset(site: &Site) {
    let path = site.path("file");
    let content = pattern(700_000);
    site.put(&path, &content).await;
    for offset in [0, 1, 32_768, 300_001, 699_999, 700_000, 700_001] {
        if site.ftp.is_some() && offset > content.len() {
            // REST behind the end is an error on some servers.
            continue;
        }
        let expected = content.get(offset..).unwrap_or_default();
        assert!(site.get(&path, offset as u64, None).await == expected, "from {offset}");
        if offset <= content.len() {
            assert!(site.get(&path, offset as u64, Some(700_000)).await == expected, "from {offset}, size known");
        }
    }
}

pub async fn a_wrong_size_is_told(site: &Site) {
    let path = site.path("file");
    for size in [10_usize, 700_000] {
        let content = pattern(size);
        site.put(&path, &content).await;
        // Shorter than told: everything comes, then the error.
        let mut reader = site.fs.open_read(&path, 0, Some(ByteSize(size as u64 + 5))).await.unwrap();
        let mut got = Vec::new();
        let error = loop {
            match reader.next().await {
                Ok(Some(chunk)) => got.extend_from_slice(&chunk.bytes),
                Ok(None) => panic!("a file that ends early"),
                Err(error) => break error,
            }
        };
        assert!(got == content);
        assert_eq!(error.kind, ErrorKind::EndedEarly, "{error}");
        assert_eq!(error.place, Some(Place::Remote(path.clone())));
        assert!(reader.next().await.unwrap().is_none(), "nothing more after an error");
        reader.close().await.unwrap();
        // Longer than told: no more than the size.
        assert!(site.get(&path, 0, Some(size as u64 - 3)).await == content[..size - 3]);
    }
    // Files of which the size is told as 0 may hold something.
    site.put(&path, b"abc").await;
    assert_eq!(site.get(&path, 0, Some(0)).await, b"abc");
}

pub async fn two_hundred_files_are_open_at_once(site: &Site) {
    if site.fs.capabilities().transfers_per_channel.is_some() {
        // Each waits for the one before it.
        return;
    }
    let mut writers = Vec::new();
    for number in 0..200 {
        let path = site.path(format!("file {number}"));
        let mut writer = site.fs.open_write(&path, PLAIN).await.unwrap();
        write_all(writer.as_mut(), format!("content {number}").as_bytes()).await;
        writers.push(writer);
    }
    for writer in writers {
        writer.finish(FinishWrite::default()).await.unwrap();
    }
    let mut readers = Vec::new();
    for number in 0..200 {
        readers.push(site.fs.open_read(&site.path(format!("file {number}")), 0, None).await.unwrap());
    }
    for (number, mut reader) in readers.into_iter().enumerate() {
        let chunk = reader.next().await.unwrap().unwrap();
        assert_eq!(&chunk.bytes[..], format!("content {number}").as_bytes());
        reader.close().await.unwrap();
    }
}

pub async fn dropped_streams_leave_the_session_usable(site: &Site) {
    let path = site.path("file");
    let content = pattern(5_000_000);
    site.put(&path, &content).await;
    // More than the handles of any server, were they not given back.
    for round in 0..300 {
        let mut reader = site.fs.open_read(&path, 0, Some(ByteSize(5_000_000))).await.unwrap();
        if round % 3 == 0 {
            reader.next().await.unwrap().unwrap();
        }
        drop(reader);
        if round % 10 == 0 {
            let mut writer = site.fs.open_write(&site.path("other"), PLAIN).await.unwrap();
            write_all(writer.as_mut(), &content[..100_000]).await;
            drop(writer);
        }
        if round % 5 == 0 {
            // Given up before the answer: the handle that comes late is closed too.
            let opening = site.fs.open_read(&path, 0, None);
            tokio::select! {
                biased;
                _ = opening => {}
                () = std::future::ready(()) => {}
            }
        }
    }
    assert!(site.get(&path, 0, None).await == content);
}

pub async fn many_small_files_at_once(site: &Site) {
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200_usize {
        let (fs, path) = (site.fs.clone(), site.path(format!("{number}")));
        tasks.spawn(async move {
            let content = pattern(number * 331);
            let mut writer = fs.open_write(&path, PLAIN).await.unwrap();
            write_all(writer.as_mut(), &content).await;
            writer.finish(FinishWrite::default()).await.unwrap();
            let mut reader = fs.open_read(&path, 0, Some(ByteSize(content.len() as u64))).await.unwrap();
            let mut got = Vec::new();
            while let Some(chunk) = reader.next().await.unwrap() {
                got.extend_from_slice(&chunk.bytes);
            }
            reader.close().await.unwrap();
            assert!(got == content, "file {number}");
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

pub async fn abandoned_writers_tell_what_is_confirmed(site: &Site) {
    let path = site.path("file");
    let mut writer = site.fs.open_write(&path, PLAIN).await.unwrap();
    write_all(writer.as_mut(), &pattern(200_000)).await;
    assert_eq!(writer.abandon().await, 200_000);
    assert_eq!(site.size(&path).await, 200_000);
}

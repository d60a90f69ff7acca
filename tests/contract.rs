//! One contract for every `RemoteFs`: the same checks on each back end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod wire_support;

use catamaran::model::ByteSize;
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, WriteBuffer};

#[tokio::test]
async fn smoke() {
    let fs = wire_support::pipe_server(wire_support::options()).await.unwrap();
    println!("{:?}", fs.capabilities());
    let dir = tempfile::tempdir().unwrap();
    let folder = fs.real_path(dir.path().as_os_str().as_encoded_bytes()).await.unwrap();
    println!("{:?} {:?} {:?}", folder, fs.home().await, fs.real_path(b"~").await);
    let path = folder.join_bytes(b"caf\xe9").unwrap();
    let how = OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: None };
    let mut writer = fs.open_write(&path, how).await.unwrap();
    let size = 16 << 20;
    let content: Vec<u8> = (0..size).map(|n: usize| (n % 251) as u8).collect();
    let mut left = &content[..];
    while !left.is_empty() {
        let n = left.len().min(writer.max_content());
        writer.write(WriteBuffer::from_content(writer.header_room(), &left[..n])).await.unwrap();
        left = &left[n..];
    }
    writer.finish(FinishWrite { sync: true, ..FinishWrite::default() }).await.unwrap();
    println!("{:?}", fs.stat(&path, FollowLinks::Yes).await);
    for known in [Some(ByteSize(size as u64)), None] {
        let mut reader = fs.open_read(&path, 0, known).await.unwrap();
        let mut back = Vec::new();
        while let Some(chunk) = reader.next().await.unwrap() {
            back.extend_from_slice(&chunk.bytes);
        }
        assert!(back == content);
        reader.close().await.unwrap();
    }
    println!("{:?}", fs.list(&folder, &mut |_| {}).await);
    println!("{:?}", fs.space(&folder).await);
}

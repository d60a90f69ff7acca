//! A server that says exactly what a test tells it to.

use super::{ServerEnd, memory_stream, options};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use catamaran::error::Result;
use catamaran::remote::sftp::wire::{SftpFs, StartOptions, TransportEnd};
use std::sync::Arc;

pub const STATUS: u8 = 101;
pub const HANDLE: u8 = 102;
pub const DATA: u8 = 103;
pub const NAME: u8 = 104;
pub const ATTRS: u8 = 105;

/// One packet from the client.
#[derive(Clone, Debug)]
pub struct Request {
    pub packet_type: u8,
    pub id: u32,
    /// What follows the number.
    pub body: Bytes,
}

impl Request {
    /// The strings at the beginning of the body.
    pub fn string(&self, number: usize) -> Bytes {
        let mut body = self.body.clone();
        for _ in 0..number {
            let length = body.get_u32() as usize;
            body.advance(length);
        }
        let length = body.get_u32() as usize;
        body.split_to(length)
    }

    /// Offset and length of a READ; offset and length of the content of a WRITE.
    pub fn range(&self) -> (u64, u32) {
        let mut body = self.body.slice(4 + self.string(0).len()..);
        (body.get_u64(), body.get_u32())
    }
}

pub struct Server {
    end: ServerEnd,
    input: BytesMut,
}

/// A packet with its length in front.
pub fn packet(packet_type: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.put_u32(u32::try_from(rest.len()).unwrap() + 1);
    bytes.put_u8(packet_type);
    bytes.extend_from_slice(rest);
    bytes
}

/// The parts after another, as fields: integers come as four bytes, strings with their length.
pub fn string(bytes: &[u8]) -> Vec<u8> {
    let mut field = Vec::new();
    field.put_u32(u32::try_from(bytes.len()).unwrap());
    field.extend_from_slice(bytes);
    field
}

/// A client and the server it has shaken hands with; `extensions` are announced.
pub async fn connected(extensions: &[&str]) -> (Arc<SftpFs>, Server) {
    connected_with(extensions, options()).await
}

pub async fn connected_with(extensions: &[&str], options: StartOptions) -> (Arc<SftpFs>, Server) {
    let (sender, receiver, end) = memory_stream(TransportEnd::default());
    let mut server = Server { end, input: BytesMut::new() };
    let starting = SftpFs::start(sender, receiver, options);
    let greeting = async {
        server.init().await;
        let mut version = 3_u32.to_be_bytes().to_vec();
        for name in extensions {
            version.extend(string(name.as_bytes()));
            version.extend(string(b"1"));
        }
        server.send(&packet(2, &version));
    };
    let (started, ()) = tokio::join!(starting, greeting);
    (started.unwrap(), server)
}

/// What a client makes of these bytes in answer to its first packet; the stream ends behind them when `ends` says how.
pub async fn first_words(pieces: &[&[u8]], ends: Option<TransportEnd>) -> Result<Arc<SftpFs>> {
    let (sender, receiver, end) = memory_stream(ends.clone().unwrap_or_default());
    let mut server = Server { end, input: BytesMut::new() };
    let speaking = async {
        server.init().await;
        for piece in pieces {
            server.send(piece);
            tokio::task::yield_now().await;
        }
        if ends.is_some() { None } else { Some(server) }
    };
    let (started, _server) = tokio::join!(SftpFs::start(sender, receiver, options()), speaking);
    started
}

impl Server {
    async fn fill(&mut self, length: usize) -> bool {
        while self.input.len() < length {
            let Some(bytes) = self.end.from_client.recv().await else { return false };
            self.input.extend_from_slice(&bytes);
        }
        true
    }

    async fn init(&mut self) {
        assert!(self.fill(9).await);
        assert_eq!(&self.input.split_to(9)[..], b"\0\0\0\x05\x01\0\0\0\x03");
    }

    /// The next request; `None` when the client closed the stream.
    pub async fn next(&mut self) -> Option<Request> {
        if !self.fill(4).await {
            return None;
        }
        let length = self.input.get_u32() as usize;
        assert!(self.fill(length).await);
        let mut packet = self.input.split_to(length).freeze();
        Some(Request { packet_type: packet.get_u8(), id: packet.get_u32(), body: packet })
    }

    /// The next request, which must be of this type.
    pub async fn expect(&mut self, packet_type: u8) -> Request {
        let request = self.next().await.unwrap();
        assert_eq!(request.packet_type, packet_type, "{request:?}");
        request
    }

    pub fn send(&self, bytes: &[u8]) {
        let _the_client_may_be_gone = self.end.to_client.send(Bytes::copy_from_slice(bytes));
    }

    pub fn answer(&self, packet_type: u8, id: u32, rest: &[u8]) {
        self.send(&packet(packet_type, &[&id.to_be_bytes(), rest].concat()));
    }

    pub fn status(&self, id: u32, code: u32) {
        self.answer(STATUS, id, &[&code.to_be_bytes()[..], &string(b"words"), &string(b"en")].concat());
    }

    pub fn handle(&self, id: u32, handle: &[u8]) {
        self.answer(HANDLE, id, &string(handle));
    }

    pub fn data(&self, id: u32, content: &[u8]) {
        self.answer(DATA, id, &string(content));
    }

    /// Names with empty attributes.
    pub fn names(&self, id: u32, names: &[&[u8]]) {
        let mut rest = u32::try_from(names.len()).unwrap().to_be_bytes().to_vec();
        for name in names {
            rest.extend(string(name));
            rest.extend(string(b"-rw-r--r--    1 ada      staff        12 Jan  1 10:00 x"));
            rest.extend([0; 4]);
        }
        self.answer(NAME, id, &rest);
    }

    /// Attributes that tell nothing.
    pub fn attrs(&self, id: u32) {
        self.answer(ATTRS, id, &[0; 4]);
    }
}

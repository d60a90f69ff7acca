//! Files as text (TYPE A, RFC 959, section 3.1.1.1): on the way every line ends with CR and LF.

use super::write::FtpWriter;
use crate::error::Result;
use crate::remote::{Chunk, FinishWrite, RemoteReader, RemoteWriter, WriteBuffer};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

/// Whether this computer ends lines as they are ended on the way.
const SAME_HERE: bool = cfg!(windows);

/// Gives lines the ends that they have on the way: a CR before every LF that has none.
#[derive(Debug, Default)]
pub(super) struct OnTheWay {
    last: u8,
    /// How many bytes were put in.
    pub(super) added: u64,
}

impl OnTheWay {
    pub(super) fn convert(&mut self, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(content.len() + content.len() / 32);
        for byte in content {
            if *byte == b'\n' && self.last != b'\r' {
                out.push(b'\r');
                self.added += 1;
            }
            out.push(*byte);
            self.last = *byte;
        }
        out
    }
}

/// Gives lines the ends that they have here: takes the CR before each LF away. One at the end of a piece waits for what
/// follows.
#[derive(Debug, Default)]
struct Arrived {
    waiting: bool,
}

impl Arrived {
    fn convert(&mut self, content: &[u8]) -> BytesMut {
        let mut out = BytesMut::with_capacity(content.len() + 1);
        for byte in content {
            if self.waiting && *byte != b'\n' {
                out.extend_from_slice(b"\r");
            }
            self.waiting = *byte == b'\r';
            if !self.waiting {
                out.extend_from_slice(&[*byte]);
            }
        }
        out
    }

    fn rest(&mut self) -> Option<Bytes> {
        std::mem::take(&mut self.waiting).then(|| Bytes::from_static(b"\r"))
    }
}

/// Reads a file as text.
pub(super) struct TextReader {
    inner: Box<dyn RemoteReader>,
    arrived: Arrived,
    /// How much was handed out.
    at: u64,
}

impl TextReader {
    pub(super) fn new(inner: Box<dyn RemoteReader>) -> Self {
        Self { inner, arrived: Arrived::default(), at: 0 }
    }

    fn chunk(&mut self, bytes: Bytes) -> Chunk {
        let offset = self.at;
        self.at += bytes.len() as u64;
        Chunk { offset, bytes }
    }
}

#[async_trait]
impl RemoteReader for TextReader {
    async fn next(&mut self) -> Result<Option<Chunk>> {
        if SAME_HERE {
            return self.inner.next().await;
        }
        while let Some(chunk) = self.inner.next().await? {
            let bytes = self.arrived.convert(&chunk.bytes).freeze();
            if !bytes.is_empty() {
                return Ok(Some(self.chunk(bytes)));
            }
        }
        Ok(self.arrived.rest().map(|bytes| self.chunk(bytes)))
    }

    async fn close(self: Box<Self>) -> Result<()> {
        self.inner.close().await
    }
}

/// Writes a file as text.
pub(super) struct TextWriter {
    inner: FtpWriter,
    way: OnTheWay,
    /// How much of the source was taken.
    taken: u64,
}

impl TextWriter {
    pub(super) fn new(inner: FtpWriter) -> Self {
        Self { inner, way: OnTheWay::default(), taken: 0 }
    }
}

#[async_trait]
impl RemoteWriter for TextWriter {
    fn header_room(&self) -> usize {
        0
    }

    fn max_content(&self) -> usize {
        self.inner.max_content()
    }

    async fn write(&mut self, buffer: WriteBuffer) -> Result<()> {
        let (header, bytes) = buffer.into_parts();
        let content = bytes.get(header..).unwrap_or_default();
        let sent = self.way.convert(content);
        self.inner.write(WriteBuffer::from_content(0, &sent)).await?;
        self.taken += content.len() as u64;
        Ok(())
    }

    fn confirmed(&self) -> u64 {
        self.taken
    }

    async fn finish(mut self: Box<Self>, how: FinishWrite) -> Result<()> {
        self.inner.finish_text(how, self.way.added).await
    }

    async fn abandon(self: Box<Self>) -> u64 {
        // Where it would go on stands in no number that both sides have.
        Box::new(self.inner).abandon().await;
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_get_the_ends_of_the_way_and_come_back_wherever_they_are_cut() {
        let text = b"one\ntwo\r\n\n\rthree\r\r\nlast\r";
        let whole = OnTheWay::default().convert(text);
        assert_eq!(whole, b"one\r\ntwo\r\n\r\n\rthree\r\r\nlast\r");
        for cut in 0..=text.len() {
            let mut way = OnTheWay::default();
            let mut sent = way.convert(&text[..cut]);
            sent.extend(way.convert(&text[cut..]));
            assert_eq!((sent.as_slice(), way.added), (whole.as_slice(), 2), "{cut}");
        }
        for cut in 0..=whole.len() {
            let mut arrived = Arrived::default();
            let mut here = arrived.convert(&whole[..cut]).to_vec();
            here.extend(arrived.convert(&whole[cut..]));
            here.extend(arrived.rest().unwrap_or_default());
            assert_eq!(here, b"one\ntwo\n\n\rthree\r\nlast\r", "{cut}");
        }
    }
}

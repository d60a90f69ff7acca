//! What is said in clear before suppaftp takes over: the greeting, and the agreement to TLS. suppaftp takes no greeting but 220,
//! and passes over whatever it has read behind an agreement.

use super::reply::reply_end;
use super::tls::io_error;
use crate::error::{Error, ErrorKind, FtpFault, Result, ServerText};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

/// The longest reply that is taken.
const MOST: usize = 64 << 10;

/// How much is looked at in one go: what is no reply is judged by that.
const AT_ONCE: usize = 4 << 10;

/// A connection whose words are read one reply at a time, and nothing behind them goes unseen.
#[derive(Debug)]
pub(super) struct FirstWords<S> {
    stream: S,
    /// What came and was not taken yet.
    read: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> FirstWords<S> {
    pub(super) fn over(stream: S) -> Self {
        Self { stream, read: Vec::with_capacity(AT_ONCE) }
    }

    /// Awaits one whole reply, or what cannot become one.
    ///
    /// # Errors
    /// `ConnectionLost` at the end of the stream, with what was said until then; `FtpProtocol(EndlessReply)`; `TlsFailed`.
    pub(super) async fn reply(&mut self) -> Result<Vec<u8>> {
        loop {
            if let Some(end) = reply_end(&self.read) {
                return Ok(self.read.drain(..end).collect());
            }
            if self.read.len() >= MOST {
                return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::EndlessReply)));
            }
            // What is no reply may never end with a line.
            if not_a_reply(&self.read) {
                return Ok(std::mem::take(&mut self.read));
            }
            if self.stream.read_buf(&mut self.read).await.map_err(|fault| io_error(&fault))? == 0 {
                return Err(lost(&self.read));
            }
        }
    }

    /// Sends one command.
    ///
    /// # Errors
    /// `ConnectionLost`, `TlsFailed`.
    pub(super) async fn say(&mut self, line: &str) -> Result<()> {
        let sending = async {
            self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
            self.stream.flush().await
        };
        sending.await.map_err(|fault| io_error(&fault))
    }

    /// Whether more was said than the replies that were taken; waits for nothing.
    pub(super) async fn more_waits(&mut self) -> bool {
        let mut byte = [0];
        let mut buffer = ReadBuf::new(&mut byte);
        let reading = poll_fn(|context| {
            Poll::Ready(match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                // The end of the stream, or a fault, is told by the next read.
                Poll::Ready(Ok(())) => !buffer.filled().is_empty(),
                Poll::Ready(Err(_)) | Poll::Pending => false,
            })
        });
        !self.read.is_empty() || tokio::task::unconstrained(reading).await
    }

    /// The connection; whatever was read and not taken is lost.
    pub(super) fn into_stream(self) -> S {
        self.stream
    }
}

fn lost(bytes: &[u8]) -> Box<Error> {
    let mut error = Error::new(ErrorKind::ConnectionLost);
    if !bytes.is_empty() {
        error.server_text = Some(ServerText { message: bytes.trim_ascii_end().to_vec(), language: None });
    }
    error
}

/// Whether these bytes cannot become a reply.
fn not_a_reply(bytes: &[u8]) -> bool {
    bytes.iter().take(3).any(|b| !b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn replies_are_taken_one_by_one_however_they_are_packed() {
        let (ours, mut server) = tokio::io::duplex(64);
        let mut words = FirstWords::over(ours);
        assert!(!words.more_waits().await);
        server.write_all(b"120 soon\r\n220-hello\r\n 120 no end\r\n220 re").await.unwrap();
        assert_eq!(words.reply().await.unwrap(), b"120 soon\r\n");
        assert!(words.more_waits().await);
        server.write_all(b"ady\r\n").await.unwrap();
        assert_eq!(words.reply().await.unwrap(), b"220-hello\r\n 120 no end\r\n220 ready\r\n");
        assert!(!words.more_waits().await);
        words.say("AUTH TLS").await.unwrap();
        server.write_all(b"234 go on\r\n2").await.unwrap();
        assert_eq!(words.reply().await.unwrap(), b"234 go on\r\n");
        assert!(words.more_waits().await);
        drop(server);
        let error = words.reply().await.unwrap_err();
        assert_eq!((&error.kind, error.server_text.unwrap().message), (&ErrorKind::ConnectionLost, b"2".to_vec()));
    }

    #[tokio::test]
    async fn what_comes_later_is_seen_to_wait() {
        let (ours, mut server) = tokio::io::duplex(64);
        let mut words = FirstWords::over(ours);
        server.write_all(b"220\r\n").await.unwrap();
        assert_eq!(words.reply().await.unwrap(), b"220\r\n");
        server.write_all(b"x").await.unwrap();
        assert!(words.more_waits().await);
    }

    #[tokio::test]
    async fn what_is_no_reply_is_handed_over_as_it_came_and_an_endless_one_is_refused() {
        let (ours, mut server) = tokio::io::duplex(MOST);
        let mut words = FirstWords::over(ours);
        server.write_all(b"\x15\x03\x01").await.unwrap();
        assert_eq!(words.reply().await.unwrap(), b"\x15\x03\x01");
        server.write_all(b"220-").await.unwrap();
        server.write_all(&vec![b'a'; MOST - 4]).await.unwrap();
        let error = words.reply().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::FtpProtocol(FtpFault::EndlessReply));
    }
}

//! The stream of a connection for commands, as suppaftp wants it: in clear or over TLS.

use super::stream::TlsStream;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use suppaftp::FtpResult;
use suppaftp::tokio::TokioTlsStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::either::Either;

/// The greeting that suppaftp insists on; the server's own was read before.
const GREETING: &[u8] = b"220 \r\n";

/// What commands travel over: in clear on the left, secured on the right.
pub(super) type Wire = Either<TcpStream, Box<TlsStream>>;

/// Holds commands back, so that several go out in one piece: servers then wake once for them, and answer in one.
#[derive(Clone, Debug, Default)]
pub(super) struct Holding(Arc<AtomicBool>);

impl Holding {
    /// From now on what is written is kept, and nothing is read.
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// What was kept goes out with the next write or read.
    pub(super) fn end(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A connection for commands whose first words were exchanged.
#[derive(Debug)]
pub(super) struct ControlStream {
    wire: Wire,
    /// What is still to be read of the greeting.
    greeting: &'static [u8],
    holding: Holding,
    /// What was held back and not sent yet.
    kept: Vec<u8>,
}

impl ControlStream {
    pub(super) fn over(wire: Wire, holding: Holding) -> Self {
        Self { wire, greeting: GREETING, holding, kept: Vec::new() }
    }

    /// Sends what was held back, as far as the wire takes it now.
    fn poll_kept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.kept.is_empty() {
            match ready!(Pin::new(&mut self.wire).poll_write(cx, &self.kept)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(sent) => drop(self.kept.drain(..sent.min(self.kept.len()))),
                Err(fault) => {
                    self.kept.clear();
                    return Poll::Ready(Err(fault));
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for ControlStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            if self.holding.is_on() {
                // Whoever has begun to hold back ends it before waiting.
                return Poll::Pending;
            }
            let _sent_or_not = self.poll_kept(cx);
            // suppaftp does not flush. What TLS took of a command and the network did not yet (the task had done its share of
            // work, or the buffers of the system were full) goes out while the reply is awaited. Where it cannot, the server's
            // last words may still be read, or the end.
            let _sent_or_not = Pin::new(&mut self.wire).poll_flush(cx);
            return Pin::new(&mut self.wire).poll_read(cx, buf);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(buf.remaining()));
        buf.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ControlStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.holding.is_on() || !self.kept.is_empty() {
            self.kept.extend_from_slice(buf);
            return Poll::Ready(Ok(buf.len()));
        }
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.holding.is_on() {
            return Poll::Ready(Ok(()));
        }
        ready!(self.poll_kept(cx))?;
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}

impl TokioTlsStream for ControlStream {
    type InnerStream = Wire;

    fn tcp_stream(self) -> FtpResult<TcpStream> {
        match self.wire {
            Either::Left(stream) => Ok(stream),
            Either::Right(stream) => stream.tcp_stream(),
        }
    }

    fn get_ref(&self) -> &TcpStream {
        match &self.wire {
            Either::Left(stream) => stream,
            Either::Right(stream) => stream.get_ref(),
        }
    }

    fn mut_ref(&mut self) -> &mut Wire {
        &mut self.wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn lines_that_were_held_back_go_out_in_one_piece_before_anything_is_read() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ours = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        let holding = Holding::default();
        let mut stream = ControlStream::over(Either::Left(ours), holding.clone());
        let mut greeting = [0; GREETING.len()];
        stream.read_exact(&mut greeting).await.unwrap();
        holding.begin();
        stream.write_all(b"RNFR a\r\n").await.unwrap();
        stream.flush().await.unwrap();
        let mut reply = [0; 5];
        let mut reading = std::pin::pin!(stream.read_exact(&mut reply));
        assert!(poll_fn(|cx| Poll::Ready(reading.as_mut().poll(cx))).await.is_pending());
        assert_eq!(server.try_read(&mut [0; 64]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        holding.end();
        stream.write_all(b"RNTO b\r\n").await.unwrap();
        let answering = async {
            let mut all = [0; 64];
            let length = server.read(&mut all).await.unwrap();
            assert_eq!(&all[..length], b"RNFR a\r\nRNTO b\r\n");
            server.write_all(b"350\r\n").await.unwrap();
        };
        let (read, ()) = tokio::join!(stream.read_exact(&mut reply), answering);
        assert_eq!((read.unwrap(), &reply), (5, b"350\r\n"));
        // From here on nothing is held back.
        stream.write_all(b"NOOP\r\n").await.unwrap();
        let mut all = [0; 64];
        assert_eq!(server.read(&mut all).await.unwrap(), 6);
    }
}

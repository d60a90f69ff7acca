//! The stream of a connection for commands, as suppaftp wants it: in clear or over TLS.

use super::stream::TlsStream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use suppaftp::FtpResult;
use suppaftp::tokio::TokioTlsStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::either::Either;

/// The greeting that suppaftp insists on; the server's own was read before.
const GREETING: &[u8] = b"220 \r\n";

/// What commands travel over: in clear on the left, secured on the right.
pub(super) type Wire = Either<TcpStream, Box<TlsStream>>;

/// A connection for commands whose first words were exchanged.
#[derive(Debug)]
pub(super) struct ControlStream {
    wire: Wire,
    /// What is still to be read of the greeting.
    greeting: &'static [u8],
}

impl ControlStream {
    pub(super) fn over(wire: Wire) -> Self {
        Self { wire, greeting: GREETING }
    }
}

impl AsyncRead for ControlStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
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
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
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

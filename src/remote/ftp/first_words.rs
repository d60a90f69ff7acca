//! The bytes in clear before suppaftp reads them: the greeting, and the agreement to TLS. suppaftp takes no greeting but 220
//! and passes over whatever stands behind an agreement; looking at the socket first tells both.

use super::reply::reply_end;
use crate::error::{Error, ErrorKind, FtpFault, Result, ServerText};
use std::io;
use std::net::TcpStream as StdStream;
use std::time::Duration;
use tokio::net::TcpStream;

/// The longest reply that is taken.
const MOST: usize = 64 << 10;
/// How often the socket is looked at while a reply is on its way.
const LOOK: Duration = Duration::from_millis(3);

/// A second handle of the socket that only ever looks.
#[derive(Debug)]
pub(super) struct FirstWords {
    twin: StdStream,
}

/// A whole reply that waits on the socket.
#[derive(Debug)]
pub(super) struct Waiting {
    /// All its bytes.
    pub(super) bytes: Vec<u8>,
    /// More bytes wait behind it.
    pub(super) more: bool,
}

impl FirstWords {
    /// Takes a second handle.
    ///
    /// # Errors
    /// `ConnectionLost` and the like when the system gives none.
    pub(super) fn of(stream: TcpStream) -> Result<(TcpStream, Self)> {
        let take = || {
            let stream = stream.into_std()?;
            let twin = stream.try_clone()?;
            Ok::<_, io::Error>((TcpStream::from_std(stream)?, Self { twin }))
        };
        take().map_err(|fault| Error::io(&fault))
    }

    /// Waits until a whole reply, or the end of the stream, can be seen; reads nothing.
    ///
    /// # Errors
    /// `ConnectionLost` at the end of the stream, with what was said until then; `FtpProtocol(EndlessReply)`.
    pub(super) async fn reply(&self) -> Result<Waiting> {
        let mut buffer = vec![0_u8; 4096];
        let mut seen = 0;
        loop {
            match self.twin.peek(&mut buffer) {
                Ok(0) => return Err(lost(&[])),
                Ok(length) => {
                    let bytes = buffer.get(..length).unwrap_or_default();
                    if let Some(end) = reply_end(bytes) {
                        let reply = bytes.get(..end).unwrap_or_default().to_vec();
                        return Ok(Waiting { bytes: reply, more: length > end });
                    }
                    if length >= MOST {
                        return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::EndlessReply)));
                    }
                    if length == buffer.len() {
                        buffer.resize(buffer.len() * 4, 0);
                        continue;
                    }
                    // What is no reply may never end with a line.
                    if not_a_reply(bytes) {
                        return Ok(Waiting { bytes: bytes.to_vec(), more: false });
                    }
                    if length == seen && self.ended() {
                        return Err(lost(bytes));
                    }
                    seen = length;
                }
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => {}
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
                Err(fault) => return Err(super::tls::io_error(&fault)),
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Whether anything waits to be read now.
    pub(super) fn something_waits(&self) -> bool {
        matches!(self.twin.peek(&mut [0]), Ok(length) if length > 0)
    }

    fn ended(&self) -> bool {
        self.twin.take_error().is_ok_and(|fault| fault.is_some())
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

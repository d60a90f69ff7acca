//! How suppaftp secures the control connection.

use super::stream::TlsStream;
use super::tls::TlsContext;
use crate::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use suppaftp::tokio::AsyncTlsConnector;
use suppaftp::{FtpError, FtpResult};
use tokio::net::TcpStream;

/// What came of a handshake beyond what suppaftp hands on: its error knows words only.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Why it failed.
    pub(super) error: Option<Box<Error>>,
    /// Version and cipher.
    pub(super) agreed: (String, String),
}

/// Secures the control connection for suppaftp.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) context: Arc<TlsContext>,
    pub(super) outcome: Arc<Mutex<Outcome>>,
    /// The connection to use in place of the one that suppaftp made.
    pub(super) instead: Mutex<Option<TcpStream>>,
}

#[async_trait::async_trait]
impl AsyncTlsConnector for Connector {
    type Stream = TlsStream;

    async fn connect(&self, _domain: &str, stream: TcpStream) -> FtpResult<TlsStream> {
        let instead = self.instead.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stream = instead.unwrap_or(stream);
        // Fails only on a connection that is gone already; the next read tells.
        let _kept_delay = stream.set_nodelay(true);
        let secured = self.context.secure_control(stream).await;
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        match secured {
            Ok(stream) => {
                outcome.agreed = stream.agreed();
                Ok(stream)
            }
            Err(error) => {
                outcome.error = Some(error);
                Err(FtpError::SecureError(String::new()))
            }
        }
    }
}

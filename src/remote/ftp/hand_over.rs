//! How suppaftp gets a connection whose first words were exchanged already. It takes no stream of ours but a bare TCP one,
//! insists on reading a greeting, and its way to TLS reads the agreement where nobody can see what stands behind it. So it dials
//! this computer, that connection is dropped unused, and it is given ours in its place, which greets it.

use super::control::Ftp;
use super::control_stream::ControlStream;
use crate::error::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use suppaftp::tokio::AsyncTlsConnector;
use suppaftp::{FtpError, FtpResult};
use tokio::net::{TcpListener, TcpStream};

/// Gives `stream` in the place of what was dialled.
#[derive(Debug)]
struct Instead(Mutex<Option<ControlStream>>);

#[async_trait::async_trait]
impl AsyncTlsConnector for Instead {
    type Stream = ControlStream;

    async fn connect(&self, _domain: &str, _dialled: TcpStream) -> FtpResult<ControlStream> {
        let ours = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        ours.ok_or_else(|| FtpError::SecureError("given away already".into()))
    }
}

/// Has suppaftp go on with a connection on which nothing is under way.
///
/// # Errors
/// What the system says where this computer cannot be dialled.
pub(super) async fn hand_over(stream: ControlStream) -> Result<Ftp> {
    let listener = here().await?;
    let address = listener.local_addr().map_err(|fault| of_this_computer(&fault))?;
    let made = Ftp::connect_secure_implicit(address, Instead(Mutex::new(Some(stream))), "").await;
    made.map_err(|fault| of_this_computer(&fault))
}

/// Not to be taken for a fault of the server or of the way there.
fn of_this_computer(fault: &dyn std::error::Error) -> Box<Error> {
    Error::new(ErrorKind::Failure).with_detail(format!("localhost: {fault}"))
}

async fn here() -> Result<TcpListener> {
    let fault = match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await {
        Ok(listener) => return Ok(listener),
        Err(fault) => fault,
    };
    TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, 0))).await.map_err(|_| of_this_computer(&fault))
}

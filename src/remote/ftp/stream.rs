//! The TLS stream that control and data connections run over, as suppaftp wants it.

use rustls::HandshakeKind;
use rustls::pki_types::CertificateDer;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use suppaftp::FtpResult;
use suppaftp::tokio::TokioTlsStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream as Inner;

/// A TLS stream that tells what was agreed on.
#[derive(Debug)]
pub(super) struct TlsStream(Inner<TcpStream>);

impl TlsStream {
    pub(super) fn new(inner: Inner<TcpStream>) -> Self {
        Self(inner)
    }

    /// The certificate that the server showed, in this handshake or in the one whose session it resumes.
    pub(super) fn server_certificate(&self) -> Option<CertificateDer<'static>> {
        self.0.get_ref().1.peer_certificates()?.first().map(|c| c.clone().into_owned())
    }

    /// Whether the handshake went on with an earlier session.
    pub(super) fn is_resumed(&self) -> bool {
        self.0.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Protocol version and cipher suite, for the padlock.
    pub(super) fn agreed(&self) -> (String, String) {
        let connection = self.0.get_ref().1;
        let version = connection.protocol_version().map(|version| format!("{version:?}").replace('_', "."));
        let cipher = connection.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
        // The library puts the version into the names of the suites of TLS 1.3; the registry of IANA does not.
        let cipher = cipher.map(|name| name.replacen("TLS13_", "TLS_", 1));
        (version.unwrap_or_default(), cipher.unwrap_or_default())
    }
}

impl AsyncRead for TlsStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for TlsStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl TokioTlsStream for TlsStream {
    type InnerStream = Inner<TcpStream>;

    fn tcp_stream(self) -> FtpResult<TcpStream> {
        Ok(self.0.into_inner().0)
    }

    fn get_ref(&self) -> &TcpStream {
        self.0.get_ref().0
    }

    fn mut_ref(&mut self) -> &mut Self::InnerStream {
        &mut self.0
    }
}

//! From a wish to a logged-in session.

use super::charset::Charset;
use super::establish::Maker;
use super::request::FtpRequest;
use super::session::FtpSession;
use super::site::Site;
use super::stages::Stages;
use super::tls::TlsBase;
use crate::error::{Error, ErrorKind, Result};
use crate::log::MessageLog;
use crate::model::Protocol;
use crate::remote::proxy::Tunnel;
use crate::remote::{Prompter, RemoteSession, SessionInfo};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, Weak};
use tokio_util::sync::CancellationToken;

/// Connects, secures the connection as the endpoint's protocol says, and logs in.
///
/// # Errors
/// `HostNotFound`, `ConnectionRefused`, `Unreachable`, `TimedOut`, `WrongProtocol`, `FtpProtocol`, `EncryptionRefused`,
/// `PlainTextRefused`, `TlsFailed`, `CertificateRejected`, `CertificateChanged`, `CertificateFileUnusable`,
/// `LoginRefused`, `ServerLimit` (too many connections), `ServiceRefused`, `ConnectionLost`, `InvalidArgument` (the charset),
/// `Cancelled`; each with the host.
pub async fn connect(
    request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Result<Arc<dyn RemoteSession>> {
    let host = request.endpoint.host_port();
    let connecting = establish(request, prompter, log, &cancel, host.clone());
    let connected = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
        connected = connecting => connected,
    };
    connected.map_err(|error| error.on_host(host))
}

async fn establish(
    request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: &CancellationToken,
    host: String,
) -> Result<Arc<dyn RemoteSession>> {
    let user = request.user();
    if request.would_betray() {
        return Err(Error::new(ErrorKind::PlainTextRefused));
    }
    let site = site(request, prompter, log, host, Stages::default()).await?;
    let (control, greeting, agreed) = match site.open_once(cancel).await {
        // A server that hung up while somebody thought about its certificate is called once more.
        Err(error) if error.kind == ErrorKind::ConnectionLost && site.was_asked() => site.open_once(cancel).await?,
        opened => opened?,
    };
    let info =
        SessionInfo { user, server_version: greeting.clone(), security: site.security(&agreed), banner: greeting };
    let browsing = tokio::sync::Mutex::new(Weak::new());
    Ok(Arc::new(FtpSession { site, info, agreed, first: tokio::sync::Mutex::new(Some(control)), browsing }))
}

/// What all connections to a server share, before the first one is made.
///
/// # Errors
/// `InvalidArgument` (the charset), `CertificateFileUnusable`.
pub(super) async fn site(
    request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    host: String,
    stages: Stages,
) -> Result<Arc<Site>> {
    let charset = request.options.charset.as_deref().map_or(Ok(Charset::AS_IT_IS), Charset::named)?;
    let tls = if request.endpoint.protocol == Protocol::Ftp {
        None
    } else {
        let trust = request.trust.clone();
        let loading =
            tokio::task::spawn_blocking(move || TlsBase::load(trust.authorities.as_deref(), trust.own.as_deref()));
        Some(loading.await.map_err(|fault| Error::new(ErrorKind::Failure).with_detail(fault.to_string()))??)
    };
    let (ways, now) = (request.ways.clone(), request.clock.now());
    let loading = tokio::task::spawn_blocking(move || ways.load(now));
    // What cannot be read is found out anew.
    let _read = loading.await;
    let tunnel = request.proxy.clone();
    let tunnel = tunnel.map(|access| Tunnel::new(access, Arc::clone(&prompter), Arc::clone(&log), request.session));
    let maker = Maker {
        request,
        prompter,
        log,
        tunnel,
        tls,
        only_tls12: AtomicBool::new(false),
        accepted: Arc::new(Mutex::default()),
        asked: Arc::default(),
        pipelining: Arc::default(),
        stages,
    };
    Ok(Site::new(maker, charset, host))
}

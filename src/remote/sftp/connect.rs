//! From a wish to a logged-in session: dial, handshake, login.

use super::algorithms::preferred;
use super::attempt::Login;
use super::failure::handshake_error;
use super::host_key::{HostKeyGate, load_known_hosts};
use super::jump::Transport;
use super::observed::{Ear, Observed};
use super::proxy_command;
use super::recorded::{FirstBytes, RecordedStream};
use super::request::ConnectRequest;
use super::session::SshSession;
use super::wire::StartOptions;
use crate::error::{Error, ErrorKind, Result, Stage};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::remote::proxy::Tunnel;
use crate::remote::{Dial, Pace, Prompter, RemoteSession, SecurityInfo, SessionInfo};
use russh::client::{Config, Handle};
use russh::{Preferred, SshId};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

/// Receive window of a channel: the library refills below half, so half of it is what carries a distant server.
const WINDOW: u32 = 32 << 20;
/// Largest packet that a server may send; the library's own limit.
const PACKET: u32 = 256 << 10;

/// Connects, checks the server's key, and logs in. Dropping the returned session ends the connection once its channels
/// are gone.
///
/// # Errors
/// `HostNotFound`, `ConnectionRefused`, `Unreachable`, `TimedOut`, `WrongProtocol`, `NoCommonAlgorithm`, `SshProtocol`,
/// `HostKeyChanged`, `HostKeyRevoked`, `HostKeyRejected`, `LoginRefused`, `KeyUnusable`, `ConnectionLost`,
/// `ServiceRefused` (the server is busy), `Cancelled`; each with the host.
pub async fn connect(
    request: ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Result<Arc<dyn RemoteSession>> {
    Ok(Arc::new(establish(&request, prompter, log, cancel).await?))
}

/// Connects and logs in; its errors name the server, or the one on the way to it that failed.
pub(super) async fn establish(
    request: &ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Result<SshSession> {
    let established = log_in(request, prompter, log, cancel).await;
    established.map_err(|error| error.on_host(request.shown_host()))
}

async fn log_in(
    request: &ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Result<SshSession> {
    let (stream, via) = transport(request, &prompter, &log, &cancel).await?;
    let pace = Pace::new(cancel);
    let observed = Observed::new();
    let cut = CancellationToken::new();
    let (stream, first) = RecordedStream::new(stream, cut.clone());
    // Whatever goes wrong from here on, nothing of the connection stays behind.
    let on_failure = cut.clone().drop_guard();
    let ear_and_config = prepare(request, &prompter, &log, &pace, &observed).await;
    let mut handle = handshake(stream, ear_and_config, &first, request, &pace, &observed).await?;

    let user = request.user();
    let surroundings = (prompter, pace, Arc::clone(&log), Arc::clone(&observed));
    Login::new(&mut handle, request, surroundings).run().await?;
    log.push(Some(request.session), LogBody::Status(StatusMessage::LoggedIn { user }));

    on_failure.disarm();
    Ok(session(handle, request, observed, log, (cut, via)))
}

/// The way to a server: a connection from here, or one that a server makes that is logged in to first. With that
/// session, which must live as long as what it carries.
pub(super) async fn transport(
    request: &ConnectRequest,
    prompter: &Arc<dyn Prompter>,
    log: &Arc<MessageLog>,
    cancel: &CancellationToken,
) -> Result<(Transport, Option<Box<SshSession>>)> {
    let endpoint = &request.endpoint;
    let Some(jump) = &request.jump else {
        if let Some(tunnel) = tunnel(request, prompter, log) {
            let reached = tunnel.connect(&endpoint.host, endpoint.port, request.limits.connect, cancel).await;
            return Ok((Box::new(reached?), None));
        }
        if let Some(command) = &request.proxy_command {
            return Ok((proxy_command::start(request, command, prompter, log, cancel).await?, None));
        }
        let (host, port, limit) = (endpoint.host.as_str(), endpoint.port, request.limits.connect);
        let dial = Dial { host, port, limit, session: Some(request.session) };
        let dialled = dial.connect(log, cancel).await;
        // The user may know the server by an alias only.
        let dialled = dialled.map_err(|error| Box::new(Error { host: Some(request.shown_host()), ..*error }));
        return Ok((Box::new(dialled?), None));
    };
    let (through, to) = (jump.shown_host(), request.shown_host());
    log.push(Some(request.session), LogBody::Status(StatusMessage::Jumping { through, to: to.clone() }));
    let via = on_the_way(jump, Arc::clone(prompter), Arc::clone(log), cancel.clone()).await?;
    let opening = via.connect_to(&endpoint.host, endpoint.port, &to);
    let stream = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
        stream = opening => stream,
    }?;
    Ok((stream, Some(Box::new(via))))
}

/// The proxy that a request goes through itself.
pub(super) fn tunnel(request: &ConnectRequest, prompter: &Arc<dyn Prompter>, log: &Arc<MessageLog>) -> Option<Tunnel> {
    let access = request.proxy.clone()?;
    Some(Tunnel::new(access, Arc::clone(prompter), Arc::clone(log), request.session))
}

/// As [`establish`], in a box: the server on the way may itself be reached through another one.
fn on_the_way(
    request: &ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Pin<Box<dyn Future<Output = Result<SshSession>> + Send + '_>> {
    Box::pin(establish(request, prompter, log, cancel))
}

/// The session that a login makes of a connection; `via`: the one that carries it.
pub(super) fn session(
    handle: Handle<Ear>,
    request: &ConnectRequest,
    observed: Arc<Observed>,
    log: Arc<MessageLog>,
    (cut, via): (CancellationToken, Option<Box<SshSession>>),
) -> SshSession {
    let facts = observed.facts().clone();
    let info = SessionInfo {
        user: request.user(),
        server_version: facts.server_version,
        security: SecurityInfo::Ssh(facts.security),
        banner: facts.banner,
    };
    let start = StartOptions {
        session: Some(request.session),
        log,
        clock: Arc::clone(&request.clock),
        budget: Arc::clone(&request.budget),
    };
    SshSession {
        handle,
        observed,
        info,
        host: request.shown_host(),
        via,
        // What cancelled the wish to connect shall not reach into the session that came of it.
        pace: Pace::new(CancellationToken::new()),
        service_limit: request.limits.service,
        start,
        sftp_server: request.sftp_server.clone(),
        cut,
        channels: Mutex::default(),
        shell: OnceCell::new(),
    }
}

/// What the library is given: who listens, and what is offered.
pub(super) async fn prepare(
    request: &ConnectRequest,
    prompter: &Arc<dyn Prompter>,
    log: &Arc<MessageLog>,
    pace: &Pace,
    observed: &Arc<Observed>,
) -> (Ear, Config) {
    let known = load_known_hosts(&request.known_hosts, log, request.session).await;
    let (name, port) = request.key_name();
    let offered = preferred(&request.algorithms, &known.algorithms(name, port), known.has_authority(name, port));
    let config = config(offered, request);
    let gate = HostKeyGate {
        host: name.to_owned(),
        port,
        files: request.known_hosts.clone(),
        unknown: request.unknown_host_key,
        known,
        prompter: Arc::clone(prompter),
        pace: pace.clone(),
        log: Arc::clone(log),
        session: request.session,
        clock: Arc::clone(&request.clock),
    };
    let ear = Ear {
        observed: Arc::clone(observed),
        gate,
        only_looks: false,
        log: Arc::clone(log),
        session: request.session,
        host: request.shown_host(),
    };
    (ear, config)
}

/// The greeting and the key exchange.
pub(super) async fn handshake(
    stream: RecordedStream<Transport>,
    (ear, config): (Ear, Config),
    first: &FirstBytes,
    request: &ConnectRequest,
    pace: &Pace,
    observed: &Observed,
) -> Result<Handle<Ear>> {
    let shaking = russh::client::connect_stream(Arc::new(config), stream, ear);
    match pace.within(Stage::Handshake, request.limits.handshake, shaking).await {
        Ok(Ok(handle)) => Ok(handle),
        Ok(Err(fault)) => {
            let error: Box<Error> = fault.into();
            // A goodbye in the middle of the handshake is told to the ear only.
            let told = observed.ending().filter(|_| error.kind == ErrorKind::ConnectionLost);
            let error = told.map_or(error, |told| Box::new((*told).clone()));
            Err(handshake_error(error, &first.get()))
        }
        Err(error) => Err(handshake_error(error, &first.get())),
    }
}

fn config(preferred: Preferred, request: &ConnectRequest) -> Config {
    Config {
        client_id: SshId::Standard(Cow::Borrowed(concat!("SSH-2.0-Catamaran_", env!("CARGO_PKG_VERSION")))),
        window_size: WINDOW,
        maximum_packet_size: PACKET,
        preferred,
        keepalive_interval: Some(request.limits.quiet).filter(|quiet| !quiet.is_zero()),
        keepalive_max: request.keepalive_tries,
        nodelay: true,
        ..Config::default()
    }
}

//! From a wish to a logged-in session: dial, handshake, login.

use super::algorithms::preferred;
use super::attempt::Login;
use super::failure::handshake_error;
use super::host_key::{HostKeyGate, load_known_hosts};
use super::observed::{Ear, Observed};
use super::recorded::{FirstBytes, RecordedStream};
use super::request::ConnectRequest;
use super::session::SshSession;
use super::wire::StartOptions;
use crate::error::{Error, ErrorKind, Result, Stage};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::remote::{Dial, Pace, Prompter, RemoteSession, SessionInfo};
use russh::client::{Config, Handle};
use russh::{Preferred, SshId};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
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
    let host = request.endpoint.host_port();
    let connected = establish(request, prompter, log, cancel).await;
    connected.map_err(|error| error.on_host(host))
}

async fn establish(
    request: ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    cancel: CancellationToken,
) -> Result<Arc<dyn RemoteSession>> {
    let dial = Dial {
        host: &request.endpoint.host,
        port: request.endpoint.port,
        limit: request.limits.connect,
        session: Some(request.session),
    };
    let stream = dial.connect(&log, &cancel).await?;
    let pace = Pace::new(cancel);
    let observed = Observed::new();
    let cut = CancellationToken::new();
    let (stream, first) = RecordedStream::new(stream, cut.clone());
    // Whatever goes wrong from here on, nothing of the connection stays behind.
    let on_failure = cut.clone().drop_guard();
    let ear_and_config = prepare(&request, &prompter, &log, &pace, &observed).await;
    let mut handle = handshake(stream, ear_and_config, &first, &request, &pace, &observed).await?;

    let user = request.user();
    let surroundings = (prompter, pace, Arc::clone(&log), Arc::clone(&observed));
    Login::new(&mut handle, &request, surroundings).run().await?;
    log.push(Some(request.session), LogBody::Status(StatusMessage::LoggedIn { user }));

    on_failure.disarm();
    Ok(Arc::new(session(handle, &request, observed, log, cut)))
}

/// The session that a login makes of a connection.
pub(super) fn session(
    handle: Handle<Ear>,
    request: &ConnectRequest,
    observed: Arc<Observed>,
    log: Arc<MessageLog>,
    cut: CancellationToken,
) -> SshSession {
    let facts = observed.facts().clone();
    let info = SessionInfo {
        user: request.user(),
        server_version: facts.server_version,
        security: facts.security,
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
        host: request.endpoint.host_port(),
        // What cancelled the wish to connect shall not reach into the session that came of it.
        pace: Pace::new(CancellationToken::new()),
        service_limit: request.limits.service,
        start,
        cut,
        channels: Mutex::default(),
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
    let (name, port) = (&request.endpoint.host, request.endpoint.port);
    let offered = preferred(&known.algorithms(name, port), known.has_authority(name, port));
    let config = config(offered, request.limits.quiet);
    let gate = HostKeyGate {
        host: request.endpoint.host.clone(),
        port: request.endpoint.port,
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
        host: request.endpoint.host_port(),
    };
    (ear, config)
}

/// The greeting and the key exchange.
pub(super) async fn handshake(
    stream: RecordedStream<TcpStream>,
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

fn config(preferred: Preferred, quiet: Duration) -> Config {
    Config {
        client_id: SshId::Standard(Cow::Borrowed(concat!("SSH-2.0-Catamaran_", env!("CARGO_PKG_VERSION")))),
        window_size: WINDOW,
        maximum_packet_size: PACKET,
        preferred,
        keepalive_interval: Some(quiet),
        keepalive_max: 3,
        nodelay: true,
        ..Config::default()
    }
}

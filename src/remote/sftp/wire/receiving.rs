//! The task that receives: drains the stream always, hands each answer to its request, and finds out why a link dies.

use super::decode::{Decoder, Item};
use super::fields::Fields;
use super::link::{Arriving, Link, connection_lost};
use super::packet::{SSH_VERSION, VERSION};
use super::transport::TransportReceiver;
use crate::error::{Error, ErrorKind, PacketFault, Result, SpokenProtocol, Stage};
use crate::model::escape_bytes;
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long nothing may move while answers are awaited.
pub(super) const STALL_LIMIT: Duration = Duration::from_secs(30);
/// The same while the server syncs or copies.
pub(super) const SLOW_STALL_LIMIT: Duration = Duration::from_mins(5);
const TICK: Duration = Duration::from_secs(5);
/// How much of the beginning is kept for finding out what else than SFTP it is.
const OPENING: usize = 1024;
/// How long more of a login script's text is waited for.
const TEXT_GRACE: Duration = Duration::from_millis(250);

/// The server's VERSION packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerVersion {
    pub(super) version: u32,
    /// Names and data of the extensions.
    pub(super) extensions: Vec<(Bytes, Bytes)>,
}

/// State of the receiving task.
pub(super) struct Receiving {
    link: Arc<Link>,
    receiver: Box<dyn TransportReceiver>,
    decoder: Decoder,
    /// Who waits for the VERSION packet; `None` once it came.
    version: Option<oneshot::Sender<Result<ServerVersion>>>,
    opening: BytesMut,
    arriving: Option<Arriving>,
}

impl Receiving {
    pub(super) fn new(
        link: Arc<Link>,
        receiver: Box<dyn TransportReceiver>,
        version: oneshot::Sender<Result<ServerVersion>>,
    ) -> Self {
        Self {
            link,
            receiver,
            decoder: Decoder::new(),
            version: Some(version),
            opening: BytesMut::new(),
            arriving: None,
        }
    }

    /// Receives until the stream ends, stalls or turns out to be wrong; then ends every request with the reason.
    pub(super) async fn run(mut self) {
        let error = self.receive_all().await;
        if let Some(arriving) = self.arriving.take() {
            arriving.lost(&error);
        }
        self.link.fail(&error);
        if let Some(waiting) = self.version.take() {
            let _gone = waiting.send(Err(error));
        }
    }

    async fn receive_all(&mut self) -> Box<Error> {
        loop {
            let bytes = match self.arrive().await {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return self.ended(),
                Err(error) => return error,
            };
            if self.version.is_some() {
                let room = OPENING.saturating_sub(self.opening.len());
                self.opening.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
            }
            self.decoder.push(bytes);
            if let Err(fault) = self.take_items() {
                return self.wrong(fault).await;
            }
        }
    }

    fn take_items(&mut self) -> Result<(), PacketFault> {
        while let Some(item) = self.decoder.next()? {
            match item {
                Item::DataStart { request, length } => self.arriving = Some(self.link.data_start(request, length)?),
                Item::DataPiece(bytes) => {
                    if let Some(arriving) = &self.arriving {
                        arriving.piece(bytes);
                    }
                }
                Item::DataEnd => {
                    if let Some(arriving) = self.arriving.take() {
                        self.link.data_end(arriving);
                    }
                }
                Item::Packet { packet_type, body } if self.version.is_some() => {
                    let version = parse_version(packet_type, body)?;
                    self.opening = BytesMut::new();
                    if let Some(waiting) = self.version.take() {
                        let _gone = waiting.send(Ok(version));
                    }
                }
                Item::Packet { packet_type, body } => self.link.deliver(packet_type, body)?,
            }
        }
        Ok(())
    }

    /// The next bytes; `None` at the end of the stream.
    async fn arrive(&mut self) -> Result<Option<Bytes>> {
        let mut silent = Duration::ZERO;
        let mut sent = self.link.sent();
        loop {
            let (awaits, slow) = self.link.awaits();
            if !awaits && self.version.is_none() {
                silent = Duration::ZERO;
                tokio::select! {
                    bytes = self.receiver.receive() => return Ok(bytes),
                    () = self.link.closed.notified() => return Ok(None),
                    () = self.link.became_busy.notified() => continue,
                }
            }
            let received = tokio::select! {
                received = timeout(TICK, self.receiver.receive()) => received,
                () = self.link.closed.notified() => return Ok(None),
            };
            if let Ok(bytes) = received {
                return Ok(bytes);
            }
            silent = if self.link.sent() == sent { silent + TICK } else { Duration::ZERO };
            sent = self.link.sent();
            let limit = if slow { SLOW_STALL_LIMIT } else { STALL_LIMIT };
            if silent >= limit {
                let stage = if self.version.is_some() { Stage::Service } else { Stage::Session };
                return Err(Error::new(ErrorKind::TimedOut(stage)));
            }
        }
    }

    /// Why the stream ended.
    fn ended(&self) -> Box<Error> {
        if let Some(error) = self.link.death() {
            return error;
        }
        if let Some(text) = self.login_text() {
            return text;
        }
        let end = self.receiver.end();
        let stderr = escape_bytes(end.stderr.trim_ascii());
        if let Some(cause) = end.cause {
            return if stderr.is_empty() { cause } else { cause.with_detail(stderr) };
        }
        if self.version.is_some() && (!stderr.is_empty() || end.exit_status.is_some()) {
            let error = Error::new(ErrorKind::ServiceRefused);
            return match (stderr.is_empty(), end.exit_status) {
                (false, _) => error.with_detail(stderr),
                (true, Some(status)) => error.with_detail(format!("exit status {status}")),
                (true, None) => error,
            };
        }
        connection_lost(&stderr)
    }

    /// The error for a wrong packet; before the VERSION packet it may be text that a login script prints.
    async fn wrong(&mut self, fault: PacketFault) -> Box<Error> {
        if self.version.is_some() && is_text(&self.opening) {
            while self.opening.len() < OPENING {
                let Ok(Some(more)) = timeout(TEXT_GRACE, self.receiver.receive()).await else { break };
                let room = OPENING.saturating_sub(self.opening.len());
                self.opening.extend_from_slice(more.get(..room.min(more.len())).unwrap_or_default());
            }
        }
        if let Some(error) = self.login_text() {
            return error;
        }
        let begins: Vec<String> = self.decoder.header().iter().map(|byte| format!("{byte:02x}")).collect();
        Error::new(ErrorKind::MalformedPacket(fault)).with_detail(format!("the packet begins {}", begins.join(" ")))
    }

    fn login_text(&self) -> Option<Box<Error>> {
        (self.version.is_some() && is_text(&self.opening)).then(|| {
            Error::new(ErrorKind::WrongProtocol(SpokenProtocol::LoginText))
                .with_detail(escape_bytes(text_of(&self.opening).trim_ascii()))
        })
    }
}

/// Bytes that stand in text of any encoding.
fn is_textual(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x07 | 0x1b | 0x20..=0x7e | 0x80..)
}

/// Whether a stream begins with text: SFTP begins with a NUL byte, for its first packet is short. Only the first four
/// bytes tell, because the service itself may answer behind a short greeting.
fn is_text(opening: &[u8]) -> bool {
    !opening.is_empty() && opening.iter().take(4).all(|byte| is_textual(*byte))
}

/// The text before the first byte that is none.
fn text_of(opening: &[u8]) -> &[u8] {
    opening.split(|byte| !is_textual(*byte)).next().unwrap_or_default()
}

fn parse_version(packet_type: u8, body: Bytes) -> Result<ServerVersion, PacketFault> {
    if packet_type != SSH_VERSION {
        return Err(PacketFault::UnexpectedType { packet_type });
    }
    let mut fields = Fields(body);
    let version = fields.u32().ok_or(PacketFault::TooShort { packet_type: Some(SSH_VERSION) })?;
    if version != VERSION {
        return Err(PacketFault::BadVersion { version });
    }
    let mut extensions = Vec::new();
    while let (Some(name), Some(data)) = (fields.string(), fields.string()) {
        extensions.push((name, data));
    }
    Ok(ServerVersion { version, extensions })
}

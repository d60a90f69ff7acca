//! Byte streams for tests of the SFTP client: pipes to a real `sftp-server`, and the two ends of a stream in memory.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

pub mod scripted;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use catamaran::error::{Error, Result};
use catamaran::log::MessageLog;
use catamaran::model::SystemClock;
use catamaran::remote::sftp::wire::{
    ByteBudget, SftpFs, StartOptions, TransportEnd, TransportReceiver, TransportSender,
};
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, mpsc};

/// Where distributions put OpenSSH's server program.
const SERVERS: [&str; 3] = ["/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server", "/usr/lib/ssh/sftp-server"];

pub struct PipeSender(Mutex<Option<ChildStdin>>);

impl PipeSender {
    pub fn new(pipe: ChildStdin) -> Self {
        Self(Mutex::new(Some(pipe)))
    }
}

#[async_trait]
impl TransportSender for PipeSender {
    async fn send(&self, bytes: Bytes) -> Result<()> {
        let mut pipe = self.0.lock().await;
        let pipe = pipe.as_mut().unwrap();
        pipe.write_all(&bytes).await.map_err(|error| Error::io(&error))
    }

    async fn close(&self) {
        self.0.lock().await.take();
    }
}

pub struct PipeReceiver {
    pipe: ChildStdout,
    _child: Child,
}

impl PipeReceiver {
    pub fn new(pipe: ChildStdout, child: Child) -> Self {
        Self { pipe, _child: child }
    }
}

#[async_trait]
impl TransportReceiver for PipeReceiver {
    async fn receive(&mut self) -> Option<Bytes> {
        let mut bytes = BytesMut::with_capacity(64 * 1024);
        match self.pipe.read_buf(&mut bytes).await {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(bytes.freeze()),
        }
    }

    fn end(&self) -> TransportEnd {
        TransportEnd::default()
    }
}

pub fn options() -> StartOptions {
    let clock = Arc::new(SystemClock::new());
    StartOptions {
        session: None,
        log: Arc::new(MessageLog::new(clock.clone(), 10_000)),
        clock,
        budget: ByteBudget::new(ByteBudget::DEFAULT_TOTAL),
    }
}

/// A real `sftp-server` without SSH; `None` when none is installed.
pub async fn pipe_server(options: StartOptions) -> Option<Arc<SftpFs>> {
    let program = SERVERS.into_iter().find(|path| std::path::Path::new(path).exists())?;
    let mut command = Command::new(program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let receiver = PipeReceiver { pipe: stdout, _child: child };
    Some(SftpFs::start(Box::new(PipeSender(Mutex::new(Some(stdin)))), Box::new(receiver), options).await.unwrap())
}

pub struct MemorySender(pub Mutex<Option<mpsc::UnboundedSender<Bytes>>>);

#[async_trait]
impl TransportSender for MemorySender {
    async fn send(&self, bytes: Bytes) -> Result<()> {
        let sender = self.0.lock().await;
        let gone = || Error::new(catamaran::error::ErrorKind::ConnectionLost);
        sender.as_ref().ok_or_else(gone)?.send(bytes).map_err(|_| gone())
    }

    async fn close(&self) {
        self.0.lock().await.take();
    }
}

pub struct MemoryReceiver {
    pub bytes: mpsc::UnboundedReceiver<Bytes>,
    pub end: TransportEnd,
}

#[async_trait]
impl TransportReceiver for MemoryReceiver {
    async fn receive(&mut self) -> Option<Bytes> {
        self.bytes.recv().await
    }

    fn end(&self) -> TransportEnd {
        self.end.clone()
    }
}

/// The server's end of a stream in memory.
pub struct ServerEnd {
    pub from_client: mpsc::UnboundedReceiver<Bytes>,
    pub to_client: mpsc::UnboundedSender<Bytes>,
}

pub fn memory_stream(end: TransportEnd) -> (Box<MemorySender>, Box<MemoryReceiver>, ServerEnd) {
    let (client_out, from_client) = mpsc::unbounded_channel();
    let (to_client, client_in) = mpsc::unbounded_channel();
    (
        Box::new(MemorySender(Mutex::new(Some(client_out)))),
        Box::new(MemoryReceiver { bytes: client_in, end }),
        ServerEnd { from_client, to_client },
    )
}

//! An SSH channel as the byte stream under an SFTP session.

use super::failure::library_error;
use super::observed::Observed;
use super::wire::{TransportEnd, TransportReceiver, TransportSender};
use crate::error::{Error, Result};
use async_trait::async_trait;
use bytes::Bytes;
use russh::client::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Most bytes of a server's error output that are kept.
const STDERR_MAX: usize = 4096;
/// How long the exit status may come after the end of the data.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The sending half.
#[derive(Debug)]
pub(super) struct ChannelSender {
    half: Arc<ChannelWriteHalf<Msg>>,
    observed: Arc<Observed>,
    closed: AtomicBool,
}

impl ChannelSender {
    pub(super) fn new(half: ChannelWriteHalf<Msg>, observed: Arc<Observed>) -> Self {
        Self { half: Arc::new(half), observed, closed: AtomicBool::new(false) }
    }

    /// Asks the server to run its SFTP service on this channel: the subsystem, or what `command` starts.
    pub(super) async fn request_service(&self, command: Option<&str>) -> Result<(), russh::Error> {
        match command {
            Some(command) => self.half.exec(true, command).await,
            None => self.half.request_subsystem(true, "sftp").await,
        }
    }
}

impl Drop for ChannelSender {
    /// A channel that somebody gave up waiting for must not count against the server's limit.
    fn drop(&mut self) {
        if !self.closed.load(Ordering::Acquire)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let half = Arc::clone(&self.half);
            runtime.spawn(async move {
                let _gone = half.close().await;
            });
        }
    }
}

#[async_trait]
impl TransportSender for ChannelSender {
    async fn send(&self, bytes: Bytes) -> Result<()> {
        let sent = tokio::select! {
            sent = self.half.data_bytes(bytes) => sent,
            // The library waits for ever for the window of a session that is gone.
            ended = self.observed.ended() => return Err(Box::new((*ended).clone())),
        };
        match sent {
            Ok(()) => Ok(()),
            Err(fault) => Err(ending_or(&self.observed, library_error(fault)).await),
        }
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        let farewell = async {
            let _gone = self.half.eof().await;
            let _gone = self.half.close().await;
        };
        let _gave_up = tokio::time::timeout(LAST_WORDS, farewell).await;
    }
}

/// The reason why the session ended, which may come a moment later than the fault; else the fault.
async fn ending_or(observed: &Observed, fault: Box<Error>) -> Box<Error> {
    match tokio::time::timeout(LAST_WORDS, observed.ended()).await {
        Ok(ended) => Box::new((*ended).clone()),
        Err(_) => fault,
    }
}

/// The receiving half.
#[derive(Debug)]
pub(super) struct ChannelReceiver {
    half: ChannelReadHalf,
    observed: Arc<Observed>,
    /// What came before the service was confirmed.
    early: VecDeque<Bytes>,
    end: TransportEnd,
    /// Whether the server ended the data, and whether there is nothing more to wait for.
    eof: bool,
    over: bool,
}

impl ChannelReceiver {
    pub(super) fn new(half: ChannelReadHalf, observed: Arc<Observed>) -> Self {
        Self { half, observed, early: VecDeque::new(), end: TransportEnd::default(), eof: false, over: false }
    }

    /// Waits for the answer to the request for the service: whether it was granted; `None` when the channel ended.
    pub(super) async fn granted(&mut self) -> Option<bool> {
        loop {
            match self.half.wait().await {
                Some(ChannelMsg::Success) => return Some(true),
                Some(ChannelMsg::Failure) => return Some(false),
                Some(message) => {
                    let data = self.note(message);
                    self.early.extend(data);
                    if self.over {
                        return None;
                    }
                }
                None => {
                    self.lost();
                    return None;
                }
            }
        }
    }

    /// Takes a message in; gives its data.
    fn note(&mut self, message: ChannelMsg) -> Option<Bytes> {
        match message {
            ChannelMsg::Data { data } if !data.is_empty() => return Some(data),
            ChannelMsg::ExtendedData { data, .. } => {
                let room = STDERR_MAX.saturating_sub(self.end.stderr.len());
                self.end.stderr.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
            }
            ChannelMsg::ExitStatus { exit_status } => self.end.exit_status = Some(exit_status),
            ChannelMsg::ExitSignal { signal_name, error_message, .. } => {
                let words = format!("signal {signal_name:?} {error_message}");
                let ending = Error::new(crate::error::ErrorKind::ConnectionLost).with_detail(words.trim_end());
                self.end.cause.get_or_insert(ending);
            }
            ChannelMsg::Eof => self.eof = true,
            ChannelMsg::Close => self.over = true,
            _ => {}
        }
        None
    }

    /// The channel went away without being closed.
    fn lost(&mut self) {
        self.over = true;
        if let Some(ended) = self.observed.ending() {
            self.end.cause.get_or_insert_with(|| Box::new((*ended).clone()));
        }
    }
}

#[async_trait]
impl TransportReceiver for ChannelReceiver {
    async fn receive(&mut self) -> Option<Bytes> {
        if let Some(data) = self.early.pop_front() {
            return Some(data);
        }
        while !self.over {
            let message = if self.eof {
                tokio::time::timeout(LAST_WORDS, self.half.wait()).await.unwrap_or(Some(ChannelMsg::Close))
            } else {
                self.half.wait().await
            };
            match message {
                Some(message) => {
                    if let Some(data) = self.note(message) {
                        return Some(data);
                    }
                }
                None => self.lost(),
            }
        }
        None
    }

    fn end(&self) -> TransportEnd {
        self.end.clone()
    }
}

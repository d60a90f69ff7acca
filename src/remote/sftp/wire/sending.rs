//! The task that sends: the only one that writes to the stream, so that packets never mix.

use super::link::{Link, Outgoing, connection_lost};
use super::transport::TransportSender;
use crate::error::Result;
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

/// Packets up to this size are put together before they are sent.
const SMALL: usize = 4 * 1024;
/// The most that is put together, and the step in which large packets count as progress.
const BATCH: usize = 64 * 1024;
/// The receiving side knows better why a link died: it gets this long to say so.
const REASON_GRACE: Duration = Duration::from_secs(1);

/// Sends until told to close or until nothing can be sent any more.
pub(super) async fn send_all(
    link: Arc<Link>,
    mut queue: UnboundedReceiver<Outgoing>,
    sender: Box<dyn TransportSender>,
) {
    let mut batch = BytesMut::new();
    while let Some(first) = queue.recv().await {
        let mut next = Some(first);
        let mut outcome = Ok(());
        let mut closing = false;
        while let Some(outgoing) = next {
            match outgoing {
                Outgoing::Packets(bytes) if bytes.len() <= SMALL => batch.extend_from_slice(&bytes),
                Outgoing::Packets(bytes) => {
                    outcome = flush(&link, sender.as_ref(), &mut batch).await;
                    if outcome.is_ok() {
                        outcome = send(&link, sender.as_ref(), bytes).await;
                    }
                }
                Outgoing::Close => closing = true,
            }
            if outcome.is_err() || closing || batch.len() >= BATCH {
                break;
            }
            next = queue.try_recv().ok();
        }
        if outcome.is_ok() {
            outcome = flush(&link, sender.as_ref(), &mut batch).await;
        }
        if let Err(error) = outcome {
            tokio::time::sleep(REASON_GRACE).await;
            link.fail(&error);
            closing = true;
        }
        if closing {
            break;
        }
    }
    sender.close().await;
    link.closed.notify_one();
}

async fn flush(link: &Link, sender: &dyn TransportSender, batch: &mut BytesMut) -> Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    send(link, sender, batch.split().freeze()).await
}

async fn send(link: &Link, sender: &dyn TransportSender, mut bytes: Bytes) -> Result<()> {
    while !bytes.is_empty() {
        let part = bytes.split_to(bytes.len().min(BATCH));
        let length = part.len();
        tokio::select! {
            sent = sender.send(part) => sent?,
            // A stream that takes nothing any more must not hold this task for ever.
            () = link.died.notified() => return Err(link.death().unwrap_or_else(|| connection_lost(""))),
        }
        link.note_sent(length);
    }
    Ok(())
}

//! What happens to a connection that nobody uses: it is kept, or closed.

use super::channel::{Channel, Role};
use super::command::Command;
use crate::error::ErrorKind;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use tokio_util::sync::CancellationToken;

/// Rounds without a transfer after which a connection for transfers is closed.
const QUIET_ROUNDS: usize = 2;

/// Asks a quiet browsing connection now and then whether it is there, and closes quiet ones for transfers. A server that
/// ends a connection all the same, for its own idle limit, is not bothered: the next user makes it anew.
/// Ends with the channel or the session.
pub(super) fn keep_alive(channel: &Arc<Channel>) {
    tokio::spawn(watch(Arc::downgrade(channel), channel.site.cut.clone()));
}

async fn watch(channel: Weak<Channel>, cut: CancellationToken) {
    let mut quiet_rounds = 0;
    loop {
        let Some(pause) = channel.upgrade().map(|channel| channel.site.maker.request.limits.quiet) else { return };
        tokio::select! {
            () = cut.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let Some(channel) = channel.upgrade() else { return };
        if channel.used.swap(false, Ordering::Relaxed) {
            quiet_rounds = 0;
            continue;
        }
        quiet_rounds += 1;
        let Ok(mut guard) = channel.control.try_lock() else { continue };
        let Some(control) = guard.as_mut().filter(|control| control.is_as_made()) else { continue };
        match channel.role {
            Role::Browsing => match control.exchange(&Command::bare("NOOP")).await {
                Ok(_) => {}
                Err(error) if error.kind == ErrorKind::ConnectionLost => *guard = None,
                Err(error) => channel.lost(&error),
            },
            Role::Transfers if quiet_rounds >= QUIET_ROUNDS => {
                control.quit().await;
                *guard = None;
            }
            Role::Transfers => {}
        }
    }
}

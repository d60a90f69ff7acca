//! Reading folders of both sides, with growing pictures of large ones, and asking for space. Runs as tasks of its own.

use super::event::Event;
use super::event_lane::EventLane;
use super::operation::Location;
use crate::error::{Error, ErrorKind, Result};
use crate::local;
use crate::model::{Clock, Entry, Listing, RequestId, SessionId};
use crate::remote::{RemoteFs, Space};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a listing may take before a first part of it is shown.
const FIRST_PAGE: Duration = Duration::from_millis(150);
/// The least time between two growing pictures.
const NEXT_PAGE: Duration = Duration::from_millis(300);

/// Shows parts of a listing that takes long, at a rate that people and memory can follow.
struct Pages {
    request: RequestId,
    folder: Location,
    events: Arc<EventLane>,
    clock: Arc<dyn Clock>,
    entries: Vec<Entry>,
    /// When the next picture may be sent.
    due: Duration,
    sent: usize,
}

impl Pages {
    fn add(&mut self, page: &[Entry]) {
        self.entries.extend_from_slice(page);
        let now = self.clock.elapsed();
        // Each picture is a copy: only when it grew by half, so that all copies together stay linear.
        if now < self.due || self.entries.len() < self.sent + self.sent / 2 {
            return;
        }
        self.due = now + NEXT_PAGE;
        self.sent = self.entries.len();
        let listing = Listing { entries: self.entries.clone(), ..Listing::default() };
        self.events.send(Event::Listed {
            request: self.request,
            folder: self.folder.clone(),
            listing: Arc::new(listing),
            complete: false,
        });
    }
}

/// What reading a folder needs.
#[derive(Debug)]
pub(super) struct Browse {
    pub(super) request: RequestId,
    pub(super) events: Arc<EventLane>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) cancel: CancellationToken,
}

impl Browse {
    fn pages(&self, folder: Location) -> Pages {
        Pages {
            request: self.request,
            folder,
            events: Arc::clone(&self.events),
            clock: Arc::clone(&self.clock),
            entries: Vec::new(),
            due: self.clock.elapsed() + FIRST_PAGE,
            sent: 0,
        }
    }

    /// Reads a local folder.
    pub(super) async fn local(self, folder: PathBuf) -> Result<(Location, Listing)> {
        let place = Location::Local(folder.clone());
        let mut pages = self.pages(place.clone());
        let cancel = self.cancel.clone();
        let reading = tokio::task::spawn_blocking(move || {
            local::list(&folder, &mut |page| {
                pages.add(page);
                if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        });
        // A hanging network file system must not hold up the cancelling.
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
            read = reading => Ok((place, join(read)?)),
        }
    }

    /// Reads a folder of a server; `typed` is resolved first, where there is something.
    pub(super) async fn remote(
        self,
        session: SessionId,
        files: Arc<dyn RemoteFs>,
        folder: crate::model::RemotePath,
        typed: Option<Vec<u8>>,
    ) -> Result<(Location, Listing)> {
        let read = async {
            let folder = match typed {
                Some(typed) => files.real_path(&typed).await?,
                None => folder,
            };
            let place = Location::Remote(session, folder.clone());
            let mut pages = self.pages(place.clone());
            let listing = files.list(&folder, &mut |page| pages.add(page)).await?;
            Ok((place, listing))
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
            read = read => read,
        }
    }
}

/// The result of a blocking task; a panic in it is an error like another.
pub(super) fn join<T>(joined: Result<Result<T>, tokio::task::JoinError>) -> Result<T> {
    joined.unwrap_or_else(|e| Err(Error::new(ErrorKind::Failure).with_detail(e.to_string())))
}

/// Space on this computer.
pub(super) async fn local_space(folder: PathBuf) -> Option<Space> {
    join(tokio::task::spawn_blocking(move || local::space(&folder)).await).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryKind, EntryName, ManualClock, Timestamp};

    #[test]
    fn a_long_listing_grows_at_the_pace_of_people() {
        let clock = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
        let events = Arc::new(EventLane::new(Arc::new(|| {})));
        let browse = Browse {
            request: RequestId::from(1),
            events: Arc::clone(&events),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            cancel: CancellationToken::new(),
        };
        let mut pages = browse.pages(Location::Local("/x".into()));
        let entry = Entry::new(EntryName::new(&b"a"[..]).unwrap(), EntryKind::File);
        let page = vec![entry; 100];
        // A million entries in a hundred seconds.
        for _ in 0..10_000 {
            pages.add(&page);
            clock.advance(Duration::from_millis(10));
        }
        let mut sizes = Vec::new();
        while let Some(Event::Listed { listing, complete: false, .. }) = events.try_next() {
            sizes.push(listing.entries.len());
        }
        assert_eq!(sizes.first(), Some(&1600), "something is shown soon");
        assert!(sizes.len() < 20 && sizes.iter().sum::<usize>() < 4_000_000, "{sizes:?}");
    }
}

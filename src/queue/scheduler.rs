//! Which items get a job next: within limits, batches in turn, folders before what is in them. Pure.

use super::queue::Queue;
use super::room::Room;
use crate::model::{SessionId, TransferId};
use std::collections::BTreeMap;

/// Takes the items that get a job now out of the lines of the queue, and their room out of `rooms`. Sessions without an
/// entry in `rooms` get nothing.
pub fn next_jobs(queue: &mut Queue, rooms: &mut BTreeMap<SessionId, Room>) -> Vec<TransferId> {
    let mut jobs = Vec::new();
    // A round gives each batch one job; rounds go on until no batch gets one.
    loop {
        let mut given = false;
        for batch in queue.batches_in_turn() {
            if let Some(id) = queue.take_ready(batch, rooms) {
                jobs.push(id);
                given = true;
            }
        }
        if !given {
            return jobs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::{Existing, FolderPhase, ItemState};
    use super::super::queue::NewItem;
    use super::super::view::{Direction, TransferState};
    use super::*;
    use crate::error::Place;
    use crate::model::{BatchId, ByteSize, EntryKind, RemotePath};
    use std::time::Duration;

    const SESSION: u64 = 7;

    fn place(path: &str) -> Place {
        Place::Remote(RemotePath::parse(path.as_bytes()).unwrap())
    }

    fn row(queue: &mut Queue, batch: u64, kind: EntryKind, size: u64) -> TransferId {
        let (batch, session) = (BatchId::from(batch), SessionId::from(SESSION));
        let id = queue.add_row(batch, session, Direction::Download, place("/a"), place("/b"));
        queue.surveyed(id, kind, (kind == EntryKind::File).then_some(ByteSize(size)), None, None);
        id
    }

    fn rooms(parallel: usize) -> BTreeMap<SessionId, Room> {
        BTreeMap::from([(SessionId::from(SESSION), Room::empty(parallel))])
    }

    fn child(kind: EntryKind, size: u64) -> NewItem {
        NewItem {
            kind,
            source: place("/a/c"),
            target: place("/b/c"),
            size: (kind == EntryKind::File).then_some(ByteSize(size)),
            modified: None,
            permissions: None,
            existing: Existing::Unknown,
        }
    }

    #[test]
    fn batches_take_turns_and_limits_hold() {
        let mut queue = Queue::default();
        let first: Vec<_> = (0..20).map(|_| row(&mut queue, 1, EntryKind::File, 1 << 30)).collect();
        let second: Vec<_> = (0..20).map(|_| row(&mut queue, 2, EntryKind::File, 1 << 30)).collect();
        let jobs = next_jobs(&mut queue, &mut rooms(4));
        assert_eq!(jobs, [first[0], second[0], first[1], second[1]]);
        assert!(next_jobs(&mut queue, &mut BTreeMap::new()).is_empty(), "no session, no jobs");
        queue.change(first[0], ItemState::Done);
        let mut one = BTreeMap::from([(SessionId::from(SESSION), Room { files: 8, ..Room::empty(4) })]);
        assert_eq!(next_jobs(&mut queue, &mut one), [first[2]], "the batch after the last served one");
    }

    #[test]
    fn small_files_run_side_by_side() {
        let mut queue = Queue::default();
        for _ in 0..100 {
            row(&mut queue, 1, EntryKind::File, 4096);
        }
        assert_eq!(next_jobs(&mut queue, &mut rooms(8)).len(), 64);
        let mut queue = Queue::default();
        for _ in 0..5 {
            row(&mut queue, 1, EntryKind::File, 4096);
        }
        assert_eq!(next_jobs(&mut queue, &mut rooms(1)).len(), 1, "one at a time is one at a time");
    }

    #[test]
    fn a_folder_ends_after_its_content_and_sums_are_kept() {
        let mut queue = Queue::default();
        let top = row(&mut queue, 1, EntryKind::Folder, 0);
        assert_eq!(next_jobs(&mut queue, &mut rooms(8)), [top]);
        assert_eq!(queue.view(Duration::ZERO).rows[0].bytes_total, None, "a folder is still being read");
        let ids = queue.add_children(top, vec![child(EntryKind::File, 10), child(EntryKind::Folder, 0)]);
        queue.set_phase(top, FolderPhase::Content);
        let jobs = next_jobs(&mut queue, &mut rooms(8));
        assert_eq!(jobs, [ids[1], ids[0]], "folders first");
        queue.add_children(ids[1], vec![child(EntryKind::File, u64::MAX), child(EntryKind::File, 5)]);
        queue.set_phase(ids[1], FolderPhase::Content);
        queue.change(ids[0], ItemState::Done);
        let view = queue.view(Duration::ZERO);
        assert_eq!((view.rows[0].files_done, view.rows[0].files_total), (1, 3));
        assert_eq!(view.rows[0].bytes_total, Some(ByteSize(u64::MAX)), "sums of hostile sizes stop at the end");
        let jobs = next_jobs(&mut queue, &mut rooms(8));
        assert_eq!(jobs.len(), 2);
        queue.change(jobs[0], ItemState::Failed);
        queue.change(jobs[1], ItemState::Done);
        let finish = next_jobs(&mut queue, &mut rooms(8));
        assert_eq!(finish, [ids[1]]);
        assert_eq!(queue.item(ids[1]).unwrap().phase, FolderPhase::Finish);
        queue.change(ids[1], ItemState::Done);
        assert_eq!(next_jobs(&mut queue, &mut rooms(8)), [top]);
        queue.change(top, ItemState::Done);
        let view = queue.view(Duration::ZERO);
        assert_eq!((view.rows[0].state.clone(), view.rows[0].files_failed), (TransferState::Failed, 1));
        assert_eq!(view.rows[0].children.len(), 1);
        assert!(queue.row_is_final(top));
        assert_eq!(queue.retry(top), 1);
        assert_eq!(next_jobs(&mut queue, &mut rooms(8)).len(), 1);
    }

    #[test]
    fn what_is_stopped_and_tried_again_goes_through_its_folder() {
        let mut queue = Queue::default();
        let top = row(&mut queue, 1, EntryKind::Folder, 0);
        next_jobs(&mut queue, &mut rooms(8));
        let ids = queue.add_children(top, vec![child(EntryKind::File, 10), child(EntryKind::File, 20)]);
        queue.set_phase(top, FolderPhase::Content);
        assert_eq!(queue.cancel(top).len(), 3);
        assert_eq!(queue.view(Duration::ZERO).rows[0].state, TransferState::Cancelled);
        assert!(next_jobs(&mut queue, &mut rooms(8)).is_empty());
        assert_eq!(queue.retry(top), 2);
        let again = next_jobs(&mut queue, &mut rooms(8));
        assert_eq!(again.iter().collect::<std::collections::BTreeSet<_>>(), ids.iter().collect());
        queue.pause(top);
        queue.change(ids[0], ItemState::Waiting);
        queue.change(ids[1], ItemState::RetryAt(Duration::from_secs(5)));
        queue.wake_retries(Duration::from_secs(5));
        assert_eq!(queue.view(Duration::ZERO).rows[0].state, TransferState::Paused);
        assert!(next_jobs(&mut queue, &mut rooms(8)).is_empty());
        queue.resume(top);
        assert_eq!(next_jobs(&mut queue, &mut rooms(8)).len(), 2);
        assert!(!queue.remove(top), "it runs");
        queue.change(ids[0], ItemState::Cancelled);
        queue.change(ids[1], ItemState::Cancelled);
        assert!(queue.leave_when_still(top));
        assert!(queue.view(Duration::ZERO).rows.is_empty());
    }

    #[test]
    fn pictures_share_rows_that_stand_still() {
        let mut queue = Queue::default();
        for _ in 0..1000 {
            row(&mut queue, 1, EntryKind::File, 10);
        }
        let before = queue.view(Duration::ZERO);
        let jobs = next_jobs(&mut queue, &mut rooms(1));
        let after = queue.view(Duration::from_millis(100));
        let same = before.rows.iter().zip(&after.rows).filter(|(a, b)| std::sync::Arc::ptr_eq(a, b)).count();
        assert_eq!((jobs.len(), same), (1, 999));
        assert!(after.version > before.version);
        assert_eq!(queue.view(Duration::from_millis(100)).version, after.version);
    }
}

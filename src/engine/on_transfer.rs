//! What the runtime does about transfers: taking them in, looking at them, giving out jobs.

use super::batch::{Batch, BatchRules};
use super::command::{Target, TransferSource, TransferWish};
use super::happening::Happening;
use super::job::{Job, JobControl};
use super::jobs::RunningJob;
use super::operation::Location;
use super::runtime::{Owner, Runtime};
use super::site_lock::locked;
use super::survey::{self, Looked, Survey, Wanted};
use super::transfer;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::{EntryName, OverwriteRule, RemotePath, SessionId, TransferId};
use crate::queue::{Direction, ItemState, Room, is_tiny, next_jobs};
use crate::site::SafeWrite;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Runtime {
    /// Takes a wish into the queue.
    pub(super) fn transfer(&mut self, wish: TransferWish, consented: bool) {
        let target = match &wish.target {
            Target::LocalFolder(path) => Location::Local(path.clone()),
            Target::RemoteFolder(path) => Location::Remote(wish.session, path.clone()),
        };
        let of_site = self.sessions.get(&wish.session).and_then(|session| session.wish.rules.overwrite);
        // What a person chose for this transfer stands; where he would be asked, the site may know the answer.
        let rule = of_site.filter(|_| wish.rule == OverwriteRule::Ask).unwrap_or(wish.rule);
        let rules = BatchRules { rule, links: wish.links, remove_source: wish.remove_source, consented };
        let now = self.clock.elapsed();
        let mut batch = Batch::new(wish.session, wish.direction, &rules, target, now);
        let host = self.sessions.get(&wish.session).map(|session| session.wish.endpoint.host.clone());
        let mut failed = Vec::new();
        let rename = wish.rename.filter(|_| wish.sources.len() == 1);
        for source in wish.sources {
            let (place, placed) = placed(wish.direction, &source, &wish.target, rename.as_ref(), host.as_deref());
            if wish.remove_source {
                let folder = match &source {
                    TransferSource::Local(path) => path.parent().map(|p| Location::Local(p.into())),
                    TransferSource::Remote(path) => path.parent().map(|p| Location::Remote(wish.session, p)),
                };
                batch.emptied.extend(folder.filter(|folder| !batch.emptied.contains(folder)));
            }
            let (target, error) = match placed {
                Ok(target) => (target, None),
                Err(error) => (place.clone(), Some(error)),
            };
            let id = self.queue.add_row(wish.batch, wish.session, wish.direction, place, target);
            batch.rows.push(id);
            batch.open.insert(id);
            match error {
                None => self.unsurveyed.entry(wish.session).or_default().push_back(id),
                Some(error) => failed.push((id, error)),
            }
        }
        self.batches.insert(wish.batch, batch);
        for (id, error) in failed {
            self.fail_item(id, error);
        }
        if !self.sessions.contains_key(&wish.session) {
            self.session_over(wish.session, Some(&Arc::from(Error::new(ErrorKind::ConnectionLost))));
        }
        self.end_batch_when_done(wish.batch);
    }

    /// Gives out what can be given out: looks at sources, opens channels, starts jobs.
    pub(super) fn pump(&mut self) {
        self.queue.wake_retries(self.clock.elapsed());
        self.survey_next();
        let mut rooms: BTreeMap<SessionId, Room> = BTreeMap::new();
        for id in self.queue.ready_sessions() {
            let alone = !self.browsed && self.queue.is_single(id);
            let Some(link) = self.sessions.get_mut(&id).and_then(|session| session.link.as_mut()) else { continue };
            link.lanes.set_alone(alone);
            if link.lanes.is_ready() {
                let room = link.lanes.room(self.jobs.room(id, self.parallel));
                rooms.insert(id, room);
            } else {
                self.open_lane(id, true);
            }
        }
        if rooms.is_empty() {
            return;
        }
        for id in next_jobs(&mut self.queue, &mut rooms) {
            self.start_job(id);
        }
        let waiting = self.queue.ready_sessions();
        for id in rooms.into_keys() {
            self.open_lane(id, waiting.contains(&id));
        }
    }

    /// Opens one more channel for transfers where the work asks for it.
    fn open_lane(&mut self, id: SessionId, more_waits: bool) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let generation = session.generation;
        let Some(link) = session.link.as_mut().filter(|link| link.lanes.wants_one(more_waits)) else { return };
        link.lanes.opens();
        let remote = Arc::clone(&link.remote);
        self.spawn(Owner::Lane(id, generation), async move {
            Happening::LaneOpened { session: id, generation, result: remote.open_files().await }
        });
    }

    /// Looks at sources that were not looked at, some hundred at a time for each session.
    fn survey_next(&mut self) {
        let waiting: Vec<SessionId> =
            self.unsurveyed.keys().copied().filter(|id| !self.surveying.contains(id)).collect();
        for id in waiting {
            let Some(rows) = self.unsurveyed.get(&id) else { continue };
            let direction = rows.front().and_then(|row| self.queue.direction_of(*row));
            let files = self.browsing(id);
            if direction == Some(Direction::Download) && files.is_none() {
                continue;
            }
            let Some(rows) = self.unsurveyed.get_mut(&id) else { continue };
            let asked: Vec<TransferId> = rows.drain(..rows.len().min(survey::AT_ONCE)).collect();
            if rows.is_empty() {
                self.unsurveyed.remove(&id);
            }
            let wanted = |row: &TransferId| {
                let item = self.queue.item(*row)?;
                Some(Wanted { id: *row, source: item.source.clone(), target: item.target.clone() })
            };
            let wanted: Vec<Wanted> = asked.iter().filter_map(wanted).collect();
            self.surveying.insert(id);
            let explainer = self.explainer(Some(id));
            self.spawn(Owner::Survey(id), async move {
                let mut found = Survey::new();
                for looked in survey::survey(files, wanted).await {
                    let told = explainer.explain_result(looked.told).await;
                    found.push(Looked { told, ..looked });
                }
                Happening::Surveyed { session: id, asked, found }
            });
        }
    }

    pub(super) fn surveyed(&mut self, session: SessionId, asked: Vec<TransferId>, found: Survey) {
        self.surveying.remove(&session);
        let mut unanswered: BTreeSet<TransferId> = asked.into_iter().collect();
        for Looked { id, told, existing } in found {
            match told {
                Ok(entry) => {
                    unanswered.remove(&id);
                    self.queue.surveyed(id, entry.kind, entry.size, entry.modified, entry.permissions);
                    if let Some(item) = self.queue.item_mut(id).filter(|item| item.attempts == 0) {
                        item.existing = existing;
                    }
                }
                // The connection broke: looked at again when it stands.
                Err(error) if error.ends_session() => {}
                Err(error) => {
                    unanswered.remove(&id);
                    self.fail_item(id, error);
                }
            }
        }
        let waits = |id: &TransferId| self.queue.item(*id).is_some_and(|item| item.state == ItemState::Waiting);
        let again: Vec<TransferId> = unanswered.into_iter().filter(waits).collect();
        if !again.is_empty() {
            self.unsurveyed.entry(session).or_default().extend(again);
            self.lose_connection(session);
        }
    }

    /// Ends a connection that gives no answers any more; it is then made again.
    pub(super) fn lose_connection(&mut self, session: SessionId) {
        if let Some(link) = self.sessions.get(&session).and_then(|session| session.link.as_ref()) {
            let remote = Arc::clone(&link.remote);
            self.spawn(Owner::Nobody, async move {
                remote.close().await;
                Happening::Nothing
            });
        }
    }

    /// Starts the job of an item that the scheduler chose.
    fn start_job(&mut self, id: TransferId) {
        let Some((item, session_id)) = self.queue.item(id).cloned().zip(self.queue.session_of(id)) else { return };
        let Some(batch) = self.queue.batch_of(id).and_then(|batch| self.batches.get(&batch)) else { return };
        // Another job writes the same file: after it.
        if !item.is_folder() && self.jobs.is_written(&item.target) {
            self.queue.change(id, ItemState::Waiting);
            return;
        }
        let session = self.sessions.get(&session_id);
        let open = session.is_none_or(|session| session.gate.lock.allows(batch.consented));
        if !open && batch.changes_server() {
            let place = if batch.direction == Direction::Upload { &item.target } else { &item.source };
            return self.fail_item(id, locked().at(place.clone()));
        }
        let in_place = session.is_some_and(|session| session.wish.rules.safe_write == SafeWrite::InPlace);
        let weight = (!item.is_folder()).then(|| Room::empty(self.parallel).weight(item.size));
        let tiny = weight.is_some() && is_tiny(item.size);
        let session = self.sessions.get_mut(&session_id);
        let lease = session.and_then(|session| session.lease(weight, tiny, batch.consented));
        let Some(lease) = lease else {
            self.queue.change(id, ItemState::Waiting);
            return;
        };
        let control = Arc::new(JobControl::default());
        item.progress.begin_at(item.part.as_ref().map_or(0, |part| part.confirmed));
        let running = RunningJob {
            session: session_id,
            control: Arc::clone(&control),
            lease: lease.clone(),
            target: item.target.clone(),
            weight,
            pause_item: false,
        };
        let job = Job {
            rule: item.decided.unwrap_or(batch.rule),
            item,
            direction: batch.direction,
            session: session_id,
            links: batch.links,
            remove_source: batch.remove_source,
            durable: self.durable,
            in_place,
            files: lease.share.files,
            control,
            log: Arc::clone(&self.log),
        };
        self.jobs.add(id, running);
        let explainer = self.explainer(Some(session_id));
        self.spawn(Owner::Job(id), async move {
            let report = transfer::run(&job).await;
            let report = Box::new(transfer::explain(&job, report, &explainer).await);
            Happening::JobEnded { id, report }
        });
    }
}

/// Source and target of one thing that the user sent.
fn placed(
    direction: Direction,
    source: &TransferSource,
    target: &Target,
    rename: Option<&EntryName>,
    host: Option<&str>,
) -> (Place, Result<Place>) {
    match (direction, source, target) {
        (Direction::Upload, TransferSource::Local(path), Target::RemoteFolder(folder)) => {
            let place = Place::Local(path.clone());
            let name = rename.cloned().or_else(|| local::entry_name(path.file_name()?));
            let target = name.map(|name| Place::Remote(folder.join(&name)));
            (place.clone(), target.ok_or_else(|| Error::new(ErrorKind::NameRefused).at(place)))
        }
        (Direction::Download, TransferSource::Remote(path), Target::LocalFolder(folder)) => {
            let place = Place::Remote(path.clone());
            // The root of a server has no name; its host's will do.
            let name = rename.cloned().or_else(|| path.name()).or_else(|| EntryName::new(host?).ok());
            let named = name.ok_or_else(|| Error::new(ErrorKind::NameRefused));
            let target = named.and_then(|name| Ok(Place::Local(folder.join(local::local_name(&name)?))));
            (place.clone(), target.map_err(|e| e.at(place)))
        }
        (_, TransferSource::Local(path), _) => {
            let place = Place::Local(path.clone());
            (place.clone(), Err(Error::new(ErrorKind::InvalidArgument).at(place)))
        }
        (_, TransferSource::Remote(path), _) => {
            let place = Place::Remote(RemotePath::clone(path));
            (place.clone(), Err(Error::new(ErrorKind::InvalidArgument).at(place)))
        }
    }
}

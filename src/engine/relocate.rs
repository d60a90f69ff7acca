//! A move across file systems: copied under another name beside its new place, compared, given its name, and only then
//! the original is deleted, entry by entry as it was copied. Whatever fails or is stopped before leaves the original whole.

use super::copy_file::{Pace, Proof, compare_here, compare_there, copy_here, copy_there};
use super::crew::Crew;
use super::file_side::{FileSide, child};
use super::overwrite::numbered;
use super::target::{beside, name_of};
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::local;
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, SessionId};
use crate::queue::WorkPhase;
use std::sync::Arc;

/// Folders within folders beyond this are not entered.
const DEPTH_LIMIT: usize = 64;
/// How many files are copied at the same time.
const AT_ONCE: usize = 8;
/// How many names are tried for the copy while it is made.
const MOST_NAMES: u32 = 100;

/// One entry of what is moved.
#[derive(Clone, Debug)]
struct Piece {
    from: Place,
    to: Place,
    entry: Entry,
}

impl Piece {
    fn size(&self) -> ByteSize {
        self.entry.size.unwrap_or_default()
    }
}

/// Moves across file systems on one side.
#[derive(Clone, Debug)]
pub(super) struct Relocating {
    pub(super) side: FileSide,
    pub(super) pace: Pace,
    /// Where refused rights and times are told.
    pub(super) session: Option<SessionId>,
    pub(super) log: Arc<MessageLog>,
}

impl Relocating {
    /// Moves one entry and all that is in it.
    ///
    /// # Errors
    /// `AlreadyExists` when something is at the new place, `InvalidArgument` for a folder that would go into itself,
    /// `SpecialFile`, `NameRefused` and `TooDeep` for what cannot be copied, `ChangedDuringTransfer` when the original
    /// changed or the copy is not the same; whatever reading and writing meets.
    pub(super) async fn relocate(&self, from: &Place, to: &Place) -> Result<()> {
        let act = Act::Rename { replace: false };
        if to.is_within(from) {
            let refused = Error::new(ErrorKind::InvalidArgument).at(from.clone()).and_place(to.clone());
            return Err(refused.trying(act));
        }
        if !self.side.is_free(to).await? {
            return Err(Error::new(ErrorKind::AlreadyExists).at(to.clone()).trying(act));
        }
        let copy = self.free_beside(to).await?;
        let pieces = self.read(from, &copy).await?;
        if let Err(error) = self.make(&pieces).await {
            if !never_begun(&error, &copy) {
                self.clear(&pieces).await;
            }
            return Err(error);
        }
        if let Err(error) = self.side.rename(&copy, to).await {
            self.clear(&pieces).await;
            return Err(error.trying(act).and_place(to.clone()));
        }
        self.remove_original(&pieces).await
    }

    /// The name under which the copy is made, so that the final one never holds a part of it.
    async fn free_beside(&self, to: &Place) -> Result<Place> {
        let refused = || Error::new(ErrorKind::NameRefused).at(to.clone());
        let name = name_of(to).ok_or_else(refused)?;
        for number in 1..MOST_NAMES {
            let name: EntryName =
                if number == 1 { name.clone() } else { numbered(&name, number).ok_or_else(refused)? };
            let place = beside(to, &local::part_name(&name)?)?;
            if self.side.is_free(&place).await? {
                return Ok(place);
            }
        }
        Err(Error::new(ErrorKind::AlreadyExists).at(to.clone()))
    }

    /// All that is to be copied, folders before what is in them. Nothing is copied while anything cannot be.
    async fn read(&self, from: &Place, copy: &Place) -> Result<Vec<Piece>> {
        self.pace.work.begin(WorkPhase::Reading, 0, 0);
        let top = Piece { from: from.clone(), to: copy.clone(), entry: self.side.stat(from).await? };
        let mut pieces = Vec::new();
        let mut next = vec![(top, 0)];
        while let Some((piece, depth)) = next.pop() {
            self.pace.check()?;
            match piece.entry.kind {
                EntryKind::Special => return Err(Error::new(ErrorKind::SpecialFile).at(piece.from)),
                EntryKind::Folder if depth > DEPTH_LIMIT => return Err(Error::new(ErrorKind::TooDeep).at(piece.from)),
                EntryKind::Folder => {
                    let listing = self.side.list(&piece.from).await?;
                    if let Some(name) = listing.refused.first() {
                        let shown = crate::model::escape_bytes(name);
                        return Err(Error::new(ErrorKind::NameRefused).at(piece.from).with_detail(shown));
                    }
                    if listing.truncated {
                        return Err(Error::new(ErrorKind::TooDeep).at(piece.from).with_detail("listing cut off"));
                    }
                    for listed in listing.entries {
                        let from = child(&piece.from, &listed.name)?;
                        let to = child(&piece.to, &listed.name)?;
                        // Links and what the server does not name need a closer look.
                        let known = matches!(listed.kind, EntryKind::Folder | EntryKind::File) && listed.size.is_some();
                        let entry = if known { listed } else { self.side.stat(&from).await? };
                        next.push((Piece { from, to, entry }, depth + 1));
                    }
                }
                EntryKind::File | EntryKind::Link | EntryKind::Unknown => {}
            }
            pieces.push(piece);
        }
        Ok(pieces)
    }

    /// Makes the copy: folders and links, files, compared, then rights and times from the inside out.
    async fn make(&self, pieces: &[Piece]) -> Result<()> {
        let files: Vec<Piece> = pieces.iter().filter(|piece| is_file(piece)).cloned().collect();
        let bytes = files.iter().fold(0u64, |sum, piece| sum.saturating_add(piece.size().0));
        let count = pieces.len() as u64;
        self.pace.work.begin(WorkPhase::Copying, count, bytes);
        for piece in pieces.iter().filter(|piece| !is_file(piece)) {
            self.pace.check()?;
            if piece.entry.kind == EntryKind::Folder {
                self.side.make_folder(&piece.to).await?;
            } else {
                let target = piece.entry.link_target.clone().unwrap_or_default();
                self.side.make_link(&piece.to, target.clone()).await?;
                if self.side.stat(&piece.to).await?.link_target != Some(target) {
                    return Err(differs(piece));
                }
            }
            self.pace.work.advance_file();
        }
        let copied = self.in_crew(files.into_iter().map(|piece| (piece, None)).collect()).await?;
        self.pace.work.begin(WorkPhase::Comparing, copied.len() as u64, bytes);
        self.in_crew(copied.into_iter().map(|(piece, proof)| (piece, Some(proof))).collect()).await?;
        for piece in pieces.iter().rev().filter(|piece| piece.entry.kind != EntryKind::Link) {
            if !self.side.dress(&piece.to, piece.entry.permissions, piece.entry.modified).await? {
                let refused = StatusMessage::AttributesRefused { target: piece.from.display() };
                self.log.push(self.session, LogBody::Status(refused));
            }
        }
        Ok(())
    }

    /// Copies files that have no proof yet, compares those that have; several at a time, up to the first failure.
    async fn in_crew(&self, work: Vec<(Piece, Option<Proof>)>) -> Result<Vec<(Piece, Proof)>> {
        let mut crew = Crew::new(AT_ONCE);
        let mut done = Vec::with_capacity(work.len());
        let mut fault = None;
        let mut take = |ended: Result<(Piece, Proof)>| match ended {
            Ok(piece) => {
                done.push(piece);
                true
            }
            Err(error) => {
                fault.get_or_insert(error);
                false
            }
        };
        for (piece, proof) in work {
            let this = self.clone();
            let one = async move {
                this.pace.check()?;
                let proof = match proof {
                    None => this.copy(&piece).await?,
                    Some(proof) => this.compare(&piece, proof).await?,
                };
                this.pace.work.advance_file();
                Ok((piece, proof))
            };
            if let Some(ended) = crew.add(one).await
                && !take(ended)
            {
                break;
            }
        }
        while let Some(ended) = crew.next().await {
            take(ended);
        }
        match fault {
            Some(error) => Err(error),
            None => Ok(done),
        }
    }

    async fn copy(&self, piece: &Piece) -> Result<Proof> {
        match (&self.side, &piece.from, &piece.to) {
            (FileSide::Local, Place::Local(from), Place::Local(to)) => {
                copy_here(from.clone(), to.clone(), &self.pace).await
            }
            (FileSide::Remote(files), Place::Remote(from), Place::Remote(to)) => {
                copy_there(&**files, from, to, piece.size(), &self.pace).await
            }
            _ => Err(Error::new(ErrorKind::InvalidArgument).at(piece.from.clone())),
        }
    }

    /// Compares a copy with its original, which must not have changed meanwhile.
    async fn compare(&self, piece: &Piece, proof: Proof) -> Result<Proof> {
        let same = match (&self.side, &piece.from, &piece.to) {
            (FileSide::Local, _, Place::Local(to)) => compare_here(to.clone(), proof, &self.pace).await?,
            (FileSide::Remote(files), Place::Remote(from), Place::Remote(to)) => {
                compare_there(&**files, from, to, piece.size(), proof, &self.pace).await?
            }
            _ => false,
        };
        let now = self.side.stat(&piece.from).await?;
        if same && now.size == piece.entry.size && now.modified == piece.entry.modified {
            Ok(proof)
        } else {
            Err(differs(piece))
        }
    }

    /// Removes what was made of the copy; what cannot be removed is seen beside the new place.
    async fn clear(&self, pieces: &[Piece]) {
        for piece in pieces.iter().rev() {
            let _left = match piece.entry.kind {
                EntryKind::Folder => self.side.remove_folder(&piece.to).await,
                _ => self.side.remove_file(&piece.to).await,
            };
        }
    }

    /// Removes the original: what was copied and nothing else, so a folder that got something new meanwhile stays. Goes
    /// on to the end, for half an original is of no use to anybody.
    async fn remove_original(&self, pieces: &[Piece]) -> Result<()> {
        self.pace.work.begin(WorkPhase::Removing, pieces.len() as u64, 0);
        let (folders, files): (Vec<_>, Vec<_>) =
            pieces.iter().rev().partition(|piece| piece.entry.kind == EntryKind::Folder);
        let mut first = None;
        let mut crew = Crew::new(AT_ONCE);
        for piece in files {
            let (this, piece) = (self.clone(), piece.clone());
            if let Some(Err(error)) = crew.add(async move { this.remove_unchanged(&piece).await }).await {
                first.get_or_insert(error);
            }
        }
        while let Some(removed) = crew.next().await {
            if let Err(error) = removed {
                first.get_or_insert(error);
            }
        }
        for piece in folders {
            if let Err(error) = self.side.remove_folder(&piece.from).await {
                first.get_or_insert(error);
            }
            self.pace.work.advance_file();
        }
        first.map_or(Ok(()), Err)
    }

    /// Removes a file or link of the original, unless it changed after it was compared.
    async fn remove_unchanged(&self, piece: &Piece) -> Result<()> {
        let now = self.side.stat(&piece.from).await?;
        if now.size != piece.entry.size || now.modified != piece.entry.modified {
            return Err(differs(piece));
        }
        self.side.remove_file(&piece.from).await?;
        self.pace.work.advance_file();
        Ok(())
    }
}

/// Whether not even the first entry of the copy was made: then whatever has its name is somebody else's.
fn never_begun(error: &Error, copy: &Place) -> bool {
    let makes = matches!(error.act, Some(Act::OpenWrite { .. } | Act::CreateFolder | Act::CreateLink));
    makes && error.place.as_ref() == Some(copy)
}

fn is_file(piece: &Piece) -> bool {
    matches!(piece.entry.kind, EntryKind::File | EntryKind::Unknown)
}

fn differs(piece: &Piece) -> Box<Error> {
    Error::new(ErrorKind::ChangedDuringTransfer).at(piece.from.clone())
}

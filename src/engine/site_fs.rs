//! A channel to a server as its site's rules have it: nothing that the production lock forbids passes, limits of speed
//! hold, names and times are translated. Everything in the engine that works on a server does so through one of these: a
//! method of the trait that is missing here falls back to what the trait says, past what the channel itself can do.

use super::brake::Brakes;
use super::site_gate::SiteGate;
use super::site_lock::locked;
use super::site_streams::{HeldReader, HeldWriter};
use crate::error::Result;
use crate::model::{ByteSize, Checksum, Entry, Listing, Permissions, RemotePath, Space};
use crate::remote::{
    AttributeChange, Capabilities, FollowLinks, ListProgress, OpenWrite, RemoteFs, RemoteReader, RemoteWriter,
    RenameMode,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Files up to this size are waited for before they are asked for: they come in one piece.
const ONE_PIECE: u64 = 64 << 10;

/// A channel behind the gate of its site.
#[derive(Clone, Debug)]
pub(super) struct SiteFs {
    files: Arc<dyn RemoteFs>,
    gate: Arc<SiteGate>,
    /// A person agreed to what is done on it.
    consented: bool,
}

impl SiteFs {
    pub(super) fn new(files: Arc<dyn RemoteFs>, gate: Arc<SiteGate>) -> Self {
        Self { files, gate, consented: false }
    }

    /// The same for commands that a person agreed to.
    pub(super) fn consented(&self) -> Self {
        Self { consented: true, ..self.clone() }
    }

    fn may_change(&self, path: &RemotePath) -> Result<()> {
        if self.gate.lock.allows(self.consented) { Ok(()) } else { Err(locked().at_remote(path)) }
    }

    fn told<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| self.gate.error_in(error))
    }

    /// What was found at `path`, with our times and name.
    fn entry_at(&self, path: &RemotePath, found: Result<Entry>) -> Result<Entry> {
        let mut entry = self.told(found)?;
        entry.modified = entry.modified.map(|time| self.gate.time_in(time));
        if let (Some(_), Some(name)) = (self.gate.charset, path.name()) {
            entry.name = name;
        }
        Ok(entry)
    }

    fn held(&self, opened: Result<Box<dyn RemoteWriter>>) -> Result<Box<dyn RemoteWriter>> {
        let writer = self.told(opened)?;
        Ok(Box::new(HeldWriter { writer, gate: Arc::clone(&self.gate), consented: self.consented }))
    }
}

#[async_trait]
impl RemoteFs for SiteFs {
    fn capabilities(&self) -> &Capabilities {
        self.files.capabilities()
    }

    async fn home(&self) -> Result<RemotePath> {
        self.told(self.files.home().await).map(|path| self.gate.path_in(path))
    }

    async fn real_path(&self, typed: &[u8]) -> Result<RemotePath> {
        let found = self.files.real_path(&self.gate.bytes_out(typed)).await;
        self.told(found).map(|path| self.gate.path_in(path))
    }

    async fn list(&self, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
        let folder = self.gate.path_out(folder)?;
        if self.gate.is_plain() {
            return self.files.list(&folder, progress).await;
        }
        let gate = &self.gate;
        let mut translated = |page: &[Entry]| {
            let page: Vec<Entry> = page.iter().filter_map(|entry| gate.entry_in(entry.clone()).ok()).collect();
            progress(&page);
        };
        let listed = self.files.list(&folder, &mut translated).await;
        self.told(listed).map(|listing| self.gate.listing_in(listing))
    }

    async fn stat(&self, path: &RemotePath, follow: FollowLinks) -> Result<Entry> {
        let found = self.files.stat(&*self.gate.path_out(path)?, follow).await;
        self.entry_at(path, found)
    }

    async fn stat_name(&self, path: &RemotePath) -> Result<Entry> {
        let found = self.files.stat_name(&*self.gate.path_out(path)?).await;
        self.entry_at(path, found)
    }

    async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        let read = self.files.read_link(&*self.gate.path_out(path)?).await;
        self.told(read).map(|target| self.gate.bytes_in(target))
    }

    async fn create_folder(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<()> {
        self.may_change(path)?;
        self.told(self.files.create_folder(&*self.gate.path_out(path)?, permissions).await)
    }

    async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.may_change(path)?;
        self.told(self.files.remove_file(&*self.gate.path_out(path)?).await)
    }

    async fn remove_folder(&self, path: &RemotePath) -> Result<()> {
        self.may_change(path)?;
        self.told(self.files.remove_folder(&*self.gate.path_out(path)?).await)
    }

    async fn rename(&self, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()> {
        self.may_change(from)?;
        let (from, to) = (self.gate.path_out(from)?, self.gate.path_out(to)?);
        self.told(self.files.rename(&from, &to, mode).await)
    }

    async fn set_attributes(&self, path: &RemotePath, change: AttributeChange, follow: FollowLinks) -> Result<()> {
        self.may_change(path)?;
        let change = AttributeChange { modified: change.modified.map(|time| self.gate.time_out(time)), ..change };
        self.told(self.files.set_attributes(&*self.gate.path_out(path)?, change, follow).await)
    }

    async fn create_symlink(&self, link: &RemotePath, target: &[u8]) -> Result<()> {
        self.may_change(link)?;
        self.told(self.files.create_symlink(&*self.gate.path_out(link)?, &self.gate.bytes_out(target)).await)
    }

    async fn create_hard_link(&self, existing: &RemotePath, link: &RemotePath) -> Result<()> {
        self.may_change(link)?;
        let (existing, link) = (self.gate.path_out(existing)?, self.gate.path_out(link)?);
        self.told(self.files.create_hard_link(&existing, &link).await)
    }

    async fn space(&self, path: &RemotePath) -> Result<Space> {
        self.told(self.files.space(&*self.gate.path_out(path)?).await)
    }

    async fn copy_on_server(&self, from: &RemotePath, to: &RemotePath, length: ByteSize) -> Result<()> {
        self.may_change(to)?;
        let (from, to) = (self.gate.path_out(from)?, self.gate.path_out(to)?);
        self.told(self.files.copy_on_server(&from, &to, length).await)
    }

    async fn open_read(&self, path: &RemotePath, offset: u64, size: Option<ByteSize>) -> Result<Box<dyn RemoteReader>> {
        let to_come = size.map(|size| size.0.saturating_sub(offset)).filter(|bytes| *bytes <= ONE_PIECE);
        let paid = to_come.and_then(|bytes| usize::try_from(bytes).ok());
        if let Some(bytes) = paid {
            Brakes::pass(&self.gate.brakes.down, bytes).await;
        }
        let opened = self.files.open_read(&*self.gate.path_out(path)?, offset, size).await;
        let reader = self.told(opened)?;
        Ok(Box::new(HeldReader { reader, gate: Arc::clone(&self.gate), paid: paid.unwrap_or(0) }))
    }

    async fn open_write(&self, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>> {
        self.may_change(path)?;
        self.held(self.files.open_write(&*self.gate.path_out(path)?, how).await)
    }

    async fn open_new(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<Box<dyn RemoteWriter>> {
        self.may_change(path)?;
        self.held(self.files.open_new(&*self.gate.path_out(path)?, permissions).await)
    }

    fn is_text(&self, name: &[u8]) -> bool {
        self.files.is_text(name)
    }

    async fn open_read_text(&self, path: &RemotePath) -> Result<Box<dyn RemoteReader>> {
        let opened = self.files.open_read_text(&*self.gate.path_out(path)?).await;
        let reader = self.told(opened)?;
        Ok(Box::new(HeldReader { reader, gate: Arc::clone(&self.gate), paid: 0 }))
    }

    async fn open_write_text(&self, path: &RemotePath, exclusive: bool) -> Result<Box<dyn RemoteWriter>> {
        self.may_change(path)?;
        self.held(self.files.open_write_text(&*self.gate.path_out(path)?, exclusive).await)
    }

    async fn reserve(&self, size: ByteSize) -> Result<()> {
        self.files.reserve(size).await
    }

    async fn remove_tree(&self, path: &RemotePath) -> Result<()> {
        self.may_change(path)?;
        self.told(self.files.remove_tree(&*self.gate.path_out(path)?).await)
    }

    async fn checksum(&self, path: &RemotePath, resumed: bool) -> Result<Option<Checksum>> {
        self.told(self.files.checksum(&*self.gate.path_out(path)?, resumed).await)
    }
}

#[cfg(test)]
mod tests {
    /// A method that is missing here would do without what the channel itself can, or without the lock.
    #[test]
    fn every_method_of_the_trait_goes_through() {
        let names = |source: &str| -> Vec<String> {
            let heads = source.lines().map(|line| line.trim_start().trim_start_matches("async "));
            heads.filter_map(|head| Some(head.strip_prefix("fn ")?.split_once('(')?.0.to_owned())).collect()
        };
        let here = names(include_str!("site_fs.rs"));
        let of_trait = names(include_str!("../remote/fs.rs"));
        let missing: Vec<_> = of_trait.iter().filter(|name| !here.contains(name)).collect();
        assert!(of_trait.len() > 15 && missing.is_empty(), "{missing:?}");
    }
}

//! The fake as a `RemoteFs`.

use super::script::FakeOp;
use super::state::{Inside, Shared};
use super::streams::{FakeReader, FakeWriter, OpenFile};
use super::tree::status;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::{ByteSize, Entry, Listing, Permissions, RemotePath};
use crate::remote::{
    AttributeChange, Capabilities, FollowLinks, ListProgress, OpenWrite, RemoteFs, RemoteReader, RemoteWriter,
    RenameMode, Space,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Entries told at a time.
const PAGE: usize = 100;

/// A channel to the files of a `FakeServer`.
#[derive(Debug)]
pub struct FakeFs {
    shared: Arc<Shared>,
    began: u64,
    capabilities: Capabilities,
}

impl FakeFs {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let began = shared.cuts();
        let capabilities = shared.inside().capabilities.clone();
        Self { shared, began, capabilities }
    }

    /// Passes the script, then does `work`.
    async fn does<T: Send>(
        &self,
        op: FakeOp,
        path: &RemotePath,
        work: impl FnOnce(&mut Inside<'_>) -> Result<T> + Send,
    ) -> Result<T> {
        self.shared.call(self.began, op, path).await?;
        work(&mut self.shared.inside())
            .map_err(|error| error.during(format!("{op:?}")).at_remote(path).trying(op.act()))
    }

    fn needs(has: bool, path: &RemotePath) -> Result<()> {
        if has { Ok(()) } else { Err(Error::new(ErrorKind::Unsupported).at_remote(path)) }
    }

    fn start_folder() -> Result<RemotePath> {
        RemotePath::parse(b"/home/ada").map_err(|_| Error::new(ErrorKind::NameRefused))
    }
}

#[async_trait]
impl RemoteFs for FakeFs {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn home(&self) -> Result<RemotePath> {
        let home = Self::start_folder()?;
        self.does(FakeOp::Home, &home, |_| Ok(home.clone())).await
    }

    async fn real_path(&self, typed: &[u8]) -> Result<RemotePath> {
        let home = Self::start_folder()?;
        let rest = match typed {
            b"~" => b"".as_slice(),
            [b'~', b'/', rest @ ..] => rest,
            typed => typed,
        };
        let path = home.resolve(rest).map_err(|_| Error::new(ErrorKind::NameRefused))?;
        self.does(FakeOp::RealPath, &path, |inside| inside.tree.real_path(&path)).await
    }

    async fn list(&self, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
        let listing = self.does(FakeOp::List, folder, |inside| {
            let refused = inside.refused.get(folder).cloned().unwrap_or_default();
            Ok(Listing { entries: inside.tree.list(folder)?, refused, ..Listing::default() })
        });
        let listing = listing.await?;
        listing.entries.chunks(PAGE).for_each(progress);
        Ok(listing)
    }

    async fn stat(&self, path: &RemotePath, follow: FollowLinks) -> Result<Entry> {
        self.does(FakeOp::Stat, path, |inside| inside.tree.stat(path, follow == FollowLinks::Yes)).await
    }

    async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        self.does(FakeOp::ReadLink, path, |inside| inside.tree.link_target(path)).await
    }

    async fn create_folder(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<()> {
        let mode = permissions.map_or(0o755, Permissions::mode);
        self.does(FakeOp::CreateFolder, path, |inside| inside.tree.make_folder(path, mode)).await
    }

    async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.does(FakeOp::RemoveFile, path, |inside| inside.tree.remove(path, false)).await
    }

    async fn remove_folder(&self, path: &RemotePath) -> Result<()> {
        self.does(FakeOp::RemoveFolder, path, |inside| inside.tree.remove(path, true)).await
    }

    async fn rename(&self, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()> {
        let replace = mode == RenameMode::Replace;
        Self::needs(!replace || self.capabilities.atomic_replace, from)?;
        let renamed = self.does(FakeOp::Rename, from, |inside| {
            inside.tree.rename(from, to, replace).map_err(|error| error.trying(Act::Rename { replace }))
        });
        renamed.await.map_err(|error| error.and_place(Place::Remote(to.clone())))
    }

    async fn set_attributes(&self, path: &RemotePath, change: AttributeChange, follow: FollowLinks) -> Result<()> {
        Self::needs(follow == FollowLinks::Yes || self.capabilities.set_link_attributes, path)?;
        let set = self.does(FakeOp::SetAttributes, path, |inside| {
            let id = inside.tree.node_at(path, follow == FollowLinks::Yes)?;
            if let Some(size) = change.size {
                inside.tree.resize(id, size.0)?;
            }
            inside.tree.set(id, change.permissions, change.modified, change.owner)
        });
        set.await
    }

    async fn create_symlink(&self, link: &RemotePath, target: &[u8]) -> Result<()> {
        Self::needs(self.capabilities.symlink, link)?;
        self.does(FakeOp::CreateSymlink, link, |inside| inside.tree.make_link(link, target)).await
    }

    async fn create_hard_link(&self, existing: &RemotePath, link: &RemotePath) -> Result<()> {
        Self::needs(self.capabilities.hard_link, link)?;
        self.does(FakeOp::CreateHardLink, link, |inside| inside.tree.hard_link(existing, link)).await
    }

    async fn space(&self, path: &RemotePath) -> Result<Space> {
        Self::needs(self.capabilities.space, path)?;
        let space = self.does(FakeOp::Space, path, |inside| {
            inside.tree.node_at(path, true)?;
            Ok(Space {
                total: ByteSize(inside.tree.total()),
                available: ByteSize(inside.tree.free()),
                available_files: None,
                read_only: false,
                name_max: Some(255),
                file_system_id: Some(1),
            })
        });
        space.await
    }

    async fn copy_on_server(&self, from: &RemotePath, to: &RemotePath, length: ByteSize) -> Result<()> {
        Self::needs(self.capabilities.server_copy, from)?;
        let copied = self.does(FakeOp::CopyOnServer, from, |inside| {
            let (source, target) = (inside.tree.node_at(from, true)?, inside.tree.node_at(to, true)?);
            let length = usize::try_from(length.0).map_err(|_| status(4))?;
            let content = inside.tree.content(source)?;
            let content = content.get(..length.min(content.len())).unwrap_or_default().to_vec();
            inside.tree.write(target, 0, &content)
        });
        copied.await
    }

    async fn open_read(&self, path: &RemotePath, offset: u64, size: Option<ByteSize>) -> Result<Box<dyn RemoteReader>> {
        let id = self.does(FakeOp::OpenRead, path, |inside| inside.tree.open_file(path, None, false)).await?;
        let file = OpenFile::new(&self.shared, self.began, path, id);
        Ok(Box::new(FakeReader { file, offset, size, ended: false }))
    }

    async fn open_write(&self, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>> {
        let opened = self.does(FakeOp::OpenWrite, path, |inside| {
            let mode = how.permissions.map_or(0o644, Permissions::mode);
            let act = Act::OpenWrite { exclusive: how.exclusive };
            let id = inside.tree.open_file(path, Some(mode), how.exclusive).map_err(|error| error.trying(act))?;
            if how.truncate {
                inside.tree.resize(id, 0)?;
            }
            Ok(id)
        });
        let file = OpenFile::new(&self.shared, self.began, path, opened.await?);
        Ok(Box::new(FakeWriter { file, offset: how.offset, failed: None }))
    }
}

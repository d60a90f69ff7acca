//! The fake server: its files, what a test scripted, and its link.

use super::fake_fs::FakeFs;
use super::script::{Action, FakeOp, Gate, When};
use super::session::FakeSession;
use super::state::{Inside, Shared};
use crate::error::Error;
use crate::model::{EntryName, RemotePath, Timestamp};
use crate::remote::Capabilities;
use std::sync::Arc;

/// A server in memory. Sessions to it share its files; cutting the link ends those that exist.
///
/// It answers as OpenSSH does: mostly with a bare code 4. Paths in the set-up methods must be right; a wrong one is an
/// error of the test, told as an `Err`.
#[derive(Clone, Debug)]
pub struct FakeServer(Arc<Shared>);

impl FakeServer {
    /// An empty server with every capability, whose start folder is `/home/ada`.
    ///
    /// # Errors
    /// Never on an empty tree.
    pub fn new() -> Result<Self, Box<Error>> {
        let server = Self(Arc::new(Shared::new()));
        server.put_folder("/home/ada")?;
        Ok(server)
    }

    /// A channel to its files, on a link of its own.
    #[must_use]
    pub fn fs(&self) -> Arc<FakeFs> {
        Arc::new(FakeFs::new(Arc::clone(&self.0)))
    }

    /// A logged-in session.
    #[must_use]
    pub fn session(&self) -> Arc<FakeSession> {
        Arc::new(FakeSession::new(Arc::clone(&self.0)))
    }

    fn inside(&self) -> Inside<'_> {
        self.0.inside()
    }

    fn path(text: impl AsRef<[u8]>) -> Result<RemotePath, Box<Error>> {
        RemotePath::parse(text.as_ref()).map_err(|_| Error::new(crate::error::ErrorKind::NameRefused))
    }

    fn put_parents(&self, path: &RemotePath) -> Result<(), Box<Error>> {
        let mut folder = RemotePath::root();
        let mut names: Vec<EntryName> = path.components().collect();
        names.pop();
        for name in names {
            folder = folder.join(&name);
            let mut inside = self.inside();
            if inside.tree.node_at(&folder, true).is_err() {
                inside.tree.make_folder(&folder, 0o755)?;
            }
        }
        Ok(())
    }

    /// Makes a file with this content, and the folders above it; replaces the content of one that exists.
    ///
    /// # Errors
    /// When something else is in the way.
    pub fn put_file(&self, path: impl AsRef<[u8]>, content: &[u8]) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.put_parents(&path)?;
        let mut inside = self.inside();
        let id = inside.tree.open_file(&path, Some(0o644), false)?;
        inside.tree.resize(id, 0)?;
        inside.tree.write(id, 0, content)
    }

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// When something else is in the way.
    pub fn put_folder(&self, path: impl AsRef<[u8]>) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.put_parents(&path)?;
        self.inside().tree.make_folder(&path, 0o755)
    }

    /// Makes a symbolic link and the folders above it.
    ///
    /// # Errors
    /// When something is in the way.
    pub fn put_link(&self, path: impl AsRef<[u8]>, target: &[u8]) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.put_parents(&path)?;
        self.inside().tree.make_link(&path, target)
    }

    /// Makes a named pipe and the folders above it.
    ///
    /// # Errors
    /// When something is in the way.
    pub fn put_special(&self, path: impl AsRef<[u8]>) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.put_parents(&path)?;
        self.inside().tree.make_special(&path)
    }

    /// Lets a listing of `folder` tell a name that cannot be used, such as `../evil`.
    ///
    /// # Errors
    /// When `folder` is no path.
    pub fn tell_refused_name(&self, folder: impl AsRef<[u8]>, name: &[u8]) -> Result<(), Box<Error>> {
        let folder = Self::path(folder)?;
        self.inside().refused.entry(folder).or_default().push(name.to_vec());
        Ok(())
    }

    /// Sets the time of the last change.
    ///
    /// # Errors
    /// When nothing is there.
    pub fn set_modified(&self, path: impl AsRef<[u8]>, modified: Timestamp) -> Result<(), Box<Error>> {
        let mut inside = self.inside();
        let id = inside.tree.node_at(&Self::path(path)?, true)?;
        inside.tree.set(id, None, Some(modified), None)
    }

    /// The content of a file; `None` when there is no file.
    #[must_use]
    pub fn content(&self, path: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        let inside = self.inside();
        let id = inside.tree.node_at(&Self::path(path).ok()?, true).ok()?;
        inside.tree.content(id).ok().map(<[u8]>::to_vec)
    }

    /// The names in a folder, sorted; empty when there is no folder.
    #[must_use]
    pub fn names(&self, folder: impl AsRef<[u8]>) -> Vec<EntryName> {
        let listed = Self::path(folder).and_then(|folder| self.inside().tree.list(&folder));
        listed.map(|entries| entries.into_iter().map(|entry| entry.name).collect()).unwrap_or_default()
    }

    /// Lets an operation fail with `error`, on any path.
    pub fn fail(&self, op: FakeOp, when: When, error: Box<Error>) {
        self.inside().script.add(op, None, when, Action::Fail(error));
    }

    /// Lets an operation on one path fail with `error`.
    ///
    /// # Errors
    /// When `path` is no path.
    pub fn fail_on(&self, op: FakeOp, path: impl AsRef<[u8]>, when: When, error: Box<Error>) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.inside().script.add(op, Some(path), when, Action::Fail(error));
        Ok(())
    }

    /// Cuts the link at an operation: it and everything under way ends with `ConnectionLost`.
    pub fn cut_at(&self, op: FakeOp, when: When) {
        self.inside().script.add(op, None, when, Action::CutLink);
    }

    /// Holds an operation at a gate.
    pub fn hold(&self, op: FakeOp, when: When, gate: &Gate) {
        self.inside().script.add(op, None, when, Action::Hold(gate.clone()));
    }

    /// Holds an operation on one path at a gate.
    ///
    /// # Errors
    /// When `path` is no path.
    pub fn hold_on(&self, op: FakeOp, path: impl AsRef<[u8]>, when: When, gate: &Gate) -> Result<(), Box<Error>> {
        let path = Self::path(path)?;
        self.inside().script.add(op, Some(path), when, Action::Hold(gate.clone()));
        Ok(())
    }

    /// Forgets everything that was scripted.
    pub fn clear_script(&self) {
        self.inside().script.clear();
    }

    /// Ends every session that exists, at once.
    pub fn cut_link(&self) {
        self.0.cut();
    }

    /// The most bytes that all files together may hold; `None`: no limit. Beyond it writes are `DiskFull`.
    pub fn limit_space(&self, bytes: Option<u64>) {
        self.inside().tree.limit = bytes;
    }

    /// What sessions made from now on can do.
    pub fn set_capabilities(&self, capabilities: Capabilities) {
        self.inside().capabilities = capabilities;
    }

    /// How often an operation was called.
    #[must_use]
    pub fn count(&self, op: FakeOp) -> u64 {
        self.inside().script.count(op)
    }

    /// How many files are open.
    #[must_use]
    pub fn open_files(&self) -> usize {
        self.inside().open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::remote::{FollowLinks, OpenWrite, RemoteFs, RemoteSession, WriteBuffer};

    #[tokio::test]
    async fn scripts_cuts_gates_and_full_disks() {
        let server = FakeServer::new().unwrap();
        server.put_file("/srv/a", b"content").unwrap();
        let path = RemotePath::parse(b"/srv/a").unwrap();
        let session = server.session();
        let files = session.open_files().await.unwrap();
        server.fail(FakeOp::Stat, When::Nth(2), Error::sftp(3, None));
        files.stat(&path, FollowLinks::Yes).await.unwrap();
        let error = files.stat(&path, FollowLinks::Yes).await.unwrap_err();
        assert_eq!((error.kind.clone(), server.count(FakeOp::Stat)), (ErrorKind::PermissionDenied, 2));

        server.limit_space(Some(10));
        let how = OpenWrite { exclusive: false, truncate: false, offset: 7, permissions: None };
        let mut writer = files.open_write(&path, how).await.unwrap();
        assert_eq!(server.open_files(), 1);
        writer.write(WriteBuffer::from_content(writer.header_room(), b"123")).await.unwrap();
        let full = writer.write(WriteBuffer::from_content(writer.header_room(), b"4")).await.unwrap_err();
        assert_eq!((full.kind.clone(), writer.confirmed()), (ErrorKind::DiskFull, 10));
        drop(writer);
        assert_eq!((server.open_files(), server.content("/srv/a")), (0, Some(b"content123".to_vec())));

        let gate = Gate::new();
        server.hold(FakeOp::List, When::Always, &gate);
        let folder = RemotePath::parse(b"/srv").unwrap();
        let (listed, ()) = tokio::join!(async { files.list(&folder, &mut |_| {}).await }, async {
            gate.arrivals(1).await;
            gate.let_pass(1);
        });
        assert_eq!(listed.unwrap().entries.len(), 1);
        let (listed, ()) = tokio::join!(async { files.list(&folder, &mut |_| {}).await }, async {
            gate.arrivals(2).await;
            server.cut_link();
        });
        assert_eq!(listed.unwrap_err().kind, ErrorKind::ConnectionLost);
        assert_eq!(session.ended().await.kind, ErrorKind::ConnectionLost);
        server.fs().stat(&path, FollowLinks::Yes).await.unwrap();
    }
}

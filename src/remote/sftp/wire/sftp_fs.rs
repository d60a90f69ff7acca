//! An SFTP session as a `RemoteFs`.

use super::attrs::Attrs;
use super::client::{Call, Client};
use super::extensions::{
    COPY_DATA, EXPAND_PATH, Extensions, HARDLINK, HOME_DIRECTORY, LIMITS, LSETSTAT, POSIX_RENAME, STATVFS, USERS_GROUPS,
};
use super::link::{Expect, Link, RemoteHandle};
use super::listing::{entry_from, follow_link, list};
use super::options::StartOptions;
use super::owners::Owners;
use super::packet::{
    EXTENDED, FXF_READ, FXF_WRITE, INIT, LSTAT, MKDIR, OPEN, READLINK, REALPATH, REMOVE, RENAME, RMDIR, SETSTAT, STAT,
    SYMLINK, VERSION, flag_names,
};
use super::read_stream::ReadStream;
use super::receiving::Receiving;
use super::sending::send_all;
use super::transport::{TransportReceiver, TransportSender};
use super::write_stream::WriteStream;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::log::{LogBody, StatusMessage};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Listing, Permissions, RemotePath, escape_bytes};
use crate::remote::{
    AttributeChange, Capabilities, FollowLinks, ListProgress, OpenWrite, RemoteFs, RemoteReader, RemoteWriter,
    RenameMode, Space,
};
use async_trait::async_trait;
use bytes::{BufMut, BytesMut};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::{OnceCell, oneshot};

/// What one request copies on the server at most, so that each answer is progress, and how many are under way.
const COPY_STEP: u64 = 16 << 20;
const COPIES_AHEAD: usize = 4;

/// One SFTP session over one byte stream.
#[derive(Debug)]
pub struct SftpFs {
    client: Arc<Client>,
    extensions: Extensions,
    capabilities: Capabilities,
    version: u32,
    home: OnceCell<RemotePath>,
    owners: Owners,
}

impl SftpFs {
    /// Speaks the first words of SFTP and asks for the server's limits. The stream is closed when the returned value and
    /// all readers and writers that came from it are dropped. Must run inside a tokio runtime.
    ///
    /// # Errors
    /// `WrongProtocol(LoginText)` when a login script prints into the stream (its text is in `detail`);
    /// `ServiceRefused` when the server's program ends with words or a status instead of answering;
    /// `TimedOut(Service)`; `MalformedPacket`; `ConnectionLost`.
    pub async fn start(
        sender: Box<dyn TransportSender>,
        receiver: Box<dyn TransportReceiver>,
        options: StartOptions,
    ) -> Result<Arc<Self>> {
        let (link, queue) = Link::new();
        let (to, version) = oneshot::channel();
        let client = Arc::new(Client { link: Arc::clone(&link), options, uploads_fast: AtomicBool::new(false) });
        tokio::spawn(Receiving::new(Arc::clone(&link), receiver, to).run());
        tokio::spawn(send_all(Arc::clone(&link), queue, sender));
        let mut init = BytesMut::new();
        init.put_u32(5);
        init.put_u8(INIT);
        init.put_u32(VERSION);
        link.transmit(init.freeze());
        let lost = || Error::new(ErrorKind::ConnectionLost);
        let version = version.await.unwrap_or_else(|_| Err(lost())).map_err(|error| error.during("SSH_FXP_INIT"))?;
        let mut extensions = Extensions::new(&version);
        if extensions.has(LIMITS) {
            let call = Call::about(EXTENDED, Expect::Extended, String::new()).extension(LIMITS).quiet();
            match client.send(call, |packet| packet.string(LIMITS.as_bytes())).extended().await {
                Ok(fields) => extensions.set_limits(fields),
                Err(error) if error.ends_session() => return Err(error),
                // Announced and then refused: the limits stay unknown.
                Err(_) => {}
            }
        }
        let version = version.version;
        let ready = StatusMessage::ServiceReady { version, extensions: extensions.describe() };
        client.options.log.push(client.options.session, LogBody::Status(ready));
        let capabilities = extensions.capabilities();
        Ok(Arc::new(Self {
            client,
            extensions,
            capabilities,
            version,
            home: OnceCell::new(),
            owners: Owners::default(),
        }))
    }

    /// The version of the protocol that the server speaks, as it told.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The names of the extensions that the server announced, in its order, with visible escapes.
    #[must_use]
    pub fn extension_names(&self) -> Vec<String> {
        self.extensions.shown_names()
    }

    /// Asks for one absolute path, with REALPATH or an extension that answers the same way.
    async fn resolve(&self, extension: Option<&str>, typed: &[u8]) -> Result<RemotePath> {
        let packet_type = if extension.is_some() { EXTENDED } else { REALPATH };
        let mut call = Call::about(packet_type, Expect::Names, escape_bytes(typed));
        if let Some(name) = extension {
            call = call.extension(name);
        }
        let asking = self.client.send(call, |packet| {
            if let Some(name) = extension {
                packet.string(name.as_bytes());
            }
            packet.string(typed);
        });
        let names = asking.names().await?;
        let path = names.first().and_then(|name| RemotePath::parse(&name.name).ok());
        path.ok_or_else(|| {
            let shown = names.first().map(|name| escape_bytes(&name.name)).unwrap_or_default();
            let request = format!("SSH_FXP_REALPATH {}", escape_bytes(typed));
            Error::new(ErrorKind::NameRefused).with_detail(shown).during(request)
        })
    }

    /// A path below the home folder, for servers without `expand-path@openssh.com`.
    async fn below_home(&self, rest: &[u8]) -> Result<RemotePath> {
        let home = if self.extensions.has(HOME_DIRECTORY) {
            self.resolve(Some(HOME_DIRECTORY), b"").await?
        } else {
            self.home().await?
        };
        if rest.is_empty() {
            return Ok(home);
        }
        let below = [home.as_bytes(), b"/", rest].concat();
        self.resolve(None, &below).await
    }

    async fn about_path(&self, packet_type: u8, path: &RemotePath) -> Result<()> {
        let call = Call::on(packet_type, Expect::Status, path);
        self.client.send(call, |packet| packet.string(path.as_bytes())).done().await
    }

    /// A request with two paths; `extension` names it when it is one.
    async fn about_two(
        &self,
        packet_type: u8,
        extension: Option<&str>,
        first: (&RemotePath, &[u8]),
        second: &[u8],
    ) -> Result<()> {
        let (path, first) = first;
        let mut call =
            Call::about(packet_type, Expect::Status, format!("{}, {}", escape_bytes(first), escape_bytes(second)));
        if let Some(name) = extension {
            call = call.extension(name);
        }
        let asking = self.client.send(call, |packet| {
            if let Some(name) = extension {
                packet.string(name.as_bytes());
            }
            packet.string(first);
            packet.string(second);
        });
        asking.done().await.map_err(|error| error.at_remote(path))
    }

    /// The answer of a server without an extension.
    fn unsupported(extension: &str, path: &RemotePath) -> Box<Error> {
        Error::new(ErrorKind::Unsupported)
            .during(format!("SSH_FXP_EXTENDED {extension} {}", path.display()))
            .at_remote(path)
    }

    async fn open_for_copy(&self, path: &RemotePath, flags: u32) -> Result<RemoteHandle> {
        let act = if flags & FXF_WRITE == 0 { Act::OpenRead } else { Act::OpenWrite { exclusive: false } };
        let call = Call::on(OPEN, Expect::Handle, path).with(&format!(", flags {}", flag_names(flags))).trying(act);
        let opening = self.client.send(call, |packet| {
            packet.string(path.as_bytes());
            packet.u32(flags);
            packet.u32(0);
        });
        opening.handle().await
    }
}

#[async_trait]
impl RemoteFs for SftpFs {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn home(&self) -> Result<RemotePath> {
        self.home.get_or_try_init(|| self.resolve(None, b".")).await.cloned()
    }

    async fn real_path(&self, typed: &[u8]) -> Result<RemotePath> {
        if typed.contains(&0) {
            return Err(Error::new(ErrorKind::NameRefused).with_detail(escape_bytes(typed)));
        }
        match typed {
            b"" | b"." => self.home().await,
            [b'~', ..] if self.extensions.has(EXPAND_PATH) => self.resolve(Some(EXPAND_PATH), typed).await,
            [b'~'] => self.below_home(b"").await,
            [b'~', b'/', rest @ ..] => self.below_home(rest).await,
            typed => self.resolve(None, typed).await,
        }
    }

    async fn list(&self, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
        list(&self.client, &self.extensions, &self.owners, folder, progress).await
    }

    async fn stat(&self, path: &RemotePath, follow: FollowLinks) -> Result<Entry> {
        let packet_type = if follow == FollowLinks::Yes { STAT } else { LSTAT };
        let call = Call::on(packet_type, Expect::Attrs, path);
        let attrs = self.client.send(call, |packet| packet.string(path.as_bytes())).attrs().await?;
        let name = path.name().map_or_else(|| EntryName::new(*b"root"), Ok);
        let name = name.map_err(|_| Error::new(ErrorKind::NameRefused).at_remote(path))?;
        let mut entry = entry_from(name, &attrs);
        if entry.kind == EntryKind::Link {
            follow_link(&self.client, path, &mut entry).await?;
        }
        if self.extensions.has(USERS_GROUPS) {
            self.owners.fill(&self.client, std::slice::from_mut(&mut entry)).await?;
        }
        Ok(entry)
    }

    async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        let call = Call::on(READLINK, Expect::Names, path);
        let names = self.client.send(call, |packet| packet.string(path.as_bytes())).names().await?;
        let target = names.first().map(|name| name.name.to_vec());
        target.ok_or_else(|| Error::new(ErrorKind::Failure).during("SSH_FXP_READLINK").at_remote(path))
    }

    async fn create_folder(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<()> {
        let making = self.client.send(Call::on(MKDIR, Expect::Status, path), |packet| {
            packet.string(path.as_bytes());
            Attrs { mode: permissions.map(Permissions::mode), ..Attrs::default() }.write(packet);
        });
        making.done().await
    }

    async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.about_path(REMOVE, path).await
    }

    async fn remove_folder(&self, path: &RemotePath) -> Result<()> {
        self.about_path(RMDIR, path).await
    }

    async fn rename(&self, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()> {
        let names = (from, from.as_bytes());
        let renamed = match mode {
            RenameMode::KeepExisting => self.about_two(RENAME, None, names, to.as_bytes()).await,
            RenameMode::Replace if self.extensions.has(POSIX_RENAME) => {
                self.about_two(EXTENDED, Some(POSIX_RENAME), names, to.as_bytes()).await
            }
            RenameMode::Replace => Err(Self::unsupported(POSIX_RENAME, from)),
        };
        let act = Act::Rename { replace: mode == RenameMode::Replace };
        renamed.map_err(|error| error.trying(act).and_place(Place::Remote(to.clone())))
    }

    async fn set_attributes(&self, path: &RemotePath, change: AttributeChange, follow: FollowLinks) -> Result<()> {
        let attrs = Attrs {
            size: change.size.map(|size| size.0),
            owner: change.owner,
            mode: change.permissions.map(Permissions::mode),
            times: change.modified.and_then(Attrs::both_times),
        };
        if attrs == Attrs::default() {
            return Ok(());
        }
        let (call, extension) = match follow {
            FollowLinks::Yes => (Call::on(SETSTAT, Expect::Status, path), None),
            FollowLinks::No if self.extensions.has(LSETSTAT) => {
                let call = Call::on(EXTENDED, Expect::Status, path).extension(LSETSTAT);
                (call.trying(Act::SetAttributes), Some(LSETSTAT))
            }
            FollowLinks::No => return Err(Self::unsupported(LSETSTAT, path)),
        };
        let setting = self.client.send(call, |packet| {
            if let Some(name) = extension {
                packet.string(name.as_bytes());
            }
            packet.string(path.as_bytes());
            attrs.write(packet);
        });
        setting.done().await
    }

    async fn create_symlink(&self, link: &RemotePath, target: &[u8]) -> Result<()> {
        // The draft (section 6.10) puts the link first; OpenSSH puts the target first, says so in its PROTOCOL
        // (section 4.1), and most other servers follow it.
        self.about_two(SYMLINK, None, (link, target), link.as_bytes()).await
    }

    async fn create_hard_link(&self, existing: &RemotePath, link: &RemotePath) -> Result<()> {
        if !self.extensions.has(HARDLINK) {
            return Err(Self::unsupported(HARDLINK, link));
        }
        let linked = self.about_two(EXTENDED, Some(HARDLINK), (link, existing.as_bytes()), link.as_bytes()).await;
        linked.map_err(|error| error.trying(Act::CreateHardLink).and_place(Place::Remote(existing.clone())))
    }

    async fn space(&self, path: &RemotePath) -> Result<Space> {
        if !self.extensions.has(STATVFS) {
            return Err(Self::unsupported(STATVFS, path));
        }
        let call = Call::on(EXTENDED, Expect::Extended, path).extension(STATVFS).quiet();
        let asking = self.client.send(call, |packet| {
            packet.string(STATVFS.as_bytes());
            packet.string(path.as_bytes());
        });
        let mut fields = asking.extended().await?;
        // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag, f_namemax
        let mut values = [0_u64; 11];
        for value in &mut values {
            *value = fields.u64().ok_or_else(|| {
                Error::new(ErrorKind::Failure).during(format!("SSH_FXP_EXTENDED {STATVFS}")).at_remote(path)
            })?;
        }
        let [block, fragment, blocks, _, available, files, _, files_available, id, flags, name_max] = values;
        let unit = if fragment > 0 { fragment } else { block };
        Ok(Space {
            total: ByteSize(blocks.saturating_mul(unit)),
            available: ByteSize(available.saturating_mul(unit)),
            available_files: (files > 0).then_some(files_available),
            read_only: flags & 1 != 0,
            name_max: (name_max > 0).then_some(name_max),
            file_system_id: Some(id),
        })
    }

    async fn copy_on_server(&self, from: &RemotePath, to: &RemotePath, length: ByteSize) -> Result<()> {
        if !self.extensions.has(COPY_DATA) {
            return Err(Self::unsupported(COPY_DATA, from));
        }
        let source = self.open_for_copy(from, FXF_READ).await?;
        let target = self.open_for_copy(to, FXF_WRITE).await?;
        let mut under_way = std::collections::VecDeque::new();
        let mut offset = 0;
        // A length of 0 would mean "to the end of the file".
        while offset < length.0 || !under_way.is_empty() {
            while offset < length.0 && under_way.len() < COPIES_AHEAD {
                let step = COPY_STEP.min(length.0 - offset);
                let call = Call::on(EXTENDED, Expect::Status, to).extension(COPY_DATA).quiet().slow();
                let call = call.trying(Act::Write);
                under_way.push_back(self.client.send(call, |packet| {
                    packet.string(COPY_DATA.as_bytes());
                    packet.string(source.bytes());
                    packet.u64(offset);
                    packet.u64(step);
                    packet.string(target.bytes());
                    packet.u64(offset);
                }));
                offset += step;
            }
            if let Some(copying) = under_way.pop_front() {
                copying.done().await?;
            }
        }
        let (reading, writing) = (self.client.send_close(source, from), self.client.send_close(target, to));
        reading.done().await?;
        writing.done().await
    }

    async fn open_read(&self, path: &RemotePath, offset: u64, size: Option<ByteSize>) -> Result<Box<dyn RemoteReader>> {
        let chunk = self.extensions.read_chunk();
        Ok(Box::new(ReadStream::open(&self.client, path, offset, size, chunk).await?))
    }

    async fn open_write(&self, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>> {
        let chunk = self.extensions.write_chunk();
        let can_sync = self.capabilities.fsync;
        Ok(Box::new(WriteStream::open(&self.client, path, how, chunk, can_sync).await?))
    }
}

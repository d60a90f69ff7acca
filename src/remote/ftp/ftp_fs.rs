//! The files of an FTP server as a `RemoteFs`.

use super::channel::Channel;
use super::checksum::checksum;
use super::command::Command;
use super::data::Begun;
use super::list::{list, listed_in_parent};
use super::look::{exists, stat};
use super::open::{open_read, open_text, open_write, rename};
use super::read::FtpReader;
use super::set::set_attributes;
use super::text::{TextReader, TextWriter};
use super::why::precise;
use super::write::FtpWriter;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::{ByteSize, Checksum, Entry, EntryKind, Listing, Permissions, RemotePath, Space, escape_bytes};
use crate::remote::{
    AttributeChange, Capabilities, FollowLinks, ListProgress, OpenWrite, RemoteFs, RemoteReader, RemoteWriter,
    RenameMode,
};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// How long a server may take to remove a tree.
const REMOVING: Duration = Duration::from_mins(15);

/// One connection's view of the files. Everything on it happens in turn, transfers included.
#[derive(Debug)]
pub struct FtpFs {
    channel: Arc<Channel>,
    capabilities: Capabilities,
}

impl FtpFs {
    pub(super) fn new(channel: Arc<Channel>) -> Self {
        let features = channel.site.facts().features;
        let capabilities = Capabilities {
            // RNTO replaces on every server that was measured; one that refuses is told as `Unsupported`.
            atomic_replace: true,
            space: features.has("AVBL"),
            permissions: true,
            times: true,
            remove_tree: features.has("RMDA"),
            transfers_per_channel: Some(1),
            acknowledged_writes: false,
            ..Capabilities::default()
        };
        Self { channel, capabilities }
    }

    fn unsupported<T>(&self, what: &str, path: &RemotePath) -> Result<T> {
        Err(Error::new(ErrorKind::Unsupported).during(what).at_remote(path).on_host(self.channel.site.host.clone()))
    }

    async fn about(&self, act: Act, path: &RemotePath, commands: &[&str]) -> Result<()> {
        self.about_within(act, path, commands, self.channel.site.maker.request.limits.answer).await
    }

    async fn about_within(&self, act: Act, path: &RemotePath, commands: &[&str], limit: Duration) -> Result<()> {
        self.channel.site.forget_seen();
        let mut held = self.channel.take().await?;
        let bytes = self.channel.site.bytes(path);
        let commands: Vec<Command> = commands.iter().map(|verb| Command::on(verb, &bytes)).collect();
        let done = loop {
            match held.control()?.done_as_within(&commands, limit).await {
                Err(error) if held.again_if_unheard(&error).await => {}
                Err(error) => break Err(precise(&mut held, error, act, path).await),
                Ok(_) => break Ok(()),
            }
        };
        held.told(done).map_err(|error| error.trying(act).at_remote(path))
    }
}

#[async_trait]
impl RemoteFs for FtpFs {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn home(&self) -> Result<RemotePath> {
        let site = &self.channel.site;
        let named = site.facts().home;
        let home = site.charset.decode(&named).and_then(|home| RemotePath::parse(&home).ok());
        // Words in place of a path, or a path of another system: the root is there on every server.
        Ok(home.unwrap_or_else(RemotePath::root))
    }

    async fn real_path(&self, typed: &[u8]) -> Result<RemotePath> {
        let home = self.home().await?;
        let below = match typed {
            [b'~'] => b"",
            [b'~', b'/', rest @ ..] => rest,
            typed => typed,
        };
        home.resolve(below).map_err(|_| Error::new(ErrorKind::NameRefused).with_detail(escape_bytes(typed)))
    }

    async fn list(&self, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
        let mut held = self.channel.take().await?;
        loop {
            match list(&mut held, folder, progress).await {
                Err(error) if held.again(&error).await => {}
                Err(error) => {
                    let error =
                        if error.ends_session() { error } else { precise(&mut held, error, Act::List, folder).await };
                    return held.told(Err(error.trying(Act::List).at_remote(folder)));
                }
                Ok(listing) => return Ok(listing),
            }
        }
    }

    async fn stat(&self, path: &RemotePath, follow: FollowLinks) -> Result<Entry> {
        let mut held = self.channel.take().await?;
        loop {
            match stat(&mut held, path, follow).await {
                Err(error) if held.again(&error).await => {}
                told => return held.told(told).map_err(|error| error.trying(Act::Stat).at_remote(path)),
            }
        }
    }

    async fn stat_name(&self, path: &RemotePath) -> Result<Entry> {
        let told = self.stat(path, FollowLinks::No).await;
        // Without MLST it was a listing that told.
        let listed = !self.channel.site.facts().features.has("MLST");
        match told {
            Err(error) if error.kind == ErrorKind::NotFound && !listed => {
                let mut held = self.channel.take().await?;
                let found = listed_in_parent(&mut held, path).await;
                // What the listing cannot tell is as MLST told it.
                held.told(found).map_err(|fault| if fault.ends_session() { fault } else { error })
            }
            told => told,
        }
    }

    async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        let entry = self.stat(path, FollowLinks::No).await?;
        match entry.link_target {
            Some(target) => Ok(target),
            None if entry.kind == EntryKind::Link => self.unsupported("MLST", path),
            None => Err(Error::new(ErrorKind::InvalidArgument).trying(Act::ReadLink).at_remote(path)),
        }
    }

    async fn create_folder(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<()> {
        self.about(Act::CreateFolder, path, &["MKD", "XMKD"]).await?;
        if let Some(permissions) = permissions {
            let mut held = self.channel.take().await?;
            let change = AttributeChange { permissions: Some(permissions), ..AttributeChange::default() };
            // The folder is there; servers without SITE CHMOD gave it permissions of their own.
            match set_attributes(&mut held, path, change).await {
                Err(error) if error.ends_session() => return held.told(Err(error)),
                _ => {}
            }
        }
        Ok(())
    }

    async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.about(Act::RemoveFile, path, &["DELE"]).await
    }

    async fn remove_folder(&self, path: &RemotePath) -> Result<()> {
        self.about(Act::RemoveFolder, path, &["RMD", "XRMD"]).await
    }

    async fn rename(&self, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()> {
        let act = Act::Rename { replace: mode == RenameMode::Replace };
        self.channel.site.forget_seen();
        let mut held = self.channel.take().await?;
        let renamed = loop {
            match rename(&mut held, from, to, mode).await {
                Err(error) if held.again_if_unheard(&error).await => {}
                renamed => break renamed,
            }
        };
        held.told(renamed).map_err(|error| error.trying(act).at_remote(from).and_place(Place::Remote(to.clone())))
    }

    async fn set_attributes(&self, path: &RemotePath, change: AttributeChange, follow: FollowLinks) -> Result<()> {
        if follow == FollowLinks::No {
            return self.unsupported("SITE CHMOD", path);
        }
        let mut held = self.channel.take().await?;
        loop {
            match set_attributes(&mut held, path, change).await {
                Err(error) if held.again(&error).await => {}
                Err(error) => {
                    let error = precise(&mut held, error, Act::SetAttributes, path).await;
                    return held.told(Err(error));
                }
                Ok(()) => return Ok(()),
            }
        }
    }

    async fn create_symlink(&self, link: &RemotePath, _target: &[u8]) -> Result<()> {
        self.unsupported("SITE SYMLINK", link)
    }

    async fn create_hard_link(&self, _existing: &RemotePath, link: &RemotePath) -> Result<()> {
        self.unsupported("SITE LINK", link)
    }

    async fn space(&self, path: &RemotePath) -> Result<Space> {
        if !self.capabilities.space {
            return self.unsupported("AVBL", path);
        }
        let mut held = self.channel.take().await?;
        let command = Command::on("AVBL", &self.channel.site.bytes(path));
        let answer = held.control()?.done(&command).await;
        let reply = held.told(answer).map_err(|error| error.at_remote(path))?;
        let number = std::str::from_utf8(reply.text()).ok().and_then(|text| text.trim().parse().ok());
        let available = ByteSize(number.ok_or_else(|| reply.error().during(command.shown()).at_remote(path))?);
        Ok(Space {
            // AVBL tells what is left and nothing else.
            total: available,
            available,
            available_files: None,
            read_only: false,
            name_max: None,
            file_system_id: None,
        })
    }

    async fn copy_on_server(&self, from: &RemotePath, _to: &RemotePath, _length: ByteSize) -> Result<()> {
        self.unsupported("SITE CPFR", from)
    }

    async fn open_read(&self, path: &RemotePath, offset: u64, size: Option<ByteSize>) -> Result<Box<dyn RemoteReader>> {
        let mut held = self.channel.take().await?;
        let command = Command::on("RETR", &self.channel.site.bytes(path));
        let opened = loop {
            match open_read(&mut held, &command, path, offset, size).await {
                Err(error) if held.again(&error).await => {}
                Err(error) => break Err(precise(&mut held, error, Act::OpenRead, path).await),
                opened => break opened,
            }
        };
        let (data, end) =
            held.told(opened).map_err(|error| error.during(command.shown()).trying(Act::OpenRead).at_remote(path))?;
        Ok(Box::new(FtpReader::new(held, data, path.clone(), command.shown(), offset, end)))
    }

    async fn open_write(&self, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>> {
        self.channel.site.forget_seen();
        let mut held = self.channel.take().await?;
        let command = Command::on("STOR", &self.channel.site.bytes(path));
        let act = Act::OpenWrite { exclusive: how.exclusive };
        let opened = loop {
            match open_write(&mut held, &command, path, how).await {
                // Nothing was sent yet, so that beginning twice does no harm.
                Err(error) if held.again(&error).await => {}
                Err(error) => break Err(precise(&mut held, error, act, path).await),
                opened => break opened,
            }
        };
        let data = held.told(opened).map_err(|error| error.during(command.shown()).trying(act).at_remote(path))?;
        Ok(Box::new(FtpWriter::new(held, data, path.clone(), command.shown(), how.offset)))
    }

    async fn open_new(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<Box<dyn RemoteWriter>> {
        self.open_write(path, OpenWrite { exclusive: false, truncate: true, offset: 0, permissions }).await
    }

    fn is_text(&self, name: &[u8]) -> bool {
        self.channel.site.maker.request.options.is_text(name)
    }

    async fn open_read_text(&self, path: &RemotePath) -> Result<Box<dyn RemoteReader>> {
        let mut held = self.channel.take().await?;
        let command = Command::on("RETR", &self.channel.site.bytes(path));
        let opened = open_text(&mut held, &command).await;
        let begun =
            held.told(opened).map_err(|error| error.during(command.shown()).trying(Act::OpenRead).at_remote(path))?;
        let data = match begun {
            Begun::Data(data) => Some(data),
            Begun::Done(_) => None,
        };
        // How long it is on the way stands nowhere: its end is that of the stream, and the last reply.
        let reader = FtpReader::new(held, data, path.clone(), command.shown(), 0, None);
        Ok(Box::new(TextReader::new(Box::new(reader))))
    }

    async fn open_write_text(&self, path: &RemotePath, exclusive: bool) -> Result<Box<dyn RemoteWriter>> {
        self.channel.site.forget_seen();
        let mut held = self.channel.take().await?;
        let command = Command::on("STOR", &self.channel.site.bytes(path));
        let opening = async {
            if exclusive && exists(&mut held, path).await? {
                return Err(Error::new(ErrorKind::AlreadyExists).at_remote(path));
            }
            match open_text(&mut held, &command).await? {
                Begun::Data(data) => Ok(data),
                Begun::Done(reply) => Err(reply.error()),
            }
        };
        let opened = opening.await;
        let act = Act::OpenWrite { exclusive };
        let data = held.told(opened).map_err(|error| error.during(command.shown()).trying(act).at_remote(path))?;
        let writer = FtpWriter::new(held, data, path.clone(), command.shown(), 0);
        Ok(Box::new(TextWriter::new(writer)))
    }

    async fn reserve(&self, size: ByteSize) -> Result<()> {
        // Most servers answer 202: they need no such thing, and do not name it.
        if size.0 == 0 || !self.channel.site.facts().features.has("ALLO") {
            return Ok(());
        }
        let mut held = self.channel.take().await?;
        let command = Command::with("ALLO", size.0.to_string());
        let asked = held.control()?.exchange(&command).await;
        let reply = held.told(asked)?;
        match reply.error().kind {
            _ if reply.is_done() => Ok(()),
            ErrorKind::DiskFull | ErrorKind::QuotaExceeded => Err(reply.error().during(command.shown())),
            // It does without.
            _ => Ok(()),
        }
    }

    async fn remove_tree(&self, path: &RemotePath) -> Result<()> {
        if !self.capabilities.remove_tree || path.is_root() {
            return self.unsupported("RMDA", path);
        }
        // It is answered when all of it is gone.
        self.about_within(Act::RemoveFolder, path, &["RMDA"], REMOVING).await
    }

    async fn checksum(&self, path: &RemotePath, resumed: bool) -> Result<Option<Checksum>> {
        if !resumed && !self.channel.site.maker.request.options.verify {
            return Ok(None);
        }
        let mut held = self.channel.take().await?;
        let told = checksum(&mut held, path).await;
        held.told(told).map_err(|error| error.at_remote(path))
    }
}

//! The back ends: each gives an empty folder to work in.

use crate::support::{FtpDaemon, FtpSecurity, FtpServer, Silent, Sshd, SshdOptions};
use crate::wire_support;
use catamaran::demo::{DemoFolder, DemoOptions, DemoServer};
use catamaran::log::MessageLog;
use catamaran::model::{ByteSize, EntryName, RemotePath, SystemClock};
use catamaran::remote::fake::FakeServer;
use catamaran::remote::sftp::connect;
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, RemoteWriter, WriteBuffer};
use std::any::Any;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub struct Site {
    pub fs: Arc<dyn RemoteFs>,
    pub folder: RemotePath,
    /// Whether names may be any bytes.
    pub byte_names: bool,
    /// Which FTP server it is, if it is one: one transfer at a time, no line ends in names, no links made, other codes.
    pub ftp: Option<FtpDaemon>,
    _keep: Box<dyn Any + Send + Sync>,
}

pub const PLAIN: OpenWrite = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };

impl Site {
    pub fn path(&self, name: impl AsRef<[u8]>) -> RemotePath {
        self.folder.join_bytes(name.as_ref()).unwrap()
    }

    pub async fn put(&self, path: &RemotePath, content: &[u8]) {
        let mut writer = self.fs.open_write(path, PLAIN).await.unwrap();
        write_all(writer.as_mut(), content).await;
        writer.finish(FinishWrite::default()).await.unwrap();
    }

    pub async fn get(&self, path: &RemotePath, offset: u64, size: Option<u64>) -> Vec<u8> {
        let mut reader = self.fs.open_read(path, offset, size.map(ByteSize)).await.unwrap();
        let mut content = Vec::new();
        while let Some(chunk) = reader.next().await.unwrap() {
            assert_eq!(chunk.offset, offset + content.len() as u64, "a gap");
            assert!(!chunk.bytes.is_empty());
            content.extend_from_slice(&chunk.bytes);
        }
        assert!(reader.next().await.unwrap().is_none(), "the end stays the end");
        reader.close().await.unwrap();
        content
    }

    pub async fn size(&self, path: &RemotePath) -> u64 {
        self.fs.stat(path, FollowLinks::Yes).await.unwrap().size.unwrap().0
    }

    pub async fn names(&self, folder: &RemotePath) -> Vec<EntryName> {
        let listing = self.fs.list(folder, &mut |_| {}).await.unwrap();
        let mut names: Vec<EntryName> = listing.entries.into_iter().map(|entry| entry.name).collect();
        names.sort();
        names
    }
}

pub async fn write_all(writer: &mut dyn RemoteWriter, content: &[u8]) {
    let mut left = content;
    while !left.is_empty() {
        let (now, later) = left.split_at(left.len().min(writer.max_content()));
        writer.write(WriteBuffer::from_content(writer.header_room(), now)).await.unwrap();
        left = later;
    }
}

/// Bytes that differ from block to block.
pub fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from((n ^ (n >> 8) ^ (n >> 16)) & 0xff).unwrap()).collect()
}

pub async fn fake() -> Option<Site> {
    let server = FakeServer::new().unwrap();
    server.put_folder("/work").unwrap();
    let folder = RemotePath::parse(b"/work").unwrap();
    Some(Site { fs: server.fs(), folder, byte_names: true, ftp: None, _keep: Box::new(server) })
}

pub async fn pipe() -> Option<Site> {
    let fs = wire_support::pipe_server(wire_support::options()).await?;
    let dir = tempfile::tempdir().unwrap();
    let folder = fs.real_path(dir.path().as_os_str().as_encoded_bytes()).await.unwrap();
    Some(Site { fs, folder, byte_names: true, ftp: None, _keep: Box::new(dir) })
}

pub async fn sshd() -> Option<Site> {
    let sshd = Sshd::start(SshdOptions::default());
    let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
    let session = connect(sshd.connect_request(), Arc::new(Silent), log, CancellationToken::new()).await.unwrap();
    let fs = session.open_files().await.unwrap();
    let folder = fs.real_path(sshd.files.as_os_str().as_encoded_bytes()).await.unwrap();
    Some(Site { fs, folder, byte_names: true, ftp: None, _keep: Box::new((session, std::sync::Mutex::new(sshd))) })
}

pub async fn demo() -> Option<Site> {
    use catamaran::model::{Endpoint, Protocol, SessionId};
    use catamaran::remote::sftp::{ConnectRequest, KnownHostsFiles};
    let server = DemoServer::start(DemoOptions { folder: DemoFolder::Empty, ..DemoOptions::default() }).unwrap();
    let user = Some(server.user.clone());
    let endpoint = Endpoint { protocol: Protocol::Sftp, host: "127.0.0.1".into(), port: server.port, user };
    let mut request = ConnectRequest::new(endpoint, SessionId::from(1));
    request.agent_socket = None;
    request.default_identity_files = Vec::new();
    request.identity_files = vec![server.identity.clone()];
    request.known_hosts = KnownHostsFiles { read: vec![server.known_hosts.clone()], write: None };
    let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
    let session = connect(request, Arc::new(Silent), log, CancellationToken::new()).await.unwrap();
    let fs = session.open_files().await.unwrap();
    fs.create_folder(&RemotePath::parse(b"/work").unwrap(), None).await.unwrap();
    let folder = RemotePath::parse(b"/work").unwrap();
    Some(Site { fs, folder, byte_names: false, ftp: None, _keep: Box::new((session, server)) })
}

/// An FTP server with the user of the tests logged in, and its folder.
async fn ftp(daemon: FtpDaemon, security: FtpSecurity) -> Option<Site> {
    let server = FtpServer::start(daemon, security)?;
    let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
    let connected = catamaran::remote::ftp::connect(server.request(), Arc::new(Silent), log, CancellationToken::new());
    let session = connected.await.unwrap();
    let fs = session.open_files().await.unwrap();
    let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
    // pure-ftpd takes names in UTF-8 only.
    let byte_names = daemon != FtpDaemon::PureFtpd;
    Some(Site { fs, folder, byte_names, ftp: Some(daemon), _keep: Box::new((session, std::sync::Mutex::new(server))) })
}

pub async fn vsftpd() -> Option<Site> {
    ftp(FtpDaemon::Vsftpd, FtpSecurity::Plain).await
}

/// Requires that data connections resume the TLS session.
pub async fn vsftpd_tls() -> Option<Site> {
    ftp(FtpDaemon::Vsftpd, FtpSecurity::Explicit).await
}

pub async fn proftpd() -> Option<Site> {
    ftp(FtpDaemon::ProFtpd, FtpSecurity::Plain).await
}

/// Refuses data connections that do not resume the TLS session.
pub async fn proftpd_tls() -> Option<Site> {
    ftp(FtpDaemon::ProFtpd, FtpSecurity::Explicit).await
}

pub async fn pure_ftpd() -> Option<Site> {
    ftp(FtpDaemon::PureFtpd, FtpSecurity::Plain).await
}

/// Never resumes a TLS session.
pub async fn pure_ftpd_tls() -> Option<Site> {
    ftp(FtpDaemon::PureFtpd, FtpSecurity::Explicit).await
}

/// TLS from the first byte.
pub async fn vsftpd_implicit() -> Option<Site> {
    ftp(FtpDaemon::Vsftpd, FtpSecurity::Implicit).await
}

//! Starting and stopping the demo server.

use super::folder::ServedFolder;
use super::login::{Access, Login};
use super::sample;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{SecretString, SystemClock};
use russh::MethodSet;
use russh::keys::ssh_key::{LineEnding, rand_core::Rng};
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// What the server shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DemoFolder {
    /// A sample tree in a temporary folder that is removed at the end.
    #[default]
    Sample,
    /// An empty temporary folder that is removed at the end.
    Empty,
    /// A folder that exists and stays.
    At(PathBuf),
}

/// How the server is started.
#[derive(Clone, Default)]
pub struct DemoOptions {
    /// What it shows.
    pub folder: DemoFolder,
    /// The password; `None`: a random one.
    pub password: Option<SecretString>,
    /// Accept no password, only the key of [`DemoServer::identity`].
    pub key_only: bool,
    /// Text that is shown before login; `None`: nothing.
    pub banner: Option<String>,
}

/// A running server on 127.0.0.1. It ends, and its temporary folders are removed, when this is dropped.
pub struct DemoServer {
    /// The port on 127.0.0.1, chosen by the operating system.
    pub port: u16,
    /// The user to log in as.
    pub user: String,
    /// The password to log in with.
    pub password: SecretString,
    /// The served folder on this computer; it is `/` for clients.
    pub root: PathBuf,
    /// A folder on this computer with things to upload; empty unless the sample tree is served.
    pub local: PathBuf,
    /// A private key file that opens the server as well as the password does; no passphrase.
    pub identity: PathBuf,
    /// A known-hosts file that holds the server's key.
    pub known_hosts: PathBuf,
    /// `SHA256:...` of the server's key, which is made anew at each start.
    pub fingerprint: String,
    connections: Connections,
    runtime: Option<Runtime>,
    scratch: TempDir,
}

impl std::fmt::Debug for DemoServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoServer").field("port", &self.port).field("root", &self.root).finish_non_exhaustive()
    }
}

type Connections = Arc<Mutex<HashMap<u64, TcpStream>>>;

impl DemoServer {
    /// Starts a server on its own threads; it answers when this returns. Works inside and outside of async code.
    ///
    /// # Errors
    /// Faults of the file system (temporary folder, keys) and of the socket.
    pub fn start(options: DemoOptions) -> Result<Self> {
        let scratch = TempDir::with_prefix("catamaran-demo-").map_err(|source| Error::io(&source))?;
        let local_fault = |path: &Path| {
            let path = path.to_owned();
            move |source: io::Error| Error::local(&source, path)
        };
        let local = scratch.path().join("this computer");
        fs::create_dir(&local).map_err(local_fault(&local))?;
        let root = match &options.folder {
            DemoFolder::At(root) => root.clone(),
            DemoFolder::Empty | DemoFolder::Sample => {
                let root = scratch.path().join("server");
                fs::create_dir(&root).map_err(local_fault(&root))?;
                root
            }
        };
        let root = root.canonicalize().map_err(local_fault(&root))?;
        if options.folder == DemoFolder::Sample {
            let clock = SystemClock::new();
            sample::fill_remote(&root, &clock).map_err(local_fault(&root))?;
            sample::fill_local(&local, &clock).map_err(local_fault(&local))?;
        }
        let folder = ServedFolder::new(&root).map_err(local_fault(&root))?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|source| Error::io(&source))?;
        let port = listener.local_addr().map_err(|source| Error::io(&source))?.port();
        listener.set_nonblocking(true).map_err(|source| Error::io(&source))?;

        let host_key = new_key()?;
        let client_key = new_key()?;
        let identity = scratch.path().join("demo_key");
        client_key.write_openssh_file(&identity, LineEnding::LF).map_err(|fault| key_fault(&fault))?;
        let known_hosts = scratch.path().join("known_hosts");
        let public = host_key.public_key().to_openssh().map_err(|fault| key_fault(&fault))?;
        fs::write(&known_hosts, format!("[127.0.0.1]:{port} {public}\n")).map_err(local_fault(&known_hosts))?;
        let fingerprint = host_key.fingerprint(HashAlg::Sha256).to_string();

        let password = options.password.unwrap_or_else(random_password);
        let user = "demo".to_owned();
        let access = Arc::new(Access {
            user: user.clone(),
            password: (!options.key_only).then(|| password.expose().to_owned()),
            key: client_key.public_key().clone(),
            banner: options.banner,
            folder,
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("demo-server")
            .enable_all()
            .build()
            .map_err(|source| Error::io(&source))?;
        let connections = Connections::default();
        runtime.spawn(serve(
            listener,
            Arc::new(ssh_config(host_key, access.methods())),
            access,
            Arc::clone(&connections),
        ));
        Ok(Self {
            port,
            user,
            password,
            root,
            local,
            identity,
            known_hosts,
            fingerprint,
            connections,
            runtime: Some(runtime),
            scratch,
        })
    }

    /// The address of a folder or file on this server: `sftp://demo@127.0.0.1:PORT/path`. `path` is absolute.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("sftp://{}@127.0.0.1:{}{path}", self.user, self.port)
    }

    /// Breaks every connection without a word, as a cut cable does; new ones are served.
    pub fn drop_connections(&self) {
        for (_, socket) in self.connections.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            // One that is closed already is as good.
            let _closed = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        self.drop_connections();
        if let Some(runtime) = self.runtime.take() {
            // Waits for nothing, so it may run inside of async code.
            runtime.shutdown_background();
        }
        // Read-only folders could not be emptied.
        sample::make_removable(self.scratch.path());
    }
}

fn new_key() -> Result<PrivateKey> {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).map_err(|fault| key_fault(&fault))
}

fn key_fault(fault: &russh::keys::ssh_key::Error) -> Box<Error> {
    Error::new(ErrorKind::Failure).with_detail(fault.to_string())
}

fn random_password() -> SecretString {
    let mut bytes = [0_u8; 16];
    russh::keys::key::safe_rng().fill_bytes(&mut bytes);
    SecretString::new(format!("{:032x}", u128::from_be_bytes(bytes)))
}

fn ssh_config(host_key: PrivateKey, methods: MethodSet) -> russh::server::Config {
    russh::server::Config {
        keys: vec![host_key],
        methods,
        auth_rejection_time: Duration::from_millis(50),
        auth_rejection_time_initial: Some(Duration::ZERO),
        inactivity_timeout: None,
        nodelay: true,
        // The library's session stands still while a channel's queue is full, and a handler that answers waits for the
        // session: a queue shorter than what the window lets in (2 MiB of requests) would let both wait for ever.
        channel_buffer_size: 1 << 16,
        ..russh::server::Config::default()
    }
}

async fn serve(
    listener: TcpListener,
    config: Arc<russh::server::Config>,
    access: Arc<Access>,
    connections: Connections,
) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(fault) => return log::error!("the demo server cannot listen: {fault}"),
    };
    let mut number = 0_u64;
    loop {
        let socket = match listener.accept().await {
            Ok((socket, _)) => socket,
            Err(fault) => {
                log::warn!("the demo server cannot accept a connection: {fault}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        number += 1;
        let (config, access, connections) = (Arc::clone(&config), Arc::clone(&access), Arc::clone(&connections));
        tokio::spawn(async move {
            if let Err(fault) = session(number, socket, config, access, &connections).await {
                log::debug!("a connection of the demo server ended: {fault}");
            }
            connections.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        });
    }
}

async fn session(
    number: u64,
    socket: tokio::net::TcpStream,
    config: Arc<russh::server::Config>,
    access: Arc<Access>,
    connections: &Connections,
) -> Result<(), russh::Error> {
    let socket = socket.into_std()?;
    socket.set_nodelay(true)?;
    let second = socket.try_clone()?;
    connections.lock().unwrap_or_else(PoisonError::into_inner).insert(number, second);
    let socket = tokio::net::TcpStream::from_std(socket)?;
    russh::server::run_stream(config, socket, Login::new(access)).await?.await
}

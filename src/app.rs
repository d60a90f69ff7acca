//! Puts the program together: reads the command line, and starts what it asks for.

use crate::archive::ErrorStore;
use crate::cli::{self, ConfigOptions, DemoWish, Exit, FilesWish, Invocation, SitesRoom};
use crate::demo::{DemoOptions, DemoServer};
use crate::drive::{Report, Script};
use crate::engine::{
    CertificateTrust, ConnectWish, Connector, DataWays, Engine, EngineOptions, EveryProtocol, FtpConnector,
    SftpConnector,
};
use crate::i18n::{self, fl};
use crate::log::MessageLog;
use crate::model::{Clock, Endpoint, Protocol, SystemClock};
use crate::platform;
use crate::remote::sftp::{CommandConsent, KnownHostsFiles, UnknownHostKey};
use crate::settings::{Settings, SettingsStore};
use crate::site::{Keyring, SecretKeeper, SiteBook, SiteStore, Vault};
use crate::ssh_config::StartFile;
use crate::text::error_report;
use crate::ui::{self, Driver, Startup};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    if let Err(fault) = i18n::choose(&i18n::system_languages()) {
        // English is built in and stays.
        log::warn!("the texts of the system's language cannot be read: {fault}");
    }
    let sites = sites();
    let home = platform::home_folder();
    match cli::parse(std::env::args_os(), &|text| cli::site_url(text, &sites, &home)) {
        Ok(Invocation::Files(wish)) => ExitCode::from(files(*wish).code()),
        Ok(Invocation::Window { address, config }) => window(address, config),
        Ok(Invocation::Demo(wish)) => demo(wish),
        Ok(Invocation::Sites(wish)) => ExitCode::from(cli::sites(&wish, &sites).code()),
        Ok(Invocation::Share(verb)) => ExitCode::from(cli::share(&verb, &sites_room()).code()),
        Ok(Invocation::Secrets(verb)) => ExitCode::from(cli::secrets(&verb, &keeper()).code()),
        Ok(Invocation::Keygen(wish)) => ExitCode::from(cli::keygen(&wish).code()),
        Ok(Invocation::Explain(wish)) => ExitCode::from(cli::explain(&wish).code()),
        Err(fault) => {
            // Nobody is left to be told when the output is closed.
            let _closed = fault.print();
            ExitCode::from(u8::try_from(fault.exit_code()).unwrap_or(Exit::Usage.code()))
        }
    }
}

/// Opens the window on the user's own settings, and connects where an address is given.
fn window(link: Option<String>, config: ConfigOptions) -> ExitCode {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let log = Arc::new(MessageLog::new(Arc::clone(&clock), MessageLog::DEFAULT_CAP));
    let store = platform::settings_file().map_or_else(SettingsStore::nowhere, SettingsStore::at);
    let settings = stored(&store);
    let mut connector =
        every_protocol(&clock, CertificateTrust { pins: own_certificates(), ..CertificateTrust::default() });
    let shown_config = config.start_file();
    connector.sftp.config = config.start_file();
    connector.sftp.jump = config.jump;
    connector.proxy = config.proxy;
    connector.sftp.command_consent =
        CommandConsent { file: own_file("allowed_commands"), all: config.allow_proxy_command };
    let mut options = engine_options(&clock, &log, connector, &settings);
    options.secrets = Some(Arc::new(keeper()));
    let errors = platform::errors_file().map_or_else(ErrorStore::nowhere, ErrorStore::at);
    let log_folder = platform::log_folder();
    let startup = Startup {
        clock,
        log,
        settings,
        store,
        errors,
        log_folder,
        connect: None,
        link,
        sites: sites(),
        ssh_config: shown_config,
        local_folder: None,
        driver: None,
    };
    open_window(startup, options)
}

/// Where passwords are kept.
fn keeper() -> SecretKeeper {
    SecretKeeper::new(Keyring::system(), platform::vault_file().map_or_else(Vault::nowhere, Vault::at))
}

fn sites_room() -> SitesRoom {
    SitesRoom { store: sites(), keeper: keeper(), home: platform::home_folder() }
}

/// Where sites are kept.
fn sites() -> SiteStore {
    platform::sites_file().map_or_else(|| SiteStore::in_memory(SiteBook::default()), SiteStore::at)
}

fn stored(store: &SettingsStore) -> Settings {
    store.load().unwrap_or_else(|fault| {
        log::warn!("settings cannot be read: {fault}");
        Settings::default()
    })
}

fn engine_options(
    clock: &Arc<dyn Clock>,
    log: &Arc<MessageLog>,
    connector: impl Connector + 'static,
    settings: &Settings,
) -> EngineOptions {
    EngineOptions {
        clock: Arc::clone(clock),
        log: Arc::clone(log),
        connector: Arc::new(connector),
        // Set when the window can be woken.
        wake: Arc::new(|| ()),
        parallel: settings.parallel,
        // What the window calls done is on disk.
        browsed: true,
        durable: true,
        secrets: None,
    }
}

/// Opens the window on a server that runs in this process and ends with it. Nothing of the user's is changed: settings
/// are read, not written; the server's key is known in a file of the demo only.
fn demo(wish: DemoWish) -> ExitCode {
    let server = match DemoServer::start(DemoOptions::default()) {
        Ok(server) => server,
        Err(fault) => {
            eprintln!("{}", error_report(&fault).to_text().trim_end());
            return ExitCode::from(Exit::Local.code());
        }
    };
    eprintln!("{}", fl!("drive-server", port = server.port.to_string(), folder = server.root.display().to_string()));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let log = Arc::new(MessageLog::new(Arc::clone(&clock), MessageLog::DEFAULT_CAP));
    let settings = if wish.drive {
        Settings::default()
    } else {
        stored(&platform::settings_file().map_or_else(SettingsStore::nowhere, SettingsStore::at))
    };
    // Nothing is remembered: neither keys nor certificates.
    let mut connector = EveryProtocol {
        sftp: SftpConnector::new(Arc::clone(&clock), None),
        ftp: FtpConnector::new(Arc::clone(&clock), CertificateTrust::default()),
        proxy: None,
    };
    connector.sftp.known_hosts = Some(KnownHostsFiles { read: vec![server.known_hosts.clone()], write: None });
    connector.sftp.config = StartFile::None;
    let options = engine_options(&clock, &log, connector, &settings);
    let report = Report::default();
    let driver: Option<Box<dyn Driver>> = wish.drive.then(|| {
        let script = Script::new(server.local.clone(), server.root.clone(), wish.picture, report.clone());
        Box::new(script) as Box<dyn Driver>
    });
    let startup = Startup {
        clock,
        log,
        settings,
        store: SettingsStore::nowhere(),
        errors: ErrorStore::nowhere(),
        log_folder: platform::log_folder(),
        connect: Some(ConnectWish {
            endpoint: Endpoint {
                protocol: Protocol::Sftp,
                host: "127.0.0.1".to_owned(),
                port: server.port,
                user: Some(server.user.clone()),
            },
            password: Some(server.password.clone()),
            identities: vec![server.identity.clone()],
            port_said: true,
            start_folder: None,
            proxy: None,
            ftp: Box::default(),
            account: None,
            rules: Box::default(),
        }),
        sites: SiteStore::in_memory(SiteBook::default()),
        ssh_config: StartFile::None,
        link: None,
        local_folder: Some(server.local.clone()),
        driver,
    };
    let server = Arc::new(Mutex::new(Some(server)));
    end_at_signal(Arc::clone(&server));
    let ended = open_window(startup, options);
    let (lines, good) = if wish.drive { report.lines() } else { (Vec::new(), true) };
    drop(server.lock().unwrap_or_else(PoisonError::into_inner).take());
    for line in lines {
        println!("{line}");
    }
    if good { ended } else { ExitCode::from(Exit::Remote.code()) }
}

/// Ends the program at Ctrl-C or a polite kill, the demo's temporary folder first.
fn end_at_signal(server: Arc<Mutex<Option<DemoServer>>>) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(stop_signal());
        drop(server.lock().unwrap_or_else(PoisonError::into_inner).take());
        end_now(Exit::Cancelled);
    });
}

/// Ends the process without exit handlers: run beside the threads of a graphics driver, those can crash (seen with Mesa's
/// llvmpipe).
#[cfg(unix)]
fn end_now(exit: Exit) {
    signal_hook::low_level::exit(i32::from(exit.code()));
}

#[cfg(not(unix))]
fn end_now(exit: Exit) {
    std::process::exit(i32::from(exit.code()));
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Opens a window and the engine behind it, and stays until it is closed.
fn open_window(startup: Startup, options: EngineOptions) -> ExitCode {
    let opened = ui::run_window(startup, |wake| {
        let engine = Engine::start(EngineOptions { wake, ..options })?;
        Ok(Box::new(engine))
    });
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{}", fl!("no-window", why = fault.to_string()));
            ExitCode::from(Exit::Usage.code())
        }
    }
}

fn files(wish: FilesWish) -> Exit {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let trust = CertificateTrust {
        authorities: wish.options.ca_file.clone(),
        pins: own_certificates(),
        accept_new: wish.options.accept_new_certificate,
        own: wish.options.client_cert.clone(),
    };
    let mut connector = every_protocol(&clock, trust);
    if let Some(file) = &wish.options.known_hosts {
        connector.sftp.known_hosts = Some(KnownHostsFiles { read: vec![file.clone()], write: Some(file.clone()) });
    }
    connector.sftp.config = wish.options.config.start_file();
    connector.sftp.jump.clone_from(&wish.options.config.jump);
    let all = wish.options.config.allow_proxy_command;
    connector.sftp.command_consent = CommandConsent { file: own_file("allowed_commands"), all };
    if wish.options.accept_new_host_key {
        connector.sftp.unknown_host_key = Some(UnknownHostKey::AcceptNew);
    }
    cli::run(wish, Arc::new(connector), keeper(), clock)
}

fn every_protocol(clock: &Arc<dyn Clock>, trust: CertificateTrust) -> EveryProtocol {
    let mut ftp = FtpConnector::new(Arc::clone(clock), trust);
    ftp.ways = own_file("ftp_ways").map_or_else(DataWays::default, DataWays::kept_in);
    EveryProtocol { sftp: SftpConnector::new(Arc::clone(clock), own_known_hosts()), ftp, proxy: None }
}

/// Where certificates are remembered that were accepted here; `None` as for known hosts.
fn own_certificates() -> Option<PathBuf> {
    own_file("trusted_certificates")
}

/// A file of the program's own data; `None` where the system has no place for data of programs.
fn own_file(name: &str) -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "catamaran").map(|dirs| dirs.data_dir().join(name))
}

/// Where the keys of servers are remembered that were accepted here; `None` where the system has no place for data of
/// programs.
fn own_known_hosts() -> Option<PathBuf> {
    own_file("known_hosts")
}

//! Connections for data with real servers: active mode with EPRT and PORT, ports and addresses, the way back, IPv6.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{Error, ErrorKind};
use catamaran::log::{LogBody, MessageLog};
use catamaran::model::{RemotePath, SystemClock};
use catamaran::remote::ftp::{DataDirection, FtpRequest, connect};
use catamaran::remote::{FinishWrite, OpenWrite, RemoteFs, RemoteSession, WriteBuffer};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::ops::RangeInclusive;
use std::sync::Arc;
use support::{FtpDaemon, FtpExtras, FtpSecurity, FtpServer, Silent, certificate};
use tokio_util::sync::CancellationToken;

const BOTH: [FtpSecurity; 2] = [FtpSecurity::Plain, FtpSecurity::Explicit];
const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// A login, and every word of it.
struct Login {
    session: Arc<dyn RemoteSession>,
    files: Arc<dyn RemoteFs>,
    log: Arc<MessageLog>,
}

impl Login {
    async fn to(request: FtpRequest) -> Result<Self, Box<Error>> {
        let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 10_000));
        let session = connect(request, Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await?;
        let files = session.open_files().await?;
        Ok(Self { session, files, log })
    }

    /// Every command of a kind that was sent so far.
    fn sent(&self, verb: &str) -> Vec<String> {
        commands(&self.log).into_iter().filter(|words| words.split(' ').next() == Some(verb)).collect()
    }
}

/// Every command in a log.
fn commands(log: &MessageLog) -> Vec<String> {
    let entries = log.read(log.range());
    let commands = entries.iter().filter_map(|(_, entry)| match &entry.body {
        LogBody::Command(words) => Some(words.clone()),
        _ => None,
    });
    commands.collect()
}

/// Writes, lists and reads a file of more than one buffer; everything must come back as it went.
async fn there_and_back(server: &FtpServer, files: &dyn RemoteFs) {
    let content: Vec<u8> = (0..700_001_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
    let path = folder.join_bytes(b"there and back").unwrap();
    let how = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
    let mut writer = files.open_write(&path, how).await.unwrap();
    for piece in content.chunks(writer.max_content()) {
        writer.write(WriteBuffer::from_content(writer.header_room(), piece)).await.unwrap();
    }
    writer.finish(FinishWrite::default()).await.unwrap();
    assert_eq!(std::fs::read(server.files.join("there and back")).unwrap(), content);
    let listing = files.list(&folder, &mut |_| {}).await.unwrap();
    assert_eq!(listing.entries.len(), 1);
    let mut reader = files.open_read(&path, 0, listing.entries[0].size).await.unwrap();
    let mut read = Vec::new();
    while let Some(chunk) = reader.next().await.unwrap() {
        read.extend_from_slice(&chunk.bytes);
    }
    assert!(read == content, "other content came back");
}

fn active(ports: Option<RangeInclusive<u16>>, external: Option<IpAddr>) -> DataDirection {
    DataDirection::Active { ports, external }
}

fn request(server: &FtpServer, data: DataDirection) -> FtpRequest {
    let mut request = server.request();
    request.options.data = data;
    request
}

/// A range of ports in which nobody listens now.
fn free_ports() -> RangeInclusive<u16> {
    for first in (20_000..30_000).step_by(8) {
        let ports = first..=first + 3;
        if ports.clone().all(|port| TcpListener::bind((V4, port)).is_ok()) {
            return ports;
        }
    }
    panic!("no four free ports in a row");
}

#[tokio::test]
async fn active_mode_works_with_every_server() {
    for daemon in FtpDaemon::ALL {
        for security in BOTH {
            let Some(server) = FtpServer::start(daemon, security) else { continue };
            let login = Login::to(request(&server, active(None, None))).await.unwrap();
            there_and_back(&server, &*login.files).await;
            assert!(login.sent("EPRT").len() >= 3, "{daemon:?} {security:?}");
            assert_eq!((login.sent("EPSV").len(), login.sent("PASV").len()), (0, 0), "{daemon:?} {security:?}");
            login.session.close().await;
        }
    }
}

#[tokio::test]
async fn port_serves_where_the_server_has_no_eprt() {
    for daemon in [FtpDaemon::Vsftpd, FtpDaemon::ProFtpd] {
        let no_eprt = FtpExtras { without: vec!["EPRT"], ..FtpExtras::default() };
        let Some(server) = FtpServer::start_with(daemon, FtpSecurity::Plain, no_eprt) else { continue };
        let login = Login::to(request(&server, active(None, None))).await.unwrap();
        there_and_back(&server, &*login.files).await;
        let (refused, used) = (login.sent("EPRT").len(), login.sent("PORT").len());
        assert!(refused == 1 && used >= 3, "{daemon:?}: EPRT {refused}, PORT {used}");
        login.session.close().await;
    }
}

#[tokio::test]
async fn ports_of_the_range_are_used_and_the_address_is_told() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let ports = free_ports();
        let login = Login::to(request(&server, active(Some(ports.clone()), Some(V4)))).await.unwrap();
        there_and_back(&server, &*login.files).await;
        let told = login.sent("EPRT");
        for words in &told {
            let port: u16 = words.split('|').nth(3).unwrap().parse().unwrap();
            assert!(ports.contains(&port) && words.contains("|127.0.0.1|"), "{daemon:?}: {words}");
        }
        let mut different = told.clone();
        different.sort();
        different.dedup();
        assert!(different.len() >= 3, "{daemon:?}: a port is used twice in a row: {told:?}");
        login.session.close().await;
    }
}

/// Another address than ours: servers refuse it, or call there in vain; data comes by another way then, and the next login
/// does not try again what was in vain.
#[tokio::test]
async fn a_wrong_address_leads_to_passive_mode_and_that_is_remembered() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let request = request(&server, active(None, Some("127.0.0.77".parse().unwrap())));
        let first = Login::to(request.clone()).await.unwrap();
        let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
        // Where the server says 150 and calls somebody else, this one transfer is lost.
        let listed = first.files.list(&folder, &mut |_| {}).await;
        assert!(listed.as_ref().map_or_else(|error| error.kind == ErrorKind::NoDataConnection, |_| true), "{listed:?}");
        there_and_back(&server, &*first.files).await;
        assert!(first.sent("EPSV").len() >= 3, "{daemon:?}");
        first.session.close().await;
        let second = Login::to(request).await.unwrap();
        there_and_back(&server, &*second.files).await;
        assert_eq!(second.sent("EPRT").len() + second.sent("PORT").len(), 0, "{daemon:?}");
        second.session.close().await;
    }
}

#[tokio::test]
async fn no_passive_mode_leads_to_active_mode() {
    for daemon in [FtpDaemon::Vsftpd, FtpDaemon::ProFtpd] {
        let no_passive = FtpExtras { without: vec!["EPSV", "PASV"], ..FtpExtras::default() };
        let Some(server) = FtpServer::start_with(daemon, FtpSecurity::Plain, no_passive) else { continue };
        let login = Login::to(server.request()).await.unwrap();
        there_and_back(&server, &*login.files).await;
        assert_eq!((login.sent("EPSV").len(), login.sent("PASV").len()), (1, 1), "{daemon:?}");
        assert!(login.sent("EPRT").len() >= 3, "{daemon:?}");
        login.session.close().await;
    }
}

#[tokio::test]
async fn both_modes_work_over_ipv6() {
    if TcpListener::bind((V6, 0)).is_err() {
        eprintln!("left out: there is no IPv6 here");
        return;
    }
    for daemon in FtpDaemon::ALL {
        for security in BOTH {
            let v6 = FtpExtras { address: Some(V6), ..FtpExtras::default() };
            let Some(server) = FtpServer::start_with(daemon, security, v6) else { continue };
            for (data, verb) in [(DataDirection::Passive, "EPSV"), (active(None, None), "EPRT")] {
                let mut request = request(&server, data);
                request.endpoint.host = "::1".into();
                let login = Login::to(request).await.unwrap();
                there_and_back(&server, &*login.files).await;
                assert!(login.sent(verb).len() >= 3, "{daemon:?} {security:?} {verb}");
                assert!(verb == "EPSV" || login.sent(verb)[0].starts_with("EPRT |2|::1|"), "{:?}", login.sent(verb));
                assert_eq!((login.sent("PASV").len(), login.sent("PORT").len()), (0, 0));
                login.session.close().await;
                std::fs::remove_file(server.files.join("there and back")).unwrap();
            }
        }
    }
}

/// The system asks whether the server is there while nothing travels over the connection for commands.
#[tokio::test]
async fn the_connection_for_commands_is_kept_alive() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let login = Login::to(server.request()).await.unwrap();
    let connections = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let port = format!(":{:04X}", server.port);
    // Columns: number, local, remote, state (01: stands), queues, timer (02: asks whether the other side is there).
    let ours = connections.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let timers: Vec<String> = ours
        .filter(|columns| columns.len() > 5 && columns[2].ends_with(&port) && columns[3] == "01")
        .map(|columns| columns[5].to_owned())
        .collect();
    assert!(!timers.is_empty() && timers.iter().all(|timer| timer.starts_with("02:")), "{timers:?}");
    login.session.close().await;
}

/// A server that lets only users in who show a certificate of its authority: ours is shown, on data connections too; none, or one
/// of somebody else, is an error that says so, and neither name nor password is sent.
#[tokio::test]
async fn a_server_that_demands_a_certificate_of_its_users_gets_ours() {
    for (daemon, security) in [
        (FtpDaemon::Vsftpd, FtpSecurity::Explicit),
        (FtpDaemon::Vsftpd, FtpSecurity::Implicit),
        (FtpDaemon::ProFtpd, FtpSecurity::Explicit),
    ] {
        let demanding = FtpExtras { user_certificates: true, ..FtpExtras::default() };
        let Some(server) = FtpServer::start_with(daemon, security, demanding) else { continue };
        let mut request = server.request();
        for (own, kind, alerts) in [
            (None, ErrorKind::UserCertificateMissing, &[40, 116][..]),
            (Some("strange-user.pem"), ErrorKind::UserCertificateRefused, &[40, 48, 51, 80][..]),
        ] {
            request.trust.own = own.map(certificate);
            let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000));
            let turned_away =
                connect(request.clone(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await;
            let error = turned_away.err().unwrap_or_else(|| panic!("{daemon:?} {security:?} {own:?} was let in"));
            assert_eq!(error.kind, kind, "{daemon:?} {security:?}: {error}");
            let code = error.code.map(catamaran::error::StatusCode::number);
            assert!(code.is_some_and(|code| alerts.contains(&code)), "{daemon:?} {security:?}: {error}");
            let sent = commands(&log);
            assert!(!sent.iter().any(|line| line.starts_with("USER") || line.starts_with("PASS")), "{sent:?}");
        }
        request.trust.own = Some(certificate("user.pem"));
        let login = Login::to(request).await.unwrap();
        there_and_back(&server, &*login.files).await;
        login.session.close().await;
    }
}

//! Servers that know only a part of the commands, and how they are met.

use crate::support::{OldServer, Silent, log, serve};
use catamaran::error::ErrorKind;
use catamaran::model::{ByteSize, Endpoint, Protocol, RemotePath, SecretString, SessionId, SystemClock, Timestamp};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{AttributeChange, FinishWrite, FollowLinks, OpenWrite, RemoteFs, WriteBuffer};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

async fn old(server: OldServer, options: FtpOptions) -> (Arc<dyn RemoteFs>, Arc<Mutex<OldServer>>) {
    let (port, state) = serve(server);
    let request = FtpRequest {
        endpoint: Endpoint { protocol: Protocol::Ftp, host: "127.0.0.1".into(), port, user: Some("ada".into()) },
        password: Some(SecretString::new("pass".into())),
        account: None,
        options: FtpOptions { plain: true, ..options },
        trust: CertificateTrust::default(),
        proxy: None,
        ways: DataWays::default(),
        limits: FtpLimits::default(),
        session: SessionId::from(1),
        clock: Arc::new(SystemClock::new()),
    };
    let session = connect(request, Arc::new(Silent), log(), CancellationToken::new()).await.unwrap();
    (session.open_files().await.unwrap(), state)
}

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text.as_bytes()).unwrap()
}

#[tokio::test]
async fn servers_that_know_only_the_old_names_are_met_with_them() {
    let unknown = ["FEAT", "CWD", "MKD", "PWD", "MFMT", "RMD", "OPTS"].into();
    let (files, state) = old(OldServer { unknown, ..OldServer::default() }, FtpOptions::default()).await;
    assert_eq!(files.home().await.unwrap(), path("/"));
    files.create_folder(&path("/new"), None).await.unwrap();
    assert!(files.list(&path("/new"), &mut |_| {}).await.unwrap().entries.is_empty());
    let state = state.lock().unwrap();
    for wanted in ["XPWD", "XMKD /new", "XCWD /new"] {
        assert!(state.saw(wanted), "{wanted}: {:?}", state.seen);
    }
}

#[tokio::test]
async fn times_go_by_site_utime_where_mfmt_is_not_known_after_all() {
    let features = vec!["MFMT", "SITE UTIME"];
    let server = OldServer { features, unknown: ["MFMT"].into(), ..OldServer::default() };
    let (files, state) = old(server, FtpOptions::default()).await;
    let change = AttributeChange { modified: Some(Timestamp::from_secs(0)), ..AttributeChange::default() };
    files.set_attributes(&path("/a"), change, FollowLinks::Yes).await.unwrap();
    assert!(state.lock().unwrap().saw("SITE UTIME 19700101000000 /a"));
}

#[tokio::test]
async fn what_cannot_be_written_from_a_position_on_is_appended() {
    let files = [("/a".to_owned(), b"12345".to_vec())].into();
    let server = OldServer { features: vec!["SIZE"], unknown: ["REST 5"].into(), files, ..OldServer::default() };
    let (files, state) = old(server, FtpOptions::default()).await;
    let how = OpenWrite { exclusive: false, truncate: false, offset: 5, permissions: None };
    let mut writer = files.open_write(&path("/a"), how).await.unwrap();
    writer.write(WriteBuffer::from_content(writer.header_room(), b"678")).await.unwrap();
    writer.finish(FinishWrite::default()).await.unwrap();
    {
        let state = state.lock().unwrap();
        assert!(state.saw("APPE /a") && !state.saw("STOR"), "{:?}", state.seen);
        assert_eq!(state.files["/a"], b"12345678");
    }
    // What is there is not as long as that: nothing is spoiled.
    let refused = files.open_write(&path("/a"), how).await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Unsupported, "{refused}");
    assert_eq!(state.lock().unwrap().files["/a"], b"12345678");
}

#[tokio::test]
async fn room_is_reserved_and_trees_are_removed_in_one_step_where_that_is_offered() {
    let server = OldServer {
        features: vec!["ALLO", "RMDA"],
        folders: ["/t".to_owned(), "/t/u".to_owned()].into(),
        files: [("/t/u/a".to_owned(), Vec::new())].into(),
        ..OldServer::default()
    };
    let (files, state) = old(server, FtpOptions::default()).await;
    files.reserve(ByteSize(1234)).await.unwrap();
    assert!(files.capabilities().remove_tree);
    files.remove_tree(&path("/t")).await.unwrap();
    assert!(files.remove_tree(&path("/")).await.is_err(), "never everything");
    let state = state.lock().unwrap();
    assert!(state.saw("ALLO 1234") && state.saw("RMDA /t") && !state.seen.contains(&"RMDA /".to_owned()));
    assert!(state.folders.is_empty() && state.files.is_empty());
}

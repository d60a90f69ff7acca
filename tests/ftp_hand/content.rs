//! What arrives: checksums, ends of lines, times.

use crate::cli_support::catamaran;
use crate::on;
use crate::support::{FtpDaemon, FtpExtras, FtpSecurity, FtpServer, OldServer, serve};
use std::time::Duration;

fn extras(config: &str, zone: &'static str) -> FtpExtras {
    FtpExtras { config: config.to_owned(), zone: Some(zone), ..FtpExtras::default() }
}

/// `ProFTPD` that makes checksums.
fn with_digest() -> Option<FtpServer> {
    let config = "LoadModule mod_digest.c\nDigestEngine on\nDigestAlgorithms all\n";
    FtpServer::start_with(FtpDaemon::ProFtpd, FtpSecurity::Plain, extras(config, "UTC"))
}

#[test]
fn transfers_are_compared_by_the_checksums_of_the_server() {
    let Some(server) = with_digest() else { return };
    let here = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    for (name, bytes) in [("large.bin", &content[..]), ("small.bin", b"12345"), ("empty", b"")] {
        let file = here.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let to = server.url("/");
        let ran = on(&server, &["put", "--plain", "--verify", "-v", file.to_str().unwrap(), &to]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.err.contains("same on both sides (SHA-512)"), "{ran}");
        assert!(std::fs::read(server.files.join(name)).unwrap() == bytes);
        let back = here.path().join(format!("{name}.back"));
        let from = server.url(&format!("/{name}"));
        let ran = on(&server, &["get", "--plain", "--verify", "-v", &from, back.to_str().unwrap()]);
        assert!(ran.code == 0 && ran.err.contains("same on both sides (SHA-512)"), "{ran}");
        assert!(std::fs::read(&back).unwrap() == bytes);
        // Without the wish nothing is asked.
        let ran = on(&server, &["get", "--plain", "-v", "--overwrite", "overwrite", &from, back.to_str().unwrap()]);
        assert!(ran.code == 0 && !ran.err.contains("both sides"), "{ran}");
    }
    // A server that makes none is no fault.
    let Some(plain) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let file = here.path().join("small.bin");
    let ran = on(&plain, &["put", "--plain", "--verify", file.to_str().unwrap(), &plain.url("/")]);
    assert_eq!(ran.code, 0, "{ran}");
}

/// The last 64 KiB of what is there fit, and something before them does not: only a checksum of the whole file sees that.
#[test]
fn a_file_that_was_resumed_is_compared_by_a_checksum_without_being_asked() {
    let Some(server) = with_digest() else { return };
    let here = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..600_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let ours = here.path().join("file.bin");
    std::fs::write(&ours, &content).unwrap();
    for (damaged, upload) in [(false, true), (true, true), (false, false), (true, false)] {
        let mut begun = content[..1_000_000].to_vec();
        if damaged {
            begun[1000] ^= 1;
        }
        let (there, back) = (server.files.join("file.bin"), here.path().join("back.bin"));
        std::fs::write(&there, if upload { &begun } else { &content }).unwrap();
        server.give(&there);
        std::fs::write(&back, &begun).unwrap();
        let (from, to) = (server.url("/file.bin"), server.url("/"));
        let (ours, back_name) = (ours.to_str().unwrap(), back.to_str().unwrap());
        let ran = if upload {
            on(&server, &["put", "--plain", "-v", "--overwrite", "resume", ours, &to])
        } else {
            on(&server, &["get", "--plain", "-v", "--overwrite", "resume", &from, back_name])
        };
        assert!(ran.err.contains("Going on with"), "{ran}");
        // One that differs is sent anew, from its beginning.
        let result = std::fs::read(if upload { &there } else { &back }).unwrap_or_default();
        if damaged {
            assert!(!ran.err.contains("same on both sides") || result == content, "{ran}");
            assert!(ran.code != 0 || result == content, "another content counts as done: {ran}");
        } else {
            assert!(ran.code == 0 && ran.err.contains("same on both sides (SHA-512)"), "{ran}");
            assert!(result == content);
        }
    }
}

#[test]
fn text_gets_the_ends_of_lines_of_each_side_and_everything_else_stays_as_it_is() {
    let ascii = "ascii_upload_enable=YES\nascii_download_enable=YES\n";
    let servers = [
        FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain),
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras(ascii, "UTC")),
    ];
    for server in servers.into_iter().flatten() {
        let here = tempfile::tempdir().unwrap();
        let text: Vec<u8> = (0..40_000_u32).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        for (name, as_text) in [("a.TXT", true), ("a.bin", false)] {
            let file = here.path().join(name);
            std::fs::write(&file, &text).unwrap();
            let to = server.url("/");
            let put = ["put", "--plain", "-v", "--text", "*.txt; *.html", file.to_str().unwrap(), &to];
            let ran = on(&server, &put);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Command  TYPE A"), as_text, "{ran}");
            assert!(std::fs::read(server.files.join(name)).unwrap() == text, "{name}: lines of Unix on both sides");
            let back = here.path().join("back");
            let from = server.url(&format!("/{name}"));
            let get =
                ["get", "--plain", "-v", "--overwrite", "overwrite", "--text", "*.txt", &from, back.to_str().unwrap()];
            let ran = on(&server, &get);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Command  TYPE A"), as_text, "{ran}");
            assert!(std::fs::read(&back).unwrap() == text, "{name}");
            // What stands there already says nothing about where to go on.
            std::fs::write(&back, &text[..1000]).unwrap();
            let get =
                ["get", "--plain", "-v", "--overwrite", "resume", "--text", "*.txt", &from, back.to_str().unwrap()];
            let ran = on(&server, &get);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Going on with"), !as_text, "{ran}");
            assert!(std::fs::read(&back).unwrap() == text, "{name}");
        }
    }
}

#[test]
fn a_server_that_takes_text_as_it_comes_is_found_out() {
    // vsftpd says that it has switched, and has not.
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.txt");
    std::fs::write(&file, "one\ntwo\n").unwrap();
    let to = server.url("/");
    let ran = on(&server, &["put", "--plain", "--text", "*.txt", file.to_str().unwrap(), &to]);
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("ends of lines"), "{ran}");
    assert_eq!(std::fs::read_dir(&server.files).unwrap().count(), 0, "no file with wrong content stays");
    // A text without line ends is the same on every side.
    std::fs::write(&file, "one").unwrap();
    let ran = on(&server, &["put", "--plain", "--text", "*.txt", file.to_str().unwrap(), &to]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn times_are_right_on_servers_in_other_time_zones() {
    // Tokyo has no summer time; listings are in local time where there is no MLSD.
    let zone = "Asia/Tokyo";
    let proftpd = "TimesGMT off\nFactsAdvertise off\n";
    let local = "use_localtime=YES\n";
    let servers = [
        FtpServer::start_with(FtpDaemon::ProFtpd, FtpSecurity::Plain, extras(proftpd, zone)),
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras("", zone)),
        // MDTM is in local time as well, against its document.
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras(local, zone)),
    ];
    for server in servers.into_iter().flatten() {
        let now = std::time::SystemTime::now();
        let written = now - Duration::from_hours(24);
        let secs = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let file = server.files.join("a.txt");
        std::fs::File::create(&file).unwrap().set_modified(written).unwrap();
        let here = tempfile::tempdir().unwrap();
        let ours = here.path().join("b.txt");
        std::fs::File::create(&ours).unwrap().set_modified(written).unwrap();
        let to = server.url("/");
        let ran = on(&server, &["put", "--plain", "-v", ours.to_str().unwrap(), &to]);
        assert_eq!(ran.code, 0, "{ran}");
        let kept = secs(std::fs::metadata(server.files.join("b.txt")).unwrap().modified().unwrap());
        assert_eq!(kept, secs(written), "{ran}");
        // A session that writes nothing.
        let ran = on(&server, &["ls", "--plain", "--json", "-v", &to]);
        let minute = secs(written) / 60 * 60;
        let shown = ran.json()[0]["modified"].as_str().unwrap().to_owned();
        let said = std::process::Command::new("date").args(["-u", "-d", &shown, "+%s"]).output().unwrap();
        let said: u64 = String::from_utf8(said.stdout).unwrap().trim().parse().unwrap();
        assert_eq!(said / 60 * 60, minute, "{ran}");
    }
}

#[test]
fn a_file_that_was_damaged_on_the_way_is_not_called_done() {
    let server = OldServer {
        features: vec!["SIZE", "HASH SHA-256*"],
        hash: "213 SHA-256 0-5 0000000000000000000000000000000000000000000000000000000000000000 /a.bin",
        ..OldServer::default()
    };
    let (port, state) = serve(server);
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.bin");
    std::fs::write(&file, b"12345").unwrap();
    let to = format!("ftp://ada@127.0.0.1:{port}/");
    let put = ["put", "--plain", "--password-stdin", "--json", "--verify", file.to_str().unwrap(), &to];
    let ran = catamaran(&put, b"pass\n");
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.json().iter().any(|line| line["cause"] == "content_differs"), "{ran}");
    let state = state.lock().unwrap();
    assert!(state.files.is_empty(), "neither under its name nor beside it: {:?}", state.files.keys());
}

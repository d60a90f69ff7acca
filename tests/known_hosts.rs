//! Files of known hosts are read as OpenSSH reads them: the judge is `ssh-keygen` itself.
//!
//! `tests/data/known_hosts` is test data of OpenSSH (regress/unittests/hostkeys/testdata), with the answers of
//! `ssh-keygen -F` of OpenSSH 9.2 beside it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use catamaran::trust::{HostKey, HostKeyVerdict, KnownHosts, Marker, fingerprint, lookup_name, randomart};
use hmac::{Hmac, KeyInit, Mac};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/known_hosts").join(name)
}

fn public_key(name: &str) -> HostKey {
    let text = fs::read_to_string(data(name)).unwrap();
    HostKey::from_blob(STANDARD.decode(text.split_whitespace().nth(1).unwrap()).unwrap()).unwrap()
}

/// Lines found, as `ssh-keygen -F` words them.
fn ours(known: &KnownHosts, name: &str) -> String {
    let mark = |marker| match marker {
        Marker::Plain => "",
        Marker::CertAuthority => "CA",
        Marker::Revoked => "REVOKED",
    };
    known.find(name).map(|l| format!("{name} found: line {} {};", l.line, mark(l.marker))).collect::<Vec<_>>().concat()
}

/// What the installed `ssh-keygen` finds; `None` where it is not installed.
fn theirs(file: &Path, name: &str) -> Option<String> {
    let output = Command::new("ssh-keygen").arg("-F").arg(name).arg("-f").arg(file).output().ok()?;
    let text = output.stdout.iter().map(|b| char::from(*b)).collect::<String>();
    let found = text.lines().filter_map(|l| l.strip_prefix("# Host "));
    Some(found.map(|l| format!("{l};")).collect::<Vec<_>>().concat())
}

fn skip_without_ssh_keygen() -> bool {
    let missing = Command::new("ssh-keygen").arg("-?").output().is_err();
    if missing {
        eprintln!("SKIPPED: ssh-keygen (package openssh-client) is not installed, so nothing was compared");
    }
    missing
}

#[test]
fn openssh_test_data_is_found_as_ssh_keygen_found_it() {
    let known = KnownHosts::load(&[data("known_hosts")]);
    let oracle = fs::read_to_string(data("known_hosts_oracle.tsv")).unwrap();
    let mut rows = 0;
    for row in oracle.lines().skip(1) {
        let mut fields = row.split('\t');
        let (name, count, found) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap_or(""));
        assert_eq!(ours(&known, name), found, "{name}");
        assert_eq!(known.find(name).count().to_string(), count);
        rows += 1;
    }
    assert!(rows > 5);
    let skipped: Vec<_> = known.skipped().iter().map(|s| s.line).collect();
    assert_eq!(skipped, [37, 38, 39, 40, 41, 42], "each bad line is noted");
}

#[test]
fn judgements_on_openssh_test_data() {
    let known = KnownHosts::load(&[data("known_hosts")]);
    let judge = |host: &str, key: &str| known.judge(host, 22, &public_key(key));
    for (host, key) in [
        ("sisyphus.example.com", "ed25519_1.pub"),
        ("SISYPHUS.example.com", "rsa_1.pub"),
        ("prometheus.example.com", "ecdsa_2.pub"),
        ("2001:db8::1", "ed25519_2.pub"),
        ("anything.example.com", "rsa_3.pub"),
        ("192.0.2.200", "ecdsa_3.pub"),
        ("sisyphus.example.com", "ed25519_5.pub"),
    ] {
        assert_eq!(judge(host, key), HostKeyVerdict::Known, "{host} {key}");
    }
    assert!(
        matches!(judge("sisyphus.example.com", "ed25519_4.pub"), HostKeyVerdict::Revoked(c) if c.stored[0].line == 33)
    );
    let HostKeyVerdict::Changed(conflict) = judge("sisyphus.example.com", "ed25519_2.pub") else { panic!() };
    assert_eq!(conflict.stored.iter().map(|s| s.line).collect::<Vec<_>>(), [3, 13, 18]);
    assert_eq!(conflict.stored[0].fingerprint, fingerprint(&public_key("ed25519_1.pub")));
    // A certificate authority's key is no server key.
    assert!(!matches!(judge("prometheus.example.com", "ecdsa_4.pub"), HostKeyVerdict::Known));
    let HostKeyVerdict::Unknown { other_algorithms, known_as } = judge("new.example.net", "ed25519_1.pub") else {
        panic!()
    };
    assert!(other_algorithms.is_empty());
    assert_eq!(known_as, ["sisyphus.example.com"]);
}

#[test]
fn revoked_keys_ports_and_several_files() {
    let (key, other) = (public_key("ed25519_1.pub"), public_key("ed25519_2.pub"));
    let rsa = public_key("rsa_1.pub");
    let mut known = KnownHosts::default();
    known.add(Path::new("one"), format!("a,b {}\n[c]:2222 {}\n", key.to_text(), key.to_text()).as_bytes());
    known.add(Path::new("two"), format!("@revoked * {}\n", other.to_text()).as_bytes());
    known.add(Path::new("three"), format!("a {}\n@revoked\tt {}\n", other.to_text(), rsa.to_text()).as_bytes());
    known.add(Path::new("four"), format!("t {}\n", rsa.to_text()).as_bytes());
    assert_eq!(known.judge("a", 22, &key), HostKeyVerdict::Known);
    assert!(matches!(known.judge("a", 22, &other), HostKeyVerdict::Revoked(_)), "though `three` lists it plainly");
    assert!(matches!(known.judge("t", 22, &rsa), HostKeyVerdict::Revoked(_)), "a tab behind the marker");
    assert_eq!(known.judge("b", 2022, &key), HostKeyVerdict::Known, "known for the bare host");
    assert_eq!(known.judge("c", 2222, &key), HostKeyVerdict::Known);
    assert!(
        matches!(known.judge("c", 22, &key), HostKeyVerdict::Unknown { known_as, .. } if known_as == ["a,b", "[c]:2222"])
    );
    assert!(
        matches!(known.judge("a", 22, &rsa), HostKeyVerdict::Unknown { other_algorithms, .. } if other_algorithms == ["ssh-ed25519"])
    );
    assert_eq!(known.algorithms("A", 22), ["ssh-ed25519"]);
    assert_eq!(lookup_name("Host", 22), "host");
    assert_eq!(lookup_name("::1", 2200), "[::1]:2200");
}

#[test]
fn fingerprints_and_pictures_agree_with_ssh_keygen() {
    if skip_without_ssh_keygen() {
        return;
    }
    let mut compared = 0;
    for name in (1..=6).flat_map(|n| ["ed25519", "ecdsa", "rsa"].map(|kind| format!("{kind}_{n}.pub"))) {
        let output = Command::new("ssh-keygen").arg("-lvf").arg(data(&name)).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (line, picture) = text.split_once('\n').unwrap();
        let key = public_key(&name);
        assert_eq!(line.split(' ').nth(1).unwrap(), fingerprint(&key));
        assert_eq!(picture.trim_end(), randomart(&key), "{name}");
        compared += 1;
    }
    assert_eq!(compared, 18);
}

/// Numbers that are the same in every run (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % sides
    }
    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len())]
    }
}

const NAMES: &[&str] = &[
    "a",
    "A",
    "b.example.com",
    "B.Example.com",
    "a.b.example.com",
    "192.0.2.1",
    "::1",
    "fe80::1%eth0",
    "[a]:2222",
    "[b.example.com]:22",
    "[::1]:2200",
    "xn--bcher-kva.example",
];

fn hosts(dice: &mut Dice) -> String {
    if dice.roll(4) == 0 {
        let salt: Vec<u8> =
            (0..if dice.roll(12) == 0 { 19 } else { 20 }).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&salt).unwrap();
        mac.update(dice.pick(NAMES).as_bytes());
        let hashed = format!("|1|{}|{}", STANDARD.encode(&salt), STANDARD.encode(mac.finalize().into_bytes()));
        return match dice.roll(14) {
            0 => format!("{hashed},a"),
            1 => hashed.replace("|1|", "|2|"),
            2 => hashed.trim_end_matches('=').to_owned(),
            3 => hashed[..hashed.len() - 5].to_owned(),
            4 => hashed.to_ascii_uppercase(),
            _ => hashed,
        };
    }
    let mut list = Vec::new();
    for _ in 0..=dice.roll(3) {
        let negated = if dice.roll(5) == 0 { "!" } else { "" };
        let pattern = match dice.roll(4) {
            0 => dice.pick(&[
                "*",
                "?",
                "*.example.com",
                "*.EXAMPLE.com",
                "192.0.2.*",
                "[*]:2222",
                "*a*",
                "??1",
                "b.*.com",
                "",
                "**",
                "[?]:*",
            ]),
            _ => dice.pick(NAMES),
        };
        list.push(format!("{negated}{pattern}"));
    }
    list.join(",")
}

fn line(dice: &mut Dice, keys: &[String]) -> Vec<u8> {
    let blank = |dice: &mut Dice| dice.pick(&[" ", " ", " ", "\t", "  ", " \t"]).to_owned();
    let mut text = dice.pick(&["", "", "", "", "", " ", "\t", "#", " #"]).to_owned();
    if dice.roll(5) == 0 {
        text += dice.pick(&[
            "@revoked",
            "@cert-authority",
            "@revoked",
            "@cert-authority",
            "@what",
            "@",
            "@revoked @cert-authority",
            "@REVOKED",
        ]);
        text += &blank(dice);
    }
    text += &hosts(dice);
    text += &blank(dice);
    let key = &keys[dice.roll(keys.len())];
    let (kind, blob) = key.split_once(' ').unwrap();
    text += match dice.roll(12) {
        0 => dice.pick(&[
            "ssh-XXX",
            "RSA",
            "ed25519",
            "1024",
            "ssh-dss",
            "ECDSA-SK",
            "",
            "#",
            "sk-ssh-ed25519@openssh.com",
            "x",
        ]),
        1 => dice.pick(&[
            "ssh-ed25519-cert-v01@openssh.com",
            "rsa-sha2-512",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
        ]),
        _ => kind,
    };
    text += &blank(dice);
    text += match dice.roll(12) {
        0 => dice.pick(&["", "AAAA", "#", "!!!!", " "]),
        1 => &blob[..blob.len() / 2],
        _ => blob,
    };
    text += dice.pick(&["", "", " comment", "\tcomment with spaces", " ", "\r"]);
    let mut bytes = text.into_bytes();
    if dice.roll(25) == 0 {
        let at = dice.roll(bytes.len().max(1)).min(bytes.len());
        bytes.insert(at, [0xff, 0x0b, b'@', b'|'][dice.roll(4)]);
    }
    bytes
}

#[test]
fn a_thousand_random_files_are_found_as_ssh_keygen_finds_them() {
    if skip_without_ssh_keygen() {
        return;
    }
    let keys: Vec<String> = ["ed25519_1.pub", "ecdsa_1.pub", "rsa_1.pub", "ed25519_2.pub", "ecdsa_3.pub"]
        .map(|name| public_key(name).to_text())
        .to_vec();
    let dir = tempfile::tempdir().unwrap();
    let run = |worker: u64| {
        let (mut found, mut differences) = (0, Vec::new());
        for round in 0..250 {
            let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (worker << 32) ^ (round + 1));
            let mut content = Vec::new();
            for _ in 0..=dice.roll(12) {
                content.extend(line(&mut dice, &keys));
                content.push(b'\n');
            }
            if dice.roll(4) == 0 {
                content.pop();
            }
            let file = dir.path().join(format!("{worker}_{round}"));
            fs::write(&file, &content).unwrap();
            let known = KnownHosts::load(&[&file]);
            let name = dice.pick(NAMES);
            let (ours, theirs) = (ours(&known, name), theirs(&file, name).unwrap());
            found += theirs.matches(';').count();
            if ours != theirs {
                differences.push(format!(
                    "{name}\n ours {ours}\n theirs {theirs}\n{}",
                    content.escape_ascii().to_string().replace("\\n", "\n")
                ));
            }
        }
        (found, differences)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|worker| scope.spawn(move || run(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let differences: Vec<_> = results.iter().flat_map(|(_, d)| d).collect();
    assert!(differences.is_empty(), "{} of 1000 differ, such as\n{}", differences.len(), differences[0]);
    let found: usize = results.iter().map(|(found, _)| found).sum();
    assert!(found > 500, "only {found} lines found: the generator tests nothing");
}

//! Random files of configuration that OpenSSH accepts.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A small generator with a seed (`SplitMix64`), the same on every computer.
pub struct Dice(pub u64);

impl Dice {
    /// A number from 0 to `below` - 1.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    /// One of these.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// Hosts that are asked for.
pub const HOSTS: &[&str] = &["web", "db1", "Gate", "host.example.org", "10.0.0.7", "::1", "web-2"];

const PATTERNS: &[&str] = &[
    "web",
    "w*",
    "*",
    "db?",
    "!web",
    "!db*",
    "Gate",
    "gate",
    "*.example.org",
    "10.0.*",
    "host.example.org",
    "web-?",
    "\"web\"",
    "a,b",
    "::1",
    "*e*",
    "!*",
    "no-such-host",
];

const VALUES: &[(&str, &[&str])] = &[
    ("HostName", &["%h.example.org", "Plain.Example.net", "192.0.2.9", "2001:db8::5", "x-%h-y", "\"quoted.org\""]),
    ("User", &["ada", "bob", "\"ada\"", "carol-2"]),
    ("Port", &["22", "2222", "65535", "1"]),
    (
        "IdentityFile",
        &[
            "~/.ssh/a",
            "~/.ssh/%h",
            "/k/%r@%h",
            "none",
            "\"~/with space\"",
            "rel\\ ative",
            "'%d/x'",
            "${SSH_CONFIG_TEST}/id",
        ],
    ),
    ("CertificateFile", &["~/.ssh/a-cert.pub", "/c/%n-cert.pub"]),
    ("IdentityAgent", &["none", "SSH_AUTH_SOCK", "~/agent", "%d/%u-%i-%n", "${SSH_CONFIG_TEST}/a", "$SSH_CONFIG_TEST"]),
    ("IdentitiesOnly", &["yes", "no", "TRUE"]),
    ("ProxyJump", &["gate9", "ada@gate9:99,last9", "none", "[2001:db8::9]:9", "ssh://a@b9:7", "x9,y9,z9 # three"]),
    ("ProxyCommand", &["none", "nc %h %p", "ssh -W \"%h:%p\" gate # x"]),
    ("UserKnownHostsFile", &["/kh", "~/kh ~/kh2", "%d/k_%k_%n", "none", "\"/a b\" /c", "/p/%p/%h"]),
    ("GlobalKnownHostsFile", &["/g", "/g1 /g2"]),
    ("StrictHostKeyChecking", &["yes", "no", "ask", "accept-new", "off", "Ask"]),
    ("HostKeyAlias", &["Shared", "key.example"]),
    ("Ciphers", &["aes128-ctr,aes256-ctr", "+aes128-cbc", "-aes*", "^aes256-ctr"]),
    ("MACs", &["hmac-sha2-256", "-hmac-*,!hmac-sha2-512", "+hmac-md5", "^hmac-sha1"]),
    ("KexAlgorithms", &["curve25519-sha256", "-diffie*", "^ecdh-sha2-nistp384", "+diffie-hellman-group14-sha1"]),
    ("HostKeyAlgorithms", &["ssh-ed25519", "+ssh-rsa", "-*cert*", "^rsa-sha2-512", "rsa-*,ssh-*"]),
    ("ServerAliveInterval", &["0", "15", "1m30s", "2H"]),
    ("ServerAliveCountMax", &["0", "3", "12"]),
    ("ConnectTimeout", &["5", "none", "1m"]),
    ("PreferredAuthentications", &["publickey", "password,publickey"]),
    ("PubkeyAuthentication", &["yes", "no", "unbound"]),
    ("PasswordAuthentication", &["yes", "no"]),
    ("KbdInteractiveAuthentication", &["yes", "no"]),
    ("NumberOfPasswordPrompts", &["1", "5"]),
    ("AddressFamily", &["any", "inet", "inet6"]),
    ("BindAddress", &["192.0.2.1", "lo"]),
    ("Compression", &["yes", "no"]),
    ("HashKnownHosts", &["yes", "no"]),
    ("UpdateHostKeys", &["yes", "no", "ask"]),
    ("ForwardAgent", &["yes", "no"]),
    ("SendEnv", &["LANG LC_*"]),
];

const CONDITIONS: &[&str] = &[
    "host web",
    "host *.example.org",
    "host *,!web*",
    "originalhost web,db1",
    "!originalhost Gate",
    "user ada",
    "!user ada",
    "user bob,carol*",
    "localuser *",
    "!localuser nobody-here",
    "canonical",
    "final",
    "!final",
    "host=\"w*\"",
    "originalhost GATE",
];

/// Writes a file, and files that it includes, into `folder`; the first is `config`.
pub fn write(dice: &mut Dice, folder: &Path) {
    let mut names = vec!["config".to_owned()];
    let mut next = 0;
    while let Some(name) = names.get(next).cloned() {
        let mut text = String::new();
        for _ in 0..dice.roll(14) + 4 {
            line(dice, &mut text, folder, &mut names);
        }
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        next += 1;
    }
}

fn line(dice: &mut Dice, text: &mut String, folder: &Path, names: &mut Vec<String>) {
    let indent = dice.pick(&["", "  ", "\t"]);
    let _ = match dice.roll(12) {
        0 | 1 => {
            let count = dice.roll(3) + 1;
            let patterns: Vec<&str> = (0..count).map(|_| dice.pick(PATTERNS)).collect();
            writeln!(text, "{indent}Host {}", patterns.join(" "))
        }
        2 => match dice.roll(5) {
            0 => writeln!(text, "Match {}", dice.pick(&["all", "ALL", "final all"])),
            n => {
                let conditions: Vec<&str> = (0..n.min(3)).map(|_| dice.pick(CONDITIONS)).collect();
                writeln!(text, "{indent}Match {}", conditions.join(" "))
            }
        },
        3 if names.len() < 4 => {
            let name = format!("part{}.conf", names.len());
            let pattern = match dice.roll(3) {
                0 => name.replace("part", "pa[q-s]t"),
                1 => format!("{name} {}/missing*", folder.display()),
                _ => name.clone(),
            };
            names.push(name);
            writeln!(text, "{indent}Include {}/{pattern}", folder.display())
        }
        4 => writeln!(text, "{}", dice.pick(&["", "# comment", "   #", "\t"])),
        _ => {
            let (keyword, values) = VALUES[dice.roll(VALUES.len())];
            let keyword = match dice.roll(4) {
                0 => keyword.to_uppercase(),
                1 => keyword.to_lowercase(),
                _ => keyword.to_owned(),
            };
            let between = dice.pick(&[" ", " ", "=", " = ", "\t"]);
            let behind = dice.pick(&["", "", " ", "\r"]);
            writeln!(text, "{indent}{keyword}{between}{}{behind}", dice.pick(values))
        }
    };
}

//! Asks `ssh -G`, and shows our own answer in its words.

use catamaran::ssh_config::{Computer, HostConfig, Keyword, StartFile, SystemFiles, Wanted, assemble, resolve};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Values by keyword in lower case, in order.
pub type Shown = BTreeMap<String, Vec<String>>;

/// What `ssh -G` prints; `None` where it refuses the file.
pub fn asked(file: &str, wanted: &Wanted) -> Result<Shown, String> {
    let mut command = Command::new("ssh");
    command.args(["-G", "-F", file]).env("SSH_CONFIG_TEST", "/run/x").env_remove("SSH_AUTH_SOCK");
    if let Some(user) = &wanted.user {
        command.args(["-l", user]);
    }
    if let Some(port) = wanted.port {
        command.args(["-p", &port.to_string()]);
    }
    let told = command.arg(&wanted.host).stdin(Stdio::null()).output().expect("ssh (package openssh-client)");
    if !told.status.success() {
        return Err(told.stderr.escape_ascii().to_string());
    }
    let mut shown = Shown::new();
    for line in String::from_utf8(told.stdout).unwrap().lines() {
        let (keyword, value) = line.split_once(' ').unwrap_or((line, ""));
        shown.entry(keyword.to_owned()).or_default().push(value.to_owned());
    }
    Ok(shown)
}

/// What holds where nothing is set.
pub fn usual() -> &'static Shown {
    static USUAL: OnceLock<Shown> = OnceLock::new();
    let wanted = Wanted { host: "h".into(), user: None, port: None };
    USUAL.get_or_init(|| asked("none", &wanted).unwrap())
}

/// Every algorithm that this `ssh` has.
fn all(kind: &str) -> &'static [String] {
    static ALL: OnceLock<BTreeMap<&'static str, Vec<String>>> = OnceLock::new();
    let kinds = ["cipher", "mac", "kex", "HostKeyAlgorithms"];
    let all = ALL.get_or_init(|| {
        let query = |kind: &str| {
            let told = Command::new("ssh").args(["-Q", kind]).output().unwrap();
            String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect()
        };
        kinds.into_iter().map(|kind| (kind, query(kind))).collect()
    });
    &all[kind]
}

/// The algorithms that this `ssh` uses where nothing is set: `-G` shows them when an empty set is added to them.
fn default_list(keyword: &str) -> Vec<String> {
    static LISTS: OnceLock<Shown> = OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config");
        let none = "Ciphers -none\nMACs -none\nKexAlgorithms -none\nHostKeyAlgorithms -none\n";
        std::fs::write(&file, none).unwrap();
        let wanted = Wanted { host: "h".into(), user: None, port: None };
        asked(file.to_str().unwrap(), &wanted).unwrap()
    });
    lists[keyword][0].split(',').map(str::to_owned).collect()
}

/// The user and computer, as `ssh` sees them.
pub fn computer() -> Computer {
    let output = |command: &str, arguments: &[&str]| {
        let told = Command::new(command).args(arguments).output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().to_owned()
    };
    let user = output("id", &["-un"]);
    let entry = output("getent", &["passwd", &user]);
    Computer {
        home: entry.split(':').nth(5).map(PathBuf::from),
        uid: output("id", &["-u"]),
        host: output("uname", &["-n"]),
        variables: [("SSH_CONFIG_TEST".to_owned(), "/run/x".to_owned())].into(),
        user,
    }
}

/// Our own reading.
pub fn ours(file: &Path, wanted: &Wanted) -> HostConfig {
    resolve(wanted, &StartFile::Only(file.to_owned()), &SystemFiles, &computer()).unwrap()
}

/// Our reading in the words of `ssh -G`, for every keyword that we read.
pub fn shown(config: &HostConfig) -> Shown {
    let mut shown = Shown::new();
    let mut put = |keyword: &str, values: Vec<String>| {
        shown.insert(keyword.to_owned(), values);
    };
    put("hostname", vec![config.host_name.clone()]);
    put("user", vec![config.user().map_or_else(|| computer().user, str::to_owned)]);
    put("port", vec![config.port().unwrap_or(22).to_string()]);
    for keyword in [Keyword::IdentityFile, Keyword::CertificateFile] {
        let written = config.written(keyword).iter().map(|setting| setting.values[0].clone());
        put(&keyword.name().to_lowercase(), written.collect());
    }
    for keyword in [Keyword::UserKnownHostsFile, Keyword::GlobalKnownHostsFile] {
        put(
            &keyword.name().to_lowercase(),
            match config.files(keyword) {
                [] => Vec::new(),
                files => vec![files.join(" ")],
            },
        );
    }
    put("identityagent", config.agent().map(str::to_owned).into_iter().collect());
    for (keyword, kind) in [
        (Keyword::Ciphers, "cipher"),
        (Keyword::Macs, "mac"),
        (Keyword::KexAlgorithms, "kex"),
        (Keyword::HostKeyAlgorithms, "HostKeyAlgorithms"),
    ] {
        let name = keyword.name().to_lowercase();
        let all: Vec<&str> = all(kind).iter().map(String::as_str).collect();
        let list = config.word(keyword).map(|value| {
            let usual = default_list(&name);
            let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
            assemble(value, &usual, &all).join(",")
        });
        put(&name, list.into_iter().collect());
    }
    for keyword in [Keyword::ServerAliveInterval, Keyword::ConnectTimeout] {
        let seconds = config.time(keyword).map(|time| time.as_secs().to_string());
        let value = config.word(keyword).map(|_| seconds.unwrap_or_else(|| "none".to_owned()));
        put(&keyword.name().to_lowercase(), value.into_iter().collect());
    }
    for keyword in [Keyword::ServerAliveCountMax, Keyword::NumberOfPasswordPrompts] {
        let number = config.number(keyword).map(|number| number.to_string());
        put(&keyword.name().to_lowercase(), number.into_iter().collect());
    }
    for keyword in [Keyword::PreferredAuthentications, Keyword::AddressFamily, Keyword::BindAddress] {
        let word = config.word(keyword).map(str::to_owned);
        put(&keyword.name().to_lowercase(), word.into_iter().collect());
    }
    put("hostkeyalias", config.word(Keyword::HostKeyAlias).map(str::to_lowercase).into_iter().collect());
    for keyword in [
        Keyword::IdentitiesOnly,
        Keyword::StrictHostKeyChecking,
        Keyword::PubkeyAuthentication,
        Keyword::PasswordAuthentication,
        Keyword::KbdInteractiveAuthentication,
        Keyword::Compression,
        Keyword::HashKnownHosts,
        Keyword::UpdateHostKeys,
    ] {
        let word = match (config.flag(keyword), config.word(keyword)) {
            (Some(flag), _) => Some(if flag { "yes" } else { "no" }),
            (None, Some("off")) => Some("no"),
            (None, word) => word,
        };
        put(&keyword.name().to_lowercase(), word.map(str::to_owned).into_iter().collect());
    }
    let hops = config.hops().into_iter().map(|hop| (hop.user, hop.host, hop.port));
    put("proxyjump", hops.map(|hop| format!("{hop:?}")).collect());
    let command = config.written(Keyword::ProxyCommand).first().map(|setting| setting.values[0].clone());
    put("proxycommand", command.filter(|command| command != "none").into_iter().collect());
    shown
}

/// What differs between the two, one line a keyword.
pub fn differences(theirs: &Shown, ours: &Shown) -> Vec<String> {
    let mut different = Vec::new();
    for (keyword, own) in ours {
        let mut told = theirs.get(keyword).cloned().unwrap_or_default();
        if keyword == "proxyjump" {
            let list = told.first().map(|list| catamaran::ssh_config::parse_hops(list).unwrap()).unwrap_or_default();
            told = list.into_iter().map(|hop| format!("{:?}", (hop.user, hop.host, hop.port))).collect();
        }
        if keyword == "proxycommand" && told == ["none"] {
            told.clear();
        }
        if own.is_empty() && Some(&told) == usual().get(keyword) {
            continue;
        }
        // What holds then follows from other keywords.
        if own.is_empty() && keyword == "updatehostkeys" {
            continue;
        }
        if matches!(keyword.as_str(), "ciphers" | "macs" | "kexalgorithms" | "hostkeyalgorithms") && own.is_empty() {
            told.retain(|list| list.split(',').ne(default_list(keyword)));
        }
        let told: Vec<String> = told
            .into_iter()
            .map(|word| match word.as_str() {
                "true" => "yes".to_owned(),
                "false" => "no".to_owned(),
                _ => word,
            })
            .collect();
        if *own != told {
            different.push(format!("{keyword}: ssh -G has {told:?}, we have {own:?}"));
        }
    }
    different
}

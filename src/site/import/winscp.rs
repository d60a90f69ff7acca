//! WinSCP: its INI file and exports of its registry key. Pure.

use super::imported::{Import, ImportFault, ImportNote, Imported};
use super::sections::Section;
use super::text::{filled, unescaped, user_and_host};
use super::winscp_secret::revealed;
use crate::model::{Protocol, SecretString};
use crate::site::{Colour, DataMode, LoginKind, Proxy, ProxyKind, ProxyRule, SecretKind, Site};

/// Behind this the name of a session begins.
const SESSIONS: &str = "Sessions\\";
/// The path of its key in the registry holds this.
const KEY: &str = "\\Martin Prikryl\\WinSCP 2\\";
/// What WinSCP knows and a site here does not.
const NO_COUNTERPART: [&str; 8] = [
    "SynchronizeBrowsing",
    "RecycleBinPath",
    "DeleteToRecycleBin",
    "FtpForcePasvIp2",
    "FtpListAll",
    "TlsCertificateFile",
    "DetachedCertificate",
    "AgentFwd",
];

/// Whether sections are those of WinSCP.
pub(super) fn is_it(sections: &[Section]) -> bool {
    let ours = |section: &Section| {
        let name = &section.name;
        let other_key = name.contains("\\SimonTatham\\");
        name.contains(KEY) || (!other_key && (name.starts_with(SESSIONS) || name.starts_with("Configuration")))
    };
    sections.iter().any(ours)
}

/// Reads all sessions that are servers.
///
/// # Errors
/// `UnknownForm` where the sections are not those of WinSCP.
pub(super) fn read(sections: &[Section]) -> Result<Import, ImportFault> {
    if !is_it(sections) {
        return Err(ImportFault::UnknownForm);
    }
    let mut import = Import::default();
    for section in sections {
        let local = section.name.split_once(KEY).map_or(section.name.as_str(), |(_, local)| local);
        let Some(escaped) = local.strip_prefix(SESSIONS) else { continue };
        let whole = unescaped(escaped);
        let skipped = whole == "Default Settings" || section.flag("IsWorkspace") || section.raw("Link").is_some();
        if skipped || section.raw("HostName").is_none_or(str::is_empty) {
            continue;
        }
        let mut folders: Vec<String> = whole.split('/').map(str::to_owned).collect();
        let name = folders.pop().unwrap_or_default();
        match protocol(section) {
            Ok((protocol, note)) => {
                let mut imported = site(section, protocol, folders, name);
                if let Some(note) = note {
                    imported.note(note);
                }
                import.take(imported);
            }
            Err(other) => import.no_protocol(&name, other),
        }
    }
    Ok(import)
}

fn protocol(section: &Section) -> Result<(Protocol, Option<ImportNote>), String> {
    match (section.number("FSProtocol").unwrap_or(1), section.number("Ftps").unwrap_or(0)) {
        (0, _) => Ok((Protocol::Sftp, Some(ImportNote::ScpBecomesSftp))),
        (1 | 2, _) => Ok((Protocol::Sftp, None)),
        (5, 0) => Ok((Protocol::Ftp, None)),
        (5, 1) => Ok((Protocol::Ftps, None)),
        (5, _) => Ok((Protocol::Ftpes, None)),
        (6, _) => Err("WebDAV".to_owned()),
        (7, _) => Err("S3".to_owned()),
        (other, _) => Err(other.to_string()),
    }
}

fn value(section: &Section, name: &str) -> Option<String> {
    filled(&unescaped(section.raw(name)?))
}

fn site(section: &Section, protocol: Protocol, folders: Vec<String>, name: String) -> Imported {
    let host_text = value(section, "HostName").unwrap_or_default();
    let user_text = value(section, "UserName");
    let (user_before, host) = user_and_host(&host_text);
    let user = user_text.clone().or_else(|| user_before.map(str::to_owned));
    let port = section.number("PortNumber").and_then(|port| u16::try_from(port).ok());
    let mut imported = Imported::new(folders, name, Site::default());
    let key = format!("{}{host_text}", user_text.unwrap_or_default());
    let has_password = password(section, &key, &mut imported);
    let key_files: Vec<String> = value(section, "PublicKeyFile").into_iter().collect();
    let account = value(section, "FtpAccount").filter(|_| protocol.is_ftp());
    let anonymous = protocol.is_ftp() && user.as_deref() == Some("anonymous");
    let login = match (anonymous, account, has_password) {
        (true, ..) => LoginKind::Anonymous,
        (_, Some(account), _) => {
            imported.secret(SecretKind::Account, SecretString::new(account));
            LoginKind::Account
        }
        _ if !key_files.is_empty() && !protocol.is_ftp() => LoginKind::Key,
        (.., true) => LoginKind::Password,
        _ => LoginKind::Ask,
    };
    let seconds = |name: &str| section.number(name).and_then(|secs| u32::try_from(secs).ok()).filter(|secs| *secs > 0);
    let (proxy_rule, proxy) = proxy(section, &mut imported);
    let jump_hosts = jump(section, &mut imported);
    let commands = value(section, "PostLoginCommands").unwrap_or_default();
    imported.site = Site {
        protocol,
        host: host.to_owned(),
        port: port.filter(|port| *port != protocol.default_port()),
        user,
        login,
        key_files: if protocol.is_ftp() { Vec::new() } else { key_files },
        local_folder: value(section, "LocalDirectory"),
        remote_folder: value(section, "RemoteDirectory").map(String::into_bytes),
        charset: charset(section, protocol),
        time_offset_minutes: minutes(section),
        data_mode: if section.number("FtpPasvMode") == Some(0) { DataMode::Active } else { DataMode::Passive },
        keepalive_secs: seconds("PingType").and_then(|_| seconds("PingInterval").or(Some(30))),
        timeout_secs: seconds("Timeout"),
        proxy_rule,
        proxy,
        jump_hosts,
        post_login_commands: commands.lines().map(str::to_owned).collect(),
        sftp_server: value(section, "SftpServer"),
        colour: colour(section),
        note: value(section, "Note").unwrap_or_default(),
        ..Site::default()
    };
    let lost = section.names_set(&NO_COUNTERPART);
    if !lost.is_empty() {
        imported.note(ImportNote::Settings(lost.into_iter().map(str::to_owned).collect()));
    }
    imported
}

/// Takes over the password; whether there is one, even if it cannot be read.
fn password(section: &Section, key: &str, imported: &mut Imported) -> bool {
    if let Some(plain) = value(section, "PasswordPlain") {
        imported.secret(SecretKind::Password, SecretString::new(plain));
        return true;
    }
    let Some(hidden) = section.raw("Password").filter(|hidden| !hidden.is_empty()) else { return false };
    match revealed(hidden, key) {
        Ok(secret) => imported.secret(SecretKind::Password, secret),
        Err(note) => imported.note(note),
    }
    true
}

fn proxy(section: &Section, imported: &mut Imported) -> (ProxyRule, Proxy) {
    let kind = match section.number("ProxyMethod").unwrap_or(0) {
        1 => ProxyKind::Socks4,
        2 => ProxyKind::Socks5,
        3 => ProxyKind::Http,
        0 => return (ProxyRule::Direct, Proxy::default()),
        other => {
            let name = if other == 4 { "Telnet".to_owned() } else { other.to_string() };
            imported.note(ImportNote::Proxy(name));
            return (ProxyRule::Direct, Proxy::default());
        }
    };
    let host = value(section, "ProxyHost").unwrap_or_default();
    let user = value(section, "ProxyUsername");
    if let Some(hidden) = section.raw("ProxyPasswordEnc").filter(|hidden| !hidden.is_empty()) {
        match revealed(hidden, &format!("{}{host}", user.clone().unwrap_or_default())) {
            Ok(secret) => imported.secret(SecretKind::ProxyPassword, secret),
            Err(note) => imported.note(note),
        }
    }
    let port = section.number("ProxyPort").and_then(|port| u16::try_from(port).ok());
    (ProxyRule::Own, Proxy { kind, host, port, user, ..Proxy::default() })
}

/// The server on the way.
fn jump(section: &Section, imported: &mut Imported) -> Vec<String> {
    let Some(host) = value(section, "TunnelHostName").filter(|_| section.flag("Tunnel")) else { return Vec::new() };
    if let Some(key) = value(section, "TunnelPublicKeyFile") {
        imported.note(ImportNote::JumpKey(key));
    }
    let user = value(section, "TunnelUserName").map(|user| format!("{user}@")).unwrap_or_default();
    let port = section.number("TunnelPortNumber").filter(|port| *port != 22);
    vec![format!("{user}{host}{}", port.map(|port| format!(":{port}")).unwrap_or_default())]
}

/// `Utf`: 0 or `off`, 1 or `on`, 2 or `auto`.
fn charset(section: &Section, protocol: Protocol) -> Option<String> {
    match section.raw("Utf")?.trim().to_ascii_lowercase().as_str() {
        "1" | "on" => Some("utf-8".to_owned()),
        // Without UTF-8 WinSCP takes the charset of Windows.
        "0" | "off" if protocol.is_ftp() => Some("windows-1252".to_owned()),
        _ => None,
    }
}

/// `TimeDifference` is in days, as a broken number.
fn minutes(section: &Section) -> i32 {
    let days: f64 = section.raw("TimeDifference").and_then(|text| text.replace(',', ".").parse().ok()).unwrap_or(0.0);
    let minutes = (days * 24.0 * 60.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "inside the bounds")]
    if minutes.abs() <= f64::from(*Site::OFFSET.end()) { minutes as i32 } else { 0 }
}

/// `Color`: blue, green and red in one number; 0 is none.
fn colour(section: &Section) -> Option<Colour> {
    let [_, blue, green, red] = u32::try_from(section.number("Color")?).ok().filter(|n| *n != 0)?.to_be_bytes();
    Some(Colour::nearest(red, green, blue))
}

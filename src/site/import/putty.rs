//! PuTTY: exports of its registry key, and its folder of sessions on Unix. Pure.

use super::imported::{Import, ImportFault, ImportNote, Imported};
use super::sections::Section;
use super::text::{filled, unescaped, user_and_host};
use crate::model::{Protocol, SecretString};
use crate::site::{LoginKind, Proxy, ProxyKind, ProxyRule, SecretKind, Site};

/// Behind this the name of a session begins, in the registry.
const SESSIONS: &str = "\\SimonTatham\\PuTTY\\Sessions\\";

/// Whether sections are those of PuTTY.
pub(super) fn is_it(sections: &[Section]) -> bool {
    sections.iter().any(|section| section.name.contains(SESSIONS))
}

/// Reads all sessions of an export that are SSH.
///
/// # Errors
/// `UnknownForm` where the sections are not those of PuTTY.
pub(super) fn read(sections: &[Section]) -> Result<Import, ImportFault> {
    if !is_it(sections) {
        return Err(ImportFault::UnknownForm);
    }
    let mut import = Import::default();
    for section in sections {
        if let Some((_, name)) = section.name.split_once(SESSIONS) {
            take(section, &unescaped(name), &mut import);
        }
    }
    Ok(import)
}

/// Reads one file of `~/.putty/sessions`; `file_name`: its name, which is that of the session.
///
/// # Errors
/// `UnknownForm` where it is no session.
pub(super) fn read_file(file_name: &str, sections: &[Section]) -> Result<Import, ImportFault> {
    let section = sections.first().filter(|section| section.raw("HostName").is_some());
    let section = section.ok_or(ImportFault::UnknownForm)?;
    let mut import = Import::default();
    take(section, &unescaped(file_name), &mut import);
    Ok(import)
}

fn take(section: &Section, name: &str, import: &mut Import) {
    let host_text = section.raw("HostName").unwrap_or_default();
    if name == "Default Settings" || host_text.trim().is_empty() {
        return;
    }
    let protocol = section.raw("Protocol").unwrap_or("ssh");
    if !protocol.eq_ignore_ascii_case("ssh") {
        return import.no_protocol(name, protocol);
    }
    let (user_before, host) = user_and_host(host_text);
    let key_files: Vec<String> = section.raw("PublicKeyFile").and_then(filled).into_iter().collect();
    let mut imported = Imported::new(Vec::new(), name.to_owned(), Site::default());
    let port = |name: &str| section.number(name).and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let minutes = section.number("PingInterval").unwrap_or(0).saturating_mul(60);
    let silence = minutes.saturating_add(section.number("PingIntervalSecs").unwrap_or(0));
    let (proxy_rule, proxy, jump_hosts) = way(section, &mut imported);
    imported.site = Site {
        protocol: Protocol::Sftp,
        host: host.to_owned(),
        port: port("PortNumber").filter(|port| *port != Protocol::Sftp.default_port()),
        user: section.raw("UserName").and_then(filled).or_else(|| user_before.map(str::to_owned)),
        login: if key_files.is_empty() { LoginKind::Ask } else { LoginKind::Key },
        key_files,
        keepalive_secs: u32::try_from(silence).ok().filter(|secs| *secs > 0),
        proxy_rule,
        proxy,
        jump_hosts,
        ..Site::default()
    };
    let lost = section.names_set(&["DetachedCertificate", "AgentFwd", "X11Forward"]);
    if !lost.is_empty() {
        imported.note(ImportNote::Settings(lost.into_iter().map(str::to_owned).collect()));
    }
    import.take(imported);
}

/// The proxy, or the server on the way.
fn way(section: &Section, imported: &mut Imported) -> (ProxyRule, Proxy, Vec<String>) {
    let host = section.raw("ProxyHost").and_then(filled).unwrap_or_default();
    let user = section.raw("ProxyUsername").and_then(filled);
    let port = section.number("ProxyPort").and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let kind = match section.number("ProxyMethod").unwrap_or(0) {
        0 => return (ProxyRule::Direct, Proxy::default(), Vec::new()),
        1 => ProxyKind::Socks4,
        2 => ProxyKind::Socks5,
        3 => ProxyKind::Http,
        6 => {
            let user = user.map(|user| format!("{user}@")).unwrap_or_default();
            let port = port.filter(|port| *port != 22).map(|port| format!(":{port}")).unwrap_or_default();
            return (ProxyRule::Direct, Proxy::default(), vec![format!("{user}{host}{port}")]);
        }
        other => {
            let name = match other {
                4 => "Telnet".to_owned(),
                // A command of an import is never run.
                5 => section.raw("ProxyTelnetCommand").unwrap_or("command").to_owned(),
                number => number.to_string(),
            };
            imported.note(ImportNote::Proxy(name));
            return (ProxyRule::Direct, Proxy::default(), Vec::new());
        }
    };
    let password = section.raw("ProxyPassword").unwrap_or_default();
    imported.secret(SecretKind::ProxyPassword, SecretString::new(password.to_owned()));
    (ProxyRule::Own, Proxy { kind, host, port, user, ..Proxy::default() }, Vec::new())
}

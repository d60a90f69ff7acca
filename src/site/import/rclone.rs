//! rclone: the remotes of `rclone.conf` that are SFTP or FTP. Pure.

use super::imported::{Import, ImportFault, ImportNote, Imported};
use super::rclone_secret::revealed;
use super::sections::Section;
use super::text::filled;
use crate::model::Protocol;
use crate::site::{LoginKind, Proxy, ProxyKind, ProxyRule, SecretKind, Site};

/// Whether sections are those of rclone.
pub(super) fn is_it(sections: &[Section]) -> bool {
    sections.iter().any(|section| !section.name.is_empty() && section.raw("type").is_some())
}

/// Reads all remotes that are servers of files. A file that is encrypted as a whole has none.
///
/// # Errors
/// `UnknownForm` where the sections are not those of rclone.
pub(super) fn read(sections: &[Section]) -> Result<Import, ImportFault> {
    if !is_it(sections) {
        return Err(ImportFault::UnknownForm);
    }
    let mut import = Import::default();
    for section in sections {
        let Some(kind) = section.raw("type") else { continue };
        let on = |name: &str| section.raw(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let protocol = match kind {
            "sftp" => Protocol::Sftp,
            "ftp" if on("explicit_tls") => Protocol::Ftpes,
            "ftp" if on("tls") => Protocol::Ftps,
            "ftp" => Protocol::Ftp,
            other => {
                import.no_protocol(&section.name, other);
                continue;
            }
        };
        import.take(remote(section, protocol));
    }
    Ok(import)
}

fn remote(section: &Section, protocol: Protocol) -> Imported {
    let value = |name: &str| section.raw(name).and_then(filled);
    let mut imported = Imported::new(Vec::new(), section.name.clone(), Site::default());
    let mut secret = |name: &str, kind: SecretKind| {
        let Some(hidden) = value(name) else { return false };
        match revealed(&hidden) {
            Some(secret) => imported.secret(kind, secret),
            None => imported.note(ImportNote::SecretUnreadable),
        }
        true
    };
    let password = secret("pass", SecretKind::Password);
    secret("key_file_pass", SecretKind::Passphrase);
    let user = value("user");
    let key_files: Vec<String> = value("key_file").into_iter().collect();
    let agent = section.raw("key_use_agent").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let login = match protocol {
        Protocol::Sftp if !key_files.is_empty() => LoginKind::Key,
        Protocol::Sftp if agent => LoginKind::Agent,
        Protocol::Ftp | Protocol::Ftpes | Protocol::Ftps if user.as_deref() == Some("anonymous") => {
            LoginKind::Anonymous
        }
        _ if password => LoginKind::Password,
        _ => LoginKind::Ask,
    };
    let proxy = value("socks_proxy").and_then(|text| proxy(&text));
    let number = |name: &str| section.number(name).and_then(|number| u32::try_from(number).ok());
    imported.site = Site {
        protocol,
        host: value("host").unwrap_or_default(),
        port: number("port").and_then(|port| u16::try_from(port).ok()).filter(|p| *p != protocol.default_port()),
        user: user.filter(|_| login != LoginKind::Anonymous),
        login,
        key_files,
        sftp_server: value("server_command"),
        most_connections: number("concurrency").or_else(|| number("connections")).and_then(|n| u16::try_from(n).ok()),
        proxy_rule: if proxy.is_some() { ProxyRule::Own } else { ProxyRule::Direct },
        proxy: proxy.unwrap_or_default(),
        ..Site::default()
    };
    imported.site.most_connections = imported.site.most_connections.filter(|most| *most > 0);
    // Commands of an import are never run.
    let lost = section.names_set(&["ssh", "key_pem", "pubkey_file", "no_check_certificate"]);
    if !lost.is_empty() {
        imported.note(ImportNote::Settings(lost.into_iter().map(str::to_owned).collect()));
    }
    imported
}

/// `[user[:password]@]host:port`; a password in it is not taken.
fn proxy(text: &str) -> Option<Proxy> {
    let (login, place) = text.rsplit_once('@').map_or((None, text), |(login, place)| (Some(login), place));
    let (host, port) = place.rsplit_once(':')?;
    let user = login.and_then(|login| filled(login.split(':').next().unwrap_or_default()));
    Some(Proxy { kind: ProxyKind::Socks5, host: host.to_owned(), port: port.parse().ok(), user, ..Proxy::default() })
}

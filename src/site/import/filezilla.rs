//! FileZilla: `sitemanager.xml`, `recentservers.xml` and exports. Pure.

use super::imported::{Import, ImportFault, ImportNote, Imported};
use super::text::filled;
use super::xml::Element;
use crate::model::{Protocol, SecretString};
use crate::site::{Bookmark, Colour, DataMode, LoginKind, SecretKind, Site};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What FileZilla knows and a site here does not.
const NO_COUNTERPART: [&str; 3] = ["SyncBrowsing", "DirectoryComparison", "BypassProxy"];

/// Reads a document of FileZilla.
///
/// # Errors
/// `UnknownForm` where it is none, or holds no list of servers.
pub(super) fn read(root: &Element) -> Result<Import, ImportFault> {
    let servers = root.child("Servers").or_else(|| root.child("RecentServers"));
    let servers = servers.filter(|_| root.name.eq_ignore_ascii_case("FileZilla3"));
    let mut import = Import::default();
    take_all(servers.ok_or(ImportFault::UnknownForm)?, &[], &mut import);
    Ok(import)
}

/// The depth of a document is bounded, see `xml`.
fn take_all(inside: &Element, folders: &[String], import: &mut Import) {
    for child in &inside.children {
        if child.name.eq_ignore_ascii_case("Folder") {
            let mut deeper = folders.to_vec();
            deeper.push(child.text.trim().to_owned());
            take_all(child, &deeper, import);
        } else if child.name.eq_ignore_ascii_case("Server") {
            take(child, folders, import);
        }
    }
}

fn take(server: &Element, folders: &[String], import: &mut Import) {
    let host = server.text_of("Host").unwrap_or_default().to_owned();
    let name = server.text_of("Name").map(str::to_owned).or_else(|| filled(&server.text));
    let name = name.unwrap_or_else(|| host.clone());
    let (protocol, note) = match server.number_of("Protocol").unwrap_or(0) {
        0 => (Protocol::Ftpes, Some(ImportNote::TlsRequired)),
        1 => (Protocol::Sftp, None),
        3 => (Protocol::Ftps, None),
        4 => (Protocol::Ftpes, None),
        6 => (Protocol::Ftp, None),
        other => return import.no_protocol(&name, protocol_name(other)),
    };
    let mut imported = Imported::new(folders.to_vec(), name, Site::default());
    if let Some(note) = note {
        imported.note(note);
    }
    let (login, key_files) = login(server, protocol, &mut imported);
    let port = server.number_of("Port").and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let commands = server.child("PostLoginCommands");
    let commands = commands.iter().flat_map(|list| &list.children).map(|command| command.text.trim().to_owned());
    let most = server.number_of("MaximumMultipleConnections").and_then(|most| u16::try_from(most).ok());
    imported.site = Site {
        protocol,
        host,
        port: port.filter(|port| *port != protocol.default_port()),
        user: server.text_of("User").map(str::to_owned).filter(|_| login != LoginKind::Anonymous),
        login,
        key_files,
        local_folder: server.text_of("LocalDir").map(str::to_owned),
        remote_folder: server.text_of("RemoteDir").and_then(path).map(String::into_bytes),
        charset: charset(server),
        time_offset_minutes: offset(server),
        data_mode: match server.text_of("PasvMode") {
            Some("MODE_ACTIVE") => DataMode::Active,
            _ => DataMode::Passive,
        },
        most_connections: most.filter(|most| *most > 0),
        post_login_commands: commands.collect(),
        colour: colour(server.number_of("Colour").unwrap_or(0)),
        note: server.child("Comments").map(|comments| comments.text.trim().to_owned()).unwrap_or_default(),
        bookmarks: server.children.iter().filter(|child| child.name == "Bookmark").map(bookmark).collect(),
        ..Site::default()
    };
    let set = |name: &&str| server.number_of(name).is_some_and(|number| number != 0);
    let lost: Vec<String> = NO_COUNTERPART.iter().filter(|name| set(name)).map(|name| (*name).to_owned()).collect();
    if !lost.is_empty() {
        imported.note(ImportNote::Settings(lost));
    }
    import.take(imported);
}

fn login(server: &Element, protocol: Protocol, imported: &mut Imported) -> (LoginKind, Vec<String>) {
    let key_files: Vec<String> = server.text_of("Keyfile").map(str::to_owned).into_iter().collect();
    let user = server.text_of("User");
    let kind = match (server.number_of("Logontype"), protocol.is_ftp()) {
        (Some(0), true) => LoginKind::Anonymous,
        (None, true) if user.is_none_or(|user| user == "anonymous") => LoginKind::Anonymous,
        (Some(1) | None, _) if server.child("Pass").is_some() => LoginKind::Password,
        (Some(3), false) => LoginKind::Interactive,
        (Some(4), true) => LoginKind::Account,
        (Some(5), false) if !key_files.is_empty() => LoginKind::Key,
        _ => LoginKind::Ask,
    };
    if kind.keeps_password()
        && let Some(pass) = server.child("Pass")
    {
        password(pass, imported);
    }
    if let Some(account) = server.text_of("Account").filter(|_| kind == LoginKind::Account) {
        imported.secret(SecretKind::Account, SecretString::new(account.to_owned()));
    }
    (kind, if kind == LoginKind::Key { key_files } else { Vec::new() })
}

fn password(pass: &Element, imported: &mut Imported) {
    match pass.attribute("encoding") {
        Some("base64") => {
            let decoded = STANDARD.decode(pass.text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            match decoded {
                Some(secret) => imported.secret(SecretKind::Password, SecretString::new(secret)),
                None => imported.note(ImportNote::SecretUnreadable),
            }
        }
        Some("crypt") => imported.note(ImportNote::MasterPassword),
        // As old versions wrote it.
        None => imported.secret(SecretKind::Password, SecretString::new(pass.text.clone())),
        Some(_) => imported.note(ImportNote::SecretUnreadable),
    }
}

fn charset(server: &Element) -> Option<String> {
    match server.text_of("EncodingType") {
        Some("UTF-8") => Some("utf-8".to_owned()),
        Some("Custom") => server.text_of("CustomEncoding").map(str::to_owned),
        _ => None,
    }
}

fn offset(server: &Element) -> i32 {
    let minutes = server.number_of("TimezoneOffset").and_then(|minutes| i32::try_from(minutes).ok());
    minutes.filter(|minutes| Site::OFFSET.contains(minutes)).unwrap_or(0)
}

/// A path as FileZilla keeps it: `1 0 4 home 4 user` is `/home/user`. Type, length of the prefix with the prefix behind it where
/// there is one, then each part behind its length in characters. The types changed their numbers in 3.70 and are passed over.
fn path(safe: &str) -> Option<String> {
    let mut rest = safe.trim();
    let number = |rest: &mut &str| {
        let (word, behind) = rest.split_once(' ').unwrap_or((*rest, ""));
        *rest = behind;
        word.parse::<usize>().ok()
    };
    let part = |rest: &mut &str, length: usize| {
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        let part = rest.get(..end).filter(|part| part.chars().count() == length)?.to_owned();
        *rest = rest.get(end..)?.trim_start_matches(' ');
        Some(part)
    };
    number(&mut rest)?;
    let prefix_length = number(&mut rest)?;
    let mut path = if prefix_length > 0 { part(&mut rest, prefix_length)? } else { String::new() };
    if rest.is_empty() {
        path.push('/');
    }
    while !rest.is_empty() {
        let length = number(&mut rest)?;
        path.push('/');
        path.push_str(&part(&mut rest, length)?);
    }
    Some(path)
}

fn bookmark(element: &Element) -> Bookmark {
    Bookmark {
        name: element.text_of("Name").unwrap_or_default().to_owned(),
        local_folder: element.text_of("LocalDir").map(str::to_owned),
        remote_folder: element.text_of("RemoteDir").and_then(path).map(String::into_bytes),
        ..Bookmark::default()
    }
}

fn colour(number: i64) -> Option<Colour> {
    Some(match number {
        1 => Colour::Red,
        2 => Colour::Green,
        3 => Colour::Blue,
        4 => Colour::Yellow,
        5 => Colour::Cyan,
        6 => Colour::Magenta,
        7 => Colour::Orange,
        _ => return None,
    })
}

fn protocol_name(number: i64) -> String {
    let name = match number {
        2 => "HTTP",
        5 => "HTTPS",
        7 => "S3",
        8 | 21 => "Storj",
        9 | 19 => "WebDAV",
        10 => "Azure File",
        11 => "Azure Blob",
        12 => "Swift",
        13 => "Google Cloud Storage",
        14 => "Google Drive",
        15 => "Dropbox",
        16 => "OneDrive",
        17 => "B2",
        18 => "Box",
        20 => "Rackspace",
        other => return other.to_string(),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safe_paths_are_read() {
        for (safe, wanted) in [
            ("1 0 4 home 4 user", Some("/home/user")),
            ("1 0 7 my docs 3 büx", Some("/my docs/büx")),
            ("1 0", Some("/")),
            ("1 0 4 hom", None),
            ("1 0 99999999999999999999 x", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(path(safe).as_deref(), wanted, "{safe}");
        }
    }
}

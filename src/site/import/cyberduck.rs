//! Cyberduck: one bookmark a file, a property list in XML. It keeps passwords in the keyring of the system, never in the file.
//! Pure.

use super::imported::{Import, ImportFault, ImportNote, Imported};
use super::text::filled;
use super::xml::Element;
use crate::model::Protocol;
use crate::site::{DataMode, LoginKind, Site};

/// What Cyberduck knows and a site here does not.
const NO_COUNTERPART: [&str; 3] = ["Timezone", "Client Certificate", "Web URL"];

/// Whether a document is a property list.
pub(super) fn is_it(root: &Element) -> bool {
    root.name.eq_ignore_ascii_case("plist")
}

/// Reads a bookmark.
///
/// # Errors
/// `UnknownForm` where the property list is none.
pub(super) fn read(root: &Element) -> Result<Import, ImportFault> {
    let dict = root.child("dict").filter(|_| is_it(root)).ok_or(ImportFault::UnknownForm)?;
    let value = |name: &str| -> Option<String> {
        let at = dict.children.iter().position(|child| child.name == "key" && child.text.trim() == name)?;
        let value = dict.children.get(at + 1)?;
        // On macOS files are named by dictionaries that hold the path.
        let path = |dict: &Element| {
            let at = dict.children.iter().position(|child| child.name == "key" && child.text.trim() == "Path")?;
            filled(&dict.children.get(at + 1)?.text)
        };
        if value.name == "dict" { path(value) } else { filled(&value.text) }
    };
    let spoken = value("Protocol").ok_or(ImportFault::UnknownForm)?;
    let host = value("Hostname").ok_or(ImportFault::UnknownForm)?;
    let name = value("Nickname").unwrap_or_else(|| host.clone());
    let port = value("Port").and_then(|port| port.parse::<u16>().ok()).filter(|port| *port > 0);
    let mut import = Import::default();
    let protocol = match (spoken.as_str(), port) {
        ("sftp", _) => Protocol::Sftp,
        ("ftp", _) => Protocol::Ftp,
        ("ftps", Some(990)) => Protocol::Ftps,
        ("ftps", _) => Protocol::Ftpes,
        (other, _) => {
            import.no_protocol(&name, other);
            return Ok(import);
        }
    };
    let user = value("Username");
    let key_files: Vec<String> =
        value("Private Key File Dictionary").or_else(|| value("Private Key File")).into_iter().collect();
    let login = match (protocol.is_ftp(), user.as_deref()) {
        (true, None | Some("anonymous")) => LoginKind::Anonymous,
        (false, _) if !key_files.is_empty() => LoginKind::Key,
        _ => LoginKind::Ask,
    };
    let folder = value("Upload Folder Dictionary").or_else(|| value("Download Folder"));
    let mut imported = Imported::new(Vec::new(), name, Site::default());
    imported.site = Site {
        protocol,
        host,
        port: port.filter(|port| *port != protocol.default_port()),
        user: user.filter(|_| login != LoginKind::Anonymous),
        key_files: if login == LoginKind::Key { key_files } else { Vec::new() },
        login,
        local_folder: folder,
        remote_folder: value("Path").map(String::into_bytes),
        charset: value("Encoding").map(|name| name.to_ascii_lowercase()),
        data_mode: if value("FTP Connect Mode").as_deref() == Some("active") {
            DataMode::Active
        } else {
            DataMode::Passive
        },
        most_connections: value("Transfer Connection").filter(|kind| kind == "browser").map(|_| 1),
        note: value("Comment").unwrap_or_default(),
        ..Site::default()
    };
    let lost: Vec<String> =
        NO_COUNTERPART.iter().filter(|name| value(name).is_some()).map(|name| (*name).to_owned()).collect();
    if !lost.is_empty() {
        imported.note(ImportNote::Settings(lost));
    }
    import.take(imported);
    Ok(import)
}

//! lftp: its bookmarks, a name and an address a line. Pure.

use super::imported::{Import, ImportFault, Imported};
use crate::model::{Address, Protocol};
use crate::site::{LoginKind, SecretKind, Site};

/// Reads a file of bookmarks.
///
/// # Errors
/// `UnknownForm` where no line is one.
pub(super) fn read(text: &str) -> Result<Import, ImportFault> {
    let mut import = Import::default();
    let mut any = false;
    for line in text.lines() {
        let Some((name, address)) = line.trim().split_once(char::is_whitespace) else { continue };
        let address = address.trim();
        let Some((scheme, _)) = address.split_once("://") else { continue };
        any = true;
        match Address::parse(address) {
            Ok(address) => import.take(bookmark(name, &address)),
            Err(_) if Protocol::of_scheme(scheme).is_none() => import.no_protocol(name, scheme),
            Err(_) => import.take(Imported::new(Vec::new(), name.to_owned(), Site::default())),
        }
    }
    if any { Ok(import) } else { Err(ImportFault::UnknownForm) }
}

fn bookmark(name: &str, address: &Address) -> Imported {
    let site = Site::of_address(address);
    let anonymous = site.protocol.is_ftp() && site.user.is_none();
    let login = match (&address.password, anonymous) {
        (Some(_), _) => LoginKind::Password,
        (None, true) => LoginKind::Anonymous,
        (None, false) => LoginKind::Ask,
    };
    let mut imported = Imported::new(Vec::new(), name.to_owned(), Site { login, ..site });
    if let Some(password) = &address.password {
        imported.secret(SecretKind::Password, password.clone());
    }
    imported
}

//! Our own files of sites to share, readable or sealed. Pure.

use super::imported::{Import, ImportFault, Imported};
use crate::model::SecretString;
use crate::site::{NodeKind, ShareFault, read_shared};
use std::sync::Arc;

/// Most folders in folders.
const DEPTH_MAX: usize = 64;

/// Reads either form.
///
/// # Errors
/// `Sealed` where a passphrase is needed, `WrongPassphrase`, `Newer`, `Broken`, `TooMany`.
pub(super) fn read(text: &str, passphrase: Option<&SecretString>) -> Result<Import, ImportFault> {
    let shared = read_shared(text, passphrase).map_err(|fault| match fault {
        ShareFault::Foreign => ImportFault::UnknownForm,
        ShareFault::Sealed => ImportFault::Sealed,
        ShareFault::WrongPassphrase => ImportFault::WrongPassphrase,
        ShareFault::Broken => ImportFault::Broken,
        ShareFault::Newer => ImportFault::Newer,
        ShareFault::TooMany => ImportFault::TooMany,
        ShareFault::System(_) => ImportFault::NoMemory,
    })?;
    let pool = Some(shared.secrets).filter(|secrets| !secrets.is_empty()).map(Arc::new);
    let mut import = Import::default();
    let mut folders: Vec<String> = Vec::new();
    for row in shared.book.rows(true) {
        folders.truncate(row.depth);
        // The way to each site is told in full: no file from elsewhere may make that endless.
        if row.depth > DEPTH_MAX {
            return Err(ImportFault::TooDeep);
        }
        match &row.node.kind {
            NodeKind::Folder { .. } => folders.push(row.node.name.clone()),
            NodeKind::Site(site) => {
                let mut imported = Imported::new(folders.clone(), row.node.name.clone(), (**site).clone());
                imported.pool.clone_from(&pool);
                import.take(imported);
            }
            NodeKind::Unknown(_) => {}
        }
    }
    Ok(import)
}

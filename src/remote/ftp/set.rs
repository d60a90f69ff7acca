//! Setting permissions and times, in the way that the server knows.

use super::channel::Held;
use super::command::Command;
use super::mfmt::time_text;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath, Timestamp};
use crate::remote::AttributeChange;

/// Sets what can be set; the first refusal is told when everything was tried.
///
/// # Errors
/// `Unsupported` for owner and size, and where the server knows no way.
pub(super) async fn set_attributes(held: &mut Held, path: &RemotePath, change: AttributeChange) -> Result<()> {
    let mut refused = None;
    if let Some(permissions) = change.permissions {
        refused = set_permissions(held, path, permissions).await.err();
    }
    if let Some(modified) = change.modified
        && refused.as_ref().is_none_or(|error| !error.ends_session())
    {
        refused = refused.or(set_time(held, path, modified).await.err());
    }
    if change.size.is_some() || change.owner.is_some() {
        refused.get_or_insert_with(|| Error::new(ErrorKind::Unsupported));
    }
    match refused {
        Some(error) => Err(error.trying(Act::SetAttributes).at_remote(path)),
        None => Ok(()),
    }
}

async fn set_permissions(held: &mut Held, path: &RemotePath, permissions: Permissions) -> Result<()> {
    let mut argument = format!("{:o} ", permissions.mode() & 0o7777).into_bytes();
    argument.extend(held.site().bytes(path));
    held.control()?.done(&Command::with("SITE CHMOD", argument)).await.map(|_| ())
}

async fn set_time(held: &mut Held, path: &RemotePath, modified: Timestamp) -> Result<()> {
    let Some(text) = time_text(modified) else { return Err(Error::new(ErrorKind::InvalidArgument)) };
    let facts = held.site().facts();
    let bytes = held.site().bytes(path);
    let mut argument = format!("{text} ").into_bytes();
    argument.extend(&bytes);
    let control = held.control()?;
    if facts.features.has("MFMT") {
        return control.done(&Command::with("MFMT", argument)).await.map(|_| ());
    }
    if facts.features.has_site("UTIME") {
        // The form of pure-ftpd and others: time, then path.
        return control.done(&Command::with("SITE UTIME", argument)).await.map(|_| ());
    }
    // vsftpd sets the time where MDTM has one; others take it for a part of the name and say that there is no such file.
    let reply = control.exchange(&Command::with("MDTM", argument.clone())).await?;
    if reply.is_done() {
        return Ok(());
    }
    Err(reply.error().during(Command::with("MDTM", argument).shown()))
}

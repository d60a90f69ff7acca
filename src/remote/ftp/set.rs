//! Setting permissions and times, in the way that the server knows.

use super::channel::Held;
use super::command::Command;
use super::listing::fact_time;
use super::mfmt::time_text;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath, Timestamp};
use crate::remote::AttributeChange;
use std::sync::Arc;

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

/// After a file was written: finds out once whether the server's times are in UTC, where it takes them by MDTM only.
///
/// # Errors
/// Those of the connection.
pub(super) async fn learn_clock(held: &mut Held, path: &RemotePath) -> Result<()> {
    let site = Arc::clone(held.site());
    let features = site.facts().features;
    if !site.wants_clock() || features.has("MFMT") || features.has_site("UTIME") || !features.has("MDTM") {
        return Ok(());
    }
    let asked = held.control()?.exchange(&Command::on("MDTM", &site.bytes(path))).await;
    let reply = held.told(asked)?;
    site.learn_clock(Some(reply.text().trim_ascii()).filter(|_| reply.code == 213).and_then(fact_time));
    Ok(())
}

async fn set_time(held: &mut Held, path: &RemotePath, modified: Timestamp) -> Result<()> {
    let facts = held.site().facts();
    let bytes = held.site().bytes(path);
    let about = |time| -> Result<Vec<u8>> {
        let Some(text) = time_text(time) else { return Err(Error::new(ErrorKind::InvalidArgument)) };
        let mut argument = format!("{text} ").into_bytes();
        argument.extend(&bytes);
        Ok(argument)
    };
    let argument = about(modified)?;
    let by_clock = about(held.site().as_told(modified))?;
    let control = held.control()?;
    // SITE UTIME in the form of pure-ftpd and ProFTPD: time, then path.
    let site = facts.features.has_site("UTIME");
    let known = [("MFMT", facts.features.has("MFMT")), ("SITE UTIME", site)];
    for verb in known.into_iter().filter(|(_, known)| *known).map(|(verb, _)| verb) {
        let command = Command::with(verb, argument.clone());
        let reply = control.exchange(&command).await?;
        if !reply.is_unknown_command() {
            return reply.done().map(drop).map_err(|error| error.during(command.shown()));
        }
    }
    // vsftpd sets the time where MDTM has one; others take it for a part of the name and say that there is no such file.
    let command = Command::with("MDTM", by_clock);
    let reply = control.exchange(&command).await?;
    reply.done().map(drop).map_err(|error| error.during(command.shown()))
}

//! How far the times of MDTM are from UTC, in which they should be (RFC 3659, section 2.3): vsftpd tells and takes them by its own
//! clock with `use_localtime=YES`, and so do its listings, so that the two cannot be held against each other.

use super::channel::Held;
use super::command::Command;
use super::features::Features;
use super::listing::fact_time;
use crate::error::Result;
use crate::model::RemotePath;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// On Linux, a file whose time is that at which the process of this very connection was first looked at: now. Users who are
/// shut into their own folder do not have it.
const NOW: &[u8] = b"/proc/self/stat";

/// Whether a server is of the kind: it takes times by MDTM only.
fn is_in_doubt(features: &Features) -> bool {
    features.has("MDTM") && !features.has("MFMT") && !features.has("MLST") && !features.has_site("UTIME")
}

/// Before times are told: asks once a session for the time of something that is of now.
///
/// # Errors
/// Those of the connection.
pub(super) async fn ask_clock(held: &mut Held) -> Result<()> {
    let site = Arc::clone(held.site());
    let facts = site.facts();
    let unix = facts.system.to_ascii_uppercase().contains("UNIX");
    if !site.wants_clock() || !unix || !is_in_doubt(&facts.features) || site.clock_asked.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let reply = held.control()?.exchange(&Command::on("MDTM", NOW)).await?;
    if reply.code == 213 {
        // A time that no zone explains tells nothing; the first upload will.
        site.learn_clock_if_certain(fact_time(reply.text().trim_ascii()));
    }
    Ok(())
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

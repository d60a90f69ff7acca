//! Setting permissions and times, in the way that the server knows.

use super::channel::Held;
use super::command::Command;
use super::mfmt::time_text;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath, Timestamp};
use crate::remote::AttributeChange;

/// Sets what can be set; the first refusal is told when everything was tried. What the server turned out not to know on this
/// session is not asked for again.
///
/// # Errors
/// `Unsupported` for owner and size, and where the server knows no way.
pub(super) async fn set_attributes(held: &mut Held, path: &RemotePath, change: AttributeChange) -> Result<()> {
    let about = |error: Box<Error>| error.trying(Act::SetAttributes).at_remote(path);
    let mut refused = None;
    let chmod = change.permissions.map(|permissions| permissions_command(held, path, permissions));
    let times = match change.modified {
        Some(modified) => time_commands(held, path, modified).map_err(about)?,
        None => Vec::new(),
    };
    let mut times = times.into_iter();
    let mut first_time = times.next();
    let mut at_once: Vec<Command> = Vec::new();
    for command in chmod.iter().chain(&first_time) {
        match held.site().known_refusal(command.verb()) {
            Some(reply) => {
                refused.get_or_insert_with(|| reply.error().during(command.shown()));
            }
            None => at_once.push(command.clone()),
        }
    }
    // One that is known not to be there is left out, the next one may be.
    let replies = held.control()?.exchange_all(at_once.clone()).await.map_err(about)?;
    let mut unknown_time = false;
    for (command, reply) in at_once.iter().zip(replies) {
        if reply.is_unknown_command() {
            held.site().refuses(command.verb(), &reply);
            unknown_time |= first_time.as_ref() == Some(command);
        }
        if let Err(error) = reply.done() {
            refused.get_or_insert(error.during(command.shown()));
        }
    }
    // The next way to set times, where the first one turned out to be unknown now.
    while unknown_time {
        first_time = times.next();
        let Some(command) = &first_time else { break };
        let reply = held.control()?.exchange(command).await.map_err(about)?;
        unknown_time = reply.is_unknown_command();
        if unknown_time {
            held.site().refuses(command.verb(), &reply);
        } else {
            // The refusal of the first one is made good.
            refused = refused.filter(|error| error.request.as_deref().is_some_and(|shown| shown.contains("CHMOD")));
        }
        if let Err(error) = reply.done() {
            refused.get_or_insert(error.during(command.shown()));
        }
    }
    if change.size.is_some() || change.owner.is_some() {
        refused.get_or_insert_with(|| Error::new(ErrorKind::Unsupported));
    }
    match refused {
        Some(error) => Err(about(error)),
        None => Ok(()),
    }
}

fn permissions_command(held: &Held, path: &RemotePath, permissions: Permissions) -> Command {
    let mut argument = format!("{:o} ", permissions.mode() & 0o7777).into_bytes();
    argument.extend(held.site().bytes(path));
    Command::with("SITE CHMOD", argument)
}

/// The ways to set a time, the best one first, but those that the server is known not to have; never empty.
///
/// # Errors
/// `InvalidArgument` for a time that has no four digits for its year.
fn time_commands(held: &Held, path: &RemotePath, modified: Timestamp) -> Result<Vec<Command>> {
    let facts = held.site().facts();
    let about = |verb: &str, time| -> Result<Command> {
        let Some(text) = time_text(time) else { return Err(Error::new(ErrorKind::InvalidArgument)) };
        let mut argument = format!("{text} ").into_bytes();
        argument.extend(held.site().bytes(path));
        Ok(Command::with(verb, argument))
    };
    // SITE UTIME in the form of pure-ftpd and ProFTPD: time, then path.
    let known = [("MFMT", facts.features.has("MFMT")), ("SITE UTIME", facts.features.has_site("UTIME"))];
    let known = known.into_iter().filter(|(verb, known)| *known && held.site().known_refusal(verb).is_none());
    let mut commands = known.map(|(verb, _)| about(verb, modified)).collect::<Result<Vec<_>>>()?;
    // vsftpd sets the time where MDTM has one; others take it for a part of the name and say that there is no such file.
    commands.push(about("MDTM", held.site().as_told(modified))?);
    Ok(commands)
}

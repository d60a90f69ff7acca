//! Setting permissions and times, in the way that the server knows.

use super::channel::Held;
use super::command::Command;
use super::mfmt::time_text;
use super::reply::Reply;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{Permissions, RemotePath, Timestamp};
use crate::remote::AttributeChange;

/// Sets what can be set; the first refusal is told when everything was tried. What the server turned out not to know on this
/// session is not asked for again.
///
/// # Errors
/// `Unsupported` for owner and size, and where the server knows no way.
pub(super) async fn set_attributes(held: &mut Held, path: &RemotePath, change: AttributeChange) -> Result<()> {
    let setting = Setting::new(held, path, change)?;
    let asked = held.control()?.exchange_all(setting.commands.clone()).await;
    let replies = asked.map_err(|error| setting.about(error))?;
    setting.end(held, &replies).await
}

/// Attributes that are about to be set.
pub(super) struct Setting {
    path: RemotePath,
    /// To be sent together, or one by one.
    pub(super) commands: Vec<Command>,
    /// The last of them sets the time, and may turn out to be unknown.
    times_last: bool,
    /// Further ways to set the time, the next one first.
    more_times: std::vec::IntoIter<Command>,
    /// Something is wished that the protocol does not know.
    beyond: bool,
    refused: Option<Box<Error>>,
}

impl Setting {
    /// What is to be sent for a change.
    ///
    /// # Errors
    /// `InvalidArgument` for a time that has no four digits for its year.
    pub(super) fn new(held: &Held, path: &RemotePath, change: AttributeChange) -> Result<Self> {
        let about = |error: Box<Error>| error.trying(Act::SetAttributes).at_remote(path);
        let chmod = change.permissions.map(|permissions| permissions_command(held, path, permissions));
        let times = match change.modified {
            Some(modified) => time_commands(held, path, modified).map_err(about)?,
            None => Vec::new(),
        };
        let mut more_times = times.into_iter();
        let first_time = more_times.next();
        let beyond = change.size.is_some() || change.owner.is_some();
        let mut this =
            Self { path: path.clone(), commands: Vec::new(), times_last: false, more_times, beyond, refused: None };
        // One that is known not to be there is left out, the next one may be.
        for (command, is_time) in [(chmod, false), (first_time, true)] {
            let Some(command) = command else { continue };
            if let Some(reply) = held.site().known_refusal(command.verb()) {
                this.refuse(reply.error().during(command.shown()));
            } else {
                this.commands.push(command);
                this.times_last = is_time;
            }
        }
        Ok(this)
    }

    fn about(&self, error: Box<Error>) -> Box<Error> {
        error.trying(Act::SetAttributes).at_remote(&self.path)
    }

    fn refuse(&mut self, error: Box<Error>) {
        self.refused.get_or_insert(error);
    }

    /// Goes on from the replies to the commands.
    ///
    /// # Errors
    /// The first refusal; those of the connection.
    pub(super) async fn end(mut self, held: &mut Held, replies: &[Reply]) -> Result<()> {
        let mut unknown_time = false;
        for (at, (command, reply)) in self.commands.clone().iter().zip(replies).enumerate() {
            if reply.is_unknown_command() {
                held.site().refuses(command.verb(), reply);
                unknown_time |= self.times_last && at + 1 == self.commands.len();
            }
            if reply.is_done() {
                continue;
            }
            self.refuse(reply.error().during(command.shown()));
        }
        // The next way to set times, where the first one turned out to be unknown now.
        while unknown_time {
            let Some(command) = self.more_times.next() else { break };
            let asked = held.control()?.exchange(&command).await;
            let reply = asked.map_err(|error| self.about(error))?;
            unknown_time = reply.is_unknown_command();
            if unknown_time {
                held.site().refuses(command.verb(), &reply);
            } else {
                // The refusal of the first one is made good.
                let of_rights = |error: &Error| error.request.as_deref().is_some_and(|r| r.contains("CHMOD"));
                self.refused = self.refused.filter(|error| of_rights(error));
            }
            if !reply.is_done() {
                self.refuse(reply.error().during(command.shown()));
            }
        }
        if self.beyond {
            self.refuse(Error::new(ErrorKind::Unsupported));
        }
        match self.refused.take() {
            Some(error) => Err(self.about(error)),
            None => Ok(()),
        }
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

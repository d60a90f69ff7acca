//! Beginning transfers and renames: the commands before the first byte.

use super::channel::Held;
use super::command::Command;
use super::data::{Begun, Data, begin};
use super::look::exists;
use super::read::End;
use super::why::precise;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{ByteSize, RemotePath};
use crate::remote::{OpenWrite, RenameMode};
use std::sync::Arc;

/// Begins RETR: the stream (`None` where the server had nothing to send), and where the file ends, as far as known.
///
/// # Errors
/// What the server says, and those of data connections.
pub(super) async fn open_read(
    held: &mut Held,
    command: &Command,
    path: &RemotePath,
    offset: u64,
    size: Option<ByteSize>,
) -> Result<(Option<Data>, Option<End>)> {
    let server = Arc::clone(held.site());
    // Files of which the size is told as 0 may hold something.
    let mut end = size.map(|size| End { at: size.0, whole: false }).filter(|end| end.at > 0);
    if end.is_none() && server.facts().features.has("SIZE") {
        let told = held.control()?.exchange(&Command::on("SIZE", &server.bytes(path))).await?.size();
        end = told.map(|at| End { at, whole: true });
    }
    match begin(held, command, offset).await? {
        Begun::Data(data) => Ok((Some(data), end)),
        Begun::Done(_) => Ok((None, end)),
    }
}

/// Begins STOR.
///
/// # Errors
/// `AlreadyExists` where nothing may be replaced; what the server says, and those of data connections.
pub(super) async fn open_write(held: &mut Held, command: &Command, path: &RemotePath, how: OpenWrite) -> Result<Data> {
    if how.exclusive && exists(held, path).await? {
        // STOR would empty what is there.
        return Err(Error::new(ErrorKind::AlreadyExists).at_remote(path).during(command.shown()));
    }
    let begun = match begin(held, command, how.offset).await {
        Err(error) if how.offset > 0 && refuses_position(&error) => append(held, path, how.offset, error).await?,
        begun => begun?,
    };
    match begun {
        Begun::Data(data) => Ok(data),
        Begun::Done(reply) => Err(reply.error()),
    }
}

/// Begins RETR or STOR of a file as text.
///
/// # Errors
/// As [`open_read`] and [`open_write`].
pub(super) async fn open_text(held: &mut Held, command: &Command) -> Result<Begun> {
    held.control()?.set_text(true).await?;
    begin(held, command, 0).await
}

/// Whether a server does not write from a position on, whatever the file.
fn refuses_position(error: &Error) -> bool {
    let kinds = matches!(error.kind, ErrorKind::Unsupported | ErrorKind::InvalidArgument | ErrorKind::Failure);
    kinds && !error.ends_session()
}

/// Goes on behind what is there where REST is refused: APPE does, and says nothing of a position, so the size must be that
/// one.
async fn append(held: &mut Held, path: &RemotePath, offset: u64, refused: Box<Error>) -> Result<Begun> {
    let bytes = held.site().bytes(path);
    let control = held.control()?;
    if !control.is_in_step() {
        return Err(refused);
    }
    let asked = control.exchange(&Command::on("SIZE", &bytes)).await?;
    if asked.size() != Some(offset) {
        return Err(refused);
    }
    // A position that was accepted before the refusal must not hold for APPE.
    control.exchange(&Command::with("REST", "0")).await?;
    begin(held, &Command::on("APPE", &bytes), 0).await
}

/// Renames by RNFR and RNTO.
///
/// # Errors
/// `AlreadyExists` where nothing may be replaced; `Unsupported` where something is to be and the server does not; what it
/// says else.
pub(super) async fn rename(held: &mut Held, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()> {
    let replace = mode == RenameMode::Replace;
    let second = Command::on("RNTO", &held.site().bytes(to));
    // What cannot be sent as the second command begins nothing.
    second.line()?;
    if !replace && exists(held, to).await? {
        // Most servers replace what is there, so it is looked at first.
        return Err(Error::new(ErrorKind::AlreadyExists).during(second.shown()));
    }
    rename_at_once(held, from, to, replace).await
}

/// The same without a look at what is there.
///
/// # Errors
/// As [`rename`].
pub(super) async fn rename_at_once(held: &mut Held, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
    let (old, new) = (held.site().bytes(from), held.site().bytes(to));
    let (first, second) = (Command::on("RNFR", &old), Command::on("RNTO", &new));
    second.line()?;
    let control = held.control()?;
    let mut named = None;
    let begun = if control.may_send_ahead(&[first.clone(), second.clone()]).await {
        // The second one is refused by itself where the first one is.
        let mut replies = control.exchange_all(vec![first.clone(), second.clone()]).await?.into_iter();
        let begun = replies.next();
        named = replies.next();
        begun.ok_or_else(|| Error::new(ErrorKind::Failure))?
    } else {
        control.exchange(&first).await?
    };
    if begun.code != 350 {
        let error = begun.error().during(first.shown());
        return Err(precise(held, error, Act::Rename { replace }, from).await);
    }
    let reply = match named {
        Some(reply) => reply,
        None => held.control()?.exchange(&second).await?,
    };
    if reply.is_done() {
        return Ok(());
    }
    let mut error = reply.error().during(second.shown());
    if replace && matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure) && exists(held, to).await? {
        error.kind = ErrorKind::Unsupported;
    }
    Err(error)
}

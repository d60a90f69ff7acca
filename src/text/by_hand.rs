//! Words for what came of lines that were sent by hand.

use super::code::{code_meaning, row_meaning};
use super::number::size;
use super::report::error_report;
use crate::error::{CodeBook, CodeFamily, Error, ErrorKind, FtpCommand, StatusCode};
use crate::i18n::fl;
use crate::model::{ByteSize, escape_bytes};
use crate::remote::{ShellEnd, ShellOutput};

/// What a reply of an FTP server means: `550: the file cannot be had`.
#[must_use]
pub fn reply_meaning(code: u16) -> String {
    fl!("by-hand-meaning", code = code.to_string(), meaning = code_meaning(StatusCode::Ftp(code)))
}

/// What a command of FTP does, in a line.
#[must_use]
pub fn command_help(command: &FtpCommand) -> String {
    let rows = CodeBook::get().find_name(Some(CodeFamily::FtpCommand), command.name);
    rows.first().map(|row| row_meaning(row)).unwrap_or_default()
}

/// How a command of the shell ended.
#[must_use]
pub fn shell_end(output: &ShellOutput) -> String {
    if output.cut {
        return fl!("by-hand-cut", size = size(ByteSize(ShellOutput::MOST as u64)));
    }
    match &output.end {
        ShellEnd::Exit(0) => fl!("by-hand-done"),
        ShellEnd::Exit(status) => fl!("by-hand-exit", status = status.to_string()),
        ShellEnd::Signal(name) => fl!("by-hand-signal", signal = escape_bytes(name.as_bytes())),
        ShellEnd::Untold => fl!("by-hand-untold"),
    }
}

/// Why a line got no answer. `shell`: it was a command for a shell.
#[must_use]
pub fn by_hand_fault(error: &Error, shell: bool) -> String {
    if error.is_cancelled() {
        return fl!("by-hand-stopped");
    }
    if shell && error.kind == ErrorKind::ServiceRefused {
        return fl!("by-hand-no-shell");
    }
    error_report(error).to_text().trim_end().to_owned()
}

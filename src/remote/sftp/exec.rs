//! Commands for the shell of the user, each on a channel of its own.

use super::failure::library_error;
use crate::error::{Error, ErrorKind, Result, ServerText};
use crate::remote::{ShellEnd, ShellOutput};
use russh::client::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf};
use std::sync::Arc;
use std::time::Duration;

/// What is printed to find out whether the server runs commands at all: servers for files only (`ForceCommand
/// internal-sftp`) grant the request, and run something else.
const TOKEN: &str = "catamaran-shell-is-here";
/// How long the exit status may come after the end of the data.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// The most words of a server that are kept when it refuses.
const WORDS: usize = 4096;

/// Closes the channel however the wait for it ends: the server then ends the command.
struct Writing(Arc<ChannelWriteHalf<Msg>>);

impl Drop for Writing {
    fn drop(&mut self) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let half = Arc::clone(&self.0);
            runtime.spawn(async move {
                let _gone = half.close().await;
            });
        }
    }
}

/// Finds out whether the server runs commands for this user.
///
/// # Errors
/// `ServiceRefused` with what the server said where it does not.
pub(super) async fn probe(channel: russh::Channel<Msg>) -> Result<()> {
    let output = run(channel, &format!("echo {TOKEN}")).await?;
    if contains(&output.stdout, TOKEN.as_bytes()) {
        return Ok(());
    }
    let mut error = Error::new(ErrorKind::ServiceRefused).during("exec");
    // What is not text is an answer in SFTP.
    let texts = [output.stdout, output.stderr].into_iter().filter(|text| !text.contains(&0));
    let said: Vec<u8> = texts.flat_map(|text| [text.trim_ascii(), b"\n"].concat()).take(WORDS).collect();
    let said = said.trim_ascii().to_vec();
    if !said.is_empty() {
        error.server_text = Some(ServerText { message: said, language: None });
    }
    Err(error)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|piece| piece == wanted)
}

/// Runs a command with nothing on its standard input.
///
/// # Errors
/// `ServiceRefused` where the server refuses, `ConnectionLost`.
pub(super) async fn run(channel: russh::Channel<Msg>, command: &str) -> Result<ShellOutput> {
    let (mut reading, writing) = channel.split();
    let writing = Writing(Arc::new(writing));
    writing.0.exec(true, command).await.map_err(library_error)?;
    let mut output = ShellOutput { stdout: Vec::new(), stderr: Vec::new(), end: ShellEnd::Untold, cut: false };
    // Only after the answer: some servers take an early end for the end of the channel.
    let mut granted = false;
    let mut over = false;
    loop {
        let Some(message) = next(&mut reading, over).await else { break };
        match message {
            ChannelMsg::Success if !granted => {
                granted = true;
                let _gone = writing.0.eof().await;
            }
            ChannelMsg::Failure => return Err(Error::new(ErrorKind::ServiceRefused).during("exec")),
            ChannelMsg::Data { data } => output.cut |= keep(&mut output.stdout, &data),
            ChannelMsg::ExtendedData { data, .. } => output.cut |= keep(&mut output.stderr, &data),
            ChannelMsg::ExitStatus { exit_status } => output.end = ShellEnd::Exit(exit_status),
            ChannelMsg::ExitSignal { signal_name, .. } => output.end = ShellEnd::Signal(format!("{signal_name:?}")),
            ChannelMsg::Eof => over = true,
            ChannelMsg::Close => break,
            _ => {}
        }
        if output.cut {
            break;
        }
    }
    if granted { Ok(output) } else { Err(Error::new(ErrorKind::ConnectionLost).during("exec")) }
}

/// The next message; after the end of the data only for a moment.
async fn next(reading: &mut ChannelReadHalf, over: bool) -> Option<ChannelMsg> {
    if over { tokio::time::timeout(LAST_WORDS, reading.wait()).await.ok().flatten() } else { reading.wait().await }
}

/// Keeps as much as there is room for; whether there was more.
fn keep(kept: &mut Vec<u8>, data: &[u8]) -> bool {
    let room = ShellOutput::MOST.saturating_sub(kept.len());
    kept.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
    data.len() > room
}

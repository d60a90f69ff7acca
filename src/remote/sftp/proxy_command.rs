//! A command as the way to a server (`ProxyCommand` of `ssh_config(5)`): its input and output are the connection. It is never
//! run before the user has seen it and agreed.

use super::jump::Transport;
use super::request::ConnectRequest;
use crate::error::{Error, ErrorKind, Result, SshConfigFault};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::escape_bytes;
use crate::remote::{Pace, Prompter, ProxyCommandAnswer, ProxyCommandQuestion};
use crate::trust::{allow_command, command_is_allowed};
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, BufReader, ReadBuf};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio_util::sync::CancellationToken;

/// Most lines of its error output that go into the log.
const LINES_MAX: usize = 200;
/// How much of a line is one; the rest is another line.
const LINE_MAX: u64 = 4 << 10;

/// Runs the command of a request, after asking where that is needed.
///
/// # Errors
/// `SshConfig(ProxyCommand)` when the user did not agree; `Cancelled`; the system's when it cannot be run.
pub(super) async fn start(
    request: &ConnectRequest,
    command: &str,
    prompter: &Arc<dyn Prompter>,
    log: &Arc<MessageLog>,
    cancel: &CancellationToken,
) -> Result<Transport> {
    let host = request.alias.clone().unwrap_or_else(|| request.endpoint.host.clone());
    if !agreed(request, &host, command, prompter, log, cancel).await? {
        let fault = SshConfigFault::ProxyCommand(command.to_owned());
        return Err(Error::new(ErrorKind::SshConfig(fault)).on_host(request.shown_host()));
    }
    let status = StatusMessage::Jumping { through: escape_bytes(command.as_bytes()), to: request.shown_host() };
    log.push(Some(request.session), LogBody::Status(status));
    let mut shell = shell(command);
    shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let failed = |fault: &std::io::Error| {
        let mut error = Error::io(fault).on_host(request.shown_host()).during(command.to_owned());
        error.kind = ErrorKind::ConnectionLost;
        error
    };
    let mut child = shell.spawn().map_err(|fault| failed(&fault))?;
    let pipes = (child.stdin.take(), child.stdout.take());
    let (Some(input), Some(output)) = pipes else {
        return Err(failed(&std::io::ErrorKind::BrokenPipe.into()));
    };
    if let Some(errors) = child.stderr.take() {
        let (log, session) = (Arc::clone(log), request.session);
        tokio::spawn(async move {
            let mut errors = BufReader::new(errors);
            let mut line = Vec::new();
            for _ in 0..LINES_MAX {
                line.clear();
                let Ok(1..) = (&mut errors).take(LINE_MAX).read_until(b'\n', &mut line).await else { return };
                log.push(
                    Some(session),
                    LogBody::Debug(format!("ProxyCommand: {}", escape_bytes(line.trim_ascii_end()))),
                );
            }
            // It must not wait for somebody to read on.
            let _ended = tokio::io::copy(&mut errors, &mut tokio::io::sink()).await;
        });
    }
    Ok(Box::new(CommandStream { input, output, _child: child }))
}

async fn agreed(
    request: &ConnectRequest,
    host: &str,
    command: &str,
    prompter: &Arc<dyn Prompter>,
    log: &Arc<MessageLog>,
    cancel: &CancellationToken,
) -> Result<bool> {
    let consent = &request.command_consent;
    if consent.all {
        return Ok(true);
    }
    if let Some(file) = consent.file.clone() {
        let (host, command) = (host.to_owned(), command.to_owned());
        let known = tokio::task::spawn_blocking(move || command_is_allowed(&file, &host, &command)).await;
        if known.unwrap_or(false) {
            return Ok(true);
        }
    }
    let question = ProxyCommandQuestion { host: host.to_owned(), command: command.to_owned() };
    let answer = Pace::new(cancel.clone()).asking(prompter.proxy_command(question)).await;
    match answer.ok_or_else(|| Error::new(ErrorKind::Cancelled))? {
        ProxyCommandAnswer::Cancel => Ok(false),
        ProxyCommandAnswer::Once => Ok(true),
        ProxyCommandAnswer::Always => {
            if let Some(file) = consent.file.clone() {
                let (host, command) = (host.to_owned(), command.to_owned());
                let kept = tokio::task::spawn_blocking(move || allow_command(&file, &host, &command)).await;
                // It may run all the same; it will be asked about again.
                if let Ok(Err(error)) = kept {
                    log.push(Some(request.session), LogBody::Error(Arc::new(*error)));
                }
            }
            Ok(true)
        }
    }
}

/// As OpenSSH runs it: by the shell, which gives its place to the command.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(format!("exec {command}"));
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").raw_arg(command);
    shell
}

/// The command's output and input as one stream; it ends with the stream.
struct CommandStream {
    input: ChildStdin,
    output: ChildStdout,
    _child: Child,
}

impl AsyncRead for CommandStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.output).poll_read(cx, buf)
    }
}

impl AsyncWrite for CommandStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.input).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.input).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.input).poll_shutdown(cx)
    }
}

//! Commands that a person types: sent as they are on the connection for browsing, with every reply as it came.

use super::channel::Channel;
use super::command::Command;
use super::reply::Reply;
use crate::error::{Error, FtpSeries, Result, StatusCode};
use crate::remote::{HandAnswer, HandReply, effect_of, verb_of};
use std::sync::Arc;
use std::time::Duration;

/// The most replies that one command is waited for: one says that something begins, the next that it is over.
const MOST_REPLIES: usize = 8;
/// How long the reply behind "something begins" may take: the server may wait for a data connection that nobody opens.
const NEXT: Duration = Duration::from_secs(10);
/// Words behind which the connection speaks another protocol, or is closed.
const ENDING: [&str; 3] = ["QUIT", "AUTH", "CCC"];

/// Sends one line and awaits its replies. A refusal is an answer like another.
///
/// # Errors
/// `NameRefused`, `ConnectionLost`, `TimedOut`, `FtpProtocol`, and those of making a connection.
pub(super) async fn by_hand(channel: &Arc<Channel>, line: &str) -> Result<HandAnswer> {
    let command = Command::raw(line, channel.site.charset);
    // What cannot be sent opens no connection.
    command.line()?;
    channel.site.forget_seen();
    let mut held = channel.take_by_hand().await?;
    let control = held.control()?;
    // The program enters the folder that it wants whenever it wants one, so that CWD changes nothing for it.
    if effect_of(line).derails() {
        control.touch();
    }
    let mut replies = Vec::new();
    let mut next = closing_reply(control.exchange(&command).await)?;
    loop {
        let (code, begins) = (next.code, next.series() == Some(FtpSeries::Wait));
        replies.push(HandReply { code, raw: next.raw });
        if !begins {
            break;
        }
        control.out_of_step();
        if replies.len() == MOST_REPLIES {
            break;
        }
        match closing_reply(control.next_reply(NEXT).await) {
            Ok(reply) => next = reply,
            // What was said is shown; the connection is made anew before it is used again.
            Err(_silence) => break,
        }
    }
    let done = replies.last().is_some_and(|reply| FtpSeries::of(reply.code) == Some(FtpSeries::Done));
    if done && ENDING.iter().any(|word| verb_of(line).eq_ignore_ascii_case(word)) {
        control.out_of_step();
    }
    Ok(HandAnswer::Replies(replies))
}

/// 421 ends the connection, and is an answer all the same.
fn closing_reply(answer: Result<Reply>) -> Result<Reply> {
    answer.or_else(|error: Box<Error>| match (&error.code, &error.server_text) {
        (Some(StatusCode::Ftp(_)), Some(text)) => Reply::read(&text.message).map_err(|_| error),
        _ => Err(error),
    })
}

//! Several commands at once: sent one behind the other, their replies read in the same order. RFC 959 neither asks servers to
//! take that nor forbids it; those that were measured (vsftpd, `ProFTPD`, pure-ftpd) do. Whether a server does is tried once a
//! session with two questions that are asked anyway.

use super::command::Command;
use super::control::Control;
use super::reply::Reply;
use crate::error::{Error, ErrorKind, Result};
use crate::log::LogBody;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use suppaftp::FtpResult;
use suppaftp::types::Response;

/// The most bytes that are sent without a reply: what every system takes at once on a connection that is quiet.
const MOST_BYTES: usize = 4 << 10;

/// Commands that were sent and wait for their replies.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Not answered yet, the oldest first.
    commands: VecDeque<Command>,
    /// Replies that came while commands were being sent.
    early: VecDeque<FtpResult<Response>>,
    in_step_before: bool,
}

impl Ahead {
    /// How many replies are still to come.
    pub(super) fn left(&self) -> usize {
        self.commands.len()
    }
}

impl Control {
    /// Sends commands and awaits the reply to each, at once where the server takes that, else one by one. All are sent
    /// whatever is answered, so none of them may depend on another.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn exchange_all(&mut self, commands: Vec<Command>) -> Result<Vec<Reply>> {
        let mut replies = Vec::with_capacity(commands.len());
        if commands.len() < 2 || !self.may_send_ahead(&commands).await {
            for command in &commands {
                replies.push(self.exchange(command).await?);
            }
            return Ok(replies);
        }
        let mut ahead = self.send_ahead(commands).await?;
        while ahead.left() > 0 {
            replies.push(self.answer_to(&mut ahead).await?);
        }
        Ok(replies)
    }

    /// Whether these commands may be sent before the first one is answered.
    pub(super) async fn may_send_ahead(&self, commands: &[Command]) -> bool {
        let length: usize =
            commands.iter().map(|command| command.line().map_or(MOST_BYTES, |line| line.len() + 2)).sum();
        self.pipelining.works() && self.in_step && length <= MOST_BYTES && self.takes_bytes().await
    }

    /// Asks two questions at once, to learn whether the server takes that. `None`: it lost the second one, so that the
    /// connection is of no use any more; the next one asks one by one.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn try_ahead(&mut self, one: Command, other: Command) -> Result<Option<(Reply, Reply)>> {
        if !self.takes_bytes().await {
            return Ok(Some((self.exchange(&one).await?, self.exchange(&other).await?)));
        }
        let mut ahead = self.send_ahead(vec![one, other]).await?;
        let limit = self.limits.answer;
        let first = self.answer_within(&mut ahead, limit).await?;
        let limit = self.limits.last_words;
        match self.answer_within(&mut ahead, limit).await {
            Ok(second) => {
                self.pipelining.worked();
                Ok(Some((first, second)))
            }
            Err(error) if matches!(error.kind, ErrorKind::TimedOut(_)) => {
                self.push(LogBody::Debug("two commands at once: the second one was lost".into()));
                self.pipelining.give_up();
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether the system takes bytes for this connection now.
    async fn takes_bytes(&self) -> bool {
        let socket = self.ftp.get_ref().await;
        let ready = poll_fn(|context| Poll::Ready(socket.poll_write_ready(context).is_ready()));
        tokio::task::unconstrained(ready).await
    }

    /// Sends commands and does not wait. suppaftp's own call sends one and waits for a reply; it is looked at once, which
    /// sends, and not waited for: what it has read until then it keeps for the next call.
    ///
    /// # Errors
    /// `NameRefused` where one cannot be sent on a line, with nothing sent; `ConnectionLost`.
    pub(super) async fn send_ahead(&mut self, commands: Vec<Command>) -> Result<Ahead> {
        let lines: Vec<String> = commands.iter().map(Command::line).collect::<Result<_>>()?;
        let in_step_before = std::mem::replace(&mut self.in_step, false);
        let mut ahead = Ahead { commands: commands.into(), early: VecDeque::new(), in_step_before };
        // Up to the last one they are held back, so that all go out in one piece.
        self.holding.begin();
        let mut left = lines.len();
        for (line, command) in lines.into_iter().zip(&ahead.commands) {
            self.push(LogBody::Command(command.shown()));
            left -= 1;
            if left == 0 {
                self.holding.end();
            }
            let mut sending = pin!(self.ftp.custom_command(line, &[]));
            // Without tokio's budget, which would let it wait before it has sent. What the system does not take now goes out
            // while the replies are awaited.
            let looked = poll_fn(|context| Poll::Ready(sending.as_mut().poll(context)));
            if let Poll::Ready(answer) = tokio::task::unconstrained(looked).await {
                ahead.early.push_back(answer);
            }
        }
        self.holding.end();
        Ok(ahead)
    }

    /// Awaits the reply to the oldest command that was sent ahead.
    ///
    /// # Errors
    /// As [`Self::exchange`]. A server that stays silent is not asked so again.
    pub(super) async fn answer_to(&mut self, ahead: &mut Ahead) -> Result<Reply> {
        let limit = self.limits.answer;
        let answer = self.answer_within(ahead, limit).await;
        if matches!(&answer, Err(error) if matches!(error.kind, ErrorKind::TimedOut(_))) {
            self.pipelining.give_up();
        }
        answer
    }

    /// The same with another limit of time, and without a conclusion from silence.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn answer_within(&mut self, ahead: &mut Ahead, limit: Duration) -> Result<Reply> {
        let Some(command) = ahead.commands.pop_front() else { return Err(Error::new(ErrorKind::Failure)) };
        self.argument = command.argument().to_vec();
        let answer = match ahead.early.pop_front() {
            Some(early) => Ok(early),
            None => tokio::time::timeout(limit, self.ftp.read_response_in(&[])).await,
        };
        let read = self.read(answer).await;
        if read.is_ok() && ahead.commands.is_empty() {
            self.in_step = ahead.in_step_before;
        }
        read.map_err(|error| error.during(command.shown()))
    }
}

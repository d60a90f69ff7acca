//! The checkup of an SSH connection: each step of it done by itself, and told.

use super::attempt::{Login, Outcome};
use super::connect::{handshake, prepare, session, transport, tunnel};
use super::host_key::ShownKey;
use super::jump::Transport;
use super::observed::{Ear, Observed};
use super::recorded::RecordedStream;
use super::request::{ConnectRequest, UnknownHostKey};
use super::session::SshSession;
use super::wire::SftpFs;
use crate::error::{Error, ErrorKind, Result, SpokenProtocol};
use crate::log::MessageLog;
use crate::model::{RemotePath, escape_bytes};
use crate::remote::proxy::reach_server;
use crate::remote::{
    CheckNote, CheckState, CheckStep, Fact, FactValue, Pace, Prompter, RemoteFs, RemoteSession, SshSecurity,
    StepResult, Watch,
};
use crate::trust::{HostKeyVerdict, fingerprint};
use russh::client::Handle;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Checks a connection step by step and tells `watch` of each; ends at the first step without which the next ones are of no
/// use, or soon after `cancel`. Known hosts are only read, and nobody is asked to trust a key: a server whose key is not
/// known gets nothing but the user's name, unless the request accepts new keys, which are not remembered here.
pub async fn check(
    mut request: ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    watch: Watch,
    cancel: CancellationToken,
) {
    let mut hop = request.jump.as_deref_mut();
    while let Some(on_the_way) = hop {
        on_the_way.unknown_host_key = UnknownHostKey::Refuse;
        hop = on_the_way.jump.as_deref_mut();
    }
    let cut = CancellationToken::new();
    let on_end = cut.clone().drop_guard();
    let checking = SshCheck { pace: Pace::new(cancel.clone()), request, prompter, log, watch, cut };
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        // What went wrong was told where it did.
        _told = checking.run() => {}
    }
    drop(on_end);
}

/// The checkup ends here, and why was told.
struct Told;

struct SshCheck {
    request: ConnectRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    watch: Watch,
    pace: Pace,
    cut: CancellationToken,
}

type Facts = Vec<(Fact, FactValue)>;

fn text(fact: Fact, value: impl Into<String>) -> (Fact, FactValue) {
    (fact, FactValue::Text(value.into()))
}

impl SshCheck {
    async fn run(&self) -> std::result::Result<(), Told> {
        let endpoint = &self.request.endpoint;
        let indirect =
            self.request.jump.is_some() || (self.request.proxy.is_none() && self.request.proxy_command.is_some());
        let (stream, via) = if indirect {
            self.jump().await?
        } else {
            let tunnel = tunnel(&self.request, &self.prompter, &self.log);
            let (target, limit) = ((endpoint.host.as_str(), endpoint.port), self.request.limits.connect);
            let reached = reach_server(tunnel.as_ref(), target, limit, &self.watch, &self.pace.token()).await;
            let stream: Transport = Box::new(reached.ok_or(Told)?);
            (stream, None)
        };
        let observed = Observed::new();
        let mut handle = self.shake_hands(stream, &observed).await?;
        let trusted = self.host_key(&observed)?;
        self.log_in(&mut handle, &observed, trusted).await?;
        let session = session(handle, &self.request, observed, Arc::clone(&self.log), (self.cut.clone(), via));
        let checked = self.files(&session).await;
        session.close().await;
        checked
    }

    /// Logs in to the servers on the way and has the last one connect. Their keys must be known.
    async fn jump(&self) -> std::result::Result<(Transport, Option<Box<SshSession>>), Told> {
        let watch = &self.watch;
        // The name is looked up by the server that connects.
        watch.skip(CheckStep::Dns, CheckNote::NotTold);
        let began = watch.begin(CheckStep::Tcp);
        let (prompter, log, cancel) = (&self.prompter, &self.log, self.pace.token());
        let jumped = transport(&self.request, prompter, log, &cancel).await;
        let jumped = jumped.map_err(|error| self.fail(CheckStep::Tcp, began, Vec::new(), error))?;
        watch.end(StepResult::ok(CheckStep::Tcp, watch.since(began), Vec::new()));
        Ok(jumped)
    }

    /// Greeting and key exchange, which the library does in one go.
    async fn shake_hands(&self, stream: Transport, observed: &Arc<Observed>) -> std::result::Result<Handle<Ear>, Told> {
        let watch = &self.watch;
        let mut began = watch.begin(CheckStep::Banner);
        let (stream, first) = RecordedStream::new(stream, self.cut.clone());
        let (mut ear, config) = prepare(&self.request, &self.prompter, &self.log, &self.pace, observed).await;
        ear.only_looks = true;
        let mut shaking = pin!(handshake(stream, (ear, config), &first, &self.request, &self.pace, observed));
        let mut greeted = false;
        let shaken = poll_fn(|cx| {
            let polled = shaking.as_mut().poll(cx);
            if !greeted && let Some(version) = identification(&first.get()) {
                greeted = true;
                let facts = vec![text(Fact::ServerVersion, version)];
                watch.end(StepResult::ok(CheckStep::Banner, watch.since(began), facts));
                began = watch.begin(CheckStep::KeyExchange);
            }
            polled
        })
        .await;
        let step = if greeted { CheckStep::KeyExchange } else { CheckStep::Banner };
        let handle = shaken.map_err(|error| self.fail(step, began, Vec::new(), error))?;
        let security = observed.facts().security.clone();
        let result = StepResult::ok(step, watch.since(began), algorithms(&security));
        watch.end(if security.is_open_to_terrapin() { result.warning(CheckNote::NotStrict) } else { result });
        Ok(handle)
    }

    /// Whether more than the user's name may be sent to this server.
    fn host_key(&self, observed: &Observed) -> std::result::Result<bool, Told> {
        let watch = &self.watch;
        let began = watch.begin(CheckStep::HostKey);
        let shown = observed.facts().shown_key.clone();
        let Some(shown) = shown else {
            let error = Error::new(ErrorKind::SshProtocol("no host key".into()));
            return Err(self.fail(CheckStep::HostKey, began, Vec::new(), error));
        };
        let ShownKey { key, algorithm, verdict, .. } = shown;
        let mut facts = vec![text(Fact::HostKeyAlgorithm, algorithm), text(Fact::Fingerprint, fingerprint(&key))];
        let mut known = |word: &str| facts.insert(1, text(Fact::KnownHosts, word));
        let accepts = self.request.unknown_host_key == UnknownHostKey::AcceptNew;
        let note = match verdict {
            HostKeyVerdict::Known => {
                known("known");
                watch.end(StepResult::ok(CheckStep::HostKey, watch.since(began), facts));
                return Ok(true);
            }
            HostKeyVerdict::Changed(conflict) => {
                known("changed");
                let error = Error::new(ErrorKind::HostKeyChanged(Box::new(conflict)));
                return Err(self.fail(CheckStep::HostKey, began, facts, error));
            }
            HostKeyVerdict::Revoked(conflict) => {
                known("revoked");
                let error = Error::new(ErrorKind::HostKeyRevoked(Box::new(conflict)));
                return Err(self.fail(CheckStep::HostKey, began, facts, error));
            }
            HostKeyVerdict::Unknown { other_algorithms, known_as } => {
                known("unknown");
                facts.push((Fact::KnownAs, FactValue::List(known_as)));
                match (other_algorithms.is_empty(), accepts) {
                    (true, true) => CheckNote::AcceptedOnce,
                    (true, false) => CheckNote::UnknownKey,
                    (false, _) => {
                        facts.push((Fact::OtherAlgorithms, FactValue::List(other_algorithms)));
                        CheckNote::OtherKeyTypes
                    }
                }
            }
        };
        watch.end(StepResult::ok(CheckStep::HostKey, watch.since(began), facts).warning(note));
        Ok(note == CheckNote::AcceptedOnce)
    }

    async fn log_in(
        &self,
        handle: &mut Handle<Ear>,
        observed: &Arc<Observed>,
        trusted: bool,
    ) -> std::result::Result<(), Told> {
        let watch = &self.watch;
        let began = watch.begin(CheckStep::LoginMethods);
        let surroundings = (Arc::clone(&self.prompter), self.pace.clone(), Arc::clone(&self.log), Arc::clone(observed));
        let mut login = Login::new(handle, &self.request, surroundings);
        let asked = login.ask_methods().await;
        let outcome = asked.map_err(|error| self.fail(CheckStep::LoginMethods, began, Vec::new(), error))?;
        let mut facts = vec![(Fact::Methods, FactValue::List(login.accepted_names()))];
        let greeting = observed.facts().banner.clone();
        if !greeting.is_empty() {
            facts.push(text(Fact::Greeting, greeting));
        }
        let result = StepResult::ok(CheckStep::LoginMethods, watch.since(began), facts);
        let open = outcome == Outcome::In;
        watch.end(if open { result.warning(CheckNote::NoLoginNeeded) } else { result });
        if !trusted {
            for step in [CheckStep::Login, CheckStep::Sftp, CheckStep::Home, CheckStep::Space] {
                watch.skip(step, CheckNote::KeyNotTrusted);
            }
            return Err(Told);
        }
        let began = watch.begin(CheckStep::Login);
        let user = text(Fact::User, escape_bytes(self.request.user().as_bytes()));
        let logged_in: Result<()> = if open { Ok(()) } else { login.log_in().await };
        let method = login.tried.last().cloned().unwrap_or_else(|| "none".to_owned());
        match logged_in {
            Ok(()) => {
                let facts = vec![user, text(Fact::Method, method)];
                watch.end(StepResult::ok(CheckStep::Login, watch.since(began), facts));
                Ok(())
            }
            Err(error) => Err(self.fail(CheckStep::Login, began, vec![user], error)),
        }
    }

    /// The SFTP service, the home folder, and the space in it.
    async fn files(&self, session: &SshSession) -> std::result::Result<(), Told> {
        let watch = &self.watch;
        let began = watch.begin(CheckStep::Sftp);
        let started = session.open_sftp().await;
        let files = started.map_err(|error| self.fail(CheckStep::Sftp, began, printed(&error), error))?;
        watch.end(StepResult::ok(CheckStep::Sftp, watch.since(began), service(&files)));
        let began = watch.begin(CheckStep::Home);
        let home = self.within(files.home()).await;
        let home = home.map_err(|error| self.fail(CheckStep::Home, began, Vec::new(), error))?;
        let facts = vec![text(Fact::Path, home.display())];
        watch.end(StepResult::ok(CheckStep::Home, watch.since(began), facts));
        self.space(&files, &home).await
    }

    async fn space(&self, files: &SftpFs, home: &RemotePath) -> std::result::Result<(), Told> {
        let watch = &self.watch;
        let began = watch.begin(CheckStep::Space);
        let space = match self.within(files.space(home)).await {
            Ok(space) => space,
            Err(error) if error.kind == ErrorKind::Unsupported => {
                watch.skip(CheckStep::Space, CheckNote::NotTold);
                return Ok(());
            }
            Err(error) => return Err(self.fail(CheckStep::Space, began, Vec::new(), error)),
        };
        let facts =
            vec![(Fact::Available, FactValue::Bytes(space.available)), (Fact::Total, FactValue::Bytes(space.total))];
        let result = StepResult::ok(CheckStep::Space, watch.since(began), facts);
        let note = match (space.read_only, space.available.0) {
            (true, _) => Some(CheckNote::ReadOnly),
            (false, 0) => Some(CheckNote::Full),
            _ => None,
        };
        watch.end(match note {
            Some(note) => result.warning(note),
            None => result,
        });
        Ok(())
    }

    async fn within<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let limit = self.request.limits.service;
        self.pace.within(crate::error::Stage::Session, limit, work).await.and_then(|done| done)
    }

    /// Tells that a step failed.
    fn fail(&self, step: CheckStep, began: std::time::Duration, facts: Facts, error: Box<Error>) -> Told {
        let result = StepResult::failed(step, self.watch.since(began), facts, error);
        // A checkup that is stopped fails at nothing.
        let cancelled = result.error.as_ref().is_some_and(|error| error.is_cancelled());
        self.watch.end(if cancelled { StepResult { state: CheckState::Skipped, ..result } } else { result });
        Told
    }
}

/// The server's identification (`SSH-2.0-OpenSSH_9.2`), with visible escapes, once the whole line of it is there.
fn identification(first: &[u8]) -> Option<String> {
    let mut lines = first.split_inclusive(|byte| *byte == b'\n');
    let line = lines.find(|line| line.starts_with(b"SSH-") && line.ends_with(b"\n"))?;
    Some(escape_bytes(line.trim_ascii_end()))
}

fn algorithms(security: &SshSecurity) -> Facts {
    let mut facts =
        vec![text(Fact::KeyExchange, security.key_exchange.clone()), text(Fact::Cipher, security.cipher.clone())];
    if !security.mac.is_empty() {
        facts.push(text(Fact::Mac, security.mac.clone()));
    }
    facts.push((Fact::StrictKeyExchange, FactValue::Flag(security.strict_key_exchange)));
    facts
}

/// What a login script printed into the stream of packets.
fn printed(error: &Error) -> Facts {
    let by_script = error.kind == ErrorKind::WrongProtocol(SpokenProtocol::LoginText);
    error.detail.iter().filter(|_| by_script).map(|words| text(Fact::PrintedText, words.clone())).collect()
}

fn service(files: &SftpFs) -> Facts {
    let limits = files.capabilities();
    let mut facts = vec![
        (Fact::Version, FactValue::Number(files.version().into())),
        (Fact::Extensions, FactValue::List(files.extension_names())),
    ];
    let amounts = [(Fact::MaxRead, limits.max_read), (Fact::MaxWrite, limits.max_write)];
    let told = amounts.into_iter().filter_map(|(fact, limit)| Some((fact, u64::from(limit?))));
    facts.extend(told.map(|(fact, limit)| (fact, FactValue::Bytes(crate::model::ByteSize(limit)))));
    facts.extend(limits.max_handles.map(|limit| (Fact::MaxHandles, FactValue::Number(limit))));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identification_is_a_whole_line() {
        assert_eq!(identification(b"Hello\r\nSSH-2.0-x y\r\n\0\0"), Some("SSH-2.0-x y".into()));
        assert_eq!(identification(b"SSH-2.0-x"), None);
        assert_eq!(identification(b"220 ready\r\n"), None);
        assert_eq!(identification(b"SSH-2.0-\x1b[1m\n"), Some("SSH-2.0-\\x1B[1m".into()));
    }
}

//! The login, and what is asked and set before and after it.

use super::charset::Charset;
use super::command::Command;
use super::control::Control;
use super::establish::{Established, Maker};
use super::features::Features;
use super::quoted::quoted;
use super::reply::Reply;
use super::stages::Passed;
use crate::error::{Error, ErrorKind, FtpFault, FtpSeries, Result, Stage};
use crate::log::{LogBody, StatusMessage};
use crate::model::{Protocol, SecretString, escape_bytes};
use crate::remote::{Pace, PasswordQuestion, Whose, effect_of};
use std::net::IpAddr;

/// How many preliminary replies a command after the login may have.
const MOST_WAITS: usize = 8;
/// How often a password is asked for.
const MOST_PASSWORDS: usize = 3;
/// What we call ourselves.
const NAME: &str = concat!("Catamaran ", env!("CARGO_PKG_VERSION"));
/// What anonymous users are asked for: an address of mail, which is nobody's business.
const ANONYMOUS_PASSWORD: &str = "anonymous@";
/// The facts that are wanted of MLSD and MLST.
const FACTS: [&str; 10] = [
    "type",
    "size",
    "modify",
    "perm",
    "unix.mode",
    "unix.owner",
    "unix.group",
    "unix.uid",
    "unix.gid",
    "unix.ownername",
];

/// What a login was made with, so that the next one asks nobody.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    password: Option<SecretString>,
    account: Option<SecretString>,
}

/// What is known of a server after the first login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SiteFacts {
    pub(super) features: Features,
    /// What SYST says, with visible escapes; empty when it does not.
    pub(super) system: String,
    /// The folder in which the server starts this user, as it names it.
    pub(super) home: Vec<u8>,
}

impl Maker {
    /// Logs in. `known`: what an earlier login on this session was made with, which is then not asked for again.
    ///
    /// # Errors
    /// `LoginRefused`, `ServerLimit` (too many connections), `ServiceRefused`, `PlainTextRefused`, `TimedOut(Login)`, `Cancelled`, and
    /// those of commands.
    pub(super) async fn log_in(
        &self,
        made: &mut Established,
        known: Option<Credentials>,
        pace: &Pace,
    ) -> Result<Credentials> {
        let control = &mut made.control;
        let request = &self.request;
        self.name_host(control, pace).await?;
        let user = request.user();
        let asking = known.is_none();
        let mut credentials = known
            .unwrap_or_else(|| Credentials { password: request.password.clone(), account: request.account.clone() });
        if request.is_anonymous() && credentials.password.is_none() {
            credentials.password = Some(SecretString::new(ANONYMOUS_PASSWORD.to_owned()));
        }
        let in_clear = request.endpoint.protocol == Protocol::Ftp && !request.is_anonymous() && !request.options.plain;
        let mut refused_before: Option<Box<Error>> = None;
        // A server that took the password and refused the account is asked again with the same password.
        let mut account_refused = false;
        for _ in 0..MOST_PASSWORDS {
            let mut reply = self.send(control, &Command::with("USER", user.as_bytes()), pace).await?;
            if reply.code == 331 {
                if in_clear {
                    return Err(Error::new(ErrorKind::PlainTextRefused));
                }
                let known = credentials.password.clone().filter(|_| refused_before.is_none() || account_refused);
                let password = if let Some(password) = known {
                    password
                } else {
                    let asked = self.ask_password(&user, refused_before.is_some(), pace).await;
                    asked.map_err(|error| refused_before.take().unwrap_or(error))?
                };
                reply = self.send(control, &Command::secret("PASS", password.expose()), pace).await?;
                credentials.password = Some(password);
            }
            if reply.code == 332 {
                if in_clear {
                    return Err(Error::new(ErrorKind::PlainTextRefused));
                }
                let known = credentials.account.clone().filter(|_| !account_refused);
                let account = if let Some(account) = known {
                    account
                } else {
                    let asked = self.ask_account(&user, account_refused, pace).await;
                    // Who gives up after a refusal is told why it was refused.
                    asked.map_err(|error| refused_before.take().unwrap_or(error))?
                };
                reply = self.send(control, &Command::secret("ACCT", account.expose()), pace).await?;
                credentials.account = Some(account);
                account_refused = !reply.is_done();
            } else {
                account_refused = false;
            }
            if reply.is_done() {
                self.log.push(Some(request.session), LogBody::Status(StatusMessage::LoggedIn { user }));
                self.stages.pass(|| Passed::LoggedIn);
                return Ok(credentials);
            }
            let refused = refusal(&reply);
            let may_ask = matches!(refused.kind, ErrorKind::LoginRefused { .. }) && asking && !request.is_anonymous();
            if may_ask && (account_refused || credentials.password.is_some()) {
                // At once: the server may hang up now.
                let endpoint = request.endpoint.clone();
                let whose = if account_refused { Whose::Account(endpoint) } else { Whose::Server(endpoint) };
                self.prompter.refused(whose, &user).await;
            }
            if !may_ask {
                return Err(refused);
            }
            self.log.push(Some(request.session), LogBody::Error(std::sync::Arc::new(*refused.clone())));
            refused_before = Some(refused);
        }
        Err(Error::new(ErrorKind::LoginRefused { tried: vec!["password".into()], accepted: Vec::new() }))
    }

    /// Sends a command that the user wants sent after each login; one behind which nothing would work as it must is left out.
    async fn set_up(&self, control: &mut Control, command: &Command) -> Result<()> {
        let shown = command.shown();
        if effect_of(&shown).derails() {
            self.log.push(Some(self.request.session), LogBody::Debug(format!("left out after the login: {shown}")));
            return Ok(());
        }
        let mut reply = control.exchange(command).await?;
        for _ in 0..MOST_WAITS {
            if reply.series() != Some(FtpSeries::Wait) {
                return Ok(());
            }
            reply = control.next_reply(self.request.limits.answer).await?;
        }
        Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnexpectedReply)).during(shown))
    }

    async fn send(&self, control: &mut Control, command: &Command, pace: &Pace) -> Result<Reply> {
        let limit = self.request.limits.login;
        let sent = pace.within(Stage::Login, limit, control.exchange_within(command, limit)).await;
        match sent.and_then(|sent| sent) {
            Err(mut error) if matches!(error.kind, ErrorKind::TimedOut(_)) => {
                error.kind = ErrorKind::TimedOut(Stage::Login);
                Err(error)
            }
            other => other,
        }
    }

    /// Servers for many hosts want to know which one is meant before the login (RFC 7151).
    async fn name_host(&self, control: &mut Control, pace: &Pace) -> Result<()> {
        let host = &self.request.endpoint.host;
        if host.contains(':') || host.parse::<IpAddr>().is_ok() || host == "localhost" {
            return Ok(());
        }
        let reply = self.send(control, &Command::bare("FEAT"), pace).await?;
        if reply.is_done() && Features::read(&reply).has("HOST") {
            // Refused where the host is not known by this name: the default one serves.
            self.send(control, &Command::with("HOST", host.as_bytes()), pace).await?;
        }
        Ok(())
    }

    async fn ask_password(&self, user: &str, refused_before: bool, pace: &Pace) -> Result<SecretString> {
        let host = self.request.endpoint.host_port();
        let whose = Whose::Server(self.request.endpoint.clone());
        let question = PasswordQuestion { whose, host, user: user.to_owned(), refused_before };
        pace.asking(self.prompter.password(question)).await.flatten().ok_or_else(|| Error::new(ErrorKind::Cancelled))
    }

    async fn ask_account(&self, user: &str, refused_before: bool, pace: &Pace) -> Result<SecretString> {
        let host = self.request.endpoint.host_port();
        let whose = Whose::Account(self.request.endpoint.clone());
        let question = PasswordQuestion { whose, host, user: user.to_owned(), refused_before };
        pace.asking(self.prompter.password(question)).await.flatten().ok_or_else(|| Error::new(ErrorKind::Cancelled))
    }

    /// Finds out what the server can do, and sets what every connection needs. `known` spares the questions.
    ///
    /// # Errors
    /// Those of commands; `Unsupported` where the server refuses binary transfers.
    pub(super) async fn prepare(&self, control: &mut Control, known: Option<&SiteFacts>) -> Result<SiteFacts> {
        let features = match known {
            Some(known) => known.features.clone(),
            None => control.try_done(&Command::bare("FEAT")).await?.as_ref().map(Features::read).unwrap_or_default(),
        };
        self.stages.pass(|| Passed::Featured(features.clone()));
        let mut commands = settings(&features, self.request.options.charset.is_some());
        let binary = Command::with("TYPE", "I");
        commands.push(binary.clone());
        if let Some(reply) = control.exchange_all(commands).await?.pop() {
            reply.done().map_err(|error| error.during(binary.shown()))?;
        }
        let charset = self.request.options.charset.as_deref().map_or(Ok(Charset::AS_IT_IS), Charset::named)?;
        let lines = self.request.options.after_login.iter().map(|line| Command::raw(line, charset));
        // Passwords are asked for where they are needed; they have no place in settings.
        for command in lines.filter(|command| !command.is_secret()) {
            self.set_up(control, &command).await?;
        }
        if let Some(known) = known {
            return Ok(known.clone());
        }
        self.stages.pass(|| Passed::Set);
        let (system, home) = (Command::bare("SYST"), Command::bare("PWD"));
        let (system, home) = if control.pipelining.is_untried() {
            let told = control.try_ahead(system, home).await?;
            told.ok_or_else(|| Error::new(ErrorKind::TimedOut(Stage::Session)).during("PWD"))?
        } else {
            (control.exchange(&system).await?, control.exchange(&home).await?)
        };
        let system = if system.is_done() { escape_bytes(system.text()) } else { String::new() };
        self.stages.pass(|| Passed::SystemTold(system.clone()));
        let home = match home.code {
            500 | 502 => control.exchange(&Command::bare("XPWD")).await?,
            _ => home,
        };
        let home = match home.done() {
            Ok(reply) => quoted(reply.text()).unwrap_or_else(|| b"/".to_vec()),
            // Refused: the root is there on every server.
            Err(error) if !error.ends_session() => b"/".to_vec(),
            Err(error) => return Err(error),
        };
        Ok(SiteFacts { features, system, home })
    }
}

/// What every connection needs besides binary transfers, as far as the server offers it. A refusal of any changes nothing.
fn settings(features: &Features, has_charset: bool) -> Vec<Command> {
    let mut commands = Vec::new();
    if features.has("CLNT") {
        commands.push(Command::with("CLNT", NAME));
    }
    if let Some(language) = features.value("LANG").and_then(english) {
        // Reasons are understood in English.
        commands.push(Command::with("LANG", language));
    }
    if features.has("UTF8") && !has_charset {
        // Servers that always write UTF-8 may refuse it.
        commands.push(Command::with("OPTS", "UTF8 ON"));
    }
    let offered = features.facts();
    let wanted: Vec<&str> = offered.iter().map(|(fact, _)| fact.as_str()).filter(|fact| FACTS.contains(fact)).collect();
    if offered.iter().any(|(fact, on)| FACTS.contains(&fact.as_str()) && !on) {
        commands.push(Command::with("OPTS", format!("MLST {};", wanted.join(";"))));
    }
    commands
}

/// The tag of English in what FEAT says of LANG (`EN*;FR`, RFC 2640, section 4.3); `None` where it is not offered or on
/// already.
fn english(offered: &str) -> Option<&str> {
    let tags = offered.split([';', ',']).map(str::trim);
    let is_english = |tag: &&str| tag.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("en"));
    let mut english = tags.filter(is_english);
    let first = english.next()?;
    let on = first.ends_with('*') || english.any(|tag| tag.ends_with('*'));
    (!on).then_some(first)
}

fn refusal(reply: &Reply) -> Box<Error> {
    let mut error = reply.error();
    match error.kind {
        ErrorKind::ServerLimit | ErrorKind::FtpProtocol(FtpFault::UnexpectedReply) => {}
        _ if reply.code < 500 && reply.code != 430 => error.kind = ErrorKind::ServiceRefused,
        _ => error.kind = ErrorKind::LoginRefused { tried: vec!["password".into()], accepted: Vec::new() },
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_asked_for_where_another_language_is_on() {
        for (offered, asked) in [
            ("EN*;FR", None),
            ("FR*;en-US", Some("en-US")),
            ("en-GB.UTF-8;en-US.UTF-8*;fr-FR.UTF-8", None),
            ("de-DE.UTF-8*", None),
            ("", None),
        ] {
            assert_eq!(english(offered), asked, "{offered}");
        }
    }
}

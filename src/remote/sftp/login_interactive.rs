//! Login by the server's own questions (keyboard-interactive, RFC 4256).

use super::attempt::{Login, Outcome};
use super::failure::{escape_lines, library_error};
use crate::error::{Error, ErrorKind, Result, Stage};
use crate::model::{SecretString, escape_bytes};
use crate::remote::{InteractivePrompt, InteractiveQuestion};
use russh::MethodKind;
use russh::client::{AuthResult, KeyboardInteractiveAuthResponse, Prompt};

/// Most questions of one attempt; more are not put before a person.
const PROMPTS_MAX: usize = 10;
/// Most rounds of one attempt; servers ask once or twice, one that asks for ever is left.
const ROUNDS_MAX: usize = 20;

/// What the server asks in one round.
struct Round {
    name: String,
    instruction: String,
    prompts: Vec<Prompt>,
}

impl Login<'_> {
    /// Lets the server ask, as often as a password may be asked for.
    pub(super) async fn keyboard_interactive(&mut self) -> Result<Outcome> {
        for attempt in 0..self.request.password_tries.max(1) {
            self.trying(MethodKind::KeyboardInteractive, "");
            let start = self.handle.authenticate_keyboard_interactive_start(self.user.clone(), None);
            let mut answer = self.pace.within(Stage::Login, self.request.limits.login, start).await?;
            let mut asked = false;
            let (mut rounds, mut prompts) = (0, 0);
            let outcome = loop {
                let round = match answer {
                    Ok(KeyboardInteractiveAuthResponse::InfoRequest { name, instructions, prompts }) => {
                        Round { name, instruction: instructions, prompts }
                    }
                    Ok(KeyboardInteractiveAuthResponse::Success) => break Outcome::In,
                    Ok(KeyboardInteractiveAuthResponse::Failure { remaining_methods, partial_success }) => {
                        break self.judge(Ok(AuthResult::Failure { remaining_methods, partial_success })).await?;
                    }
                    Err(fault) => {
                        let error = self.ended(library_error(fault)).await;
                        if rounds == 1 && matches!(error.kind, ErrorKind::LoginRefused { .. }) {
                            self.refuse_password().await;
                        }
                        return Err(error);
                    }
                };
                rounds += 1;
                prompts += round.prompts.len();
                if rounds > ROUNDS_MAX || prompts > PROMPTS_MAX {
                    self.debug(format!("keyboard-interactive: {rounds} rounds, {prompts} prompts: left"));
                    return Ok(Outcome::Refused);
                }
                asked |= !round.prompts.is_empty();
                let Some(responses) = self.respond(round, rounds == 1).await? else { return Ok(Outcome::Refused) };
                let responses = responses.iter().map(|secret| secret.expose().to_owned()).collect();
                let respond = self.handle.authenticate_keyboard_interactive_respond(responses);
                answer = self.pace.within(Stage::Login, self.request.limits.login, respond).await?;
            };
            // A server that refuses without asking will not ask the next time either.
            // After a second round nobody can tell whether the password was wrong or the code behind it; the next try sends
            // the same one, the one after that asks.
            if outcome == Outcome::Refused && asked && (rounds == 1 || attempt > 0) {
                self.refuse_password().await;
            }
            if outcome != Outcome::Refused || !asked || !self.accepted.contains(&MethodKind::KeyboardInteractive) {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Refused)
    }

    /// The answers to one round; `None` when the user gave up.
    ///
    /// The usual single question of PAM is one for the password, which may be kept; it is put like one where the server
    /// says nothing besides that a person must see, and not after another method was taken: then it is likely to be a code.
    async fn respond(&mut self, round: Round, first: bool) -> Result<Option<Vec<SecretString>>> {
        let count = round.prompts.len();
        if count == 0 {
            return Ok(Some(Vec::new()));
        }
        if let [only] = &round.prompts[..]
            && wants_password(only)
        {
            if let Some(password) = self.password.take() {
                return Ok(Some(vec![password]));
            }
            if first && !self.partly && round.name.trim().is_empty() && round.instruction.trim().is_empty() {
                let password = self.ask_password(self.password_refused).await?;
                return Ok(password.map(|password| vec![password]));
            }
        }
        let prompts = round
            .prompts
            .iter()
            .map(|prompt| InteractivePrompt { text: escape_bytes(prompt.prompt.as_bytes()), echo: prompt.echo })
            .collect();
        let question = InteractiveQuestion {
            host: self.host.clone(),
            user: self.user.clone(),
            name: escape_lines(&round.name),
            instruction: escape_lines(&round.instruction),
            prompts,
        };
        let answers = self.pace.asking(self.prompter.interactive(question)).await;
        let mut answers = answers.ok_or_else(|| Error::new(ErrorKind::Cancelled))?;
        // The protocol wants as many answers as questions.
        if let Some(answers) = &mut answers {
            answers.resize_with(count, || SecretString::new(String::new()));
        }
        Ok(answers)
    }
}

/// Whether a prompt asks for the account's password, and not for a code that changes.
fn wants_password(prompt: &Prompt) -> bool {
    let words = prompt.prompt.to_ascii_lowercase();
    let changes = ["one-time", "one time", "onetime", "otp", "token", "code", "new password"];
    !prompt.echo && words.contains("password") && !changes.iter().any(|word| words.contains(word))
}

//! The steps of a checkup over FTP: reach the host, log in, find the first folder. Trusts and writes nothing.

use crate::error::ErrorKind;
use crate::log::MessageLog;
use crate::model::SecretString;
use crate::remote::ftp::{FtpRequest, connect};
use crate::remote::{
    CheckStep, Fact, FactValue, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, PassphraseQuestion,
    PasswordQuestion, Prompter, StepResult, Watch, reach,
};
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Asks for what a login needs, and accepts no certificate that nobody vouches for.
#[derive(Debug)]
struct Untrusting(Arc<dyn Prompter>);

#[async_trait]
impl Prompter for Untrusting {
    async fn host_key(&self, _question: HostKeyQuestion) -> HostKeyAnswer {
        HostKeyAnswer::Cancel
    }
    async fn password(&self, question: PasswordQuestion) -> Option<SecretString> {
        self.0.password(question).await
    }
    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        self.0.passphrase(question).await
    }
    async fn interactive(&self, question: InteractiveQuestion) -> Option<Vec<SecretString>> {
        self.0.interactive(question).await
    }
}

/// Checks a connection step by step; stops at the first step that fails, and soon after `cancel`.
pub(super) async fn check(
    mut request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    watch: Watch,
    cancel: CancellationToken,
) {
    request.trust.accept_new = false;
    let steps = run(request, Arc::new(Untrusting(prompter)), log, &watch, cancel.clone());
    tokio::select! {
        () = cancel.cancelled() => {}
        () = steps => {}
    }
}

async fn run(
    request: FtpRequest,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    watch: &Watch,
    cancel: CancellationToken,
) {
    let endpoint = request.endpoint.clone();
    if reach(&endpoint.host, endpoint.port, request.limits.connect, watch).await.is_none() {
        return;
    }
    let text = |fact, text: String| (fact, FactValue::Text(text));
    let began = watch.begin(CheckStep::Login);
    let session = match connect(request, prompter, log, cancel).await {
        Ok(session) => session,
        Err(error) if error.is_cancelled() => return,
        Err(error) => {
            watch.end(StepResult::failed(CheckStep::Login, watch.since(began), Vec::new(), error));
            return;
        }
    };
    let info = session.info();
    let mut facts = vec![
        text(Fact::ServerVersion, info.server_version.clone()),
        text(Fact::User, crate::model::escape_bytes(info.user.as_bytes())),
    ];
    if !info.security.cipher.is_empty() {
        facts.push(text(Fact::KeyExchange, info.security.key_exchange.clone()));
        facts.push(text(Fact::Cipher, info.security.cipher.clone()));
        facts.push(text(Fact::Fingerprint, info.security.host_key_fingerprint.clone()));
    }
    watch.end(StepResult::ok(CheckStep::Login, watch.since(began), facts));
    let began = watch.begin(CheckStep::Home);
    let home = match session.open_files().await {
        Ok(files) => match files.home().await {
            // A listing goes over a connection for data, which is what fails most on the way.
            Ok(home) => files.list(&home, &mut |_| {}).await.map(|_| home),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match home {
        Ok(home) => {
            let facts = vec![text(Fact::Path, home.display())];
            watch.end(StepResult::ok(CheckStep::Home, watch.since(began), facts));
        }
        Err(error) if error.kind == ErrorKind::Cancelled => {}
        Err(error) => {
            watch.end(StepResult::failed(CheckStep::Home, watch.since(began), Vec::new(), error));
        }
    }
    session.close().await;
}

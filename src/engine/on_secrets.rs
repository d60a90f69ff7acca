//! What the runtime does about kept secrets: tells which there are, keeps those of imports, forgets, changes the master
//! password. All of it beside the runtime, for keyrings and key derivation take their time.

use super::command::{SecretsCommand, SitesExport};
use super::event::{Event, SecretsReport};
use super::happening::Happening;
use super::prompts::SessionPrompter;
use super::runtime::{Owner, Runtime};
use super::secret_desk::SecretDesk;
use crate::error::{Error, ErrorKind, Result, SecretFault};
use crate::model::{SecretString, SessionId};
use crate::site::{
    Home, Kept, KeptInVault, KeyringFault, NamedSecrets, SecretKeeper, SecretName, ShareFault, to_json, to_sealed,
    write_shared,
};
use std::sync::Arc;

/// Whom questions are asked for that belong to no session; front ends count theirs from 1.
const NOBODY: u64 = 0;

impl Runtime {
    pub(super) fn secrets(&mut self, command: SecretsCommand) {
        command.secrets().into_iter().for_each(|secret| self.log.redactor().hide(secret));
        let events = Arc::clone(&self.events);
        let Some(desk) = self.secrets.clone() else {
            return events.send(Event::Secrets(nowhere()));
        };
        let prompter = self.nobodys_prompter();
        self.spawn(Owner::Nobody, async move {
            let mut report = carry_out(&desk, &prompter, command).await;
            let looked = desk.within(|keeper| (keeper.home(), keeper.kept())).await;
            match looked {
                Some((home, kept)) => (report.home, report.kept) = (home, Some(Arc::new(kept))),
                None => report.failed.push((None, SecretFault::KeyringSilent)),
            }
            events.send(Event::Secrets(report));
            Happening::Nothing
        });
    }

    /// Asks on behalf of no session.
    fn nobodys_prompter(&self) -> SessionPrompter {
        let session = SessionId::from(NOBODY);
        let prompter =
            SessionPrompter::new(session, Arc::clone(&self.prompt_ids), self.post.clone(), Arc::clone(&self.log));
        prompter.with_secrets(self.secrets.clone(), true)
    }

    pub(super) fn export_sites(&mut self, export: SitesExport) {
        if let Some(passphrase) = &export.passphrase {
            self.log.redactor().hide(passphrase);
        }
        let prompter = self.nobodys_prompter();
        self.spawn(Owner::Nobody, async move {
            let mut secrets = NamedSecrets::new();
            if export.passphrase.is_some() {
                for name in &export.secrets {
                    if let Some(secret) = prompter.stored(name).await {
                        secrets.insert(name.clone(), secret);
                    }
                }
            }
            let file = export.file.clone();
            let done = tokio::task::spawn_blocking(move || write(&export, &secrets)).await;
            let done = done.unwrap_or_else(|fault| Err(Error::new(ErrorKind::Failure).with_detail(fault.to_string())));
            let result: std::result::Result<_, Arc<Error>> = done.map_err(Arc::from);
            let failed = result.as_ref().err().map(Arc::clone);
            Happening::Told { session: None, failed, event: Box::new(Event::SitesExported { file, result }) }
        });
    }
}

/// Writes the file; how many sites and secrets are in it.
fn write(export: &SitesExport, secrets: &NamedSecrets) -> Result<(usize, usize)> {
    let content = match &export.passphrase {
        Some(passphrase) => to_sealed(&export.book, secrets, passphrase),
        None => to_json(&export.book),
    };
    let content = content.map_err(|fault| {
        let words = if let ShareFault::System(words) = fault { words } else { String::new() };
        Error::new(ErrorKind::Failure).with_detail(words)
    })?;
    write_shared(&export.file, &content)?;
    let sites = export.book.nodes().iter().filter(|node| node.as_site().is_some()).count();
    Ok((sites, secrets.len()))
}

/// The report of a run that keeps nothing.
fn nowhere() -> SecretsReport {
    let kept = Kept { keyring: Err(KeyringFault::Missing(String::new())), vault: KeptInVault::None };
    SecretsReport {
        home: Home::Unwanted,
        kept: Some(Arc::new(kept)),
        done: 0,
        failed: vec![(None, SecretFault::NoVault)],
        about_master: false,
    }
}

async fn carry_out(desk: &SecretDesk, prompter: &SessionPrompter, command: SecretsCommand) -> SecretsReport {
    let about_master = matches!(command, SecretsCommand::ChangeMaster { .. } | SecretsCommand::OpenVault(_));
    let mut report = SecretsReport { home: Home::Unwanted, kept: None, done: 0, failed: Vec::new(), about_master };
    match command {
        SecretsCommand::Look => {}
        SecretsCommand::OpenVault(master) => {
            alone(desk, &mut report, move |keeper| keeper.open_vault(&master).map_err(|fault| (&fault).into())).await;
        }
        SecretsCommand::ChangeMaster { old, new } => {
            let change = move |keeper: &SecretKeeper| change_master(keeper, &old, &new);
            alone(desk, &mut report, change).await;
        }
        SecretsCommand::Keep(secrets) => {
            let all = secrets.len();
            let failed = prompter.keep_all(secrets).await;
            report.done = all - failed.len();
            report.failed = failed.into_iter().map(|(name, fault)| (Some(name), fault)).collect();
        }
        SecretsCommand::Forget(names) => {
            for name in names {
                match desk.forget(&name).await {
                    Ok(_had) => report.done += 1,
                    Err(fault) => report.failed.push((Some(name), (&fault).into())),
                }
            }
        }
    }
    report
}

fn change_master(
    keeper: &SecretKeeper,
    old: &SecretString,
    new: &SecretString,
) -> std::result::Result<(), SecretFault> {
    keeper.change_master(old, new).map_err(|fault| (&fault).into())
}

async fn alone(
    desk: &SecretDesk,
    report: &mut SecretsReport,
    work: impl FnOnce(&SecretKeeper) -> std::result::Result<(), SecretFault> + Send + 'static,
) {
    match desk.within(work).await {
        Some(Ok(())) => report.done += 1,
        Some(Err(fault)) => report.failed.push((None, fault)),
        None => report.failed.push((None, SecretFault::System(String::new()))),
    }
}

/// What was not kept, and why.
pub(super) type NotKeptList = Vec<(SecretName, SecretFault)>;

//! What says which servers are trusted, read and changed as jobs.

use super::command::TrustCommand;
use super::event::Event;
use super::happening::Happening;
use super::runtime::{Owner, Runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::trust::{TrustFiles, TrustStore, replace_certificate, replace_host_key};
use std::sync::Arc;

impl Runtime {
    pub(super) fn trust(&mut self, command: TrustCommand) {
        let files = self.connector.trust_files();
        self.spawn(Owner::Nobody, async move {
            let done = tokio::task::spawn_blocking(move || carry_out(&files, &command)).await;
            let (store, result) = done.unwrap_or_else(|fault| {
                (TrustStore::default(), Err(Error::new(ErrorKind::Failure).with_detail(fault.to_string())))
            });
            let error: Option<Arc<Error>> = result.err().map(Arc::from);
            let event = Event::Trust { store: Arc::new(store), error: error.clone() };
            Happening::Told { session: None, failed: error, event: Box::new(event) }
        });
    }
}

fn carry_out(files: &TrustFiles, command: &TrustCommand) -> (TrustStore, Result<()>) {
    let result = match command {
        TrustCommand::Read => Ok(()),
        TrustCommand::Remove(item) => item.remove(),
        TrustCommand::ReplaceKey(conflict) => replace_host_key(conflict),
        TrustCommand::ReplaceCertificate(conflict) => replace_certificate(conflict),
    };
    (TrustStore::load(files), result)
}

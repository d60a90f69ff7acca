//! Keys: made on this computer, and installed on the server of a session.

use super::event::Event;
use super::happening::Happening;
use super::runtime::{Owner, Runtime};
use crate::error::{Error, ErrorKind};
use crate::model::{OperationId, SessionId};
use crate::remote::sftp::{NewKey, make_key};
use crate::remote::{PublicKeyLine, install_key};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::JoinError;

impl Runtime {
    pub(super) fn make_key(&mut self, operation: OperationId, wish: NewKey) {
        if let Some(passphrase) = &wish.passphrase {
            self.log.redactor().hide(passphrase);
        }
        self.spawn(Owner::Nobody, async move {
            let made = tokio::task::spawn_blocking(move || make_key(&wish)).await;
            let result: Result<_, Arc<Error>> = made.unwrap_or_else(|fault| Err(broken(&fault))).map_err(Arc::from);
            let failed = result.as_ref().err().map(Arc::clone);
            Happening::Told { session: None, failed, event: Box::new(Event::KeyMade { operation, result }) }
        });
    }

    pub(super) fn install_key(
        &mut self,
        operation: OperationId,
        session: SessionId,
        key: PathBuf,
        (mend, consented): (bool, bool),
    ) {
        let files = self.changing(session, consented);
        let host = self.sessions.get(&session).map(|session| session.wish.endpoint.host_port()).unwrap_or_default();
        self.spawn(Owner::Nobody, async move {
            let installing = async {
                let files = files.ok_or_else(|| Error::new(ErrorKind::ConnectionLost))?;
                let read = tokio::task::spawn_blocking(move || PublicKeyLine::read(&key)).await;
                let line = read.unwrap_or_else(|fault| Err(broken(&fault)))?;
                install_key(&*files, &line, mend).await.map_err(|error| error.on_host(host))
            };
            let result: Result<_, Arc<Error>> = installing.await.map_err(Arc::from);
            let failed = result.as_ref().err().map(Arc::clone);
            Happening::Told {
                session: Some(session),
                failed,
                event: Box::new(Event::KeyInstalled { operation, result }),
            }
        });
    }
}

fn broken(fault: &JoinError) -> Box<Error> {
    Error::new(ErrorKind::Failure).with_detail(fault.to_string())
}

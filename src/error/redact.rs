//! Errors without secrets, for everything that is kept. Pure.

use super::failure::{Error, ServerText};
use super::kind::ErrorKind;
use crate::model::Redactor;
use std::borrow::Cow;
use std::sync::Arc;

impl Error {
    /// The same error; another one where a secret stands in the server's words, the request, or words of a library.
    #[must_use]
    pub fn redacted(self: &Arc<Self>, redactor: &Redactor) -> Arc<Self> {
        let mut clean: Option<Self> = None;
        let mut text = |of: &Option<String>, put: fn(&mut Self, String)| {
            if let Some(Cow::Owned(text)) = of.as_ref().map(|text| redactor.clean(text)) {
                put(clean.get_or_insert_with(|| (**self).clone()), text);
            }
        };
        text(&self.request, |error, text| error.request = Some(text));
        text(&self.detail, |error, text| error.detail = Some(text));
        if let Some(said) = &self.server_text {
            let message = redactor.clean_bytes(&said.message);
            if message != said.message.as_slice() {
                let said = ServerText { message: message.into_owned(), language: said.language.clone() };
                clean.get_or_insert_with(|| (**self).clone()).server_text = Some(said);
            }
        }
        if let ErrorKind::SshProtocol(words) = &self.kind
            && let Cow::Owned(words) = redactor.clean(words)
        {
            clean.get_or_insert_with(|| (**self).clone()).kind = ErrorKind::SshProtocol(words);
        }
        clean.map_or_else(|| Arc::clone(self), Arc::new)
    }
}

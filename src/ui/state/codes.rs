//! The code book as it is opened: what is looked for, in which family, and which row is chosen. Pure.

use crate::error::{CodeBook, CodeFamily, StatusCode};

/// What the code book shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodesView {
    /// Only rows of this family; `None`: of all.
    pub family: Option<CodeFamily>,
    /// What is looked for: a number, a name, words, or a whole reply of an FTP server; empty: everything.
    pub text: String,
    /// The chosen row among those that were found, from 0; beyond the last one: the last one.
    pub chosen: usize,
}

impl CodesView {
    /// The book opened at a code; at its beginning for `None`. A code that no table has is looked for, so that the book says
    /// what its number tells.
    #[must_use]
    pub fn at(code: Option<StatusCode>) -> Self {
        let Some(code) = code else { return Self::default() };
        let row = CodeBook::get().of_code(code);
        let place = row.and_then(|row| CodeBook::get().rows().iter().position(|other| std::ptr::eq(other, row)));
        if let Some(chosen) = place {
            return Self { chosen, ..Self::default() };
        }
        let family = match code {
            // The number of this system, whatever it is.
            StatusCode::Os(_) if cfg!(windows) => CodeFamily::Win32,
            StatusCode::Os(_) => CodeFamily::Errno,
            StatusCode::Sftp(_) => CodeFamily::Sftp,
            StatusCode::Ftp(_) => CodeFamily::Ftp,
            StatusCode::SshDisconnect(_) => CodeFamily::SshDisconnect,
            StatusCode::SshChannelOpen(_) => CodeFamily::SshChannelOpen,
            StatusCode::TlsAlert(_) => CodeFamily::TlsAlert,
            StatusCode::Winsock(_) => CodeFamily::Winsock,
            StatusCode::Socks(_) => CodeFamily::Socks,
            StatusCode::HttpProxy(_) => CodeFamily::HttpProxy,
        };
        Self { family: Some(family), text: code.number().to_string(), chosen: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_opens_at_a_code_or_looks_for_it() {
        let view = CodesView::at(Some(StatusCode::Sftp(14)));
        assert_eq!(CodeBook::get().rows()[view.chosen].name, "SSH_FX_NO_SPACE_ON_FILESYSTEM");
        assert!(view.text.is_empty() && view.family.is_none());
        let view = CodesView::at(Some(StatusCode::Ftp(999)));
        assert_eq!((view.family, view.text.as_str()), (Some(CodeFamily::Ftp), "999"));
        assert_eq!(CodesView::at(None), CodesView::default());
    }
}

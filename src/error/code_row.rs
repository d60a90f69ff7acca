//! A row of the code book: every code and command of every family in the same form. Pure.

use super::code_class::CodeClass;
use super::code_family::CodeFamily;
use super::ftp_command::FtpCommand;
use super::system_numbers::SystemNumbers;

/// One code or command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// Who defines it.
    pub family: CodeFamily,
    /// Its number; of errors of Linux and macOS that of Linux. `None` for commands, certificates, and errors that Linux
    /// does not have.
    pub number: Option<i64>,
    /// Its name in the family's documents.
    pub name: &'static str,
    /// A second name of the same number.
    pub alias: Option<&'static str>,
    /// What it is about.
    pub class: CodeClass,
    /// The document that defines it.
    pub source: &'static str,
    /// Its number on each system, for errors that the systems number differently.
    pub systems: Option<SystemNumbers>,
    /// The row of another family that means the same, so that both have the same words: its family and its name.
    pub like: Option<(CodeFamily, &'static str)>,
    /// More about a command; `None` for codes.
    pub command: Option<&'static FtpCommand>,
}

impl CodeRow {
    /// A row with a number and nothing special about it.
    #[must_use]
    pub fn new(
        family: CodeFamily,
        number: Option<i64>,
        name: &'static str,
        class: CodeClass,
        source: &'static str,
    ) -> Self {
        Self { family, number, name, alias: None, class, source, systems: None, like: None, command: None }
    }

    /// Whether this is the number, on any of the systems.
    #[must_use]
    pub fn has_number(&self, number: i64) -> bool {
        self.number == Some(number) || self.systems.is_some_and(|systems| systems.any(number))
    }

    /// Whether this is the name: in small or capital letters, with or without what all names of the family begin with.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        let short = |full: &'static str| {
            ["SSH_FX_", "SSH_DISCONNECT_", "SSH_OPEN_", "WSA", "ERROR_", "EAI_"]
                .into_iter()
                .find_map(|prefix| full.strip_prefix(prefix))
        };
        let names = [Some(self.name), short(self.name), self.alias];
        let wanted = name.replace('-', "_");
        names.into_iter().flatten().any(|own| own.eq_ignore_ascii_case(&wanted))
    }
}

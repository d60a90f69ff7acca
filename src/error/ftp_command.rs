//! The table of FTP commands. Pure.
//!
//! The 70 commands of the documents and of the usual lists, and those beyond that servers offer in practice.

use super::code_class::CodeClass;

/// What sending a command by hand does to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FtpEffect {
    /// It asks for something, or sets what nothing depends on.
    Harmless,
    /// It changes files or folders on the server.
    Files,
    /// It changes the current folder; the program sets that anew whenever it needs it.
    Folder,
    /// It changes how the next command or every later transfer works.
    Setting,
    /// It belongs to a data connection, or to text that follows: without it the server waits, or replies once more than
    /// expected.
    Data,
    /// It changes how commands or data are protected.
    Protection,
    /// It changes who is logged in, or ends the session.
    Session,
}

impl FtpEffect {
    /// All of them, from harmless to harmful.
    pub const ALL: [Self; 7] =
        [Self::Harmless, Self::Files, Self::Folder, Self::Setting, Self::Data, Self::Protection, Self::Session];

    /// Whether the program's idea of the session may be wrong afterwards, so that the session can derail.
    #[must_use]
    pub fn derails(self) -> bool {
        matches!(self, Self::Setting | Self::Data | Self::Protection | Self::Session)
    }

    /// The effect as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Files => "files",
            Self::Folder => "folder",
            Self::Setting => "setting",
            Self::Data => "data",
            Self::Protection => "protection",
            Self::Session => "session",
        }
    }
}

/// One command of FTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FtpCommand {
    /// The word that is sent.
    pub name: &'static str,
    /// The whole line, with its arguments; `[ ]` around what may be left out.
    pub syntax: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// What sending it by hand does to the session.
    pub effect: FtpEffect,
    /// The document that defines it.
    pub source: &'static str,
}

const PETERSON: &str = "draft-peterson-streamlined-ftp-command-extensions";
const SOMERS: &str = "draft-somers-ftp-mfxx";
const NONE: &str = "in use by servers, in no RFC";

const fn c(
    name: &'static str,
    syntax: &'static str,
    class: CodeClass,
    effect: FtpEffect,
    source: &'static str,
) -> FtpCommand {
    FtpCommand { name, syntax, class, effect, source }
}

/// Every command, in the order of the alphabet.
pub static FTP_COMMANDS: [FtpCommand; 79] = [
    c("ABOR", "ABOR", CodeClass::Transfer, FtpEffect::Data, "RFC 959"),
    c("ACCT", "ACCT account", CodeClass::Login, FtpEffect::Session, "RFC 959"),
    c("ADAT", "ADAT base64", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("ALLO", "ALLO bytes [R record-size]", CodeClass::Space, FtpEffect::Harmless, "RFC 959"),
    c("APPE", "APPE path", CodeClass::Transfer, FtpEffect::Data, "RFC 959"),
    c("AUTH", "AUTH mechanism", CodeClass::Security, FtpEffect::Protection, "RFC 2228, RFC 4217"),
    c("AVBL", "AVBL [path]", CodeClass::Space, FtpEffect::Harmless, PETERSON),
    c("CCC", "CCC", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("CDUP", "CDUP", CodeClass::Files, FtpEffect::Folder, "RFC 959"),
    c("CLNT", "CLNT name", CodeClass::Information, FtpEffect::Harmless, NONE),
    c("COMB", "COMB target part...", CodeClass::Files, FtpEffect::Files, NONE),
    c("CONF", "CONF base64", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("CSID", "CSID name=value;...", CodeClass::Information, FtpEffect::Harmless, NONE),
    c("CWD", "CWD path", CodeClass::Files, FtpEffect::Folder, "RFC 959"),
    c("DELE", "DELE path", CodeClass::Files, FtpEffect::Files, "RFC 959"),
    c("DSIZ", "DSIZ path", CodeClass::Information, FtpEffect::Harmless, PETERSON),
    c("ENC", "ENC base64", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("EPRT", "EPRT |family|address|port|", CodeClass::Connection, FtpEffect::Data, "RFC 2428"),
    c("EPSV", "EPSV [family]", CodeClass::Connection, FtpEffect::Data, "RFC 2428"),
    c("FEAT", "FEAT", CodeClass::Information, FtpEffect::Harmless, "RFC 2389"),
    c("HASH", "HASH path", CodeClass::Information, FtpEffect::Harmless, "draft-bryan-ftpext-hash"),
    c("HELP", "HELP [command]", CodeClass::Information, FtpEffect::Harmless, "RFC 959"),
    c("HOST", "HOST name", CodeClass::Login, FtpEffect::Session, "RFC 7151"),
    c("LANG", "LANG [tag]", CodeClass::Information, FtpEffect::Harmless, "RFC 2640"),
    c("LIST", "LIST [path]", CodeClass::Information, FtpEffect::Data, "RFC 959"),
    c("LPRT", "LPRT family,length,address...,length,port...", CodeClass::Connection, FtpEffect::Data, "RFC 1639"),
    c("LPSV", "LPSV", CodeClass::Connection, FtpEffect::Data, "RFC 1639"),
    c("MDTM", "MDTM path", CodeClass::Information, FtpEffect::Harmless, "RFC 3659"),
    c("MFCT", "MFCT YYYYMMDDhhmmss path", CodeClass::Files, FtpEffect::Files, SOMERS),
    c("MFF", "MFF fact=value;... path", CodeClass::Files, FtpEffect::Files, SOMERS),
    c("MFMT", "MFMT YYYYMMDDhhmmss path", CodeClass::Files, FtpEffect::Files, SOMERS),
    c("MIC", "MIC base64", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("MKD", "MKD path", CodeClass::Files, FtpEffect::Files, "RFC 959"),
    c("MLSD", "MLSD [path]", CodeClass::Information, FtpEffect::Data, "RFC 3659"),
    c("MLST", "MLST [path]", CodeClass::Information, FtpEffect::Harmless, "RFC 3659"),
    c("MODE", "MODE S, B or C", CodeClass::Transfer, FtpEffect::Setting, "RFC 959"),
    c("NLST", "NLST [path]", CodeClass::Information, FtpEffect::Data, "RFC 959"),
    c("NOOP", "NOOP", CodeClass::Connection, FtpEffect::Harmless, "RFC 959"),
    c("OPTS", "OPTS command [value]", CodeClass::Transfer, FtpEffect::Setting, "RFC 2389"),
    c("PASS", "PASS password", CodeClass::Login, FtpEffect::Session, "RFC 959"),
    c("PASV", "PASV", CodeClass::Connection, FtpEffect::Data, "RFC 959"),
    c("PBSZ", "PBSZ bytes", CodeClass::Security, FtpEffect::Protection, "RFC 2228"),
    c("PORT", "PORT h1,h2,h3,h4,p1,p2", CodeClass::Connection, FtpEffect::Data, "RFC 959"),
    c("PRET", "PRET command", CodeClass::Transfer, FtpEffect::Setting, NONE),
    c("PROT", "PROT C, S, E or P", CodeClass::Security, FtpEffect::Protection, "RFC 2228, RFC 4217"),
    c("PWD", "PWD", CodeClass::Information, FtpEffect::Harmless, "RFC 959"),
    c("QUIT", "QUIT", CodeClass::Connection, FtpEffect::Session, "RFC 959"),
    c("REIN", "REIN", CodeClass::Login, FtpEffect::Session, "RFC 959"),
    c("REST", "REST position", CodeClass::Transfer, FtpEffect::Setting, "RFC 959, RFC 3659"),
    c("RETR", "RETR path", CodeClass::Transfer, FtpEffect::Data, "RFC 959"),
    c("RMD", "RMD path", CodeClass::Files, FtpEffect::Files, "RFC 959"),
    c("RMDA", "RMDA path", CodeClass::Files, FtpEffect::Files, PETERSON),
    c("RNFR", "RNFR path", CodeClass::Files, FtpEffect::Setting, "RFC 959"),
    c("RNTO", "RNTO path", CodeClass::Files, FtpEffect::Files, "RFC 959"),
    c("SITE", "SITE command [value]", CodeClass::System, FtpEffect::Files, "RFC 959"),
    c("SIZE", "SIZE path", CodeClass::Information, FtpEffect::Harmless, "RFC 3659"),
    c("SMNT", "SMNT path", CodeClass::Files, FtpEffect::Setting, "RFC 959"),
    c("SPSV", "SPSV", CodeClass::Connection, FtpEffect::Data, "draft-rosenau-ftp-single-port"),
    c("STAT", "STAT [path]", CodeClass::Information, FtpEffect::Harmless, "RFC 959"),
    c("STOR", "STOR path", CodeClass::Transfer, FtpEffect::Data, "RFC 959"),
    c("STOU", "STOU", CodeClass::Transfer, FtpEffect::Data, "RFC 959"),
    c("STRU", "STRU F, R or P", CodeClass::Transfer, FtpEffect::Setting, "RFC 959"),
    c("SYST", "SYST", CodeClass::Information, FtpEffect::Harmless, "RFC 959"),
    c("THMB", "THMB format width height path", CodeClass::Transfer, FtpEffect::Data, PETERSON),
    c("TYPE", "TYPE A, E, I or L", CodeClass::Transfer, FtpEffect::Setting, "RFC 959"),
    c("USER", "USER name", CodeClass::Login, FtpEffect::Session, "RFC 959"),
    c("XCRC", "XCRC path", CodeClass::Information, FtpEffect::Harmless, NONE),
    c("XCUP", "XCUP", CodeClass::Files, FtpEffect::Folder, "RFC 775"),
    c("XCWD", "XCWD path", CodeClass::Files, FtpEffect::Folder, NONE),
    c("XMD5", "XMD5 path", CodeClass::Information, FtpEffect::Harmless, NONE),
    c("XMKD", "XMKD path", CodeClass::Files, FtpEffect::Files, "RFC 775"),
    c("XPWD", "XPWD", CodeClass::Information, FtpEffect::Harmless, "RFC 775"),
    c("XRCP", "XRCP recipient", CodeClass::Information, FtpEffect::Harmless, "RFC 743"),
    c("XRMD", "XRMD path", CodeClass::Files, FtpEffect::Files, "RFC 775"),
    c("XRSQ", "XRSQ scheme", CodeClass::Information, FtpEffect::Setting, "RFC 743"),
    c("XSEM", "XSEM user", CodeClass::Information, FtpEffect::Data, "RFC 737"),
    c("XSEN", "XSEN user", CodeClass::Information, FtpEffect::Data, "RFC 737"),
    c("XSHA1", "XSHA1 path", CodeClass::Information, FtpEffect::Harmless, NONE),
    c("XSHA256", "XSHA256 path", CodeClass::Information, FtpEffect::Harmless, NONE),
];

/// The row of a command, small or capital letters; `None` for words that are not in the table.
#[must_use]
pub fn ftp_command(name: &str) -> Option<&'static FtpCommand> {
    FTP_COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seventy_commands_are_there_once_and_in_order() {
        let seventy = "ABOR ACCT ADAT ALLO APPE AUTH AVBL CCC CDUP CONF CSID CWD DELE DSIZ ENC EPRT EPSV FEAT HELP HOST LANG \
                       LIST LPRT LPSV MDTM MFCT MFF MFMT MIC MKD MLSD MLST MODE NLST NOOP OPTS PASS PASV PBSZ PORT PROT PWD \
                       QUIT REIN REST RETR RMD RMDA RNFR RNTO SITE SIZE SMNT SPSV STAT STOR STOU STRU SYST THMB TYPE USER \
                       XCUP XMKD XPWD XRCP XRMD XRSQ XSEM XSEN";
        assert_eq!(seventy.split_whitespace().count(), 70);
        for name in seventy.split_whitespace() {
            let command = ftp_command(&name.to_lowercase()).unwrap_or_else(|| panic!("{name}"));
            assert!(command.syntax == name || command.syntax.starts_with(&format!("{name} ")), "{name}");
        }
        assert!(FTP_COMMANDS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert_eq!(ftp_command("NONSENSE"), None);
    }

    #[test]
    fn commands_that_desynchronise_are_marked() {
        for name in "PASV PORT EPSV EPRT LPRT LPSV SPSV RETR STOR LIST REST TYPE MODE STRU REIN CCC".split(' ') {
            assert!(ftp_command(name).unwrap().effect.derails(), "{name}");
        }
        for name in "NOOP PWD SIZE FEAT STAT MKD CWD".split(' ') {
            assert!(!ftp_command(name).unwrap().effect.derails(), "{name}");
        }
    }
}

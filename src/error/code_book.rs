//! The code book: every code and command of every table, to be listed and looked up. Pure.

use super::certificate::CertificateFault;
use super::channel_open::CHANNEL_OPEN_REASONS;
use super::code::StatusCode;
use super::code_class::CodeClass;
use super::code_family::CodeFamily;
use super::code_row::CodeRow;
use super::disconnect::DISCONNECT_REASONS;
use super::dns::{DNS_ERRORS, dns_error};
use super::errno_table::{ERRNO_ALIASES, ERRNOS, errno};
use super::ftp_command::FTP_COMMANDS;
use super::ftp_reply::FTP_REPLIES;
use super::proxy_reply::{HTTP_PROXY_STATUSES, SOCKS_REPLIES};
use super::sftp_status::SFTP_STATUSES;
use super::system_numbers::SystemNumbers;
use super::tls_alert::TLS_ALERTS;
use super::win32::WIN32_ERRORS;
use super::winsock::WINSOCK_ERRORS;
use std::sync::LazyLock;

/// The document of Microsoft's lists.
const MICROSOFT: (&str, &str) = ("Microsoft, Windows Sockets Error Codes", "Microsoft, System Error Codes");

/// Every code and command that the program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBook {
    rows: Vec<CodeRow>,
}

static BOOK: LazyLock<CodeBook> =
    LazyLock::new(|| {
        let mut rows = Vec::new();
        rows.extend(
            SFTP_STATUSES
                .iter()
                .map(|row| CodeRow::new(CodeFamily::Sftp, Some(row.code.into()), row.name, row.class, row.defined_in)),
        );
        rows.extend(
            FTP_REPLIES
                .iter()
                .map(|row| CodeRow::new(CodeFamily::Ftp, Some(row.code.into()), row.name, row.class, row.source)),
        );
        rows.extend(FTP_COMMANDS.iter().map(|row| CodeRow {
            command: Some(row),
            ..CodeRow::new(CodeFamily::FtpCommand, None, row.name, row.class, row.source)
        }));
        rows.extend(DISCONNECT_REASONS.iter().map(|row| {
            let source = "RFC 4253, section 11.1";
            CodeRow::new(CodeFamily::SshDisconnect, Some(row.code.into()), row.name, row.class, source)
        }));
        rows.extend(CHANNEL_OPEN_REASONS.iter().map(|row| {
            let source = "RFC 4254, section 5.1";
            CodeRow::new(CodeFamily::SshChannelOpen, Some(row.code.into()), row.name, row.class, source)
        }));
        rows.extend(
            TLS_ALERTS
                .iter()
                .map(|row| CodeRow::new(CodeFamily::TlsAlert, Some(row.code.into()), row.name, row.class, row.source)),
        );
        rows.extend(CertificateFault::ALL.into_iter().map(|fault| {
            CodeRow::new(CodeFamily::Certificate, None, fault.name(), CodeClass::Security, fault.source())
        }));
        rows.extend(ERRNOS.iter().map(|row| {
            let source = match row.numbers.linux {
                Some(_) => "Linux, asm-generic/errno.h",
                None => "macOS, sys/errno.h",
            };
            CodeRow {
                alias: ERRNO_ALIASES.iter().find(|(_, name)| *name == row.name).map(|(alias, _)| *alias),
                systems: Some(row.numbers),
                ..CodeRow::new(CodeFamily::Errno, row.numbers.linux.map(i64::from), row.name, row.class, source)
            }
        }));
        rows.extend(DNS_ERRORS.iter().map(|row| CodeRow {
            systems: Some(row.numbers),
            ..CodeRow::new(CodeFamily::Dns, row.numbers.linux.map(i64::from), row.name, row.class, row.source)
        }));
        rows.extend(WINSOCK_ERRORS.iter().map(|row| {
            let twin = row.elsewhere.and_then(twin);
            CodeRow {
                systems: twin
                    .map(|(.., numbers)| numbers)
                    .map(|numbers| SystemNumbers { windows: Some(row.code), ..numbers }),
                like: twin.map(|(family, name, _)| (family, name)),
                ..CodeRow::new(CodeFamily::Winsock, Some(row.code.into()), row.name, row.class, MICROSOFT.0)
            }
        }));
        rows.extend(WIN32_ERRORS.iter().map(|row| CodeRow {
            like: row.elsewhere.map(|name| match twin(name) {
                Some((family, name, _)) => (family, name),
                None => (CodeFamily::Sftp, name),
            }),
            ..CodeRow::new(CodeFamily::Win32, Some(row.code.into()), row.name, row.class, MICROSOFT.1)
        }));
        let proxies = [(CodeFamily::Socks, &SOCKS_REPLIES[..]), (CodeFamily::HttpProxy, &HTTP_PROXY_STATUSES[..])];
        rows.extend(proxies.into_iter().flat_map(|(family, table)| {
            table.iter().map(move |row| CodeRow::new(family, Some(row.code.into()), row.name, row.class, row.source))
        }));
        CodeBook { rows }
    });

/// The error of the same meaning on other systems.
fn twin(name: &str) -> Option<(CodeFamily, &'static str, SystemNumbers)> {
    let system = errno(name).map(|row| (CodeFamily::Errno, row.name, row.numbers));
    system.or_else(|| dns_error(name).map(|row| (CodeFamily::Dns, row.name, row.numbers)))
}

impl CodeBook {
    /// The one book.
    #[must_use]
    pub fn get() -> &'static Self {
        &BOOK
    }

    /// Every row: family by family in the order of [`CodeFamily::ALL`], inside of a family as its table has them.
    #[must_use]
    pub fn rows(&self) -> &[CodeRow] {
        &self.rows
    }

    /// The rows of a family, in order.
    pub fn of_family(&self, family: CodeFamily) -> impl Iterator<Item = &CodeRow> {
        self.rows.iter().filter(move |row| row.family == family)
    }

    /// The rows of a number in a family: none, one, or, where Linux and macOS differ, two.
    #[must_use]
    pub fn find(&self, family: CodeFamily, number: i64) -> Vec<&CodeRow> {
        // The numbers of Winsock are its own; those of its twins are found in their families.
        let own = |row: &&CodeRow| match family {
            CodeFamily::Errno | CodeFamily::Dns => row.has_number(number),
            _ => row.number == Some(number),
        };
        self.of_family(family).filter(own).collect()
    }

    /// The rows of a number in every family.
    #[must_use]
    pub fn find_all(&self, number: i64) -> Vec<&CodeRow> {
        CodeFamily::ALL.into_iter().flat_map(|family| self.find(family, number)).collect()
    }

    /// The rows of a name (`ENOSPC`, `SSH_FX_FAILURE` or `failure`, `mfmt`) in one family, or in all for `None`.
    #[must_use]
    pub fn find_name(&self, family: Option<CodeFamily>, name: &str) -> Vec<&CodeRow> {
        let fits = |row: &&CodeRow| family.is_none_or(|family| row.family == family) && row.has_name(name);
        self.rows.iter().filter(fits).collect()
    }

    /// The row that explains the code of an error; `None` where no table has it.
    #[must_use]
    pub fn of_code(&self, code: StatusCode) -> Option<&CodeRow> {
        let by_number = |family, number: i64| self.of_family(family).find(move |row| row.number == Some(number));
        match code {
            StatusCode::Sftp(number) => by_number(CodeFamily::Sftp, number.into()),
            StatusCode::Ftp(number) => by_number(CodeFamily::Ftp, number.into()),
            StatusCode::SshDisconnect(number) => by_number(CodeFamily::SshDisconnect, number.into()),
            StatusCode::SshChannelOpen(number) => by_number(CodeFamily::SshChannelOpen, number.into()),
            StatusCode::Socks(number) => by_number(CodeFamily::Socks, number.into()),
            StatusCode::HttpProxy(number) => by_number(CodeFamily::HttpProxy, number.into()),
            StatusCode::TlsAlert(number) => by_number(CodeFamily::TlsAlert, number.into()),
            StatusCode::Winsock(number) => by_number(CodeFamily::Winsock, number.into()),
            // Names tell the families apart: Linux and macOS share a number here and there, Windows has two families.
            StatusCode::Os(_) => {
                let name = code.name()?;
                let system = [CodeFamily::Errno, CodeFamily::Winsock, CodeFamily::Win32];
                self.rows.iter().find(|row| row.name == name && system.contains(&row.family))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique() {
        let book = CodeBook::get();
        for family in CodeFamily::ALL {
            let rows: Vec<&CodeRow> = book.of_family(family).collect();
            assert!(!rows.is_empty(), "{family:?}");
            let numbers: Vec<i64> = rows.iter().filter_map(|row| row.number).collect();
            let down = family == CodeFamily::Dns;
            assert!(
                numbers.windows(2).all(|pair| if down { pair[0] > pair[1] } else { pair[0] < pair[1] }),
                "{family:?}"
            );
            let mut names: Vec<&str> = rows.iter().map(|row| row.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), rows.len(), "{family:?}");
            assert!(rows.iter().all(|row| !row.name.is_empty() && !row.source.is_empty()), "{family:?}");
        }
        assert!(book.rows().windows(2).all(|pair| pair[0].family <= pair[1].family));
    }

    #[test]
    fn rows_that_mean_the_same_exist_and_stand_for_themselves() {
        let book = CodeBook::get();
        for row in book.rows() {
            let Some((family, name)) = row.like else { continue };
            let twin = book.find_name(Some(family), name);
            assert!(twin.first().is_some_and(|twin| twin.name == name && twin.like.is_none()), "{}", row.name);
        }
        for row in book.of_family(CodeFamily::Winsock) {
            let windows = row.systems.and_then(|systems| systems.windows).map(i64::from);
            assert!(windows.is_none() || windows == row.number, "{}", row.name);
        }
    }

    #[test]
    fn numbers_and_names_are_found() {
        let book = CodeBook::get();
        let names = |rows: Vec<&CodeRow>| rows.iter().map(|row| row.name).collect::<Vec<_>>();
        assert_eq!(names(book.find(CodeFamily::Errno, 39)), ["ENOTEMPTY", "EDESTADDRREQ"]);
        assert_eq!(names(book.find(CodeFamily::Dns, -2)), ["EAI_NONAME"]);
        assert_eq!(names(book.find_all(530)), ["NOT_LOGGED_IN"]);
        assert_eq!(names(book.find_all(10054)), ["ECONNRESET", "WSAECONNRESET"]);
        assert_eq!(names(book.find_name(None, "enospc")), ["ENOSPC"]);
        assert_eq!(names(book.find_name(None, "EWOULDBLOCK")), ["EAGAIN", "WSAEWOULDBLOCK"]);
        assert_eq!(names(book.find_name(Some(CodeFamily::Sftp), "no-such-file")), ["SSH_FX_NO_SUCH_FILE"]);
        assert_eq!(book.of_code(StatusCode::Sftp(4)).map(|row| row.name), Some("SSH_FX_FAILURE"));
        assert_eq!(book.of_code(StatusCode::Ftp(999)), None);
        assert!(book.find_all(i64::MIN).is_empty() && book.find_name(None, "").is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn codes_of_this_system_are_found() {
        let full = rustix::io::Errno::NOSPC.raw_os_error();
        assert_eq!(CodeBook::get().of_code(StatusCode::Os(full)).map(|row| row.name), Some("ENOSPC"));
    }
}

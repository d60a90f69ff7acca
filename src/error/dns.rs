//! Errors of looking up host names. Pure.
//!
//! Names: RFC 3493, section 6.1, and glibc's additions. The numbers differ: glibc counts down from -1, macOS up from 1,
//! Windows uses Winsock's. Compared in the tests with glibc's netdb.h and the `libc` crate.

use super::code_class::CodeClass;
use super::system_numbers::SystemNumbers;

/// One error of `getaddrinfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsError {
    /// The name, with `EAI_` in front.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// Its number on each system.
    pub numbers: SystemNumbers,
    /// The document that defines it.
    pub source: &'static str,
}

const RFC: &str = "RFC 3493, section 6.1";
const GLIBC: &str = "glibc, netdb.h";

const fn row(
    name: &'static str,
    class: CodeClass,
    linux: i32,
    macos: Option<i32>,
    windows: Option<i32>,
    source: &'static str,
) -> DnsError {
    DnsError { name, class, numbers: SystemNumbers { linux: Some(linux), macos, windows }, source }
}

/// Every error of `getaddrinfo`, in order of its number on Linux from -1 down.
pub static DNS_ERRORS: [DnsError; 18] = [
    row("EAI_BADFLAGS", CodeClass::System, -1, Some(3), Some(10022), RFC),
    row("EAI_NONAME", CodeClass::Connection, -2, Some(8), Some(11001), RFC),
    row("EAI_AGAIN", CodeClass::Connection, -3, Some(2), Some(11002), RFC),
    row("EAI_FAIL", CodeClass::Connection, -4, Some(4), Some(11003), RFC),
    row("EAI_NODATA", CodeClass::Connection, -5, Some(7), Some(11004), GLIBC),
    row("EAI_FAMILY", CodeClass::Unsupported, -6, Some(5), Some(10047), RFC),
    row("EAI_SOCKTYPE", CodeClass::Unsupported, -7, Some(10), Some(10044), RFC),
    row("EAI_SERVICE", CodeClass::System, -8, Some(9), Some(10109), RFC),
    row("EAI_ADDRFAMILY", CodeClass::Connection, -9, None, None, GLIBC),
    row("EAI_MEMORY", CodeClass::Space, -10, Some(6), Some(8), RFC),
    row("EAI_SYSTEM", CodeClass::System, -11, Some(11), None, RFC),
    row("EAI_OVERFLOW", CodeClass::System, -12, Some(14), None, RFC),
    row("EAI_INPROGRESS", CodeClass::Progress, -100, None, None, GLIBC),
    row("EAI_CANCELED", CodeClass::System, -101, None, None, GLIBC),
    row("EAI_NOTCANCELED", CodeClass::System, -102, None, None, GLIBC),
    row("EAI_ALLDONE", CodeClass::System, -103, None, None, GLIBC),
    row("EAI_INTR", CodeClass::System, -104, None, None, GLIBC),
    row("EAI_IDN_ENCODE", CodeClass::Protocol, -105, None, None, GLIBC),
];

/// The row of a name, as `EAI_NONAME`; `None` for names that are not in the table.
#[must_use]
pub fn dns_error(name: &str) -> Option<&'static DnsError> {
    DNS_ERRORS.iter().find(|error| error.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_those_of_the_systems() {
        let file = include_str!("../../tests/data/codes/dns.txt");
        let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), DNS_ERRORS.len());
        for line in lines {
            let parts: Vec<&str> = line.split(' ').collect();
            let error = dns_error(parts[0]).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(error.numbers.linux, parts[1].parse().ok(), "{line}");
            assert_eq!(error.numbers.macos, parts[2].parse().ok(), "{line}");
        }
    }
}

//! Errors of network calls on Windows. Pure.
//!
//! Numbers and names: Microsoft's list of Windows Sockets error codes, compared in the tests with the `windows-sys` crate.
//! Most are the `errno` of BSD with 10000 added, so that macOS has the same numbers without the 10000 and Linux others.

use super::code_class::CodeClass;

/// One error of Windows Sockets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WinsockError {
    /// The number, 10000 to 11004.
    pub code: i32,
    /// The name, with `WSA` in front.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// The name of the `errno` or `EAI_` error that means the same on other systems; `None` where there is none.
    pub elsewhere: Option<&'static str>,
}

/// An error of which other systems have the same.
const fn like(code: i32, name: &'static str, class: CodeClass, elsewhere: &'static str) -> WinsockError {
    WinsockError { code, name, class, elsewhere: Some(elsewhere) }
}

/// An error that only Windows has.
const fn own(code: i32, name: &'static str, class: CodeClass) -> WinsockError {
    WinsockError { code, name, class, elsewhere: None }
}

/// Every error of Windows Sockets up to the name service's, in order of its number.
pub static WINSOCK_ERRORS: [WinsockError; 63] = [
    own(10000, "WSABASEERR", CodeClass::Information),
    like(10004, "WSAEINTR", CodeClass::System, "EINTR"),
    like(10009, "WSAEBADF", CodeClass::System, "EBADF"),
    like(10013, "WSAEACCES", CodeClass::Rights, "EACCES"),
    like(10014, "WSAEFAULT", CodeClass::System, "EFAULT"),
    like(10022, "WSAEINVAL", CodeClass::Protocol, "EINVAL"),
    like(10024, "WSAEMFILE", CodeClass::Busy, "EMFILE"),
    like(10035, "WSAEWOULDBLOCK", CodeClass::Busy, "EAGAIN"),
    like(10036, "WSAEINPROGRESS", CodeClass::Progress, "EINPROGRESS"),
    like(10037, "WSAEALREADY", CodeClass::Progress, "EALREADY"),
    like(10038, "WSAENOTSOCK", CodeClass::System, "ENOTSOCK"),
    like(10039, "WSAEDESTADDRREQ", CodeClass::System, "EDESTADDRREQ"),
    like(10040, "WSAEMSGSIZE", CodeClass::Protocol, "EMSGSIZE"),
    like(10041, "WSAEPROTOTYPE", CodeClass::System, "EPROTOTYPE"),
    like(10042, "WSAENOPROTOOPT", CodeClass::Unsupported, "ENOPROTOOPT"),
    like(10043, "WSAEPROTONOSUPPORT", CodeClass::Unsupported, "EPROTONOSUPPORT"),
    like(10044, "WSAESOCKTNOSUPPORT", CodeClass::Unsupported, "ESOCKTNOSUPPORT"),
    like(10045, "WSAEOPNOTSUPP", CodeClass::Unsupported, "EOPNOTSUPP"),
    like(10046, "WSAEPFNOSUPPORT", CodeClass::Unsupported, "EPFNOSUPPORT"),
    like(10047, "WSAEAFNOSUPPORT", CodeClass::Unsupported, "EAFNOSUPPORT"),
    like(10048, "WSAEADDRINUSE", CodeClass::Busy, "EADDRINUSE"),
    like(10049, "WSAEADDRNOTAVAIL", CodeClass::Connection, "EADDRNOTAVAIL"),
    like(10050, "WSAENETDOWN", CodeClass::Connection, "ENETDOWN"),
    like(10051, "WSAENETUNREACH", CodeClass::Connection, "ENETUNREACH"),
    like(10052, "WSAENETRESET", CodeClass::Connection, "ENETRESET"),
    like(10053, "WSAECONNABORTED", CodeClass::Connection, "ECONNABORTED"),
    like(10054, "WSAECONNRESET", CodeClass::Connection, "ECONNRESET"),
    like(10055, "WSAENOBUFS", CodeClass::Space, "ENOBUFS"),
    like(10056, "WSAEISCONN", CodeClass::System, "EISCONN"),
    like(10057, "WSAENOTCONN", CodeClass::Connection, "ENOTCONN"),
    like(10058, "WSAESHUTDOWN", CodeClass::Connection, "ESHUTDOWN"),
    like(10059, "WSAETOOMANYREFS", CodeClass::System, "ETOOMANYREFS"),
    like(10060, "WSAETIMEDOUT", CodeClass::Connection, "ETIMEDOUT"),
    like(10061, "WSAECONNREFUSED", CodeClass::Connection, "ECONNREFUSED"),
    like(10062, "WSAELOOP", CodeClass::Files, "ELOOP"),
    like(10063, "WSAENAMETOOLONG", CodeClass::Files, "ENAMETOOLONG"),
    like(10064, "WSAEHOSTDOWN", CodeClass::Connection, "EHOSTDOWN"),
    like(10065, "WSAEHOSTUNREACH", CodeClass::Connection, "EHOSTUNREACH"),
    like(10066, "WSAENOTEMPTY", CodeClass::Files, "ENOTEMPTY"),
    like(10067, "WSAEPROCLIM", CodeClass::Busy, "EPROCLIM"),
    like(10068, "WSAEUSERS", CodeClass::Busy, "EUSERS"),
    like(10069, "WSAEDQUOT", CodeClass::Space, "EDQUOT"),
    like(10070, "WSAESTALE", CodeClass::Files, "ESTALE"),
    like(10071, "WSAEREMOTE", CodeClass::Files, "EREMOTE"),
    own(10091, "WSASYSNOTREADY", CodeClass::System),
    own(10092, "WSAVERNOTSUPPORTED", CodeClass::System),
    own(10093, "WSANOTINITIALISED", CodeClass::System),
    own(10101, "WSAEDISCON", CodeClass::Connection),
    own(10102, "WSAENOMORE", CodeClass::System),
    like(10103, "WSAECANCELLED", CodeClass::System, "ECANCELED"),
    own(10104, "WSAEINVALIDPROCTABLE", CodeClass::System),
    own(10105, "WSAEINVALIDPROVIDER", CodeClass::System),
    own(10106, "WSAEPROVIDERFAILEDINIT", CodeClass::System),
    own(10107, "WSASYSCALLFAILURE", CodeClass::System),
    own(10108, "WSASERVICE_NOT_FOUND", CodeClass::System),
    like(10109, "WSATYPE_NOT_FOUND", CodeClass::System, "EAI_SERVICE"),
    own(10110, "WSA_E_NO_MORE", CodeClass::System),
    like(10111, "WSA_E_CANCELLED", CodeClass::System, "ECANCELED"),
    own(10112, "WSAEREFUSED", CodeClass::Connection),
    like(11001, "WSAHOST_NOT_FOUND", CodeClass::Connection, "EAI_NONAME"),
    like(11002, "WSATRY_AGAIN", CodeClass::Connection, "EAI_AGAIN"),
    like(11003, "WSANO_RECOVERY", CodeClass::Connection, "EAI_FAIL"),
    like(11004, "WSANO_DATA", CodeClass::Connection, "EAI_NODATA"),
];

/// The row of a number; `None` for numbers that are not in the table.
#[must_use]
pub fn winsock_error(code: i32) -> Option<&'static WinsockError> {
    WINSOCK_ERRORS.iter().find(|error| error.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_those_of_windows() {
        let wanted: Vec<(String, i32)> = include_str!("../../tests/data/codes/winsock.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once(' ').unwrap())
            .map(|(name, code)| (name.to_owned(), code.parse().unwrap()))
            .collect();
        let ours: Vec<(String, i32)> = WINSOCK_ERRORS.iter().map(|error| (error.name.to_owned(), error.code)).collect();
        assert_eq!(ours, wanted);
    }
}

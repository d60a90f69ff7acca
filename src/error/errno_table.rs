//! The error numbers of Linux and macOS by their names. Pure.
//!
//! Compared in the tests with the headers of Linux (asm-generic/errno.h) and the `libc` crate (macOS). Old MIPS, SPARC, Alpha
//! and PA-RISC machines number some of them differently.

use super::code_class::CodeClass;
use super::system_numbers::SystemNumbers;

/// One error of the operating system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errno {
    /// The name.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// Its number on each system; on Windows that of Winsock.
    pub numbers: SystemNumbers,
}

/// A row; 0 stands for a system that has no such number.
const fn e(name: &'static str, linux: i32, macos: i32, windows: i32, class: CodeClass) -> Errno {
    const fn some(number: i32) -> Option<i32> {
        if number == 0 { None } else { Some(number) }
    }
    Errno { name, class, numbers: SystemNumbers { linux: some(linux), macos: some(macos), windows: some(windows) } }
}

/// Every error, in order of its number on Linux; behind them those that only macOS has, in order of theirs.
pub static ERRNOS: [Errno; 151] = [
    e("EPERM", 1, 1, 0, CodeClass::Rights),
    e("ENOENT", 2, 2, 0, CodeClass::Files),
    e("ESRCH", 3, 3, 0, CodeClass::System),
    e("EINTR", 4, 4, 10004, CodeClass::System),
    e("EIO", 5, 5, 0, CodeClass::System),
    e("ENXIO", 6, 6, 0, CodeClass::System),
    e("E2BIG", 7, 7, 0, CodeClass::Space),
    e("ENOEXEC", 8, 8, 0, CodeClass::System),
    e("EBADF", 9, 9, 10009, CodeClass::System),
    e("ECHILD", 10, 10, 0, CodeClass::System),
    e("EAGAIN", 11, 35, 10035, CodeClass::Busy),
    e("ENOMEM", 12, 12, 0, CodeClass::Space),
    e("EACCES", 13, 13, 10013, CodeClass::Rights),
    e("EFAULT", 14, 14, 10014, CodeClass::System),
    e("ENOTBLK", 15, 15, 0, CodeClass::System),
    e("EBUSY", 16, 16, 0, CodeClass::Busy),
    e("EEXIST", 17, 17, 0, CodeClass::Files),
    e("EXDEV", 18, 18, 0, CodeClass::Files),
    e("ENODEV", 19, 19, 0, CodeClass::System),
    e("ENOTDIR", 20, 20, 0, CodeClass::Files),
    e("EISDIR", 21, 21, 0, CodeClass::Files),
    e("EINVAL", 22, 22, 10022, CodeClass::Protocol),
    e("ENFILE", 23, 23, 0, CodeClass::Busy),
    e("EMFILE", 24, 24, 10024, CodeClass::Busy),
    e("ENOTTY", 25, 25, 0, CodeClass::System),
    e("ETXTBSY", 26, 26, 0, CodeClass::Busy),
    e("EFBIG", 27, 27, 0, CodeClass::Space),
    e("ENOSPC", 28, 28, 0, CodeClass::Space),
    e("ESPIPE", 29, 29, 0, CodeClass::System),
    e("EROFS", 30, 30, 0, CodeClass::System),
    e("EMLINK", 31, 31, 0, CodeClass::Files),
    e("EPIPE", 32, 32, 0, CodeClass::Connection),
    e("EDOM", 33, 33, 0, CodeClass::Protocol),
    e("ERANGE", 34, 34, 0, CodeClass::Protocol),
    e("EDEADLK", 35, 11, 0, CodeClass::Busy),
    e("ENAMETOOLONG", 36, 63, 10063, CodeClass::Files),
    e("ENOLCK", 37, 77, 0, CodeClass::Busy),
    e("ENOSYS", 38, 78, 0, CodeClass::Unsupported),
    e("ENOTEMPTY", 39, 66, 10066, CodeClass::Files),
    e("ELOOP", 40, 62, 10062, CodeClass::Files),
    e("ENOMSG", 42, 91, 0, CodeClass::System),
    e("EIDRM", 43, 90, 0, CodeClass::System),
    e("ECHRNG", 44, 0, 0, CodeClass::System),
    e("EL2NSYNC", 45, 0, 0, CodeClass::System),
    e("EL3HLT", 46, 0, 0, CodeClass::System),
    e("EL3RST", 47, 0, 0, CodeClass::System),
    e("ELNRNG", 48, 0, 0, CodeClass::System),
    e("EUNATCH", 49, 0, 0, CodeClass::System),
    e("ENOCSI", 50, 0, 0, CodeClass::System),
    e("EL2HLT", 51, 0, 0, CodeClass::System),
    e("EBADE", 52, 0, 0, CodeClass::System),
    e("EBADR", 53, 0, 0, CodeClass::System),
    e("EXFULL", 54, 0, 0, CodeClass::Busy),
    e("ENOANO", 55, 0, 0, CodeClass::System),
    e("EBADRQC", 56, 0, 0, CodeClass::System),
    e("EBADSLT", 57, 0, 0, CodeClass::System),
    e("EBFONT", 59, 0, 0, CodeClass::System),
    e("ENOSTR", 60, 99, 0, CodeClass::System),
    e("ENODATA", 61, 96, 0, CodeClass::System),
    e("ETIME", 62, 101, 0, CodeClass::Connection),
    e("ENOSR", 63, 98, 0, CodeClass::Space),
    e("ENONET", 64, 0, 0, CodeClass::Connection),
    e("ENOPKG", 65, 0, 0, CodeClass::System),
    e("EREMOTE", 66, 71, 10071, CodeClass::Files),
    e("ENOLINK", 67, 97, 0, CodeClass::Connection),
    e("EADV", 68, 0, 0, CodeClass::System),
    e("ESRMNT", 69, 0, 0, CodeClass::System),
    e("ECOMM", 70, 0, 0, CodeClass::Connection),
    e("EPROTO", 71, 100, 0, CodeClass::Protocol),
    e("EMULTIHOP", 72, 95, 0, CodeClass::System),
    e("EDOTDOT", 73, 0, 0, CodeClass::System),
    e("EBADMSG", 74, 94, 0, CodeClass::Protocol),
    e("EOVERFLOW", 75, 84, 0, CodeClass::Protocol),
    e("ENOTUNIQ", 76, 0, 0, CodeClass::Files),
    e("EBADFD", 77, 0, 0, CodeClass::System),
    e("EREMCHG", 78, 0, 0, CodeClass::Files),
    e("ELIBACC", 79, 0, 0, CodeClass::System),
    e("ELIBBAD", 80, 0, 0, CodeClass::System),
    e("ELIBSCN", 81, 0, 0, CodeClass::System),
    e("ELIBMAX", 82, 0, 0, CodeClass::System),
    e("ELIBEXEC", 83, 0, 0, CodeClass::System),
    e("EILSEQ", 84, 92, 0, CodeClass::Files),
    e("ERESTART", 85, 0, 0, CodeClass::System),
    e("ESTRPIPE", 86, 0, 0, CodeClass::System),
    e("EUSERS", 87, 68, 10068, CodeClass::Busy),
    e("ENOTSOCK", 88, 38, 10038, CodeClass::System),
    e("EDESTADDRREQ", 89, 39, 10039, CodeClass::System),
    e("EMSGSIZE", 90, 40, 10040, CodeClass::Protocol),
    e("EPROTOTYPE", 91, 41, 10041, CodeClass::System),
    e("ENOPROTOOPT", 92, 42, 10042, CodeClass::Unsupported),
    e("EPROTONOSUPPORT", 93, 43, 10043, CodeClass::Unsupported),
    e("ESOCKTNOSUPPORT", 94, 44, 10044, CodeClass::Unsupported),
    e("EOPNOTSUPP", 95, 102, 10045, CodeClass::Unsupported),
    e("EPFNOSUPPORT", 96, 46, 10046, CodeClass::Unsupported),
    e("EAFNOSUPPORT", 97, 47, 10047, CodeClass::Unsupported),
    e("EADDRINUSE", 98, 48, 10048, CodeClass::Busy),
    e("EADDRNOTAVAIL", 99, 49, 10049, CodeClass::Connection),
    e("ENETDOWN", 100, 50, 10050, CodeClass::Connection),
    e("ENETUNREACH", 101, 51, 10051, CodeClass::Connection),
    e("ENETRESET", 102, 52, 10052, CodeClass::Connection),
    e("ECONNABORTED", 103, 53, 10053, CodeClass::Connection),
    e("ECONNRESET", 104, 54, 10054, CodeClass::Connection),
    e("ENOBUFS", 105, 55, 10055, CodeClass::Space),
    e("EISCONN", 106, 56, 10056, CodeClass::System),
    e("ENOTCONN", 107, 57, 10057, CodeClass::Connection),
    e("ESHUTDOWN", 108, 58, 10058, CodeClass::Connection),
    e("ETOOMANYREFS", 109, 59, 10059, CodeClass::System),
    e("ETIMEDOUT", 110, 60, 10060, CodeClass::Connection),
    e("ECONNREFUSED", 111, 61, 10061, CodeClass::Connection),
    e("EHOSTDOWN", 112, 64, 10064, CodeClass::Connection),
    e("EHOSTUNREACH", 113, 65, 10065, CodeClass::Connection),
    e("EALREADY", 114, 37, 10037, CodeClass::Progress),
    e("EINPROGRESS", 115, 36, 10036, CodeClass::Progress),
    e("ESTALE", 116, 70, 10070, CodeClass::Files),
    e("EUCLEAN", 117, 0, 0, CodeClass::System),
    e("ENOTNAM", 118, 0, 0, CodeClass::System),
    e("ENAVAIL", 119, 0, 0, CodeClass::System),
    e("EISNAM", 120, 0, 0, CodeClass::System),
    e("EREMOTEIO", 121, 0, 0, CodeClass::Connection),
    e("EDQUOT", 122, 69, 10069, CodeClass::Space),
    e("ENOMEDIUM", 123, 0, 0, CodeClass::System),
    e("EMEDIUMTYPE", 124, 0, 0, CodeClass::System),
    e("ECANCELED", 125, 89, 10103, CodeClass::System),
    e("ENOKEY", 126, 0, 0, CodeClass::Login),
    e("EKEYEXPIRED", 127, 0, 0, CodeClass::Login),
    e("EKEYREVOKED", 128, 0, 0, CodeClass::Login),
    e("EKEYREJECTED", 129, 0, 0, CodeClass::Login),
    e("EOWNERDEAD", 130, 105, 0, CodeClass::System),
    e("ENOTRECOVERABLE", 131, 104, 0, CodeClass::System),
    e("ERFKILL", 132, 0, 0, CodeClass::Connection),
    e("EHWPOISON", 133, 0, 0, CodeClass::System),
    e("ENOTSUP", 0, 45, 0, CodeClass::Unsupported),
    e("EPROCLIM", 0, 67, 10067, CodeClass::Busy),
    e("EBADRPC", 0, 72, 0, CodeClass::Protocol),
    e("ERPCMISMATCH", 0, 73, 0, CodeClass::Protocol),
    e("EPROGUNAVAIL", 0, 74, 0, CodeClass::Protocol),
    e("EPROGMISMATCH", 0, 75, 0, CodeClass::Protocol),
    e("EPROCUNAVAIL", 0, 76, 0, CodeClass::Protocol),
    e("EFTYPE", 0, 79, 0, CodeClass::Files),
    e("EAUTH", 0, 80, 0, CodeClass::Login),
    e("ENEEDAUTH", 0, 81, 0, CodeClass::Login),
    e("EPWROFF", 0, 82, 0, CodeClass::System),
    e("EDEVERR", 0, 83, 0, CodeClass::System),
    e("EBADEXEC", 0, 85, 0, CodeClass::System),
    e("EBADARCH", 0, 86, 0, CodeClass::System),
    e("ESHLIBVERS", 0, 87, 0, CodeClass::System),
    e("EBADMACHO", 0, 88, 0, CodeClass::System),
    e("ENOATTR", 0, 93, 0, CodeClass::Files),
    e("ENOPOLICY", 0, 103, 0, CodeClass::System),
    e("EQFULL", 0, 106, 0, CodeClass::Busy),
    e("ENOTCAPABLE", 0, 107, 0, CodeClass::Rights),
];

/// Other names of the same numbers: `EWOULDBLOCK` is `EAGAIN`. On Linux `ENOTSUP` is `EOPNOTSUPP`, on macOS it is not.
pub static ERRNO_ALIASES: [(&str, &str); 2] = [("EWOULDBLOCK", "EAGAIN"), ("EDEADLOCK", "EDEADLK")];

/// The row of a name; `None` for names that are not in the table.
#[must_use]
pub fn errno(name: &str) -> Option<&'static Errno> {
    let name = ERRNO_ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    ERRNOS.iter().find(|error| error.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str) -> Vec<(&str, i32)> {
        let rows = file.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once(' ').unwrap());
        rows.map(|(name, number)| (name, number.parse().unwrap())).collect()
    }

    #[test]
    fn names_and_numbers_are_those_of_linux_and_macos() {
        let linux = lines(include_str!("../../tests/data/codes/errno_linux.txt"));
        let macos = lines(include_str!("../../tests/data/codes/errno_macos.txt"));
        for (name, number) in &linux {
            assert_eq!(errno(name).and_then(|error| error.numbers.linux), Some(*number), "{name}");
        }
        for (name, number) in &macos {
            assert_eq!(errno(name).and_then(|error| error.numbers.macos), Some(*number), "{name}");
        }
        assert_eq!(ERRNOS.iter().filter(|error| error.numbers.linux.is_some()).count(), linux.len());
        assert_eq!(ERRNOS.iter().filter(|error| error.numbers.macos.is_some()).count(), macos.len());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_running_system_agrees() {
        use rustix::io::Errno as E;
        let pairs = [
            (E::PERM, "EPERM"),
            (E::INTR, "EINTR"),
            (E::ACCESS, "EACCES"),
            (E::MFILE, "EMFILE"),
            (E::NOSPC, "ENOSPC"),
            (E::PIPE, "EPIPE"),
            (E::NAMETOOLONG, "ENAMETOOLONG"),
            (E::NOTEMPTY, "ENOTEMPTY"),
            (E::USERS, "EUSERS"),
            (E::NOTSOCK, "ENOTSOCK"),
            (E::OPNOTSUPP, "EOPNOTSUPP"),
            (E::ADDRINUSE, "EADDRINUSE"),
            (E::ADDRNOTAVAIL, "EADDRNOTAVAIL"),
            (E::NETDOWN, "ENETDOWN"),
            (E::NETUNREACH, "ENETUNREACH"),
            (E::NETRESET, "ENETRESET"),
            (E::CONNABORTED, "ECONNABORTED"),
            (E::CONNRESET, "ECONNRESET"),
            (E::NOBUFS, "ENOBUFS"),
            (E::NOTCONN, "ENOTCONN"),
            (E::SHUTDOWN, "ESHUTDOWN"),
            (E::TIMEDOUT, "ETIMEDOUT"),
            (E::CONNREFUSED, "ECONNREFUSED"),
            (E::HOSTDOWN, "EHOSTDOWN"),
            (E::HOSTUNREACH, "EHOSTUNREACH"),
            (E::ALREADY, "EALREADY"),
            (E::INPROGRESS, "EINPROGRESS"),
            (E::DQUOT, "EDQUOT"),
            (E::AGAIN, "EWOULDBLOCK"),
        ];
        for (number, name) in pairs {
            assert_eq!(errno(name).and_then(|error| error.numbers.linux), Some(number.raw_os_error()), "{name}");
        }
    }
}

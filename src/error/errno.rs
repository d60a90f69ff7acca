//! What the error numbers of this computer's operating system mean to the program. Pure.

use super::kind::{ErrorKind, Stage};
use std::io;

/// What the program makes of an `errno`; Winsock has the same names with `WSA` in front.
fn kind_of(name: &str) -> ErrorKind {
    match name {
        "EPERM" | "EACCES" => ErrorKind::PermissionDenied,
        "ENOENT" => ErrorKind::NotFound,
        "EBUSY" | "ETXTBSY" => ErrorKind::Busy,
        "EEXIST" => ErrorKind::AlreadyExists,
        "EXDEV" => ErrorKind::OtherFileSystem,
        "ENOTDIR" => ErrorKind::NotAFolder,
        "EISDIR" => ErrorKind::IsAFolder,
        "EINVAL" => ErrorKind::InvalidArgument,
        "ENFILE" | "EMFILE" => ErrorKind::TooManyOpenFiles,
        "EFBIG" | "EDQUOT" => ErrorKind::QuotaExceeded,
        "ENOSPC" => ErrorKind::DiskFull,
        "EROFS" => ErrorKind::ReadOnlyFileSystem,
        "ENAMETOOLONG" => ErrorKind::NameTooLong,
        "ENOTEMPTY" => ErrorKind::FolderNotEmpty,
        "ELOOP" => ErrorKind::LinkLoop,
        "EOPNOTSUPP" | "ENOTSUP" | "ENOSYS" => ErrorKind::Unsupported,
        "ENETDOWN" | "ENETUNREACH" | "EHOSTUNREACH" | "EHOSTDOWN" => ErrorKind::Unreachable,
        "EPIPE" | "ECONNABORTED" | "ECONNRESET" | "ENETRESET" | "ENOTCONN" | "ESHUTDOWN" => ErrorKind::ConnectionLost,
        "ETIMEDOUT" => ErrorKind::TimedOut(Stage::Connect),
        "ECONNREFUSED" => ErrorKind::ConnectionRefused,
        "HOST_NOT_FOUND" => ErrorKind::HostNotFound,
        _ => ErrorKind::Failure,
    }
}

/// The name of a number. Linux and macOS have tables; on other systems the numbers of the common errors come from the
/// system's own headers through `rustix`.
#[cfg(unix)]
fn name_of(code: i32) -> Option<&'static str> {
    use super::errno_table::ERRNOS;
    use rustix::io::Errno;
    let in_table = ERRNOS.iter().find(|error| error.numbers.here() == Some(code)).map(|error| error.name);
    let common = || {
        [
            (Errno::PERM, "EPERM"),
            (Errno::NOENT, "ENOENT"),
            (Errno::IO, "EIO"),
            (Errno::ACCESS, "EACCES"),
            (Errno::BUSY, "EBUSY"),
            (Errno::EXIST, "EEXIST"),
            (Errno::XDEV, "EXDEV"),
            (Errno::NOTDIR, "ENOTDIR"),
            (Errno::ISDIR, "EISDIR"),
            (Errno::INVAL, "EINVAL"),
            (Errno::NFILE, "ENFILE"),
            (Errno::MFILE, "EMFILE"),
            (Errno::TXTBSY, "ETXTBSY"),
            (Errno::FBIG, "EFBIG"),
            (Errno::NOSPC, "ENOSPC"),
            (Errno::ROFS, "EROFS"),
            (Errno::MLINK, "EMLINK"),
            (Errno::PIPE, "EPIPE"),
            (Errno::NAMETOOLONG, "ENAMETOOLONG"),
            (Errno::NOTEMPTY, "ENOTEMPTY"),
            (Errno::LOOP, "ELOOP"),
            (Errno::DQUOT, "EDQUOT"),
            (Errno::OPNOTSUPP, "EOPNOTSUPP"),
            (Errno::NOSYS, "ENOSYS"),
            (Errno::NETDOWN, "ENETDOWN"),
            (Errno::NETUNREACH, "ENETUNREACH"),
            (Errno::HOSTUNREACH, "EHOSTUNREACH"),
            (Errno::CONNABORTED, "ECONNABORTED"),
            (Errno::CONNRESET, "ECONNRESET"),
            (Errno::TIMEDOUT, "ETIMEDOUT"),
            (Errno::CONNREFUSED, "ECONNREFUSED"),
        ]
        .into_iter()
        .find(|(errno, _)| errno.raw_os_error() == code)
        .map(|(_, name)| name)
    };
    in_table.or_else(common)
}

/// The name of a number: of Winsock or of Win32.
#[cfg(windows)]
fn name_of(code: i32) -> Option<&'static str> {
    use super::win32::win32_error;
    use super::winsock::winsock_error;
    winsock_error(code).map(|error| error.name).or_else(|| win32_error(code).map(|error| error.name))
}

/// What the program makes of a number; `None` for numbers that are in no table.
#[cfg(unix)]
fn known_kind(code: i32) -> Option<ErrorKind> {
    name_of(code).map(kind_of)
}

/// What the program makes of a number; `None` for numbers that are in no table.
#[cfg(windows)]
fn known_kind(code: i32) -> Option<ErrorKind> {
    use super::win32::win32_error;
    use super::winsock::winsock_error;
    let winsock = winsock_error(code).map(|error| kind_of(error.name.strip_prefix("WSA").unwrap_or(error.name)));
    winsock.or_else(|| win32_error(code).map(|error| error.kind.clone()))
}

/// The name of an operating system error number; `None` for numbers that are not in the table.
pub(super) fn errno_name(code: i32) -> Option<&'static str> {
    name_of(code)
}

/// What the program makes of an input/output error: by its number, else by the standard library's class.
pub(super) fn io_kind(error: &io::Error) -> ErrorKind {
    let known = error.raw_os_error().and_then(known_kind);
    if let Some(kind) = known.filter(|kind| *kind != ErrorKind::Failure) {
        return kind;
    }
    match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::NotFound,
        io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
        io::ErrorKind::AlreadyExists => ErrorKind::AlreadyExists,
        io::ErrorKind::ConnectionRefused => ErrorKind::ConnectionRefused,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            ErrorKind::ConnectionLost
        }
        io::ErrorKind::UnexpectedEof => ErrorKind::EndedEarly,
        io::ErrorKind::TimedOut => ErrorKind::TimedOut(Stage::Connect),
        io::ErrorKind::StorageFull => ErrorKind::DiskFull,
        io::ErrorKind::InvalidInput => ErrorKind::InvalidArgument,
        _ => ErrorKind::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn numbers_of_this_system_have_name_and_kind() {
        let error = io::Error::from_raw_os_error(rustix::io::Errno::NOSPC.raw_os_error());
        assert_eq!(io_kind(&error), ErrorKind::DiskFull);
        assert_eq!(errno_name(rustix::io::Errno::HOSTDOWN.raw_os_error()), Some("EHOSTDOWN"));
        assert_eq!(errno_name(0), None);
        assert_eq!(errno_name(i32::MIN), None);
    }
}

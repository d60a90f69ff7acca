//! What the error numbers of this computer's operating system mean to the program. Pure.

use super::kind::ErrorKind;
use std::io;

/// Names and kinds of the numbers that file and network calls return on Linux, macOS and Windows; the numbers
/// themselves come from the operating system's own headers through `rustix` and from the Win32 error list.
#[cfg(unix)]
fn row(code: i32) -> Option<(&'static str, ErrorKind)> {
    use rustix::io::Errno;
    let rows = [
        (Errno::PERM, "EPERM", ErrorKind::PermissionDenied),
        (Errno::NOENT, "ENOENT", ErrorKind::NotFound),
        (Errno::IO, "EIO", ErrorKind::Failure),
        (Errno::ACCESS, "EACCES", ErrorKind::PermissionDenied),
        (Errno::BUSY, "EBUSY", ErrorKind::Busy),
        (Errno::EXIST, "EEXIST", ErrorKind::AlreadyExists),
        (Errno::XDEV, "EXDEV", ErrorKind::OtherFileSystem),
        (Errno::NOTDIR, "ENOTDIR", ErrorKind::NotAFolder),
        (Errno::ISDIR, "EISDIR", ErrorKind::IsAFolder),
        (Errno::INVAL, "EINVAL", ErrorKind::InvalidArgument),
        (Errno::NFILE, "ENFILE", ErrorKind::TooManyOpenFiles),
        (Errno::MFILE, "EMFILE", ErrorKind::TooManyOpenFiles),
        (Errno::TXTBSY, "ETXTBSY", ErrorKind::Busy),
        (Errno::FBIG, "EFBIG", ErrorKind::QuotaExceeded),
        (Errno::NOSPC, "ENOSPC", ErrorKind::DiskFull),
        (Errno::ROFS, "EROFS", ErrorKind::ReadOnlyFileSystem),
        (Errno::MLINK, "EMLINK", ErrorKind::Failure),
        (Errno::PIPE, "EPIPE", ErrorKind::ConnectionLost),
        (Errno::NAMETOOLONG, "ENAMETOOLONG", ErrorKind::NameTooLong),
        (Errno::NOTEMPTY, "ENOTEMPTY", ErrorKind::FolderNotEmpty),
        (Errno::LOOP, "ELOOP", ErrorKind::LinkLoop),
        (Errno::DQUOT, "EDQUOT", ErrorKind::QuotaExceeded),
        (Errno::OPNOTSUPP, "EOPNOTSUPP", ErrorKind::Unsupported),
        (Errno::NOSYS, "ENOSYS", ErrorKind::Unsupported),
        (Errno::NETDOWN, "ENETDOWN", ErrorKind::Unreachable),
        (Errno::NETUNREACH, "ENETUNREACH", ErrorKind::Unreachable),
        (Errno::HOSTUNREACH, "EHOSTUNREACH", ErrorKind::Unreachable),
        (Errno::CONNABORTED, "ECONNABORTED", ErrorKind::ConnectionLost),
        (Errno::CONNRESET, "ECONNRESET", ErrorKind::ConnectionLost),
        (Errno::TIMEDOUT, "ETIMEDOUT", ErrorKind::TimedOut(super::kind::Stage::Connect)),
        (Errno::CONNREFUSED, "ECONNREFUSED", ErrorKind::ConnectionRefused),
    ];
    rows.into_iter().find(|(errno, ..)| errno.raw_os_error() == code).map(|(_, name, kind)| (name, kind))
}

/// Win32 system error codes, 0-11999, as Microsoft lists them.
#[cfg(windows)]
fn row(code: i32) -> Option<(&'static str, ErrorKind)> {
    use super::kind::Stage;
    Some(match code {
        2 => ("ERROR_FILE_NOT_FOUND", ErrorKind::NotFound),
        3 => ("ERROR_PATH_NOT_FOUND", ErrorKind::NotFound),
        4 => ("ERROR_TOO_MANY_OPEN_FILES", ErrorKind::TooManyOpenFiles),
        5 => ("ERROR_ACCESS_DENIED", ErrorKind::PermissionDenied),
        17 => ("ERROR_NOT_SAME_DEVICE", ErrorKind::OtherFileSystem),
        19 => ("ERROR_WRITE_PROTECT", ErrorKind::ReadOnlyFileSystem),
        32 => ("ERROR_SHARING_VIOLATION", ErrorKind::Busy),
        33 => ("ERROR_LOCK_VIOLATION", ErrorKind::Busy),
        39 => ("ERROR_HANDLE_DISK_FULL", ErrorKind::DiskFull),
        80 => ("ERROR_FILE_EXISTS", ErrorKind::AlreadyExists),
        87 => ("ERROR_INVALID_PARAMETER", ErrorKind::InvalidArgument),
        112 => ("ERROR_DISK_FULL", ErrorKind::DiskFull),
        123 => ("ERROR_INVALID_NAME", ErrorKind::NameRefused),
        145 => ("ERROR_DIR_NOT_EMPTY", ErrorKind::FolderNotEmpty),
        183 => ("ERROR_ALREADY_EXISTS", ErrorKind::AlreadyExists),
        206 => ("ERROR_FILENAME_EXCED_RANGE", ErrorKind::NameTooLong),
        267 => ("ERROR_DIRECTORY", ErrorKind::NotAFolder),
        1295 => ("ERROR_DISK_QUOTA_EXCEEDED", ErrorKind::QuotaExceeded),
        10013 => ("WSAEACCES", ErrorKind::PermissionDenied),
        10051 => ("WSAENETUNREACH", ErrorKind::Unreachable),
        10053 => ("WSAECONNABORTED", ErrorKind::ConnectionLost),
        10054 => ("WSAECONNRESET", ErrorKind::ConnectionLost),
        10060 => ("WSAETIMEDOUT", ErrorKind::TimedOut(Stage::Connect)),
        10061 => ("WSAECONNREFUSED", ErrorKind::ConnectionRefused),
        10065 => ("WSAEHOSTUNREACH", ErrorKind::Unreachable),
        11001 => ("WSAHOST_NOT_FOUND", ErrorKind::HostNotFound),
        _ => return None,
    })
}

/// The name of an operating system error number; `None` for numbers that are not in the table.
pub(super) fn errno_name(code: i32) -> Option<&'static str> {
    row(code).map(|(name, _)| name)
}

/// What the program makes of an input/output error: by its number, else by the standard library's class.
pub(super) fn io_kind(error: &io::Error) -> ErrorKind {
    if let Some((_, kind)) = error.raw_os_error().and_then(row) {
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
        io::ErrorKind::TimedOut => ErrorKind::TimedOut(super::kind::Stage::Connect),
        io::ErrorKind::StorageFull => ErrorKind::DiskFull,
        io::ErrorKind::InvalidInput => ErrorKind::InvalidArgument,
        _ => ErrorKind::Failure,
    }
}

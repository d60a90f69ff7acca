//! Errors of calls on Windows that are not about the network. Pure.
//!
//! Numbers and names: Microsoft's list of system error codes, compared in the tests with the `windows-sys` crate. Only those
//! that file and network calls return are here.

use super::code_class::CodeClass;
use super::kind::{ErrorKind, Stage};

/// One system error of Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Win32Error {
    /// The number.
    pub code: i32,
    /// The name, with `ERROR_` in front.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// What the program makes of it.
    pub kind: ErrorKind,
    /// The name of the `errno` or SFTP status that means the same; `None` where there is none.
    pub elsewhere: Option<&'static str>,
}

const fn row(code: i32, name: &'static str, class: CodeClass, kind: ErrorKind, elsewhere: &'static str) -> Win32Error {
    Win32Error { code, name, class, kind, elsewhere: Some(elsewhere) }
}

/// The errors, in order of their numbers.
pub static WIN32_ERRORS: [Win32Error; 38] = [
    row(2, "ERROR_FILE_NOT_FOUND", CodeClass::Files, ErrorKind::NotFound, "ENOENT"),
    row(3, "ERROR_PATH_NOT_FOUND", CodeClass::Files, ErrorKind::NotFound, "ENOENT"),
    row(4, "ERROR_TOO_MANY_OPEN_FILES", CodeClass::Busy, ErrorKind::TooManyOpenFiles, "EMFILE"),
    row(5, "ERROR_ACCESS_DENIED", CodeClass::Rights, ErrorKind::PermissionDenied, "EACCES"),
    row(6, "ERROR_INVALID_HANDLE", CodeClass::System, ErrorKind::Failure, "EBADF"),
    row(8, "ERROR_NOT_ENOUGH_MEMORY", CodeClass::Space, ErrorKind::Failure, "ENOMEM"),
    row(17, "ERROR_NOT_SAME_DEVICE", CodeClass::Files, ErrorKind::OtherFileSystem, "EXDEV"),
    row(19, "ERROR_WRITE_PROTECT", CodeClass::Space, ErrorKind::ReadOnlyFileSystem, "SSH_FX_WRITE_PROTECT"),
    row(21, "ERROR_NOT_READY", CodeClass::System, ErrorKind::Failure, "SSH_FX_NO_MEDIA"),
    row(32, "ERROR_SHARING_VIOLATION", CodeClass::Busy, ErrorKind::Busy, "SSH_FX_LOCK_CONFLICT"),
    row(33, "ERROR_LOCK_VIOLATION", CodeClass::Busy, ErrorKind::Busy, "SSH_FX_BYTE_RANGE_LOCK_CONFLICT"),
    row(39, "ERROR_HANDLE_DISK_FULL", CodeClass::Space, ErrorKind::DiskFull, "ENOSPC"),
    row(50, "ERROR_NOT_SUPPORTED", CodeClass::Unsupported, ErrorKind::Unsupported, "EOPNOTSUPP"),
    row(53, "ERROR_BAD_NETPATH", CodeClass::Connection, ErrorKind::Unreachable, "EHOSTUNREACH"),
    row(64, "ERROR_NETNAME_DELETED", CodeClass::Connection, ErrorKind::ConnectionLost, "ECONNRESET"),
    row(65, "ERROR_NETWORK_ACCESS_DENIED", CodeClass::Rights, ErrorKind::PermissionDenied, "EACCES"),
    row(67, "ERROR_BAD_NET_NAME", CodeClass::Files, ErrorKind::NotFound, "ENOENT"),
    row(80, "ERROR_FILE_EXISTS", CodeClass::Files, ErrorKind::AlreadyExists, "EEXIST"),
    row(87, "ERROR_INVALID_PARAMETER", CodeClass::Protocol, ErrorKind::InvalidArgument, "EINVAL"),
    row(109, "ERROR_BROKEN_PIPE", CodeClass::Connection, ErrorKind::ConnectionLost, "EPIPE"),
    row(112, "ERROR_DISK_FULL", CodeClass::Space, ErrorKind::DiskFull, "ENOSPC"),
    row(121, "ERROR_SEM_TIMEOUT", CodeClass::Connection, ErrorKind::TimedOut(Stage::Session), "ETIMEDOUT"),
    row(123, "ERROR_INVALID_NAME", CodeClass::Files, ErrorKind::NameRefused, "SSH_FX_INVALID_FILENAME"),
    row(145, "ERROR_DIR_NOT_EMPTY", CodeClass::Files, ErrorKind::FolderNotEmpty, "ENOTEMPTY"),
    row(183, "ERROR_ALREADY_EXISTS", CodeClass::Files, ErrorKind::AlreadyExists, "EEXIST"),
    row(206, "ERROR_FILENAME_EXCED_RANGE", CodeClass::Files, ErrorKind::NameTooLong, "ENAMETOOLONG"),
    row(223, "ERROR_FILE_TOO_LARGE", CodeClass::Space, ErrorKind::QuotaExceeded, "EFBIG"),
    Win32Error {
        code: 225,
        name: "ERROR_VIRUS_INFECTED",
        class: CodeClass::Security,
        kind: ErrorKind::PermissionDenied,
        elsewhere: None,
    },
    row(267, "ERROR_DIRECTORY", CodeClass::Files, ErrorKind::NotAFolder, "ENOTDIR"),
    row(995, "ERROR_OPERATION_ABORTED", CodeClass::System, ErrorKind::Failure, "ECANCELED"),
    row(1117, "ERROR_IO_DEVICE", CodeClass::System, ErrorKind::Failure, "EIO"),
    row(1225, "ERROR_CONNECTION_REFUSED", CodeClass::Connection, ErrorKind::ConnectionRefused, "ECONNREFUSED"),
    row(1231, "ERROR_NETWORK_UNREACHABLE", CodeClass::Connection, ErrorKind::Unreachable, "ENETUNREACH"),
    row(1232, "ERROR_HOST_UNREACHABLE", CodeClass::Connection, ErrorKind::Unreachable, "EHOSTUNREACH"),
    row(1236, "ERROR_CONNECTION_ABORTED", CodeClass::Connection, ErrorKind::ConnectionLost, "ECONNABORTED"),
    row(1295, "ERROR_DISK_QUOTA_EXCEEDED", CodeClass::Space, ErrorKind::QuotaExceeded, "EDQUOT"),
    row(1314, "ERROR_PRIVILEGE_NOT_HELD", CodeClass::Rights, ErrorKind::PermissionDenied, "EPERM"),
    row(1920, "ERROR_CANT_ACCESS_FILE", CodeClass::Rights, ErrorKind::PermissionDenied, "EACCES"),
];

/// The row of a number; `None` for numbers that are not in the table.
#[must_use]
pub fn win32_error(code: i32) -> Option<&'static Win32Error> {
    WIN32_ERRORS.iter().find(|error| error.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_those_of_windows() {
        let file = include_str!("../../tests/data/codes/win32.txt");
        let wanted: Vec<String> = file.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        let ours: Vec<String> = WIN32_ERRORS.iter().map(|error| format!("{} {}", error.name, error.code)).collect();
        assert_eq!(ours, wanted);
    }
}

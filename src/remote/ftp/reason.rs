//! The reason that the text of a reply names, in the words of C libraries (`strerror`) and of common servers. Pure.

use crate::error::ErrorKind;
use crate::model::escape_bytes;

/// Words and what they mean; compared with the end of the text, behind its last `: `, in small letters.
const WORDS: [(&str, ErrorKind); 38] = [
    ("no such file or directory", ErrorKind::NotFound),
    ("no such file", ErrorKind::NotFound),
    ("no such directory", ErrorKind::NotFound),
    ("not found", ErrorKind::NotFound),
    ("file not found", ErrorKind::NotFound),
    ("does not exist", ErrorKind::NotFound),
    ("the system cannot find the file specified", ErrorKind::NotFound),
    ("the system cannot find the path specified", ErrorKind::NotFound),
    ("permission denied", ErrorKind::PermissionDenied),
    ("operation not permitted", ErrorKind::PermissionDenied),
    ("access denied", ErrorKind::PermissionDenied),
    ("access is denied", ErrorKind::PermissionDenied),
    ("not enough privileges", ErrorKind::PermissionDenied),
    ("file exists", ErrorKind::AlreadyExists),
    ("already exists", ErrorKind::AlreadyExists),
    ("cannot create a file when that file already exists", ErrorKind::AlreadyExists),
    ("is a directory", ErrorKind::IsAFolder),
    ("not a directory", ErrorKind::NotAFolder),
    ("directory not empty", ErrorKind::FolderNotEmpty),
    ("the directory is not empty", ErrorKind::FolderNotEmpty),
    ("no space left on device", ErrorKind::DiskFull),
    ("there is not enough space on the disk", ErrorKind::DiskFull),
    ("disk full", ErrorKind::DiskFull),
    ("disk quota exceeded", ErrorKind::QuotaExceeded),
    ("quota exceeded", ErrorKind::QuotaExceeded),
    ("file too large", ErrorKind::QuotaExceeded),
    ("read-only file system", ErrorKind::ReadOnlyFileSystem),
    ("invalid cross-device link", ErrorKind::OtherFileSystem),
    ("cross-device link", ErrorKind::OtherFileSystem),
    ("too many levels of symbolic links", ErrorKind::LinkLoop),
    ("file name too long", ErrorKind::NameTooLong),
    ("text file busy", ErrorKind::Busy),
    ("device or resource busy", ErrorKind::Busy),
    ("resource busy", ErrorKind::Busy),
    ("file is in use", ErrorKind::Busy),
    ("the process cannot access the file because it is being used by another process", ErrorKind::Busy),
    ("too many open files", ErrorKind::TooManyOpenFiles),
    ("too many open files in system", ErrorKind::TooManyOpenFiles),
];

/// The reason that a text ends with; `None` where it names none that is known. A name of a file in the text is never
/// taken for a reason, as long as a `: ` stands between the two.
pub(super) fn reason(text: &[u8]) -> Option<ErrorKind> {
    let text = escape_bytes(text).trim().to_ascii_lowercase();
    let tail = text.rsplit(": ").next().unwrap_or_default().trim_end_matches(['.', '!', ' ']);
    WORDS.iter().find(|(words, _)| *words == tail).map(|(_, kind)| kind.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_reasons() {
        assert_eq!(reason(b"Permission denied: No such file or directory"), Some(ErrorKind::NotFound));
        assert_eq!(reason(b"Permission denied."), Some(ErrorKind::PermissionDenied));
        assert_eq!(reason(b"permission denied.txt is not here"), None);
        assert_eq!(reason(b"\xff\xfe: Is a directory"), Some(ErrorKind::IsAFolder));
        assert_eq!(reason(b""), None);
    }
}

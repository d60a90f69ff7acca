//! Which icon stands before an entry.

use crate::model::{Entry, EntryKind};
use crate::ui::theme::icon;

/// The icon of an entry, told from its kind and the end of its name.
#[must_use]
pub fn file_icon(entry: &Entry) -> &'static str {
    match (entry.kind, entry.link_kind) {
        (EntryKind::Folder, _) => icon::FOLDER,
        (EntryKind::Link, Some(_)) => icon::LINK,
        (EntryKind::Link, None) => icon::LINK_BROKEN,
        (EntryKind::Special, _) => icon::FILE_SPECIAL,
        (EntryKind::File | EntryKind::Unknown, _) => by_name(entry.name.as_bytes()),
    }
}

fn by_name(name: &[u8]) -> &'static str {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with(b".ht") || lower.starts_with(b"id_") || lower.ends_with(b".pem") || lower.ends_with(b".ppk") {
        return icon::FILE_SECRET;
    }
    let end = lower.iter().rposition(|b| *b == b'.').and_then(|at| lower.get(at + 1..)).unwrap_or_default();
    match end {
        b"html" | b"htm" | b"xml" | b"json" | b"yml" | b"yaml" | b"toml" | b"js" | b"ts" | b"rs" | b"py" | b"c"
        | b"h" | b"cpp" | b"go" | b"java" | b"php" | b"rb" | b"sh" | b"sql" | b"pl" | b"lua" => icon::FILE_CODE,
        b"css" | b"scss" | b"less" => icon::FILE_CSS,
        b"zip" | b"tar" | b"gz" | b"tgz" | b"bz2" | b"xz" | b"zst" | b"7z" | b"rar" | b"deb" | b"rpm" | b"jar" => {
            icon::FILE_ARCHIVE
        }
        b"pdf" => icon::FILE_PDF,
        b"txt" | b"md" | b"log" | b"ini" | b"conf" | b"cfg" | b"csv" | b"rtf" | b"odt" | b"doc" | b"docx" | b"tex" => {
            icon::FILE_TEXT
        }
        b"png" | b"jpg" | b"jpeg" | b"gif" | b"svg" | b"webp" | b"bmp" | b"tif" | b"tiff" | b"ico" | b"heic" => {
            icon::FILE_IMAGE
        }
        b"mp3" | b"flac" | b"ogg" | b"wav" | b"m4a" | b"opus" => icon::FILE_AUDIO,
        b"mp4" | b"mkv" | b"webm" | b"mov" | b"avi" | b"m4v" => icon::FILE_VIDEO,
        b"key" | b"gpg" | b"asc" | b"kdbx" | b"p12" | b"crt" => icon::FILE_SECRET,
        _ => icon::FILE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntryName;

    #[test]
    fn icons_follow_kind_and_name() {
        for (name, kind, expected) in [
            ("a", EntryKind::Folder, icon::FOLDER),
            ("x.tar.ZST", EntryKind::File, icon::FILE_ARCHIVE),
            (".htpasswd", EntryKind::File, icon::FILE_SECRET),
            ("README", EntryKind::File, icon::FILE),
            ("x.png", EntryKind::Link, icon::LINK_BROKEN),
        ] {
            assert_eq!(file_icon(&Entry::new(EntryName::new(name).unwrap(), kind)), expected, "{name}");
        }
    }
}

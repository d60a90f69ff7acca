//! The path in a reply to PWD and MKD: in quotation marks, with doubled ones for each that is in it (RFC 959, appendix II).
//! Pure.

/// The path between quotation marks; all behind the code where there are none, as some servers have it.
pub(super) fn quoted(text: &[u8]) -> Option<Vec<u8>> {
    let Some(open) = text.iter().position(|b| *b == b'"') else {
        let bare = text.trim_ascii();
        let bare = bare.split(|b| *b == b' ').next().unwrap_or_default();
        return (!bare.is_empty()).then(|| bare.to_vec());
    };
    let mut path = Vec::new();
    let mut rest = text.get(open + 1..)?.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'"' {
            path.push(byte);
        } else if rest.peek() == Some(&b'"') {
            rest.next();
            path.push(b'"');
        } else {
            return (!path.is_empty()).then_some(path);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_quotation_marks() {
        for (text, path) in [
            (&b"\"/home/ada\" is the current directory"[..], Some(&b"/home/ada"[..])),
            (b"\"/a \"\"quoted\"\" name\" is here", Some(b"/a \"quoted\" name")),
            (b"/home/ada is cwd", Some(b"/home/ada")),
            (b"\"/never closed", None),
            (b"\"\" empty", None),
            (b"", None),
        ] {
            assert_eq!(quoted(text).as_deref(), path, "{text:?}");
        }
    }
}

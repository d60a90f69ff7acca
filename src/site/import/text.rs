//! Bytes of files as text. Pure.

use super::imported::ImportFault;

/// The text of a file: UTF-16 with its mark, UTF-8, else the usual western charset of Windows.
///
/// # Errors
/// `NotText` for what no editor shows.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, ImportFault> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
            if broken && encoding != encoding_rs::UTF_8 {
                return Err(ImportFault::NotText);
            }
            text.into_owned()
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_not_utf8) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}');
    if text.contains(odd) { Err(ImportFault::NotText) } else { Ok(text) }
}

/// Undoes `%XX`; what is no such escape stays as it is. Bytes behind `%EF%BB%BF` are UTF-8, else they are UTF-8 where they
/// can be, else of the usual western charset.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = behind.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    let content = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0.into_owned(),
    }
}

/// `user@host` apart; the last `@` divides, for users have it in their names.
pub(super) fn user_and_host(text: &str) -> (Option<&str>, &str) {
    match text.trim().rsplit_once('@') {
        Some((user, host)) => (Some(user).filter(|user| !user.is_empty()), host),
        None => (None, text.trim()),
    }
}

/// `Some` of text that is not empty.
pub(super) fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_forms_are_read_and_binary_is_not() {
        let utf16: Vec<u8> =
            [0xFEFF].into_iter().chain("Grüße\r\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&utf16).as_deref(), Ok("Grüße\r\n"));
        assert_eq!(text_of(b"\xEF\xBB\xBFa\xC3\xBC").as_deref(), Ok("aü"));
        assert_eq!(text_of(b"caf\xE9").as_deref(), Ok("café"));
        assert_eq!(text_of(b"MZ\0\x01"), Err(ImportFault::NotText));
        assert_eq!(text_of(b"\xFF\xFE\x00\xD8"), Err(ImportFault::NotText));
    }

    #[test]
    fn escapes_are_undone_and_broken_ones_stay() {
        assert_eq!(unescaped("C%3A%5Ckeys%5Cid%20rsa.ppk"), "C:\\keys\\id rsa.ppk");
        assert_eq!(unescaped("%EF%BB%BFB%C3%BCro"), "Büro");
        assert_eq!(unescaped("caf%E9"), "café");
        assert_eq!(unescaped("100% %4 %G1 %"), "100% %4 %G1 %");
    }
}

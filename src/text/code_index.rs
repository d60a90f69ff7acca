//! Search in the code book: numbers, names, words, and whole replies of FTP servers.

use super::code_words::{CodeWords, code_words, unknown_code_words};
use crate::error::{CodeBook, CodeFamily, CodeRow};
use std::borrow::Cow;

/// The code book with its words in the language that is chosen when it is made, ready to be searched at every key stroke.
#[derive(Clone, Debug)]
pub struct CodeIndex {
    entries: Vec<(&'static CodeRow, CodeWords, String)>,
}

/// What is known of something that was looked up: a row of the book, or a number that no table has.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCode<'a> {
    /// The row; `None` where no table has the number.
    pub row: Option<&'static CodeRow>,
    /// Its number, where it has one.
    pub number: Option<i64>,
    /// All of it in words.
    pub words: Cow<'a, CodeWords>,
}

impl Default for CodeIndex {
    fn default() -> Self {
        let entries = CodeBook::get().rows().iter().map(|row| {
            let words = code_words(row);
            let text = words.to_text().to_lowercase();
            (row, words, text)
        });
        Self { entries: entries.collect() }
    }
}

impl CodeIndex {
    /// The rows in which every word stands, of one family or of all: those with such a number or name first, then the others,
    /// both in the order of the book. Small and capital letters are the same; without words, all rows.
    #[must_use]
    pub fn search(&self, family: Option<CodeFamily>, words: &str) -> Vec<(&'static CodeRow, &CodeWords)> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let named = |row: &CodeRow| {
            words.iter().any(|word| row.has_name(word) || word.parse().is_ok_and(|number| row.has_number(number)))
        };
        let mut found: Vec<(bool, &'static CodeRow, &CodeWords)> = self
            .entries
            .iter()
            .filter(|(row, ..)| family.is_none_or(|family| row.family == family))
            .filter(|(_, _, text)| words.iter().all(|word| text.contains(word.as_str())))
            .map(|(row, shown, _)| (!named(row), *row, shown))
            .collect();
        // Stable: the order of the book stays inside of both halves.
        found.sort_by_key(|(last, ..)| *last);
        found.into_iter().map(|(_, row, shown)| (row, shown)).collect()
    }

    /// The same for what a person types or pastes: a whole reply of an FTP server ("120 Service ready in 5 minutes") finds its
    /// code and is read, and a number that no table has is answered with what can be said of it.
    #[must_use]
    pub fn look_up(&self, family: Option<CodeFamily>, typed: &str) -> Vec<FoundCode<'_>> {
        let rows: Vec<FoundCode<'_>> = self
            .search(family, typed)
            .into_iter()
            .map(|(row, words)| FoundCode { row: Some(row), number: row.number, words: Cow::Borrowed(words) })
            .collect();
        let typed = typed.trim();
        if !rows.is_empty() {
            return rows;
        }
        if let Ok(number) = typed.parse::<i64>() {
            let words = Cow::Owned(unknown_code_words(family, number));
            return vec![FoundCode { row: None, number: Some(number), words }];
        }
        let of_ftp = family.is_none_or(|family| family == CodeFamily::Ftp);
        match ftp_reply_line(typed).filter(|_| of_ftp) {
            Some((code, text)) => {
                let row = CodeBook::get().find(CodeFamily::Ftp, code.into()).into_iter().next();
                let words = reply_words(code, text.as_bytes());
                vec![FoundCode { row, number: Some(code.into()), words: Cow::Owned(words) }]
            }
            None => Vec::new(),
        }
    }
}

/// A line as an FTP server sends it, in its code and its text: `120 Service ready in 5 minutes`.
#[must_use]
pub fn ftp_reply_line(line: &str) -> Option<(u16, &str)> {
    let (code, text) = line.split_once([' ', '-'])?;
    let three_digits = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    Some((code.parse().ok().filter(|_| three_digits)?, text.trim()))
}

/// A reply of an FTP server in words: its code, and what is to be read from its text.
#[must_use]
pub fn reply_words(code: u16, text: &[u8]) -> CodeWords {
    let row = CodeBook::get().find(CodeFamily::Ftp, code.into()).into_iter().next();
    let words = row.map_or_else(|| unknown_code_words(Some(CodeFamily::Ftp), code.into()), code_words);
    words.with_reply(code, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_words_are_found() {
        let index = CodeIndex::default();
        let names =
            |family, words: &str| index.search(family, words).iter().map(|(row, _)| row.name).collect::<Vec<_>>();
        assert_eq!(index.search(None, "").len(), CodeBook::get().rows().len());
        assert_eq!(names(None, "550").first(), Some(&"FILE_UNAVAILABLE"));
        assert_eq!(names(None, "mfmt"), ["MFMT"]);
        assert!(names(None, "enospc").contains(&"ENOSPC"));
        let quota = names(None, "QUOTA share disk");
        assert!(["SSH_FX_QUOTA_EXCEEDED", "EDQUOT", "WSAEDQUOT"].iter().all(|name| quota.contains(name)), "{quota:?}");
        assert!(names(Some(CodeFamily::Sftp), "lock").iter().all(|name| name.starts_with("SSH_FX_")));
        assert!(names(None, "no such words anywhere").is_empty());
    }

    #[test]
    fn numbers_that_no_table_has_and_whole_replies_are_answered() {
        let index = CodeIndex::default();
        let only = |family, typed: &str| {
            let found = index.look_up(family, typed);
            assert_eq!(found.len(), 1, "{typed}");
            (found[0].row.map(|row| row.name), found[0].number, found[0].words.to_text())
        };
        let (name, number, text) = only(None, " 999 ");
        assert!(name.is_none() && number == Some(999) && text.contains("no table has"), "{text}");
        let (name, _, text) = only(Some(CodeFamily::Ftp), "459");
        assert!(name.is_none() && text.contains("may work later"), "{text}");
        let (name, number, text) = only(None, "120 Service ready in 5 minutes");
        assert_eq!((name, number), (Some("READY_IN_MINUTES"), Some(120)), "{text}");
        assert!(text.contains("ready in 5 minutes"), "{text}");
        assert!(index.look_up(Some(CodeFamily::Sftp), "120 Service ready in 5 minutes").is_empty());
        assert!(index.look_up(None, "xyzzy plugh").is_empty());
        assert_eq!(index.look_up(None, "550")[0].row.map(|row| row.name), Some("FILE_UNAVAILABLE"));
    }
}

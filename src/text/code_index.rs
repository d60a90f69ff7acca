//! Search in the code book: numbers, names and words.

use super::code_words::{CodeWords, code_words};
use crate::error::{CodeBook, CodeFamily, CodeRow};

/// The code book with its words in the language that is chosen when it is made, ready to be searched at every key stroke.
#[derive(Clone, Debug)]
pub struct CodeIndex {
    entries: Vec<(&'static CodeRow, CodeWords, String)>,
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
}

//! The words of a listing line with their places, so that names keep their spaces. Pure.

/// The most words that are looked at: no known form has as many columns before its name.
const MAX_WORDS: usize = 24;

/// A line cut at spaces and tabs. Words behind the twenty-fourth belong to the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    line: &'a [u8],
    places: [(usize, usize); MAX_WORDS],
    count: usize,
    complete: bool,
}

/// Whether a byte parts words.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

impl<'a> Words<'a> {
    /// The words of `line`, which holds no line end.
    pub(super) fn of(line: &'a [u8]) -> Self {
        let mut words = Self { line, places: [(0, 0); MAX_WORDS], count: 0, complete: true };
        let mut at = 0;
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let Some(skipped) = rest.iter().position(|byte| !is_blank(*byte)) else { break };
            let Some(place) = words.places.get_mut(words.count) else {
                words.complete = false;
                break;
            };
            let start = at + skipped;
            let word = line.get(start..).unwrap_or_default();
            let end = start + word.iter().position(|byte| is_blank(*byte)).unwrap_or(word.len());
            *place = (start, end);
            words.count += 1;
            at = end;
        }
        words
    }

    /// The whole line.
    pub(super) fn line(&self) -> &'a [u8] {
        self.line
    }

    /// How many words there are, at most twenty-four.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether these are all words and exactly `count`.
    pub(super) fn are_exactly(&self, count: usize) -> bool {
        self.complete && self.count == count
    }

    /// Whether no words were left out.
    pub(super) fn are_all(&self) -> bool {
        self.complete
    }

    fn place(&self, index: usize) -> Option<(usize, usize)> {
        self.places.get(index).copied().filter(|_| index < self.count)
    }

    /// One word, counted from 0.
    pub(super) fn get(&self, index: usize) -> Option<&'a [u8]> {
        let (start, end) = self.place(index)?;
        self.line.get(start..end)
    }

    /// The last word, when none were left out.
    pub(super) fn last(&self) -> Option<&'a [u8]> {
        self.get(self.count.checked_sub(1)?).filter(|_| self.complete)
    }

    /// Everything behind a word, with the blanks between.
    pub(super) fn after(&self, index: usize) -> Option<&'a [u8]> {
        let (_, end) = self.place(index)?;
        self.line.get(end..)
    }

    /// The name behind a word, of which at most `blanks` blanks are the column's and the rest the name's.
    pub(super) fn name_after(&self, index: usize, blanks: usize) -> Option<&'a [u8]> {
        let rest = self.after(index)?;
        let skipped = rest.iter().take(blanks).take_while(|byte| is_blank(**byte)).count();
        (skipped > 0).then(|| rest.get(skipped..))?
    }

    /// The name behind a word without any blanks before it, for forms with columns of unknown width.
    pub(super) fn trimmed_after(&self, index: usize) -> Option<&'a [u8]> {
        let rest = self.after(index)?;
        let start = rest.iter().position(|byte| !is_blank(*byte))?;
        rest.get(start..)
    }

    /// From the first byte of one word to the last of another.
    pub(super) fn span(&self, first: usize, last: usize) -> Option<&'a [u8]> {
        let ((start, _), (_, end)) = (self.place(first)?, self.place(last)?);
        self.line.get(start..end)
    }
}

/// A word of ASCII digits only as a number; `None` for anything else and beyond 64 bits.
pub(super) fn number(word: &[u8]) -> Option<u64> {
    if word.is_empty() || word.len() > 20 {
        return None;
    }
    word.iter().try_fold(0_u64, |sum, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        sum.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// A number with marks between its thousands (`9,730`, `1.234.567`).
pub(super) fn grouped_number(word: &[u8]) -> Option<u64> {
    if let Some(plain) = number(word) {
        return Some(plain);
    }
    let mark = *word.iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(mark, b',' | b'.' | b'\'') {
        return None;
    }
    let mut groups = word.split(|byte| *byte == mark);
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()))?;
    groups.try_fold(number(first)?, |sum, group| {
        let group = number(group).filter(|_| group.len() == 3)?;
        sum.checked_mul(1000)?.checked_add(group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_spaces() {
        let words = Words::of(b"  a\tbb   name with  ");
        assert_eq!((words.get(0), words.get(1), words.get(9)), (Some(&b"a"[..]), Some(&b"bb"[..]), None));
        assert_eq!(words.name_after(1, 1), Some(&b"  name with  "[..]));
        assert_eq!(words.name_after(1, 2), Some(&b" name with  "[..]));
        assert_eq!(words.trimmed_after(1), Some(&b"name with  "[..]));
        assert_eq!(words.span(0, 1), Some(&b"a\tbb"[..]));
        assert!(Words::of(b"x").name_after(0, 1).is_none(), "nothing parts a name from the word");
        assert!(!Words::of(&b"x ".repeat(30)).are_all());
    }

    #[test]
    fn numbers_are_digits_only() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        for not in [&b"18446744073709551616"[..], b"", b"+1", b"1a", b"-1"] {
            assert_eq!(number(not), None);
        }
        assert_eq!(grouped_number(b"9,730"), Some(9730));
        assert_eq!(grouped_number(b"1.234.567"), Some(1_234_567));
        for not in [&b"97,30"[..], b"1,2345", b",123", b"1,,123", b"1,234.567"] {
            assert_eq!(grouped_number(not), None);
        }
    }
}

//! Text of servers for eyes, cut at a stated length: a megabyte of it must neither fill the window nor the clipboard.

use crate::error::ServerText;
use crate::model::escape_bytes;

/// The most bytes of a server's text that a card shows, or a line on the terminal.
pub const CARD_BYTES: usize = 2_000;
/// The most bytes of a server's text that copied JSON holds.
pub const JSON_BYTES: usize = 65_536;
/// The most bytes of a language tag that are shown; real ones have less than 40.
pub(super) const TAG_BYTES: usize = 64;

/// A text for eyes, and how much of it was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownText {
    /// The text; undecodable bytes, control and direction characters are escapes, line ends too.
    pub text: String,
    /// How many bytes are not in it.
    pub left_out: u64,
}

impl ShownText {
    /// The first `most` bytes, cut at a character.
    #[must_use]
    pub fn of(bytes: &[u8], most: usize) -> Self {
        if bytes.len() <= most {
            return Self { text: escape_bytes(bytes), left_out: 0 };
        }
        // Not in the middle of a character, where it is UTF-8.
        let cut = (0..=most).rev().take(4).find(|at| bytes.get(*at).is_none_or(|b| b & 0xC0 != 0x80)).unwrap_or(most);
        let kept = bytes.get(..cut).unwrap_or_default();
        Self { text: escape_bytes(kept), left_out: u64::try_from(bytes.len() - kept.len()).unwrap_or(u64::MAX) }
    }

    /// A server's own words.
    #[must_use]
    pub fn of_server(text: &ServerText, most: usize) -> Self {
        Self::of(&text.message, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_at_a_character_and_says_how_much_is_missing() {
        let long = "é".repeat(1 << 19);
        let shown = ShownText::of(long.as_bytes(), 2_001);
        assert_eq!((shown.text.len(), shown.left_out), (2_000, (1 << 20) - 2_000));
        let junk = ShownText::of(&[0xBF; 3_000], 2_000);
        assert_eq!((junk.text.len(), junk.left_out), (8_000, 1_000), "no character anywhere: cut all the same");
        assert_eq!(ShownText::of(b"a\nb", 10).text, "a\\nb");
    }
}

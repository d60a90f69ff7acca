//! Dividing a line into words, as `strdelim` and `argv_split` of OpenSSH do it. Pure.

/// White space between words of a line.
const BLANKS: &[char] = &[' ', '\t', '\r', '\n'];

/// A quote that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenQuote;

/// Takes the next word off a line, where one `=` may stand in place of blanks; `None`: a quote is not closed. The empty
/// word comes from blanks or an `=` in front, and from the end of the line.
pub(super) fn next_word(rest: &mut Option<String>) -> Option<String> {
    let line = rest.take()?;
    let Some(at) = line.find(|c: char| BLANKS.contains(&c) || matches!(c, '"' | '=')) else {
        return Some(line);
    };
    let (word, tail) = line.split_at(at);
    let mut tail = tail.chars();
    let delimiter = tail.next();
    if delimiter == Some('"') {
        // What stands before the quote belongs to the word.
        let (quoted, behind) = tail.as_str().split_once('"')?;
        *rest = Some(behind.trim_start_matches(BLANKS).to_owned());
        return Some(format!("{word}{quoted}"));
    }
    let mut behind = tail.as_str().trim_start_matches(BLANKS);
    if delimiter != Some('=')
        && let Some(after) = behind.strip_prefix('=')
    {
        behind = after.trim_start_matches(BLANKS);
    }
    *rest = Some(behind.to_owned());
    Some(word.to_owned())
}

/// The words of the rest of a line, quotes and escapes removed; a word that begins with `#` ends the line.
///
/// # Errors
/// [`OpenQuote`].
pub(super) fn split(text: &str) -> Result<Vec<String>, OpenQuote> {
    let mut words = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        while rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
        match rest.peek() {
            None | Some('#') => return Ok(words),
            Some(_) => {}
        }
        let mut word = String::new();
        let mut quote: Option<char> = None;
        while let Some(c) = rest.next() {
            match (c, quote) {
                ('\\', _) => {
                    let escaped = rest.next_if(|n| matches!(n, '\'' | '"' | '\\') || (*n == ' ' && quote.is_none()));
                    word.push(escaped.unwrap_or('\\'));
                }
                (' ' | '\t', None) => break,
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                (c, _) => word.push(c),
            }
        }
        if quote.is_some() {
            return Err(OpenQuote);
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_end_at_blanks_or_one_equals_sign() {
        for (line, word, rest) in [
            ("HostName x", "HostName", "x"),
            ("HostName=x", "HostName", "x"),
            ("HostName \t = \t x y", "HostName", "x y"),
            ("HostName == x", "HostName", "= x"),
            ("\"Host\" x", "Host", "x"),
        ] {
            let mut tail = Some(line.to_owned());
            assert_eq!((next_word(&mut tail).as_deref(), tail.as_deref()), (Some(word), Some(rest)), "{line}");
        }
        assert_eq!(next_word(&mut Some("\"Host x".into())), None);
    }

    #[test]
    fn words_lose_quotes_and_escapes() {
        let words = |text: &str| split(text).map(|w| w.join("|"));
        assert_eq!(words(r#"a "b c" d\ e 'f "g' h#i # end"#), Ok(r#"a|b c|d e|f "g|h#i"#.into()));
        assert_eq!(words(r#""" C:\Users\x "a\"b""#), Ok(r#"|C:\Users\x|a"b"#.into()));
        assert_eq!(words("\"a"), Err(OpenQuote));
    }
}

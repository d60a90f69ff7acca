//! All words of one code or command, for the code book and the command line alike.

use super::code::{
    class_name, effect_words, family_name, row_action, row_meaning, series_action, series_words, subject_words,
    unlisted_reply,
};
use crate::error::{
    CodeFamily, CodeRow, FtpSeries, FtpSubject, InnerReply, SystemNumbers, protected_reply, ready_in_minutes,
    restart_marker,
};
use crate::i18n::fl;
use crate::model::escape_bytes;

/// Longest text of a server that is shown, in bytes; the rest is cut off.
const SHOWN: usize = 2_000;

/// One code or command in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWords {
    /// Family, number and name in a line: `FTP reply 550 FILE_UNAVAILABLE`.
    pub title: String,
    /// What it means, as part of a sentence.
    pub meaning: String,
    /// What to do, in sentences.
    pub action: String,
    /// What it is about; `None` for numbers that no table has.
    pub class: Option<String>,
    /// More about it, each with its label: digits of FTP replies, numbers on other systems, form and danger of commands,
    /// what stands in the text of a reply.
    pub more: Vec<(String, String)>,
    /// The document that defines it; `None` for numbers that no table has.
    pub source: Option<&'static str>,
}

/// Puts a row of the code book into words.
#[must_use]
pub fn code_words(row: &CodeRow) -> CodeWords {
    let family = family_name(row.family);
    let title = match row.number {
        Some(number) => {
            format!("{} {}", fl!("code-title-number", family = family, number = number.to_string()), row.name)
        }
        None => format!("{family} {}", row.name),
    };
    let mut more = Vec::new();
    if let Some(alias) = row.alias {
        more.push((fl!("code-label-alias"), alias.to_owned()));
    }
    if let (CodeFamily::Ftp, Some(Ok(code))) = (row.family, row.number.map(u16::try_from)) {
        more.extend(digits(code));
    }
    if let Some(numbers) = row.systems.map(systems) {
        more.push((fl!("code-label-systems"), numbers));
    }
    if let Some(command) = row.command {
        more.push((fl!("code-label-syntax"), command.syntax.to_owned()));
        more.push((fl!("code-label-effect"), effect_words(command.effect)));
    }
    CodeWords {
        title,
        meaning: row_meaning(row),
        action: row_action(row),
        class: Some(class_name(row.class)),
        more,
        source: Some(row.source),
    }
}

/// Puts a number into words that no table has: what the digits of an FTP reply say, else that nothing is known. `family` is
/// `None` where no family was named.
#[must_use]
pub fn unknown_code_words(family: Option<CodeFamily>, number: i64) -> CodeWords {
    // Three digits are an FTP reply where nothing else was said.
    let reply = match family {
        None | Some(CodeFamily::Ftp) => u16::try_from(number).ok(),
        Some(_) => None,
    };
    let digits_say = reply.and_then(|code| Some((code, unlisted_reply(code)?, FtpSeries::of(code)?)));
    let title = match family.or(digits_say.as_ref().map(|_| CodeFamily::Ftp)) {
        Some(family) => fl!("code-title-number", family = family_name(family), number = number.to_string()),
        None => number.to_string(),
    };
    let (meaning, action, more) = match digits_say {
        Some((code, meaning, series)) => (meaning, series_action(series), digits(code)),
        None => (fl!("code-unknown"), fl!("code-unknown-action"), Vec::new()),
    };
    CodeWords { title, meaning, action, class: None, more, source: None }
}

/// What is to be read from the text of an FTP reply: the places of a restart marker (110), the minutes to wait (120), the
/// reply inside of a protected one (631 to 633). `None` for other codes, and where nothing of the kind stands there; the
/// text is cut at 2,000 bytes and safe to show.
#[must_use]
pub fn ftp_reply_note(code: u16, text: &[u8]) -> Option<String> {
    let shown = |bytes: &[u8]| escape_bytes(bytes.get(..SHOWN).unwrap_or(bytes));
    match code {
        110 => restart_marker(text)
            .map(|marker| fl!("reply-marker", ours = shown(&marker.ours), servers = shown(&marker.servers))),
        120 => ready_in_minutes(text).map(|minutes| fl!("reply-minutes", minutes = minutes)),
        _ => protected_reply(code, text).map(|reply| match reply.inner {
            InnerReply::Open { code, text } => {
                fl!("reply-inner", code = code.to_string(), text = shown(&text)).trim_end().to_owned()
            }
            InnerReply::Sealed { length } => fl!("reply-sealed", count = length.to_string()),
            InnerReply::Junk => fl!("reply-junk"),
            InnerReply::TooLong => fl!("reply-too-long"),
        }),
    }
}

/// The digits of a reply with their labels.
fn digits(code: u16) -> Vec<(String, String)> {
    let series = FtpSeries::of(code).map(|series| (fl!("code-label-series"), series_words(series)));
    let subject = FtpSubject::of(code).map(|subject| (fl!("code-label-subject"), subject_words(subject)));
    series.into_iter().chain(subject).collect()
}

/// The numbers of the systems in a line.
fn systems(numbers: SystemNumbers) -> String {
    let parts = [
        numbers.linux.map(|number| fl!("code-on-linux", number = number.to_string())),
        numbers.macos.map(|number| fl!("code-on-macos", number = number.to_string())),
        numbers.windows.map(|number| fl!("code-on-windows", number = number.to_string())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl CodeWords {
    /// The same words with what is to be read from the text of an FTP reply.
    #[must_use]
    pub fn with_reply(mut self, code: u16, text: &[u8]) -> Self {
        self.more.extend(ftp_reply_note(code, text).map(|note| (fl!("code-label-reply"), note)));
        self
    }

    /// Everything below the title in the order in which it is shown, each with its label.
    #[must_use]
    pub fn details(&self) -> Vec<(String, String)> {
        let mut details =
            vec![(fl!("code-label-meaning"), self.meaning.clone()), (fl!("code-label-action"), self.action.clone())];
        details.extend(self.class.clone().map(|class| (fl!("code-label-class"), class)));
        details.extend(self.more.iter().cloned());
        details.extend(self.source.map(|source| (fl!("code-label-source"), source.to_owned())));
        details
    }

    /// Everything as plain text, for the clipboard and the terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let details = self.details();
        let width = details.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.title);
        for (label, value) in details {
            let gap = " ".repeat(width.saturating_sub(label.chars().count()) + 2);
            text.extend(["  ", &label, &gap, &value, "\n"]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CodeBook;

    fn of(family: CodeFamily, number: i64) -> CodeWords {
        code_words(CodeBook::get().find(family, number)[0])
    }

    #[test]
    fn every_row_has_all_its_words() {
        for row in CodeBook::get().rows() {
            let words = code_words(row);
            assert!(words.title.ends_with(row.name) && words.class.is_some() && words.source.is_some(), "{words:?}");
            let text = words.to_text();
            assert!(text.contains(&words.meaning) && text.contains(&words.action), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }

    #[test]
    fn a_reply_shows_its_digits_and_a_command_its_danger() {
        let text = of(CodeFamily::Ftp, 550).to_text();
        assert!(
            text.starts_with("FTP reply 550 FILE_UNAVAILABLE\n") && text.contains("5: files on the server"),
            "{text}"
        );
        let text = code_words(CodeBook::get().find_name(None, "pasv")[0]).to_text();
        assert!(text.contains("derail") && text.contains("RFC 959"), "{text}");
        let text = of(CodeFamily::Errno, 28).to_text();
        assert!(text.contains("Linux 28, macOS 28"), "{text}");
        assert!(of(CodeFamily::Winsock, 10066).to_text().contains("Linux 39, macOS 66, Windows 10066"));
    }

    #[test]
    fn unknown_numbers_say_so() {
        let words = unknown_code_words(None, 459);
        assert!(words.title.starts_with("FTP reply 459") && words.more.len() == 2, "{words:?}");
        let words = unknown_code_words(Some(CodeFamily::Sftp), 459);
        assert!(words.meaning == fl!("code-unknown") && words.more.is_empty(), "{words:?}");
        assert_eq!(unknown_code_words(None, -5).title, "-5");
        assert_eq!(unknown_code_words(Some(CodeFamily::Ftp), i64::MAX).meaning, fl!("code-unknown"));
    }

    #[test]
    fn texts_of_replies_are_read() {
        assert!(ftp_reply_note(120, b"Service ready in 12 minutes").unwrap().contains("12 minutes"));
        assert!(ftp_reply_note(120, b"Service ready in 1 minute").unwrap().contains("one minute"));
        assert!(ftp_reply_note(110, b"MARK 40 = 12").unwrap().contains("40"));
        assert!(ftp_reply_note(631, b"NTUwIFwzMyBObw==").unwrap().contains("550"));
        assert_eq!(ftp_reply_note(633, b"???"), Some(fl!("reply-junk")));
        assert_eq!(ftp_reply_note(110, b"no mark"), None);
        assert_eq!(ftp_reply_note(550, b"MARK 1 = 2"), None);
        let long = [b"MARK ".as_slice(), &[b'\x1b'; 10_000], b" = 1"].concat();
        let note = ftp_reply_note(110, &long).unwrap();
        assert!(note.len() < 10_000 && !note.contains('\u{1b}'), "{}", note.len());
    }
}

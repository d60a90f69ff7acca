//! `explain`: the code book on the command line.

use super::exit::Exit;
use super::invocation::{AskedCode, ExplainWish};
use crate::error::{CodeBook, CodeFamily, CodeRow, FtpCommand, FtpSeries, FtpSubject};
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::text::{CodeWords, code_words, ftp_reply_line, ftp_reply_note, reply_words, unknown_code_words};
use serde::Serialize;
use std::io::{self, Write};

/// Understands the words behind `explain`: codes, with the family in front or none.
///
/// # Errors
/// What is wrong with them, in words: a family without a code, or a name that no table has.
pub(super) fn asked(words: &[String]) -> Result<ExplainWish, String> {
    let (families, codes) = match words.split_first() {
        Some((first, rest)) => match CodeFamily::named(first) {
            families if families.is_empty() => (Vec::new(), words),
            _ if rest.is_empty() => return Err(fl!("cli-fault-no-code", family = first.as_str())),
            families => (families, rest),
        },
        None => (Vec::new(), words),
    };
    let codes = codes.iter().map(|word| asked_code(&families, word)).collect::<Result<_, _>>()?;
    Ok(ExplainWish { json: false, families, codes })
}

fn asked_code(families: &[CodeFamily], word: &str) -> Result<AskedCode, String> {
    if let Ok(number) = word.parse() {
        return Ok(AskedCode::Number(number));
    }
    let of_ftp = families.is_empty() || families.contains(&CodeFamily::Ftp);
    if let Some((code, text)) = ftp_reply_line(word).filter(|_| of_ftp) {
        return Ok(AskedCode::Reply { code, text: text.to_owned() });
    }
    if named(families, word).is_empty() {
        return Err(fl!("cli-fault-no-such-code", code = escape_bytes(word.as_bytes())));
    }
    Ok(AskedCode::Name(word.to_owned()))
}

/// The rows of a name in the families that were named; in all where none was.
fn named(families: &[CodeFamily], name: &str) -> Vec<&'static CodeRow> {
    let rows = CodeBook::get().find_name(None, name);
    rows.into_iter().filter(|row| families.is_empty() || families.contains(&row.family)).collect()
}

/// What is known of one asked code: rows of the book, or a number without one.
enum Found {
    Row(&'static CodeRow),
    Reply { code: u16, text: String },
    Unknown { family: Option<CodeFamily>, number: i64 },
}

fn look_up(wish: &ExplainWish, asked: &AskedCode) -> Vec<Found> {
    let book = CodeBook::get();
    match asked {
        AskedCode::Name(name) => named(&wish.families, name).into_iter().map(Found::Row).collect(),
        AskedCode::Reply { code, text } => vec![Found::Reply { code: *code, text: text.clone() }],
        AskedCode::Number(number) => {
            let rows: Vec<Found> = match wish.families.as_slice() {
                [] => book.find_all(*number),
                families => families.iter().flat_map(|family| book.find(*family, *number)).collect(),
            }
            .into_iter()
            .map(Found::Row)
            .collect();
            if rows.is_empty() {
                vec![Found::Unknown { family: wish.families.first().copied(), number: *number }]
            } else {
                rows
            }
        }
    }
}

/// Prints what the code book knows. A reader that goes away (`| head`) ends it; that is no fault.
#[must_use]
pub fn explain(wish: &ExplainWish) -> Exit {
    let mut out = io::stdout().lock();
    // Nobody is left to be told when the output is closed.
    let _closed = write_all(wish, &mut out).and_then(|()| out.flush());
    Exit::Ok
}

fn write_all(wish: &ExplainWish, out: &mut impl Write) -> io::Result<()> {
    let found: Vec<Found> = if wish.codes.is_empty() {
        let rows = CodeBook::get().rows().iter();
        rows.filter(|row| wish.families.is_empty() || wish.families.contains(&row.family)).map(Found::Row).collect()
    } else {
        wish.codes.iter().flat_map(|asked| look_up(wish, asked)).collect()
    };
    for (at, found) in found.iter().enumerate() {
        if wish.json {
            let line = serde_json::to_string(&CodeLine::of(found)).map_err(io::Error::other)?;
            writeln!(out, "{line}")?;
        } else if wish.codes.is_empty() {
            let words = words(found);
            writeln!(out, "{}: {}", words.title, words.meaning)?;
        } else {
            if at > 0 {
                writeln!(out)?;
            }
            write!(out, "{}", words(found).to_text())?;
        }
    }
    Ok(())
}

fn words(found: &Found) -> CodeWords {
    match found {
        Found::Row(row) => code_words(row),
        Found::Unknown { family, number } => unknown_code_words(*family, *number),
        Found::Reply { code, text } => reply_words(*code, text.as_bytes()),
    }
}

fn row_of_reply(code: u16) -> Option<&'static CodeRow> {
    CodeBook::get().find(CodeFamily::Ftp, i64::from(code)).into_iter().next()
}

/// One line of `--json`. The order of the fields is the order of the keys: a stable interface, described in README.md.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct CodeLine {
    event: &'static str,
    family: Option<&'static str>,
    code: Option<i64>,
    name: Option<&'static str>,
    known: bool,
    class: Option<&'static str>,
    meaning: String,
    action: String,
    source: Option<&'static str>,
    linux: Option<i32>,
    macos: Option<i32>,
    windows: Option<i32>,
    series: Option<&'static str>,
    subject: Option<&'static str>,
    syntax: Option<&'static str>,
    effect: Option<&'static str>,
    derails: Option<bool>,
    in_reply: Option<String>,
}

impl CodeLine {
    fn of(found: &Found) -> Self {
        let words = words(found);
        let (row, family, code) = match found {
            Found::Row(row) => (Some(*row), Some(row.family), row.number),
            Found::Reply { code, .. } => (row_of_reply(*code), Some(CodeFamily::Ftp), Some(i64::from(*code))),
            Found::Unknown { family, number } => {
                let reply = u16::try_from(*number).ok().and_then(FtpSeries::of).map(|_| CodeFamily::Ftp);
                (None, family.or(reply), Some(*number))
            }
        };
        let reply = code.filter(|_| family == Some(CodeFamily::Ftp)).and_then(|code| u16::try_from(code).ok());
        let systems = row.and_then(|row| row.systems).unwrap_or_default();
        let command: Option<&FtpCommand> = row.and_then(|row| row.command);
        Self {
            event: "code",
            family: family.map(CodeFamily::name),
            code,
            name: row.map(|row| row.name),
            known: row.is_some(),
            class: row.map(|row| row.class.name()),
            meaning: words.meaning,
            action: words.action,
            source: words.source,
            linux: systems.linux,
            macos: systems.macos,
            windows: systems.windows,
            series: reply.and_then(FtpSeries::of).map(FtpSeries::name),
            subject: reply.and_then(FtpSubject::of).map(FtpSubject::name),
            syntax: command.map(|command| command.syntax),
            effect: command.map(|command| command.effect.name()),
            derails: command.map(|command| command.effect.derails()),
            in_reply: match found {
                Found::Reply { code, text } => ftp_reply_note(*code, text.as_bytes()),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn printed(line: &str, json: bool) -> String {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let wish = ExplainWish { json, ..asked(&words).unwrap() };
        let mut out = Vec::new();
        write_all(&wish, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_row_is_explained_by_its_number_and_by_its_name() {
        for row in CodeBook::get().rows() {
            let family = row.family.name();
            let questions = row.number.map(|number| number.to_string()).into_iter().chain([row.name.to_owned()]);
            for question in questions {
                let text = printed(&format!("{family}|{question}"), false);
                assert!(text.contains(row.name) && text.contains(row.source), "{family} {question}: {text}");
                let json = printed(&format!("{family}|{question}"), true);
                let found = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).any(|line| {
                    line["name"] == row.name
                        && line["known"] == true
                        && line["class"] == row.class.name()
                        && ["meaning", "action"].iter().all(|key| line[key].as_str().is_some_and(|text| text.len() > 3))
                });
                assert!(found, "{family} {question}: {json}");
            }
        }
    }

    #[test]
    fn one_number_is_explained_in_all_families() {
        let text = printed("5", true);
        let families: Vec<String> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["family"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(families, ["sftp", "ssh_disconnect", "errno", "dns", "win32", "socks"], "{text}");
        assert!(printed("530", false).starts_with("FTP reply 530 NOT_LOGGED_IN"));
    }

    #[test]
    fn whole_replies_are_read() {
        assert!(printed("ftp|120 Service ready in 12 minutes", false).contains("12 minutes"));
        assert!(printed("631 NTUwIE5v", false).contains("550 No"));
        assert!(printed("459-Something of its own", false).contains("may work later"));
        let line: Value = serde_json::from_str(&printed("120 in 5 minutes", true)).unwrap();
        assert_eq!((&line["series"], &line["in_reply"]), (&"wait".into(), &"ready in 5 minutes".into()));
    }

    #[test]
    fn unknown_numbers_are_told_and_nonsense_is_refused() {
        let line: Value = serde_json::from_str(&printed("ftp|459", true)).unwrap();
        assert_eq!(
            (&line["known"], &line["series"], &line["subject"]),
            (&false.into(), &"transient".into(), &"files".into())
        );
        assert_eq!(line["name"], Value::Null);
        assert!(printed("sftp|32", false).contains(&fl!("code-unknown")));
        assert!(printed("99999999999", false).contains(&fl!("code-unknown")));
        for nonsense in ["ftp", "sftp|NONSENSE", "gopher|5", "", "ftp|MFMT", "0x10", "5.5"] {
            let words: Vec<String> = nonsense.split('|').map(str::to_owned).collect();
            assert!(asked(&words).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn lists_have_one_line_a_row() {
        for json in [false, true] {
            for families in [vec![], vec![CodeFamily::FtpCommand]] {
                let rows = CodeBook::get().rows().iter();
                let wanted = rows.filter(|row| families.is_empty() || families.contains(&row.family)).count();
                let mut out = Vec::new();
                write_all(&ExplainWish { json, families, codes: Vec::new() }, &mut out).unwrap();
                assert_eq!(String::from_utf8(out).unwrap().lines().count(), wanted);
            }
        }
    }
}

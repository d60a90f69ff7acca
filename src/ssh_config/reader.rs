//! Reads the files line by line and keeps what holds for one host: the first value wins.

use super::computer::Computer;
use super::criteria::{Facts, judge};
use super::directives::{Directives, Setting, Source};
use super::files::ConfigFiles;
use super::glob;
use super::jump::parse_hops;
use super::keyword::{Form, Keyword, Named, find};
use super::note::{Note, NoteKind};
use super::pattern::{list_matches, matches};
use super::tokens::{Tokens, home_of};
use super::value::check;
use super::words::{next_word, split};
use crate::model::escape_bytes;
use std::io;
use std::path::{Path, PathBuf};

/// Most bytes of one file.
const FILE_MAX: u64 = 1 << 20;
/// Most bytes of all files together.
const TOTAL_MAX: u64 = 8 << 20;
/// Most files.
const FILES_MAX: usize = 1_000;
/// How deep files may include each other, as in OpenSSH.
const DEPTH_MAX: usize = 16;
/// Most names of hosts that are kept.
const NAMES_MAX: usize = 1_000;
/// Most notes that are kept.
const NOTES_MAX: usize = 200;

/// Which file is read, and how far it is trusted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust<'a> {
    /// Where relative names of `Include` begin.
    pub(super) folder: &'a Path,
    /// Whether it belongs to the user, so that `~` may be used.
    pub(super) user: bool,
    /// Whether a file that others may change is turned down.
    pub(super) checked: bool,
    /// Whether it is included by a block that does not hold, so that nothing in it does.
    pub(super) never: bool,
}

/// The state of one reading.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    files: &'a dyn ConfigFiles,
    computer: &'a Computer,
    original: &'a str,
    /// What `Host` lines are compared with.
    host: String,
    final_pass: bool,
    ignored: Option<String>,
    files_left: usize,
    bytes_left: u64,
    /// What was set.
    pub(super) directives: Directives,
    /// What was passed over.
    pub(super) notes: Vec<Note>,
    /// A line asked for a second reading.
    pub(super) wants_final: bool,
    /// The names of `Host` lines that are no patterns, in order, each once.
    pub(super) names: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Begins with what is set already.
    pub(super) fn new(
        files: &'a dyn ConfigFiles,
        computer: &'a Computer,
        original: &'a str,
        directives: Directives,
    ) -> Self {
        Self {
            files,
            computer,
            original,
            host: original.to_owned(),
            final_pass: false,
            ignored: None,
            files_left: FILES_MAX,
            bytes_left: TOTAL_MAX,
            directives,
            notes: Vec::new(),
            wants_final: false,
            names: Vec::new(),
        }
    }

    /// Begins the second reading, in which hosts are compared by the name that the first one found.
    pub(super) fn begin_final(&mut self, host: String) {
        self.host = host;
        self.final_pass = true;
        self.files_left = FILES_MAX;
        self.bytes_left = TOTAL_MAX;
    }

    /// Reads a file and what it includes.
    ///
    /// # Errors
    /// The system's, when this file cannot be read; included ones become notes.
    pub(super) fn read(&mut self, file: &Path, trust: Trust<'_>) -> io::Result<()> {
        self.read_at(file, trust, 0)
    }

    fn read_at(&mut self, file: &Path, trust: Trust<'_>, depth: usize) -> io::Result<()> {
        let whole = || Source { file: file.to_owned(), line: 0 };
        if self.files_left == 0 || self.bytes_left == 0 {
            self.note(whole(), NoteKind::TooManyIncludes, "");
            return Ok(());
        }
        let read = self.files.read(file, FILE_MAX + 1)?;
        self.files_left -= 1;
        let length = read.bytes.len() as u64;
        self.bytes_left = self.bytes_left.saturating_sub(length);
        if length > FILE_MAX {
            self.note(whole(), NoteKind::TooLarge, "");
            return Ok(());
        }
        if read.foreign && trust.checked {
            self.note(whole(), NoteKind::ForeignFile, "");
            return Ok(());
        }
        let bytes = read.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&read.bytes);
        let mut active = !trust.never;
        for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
            let line = line.split(|b| *b == 0).next().unwrap_or_default();
            let source = Source { file: file.to_owned(), line: at + 1 };
            let Ok(line) = std::str::from_utf8(line) else {
                if !line.trim_ascii_start().starts_with(b"#") {
                    self.note(source, NoteKind::BadValue, escape_bytes(line));
                }
                continue;
            };
            self.line(line.trim_end_matches([' ', '\t', '\r', '\n', '\u{c}']), source, &mut active, trust, depth);
        }
        Ok(())
    }

    /// Notes that a file cannot be read.
    pub(super) fn note_unreadable(&mut self, file: PathBuf, fault: &io::Error) {
        self.note(Source { file, line: 0 }, NoteKind::Unreadable, fault.to_string());
    }

    fn note(&mut self, source: Source, kind: NoteKind, what: impl Into<String>) {
        let note = Note { source, kind, what: what.into() };
        if self.notes.len() < NOTES_MAX && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn line(&mut self, line: &str, source: Source, active: &mut bool, trust: Trust<'_>, depth: usize) {
        let line = line.trim_start_matches([' ', '\t', '\r', '\n']);
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        let mut rest = Some(line.to_owned());
        let mut keyword = next_word(&mut rest);
        if keyword.as_deref() == Some("") {
            keyword = next_word(&mut rest);
        }
        let Some(keyword) = keyword else { return self.note(source, NoteKind::OpenQuote, line) };
        if keyword.is_empty() || keyword.starts_with('#') {
            return;
        }
        let rest = rest.unwrap_or_default();
        let rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if rest.is_empty() {
            return self.note(source, NoteKind::NoValue, keyword);
        }
        let Ok(words) = split(rest) else { return self.note(source, NoteKind::OpenQuote, keyword) };
        match keyword.to_ascii_lowercase().as_str() {
            "host" => *active = self.host_line(&words, source) && !trust.never,
            "match" => *active = self.match_line(rest, source) && !trust.never,
            // OpenSSH looks there for `Match final`, too.
            "include" => self.include(&words, &source, Trust { never: !*active, ..trust }, depth),
            "ignoreunknown" if *active => {
                self.ignored = self.ignored.take().or_else(|| words.into_iter().next());
            }
            name => match find(name) {
                Some(Named::Read(keyword, form)) => self.setting(keyword, form, words, rest, source, *active),
                Some(Named::NotUsed) if *active => self.note(source, NoteKind::NotUsed, keyword),
                Some(Named::NotUsed) => {}
                None if self.ignored.as_ref().is_some_and(|list| list_matches(list, name)) => {}
                None => self.note(source, NoteKind::UnknownKeyword, keyword),
            },
        }
    }

    fn host_line(&mut self, words: &[String], source: Source) -> bool {
        for word in words {
            let pattern = word.is_empty() || word.contains(['*', '?', '!']);
            if !pattern && self.names.len() < NAMES_MAX && !self.names.contains(word) {
                self.names.push(word.clone());
            }
        }
        let mut active = false;
        for word in words {
            let (negated, pattern) = word.strip_prefix('!').map_or((false, word.as_str()), |rest| (true, rest));
            if word.is_empty() {
                self.note(source, NoteKind::NoValue, "Host");
                return false;
            }
            if matches(pattern, &self.host) {
                if negated {
                    return false;
                }
                active = true;
            }
        }
        active
    }

    fn match_line(&mut self, rest: &str, source: Source) -> bool {
        let host = match self.directives.value(Keyword::HostName) {
            _ if self.final_pass => self.host.clone(),
            Some(name) => Tokens::of_host_name(&self.host).expand(name).unwrap_or_else(|_| self.host.clone()),
            None => self.host.clone(),
        };
        let facts = Facts {
            host,
            original: self.original,
            user: self.directives.value(Keyword::User).unwrap_or(&self.computer.user).to_owned(),
            local_user: &self.computer.user,
            final_pass: self.final_pass,
        };
        let judgement = judge(Some(rest.to_owned()), &facts);
        self.wants_final |= judgement.wants_final;
        if let Some(command) = judgement.exec {
            self.note(source.clone(), NoteKind::ExecNotRun, command);
        }
        if let Some(what) = judgement.fault {
            self.note(source, NoteKind::BadMatch, what);
        }
        judgement.holds
    }

    fn setting(&mut self, keyword: Keyword, form: Form, words: Vec<String>, rest: &str, source: Source, active: bool) {
        let values = match form {
            Form::Rest => Ok(vec![rest.trim_start_matches(['=', ' ', '\t', '\r', '\n']).to_owned()]),
            Form::Jump => {
                let list = rest.trim_start_matches(['=', ' ', '\t', '\r', '\n']);
                let list = list.split('#').next().unwrap_or_default().trim_end();
                parse_hops(list).map(|_| vec![list.to_owned()]).map_err(|_| NoteKind::BadValue)
            }
            form => check(form, words),
        };
        let values = match values {
            Ok(values) => values,
            Err(kind) => return self.note(source, kind, format!("{} {rest}", keyword.name())),
        };
        // For OpenSSH a time of `none` is no setting at all, so that a later one holds.
        let unset = form == Form::Time && values.first().is_some_and(|value| value == "none");
        // Of these two, too, the first one wins; but `ProxyJump none` leaves room for a command (OpenSSH 9.2).
        let taken = match keyword {
            Keyword::ProxyJump => !self.directives.of(Keyword::ProxyCommand).is_empty(),
            Keyword::ProxyCommand => {
                self.directives.value(Keyword::ProxyJump).is_some_and(|list| !list.eq_ignore_ascii_case("none"))
            }
            _ => false,
        };
        if active && !unset && !taken {
            self.directives.offer(keyword, Setting { values, source: Some(source) });
        }
    }

    fn include(&mut self, words: &[String], source: &Source, trust: Trust<'_>, depth: usize) {
        for word in words {
            if word.is_empty() || (word.starts_with('~') && !trust.user) {
                self.note(source.clone(), NoteKind::BadValue, format!("Include {word}"));
                continue;
            }
            let pattern = match home_of(word, self.computer) {
                Ok(pattern) => trust.folder.join(PathBuf::from(pattern)),
                Err(unknown) => {
                    self.note(source.clone(), NoteKind::BadValue, format!("Include {unknown}"));
                    continue;
                }
            };
            for path in glob::paths(&pattern, self.files) {
                if depth >= DEPTH_MAX {
                    return self.note(source.clone(), NoteKind::TooManyIncludes, format!("Include {word}"));
                }
                let trust = Trust { checked: true, ..trust };
                match self.read_at(&path, trust, depth + 1) {
                    Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                        self.note_unreadable(path, &fault);
                    }
                    _ => {}
                }
            }
        }
    }
}

//! What the script found, shared between the window that it drives and the program that prints it.

use super::trees::{TreeSums, compare};
use crate::i18n::fl;
use crate::text::{duration, size};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Two trees that must be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was transferred.
    pub source: PathBuf,
    /// Where it is now.
    pub target: PathBuf,
    /// Whether it went to the server.
    pub upload: bool,
}

#[derive(Debug, Default)]
struct Findings {
    checks: Vec<Check>,
    provoked: Option<String>,
    picture: Option<PathBuf>,
    fault: Option<String>,
    finished: bool,
    took: Duration,
}

/// What the script did so far. Clones are the same report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    findings: Arc<Mutex<Findings>>,
}

impl Report {
    fn findings(&self) -> MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A transfer is done: these must be the same.
    pub(super) fn add_check(&self, check: Check) {
        self.findings().checks.push(check);
    }

    /// The error that was to happen has happened; its words.
    pub(super) fn provoked(&self, words: String) {
        self.findings().provoked = Some(words);
    }

    /// The picture is saved.
    pub(super) fn pictured(&self, file: PathBuf) {
        self.findings().picture = Some(file);
    }

    /// Something is not as it should be; the first fault stands.
    pub(super) fn fail(&self, fault: String) {
        self.findings().fault.get_or_insert(fault);
    }

    /// The script came to its end.
    pub(super) fn finish(&self, took: Duration) {
        let mut findings = self.findings();
        findings.finished = true;
        findings.took = took;
    }

    /// Compares every tree byte by byte and puts all into lines; the flag tells whether everything is as it should be.
    #[must_use]
    pub fn lines(&self) -> (Vec<String>, bool) {
        let findings = self.findings();
        let mut good = findings.finished && findings.fault.is_none();
        let mut lines = Vec::new();
        for check in &findings.checks {
            let compared = compare(&check.source, &check.target);
            good &= compared.is_ok();
            lines.push(line(check, compared));
        }
        if let Some(words) = &findings.provoked {
            lines.push(fl!("drive-provoked", words = words.as_str()));
        }
        if let Some(picture) = &findings.picture {
            lines.push(fl!("drive-picture", file = shown(picture)));
        }
        if let Some(fault) = &findings.fault {
            lines.push(fl!("drive-fault", fault = fault.as_str()));
        } else if !findings.finished {
            lines.push(fl!("drive-unfinished"));
        }
        if good {
            lines.push(fl!("drive-good", time = duration(findings.took)));
        }
        (lines, good)
    }
}

fn line(check: &Check, compared: Result<TreeSums, String>) -> String {
    let (source, target) = (shown(&check.source), shown(&check.target));
    let (files, bytes) = match compared {
        Ok(sums) => (sums.files, size(sums.bytes)),
        Err(difference) => {
            return fl!("drive-differs", source = source, target = target, difference = difference);
        }
    };
    if check.upload {
        fl!("drive-uploaded", name = source, files = files, size = bytes)
    } else {
        fl!("drive-downloaded", name = target, files = files, size = bytes)
    }
}

fn shown(path: &Path) -> String {
    crate::model::escape_bytes(path.as_os_str().as_encoded_bytes())
}

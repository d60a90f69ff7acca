//! What was set, by whom first, and where. Pure.

use super::keyword::Keyword;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// The line in it, counted from 1; 0 means the file as a whole.
    pub line: usize,
}

/// What one line sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The values, quotes removed; one for most keywords.
    pub values: Vec<String>,
    /// Where it stands; `None`: said on the command line or in the address.
    pub source: Option<Source>,
}

/// The settings that hold for one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directives {
    set: BTreeMap<Keyword, Vec<Setting>>,
}

/// Most files of one kind, as in OpenSSH.
const LIST_MAX: usize = 100;

impl Directives {
    /// Sets a keyword where nothing was set before; keywords that accumulate take one more value, each value once.
    pub(super) fn offer(&mut self, keyword: Keyword, setting: Setting) {
        let known = self.set.entry(keyword).or_default();
        let new = known.is_empty()
            || (keyword.accumulates()
                && known.len() < LIST_MAX
                && !known.iter().any(|earlier| earlier.values == setting.values));
        if new {
            known.push(setting);
        }
    }

    /// Forgets a keyword.
    pub(super) fn forget(&mut self, keyword: Keyword) {
        self.set.remove(&keyword);
    }

    /// The settings of a keyword, in order.
    pub(super) fn of(&self, keyword: Keyword) -> &[Setting] {
        self.set.get(&keyword).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first value of a keyword.
    pub(super) fn value(&self, keyword: Keyword) -> Option<&str> {
        self.of(keyword).first()?.values.first().map(String::as_str)
    }

    /// Every setting.
    pub(super) fn all(&self) -> impl Iterator<Item = (Keyword, &Setting)> {
        self.set.iter().flat_map(|(keyword, settings)| settings.iter().map(|setting| (*keyword, setting)))
    }
}

//! Which lines of the message log are shown: found once a line, never searched anew while drawing.

use crate::log::{LogEntry, LogLevel, MessageLog};
use crate::text::log_words;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// How many lines are looked at in one frame, so that a new filter over a full log does not hold the window: looking at
/// words takes some microseconds a line, at levels some nanoseconds.
const WORDS_A_FRAME: u64 = 4000;
const LEVELS_A_FRAME: u64 = 100_000;

/// The numbers of the lines that fit levels and filter, and how far the log has been looked through.
#[derive(Clone, Debug, Default)]
pub(super) struct LogIndex {
    levels: BTreeSet<LogLevel>,
    filter: String,
    shown: VecDeque<u64>,
    next: u64,
    /// The lines that are selected.
    pub selected: Option<Range<u64>>,
}

impl LogIndex {
    /// Looks at new lines, or at all of them when levels or filter changed. Returns whether there is more to look at.
    pub(super) fn update(&mut self, log: &MessageLog, levels: &BTreeSet<LogLevel>, filter: &str) -> bool {
        let range = log.range();
        if self.levels != *levels || self.filter != filter {
            self.levels.clone_from(levels);
            filter.clone_into(&mut self.filter);
            self.shown.clear();
            self.next = range.start;
        }
        while self.shown.front().is_some_and(|first| *first < range.start) {
            self.shown.pop_front();
        }
        self.next = self.next.max(range.start);
        let wanted = self.filter.to_lowercase();
        let budget = if wanted.is_empty() { LEVELS_A_FRAME } else { WORDS_A_FRAME };
        let until = range.end.min(self.next.saturating_add(budget));
        for (number, entry) in log.read(self.next..until) {
            if self.fits(&entry, &wanted) {
                self.shown.push_back(number);
            }
        }
        self.next = until;
        until < range.end
    }

    fn fits(&self, entry: &LogEntry, wanted: &str) -> bool {
        self.levels.contains(&entry.body.level())
            && (wanted.is_empty() || log_words(entry).to_lowercase().contains(wanted))
    }

    /// How many lines are shown.
    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The lines at these places on screen, each with its number.
    pub(super) fn lines(&self, log: &MessageLog, places: Range<usize>) -> Vec<(u64, Arc<LogEntry>)> {
        let numbers: Vec<u64> = self.shown.iter().skip(places.start).take(places.len()).copied().collect();
        Self::read(log, &numbers)
    }

    /// The selected lines that are shown.
    pub(super) fn selected_lines(&self, log: &MessageLog) -> Vec<(u64, Arc<LogEntry>)> {
        let Some(selected) = self.selected.clone() else { return Vec::new() };
        let numbers: Vec<u64> = self.shown.iter().filter(|number| selected.contains(number)).copied().collect();
        Self::read(log, &numbers)
    }

    /// Every line that is shown.
    pub(super) fn all_lines(&self, log: &MessageLog) -> Vec<(u64, Arc<LogEntry>)> {
        let numbers: Vec<u64> = self.shown.iter().copied().collect();
        Self::read(log, &numbers)
    }

    fn read(log: &MessageLog, numbers: &[u64]) -> Vec<(u64, Arc<LogEntry>)> {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return Vec::new() };
        // With every level shown the lines are one run; else a run is read and thinned out.
        let lines = log.read(*first..last.saturating_add(1));
        if lines.len() == numbers.len() {
            return lines;
        }
        lines.into_iter().filter(|(number, _)| numbers.binary_search(number).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::LogBody;
    use crate::model::{ManualClock, Timestamp};

    fn filled(lines: u64, cap: usize) -> MessageLog {
        let log = MessageLog::new(Arc::new(ManualClock::new(Timestamp::from_secs(0))), cap);
        for n in 0..lines {
            log.push(
                None,
                if n % 3 == 0 { LogBody::Command(format!("put {n}")) } else { LogBody::Debug(n.to_string()) },
            );
        }
        log
    }

    #[test]
    fn lines_are_found_by_level_and_words() {
        let log = filled(9000, 10_000);
        let mut index = LogIndex::default();
        let levels = BTreeSet::from([LogLevel::Command]);
        assert!(!index.update(&log, &levels, ""));
        assert_eq!(index.len(), 3000);
        assert_eq!(index.lines(&log, 1..3).iter().map(|(n, _)| *n).collect::<Vec<_>>(), [3, 6]);
        let mut frames = 1;
        while index.update(&log, &levels, "PUT 8997") {
            frames += 1;
        }
        assert_eq!((frames, index.len()), (3, 1));
        index.selected = Some(8997..8998);
        assert_eq!(index.selected_lines(&log).len(), 1);
    }

    #[test]
    fn dropped_lines_leave_the_index() {
        let log = filled(30, 10);
        let mut index = LogIndex::default();
        let levels = LogLevel::ALL.into_iter().collect();
        assert!(!index.update(&log, &levels, ""));
        assert_eq!(index.len(), 10);
        log.push(None, LogBody::Debug("x".into()));
        index.update(&log, &levels, "");
        assert_eq!((index.len(), index.lines(&log, 0..1).first().map(|(n, _)| *n)), (10, Some(21)));
    }
}

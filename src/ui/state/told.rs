//! Error cards that were shown, so that they can be shown again with what can be done. Pure.

use super::dialog::ErrorReport;
use crate::error::Error;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many cards are remembered; older ones are shown again without what could have been done then.
const MOST: usize = 200;

/// Cards of failures that nobody did anything about yet, the newest last.
#[derive(Clone, Default)]
pub struct Told(VecDeque<ErrorReport>);

impl Told {
    /// A card is shown.
    pub(super) fn add(&mut self, report: &ErrorReport) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(report.clone());
    }

    /// The card of an error that nobody did anything about yet.
    pub(super) fn of(&self, error: &Arc<Error>) -> Option<&ErrorReport> {
        self.0.iter().rev().find(|report| Arc::ptr_eq(&report.error, error))
    }

    /// Something was done about a failure: its card offers nothing any more.
    pub(super) fn decided(&mut self, about: &ErrorReport) {
        self.0.retain(|report| !Arc::ptr_eq(&report.error, &about.error));
    }
}

//! Counting what an operation did and what failed.

use super::operation::OperationReport;
use crate::error::{Error, Result};
use std::sync::Arc;

/// How many errors of one operation are told one by one.
const TOLD: usize = 100;

/// A report in the making.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) report: OperationReport,
}

impl Tally {
    pub(super) fn count(&mut self, step: Result<()>) {
        match step {
            Ok(()) => self.report.done += 1,
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn fail(&mut self, error: Box<Error>) {
        if error.is_cancelled() {
            self.report.cancelled = true;
            return;
        }
        self.report.failed += 1;
        if self.report.errors.len() < TOLD {
            self.report.errors.push(Arc::from(error));
        }
    }
}

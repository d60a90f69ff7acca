//! Follows the message log and writes its lines to files, on a thread of its own.

use super::files::LogFiles;
use crate::error::Error;
use crate::log::{LogBody, LogEntry, MessageLog};
use crate::text::{clock_time, error_report, iso_time, level_name, log_words};
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How many lines are written at once.
const AT_ONCE: u64 = 4096;

/// Writes the message log to files until it is dropped.
#[derive(Debug)]
pub struct LogWriter {
    log: Arc<MessageLog>,
    stop: Arc<AtomicBool>,
    fault: Arc<Mutex<Option<Box<Error>>>>,
    thread: Option<JoinHandle<()>>,
}

impl LogWriter {
    /// Begins with the lines that the log holds now. `failed` is called from another thread when a file cannot be
    /// written; nothing more is written then.
    #[must_use]
    pub fn start(log: Arc<MessageLog>, files: LogFiles, failed: impl Fn() + Send + 'static) -> Self {
        let (stop, fault) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None)));
        let (followed, stopped, told) = (Arc::clone(&log), Arc::clone(&stop), Arc::clone(&fault));
        let thread = std::thread::spawn(move || {
            if let Err(error) = follow(&followed, files, &stopped) {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                failed();
            }
        });
        Self { log, stop, fault, thread: Some(thread) }
    }

    /// Why no more is written; told once.
    #[must_use]
    pub fn fault(&self) -> Option<Box<Error>> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for LogWriter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.log.wake();
        if let Some(thread) = self.thread.take() {
            let _reported = thread.join();
        }
    }
}

fn follow(log: &MessageLog, mut files: LogFiles, stop: &AtomicBool) -> crate::error::Result<()> {
    let mut next = log.range().start;
    loop {
        let ending = stop.load(Ordering::SeqCst);
        let range = log.range();
        let mut text = String::new();
        if range.start > next {
            // The log was cleared, or grew faster than it could be written.
            next = range.start;
        }
        for (number, entry) in log.read(next..next.saturating_add(AT_ONCE)) {
            line(&mut text, &entry);
            next = number + 1;
        }
        if !text.is_empty() {
            files.write(&text)?;
        } else if ending {
            return Ok(());
        } else {
            log.wait_unless(next, || stop.load(Ordering::SeqCst));
        }
    }
}

/// One line a record, whatever a server sent: control characters stand as escapes.
fn line(text: &mut String, entry: &LogEntry) {
    let day = iso_time(entry.time).unwrap_or_default();
    let day = day.split('T').next().unwrap_or_default();
    let words = match &entry.body {
        LogBody::Error(error) => error_report(error).to_text().trim_end().replace('\n', " | "),
        _ => log_words(entry),
    };
    let session = entry.session.map(|session| format!("{} ", session.get())).unwrap_or_default();
    let level = level_name(entry.body.level());
    // Writing into a string does not fail.
    let _never = writeln!(text, "{day} {} {session}{level}: {words}", clock_time(entry.time));
}

//! Transfers under way: the progress bar, each file as it is done, and the sum at the end.

use super::client::Client;
use super::output::Output;
use crate::engine::Event;
use crate::error::Error;
use crate::i18n::fl;
use crate::log::{LogBody, StatusMessage};
use crate::model::{BatchId, ByteSize, TransferId};
use crate::queue::{QueueView, RowView};
use crate::text::{duration, rate, size, size_of, tried_transfer};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::HashSet;
use std::io::{self, IsTerminal};

/// Batches that are not finished.
pub(super) struct Watch {
    running: Vec<BatchId>,
    told: HashSet<TransferId>,
}

impl Watch {
    pub(super) fn new(running: Vec<BatchId>) -> Self {
        Self { running, told: HashSet::new() }
    }

    /// Waits until every batch has come to an end.
    pub(super) async fn run(mut self, client: &mut Client) {
        client.output.bar = bar();
        while !self.running.is_empty() {
            let event = client.event_or_tick().await;
            tell_done(client);
            match event {
                Some(Event::TransferFailed { transfer, error, .. }) => {
                    let queue = client.engine.queue();
                    let row = row(&queue.rows, transfer);
                    self.tell(&mut client.output, transfer, row, &error);
                }
                Some(Event::BatchFinished { batch, summary }) => {
                    self.tell_failures(&mut client.output, &client.engine.queue(), batch);
                    let tally = &mut client.output.tally;
                    tally.files += summary.files;
                    tally.bytes += summary.bytes.0;
                    tally.failed += summary.failed;
                    // Told already, as failures.
                    let unasked = std::mem::take(&mut client.stopped_unasked);
                    if summary.cancelled > unasked {
                        let stopped = Error::new(crate::error::ErrorKind::Cancelled);
                        client.output.tally.exit = client.output.tally.exit.and(super::exit::Exit::of(&stopped));
                    }
                    self.running.retain(|running| *running != batch);
                }
                Some(Event::Stopped) => return,
                Some(_) => {}
                None => show(&client.output.bar, &client.engine.queue()),
            }
        }
    }

    /// Tells every failure of a finished batch that was not told as it happened.
    fn tell_failures(&mut self, output: &mut Output, queue: &QueueView, batch: BatchId) {
        for row in queue.rows.iter().filter(|row| row.batch == batch) {
            if let (true, true, Some(error)) = (row.children.is_empty(), row.files_failed > 0, &row.error) {
                self.tell(output, row.id, Some(row), error);
            }
            for child in &row.children {
                if let Some(error) = &child.error {
                    self.tell(output, child.id, Some(child), error);
                }
            }
        }
    }

    fn tell(&mut self, output: &mut Output, transfer: TransferId, row: Option<&RowView>, error: &Error) {
        if self.told.insert(transfer) {
            output.error_uncounted(error, row.map(tried_transfer));
        }
    }
}

fn row(rows: &[std::sync::Arc<RowView>], transfer: TransferId) -> Option<&RowView> {
    rows.iter().find_map(|row| {
        if row.id == transfer { Some(&**row) } else { row.children.iter().find(|child| child.id == transfer) }
    })
}

/// Each file that the log says is done.
fn tell_done(client: &mut Client) {
    for entry in client.fresh_log() {
        if let LogBody::Status(StatusMessage::Transferred { source, target, bytes }) = &entry.body {
            client.output.done(Some(source.clone()), Some(target.clone()), *bytes);
        }
    }
}

fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
    // The template is ours; the default style would do as well.
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn show(bar: &ProgressBar, queue: &QueueView) {
    if bar.is_hidden() {
        return;
    }
    let (mut done, mut total, mut complete) = (ByteSize(0), ByteSize(0), true);
    let (mut files, mut of) = (0_u64, 0_u64);
    for row in &queue.rows {
        done = done.saturating_add(row.bytes_done);
        total = total.saturating_add(row.bytes_total.unwrap_or(row.bytes_done));
        complete &= row.bytes_total.is_some();
        files += row.files_done;
        of += row.files_total;
    }
    bar.set_length(total.0.max(1));
    bar.set_position(done.0.min(total.0));
    let amount = if complete { size_of(done, total) } else { size(done) };
    let speed = rate(crate::model::ByteRate(queue.totals.up.0.saturating_add(queue.totals.down.0)));
    let left = queue.totals.left.map(duration).unwrap_or_default();
    bar.set_message(fl!("cli-progress", files = files, of = of, amount = amount, rate = speed, left = left));
}

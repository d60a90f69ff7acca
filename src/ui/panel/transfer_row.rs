//! One row of the transfer queue.

use crate::i18n::fl;
use crate::model::{ByteSize, EntryKind};
use crate::queue::{Direction, QueueView, RowView, TransferState};
use crate::text::{duration, parent_words, rate, size, size_of, transfer_words};
use crate::ui::theme::{Tokens, body, icon, measure, regular_icon, secondary, small_icon, tokens};
use crate::ui::widget::paint_bar;
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Align2, Color32, CursorIcon, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

/// Where a row of the screen stands in the queue; valid for one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowPlace {
    pub row: usize,
    pub child: Option<usize>,
    pub open: bool,
}

impl RowPlace {
    pub(super) fn find(self, queue: &QueueView) -> Option<&RowView> {
        let row = queue.rows.get(self.row)?;
        match self.child {
            Some(child) => row.children.get(child),
            None => Some(row),
        }
    }
}

/// What the pointer did to a row.
pub(super) struct DrawnRow {
    pub response: Response,
    /// The caret was clicked.
    pub fold: bool,
    /// The reason was clicked.
    pub show_error: bool,
}

/// The x positions of the columns; narrow panels leave columns out, the least important first.
pub(super) struct Columns {
    pub bar: Option<Rect>,
    pub size_right: Option<f32>,
    rate_right: Option<f32>,
    left_right: Option<f32>,
    pub state_left: f32,
    pub name_right: f32,
}

impl Columns {
    pub(super) fn of(rect: Rect) -> Self {
        let width = rect.width();
        let state_width = (width * 0.24).clamp(110.0, 172.0);
        let state_left = rect.right() - measure::ROW_PADDING - state_width;
        let mut right = state_left - 10.0;
        let mut column = |shown: bool, width: f32| {
            shown.then(|| {
                let at = right;
                right -= width;
                at
            })
        };
        let left_right = column(width > 860.0, 76.0);
        let rate_right = column(width > 780.0, 96.0);
        let size_right = column(width > 560.0, 110.0);
        let bar = (width > 420.0).then(|| {
            let length = (width * 0.195).min(width * 0.3 - 125.0).clamp(70.0, 250.0);
            let bar = Rect::from_min_max(pos2(right - length, rect.top()), pos2(right - 4.0, rect.bottom()));
            right -= length + 12.0;
            bar
        });
        Self { bar, size_right, rate_right, left_right, state_left, name_right: right - 4.0 }
    }
}

pub(super) fn row(ui: &mut Ui, view: &RowView, place: RowPlace, selected: bool) -> DrawnRow {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::QUEUE_ROW), Sense::hover());
    let id = ui.scope_id().with(("transfer", view.id.get()));
    let response = ui.interact(rect, id, Sense::click());
    let words = transfer_words(view);
    let name = format!("{}, {words}", view.name);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &name));
    if selected {
        ui.painter().rect_filled(rect, 0, t.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, t.row_hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 0, egui::Stroke::new(1.0, t.accent), egui::StrokeKind::Inside);
    }

    let columns = Columns::of(rect);
    let middle = rect.center().y;
    let indent = if place.child.is_some() { 20.0 } else { 0.0 };
    let arrow = match view.direction {
        Direction::Upload => icon::UP,
        Direction::Download => icon::DOWN,
    };
    let painter = ui.painter().clone();
    painter.text(pos2(rect.left() + 22.0 + indent, middle), Align2::CENTER_CENTER, arrow, regular_icon(), t.dim);

    let fold = !view.children.is_empty() && caret(ui, rect, place.open, view);
    let name_left = rect.left() + 48.0 + indent;
    let galley = painter.layout_job(name_job(view, t, columns.name_right - name_left));
    painter.galley(pos2(name_left, middle - galley.size().y / 2.0), galley, t.text);

    if let Some(bar) = columns.bar {
        paint_bar(ui, &painter, bar, share(view), bar_colour(&view.state, t));
    }
    let right = |at: Option<f32>, text: String| {
        if let Some(at) = at {
            painter.text(pos2(at, middle), Align2::RIGHT_CENTER, text, body(), t.dim);
        }
    };
    right(columns.size_right, size_words(view));
    if view.state == TransferState::Running {
        right(columns.rate_right, view.rate.map(rate).unwrap_or_default());
        right(columns.left_right, view.left.map(duration).unwrap_or_default());
    }
    let show_error = state_cell(ui, view, rect, columns.state_left, &words);
    DrawnRow { response, fold, show_error }
}

fn caret(ui: &Ui, rect: Rect, open: bool, view: &RowView) -> bool {
    let t = tokens(ui);
    let spot = Rect::from_center_size(pos2(rect.left() + 39.0, rect.center().y), vec2(16.0, 20.0));
    let response = ui.interact(spot, ui.scope_id().with(("caret", view.id.get())), Sense::click());
    let name = view.name.as_str();
    let label = if open { fl!("queue-fold", name = name) } else { fl!("queue-unfold", name = name) };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let sign = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    let ink = if response.hovered() { t.text } else { t.dim };
    ui.painter().text(spot.center(), Align2::CENTER_CENTER, sign, small_icon(), ink);
    response.clicked()
}

fn name_job(view: &RowView, t: &Tokens, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.append(&view.name, 0.0, TextFormat::simple(body(), t.text));
    let mut beside = String::new();
    if view.kind == EntryKind::Folder && view.files_total > 0 {
        beside = if view.files_done > 0 && !view.state.is_final() {
            fl!("queue-files-of", done = grouped(view.files_done), total = grouped(view.files_total))
        } else {
            fl!("queue-files", count = view.files_total)
        };
        beside.push(' ');
    }
    let target = parent_words(&view.target);
    beside.push_str(&fl!("queue-to", folder = target));
    job.append(&beside, 5.0, TextFormat::simple(secondary(), t.dim));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    job
}

/// `12,640`: a number that is easy to read at a glance.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn share(view: &RowView) -> Option<f32> {
    match (&view.state, view.bytes_total) {
        (TransferState::Done, _) => Some(1.0),
        (_, Some(total)) => view.bytes_done.share_of(total),
        // While a folder is still being read, its files tell more than its bytes.
        (_, None) => ByteSize(view.files_done).share_of(ByteSize(view.files_total)),
    }
}

fn bar_colour(state: &TransferState, t: &Tokens) -> Color32 {
    match state {
        TransferState::Done => t.ok,
        TransferState::Failed => t.error,
        TransferState::Asking | TransferState::RetryIn(_) => t.warn,
        TransferState::Paused | TransferState::Skipped | TransferState::Cancelled => t.faint,
        TransferState::Waiting | TransferState::Running => t.accent,
    }
}

fn size_words(view: &RowView) -> String {
    match view.bytes_total {
        Some(total) if view.bytes_done.0 > 0 && view.bytes_done < total && !view.state.is_final() => {
            size_of(view.bytes_done, total)
        }
        // A folder that failed before it was read has no size.
        Some(ByteSize(0)) if view.state != TransferState::Done => String::new(),
        Some(total) => size(total),
        None if view.bytes_done.0 > 0 => size(view.bytes_done),
        None => String::new(),
    }
}

/// State or reason; the reason of a failure is a link to its card.
fn state_cell(ui: &Ui, view: &RowView, rect: Rect, left: f32, words: &str) -> bool {
    let t = tokens(ui);
    let failed = view.error.is_some() && view.state == TransferState::Failed;
    let mut ink = match view.state {
        TransferState::Failed => t.error,
        TransferState::Asking | TransferState::RetryIn(_) => t.warn,
        _ => t.dim,
    };
    let width = rect.right() - measure::ROW_PADDING - left;
    let mut job = LayoutJob::simple_singleline(words.to_owned(), body(), ink);
    job.wrap = TextWrapping::truncate_at_width(width);
    let galley = ui.painter().layout_job(job);
    let at = pos2(left, rect.center().y - galley.size().y / 2.0);
    let spot = Rect::from_min_size(at, galley.size());
    let mut clicked = false;
    if failed {
        let response = ui.interact(spot, ui.scope_id().with(("reason", view.id.get())), Sense::click());
        let label = fl!("queue-show-error-of", name = view.name.as_str());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &label));
        if response.hovered() {
            ink = t.text;
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            ui.painter().hline(spot.x_range(), spot.bottom(), egui::Stroke::new(1.0, ink));
        }
        clicked = response.clicked();
    }
    ui.painter().galley_with_override_text_color(at, galley, ink);
    clicked
}

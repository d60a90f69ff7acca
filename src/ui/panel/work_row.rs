//! One operation that takes long, above the rows of the transfer queue: what it is at, how far it is, and a button to stop.

use super::transfer_row::Columns;
use crate::engine::{Failed, Operation};
use crate::i18n::fl;
use crate::model::ByteSize;
use crate::queue::{WorkPhase, WorkView};
use crate::text::{name_words, size_of};
use crate::ui::state::{Action, FixAction, UiState, Undertaken};
use crate::ui::theme::{body, icon, measure, regular_icon, tokens};
use crate::ui::widget::{icon_button, line_of, paint_bar, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// Draws it over the whole width.
pub(super) fn work_row(ui: &mut Ui, work: WorkView, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), measure::QUEUE_ROW), Sense::hover());
    let phase = phase_words(work.phase);
    let name = fl!("work-name", name = moved(work, state));
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, format!("{name}, {phase}")));
    let columns = Columns::of(rect);
    let middle = rect.center().y;
    let painter = ui.painter().clone();
    painter.text(pos2(rect.left() + 22.0, middle), Align2::CENTER_CENTER, icon::MOVE, regular_icon(), t.dim);
    let words = Rect::from_min_max(pos2(rect.left() + 48.0, rect.top()), pos2(columns.name_right, rect.bottom()));
    paint_line(&painter, words, Align::Min, line_of(&painter, &[(&name, body(), t.text)], words.width().max(0.0)));
    if let Some(bar) = columns.bar {
        paint_bar(ui, &painter, bar, share(work), t.accent);
    }
    if let Some(at) = columns.size_right {
        painter.text(pos2(at, middle), Align2::RIGHT_CENTER, amount(work), body(), t.dim);
    }
    let stop = rect.right() - measure::ROW_PADDING - 28.0;
    let at = Rect::from_min_max(pos2(columns.state_left, rect.top()), pos2(stop - 4.0, rect.bottom()));
    paint_line(&painter, at, Align::Min, line_of(&painter, &[(&phase, body(), t.dim)], at.width().max(0.0)));
    let corner = Rect::from_min_max(pos2(stop, rect.top()), pos2(rect.right() - measure::ROW_PADDING, rect.bottom()));
    let layout = Layout::right_to_left(Align::Center);
    let mut corner = ui.new_child(UiBuilder::new().max_rect(corner).id_salt(("work", work.operation)).layout(layout));
    if icon_button(&mut corner, icon::STOP, &fl!("work-stop"), true).clicked() {
        actions.push(Action::Fix(FixAction::Stop(work.operation)));
    }
}

fn phase_words(phase: WorkPhase) -> String {
    match phase {
        WorkPhase::Reading => fl!("work-reading"),
        WorkPhase::Copying => fl!("work-copying"),
        WorkPhase::Comparing => fl!("work-comparing"),
        WorkPhase::Removing => fl!("work-removing"),
    }
}

fn amount(work: WorkView) -> String {
    match (work.bytes_total, work.files_total) {
        (ByteSize(0), 0) => String::new(),
        (ByteSize(0), total) => fl!("queue-files-of", done = work.files_done.to_string(), total = total.to_string()),
        (total, _) => size_of(work.bytes_done, total),
    }
}

fn share(work: WorkView) -> Option<f32> {
    match work.bytes_total {
        ByteSize(0) => ByteSize(work.files_done).share_of(ByteSize(work.files_total)),
        total => work.bytes_done.share_of(total),
    }
}

/// The name of what is moved; the first one of several.
fn moved(work: WorkView, state: &UiState) -> String {
    let what = match state.operations.get(&work.operation).map(|running| &running.what) {
        Some(Undertaken::Operation(what)) => Some(what),
        Some(Undertaken::Repair { failed, .. }) => match &**failed {
            Failed::Operation(what) => Some(&**what),
            Failed::Transfers { .. } => None,
        },
        None => None,
    };
    let item = match what {
        Some(Operation::MoveTo { moves, .. }) => moves.first().map(|(from, _)| from),
        Some(Operation::MoveInto { items, .. }) => items.first(),
        Some(Operation::Rename { item, .. }) => Some(item),
        _ => None,
    };
    item.map(name_words).unwrap_or_default()
}

//! The timeline of the run: what was done in blue, where something failed in red. A click shows the errors of that time.

use crate::i18n::fl;
use crate::journal::{Bucket, ErrorFilter};
use crate::model::{ByteSize, Timestamp};
use crate::text::{size, time_of_day};
use crate::ui::state::{Action, ErrorsAction, UiState};
use crate::ui::theme::{measure, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, CursorIcon, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

const BAR: f32 = 10.0;
const GAP: f32 = 3.0;
const SIDE: f32 = 16.0;
/// The tallest bar.
const TALL: f32 = 30.0;
/// The lowest bar of a time in which something happened.
const LOW: f32 = 5.0;

/// Draws the strip over the width of `ui`.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "points on screen"
)]
pub(super) fn timeline(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), measure::TIMELINE), Sense::click_and_drag());
    let line = &state.errors.timeline;
    let most = (((rect.width() - 2.0 * SIDE + GAP) / (BAR + GAP)).floor() as usize).max(1);
    let (width, bars) = line.bars(most);
    let sum = bars.iter().copied().fold(Bucket::default(), Bucket::and);
    let label = fl!("errors-strip", files = sum.done, errors = sum.failed);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));

    let left = rect.left() + SIDE;
    let at = |x: f32| (((x - left) / (BAR + GAP)).floor().max(0.0) as usize).min(most - 1);
    let span = |first: usize, last: usize| {
        let start = line.start().secs;
        let edge = |bar: usize| start.saturating_add(i64::try_from(bar as u64 * width).unwrap_or(i64::MAX));
        (edge(first), edge(last + 1))
    };
    let (most_bytes, most_done) =
        bars.iter().fold((0, 0), |(bytes, done), bar| (bar.bytes.max(bytes), bar.done.max(done)));
    let under = response.hover_pos().map(|pos| at(pos.x)).filter(|bar| *bar < bars.len());
    for (place, bar) in bars.iter().enumerate() {
        let x = left + place as f32 * (BAR + GAP);
        let chosen = state.errors.filter.time.is_some_and(|(from, until)| {
            let (begin, end) = span(place, place);
            begin < until && end > from
        });
        if chosen || under == Some(place) {
            let back = Rect::from_min_max(pos2(x - GAP / 2.0, rect.top()), pos2(x + BAR + GAP / 2.0, rect.bottom()));
            ui.painter().rect_filled(back, 0, if chosen { t.accent_bg } else { t.row_hover });
        }
        let share = |value: f64, most: f64| if most > 0.0 { (value / most).sqrt() } else { 0.0 };
        let moved = share(bar.bytes as f64, most_bytes as f64).max(share(f64::from(bar.done), f64::from(most_done)));
        let tall = if bar.failed > 0 { moved.max(0.25) } else { moved } as f32;
        let height = if bar.is_empty() { 2.0 } else { LOW + tall * (TALL - LOW) };
        let fill = match (bar.failed, bar.is_empty()) {
            (0, true) => t.line,
            (0, false) => t.accent.gamma_multiply(0.55),
            _ => t.error,
        };
        let painted = Rect::from_min_max(pos2(x, rect.bottom() - 1.0 - height), pos2(x + BAR, rect.bottom() - 1.0));
        let radius = if bar.is_empty() { 0 } else { 2 };
        ui.painter().rect_filled(painted, CornerRadius { nw: radius, ne: radius, sw: 0, se: 0 }, fill);
    }

    let begun = ui.input(|input| input.pointer.press_origin()).map(|pos| at(pos.x));
    if let (true, Some(pos)) = (response.drag_stopped() || response.clicked(), response.interact_pointer_pos()) {
        let (here, from) = (at(pos.x), begun.unwrap_or(at(pos.x)));
        let time = Some(span(from.min(here), from.max(here)));
        // The same time once more: everything again.
        let time = time.filter(|_| state.errors.filter.time != time);
        let filter = ErrorFilter { time, ..state.errors.filter.clone() };
        actions.push(Action::Errors(ErrorsAction::Filter(filter)));
    }
    if let Some((place, bar)) = under.and_then(|place| Some((place, bars.get(place)?))) {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        let words = bar_words(bar, span(place, place));
        response.on_hover_text_at_pointer(format!("{words}\n{}", fl!("errors-strip-hint")));
    }
}

fn bar_words(bar: &Bucket, (from, until): (i64, i64)) -> String {
    let at = |secs| time_of_day(Timestamp::from_secs(secs));
    let mut parts = Vec::new();
    if bar.done > 0 {
        parts.push(fl!("errors-strip-files", count = bar.done));
    }
    if bar.bytes > 0 {
        parts.push(size(ByteSize(bar.bytes)));
    }
    if bar.failed > 0 {
        parts.push(fl!("errors-strip-errors", count = bar.failed));
    }
    if parts.is_empty() {
        parts.push(fl!("errors-strip-nothing"));
    }
    let span = fl!("group-span", first = at(from), last = at(until));
    fl!("errors-strip-bar", span = span, what = parts.join(", "))
}

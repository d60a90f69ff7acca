//! The filters of the errors panel: a menu of what there is, and chips for what is set.

use crate::error::StatusCode;
use crate::i18n::fl;
use crate::journal::{ErrorFilter, Group};
use crate::model::Timestamp;
use crate::text::{code_line, error_cause, host_words, time_of_day};
use crate::ui::state::{Action, ErrorsAction, UiState};
use crate::ui::theme::{icon, measure, secondary, small_icon, tokens};
use crate::ui::widget::{menu_line, plain_entry};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, CornerRadius, Layout, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use std::collections::BTreeMap;

/// How many entries a part of the menu has at most: the ones with the most errors.
const MOST: usize = 8;

/// Each value once, with the number of its errors, the most frequent first.
fn counted<K: Ord>(groups: impl Iterator<Item = (K, String, usize)>) -> Vec<(K, String)> {
    let mut counts: BTreeMap<K, (String, usize)> = BTreeMap::new();
    for (key, words, count) in groups {
        counts.entry(key).or_insert((words, 0)).1 += count;
    }
    let mut all: Vec<(K, (String, usize))> = counts.into_iter().collect();
    all.sort_by_key(|(_, (_, count))| std::cmp::Reverse(*count));
    all.into_iter().take(MOST).map(|(key, (words, _))| (key, words)).collect()
}

/// The menu: causes, codes and servers that there are.
pub(super) fn filter_menu(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let panel = &state.errors;
    let filter = &panel.filter;
    let mut set = |filter: ErrorFilter| actions.push(Action::Errors(ErrorsAction::Filter(filter)));
    let mark = |on: bool| if on { Some(icon::CHECK) } else { None };
    let groups = || panel.book.groups();
    head(ui, &fl!("errors-filter-cause"));
    let cause = |group: &Group| (group.key.cause, error_cause(&group.example.error), group.len());
    for (cause, words) in counted(groups().map(cause)) {
        let on = filter.cause == Some(cause);
        if plain_entry(ui, mark(on), &words, "", true) {
            set(ErrorFilter { cause: (!on).then_some(cause), ..filter.clone() });
        }
    }
    let code = |group: &Group| group.key.code.map(|code: StatusCode| (code, code_line(code), group.len()));
    let codes = counted(groups().filter_map(code));
    if !codes.is_empty() {
        menu_line(ui);
        head(ui, &fl!("errors-filter-code"));
    }
    for (code, words) in codes {
        let on = filter.code == Some(code);
        if plain_entry(ui, mark(on), &words, "", true) {
            set(ErrorFilter { code: (!on).then_some(code), ..filter.clone() });
        }
    }
    menu_line(ui);
    head(ui, &fl!("errors-filter-host"));
    let host = |group: &Group| (group.key.host.clone(), host_words(group.key.host.as_deref()), group.len());
    for (host, words) in counted(groups().map(host)) {
        let on = filter.host.as_ref() == Some(&host);
        if plain_entry(ui, mark(on), &words, "", true) {
            set(ErrorFilter { host: (!on).then_some(host), ..filter.clone() });
        }
    }
    menu_line(ui);
    if plain_entry(ui, Some(icon::CLOSE), &fl!("errors-filter-all"), "", !filter.is_empty()) {
        set(ErrorFilter::default());
    }
}

fn head(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.label(RichText::new(words).font(secondary()).color(t.dim));
    });
}

/// What is set besides the words, each with a way to take it off; nothing where nothing is set.
pub(super) fn chips(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let filter = &state.errors.filter;
    let mut chips: Vec<(String, ErrorFilter)> = Vec::new();
    if let Some(cause) = filter.cause {
        let group = state.errors.book.groups().find(|group| group.key.cause == cause);
        let words = group.map_or_else(|| cause.to_owned(), |group| error_cause(&group.example.error));
        chips.push((words, ErrorFilter { cause: None, ..filter.clone() }));
    }
    if let Some(code) = filter.code {
        chips.push((code_line(code), ErrorFilter { code: None, ..filter.clone() }));
    }
    if let Some(host) = &filter.host {
        chips.push((host_words(host.as_deref()), ErrorFilter { host: None, ..filter.clone() }));
    }
    if let Some((from, until)) = filter.time {
        let at = |secs| time_of_day(Timestamp::from_secs(secs));
        let words = fl!("group-span", first = at(from), last = at(until));
        chips.push((words, ErrorFilter { time: None, ..filter.clone() }));
    }
    if chips.is_empty() {
        return;
    }
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 34.0), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add_space(measure::ROW_PADDING + 4.0);
        for (words, without) in chips {
            if chip(ui, &words) {
                actions.push(Action::Errors(ErrorsAction::Filter(without)));
            }
        }
    });
    let t = tokens(ui);
    let y = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(1.0, t.line));
    ui.add_space(1.0);
}

fn chip(ui: &mut Ui, words: &str) -> bool {
    let t = tokens(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), secondary(), t.text);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 34.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, fl!("errors-filter-off", what = words)));
    let line = if response.has_focus() || response.hovered() { t.accent } else { t.line };
    let radius = CornerRadius::same(12);
    ui.painter().rect(rect, radius, t.accent_bg, Stroke::new(1.0, line), StrokeKind::Inside);
    ui.painter().galley(pos2(rect.left() + 11.0, rect.center().y - galley.size().y / 2.0), galley, t.text);
    ui.painter().text(
        pos2(rect.right() - 13.0, rect.center().y),
        Align2::CENTER_CENTER,
        icon::CLOSE,
        small_icon(),
        t.dim,
    );
    response.clicked()
}

//! One group of the errors panel: cause and count, facts below, what can be done at the right.

use crate::engine::{Location, Repair};
use crate::error::{Fix, Place};
use crate::i18n::fl;
use crate::journal::{Group, Tried};
use crate::text::{fix_button, group_count, group_facts, group_title};
use crate::ui::state::{Action, ConnectionAction, ErrorsAction, UiState};
use crate::ui::theme::{body, fill_icon, icon, measure, secondary, semibold, small_icon, tokens};
use crate::ui::widget::{Look, button, cause_icon, icon_button, line, line_of, menu_item, menu_line, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Id, Layout, Popup, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2,
};

/// Where text begins, in points from the left edge.
pub(super) const INDENT: f32 = 50.0;

/// Draws the group in `rect`; `copy` makes its text for the clipboard.
pub(super) fn group_row(
    ui: &mut Ui,
    rect: Rect,
    group: &Group,
    state: &UiState,
    copy: impl Fn() -> String,
    actions: &mut Vec<Action>,
) {
    let t = tokens(ui);
    let title = group_title(group);
    let count = group_count(group);
    let open = state.errors.expanded.contains(&group.id);
    let response = ui.interact(rect, Id::unique(("error-group", group.id.0)), Sense::click());
    let name = format!("{title} — {count}");
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, open, &name));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0, t.row_hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 0, Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));

    let inner = Rect::from_min_max(rect.min, pos2(rect.right() - 16.0, rect.bottom() - 1.0));
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).id_salt(("group", group.id.0)).layout(layout));
    right.spacing_mut().item_spacing.x = measure::GAP;
    choices(&mut right, group, &title, open, rect.width(), &copy, actions);
    let until = right.min_rect().left() - 12.0;

    let settled = group.is_settled();
    let ink = match (settled, group.open) {
        (true, _) if group.done > 0 => t.ok,
        (true, _) => t.dim,
        (false, 0) => t.warn,
        (false, _) => t.error,
    };
    let sign = if settled && group.done > 0 { icon::DONE } else { cause_icon(&group.example.error.kind) };
    let middle = rect.center().y;
    ui.painter().text(pos2(rect.left() + 26.0, middle), Align2::CENTER_CENTER, sign, fill_icon(), ink);
    let caret = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    ui.painter().text(pos2(rect.left() + 9.0, middle), Align2::CENTER_CENTER, caret, small_icon(), t.faint);

    let cell = |top: f32, height: f32| {
        Rect::from_min_max(pos2(rect.left() + INDENT, top), pos2(until.max(rect.left() + INDENT), top + height))
    };
    let upper = cell(rect.top() + 9.0, 18.0);
    let count = format!(" — {count}");
    let parts = [(title.as_str(), semibold(), t.text), (count.as_str(), body(), t.text)];
    let galley = line_of(ui.painter(), &parts, upper.width());
    paint_line(ui.painter(), upper, Align::Min, galley);
    let lower = cell(rect.top() + 28.0, 16.0);
    let facts = group_facts(group, state.now);
    let galley = line(ui.painter(), &facts, secondary(), t.dim, lower.width());
    let cut = galley.elided;
    paint_line(ui.painter(), lower, Align::Min, galley);

    if response.clicked() {
        actions.push(Action::Errors(ErrorsAction::Expand(group.id, !open)));
    }
    response.context_menu(|ui| menu(ui, group, &copy, actions));
    if cut {
        response.on_hover_text(facts);
    }
}

/// From the right edge to the left; with little room the rest is in the menu.
fn choices(
    ui: &mut Ui,
    group: &Group,
    title: &str,
    open: bool,
    width: f32,
    copy: &impl Fn() -> String,
    actions: &mut Vec<Action>,
) {
    let more = icon_button(ui, icon::MORE, &fl!("errors-more", title = title), true);
    Popup::menu(&more).show(|ui| menu(ui, group, copy, actions));
    let transfers = group.transfers > 0;
    let say = |action| Action::Errors(action);
    if group.is_settled() || (group.key.earlier && width >= 640.0) {
        if button(ui, Look::Quiet, None, &fl!("errors-dismiss"), true).clicked() {
            actions.push(say(ErrorsAction::DismissGroup(group.id)));
        }
    } else if group.open > 0 && transfers {
        if button(ui, Look::Primary, None, &fl!("errors-retry-all"), true).clicked() {
            actions.push(say(ErrorsAction::RetryGroup(group.id)));
        }
        if width >= 900.0 && button(ui, Look::Plain, None, &fl!("errors-other-folder"), true).clicked() {
            actions.push(say(ErrorsAction::OtherFolder(group.id)));
        }
        if let (true, Some((words, how))) = (width >= 900.0, repair(group))
            && button(ui, Look::Plain, None, &words, true).clicked()
        {
            actions.push(say(ErrorsAction::RepairGroup(group.id, how)));
        }
    } else if group.open > 0 && group.example.tried == Tried::Connect {
        if button(ui, Look::Plain, None, &fl!("command-reconnect"), true).clicked() {
            actions.push(Action::Connection(ConnectionAction::Reconnect));
        }
    } else if group.open > 0
        && let Some(last) = group.entries.back()
        && button(ui, Look::Plain, None, &fl!("errors-card"), true).clicked()
    {
        actions.push(say(ErrorsAction::ShowCard(*last)));
    }
    if transfers && width >= 640.0 {
        let (words, name) = if open {
            (fl!("errors-hide-files"), fl!("errors-hide-files-of", title = title))
        } else {
            (fl!("errors-show-files"), fl!("errors-show-files-of", title = title))
        };
        let files = button(ui, Look::Plain, None, &words, true);
        files.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if files.clicked() {
            actions.push(say(ErrorsAction::Expand(group.id, !open)));
        }
    }
}

/// What was found to help all of a group and destroys nothing, with its words; the first one is a button.
fn repair(group: &Group) -> Option<(String, Repair)> {
    let session = group.example.session?;
    let at = |place: &Place| match place {
        Place::Local(path) => Location::Local(path.clone()),
        Place::Remote(path) => Location::Remote(session, path.clone()),
    };
    group.example.error.diagnosis.as_ref()?.fixes.iter().find_map(|fix| match fix {
        Fix::CreateFolder(folder) => Some((fl!("errors-create-folder"), Repair::CreateFolder(at(folder)))),
        Fix::MakeWritable { at: item, permissions } => {
            let how = Repair::MakeWritable { at: at(item), permissions: *permissions };
            Some((fl!("errors-make-writable"), how))
        }
        Fix::SwitchDataMode(mode) => Some((fix_button(fix), Repair::SwitchDataMode(*mode))),
        _ => None,
    })
}

/// Whether a fix was found for what the failures of a group have in common.
fn offers(group: &Group, fix: &Fix) -> bool {
    group.example.error.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.fixes.contains(fix))
}

fn menu(ui: &mut Ui, group: &Group, copy: &impl Fn() -> String, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let live = group.open > 0 && group.transfers > 0 && !group.key.earlier;
    let mut entry = |ui: &mut Ui, sign: &str, words: String, enabled: bool, action: ErrorsAction| {
        if menu_item(ui, sign, &words, enabled) {
            actions.push(Action::Errors(action));
        }
    };
    entry(ui, icon::RETRY, fl!("errors-retry-all"), live, ErrorsAction::RetryGroup(group.id));
    if let Some((words, how)) = repair(group) {
        entry(ui, icon::CHECK, words, live, ErrorsAction::RepairGroup(group.id, how));
    }
    if offers(group, &Fix::Overwrite) {
        entry(ui, icon::FILES, fl!("errors-overwrite-all"), live, ErrorsAction::OverwriteGroup(group.id));
    }
    if offers(group, &Fix::Rename) {
        let how = ErrorsAction::RepairGroup(group.id, Repair::Rename(None));
        entry(ui, icon::RENAME, fl!("errors-rename-all"), live, how);
    }
    entry(ui, icon::FOLDER_OPEN, fl!("errors-other-folder"), live, ErrorsAction::OtherFolder(group.id));
    entry(ui, icon::SKIP, fl!("errors-skip-all"), live, ErrorsAction::SkipGroup(group.id));
    if let Some(last) = group.entries.back() {
        entry(ui, icon::WARNING_CIRCLE, fl!("errors-card"), true, ErrorsAction::ShowCard(*last));
    }
    menu_line(ui);
    entry(ui, icon::CLOSE, fl!("errors-dismiss"), true, ErrorsAction::DismissGroup(group.id));
    if menu_item(ui, icon::COPY, &fl!("errors-copy"), true) {
        actions.push(Action::CopyText(copy()));
    }
}

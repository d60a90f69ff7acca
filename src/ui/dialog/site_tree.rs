//! The tree of sites: search, rows, keys, dragging, and what can be done with the chosen one.

use super::modal::{Focus, Front};
use super::site_bar::{actions_bar, duplicate};
use super::site_rows::{ROW, caret, name_left, paint_row, row_name, row_note};

use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::NodeId;
use crate::ui::state::{
    Action, CursorMove, Dialog, DialogAction, ExportDraft, SiteKey, SiteMove, SiteRow, SiteRowKind, SitesAction,
    SitesState,
};
use crate::ui::theme::{body, icon, measure, regular_icon, secondary, tokens};
use crate::ui::widget::{menu_item, menu_line, paint_text, plain_entry};
use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{
    Align, Align2, DragAndDrop, EventFilter, Frame, Id, Key, Label, Layout, Margin, Modifiers, Popup, Rect, RichText,
    ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

const FOOT: f32 = 38.0;
const UNDO: f32 = 34.0;

/// What is dragged.
#[derive(Clone, Copy, Debug)]
struct Dragged(NodeId);

/// Draws the left side into all of `ui`.
pub(super) fn tree(ui: &mut Ui, front: Front, sites: &SitesState, focus: &mut Focus, out: &mut Vec<Action>) {
    let all = ui.max_rect();
    search(ui, Rect::from_min_size(all.min, vec2(all.width(), measure::CONTROL)), sites, focus, out);
    let mut bottom = all.bottom() - FOOT;
    let foot = Rect::from_min_max(pos2(all.left(), bottom + FOOT - measure::CONTROL), all.max);
    let layout = Layout::left_to_right(Align::Center);
    let mut bar = ui.new_child(UiBuilder::new().max_rect(foot).id_salt("bar").layout(layout));
    actions_bar(&mut bar, sites, out);
    if let Some(removed) = &sites.removed {
        bottom -= UNDO;
        let place = Rect::from_min_size(pos2(all.left(), bottom), vec2(all.width(), UNDO));
        undo_bar(ui, place, &removed.name, removed.content, out);
    }
    let list =
        Rect::from_min_max(pos2(all.left(), all.top() + measure::CONTROL + 8.0), pos2(all.right(), bottom - 4.0));
    let mut list_ui = ui.new_child(UiBuilder::new().max_rect(list).id_salt("rows"));
    list_ui.set_clip_rect(list.intersect(ui.clip_rect()));
    rows(&mut list_ui, list, front, sites, out);
}

fn search(ui: &mut Ui, rect: Rect, sites: &SitesState, focus: &mut Focus, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let id = Id::unique("site-search");
    let mut text = sites.query.clone();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let line = if focused { t.accent } else { t.line };
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, line))
        .corner_radius(measure::RADIUS)
        .inner_margin(Margin { left: 36, right: 10, top: 0, bottom: 0 });
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .font(body())
        .text_color(t.text)
        .hint_text(RichText::new(fl!("sites-search")).color(t.faint))
        .align(Align2::LEFT_CENTER)
        .frame(frame)
        .min_size(rect.size())
        .desired_width(rect.width());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("search"));
    let response = field.show(&mut child).response.response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, fl!("sites-search"));
        info.current_text_value = Some(sites.query.clone());
        info
    });
    focus.field(&response);
    let sign = pos2(rect.left() + 19.0, rect.center().y);
    ui.painter().text(sign, Align2::CENTER_CENTER, icon::SEARCH, regular_icon(), t.dim);
    if text != sites.query {
        out.push(Action::Sites(SitesAction::Search(text)));
    }
    if response.has_focus() {
        let step = ui.input_mut(|input| {
            [(Key::ArrowDown, CursorMove::Down(1)), (Key::ArrowUp, CursorMove::Up(1))]
                .into_iter()
                .find(|(key, _)| input.consume_key(Modifiers::NONE, *key))
        });
        out.extend(step.map(|(_, step)| Action::Sites(SitesAction::Step(step))));
    }
}

fn undo_bar(ui: &mut Ui, rect: Rect, name: &str, content: usize, out: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect.shrink2(vec2(0.0, 2.0)), 6.0, t.raised_hover);
    let undo = ui.painter().layout_no_wrap(fl!("sites-undo"), body(), t.accent);
    let button = Rect::from_min_max(pos2(rect.right() - undo.size().x - 20.0, rect.top()), rect.max);
    let response = ui.interact(button, Id::unique("site-undo"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, fl!("sites-undo")));
    if response.has_focus() {
        ui.painter().rect_stroke(button.shrink(3.0), 5.0, Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
    ui.painter().galley(button.center() - undo.size() / 2.0, undo, t.accent);
    if response.clicked() {
        out.push(Action::Sites(SitesAction::Undo));
    }
    let shown = escape_bytes(name.as_bytes());
    let words = if content == 0 {
        fl!("sites-deleted", name = shown)
    } else {
        fl!("sites-deleted-folder", name = shown, count = content)
    };
    let place = Rect::from_min_max(pos2(rect.left() + 10.0, rect.top()), pos2(button.left() - 6.0, rect.bottom()));
    let told = ui.interact(place, Id::unique("site-removed"), Sense::hover());
    told.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    paint_text(ui.painter(), place, Align::Min, &words, secondary(), t.text);
}

fn rows(ui: &mut Ui, rect: Rect, front: Front, sites: &SitesState, out: &mut Vec<Action>) {
    let id = front.id.with("tree");
    let background = ui.interact(rect, id, Sense::click());
    background.widget_info(|| WidgetInfo::labeled(Role::Tree, true, fl!("sites-title")));
    let rows = sites.rows();
    let focused = ui.memory(|memory| memory.has_focus(id));
    if focused {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        keys(ui, rect, sites, out);
    }
    if background.clicked() {
        background.request_focus();
    }
    Popup::context_menu(&background).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        new_entries(ui, sites.can_store(), out);
    });
    if rows.is_empty() {
        empty(ui, rect, sites);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("site-rows").auto_shrink(false).animated(false);
    let chosen = rows.iter().position(|row| Some(&row.key) == sites.chosen.as_ref());
    // The chosen row is brought into sight once.
    let seen = ui.data(|data| data.get_temp::<(u64, f32)>(id)).unwrap_or_default();
    if let Some(at) = chosen.filter(|_| seen.0 != sites.show_chosen) {
        let top = height_of(at);
        let offset = seen.1.min(top).max(top + ROW - rect.height());
        area = area.vertical_scroll_offset(offset.clamp(0.0, (height_of(rows.len()) - rect.height()).max(0.0)));
    }
    let shown = area.scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded).show_rows(
        ui,
        ROW,
        rows.len(),
        |ui, places| {
            for at in places {
                if let Some(row) = rows.get(at) {
                    one(ui, id, row, chosen == Some(at), focused, sites, out);
                }
            }
        },
    );
    ui.data_mut(|data| data.insert_temp(id, (sites.show_chosen, shown.state.clamped_offset().y)));
    if sites.query.trim().is_empty() {
        drop_target(ui, rect, shown.state.clamped_offset().y, &rows, sites, out);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * ROW
}

fn empty(ui: &mut Ui, rect: Rect, sites: &SitesState) {
    let t = tokens(ui);
    let words = match (sites.loaded, sites.query.trim().is_empty()) {
        (false, _) => fl!("sites-loading"),
        (true, true) => fl!("sites-none"),
        (true, false) => fl!("sites-nothing"),
    };
    ui.vertical_centered(|ui| {
        ui.add_space((rect.height() / 2.0 - 26.0).max(8.0));
        ui.set_max_width((ui.available_width() - 24.0).max(60.0));
        ui.add(Label::new(RichText::new(words).color(t.dim)).wrap());
    });
}

fn one(ui: &mut Ui, tree: Id, row: &SiteRow, chosen: bool, focused: bool, sites: &SitesState, out: &mut Vec<Action>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, tree.with(&row.key), Sense::click_and_drag());
    let (name, note) = (row_name(row), row_note(row));
    let label = if note.is_empty() { name } else { format!("{name}, {note}") };
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, chosen, &label));
    let renamed = match (&sites.rename, &row.key) {
        (Some((id, text)), SiteKey::Node(of)) if id == of => Some(text),
        _ => None,
    };
    paint_row(ui, rect, row, chosen, focused, renamed.is_some(), &response);
    if let Some(text) = renamed {
        rename_field(ui, rect, row, text, out);
        return;
    }
    let mut act = |action| out.push(Action::Sites(action));
    let is_open = match row.kind {
        SiteRowKind::Folder { open } | SiteRowKind::Hosts { open } => Some(open),
        SiteRowKind::Site { .. } | SiteRowKind::Host { .. } => None,
    };
    let on_caret = is_open.is_some() && response.interact_pointer_pos().is_some_and(|at| caret(row, rect).contains(at));
    if response.clicked() || response.secondary_clicked() {
        ui.memory_mut(|memory| memory.request_focus(tree));
        if !chosen {
            act(SitesAction::Choose(row.key.clone()));
        }
        if let Some(open) = is_open.filter(|_| on_caret && response.clicked()) {
            act(SitesAction::Expand(row.key.clone(), !open));
        }
    }
    if response.double_clicked() && !on_caret {
        match is_open {
            Some(open) => act(SitesAction::Expand(row.key.clone(), !open)),
            None => act(SitesAction::ConnectTo(row.key.clone())),
        }
    }
    if let SiteKey::Node(id) = row.key
        && response.drag_started()
    {
        DragAndDrop::set_payload(ui.ctx(), Dragged(id));
        act(SitesAction::Choose(row.key.clone()));
    }
    Popup::context_menu(&response).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        row_menu(ui, row, sites, out);
    });
}

fn row_menu(ui: &mut Ui, row: &SiteRow, sites: &SitesState, out: &mut Vec<Action>) {
    let mut act = |action| out.push(Action::Sites(action));
    if matches!(row.kind, SiteRowKind::Site { .. } | SiteRowKind::Host { .. }) {
        if menu_item(ui, icon::CONNECT, &fl!("connect-accept"), true) {
            act(SitesAction::Connect);
        }
        if menu_item(ui, icon::DOCTOR, &fl!("sites-test"), true) {
            act(SitesAction::Test);
        }
        menu_line(ui);
    }
    match &row.kind {
        SiteRowKind::Host { .. } => {
            if menu_item(ui, icon::COPY, &fl!("sites-copy-host"), sites.can_store()) {
                act(SitesAction::CopyHost);
            }
        }
        SiteRowKind::Hosts { .. } => {}
        SiteRowKind::Folder { .. } | SiteRowKind::Site { .. } => {
            new_entries(ui, sites.can_store(), out);
            menu_line(ui);
            let mut act = |action| out.push(Action::Sites(action));
            if plain_entry(ui, Some(icon::RENAME), &fl!("sites-rename"), "F2", true) {
                act(SitesAction::BeginRename);
            }
            if menu_item(ui, icon::COPY, &fl!("sites-duplicate"), sites.can_store()) {
                act(duplicate(sites));
            }
            if menu_item(ui, icon::SORT, &fl!("sites-sort"), true) {
                act(SitesAction::Sort);
            }
            if let SiteKey::Node(id) = row.key
                && menu_item(ui, icon::EXPORT, &fl!("sites-export"), sites.book.get(id).is_some())
            {
                let draft = Box::new(ExportDraft::new(Some(vec![id])));
                out.push(Action::Dialog(DialogAction::Open(Box::new(Dialog::Export(draft)))));
            }
            menu_line(ui);
            let mut act = |action| out.push(Action::Sites(action));
            let keys = ui.ctx().format_shortcut(&eframe::egui::KeyboardShortcut::new(Modifiers::NONE, Key::Delete));
            if plain_entry(ui, Some(icon::DELETE), &fl!("sites-delete"), &keys, true) {
                act(SitesAction::Delete);
            }
        }
    }
}

fn new_entries(ui: &mut Ui, able: bool, out: &mut Vec<Action>) {
    if menu_item(ui, icon::PLUS, &fl!("sites-new"), able) {
        out.push(Action::Sites(SitesAction::NewSite(fl!("sites-new-name"))));
    }
    if menu_item(ui, icon::NEW_FOLDER, &fl!("sites-new-folder"), able) {
        out.push(Action::Sites(SitesAction::NewFolder(fl!("sites-new-folder-name"))));
    }
}

fn rename_field(ui: &mut Ui, rect: Rect, row: &SiteRow, text: &str, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let id = Id::unique("site-rename");
    let place = Rect::from_min_max(pos2(name_left(row, rect) - 7.0, rect.top() + 2.0), rect.max - vec2(6.0, 2.0));
    let mut typed = text.to_owned();
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, t.accent))
        .corner_radius(5)
        .inner_margin(Margin::symmetric(6, 0));
    let field = TextEdit::singleline(&mut typed)
        .id(id)
        .font(body())
        .text_color(t.text)
        .frame(frame)
        .align(Align2::LEFT_CENTER)
        .min_size(place.size())
        .desired_width(place.width());
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("rename"));
    let response = field.show(&mut child).response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, fl!("sites-folder-name")));
    let began = id.with("began");
    if ui.data(|data| data.get_temp::<bool>(began)) != Some(true) {
        ui.data_mut(|data| data.insert_temp(began, true));
        response.request_focus();
        crate::ui::widget::select_all(ui, &response, &typed);
        return;
    }
    if typed != text {
        out.push(Action::Sites(SitesAction::EditRename(typed)));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<bool>(began));
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        out.push(Action::Sites(SitesAction::EndRename(!escaped)));
    }
}

fn keys(ui: &mut Ui, rect: Rect, sites: &SitesState, out: &mut Vec<Action>) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows in sight")]
    let page = (rect.height() / ROW).floor().max(1.0) as usize;
    let steps = [
        (Key::ArrowUp, CursorMove::Up(1)),
        (Key::ArrowDown, CursorMove::Down(1)),
        (Key::PageUp, CursorMove::Up(page)),
        (Key::PageDown, CursorMove::Down(page)),
        (Key::Home, CursorMove::First),
        (Key::End, CursorMove::Last),
    ];
    let own = matches!(sites.chosen, Some(SiteKey::Node(_)));
    let mut act = |action| out.push(Action::Sites(action));
    ui.input_mut(|input| {
        for (key, step) in steps {
            if input.consume_key(Modifiers::NONE, key) {
                act(SitesAction::Step(step));
            }
        }
        for (key, open) in [(Key::ArrowRight, true), (Key::ArrowLeft, false)] {
            if input.consume_key(Modifiers::NONE, key) {
                act(SitesAction::Fold(open));
            }
        }
        if own && input.consume_key(Modifiers::NONE, Key::Delete) {
            act(SitesAction::Delete);
        }
        if own && input.consume_key(Modifiers::NONE, Key::F2) {
            act(SitesAction::BeginRename);
        }
        if own && input.consume_key(Modifiers::COMMAND, Key::D) {
            act(duplicate(sites));
        }
        if input.consume_key(Modifiers::COMMAND, Key::Z) {
            act(SitesAction::Undo);
        }
        if (sites.draft().is_some() || sites.host().is_some()) && input.consume_key(Modifiers::NONE, Key::Enter) {
            act(SitesAction::Connect);
        }
    });
}

/// Shows where a dragged entry would go, and moves it there.
fn drop_target(ui: &Ui, rect: Rect, offset: f32, rows: &[SiteRow], sites: &SitesState, out: &mut Vec<Action>) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let Some(at) = ui.ctx().pointer_latest_pos().filter(|at| rect.contains(*at)) else { return };
    let t = tokens(ui);
    let y = at.y - rect.top() + offset;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row in sight")]
    let place = (y / ROW).floor().max(0.0) as usize;
    let own = rows.iter().take_while(|row| matches!(row.key, SiteKey::Node(_))).count();
    let top = |row: usize| rect.top() - offset + height_of(row);
    let shown = sites.shown();
    let inside = |id: NodeId| shown.with_content(dragged.0).iter().any(|node| node.id == id);
    let line = |y: f32, depth: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a few folders")]
        let left = rect.left() + 8.0 + depth.min(8) as f32 * 14.0;
        ui.painter().hline(left..=rect.right() - 4.0, y, Stroke::new(2.0, t.accent));
    };
    let Some(row) = rows.get(place).filter(|_| place < own) else {
        line(top(own), 0);
        if ui.input(|input| input.pointer.any_released()) {
            out.push(Action::Sites(SitesAction::Move(SiteMove { id: dragged.0, parent: None, before: None })));
        }
        return;
    };
    let SiteKey::Node(over) = row.key else { return };
    let Some(node) = shown.get(over).filter(|_| !inside(over)) else { return };
    let part = (y - height_of(place)) / ROW;
    let into = node.is_folder() && (0.25..=0.75).contains(&part);
    let open = matches!(row.kind, SiteRowKind::Folder { open: true });
    let to = if into {
        let cell = Rect::from_min_size(pos2(rect.left(), top(place)), vec2(rect.width(), ROW));
        ui.painter().rect_stroke(cell, 6.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
        SiteMove { id: dragged.0, parent: Some(over), before: None }
    } else if part < 0.5 {
        line(top(place), row.depth);
        SiteMove { id: dragged.0, parent: node.parent, before: Some(over) }
    } else if open {
        line(top(place + 1), row.depth + 1);
        let first = shown.children(Some(over)).map(|node| node.id).find(|id| *id != dragged.0);
        SiteMove { id: dragged.0, parent: Some(over), before: first }
    } else {
        line(top(place + 1), row.depth);
        let mut behind = shown.children(node.parent).skip_while(|other| other.id != over).skip(1);
        let before = behind.find(|other| other.id != dragged.0).map(|other| other.id);
        SiteMove { id: dragged.0, parent: node.parent, before }
    };
    if ui.input(|input| input.pointer.any_released()) {
        out.push(Action::Sites(SitesAction::Move(to)));
    }
}

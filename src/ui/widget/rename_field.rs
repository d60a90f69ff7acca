//! The field in which a name is edited in its row.

use super::columns::ColumnSpan;
use crate::i18n::fl;
use crate::ui::state::{Action, PaneAction, Rename, Side};
use crate::ui::theme::{body, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{Align2, Frame, Id, Key, Margin, Rect, Stroke, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// Draws the field over the name of a row.
pub fn rename_field(
    ui: &mut Ui,
    place: Rect,
    span: &ColumnSpan,
    (side, rename): (Side, &Rename),
    out: &mut Vec<Action>,
) {
    let t = tokens(ui);
    let left = place.left() + span.x.min + 20.0;
    let rect = Rect::from_min_max(pos2(left, place.top() + 1.0), pos2(place.left() + span.x.max, place.bottom() - 1.0));
    let id = Id::unique(("rename", side, &rename.name));
    let mut text = rename.text.clone();
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .font(body())
        .text_color(t.text)
        .align(Align2::LEFT_CENTER)
        .frame(
            Frame::new()
                .fill(t.field)
                .stroke(Stroke::new(1.0, t.accent))
                .corner_radius(4)
                .inner_margin(Margin::symmetric(5, 0)),
        )
        .min_size(vec2(rect.width(), rect.height()))
        .desired_width(rect.width());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    let mut output = field.show(&mut child);
    let response = output.response.response.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, fl!("rename-field"));
        info.current_text_value = Some(rename.text.clone());
        info
    });
    let began = id.with("began");
    if !ui.data(|data| data.get_temp::<bool>(began)).unwrap_or(false) {
        ui.data_mut(|data| data.insert_temp(began, true));
        response.request_focus();
        // The ending is rarely meant to change.
        let stem = rename.text.rfind('.').filter(|at| *at > 0).unwrap_or(rename.text.len());
        let stem = rename.text.get(..stem).unwrap_or(&rename.text).chars().count();
        output.state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(stem))));
        output.state.store(ui.ctx(), id);
        return;
    }
    let mut act = |action| out.push(Action::Pane(side, action));
    if text != rename.text {
        act(PaneAction::EditRename(text));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<bool>(began));
        act(PaneAction::EndRename(!ui.input(|input| input.key_pressed(Key::Escape))));
    }
}

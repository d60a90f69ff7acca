//! Text fields with an accessible name: plain, secret, monospace; and rows that put a label before them.

use super::button::icon_button;
use crate::i18n::fl;
use crate::ui::theme::{body, icon, measure, mono, tokens};
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{Align, Align2, Frame, Layout, Margin, Response, Stroke, TextEdit, Ui, Vec2, WidgetInfo, vec2};

/// Width of the labels before fields, in points.
pub const LABEL_WIDTH: f32 = 112.0;

/// How a field shows what is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// As it is.
    #[default]
    Plain,
    /// As dots.
    Secret,
    /// In the font of codes.
    Mono,
}

/// A field over the width that is left. `name` is its accessible name, `hint` stands in it while it is empty, `wrong` draws
/// it as not acceptable.
pub fn text_field(ui: &mut Ui, text: &mut String, name: &str, hint: &str, kind: FieldKind, wrong: bool) -> Response {
    let width = ui.available_width();
    sized_field(ui, text, name, hint, kind, wrong, width)
}

/// The same with a width of its own, in points.
pub fn sized_field(
    ui: &mut Ui,
    text: &mut String,
    name: &str,
    hint: &str,
    kind: FieldKind,
    wrong: bool,
    width: f32,
) -> Response {
    field(ui, text, name, hint, kind, wrong, vec2(width, measure::CONTROL))
}

/// A low field for words to search for; `name` is its accessible name and its hint.
pub fn search_field(ui: &mut Ui, text: &mut String, name: &str, width: f32) -> Response {
    field(ui, text, name, name, FieldKind::Plain, false, vec2(width, 26.0))
}

fn field(ui: &mut Ui, text: &mut String, name: &str, hint: &str, kind: FieldKind, wrong: bool, size: Vec2) -> Response {
    let t = tokens(ui);
    let id = ui.make_persistent_id(("field", name));
    let focused = ui.memory(|memory| memory.has_focus(id));
    let line = match (wrong, focused) {
        (true, _) => t.error,
        (false, true) => t.accent,
        (false, false) => t.line,
    };
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, line))
        .corner_radius(measure::RADIUS)
        .inner_margin(Margin::symmetric(12, 0));
    let field = TextEdit::singleline(text)
        .id(id)
        .frame(frame)
        .font(if kind == FieldKind::Mono { mono() } else { body() })
        .text_color(t.text)
        .hint_text(egui::RichText::new(hint).color(t.faint))
        .password(kind == FieldKind::Secret)
        .align(Align2::LEFT_CENTER)
        .min_size(size)
        .desired_width(size.x);
    let mut output = field.show(ui);
    if kind == FieldKind::Secret {
        // The undo history would keep copies of the secret.
        output.state.clear_undoer();
        output.state.store(ui.ctx(), id);
    }
    let response = output.response.response;
    let length = text.chars().count();
    response.widget_info(|| {
        let secret = kind == FieldKind::Secret;
        let role = if secret { Role::PasswordInput } else { Role::TextInput };
        let mut info = WidgetInfo::labeled(role, true, name);
        info.current_text_value = Some(if secret { "•".repeat(length) } else { text.clone() });
        info
    });
    response
}

/// A field for a secret with a button that shows it while it is typed. Returns the field's response.
pub fn secret_field(ui: &mut Ui, text: &mut String, name: &str, visible: &mut bool) -> Response {
    let kind = if *visible { FieldKind::Plain } else { FieldKind::Secret };
    let whole = vec2(ui.available_width(), measure::CONTROL);
    ui.allocate_ui_with_layout(whole, Layout::left_to_right(Align::Center), |ui| {
        let width = (ui.available_width() - 28.0 - measure::GAP).max(80.0);
        let response = sized_field(ui, text, name, "", kind, false, width);
        let (sign, what) = if *visible { (icon::EYE_OFF, fl!("field-hide")) } else { (icon::EYE, fl!("field-show")) };
        if icon_button(ui, sign, &what, true).clicked() {
            *visible = !*visible;
        }
        response
    })
    .inner
}

/// A row with a right-aligned label before what `content` draws.
pub fn labelled<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let row = vec2(ui.available_width(), measure::CONTROL);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        let size = vec2(LABEL_WIDTH, measure::CONTROL);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_size(size);
            ui.colored_label(t.dim, label);
        });
        ui.add_space(4.0);
        content(ui)
    })
    .inner
}

/// Puts the cursor behind all that stands in a field.
pub fn caret_to_end(ui: &Ui, field: &Response, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
    state.store(ui.ctx(), field.id);
}

/// Selects all that stands in a field, so that typing replaces it.
pub fn select_all(ui: &Ui, field: &Response, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), field.id);
}

//! The frame of every dialog: a card in the middle, a title, a body, and a row of buttons. The keyboard starts in the first
//! field and stays inside; Enter takes the default button, Esc dismisses.

use crate::ui::theme::{Tokens, measure, title, tokens};
use crate::ui::widget::{Look, button, plain_entry};
use eframe::egui::{
    Align, CornerRadius, Frame, Id, Key, Label, Layout, Margin, Modal, Modifiers, Popup, Response, RichText,
    ScrollArea, Shadow, Stroke, Ui, Vec2, vec2,
};

/// One button of a dialog.
pub(super) struct Choice<T> {
    /// `None`: the button only opens its menu.
    pub value: Option<T>,
    pub label: String,
    pub look: Look,
    pub icon: Option<&'static str>,
    pub enabled: bool,
    /// Enter in a field takes this one; it has the focus where there are no fields.
    pub default: bool,
    /// Stands apart on the left side.
    pub apart: bool,
    /// What it does, where its words do not say it all.
    pub hint: Option<String>,
    /// What stands in its menu; empty: it is a plain button.
    pub menu: Vec<Choice<T>>,
}

impl<T> Choice<T> {
    /// The main thing: filled, taken by Enter.
    pub(super) fn primary(value: T, label: String) -> Self {
        Self { look: Look::Primary, default: true, ..Self::plain(value, label) }
    }

    /// An alternative.
    pub(super) fn plain(value: T, label: String) -> Self {
        Self {
            value: Some(value),
            label,
            look: Look::Plain,
            icon: None,
            enabled: true,
            default: false,
            apart: false,
            hint: None,
            menu: Vec::new(),
        }
    }

    /// A button that opens a menu.
    pub(super) fn menu(label: String, icon: Option<&'static str>, menu: Vec<Self>) -> Self {
        Self {
            value: None,
            label,
            look: Look::Plain,
            icon,
            enabled: true,
            default: false,
            apart: false,
            hint: None,
            menu,
        }
    }

    /// The main thing where it cannot be undone.
    pub(super) fn danger(value: T, label: String) -> Self {
        Self { look: Look::Danger, ..Self::primary(value, label) }
    }

    /// Something that does not end the dialog.
    pub(super) fn apart(value: T, label: String, icon: &'static str) -> Self {
        Self::plain(value, label).with_icon(icon).apart_from_the_rest()
    }

    /// The same on the left side, quiet.
    pub(super) fn apart_from_the_rest(self) -> Self {
        Self { look: Look::Quiet, apart: true, ..self }
    }

    /// What it does, for those who look closer.
    pub(super) fn hinted(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn with_icon(self, icon: &'static str) -> Self {
        Self { icon: Some(icon), ..self }
    }

    pub(super) fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    pub(super) fn by_enter(self, default: bool) -> Self {
        Self { default, ..self }
    }
}

/// How the user left a dialog, or what he pressed in it.
pub(super) enum Ending<T> {
    /// A button, or Enter for the default one.
    Chosen(T),
    /// Esc.
    Dismissed,
}

/// The dialog in front: its identity, and whether this is the first frame in which it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Front {
    pub id: Id,
    pub first: bool,
}

/// Collects the field in which the keyboard starts.
#[derive(Debug, Default)]
pub(super) struct Focus {
    field: Option<Id>,
}

impl Focus {
    /// The first call names the field in which the keyboard starts.
    pub(super) fn field(&mut self, response: &Response) {
        self.field.get_or_insert(response.id);
    }
}

/// Draws a dialog of `width` points. `choices` are laid out from right to left, the first one at the right edge.
pub(super) fn modal<R, T>(
    ui: &Ui,
    front: Front,
    heading: &str,
    width: f32,
    body: impl FnOnce(&mut Ui, &mut Focus) -> R,
    choices: impl FnOnce(&R) -> Vec<Choice<T>>,
) -> (R, Option<Ending<T>>) {
    let t: &Tokens = tokens(ui);
    let screen = ui.ctx().content_rect();
    let width = width.min(screen.width() - 24.0);
    let popup_open = Popup::is_any_open(ui.ctx());
    let frame = Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(measure::CARD_RADIUS)
        .shadow(Shadow { offset: [0, 16], blur: 48, spread: 0, color: t.shadow });
    let shown = Modal::new(front.id).backdrop_color(t.backdrop).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(measure::GAP, 0.0);
        let mut focus = Focus::default();
        let inner = Frame::new()
            .inner_margin(Margin { left: 24, right: 8, top: 22, bottom: 22 })
            .show(ui, |ui| {
                // The scroll bar stands beside the content, not on it.
                ui.set_width(width - 32.0);
                let content = width - 2.0 * measure::CARD_PADDING;
                ui.add(Label::new(RichText::new(heading).font(title()).color(t.text)).wrap());
                ui.add_space(16.0);
                let height = (screen.height() - 168.0).max(120.0);
                ScrollArea::vertical()
                    .max_height(height)
                    .min_scrolled_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        ui.set_max_width(content);
                        ui.spacing_mut().item_spacing = vec2(measure::GAP, measure::GAP);
                        body(ui, &mut focus)
                    })
                    .inner
            })
            .inner;
        let ending = footer(ui, t, width, &mut focus, choices(&inner), front);
        (inner, ending)
    });
    // One that grew or shrank stands in the middle a frame later.
    let size = front.id.with("size");
    if ui.data(|data| data.get_temp::<Vec2>(size)) != Some(shown.response.rect.size()) {
        ui.data_mut(|data| data.insert_temp(size, shown.response.rect.size()));
        ui.ctx().request_repaint();
    }
    let (inner, mut ending) = shown.inner;
    let escaped = !popup_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if ending.is_none() && escaped {
        ending = Some(Ending::Dismissed);
    }
    (inner, ending)
}

/// The menu of a button; tells what was chosen in it.
fn drop_down<T>(response: &Response, entries: Vec<Choice<T>>) -> Option<T> {
    let mut chosen = None;
    Popup::menu(response).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for entry in entries {
            if plain_entry(ui, entry.icon, &entry.label, "", entry.enabled) {
                chosen = entry.value;
            }
        }
    });
    chosen
}

/// The row of buttons at the bottom of a dialog of `width` points.
pub(super) fn footer<T>(
    ui: &mut Ui,
    t: &Tokens,
    width: f32,
    focus: &mut Focus,
    choices: Vec<Choice<T>>,
    front: Front,
) -> Option<Ending<T>> {
    let line = ui.cursor().left_top();
    // A text field gives the focus away when Enter is pressed in it.
    let entered = ui.input(|input| input.key_pressed(Key::Enter) && input.modifiers.is_none())
        && ui.memory(|memory| memory.focused().is_none());
    let radius = CornerRadius { nw: 0, ne: 0, sw: measure::CARD_RADIUS - 1, se: measure::CARD_RADIUS - 1 };
    let frame = Frame::new().fill(t.panel).corner_radius(radius).inner_margin(Margin::symmetric(24, 13));
    let mut chosen = None;
    let mut default = None;
    frame.show(ui, |ui| {
        ui.set_width(width - 2.0 * measure::CARD_PADDING);
        let (apart, row): (Vec<_>, Vec<_>) = choices.into_iter().partition(|choice| choice.apart);
        // As high as a button, not as what is left of the height that the dialog had in a larger window.
        let room = vec2(ui.available_width(), measure::CONTROL);
        let layout = Layout::right_to_left(Align::Center).with_main_wrap(width < 420.0);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            ui.set_min_height(measure::CONTROL);
            let mut draw = |ui: &mut Ui, choice: Choice<T>| {
                let mut response = button(ui, choice.look, choice.icon, &choice.label, choice.enabled);
                if choice.default && choice.enabled {
                    focus.field(&response);
                }
                if let Some(hint) = &choice.hint {
                    response = response.on_hover_text(hint);
                }
                if !choice.menu.is_empty() {
                    if let Some(value) = drop_down(&response, choice.menu) {
                        chosen = Some(value);
                    }
                } else if response.clicked() {
                    chosen = choice.value;
                } else if choice.default && choice.enabled {
                    default = choice.value;
                }
            };
            for choice in row {
                draw(ui, choice);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                for choice in apart {
                    draw(ui, choice);
                }
            });
        });
    });
    ui.painter().hline(line.x..=line.x + width, line.y, Stroke::new(1.0, t.line));
    if chosen.is_none() && entered && !front.first {
        chosen = default;
    }
    let lost = ui.memory(|memory| memory.focused().is_none());
    if let Some(field) = focus.field.filter(|_| front.first || lost) {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    chosen.map(Ending::Chosen)
}

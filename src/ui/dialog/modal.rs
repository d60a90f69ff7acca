//! The frame of every dialog: a card in the middle, a title, a body, and a row of buttons. The keyboard starts in the first
//! field and stays inside; Enter takes the default button, Esc dismisses.

use crate::ui::theme::{Tokens, measure, title, tokens};
use crate::ui::widget::{Look, button};
use eframe::egui::{
    Align, CornerRadius, Frame, Id, Key, Label, Layout, Margin, Modal, Modifiers, Popup, Response, RichText,
    ScrollArea, Shadow, Stroke, Ui, vec2,
};

/// One button of a dialog.
pub(super) struct Choice<T> {
    pub value: T,
    pub label: String,
    pub look: Look,
    pub icon: Option<&'static str>,
    pub enabled: bool,
    /// Enter in a field takes this one; it has the focus where there are no fields.
    pub default: bool,
    /// Stands apart on the left side.
    pub apart: bool,
}

impl<T> Choice<T> {
    /// The main thing: filled, taken by Enter.
    pub(super) fn primary(value: T, label: String) -> Self {
        Self { value, label, look: Look::Primary, icon: None, enabled: true, default: true, apart: false }
    }

    /// An alternative.
    pub(super) fn plain(value: T, label: String) -> Self {
        Self { value, label, look: Look::Plain, icon: None, enabled: true, default: false, apart: false }
    }

    /// The main thing where it cannot be undone.
    pub(super) fn danger(value: T, label: String) -> Self {
        Self { look: Look::Danger, ..Self::primary(value, label) }
    }

    /// Something that does not end the dialog.
    pub(super) fn apart(value: T, label: String, icon: &'static str) -> Self {
        Self { look: Look::Quiet, icon: Some(icon), apart: true, ..Self::plain(value, label) }
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
    let (inner, mut ending) = shown.inner;
    let escaped = !popup_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if ending.is_none() && escaped {
        ending = Some(Ending::Dismissed);
    }
    (inner, ending)
}

fn footer<T>(
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
                let response = button(ui, choice.look, choice.icon, &choice.label, choice.enabled);
                if choice.default && choice.enabled {
                    focus.field(&response);
                }
                if response.clicked() {
                    chosen = Some(choice.value);
                } else if choice.default && choice.enabled {
                    default = Some(choice.value);
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

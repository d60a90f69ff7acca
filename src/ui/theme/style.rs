//! Applies the tokens to the toolkit's own style, for both themes, so that plain widgets fit in.

use super::font;
use super::tokens::{DARK, LIGHT, Tokens, measure};
use eframe::egui::style::{ScrollAnimation, ScrollStyle, WidgetVisuals};
use eframe::egui::{Color32, Context, CornerRadius, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, vec2};
use std::collections::BTreeMap;

/// Installs fonts and both themes. Which theme is shown is chosen with `Context::set_theme`.
pub fn install(ctx: &Context) {
    ctx.set_fonts(font::fonts());
    ctx.style_mut_of(Theme::Dark, |style| apply(style, &DARK));
    ctx.style_mut_of(Theme::Light, |style| apply(style, &LIGHT));
}

fn text_styles() -> BTreeMap<TextStyle, FontId> {
    BTreeMap::from([
        (TextStyle::Body, font::body()),
        (TextStyle::Button, font::body()),
        (TextStyle::Small, font::secondary()),
        (TextStyle::Heading, font::title()),
        (TextStyle::Monospace, font::mono()),
    ])
}

fn apply(style: &mut Style, t: &Tokens) {
    style.text_styles = text_styles();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.5;
    style.animation_time = 0.08;
    style.scroll_animation = ScrollAnimation::none();

    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(measure::GAP, 4.0);
    spacing.button_padding = vec2(12.0, 6.0);
    spacing.interact_size = vec2(40.0, 24.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.menu_width = 240.0;
    spacing.tooltip_width = 480.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 8.0;
    spacing.icon_spacing = 8.0;
    spacing.scroll =
        ScrollStyle { bar_width: 8.0, floating_width: 4.0, foreground_color: true, ..ScrollStyle::floating() };

    let visuals = &mut style.visuals;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(t.dim);
    visuals.hyperlink_color = t.accent;
    visuals.faint_bg_color = t.row;
    visuals.extreme_bg_color = t.field;
    visuals.text_edit_bg_color = Some(t.field);
    visuals.code_bg_color = t.field;
    visuals.warn_fg_color = t.warn;
    visuals.error_fg_color = t.error;
    visuals.panel_fill = t.panel;
    visuals.window_fill = t.raised;
    visuals.window_stroke = Stroke::new(1.0, t.line);
    visuals.window_corner_radius = CornerRadius::same(measure::CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(measure::MENU_RADIUS);
    visuals.window_shadow = Shadow { offset: [0, 12], blur: 32, spread: 0, color: t.shadow };
    visuals.popup_shadow = Shadow { offset: [0, 6], blur: 18, spread: 0, color: t.shadow };
    visuals.selection.bg_fill = t.selection;
    visuals.selection.stroke = Stroke::new(1.0, t.accent);
    visuals.striped = false;
    visuals.button_frame = true;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = None;
    visuals.disabled_alpha = 0.5;
    // A blinking cursor would draw frames while nothing happens.
    visuals.text_cursor.blink = false;

    let state = |fill: Color32, line: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(measure::RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = state(t.panel, t.line, t.text);
    widgets.inactive = state(t.raised, t.line, t.text);
    widgets.hovered = state(t.raised_hover, t.line, t.text);
    widgets.active = state(t.raised_hover, t.accent, t.text);
    widgets.open = state(t.raised_hover, t.line, t.text);
}

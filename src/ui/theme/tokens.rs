//! The named colours of both themes and the measures of the window.

use eframe::egui::{Color32, Ui};

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Window, menu bar, tab strip, status bar.
    pub bg: Color32,
    /// Panes and panels.
    pub panel: Color32,
    /// Buttons, cards, dialogs.
    pub raised: Color32,
    /// A raised thing under the pointer.
    pub raised_hover: Color32,
    /// Text fields.
    pub field: Color32,
    /// Separators, borders, empty track of a bar.
    pub line: Color32,
    /// Every second row.
    pub row: Color32,
    /// A row under the pointer.
    pub row_hover: Color32,
    /// Names and everything that is read first.
    pub text: Color32,
    /// What is read second.
    pub dim: Color32,
    /// Hints and disabled things.
    pub faint: Color32,
    /// Primary action, focus, folders.
    pub accent: Color32,
    /// The primary action under the pointer.
    pub accent_hover: Color32,
    /// Ground of a drop target.
    pub accent_bg: Color32,
    /// Text on `accent`.
    pub on_accent: Color32,
    /// Selected rows.
    pub selection: Color32,
    /// Selected rows of the pane that has not the focus.
    pub selection_idle: Color32,
    /// Done, connected.
    pub ok: Color32,
    /// Needs attention.
    pub warn: Color32,
    /// Failed.
    pub error: Color32,
    /// A mark between red and yellow.
    pub orange: Color32,
    /// A mark between green and blue.
    pub cyan: Color32,
    /// A mark between blue and red.
    pub magenta: Color32,
    /// Ground behind an error text.
    pub error_bg: Color32,
    /// Text on `error`.
    pub on_error: Color32,
    /// Lines of the message log that were sent.
    pub log_command: Color32,
    /// Lines of the message log that came back.
    pub log_response: Color32,
    /// Behind a dialog.
    pub backdrop: Color32,
    /// Around floating things.
    pub shadow: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The dark theme.
pub const DARK: Tokens = Tokens {
    bg: rgb(0x10_13_17),
    panel: rgb(0x16_1a_20),
    raised: rgb(0x1c_21_29),
    raised_hover: rgb(0x25_2b_35),
    field: rgb(0x0c_0f_13),
    line: rgb(0x26_2c_36),
    row: rgb(0x13_17_1c),
    row_hover: rgb(0x1b_21_2a),
    text: rgb(0xe6_e9_ee),
    dim: rgb(0x8b_95_a5),
    faint: rgb(0x5d_66_75),
    accent: rgb(0x4f_9c_f9),
    accent_hover: rgb(0x6b_ad_fb),
    accent_bg: rgb(0x1d_35_57),
    on_accent: rgb(0xff_ff_ff),
    selection: rgb(0x1f_3a_5f),
    selection_idle: rgb(0x22_2a_35),
    ok: rgb(0x3f_b6_8b),
    warn: rgb(0xe0_a8_3c),
    error: rgb(0xf0_61_6d),
    orange: rgb(0xf0_8a_4b),
    cyan: rgb(0x45_c4_d6),
    magenta: rgb(0xd1_7a_e8),
    error_bg: rgb(0x2a_1a_1e),
    on_error: rgb(0xff_ff_ff),
    log_command: rgb(0x8a_a9_ff),
    log_response: rgb(0x63_c7_9a),
    backdrop: Color32::from_rgba_premultiplied(4, 5, 7, 140),
    shadow: Color32::from_black_alpha(120),
};

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    bg: rgb(0xf3_f5_f8),
    panel: rgb(0xff_ff_ff),
    raised: rgb(0xff_ff_ff),
    raised_hover: rgb(0xf0_f3_f7),
    field: rgb(0xff_ff_ff),
    line: rgb(0xdf_e4_ea),
    row: rgb(0xf8_fa_fc),
    row_hover: rgb(0xee_f3_f9),
    text: rgb(0x1a_20_29),
    dim: rgb(0x5c_66_75),
    faint: rgb(0x8b_94_a1),
    accent: rgb(0x1b_6f_e0),
    accent_hover: rgb(0x15_5e_c2),
    accent_bg: rgb(0xdb_e9_ff),
    on_accent: rgb(0xff_ff_ff),
    selection: rgb(0xd5_e6_ff),
    selection_idle: rgb(0xe6_eb_f1),
    ok: rgb(0x16_83_5a),
    warn: rgb(0xa3_6a_00),
    error: rgb(0xc9_2a_3a),
    orange: rgb(0xc2_56_0c),
    cyan: rgb(0x0b_7f_94),
    magenta: rgb(0x9a_2f_b8),
    error_bg: rgb(0xfd_ee_f0),
    on_error: rgb(0xff_ff_ff),
    log_command: rgb(0x1d_3f_ae),
    log_response: rgb(0x0f_7a_4b),
    backdrop: Color32::from_rgba_premultiplied(10, 13, 18, 90),
    shadow: Color32::from_black_alpha(40),
};

/// The colours that hold where `ui` draws.
#[must_use]
pub fn tokens(ui: &Ui) -> &'static Tokens {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// Heights, radii and paddings, in points; everything stands on a grid of 4.
pub mod measure {
    /// Menu bar.
    pub const MENU: f32 = 32.0;
    /// Toolbar.
    pub const TOOLBAR: f32 = 48.0;
    /// Tab strip above a pane and above the bottom panel.
    pub const TAB_STRIP: f32 = 36.0;
    /// Path bar of a pane.
    pub const PATH_BAR: f32 = 38.0;
    /// Head of a table.
    pub const TABLE_HEAD: f32 = 28.0;
    /// Row of a file table.
    pub const ROW: f32 = 26.0;
    /// Row of the transfer queue.
    pub const QUEUE_ROW: f32 = 30.0;
    /// Group of the errors panel.
    pub const ERROR_GROUP: f32 = 55.0;
    /// File of a group in the errors panel.
    pub const ERROR_FILE: f32 = 26.0;
    /// The timeline above the errors.
    pub const TIMELINE: f32 = 34.0;
    /// Line of the message log.
    pub const LOG_ROW: f32 = 20.0;
    /// Footer of a pane.
    pub const PANE_FOOT: f32 = 28.0;
    /// Status bar.
    pub const STATUS: f32 = 28.0;
    /// Buttons and text fields.
    pub const CONTROL: f32 = 32.0;
    /// Corner radius of buttons and fields.
    pub const RADIUS: u8 = 7;
    /// Corner radius of cards and dialogs.
    pub const CARD_RADIUS: u8 = 12;
    /// Corner radius of menus and popups.
    pub const MENU_RADIUS: u8 = 8;
    /// Left and right padding in rows.
    pub const ROW_PADDING: f32 = 12.0;
    /// Padding in cards and dialogs.
    pub const CARD_PADDING: f32 = 24.0;
    /// Gap between neighbours.
    pub const GAP: f32 = 8.0;
    /// Size of icons.
    pub const ICON: f32 = 17.0;
    /// Smallest window that holds everything.
    pub const MIN_WINDOW: [f32; 2] = [720.0, 460.0];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(c: Color32) -> f32 {
        let lin = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * lin(c.r()) + 0.7152 * lin(c.g()) + 0.0722 * lin(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn texts_are_readable_on_their_grounds() {
        for t in [DARK, LIGHT] {
            for ground in [t.bg, t.panel, t.raised, t.field, t.row, t.selection, t.selection_idle] {
                assert!(contrast(t.text, ground) >= 7.0, "text {:?} on {ground:?}", t.text);
                assert!(contrast(t.dim, ground) >= 3.5, "dim {:?} on {ground:?}", t.dim);
            }
            for mark in [t.error, t.warn, t.ok, t.log_command, t.log_response] {
                assert!(contrast(mark, t.panel) >= 4.0, "{mark:?}");
            }
        }
    }
}

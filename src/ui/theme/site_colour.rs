//! The colours of sites, in both themes.

use crate::site::Colour;
use eframe::egui::{Color32, Ui};

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// How a mark looks where `ui` draws.
#[must_use]
pub fn site_colour(ui: &Ui, colour: Colour) -> Color32 {
    in_theme(colour, ui.visuals().dark_mode)
}

fn in_theme(colour: Colour, dark: bool) -> Color32 {
    let (on_dark, on_light) = match colour {
        Colour::Red => (rgb(0xf0_61_6d), rgb(0xc9_2a_3a)),
        Colour::Orange => (rgb(0xf2_8b_4b), rgb(0xb8_54_0c)),
        Colour::Yellow => (rgb(0xe0_b8_3c), rgb(0x8f_6a_00)),
        Colour::Green => (rgb(0x3f_b6_8b), rgb(0x16_83_5a)),
        Colour::Cyan => (rgb(0x3d_b8_c9), rgb(0x0b_7a_8a)),
        Colour::Blue => (rgb(0x4f_9c_f9), rgb(0x1b_6f_e0)),
        Colour::Magenta => (rgb(0xd4_7a_e0), rgb(0xa0_2f_b0)),
    };
    if dark { on_dark } else { on_light }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_marks_look_the_same() {
        for dark in [true, false] {
            let all: Vec<Color32> = Colour::ALL.into_iter().map(|colour| in_theme(colour, dark)).collect();
            for (at, one) in all.iter().enumerate() {
                assert!(!all.iter().skip(at + 1).any(|other| other == one));
            }
        }
    }
}

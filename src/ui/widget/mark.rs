//! The colours that sites are marked with.

use crate::site::Colour;
use crate::ui::theme::Tokens;
use eframe::egui::Color32;

/// How a mark looks; `None`: a site without one.
#[must_use]
pub fn mark_ink(t: &Tokens, mark: Option<Colour>) -> Color32 {
    match mark {
        None => t.faint,
        Some(Colour::Red) => t.error,
        Some(Colour::Orange) => t.orange,
        Some(Colour::Yellow) => t.warn,
        Some(Colour::Green) => t.ok,
        Some(Colour::Cyan) => t.cyan,
        Some(Colour::Blue) => t.accent,
        Some(Colour::Magenta) => t.magenta,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{DARK, LIGHT};

    #[test]
    fn no_two_marks_look_the_same() {
        for t in [&DARK, &LIGHT] {
            let all: Vec<Color32> = Colour::ALL.into_iter().map(|colour| mark_ink(t, Some(colour))).collect();
            for (at, one) in all.iter().enumerate() {
                assert!(!all.iter().skip(at + 1).any(|other| other == one));
            }
        }
    }
}

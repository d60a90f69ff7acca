//! The fonts that come with the program and the text sizes made of them.

use eframe::egui::{FontData, FontDefinitions, FontFamily, FontId};
use std::collections::BTreeMap;
use std::sync::Arc;

const SEMIBOLD: &str = "semibold";
const ICONS: &str = "icons";
const ICONS_FILL: &str = "icons-fill";

/// The definitions to install: Inter for texts, `JetBrains` Mono for codes, Phosphor for icons. Everything else comes from
/// the system's fonts.
#[must_use]
pub fn fonts() -> FontDefinitions {
    let files: [(&str, &'static [u8]); 5] = [
        ("inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
        ("inter-semibold", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
        ("jetbrains-mono", include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf")),
        ("phosphor", include_bytes!("../../../assets/fonts/Phosphor.ttf")),
        ("phosphor-fill", include_bytes!("../../../assets/fonts/Phosphor-Fill.ttf")),
    ];
    let font_data =
        files.into_iter().map(|(name, bytes)| (name.to_owned(), Arc::new(FontData::from_static(bytes)))).collect();
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let families = BTreeMap::from([
        (FontFamily::Proportional, list(&["inter", "phosphor"])),
        (FontFamily::Monospace, list(&["jetbrains-mono", "inter", "phosphor"])),
        (family(SEMIBOLD), list(&["inter-semibold", "inter", "phosphor"])),
        (family(ICONS), list(&["phosphor"])),
        (family(ICONS_FILL), list(&["phosphor-fill", "phosphor"])),
    ]);
    FontDefinitions { font_data, families }
}

fn family(name: &'static str) -> FontFamily {
    FontFamily::Name(Arc::from(name))
}

/// Text of the window, 13.
#[must_use]
pub fn body() -> FontId {
    FontId::new(13.0, FontFamily::Proportional)
}

/// Secondary text and table heads, 12.
#[must_use]
pub fn secondary() -> FontId {
    FontId::new(12.0, FontFamily::Proportional)
}

/// Text of the window that leads, 13 semibold.
#[must_use]
pub fn semibold() -> FontId {
    FontId::new(13.0, family(SEMIBOLD))
}

/// Titles of cards and dialogs, 16 semibold.
#[must_use]
pub fn title() -> FontId {
    FontId::new(16.0, family(SEMIBOLD))
}

/// Permissions, codes and the message log, 12 monospace.
#[must_use]
pub fn mono() -> FontId {
    FontId::new(12.0, FontFamily::Monospace)
}

/// Icons, outlined, 17.
#[must_use]
pub fn regular_icon() -> FontId {
    FontId::new(super::tokens::measure::ICON, family(ICONS))
}

/// Icons beside secondary text and in menus, 14.
#[must_use]
pub fn small_icon() -> FontId {
    FontId::new(14.0, family(ICONS))
}

/// Icons that show a state, filled, 17.
#[must_use]
pub fn fill_icon() -> FontId {
    FontId::new(super::tokens::measure::ICON, family(ICONS_FILL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{Color32, Context, RawInput};

    /// A name `a->b` looked like one with an arrow in it.
    #[test]
    fn what_is_shown_is_what_is_there() {
        let context = Context::default();
        context.set_fonts(fonts());
        // Nothing is painted.
        context.run_ui(RawInput::default(), |_| {}).textures_delta.clear();
        for font in [body(), semibold(), mono()] {
            let pictures = |text: &str| {
                let galley = context.fonts_mut(|f| f.layout_no_wrap(text.to_owned(), font.clone(), Color32::WHITE));
                galley.rows.iter().flat_map(|row| row.glyphs.iter().map(|glyph| glyph.uv_rect.size)).collect::<Vec<_>>()
            };
            for text in ["->", "<-", "!=", "==", "|=", "--", "www", "/*", "::", "1x2", "(c)", "fi"] {
                let alone: Vec<_> = text.chars().flat_map(|letter| pictures(letter.encode_utf8(&mut [0; 4]))).collect();
                let together = pictures(text);
                assert_eq!(together.len(), alone.len(), "{text} in {font:?}");
                for (one, other) in together.iter().zip(&alone) {
                    // A letter between two pixels may take one more.
                    let near = (one.x - other.x).abs() <= 1.5 && (one.y - other.y).abs() <= 1.5;
                    assert!(near, "{text} in {font:?}: {one:?} alone {other:?}");
                }
            }
        }
    }
}

//! Slim progress bars.

use crate::ui::theme::{Tokens, tokens};
use eframe::egui::{Color32, CornerRadius, Painter, Rect, Ui, pos2, vec2};

/// Height of a bar, in points.
pub const BAR_HEIGHT: f32 = 6.0;

/// Paints a bar in `rect` (its height is not looked at), filled to `share` (0 to 1; `None`: nothing is known yet).
pub fn paint_bar(ui: &Ui, painter: &Painter, rect: Rect, share: Option<f32>, fill: Color32) {
    let t: &Tokens = tokens(ui);
    let track = Rect::from_center_size(rect.center(), vec2(rect.width(), BAR_HEIGHT));
    let radius = CornerRadius::same(3);
    painter.rect_filled(track, radius, t.line);
    let Some(share) = share.filter(|share| *share > 0.0) else { return };
    // Narrower than it is high a rounded bar would be a speck.
    let width = (track.width() * share.clamp(0.0, 1.0)).max(BAR_HEIGHT).min(track.width());
    let done = Rect::from_min_max(track.min, pos2(track.left() + width, track.bottom()));
    painter.rect_filled(done, radius, fill);
}

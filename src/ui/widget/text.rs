//! Paints single lines of text: cut off with an ellipsis, aligned left or right in a box.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Align, Color32, FontId, Galley, Painter, Rect, pos2, vec2};
use std::sync::Arc;

/// Lays out one line, at most `width` points wide.
#[must_use]
pub fn line(painter: &Painter, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    line_of(painter, &[(text, font, color)], width)
}

/// Lays out one line of parts, each with its font and colour, at most `width` points wide.
#[must_use]
pub fn line_of(painter: &Painter, parts: &[(&str, FontId, Color32)], width: f32) -> Arc<Galley> {
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width.max(0.0)), ..LayoutJob::default() };
    for (text, font, color) in parts {
        let format =
            TextFormat { font_id: font.clone(), color: *color, valign: Align::Center, ..TextFormat::default() };
        job.append(text, 0.0, format);
    }
    painter.layout_job(job)
}

/// Paints a line in `rect`, in the middle of its height; `align` says at which side. Returns where it stands.
#[expect(clippy::must_use_candidate, reason = "painting is what it is called for")]
pub fn paint_line(painter: &Painter, rect: Rect, align: Align, galley: Arc<Galley>) -> Rect {
    let size = galley.size();
    let x = match align {
        Align::Min => rect.left(),
        Align::Center => rect.center().x - size.x / 2.0,
        Align::Max => rect.right() - size.x,
    };
    let at = pos2(x, rect.center().y - size.y / 2.0);
    // Text is sharpest on whole pixels.
    let scale = painter.ctx().pixels_per_point();
    let at = pos2((at.x * scale).round() / scale, (at.y * scale).round() / scale);
    painter.galley(at, galley, Color32::PLACEHOLDER);
    Rect::from_min_size(at, vec2(size.x, size.y))
}

/// Lays out and paints in one step.
#[expect(clippy::must_use_candidate, reason = "painting is what it is called for")]
pub fn paint_text(painter: &Painter, rect: Rect, align: Align, text: &str, font: FontId, color: Color32) -> Rect {
    let galley = line(painter, text, font, color, rect.width());
    paint_line(painter, rect, align, galley)
}

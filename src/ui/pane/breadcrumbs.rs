//! The path as words to click on: each leads to its folder, and things can be dropped on it.

use crate::engine::Location;
use crate::i18n::fl;
use crate::ui::state::{Action, Go, PaneAction, Side, UiState, display, name_of, parent};
use crate::ui::theme::{body, semibold, tokens};
use crate::ui::widget::{DropTarget, accepts, carried, line, paint_line, release};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, CursorIcon, Galley, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};
use std::sync::Arc;

struct Crumb {
    place: Location,
    name: String,
    galley: Arc<Galley>,
}

const PAD: f32 = 7.0;
const SLASH: f32 = 12.0;

/// Draws the path in `rect`; a click beside the words begins to edit it. Returns the folder under a drag.
pub fn breadcrumbs(ui: &Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) -> Option<DropTarget> {
    let t = tokens(ui);
    let folder = state.pane(side).folder.as_ref()?;
    let id = Id::unique(("crumbs", side));
    let back = ui.interact(rect, id, Sense::click());
    back.widget_info(|| WidgetInfo::labeled(Role::Button, true, fl!("path-edit")));
    if back.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Text);
    }
    if back.clicked() {
        out.push(Action::Pane(side, PaneAction::EditPath(Some(display(folder)))));
    }
    let mut crumbs: Vec<Crumb> = Vec::new();
    let mut at = Some(folder.clone());
    while let Some(place) = at {
        let (name, top) = match (&place, name_of(&place)) {
            (Location::Local(path), _) if *path == state.home => ("~".to_owned(), true),
            (_, Some(name)) => (name.display(), false),
            (_, None) => (display(&place), true),
        };
        let last = crumbs.is_empty();
        let (font, ink) = if last { (semibold(), t.text) } else { (body(), t.text) };
        let galley = line(ui.painter(), &name, font, ink, if last { rect.width() - 40.0 } else { 180.0 });
        at = if top { None } else { parent(&place) };
        crumbs.push(Crumb { place, name, galley });
    }
    crumbs.reverse();
    // The last ones matter most: the first give way.
    let width = |crumbs: &[Crumb]| crumbs.iter().map(|crumb| crumb.galley.size().x + 2.0 * PAD + SLASH).sum::<f32>();
    let mut first = 0;
    while first + 1 < crumbs.len() && width(crumbs.get(first..).unwrap_or_default()) > rect.width() - 28.0 {
        first += 1;
    }
    let mut x = rect.left();
    let mut over = None;
    if first > 0 {
        let dots = line(ui.painter(), "\u{2026}", body(), t.dim, 20.0);
        let place = Rect::from_min_max(pos2(x + PAD, rect.top()), rect.max);
        x = paint_line(ui.painter(), place, Align::Min, dots).right() + PAD;
    }
    let count = crumbs.len();
    for (n, crumb) in crumbs.into_iter().enumerate().skip(first) {
        if n > 0 {
            let slash = line(ui.painter(), "/", body(), t.faint, SLASH);
            paint_line(
                ui.painter(),
                Rect::from_min_max(pos2(x, rect.top()), pos2(x + SLASH, rect.bottom())),
                Align::Center,
                slash,
            );
            x += SLASH;
        }
        let end = x + crumb.galley.size().x + 2.0 * PAD;
        let place = Rect::from_min_max(pos2(x, rect.top() + 6.0), pos2(end, rect.bottom() - 6.0));
        let response = ui.interact(place, id.with(n), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &crumb.name));
        let drop = carried(ui.ctx()).filter(|drag| response.contains_pointer() && accepts(drag, &crumb.place));
        if drop.is_some() {
            release(ui, &crumb.place, out);
            ui.painter().rect_filled(place, 5.0, t.accent_bg);
            ui.painter().rect_stroke(place, 5.0, Stroke::new(1.5, t.accent), StrokeKind::Inside);
            over = Some(DropTarget { folder: crumb.place.clone(), name: crumb.name.clone() });
        } else if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            ui.painter().rect_filled(place, 5.0, t.row_hover);
        }
        paint_line(ui.painter(), place.shrink2(eframe::egui::vec2(PAD, 0.0)), Align::Min, crumb.galley);
        if response.clicked() {
            out.push(Action::Pane(
                side,
                // The last one is here already: a click on it edits the path, as beside it.
                if n + 1 == count {
                    PaneAction::EditPath(Some(display(folder)))
                } else {
                    PaneAction::Go(Go::Folder(crumb.place))
                },
            ));
        }
        x = end;
    }
    over
}

//! The tabs of the window, over the pane of the server: one for each session, the one in front drawn as one with what is
//! below it.

use crate::engine::SessionState;
use crate::i18n::fl;
use crate::model::Protocol;
use crate::site::ProductionLock;
use crate::ui::state::{Action, PaneAction, Side, Tab, TabAction, UiState};
use crate::ui::theme::{body, icon, regular_icon, semibold, small_icon, tokens};
use crate::ui::widget::{icon_button, line, mark_ink, paint_line, plain_entry};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Color32, CornerRadius, FontId, Id, PointerButton, Popup, Rect, Response, Sense, Stroke, StrokeKind,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// The widest a tab becomes, and the least that one shrinks to.
const WIDEST: f32 = 230.0;
const NARROWEST: f32 = 92.0;
/// A narrower one shows no sign beside its title.
const ROOMY: f32 = 124.0;
const LEAD: f32 = 28.0;
const SIGN: f32 = 22.0;
const CLOSE: f32 = 26.0;
const BUTTON: f32 = 30.0;

/// What a tab is called.
pub(super) fn tab_title(tab: &Tab) -> String {
    match &tab.session {
        Some(session) if session.wish.rules.name.is_some() => session.title(),
        Some(session) => {
            let endpoint = &session.wish.endpoint;
            match &endpoint.user {
                Some(user) => format!("{user}@{}", endpoint.host_port()),
                None => endpoint.host_port(),
            }
        }
        None => fl!("pane-no-server"),
    }
}

/// How a tab looks for its session.
struct Looks {
    dot: Color32,
    /// The sign behind the title, and its colour.
    sign: Option<(&'static str, Color32)>,
    /// The colour of its site.
    mark: Option<Color32>,
}

fn looks(ui: &Ui, tab: &Tab, ink: Color32) -> Looks {
    let t = tokens(ui);
    let Some(session) = &tab.session else { return Looks { dot: t.faint, sign: None, mark: None } };
    let dot = match &session.state {
        SessionState::Connected { .. } => t.ok,
        SessionState::Connecting | SessionState::Reconnecting { .. } => t.warn,
        SessionState::Ended(Some(_)) => t.error,
        SessionState::Ended(None) => t.faint,
    };
    // A lock on a connection that everybody can read would be a lie.
    let sign = match session.wish.endpoint.protocol {
        _ if !session.is_ready() => None,
        Protocol::Ftp => Some((icon::SHIELD_WARNING, t.warn)),
        _ => Some((icon::LOCK, ink)),
    };
    let locked = session.wish.rules.lock != ProductionLock::Off;
    let mark = session.wish.rules.colour.map(|colour| mark_ink(t, Some(colour))).or_else(|| locked.then_some(t.error));
    Looks { dot, sign, mark }
}

/// Draws the tabs in `rect`.
pub(super) fn session_tabs(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let tabs: Vec<&Tab> = state.all_tabs().collect();
    let focused = state.here.focus == Side::Right;
    let natural: Vec<f32> = tabs.iter().map(|tab| width_of(ui, tab, state)).collect();
    let room = rect.width() - BUTTON;
    let here = tabs.iter().position(|tab| tab.id == state.here.id).unwrap_or(0);
    // The tab in front keeps its width; the others give way.
    let own = natural.get(here).copied().unwrap_or_default();
    let others = natural.iter().sum::<f32>() - own;
    let scale = if own + others > room { ((room - own) / others.max(1.0)).max(0.0) } else { 1.0 };
    let width = |(at, width): (usize, &f32)| if at == here { *width } else { (width * scale).max(NARROWEST).floor() };
    let mut widths: Vec<f32> = natural.iter().enumerate().map(width).collect();
    let mut shown = tabs.len();
    if widths.iter().sum::<f32>() > room {
        // What does not fit even so is in a menu; the tab in front is always there.
        let own = own.min(room - BUTTON);
        widths = (0..tabs.len()).map(|at| if at == here { own } else { NARROWEST }).collect();
        let mut sum = own;
        let fits = |_: &usize| {
            sum += NARROWEST;
            sum <= room - BUTTON
        };
        shown = 1 + (1..tabs.len()).take_while(fits).count();
    }
    let first = (here + 1).saturating_sub(shown);
    let mut left = rect.left();
    let mut places: Vec<Rect> = Vec::new();
    for (tab, width) in tabs.iter().zip(&widths).skip(first).take(shown) {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width.min(room), rect.height()));
        one(ui, place, tab, state, focused, out);
        places.push(place);
        left = place.right();
    }
    drop_tab(ui, &places, first, out);
    let button = |ui: &mut Ui, name: &str, at: f32| {
        let place = Rect::from_center_size(pos2(at + BUTTON / 2.0 + 2.0, rect.center().y + 2.0), vec2(26.0, 26.0));
        ui.new_child(UiBuilder::new().max_rect(place).id_salt(("tab-button", name)))
    };
    if icon_button(&mut button(ui, "new", left), icon::ADD, &fl!("command-new-tab"), true).clicked() {
        out.push(Action::Tab(TabAction::New));
    }
    if shown < tabs.len() {
        let more = icon_button(&mut button(ui, "more", left + BUTTON), icon::CARET_DOWN, &fl!("tabs-all"), true);
        Popup::menu(&more).show(|ui| {
            for tab in &tabs {
                let sign = if tab.id == state.here.id { Some(icon::CHECK) } else { None };
                if plain_entry(ui, sign, &tab_title(tab), "", true) {
                    out.push(Action::Tab(TabAction::Show(tab.id)));
                }
            }
        });
    }
}

fn width_of(ui: &Ui, tab: &Tab, state: &UiState) -> f32 {
    let here = tab.id == state.here.id;
    let font = if here { semibold() } else { body() };
    let text = ui.painter().layout_no_wrap(tab_title(tab), font, Color32::WHITE).size().x;
    let sign = if tab.session.as_ref().is_some_and(crate::ui::state::SessionView::is_ready) { SIGN } else { 0.0 };
    (LEAD + text + sign + CLOSE + 6.0).min(WIDEST)
}

fn one(ui: &mut Ui, rect: Rect, tab: &Tab, state: &UiState, focused: bool, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let here = tab.id == state.here.id;
    let title = tab_title(tab);
    let id = Id::unique(("session-tab", tab.id.get()));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, here, &title));
    let over = response.contains_pointer();
    let ink = if here && focused { t.text } else { t.dim };
    let looks = looks(ui, tab, ink);
    if here {
        front(ui, rect, looks.mark.or_else(|| focused.then_some(t.accent)));
    } else if over {
        ui.painter().rect_filled(rect.shrink2(vec2(2.0, 4.0)), CornerRadius::same(6), t.row_hover);
    }
    if !here && let Some(mark) = looks.mark {
        let line = Rect::from_min_max(rect.left_top() + vec2(10.0, 2.0), rect.right_top() + vec2(-10.0, 4.0));
        ui.painter().rect_filled(line, 1.0, mark.gamma_multiply(0.7));
    }
    let middle = rect.center().y + 2.0;
    ui.painter().circle_filled(pos2(rect.left() + 16.0, middle), 3.5, looks.dot);
    let closes = over || here;
    let end = rect.right() - if closes { CLOSE } else { 8.0 };
    let sign = looks.sign.filter(|_| rect.width() > ROOMY);
    let end = end - if sign.is_some() { SIGN } else { 0.0 };
    let font = if here && focused { semibold() } else { body() };
    let galley = line(ui.painter(), &title, font, ink, end - rect.left() - LEAD);
    let text_end = rect.left() + LEAD + galley.size().x;
    paint_line(
        ui.painter(),
        Rect::from_min_max(pos2(rect.left() + LEAD, rect.top() + 4.0), rect.max),
        Align::Min,
        galley,
    );
    if let Some((sign, ink)) = sign {
        let font = FontId::new(15.0, regular_icon().family);
        ui.painter().text(pos2(text_end + 13.0, middle), Align2::CENTER_CENTER, sign, font, ink);
    }
    if closes {
        close(ui, rect, tab, &title, out);
    }
    if response.middle_clicked() || (response.clicked_by(PointerButton::Middle)) {
        out.push(Action::Tab(TabAction::Close(tab.id)));
    } else if response.clicked() {
        out.push(if here {
            Action::Pane(Side::Right, PaneAction::Focus)
        } else {
            Action::Tab(TabAction::Show(tab.id))
        });
    }
    if response.drag_started_by(PointerButton::Primary) {
        response.dnd_set_drag_payload(tab.id);
    }
    let whole = ui.painter().layout_no_wrap(title.clone(), body(), t.text).size().x > end - rect.left() - LEAD;
    tip(response, &title, whole);
}

fn tip(response: Response, title: &str, cut: bool) {
    if cut {
        response.on_hover_text(title);
    }
}

/// The ground of the tab in front: one with the pane below it.
fn front(ui: &Ui, rect: Rect, mark: Option<Color32>) {
    let t = tokens(ui);
    let tab = Rect::from_min_max(pos2(rect.left(), rect.top() + 4.0), rect.max);
    let radius = CornerRadius { nw: 8, ne: 8, sw: 0, se: 0 };
    ui.painter().rect(tab, radius, t.panel, Stroke::new(1.0, t.line), StrokeKind::Inside);
    let seam =
        Rect::from_min_max(pos2(tab.left() + 1.0, tab.bottom() - 1.5), pos2(tab.right() - 1.0, tab.bottom() + 0.5));
    ui.painter().rect_filled(seam, 0.0, t.panel);
    if let Some(mark) = mark {
        let line = Rect::from_min_max(tab.left_top() + vec2(10.0, 0.0), tab.right_top() + vec2(-10.0, 2.0));
        ui.painter().rect_filled(line, 1.0, mark);
    }
}

fn close(ui: &mut Ui, rect: Rect, tab: &Tab, title: &str, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let place = Rect::from_center_size(pos2(rect.right() - 15.0, rect.center().y + 2.0), vec2(18.0, 18.0));
    let response = ui.interact(place, Id::unique(("close-tab", tab.id.get())), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, fl!("tab-close", title = title)));
    let ink = if response.hovered() { t.text } else { t.dim };
    if response.hovered() {
        ui.painter().rect_filled(place, CornerRadius::same(5), t.raised_hover);
    }
    let font = FontId::new(12.0, small_icon().family);
    ui.painter().text(place.center(), Align2::CENTER_CENTER, icon::CLOSE, font, ink);
    if response.clicked() {
        out.push(Action::Tab(TabAction::Close(tab.id)));
    }
}

/// A tab that is dragged over others goes where it is let go.
fn drop_tab(ui: &Ui, places: &[Rect], first: usize, out: &mut Vec<Action>) {
    use crate::ui::state::TabId;
    use eframe::egui::DragAndDrop;
    let (Some(dragged), Some(at)) = (DragAndDrop::payload::<TabId>(ui.ctx()), ui.ctx().pointer_latest_pos()) else {
        return;
    };
    let Some(last) = places.last() else { return };
    let inside = at.y > last.top() - 8.0 && at.y < last.bottom() + 8.0;
    let to = places.iter().position(|place| at.x < place.right()).unwrap_or(places.len() - 1);
    let Some(place) = places.get(to).filter(|_| inside) else { return };
    let t = tokens(ui);
    ui.painter().rect_stroke(place.shrink2(vec2(1.0, 3.0)), 6.0, Stroke::new(1.5, t.accent), StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        out.push(Action::Tab(TabAction::Move(*dragged, first + to)));
    }
}

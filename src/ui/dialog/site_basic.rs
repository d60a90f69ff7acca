//! The fields of a site that most sites need.

use super::protocols::protocol_choice;
use super::site_fields::Rows;
use crate::i18n::fl;
use crate::model::Protocol;
use crate::site::{Colour, LoginKind, ProductionLock};
use crate::ui::state::{Action, PathPurpose, SiteDraft, SiteField, SitesState};
use crate::ui::theme::{icon, measure, tokens};
use crate::ui::widget::{DropOption, FieldKind, Look, button, drop_down, mark_ink, segments, select_all, sized_field};
use eframe::egui::{Frame, Id, Margin, RichText, Stroke, TextEdit, Ui, WidgetInfo, accesskit::Role};

const PORT: f32 = 80.0;

/// Draws them; returns whether something was changed.
pub(super) fn basic(
    ui: &mut Ui,
    rows: &Rows,
    sites: &SitesState,
    draft: &mut SiteDraft,
    out: &mut Vec<Action>,
) -> bool {
    let mut changed = rows.row(ui, &fl!("site-name"), |ui| name(ui, sites, draft));
    changed |= rows.row(ui, &fl!("connect-protocol"), |ui| {
        let mut protocol = draft.form.protocol;
        let changed = protocol_choice(ui, &mut protocol);
        if changed {
            draft.form.speak(protocol);
        }
        changed
    });
    let form = &mut draft.form;
    if form.protocol == Protocol::Ftp {
        rows.note(ui, &fl!("connect-plain-warning"), true);
    }
    changed |= rows.row(ui, &fl!("connect-host"), |ui| {
        let width = ui.available_width() - PORT - measure::GAP;
        let (host, hint) = (fl!("connect-host"), fl!("site-host-hint"));
        let host = rows.part(ui, &mut form.host, (&host, &hint), Some(SiteField::Host), width);
        let (port, usual) = (fl!("connect-port"), form.protocol.default_port().to_string());
        let port = rows.part(ui, &mut form.port, (&port, &usual), Some(SiteField::Port), PORT);
        host.changed() || port.changed()
    });
    rows.fault(ui, SiteField::Host);
    rows.fault(ui, SiteField::Port);
    let ftp = form.protocol.is_ftp();
    if form.login != LoginKind::Anonymous {
        let hint = if ftp { fl!("connect-user-hint-ftp") } else { fl!("connect-user-hint") };
        changed |= rows.text(ui, &fl!("connect-user"), &mut form.user, &hint, None);
    }
    changed |= login(ui, rows, sites, draft, out);
    let form = &mut draft.form;
    if !ftp {
        let hint = fl!("site-jump-hint");
        changed |= rows.text(ui, &fl!("site-jump"), &mut form.jump_hosts, &hint, Some(SiteField::JumpHosts));
    }
    changed |= rows.row(ui, &fl!("site-folders"), |ui| {
        let width = ((ui.available_width() - measure::GAP) / 2.0).floor();
        let (local, remote) = (fl!("site-local-folder"), fl!("site-remote-folder"));
        let browse = 32.0;
        let a = sized_field(ui, &mut form.local_folder, &local, &local, FieldKind::Plain, false, width - browse);
        if crate::ui::widget::icon_button(ui, icon::FOLDER_OPEN, &fl!("site-local-browse"), true).clicked() {
            out.extend(sites.draft().map(|(id, _)| Action::PickPath(PathPurpose::SiteLocalFolder(id))));
        }
        let width = ui.available_width();
        let b = sized_field(ui, &mut form.remote_folder, &remote, &remote, FieldKind::Plain, false, width);
        a.changed() || b.changed()
    });
    changed |= safety(ui, rows, draft);
    changed |= rows.row(ui, &fl!("site-colour-note"), |ui| colour_and_note(ui, draft));
    changed
}

fn name(ui: &mut Ui, sites: &SitesState, draft: &mut SiteDraft) -> bool {
    let label = fl!("site-name");
    let width = ui.available_width();
    let field = sized_field(ui, &mut draft.name, &label, &fl!("sites-nameless"), FieldKind::Plain, false, width);
    let seen = Id::unique("site-name-wish");
    if ui.data(|data| data.get_temp::<u64>(seen)).unwrap_or(0) != sites.focus_name {
        // A dialog that was just opened gives the keyboard to its first field, so that it may take a second wish.
        if field.has_focus() {
            ui.data_mut(|data| data.insert_temp(seen, sites.focus_name));
            select_all(ui, &field, &draft.name);
        } else {
            field.request_focus();
        }
        ui.ctx().request_repaint();
    }
    field.changed()
}

fn login(ui: &mut Ui, rows: &Rows, sites: &SitesState, draft: &mut SiteDraft, out: &mut Vec<Action>) -> bool {
    let form = &mut draft.form;
    let ways: &[LoginKind] = if form.protocol.is_ftp() { &LoginKind::FTP } else { &LoginKind::SFTP };
    let choices: Vec<_> = ways.iter().map(|way| (*way, login_name(*way))).collect();
    let mut changed = rows.row(ui, &fl!("site-login"), |ui| segments(ui, "login", &choices, &mut form.login));
    match form.login {
        LoginKind::Key => {
            let label = fl!("site-key");
            changed |= rows.row(ui, &label, |ui| {
                let browse = fl!("dialog-browse");
                let width = (ui.available_width() - 90.0).max(80.0);
                let names = (label.as_str(), "~/.ssh/id_ed25519");
                let field = rows.part(ui, &mut form.key_files, names, Some(SiteField::KeyFiles), width);
                if button(ui, Look::Plain, None, &browse, true).clicked() {
                    out.extend(sites.draft().map(|(id, _)| Action::PickPath(PathPurpose::SiteKeyFile(id))));
                }
                field.changed()
            });
            rows.fault(ui, SiteField::KeyFiles);
            rows.note(ui, &fl!("site-key-note"), false);
        }
        LoginKind::Password | LoginKind::Account => rows.note(ui, &fl!("site-password-note"), false),
        LoginKind::Ask => rows.note(ui, &fl!("site-ask-note"), false),
        LoginKind::Agent => rows.note(ui, &fl!("site-agent-note"), false),
        LoginKind::Interactive => rows.note(ui, &fl!("site-interactive-note"), false),
        LoginKind::Anonymous => {}
    }
    changed
}

fn login_name(kind: LoginKind) -> String {
    match kind {
        LoginKind::Ask => fl!("site-login-ask"),
        LoginKind::Password => fl!("site-login-password"),
        LoginKind::Key => fl!("site-login-key"),
        LoginKind::Agent => fl!("site-login-agent"),
        LoginKind::Interactive => fl!("site-login-interactive"),
        LoginKind::Anonymous => fl!("site-login-anonymous"),
        LoginKind::Account => fl!("site-login-account"),
    }
}

fn safety(ui: &mut Ui, rows: &Rows, draft: &mut SiteDraft) -> bool {
    let choices = [
        (ProductionLock::Off, fl!("site-lock-off")),
        (ProductionLock::Confirm, fl!("site-lock-confirm")),
        (ProductionLock::Refuse, fl!("site-lock-refuse")),
    ];
    let changed = rows.row(ui, &fl!("site-lock"), |ui| segments(ui, "lock", &choices, &mut draft.form.lock));
    match draft.form.lock {
        ProductionLock::Off => {}
        ProductionLock::Confirm => rows.note(ui, &fl!("site-lock-confirm-note"), false),
        ProductionLock::Refuse => rows.note(ui, &fl!("site-lock-refuse-note"), false),
    }
    changed
}

fn colour_and_note(ui: &mut Ui, draft: &mut SiteDraft) -> bool {
    let t = tokens(ui);
    let options: Vec<_> = std::iter::once(None)
        .chain(Colour::ALL.map(Some))
        .map(|value| DropOption { value, words: colour_name(value), dot: Some(mark_ink(t, value)) })
        .collect();
    let mut changed = drop_down(ui, &fl!("site-colour"), &options, &mut draft.form.colour, 64.0, false);
    let width = ui.available_width();
    let id = ui.make_persistent_id("note");
    let line = if ui.memory(|memory| memory.has_focus(id)) { t.accent } else { t.line };
    let frame = Frame::new()
        .fill(t.field)
        .stroke(Stroke::new(1.0, line))
        .corner_radius(measure::RADIUS)
        .inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 7 });
    let lines = draft.form.note.lines().count().clamp(1, 4);
    let field = TextEdit::multiline(&mut draft.form.note)
        .id(id)
        .frame(frame)
        .desired_rows(lines)
        .hint_text(RichText::new(fl!("site-note")).color(t.faint))
        .text_color(t.text)
        .desired_width(width);
    let response = field.show(ui).response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, fl!("site-note")));
    changed |= response.changed();
    changed
}

fn colour_name(colour: Option<Colour>) -> String {
    match colour {
        None => fl!("site-colour-none"),
        Some(Colour::Red) => fl!("site-colour-red"),
        Some(Colour::Orange) => fl!("site-colour-orange"),
        Some(Colour::Yellow) => fl!("site-colour-yellow"),
        Some(Colour::Green) => fl!("site-colour-green"),
        Some(Colour::Cyan) => fl!("site-colour-cyan"),
        Some(Colour::Blue) => fl!("site-colour-blue"),
        Some(Colour::Magenta) => fl!("site-colour-magenta"),
    }
}

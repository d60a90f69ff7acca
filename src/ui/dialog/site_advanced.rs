//! The fields of a site that few sites need.

use super::site_bookmarks::bookmarks;
use super::site_fields::Rows;
use crate::i18n::fl;
use crate::model::{OverwriteRule, Protocol};
use crate::site::{DataMode, ProxyKind, SafeWrite};
use crate::ui::state::{SiteDraft, SiteField};
use crate::ui::theme::{body, measure, tokens};
use crate::ui::widget::{DropOption, drop_down, segments, switch};
use eframe::egui::accesskit::Role;
use eframe::egui::{Frame, Margin, RichText, Stroke, TextEdit, Ui, WidgetInfo};

const NUMBER: f32 = 96.0;

/// Draws them; returns whether something was changed.
pub(super) fn advanced(ui: &mut Ui, rows: &Rows, draft: &mut SiteDraft) -> bool {
    let ftp = draft.form.protocol.is_ftp();
    let mut changed = false;
    rows.heading(ui, &fl!("site-head-way"));
    changed |= way(ui, rows, draft);
    rows.heading(ui, &fl!("site-head-server"));
    changed |= server(ui, rows, draft, ftp);
    rows.heading(ui, &fl!("site-head-transfers"));
    changed |= transfers(ui, rows, draft, ftp);
    rows.heading(ui, &fl!("site-head-bookmarks"));
    changed |= bookmarks(ui, rows, &mut draft.form.bookmarks);
    changed
}

fn way(ui: &mut Ui, rows: &Rows, draft: &mut SiteDraft) -> bool {
    let form = &mut draft.form;
    let mut choices = vec![(None, fl!("site-proxy-none"))];
    choices.extend(ProxyKind::ALL.map(|kind| (Some(kind), proxy_name(kind))));
    let mut changed = rows.row(ui, &fl!("connect-proxy"), |ui| segments(ui, "proxy", &choices, &mut form.proxy));
    if let Some(kind) = form.proxy {
        changed |= rows.row(ui, &fl!("site-proxy-host"), |ui| {
            let width = ui.available_width() - NUMBER - measure::GAP;
            let names = (fl!("site-proxy-host"), fl!("site-proxy-port"), kind.default_port().to_string());
            let host = rows.part(ui, &mut form.proxy_host, (&names.0, ""), Some(SiteField::ProxyHost), width);
            let port = rows.part(ui, &mut form.proxy_port, (&names.1, &names.2), Some(SiteField::ProxyPort), NUMBER);
            host.changed() || port.changed()
        });
        rows.fault(ui, SiteField::ProxyHost);
        rows.fault(ui, SiteField::ProxyPort);
        changed |= rows.text(ui, &fl!("site-proxy-user"), &mut form.proxy_user, &fl!("site-proxy-user-hint"), None);
        rows.note(ui, &fl!("connect-proxy-note"), false);
    }
    changed |= pair(
        ui,
        rows,
        &fl!("site-timeout"),
        [
            Short {
                text: &mut form.timeout,
                name: fl!("site-timeout"),
                field: SiteField::Timeout,
                hint: fl!("site-seconds"),
            },
            Short {
                text: &mut form.keepalive,
                name: fl!("site-keepalive"),
                field: SiteField::Keepalive,
                hint: fl!("site-seconds"),
            },
        ],
    );
    changed
}

fn server(ui: &mut Ui, rows: &Rows, draft: &mut SiteDraft, ftp: bool) -> bool {
    let form = &mut draft.form;
    let mut changed = false;
    let label = fl!("ftp-charset");
    changed |= rows.text(ui, &label, &mut form.charset, "UTF-8", Some(SiteField::Charset));
    let (label, hint) = (fl!("site-time-offset"), fl!("site-time-offset-hint"));
    changed |= rows.text(ui, &label, &mut form.time_offset, &hint, Some(SiteField::TimeOffset));
    if ftp {
        let choices = [(DataMode::Passive, fl!("ftp-passive")), (DataMode::Active, fl!("ftp-active"))];
        changed |= rows.row(ui, &fl!("ftp-data"), |ui| segments(ui, "data", &choices, &mut form.data_mode));
        if form.data_mode == DataMode::Active {
            let (ports, address) = (Some(SiteField::ActivePorts), Some(SiteField::ActiveAddress));
            changed |= rows.text(ui, &fl!("ftp-ports"), &mut form.active_ports, "50000-50100", ports);
            let hint = fl!("ftp-external-hint");
            changed |= rows.text(ui, &fl!("ftp-external"), &mut form.active_address, &hint, address);
        }
        if form.protocol != Protocol::Ftp {
            let (label, hint) = (fl!("ftp-certificate"), fl!("ftp-certificate-hint"));
            changed |= rows.text(ui, &label, &mut form.client_certificate, &hint, None);
            rows.note(ui, &fl!("ftp-certificate-note"), false);
        }
        changed |= commands(ui, rows, &mut form.commands);
        rows.fault(ui, SiteField::Commands);
        rows.note(ui, &fl!("site-commands-note"), false);
    } else {
        let hint = fl!("site-sftp-server-hint");
        changed |= rows.text(ui, &fl!("site-sftp-server"), &mut form.sftp_server, &hint, None);
        rows.note(ui, &fl!("site-sftp-server-note"), false);
    }
    changed
}

fn commands(ui: &mut Ui, rows: &Rows, text: &mut String) -> bool {
    let label = fl!("ftp-after-login");
    rows.row(ui, &label, |ui| {
        let t = tokens(ui);
        let id = ui.make_persistent_id("commands");
        let line = if ui.memory(|memory| memory.has_focus(id)) { t.accent } else { t.line };
        let frame = Frame::new()
            .fill(t.field)
            .stroke(Stroke::new(1.0, line))
            .corner_radius(measure::RADIUS)
            .inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 7 });
        let width = ui.available_width();
        let field = TextEdit::multiline(text)
            .id(id)
            .frame(frame)
            .font(body())
            .desired_rows(2)
            .hint_text(RichText::new("SITE UMASK 022").color(t.faint))
            .text_color(t.text)
            .desired_width(width);
        let response = field.show(ui).response.response;
        response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, &label));
        response.changed()
    })
}

fn transfers(ui: &mut Ui, rows: &Rows, draft: &mut SiteDraft, ftp: bool) -> bool {
    let form = &mut draft.form;
    let label = fl!("ftp-connections");
    let hint = fl!("site-usual");
    let mut changed = rows.text(ui, &label, &mut form.connections, &hint, Some(SiteField::Connections));
    changed |= pair(
        ui,
        rows,
        &fl!("site-limit"),
        [
            Short {
                text: &mut form.upload_limit,
                name: fl!("site-upload"),
                field: SiteField::UploadLimit,
                hint: fl!("site-limit-hint"),
            },
            Short {
                text: &mut form.download_limit,
                name: fl!("site-download"),
                field: SiteField::DownloadLimit,
                hint: fl!("site-limit-hint"),
            },
        ],
    );
    let mut options = vec![DropOption { value: None, words: fl!("site-overwrite-usual"), dot: None }];
    let rules = OverwriteRule::ALL.map(|rule| DropOption { value: Some(rule), words: rule_name(rule), dot: None });
    options.extend(rules);
    changed |= rows.row(ui, &fl!("site-overwrite"), |ui| {
        let width = ui.available_width().min(260.0);
        drop_down(ui, &fl!("site-overwrite"), &options, &mut form.overwrite, width, true)
    });
    let choices = [(SafeWrite::PartFile, fl!("site-write-part")), (SafeWrite::InPlace, fl!("site-write-in-place"))];
    changed |= rows.row(ui, &fl!("site-write"), |ui| segments(ui, "write", &choices, &mut form.safe_write));
    let words = match form.safe_write {
        SafeWrite::PartFile => fl!("site-write-part-note"),
        SafeWrite::InPlace => fl!("site-write-in-place-note"),
    };
    rows.note(ui, &words, false);
    if ftp {
        changed |= rows.text(ui, &fl!("ftp-text"), &mut form.text_masks, "*.txt; *.html", None);
        rows.note(ui, &fl!("ftp-text-note"), false);
        changed |= rows.row(ui, "", |ui| switch(ui, &mut form.verify, &fl!("ftp-verify"), true));
    }
    changed
}

/// A short field: its text, its name, which one it is, and its hint.
struct Short<'a> {
    text: &'a mut String,
    name: String,
    field: SiteField,
    hint: String,
}

/// Two short fields in one row, each with its own name before it but for the first one that has the name of the row.
fn pair(ui: &mut Ui, rows: &Rows, label: &str, fields: [Short<'_>; 2]) -> bool {
    let which = [fields[0].field, fields[1].field];
    let changed = rows.row(ui, label, |ui| {
        let t = tokens(ui);
        let mut changed = false;
        for Short { text, name, field, hint } in fields {
            if name != label {
                ui.colored_label(t.dim, &name);
            }
            changed |= rows.part(ui, text, (&name, &hint), Some(field), NUMBER).changed();
            ui.add_space(8.0);
        }
        changed
    });
    for field in which {
        rows.fault(ui, field);
    }
    changed
}

fn proxy_name(kind: ProxyKind) -> String {
    match kind {
        ProxyKind::Socks5 => fl!("site-proxy-socks5"),
        ProxyKind::Socks4a => fl!("site-proxy-socks4a"),
        ProxyKind::Socks4 => fl!("site-proxy-socks4"),
        ProxyKind::Http => fl!("site-proxy-http"),
    }
}

fn rule_name(rule: OverwriteRule) -> String {
    match rule {
        OverwriteRule::Ask => fl!("site-overwrite-ask"),
        OverwriteRule::Overwrite => fl!("overwrite-overwrite"),
        OverwriteRule::Newer => fl!("overwrite-newer"),
        OverwriteRule::Resume => fl!("overwrite-resume"),
        OverwriteRule::Rename => fl!("overwrite-rename"),
        OverwriteRule::Skip => fl!("overwrite-skip"),
    }
}

//! The fields in which one FTP site differs from others, for every dialog that asks for them.

use super::button::{Look, button};
use super::check_box::switch;
use super::field::{FieldKind, LABEL_WIDTH, labelled, secret_field, sized_field};
use crate::i18n::fl;
use crate::model::SecretString;
use crate::ui::state::{FtpField, FtpForm};
use crate::ui::theme::{measure, secondary, tokens};
use eframe::egui::{Id, Label, RichText, Ui};
use zeroize::Zeroize;

/// Draws them, each with its label; changes `form`. Returns whether something was changed. `id` tells dialogs apart; `tls`:
/// the protocol secures the connection, so that certificates matter.
pub fn ftp_fields(ui: &mut Ui, id: Id, form: &mut FtpForm, tls: bool) -> bool {
    let faults = form.faults();
    let wrong = |field| faults.contains(&field);
    let before = form.clone();
    labelled(ui, &fl!("ftp-data"), |ui| {
        for (active, words) in [(false, fl!("ftp-passive")), (true, fl!("ftp-active"))] {
            let look = if form.active == active { Look::Primary } else { Look::Plain };
            if button(ui, look, None, &words, true).clicked() {
                form.active = active;
            }
        }
    });
    note(ui, &if form.active { fl!("ftp-active-note") } else { fl!("ftp-passive-note") }, false);
    if form.active {
        one(ui, &fl!("ftp-ports"), &mut form.ports, "50000-50100", wrong(FtpField::Ports));
        fault(ui, wrong(FtpField::Ports), &fl!("ftp-ports-fault"));
        one(ui, &fl!("ftp-external"), &mut form.external, &fl!("ftp-external-hint"), wrong(FtpField::External));
        fault(ui, wrong(FtpField::External), &fl!("ftp-external-fault"));
    }
    one(ui, &fl!("ftp-charset"), &mut form.charset, "UTF-8", wrong(FtpField::Charset));
    fault(ui, wrong(FtpField::Charset), &fl!("ftp-charset-fault"));
    one(ui, &fl!("ftp-connections"), &mut form.connections, "3", wrong(FtpField::Connections));
    fault(ui, wrong(FtpField::Connections), &fl!("ftp-connections-fault"));
    labelled(ui, &fl!("ftp-account"), |ui| {
        let mut text = form.account.expose().to_owned();
        let shown = id.with("account");
        let mut visible = ui.data(|data| data.get_temp::<bool>(shown)).unwrap_or(false);
        if secret_field(ui, &mut text, &fl!("ftp-account"), &mut visible).changed() {
            form.account = SecretString::new(text.clone());
        }
        ui.data_mut(|data| data.insert_temp(shown, visible));
        text.zeroize();
    });
    note(ui, &fl!("ftp-account-note"), false);
    if tls {
        one(ui, &fl!("ftp-certificate"), &mut form.client_certificate, &fl!("ftp-certificate-hint"), false);
        note(ui, &fl!("ftp-certificate-note"), false);
    }
    one(ui, &fl!("ftp-after-login"), &mut form.after_login, "SITE UMASK 022; CWD /www", false);
    note(ui, &fl!("ftp-after-login-note"), false);
    one(ui, &fl!("ftp-text"), &mut form.text_masks, "*.txt; *.html", false);
    note(ui, &fl!("ftp-text-note"), false);
    labelled(ui, "", |ui| switch(ui, &mut form.verify, &fl!("ftp-verify"), true));
    *form != before
}

fn one(ui: &mut Ui, label: &str, text: &mut String, hint: &str, wrong: bool) {
    labelled(ui, label, |ui| {
        let width = ui.available_width();
        sized_field(ui, text, label, hint, FieldKind::Plain, wrong, width);
    });
}

fn fault(ui: &mut Ui, wrong: bool, words: &str) {
    if wrong {
        note(ui, words, true);
    }
}

/// A line under a field.
pub fn note(ui: &mut Ui, words: &str, wrong: bool) {
    let t = tokens(ui);
    let ink = if wrong { t.error } else { t.dim };
    ui.horizontal_top(|ui| {
        ui.add_space(LABEL_WIDTH + measure::GAP + 4.0);
        ui.add(Label::new(RichText::new(words).font(secondary()).color(ink)).wrap());
    });
}

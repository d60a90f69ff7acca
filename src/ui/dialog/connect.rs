//! Where to connect: host, port, user, password, key file.

use super::modal::{Choice, Ending, Front, modal};
use super::protocols::protocol_choice;
use crate::i18n::fl;
use crate::model::{Protocol, SecretString};
use crate::text::{address_fault, proxy_fault};
use crate::ui::state::{Action, ConnectForm, ConnectionAction, DialogAction, PathPurpose, TabAction};
use crate::ui::theme::{icon, measure};
use crate::ui::widget::{FieldKind, Look, button, ftp_fields, labelled, note, secret_field, sized_field};
use eframe::egui::Ui;
use zeroize::Zeroize;

const PORT_WIDTH: f32 = 80.0;

/// How the dialog ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Connect,
    Beside,
    Cancel,
}

/// `beside`: a session stands, which may stay in its tab.
pub(super) fn show(ui: &Ui, front: Front, form: &ConnectForm, beside: bool) -> Vec<Action> {
    let mut edited = form.clone();
    let bad_proxy = form.typed_proxy().err();
    let mut changed = false;
    let mut actions = Vec::new();
    let sound = form.is_sound();
    let ((), ending) = modal(
        ui,
        front,
        &fl!("connect-title"),
        560.0,
        |ui, focus| {
            let wrong = form.fault.is_some();
            labelled(ui, &fl!("connect-protocol"), |ui| {
                changed |= protocol_choice(ui, &mut edited.protocol);
            });
            if form.protocol == Protocol::Ftp {
                note(ui, &fl!("connect-plain-warning"), true);
            }
            labelled(ui, &fl!("connect-host"), |ui| {
                let width = ui.available_width() - PORT_WIDTH - measure::GAP;
                let hint = fl!("connect-host-hint");
                let name = fl!("connect-host");
                let host = sized_field(ui, &mut edited.host, &name, &hint, FieldKind::Plain, wrong, width);
                focus.field(&host);
                let name = fl!("connect-port");
                let default_port = edited.protocol.default_port().to_string();
                let port = sized_field(ui, &mut edited.port, &name, &default_port, FieldKind::Plain, wrong, PORT_WIDTH);
                changed |= host.changed() || port.changed();
            });
            if form.settings_left_out {
                note(ui, &fl!("connect-settings-left-out"), true);
            }
            if let Some(fault) = &form.fault {
                note(ui, &address_fault(fault), true);
            }
            labelled(ui, &fl!("connect-user"), |ui| {
                let hint = if form.protocol.is_ftp() { fl!("connect-user-hint-ftp") } else { fl!("connect-user-hint") };
                let width = ui.available_width();
                let name = fl!("connect-user");
                let user = sized_field(ui, &mut edited.user, &name, &hint, FieldKind::Plain, false, width);
                changed |= user.changed();
            });
            labelled(ui, &fl!("connect-password"), |ui| {
                let mut text = edited.password.expose().to_owned();
                let mut visible = ui.data(|data| data.get_temp::<bool>(front.id)).unwrap_or(false) && !front.first;
                if secret_field(ui, &mut text, &fl!("connect-password"), &mut visible).changed() {
                    edited.password = SecretString::new(text.clone());
                    changed = true;
                }
                ui.data_mut(|data| data.insert_temp(front.id, visible));
                text.zeroize();
            });
            if form.password_left_out {
                note(ui, &fl!("connect-password-left-out"), true);
            }
            note(ui, &fl!("connect-password-note"), false);
            // Keys are a matter of SSH.
            if form.protocol == Protocol::Sftp {
                labelled(ui, &fl!("connect-key"), |ui| {
                    let browse = fl!("dialog-browse");
                    let width = (ui.available_width() - 96.0).max(80.0);
                    let hint = fl!("connect-key-hint");
                    let name = fl!("connect-key");
                    let key = sized_field(ui, &mut edited.key_file, &name, &hint, FieldKind::Plain, false, width);
                    changed |= key.changed();
                    if button(ui, Look::Plain, None, &browse, true).clicked() {
                        actions.push(Action::PickPath(PathPurpose::KeyFile));
                    }
                });
                note(ui, &fl!("connect-key-note"), false);
            } else {
                let sign = if edited.ftp.open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
                labelled(ui, "", |ui| {
                    if button(ui, Look::Quiet, Some(sign), &fl!("connect-more"), true).clicked() {
                        edited.ftp.open = !edited.ftp.open;
                        changed = true;
                    }
                });
                // A field that keeps the button from working is never out of sight.
                if form.ftp.open || !sound {
                    changed |= ftp_fields(ui, front.id, &mut edited.ftp, form.protocol != Protocol::Ftp);
                }
            }
            labelled(ui, &fl!("connect-proxy"), |ui| {
                let width = ui.available_width();
                let (name, hint) = (fl!("connect-proxy"), fl!("connect-proxy-hint"));
                let wrong = bad_proxy.is_some();
                changed |= sized_field(ui, &mut edited.proxy, &name, &hint, FieldKind::Plain, wrong, width).changed();
            });
            match &bad_proxy {
                Some(fault) => note(ui, &proxy_fault(fault), true),
                None => note(ui, &fl!("connect-proxy-note"), false),
            }
        },
        |()| {
            let mut choices = vec![Choice::primary(Choose::Connect, fl!("connect-accept")).enabled(sound)];
            if beside {
                choices.push(Choice::plain(Choose::Beside, fl!("connect-beside")).enabled(sound));
            }
            choices.push(Choice::plain(Choose::Cancel, fl!("dialog-cancel")));
            choices
        },
    );
    if changed {
        edited.expanded = true;
        edited.fault = None;
        actions.insert(0, Action::Connection(ConnectionAction::EditForm(Box::new(edited))));
    }
    match ending {
        Some(Ending::Chosen(choice @ (Choose::Connect | Choose::Beside))) => {
            if choice == Choose::Beside && form.wish().is_ok() {
                actions.push(Action::Tab(TabAction::Empty));
            }
            actions.push(Action::Dialog(DialogAction::Accept));
        }
        Some(Ending::Chosen(Choose::Cancel) | Ending::Dismissed) => {
            actions.push(Action::Dialog(DialogAction::Dismiss));
        }
        None => {}
    }
    actions
}

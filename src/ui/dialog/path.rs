//! A path in a field, where the system has no dialog to choose one.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::{Action, Dialog, PathPurpose};
use crate::ui::theme::{Tokens, tokens};
use crate::ui::widget::{FieldKind, text_field};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, purpose: PathPurpose, text: &str) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut typed = text.to_owned();
    let (heading, accept) = match purpose {
        PathPurpose::KeyFile | PathPurpose::SiteKeyFile(_) | PathPurpose::PublicKey => {
            (fl!("path-key-title"), fl!("path-key-accept"))
        }
        PathPurpose::UploadFiles => (fl!("path-files-title"), fl!("path-upload-accept")),
        PathPurpose::UploadFolder => (fl!("path-folder-title"), fl!("path-upload-accept")),
        PathPurpose::SendTo => (fl!("path-send-to-title"), fl!("path-send-to-accept")),
        PathPurpose::DownloadTo => (fl!("path-download-title"), fl!("path-download-accept")),
        PathPurpose::OtherFolder(_) | PathPurpose::OtherRemoteFolder(_) => {
            (fl!("path-other-title"), fl!("path-other-accept"))
        }
        PathPurpose::ExportSites => (fl!("pick-export-sites"), fl!("share-accept")),
        PathPurpose::SiteLocalFolder(_) => (fl!("pick-start-folder"), fl!("path-start-accept")),
        PathPurpose::ImportSites => (fl!("pick-import-sites"), fl!("import-file-accept")),
        PathPurpose::SaveErrors(_) | PathPurpose::SaveBundle => (fl!("path-save-title"), fl!("path-save-accept")),
    };
    let (changed, ending) = modal(
        ui,
        front,
        &heading,
        520.0,
        |ui, focus| {
            let intro = match purpose {
                PathPurpose::OtherRemoteFolder(_) => fl!("path-remote-intro"),
                _ => fl!("path-intro"),
            };
            ui.add(Label::new(RichText::new(intro).color(t.dim)).wrap());
            let field = text_field(ui, &mut typed, &fl!("path-name"), "~/", FieldKind::Plain, false);
            focus.field(&field);
            field.changed()
        },
        |_| vec![Choice::primary(Simple::Accept, accept).enabled(!text.trim().is_empty()), cancel()],
    );
    actions(changed.then_some(Dialog::Path { purpose, text: typed }), ending)
}

//! The name of a new folder.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::engine::Location;
use crate::i18n::fl;
use crate::model::NameFault;
use crate::text::location_words;
use crate::ui::state::{Action, Dialog};
use crate::ui::theme::{Tokens, secondary, tokens};
use crate::ui::widget::{FieldKind, text_field};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    parent: &Location,
    name: &str,
    fault: Option<NameFault>,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut typed = name.to_owned();
    let (changed, ending) = modal(
        ui,
        front,
        &fl!("new-folder-title"),
        440.0,
        |ui, focus| {
            let place = fl!("new-folder-in", folder = location_words(parent));
            ui.add(Label::new(RichText::new(place).color(t.dim)).wrap());
            let field = text_field(ui, &mut typed, &fl!("new-folder-name"), "", FieldKind::Plain, fault.is_some());
            focus.field(&field);
            if let Some(fault) = fault {
                ui.add(Label::new(RichText::new(fault_words(fault)).font(secondary()).color(t.error)).wrap());
            }
            field.changed()
        },
        |_| vec![Choice::primary(Simple::Accept, fl!("new-folder-accept")).enabled(!name.is_empty()), cancel()],
    );
    let edited = changed.then(|| match dialog.clone() {
        Dialog::NewFolder { side, parent, .. } => Dialog::NewFolder { side, parent, name: typed, fault: None },
        other => other,
    });
    actions(edited, ending)
}

pub(super) fn fault_words(fault: NameFault) -> String {
    match fault {
        NameFault::Empty => fl!("name-empty"),
        NameFault::DotOrDotDot => fl!("name-dots"),
        NameFault::Separator => fl!("name-separator"),
        NameFault::Nul => fl!("name-nul"),
    }
}

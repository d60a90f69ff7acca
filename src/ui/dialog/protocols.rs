//! The choice of a protocol, the same wherever a server is described.

use crate::i18n::fl;
use crate::model::Protocol;
use crate::ui::widget;
use eframe::egui::Ui;

/// Draws the choice; changes `protocol` and returns whether it did.
pub(super) fn protocol_choice(ui: &mut Ui, protocol: &mut Protocol) -> bool {
    let choices = [
        (Protocol::Sftp, fl!("site-protocol-sftp")),
        (Protocol::Ftpes, fl!("site-protocol-ftpes")),
        (Protocol::Ftps, fl!("site-protocol-ftps")),
        (Protocol::Ftp, fl!("site-protocol-ftp")),
    ];
    widget::segments(ui, "protocol", &choices, protocol)
}

//! Sites in words.

use super::cause::address_fault;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::SiteFault;

/// What is wrong with a site, in a sentence.
#[must_use]
pub fn site_fault(fault: &SiteFault) -> String {
    let safe = |text: &str| escape_bytes(text.as_bytes());
    match fault {
        SiteFault::Address(fault) | SiteFault::Proxy(fault) => address_fault(fault),
        SiteFault::JumpHost(host) => fl!("site-fault-jump", host = safe(host)),
        SiteFault::Charset(_) => fl!("ftp-charset-fault"),
        SiteFault::NoKeyFile => fl!("site-fault-key"),
        SiteFault::Command(command) => fl!("site-fault-command", command = safe(command)),
    }
}

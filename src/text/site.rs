//! Sites in words.

use super::cause::address_fault;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::{FileFault, SiteFault};

/// What was wrong with the file of sites.
#[must_use]
pub fn sites_fault(fault: &FileFault) -> String {
    match fault {
        FileFault::Broken { kept } => fl!("sites-broken", kept = escape_bytes(kept.as_os_str().as_encoded_bytes())),
        FileFault::Newer { .. } => fl!("sites-newer"),
    }
}

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

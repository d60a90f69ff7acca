//! A channel for looking at a server as its site has it.

use super::command::ConnectWish;
use super::rules::SiteRules;
use super::site_fs::SiteFs;
use super::site_gate::{CommonBrakes, SiteGate};
use crate::error::Result;
use crate::model::Clock;
use crate::remote::RemoteFs;
use crate::site::ProductionLock;
use std::sync::Arc;

/// The same channel with names and times translated as the wish has it, and with nothing to be changed on it, whatever the
/// lock of the site says: changes are commands of the engine, which asks first where a person has to agree. Limits of speed
/// do not hold on it.
///
/// # Errors
/// `InvalidArgument` for a charset that is not known.
pub fn look_only(files: Arc<dyn RemoteFs>, wish: &ConnectWish, clock: &Arc<dyn Clock>) -> Result<Arc<dyn RemoteFs>> {
    let rules = SiteRules {
        lock: ProductionLock::Refuse,
        upload_limit: None,
        download_limit: None,
        ..SiteRules::clone(&wish.rules)
    };
    let gate = SiteGate::new(&rules, wish.endpoint.protocol.is_ftp(), &CommonBrakes::new(clock), clock)?;
    Ok(Arc::new(SiteFs::new(files, gate)))
}

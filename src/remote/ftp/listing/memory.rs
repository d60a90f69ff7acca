//! What is remembered of a server from listing to listing. Pure.

use super::family::Family;
use super::system::ServerSystem;

/// What earlier listings of a server taught. The default knows nothing, and reads times as UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListingMemory {
    /// From the reply to SYST.
    pub system: ServerSystem,
    /// The form of the last lines; tried first.
    pub family: Option<Family>,
    /// Seconds that the listing clock is ahead of UTC, from [`super::time_offset`]; `None` until it is known.
    pub offset: Option<i64>,
    /// Seconds that the times of MDTM are ahead of UTC, which they should be in (RFC 3659, section 2.3): vsftpd tells and
    /// takes them by its own clock with `use_localtime=YES`. `None` until it is known.
    pub clock: Option<i64>,
}

impl ListingMemory {
    /// MDTM turned out to be so far ahead of UTC: listings that were held against it are as much further.
    pub fn learn_clock(&mut self, ahead: i64) {
        let before = self.clock.replace(ahead).unwrap_or(0);
        self.offset = self.offset.map(|offset| offset.saturating_add(ahead).saturating_sub(before));
    }
}

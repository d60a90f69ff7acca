//! Names and times of a site whose server writes them in its own way.

use super::site_gate::SiteGate;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{Entry, EntryName, Listing, RemotePath};
use std::borrow::Cow;

impl SiteGate {
    /// A path as the server has it.
    ///
    /// # Errors
    /// `NameRefused` where the charset of the server cannot write it.
    pub(super) fn path_out<'a>(&self, path: &'a RemotePath) -> Result<Cow<'a, RemotePath>> {
        let Some(charset) = self.charset.filter(|_| !path.as_bytes().is_ascii()) else {
            return Ok(Cow::Borrowed(path));
        };
        let bytes = by_name(path.as_bytes(), |name| charset.encode(name));
        // What cannot be written comes back unchanged, and would be another name there.
        let back = by_name(&bytes, |name| charset.decode(name).unwrap_or_else(|| name.to_vec()));
        let refused = || Error::new(ErrorKind::NameRefused).at_remote(path);
        if back != path.as_bytes() {
            return Err(refused());
        }
        RemotePath::parse(&bytes).map(Cow::Owned).map_err(|_| refused())
    }

    /// Bytes that a person typed or a link holds, as the server has them.
    pub(super) fn bytes_out(&self, bytes: &[u8]) -> Vec<u8> {
        self.charset.map_or_else(|| bytes.to_vec(), |charset| by_name(bytes, |name| charset.encode(name)))
    }

    /// Bytes of the server as the program works with them.
    pub(super) fn bytes_in(&self, bytes: Vec<u8>) -> Vec<u8> {
        let Some(charset) = self.charset else { return bytes };
        by_name(&bytes, |name| charset.decode(name).unwrap_or_else(|| name.to_vec()))
    }

    /// A path of the server as the program works with it.
    pub(super) fn path_in(&self, path: RemotePath) -> RemotePath {
        if self.charset.is_none() {
            return path;
        }
        RemotePath::parse(&self.bytes_in(path.as_bytes().to_vec())).unwrap_or(path)
    }

    /// An entry as the program works with it; its name as it came where that cannot be told apart from another one.
    pub(super) fn entry_in(&self, mut entry: Entry) -> Result<Entry, Vec<u8>> {
        entry.modified = entry.modified.map(|time| self.time_in(time));
        if let Some(charset) = self.charset {
            let named = charset.decode(entry.name.as_bytes()).and_then(|name| EntryName::new(name).ok());
            entry.name = named.ok_or_else(|| entry.name.as_bytes().to_vec())?;
            entry.link_target = entry.link_target.map(|target| self.bytes_in(target));
        }
        Ok(entry)
    }

    /// A listing as the program works with it.
    pub(super) fn listing_in(&self, listing: Listing) -> Listing {
        if self.is_plain() {
            return listing;
        }
        let Listing { entries, mut refused, truncated, unread } = listing;
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            match self.entry_in(entry) {
                Ok(entry) => kept.push(entry),
                Err(name) => refused.push(name),
            }
        }
        Listing { entries: kept, refused, truncated, unread }
    }

    /// An error with the path as the program works with it.
    pub(super) fn error_in(&self, mut error: Box<Error>) -> Box<Error> {
        if self.charset.is_some() {
            for place in [&mut error.place, &mut error.second] {
                if let Some(Place::Remote(path)) = place {
                    *path = self.path_in(path.clone());
                }
            }
        }
        error
    }
}

/// Translates a path name by name: each may be of another kind.
fn by_name(path: &[u8], translate: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    path.split(|byte| *byte == b'/').map(translate).collect::<Vec<_>>().join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::super::rules::SiteRules;
    use super::super::site_gate::CommonBrakes;
    use super::*;
    use crate::model::{Clock, EntryKind, ManualClock, Timestamp};
    use std::sync::Arc;

    fn gate(rules: &SiteRules) -> Arc<SiteGate> {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
        SiteGate::new(rules, false, &CommonBrakes::new(&clock), &clock).unwrap()
    }

    #[test]
    fn names_of_another_charset_go_there_and_back() {
        let latin = gate(&SiteRules { charset: Some("iso-8859-1".into()), ..SiteRules::default() });
        let path = |bytes: &[u8]| RemotePath::parse(bytes).unwrap();
        let ours = path("/caf\u{e9}/m\u{fc}ll".as_bytes());
        let theirs = path(b"/caf\xe9/m\xfcll");
        assert_eq!(*latin.path_out(&ours).unwrap(), theirs);
        assert_eq!(latin.path_in(theirs), ours);
        assert_eq!(latin.path_out(&path("/\u{65e5}".as_bytes())).unwrap_err().kind, ErrorKind::NameRefused);
        let japanese = gate(&SiteRules { charset: Some("shift_jis".into()), ..SiteRules::default() });
        // A name that is none of the charset is kept byte for byte, beside one that is translated.
        let mixed = path(b"/\x93\xfa/\xff");
        let shown = japanese.path_in(mixed.clone());
        assert_eq!(shown.as_bytes(), b"/\xe6\x97\xa5/\xff");
        assert_eq!(*japanese.path_out(&shown).unwrap(), mixed);
    }

    #[test]
    fn times_are_moved_both_ways() {
        let gate = gate(&SiteRules { time_offset_minutes: -90, ..SiteRules::default() });
        let mut entry = Entry::new(EntryName::new("x").unwrap(), EntryKind::File);
        entry.modified = Some(Timestamp::from_secs(10_000));
        let listing = gate.listing_in(Listing { entries: vec![entry], ..Listing::default() });
        let shown = listing.entries.first().and_then(|entry| entry.modified).unwrap();
        assert_eq!(shown, Timestamp::from_secs(10_000 - 90 * 60));
        assert_eq!(gate.time_out(shown), Timestamp::from_secs(10_000));
    }
}

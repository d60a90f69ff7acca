//! The support bundle: what somebody who helps needs to see, in one zip archive (PKWARE APPNOTE 6.3, the parts that every
//! program reads: deflate, no encryption, no 64-bit sizes). The container is a hundred lines; a crate for all of the format
//! would bring ten more.

use crate::error::{Error, ErrorKind, Result};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name in the archive.
    pub name: String,
    /// What it is, in a sentence.
    pub what: String,
    /// What it holds.
    pub content: String,
}

/// Version 2.0 of the format is needed to read it: deflate.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// Deflate.
const METHOD: u16 = 8;
/// 1 January 1980, the first day that the format knows: the time of a part stands in it.
const DATE: u16 = 1 << 5 | 1;

/// The files as a zip archive.
///
/// # Errors
/// When the archive would be 4 GB or more.
pub fn zip(parts: &[Part]) -> Result<Vec<u8>> {
    let too_large = |_: std::num::TryFromIntError| Error::new(ErrorKind::InvalidArgument);
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for part in parts {
        let content = part.content.as_bytes();
        let packed = deflate(content).map_err(|error| Error::io(&error))?;
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut about = Vec::new();
        for field in [VERSION, FLAGS, METHOD, 0, DATE] {
            about.extend(field.to_le_bytes());
        }
        about.extend(crc.sum().to_le_bytes());
        about.extend(u32::try_from(packed.len()).map_err(too_large)?.to_le_bytes());
        about.extend(u32::try_from(content.len()).map_err(too_large)?.to_le_bytes());
        about.extend(u16::try_from(part.name.len()).map_err(too_large)?.to_le_bytes());
        about.extend(0_u16.to_le_bytes());

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&about);
        // Comment, disk, attributes inside and outside.
        directory.extend([0; 10]);
        directory.extend(u32::try_from(archive.len()).map_err(too_large)?.to_le_bytes());
        directory.extend(part.name.as_bytes());

        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(part.name.as_bytes());
        archive.extend(packed);
    }
    let count = u16::try_from(parts.len()).map_err(too_large)?.to_le_bytes();
    let begin = u32::try_from(archive.len()).map_err(too_large)?.to_le_bytes();
    let length = u32::try_from(directory.len()).map_err(too_large)?.to_le_bytes();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].concat());
    archive.extend([length, begin].concat());
    archive.extend([0; 2]);
    Ok(archive)
}

fn deflate(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(content)?;
    packer.finish()
}

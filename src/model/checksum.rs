//! Checksums of whole files, in the ways that servers make them. Pure.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// A way to make a checksum, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashAlgorithm {
    /// SHA-512.
    Sha512,
    /// SHA-256.
    Sha256,
    /// SHA-1.
    Sha1,
    /// MD5.
    Md5,
    /// CRC-32 as in ZIP files.
    Crc32,
}

impl HashAlgorithm {
    /// All of them, the surest first.
    pub const ALL: [Self; 5] = [Self::Sha512, Self::Sha256, Self::Sha1, Self::Md5, Self::Crc32];

    /// How many bytes its checksums have.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Sha512 => 64,
            Self::Sha256 => 32,
            Self::Sha1 => 20,
            Self::Md5 => 16,
            Self::Crc32 => 4,
        }
    }

    /// Its name in HASH (draft-bryan-ftpext-hash, section 3).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha512 => "SHA-512",
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
            Self::Crc32 => "CRC32",
        }
    }
}

/// The checksum of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How it was made.
    pub algorithm: HashAlgorithm,
    /// Its bytes.
    pub digest: Vec<u8>,
}

/// A checksum in the making.
pub enum Hasher {
    /// SHA-512.
    Sha512(Box<Sha512>),
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-1.
    Sha1(Sha1),
    /// MD5.
    Md5(Md5),
    /// CRC-32.
    Crc32(crc32fast::Hasher),
}

impl Hasher {
    /// One for a file that nothing is known of yet.
    #[must_use]
    pub fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Sha512 => Self::Sha512(Box::default()),
            HashAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
            HashAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            HashAlgorithm::Md5 => Self::Md5(Md5::new()),
            HashAlgorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
        }
    }

    /// Takes the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha512(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha1(hash) => hash.update(bytes),
            Self::Md5(hash) => hash.update(bytes),
            Self::Crc32(hash) => hash.update(bytes),
        }
    }

    /// The checksum of all that was taken.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha512(hash) => hash.finalize().to_vec(),
            Self::Sha256(hash) => hash.finalize().to_vec(),
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Md5(hash) => hash.finalize().to_vec(),
            Self::Crc32(hash) => hash.finalize().to_be_bytes().to_vec(),
        }
    }
}

/// The checksum in the text of a reply: the last word of so many hexadecimal digits; CRC-32 may have lost zeros in front. Names of
/// files must not stand in it, for they may look like one. `None` where there is none.
#[must_use]
pub fn checksum_in(text: &[u8], algorithm: HashAlgorithm) -> Option<Checksum> {
    let wanted = algorithm.length() * 2;
    let words = text.split(|byte| !byte.is_ascii_alphanumeric());
    let words: Vec<&[u8]> = words.filter(|word| word.iter().all(u8::is_ascii_hexdigit)).collect();
    let least = if algorithm == HashAlgorithm::Crc32 { wanted - 2 } else { wanted };
    let word = (least..=wanted).rev().find_map(|length| words.iter().rev().find(|word| word.len() == length))?;
    let padded = format!("{}{}", "0".repeat(wanted - word.len()), std::str::from_utf8(word).ok()?);
    let byte = |place: usize| u8::from_str_radix(padded.get(place * 2..place * 2 + 2)?, 16).ok();
    let digest = (0..algorithm.length()).map(byte).collect::<Option<Vec<u8>>>()?;
    Some(Checksum { algorithm, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_makes_the_known_checksum_of_abc() {
        for (algorithm, begin) in [
            (HashAlgorithm::Sha512, [0xdd, 0xaf, 0x35, 0xa1]),
            (HashAlgorithm::Sha256, [0xba, 0x78, 0x16, 0xbf]),
            (HashAlgorithm::Sha1, [0xa9, 0x99, 0x3e, 0x36]),
            (HashAlgorithm::Md5, [0x90, 0x01, 0x50, 0x98]),
            (HashAlgorithm::Crc32, [0x35, 0x24, 0x41, 0xc2]),
        ] {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(b"a");
            hasher.update(b"bc");
            let digest = hasher.finish();
            assert_eq!((digest.len(), &digest[..4]), (algorithm.length(), &begin[..]), "{algorithm:?}");
        }
    }

    #[test]
    fn checksums_are_found_in_the_words_of_servers() {
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        for text in
            [format!("250 {md5}"), format!("213 MD5 0-3 {md5} /a.txt"), format!("251 \"a.txt\" {}", md5.to_uppercase())]
        {
            let found = checksum_in(text.as_bytes(), HashAlgorithm::Md5).unwrap();
            assert_eq!(found.digest[..3], [0x90, 0x01, 0x50], "{text}");
        }
        assert_eq!(checksum_in(b"250 352441C2", HashAlgorithm::Crc32).unwrap().digest, [0x35, 0x24, 0x41, 0xc2]);
        assert_eq!(checksum_in(b"250 52441c2", HashAlgorithm::Crc32).unwrap().digest, [0x05, 0x24, 0x41, 0xc2]);
        assert_eq!(checksum_in(b"250 no checksum", HashAlgorithm::Sha1), None);
        assert_eq!(checksum_in(b"", HashAlgorithm::Crc32), None);
    }
}

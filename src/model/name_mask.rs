//! Masks of names: `*` for any run of bytes, `?` for one byte, letters of ASCII in either case. Pure.

use super::wildcard::wildcard_matches;

/// Whether a whole name fits a mask. Takes time in proportion to the product of both lengths at most.
#[must_use]
pub fn fits_mask(name: &[u8], mask: &str) -> bool {
    wildcard_matches(mask.to_ascii_lowercase().as_bytes(), &name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_fit_whole_names() {
        for (name, mask, fits) in [
            ("readme.txt", "*.txt", true),
            ("README.TXT", "*.txt", true),
            ("readme.txt.gz", "*.txt", false),
            ("a", "?", true),
            ("", "?", false),
            ("", "*", true),
            ("abcbd", "a*b?", true),
            ("abcbde", "a*b?", false),
            ("index.html", "*.htm*", true),
            ("x", "", false),
            ("", "", true),
        ] {
            assert_eq!(fits_mask(name.as_bytes(), mask), fits, "{name} {mask}");
        }
        let hostile = "*a".repeat(2000) + "b";
        assert!(!fits_mask(&[b'a'; 4000], &hostile));
        assert!(fits_mask(b"caf\xe9.txt", "caf?.txt"));
    }
}

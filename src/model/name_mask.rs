//! Masks of names: `*` for any run of bytes, `?` for one byte, letters of ASCII in either case. Pure.

/// Whether a whole name fits a mask. Takes time in proportion to the product of both lengths at most.
#[must_use]
pub fn fits_mask(name: &[u8], mask: &str) -> bool {
    let mask = mask.as_bytes();
    let (mut at, mut in_mask) = (0, 0);
    // Where the last `*` stood, and the first byte of the name that it has not taken yet.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = name.get(at) {
        match mask.get(in_mask) {
            Some(b'*') => {
                star = Some((in_mask, at));
                in_mask += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted.eq_ignore_ascii_case(byte) => {
                at += 1;
                in_mask += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                at = taken + 1;
                in_mask = behind + 1;
            }
        }
    }
    mask.get(in_mask..).unwrap_or_default().iter().all(|rest| *rest == b'*')
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

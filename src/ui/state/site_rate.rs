//! Speeds as they are typed. Pure.

const UNITS: [(&str, u64); 4] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

/// Bytes a second as people write them: `2 MB`, `1.5 MB/s`, `500 KB`, `800` (KB). `None`: it is none, or not above 0.
pub(super) fn read_rate(typed: &str) -> Option<u64> {
    let typed = typed.trim().to_ascii_uppercase().replace(',', ".");
    let typed = typed.strip_suffix("/S").unwrap_or(&typed).trim_end();
    let digits = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = typed.get(digits.len()..).unwrap_or_default();
    let factor = match unit {
        "" | "K" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        unit => UNITS.into_iter().find(|(name, _)| *name == unit)?.1,
    };
    let (whole, part) = digits.trim_end().split_once('.').unwrap_or((digits.trim_end(), ""));
    if part.len() > 9 || !part.bytes().chain(whole.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let scale = 10_u64.pow(u32::try_from(part.len()).ok()?);
    let part: u64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let rate = whole.checked_mul(factor)?.checked_add(part.checked_mul(factor)? / scale)?;
    (rate > 0).then_some(rate)
}

/// The same speed as it is typed.
pub(super) fn shown_rate(rate: u64) -> String {
    let unit = UNITS.into_iter().find(|(_, factor)| rate.is_multiple_of(*factor));
    unit.map_or_else(|| rate.to_string(), |(name, factor)| format!("{} {name}", rate / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_as_people_write_them() {
        for (text, rate) in [
            ("2 MB", Some(2_000_000)),
            ("1.5 MB/s", Some(1_500_000)),
            ("1,5m", Some(1_500_000)),
            ("500", Some(500_000)),
            ("12 B", Some(12)),
            ("1 GB", Some(1_000_000_000)),
            ("0", None),
            ("-1", None),
            ("1.2.3", None),
            ("5 TB", None),
            ("99999999999999999999", None),
            ("", None),
        ] {
            assert_eq!(read_rate(text), rate, "{text}");
        }
        for rate in [1, 12, 1_000, 1_500_000, 2_000_000, 3_000_000_000] {
            assert_eq!(read_rate(&shown_rate(rate)), Some(rate));
        }
    }
}

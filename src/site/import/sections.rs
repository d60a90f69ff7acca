//! Sections with values, as INI files and exports of the Windows registry have them. Pure.

use super::imported::ImportFault;

/// The most values of one file.
const VALUES_MAX: usize = 200_000;

/// A section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    values: Vec<(String, String)>,
}

impl Section {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), values: Vec::new() }
    }

    /// A value as it stands there, by its name in any letters; the last one of that name.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.values.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.raw(name)?.trim().parse().ok()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.number(name).is_some_and(|number| number != 0)
    }

    /// The first of these that has another value than nothing and 0.
    pub(super) fn names_set<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        let set = |name: &&&str| self.raw(name).is_some_and(|value| !matches!(value.trim(), "" | "0"));
        names.iter().filter(set).copied().collect()
    }

    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.values.push((name.to_owned(), value.to_owned()));
    }
}

/// Reads `[section]` and `name=value` lines; other lines are passed over. Lines before the first section are in one without a
/// name.
///
/// # Errors
/// `TooMany`.
pub(super) fn ini(text: &str) -> Result<Vec<Section>, ImportFault> {
    let mut sections = vec![Section::default()];
    for (count, line) in text.lines().map(str::trim).enumerate() {
        if count > VALUES_MAX {
            return Err(ImportFault::TooMany);
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Section::new(name));
        } else if !line.starts_with([';', '#'])
            && let Some((name, value)) = line.split_once('=')
            && let Some(section) = sections.last_mut()
        {
            section.put(name.trim(), value.trim());
        }
    }
    Ok(sections)
}

/// Reads an export of the Windows registry: strings, and numbers (`dword:`), which become decimal.
///
/// # Errors
/// `TooMany`.
pub(super) fn registry(text: &str) -> Result<Vec<Section>, ImportFault> {
    let mut sections = Vec::new();
    for (count, line) in text.lines().map(str::trim).enumerate() {
        if count > VALUES_MAX {
            return Err(ImportFault::TooMany);
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Section::new(name));
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        let Some((name, rest)) = quoted(line) else { continue };
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        if let Some((text, _)) = quoted(value) {
            section.put(&name, &text);
        } else if let Some(number) = value.strip_prefix("dword:").and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            // Numbers below zero stand there as 32 bits.
            section.put(&name, &number.cast_signed().to_string());
        }
    }
    Ok(sections)
}

/// Text in quotation marks with `\\` and `\"`, and what follows it.
fn quoted(line: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let rest = line.strip_prefix('"')?;
    let mut chars = rest.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((text, rest.get(at + 1..)?)),
            '\\' => text.push(chars.next()?.1),
            other => text.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_give_the_same_sections() {
        let ini = ini("x=1\r\n[Sessions\\a]\r\nHostName = h\n; no\nPortNumber=22\nbroken\n[Sessions\\a").unwrap();
        let reg = registry(
            "Windows Registry Editor Version 5.00\r\n\r\n[Sessions\\a]\r\n\"HostName\"=\"h\"\r\n\"PortNumber\"=dword:00000016\r\n\
             \"Path\"=\"C:\\\\a \\\"b\\\"\"\r\n\"Bin\"=hex:01,02\r\n\"Open\"=\"x\r\n",
        )
        .unwrap();
        for sections in [&ini, &reg] {
            let section = sections.iter().find(|section| section.name == "Sessions\\a").unwrap();
            assert_eq!((section.raw("hostname"), section.number("PortNumber")), (Some("h"), Some(22)));
        }
        assert_eq!(reg[0].raw("Path"), Some("C:\\a \"b\""));
        assert_eq!((reg[0].raw("Bin"), reg[0].raw("Open")), (None, None));
        assert_eq!(ini.len(), 2);
    }
}

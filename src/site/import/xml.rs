//! Small XML documents as trees, with bounds: no entities of their own, no endless depth, no endless number of elements. Pure.

use super::imported::ImportFault;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

/// The most folders in folders; people make five.
const DEPTH_MAX: usize = 64;
/// The most elements; ten thousand sites have fewer.
const ELEMENTS_MAX: usize = 150_000;
/// The most attributes of one element.
const ATTRIBUTES_MAX: usize = 32;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

impl Element {
    /// The first child of that name, in any letters.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// The trimmed text of the first child of that name; `None` where it is empty.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        Some(self.child(name)?.text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn number_of(&self, name: &str) -> Option<i64> {
        self.text_of(name)?.parse().ok()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document; returns its root.
///
/// # Errors
/// `BrokenXml` with the line, `OwnEntities`, `TooDeep`, `TooMany`.
pub(super) fn document(text: &str) -> Result<Element, ImportFault> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0_usize;
    loop {
        let event = reader.read_event();
        let broken = || broken_at(text, reader.buffer_position());
        match event.map_err(|_fault| broken())? {
            Event::Start(start) => {
                count += 1;
                if count > ELEMENTS_MAX {
                    return Err(ImportFault::TooMany);
                }
                if open.len() >= DEPTH_MAX {
                    return Err(ImportFault::TooDeep);
                }
                open.push(element(&start).ok_or_else(broken)?);
            }
            Event::Empty(start) => {
                count += 1;
                if count > ELEMENTS_MAX {
                    return Err(ImportFault::TooMany);
                }
                let whole = element(&start).ok_or_else(broken)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(whole),
                    None => return Ok(whole),
                }
            }
            Event::End(_) => {
                let whole = open.pop().ok_or_else(broken)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(whole),
                    None => return Ok(whole),
                }
            }
            Event::Text(part) => {
                if let Some(inside) = open.last_mut() {
                    inside.text.push_str(&part.decode().map_err(|_fault| broken())?);
                }
            }
            Event::CData(part) => {
                if let Some(inside) = open.last_mut() {
                    inside.text.push_str(&part.decode().map_err(|_fault| broken())?);
                }
            }
            Event::GeneralRef(reference) => {
                let inside = open.last_mut().ok_or_else(broken)?;
                match reference.resolve_char_ref() {
                    Ok(Some(char)) => inside.text.push(char),
                    Ok(None) => {
                        let name = reference.decode().map_err(|_fault| broken())?;
                        inside.text.push_str(resolve_xml_entity(&name).ok_or(ImportFault::OwnEntities)?);
                    }
                    Err(_fault) => return Err(broken()),
                }
            }
            // Files of property lists name one; one with a part of its own defines entities.
            Event::DocType(declared) if declared.contains(&b'[') => return Err(ImportFault::OwnEntities),
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return Err(broken()),
        }
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let name = std::str::from_utf8(start.name().as_ref()).ok()?.to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes().take(ATTRIBUTES_MAX) {
        let attribute = attribute.ok()?;
        let key = std::str::from_utf8(attribute.key.as_ref()).ok()?.to_owned();
        let raw = std::str::from_utf8(&attribute.value).ok()?;
        attributes.push((key, quick_xml::escape::unescape(raw).ok()?.into_owned()));
    }
    Some(Element { name, attributes, text: String::new(), children: Vec::new() })
}

fn broken_at(text: &str, position: u64) -> ImportFault {
    let end = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    let before = text.as_bytes().get(..end).unwrap_or_default();
    ImportFault::BrokenXml(before.split(|byte| *byte == b'\n').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_with_references_and_sections() {
        let root = document("<?xml version='1.0'?><a x='1&amp;2'>t&lt;&#65;<b/><![CDATA[<c>]]><d>e</d></a>").unwrap();
        assert_eq!((root.attribute("x"), root.text.as_str()), (Some("1&2"), "t<A<c>"));
        assert_eq!((root.text_of("D"), root.children.len()), (Some("e"), 2));
    }

    #[test]
    fn broken_and_hostile_documents_are_told() {
        for (text, fault) in [
            ("", ImportFault::BrokenXml(1)),
            ("<a>\n<b>", ImportFault::BrokenXml(2)),
            ("<a></b>", ImportFault::BrokenXml(1)),
            ("<a>&own;</a>", ImportFault::OwnEntities),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", ImportFault::OwnEntities),
        ] {
            assert_eq!(document(text), Err(fault), "{text}");
        }
        assert_eq!(document(&"<a>".repeat(100_000)), Err(ImportFault::TooDeep));
        let many = format!("<a>{}</a>", "<b/>".repeat(200_000));
        assert_eq!(document(&many), Err(ImportFault::TooMany));
        assert!(document("<!DOCTYPE plist PUBLIC \"-//A\" \"http://a\"><plist/>").is_ok());
    }
}

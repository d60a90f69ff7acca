//! The few SFTP fields that russh-sftp leaves as bytes: those of extended requests and replies.

/// Reads fields from the front of an extended request.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    /// A 32-bit number.
    pub(super) fn number(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*head))
    }

    /// A string that is UTF-8.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(head).ok()
    }
}

/// Numbers of 64 bits one after the other, as the replies to `limits` and `statvfs` are laid out.
pub(super) fn numbers(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stop_at_the_end() {
        let mut fields = Fields(b"\0\0\0\x02ab\0\0\0\x09x");
        assert_eq!(fields.text(), Some("ab"));
        assert_eq!(fields.text(), None);
        assert_eq!(numbers(&[1, 2]).len(), 16);
    }
}

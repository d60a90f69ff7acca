//! How rclone hides passwords from eyes: AES-256 in counter mode with a key that stands in its source. Pure.

use crate::model::SecretString;
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::{BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The key (fs/config/obscure/obscure.go of rclone): everybody has it.
const KEY: [u8; 32] = [
    0x9c, 0x93, 0x5b, 0x48, 0x73, 0x0a, 0x55, 0x4d, 0x6b, 0xfd, 0x7c, 0x63, 0xc8, 0x86, 0xa9, 0x2b, 0xd3, 0x90, 0x19,
    0x8e, 0xb8, 0x12, 0x8a, 0xfb, 0xf4, 0xde, 0x16, 0x2b, 0x8b, 0x95, 0xf6, 0x38,
];
const BLOCK: usize = 16;

/// A hidden password; `None` where it is none.
pub(super) fn revealed(hidden: &str) -> Option<SecretString> {
    let bytes = URL_SAFE_NO_PAD.decode(hidden.trim().trim_end_matches('=')).ok()?;
    let (start, content) = bytes.split_first_chunk::<BLOCK>()?;
    let cipher = Aes256::new(&KEY.into());
    let mut counter = u128::from_be_bytes(*start);
    let mut plain = Vec::with_capacity(content.len());
    for part in content.chunks(BLOCK) {
        let mut pad = counter.to_be_bytes().into();
        cipher.encrypt_block(&mut pad);
        plain.extend(part.iter().zip(pad.iter()).map(|(byte, pad)| byte ^ pad));
        counter = counter.wrapping_add(1);
    }
    String::from_utf8(plain).ok().map(SecretString::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_passwords_are_read() {
        // Test vectors of rclone's own tests (fs/config/obscure/obscure_test.go).
        for (hidden, plain) in [
            ("YWFhYWFhYWFhYWFhYWFhYQ", ""),
            ("YWFhYWFhYWFhYWFhYWFhYXMaGgIlEQ", "potato"),
            ("YmJiYmJiYmJiYmJiYmJiYp3gcEWbAw", "potato"),
        ] {
            assert_eq!(revealed(hidden).map(|secret| secret.expose().to_owned()).as_deref(), Some(plain), "{hidden}");
        }
        for broken in ["", "YWFh", "!!!", "potato"] {
            assert!(revealed(broken).is_none(), "{broken}");
        }
    }
}

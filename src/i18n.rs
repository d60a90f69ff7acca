//! The texts that people read: Fluent files in `i18n/`, looked up with keys and arguments checked at compile time.

use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use i18n_embed::{I18nEmbedError, LanguageLoader};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

#[derive(rust_embed::RustEmbed)]
#[folder = "i18n/"]
struct Texts;

/// The loader behind [`fl!`](crate::fl): starts with English, which is complete.
pub static LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| {
    let loader = fluent_language_loader!();
    if let Err(error) = loader.load_fallback_language(&Texts) {
        log::error!("the English texts cannot be read: {error}");
    }
    loader.set_use_isolating(false);
    loader
});

/// A text by its key, with arguments: `fl!("items-selected", count = 3)`. A wrong key or argument does not compile.
#[macro_export]
macro_rules! fl {
    ($key:literal) => {
        i18n_embed_fl::fl!($crate::i18n::LOADER, $key)
    };
    ($key:literal, $($args:tt)*) => {
        i18n_embed_fl::fl!($crate::i18n::LOADER, $key, $($args)*)
    };
}

pub use crate::fl;

/// A text whose key is put together at run time (`sftp-status-14`); `None` when there is none of that key.
#[must_use]
pub fn lookup(key: &str) -> Option<String> {
    LOADER.has(key).then(|| LOADER.get(key))
}

/// The languages that the program speaks.
///
/// # Errors
/// When the embedded files cannot be listed.
pub fn available() -> Result<Vec<LanguageIdentifier>, I18nEmbedError> {
    LOADER.available_languages(&Texts)
}

/// Chooses the first of `wanted` that the program speaks, English behind all.
///
/// # Errors
/// When a text file cannot be read.
pub fn choose(wanted: &[LanguageIdentifier]) -> Result<(), I18nEmbedError> {
    i18n_embed::select(&*LOADER, &Texts, wanted)?;
    LOADER.set_use_isolating(false);
    Ok(())
}

/// The languages that the operating system asks for, the first one first.
#[must_use]
pub fn system_languages() -> Vec<LanguageIdentifier> {
    sys_locale::get_locales().filter_map(|name| name.parse().ok()).collect()
}

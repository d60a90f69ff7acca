//! What to do when the target of a transfer exists. Pure.

/// What to do with a target that exists already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OverwriteRule {
    /// Put the question, with both sizes and dates.
    #[default]
    Ask,
    /// Replace the target.
    Overwrite,
    /// Replace the target when the source is newer, else skip.
    Newer,
    /// Go on behind the bytes that the target has already, when it is a shorter copy of the source.
    Resume,
    /// Keep both: the new one gets a free name, `name (2).ext`.
    Rename,
    /// Leave the target as it is.
    Skip,
}

impl OverwriteRule {
    /// Every rule, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Ask, Self::Overwrite, Self::Newer, Self::Resume, Self::Rename, Self::Skip];

    /// The name on the command line and in stored settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Overwrite => "overwrite",
            Self::Newer => "newer",
            Self::Resume => "resume",
            Self::Rename => "rename",
            Self::Skip => "skip",
        }
    }

    /// The rule of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

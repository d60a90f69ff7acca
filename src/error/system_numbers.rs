//! One error with the number that each operating system gives it. Pure.

/// The numbers of an error; `None` where a system has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SystemNumbers {
    /// On Linux (the same for x86, ARM, POWER and RISC-V).
    pub linux: Option<i32>,
    /// On macOS.
    pub macos: Option<i32>,
    /// On Windows: Winsock or Win32.
    pub windows: Option<i32>,
}

impl SystemNumbers {
    /// The number on the system for which this program is built; `None` where it has none.
    #[must_use]
    pub fn here(self) -> Option<i32> {
        if cfg!(windows) {
            self.windows
        } else if cfg!(target_vendor = "apple") {
            self.macos
        } else if cfg!(target_os = "linux") {
            self.linux
        } else {
            None
        }
    }

    /// Whether any of the systems has this number.
    #[must_use]
    pub fn any(self, number: i64) -> bool {
        [self.linux, self.macos, self.windows].into_iter().flatten().any(|own| i64::from(own) == number)
    }
}

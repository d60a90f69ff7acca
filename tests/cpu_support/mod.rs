//! What a thread has computed, for bounds that must hold on a busy computer too.

use std::time::Duration;

/// How long this thread has computed so far, without the time in which others had the processor.
#[cfg(target_os = "linux")]
pub fn computed() -> Duration {
    // What the system tells is as old as its last look at this thread; giving way is one.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split_whitespace().next().unwrap().parse().unwrap())
}

/// The same where only the time that passes is known.
#[cfg(not(target_os = "linux"))]
pub fn computed() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

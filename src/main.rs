//! The program; `catamaran::app` does the work.

use std::process::ExitCode;

fn main() -> ExitCode {
    catamaran::app::run()
}

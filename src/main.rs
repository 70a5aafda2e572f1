//! The command-line program: hands over to the library and returns its exit code.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Asks the system for memory in large pages and keeps what was given back: a question to an archive of a million spends a fifth of
/// its time on page faults otherwise.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    signaal::cli::run(std::env::args_os())
}

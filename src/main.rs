//! The command-line program: hands over to the library and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    signaal::cli::run(std::env::args_os())
}

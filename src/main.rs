//! The program `storylint`.

use std::process::ExitCode;

fn main() -> ExitCode {
    storylint::cli::main()
}

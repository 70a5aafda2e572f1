//! How well themes are found again that were taken away: the tables of `docs/THEMES.md`.
//!
//! `cargo run --release --example theme_study -- [COMMENTS] [FOLDER]`: made comments (20 000), and a folder
//! with public data sets, where it is at hand. Tables go to the standard output.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

mod chance;
mod comments;
mod labelled;
mod leave_out;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let n: usize = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let folder = arguments.next();
    let made = comments::made(n);
    comments::leave_topics_out(&made)?;
    comments::day_by_day(&made)?;
    chance::tables(&made)?;
    if let Some(folder) = folder {
        labelled::banking(Path::new(&folder))?;
        labelled::hospital(Path::new(&folder))?;
    }
    Ok(())
}

//! A panic is a bug of ours; it is told as one, without what was in memory.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

/// Where the last panic was. What it said is not kept: it may quote a customer.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Notes panics in silence. Those of parsers are caught and become rejections; only one that
/// nobody catches is told, by [`caught`].
pub(super) fn note_in_silence() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|at| format!("{}:{}", shortened(at.file()), at.line()));
        if let Ok(mut last) = LAST.lock() {
            *last = place;
        }
    }));
}

/// Runs `work`; where it panics, says so in words.
///
/// # Errors
///
/// The message for people, when `work` panicked.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = LAST.lock().ok().and_then(|last| last.clone());
        format!(
            "error: a bug in signaal {} stopped this command ({})\nhint: nothing half-done was committed; please report it with this line and the command, without the data\n",
            env!("CARGO_PKG_VERSION"),
            place.as_deref().unwrap_or("at an unknown place")
        )
    })
}

/// The path of a source file without the folders of the machine that built it.
fn shortened(file: &str) -> &str {
    file.split_once("/registry/src/")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or(file, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message_without_what_it_said() {
        let said = caught(|| panic!("byte 3 is inside of `jan@voorbeeld.nl`")).unwrap_err();
        assert!(said.starts_with("error: a bug in signaal"), "{said}");
        assert!(said.contains("\nhint: "), "{said}");
        assert!(!said.contains("voorbeeld"), "{said}");
        assert_eq!(caught(|| 3), Ok(3));
    }

    #[test]
    fn places_do_not_name_the_machine_that_built() {
        assert_eq!(
            shortened("/home/x/.cargo/registry/src/index.crates.io-1/calamine-1.0/src/lib.rs"),
            "calamine-1.0/src/lib.rs"
        );
        assert_eq!(shortened("src/cli/run.rs"), "src/cli/run.rs");
    }
}

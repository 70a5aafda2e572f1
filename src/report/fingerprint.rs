//! Hashes over frozen figures, one definition for every file that is frozen.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of lines, in lower-case hexadecimal.
pub(super) fn fingerprint(lines: &[String]) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    let digest = hasher.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A number with 15 digits: as many as every reader of JSON gives back to the last bit.
pub(super) fn written(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

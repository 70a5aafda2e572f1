//! One integration binary; each module says what belongs in it.

#![expect(clippy::unwrap_used, reason = "a failing read is a failing test")]

/// Keeps the import rules of `ARCHITECTURE.md` true.
mod architecture;

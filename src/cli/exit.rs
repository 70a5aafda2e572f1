//! Exit codes, part of the contract with scripts.

/// Done.
pub(super) const DONE: u8 = 0;
/// A declared gate failed: too many rows rejected, a taxonomy test failed, or a `check` found faults in the file that it
/// checks. A project file that cannot be understood is wrong settings, for `signaal check` as for every command.
pub(super) const GATE_FAILED: u8 = 1;
/// Wrong use or wrong settings.
pub(super) const WRONG_USE: u8 = 2;
/// Input, output or index cannot be read or written.
pub(super) const UNREADABLE: u8 = 3;
/// Interrupted from the keyboard, as shells number it.
pub(super) const INTERRUPTED: u8 = 130;
/// A bug of ours.
pub(super) const BUG: u8 = 70;

/// The codes in words, for `--help`.
pub(super) const EXPLAINED: &str = "\
Exit codes: 0 done; 1 a gate failed (too many rows rejected, faults that a check found, a taxonomy test);
2 wrong use or wrong settings; 3 input, output or index cannot be read or written; 70 a bug;
130 interrupted.
Results go to standard output, everything else to standard error.";

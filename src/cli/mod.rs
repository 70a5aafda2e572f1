//! Words, flags, progress and exit codes.

//! The one place where counts become floating-point numbers and widths change.

/// A count as `f64`; exact below 2⁵³, which no corpus of ours reaches.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of documents stay far below 2^53"
)]
pub fn as_f64(count: usize) -> f64 {
    count as f64
}

/// A count or position as `u64`; `usize` is at most 64 bits wide on every supported machine.
pub fn as_u64(count: usize) -> u64 {
    count as u64
}

/// The nearest count to `value`; 0 for what is negative or not a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is asked for"
)]
pub fn as_count(value: f64) -> usize {
    value.round() as usize
}

/// A position inside one text or one record as `u32`, saturating at its maximum.
///
/// Texts are limited to far less than 4 GiB at intake, so saturation marks a bug, not a loss.
pub fn as_u32(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

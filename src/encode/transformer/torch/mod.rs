//! BERT by the library rust-bert, on libtorch: another engine for the same weights, behind the cargo feature `rust-bert`.

#[cfg(all(test, feature = "rust-bert"))]
mod behaviour;
#[cfg(not(feature = "rust-bert"))]
mod disabled;
#[cfg(feature = "rust-bert")]
mod enabled;

#[cfg(not(feature = "rust-bert"))]
pub(super) use disabled::Torch;
#[cfg(feature = "rust-bert")]
pub(super) use enabled::Torch;

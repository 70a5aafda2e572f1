//! R scripts that compute the numbers of a study again.

mod card;
mod categorical;
mod linear;
mod rows;
mod script;

pub use script::verify;

//! R scripts that compute the numbers of a study again.

mod card;
mod categorical;
mod checked;
mod imputed;
mod linear;
mod products;
mod rows;
mod script;
mod weighted;

pub use script::verify;

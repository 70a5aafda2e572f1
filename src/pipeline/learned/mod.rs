//! Files of learnt models, and tables of labelled texts to learn and judge them with.

mod open;
mod rows;
mod write;

pub(super) use open::learned_file;
pub use open::read_learned;
pub use rows::{LabelColumns, LabelledRow, LabelledRows, labels_of, read_labelled};
pub use write::write_model;

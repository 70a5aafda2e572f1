//! Who comments, and whom the rows then stand for.
//!
//! A topic has three states: mentioned, commented without it, and no comment. The third is not a 0:
//! a respondent without comment has no row in a driver model at all. [`selection_weights`] weighs
//! those who commented by the inverse of how often people like them comment, [`fit_selected`] fits
//! the model with these weights and estimates them anew in every replicate, [`card_fit_selected`]
//! corrects it for label error as well, and [`rake`] makes weights that meet known shares of the
//! population.

mod cells;
mod fit;
#[cfg(test)]
mod golden;
mod patterns;
mod raked_fit;
mod raking;
#[cfg(test)]
mod tests;
mod truncated;
mod weights;

pub use fit::{
    SelectedCorrectedFit, SelectedFit, card_fit_selected, fit_selected, fit_selected_linearised,
};
pub use raked_fit::{RakedFit, fit_raked};
pub use raking::{Margin, RakedMargin, Raking, RakingOptions, WeightBounds, rake};
pub use weights::{
    Cap, Comment, Dependence, MeanScores, Respondent, Selection, SelectionCell, SelectionOptions,
    selection_weights,
};

//! Learning a linear head from labelled texts: features, folds and the descent.

mod dual;
mod fit;
mod folds;
mod prepared;
#[cfg(test)]
mod trial;

pub(super) use dual::Cost;
pub(super) use fit::{Fitted, Regularisation, fit};
pub(super) use folds::{Folds, folds};
pub(super) use prepared::{Prepared, prepare};

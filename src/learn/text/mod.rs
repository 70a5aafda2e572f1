//! Learning a linear head from labelled texts: features, folds and the descent.

mod dual;
mod fit;
mod folds;
mod log_count_ratio;
mod prepared;

pub(super) use fit::{Regularisation, fit};
pub(super) use folds::folds;
pub(super) use log_count_ratio::LogCountRatio;
pub(super) use prepared::{Prepared, prepare};

//! Training of heads and their evaluation.

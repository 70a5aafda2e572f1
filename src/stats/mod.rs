//! Linear algebra, resampling and intervals; knows nothing of feedback.

//! Makes feedback, surveys and ticket logs with known truth.

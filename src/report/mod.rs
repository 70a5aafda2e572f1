//! Findings to HTML, JSON, CSV and text; the only place that rounds.

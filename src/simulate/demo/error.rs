//! What can go wrong while making or writing the files.

use std::path::PathBuf;

/// A fault while making or writing demonstration files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The period or the number of customers is empty or beyond what the formats hold.
    #[error("simulate {n_customers} customers over {n_months} months")]
    Size {
        /// Number of customers asked for.
        n_customers: usize,
        /// Number of months asked for.
        n_months: usize,
    },
    /// The Dutch time zone is not in the built-in table.
    #[error("find the Dutch time zone")]
    Zone {
        /// Why.
        source: jiff::Error,
    },
    /// A file could not be written.
    #[error("write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table could not be put into CSV.
    #[error("make {file}")]
    Csv {
        /// Name of the file.
        file: &'static str,
        /// Why.
        source: csv::Error,
    },
    /// A value could not be put into JSON.
    #[error("make {file}")]
    Json {
        /// Name of the file.
        file: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// A file could not be compressed.
    #[error("compress {file}")]
    Compress {
        /// Name of the file.
        file: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

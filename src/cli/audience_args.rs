//! Who is to read a result.

use clap::ValueEnum;

/// For whom a result is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Audience {
    /// Whoever keeps the promises: everything.
    #[default]
    Inside,
    /// Customers: promises to them, figures and verdicts; as text or json.
    Customer,
}

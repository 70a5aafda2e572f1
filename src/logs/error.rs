/// Why a table cannot be read as contacts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column that was named is not there.
    #[error("there is no column {name:?} for {role}, known: {known}")]
    UnknownColumn {
        /// The name.
        name: String,
        /// What it is needed for.
        role: &'static str,
        /// Columns of the table.
        known: String,
    },
    /// A column that is never read.
    #[error("read the columns")]
    Forbidden(#[from] crate::service_levels::people::ForbiddenColumn),
}

/// What a model is and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCard {
    /// Name, for example `compact`.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// SHA-256 of the weights, lower-case hexadecimal.
    pub sha256: String,
    /// Licence of the weights.
    pub licence: String,
    /// Width of the vectors it makes.
    pub width: usize,
}

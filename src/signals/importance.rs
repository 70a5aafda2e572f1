use crate::drivers;

/// Whether R² is divided over the topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Importance {
    Divided,
    /// Nobody asks for it: shares mean nothing then.
    LeftOut,
}

impl Importance {
    /// Options of a fit whose importance is asked for so.
    pub(super) fn asked(self, options: drivers::Options) -> drivers::Options {
        match self {
            Self::Divided => options,
            Self::LeftOut => without_importance(&options),
        }
    }
}

/// With as few orderings as there can be.
pub(super) fn without_importance(options: &drivers::Options) -> drivers::Options {
    drivers::Options {
        exact_limit: 0,
        n_orderings: 4,
        ..options.clone()
    }
}

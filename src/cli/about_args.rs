//! What a topic is about, as it is typed.

use crate::record;
use clap::ValueEnum;

/// What opinions are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum About {
    /// The organisation as a whole: policy, price, reputation.
    Organisation,
    /// What it does for its customers.
    Service,
    /// What it sells.
    Product,
    /// How contact with it goes.
    Contact,
    /// Topics of which the taxonomy does not say.
    NotStated,
}

impl About {
    /// As the taxonomy says it.
    pub(super) fn meant(self) -> Option<record::About> {
        match self {
            Self::Organisation => Some(record::About::Organisation),
            Self::Service => Some(record::About::Service),
            Self::Product => Some(record::About::Product),
            Self::Contact => Some(record::About::Contact),
            Self::NotStated => None,
        }
    }
}

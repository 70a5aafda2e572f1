/// What part of the organisation an opinion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum About {
    /// The organisation as a whole: policy, price, reputation.
    Organisation,
    /// What it does for its customers.
    Service,
    /// What it sells.
    Product,
    /// How contact with it goes.
    Contact,
}

impl About {
    /// Every kind, in a fixed order.
    pub const ALL: [Self; 4] = [
        Self::Organisation,
        Self::Service,
        Self::Product,
        Self::Contact,
    ];

    /// Word in the taxonomy file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Service => "service",
            Self::Product => "product",
            Self::Contact => "contact",
        }
    }
}

/// Why something cannot be told of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Untold {
    /// Nobody knows who spoke in some turns, and the one who is needed is not named in any.
    NoRoles,
    /// The customer says nothing in it.
    NoCustomer,
    /// No agent says anything in it.
    NoAgent,
    /// It is in a language that is not read.
    OtherLanguage,
    /// Fewer than two turns of the customer could be read.
    TooFewTurns,
    /// No topic stands in the first turns of substance.
    NoTopic,
}

impl Untold {
    /// Every reason, in a fixed order.
    pub const ALL: [Self; 6] = [
        Self::NoRoles,
        Self::NoCustomer,
        Self::NoAgent,
        Self::OtherLanguage,
        Self::TooFewTurns,
        Self::NoTopic,
    ];

    /// Word in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoRoles => "no_roles",
            Self::NoCustomer => "no_customer",
            Self::NoAgent => "no_agent",
            Self::OtherLanguage => "other_language",
            Self::TooFewTurns => "too_few_turns",
            Self::NoTopic => "no_topic",
        }
    }
}

/// Something that an agent does in a conversation, as the label scheme defines it.
///
/// # References
///
/// The scheme is `docs/CONVERSATIONS.md`; its two dimensions are those of Parasuraman, Zeithaml & Berry (1988), *Journal
/// of Retailing* 64, p. 23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Behaviour {
    /// Gives a concrete term or time by which something will be there.
    Term,
    /// Says what the agent or the organisation does next.
    NextStep,
    /// Makes it the agent's own matter.
    Ownership,
    /// Sums up or repeats back.
    ConfirmsBack,
    /// Checks that it is solved.
    ChecksSolved,
    /// Refers to a promise that was kept.
    KeepsPromise,
    /// Does not know, and leaves it there.
    DoesNotKnow,
    /// Sends the customer away without an answer.
    SendsAway,
    /// Admits that a promise was not kept, or withdraws one.
    BreaksPromise,
    /// Acknowledges the inconvenience.
    Acknowledges,
    /// Apologises.
    Apologises,
    /// Names what it means for this customer.
    Consequence,
    /// Thanks for patience or effort.
    ThanksPatience,
    /// Asks what helps this customer best.
    AsksPreference,
    /// Blames the customer or cuts short.
    Blames,
    /// Brushes the matter off.
    Dismisses,
}

/// A side of contact quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// What was promised, dependably and accurately.
    Reliability,
    /// Attention to this customer.
    Empathy,
}

/// Whether a behaviour speaks for its dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// For it.
    Positive,
    /// Against it.
    Negative,
}

impl Behaviour {
    /// Every behaviour, by dimension, those that speak for it first.
    pub const ALL: [Self; 16] = [
        Self::Term,
        Self::NextStep,
        Self::Ownership,
        Self::ConfirmsBack,
        Self::ChecksSolved,
        Self::KeepsPromise,
        Self::DoesNotKnow,
        Self::SendsAway,
        Self::BreaksPromise,
        Self::Acknowledges,
        Self::Apologises,
        Self::Consequence,
        Self::ThanksPatience,
        Self::AsksPreference,
        Self::Blames,
        Self::Dismisses,
    ];

    /// Identifier in the file of rules, in labels and in every output.
    pub fn id(self) -> &'static str {
        match self {
            Self::Term => "reliability.term",
            Self::NextStep => "reliability.next-step",
            Self::Ownership => "reliability.ownership",
            Self::ConfirmsBack => "reliability.confirms-back",
            Self::ChecksSolved => "reliability.checks-solved",
            Self::KeepsPromise => "reliability.keeps-promise",
            Self::DoesNotKnow => "reliability.does-not-know",
            Self::SendsAway => "reliability.sends-away",
            Self::BreaksPromise => "reliability.breaks-promise",
            Self::Acknowledges => "empathy.acknowledges",
            Self::Apologises => "empathy.apologises",
            Self::Consequence => "empathy.consequence",
            Self::ThanksPatience => "empathy.thanks-patience",
            Self::AsksPreference => "empathy.asks-preference",
            Self::Blames => "empathy.blames",
            Self::Dismisses => "empathy.dismisses",
        }
    }

    /// The behaviour with this identifier.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|behaviour| behaviour.id() == id)
    }

    /// The dimension it belongs to.
    pub fn dimension(self) -> Dimension {
        if self < Self::Acknowledges {
            Dimension::Reliability
        } else {
            Dimension::Empathy
        }
    }

    /// Whether it speaks for its dimension.
    pub fn direction(self) -> Direction {
        match self {
            Self::DoesNotKnow
            | Self::SendsAway
            | Self::BreaksPromise
            | Self::Blames
            | Self::Dismisses => Direction::Negative,
            _ => Direction::Positive,
        }
    }

    /// Whether it is done by asking too. "Heeft iemand u beloofd …?" keeps no promise, so every other
    /// behaviour is found in statements alone.
    pub(super) fn may_be_asked(self) -> bool {
        matches!(
            self,
            Self::ConfirmsBack | Self::ChecksSolved | Self::AsksPreference
        )
    }
}

impl Dimension {
    /// Both, in a fixed order.
    pub const ALL: [Self; 2] = [Self::Reliability, Self::Empathy];

    /// Word in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reliability => "reliability",
            Self::Empathy => "empathy",
        }
    }
}

impl Direction {
    /// Word in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_begins_with_its_dimension_and_leads_back() {
        for behaviour in Behaviour::ALL {
            let dimension = behaviour.dimension().as_str();
            assert!(behaviour.id().starts_with(dimension), "{behaviour:?}");
            assert_eq!(Behaviour::of_id(behaviour.id()), Some(behaviour));
        }
        assert_eq!(Behaviour::of_id("empathy"), None);
    }
}

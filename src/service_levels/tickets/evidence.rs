/// Something that a clock has to see to give a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Public replies.
    Replies,
    /// Messages of customers.
    CustomerMessages,
    /// Changes of status between creation and solution: pending, on hold.
    StatusChanges,
    /// That tickets are solved or closed.
    Solutions,
    /// Which team got a ticket when.
    TeamChanges,
}

impl Need {
    /// All, in the order of tables.
    pub const ALL: [Self; 5] = [
        Self::Replies,
        Self::CustomerMessages,
        Self::StatusChanges,
        Self::Solutions,
        Self::TeamChanges,
    ];

    /// Name in outputs, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Replies => "replies",
            Self::CustomerMessages => "customer_messages",
            Self::StatusChanges => "status_changes",
            Self::Solutions => "solutions",
            Self::TeamChanges => "team_changes",
        }
    }
}

/// What a source shows of its tickets: of that, silence means that nothing happened. Of anything else
/// it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence(u8);

impl Evidence {
    /// Everything.
    pub const ALL: Self = Self(0b1_1111);

    /// Notes that the source shows something.
    pub fn insert(&mut self, need: Need) {
        self.0 |= bit(need);
    }

    /// Whether the source shows something.
    pub fn has(self, need: Need) -> bool {
        self.0 & bit(need) != 0
    }

    /// Whether the source shows all that another one does.
    pub fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What either of two shows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Need> for Evidence {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        let mut all = Self::default();
        for need in needs {
            all.insert(need);
        }
        all
    }
}

fn bit(need: Need) -> u8 {
    match need {
        Need::Replies => 1,
        Need::CustomerMessages => 1 << 1,
        Need::StatusChanges => 1 << 2,
        Need::Solutions => 1 << 3,
        Need::TeamChanges => 1 << 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_every_need_and_each_is_a_bit_of_its_own() {
        assert_eq!(Need::ALL.into_iter().collect::<Evidence>(), Evidence::ALL);
        for need in Need::ALL {
            let others = Need::ALL.into_iter().filter(|other| *other != need);
            let others: Evidence = others.collect();
            assert!(!others.has(need) && !others.covers(Evidence::ALL));
            assert_eq!(others.or([need].into_iter().collect()), Evidence::ALL);
        }
    }
}

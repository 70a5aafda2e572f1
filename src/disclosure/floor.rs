/// The least number of people that a published figure stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Floor(usize);

/// A floor below the least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a floor of {got} people is below {least}, which no setting lowers")]
pub struct FloorTooLow {
    /// What was asked for.
    pub got: usize,
    /// The least there can be.
    pub least: usize,
}

impl Floor {
    /// No figure stands for fewer people than this, whatever is set.
    pub const LEAST: Self = Self(5);

    /// No figure of one employee stands for fewer people than this, whatever is set.
    pub const AGENT: Self = Self(10);

    /// Takes a floor, which may be raised and never lowered.
    ///
    /// # Errors
    ///
    /// [`FloorTooLow`] below [`Floor::LEAST`].
    pub fn new(people: usize) -> Result<Self, FloorTooLow> {
        if people < Self::LEAST.0 {
            return Err(FloorTooLow {
                got: people,
                least: Self::LEAST.0,
            });
        }
        Ok(Self(people))
    }

    /// The number of people.
    pub fn people(self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_raised_and_never_lowered() {
        assert_eq!(Floor::new(8).unwrap().people(), 8);
        assert_eq!(Floor::new(4), Err(FloorTooLow { got: 4, least: 5 }));
        assert!(Floor::AGENT > Floor::LEAST);
    }
}

use super::floor::Floor;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One cell of a table that is to be published: what it is of, and how many people stand behind it.
///
/// The key names a value per dimension; a dimension that is not named is summed over, so that the
/// empty key is the total, and a cell is part of every cell whose key it extends. A filtered table is
/// the table with the filter as one more dimension, a period that holds others is a dimension above
/// them. Values of one dimension exclude each other; labels of which a person can have several are
/// dimensions of their own, with one value.
///
/// Of people who stand in a whole and in none of its parts only their number is known here, not
/// whether they all gave one answer: a table whose filter leaves people out lists them as a part too.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Value per dimension.
    pub key: BTreeMap<Arc<str>, Arc<str>>,
    /// Respondents behind the figures of the cell.
    pub n: usize,
    /// The answer that all of them gave, where they gave the same.
    pub all_answered: Option<f64>,
    /// A floor above that of the table, for figures of one employee.
    pub floor: Option<Floor>,
}

impl Cell {
    /// A cell of `n` people who did not all give the same answer.
    pub fn new<'a>(key: impl IntoIterator<Item = (&'a str, &'a str)>, n: usize) -> Self {
        Self {
            key: key
                .into_iter()
                .map(|(dimension, value)| (dimension.into(), value.into()))
                .collect(),
            n,
            all_answered: None,
            floor: None,
        }
    }

    /// The cell with the answer that all gave, where they gave the same.
    #[must_use]
    pub fn answered(self, all_answered: Option<f64>) -> Self {
        Self {
            all_answered,
            ..self
        }
    }

    /// The cell with a floor of its own; the higher of it and that of the table holds.
    #[must_use]
    pub fn with_floor(self, floor: Floor) -> Self {
        Self {
            floor: Some(floor),
            ..self
        }
    }
}

/// What becomes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is shown, zero people included.
    Shown,
    /// n is shown, and a band in place of the figure: everybody gave the same answer, so that the figure
    /// would say of each person what they answered, or the figure of such a group would follow from it.
    Banded,
    /// Neither figure nor n is shown. That is not the same as zero.
    Suppressed(Reason),
}

/// Why a cell is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Too few people.
    BelowFloor,
    /// The suppressed cells beside it are too few people together.
    Remainder,
    /// With other cells that are shown, a suppressed cell could be computed.
    Differencing,
    /// The figure would say what each person of a group answered.
    Attribute,
}

impl Reason {
    /// Name for machines, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BelowFloor => "below_floor",
            Self::Remainder => "remainder",
            Self::Differencing => "differencing",
            Self::Attribute => "attribute",
        }
    }
}

impl Verdict {
    /// Why the figure is not shown; `None` where it is.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Shown => None,
            Self::Banded => Some(Reason::Attribute),
            Self::Suppressed(reason) => Some(reason),
        }
    }
}

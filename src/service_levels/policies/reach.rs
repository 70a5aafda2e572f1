use super::policy::{Condition, Conditions, Test};
use super::priority::plain_value;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More pieces than this are not looked at: coverage is then not known.
const MAX_PIECES: usize = 4096;

/// All tickets that conditions let through in a stretch of time, as disjunction of boxes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reach {
    boxes: Vec<Cell>,
}

/// Whether other reaches take all tickets away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coverage {
    /// No ticket is left.
    Whole,
    /// Some ticket is left.
    Part,
    /// There are too many cases to tell.
    Unknown,
}

/// A product of sets, one per dimension; a dimension that is not named is not restricted.
type Cell = BTreeMap<Dimension, Set>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Dimension {
    /// The value of a field, lower case; `None` when the ticket has none.
    Value(Arc<str>),
    /// The confidence of that value. Of values that a person set it is infinite.
    Confidence(Arc<str>),
    /// The instant at which the policy is chosen.
    Time,
}

/// A field can take any word, so the complement of finitely many is never empty.
#[derive(Debug, Clone, PartialEq)]
enum Set {
    OneOf(BTreeSet<Option<String>>),
    NoneOf(BTreeSet<Option<String>>),
    /// From the first to below the second.
    Range(f64, f64),
}

impl Reach {
    /// Tickets that match, from the first instant to before the second.
    pub(super) fn new(
        conditions: &Conditions,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Self {
        let mut base = Cell::new();
        let second = |at: Timestamp| at.as_duration().as_secs_f64();
        let time = Set::Range(
            from.map_or(f64::NEG_INFINITY, second),
            to.map_or(f64::INFINITY, second),
        );
        let mut possible = restrict(&mut base, Dimension::Time, time);
        for condition in &conditions.all {
            possible &= demand(&mut base, condition);
        }
        let mut boxes = Vec::new();
        if possible && conditions.any.is_empty() {
            boxes.push(base);
        } else if possible {
            for condition in &conditions.any {
                let mut cell = base.clone();
                if demand(&mut cell, condition) {
                    boxes.push(cell);
                }
            }
        }
        Self { boxes }
    }

    /// Whether no ticket can match.
    pub(super) fn is_empty(&self) -> bool {
        self.boxes.is_empty()
    }

    /// Whether some ticket is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.boxes
            .iter()
            .any(|a| other.boxes.iter().any(|b| intersection(a, b).is_some()))
    }

    /// Whether `others` together hold all tickets of this one. Exact: boxes are cut, not sampled.
    pub(super) fn covered_by<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Coverage {
        let mut left = self.boxes.clone();
        for taken in others.into_iter().flat_map(|other| &other.boxes) {
            left = left.iter().flat_map(|cell| minus(cell, taken)).collect();
            if left.is_empty() {
                return Coverage::Whole;
            }
            if left.len() > MAX_PIECES {
                return Coverage::Unknown;
            }
        }
        Coverage::Part
    }
}

/// Adds a condition to a cell; whether anything is left of it.
fn demand(cell: &mut Cell, condition: &Condition) -> bool {
    let words = |values: &[Arc<str>]| {
        values
            .iter()
            .map(|value| Some(plain_value(&condition.field, value)))
            .collect::<BTreeSet<_>>()
    };
    let absent = || BTreeSet::from([None]);
    let set = match &condition.test {
        Test::IsOneOf(values) => Set::OneOf(words(values)),
        Test::IsNoneOf(values) => Set::NoneOf(words(values).into_iter().chain([None]).collect()),
        Test::IsPresent => Set::NoneOf(absent()),
        Test::IsAbsent => Set::OneOf(absent()),
    };
    let field = &condition.field;
    let possible = restrict(cell, Dimension::Value(Arc::clone(field)), set);
    // A value that is not there has no confidence, so nothing is asked of it.
    match condition.min_confidence {
        Some(least) if condition.test != Test::IsAbsent && least > 0.0 => {
            let sure = Set::Range(least, f64::INFINITY);
            possible & restrict(cell, Dimension::Confidence(Arc::clone(field)), sure)
        }
        _ => possible,
    }
}

fn restrict(cell: &mut Cell, dimension: Dimension, set: Set) -> bool {
    let narrowed = match cell.get(&dimension) {
        Some(before) => before.and(&set),
        None => set,
    };
    let possible = !narrowed.is_empty();
    cell.insert(dimension, narrowed);
    possible
}

fn intersection(a: &Cell, b: &Cell) -> Option<Cell> {
    let mut both = a.clone();
    for (dimension, set) in b {
        if !restrict(&mut both, dimension.clone(), set.clone()) {
            return None;
        }
    }
    Some(both)
}

/// What is left of a cell without another one, in disjoint pieces: one per dimension and end, each cut
/// to the other cell in the dimensions before.
fn minus(cell: &Cell, taken: &Cell) -> Vec<Cell> {
    if intersection(cell, taken).is_none() {
        return vec![cell.clone()];
    }
    let mut left = Vec::new();
    let mut inside = cell.clone();
    for (dimension, set) in taken {
        let whole = match set {
            Set::Range(..) => Set::Range(f64::NEG_INFINITY, f64::INFINITY),
            _ => Set::NoneOf(BTreeSet::new()),
        };
        let own = inside.get(dimension).unwrap_or(&whole);
        for outside in own.without(set) {
            let mut piece = inside.clone();
            piece.insert(dimension.clone(), outside);
            left.push(piece);
        }
        restrict(&mut inside, dimension.clone(), set.clone());
    }
    left
}

impl Set {
    fn is_empty(&self) -> bool {
        match self {
            Self::OneOf(values) => values.is_empty(),
            Self::NoneOf(_) => false,
            Self::Range(low, high) => low >= high,
        }
    }

    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::OneOf(a), Self::OneOf(b)) => Self::OneOf(a & b),
            (Self::OneOf(a), Self::NoneOf(b)) | (Self::NoneOf(b), Self::OneOf(a)) => {
                Self::OneOf(a - b)
            }
            (Self::NoneOf(a), Self::NoneOf(b)) => Self::NoneOf(a | b),
            (Self::Range(a, b), Self::Range(c, d)) => Self::Range(a.max(*c), b.min(*d)),
            // One dimension holds one sort of set.
            (Self::Range(..), _) | (_, Self::Range(..)) => Self::OneOf(BTreeSet::new()),
        }
    }

    /// Non-empty pieces of what is left without `other`.
    fn without(&self, other: &Self) -> Vec<Self> {
        let pieces = match other {
            Self::OneOf(values) => vec![self.and(&Self::NoneOf(values.clone()))],
            Self::NoneOf(values) => vec![self.and(&Self::OneOf(values.clone()))],
            Self::Range(low, high) => vec![
                self.and(&Self::Range(f64::NEG_INFINITY, *low)),
                self.and(&Self::Range(*high, f64::INFINITY)),
            ],
        };
        pieces.into_iter().filter(|set| !set.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIELDS: [&str; 2] = ["channel", "priority"];
    const WORDS: [&str; 3] = ["a", "b", "C"];
    const SURENESS: [f64; 2] = [0.4, 0.8];

    fn condition() -> impl Strategy<Value = Condition> {
        let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..3)
            .prop_map(|words| words.into_iter().map(Arc::from).collect::<Vec<Arc<str>>>());
        let test = prop_oneof![
            words.clone().prop_map(Test::IsOneOf),
            words.prop_map(Test::IsNoneOf),
            Just(Test::IsPresent),
            Just(Test::IsAbsent),
        ];
        let sure = prop_oneof![
            3 => Just(None),
            1 => prop::sample::select(&SURENESS[..]).prop_map(Some)
        ];
        (prop::sample::select(&FIELDS[..]), test, sure).prop_map(|(field, test, min_confidence)| {
            Condition {
                field: field.into(),
                test,
                min_confidence,
            }
        })
    }

    fn conditions() -> impl Strategy<Value = Conditions> {
        let some = || prop::collection::vec(condition(), 0..3);
        (some(), some()).prop_map(|(all, any)| Conditions { all, any })
    }

    /// A value with its confidence, as a ticket may have it.
    type Value = Option<(&'static str, Option<f64>)>;

    /// Plain reading of one condition.
    fn matches(condition: &Condition, ticket: [Value; 2]) -> bool {
        let at = FIELDS
            .iter()
            .position(|field| *field == condition.field.as_ref())
            .unwrap();
        let Some((word, confidence)) = ticket[at] else {
            return condition.test == Test::IsAbsent;
        };
        let sure = condition
            .min_confidence
            .is_none_or(|least| confidence.is_none_or(|confidence| confidence >= least));
        let among =
            |values: &[Arc<str>]| values.iter().any(|value| value.eq_ignore_ascii_case(word));
        sure && match &condition.test {
            Test::IsOneOf(values) => among(values),
            Test::IsNoneOf(values) => !among(values),
            Test::IsPresent => true,
            Test::IsAbsent => false,
        }
    }

    fn applies(conditions: &Conditions, ticket: [Value; 2]) -> bool {
        conditions.all.iter().all(|one| matches(one, ticket))
            && (conditions.any.is_empty() || conditions.any.iter().any(|one| matches(one, ticket)))
    }

    /// Every ticket that conditions of the words and confidences above can tell apart.
    fn tickets() -> Vec<[Value; 2]> {
        let mut values: Vec<Value> = vec![None];
        for word in ["a", "b", "c", "another"] {
            for confidence in [None, Some(0.1), Some(0.5), Some(0.9)] {
                values.push(Some((word, confidence)));
            }
        }
        values
            .iter()
            .flat_map(|first| values.iter().map(|second| [*first, *second]))
            .collect()
    }

    proptest! {
        #[test]
        fn coverage_agrees_with_trying_every_ticket(
            policy in conditions(), earlier in prop::collection::vec(conditions(), 0..4)
        ) {
            let reach = Reach::new(&policy, None, None);
            let others: Vec<Reach> =
                earlier.iter().map(|one| Reach::new(one, None, None)).collect();
            let reached: Vec<_> =
                tickets().into_iter().filter(|ticket| applies(&policy, *ticket)).collect();
            prop_assert_eq!(reach.is_empty(), reached.is_empty());
            let left = reached
                .iter()
                .any(|ticket| !earlier.iter().any(|one| applies(one, *ticket)));
            if !reach.is_empty() {
                let expected = if left { Coverage::Part } else { Coverage::Whole };
                prop_assert_eq!(reach.covered_by(&others), expected);
            }
            for (other, conditions) in others.iter().zip(&earlier) {
                let shared = reached.iter().any(|ticket| applies(conditions, *ticket));
                prop_assert_eq!(reach.meets(other), shared);
            }
        }
    }

    #[test]
    fn what_is_valid_at_other_times_takes_nothing_away() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let every = Conditions::default();
        let late = Reach::new(&every, at(100), None);
        let early = Reach::new(&every, None, at(100));
        assert_eq!(late.covered_by([&early]), Coverage::Part);
        assert!(!late.meets(&early));
        let middle = Reach::new(&every, at(50), at(150));
        assert_eq!(middle.covered_by([&early, &late]), Coverage::Whole);
        assert!(Reach::new(&every, at(100), at(100)).is_empty());
    }
}

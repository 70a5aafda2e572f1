use super::Month;
use super::numbered::Numbered;
use super::sayings::Sayings;
use crate::stats::ClusteredValue;

/// How a respondent speaks of a topic, over all of their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Neither well nor badly, or the model cannot tell.
    Neutral,
    /// Badly.
    Negative,
    /// Well.
    Positive,
    /// Badly in one place and well in another.
    Both,
}

impl Tone {
    /// Whether it is, at least in one place, spoken of badly.
    pub fn is_negative(self) -> bool {
        matches!(self, Self::Negative | Self::Both)
    }

    /// Whether it is, at least in one place, spoken of well.
    pub fn is_positive(self) -> bool {
        matches!(self, Self::Positive | Self::Both)
    }

    /// The tone of both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        match (
            self.is_negative() || other.is_negative(),
            self.is_positive() || other.is_positive(),
        ) {
            (true, true) => Self::Both,
            (true, false) => Self::Negative,
            (false, true) => Self::Positive,
            (false, false) => Self::Neutral,
        }
    }
}

/// A topic that a respondent mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mention {
    /// Position in the list of topics.
    pub topic: u32,
    /// How it is spoken of.
    pub tone: Tone,
}

/// A field held constant when topics are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Name of the field.
    pub name: String,
    /// Its values.
    pub levels: Vec<String>,
    /// Value per respondent, as a position in `levels`.
    pub codes: Vec<Option<u32>>,
}

/// One respondent: the records of one contact together.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// Outcome in outcome points, more is better.
    pub outcome: Option<f64>,
    /// The answer behind the outcome as it was given; only its order counts. `None`: the outcome is
    /// taken for it.
    pub answer: Option<f64>,
    /// Weight, positive.
    pub weight: f64,
    /// Customer, as a dense number: the unit of resampling.
    pub customer: u32,
    /// Whether they said anything.
    pub has_words: bool,
    /// When.
    pub month: Option<Month>,
    /// Topics mentioned, sorted by topic, each once.
    pub mentions: Vec<Mention>,
}

/// All respondents, column by column; what many of them answer or say stands here once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Respondents {
    /// Answers with their weights.
    stances: Numbered<Stance>,
    /// The place of each respondent's own among `stances`.
    stance: Vec<u32>,
    /// Lists of mentions.
    sayings: Sayings,
    /// The place of each respondent's own among `sayings`.
    saying: Vec<u32>,
    /// With words and an outcome: asked for more often than anything else.
    is_modelled: Vec<bool>,
    customer: Vec<u32>,
    /// Whether the number of `customer` is that of a customer; otherwise it is the respondent's own.
    names_customer: Vec<bool>,
    has_words: Vec<bool>,
    month: Vec<Option<Month>>,
    /// Fields held constant; each has one code per respondent.
    pub controls: Vec<Control>,
}

/// What somebody answered, with their weight, as bits: outcome, answer and weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Stance(u64, u64, u64);

/// Bits of no number; those of a NaN, which is no outcome.
const NOTHING: u64 = u64::MAX;

fn bits(value: Option<f64>) -> u64 {
    value.map_or(NOTHING, f64::to_bits)
}

fn number(bits: u64) -> Option<f64> {
    (bits != NOTHING).then(|| f64::from_bits(bits))
}

impl Respondents {
    /// None yet, with room for `n`.
    pub fn with_capacity(n: usize) -> Self {
        let mut none = Self::default();
        none.stance.reserve_exact(n);
        none.saying.reserve_exact(n);
        none.is_modelled.reserve_exact(n);
        none.customer.reserve_exact(n);
        none.names_customer.reserve_exact(n);
        none.has_words.reserve_exact(n);
        none.month.reserve_exact(n);
        none
    }

    /// Adds one respondent. Controls are set apart, when all respondents are known.
    pub fn push(&mut self, respondent: &Respondent) {
        let saying = self.number_of(&respondent.mentions);
        self.push_saying(respondent, saying);
    }

    /// The number of a list of mentions, sorted by topic, each once, for [`Self::push_saying`].
    pub fn number_of(&mut self, mentions: &[Mention]) -> u32 {
        self.sayings.number(mentions)
    }

    /// Adds one respondent whose mentions are those of a number that [`Self::number_of`] gave, whatever their own list says.
    pub fn push_saying(&mut self, respondent: &Respondent, saying: u32) {
        let stance = Stance(
            bits(respondent.outcome),
            bits(respondent.answer),
            respondent.weight.to_bits(),
        );
        self.stance.push(self.stances.number(stance));
        self.saying.push(saying);
        let is_modelled = respondent.outcome.is_some() && respondent.has_words;
        self.is_modelled.push(is_modelled);
        self.customer.push(respondent.customer);
        self.names_customer.push(true);
        self.has_words.push(respondent.has_words);
        self.month.push(respondent.month);
    }

    /// Adds all of `behind`, who have other numbers of customers: `customers` has the number here of each of theirs. Fields
    /// held constant have the same values there as here.
    ///
    /// # Panics
    ///
    /// When `customers` leaves out a number that somebody of `behind` has.
    pub fn append(&mut self, behind: &Self, customers: &[u32]) {
        let stances = behind.stances.values().iter();
        let stances: Vec<u32> = stances.map(|&one| self.stances.number(one)).collect();
        let sayings = behind.sayings.iter();
        let sayings: Vec<u32> = sayings.map(|list| self.sayings.number(list)).collect();
        let in_place = |here: &[u32], there: u32| here[there as usize];
        (self.stance).extend(behind.stance.iter().map(|&one| in_place(&stances, one)));
        (self.saying).extend(behind.saying.iter().map(|&one| in_place(&sayings, one)));
        (self.customer).extend(behind.customer.iter().map(|&one| in_place(customers, one)));
        self.is_modelled.extend_from_slice(&behind.is_modelled);
        (self.names_customer).extend_from_slice(&behind.names_customer);
        self.has_words.extend_from_slice(&behind.has_words);
        self.month.extend_from_slice(&behind.month);
        for (control, behind) in self.controls.iter_mut().zip(&behind.controls) {
            control.codes.extend_from_slice(&behind.codes);
        }
    }

    /// Says that the respondent added last names no customer, and that the number of their customer is theirs alone.
    pub fn last_names_no_customer(&mut self) {
        if let Some(last) = self.names_customer.last_mut() {
            *last = false;
        }
    }

    /// Takes their answers from those who are not to count in what an outcome is explained by, and leaves their words.
    pub fn keep_answers(&mut self, keep: impl Fn(usize) -> bool) {
        for i in (0..self.len()).filter(|&i| !keep(i)) {
            let Stance(_, _, weight) = self.stance_of(i);
            self.stance[i] = self.stances.number(Stance(NOTHING, NOTHING, weight));
            self.is_modelled[i] = false;
        }
    }

    /// How many respondents.
    pub fn len(&self) -> usize {
        self.stance.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stance.is_empty()
    }

    /// Outcome in points of respondent `i`.
    pub fn outcome(&self, i: usize) -> Option<f64> {
        number(self.stance_of(i).0)
    }

    /// Outcome in points of respondent `i` with their weight and the customer who gave it.
    pub fn scored(&self, i: usize) -> Option<ClusteredValue> {
        self.outcome(i).map(|points| self.of_customer(i, points))
    }

    /// Something of respondent `i` with their weight and customer.
    pub fn of_customer(&self, i: usize, value: f64) -> ClusteredValue {
        ClusteredValue {
            value,
            weight: self.weight(i),
            cluster: self.customer[i],
        }
    }

    /// Answers of those for whom `counts` says so, ascending, with how many gave each.
    pub fn distribution(&self, counts: impl Fn(usize) -> bool) -> Vec<(f64, u64)> {
        let mut n_of = vec![0_u64; self.stances.values().len()];
        for i in (0..self.len()).filter(|&i| counts(i)) {
            n_of[self.stance(i)] += 1;
        }
        let given = self.stances().zip(n_of).filter(|(_, n)| *n > 0);
        let mut given: Vec<(f64, u64)> = given
            .filter_map(|((_, answer, _), n)| Some((answer?, n)))
            .collect();
        given.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        // Of other weight or outcome they are one answer still.
        given.dedup_by(|other, kept| {
            let is_same = other.0.to_bits() == kept.0.to_bits();
            kept.1 += if is_same { other.1 } else { 0 };
            is_same
        });
        given
    }

    /// Answer behind the outcome of respondent `i`.
    pub fn answer(&self, i: usize) -> Option<f64> {
        number(self.stance_of(i).1)
    }

    /// Weight of respondent `i`.
    pub fn weight(&self, i: usize) -> f64 {
        f64::from_bits(self.stance_of(i).2)
    }

    fn stance_of(&self, i: usize) -> Stance {
        self.stances.values()[self.stance[i] as usize]
    }

    /// Which of the different answers with their weights respondent `i` gave.
    pub(super) fn stance(&self, i: usize) -> usize {
        self.stance[i] as usize
    }

    /// Outcome, answer and weight of each different one.
    pub(super) fn stances(&self) -> impl ExactSizeIterator<Item = (Option<f64>, Option<f64>, f64)> {
        let stances = self.stances.values().iter();
        stances.map(|one| (number(one.0), number(one.1), f64::from_bits(one.2)))
    }

    /// Customers of all respondents, in their order.
    pub fn customers(&self) -> &[u32] {
        &self.customer
    }

    /// Customer of respondent `i`.
    pub fn customer(&self, i: usize) -> u32 {
        self.customer[i]
    }

    /// Whether the customer of respondent `i` is known.
    pub fn names_customer(&self, i: usize) -> bool {
        self.names_customer[i]
    }

    /// Whether respondent `i` said anything.
    pub fn has_words(&self, i: usize) -> bool {
        self.has_words[i]
    }

    /// Month of respondent `i`.
    pub fn month(&self, i: usize) -> Option<Month> {
        self.month[i]
    }

    /// Topics that respondent `i` mentions, sorted.
    pub fn mentions(&self, i: usize) -> &[Mention] {
        self.sayings.get(self.saying(i))
    }

    /// Which of the different lists of mentions respondent `i` has.
    pub(super) fn saying(&self, i: usize) -> usize {
        self.saying[i] as usize
    }

    /// Every respondent with the place of their list of mentions.
    pub(super) fn saying_of_each(&self) -> impl Iterator<Item = (usize, usize)> {
        let sayings = self.saying.iter().enumerate();
        sayings.map(|(i, &saying)| (i, saying as usize))
    }

    /// The different lists of mentions.
    pub(super) fn sayings(&self) -> &Sayings {
        &self.sayings
    }

    /// Respondents with words and outcome: those the driver model sees.
    pub fn modelled(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|&i| self.is_modelled[i])
    }

    /// Whether the driver model sees respondent `i`.
    pub(super) fn is_modelled(&self, i: usize) -> bool {
        self.is_modelled[i]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_praised_here_and_damned_there_is_both() {
        assert_eq!(Tone::Negative.with(Tone::Positive), Tone::Both);
        assert_eq!(Tone::Both.with(Tone::Neutral), Tone::Both);
        assert_eq!(Tone::Neutral.with(Tone::Neutral), Tone::Neutral);
    }

    #[test]
    fn answers_are_counted_once_whatever_their_weight() {
        let mut respondents = Respondents::default();
        for (at, answer) in [Some(9.0), Some(3.0), None, Some(9.0), Some(3.0), Some(10.0)]
            .into_iter()
            .enumerate()
        {
            respondents.push(&Respondent {
                outcome: answer.map(|answer| if answer > 8.0 { 100.0 } else { -100.0 }),
                answer,
                weight: [1.0, 2.5][at % 2],
                customer: crate::units::as_u32(at),
                has_words: true,
                month: None,
                mentions: Vec::new(),
            });
        }
        assert_eq!(
            respondents.distribution(|_| true),
            [(3.0, 2), (9.0, 2), (10.0, 1)]
        );
        respondents.keep_answers(|i| i > 0);
        assert_eq!(respondents.distribution(|i| i < 4), [(3.0, 1), (9.0, 1)]);
        assert_eq!((respondents.outcome(0), respondents.weight(0)), (None, 1.0));
        assert_eq!(
            (respondents.outcome(3), respondents.weight(3)),
            (Some(100.0), 2.5)
        );
    }
}

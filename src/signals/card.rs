use super::{Mention, Tone};
use crate::record::TopicId;
use crate::stats::draw::gamma;
use crate::stats::{Factor, Symmetric, generator};
use crate::units::{as_f64, as_u32};

/// How often readings were right, counted on comments that a person checked.
///
/// The comments must be a random sample of those that are analysed, not chosen by score or reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCard {
    /// Comments checked.
    pub n_comments: u64,
    /// One entry per topic that was checked; topics that are missing stay uncorrected.
    pub topics: Vec<CheckedTopic>,
}

/// What was found of one topic in all checked comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedTopic {
    /// The topic.
    pub topic: TopicId,
    /// Checked comments by how they were read; each comment is in one cell.
    pub cells: Vec<CardCell>,
}

impl CheckedTopic {
    /// Comments that were labelled with the topic and truly speak of it, and all that were labelled.
    ///
    /// A card counts the true mentions by tone, and one comment may hold both: the larger of the two is
    /// what is certain, so the share is never too high.
    pub fn right_labels(&self) -> (u64, u64) {
        let labelled = self.cells.iter().filter(|cell| cell.read.is_some());
        labelled.fold((0, 0), |(n_right, n), cell| {
            (n_right + cell.n_negative.max(cell.n_positive), n + cell.n)
        })
    }
}

/// Checked comments that were read alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardCell {
    /// How they were read to speak of the topic; `None` where it was not found.
    pub read: Option<Tone>,
    /// What was read beside it.
    pub beside: Beside,
    /// How many.
    pub n: u64,
    /// Of these, in truth with a negative mention.
    pub n_negative: u64,
    /// Of these, in truth with a positive mention.
    pub n_positive: u64,
}

/// Tones in which other topics of the same comment were read.
///
/// Clauses of one comment are read together, so a tone that is wrong is often wrong of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    /// Whether another topic was read negatively.
    pub negative: bool,
    /// Whether another topic was read positively.
    pub positive: bool,
}

impl Beside {
    /// What `mentions` hold beside `topic`.
    pub(super) fn of(mentions: &[Mention], topic: u32) -> Self {
        let others = || mentions.iter().filter(|mention| mention.topic != topic);
        Self {
            negative: others().any(|mention| mention.tone.is_negative()),
            positive: others().any(|mention| mention.tone.is_positive()),
        }
    }
}

/// Constant, read negatively, positively, without tone; another topic negatively, positively.
const N_TERMS: usize = 6;

/// Terms of a reading; those after the first are 0 where the topic was not found.
fn terms(read: Option<Tone>, beside: Beside) -> [f64; N_TERMS] {
    let yes = |held: bool| if held { 1.0 } else { 0.0 };
    let Some(tone) = read else {
        return [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    };
    let (negative, positive) = (tone.is_negative(), tone.is_positive());
    [
        1.0,
        yes(negative),
        yes(positive),
        yes(!negative && !positive),
        yes(beside.negative),
        yes(beside.positive),
    ]
}

/// So many checked comments with a reading weigh what all topics together say of it as much as what
/// the topic itself does; of comments in which it was not found, twenty times as many.
///
/// A sample of some hundred comments holds a topic ten or twenty times. On demos of other seeds
/// anything from 2 to 10 did equally well.
const PRIOR: f64 = 5.0;
const PRIOR_NOT_FOUND: f64 = 20.0 * PRIOR;

/// What readings lead to expect of the truth, topic by topic: a linear regression of the truth on
/// what was read, drawn towards that of all topics together.
///
/// Replacing labels by such expectations makes the coefficients of a linear model those of the truth
/// (regression calibration) if a label says nothing of the outcome that the truth does not say.
///
/// # References
///
/// Carroll, Ruppert, Stefanski & Crainiceanu (2006), *Measurement Error in Nonlinear Models*, chapter
/// 4; Tenenbein (1970), *JASA* 65, p. 1350, for shares from a checked subsample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expectations {
    /// Per topic of the ranking; `None` where it was not checked.
    of_topic: Vec<Option<Expected>>,
}

/// Coefficients of both truths of a topic.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Expected {
    negative: [f64; N_TERMS],
    positive: [f64; N_TERMS],
}

/// Expected mentions of one topic, as parts of a respondent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expectation {
    pub(super) negative: f64,
    pub(super) positive: f64,
}

impl Expectations {
    /// Learns from the counts as they are.
    pub(super) fn learn(card: &LabelCard, topics: &[&TopicId]) -> Self {
        Self::learned(card, topics, &mut |count| as_f64(count))
    }

    /// Learns from counts redrawn as a Bayesian bootstrap of the checked comments would, draw `number`
    /// of this seed.
    pub(super) fn draw(card: &LabelCard, topics: &[&TopicId], seed: u64, number: u64) -> Self {
        let mut random = generator(seed, number);
        Self::learned(card, topics, &mut |count| gamma(&mut random, count))
    }

    fn learned(card: &LabelCard, topics: &[&TopicId], mass: &mut dyn FnMut(usize) -> f64) -> Self {
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let sums: Vec<Option<[Sums; 2]>> = topics
            .iter()
            .map(|id| {
                let checked = card.topics.iter().find(|checked| checked.topic == **id)?;
                let mut sums = [Sums::new(), Sums::new()];
                for cell in &checked.cells {
                    let terms = terms(cell.read, cell.beside);
                    for (sums, n_true) in sums.iter_mut().zip([cell.n_negative, cell.n_positive]) {
                        let held = mass(size(n_true));
                        let missing = mass(size(cell.n.saturating_sub(n_true)));
                        sums.add(&terms, held, missing);
                    }
                }
                Some(sums)
            })
            .collect();
        let pooled = [0, 1].map(|truth| {
            let mut all = Sums::new();
            for sums in sums.iter().flatten() {
                all.include(&sums[truth]);
            }
            all.solve(&[0.0; N_TERMS], 0.0)
        });
        Self {
            of_topic: sums
                .into_iter()
                .map(|sums| {
                    let [negative, positive] = sums?;
                    Some(Expected {
                        negative: negative.solve(&pooled[0], PRIOR),
                        positive: positive.solve(&pooled[1], PRIOR),
                    })
                })
                .collect(),
        }
    }

    /// Whether a topic was checked.
    pub(super) fn covers(&self, topic: usize) -> bool {
        self.of_topic[topic].is_some()
    }

    /// What to expect where the topic was not found.
    pub(super) fn unfound(&self, topic: usize) -> Option<Expectation> {
        self.of_topic[topic].map(|expected| Expectation {
            negative: expected.negative[0],
            positive: expected.positive[0],
        })
    }

    /// What a reading adds to that; `None` where the topic was not checked.
    pub(super) fn found(&self, topic: usize, read: Tone, beside: Beside) -> Option<Expectation> {
        let expected = self.of_topic[topic]?;
        let terms = terms(Some(read), beside);
        let added = |of: [f64; N_TERMS]| -> f64 {
            let pairs = of.iter().zip(&terms).skip(1);
            pairs.map(|(coefficient, term)| coefficient * term).sum()
        };
        Some(Expectation {
            negative: added(expected.negative),
            positive: added(expected.positive),
        })
    }
}

/// Sums of squares and products of terms, and of terms with the truth.
struct Sums {
    squares: Symmetric,
    products: [f64; N_TERMS],
}

impl Sums {
    fn new() -> Self {
        Self {
            squares: Symmetric::zeros(N_TERMS),
            products: [0.0; N_TERMS],
        }
    }

    fn add(&mut self, terms: &[f64; N_TERMS], held: f64, missing: f64) {
        let entries: Vec<(u32, f64)> = terms
            .iter()
            .enumerate()
            .filter(|(_, term)| **term > 0.0)
            .map(|(at, &term)| (as_u32(at), term))
            .collect();
        self.squares.add_outer(&entries, held + missing);
        for (sum, term) in self.products.iter_mut().zip(terms) {
            *sum += held * term;
        }
    }

    fn include(&mut self, other: &Self) {
        for row in 0..N_TERMS {
            self.products[row] += other.products[row];
            for column in row..N_TERMS {
                let sum = self.squares.get(row, column) + other.squares.get(row, column);
                self.squares.set(row, column, sum);
            }
        }
    }

    /// The regression, drawn towards `prior` with this weight per term.
    fn solve(mut self, prior: &[f64; N_TERMS], weight: f64) -> [f64; N_TERMS] {
        for (at, prior) in prior.iter().enumerate() {
            let weight = match at {
                0 if weight > 0.0 => PRIOR_NOT_FOUND,
                _ => weight,
            };
            let diagonal = self.squares.get(at, at) + weight;
            self.squares.set(at, at, diagonal);
            self.products[at] += weight * prior;
        }
        let sequence: Vec<usize> = (0..N_TERMS).collect();
        let factor = Factor::new(&self.squares, &sequence, NEVER_READ);
        let solved = factor.solve(&self.products);
        let mut coefficients = [0.0; N_TERMS];
        for &at in factor.kept() {
            coefficients[at] = solved[at];
        }
        coefficients
    }
}

/// A term with less than this part of its square left is one that no checked comment has.
const NEVER_READ: f64 = 1e-10;

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(read: Option<Tone>, beside: Beside, n: u64, n_negative: u64) -> CardCell {
        CardCell {
            read,
            beside,
            n,
            n_negative,
            n_positive: 0,
        }
    }

    const ALONE: Beside = Beside {
        negative: false,
        positive: false,
    };
    const IN_BAD_COMPANY: Beside = Beside {
        negative: true,
        positive: false,
    };

    fn card(topics: &[(&str, Vec<CardCell>)]) -> LabelCard {
        LabelCard {
            n_comments: 10_000,
            topics: topics
                .iter()
                .map(|(topic, cells)| CheckedTopic {
                    topic: TopicId::new(*topic),
                    cells: cells.clone(),
                })
                .collect(),
        }
    }

    fn cells(scale: u64) -> Vec<CardCell> {
        vec![
            cell(None, ALONE, 80 * scale, 2 * scale),
            cell(Some(Tone::Negative), ALONE, 10 * scale, 9 * scale),
            cell(Some(Tone::Neutral), ALONE, 5 * scale, scale),
            cell(Some(Tone::Neutral), IN_BAD_COMPANY, 5 * scale, 4 * scale),
        ]
    }

    #[test]
    fn many_checks_of_a_topic_speak_for_themselves() {
        let card = card(&[("a", cells(100_000))]);
        let ids = [TopicId::new("a"), TopicId::new("b")];
        let learned = Expectations::learn(&card, &[&ids[0], &ids[1]]);
        assert!(learned.covers(0) && !learned.covers(1));
        let unfound = learned.unfound(0).unwrap().negative;
        assert!((unfound - 2.0 / 80.0).abs() < 1e-3, "{unfound}");
        let check = |read, beside, expected: f64| {
            let found = unfound + learned.found(0, read, beside).unwrap().negative;
            assert!((found - expected).abs() < 1e-3, "{found} is not {expected}");
        };
        check(Tone::Negative, ALONE, 0.9);
        check(Tone::Neutral, ALONE, 0.2);
        check(Tone::Neutral, IN_BAD_COMPANY, 0.8);
        assert_eq!(learned.found(1, Tone::Negative, ALONE), None);
    }

    #[test]
    fn a_topic_that_was_hardly_checked_is_read_like_the_others() {
        let card = card(&[
            ("often", cells(1_000)),
            ("never", vec![cell(None, ALONE, 20, 0)]),
        ]);
        let ids = [TopicId::new("often"), TopicId::new("never")];
        let learned = Expectations::learn(&card, &[&ids[0], &ids[1]]);
        let of = |topic| {
            learned
                .found(topic, Tone::Negative, ALONE)
                .unwrap()
                .negative
        };
        assert!((of(0) - of(1)).abs() < 0.01, "{} {}", of(0), of(1));
    }

    #[test]
    fn draws_scatter_about_the_counts_and_repeat() {
        let card = card(&[("a", cells(1))]);
        let id = TopicId::new("a");
        let found = |expectations: &Expectations| {
            expectations
                .found(0, Tone::Negative, ALONE)
                .unwrap()
                .negative
        };
        let draw = |number| found(&Expectations::draw(&card, &[&id], 7, number));
        assert_eq!(draw(3).to_bits(), draw(3).to_bits());
        let drawn: Vec<f64> = (0..400).map(draw).collect();
        let mean = drawn.iter().sum::<f64>() / as_f64(drawn.len());
        let center = found(&Expectations::learn(&card, &[&id]));
        assert!((mean - center).abs() < 0.05, "{mean} {center}");
        assert!(drawn.iter().any(|value| (value - center).abs() > 0.02));
    }
}

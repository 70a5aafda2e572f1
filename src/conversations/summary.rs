use super::clustered::{Difference, difference, mean, share};
use super::{Behaviour, ConversationReading, Course, Dimension, Direction, Untold};
use crate::record::TopicId;
use crate::units::{Interval, Probability};
use std::collections::BTreeMap;

/// Change of polarity from which a conversation ends better, or worse, than it began: the distance from neutral
/// from which the classifier lets a clause lean to a side.
const MARKED_CHANGE: f64 = 0.25;

/// How conversations are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Nominal coverage of every interval.
    pub level: Probability,
}

/// One conversation among many.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What conversations hang together by: the agent where known, else the customer, else nothing.
    pub cluster: u64,
    /// Points of the outcome that the customer gave beside it.
    pub outcome: Option<f64>,
    /// What was read in it.
    pub reading: ConversationReading,
}

/// Many conversations together.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Conversations.
    pub n: usize,
    /// Those of which the course cannot be told, by why.
    pub course_untold: BTreeMap<Untold, usize>,
    /// Those of which the reason cannot be told, by why.
    pub reason_untold: BTreeMap<Untold, usize>,
    /// Those of which behaviours cannot be told, by why.
    pub behaviours_untold: BTreeMap<Untold, usize>,
    /// Reasons for contact, most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// The course of the others.
    pub course: CourseSummary,
    /// What agents did, by dimension.
    pub dimensions: Vec<DimensionSummary>,
}

/// How often customers got in touch for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// The topic.
    pub topic: TopicId,
    /// Positions of the conversations, ascending.
    pub cases: Vec<usize>,
}

/// The course of conversations; a figure is `None` where too few agents or customers stand behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourseSummary {
    /// Conversations with a course.
    pub n: usize,
    /// Mean polarity at the start.
    pub start: Option<Interval>,
    /// Mean polarity at the end.
    pub end: Option<Interval>,
    /// Mean polarity at the lowest point.
    pub lowest: Option<Interval>,
    /// Mean of end minus start.
    pub change: Option<Interval>,
    /// Share that ends markedly better than it began.
    pub better: Option<Interval>,
    /// Share that ends markedly worse.
    pub worse: Option<Interval>,
}

/// What agents did of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionSummary {
    /// Which one.
    pub dimension: Dimension,
    /// Conversations with a behaviour that speaks for it.
    pub shown: Occurrence,
    /// Conversations with a behaviour that speaks against it.
    pub failed: Occurrence,
    /// Each of its behaviours.
    pub behaviours: Vec<(Behaviour, Occurrence)>,
}

/// In how many conversations something was done, and what goes with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// Conversations in which it was done; `None` where so few people stand behind it that it is hidden.
    pub n_shown: Option<usize>,
    /// Conversations of which that can be told.
    pub n: usize,
    /// Their share; `None` with too few clusters.
    pub share: Option<Interval>,
    /// Change of the customer's polarity with it less without it.
    pub change: Option<Difference>,
    /// Points of the outcome with it less without it.
    pub outcome: Option<Difference>,
}

/// Sums conversations up.
///
/// Differences are of conversations as they were: who is angry gets more apologies, so a difference is no effect.
pub fn summarise(cases: &[Case], options: Options) -> Summary {
    let dimensions = Dimension::ALL.into_iter();
    Summary {
        n: cases.len(),
        course_untold: untold(cases, |reading| reading.course.as_ref().err()),
        reason_untold: untold(cases, |reading| reading.reason.as_ref().err()),
        behaviours_untold: untold(cases, |reading| reading.behaviours.as_ref().err()),
        reasons: reasons(cases),
        course: course(cases, options),
        dimensions: dimensions
            .map(|dimension| of_dimension(cases, dimension, options))
            .collect(),
    }
}

fn untold(
    cases: &[Case],
    why: impl Fn(&ConversationReading) -> Option<&Untold>,
) -> BTreeMap<Untold, usize> {
    let mut counts = BTreeMap::new();
    for reason in cases.iter().filter_map(|case| why(&case.reading)) {
        *counts.entry(*reason).or_default() += 1;
    }
    counts
}

fn reasons(cases: &[Case]) -> Vec<ReasonCount> {
    let mut found: BTreeMap<&TopicId, Vec<usize>> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate() {
        if let Ok(reason) = &case.reading.reason {
            found.entry(&reason.topic).or_default().push(place);
        }
    }
    let mut counts: Vec<ReasonCount> = found
        .into_iter()
        .map(|(topic, cases)| ReasonCount {
            topic: topic.clone(),
            cases,
        })
        .collect();
    // Stable, so that equally frequent ones stand in the order of their names.
    counts.sort_by_key(|count| std::cmp::Reverse(count.cases.len()));
    counts
}

fn course(cases: &[Case], options: Options) -> CourseSummary {
    let told: Vec<(Course, u64)> = cases
        .iter()
        .filter_map(|case| Some((case.reading.course.ok()?, case.cluster)))
        .collect();
    let average = |value: fn(&Course) -> f64| {
        let values = told
            .iter()
            .map(|(course, cluster)| (value(course), *cluster));
        mean(&values.collect::<Vec<_>>(), options.level)
    };
    let part = |is_so: fn(f64) -> bool| {
        let values = told.iter();
        let values = values.map(|(course, cluster)| (is_so(course.change()), *cluster));
        share(&values.collect::<Vec<_>>(), options.level)
    };
    CourseSummary {
        n: told.len(),
        start: average(|course| course.start.get()),
        end: average(|course| course.end.get()),
        lowest: average(|course| course.lowest.get()),
        change: average(Course::change),
        better: part(|change| change >= MARKED_CHANGE),
        worse: part(|change| change <= -MARKED_CHANGE),
    }
}

fn of_dimension(cases: &[Case], dimension: Dimension, options: Options) -> DimensionSummary {
    let own = |behaviour: &Behaviour| behaviour.dimension() == dimension;
    let any = |direction: Direction| {
        occurrence(cases, options, |behaviour| {
            own(&behaviour) && behaviour.direction() == direction
        })
    };
    let behaviours = Behaviour::ALL.into_iter().filter(own);
    DimensionSummary {
        dimension,
        shown: any(Direction::Positive),
        failed: any(Direction::Negative),
        behaviours: behaviours
            .map(|behaviour| {
                (
                    behaviour,
                    occurrence(cases, options, |one| one == behaviour),
                )
            })
            .collect(),
    }
}

/// Conversations in which something of `is_meant` was done.
fn occurrence(
    cases: &[Case],
    options: Options,
    is_meant: impl Fn(Behaviour) -> bool,
) -> Occurrence {
    let told: Vec<(bool, &Case)> = cases
        .iter()
        .filter_map(|case| {
            let found = case.reading.behaviours.as_ref().ok()?;
            Some((found.iter().any(|(one, _)| is_meant(*one)), case))
        })
        .collect();
    let compared = |value: fn(&Case) -> Option<f64>| {
        let side = |wanted: bool| -> Vec<(f64, u64)> {
            let side = told.iter().filter(|(is_shown, _)| *is_shown == wanted);
            side.filter_map(|(_, case)| Some((value(case)?, case.cluster)))
                .collect()
        };
        difference(&side(true), &side(false), options.level)
    };
    let shares: Vec<(bool, u64)> = told
        .iter()
        .map(|(is_shown, case)| (*is_shown, case.cluster))
        .collect();
    Occurrence {
        n_shown: Some(told.iter().filter(|(is_shown, _)| *is_shown).count()),
        n: told.len(),
        share: share(&shares, options.level),
        change: compared(|case| case.reading.course.ok().map(|course| course.change())),
        outcome: compared(|case| case.outcome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::ContactReason;
    use crate::record::Span;
    use crate::units::Polarity;

    fn options() -> Options {
        Options {
            level: Probability::new(0.95).unwrap(),
        }
    }

    fn case(number: u32, behaviours: &[Behaviour], end: f64) -> Case {
        let span = Span {
            part: 0,
            start: 0,
            end: 1,
        };
        Case {
            cluster: u64::from(number % 12),
            outcome: Some(end.mul_add(10.0, f64::from(number % 7))),
            reading: ConversationReading {
                tones: Vec::new(),
                course: Ok(Course {
                    start: Polarity::new(-0.4).unwrap(),
                    end: Polarity::new(0.01f64.mul_add(f64::from(number % 7), end)).unwrap(),
                    lowest: Polarity::new(-0.6).unwrap(),
                    lowest_turn: 1,
                    n_readable: 3,
                    n_turns: 4,
                }),
                reason: Ok(ContactReason {
                    topic: TopicId::new(if number.is_multiple_of(3) { "b" } else { "a" }),
                    span,
                }),
                behaviours: Ok(behaviours.iter().map(|one| (*one, span)).collect()),
            },
        }
    }

    /// Sixty conversations; the agent apologises in every other one, and those end better.
    fn cases() -> Vec<Case> {
        let one = |number: u32| {
            if number % 24 < 12 {
                case(number, &[Behaviour::Apologises, Behaviour::Blames], 0.5)
            } else {
                case(number, &[Behaviour::Term], -0.3)
            }
        };
        (0..120).map(one).collect()
    }

    #[test]
    fn shares_and_differences_are_those_of_the_definition() {
        let found = summarise(&cases(), options());
        let empathy = &found.dimensions[1];
        assert_eq!(empathy.dimension, Dimension::Empathy);
        assert_eq!((empathy.shown.n_shown, empathy.shown.n), (Some(60), 120));
        assert_eq!(empathy.failed.n_shown, Some(60));
        let change = empathy.shown.change.unwrap();
        assert!((change.difference.estimate - 0.8).abs() < 0.05);
        assert!(change.difference.low > 0.0);
        assert_eq!((change.n_with, change.n_without), (60, 60));
        assert!((empathy.shown.outcome.unwrap().difference.estimate - 8.0).abs() < 0.5);
        let (term, occurrence) = &found.dimensions[0].behaviours[0];
        assert_eq!((*term, occurrence.n_shown), (Behaviour::Term, Some(60)));
        // Nobody thanked, so there is nothing to compare.
        let thanks = empathy
            .behaviours
            .iter()
            .find(|one| one.0 == Behaviour::ThanksPatience);
        assert_eq!(thanks.unwrap().1.change, None);
        assert_eq!(
            thanks.unwrap().1.share.unwrap().estimate.to_bits(),
            0.0_f64.to_bits()
        );
    }

    #[test]
    fn the_course_has_means_and_shares() {
        let found = summarise(&cases(), options()).course;
        // All begin alike, which leaves no doubt that could be told.
        assert_eq!(found.start, None);
        assert!((found.end.unwrap().estimate - 0.1).abs() < 0.05);
        assert!((found.better.unwrap().estimate - 0.5).abs() < 1e-12);
        assert!(found.worse.unwrap().estimate.abs() < 1e-12);
    }

    #[test]
    fn reasons_are_counted_most_frequent_first() {
        let found = summarise(&cases(), options()).reasons;
        let counts: Vec<(&str, usize)> = found
            .iter()
            .map(|one| (one.topic.as_str(), one.cases.len()))
            .collect();
        assert_eq!(counts, [("a", 80), ("b", 40)]);
    }

    #[test]
    fn what_cannot_be_told_is_counted_and_in_no_share() {
        let mut cases = cases();
        for case in &mut cases[..30] {
            case.reading.behaviours = Err(Untold::NoRoles);
            case.reading.course = Err(Untold::TooFewTurns);
        }
        let found = summarise(&cases, options());
        assert_eq!(
            found.behaviours_untold,
            BTreeMap::from([(Untold::NoRoles, 30)])
        );
        assert_eq!(
            found.course_untold,
            BTreeMap::from([(Untold::TooFewTurns, 30)])
        );
        assert_eq!(found.dimensions[0].shown.n, 90);
        assert_eq!(found.course.n, 90);
    }

    #[test]
    fn an_empty_archive_has_no_figures() {
        let found = summarise(&[], options());
        assert_eq!((found.n, found.reasons.len(), found.course.n), (0, 0, 0));
        assert_eq!(found.course.change, None);
        assert!(found.dimensions.iter().all(|one| one.shown.share.is_none()));
    }
}

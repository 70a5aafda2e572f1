use super::baseline::{Baseline, BaselineRow};
use super::estimate::Answer;
use super::measurement::{Settings, answers, minutes};
use super::question::Question;
use super::response::Response;
use super::stratum::Stratum;
use super::target_check::LOST_TIME;
use crate::disclosure::{
    Cell, Floor, Givers, People, Verdict, suppress, suppress_answers, suppress_further,
};
use crate::units::as_f64;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which figures may be shown, by position of question and group.
pub(super) struct Verdicts {
    pub(super) of_questions: Vec<Vec<Verdict>>,
    pub(super) of_minutes: Vec<Verdict>,
}

impl Verdicts {
    pub(super) fn of(
        responses: &[Response],
        questions: &[Question],
        groups: &BTreeMap<Stratum, Vec<usize>>,
        settings: &Settings,
    ) -> Self {
        let givers = givers(responses);
        let judged = |indicator: &str, values: &dyn Fn(&[usize]) -> Vec<Answer>| {
            let groups: Vec<Group<'_>> = groups
                .iter()
                .map(|(stratum, members)| Group {
                    stratum,
                    answers: values(members)
                        .into_iter()
                        .map(|one| Given {
                            response_idx: one.response_idx,
                            value: one.value,
                            at: responses[one.response_idx].submitted_at,
                        })
                        .collect(),
                })
                .collect();
            verdicts(&groups, indicator, &givers, settings)
        };
        let of_question = |question: &Question| {
            judged(&question.id, &|members| {
                answers(responses, members, question)
            })
        };
        Self {
            of_questions: questions.iter().map(of_question).collect(),
            of_minutes: judged(LOST_TIME, &|members| minutes(responses, members)),
        }
    }
}

/// Who gave each response, where the source says.
fn givers(responses: &[Response]) -> Givers {
    let mut numbers: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let mut givers = Givers::new();
    for (idx, response) in responses.iter().enumerate() {
        if let Some(customer) = &response.customer {
            let next = numbers.len();
            givers.insert(idx, *numbers.entry(customer).or_insert(next));
        }
    }
    givers
}

/// The answers of one group to one question.
struct Group<'a> {
    stratum: &'a Stratum,
    answers: Vec<Given>,
}

/// One answer.
struct Given {
    response_idx: usize,
    value: f64,
    at: Option<Timestamp>,
}

/// Says of each group of one table whether its figure may be shown, in the order of the groups: all
/// groups together, so that none follows from the others and the number of all answers, nor from the
/// figures of a baseline.
fn verdicts(
    groups: &[Group<'_>],
    indicator: &str,
    givers: &Givers,
    settings: &Settings,
) -> Vec<Verdict> {
    let cells: Vec<Cell> = groups
        .iter()
        .map(|group| cell(group, &settings.by))
        .collect();
    let floor = settings.floor;
    let figures = groups.iter().map(figure).collect();
    let known = vec![everybody(groups)];
    let alone = suppress_further(suppress(&cells, floor), figures, known, givers, floor);
    match &settings.baseline {
        None => alone,
        Some(baseline) => {
            let rows = baseline.rows.iter();
            let rows: Vec<&BaselineRow> = rows.filter(|row| &*row.indicator == indicator).collect();
            beside((baseline, &rows), groups, alone, givers, floor)
        }
    }
}

fn cell(group: &Group<'_>, by: &[Arc<str>]) -> Cell {
    let stratum = group.stratum;
    let (respondent, scope, period) = (
        stratum.respondent.map_or("", |one| one.as_str()),
        stratum.scope.map_or("", |one| one.as_str()),
        stratum.period.as_deref().unwrap_or_default(),
    );
    // A key of the table may be named as one of these.
    let named: Vec<String> = by.iter().map(|key| format!("by {key}")).collect();
    let keys = named.iter().zip(&stratum.keys);
    let keys = keys.map(|(key, value)| (key.as_str(), &**value));
    let own = [
        ("respondent_type", respondent),
        ("survey_scope", scope),
        ("period", period),
    ];
    Cell::new(own.into_iter().chain(keys), group.answers.len()).answered(one_answer(&group.answers))
}

/// What all gave, where they gave the same.
fn one_answer(answers: &[Given]) -> Option<f64> {
    let first = answers.first()?.value;
    let is_one = answers
        .iter()
        .all(|one| one.value.total_cmp(&first).is_eq());
    is_one.then_some(first)
}

/// The answers of a group as a figure.
fn figure(group: &Group<'_>) -> People {
    People {
        answers: answers_of(std::slice::from_ref(group)),
        fineness: 2,
        ..People::default()
    }
}

/// All answers together, of which the number is told.
fn everybody(groups: &[Group<'_>]) -> People {
    People {
        answers: answers_of(groups),
        ..People::default()
    }
}

fn answers_of(groups: &[Group<'_>]) -> BTreeMap<usize, f64> {
    let answers = groups.iter().flat_map(|group| &group.answers);
    answers.map(|one| (one.response_idx, one.value)).collect()
}

/// The verdicts when readers have a baseline too, which cannot be taken back: whoever answered since, or
/// in a period that is not told, would follow from the two.
///
/// A baseline says of nobody whether they are in it. As many of the earliest answers as it counts, up to
/// its day, are taken to be; the rest of it are others, who are in no file any more.
fn beside(
    (baseline, rows): (&Baseline, &[&BaselineRow]),
    groups: &[Group<'_>],
    alone: Vec<Verdict>,
    givers: &Givers,
    floor: Floor,
) -> Vec<Verdict> {
    let mut figures: Vec<People> = Vec::new();
    for (group, verdict) in groups.iter().zip(&alone) {
        if matches!(verdict, Verdict::Suppressed(_)) {
            continue;
        }
        figures.push(figure(group));
    }
    figures.push(everybody(groups));
    let mut next = groups
        .iter()
        .flat_map(|group| &group.answers)
        .map(|one| one.response_idx + 1)
        .max()
        .unwrap_or(0);
    let mut known: Vec<&Stratum> = Vec::new();
    for row in rows {
        if !known.contains(&&row.stratum) {
            known.push(&row.stratum);
            figures.push(frozen(row, baseline, groups, &mut next));
        }
    }
    let mut beside = suppress_answers(&figures, givers, floor).into_iter();
    let both = alone.into_iter().map(|alone| match alone {
        Verdict::Suppressed(_) => alone,
        Verdict::Shown | Verdict::Banded => match beside.next() {
            None | Some(Verdict::Shown) => alone,
            Some(beside) => beside,
        },
    });
    both.collect()
}

/// The people of a frozen figure; `next` numbers those who are in no group.
fn frozen(
    row: &BaselineRow,
    baseline: &Baseline,
    groups: &[Group<'_>],
    next: &mut usize,
) -> People {
    let of_row = |group: &&Group<'_>| group.stratum.over_all_time() == row.stratum;
    let over = baseline
        .frozen_on
        .tomorrow()
        .and_then(|day| day.to_zoned(TimeZone::UTC));
    let until = over.map_or(Timestamp::MAX, |day| day.timestamp());
    let answers = groups
        .iter()
        .filter(of_row)
        .flat_map(|group| &group.answers);
    let mut before: Vec<&Given> = answers
        .filter(|one| one.at.is_none_or(|at| at < until))
        .collect();
    before.sort_by_key(|one| (one.at, one.response_idx));
    before.truncate(row.n);
    let mut people: BTreeMap<usize, f64> = before
        .into_iter()
        .map(|one| (one.response_idx, one.value))
        .collect();
    while people.len() < row.n {
        // Nobody knows what they answered: on no scale, and no two alike.
        people.insert(*next, -1e9 * as_f64(*next + 1));
        *next += 1;
    }
    People {
        answers: people,
        fineness: 1,
        floor: None,
        is_public: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::experience::{Definition, Measure};
    use crate::units::{Interval, Probability};

    fn stratum(period: Option<&str>) -> Stratum {
        Stratum {
            respondent: None,
            scope: None,
            keys: Vec::new(),
            period: period.map(Arc::from),
        }
    }

    /// Answers to one question on days from the first on, of which each period holds some; the baseline
    /// counted `n_before` until day `frozen_day`.
    fn told(periods: &[(&str, usize)], n_before: usize, frozen_day: i64) -> Vec<bool> {
        let start: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let day = |n: i64| start + jiff::SignedDuration::from_hours(24 * n);
        let strata: Vec<Stratum> = periods
            .iter()
            .map(|(name, _)| stratum(Some(name)))
            .collect();
        let mut next = 0;
        let mut groups = Vec::new();
        for ((_, n), stratum) in periods.iter().zip(&strata) {
            let answers = (next..next + n)
                .map(|response_idx| Given {
                    response_idx,
                    value: as_f64(response_idx % 4),
                    at: Some(day(i64::try_from(response_idx).unwrap())),
                })
                .collect();
            next += n;
            groups.push(Group { stratum, answers });
        }
        let level = Probability::saturating(0.95);
        let baseline = Baseline {
            frozen_on: day(frozen_day).to_zoned(TimeZone::UTC).date(),
            definition: Definition { lines: Vec::new() },
            rows: vec![BaselineRow {
                stratum: stratum(None),
                indicator: "csat".into(),
                measure: Measure::Mean,
                ends: None,
                interval: Interval::new(0.0, 1.0, 2.0, level).unwrap(),
                n: n_before,
            }],
        };
        let settings = Settings {
            baseline: Some(baseline),
            ..Settings::default()
        };
        let verdicts = verdicts(&groups, "csat", &Givers::new(), &settings);
        verdicts
            .into_iter()
            .map(|one| one == Verdict::Shown)
            .collect()
    }

    #[test]
    fn who_answered_since_the_baseline_does_not_follow_from_the_two() {
        // Sixty answers, fifty-eight of them frozen: two would be known.
        assert_eq!(told(&[("all", 60)], 58, 57), [false]);
        assert_eq!(told(&[("all", 60)], 50, 49), [true]);
        assert_eq!(told(&[("all", 60)], 60, 59), [true], "the same sixty");
    }

    #[test]
    fn a_period_that_is_not_told_does_not_follow_from_the_baseline() {
        // The baseline is of both periods; of the second three answers are left.
        assert_eq!(told(&[("Q1", 57), ("Q2", 3)], 60, 59), [false, false]);
        assert_eq!(told(&[("Q1", 50), ("Q2", 10)], 60, 59), [true, true]);
    }

    #[test]
    fn a_baseline_of_other_people_hides_nothing() {
        assert_eq!(told(&[("all", 60)], 58, -5), [true]);
    }
}

use super::facts::{
    Archive, Checked, Facts, LEAST_MONTHS, LEAST_SHARE, StaffRecords, Stated, responses_needed,
};
use super::questionnaire::{Part, Questionnaire, Thresholds};
use crate::service_levels::people::Missing;
use crate::stats::wilson_interval;
use crate::units::{Interval, Probability, as_f64};
use jiff::ToSpan;
use jiff::civil::Date;

/// How far a condition is met; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readiness {
    /// It is.
    Ready,
    /// Something is to be done, or nobody can tell.
    NotYet,
    /// Nothing is to be started before it is.
    Blocked,
}

/// What is judged as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// What the data carry, and what is settled about them.
    Data,
    /// A part of the questionnaire.
    Said(Part),
}

/// A condition and what was found of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Its name.
    pub name: &'static str,
    /// How far it is met.
    pub readiness: Readiness,
    /// What was found.
    pub finding: Finding,
}

/// What was found of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Nothing has been taken in, or nobody answered: nobody can tell.
    Unknown,
    /// The project does not need it.
    NotNeeded,
    /// Nothing is stated.
    Absent,
    /// A file is named that cannot be used; why.
    Unusable(String),
    /// Records from the one day to the other.
    Days(Date, Date),
    /// A part of a whole that is known; the least that is asked.
    Part(Share, f64),
    /// A part of a sample.
    Sample(Interval, usize),
    /// Answers, and how many are needed.
    Answers(usize, usize),
    /// Answers, where no interval is planned.
    NoMargin(usize),
    /// Frozen on this day.
    Frozen(Date),
    /// A name.
    Named(String),
    /// What a governance file lacks; it is whole if empty.
    Governance(Vec<Missing>),
    /// The answer to a statement.
    Statement(u8),
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub n: usize,
    /// The whole.
    pub of: usize,
}

/// A dimension and its conditions, those that block first.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionResult {
    /// Which.
    pub dimension: Dimension,
    /// That of its worst condition.
    pub readiness: Readiness,
    /// The worst first.
    pub conditions: Vec<Condition>,
}

/// Whether an organisation is ready to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// That of the worst dimension.
    pub overall: Readiness,
    /// The worst first.
    pub dimensions: Vec<DimensionResult>,
}

/// Judges facts and answers.
///
/// What nobody can tell is never ready. A project without an owner of follow-up, or with records of staff
/// and without the consent of the works council, is blocked: who asks and does not answer loses
/// respondents, and figures of staff need that consent before they are made.
///
/// # References
///
/// Wet op de ondernemingsraden, art. 27(1)(k) and (l).
pub fn judge(facts: &Facts, questionnaire: Option<&Questionnaire>) -> Assessment {
    let mut dimensions = vec![dimension(Dimension::Data, data(facts))];
    for part in Part::ALL {
        let conditions = part.statements().map(|name| {
            let asked = questionnaire.map(|asked| (asked.thresholds, asked.answers.get(name)));
            statement(name, asked)
        });
        dimensions.push(dimension(Dimension::Said(part), conditions.into()));
    }
    dimensions.sort_by_key(|one| std::cmp::Reverse(one.readiness));
    let worst = dimensions.iter().map(|one| one.readiness).max();
    Assessment {
        overall: worst.unwrap_or(Readiness::NotYet),
        dimensions,
    }
}

fn dimension(dimension: Dimension, mut conditions: Vec<Condition>) -> DimensionResult {
    conditions.sort_by_key(|one| std::cmp::Reverse(one.readiness));
    let worst = conditions.iter().map(|one| one.readiness).max();
    DimensionResult {
        dimension,
        readiness: worst.unwrap_or(Readiness::NotYet),
        conditions,
    }
}

fn statement(name: &'static str, asked: Option<(Thresholds, Option<&u8>)>) -> Condition {
    let Some((thresholds, Some(&answer))) = asked else {
        return condition(name, Readiness::NotYet, Finding::Unknown);
    };
    let readiness = if answer <= thresholds.blocked_up_to {
        Readiness::Blocked
    } else if answer >= thresholds.ready_from {
        Readiness::Ready
    } else {
        Readiness::NotYet
    };
    condition(name, readiness, Finding::Statement(answer))
}

fn condition(name: &'static str, readiness: Readiness, finding: Finding) -> Condition {
    Condition {
        name,
        readiness,
        finding,
    }
}

/// Ready where it is, else something is to be done.
fn unless(is_ready: bool) -> Readiness {
    if is_ready {
        Readiness::Ready
    } else {
        Readiness::NotYet
    }
}

fn data(facts: &Facts) -> Vec<Condition> {
    let mut conditions = archived(facts);
    conditions.push(masking(facts.masking, facts.level));
    conditions.push(match &facts.baseline {
        Stated::Absent => condition("baseline", Readiness::NotYet, Finding::Absent),
        Stated::Unusable(why) => condition(
            "baseline",
            Readiness::NotYet,
            Finding::Unusable(why.clone()),
        ),
        Stated::Known(day) => condition("baseline", Readiness::Ready, Finding::Frozen(*day)),
    });
    let owner = facts.follow_up_owner.as_deref().map(str::trim);
    conditions.push(match owner.filter(|owner| !owner.is_empty()) {
        None => condition("follow_up_owner", Readiness::Blocked, Finding::Absent),
        Some(owner) => condition(
            "follow_up_owner",
            Readiness::Ready,
            Finding::Named(owner.to_owned()),
        ),
    });
    conditions.push(works_council(facts));
    conditions
}

fn archived(facts: &Facts) -> Vec<Condition> {
    const NAMES: [&str; 4] = ["history", "join_rate", "responses", "topic_coverage"];
    let Some(archive) = &facts.archive else {
        return NAMES
            .map(|name| condition(name, Readiness::NotYet, Finding::Unknown))
            .into();
    };
    let [history, join_rate, responses, coverage] = NAMES;
    vec![
        match archive.dates {
            None => condition(history, Readiness::NotYet, Finding::Unknown),
            Some((first, last)) => condition(
                history,
                unless(reaches(first, last)),
                Finding::Days(first, last),
            ),
        },
        if archive.n_survey_responses == 0 && archive.n_answers > 0 {
            // Scores that stand beside their words need no join.
            condition(join_rate, Readiness::Ready, Finding::NotNeeded)
        } else {
            part(join_rate, archive.n_joined, archive.n_survey_responses)
        },
        answers(responses, archive, facts),
        part(coverage, archive.n_with_topic, archive.n_with_words),
    ]
}

/// Whether the last day lies at least three months after the first.
fn reaches(first: Date, last: Date) -> bool {
    let least = first.checked_add(LEAST_MONTHS.months());
    least.is_ok_and(|least| last >= least)
}

fn part(name: &'static str, n: usize, of: usize) -> Condition {
    if of == 0 {
        return condition(name, Readiness::NotYet, Finding::Unknown);
    }
    let is_enough = as_f64(n) >= LEAST_SHARE * as_f64(of);
    let found = Finding::Part(Share { n, of }, LEAST_SHARE);
    condition(name, unless(is_enough), found)
}

fn answers(name: &'static str, archive: &Archive, facts: &Facts) -> Condition {
    let n = archive.n_answers;
    let Some(margin) = facts.planned_margin else {
        return condition(name, Readiness::NotYet, Finding::NoMargin(n));
    };
    let needed = responses_needed(margin, facts.level);
    condition(name, unless(n >= needed), Finding::Answers(n, needed))
}

/// A recall that is measured, whatever it is: what is enough depends on what stands in the texts.
fn masking(checked: Option<Checked>, level: Probability) -> Condition {
    let recall = checked.and_then(|Checked { found, of }| {
        let share = as_f64(found) / as_f64(of);
        let interval = wilson_interval(as_f64(of), share, level).ok()?;
        Some(Finding::Sample(interval, of))
    });
    let readiness = unless(recall.is_some());
    condition(
        "masking_recall",
        readiness,
        recall.unwrap_or(Finding::Absent),
    )
}

fn works_council(facts: &Facts) -> Condition {
    let name = "works_council";
    match (&facts.works_council, facts.staff) {
        (Stated::Known(missing), _) if missing.is_empty() => {
            condition(name, Readiness::Ready, Finding::Governance(Vec::new()))
        }
        (_, StaffRecords::None) => condition(name, Readiness::Ready, Finding::NotNeeded),
        (Stated::Absent, _) => condition(name, Readiness::Blocked, Finding::Absent),
        (Stated::Unusable(why), _) => {
            condition(name, Readiness::Blocked, Finding::Unusable(why.clone()))
        }
        (Stated::Known(missing), _) => condition(
            name,
            Readiness::Blocked,
            Finding::Governance(missing.clone()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn whole() -> Facts {
        Facts {
            archive: Some(Archive {
                dates: Some((date(2026, 1, 31), date(2026, 4, 30))),
                n_joined: 80,
                n_survey_responses: 100,
                n_answers: 385,
                n_with_topic: 400,
                n_with_words: 500,
            }),
            planned_margin: Some(Probability::saturating(0.05)),
            level: Probability::saturating(0.95),
            masking: Some(Checked { found: 48, of: 50 }),
            baseline: Stated::Known(date(2026, 5, 1)),
            follow_up_owner: Some("team lead".to_owned()),
            staff: StaffRecords::Held,
            works_council: Stated::Known(Vec::new()),
        }
    }

    fn said(answer: u8) -> Questionnaire {
        Questionnaire {
            answers: Part::ALL
                .into_iter()
                .flat_map(Part::statements)
                .map(|name| (name, answer))
                .collect::<BTreeMap<_, _>>(),
            ..Questionnaire::default()
        }
    }

    fn of(facts: &Facts, name: &str) -> Condition {
        let result = judge(facts, None);
        let mut all = result.dimensions.into_iter().flat_map(|one| one.conditions);
        all.find(|one| one.name == name).unwrap()
    }

    #[test]
    fn a_project_at_every_bound_is_ready() {
        let result = judge(&whole(), Some(&said(4)));
        assert_eq!(result.overall, Readiness::Ready, "{result:#?}");
    }

    #[test]
    fn just_below_a_bound_is_not_ready() {
        let check = |name: &str, change: fn(&mut Archive)| {
            let mut facts = whole();
            change(facts.archive.as_mut().unwrap());
            assert_eq!(of(&facts, name).readiness, Readiness::NotYet, "{name}");
        };
        check("history", |archive| {
            archive.dates = Some((date(2026, 1, 31), date(2026, 4, 29)));
        });
        check("history", |archive| archive.dates = None);
        check("join_rate", |archive| archive.n_joined = 79);
        check("responses", |archive| archive.n_answers = 384);
        check("topic_coverage", |archive| archive.n_with_topic = 399);
        check("topic_coverage", |archive| {
            (archive.n_with_topic, archive.n_with_words) = (0, 0);
        });
    }

    #[test]
    fn without_an_archive_what_it_would_tell_is_unknown_and_not_ready() {
        let facts = Facts {
            archive: None,
            ..whole()
        };
        for name in ["history", "join_rate", "responses", "topic_coverage"] {
            let found = of(&facts, name);
            assert_eq!(
                (found.readiness, found.finding),
                (Readiness::NotYet, Finding::Unknown)
            );
        }
    }

    #[test]
    fn no_owner_and_no_consent_block_and_stand_first() {
        let facts = Facts {
            follow_up_owner: Some(" ".to_owned()),
            works_council: Stated::Known(vec![Missing::Consent]),
            ..whole()
        };
        let result = judge(&facts, Some(&said(5)));
        assert_eq!(result.overall, Readiness::Blocked);
        let first = &result.dimensions[0];
        assert_eq!(first.dimension, Dimension::Data);
        let names: Vec<&str> = first.conditions.iter().map(|one| one.name).collect();
        assert_eq!(names[..2], ["follow_up_owner", "works_council"]);
        let without_staff = Facts {
            staff: StaffRecords::None,
            ..facts
        };
        assert_eq!(
            of(&without_staff, "works_council").finding,
            Finding::NotNeeded
        );
    }

    #[test]
    fn one_weak_statement_decides_and_an_open_one_is_never_ready() {
        let mut asked = said(5);
        asked.answers.insert("teams_may_act", 1);
        let result = judge(&whole(), Some(&asked));
        assert_eq!(result.overall, Readiness::Blocked);
        asked.answers.remove("teams_may_act");
        assert_eq!(judge(&whole(), Some(&asked)).overall, Readiness::NotYet);
    }

    #[test]
    fn masking_that_was_checked_on_nothing_is_not_measured() {
        let facts = Facts {
            masking: Some(Checked { found: 0, of: 0 }),
            ..whole()
        };
        assert_eq!(of(&facts, "masking_recall").finding, Finding::Absent);
    }

    proptest! {
        #[test]
        fn a_better_answer_never_makes_it_worse(answers in prop::collection::vec(1_u8..=5, 15), at in 0_usize..15) {
            let names: Vec<&'static str> = Part::ALL.into_iter().flat_map(Part::statements).collect();
            let mut asked = Questionnaire {
                answers: names.iter().copied().zip(answers.iter().copied()).collect(),
                ..Questionnaire::default()
            };
            let before = judge(&whole(), Some(&asked)).overall;
            asked.answers.insert(names[at], 5);
            prop_assert!(judge(&whole(), Some(&asked)).overall <= before);
        }
    }
}

use super::Error;
use super::contacts::Contacts;
use super::join::{first_answer, spoken, weight};
use super::outcome::{answer_day, answer_days, parting_changes};
use crate::config::Project;
use crate::disclosure::{Floor, Givers, People, Reason, Verdict as Disclosure, suppress_answers};
use crate::findings::{UnjudgedXla, WhyUnjudged, XlaLevel};
use crate::logs::field_name;
use crate::record::{Best, Scale, ScaleKind, ScoreName};
use crate::service_levels::experience::{
    Answer, Direction, Estimate, FLOOR, Measure, Question, Target, Verdict, by_customer, mean,
    net_promoter, top_box, verdict,
};
use crate::service_levels::policies::{Conditions, Indicator, XlaPolicy, XlaTarget};
use crate::service_levels::tickets::field;
use crate::store::{Categorical, Columns};
use crate::units::{Probability, as_u32};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What answers are judged with.
pub(super) struct Answers<'a> {
    /// Columns of the index.
    pub(super) columns: &'a Columns,
    /// Records that belong together.
    pub(super) contacts: &'a Contacts,
    /// The score whose answers stand beside tickets.
    pub(super) outcome: Option<&'a ScoreName>,
    /// Level of intervals.
    pub(super) level: Probability,
    /// Who gave the answer of each row, where that is known.
    pub(super) givers: &'a Givers,
    /// The project that declares changes of scores.
    pub(super) project: &'a Project,
    /// Its zone.
    pub(super) zone: &'a TimeZone,
}

/// A promised experience with the question that it is measured by.
pub(super) struct Promised {
    /// The score.
    pub(super) score: ScoreName,
    /// The question, with the thresholds of the promise.
    pub(super) question: Question,
    /// The promise.
    pub(super) target: Target,
}

/// Promises of experience that can be judged, with what came of them, and those that cannot.
#[derive(Default)]
pub(super) struct Judgement {
    /// In the order of the file.
    pub(super) promised: Vec<Promised>,
    /// What came of each.
    pub(super) levels: Vec<XlaLevel>,
    /// The others.
    pub(super) unjudged: Vec<UnjudgedXla>,
    /// Answers to the outcome behind the figures that are told, by row.
    pub(super) told: Vec<People>,
}

/// Judges every promise of experience whose indicator is a declared score of its kind, on its scale:
/// for all customers, or for those of whom fields of the records say that it is made to them. The lowest
/// position that matches a customer is the promise to that customer.
///
/// Promises on one score are about the same customers, so their figures are told as far as no few
/// customers follow from them together.
pub(super) fn judge(policies: &[XlaPolicy], answers: &Answers<'_>) -> Result<Judgement, Error> {
    let mut judgement = Judgement::default();
    let mut behind: Vec<(ScoreName, People)> = Vec::new();
    let mut by_position: Vec<&XlaPolicy> = policies.iter().collect();
    by_position.sort_by_key(|policy| policy.position);
    for (at, policy) in by_position.iter().enumerate() {
        let conditions = &policy.conditions;
        let before = &by_position[..at];
        let is_for_all = conditions.iter().next().is_none() && before.is_empty();
        for target in &policy.targets {
            let promised = answers
                .can_tell(before, conditions, target)
                .and_then(|()| answers.promised(policy, target).ok_or(WhyUnjudged::NoScore));
            let promised = match promised {
                Ok(promised) => promised,
                Err(why) => {
                    judgement.unjudged.push(UnjudgedXla {
                        policy: Arc::clone(&policy.id),
                        indicator: target.indicator,
                        why,
                    });
                    continue;
                }
            };
            let given = answers.given(&promised.score, before, conditions);
            let people = People {
                answers: given
                    .iter()
                    .map(|one| (one.response_idx, one.value))
                    .collect(),
                fineness: at,
                ..People::default()
            };
            behind.push((promised.score.clone(), people));
            let level = answers.level_of(policy, target, &promised, &given)?;
            judgement.levels.push(level);
            if is_for_all {
                judgement.promised.push(promised);
            }
        }
    }
    judgement.told = withhold(
        &mut judgement.levels,
        behind,
        answers.givers,
        answers.outcome,
    );
    Ok(judgement)
}

/// Takes away figures from which, beside those of other promises, few customers follow. What stands behind
/// the others comes back, of answers to the outcome.
fn withhold(
    levels: &mut [XlaLevel],
    behind: Vec<(ScoreName, People)>,
    givers: &Givers,
    outcome: Option<&ScoreName>,
) -> Vec<People> {
    let mut told = Vec::new();
    let mut of_score: BTreeMap<ScoreName, Vec<(usize, People)>> = BTreeMap::new();
    for (at, (score, people)) in behind.into_iter().enumerate() {
        of_score.entry(score).or_default().push((at, people));
    }
    for (score, figures) in of_score {
        let (places, people): (Vec<usize>, Vec<People>) = figures.into_iter().unzip();
        let verdicts = suppress_answers(&people, givers, Floor::LEAST);
        for ((at, people), verdict) in places.into_iter().zip(people).zip(verdicts) {
            let reason = match verdict {
                Disclosure::Shown if people.answers.is_empty() => Some(Reason::BelowFloor),
                verdict => verdict.reason(),
            };
            if reason.is_some() {
                levels[at].hidden = reason;
                levels[at].estimate = None;
                levels[at].verdict = Verdict::Suppressed;
            } else if Some(&score) == outcome {
                told.push(people);
            }
        }
    }
    told
}

impl Answers<'_> {
    /// Whether records tell of whom a promise is, and of whom those before it are.
    fn can_tell(
        &self,
        before: &[&XlaPolicy],
        conditions: &Conditions,
        target: &XlaTarget,
    ) -> Result<(), WhyUnjudged> {
        if target.touchpoint.is_some() {
            return Err(WhyUnjudged::Touchpoint);
        }
        self.can_divide(conditions)?;
        let untold = before
            .iter()
            .find(|policy| self.can_divide(&policy.conditions).is_err());
        untold.map_or(Ok(()), |policy| {
            Err(WhyUnjudged::ComesAfter(Arc::clone(&policy.id)))
        })
    }

    /// Whether records tell of whom conditions hold.
    fn can_divide(&self, conditions: &Conditions) -> Result<(), WhyUnjudged> {
        for condition in conditions.iter() {
            let name = &condition.field;
            if **name == *field::AGENT {
                return Err(WhyUnjudged::Agent);
            }
            if condition.min_confidence.is_some() {
                return Err(WhyUnjudged::Confidence(Arc::clone(name)));
            }
            if self.column(name).is_none() {
                return Err(WhyUnjudged::NoField(Arc::clone(name)));
            }
        }
        Ok(())
    }

    /// The facet that is this field of policies, by its own name or the usual one.
    fn column(&self, name: &str) -> Option<&Categorical> {
        let mut facets = self.columns.facets.iter();
        let own = self.columns.facets.get(name);
        own.or_else(|| {
            facets.find_map(|(facet, column)| (field_name(facet) == name).then_some(column))
        })
    }

    /// One answer of each contact to whom it is promised, the one that also counts in the ranking. A
    /// contact has the value of the record with the answer, else of the first record that has one.
    fn given(
        &self,
        score: &ScoreName,
        before: &[&XlaPolicy],
        conditions: &Conditions,
    ) -> Vec<Answer> {
        let Some(given) = self.columns.scores.get(score) else {
            return Vec::new();
        };
        // Answers on two scales have no level together.
        let days = answer_days(self.project, self.columns, self.contacts, score, self.zone);
        let since = parting_changes(self.project, score, &days).pop();
        let is_of_now = |row: usize, spoken: &[usize]| {
            since.is_none_or(|since| {
                answer_day(self.columns, row, spoken, self.zone).is_some_and(|day| day >= since)
            })
        };
        let of_contact = |contact: &[usize]| {
            let spoken = spoken(self.columns, contact);
            let row = first_answer(self.columns, &spoken, Some(given))?;
            if !is_of_now(row, &spoken) {
                return None;
            }
            let value_of = |name: &str| {
                let column = self.column(name)?;
                let mut rows = std::iter::once(row).chain(spoken.iter().copied());
                rows.find_map(|row| column.get(row)).map(Arc::from)
            };
            let is_taken = before
                .iter()
                .any(|policy| policy.conditions.hold_for(value_of));
            let is_promised = !is_taken && conditions.hold_for(value_of);
            is_promised.then(|| Answer {
                response_idx: row,
                value: given[row],
                weight: weight(self.columns, row, &spoken),
            })
        };
        self.contacts.iter().filter_map(of_contact).collect()
    }

    fn promised(&self, policy: &XlaPolicy, target: &XlaTarget) -> Option<Promised> {
        let kind = match target.indicator {
            Indicator::Csat => ScaleKind::Csat,
            Indicator::Ces => ScaleKind::Ces,
            Indicator::Nps => ScaleKind::Nps,
            Indicator::SchoolMark => ScaleKind::SchoolMark,
            Indicator::Sentiment
            | Indicator::LostTime
            | Indicator::FcrSurvey
            | Indicator::Composite => return None,
        };
        let same = |a: f64, b: f64| (a - b).abs() < f64::EPSILON;
        let fits = |scale: &Scale| {
            scale.kind() == kind
                && target.scale.is_none_or(|promised| {
                    same(promised.low, scale.low())
                        && same(promised.high, scale.high())
                        && promised.best == scale.best()
                })
        };
        let outcome = self
            .outcome
            .and_then(|name| self.project.scores.get_key_value(name));
        let mut scores = outcome.into_iter().chain(&self.project.scores);
        let (name, scale) = scores.find(|(_, scale)| fits(scale))?;
        let mut question = Question::new(name.as_str(), name.as_str(), *scale);
        question.satisfied_from = target.satisfied_from.or(question.satisfied_from);
        question.negative_from = target.negative_from.or(question.negative_from);
        let measure = match target.indicator {
            Indicator::Csat => Measure::TopBox,
            Indicator::Ces if target.satisfied_from.is_some() => Measure::TopBox,
            Indicator::Nps => Measure::Net,
            _ => Measure::Mean,
        };
        let direction = match (measure, scale.best()) {
            (Measure::Mean, Best::Low) => Direction::AtMost,
            _ => Direction::AtLeast,
        };
        let promise = Target {
            id: Arc::clone(&policy.id),
            indicator: Arc::clone(&question.id),
            measure: Some(measure),
            part: target.part,
            weight: None,
            scale: None,
            value: target.target,
            direction,
            min_n: Some(target.min_n()),
            only: BTreeMap::new(),
            except: Vec::new(),
        };
        promise.measure_of(&question).ok()?;
        Some(Promised {
            score: name.clone(),
            question,
            target: promise,
        })
    }

    fn level_of(
        &self,
        policy: &XlaPolicy,
        target: &XlaTarget,
        promised: &Promised,
        given: &[Answer],
    ) -> Result<XlaLevel, Error> {
        let measure = promised.target.measure_of(&promised.question)?;
        let told = self.estimate(promised, measure, given)?;
        let estimate = told.map(|(estimate, _)| estimate);
        let (goal, direction) = (promised.target.value, promised.target.direction);
        Ok(XlaLevel {
            policy: Arc::clone(&policy.id),
            indicator: target.indicator,
            score: promised.score.to_string(),
            measure,
            goal,
            direction,
            estimate,
            hidden: None,
            verdict: told.map_or(Verdict::Suppressed, |(estimate, n)| {
                // Ten answers of one customer are not ten customers.
                verdict(&Estimate { n, ..estimate }, goal, direction, target.min_n())
            }),
        })
    }

    /// The figure, and how many customers it is of.
    fn estimate(
        &self,
        promised: &Promised,
        measure: Measure,
        answers: &[Answer],
    ) -> Result<Option<(Estimate, usize)>, Error> {
        if answers.len() < FLOOR {
            return Ok(None);
        }
        let (question, level) = (&promised.question, self.level);
        let plain = match measure {
            Measure::TopBox => top_box(answers, question, level)?,
            Measure::Net => net_promoter(answers, level)?,
            Measure::Mean => mean(answers, &question.scale, level)?,
            Measure::Sentiment | Measure::LostTime => return Ok(None),
        };
        let giver = |row: usize| self.givers.get(&row).map(|&giver| as_u32(giver));
        Ok(Some(by_customer(
            plain, measure, question, answers, &giver, level,
        )?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> XlaLevel {
        XlaLevel {
            policy: "p".into(),
            indicator: Indicator::Nps,
            score: "nps".to_owned(),
            measure: Measure::Net,
            goal: 10.0,
            direction: Direction::AtLeast,
            estimate: None,
            hidden: None,
            verdict: Verdict::Met,
        }
    }

    #[test]
    fn a_promise_to_all_but_a_few_is_not_told_beside_the_one_to_all() {
        let score = ScoreName::new("nps");
        let reasons = |last: usize| {
            let people = |n: usize, fineness| People {
                answers: (0..n)
                    .map(|at| (at, f64::from(u8::try_from(at % 11).unwrap())))
                    .collect(),
                fineness,
                ..People::default()
            };
            let behind = vec![
                (score.clone(), people(60, 0)),
                (score.clone(), people(last, 1)),
            ];
            let mut levels = [level(), level()];
            let told = withhold(&mut levels, behind, &Givers::new(), Some(&score));
            let n_told = levels.iter().filter(|one| one.hidden.is_none()).count();
            assert_eq!(told.len(), n_told);
            levels.map(|one| (one.hidden, one.verdict))
        };
        let told = (None, Verdict::Met);
        assert_eq!(reasons(55), [told, told]);
        let hidden = (Some(Reason::Differencing), Verdict::Suppressed);
        assert_eq!(reasons(58), [told, hidden]);
    }
}

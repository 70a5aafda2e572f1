use super::Error;
use super::contacts::Contacts;
use super::join::{first_answer, spoken, weight};
use crate::findings::XlaLevel;
use crate::record::{Best, Scale, ScaleKind, ScoreName};
use crate::service_levels::experience::{
    Answer, Direction, Estimate, FLOOR, Measure, Question, Target, Verdict, mean, net_promoter,
    top_box, verdict,
};
use crate::service_levels::policies::{Indicator, XlaPolicy, XlaTarget};
use crate::store::Columns;
use crate::units::Probability;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What answers are judged with.
pub(super) struct Answers<'a> {
    /// Columns of the index.
    pub(super) columns: &'a Columns,
    /// Records that belong together.
    pub(super) contacts: &'a Contacts,
    /// Declared scores.
    pub(super) scores: &'a BTreeMap<ScoreName, Scale>,
    /// The score whose answers stand beside tickets.
    pub(super) outcome: Option<&'a ScoreName>,
    /// Level of intervals.
    pub(super) level: Probability,
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
    /// Policy and indicator of the others.
    pub(super) unjudged: Vec<(Arc<str>, Indicator)>,
}

/// Judges every promise of experience for all customers whose indicator is a declared score of its
/// kind, on its scale.
pub(super) fn judge(policies: &[XlaPolicy], answers: &Answers<'_>) -> Result<Judgement, Error> {
    let mut judgement = Judgement::default();
    for policy in policies {
        let is_for_all = policy.conditions.all.is_empty() && policy.conditions.any.is_empty();
        for target in &policy.targets {
            let promised = answers
                .promised(policy, target)
                .filter(|_| is_for_all && target.touchpoint.is_none());
            let Some(promised) = promised else {
                let unjudged = (Arc::clone(&policy.id), target.indicator);
                judgement.unjudged.push(unjudged);
                continue;
            };
            let level = answers.level_of(policy, target, &promised)?;
            judgement.levels.push(level);
            judgement.promised.push(promised);
        }
    }
    Ok(judgement)
}

impl Answers<'_> {
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
            .and_then(|name| self.scores.get_key_value(name));
        let mut scores = outcome.into_iter().chain(self.scores);
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
    ) -> Result<XlaLevel, Error> {
        let measure = promised.target.measure_of(&promised.question)?;
        let estimate = self.estimate(promised, measure)?;
        let (goal, direction) = (promised.target.value, promised.target.direction);
        Ok(XlaLevel {
            policy: Arc::clone(&policy.id),
            indicator: target.indicator,
            score: promised.score.to_string(),
            measure,
            goal,
            direction,
            estimate,
            verdict: estimate.map_or(Verdict::Suppressed, |estimate| {
                verdict(&estimate, goal, direction, target.min_n())
            }),
        })
    }

    /// One answer of each contact, the one that also counts in the ranking.
    fn estimate(&self, promised: &Promised, measure: Measure) -> Result<Option<Estimate>, Error> {
        let Some(given) = self.columns.scores.get(&promised.score) else {
            return Ok(None);
        };
        let answers: Vec<Answer> = self
            .contacts
            .iter()
            .filter_map(|contact| {
                let spoken = spoken(self.columns, contact);
                let row = first_answer(self.columns, &spoken, Some(given))?;
                Some(Answer {
                    response_idx: row,
                    value: given[row],
                    weight: weight(self.columns, row, &spoken),
                })
            })
            .collect();
        if answers.len() < FLOOR {
            return Ok(None);
        }
        Ok(match measure {
            Measure::TopBox => Some(top_box(&answers, &promised.question, self.level)?),
            Measure::Net => Some(net_promoter(&answers, self.level)?),
            Measure::Mean => Some(mean(&answers, &promised.question.scale, self.level)?),
            Measure::Sentiment | Measure::LostTime => None,
        })
    }
}

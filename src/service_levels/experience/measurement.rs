use super::composite::{Component, Outcome, composite};
use super::estimate::{Answer, Estimate, LostTime, lost_time, mean, net_promoter, top_box};
use super::rescale;
use super::sentiment::{Checks, SentimentIndex, corrected_index, index_as_read};
use super::target_check::{COMPOSITE, LOST_TIME, check};
use super::withheld::Verdicts;
use crate::disclosure::{Floor, Reason, Verdict as Disclosure};
use crate::record::Scale;
use crate::service_levels::experience::{
    Account, Baseline, Change, Definition, Direction, Error, Impact, LateAnswers, Measure, Period,
    Question, Respondents, Response, Stratum, Target, Verdict, select, verdict,
};
use crate::units::{Probability, Seconds};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How answers are counted and divided. None of it says what is good.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Level of intervals.
    pub level: Probability,
    /// Least answers for a verdict, where a target does not say; at least [`FLOOR`](super::FLOOR).
    pub min_n: usize,
    /// Keys that divide the answers.
    pub by: Vec<Arc<str>>,
    /// Period that divides the answers.
    pub period: Option<Period>,
    /// Zone of periods.
    pub zone: TimeZone,
    /// From when on an answer is late, counted from the end of the contact.
    pub late_after: Seconds,
    /// What is done with late answers.
    pub late: LateAnswers,
    /// Whether customers and employees are one population.
    pub respondents: Respondents,
    /// Checked texts of the classifier whose readings are among the answers.
    pub checks: Option<Checks>,
    /// Seed of the bootstrap of the sentiment index.
    pub seed: u64,
    /// Fewest answers behind a figure that is told; higher for figures of one employee.
    pub floor: Floor,
    /// Figures that readers have beside these: what follows from the two is told of enough people too.
    pub baseline: Option<Baseline>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            level: Probability::saturating(0.95),
            min_n: 30,
            by: Vec::new(),
            period: None,
            zone: TimeZone::UTC,
            late_after: Seconds(30 * 86_400),
            late: LateAnswers::default(),
            respondents: Respondents::default(),
            checks: None,
            seed: 1,
            floor: Floor::LEAST,
            baseline: None,
        }
    }
}

/// All figures of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Experience {
    /// One row per group, question and measure, in that order.
    pub rows: Vec<Row>,
    /// One row per group, where a composite was asked for.
    pub composites: Vec<CompositeRow>,
    /// What became of the responses.
    pub account: Account,
    /// Answers without a time, which belong to no period; counted only where periods divide them.
    pub n_undated: usize,
    /// Ids of questions whose scale changed: their figures before and after cannot be compared.
    pub broken: Vec<Arc<str>>,
    /// Targets that were judged against; without any, no XLA is defined.
    pub targets: Vec<Target>,
    /// Keys that divide the answers.
    pub by: Vec<Arc<str>>,
    /// Level of intervals.
    pub level: Probability,
    /// Least answers for a verdict.
    pub min_n: usize,
    /// Of what the figures are figures.
    pub definition: Definition,
}

/// One figure of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The group.
    pub stratum: Stratum,
    /// Id of the question.
    pub indicator: Arc<str>,
    /// Its scale; `None` for minutes.
    pub scale: Option<Scale>,
    /// What was computed.
    pub measure: Measure,
    /// The figure.
    pub value: Value,
    /// Verdicts by target, in the order of targets.
    pub judged: Vec<Judged>,
    /// What changed since the baseline.
    pub change: Option<Change>,
    /// What to keep in mind.
    pub caveats: Vec<Caveat>,
}

/// A figure, or the fact that there are too few answers for one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// An estimate.
    Shown(Estimate),
    /// Minutes lost, with what was cut off.
    Minutes(LostTime),
    /// A sentiment index, with what is known of the classifier.
    Tone(SentimentIndex),
    /// The answers are too few, or would give away those of a few.
    Withheld {
        /// Why the figure is not shown.
        reason: Reason,
        /// Answers; `None` where not even their number is told.
        n: Option<usize>,
    },
}

impl Value {
    /// The estimate, where it is shown.
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            Self::Shown(estimate) => Some(estimate),
            Self::Minutes(minutes) => Some(&minutes.estimate),
            Self::Tone(index) => Some(&index.estimate),
            Self::Withheld { .. } => None,
        }
    }
}

/// A figure set against a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Id of the target.
    pub target: Arc<str>,
    /// The figure to reach.
    pub value: f64,
    /// Which side is good.
    pub direction: Direction,
    /// How it stands.
    pub verdict: Verdict,
    /// What the distance comes to over all answers; `None` with too few.
    pub impact: Option<Impact>,
}

/// A composite of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct CompositeRow {
    /// The group.
    pub stratum: Stratum,
    /// Ids of the targets it draws on.
    pub components: Vec<Arc<str>>,
    /// The figure.
    pub outcome: Outcome,
    /// Verdicts of targets for the composite itself.
    pub judged: Vec<Judged>,
}

/// What to keep in mind with one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Caveat {
    /// Fewer answers than a verdict takes.
    FewAnswers,
    /// All answers are the same, so the interval has no width and proves nothing.
    NoSpread,
    /// Weights differ so much that the answers know less than their number says.
    UnequalWeights,
    /// The scale of the question changed: the series breaks here and is not rescaled.
    ScaleChanged,
    /// The classifier was not checked, so its errors are in the figure and not in the interval.
    NotCorrected,
    /// The checked texts cannot tell the classifier's readings apart, so the figure is as read.
    ChecksOfNoUse,
}

/// Computes every figure of a survey and judges it by the targets, if there are any.
///
/// # Errors
///
/// [`Error`] for a least number of answers below [`FLOOR`](super::FLOOR) and for a target that no figure can answer to.
pub fn measure(
    responses: &[Response],
    questions: &[Question],
    targets: &[Target],
    settings: &Settings,
) -> Result<Experience, Error> {
    check(questions, targets, settings)?;
    let counted = select(responses, settings.late_after, settings.late);
    let mut n_undated = 0;
    let mut groups: BTreeMap<Stratum, Vec<usize>> = BTreeMap::new();
    for &idx in &counted.responses {
        let response = &responses[idx];
        let period = match (settings.period, response.submitted_at) {
            (None, _) => None,
            (Some(period), Some(at)) => Some(period.name(at, &settings.zone).into()),
            (Some(_), None) => {
                n_undated += 1;
                continue;
            }
        };
        let stratum = Stratum::of(response, &settings.by, settings.respondents, period);
        groups.entry(stratum).or_default().push(idx);
    }
    let broken = broken(questions);
    let verdicts = Verdicts::of(responses, questions, &groups, settings);
    let mut rows = Vec::new();
    let mut composites = Vec::new();
    for (at, (stratum, members)) in groups.iter().enumerate() {
        let mut group = Group {
            stratum,
            targets,
            settings,
            components: BTreeMap::new(),
        };
        for (question_idx, question) in questions.iter().enumerate() {
            let answers = answers(responses, members, question);
            if answers.is_empty() {
                continue;
            }
            let verdict = verdicts.of_questions[question_idx][at];
            for measure in question.measures() {
                let mut row = group.row(question, measure, &answers, verdict)?;
                if broken.contains(&question.id) {
                    row.caveats.push(Caveat::ScaleChanged);
                }
                rows.push(row);
            }
        }
        let minutes = minutes(responses, members);
        if !minutes.is_empty() {
            rows.push(group.lost_time(&minutes, verdicts.of_minutes[at])?);
        }
        if asks_for_composite(targets) {
            composites.push(group.composite()?);
        }
    }
    Ok(Experience {
        rows,
        composites,
        account: counted.account,
        n_undated,
        broken,
        targets: targets.to_vec(),
        by: settings.by.clone(),
        level: settings.level,
        min_n: settings.min_n,
        definition: Definition::of(questions, settings),
    })
}

/// The place of a figure that may not be shown.
fn hidden(verdict: Disclosure, n: usize) -> Option<Value> {
    let n = match verdict {
        Disclosure::Shown => return None,
        Disclosure::Banded => Some(n),
        Disclosure::Suppressed(_) => None,
    };
    let reason = verdict.reason()?;
    Some(Value::Withheld { reason, n })
}

/// Ids that stand for more than one scale.
fn broken(questions: &[Question]) -> Vec<Arc<str>> {
    let mut broken: Vec<Arc<str>> = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let is_repeated = questions[..at].iter().any(|other| other.id == question.id);
        if is_repeated && !broken.contains(&question.id) {
            broken.push(Arc::clone(&question.id));
        }
    }
    broken
}

/// A composite is computed when one is promised, or when a target says what it weighs or that it is
/// the outcome half.
fn asks_for_composite(targets: &[Target]) -> bool {
    targets.iter().any(|target| {
        &*target.indicator == COMPOSITE
            || target.weight.is_some()
            || target.part == crate::service_levels::experience::Part::Outcome
    })
}

pub(super) fn answers(
    responses: &[Response],
    members: &[usize],
    question: &Question,
) -> Vec<Answer> {
    let answer = |&response_idx: &usize| {
        let response = &responses[response_idx];
        let value = *response.scores.get(&question.column)?;
        question
            .was_asked_at(response.submitted_at)
            .then_some(Answer {
                response_idx,
                value,
                weight: response.weight,
            })
    };
    members.iter().filter_map(answer).collect()
}

pub(super) fn minutes(responses: &[Response], members: &[usize]) -> Vec<Answer> {
    let answer = |&response_idx: &usize| {
        let response = &responses[response_idx];
        Some(Answer {
            response_idx,
            value: response.lost_time_min?,
            weight: response.weight,
        })
    };
    members.iter().filter_map(answer).collect()
}

/// A figure as it is, for verdicts, and as it is shown.
#[derive(Clone, Copy)]
struct Figure<'a> {
    real: &'a Value,
    shown: &'a Value,
}

/// One group while its figures are computed.
struct Group<'a> {
    stratum: &'a Stratum,
    targets: &'a [Target],
    settings: &'a Settings,
    /// What the composite draws on, by position of the target.
    components: BTreeMap<usize, Component>,
}

impl Group<'_> {
    fn row(
        &mut self,
        question: &Question,
        measure: Measure,
        answers: &[Answer],
        verdict: Disclosure,
    ) -> Result<Row, Error> {
        let withheld = hidden(verdict, answers.len());
        let (real, caveat) = match (verdict, withheld) {
            (Disclosure::Suppressed(_), Some(withheld)) => (withheld, None),
            _ => self.value(question, measure, answers)?,
        };
        let value = withheld.unwrap_or(real);
        let judged = self.judge(
            &question.id,
            Some(question),
            measure,
            Figure {
                real: &real,
                shown: &value,
            },
            answers,
        );
        let mut row = Row {
            stratum: self.stratum.clone(),
            indicator: Arc::clone(&question.id),
            scale: Some(question.scale),
            measure,
            value,
            judged,
            change: None,
            caveats: self.caveats(&real),
        };
        row.caveats.extend(caveat);
        // A verdict on readings whose errors are not known would be one on the classifier.
        if caveat.is_some() {
            for judged in &mut row.judged {
                if judged.verdict != Verdict::Suppressed {
                    judged.verdict = Verdict::Inconclusive;
                }
            }
        }
        Ok(row)
    }

    fn value(
        &self,
        question: &Question,
        measure: Measure,
        answers: &[Answer],
    ) -> Result<(Value, Option<Caveat>), Error> {
        let level = self.settings.level;
        Ok(match measure {
            Measure::TopBox => (Value::Shown(top_box(answers, question, level)?), None),
            Measure::Net => (Value::Shown(net_promoter(answers, level)?), None),
            Measure::LostTime => (Value::Minutes(lost_time(answers, level)?), None),
            Measure::Mean => (Value::Shown(mean(answers, &question.scale, level)?), None),
            Measure::Sentiment => {
                let as_read = || index_as_read(answers, level).map(Value::Tone);
                match &self.settings.checks {
                    None => (as_read()?, Some(Caveat::NotCorrected)),
                    Some(checks) => {
                        match corrected_index(answers, checks, level, self.settings.seed) {
                            Ok(index) => (Value::Tone(index), None),
                            Err(Error::Unseparated { .. }) => {
                                (as_read()?, Some(Caveat::ChecksOfNoUse))
                            }
                            Err(error) => return Err(error),
                        }
                    }
                }
            }
        })
    }

    fn lost_time(&mut self, minutes: &[Answer], verdict: Disclosure) -> Result<Row, Error> {
        let withheld = hidden(verdict, minutes.len());
        let real = match (verdict, withheld) {
            (Disclosure::Suppressed(_), Some(withheld)) => withheld,
            _ => Value::Minutes(lost_time(minutes, self.settings.level)?),
        };
        let value = withheld.unwrap_or(real);
        let indicator: Arc<str> = LOST_TIME.into();
        let figure = Figure {
            real: &real,
            shown: &value,
        };
        let judged = self.judge(&indicator, None, Measure::LostTime, figure, minutes);
        Ok(Row {
            stratum: self.stratum.clone(),
            indicator,
            scale: None,
            measure: Measure::LostTime,
            value,
            judged,
            change: None,
            caveats: self.caveats(&real),
        })
    }

    /// Judges a figure by every target for it, and keeps it for the composite.
    fn judge(
        &mut self,
        indicator: &Arc<str>,
        question: Option<&Question>,
        measure: Measure,
        figure: Figure<'_>,
        answers: &[Answer],
    ) -> Vec<Judged> {
        let mut judged = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            let is_of_measure = question.is_none_or(|question| {
                target
                    .measure_of(question)
                    .is_ok_and(|asked| asked == measure)
            });
            if &target.indicator != indicator || !is_of_measure || !self.is_for(target) {
                continue;
            }
            let min_n = target.min_n.unwrap_or(self.settings.min_n);
            let mut one = judged_by(target, figure.real.estimate(), min_n);
            if figure.shown.estimate().is_none() {
                one.impact = None;
            }
            let is_enough = one.verdict != Verdict::Suppressed;
            let score = figure
                .shown
                .estimate()
                .filter(|_| is_enough)
                .and_then(|estimate| rescale::to_hundred(target, question, measure, estimate));
            let component = Component {
                id: Arc::clone(&target.id),
                part: target.part,
                weight: target.weight,
                score,
                pull: rescale::pull(question, measure, answers, figure.shown),
            };
            // A question asked on two scales in one group keeps the figure of the scale that has one.
            match self.components.get(&at) {
                Some(kept) if kept.score.is_some() => {}
                _ => {
                    self.components.insert(at, component);
                }
            }
            judged.push(one);
        }
        judged
    }

    fn is_for(&self, target: &Target) -> bool {
        let holds = |values: &BTreeMap<Arc<str>, Arc<str>>| {
            values.iter().all(|(key, value)| {
                let at = self.settings.by.iter().position(|one| one == key);
                at.is_some_and(|at| self.stratum.keys[at] == *value)
            })
        };
        holds(&target.only) && !target.except.iter().any(holds)
    }

    fn caveats(&self, value: &Value) -> Vec<Caveat> {
        let Some(estimate) = value.estimate() else {
            return vec![Caveat::FewAnswers];
        };
        let n = crate::units::as_f64(estimate.n);
        [
            (estimate.n < self.settings.min_n, Caveat::FewAnswers),
            (!estimate.has_spread(), Caveat::NoSpread),
            (estimate.n_effective < 0.8 * n, Caveat::UnequalWeights),
        ]
        .into_iter()
        .filter_map(|(holds, caveat)| holds.then_some(caveat))
        .collect()
    }

    fn composite(&self) -> Result<CompositeRow, Error> {
        let mut components = Vec::new();
        let mut own = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            if !self.is_for(target) {
                continue;
            }
            if &*target.indicator == COMPOSITE {
                own.push(target);
                continue;
            }
            let missing = || Component {
                id: Arc::clone(&target.id),
                part: target.part,
                weight: target.weight,
                score: None,
                pull: BTreeMap::new(),
            };
            components.push(self.components.get(&at).cloned().unwrap_or_else(missing));
        }
        let outcome = composite(&components)?;
        let judge = |target: &&Target| {
            let verdict = match &outcome {
                Outcome::Unpublished { .. } => Verdict::Suppressed,
                Outcome::Published(made) if made.score.low >= target.value => Verdict::Met,
                Outcome::Published(made) if made.score.high < target.value => Verdict::NotMet,
                Outcome::Published(_) => Verdict::Inconclusive,
            };
            Judged {
                target: Arc::clone(&target.id),
                value: target.value,
                direction: target.direction,
                verdict,
                impact: None,
            }
        };
        Ok(CompositeRow {
            stratum: self.stratum.clone(),
            components: components.iter().map(|one| Arc::clone(&one.id)).collect(),
            judged: own.iter().map(judge).collect(),
            outcome,
        })
    }
}

fn judged_by(target: &Target, estimate: Option<&Estimate>, min_n: usize) -> Judged {
    let (value, direction) = (target.value, target.direction);
    let verdict = estimate.map_or(Verdict::Suppressed, |estimate| {
        verdict(estimate, value, direction, min_n)
    });
    let enough = estimate.filter(|_| verdict != Verdict::Suppressed);
    Judged {
        target: Arc::clone(&target.id),
        value,
        direction,
        verdict,
        impact: enough.map(|estimate| Impact::of(estimate, value, direction)),
    }
}

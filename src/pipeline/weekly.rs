use super::as_read::refuse_other_settings;
use super::comparable::refuse_parted;
use super::observe::{People, Wanted, observe};
use super::outcome::parting_changes;
use super::{Assets, Error, Selection};
use crate::actions::{
    Action, Baseline, HitRate, OutcomeFigure, Realised, Register, Status, TopicFigures, Unread,
    Week, Weekly, hit_rate, realised, week_of,
};
use crate::config::{Project, Source};
use crate::disclosure::{Cell, Floor, Verdict, suppress};
use crate::intake;
use crate::record::{Best, Scale, ScoreName, TopicId};
use crate::service_levels::experience::Definition;
use crate::signals::{self, Respondents, outcome_level};
use crate::stats::{ClusteredValue, clustered_share};
use crate::store::Store;
use crate::units::as_u64;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What came of all actions.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// One per action, in the order of the register.
    pub actions: Vec<Realised>,
    /// How often predictions came true.
    pub hit_rate: HitRate,
}

/// Holds every action of a register against the archive as it stood on `day`: what was decided, done or said
/// later is not there.
///
/// # Errors
///
/// The errors of query, index and estimates.
pub fn action_effects(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    (register, day): (&Register, Date),
) -> Result<Effects, Error> {
    let register = &register.on(day);
    let known = Selection {
        period: Some(selection.period.unwrap_or_default().until_at_most(day)),
        ..selection.clone()
    };
    let people = whoever(project, assets, store, &known)?;
    let weekly = people.weekly(project);
    let place = |topic: &TopicId| {
        let mut names = people.topics.iter();
        names.position(|name| name.id == *topic)
    };
    let acted: BTreeSet<usize> = register
        .actions
        .iter()
        .filter(|action| matches!(action.status(), Status::Started | Status::Done))
        .filter_map(|action| place(&action.topic))
        .collect();
    let others: Vec<usize> = (0..people.topics.len())
        .filter(|topic| !acted.contains(topic))
        .collect();
    let level = project.ranking.level;
    let judge = |action: &Action| {
        if let Some(id) = register.shares_topic(action) {
            return Ok(Realised {
                id: action.id.clone(),
                reading: Err(Unread::SharedTopic(id.to_owned())),
            });
        }
        realised(action, &weekly, place(&action.topic), &others, level)
            .map_err(signals::Error::from)
    };
    let actions: Vec<Realised> = register
        .actions
        .iter()
        .map(judge)
        .collect::<Result<_, _>>()?;
    Ok(Effects {
        hit_rate: hit_rate(&actions, level).map_err(signals::Error::from)?,
        actions,
    })
}

/// Figures of signals and outcome, with what they are figures of, to be frozen or compared.
///
/// `period` is the period of `selection` as it was typed.
///
/// # Errors
///
/// [`Error::OtherSettings`] where the archive was read with settings that the project file does not have
/// any more, [`Error::ScaleChanged`] where answers to two scales would be one figure,
/// [`Error::MixedPopulations`], and the errors of query and index.
pub fn baseline_figures(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    (period, frozen_on): (Option<String>, Date),
) -> Result<Baseline, Error> {
    refuse_other_settings(project, assets, store)?;
    let people = whoever(project, assets, store, selection)?;
    refuse_parted(project, project.outcome.as_ref(), &people.answer_days())?;
    let respondents = &people.observed.respondents;
    let least = project.ranking.min_cell;
    let everybody: BTreeSet<u32> = (0..respondents.len())
        .map(|i| respondents.customer(i))
        .collect();
    let n = everybody.len();
    if n > 0 && as_u64(n) < least && *selection != Selection::default() {
        return Err(Error::TooFewPeople { n, least });
    }
    let wrote: Vec<usize> = (0..respondents.len())
        .filter(|&i| respondents.has_words(i))
        .collect();
    let figure = |who: &mut dyn Iterator<Item = usize>| -> Result<Option<OutcomeFigure>, Error> {
        let Some((_, scale)) = people.outcome else {
            return Ok(None);
        };
        let answers: Vec<ClusteredValue> = who.filter_map(|i| respondents.scored(i)).collect();
        let n = as_u64(answers.len());
        let givers: BTreeSet<u32> = answers.iter().map(|answer| answer.cluster).collect();
        if as_u64(givers.len()) < least {
            return Ok(None);
        }
        let level = outcome_level(&answers, scale.kind(), project.ranking.level)?;
        Ok(level.map(|level| OutcomeFigure { n, level }))
    };
    let mut mentions: Vec<Vec<(usize, bool)>> = vec![Vec::new(); people.topics.len()];
    for &i in &wrote {
        for mention in respondents.mentions(i) {
            mentions[mention.topic as usize].push((i, mention.tone.is_negative()));
        }
    }
    let (mut figures, mut withheld) = (Vec::new(), Vec::new());
    for (name, mentions) in people.topics.iter().zip(&mut mentions) {
        let customers: BTreeSet<u32> = (mentions.iter())
            .map(|&(i, _)| respondents.customer(i))
            .collect();
        if !mentions.is_empty() && as_u64(customers.len()) < least {
            withheld.push(name.id.clone());
            mentions.clear();
        }
        if mentions.is_empty() {
            continue;
        }
        let negative: BTreeSet<usize> = (mentions.iter())
            .filter_map(|&(i, is_negative)| is_negative.then_some(i))
            .collect();
        let shares = wrote.iter().map(|&i| ClusteredValue {
            value: f64::from(u8::from(negative.contains(&i))),
            weight: 1.0,
            cluster: respondents.customer(i),
        });
        figures.push(TopicFigures {
            topic: name.id.clone(),
            n_mentions: as_u64(mentions.len()),
            n_negative: as_u64(negative.len()),
            share_negative: clustered_share(shares, project.ranking.level)
                .map_err(signals::Error::from)?,
            outcome: figure(&mut mentions.iter().map(|(i, _)| *i))?,
        });
    }
    let told = tellable(respondents, &mentions, least);
    for (figures, is_told) in figures.iter_mut().zip(told) {
        figures.outcome = figures.outcome.filter(|_| is_told);
    }
    figures.sort_by(|a, b| a.topic.cmp(&b.topic));
    withheld.sort();
    Ok(Baseline {
        frozen_on,
        period,
        definition: definition(project, assets, selection, people.outcome),
        level: project.ranking.level,
        n_written: as_u64(wrote.len()),
        outcome: figure(&mut (0..respondents.len()))?,
        topics: figures,
        withheld,
    })
}

/// Of each topic that is mentioned whether the outcome of those who mention it may stand beside that of all: the others
/// are not few then, and neither they nor those who mention it all give the same.
fn tellable(respondents: &Respondents, mentions: &[Vec<(usize, bool)>], least: u64) -> Vec<bool> {
    let floor = usize::try_from(least).unwrap_or(usize::MAX);
    let floor = Floor::new(floor).unwrap_or(Floor::LEAST);
    let cell = |key: Option<(&str, &str)>, who: &mut dyn Iterator<Item = usize>| {
        let answers: Vec<ClusteredValue> = who.filter_map(|i| respondents.scored(i)).collect();
        let givers: BTreeSet<u32> = answers.iter().map(|answer| answer.cluster).collect();
        let first = answers.first().map(|answer| answer.value);
        let is_first =
            |answer: &ClusteredValue| first.is_some_and(|it| it.total_cmp(&answer.value).is_eq());
        let all_answered = first.filter(|_| answers.iter().all(is_first));
        Cell::new(key, givers.len()).answered(all_answered)
    };
    let is_told = |mentions: &Vec<(usize, bool)>| {
        let mut is_with = vec![false; respondents.len()];
        for (i, _) in mentions {
            is_with[*i] = true;
        }
        let places = 0..respondents.len();
        let with = cell(
            Some(("topic", "yes")),
            &mut places.clone().filter(|&i| is_with[i]),
        );
        let without = cell(
            Some(("topic", "no")),
            &mut places.clone().filter(|&i| !is_with[i]),
        );
        // As many as the two together, though a customer can stand on both sides.
        let whole = Cell {
            n: with.n + without.n,
            ..cell(None, &mut places.clone())
        };
        let verdicts = suppress(&[whole, with, without], floor);
        verdicts[1..]
            .iter()
            .all(|verdict| *verdict == Verdict::Shown)
    };
    let mentioned = mentions.iter().filter(|of| !of.is_empty());
    mentioned.map(is_told).collect()
}

/// Everybody of a selection: an action and a baseline are compared with figures of the same filter.
pub(super) fn whoever<'a>(
    project: &'a Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
) -> Result<People<'a>, Error> {
    let wanted = Wanted {
        selection,
        periods: &[],
        by: None,
        controls: &project.controls,
    };
    observe(project, assets, store, &wanted)
}

impl People<'_> {
    /// The day of each answer to the outcome.
    pub(super) fn answer_days(&self) -> Vec<Option<Date>> {
        let dated = self.observed.dated.iter().enumerate();
        dated
            .map(|(i, dated)| self.answers[i].and(dated.day))
            .collect()
    }

    /// Answers before the last declared change of scale or question are in no week: the weeks after have none
    /// to be compared with.
    fn weekly(&self, project: &Project) -> Weekly {
        let since = project
            .outcome
            .as_ref()
            .and_then(|name| parting_changes(project, name, &self.answer_days()).pop());
        let respondents = &self.observed.respondents;
        let n_topics = self.topics.len();
        let mut weeks: BTreeMap<i64, Week> = BTreeMap::new();
        for (i, dated) in self.observed.dated.iter().enumerate() {
            let Some(day) = dated.day else {
                continue;
            };
            let number = week_of(day);
            let week = weeks
                .entry(number)
                .or_insert_with(|| Week::empty(number, n_topics));
            let is_of_now = since.is_none_or(|since| day >= since);
            if let Some(outcome) = respondents.outcome(i).filter(|_| is_of_now) {
                let weight = respondents.weight(i);
                week.n_scored += 1;
                week.outcome += weight * outcome;
                week.weight += weight;
                week.weight_squared += weight * weight;
            }
            if respondents.has_words(i) {
                week.n_written += 1;
                for mention in respondents.mentions(i) {
                    let count = u64::from(mention.tone.is_negative());
                    week.n_negative[mention.topic as usize] += count;
                }
            }
        }
        Weekly {
            weeks: weeks.into_values().collect(),
            n_topics,
        }
    }
}

fn definition(
    project: &Project,
    assets: &Assets,
    selection: &Selection,
    outcome: Option<(&ScoreName, &Scale)>,
) -> Definition {
    let card = assets.classifier.card();
    let redaction = format!(
        "{:?} {:?}",
        project.privacy.redaction, project.privacy.canned_text
    );
    let mut lines = vec![
        format!("taxonomy {}", assets.classifier.taxonomy().hash()),
        format!("model {} {} {}", card.name, card.version, card.sha256),
        format!("redaction {}", sha256(&redaction)),
        format!("level {}", project.ranking.level.get()),
        format!("least answers for a level {}", project.ranking.min_cell),
        match &selection.filter {
            Some(filter) => format!("where {filter}"),
            None => "all records".to_owned(),
        },
        match outcome {
            None => "no outcome".to_owned(),
            Some((name, scale)) => {
                let best = match scale.best() {
                    Best::High => "high",
                    Best::Low => "low",
                };
                let (low, high) = (scale.low(), scale.high());
                format!(
                    "outcome {name}, {:?} {low} to {high}, best {best}",
                    scale.kind()
                )
            }
        },
    ];
    let mapping = |source: &Source| {
        let spec = &source.spec;
        // Debug prints every field of the mapping, so a changed mapping is a changed line.
        format!(
            "source {} mapped {}",
            spec.name,
            sha256(&format!("{spec:?}"))
        )
    };
    lines.extend(project.sources.iter().map(mapping));
    lines.sort();
    Definition { lines }
}

fn sha256(text: &str) -> String {
    intake::hex(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Respondent;

    /// Outcome and customer of each.
    fn respondents(answers: impl Iterator<Item = (f64, u32)>) -> Respondents {
        let mut made = Respondents::default();
        for (outcome, customer) in answers {
            made.push(&Respondent {
                outcome: Some(outcome),
                answer: None,
                weight: 1.0,
                customer,
                has_words: true,
                month: None,
                mentions: Vec::new(),
            });
        }
        made
    }

    fn first(n: usize) -> Vec<(usize, bool)> {
        (0..n).map(|i| (i, true)).collect()
    }

    #[test]
    fn others_who_are_few_or_all_answer_alike_are_not_told() {
        let mixed = |i: u32| f64::from(i % 5);
        let said = [first(30), Vec::new(), first(55)];
        let made = respondents((0..60).map(|i| (mixed(i), i)));
        assert_eq!(tellable(&made, &said, 10), [true, false]);
        let alike = |i: u32| if i < 30 { mixed(i) } else { 0.0 };
        let made = respondents((0..60).map(|i| (alike(i), i)));
        assert_eq!(tellable(&made, &said, 10), [false, false]);
        // The thirty others are answers of one who mentions the topic elsewhere.
        let made = respondents((0..60).map(|i| (mixed(i), if i < 30 { i } else { 0 })));
        assert_eq!(tellable(&made, &said[..1], 10), [false]);
    }
}

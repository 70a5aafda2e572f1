use super::Error;
use crate::classify::Taxonomy;
use crate::config::{JourneySettings, Project, StageSettings, closest};
use crate::disclosure::{Cell, Floor, Givers, People, Reason, Verdict, suppress, suppress_answers};
use crate::findings::{
    FrozenModelUse, Further, Guarded, JourneyFindings, StageRow, SubjectRow, ValueWithoutRecords,
};
use crate::record::{About, Scale, ScaleKind, TopicId};
use crate::signals::journey::{Asked, Journey, journey};
use crate::signals::{
    Control, GroupFigures, Options, Ranking, Respondents, Topic, TopicGroup, all_driving,
    group_figures,
};
use crate::units::{Interval, as_u32};
use globset::{Glob, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of topics that stand beside a ranking: what opinions are about, then the stages of the journey.
#[derive(Debug, Clone, Default)]
pub(super) struct TopicGroups {
    /// What each group of opinions is about, and its topics.
    subjects: Vec<(Option<About>, Vec<usize>)>,
    /// The topics of each stage.
    stages: Vec<Vec<usize>>,
}

impl TopicGroups {
    /// Groups the topics of a taxonomy as it and the project say.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownTopic`] for a pattern of a stage that no topic matches, [`Error::TopicInTwoStages`].
    pub(super) fn of(project: &Project, taxonomy: &Taxonomy) -> Result<Self, Error> {
        let abouts = About::ALL.into_iter().map(Some).chain([None]);
        let of_about = |about: Option<About>| {
            let topics = taxonomy.topics().iter().enumerate();
            let alike = topics.filter(|(_, topic)| topic.about == about);
            (about, alike.map(|(at, _)| at).collect())
        };
        let stages = match &project.journey {
            Some(settings) => stages_of(settings, taxonomy)?,
            None => Vec::new(),
        };
        Ok(Self {
            subjects: abouts.map(of_about).collect(),
            stages,
        })
    }

    /// The topics of each group.
    pub(super) fn topics(&self) -> Vec<Vec<usize>> {
        let subjects = self.subjects.iter().map(|(_, topics)| topics);
        subjects.chain(&self.stages).cloned().collect()
    }

    /// Looks at every group, as far as few people allow; `ranking` was made with [`Self::topics`], and `field` is
    /// that of the journey.
    pub(super) fn look(
        &self,
        project: &Project,
        respondents: &Respondents,
        field: Option<&Control>,
        topics: &[Topic],
        ranking: &Ranking,
        options: &Options,
    ) -> Result<Further, Error> {
        let outcome = project.outcome.as_ref();
        let kind = outcome
            .and_then(|name| project.scores.get(name))
            .map_or(ScaleKind::Other, Scale::kind);
        let least = usize::try_from(options.min_cell).unwrap_or(usize::MAX);
        let floor = Floor::new(least).unwrap_or(Floor::LEAST);
        let (of_subjects, of_stages) = ranking.groups.split_at(self.subjects.len());
        let groups: Vec<TopicGroup> = self
            .subjects
            .iter()
            .map(|(_, topics)| TopicGroup {
                topics: topics.clone(),
                values: Vec::new(),
            })
            .collect();
        // General praise is about something too, so no topic is left out here.
        let all = all_driving(topics);
        let figures = group_figures(respondents, &all, &groups, None, (kind, options.level))?;
        let wrote = (0..respondents.len()).filter(|&i| respondents.has_words(i));
        let standing = Standing {
            members: TopicGroup::members(&groups, respondents, &all, None),
            all: wrote.collect(),
            overlap: Overlap::Likely,
        };
        let shown = guarded(
            figures,
            |one| one,
            &standing,
            &Behind::of(respondents),
            floor,
        );
        let rows = self.subjects.iter().zip(shown).zip(of_subjects);
        let is_spoken_of = |figures: &Guarded<GroupFigures>| {
            figures.as_ref().map_or(true, |figures| figures.n > 0)
        };
        let subjects = rows
            .filter(|((_, figures), _)| is_spoken_of(figures))
            .map(|(((about, of_about), figures), contribution)| SubjectRow {
                about: *about,
                topics: ids(topics, of_about),
                contribution: contribution.filter(|_| figures.is_ok()),
                figures,
            })
            .collect();
        let journey = match &project.journey {
            Some(settings) => {
                let people = Passing {
                    respondents,
                    field,
                    topics,
                    kind,
                    options,
                    floor,
                };
                Some(self.journey(settings, &people, ranking, of_stages)?)
            }
            None => None,
        };
        Ok(Further {
            subjects,
            journey,
            frozen_model: match project.driver_model {
                Some(_) => FrozenModelUse::Beside,
                None => FrozenModelUse::NotNamed,
            },
            begun: Vec::new(),
        })
    }

    fn journey(
        &self,
        settings: &JourneySettings,
        people: &Passing<'_>,
        ranking: &Ranking,
        contributions: &[Option<Interval>],
    ) -> Result<JourneyFindings, Error> {
        let Passing { field, topics, .. } = *people;
        let code_of = |value: &String| {
            let levels = field.map_or(&[][..], |field| &field.levels);
            levels.iter().position(|level| level == value).map(as_u32)
        };
        let groups: Vec<TopicGroup> = settings
            .stages
            .iter()
            .zip(&self.stages)
            .map(|(stage, topics)| TopicGroup {
                topics: topics.clone(),
                values: stage.values.iter().filter_map(code_of).collect(),
            })
            .collect();
        let asked = Asked {
            stages: &groups,
            field,
            lines: settings.lines,
            kind: people.kind,
            // Where a field places what is said, the topics of a stage are not all of it.
            contributions: field.is_none().then_some(contributions),
        };
        let respondents = people.respondents;
        let Journey {
            stages,
            n,
            n_nowhere,
        } = journey(respondents, topics, &asked, people.options)?;
        // Those whom the journey places and counts.
        let code = |i: usize| field.and_then(|field| field.codes[i]);
        let can_be_placed = |i: &usize| respondents.has_words(*i) || code(*i).is_some();
        let standing = Standing {
            members: TopicGroup::members(&groups, respondents, &all_driving(topics), field),
            all: (0..respondents.len()).filter(can_be_placed).collect(),
            overlap: match field {
                Some(_) if self.stages.iter().all(Vec::is_empty) => Overlap::None,
                _ => Overlap::Likely,
            },
        };
        let shown = guarded(
            stages,
            |stage| &mut stage.group,
            &standing,
            &Behind::of(respondents),
            people.floor,
        );
        let mentioned = (ranking.signals.iter().map(|signal| &signal.topic))
            .chain(ranking.unranked.iter().map(|topic| &topic.topic));
        let has_stage = |id: &TopicId| {
            let mut listed = self.stages.iter().flatten();
            listed.any(|&topic| topics[topic].name.id == *id)
        };
        let has_topics = self.stages.iter().any(|topics| !topics.is_empty());
        // Beside a stage that is hidden, those who pass none would tell of those who pass it.
        let n_nowhere = shown.iter().all(Result::is_ok).then_some(n_nowhere);
        let rows = settings.stages.iter().zip(&self.stages).zip(shown);
        Ok(JourneyFindings {
            field: settings.field.clone(),
            lines: settings.lines,
            n,
            n_nowhere,
            floor: people.floor.people(),
            is_uncorrected: people.options.card.is_some(),
            stages: rows
                .map(|((stage, topics_of), figures)| StageRow {
                    id: stage.id.clone(),
                    nl: stage.nl.clone(),
                    en: stage.en.clone(),
                    topics: ids(topics, topics_of),
                    values: stage.values.clone(),
                    figures,
                })
                .collect(),
            unplaced_values: unplaced_values(settings, field),
            values_without_records: values_without_records(settings, field),
            unplaced_topics: mentioned
                .filter(|topic| has_topics && !has_stage(&topic.id))
                .cloned()
                .collect(),
        })
    }
}

/// Those who pass, and what decides what may be shown of them.
#[derive(Clone, Copy)]
struct Passing<'a> {
    respondents: &'a Respondents,
    field: Option<&'a Control>,
    topics: &'a [Topic],
    kind: ScaleKind,
    options: &'a Options,
    floor: Floor,
}

fn ids(topics: &[Topic], positions: &[usize]) -> Vec<TopicId> {
    let named = positions.iter().map(|&topic| topics[topic].name.id.clone());
    named.collect()
}

/// Values of the field that belong to no stage.
fn unplaced_values(settings: &JourneySettings, field: Option<&Control>) -> Vec<String> {
    let Some(field) = field else {
        return Vec::new();
    };
    let occurs = |at: &usize| field.codes.contains(&Some(as_u32(*at)));
    let levels = (0..field.levels.len())
        .filter(occurs)
        .map(|at| &field.levels[at]);
    let is_placed = |value: &&String| {
        let mut stages = settings.stages.iter();
        stages.any(|stage| stage.values.contains(*value))
    };
    let mut values: Vec<String> = levels.filter(|value| !is_placed(value)).cloned().collect();
    values.sort_unstable();
    values
}

/// Values of stages that no record has: mistyped, or of another field. Without any record nothing can be said of them.
fn values_without_records(
    settings: &JourneySettings,
    field: Option<&Control>,
) -> Vec<ValueWithoutRecords> {
    let Some(field) = field.filter(|field| !field.levels.is_empty()) else {
        return Vec::new();
    };
    let known: Vec<&str> = field.levels.iter().map(String::as_str).collect();
    let stated = settings.stages.iter().flat_map(|stage| &stage.values);
    let missing = stated.filter(|value| !known.contains(&value.as_str()));
    missing
        .map(|value| ValueWithoutRecords {
            value: value.clone(),
            nearest: closest(value, &known).map(str::to_owned),
        })
        .collect()
}

/// The topics of each stage.
fn stages_of(settings: &JourneySettings, taxonomy: &Taxonomy) -> Result<Vec<Vec<usize>>, Error> {
    let mut of_topic: Vec<Option<usize>> = vec![None; taxonomy.topics().len()];
    for (at, stage) in settings.stages.iter().enumerate() {
        for pattern in &stage.topics {
            let matched = matching(pattern, taxonomy);
            if matched.is_empty() {
                return Err(Error::UnknownTopic {
                    key: "journey.stage.topics",
                    topic: pattern.clone(),
                });
            }
            for topic in matched {
                if let Some(other) = of_topic[topic].filter(|other| *other != at) {
                    let named = |stage: &StageSettings| stage.id.clone();
                    return Err(Error::TopicInTwoStages {
                        topic: taxonomy.topics()[topic].id.to_string(),
                        stages: [named(&settings.stages[other]), named(stage)],
                    });
                }
                of_topic[topic] = Some(at);
            }
        }
    }
    let of_stage = |at: usize| {
        let topics = (0..of_topic.len()).filter(|&topic| of_topic[topic] == Some(at));
        topics.collect()
    };
    Ok((0..settings.stages.len()).map(of_stage).collect())
}

/// Topics that a pattern matches, or that stand below one that it matches.
fn matching(pattern: &str, taxonomy: &Taxonomy) -> Vec<usize> {
    let Ok(pattern) = Glob::new(pattern) else {
        return Vec::new();
    };
    let pattern: GlobMatcher = pattern.compile_matcher();
    let topics = taxonomy.topics();
    let is_meant = |topic: &usize| {
        let mut line = std::iter::once(*topic).chain(taxonomy.ancestors(*topic).iter().copied());
        line.any(|one| pattern.is_match(topics[one].id.as_str()))
    };
    (0..topics.len()).filter(is_meant).collect()
}

/// Whether one respondent can stand in several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overlap {
    /// Many do.
    Likely,
    /// Nobody does.
    None,
}

/// Which respondents stand in each row.
#[derive(Debug)]
struct Standing {
    members: Vec<Vec<usize>>,
    /// All of whom the rows are.
    all: Vec<usize>,
    overlap: Overlap,
}

/// The customer behind each respondent, and what they answered.
#[derive(Debug)]
struct Behind {
    customers: Vec<u32>,
    /// What respondents who gave a score answered; the figure of all of them stands beside the rows.
    scores: BTreeMap<usize, f64>,
}

impl Behind {
    fn of(respondents: &Respondents) -> Self {
        let places = 0..respondents.len();
        let score = |i: usize| respondents.outcome(i).map(|outcome| (i, outcome));
        Self {
            customers: places.clone().map(|i| respondents.customer(i)).collect(),
            scores: places.filter_map(score).collect(),
        }
    }

    fn n_customers(&self, who: impl Iterator<Item = usize>) -> usize {
        let customers: BTreeSet<u32> = who.map(|i| self.customers[i]).collect();
        customers.len()
    }

    /// Respondents of whom another stands for the same customer.
    fn givers(&self) -> Givers {
        let mut of_customer: BTreeMap<u32, usize> = BTreeMap::new();
        for customer in &self.customers {
            *of_customer.entry(*customer).or_default() += 1;
        }
        let customers = self.customers.iter().enumerate();
        customers
            .filter(|(_, customer)| of_customer[*customer] > 1)
            .map(|(i, customer)| (i, *customer as usize))
            .collect()
    }
}

/// Most groups of people who stand in the same rows with which all rows that overlap are judged together.
const MOST_GROUPS: usize = 16;

/// Why the figure of each row may not stand beside that of all: few customers, few others, a group of one answer, or with
/// other rows such a group.
fn withheld(
    rows: &[BTreeMap<usize, f64>],
    all: &BTreeMap<usize, f64>,
    overlap: Overlap,
    givers: &Givers,
    floor: Floor,
) -> Vec<Option<Reason>> {
    let whole = People {
        answers: all.clone(),
        is_public: true,
        ..People::default()
    };
    let row = |row: &BTreeMap<usize, f64>| People {
        answers: row.clone(),
        fineness: 1,
        ..People::default()
    };
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for i in row.keys() {
            groups.entry(*i).or_default().push(at);
        }
    }
    let groups: BTreeSet<Vec<usize>> = groups.into_values().collect();
    let judge = |figures: &[People]| -> Vec<Option<Reason>> {
        let verdicts = suppress_answers(figures, givers, floor);
        let of_rows = verdicts.into_iter().skip(1);
        of_rows.map(Verdict::reason).collect()
    };
    if overlap == Overlap::None || groups.len() <= MOST_GROUPS {
        let figures: Vec<People> = std::iter::once(whole).chain(rows.iter().map(row)).collect();
        return judge(&figures);
    }
    // Each against all others: what follows from several rows would need them to add up to the person.
    rows.iter()
        .flat_map(|one| judge(&[whole.clone(), row(one)]))
        .collect()
}

/// Passes rows through the disclosure rules: those who stand in one, their rest, the score of those who gave one, and whether
/// all of a row speak alike. Of how many speak badly there is no total that a hidden row would follow from.
fn guarded<T>(
    rows: Vec<T>,
    of: impl Fn(&mut T) -> &mut GroupFigures,
    standing: &Standing,
    behind: &Behind,
    floor: Floor,
) -> Vec<Guarded<T>> {
    let givers = behind.givers();
    let hidden = hidden_rows(standing, behind, &givers, floor);
    let scored = |who: &Vec<usize>| -> BTreeMap<usize, f64> {
        let score = |i: &usize| Some((*i, *behind.scores.get(i)?));
        who.iter().filter_map(score).collect()
    };
    let scored: Vec<BTreeMap<usize, f64>> = standing.members.iter().map(scored).collect();
    let scores = withheld(&scored, &behind.scores, standing.overlap, &givers, floor);
    rows.into_iter()
        .zip(hidden)
        .zip(scores)
        .map(|((mut row, hidden), score)| {
            let figures = of(&mut row);
            if score.is_some() {
                (figures.score, figures.n_scored) = (None, None);
            }
            let alike = figures.are_all_alike().then_some(Reason::Attribute);
            hidden.or(alike).map_or(Ok(row), Err)
        })
        .collect()
}

/// Why who stands in each row is not shown.
fn hidden_rows(
    standing: &Standing,
    behind: &Behind,
    givers: &Givers,
    floor: Floor,
) -> Vec<Option<Reason>> {
    let Standing {
        members,
        all,
        overlap,
    } = standing;
    let names: Vec<String> = (0..members.len()).map(|at| format!("row {at}")).collect();
    let sizes = members
        .iter()
        .map(|row| behind.n_customers(row.iter().copied()));
    let sizes: Vec<usize> = sizes.collect();
    let mut cells = Vec::new();
    let mut owners = Vec::new();
    match overlap {
        Overlap::Likely => {
            let n = behind.n_customers(all.iter().copied());
            cells.push(Cell::new([], n));
            owners.push(None);
            for (at, (name, size)) in names.iter().zip(&sizes).enumerate() {
                cells.push(Cell::new([(name.as_str(), "yes")], *size));
                cells.push(Cell::new([(name.as_str(), "no")], n.saturating_sub(*size)));
                owners.extend([Some(at), Some(at)]);
            }
        }
        Overlap::None => {
            let placed: BTreeSet<usize> = members.iter().flatten().copied().collect();
            let rest = behind.n_customers(all.iter().copied().filter(|i| !placed.contains(i)));
            // As many as the rows together, though a customer can stand in several.
            cells.push(Cell::new([], sizes.iter().sum::<usize>() + rest));
            owners.push(None);
            for (at, (name, size)) in names.iter().zip(&sizes).enumerate() {
                cells.push(Cell::new([("row", name.as_str())], *size));
                owners.push(Some(at));
            }
            cells.push(Cell::new([("row", "none")], rest));
            owners.push(None);
        }
    }
    let mut hidden: Vec<Option<Reason>> = vec![None; members.len()];
    for (owner, verdict) in owners.into_iter().zip(suppress(&cells, floor)) {
        if let (Some(at), Some(reason)) = (owner, verdict.reason()) {
            hidden[at].get_or_insert(reason);
        }
    }
    if !givers.is_empty() {
        // Who stands in a row is no answer: no two are alike.
        let told = |(at, i): (usize, &usize)| (*i, f64::from(as_u32(at)));
        let listed = |who: &Vec<usize>| who.iter().enumerate().map(told).collect();
        let rows: Vec<BTreeMap<usize, f64>> = members.iter().map(listed).collect();
        let further = withheld(&rows, &listed(all), *overlap, givers, floor);
        for (hidden, further) in hidden.iter_mut().zip(further) {
            *hidden = hidden.or(further);
        }
    }
    hidden
}

#[cfg(test)]
#[path = "topic_groups_tests.rs"]
mod tests;

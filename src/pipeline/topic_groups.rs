use super::Error;
use crate::classify::Taxonomy;
use crate::config::{JourneySettings, Project, StageSettings, closest};
use crate::disclosure::{Cell, Figure, Floor, Group, Reason, Verdict, suppress, suppress_groups};
use crate::findings::{
    FrozenModelUse, Further, Guarded, JourneyFindings, StageRow, SubjectRow, ValueWithoutRecords,
};
use crate::record::{About, Scale, ScaleKind, TopicId};
use crate::signals::journey::{Asked, Journey, journey};
use crate::signals::{
    Control, GroupFigures, Memberships, Options, Ranking, Respondents, Topic, TopicGroup,
    all_driving, group_figures,
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

    /// Who speaks of each subject and what they answered, as far as few people allow; it takes no ranking.
    pub(super) fn subjects(
        &self,
        project: &Project,
        respondents: &Respondents,
        topics: &[Topic],
        options: &Options,
    ) -> Result<Vec<Guarded<GroupFigures>>, Error> {
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
        let level = (kind_of(project), options.level);
        let figures = group_figures(respondents, &all, &groups, None, level)?;
        let wrote = (0..respondents.len()).map(|i| respondents.has_words(i));
        let standing = Standing {
            n_rows: groups.len(),
            rows: TopicGroup::memberships(&groups, respondents, &all, None),
            all: wrote.collect(),
            overlap: Overlap::Likely,
        };
        let behind = Behind::of(respondents.customers());
        Ok(guarded(
            figures,
            |one| one,
            &standing,
            (&behind, |i| respondents.outcome(i)),
            floor_of(options),
        ))
    }

    /// Looks at every group, as far as few people allow; `ranking` was made with [`Self::topics`] and `subjects` by
    /// [`Self::subjects`], and `field` is that of the journey.
    pub(super) fn look(
        &self,
        project: &Project,
        (respondents, field): (&Respondents, Option<&Control>),
        topics: &[Topic],
        (ranking, subjects): (&Ranking, Vec<Guarded<GroupFigures>>),
        options: &Options,
    ) -> Result<Further, Error> {
        let (of_subjects, of_stages) = ranking.groups.split_at(self.subjects.len());
        let rows = self.subjects.iter().zip(subjects).zip(of_subjects);
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
                rounded_to: None,
            })
            .collect();
        let journey = match &project.journey {
            Some(settings) => {
                let people = Passing {
                    respondents,
                    field,
                    topics,
                    kind: kind_of(project),
                    options,
                    floor: floor_of(options),
                };
                Some(self.journey(settings, &people, ranking, of_stages)?)
            }
            None => None,
        };
        Ok(Further {
            subjects,
            journey,
            frozen_model: match project.driver_model {
                Some(_) => FrozenModelUse::Beside(None),
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
        let can_be_placed = |i: usize| respondents.has_words(i) || code(i).is_some();
        let standing = Standing {
            n_rows: groups.len(),
            rows: TopicGroup::memberships(&groups, respondents, &all_driving(topics), field),
            all: (0..respondents.len()).map(can_be_placed).collect(),
            overlap: match field {
                Some(_) if self.stages.iter().all(Vec::is_empty) => Overlap::None,
                _ => Overlap::Likely,
            },
        };
        let shown = guarded(
            stages,
            |stage| &mut stage.group,
            &standing,
            (&Behind::of(respondents.customers()), |i| {
                respondents.outcome(i)
            }),
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
        let levels = field.iter().flat_map(|field| &field.levels);
        let levels: Vec<&str> = levels.map(String::as_str).collect();
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
                    rounded_to: None,
                })
                .collect(),
            unplaced_values: unplaced_values(settings, field),
            values_without_records: values_without_records(settings, &levels),
            unplaced_topics: mentioned
                .filter(|topic| has_topics && !has_stage(&topic.id))
                .cloned()
                .collect(),
        })
    }
}

fn kind_of(project: &Project) -> ScaleKind {
    let outcome = project.outcome.as_ref();
    let scale = outcome.and_then(|name| project.scores.get(name));
    scale.map_or(ScaleKind::Other, Scale::kind)
}

fn floor_of(options: &Options) -> Floor {
    let least = usize::try_from(options.min_cell).unwrap_or(usize::MAX);
    Floor::new(least).unwrap_or(Floor::LEAST)
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

/// Values of stages that no record has: mistyped, or of another field. Without any value of records nothing can be said of
/// them.
pub(super) fn values_without_records(
    settings: &JourneySettings,
    known: &[&str],
) -> Vec<ValueWithoutRecords> {
    if known.is_empty() {
        return Vec::new();
    }
    let stated = settings.stages.iter().flat_map(|stage| &stage.values);
    let missing = stated.filter(|value| !known.contains(&value.as_str()));
    missing
        .map(|value| ValueWithoutRecords {
            value: value.clone(),
            nearest: closest(value, known).map(str::to_owned),
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
    n_rows: usize,
    /// The rows of each.
    rows: Memberships,
    /// Per respondent whether they are one of all of whom the rows are.
    all: Vec<bool>,
    overlap: Overlap,
}

impl Standing {
    /// Who stands in a row.
    fn members(&self, row: usize) -> impl Iterator<Item = usize> {
        let is_in = self.rows.with(row);
        let places = self.rows.of.iter().enumerate();
        places.filter_map(move |(i, &at)| is_in[at as usize].then_some(i))
    }

    /// All of whom the rows are.
    fn everybody(&self) -> impl Iterator<Item = usize> {
        let all = self.all.iter().enumerate();
        all.filter_map(|(i, is_one)| is_one.then_some(i))
    }
}

/// The customer behind each respondent.
#[derive(Debug)]
struct Behind<'a> {
    customers: &'a [u32],
    /// Respondents that stand for each customer; nothing where each has one of their own.
    n_of_customer: Vec<u32>,
}

impl<'a> Behind<'a> {
    fn of(customers: &'a [u32]) -> Self {
        // Where customers ascend each has one.
        let last = customers.iter().max();
        let last = last.filter(|_| !customers.is_sorted_by(|a, b| a < b));
        let mut n_of_customer = vec![0; last.map_or(0, |last| *last as usize + 1)];
        for customer in customers.iter().filter(|_| last.is_some()) {
            n_of_customer[*customer as usize] += 1;
        }
        if n_of_customer.iter().all(|&n| n < 2) {
            n_of_customer.clear();
        }
        Self {
            customers,
            n_of_customer,
        }
    }

    fn n_customers(&self, who: impl Iterator<Item = usize>) -> usize {
        if self.n_of_customer.is_empty() {
            return who.count();
        }
        let mut is_counted = vec![false; self.n_of_customer.len()];
        let mut n = 0;
        for i in who {
            let is_counted = &mut is_counted[self.customers[i] as usize];
            n += usize::from(!*is_counted);
            *is_counted = true;
        }
        n
    }

    /// The customer of a respondent, where another respondent stands for the same one.
    fn giver(&self, i: usize) -> Option<usize> {
        let customer = self.customers[i] as usize;
        let n = self.n_of_customer.get(customer).copied();
        (n > Some(1)).then_some(customer)
    }
}

/// Most groups of people who stand in the same rows with which all rows that overlap are judged together.
const MOST_GROUPS: usize = 16;

/// Why the figure of each of `n_rows` rows may not stand beside that of all who are `told`: few customers, few others, a
/// group of one answer, or with other rows such a group.
fn withheld(
    standing: &Standing,
    told: impl Fn(usize) -> Option<f64>,
    behind: &Behind<'_>,
    floor: Floor,
) -> Vec<Option<Reason>> {
    let Memberships { groups: rows, of } = &standing.rows;
    let mut groups = vec![Group::default(); rows.len()];
    for (i, &at) in of.iter().enumerate() {
        if let Some(answer) = told(i) {
            groups[at as usize].add(answer, behind.giver(i));
        }
    }
    let judge = |n_rows: usize, groups: BTreeMap<BTreeSet<usize>, Group>| -> Vec<Option<Reason>> {
        let figures = Figure::whole_and_parts(n_rows);
        let of_rows = suppress_groups(&figures, &groups, floor)
            .into_iter()
            .skip(1);
        of_rows.map(Verdict::reason).collect()
    };
    let in_rows = groups.iter().skip(1).filter(|group| !group.is_empty());
    if standing.overlap == Overlap::None || in_rows.count() <= MOST_GROUPS {
        let with_whole = |rows: &Vec<usize>| {
            let rows = rows.iter().map(|row| row + 1);
            std::iter::once(0).chain(rows).collect()
        };
        return judge(
            standing.n_rows,
            rows.iter().map(with_whole).zip(groups).collect(),
        );
    }
    // Each against all others: what follows from several rows would need them to add up to the person.
    let of_one = |row: usize| {
        let [mut own, mut others] = [Group::default(), Group::default()];
        for (rows, group) in rows.iter().zip(&groups) {
            let side = if rows.contains(&row) {
                &mut own
            } else {
                &mut others
            };
            side.add_all(group);
        }
        let parts = [(BTreeSet::from([0]), others), (BTreeSet::from([0, 1]), own)];
        judge(1, BTreeMap::from(parts))
    };
    (0..standing.n_rows).flat_map(of_one).collect()
}

/// Passes rows through the disclosure rules: those who stand in one, their rest, the `score` of those who gave one, and whether
/// all of a row speak alike. The score of all of them stands beside the rows. Of how many speak badly there is no total that
/// a hidden row would follow from.
fn guarded<T>(
    rows: Vec<T>,
    of: impl Fn(&mut T) -> &mut GroupFigures,
    standing: &Standing,
    (behind, score): (&Behind<'_>, impl Fn(usize) -> Option<f64>),
    floor: Floor,
) -> Vec<Guarded<T>> {
    let hidden = hidden_rows(standing, behind, floor);
    let scores = withheld(standing, score, behind, floor);
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
fn hidden_rows(standing: &Standing, behind: &Behind<'_>, floor: Floor) -> Vec<Option<Reason>> {
    let n_rows = standing.n_rows;
    let names: Vec<String> = (0..n_rows).map(|at| format!("row {at}")).collect();
    let sizes = (0..n_rows).map(|row| behind.n_customers(standing.members(row)));
    let sizes: Vec<usize> = sizes.collect();
    let mut cells = Vec::new();
    let mut owners = Vec::new();
    let is_placed = |i: usize| standing.rows.of[i] > 0;
    match standing.overlap {
        Overlap::Likely => {
            let n = behind.n_customers(standing.everybody());
            cells.push(Cell::new([], n));
            owners.push(None);
            for (at, (name, size)) in names.iter().zip(&sizes).enumerate() {
                cells.push(Cell::new([(name.as_str(), "yes")], *size));
                cells.push(Cell::new([(name.as_str(), "no")], n.saturating_sub(*size)));
                owners.extend([Some(at), Some(at)]);
            }
        }
        Overlap::None => {
            let rest = behind.n_customers(standing.everybody().filter(|&i| !is_placed(i)));
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
    let mut hidden: Vec<Option<Reason>> = vec![None; n_rows];
    for (owner, verdict) in owners.into_iter().zip(suppress(&cells, floor)) {
        if let (Some(at), Some(reason)) = (owner, verdict.reason()) {
            hidden[at].get_or_insert(reason);
        }
    }
    if !behind.n_of_customer.is_empty() {
        // Who stands in a row is no answer: no two are alike.
        let is_told = |i: usize| is_placed(i) || standing.all[i];
        let told = |i: usize| is_told(i).then_some(f64::from(as_u32(i)));
        let further = withheld(standing, told, behind, floor);
        for (hidden, further) in hidden.iter_mut().zip(further) {
            *hidden = hidden.or(further);
        }
    }
    hidden
}

#[cfg(test)]
#[path = "topic_groups_tests.rs"]
mod tests;

use super::Error;
use crate::classify::Taxonomy;
use crate::config::{JourneySettings, Project, StageSettings};
use crate::disclosure::{Cell, Floor, Reason, suppress};
use crate::findings::{Further, Guarded, JourneyFindings, StageRow, SubjectRow};
use crate::record::{About, Scale, ScaleKind, TopicId};
use crate::signals::journey::{Asked, Journey, journey};
use crate::signals::{
    Control, GroupFigures, Options, Ranking, Respondents, Topic, TopicGroup, group_figures,
};
use crate::units::{Interval, as_u32};
use globset::{Glob, GlobMatcher};

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
        let all: Vec<Topic> = topics
            .iter()
            .map(|topic| Topic {
                is_driver: true,
                ..topic.clone()
            })
            .collect();
        let figures = group_figures(respondents, &all, &groups, None, (kind, options.level))?;
        let n_wrote = (0..respondents.len())
            .filter(|&i| respondents.has_words(i))
            .count();
        let shown = guarded(figures, |one| one, Overlap::Likely, n_wrote, floor);
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
            measured: None,
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
        let Journey {
            stages,
            n,
            n_nowhere,
        } = journey(people.respondents, topics, &asked, people.options)?;
        let overlap = match field {
            Some(_) if self.stages.iter().all(Vec::is_empty) => Overlap::None {
                rest: usize::try_from(n_nowhere).unwrap_or(usize::MAX),
            },
            _ => Overlap::Likely,
        };
        let n_placed = usize::try_from(n).unwrap_or(usize::MAX);
        let shown = guarded(
            stages,
            |stage| &mut stage.group,
            overlap,
            n_placed,
            people.floor,
        );
        let rows = settings.stages.iter().zip(&self.stages).zip(shown);
        let mentioned = (ranking.signals.iter().map(|signal| &signal.topic))
            .chain(ranking.unranked.iter().map(|topic| &topic.topic));
        let has_stage = |id: &TopicId| {
            let mut listed = self.stages.iter().flatten();
            listed.any(|&topic| topics[topic].name.id == *id)
        };
        let has_topics = self.stages.iter().any(|topics| !topics.is_empty());
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

/// Whether one person can stand in several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overlap {
    /// Many do.
    Likely,
    /// Nobody does; `rest` stand in none.
    None {
        /// How many.
        rest: usize,
    },
}

/// Passes rows through the disclosure rules: those who stand in one, their rest, and the score of those who gave one.
fn guarded<T>(
    mut rows: Vec<T>,
    of: impl Fn(&mut T) -> &mut GroupFigures,
    overlap: Overlap,
    n: usize,
    floor: Floor,
) -> Vec<Guarded<T>> {
    let people = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let names: Vec<String> = (0..rows.len()).map(|at| format!("row {at}")).collect();
    let mut cells = vec![Cell::new([], n)];
    let mut owners = vec![None];
    for (at, row) in rows.iter_mut().enumerate() {
        let figures = of(row);
        if people(figures.n_scored) < floor.people() || figures.all_answered.is_some() {
            figures.score = None;
        }
        let (members, name) = (people(figures.n), names[at].as_str());
        match overlap {
            Overlap::Likely => {
                cells.push(Cell::new([(name, "yes")], members));
                cells.push(Cell::new([(name, "no")], n.saturating_sub(members)));
                owners.extend([Some(at), Some(at)]);
            }
            Overlap::None { .. } => {
                cells.push(Cell::new([("row", name)], members));
                owners.push(Some(at));
            }
        }
    }
    if let Overlap::None { rest } = overlap {
        cells.push(Cell::new([("row", "none")], rest));
        owners.push(None);
    }
    let mut hidden: Vec<Option<Reason>> = vec![None; rows.len()];
    for (owner, verdict) in owners.into_iter().zip(suppress(&cells, floor)) {
        if let (Some(at), Some(reason)) = (owner, verdict.reason()) {
            hidden[at].get_or_insert(reason);
        }
    }
    let rows = rows.into_iter().zip(hidden);
    rows.map(|(row, hidden)| hidden.map_or(Ok(row), Err))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(n: u64, n_scored: u64) -> GroupFigures {
        GroupFigures {
            n,
            n_negative: 0,
            n_positive: 0,
            n_scored,
            all_answered: None,
            score: Interval::new(0.0, 1.0, 2.0, crate::units::Probability::saturating(0.95)).ok(),
        }
    }

    fn look(rows: &[(u64, u64)], overlap: Overlap, n: usize) -> Vec<Guarded<GroupFigures>> {
        let rows = rows.iter().map(|&(n, n_scored)| figures(n, n_scored));
        guarded(
            rows.collect(),
            |one| one,
            overlap,
            n,
            Floor::new(10).unwrap(),
        )
    }

    #[test]
    fn few_people_have_no_row_and_few_answers_no_score() {
        let found = look(
            &[(200, 100), (4, 4), (60, 6), (0, 0), (395, 300)],
            Overlap::Likely,
            400,
        );
        let score = |at: usize| match &found[at] {
            Ok(figures) => Ok(figures.score.is_some()),
            Err(reason) => Err(*reason),
        };
        assert_eq!(score(0), Ok(true));
        assert_eq!(score(1), Err(Reason::BelowFloor));
        assert_eq!(score(2), Ok(false));
        assert_eq!(score(3), Ok(false), "nobody is no person");
        assert!(score(4).is_err(), "five would follow as the rest");
    }

    #[test]
    fn the_only_small_stage_takes_another_with_it() {
        let found = look(
            &[(200, 200), (4, 4), (60, 60)],
            Overlap::None { rest: 0 },
            264,
        );
        assert!(found[0].is_ok() && found[1].is_err() && found[2].is_err());
    }

    fn settings(topics: [&str; 2]) -> JourneySettings {
        let stage = |id: &str, topic: &str| StageSettings {
            id: id.to_owned(),
            nl: id.to_owned(),
            en: id.to_owned(),
            topics: vec![topic.to_owned()],
            values: Vec::new(),
        };
        JourneySettings {
            field: None,
            lines: crate::signals::journey::MomentLines::default(),
            stages: vec![stage("one", topics[0]), stage("two", topics[1])],
        }
    }

    #[test]
    fn a_topic_stands_for_those_below_it_and_in_one_stage() {
        let taxonomy = crate::pipeline::read_taxonomy(None).unwrap();
        let found = stages_of(&settings(["access", "price.*"]), &taxonomy).unwrap();
        assert_eq!(found[0].len(), 8, "access and its seven topics");
        assert_eq!(found[1].len(), 5);
        let error = |topics| {
            stages_of(&settings(topics), &taxonomy)
                .unwrap_err()
                .to_string()
        };
        assert!(error(["access", "acess.*"]).contains("acess.*"));
        let twice = error(["access", "access.menu"]);
        assert!(twice.contains("access.menu") && twice.contains("one") && twice.contains("two"));
    }
}

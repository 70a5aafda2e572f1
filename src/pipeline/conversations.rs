use super::join::{first_answer, spoken};
use super::outcome::{answer_days, parting_changes};
use super::selection::selected_contacts;
use super::stage::{CHUNK, staged};
use super::{Assets, Error, Selection};
use crate::config::Project;
use crate::conversations::{
    Behaviour, Case, ConversationReading, DimensionSummary, Direction, MIN_CLUSTERS, Occurrence,
    Options, ReasonCount, Rules, read, summarise,
};
use crate::disclosure::{Floor, Givers, People, Reason, Verdict, suppress_answers};
use crate::findings::{
    ConversationFindings, ConversationShown, Guarded, TurnShown, WithheldBehaviours,
};
use crate::privacy::{CleanBody, CleanTurn};
use crate::record::{RecordId, RecordKind, Scale, Span, Speaker, TopicId};
use crate::signals::TopicName;
use crate::store::{Document, Store};
use crate::units::as_f64;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Whether what was found in a conversation is what is looked for.
type IsMeant<'f> = dyn Fn(&[(Behaviour, Span)]) -> bool + 'f;

/// Conversations read between two rounds of work.
const BATCH: usize = 16 * CHUNK;

/// Sums up the conversations among the contacts that `selection` lets through.
///
/// `agent_fields` are the facets that tell the agent; of several the first that a conversation has counts.
/// Agents serve to tell which conversations hang together: no figure is of a single one.
///
/// # Errors
///
/// [`Error::Query`] for a wrong filter, [`Error::Behaviours`] where the rules cannot be used, and the errors of the index.
pub fn conversations(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    agent_fields: &[String],
) -> Result<ConversationFindings, Error> {
    let rules = Rules::bundled()?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let columns = store.columns()?;
    let named = project.outcome.as_ref();
    let outcome = named.and_then(|name| project.scores.get_key_value(name));
    let contacts = selected_contacts(store, &columns, selection, named, &zone)?;
    let answers = outcome.and_then(|(name, _)| columns.scores.get(name));
    let days = outcome.map_or_else(Vec::new, |(name, _)| {
        answer_days(project, &columns, &contacts, name, &zone)
    });
    let mut answered: BTreeMap<RecordId, Answered> = BTreeMap::new();
    let all_spoken = contacts.iter().map(|contact| spoken(&columns, contact));
    // Days are of the contacts in which somebody speaks.
    let all_spoken = all_spoken.filter(|rows| !rows.is_empty());
    for (place, spoken) in all_spoken.enumerate() {
        let points = first_answer(&columns, &spoken, answers)
            .and_then(|row| Some(outcome?.1.outcome_points(answers?[row])));
        let day = days.get(place).copied().flatten();
        let transcripts = spoken.iter();
        let transcripts = transcripts.filter(|&&row| columns.kind[row] == RecordKind::Transcript);
        answered.extend(transcripts.map(|&row| (columns.ids[row], Answered { points, day })));
    }
    let since = outcome.and_then(|(name, _)| {
        let days: Vec<Option<Date>> = answered.values().map(|one| one.day).collect();
        parting_changes(project, name, &days).pop()
    });
    let ids: Vec<RecordId> = answered.keys().copied().collect();
    let taken = take(store, assets, &rules, &ids, agent_fields)?;
    let mut clusters = Clusters::default();
    let cases: Vec<Case> = taken
        .iter()
        .map(|one| Case {
            cluster: clusters.number(one),
            outcome: answered.get(&one.id).and_then(|one| one.since(since)),
            reading: one.reading.clone(),
        })
        .collect();
    let summary = summarise(
        &cases,
        Options {
            level: project.ranking.level,
        },
    );
    let least = usize::try_from(project.ranking.min_cell).unwrap_or(usize::MAX);
    let floor = Floor::new(least).unwrap_or(Floor::LEAST);
    let people = Participants::of(&taken, floor);
    let told = |is_told: fn(&ConversationReading) -> bool| -> BTreeSet<usize> {
        let places = cases.iter().enumerate();
        let places = places.filter(|(_, case)| is_told(&case.reading));
        places.map(|(place, _)| place).collect()
    };
    let with_course = told(|reading| reading.course.is_ok());
    let may_show_course = guard(&[&with_course], &people.customers, floor).remove(0);
    let with_behaviours = told(|reading| reading.behaviours.is_ok());
    let may_show = guard(&[&with_behaviours], &people.customers, floor).remove(0);
    let agents: BTreeSet<&str> = taken
        .iter()
        .filter_map(|one| one.agent.as_deref())
        .collect();
    let n_without_agent = taken.iter().filter(|one| one.agent.is_none()).count();
    let dimensions = match may_show {
        Err(reason) => Err(WithheldBehaviours::FewCustomers(reason)),
        Ok(()) if !people.has_agents(&with_behaviours) => Err(WithheldBehaviours::FewAgents {
            least: MIN_CLUSTERS,
        }),
        Ok(()) => Ok(without_few(summary.dimensions, &cases, &people)),
    };
    Ok(ConversationFindings {
        project: project.name.clone(),
        level: project.ranking.level,
        outcome: outcome.map(|(name, scale)| (name.clone(), scale.kind())),
        best: outcome.map(|(_, scale)| Scale::best(scale)),
        since,
        n: summary.n,
        n_with_outcome: cases.iter().filter(|case| case.outcome.is_some()).count(),
        n_agents: agents.len(),
        n_without_agent,
        course_untold: summary.course_untold,
        reason_untold: summary.reason_untold,
        behaviours_untold: summary.behaviours_untold,
        reasons: reasons(&summary.reasons, &people.customers, floor, assets),
        course: may_show_course.map(|()| summary.course),
        dimensions,
        names: names(&rules),
    })
}

/// One conversation with what was read in it; `None` where `id` is none in the index.
///
/// # Errors
///
/// [`Error::Behaviours`] where the rules cannot be used, and the errors of the index.
pub fn conversation(
    assets: &Assets,
    store: &Store,
    id: RecordId,
) -> Result<Option<ConversationShown>, Error> {
    let rules = Rules::bundled()?;
    let Some(document) = store.get(id)? else {
        return Ok(None);
    };
    if document.record.kind != RecordKind::Transcript {
        return Ok(None);
    }
    let reading = reading(&document, assets, &rules);
    let turns = turns(&document);
    let mut shown: Vec<TurnShown> = turns
        .iter()
        .zip(&reading.tones)
        .map(|(turn, tone)| TurnShown {
            speaker: turn.speaker,
            text: turn.text.clone(),
            tone: *tone,
            behaviours: Vec::new(),
        })
        .collect();
    for &(behaviour, span) in reading.behaviours.iter().flatten() {
        if let Some(turn) = shown.get_mut(span.part as usize) {
            turn.behaviours.push((behaviour, span));
        }
    }
    Ok(Some(ConversationShown {
        id,
        language: document.reading.language.tag,
        turns: shown,
        course: reading.course,
        reason: reading
            .reason
            .map(|reason| (named(&reason.topic, assets), reason.span)),
        behaviours_untold: reading.behaviours.err(),
        names: names(&rules),
    }))
}

/// A conversation that was read.
struct Taken {
    id: RecordId,
    agent: Option<String>,
    customer: Option<String>,
    reading: ConversationReading,
}

/// Reads the conversations with `ids`, in the order of the input.
fn take(
    store: &Store,
    assets: &Assets,
    rules: &Rules,
    ids: &[RecordId],
    agent_fields: &[String],
) -> Result<Vec<Taken>, Error> {
    let mut taken = Vec::with_capacity(ids.len());
    let mut batch: Vec<Document> = Vec::with_capacity(BATCH.min(ids.len()));
    let one = |document: &Document| {
        let facets = &document.record.facets;
        let value = |field: &String| {
            let facet = facets.iter().find(|(name, _)| **name == **field);
            facet.map(|(_, value)| value.to_string())
        };
        Taken {
            id: document.record.id,
            agent: agent_fields.iter().find_map(value),
            customer: document.record.customer.map(|id| id.to_string()),
            reading: reading(document, assets, rules),
        }
    };
    let mut flush = |batch: &mut Vec<Document>| -> Result<(), Error> {
        staged(
            batch.drain(..),
            |chunk: Vec<Document>| chunk.iter().map(one).collect::<Vec<Taken>>(),
            |chunk| -> Result<(), Error> {
                taken.extend(chunk);
                Ok(())
            },
        )
    };
    store.each_of(ids, |document| -> Result<(), Error> {
        batch.push(document);
        if batch.len() == BATCH {
            flush(&mut batch)?;
        }
        Ok(())
    })?;
    flush(&mut batch)?;
    Ok(taken)
}

fn reading(document: &Document, assets: &Assets, rules: &Rules) -> ConversationReading {
    let taxonomy = assets.classifier.taxonomy();
    // General praise and complaints say nothing of why somebody called.
    let is_reason = |topic: &TopicId| {
        let place = taxonomy.position(topic.as_str());
        place.is_none_or(|place| taxonomy.topics()[place].driver)
    };
    read(&turns(document), &document.reading, rules, is_reason)
}

/// The turns of a conversation; one that came as a single text is a turn of which nobody knows who spoke.
fn turns(document: &Document) -> Cow<'_, [CleanTurn]> {
    match &document.record.body {
        CleanBody::Dialogue(turns) => Cow::Borrowed(turns),
        CleanBody::Message(text) => Cow::Owned(vec![CleanTurn {
            speaker: Speaker::Unknown,
            at: None,
            text: text.clone(),
        }]),
        CleanBody::Nothing | CleanBody::Event(_) => Cow::Owned(Vec::new()),
    }
}

/// What conversations hang together by, numbered in the order of the input.
#[derive(Default)]
struct Clusters {
    known: BTreeMap<(u8, String), u64>,
    n: u64,
}

impl Clusters {
    /// The agent where known, else the customer; a conversation of nobody stands alone.
    fn number(&mut self, one: &Taken) -> u64 {
        let fresh = self.n;
        let name = match (&one.agent, &one.customer) {
            (Some(agent), _) => Some((0, agent.clone())),
            (None, Some(customer)) => Some((1, customer.clone())),
            (None, None) => None,
        };
        let number = name.map_or(fresh, |name| *self.known.entry(name).or_insert(fresh));
        self.n += u64::from(number == fresh);
        number
    }
}

/// Who was in each conversation, by its position; a conversation of nobody known is of somebody else.
fn givers(taken: &[Taken]) -> Givers {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut givers = Givers::new();
    for (place, one) in taken.iter().enumerate() {
        if let Some(customer) = &one.customer {
            let fresh = numbers.len();
            givers.insert(place, *numbers.entry(customer).or_insert(fresh));
        }
    }
    givers
}

/// The answer beside a conversation.
#[derive(Debug, Clone, Copy)]
struct Answered {
    points: Option<f64>,
    /// Its day, where a change of the score is declared.
    day: Option<Date>,
}

impl Answered {
    /// Its points, unless it was given before the score changed.
    fn since(&self, change: Option<Date>) -> Option<f64> {
        let counts = change.is_none_or(|change| self.day.is_some_and(|day| day >= change));
        self.points.filter(|_| counts)
    }
}

/// Who stands behind conversations, by their position.
struct Participants {
    customers: Givers,
    /// Fewest customers.
    floor: Floor,
    /// Known agents; empty where no conversation has one.
    agents: Givers,
    /// As `agents`, all that are not known taken for one.
    supposed: Givers,
}

impl Participants {
    fn of(taken: &[Taken], floor: Floor) -> Self {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut agents, mut supposed) = (Givers::new(), Givers::new());
        for (place, one) in taken.iter().enumerate() {
            let number = one.agent.as_deref().map(|agent| {
                // Nobody is number 0.
                let fresh = numbers.len() + 1;
                *numbers.entry(agent).or_insert(fresh)
            });
            agents.extend(number.map(|number| (place, number)));
            supposed.insert(place, number.unwrap_or(0));
        }
        Self {
            customers: givers(taken),
            floor,
            agents,
            supposed,
        }
    }

    /// Whether a figure of these conversations is of several known agents, or none is known anywhere.
    fn has_agents(&self, places: &BTreeSet<usize>) -> bool {
        let known: BTreeSet<&usize> = places
            .iter()
            .filter_map(|place| self.agents.get(place))
            .collect();
        self.agents.is_empty() || known.len() >= MIN_CLUSTERS
    }

    /// Which of `parts` of `whole` may be told beside it and each other: neither a part, nor the rest, nor what follows from
    /// several is of few customers or agents. That it was done nowhere, or everywhere, is of the whole.
    fn may_show(&self, whole: &BTreeSet<usize>, parts: &[BTreeSet<usize>]) -> Vec<bool> {
        let figure = |(at, places): (usize, &BTreeSet<usize>)| People {
            answers: places.iter().map(|&at| (at, as_f64(at))).collect(),
            // The whole stands there anyway; the first part holds the others.
            fineness: at.min(2),
            is_public: at == 0,
            ..People::default()
        };
        let figures: Vec<People> = std::iter::once(whole)
            .chain(parts)
            .enumerate()
            .map(figure)
            .collect();
        let passes = |givers: &Givers, floor: Floor| -> Vec<bool> {
            let verdicts = suppress_answers(&figures, givers, floor).into_iter();
            let verdicts = verdicts.skip(1);
            verdicts
                .map(|verdict| !matches!(verdict, Verdict::Suppressed(_)))
                .collect()
        };
        let of_customers = passes(&self.customers, self.floor);
        let of_agents = if self.agents.is_empty() {
            vec![true; parts.len()]
        } else {
            passes(&self.supposed, Floor::LEAST)
        };
        let is_enough = |places: &BTreeSet<usize>| {
            let customers = places.iter().map(|place| {
                let customer = self.customers.get(place).copied();
                customer.ok_or(*place)
            });
            let n_customers = customers.collect::<BTreeSet<_>>().len();
            places.is_empty() || (n_customers >= self.floor.people() && self.has_agents(places))
        };
        let verdicts = of_customers.into_iter().zip(of_agents).zip(parts);
        verdicts
            .map(|((customers, agents), part)| {
                let rest: BTreeSet<usize> = whole.difference(part).copied().collect();
                customers && agents && is_enough(part) && is_enough(&rest)
            })
            .collect()
    }
}

/// Dimensions without the counts and differences that are of few customers or agents.
fn without_few(
    mut dimensions: Vec<DimensionSummary>,
    cases: &[Case],
    people: &Participants,
) -> Vec<DimensionSummary> {
    for one in &mut dimensions {
        let dimension = one.dimension;
        for direction in [Direction::Positive, Direction::Negative] {
            let is_own = |behaviour: Behaviour| {
                behaviour.dimension() == dimension && behaviour.direction() == direction
            };
            let any = match direction {
                Direction::Positive => &mut one.shown,
                Direction::Negative => &mut one.failed,
            };
            let behaviours = one.behaviours.iter_mut();
            let behaviours: Vec<&mut (Behaviour, Occurrence)> = behaviours
                .filter(|(behaviour, _)| is_own(*behaviour))
                .collect();
            let named: Vec<Behaviour> =
                behaviours.iter().map(|(behaviour, _)| *behaviour).collect();
            let verdicts = |counts: fn(&Case) -> bool| -> Vec<bool> {
                let places = |is_meant: &IsMeant<'_>| -> BTreeSet<usize> {
                    let told = cases.iter().enumerate().filter(|(_, case)| counts(case));
                    let meant = told.filter(|(_, case)| {
                        let found = case.reading.behaviours.as_ref();
                        found.is_ok_and(|found| is_meant(found))
                    });
                    meant.map(|(place, _)| place).collect()
                };
                let whole = places(&|_| true);
                let any = places(&|found| found.iter().any(|(one, _)| is_own(*one)));
                let each = named
                    .iter()
                    .map(|meant| places(&|found| found.iter().any(|(one, _)| one == meant)));
                let parts: Vec<BTreeSet<usize>> = std::iter::once(any).chain(each).collect();
                people.may_show(&whole, &parts)
            };
            let counts = verdicts(|_| true);
            let changes = verdicts(|case| case.reading.course.is_ok());
            let outcomes = verdicts(|case| case.outcome.is_some());
            let found = behaviours.into_iter().map(|(_, found)| found);
            let verdicts = counts.into_iter().zip(changes).zip(outcomes);
            for (found, ((count, change), outcome)) in
                std::iter::once(any).chain(found).zip(verdicts)
            {
                if !count {
                    found.n_shown = None;
                    found.share = None;
                }
                if !(count && change) {
                    found.change = None;
                }
                if !(count && outcome) {
                    found.outcome = None;
                }
            }
        }
    }
    dimensions
}

/// Whether counts of these sets of conversations may be shown beside each other.
fn guard(sets: &[&BTreeSet<usize>], givers: &Givers, floor: Floor) -> Vec<Guarded<()>> {
    let figures: Vec<People> = sets
        .iter()
        .map(|set| People {
            // What is counted is no answer that all could share, so each stands for itself.
            answers: set.iter().map(|&at| (at, as_f64(at))).collect(),
            fineness: 1,
            ..People::default()
        })
        .collect();
    let verdicts = suppress_answers(&figures, givers, floor).into_iter();
    let verdicts = verdicts.zip(sets);
    verdicts
        .map(|(verdict, set)| match verdict {
            _ if set.is_empty() => Err(Reason::BelowFloor),
            Verdict::Suppressed(reason) => Err(reason),
            Verdict::Shown | Verdict::Banded => Ok(()),
        })
        .collect()
}

fn reasons(
    counts: &[ReasonCount],
    givers: &Givers,
    floor: Floor,
    assets: &Assets,
) -> Vec<(TopicName, Guarded<usize>)> {
    let sets: Vec<BTreeSet<usize>> = counts
        .iter()
        .map(|count| count.cases.iter().copied().collect())
        .collect();
    // All that have a reason are told together: the number of the others stands beside them.
    let all: BTreeSet<usize> = sets.iter().flatten().copied().collect();
    let mut figures: Vec<&BTreeSet<usize>> = sets.iter().collect();
    figures.push(&all);
    let verdicts = guard(&figures, givers, floor);
    let shown = counts.iter().zip(verdicts);
    shown
        .map(|(count, verdict)| {
            let n = verdict.map(|()| count.cases.len());
            (named(&count.topic, assets), n)
        })
        .collect()
}

fn named(topic: &TopicId, assets: &Assets) -> TopicName {
    let taxonomy = assets.classifier.taxonomy();
    let place = taxonomy.position(topic.as_str());
    let known = place.and_then(|place| taxonomy.topics().get(place));
    TopicName {
        id: topic.clone(),
        nl: known.map_or_else(String::new, |topic| topic.name_nl.clone()),
        en: known.map_or_else(String::new, |topic| topic.name_en.clone()),
    }
}

fn names(rules: &Rules) -> BTreeMap<Behaviour, TopicName> {
    let name = |behaviour: Behaviour| {
        let (nl, en) = rules.names(behaviour);
        let name = TopicName {
            id: TopicId::new(behaviour.id()),
            nl: nl.to_owned(),
            en: en.to_owned(),
        };
        (behaviour, name)
    };
    Behaviour::ALL.into_iter().map(name).collect()
}

#[cfg(test)]
#[path = "conversations_tests.rs"]
mod tests;

use super::Error;
use super::contacts::Contacts;
use super::join::{first_answer, spoken};
use super::verdicts::{Agreements, Judged};
use crate::findings::{ExperienceFindings, WatermelonTopic};
use crate::record::{ScoreName, SentimentLabel};
use crate::service_levels::attainment::{
    AgreedShare, Group, Heard, ReviewRule, Row, review, slow_against_elapsed,
};
use crate::service_levels::clocks::Instance;
use crate::service_levels::experience::Verdict;
use crate::service_levels::policies::AgreementKind;
use crate::service_levels::watermelon::{
    Settings, SlaOutcome, TicketExperience, TicketQuadrant, TopicSettings, Voice, cells, tickets,
    topics,
};
use crate::signals::TopicName;
use crate::store::Columns;
use crate::units::Probability;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Part of the named topics that may be named by chance.
const FALSE_DISCOVERIES: f64 = 0.05;

/// Topics of waiting begin so in a taxonomy of one's own.
const WAITING: &str = "wait.";

/// Topics of waiting in the taxonomy that is built in.
const BUILT_IN_WAITING: [&str; 3] = [
    "access.phone-wait",
    "access.response-time",
    "access.call-back",
];

/// Key of the policy among the keys of a ticket.
const POLICY: &str = "policy";

/// Sets tickets beside the customers of their contacts: answers, and what they speak ill of.
pub(super) struct Voices<'a> {
    columns: &'a Columns,
    contacts: HashMap<u64, &'a [usize]>,
    outcome: &'a ScoreName,
    settings: Settings,
    by: Vec<Arc<str>>,
    /// Place of each topic of the index in the taxonomy.
    places: Vec<Option<usize>>,
    names: &'a [TopicName],
    /// Places of topics that are complaints of slowness.
    slow: BTreeSet<usize>,
    tickets: Vec<TicketExperience>,
    heard: Vec<Heard>,
    /// Customers who wrote and whose promises were kept, each once.
    writers: Vec<Voice>,
    /// Contacts whose answer stands beside a ticket already.
    taken: BTreeSet<u64>,
    n_shared_answers: u64,
}

/// What a contact comes to.
struct Opinion {
    answer: Option<f64>,
    /// Topics spoken ill of; `None` of who wrote nothing.
    negative_topics: Option<Vec<usize>>,
}

impl<'a> Voices<'a> {
    /// Nothing yet. `settings` say which answers are negative; cells are by policy and the fields `by`.
    pub(super) fn new(
        columns: &'a Columns,
        contacts: &'a Contacts,
        outcome: &'a ScoreName,
        settings: Settings,
        by: &[String],
        names: &'a [TopicName],
        slow: BTreeSet<usize>,
    ) -> Self {
        let by: Vec<Arc<str>> = by.iter().map(|name| Arc::from(name.as_str())).collect();
        let place: HashMap<&str, usize> = (0..)
            .zip(names)
            .map(|(place, name)| (name.id.as_str(), place))
            .collect();
        Self {
            columns,
            contacts: contacts
                .iter()
                .filter_map(|contact| Some((columns.contact[*contact.first()?]?, contact)))
                .collect(),
            outcome,
            settings: Settings {
                by: std::iter::once(Arc::from(POLICY))
                    .chain(by.iter().cloned())
                    .collect(),
                ..settings
            },
            by,
            places: columns
                .mentions
                .topics
                .iter()
                .map(|topic| place.get(topic.as_str()).copied())
                .collect(),
            names,
            slow,
            tickets: Vec::new(),
            heard: Vec::new(),
            writers: Vec::new(),
            taken: BTreeSet::new(),
            n_shared_answers: 0,
        }
    }

    /// Takes a ticket in with the contacts that it is about.
    pub(super) fn take(&mut self, judged: &Judged, contacts: Option<&BTreeSet<u64>>) {
        let result = &judged.result;
        if result.status.is_none() {
            return;
        }
        let sla = SlaOutcome::of(&result.instances);
        let promised = |instance: &&Instance| instance.policy.kind == AgreementKind::Sla;
        let first = result.instances.iter().find(promised);
        let group: Group = self
            .by
            .iter()
            .map(|name| judged.fields.get(name).cloned().unwrap_or_default())
            .collect();
        let mut keys: BTreeMap<Arc<str>, Arc<str>> =
            self.by.iter().cloned().zip(group.iter().cloned()).collect();
        if let Some(first) = first {
            keys.insert(Arc::from(POLICY), Arc::clone(&first.policy.id));
        }
        let opinion = contacts.map(|contacts| self.opinion(contacts));
        let response = opinion.as_ref().and_then(|opinion| opinion.answer);
        let is_fresh = contacts.is_some_and(|contacts| {
            let known = self.taken.len();
            self.taken.extend(contacts);
            self.taken.len() == known + contacts.len()
        });
        if response.is_some() && !is_fresh {
            self.n_shared_answers += 1;
        }
        if let Some(negative_topics) = opinion.and_then(|opinion| opinion.negative_topics) {
            let complains = negative_topics
                .iter()
                .any(|topic| self.slow.contains(topic));
            let longest = result
                .instances
                .iter()
                .filter(promised)
                .max_by_key(|instance| instance.waited_calendar);
            // Without a topic of waiting nobody could be heard to complain of it.
            if let Some(longest) = longest.filter(|_| !self.slow.is_empty()) {
                self.heard.push(Heard {
                    policy: Arc::clone(&longest.policy.id),
                    group,
                    is_complaint_of_slowness: complains,
                    is_in_time: match sla {
                        SlaOutcome::Met => Some(true),
                        SlaOutcome::Breached => Some(false),
                        SlaOutcome::Open | SlaOutcome::None => None,
                    },
                    elapsed_business: longest.elapsed_business,
                    elapsed_calendar: longest.waited_calendar,
                });
            }
            let is_negative =
                response.and_then(|answer| self.settings.question.is_negative(answer));
            if let (SlaOutcome::Met, Some(is_negative), true) = (sla, is_negative, is_fresh) {
                self.writers.push(Voice {
                    is_negative,
                    negative_topics,
                });
            }
        }
        self.tickets.push(TicketExperience {
            ticket: Arc::clone(&result.ticket),
            sla,
            response,
            negative_text: None,
            keys,
            waited_calendar: None,
            crossed_weekend: None,
        });
    }

    fn opinion(&self, contacts: &BTreeSet<u64>) -> Opinion {
        let columns = self.columns;
        let mut rows: Vec<usize> = contacts
            .iter()
            .filter_map(|contact| self.contacts.get(contact))
            .flat_map(|contact| spoken(columns, contact).into_owned())
            .collect();
        rows.sort_unstable();
        let answers = columns.scores.get(self.outcome);
        let answered = first_answer(columns, &rows, answers);
        let wrote = rows.iter().any(|&row| columns.has_words[row]);
        let negative = rows.iter().flat_map(|&row| columns.mentions.of(row));
        let negative = negative.filter(|(_, label)| *label == SentimentLabel::Negative);
        let mut topics: Vec<usize> = negative
            .filter_map(|(code, _)| self.places[code as usize])
            .collect();
        topics.sort_unstable();
        topics.dedup();
        Opinion {
            answer: answered.and_then(|row| answers.map(|answers| answers[row])),
            negative_topics: wrote.then_some(topics),
        }
    }

    /// What came of it, beside the attainment of the promises; `None` without tickets.
    pub(super) fn finish(
        self,
        agreements: &Agreements,
        attainment: &[Row],
        complaints: Option<Probability>,
    ) -> Result<Option<ExperienceFindings>, Error> {
        let settings = Settings {
            contracts: contracts(agreements),
            ..self.settings
        };
        let cells_of = cells(&self.tickets, &settings)?;
        let all = Settings {
            by: Vec::new(),
            target: None,
            contracts: BTreeMap::new(),
            ..settings.clone()
        };
        let mut whole = cells(&self.tickets, &all)?;
        let Some(whole) = whole.pop() else {
            return Ok(None);
        };
        let mut quadrants: BTreeMap<TicketQuadrant, u64> = BTreeMap::new();
        for row in tickets(&self.tickets, &settings) {
            *quadrants.entry(row.quadrant).or_insert(0) += 1;
        }
        let topic_settings = TopicSettings {
            min_n: settings.min_n,
            false_discoveries: Probability::saturating(FALSE_DISCOVERIES),
            level: settings.level,
        };
        let found = topics(&self.writers, self.names.len(), &topic_settings);
        let n_unhappy = self
            .writers
            .iter()
            .filter(|voice| voice.is_negative)
            .count();
        let promises: Vec<Row> = attainment
            .iter()
            .filter(|row| row.kind == AgreementKind::Sla)
            .cloned()
            .collect();
        let not_met: BTreeSet<(Arc<str>, Group)> = cells_of
            .iter()
            .filter(|cell| cell.xla == Some(Verdict::NotMet))
            .filter_map(|cell| {
                let (policy, group) = cell.keys.split_first()?;
                Some((Arc::clone(policy), group.to_vec()))
            })
            .collect();
        let rule = ReviewRule {
            // No share is above all of them: without a declared one there is no such reason.
            complaints: complaints.unwrap_or(Probability::MAX),
            level: settings.level,
        };
        Ok(Some(ExperienceFindings {
            outcome: self.outcome.to_string(),
            whole,
            cells: cells_of,
            tickets: quadrants,
            n_shared_answers: self.n_shared_answers,
            topics: found
                .into_iter()
                .map(|row| WatermelonTopic {
                    name: self.names[row.topic].clone(),
                    row,
                })
                .collect(),
            n_writers: (n_unhappy, self.writers.len() - n_unhappy),
            slow_topics: self
                .slow
                .iter()
                .map(|&topic| self.names[topic].clone())
                .collect(),
            review: review(&promises, &self.heard, &not_met, &rule),
            complaints,
            slow: slow_against_elapsed(&self.heard),
            settings,
        }))
    }
}

/// Places of the topics that are complaints of slowness: the declared ones, else those that begin with
/// `wait.`, else those of waiting in the built-in taxonomy. Without any, slowness is not looked at.
pub(super) fn slow_topics(
    declared: &[String],
    names: &[TopicName],
) -> Result<BTreeSet<usize>, Error> {
    let places = |is_slow: &dyn Fn(&str) -> bool| -> BTreeSet<usize> {
        let topics = names.iter().enumerate();
        topics
            .filter(|(_, name)| is_slow(name.id.as_str()))
            .map(|(place, _)| place)
            .collect()
    };
    if let Some(unknown) = declared
        .iter()
        .find(|id| names.iter().all(|name| name.id.as_str() != **id))
    {
        return Err(Error::UnknownTopic {
            key: "service_levels.slow_topics",
            topic: unknown.clone(),
        });
    }
    if !declared.is_empty() {
        return Ok(places(&|id| declared.iter().any(|one| one == id)));
    }
    let own = places(&|id| id.starts_with(WAITING));
    if own.is_empty() {
        return Ok(places(&|id| BUILT_IN_WAITING.contains(&id)));
    }
    Ok(own)
}

/// The share of each policy, where all that it promises has one.
fn contracts(agreements: &Agreements) -> BTreeMap<Arc<str>, Probability> {
    let mut shares: BTreeMap<Arc<str>, AgreedShare> = BTreeMap::new();
    let policies = agreements.policies().iter();
    for policy in policies.filter(|policy| policy.kind == AgreementKind::Sla) {
        for target in &policy.targets {
            let share = target
                .attainment
                .map_or(AgreedShare::None, AgreedShare::Share);
            shares
                .entry(Arc::clone(&policy.id))
                .and_modify(|known| *known = known.and(share))
                .or_insert(share);
        }
    }
    let agreed = shares
        .into_iter()
        .filter_map(|(policy, share)| match share {
            AgreedShare::Share(share) => Some((policy, share)),
            AgreedShare::None | AgreedShare::Differs => None,
        });
    agreed.collect()
}

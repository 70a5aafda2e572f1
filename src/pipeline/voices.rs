use super::Error;
use super::answers::Answers;
use super::contacts::Contacts;
use super::givers::Customers;
use super::heard::{Beside, PROMISE, Said, beside_experience, promise, promised_shares};
use super::join::spoken;
use super::spoken_words::WordsOf;
use super::verdicts::{Agreements, Judged};
use crate::disclosure::{People, Verdict as Disclosure};
use crate::findings::{ExperienceFindings, JoinedAnswers, WatermelonTopic};
use crate::record::{RecordKind, ScoreName, SentimentLabel};
use crate::service_levels::attainment::{
    Group, Heard, ReviewRule, Row, review, slow_against_elapsed,
};
use crate::service_levels::experience::Verdict;
use crate::service_levels::policies::AgreementKind;
use crate::service_levels::watermelon::{
    Known, Settings, SlaOutcome, TicketExperience, TopicSettings, Voice, together, topics,
};
use crate::signals::TopicName;
use crate::store::Columns;
use crate::units::Probability;
use jiff::Timestamp;
use jiff::tz::TimeZone;
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

/// What a ticket is about, in the codes of the columns.
pub(super) struct About<'a> {
    /// The ticket.
    pub(super) ticket: Option<u64>,
    /// Its contacts.
    pub(super) contacts: Option<&'a BTreeSet<u64>>,
    /// Its customer.
    pub(super) customer: Option<u64>,
}

/// How answers are read, and up to when.
pub(super) struct Question<'a> {
    /// The score.
    pub(super) outcome: &'a ScoreName,
    /// Which of its answers are negative.
    pub(super) settings: Settings,
    /// The instant that was asked for: later answers are left out.
    pub(super) until: Option<Timestamp>,
    /// Zone of weekends.
    pub(super) zone: TimeZone,
    /// Whether words stand in for answers that are not there.
    pub(super) words: Words,
    /// Who gave the answers.
    pub(super) customers: Customers,
    /// Answers behind figures of promised experience that are told, by row.
    pub(super) promised: Vec<People>,
}

/// Whether words say what a customer thinks where there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// They do not.
    SayNothing,
    /// Those of surveys and remarks do.
    StandIn,
}

impl Words {
    /// They stand in where it is said how sure a reading has to be.
    pub(super) fn asked(negative_text: Option<Probability>) -> Self {
        negative_text.map_or(Self::SayNothing, |_| Self::StandIn)
    }
}

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
    answers: Answers<u64, u64>,
    /// Row of each answer.
    rows: Vec<usize>,
    customers: Customers,
    promised: Vec<People>,
    words: WordsOf,
    joined: JoinedAnswers,
    zone: TimeZone,
    whole: Vec<TicketExperience>,
    promises: Vec<TicketExperience>,
    heard: Vec<Heard>,
    /// Customers who wrote and whose promises were kept, each once.
    writers: Vec<Voice>,
    /// Their answers, by row.
    of_writers: BTreeMap<usize, f64>,
    /// Contacts that a ticket was about already.
    taken: BTreeSet<u64>,
    /// Answers that stand beside a ticket already.
    counted: BTreeSet<usize>,
    n_shared_answers: u64,
}

impl<'a> Voices<'a> {
    /// Nothing yet; cells are by promise and the fields `by`.
    pub(super) fn new(
        columns: &'a Columns,
        contacts: &'a Contacts,
        question: Question<'a>,
        by: &[String],
        names: &'a [TopicName],
        slow: BTreeSet<usize>,
    ) -> Self {
        let by: Vec<Arc<str>> = by.iter().map(|name| Arc::from(name.as_str())).collect();
        let place: HashMap<&str, usize> = (0..)
            .zip(names)
            .map(|(place, name)| (name.id.as_str(), place))
            .collect();
        let (answers, rows, joined) = answers(columns, contacts, &question);
        let words = match question.words {
            Words::SayNothing => WordsOf::default(),
            Words::StandIn => WordsOf::find(columns, contacts, question.until),
        };
        Self {
            columns,
            contacts: contacts
                .iter()
                .filter_map(|contact| Some((columns.contact[*contact.first()?]?, contact)))
                .collect(),
            outcome: question.outcome,
            settings: Settings {
                by: std::iter::once(Arc::from(PROMISE))
                    .chain(by.iter().cloned())
                    .collect(),
                ..question.settings
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
            answers,
            rows,
            customers: question.customers,
            promised: question.promised,
            words,
            joined,
            zone: question.zone,
            whole: Vec::new(),
            promises: Vec::new(),
            heard: Vec::new(),
            writers: Vec::new(),
            of_writers: BTreeMap::new(),
            taken: BTreeSet::new(),
            counted: BTreeSet::new(),
            n_shared_answers: 0,
        }
    }

    /// Takes a ticket in with what it is about.
    pub(super) fn take(&mut self, judged: &Judged, about: &About<'_>) {
        let result = &judged.result;
        if result.status.is_none() {
            return;
        }
        let contacts = about.contacts.into_iter().flatten();
        // No ticket has the code that no column holds.
        let ticket = about.ticket.unwrap_or(u64::MAX);
        let answered = self.answers.of(result, &ticket, contacts);
        let response = answered.map(|(_, answer)| answer.value);
        if answered.is_some_and(|(place, _)| !self.counted.insert(place)) {
            self.n_shared_answers += 1;
        }
        let number = answered.and_then(|(place, _)| self.rows.get(place).copied());
        let giver = number.and_then(|row| self.customers.of_rows.get(&row).copied());
        let giver = giver.or_else(|| Some(self.customers.number(about.customer?)));
        let said = Said {
            answer: response,
            number,
            giver,
            negative_text: self.words.of(self.columns, result, about),
        };
        let beside = beside_experience(judged, Some(said), &self.by, &self.zone);
        self.hear(judged, about, &beside);
        self.whole.push(beside.whole);
        self.promises.extend(beside.promises);
    }

    /// Takes in what those who wrote speak ill of.
    fn hear(&mut self, judged: &Judged, about: &About<'_>, beside: &Beside) {
        let is_fresh = about.contacts.is_some_and(|contacts| {
            let known = self.taken.len();
            self.taken.extend(contacts);
            self.taken.len() == known + contacts.len()
        });
        let negative_topics = about.contacts.and_then(|of| self.negative_topics(of));
        let Some(negative_topics) = negative_topics else {
            return;
        };
        let mut topics = negative_topics.iter();
        let complains = topics.any(|topic| self.slow.contains(topic));
        let sla = beside.whole.sla;
        let instances = judged.result.instances.iter();
        let longest = instances
            .filter(|instance| instance.policy.kind == AgreementKind::Sla)
            .max_by_key(|instance| instance.waited_calendar);
        // Without a topic of waiting nobody could be heard to complain of it.
        if let Some(longest) = longest.filter(|_| !self.slow.is_empty()) {
            let value = |name| judged.fields.get(name).cloned().unwrap_or_default();
            self.heard.push(Heard {
                policy: Arc::clone(&longest.policy.id),
                group: self.by.iter().map(value).collect(),
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
        let answer = beside.whole.response;
        let is_negative = answer.and_then(|answer| self.settings.question.is_negative(answer));
        if let (SlaOutcome::Met, Some(is_negative), true) = (sla, is_negative, is_fresh) {
            let number = beside.whole.answer;
            self.of_writers.extend(number.zip(answer));
            self.writers.push(Voice {
                is_negative,
                negative_topics,
            });
        }
    }

    /// Topics that contacts speak ill of; `None` of who wrote nothing.
    fn negative_topics(&self, contacts: &BTreeSet<u64>) -> Option<Vec<usize>> {
        let columns = self.columns;
        let rows: BTreeSet<usize> = contacts
            .iter()
            .filter_map(|contact| self.contacts.get(contact))
            .flat_map(|contact| spoken(columns, contact).into_owned())
            .collect();
        if !rows.iter().any(|&row| columns.has_words[row]) {
            return None;
        }
        let mentions = rows.iter().flat_map(|&row| columns.mentions.of(row));
        let negative = mentions.filter(|(_, label)| *label == SentimentLabel::Negative);
        let topics: BTreeSet<usize> = negative
            .filter_map(|(code, _)| self.places[code as usize])
            .collect();
        Some(topics.into_iter().collect())
    }

    /// What came of it, beside the attainment of the promises; `None` without tickets.
    pub(super) fn finish(
        self,
        agreements: &Agreements,
        attainment: &[Row],
        complaints: Option<Probability>,
    ) -> Result<Option<ExperienceFindings>, Error> {
        let settings = Settings {
            contracts: promised_shares(agreements),
            ..self.settings
        };
        let mut joined = self.joined;
        self.answers.account(&mut joined);
        let promised = self.promised.into_iter().map(|figure| People {
            is_public: true,
            ..figure
        });
        let writers = People {
            answers: self.of_writers,
            // Before a cell is hidden, who wrote is.
            fineness: settings.by.len() + 4,
            ..People::default()
        };
        let known = Known {
            figures: promised.chain([writers]).collect(),
            givers: self.customers.of_rows,
        };
        let told = together(&self.whole, &self.promises, &settings, &known)?;
        let Some(whole) = told.whole else {
            return Ok(None);
        };
        let cells_of = told.cells;
        let topic_settings = TopicSettings {
            min_n: settings.min_n,
            false_discoveries: Probability::saturating(FALSE_DISCOVERIES),
            level: settings.level,
        };
        let tells_writers = told.known.last() == Some(&Disclosure::Shown);
        let mut found = topics(&self.writers, self.names.len(), &topic_settings);
        found.retain(|_| tells_writers);
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
        let policies: BTreeMap<Arc<str>, Arc<str>> = promises
            .iter()
            .map(|row| (promise(&row.policy, row.metric), Arc::clone(&row.policy)))
            .collect();
        let not_met: BTreeSet<(Arc<str>, Group)> = cells_of
            .iter()
            .filter(|cell| cell.xla == Some(Verdict::NotMet))
            .filter_map(|cell| {
                let (name, group) = cell.keys.split_first()?;
                Some((Arc::clone(policies.get(name)?), group.to_vec()))
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
            tickets: told.quadrants,
            answers: joined,
            n_shared_answers: self.n_shared_answers,
            words: told.words,
            topics: found
                .into_iter()
                .map(|row| WatermelonTopic {
                    name: self.names[row.topic].clone(),
                    row,
                })
                .collect(),
            n_writers: tells_writers.then(|| (n_unhappy, self.writers.len() - n_unhappy)),
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

/// Answers with the row of each, in the order in which they count: surveys before others, then by time. The instant of a
/// report that nobody asked for is that of the last event, after which customers still answer.
fn answers(
    columns: &Columns,
    contacts: &Contacts,
    question: &Question<'_>,
) -> (Answers<u64, u64>, Vec<usize>, JoinedAnswers) {
    let (mut answers, mut joined) = (Answers::new(), JoinedAnswers::default());
    let mut places = Vec::new();
    let Some(given) = columns.scores.get(question.outcome) else {
        return (answers, places, joined);
    };
    let spoken = contacts.iter().map(|contact| spoken(columns, contact));
    let rows = spoken.flat_map(std::borrow::Cow::into_owned);
    let mut rows: Vec<usize> = rows.filter(|&row| !given[row].is_nan()).collect();
    rows.sort_by_key(|&row| {
        let at = columns.at[row];
        let is_survey = columns.kind[row] == RecordKind::Survey;
        (!is_survey, at.is_none(), at, row)
    });
    joined.n_read = rows.len();
    for row in rows {
        let at = columns.at[row].and_then(|at| Timestamp::from_second(at).ok());
        if at.zip(question.until).is_some_and(|(at, until)| at > until) {
            joined.n_after_report += 1;
            continue;
        }
        let (ticket, contact) = (columns.ticket[row], columns.contact[row]);
        let is_named = answers.take(given[row], at, ticket, contact);
        if is_named {
            places.push(row);
        } else {
            joined.n_unnamed += 1;
        }
    }
    (answers, places, joined)
}

use super::asked_value::asked_value;
use super::begun::begun_actions;
use super::contacts::{Contacts, lead_first};
use super::corpus::corpus;
use super::handled::count_contacts;
use super::intake_summary::intake_summary;
use super::join::{JoinOptions, Joined, join};
use super::label_card::read_label_card;
use super::months::Months;
use super::outcome::{Audience, answer_days, look_at_outcome, on_one_scale};
use super::populations::{refuse_mixed, telling_apart};
use super::quotes::quote;
use super::selection::selected_contacts;
use super::subset::{share_of, subset_of, told_of_part, unranked_of, without_few};
use super::topic_groups::TopicGroups;
use super::topic_months::{TopicMonths, stretches};
use super::{Assets, Error, Event, Observer, Selection};
use crate::config::Project;
use crate::findings::{CorpusSummary, Findings, OutcomeGap, Subset};
use crate::record::{LanguageTag, RecordId, Scale, ScoreName, SentimentLabel, TopicId};
use crate::signals::priority::{Priorities, prioritise};
use crate::signals::{
    self, Candidate, Caveat, Control, Evidence, LabelCard, NO_VALUE, Quote, Ranking, Topic,
    TopicName, rank_with_groups,
};
use crate::stats::{compute_both, compute_in_order};
use crate::store::{Categorical, ColumnChoice, Columns, Mentions, Store};
use crate::units::{Polarity, Share, as_u32};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Analyses what is in the index: joins records to respondents, ranks signals, picks quotes.
///
/// # Errors
///
/// [`Error::UnknownField`] for a control that no record has, [`Error::Query`] for a wrong filter,
/// and the errors of index and ranking.
pub fn analyse(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    observer: &dyn Observer,
) -> Result<Findings, Error> {
    observer.on(&Event::Analysing {
        step: "reading columns",
    });
    let columns = store.chosen_columns(&needed(project, None))?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let outcome = project.outcome.as_ref();
    let contacts = selected_contacts(store, &columns, selection, outcome, &zone)?;
    Analysis {
        project,
        assets,
        store,
        columns: &columns,
        zone: &zone,
        selection,
        topics: topics(assets),
        options: ranking_options(project, assets)?,
        groups: TopicGroups::of(project, assets.classifier.taxonomy())?,
    }
    .findings(&contacts, subset_of(selection), observer)
}

/// The values of a field that are to be analysed each on its own.
#[derive(Debug, Clone, Copy)]
pub struct ByField<'a> {
    /// A facet, `source`, `question` or `language`.
    pub field: &'a str,
    /// Its values.
    pub values: &'a [String],
}

/// One analysis for each asked value of the field `by`, largest first; values with fewer respondents than
/// a cell may show are left out. A contact has the value of its first record that has one; those without are asked for as
/// [`NO_VALUE`].
///
/// # Errors
///
/// As [`analyse`]; [`Error::UnknownField`] also for the field, [`Error::UnknownValue`] for a value that no
/// selected record has.
pub fn analyse_by(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    by: &ByField<'_>,
    observer: &dyn Observer,
) -> Result<Vec<(String, Findings)>, Error> {
    let ByField {
        field: by,
        values: asked,
    } = *by;
    let columns = store.chosen_columns(&needed(project, Some(by)))?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let facet = match by {
        "source" | "language" | "question" => None,
        _ => Some(known_facet(store, &columns, by)?),
    };
    let value_of = |row: usize| match (by, facet) {
        (_, Some(facet)) => facet.get(row),
        ("source", None) => columns.source.get(row),
        ("question", None) => columns.question.get(row),
        _ => columns.has_words[row].then(|| columns.language[row].as_str()),
    };
    let outcome = project.outcome.as_ref();
    let contacts = selected_contacts(store, &columns, selection, outcome, &zone)?;
    let value_of_contact =
        |contact: &[usize]| lead_first(&columns, contact, outcome).find_map(value_of);
    let value_or_none = |contact: &[usize]| value_of_contact(contact).unwrap_or(NO_VALUE);
    let values: BTreeSet<&str> = contacts.iter().map(value_or_none).collect();
    let values: Vec<&str> = values.into_iter().collect();
    let asked = asked.iter().map(|asked| asked_value(by, asked, &values));
    let asked = asked.collect::<Result<BTreeSet<&str>, Error>>()?;
    let dealt = contacts.dealt(values.len(), |contact| {
        values.binary_search(&value_or_none(contact)).ok()
    });
    let least = usize::try_from(project.ranking.min_cell).unwrap_or(usize::MAX);
    let mut parts: Vec<(&str, Contacts)> = values.into_iter().zip(dealt).collect();
    parts.retain(|(value, contacts)| contacts.len() >= least && asked.contains(value));
    parts.sort_by(|(a, in_a), (b, in_b)| in_b.len().cmp(&in_a.len()).then(a.cmp(b)));
    let analysis = Analysis {
        project,
        assets,
        store,
        columns: &columns,
        zone: &zone,
        selection,
        topics: topics(assets),
        options: ranking_options(project, assets)?,
        groups: TopicGroups::of(project, assets.classifier.taxonomy())?,
    };
    parts
        .into_iter()
        .map(|(value, contacts)| {
            let subset = Subset {
                value: Some((by.to_owned(), value.to_owned())),
                ..subset_of(selection)
            };
            let findings = analysis.findings(&contacts, subset, observer)?;
            Ok((value.to_owned(), findings))
        })
        .collect()
}

/// The columns that an analysis reads: the outcome, the controls and the field it is asked by.
pub(super) fn needed(project: &Project, by: Option<&str>) -> ColumnChoice {
    let outcome = project.outcome.iter().map(|name| name.as_str().to_owned());
    let controls = project.controls.iter().cloned();
    let controls = controls.chain(journey_field(project).map(str::to_owned));
    let apart = telling_apart().map(str::to_owned);
    ColumnChoice::only(outcome, controls.chain(by.map(str::to_owned)).chain(apart))
}

/// The field that places contacts in stages of a journey.
fn journey_field(project: &Project) -> Option<&str> {
    project.journey.as_ref()?.field.as_deref()
}

pub(super) fn known_facet<'a>(
    store: &Store,
    columns: &'a Columns,
    name: &str,
) -> Result<&'a Categorical, Error> {
    if let Some(facet) = columns.facets.get(name) {
        return Ok(facet);
    }
    let mut known = store.known_fields()?.facets;
    known.extend(["source", "question", "language", "month"].map(str::to_owned));
    Err(Error::UnknownField {
        name: name.to_owned(),
        known: known.join(", "),
    })
}

/// The fields that a project holds constant, known to the records.
pub(super) fn known_controls<'p>(
    project: &'p Project,
    store: &Store,
    columns: &Columns,
) -> Result<&'p [String], Error> {
    // Where nothing was taken in at all, every field is unknown and none is wrong.
    if columns.n_documents() == 0 {
        return Ok(&[]);
    }
    for control in &project.controls {
        if !matches!(control.as_str(), "source" | "question") {
            known_facet(store, columns, control)?;
        }
    }
    Ok(&project.controls)
}

/// How signals are ranked, with the card of checked readings where the project names one.
pub(super) fn ranking_options(
    project: &Project,
    assets: &Assets,
) -> Result<signals::Options, Error> {
    Ok(signals::Options {
        card: label_card(project, assets)?,
        ..project.ranking.clone()
    })
}

/// The card of checked readings that a project names.
pub(super) fn label_card(project: &Project, assets: &Assets) -> Result<Option<LabelCard>, Error> {
    let path = project.label_card.as_deref();
    path.map(|path| read_label_card(path, assets.classifier.taxonomy()))
        .transpose()
}

pub(super) fn topics(assets: &Assets) -> Vec<Topic> {
    assets
        .classifier
        .taxonomy()
        .topics()
        .iter()
        .map(|topic| Topic {
            name: TopicName {
                id: topic.id.clone(),
                nl: topic.name_nl.clone(),
                en: topic.name_en.clone(),
            },
            is_driver: topic.driver,
            about: topic.about,
        })
        .collect()
}

/// So many times more documents are read than quotes are shown.
const SPARE_QUOTES: usize = 4;

/// The letters of a text: equal for texts that differ in case, spaces and marks only.
fn gist(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What every part of an analysis reads.
struct Analysis<'a> {
    project: &'a Project,
    assets: &'a Assets,
    store: &'a Store,
    columns: &'a Columns,
    zone: &'a TimeZone,
    selection: &'a Selection,
    topics: Vec<Topic>,
    options: signals::Options,
    groups: TopicGroups,
}

impl Analysis<'_> {
    fn findings(
        &self,
        contacts: &Contacts,
        subset: Subset,
        observer: &dyn Observer,
    ) -> Result<Findings, Error> {
        refuse_mixed(self.project, self.columns, contacts, None)?;
        let least = self.project.ranking.min_cell;
        let audience = Audience::of(&subset);
        let shown = match audience {
            Audience::Everybody => Cow::Borrowed(contacts),
            Audience::Part => without_few(self.columns, contacts, least),
        };
        let contacts = shown.as_ref();
        let rows = contacts.sorted_rows();
        let rows = rows.as_ref();
        let outcome = self
            .project
            .outcome
            .as_ref()
            .and_then(|name| self.project.scores.get_key_value(name));
        observer.on(&Event::Analysing {
            step: "joining records",
        });
        let (joined, (corpus, evidence)) = compute_both(
            || self.joined(contacts, outcome),
            || (corpus(self.columns, rows, self.zone), self.evidence(rows)),
        );
        let (joined, field) = joined?;
        observer.on(&Event::Analysing {
            step: "ranking signals",
        });
        let days = outcome.map_or_else(Vec::new, |(name, _)| {
            answer_days(self.project, self.columns, contacts, name, self.zone)
        });
        let name = outcome.map(|(name, _)| name);
        let (ranked, since) = on_one_scale(self.project, name, &joined.respondents, &days);
        let (ranking, (looked, intake, subjects, months)) = compute_both(
            || {
                let (topics, groups) = (&self.topics, self.groups.topics());
                rank_with_groups(&ranked, topics, &groups, &self.options)
            },
            || {
                let look =
                    |declared| look_at_outcome(self.project, declared, &joined, &days, audience);
                let of_subjects =
                    (self.groups).subjects(self.project, &ranked, &self.topics, &self.options);
                let looked = outcome.map(look);
                let intake = intake_summary(self.store, &self.assets.learned, joined.summary);
                let stretches = stretches(self.project, self.columns, contacts, name, self.zone);
                let months = TopicMonths::of(&ranked, self.topics.len(), &stretches);
                (looked, intake, of_subjects, months)
            },
        );
        let mut ranking = ranking?;
        // Once everything is computed from them.
        months.hide_few(&mut ranking.signals, &self.topics, least);
        let looked = looked.unwrap_or(Ok(Err(OutcomeGap::Undeclared)))?;
        let (outcome_summary, outcome_gap) = match looked {
            Ok(summary) => (Some(summary), None),
            Err(_) if contacts.len() == 0 && audience == Audience::Part => {
                (None, Some(OutcomeGap::TooFew { least }))
            }
            Err(gap) => (None, Some(gap)),
        };
        let share = if subset.leaves_people_out() && self.project.priorities.is_some() {
            self.share(contacts)?
        } else {
            Share::MAX
        };
        let priorities = self.priorities(&ranking, rows, share)?;
        let mut further = self.groups.look(
            self.project,
            (&ranked, field.as_ref()),
            &self.topics,
            (&ranking, subjects?),
            &self.options,
        )?;
        further = told_of_part(&subset, further, least);
        further.begun = begun_actions(self.project, &self.topics)?;
        observer.on(&Event::Analysing {
            step: "choosing quotes",
        });
        self.add_quotes(&mut ranking, evidence)?;
        let mut caveats = std::mem::take(&mut ranking.caveats);
        caveats.extend(since.map(|on| Caveat::ScaleChanged { on }));
        caveats.extend(data_caveats(&joined, &corpus));
        let unranked = unranked_of(&subset, ranking.unranked, least);
        Ok(Findings {
            project: self.project.name.clone(),
            subset,
            intake: intake?,
            outcome: outcome_summary,
            outcome_gap,
            corpus,
            drivers: ranking.drivers,
            ranking: ranking.summary,
            signals: ranking.signals,
            unranked,
            priorities,
            alerts: None,
            themes: None,
            further,
            service_levels: None,
            caveats,
        })
    }

    /// Respondents, and the field that places them in stages of the journey.
    fn joined(
        &self,
        contacts: &Contacts,
        outcome: Option<(&ScoreName, &Scale)>,
    ) -> Result<(Joined, Option<Control>), Error> {
        let mut controls = known_controls(self.project, self.store, self.columns)?.to_vec();
        let field = journey_field(self.project).filter(|_| self.columns.n_documents() > 0);
        if let Some(field) = field {
            if !matches!(field, "source" | "question" | "language") {
                known_facet(self.store, self.columns, field)?;
            }
            controls.push(field.to_owned());
        }
        let ids = self.topics.iter().map(|topic| topic.name.id.clone());
        let options = JoinOptions {
            outcome,
            topics: &ids.collect::<Vec<TopicId>>(),
            zone: self.zone,
            controls: &controls,
        };
        let mut joined = join(self.columns, contacts, &options);
        let field = field.and_then(|_| joined.respondents.controls.pop());
        Ok((joined, field))
    }

    /// Sets the organisation's side beside the gains, where the project states it.
    fn priorities(
        &self,
        ranking: &Ranking,
        rows: &[usize],
        share: Share,
    ) -> Result<Option<Priorities>, Error> {
        let Some(settings) = &self.project.priorities else {
            return Ok(None);
        };
        let stated = settings.stakes.topics.keys();
        let is_known = |id: &&TopicId| self.topics.iter().any(|topic| topic.name.id == **id);
        if let Some(unknown) = stated.into_iter().find(|id| !is_known(id)) {
            return Err(Error::UnknownTopic {
                key: "priorities.topic",
                topic: unknown.as_str().to_owned(),
            });
        }
        let contacts = count_contacts(self.columns, rows, &settings.contact_sources, self.zone);
        Ok(Some(prioritise(
            ranking,
            &contacts,
            &settings.stakes.of_part(share),
            &self.options,
        )?))
    }

    /// Which part of the respondents of the same period `contacts` are.
    fn share(&self, contacts: &Contacts) -> Result<Share, Error> {
        let whole = Selection {
            filter: None,
            period: self.selection.period,
        };
        let outcome = self.project.outcome.as_ref();
        let whole = selected_contacts(self.store, self.columns, &whole, outcome, self.zone)?;
        Ok(share_of(self.columns, contacts, &whole, outcome))
    }

    /// What shows each topic best, by the code of its column.
    fn evidence(&self, rows: &[usize]) -> Vec<Evidence> {
        // More than needed, because customers say the same thing in the same words.
        let none = Evidence::new(SPARE_QUOTES * self.project.ranking.n_quotes);
        let mut evidence = vec![none; self.columns.mentions.topics.len()];
        let mut months = Months::new(self.zone);
        let mentions = &self.columns.mentions;
        let complaints = Complaints::of(mentions);
        for &row in rows {
            let (of, n_topics) = complaints.list(mentions.list_of[row] as usize);
            let mut candidate = Candidate {
                place: row,
                polarity: Polarity::saturating(self.columns.polarity[row]),
                month: None,
                language: self.columns.language[row],
                n_other_topics: n_topics.saturating_sub(1),
            };
            for &code in of {
                let evidence = &mut evidence[code as usize];
                if evidence.wants(&candidate) {
                    // Of most documents nobody asks for the month.
                    candidate.month = self.columns.at[row].and_then(|at| months.of(at));
                    evidence.add(candidate);
                }
            }
        }
        evidence
    }

    /// Adds quotes to signals, from evidence by topic.
    fn add_quotes(&self, ranking: &mut Ranking, evidence: Vec<Evidence>) -> Result<(), Error> {
        let topics = self.columns.mentions.topics.iter();
        let mut by_topic: BTreeMap<&TopicId, Evidence> = topics.zip(evidence).collect();
        let chosen = ranking.signals.iter().map(|signal| {
            let places = by_topic.remove(&signal.topic.id).map(Evidence::places);
            let rows = places.into_iter().flatten();
            rows.map(|row| self.columns.ids[row]).collect()
        });
        let chosen: Vec<Vec<RecordId>> = chosen.collect();
        let signals = &ranking.signals;
        let quotes = compute_in_order(chosen.len(), |at| {
            self.quotes(&signals[at].topic.id, &chosen[at])
        });
        for (signal, quotes) in ranking.signals.iter_mut().zip(quotes) {
            signal.quotes = quotes?;
        }
        Ok(())
    }

    /// What the first of these documents that differ say of a topic.
    fn quotes(&self, topic: &TopicId, documents: &[RecordId]) -> Result<Vec<Quote>, Error> {
        let mut said = BTreeSet::new();
        let documents = self.store.documents(documents)?;
        let quotes = documents.iter();
        Ok(quotes
            .filter_map(|document| quote(document, topic, self.zone))
            .filter(|quote| said.insert(gist(&quote.text)))
            .take(self.project.ranking.n_quotes)
            .collect())
    }
}

/// What each list of mentions complains of.
#[derive(Default)]
struct Complaints {
    /// Codes of the topics that are spoken of badly, one list after another.
    codes: Vec<u32>,
    /// Where each list ends in `codes`, and how many different topics it names, well or badly.
    lists: Vec<(u32, u32)>,
}

impl Complaints {
    /// Mentions of a list are sorted by topic.
    fn of(mentions: &Mentions) -> Self {
        let mut found = Self::default();
        for list in 0..mentions.n_lists() {
            let (mut n_topics, mut before) = (0, None);
            for (code, label) in mentions.list(list) {
                n_topics += u32::from(before != Some(code));
                before = Some(code);
                if label == SentimentLabel::Negative {
                    found.codes.push(code);
                }
            }
            found.lists.push((as_u32(found.codes.len()), n_topics));
        }
        found
    }

    /// Topics that a list speaks of badly, and how many it names.
    fn list(&self, list: usize) -> (&[u32], usize) {
        let start = list.checked_sub(1).map_or(0, |before| self.lists[before].0);
        let (end, n_topics) = self.lists[list];
        (&self.codes[start as usize..end as usize], n_topics as usize)
    }
}

fn data_caveats(joined: &Joined, corpus: &CorpusSummary) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if joined.summary.n_conflicting > 0 {
        caveats.push(Caveat::ConflictingScores {
            n: joined.summary.n_conflicting,
        });
    }
    if joined.summary.n_orphan > 0 {
        caveats.push(Caveat::Orphans {
            n: joined.summary.n_orphan,
        });
    }
    let n_other = corpus
        .languages
        .iter()
        .find(|(language, _)| language == LanguageTag::Other.as_str())
        .map_or(0, |(_, n)| *n);
    if n_other > 0 {
        caveats.push(Caveat::OtherLanguages { n: n_other });
    }
    if corpus.n_undated > 0 {
        caveats.push(Caveat::Undated {
            n: corpus.n_undated,
        });
    }
    caveats
}

use super::contacts::Contacts;
use super::join::{first_answer, spoken, weight};
use super::months::Months;
use super::quotes::text_of;
use super::selection::selected_rows;
use super::shaping::digest_of;
use super::stage::{CHUNK, staged};
use super::theme_file::{known_themes, note_themes};
use super::{Error, Selection};
use crate::classify::taxonomy::each_word;
use crate::config::Project;
use crate::findings::{ThemeFinding, ThemeFindings, ThemeMonth, ThemeTerm};
use crate::record::{LanguageTag, RecordKind, SentimentLabel, Span};
use crate::signals::{Month, Quote};
use crate::stats::{weighted_mean, welch_test};
use crate::store::{Columns, Document, Store};
use crate::themes::{
    Background, Collection, FoldedText, Identified, KnownTheme, Options, Spoken, Theme, discover,
    identify, proposal,
};
use crate::units::{Interval, as_u64};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Documents read between two rounds of work.
const BATCH: usize = 64 * CHUNK;
/// So many times more documents are read than examples are shown.
const SPARE: usize = 6;

/// What is asked of [`themes`].
#[derive(Debug, Clone, Copy)]
pub struct ThemeOptions<'a> {
    /// Fewest documents of a theme; never fewer than a cell may show.
    pub min_documents: u64,
    /// The file that keeps their names.
    pub names: &'a Path,
    /// When this is, for the lines of that file; if absent it is read, and nothing is noted.
    pub noted_at: Option<Timestamp>,
}

/// Themes, and their proposal for a taxonomy.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes {
    /// For people and machines.
    pub findings: ThemeFindings,
    /// A taxonomy file with a topic per theme.
    pub proposal: String,
}

/// Finds what customers speak of that no topic explains, among the documents that `selection` lets through.
///
/// Themes get the names they had before; new names are noted, and changed words only where nothing was
/// left out, so that a look at one month cannot narrow a theme.
///
/// # Errors
///
/// [`Error::Query`] for a wrong filter, [`Error::Ledger`] for a damaged file of names, and the errors of
/// index and files.
pub fn themes(
    project: &Project,
    store: &Store,
    selection: &Selection,
    options: ThemeOptions<'_>,
) -> Result<Themes, Error> {
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let columns = store.columns()?;
    let known = known_themes(options.names)?;
    let (mut rows, other): (Vec<usize>, Vec<usize>) =
        selected_rows(store, &columns, selection, &zone)?
            .into_iter()
            .filter(|&row| columns.has_words[row] && columns.kind[row] != RecordKind::Event)
            .partition(|&row| columns.language[row] != LanguageTag::Other);
    let collection = collect(store, &columns, &mut rows)?;
    let min_documents = options.min_documents.max(project.ranking.min_cell);
    let discovery = discover(
        &collection,
        &Options {
            min_documents: u32::try_from(min_documents).unwrap_or(u32::MAX),
            ..Options::default()
        },
    );
    let identified = identify(&discovery, &collection, &known);
    let noted: Vec<KnownTheme> = identified
        .identities
        .iter()
        .zip(&discovery.themes)
        .filter(|(identity, _)| *selection == Selection::default() || !identity.is_known)
        .map(|(identity, theme)| KnownTheme {
            id: identity.id.clone(),
            terms: theme.terms.iter().map(|term| term.words.clone()).collect(),
        })
        .collect();
    if let Some(now) = options.noted_at {
        note_themes(options.names, &noted, &known, now)?;
    }
    let pairs: Vec<_> = identified
        .identities
        .iter()
        .zip(&discovery.themes)
        .collect();
    let described = Described {
        project,
        store,
        columns: &columns,
        rows: &rows,
        zone: &zone,
        outcomes: Outcomes::of(project, &columns, &rows),
        months: months(&columns, &rows, &zone),
    };
    Ok(Themes {
        proposal: proposal(&pairs),
        findings: ThemeFindings {
            themes: described.all(&discovery.themes, &identified)?,
            gone: identified
                .gone
                .into_iter()
                .map(|gone| (gone.id, as_u64(gone.n_documents)))
                .collect(),
            n_documents: as_u64(rows.len()),
            n_unexplained: discovery.n_unexplained.into(),
            n_explained: discovery.n_explained.into(),
            n_other_language: as_u64(other.len()),
            min_documents,
            is_compared: discovery.background == Background::Explained,
            outcome: project.outcome.as_ref().map(ToString::to_string),
        },
    })
}

/// The words of the documents in `rows`, in that order; rows without a document are taken out.
fn collect(store: &Store, columns: &Columns, rows: &mut Vec<usize>) -> Result<Collection, Error> {
    let ids: Vec<_> = rows.iter().map(|&row| columns.ids[row]).collect();
    let mut collection = Collection::default();
    let mut met = Vec::with_capacity(ids.len());
    let mut batch: Vec<Document> = Vec::with_capacity(BATCH);
    let mut flush = |batch: &mut Vec<Document>| -> Result<(), Error> {
        staged(
            batch.drain(..),
            |chunk: Vec<Document>| {
                let folded = chunk.iter().map(|document| {
                    let language = document.reading.language.tag;
                    let text = FoldedText::of(&split(document), language);
                    (document.record.id, half_key(document), text)
                });
                folded.collect::<Vec<_>>()
            },
            |folded| -> Result<(), Error> {
                for (id, half_key, text) in folded {
                    collection.push(half_key, &text);
                    met.push(id);
                }
                Ok(())
            },
        )
    };
    store.each_of(&ids, |document| -> Result<(), Error> {
        batch.push(document);
        if batch.len() == BATCH {
            flush(&mut batch)?;
        }
        Ok(())
    })?;
    flush(&mut batch)?;
    if met.len() < rows.len() {
        *rows = columns.rows_of(&met);
    }
    Ok(collection)
}

/// What decides on which half of the split `document` falls: where it stands in the input, because a record id
/// would split the same files otherwise under another key of pseudonyms.
fn half_key(document: &Document) -> u128 {
    let record = &document.record;
    let (origin, question) = (&record.origin, record.question.as_deref());
    let row = origin.row.to_string();
    let place = [
        origin.source.as_str(),
        &origin.file,
        &row,
        question.unwrap_or_default(),
    ];
    let digest = digest_of(&place);
    let [first, ..] = digest.as_chunks::<16>().0 else {
        return 0;
    };
    u128::from_be_bytes(*first)
}

/// The sentences of `document`, by whether a topic was found in them.
fn split(document: &Document) -> Spoken<'_> {
    let mut spoken = Spoken::default();
    for sentence in &document.reading.sentences {
        let text = slice(document, sentence.span);
        if is_explained(document, sentence.span) {
            spoken.explained.push(text);
        } else {
            spoken.unexplained.push(text);
        }
    }
    spoken
}

fn is_explained(document: &Document, sentence: Span) -> bool {
    let spans = document
        .reading
        .topics
        .iter()
        .flat_map(|mention| &mention.spans);
    spans.into_iter().any(|span| {
        span.part == sentence.part && span.start < sentence.end && sentence.start < span.end
    })
}

fn slice(document: &Document, span: Span) -> &str {
    let text = text_of(&document.record.body, span.part);
    text.and_then(|text| text.as_str().get(span.start as usize..span.end as usize))
        .unwrap_or_default()
}

/// Documents with words by month, gaps included.
fn months(columns: &Columns, rows: &[usize], zone: &TimeZone) -> BTreeMap<Month, u64> {
    let mut n: BTreeMap<Month, u64> = BTreeMap::new();
    let mut known = Months::new(zone);
    let dated = rows.iter().filter_map(|&row| known.of(columns.at[row]?));
    for month in dated {
        *n.entry(month).or_default() += 1;
    }
    if let (Some(first), Some(last)) = (n.keys().next().copied(), n.keys().next_back().copied()) {
        for month in first.to(last) {
            n.entry(month).or_default();
        }
    }
    n
}

/// The outcome of each contact with words.
struct Outcomes {
    /// Place of the contact of each row; `None` where it has no outcome.
    contact_of: BTreeMap<usize, usize>,
    /// Outcome points and weight.
    values: Vec<(f64, f64)>,
}

impl Outcomes {
    fn of(project: &Project, columns: &Columns, rows: &[usize]) -> Self {
        let mut outcomes = Self {
            contact_of: BTreeMap::new(),
            values: Vec::new(),
        };
        let scale = project
            .outcome
            .as_ref()
            .and_then(|name| project.scores.get_key_value(name));
        let Some((name, scale)) = scale else {
            return outcomes;
        };
        let answers = columns.scores.get(name);
        let is_asked: BTreeSet<usize> = rows.iter().copied().collect();
        for contact in Contacts::of(columns).iter() {
            if !contact.iter().any(|row| is_asked.contains(row)) {
                continue;
            }
            let spoken = spoken(columns, contact);
            let Some(lead) = first_answer(columns, &spoken, answers) else {
                continue;
            };
            let Some(answer) = answers
                .map(|answers| answers[lead])
                .filter(|a| a.is_finite())
            else {
                continue;
            };
            for &row in contact {
                outcomes.contact_of.insert(row, outcomes.values.len());
            }
            outcomes
                .values
                .push((scale.outcome_points(answer), weight(columns, lead, &spoken)));
        }
        outcomes
    }

    /// Contacts of `rows` with an outcome, and the difference of their mean to that of the others.
    fn difference(&self, rows: &[usize], project: &Project) -> (u64, Option<Interval>) {
        let contacts: BTreeSet<usize> = rows
            .iter()
            .filter_map(|row| self.contact_of.get(row).copied())
            .collect();
        let n = as_u64(contacts.len());
        let (inside, outside): (Vec<_>, Vec<_>) =
            (0..self.values.len()).partition(|at| contacts.contains(at));
        let least = project.ranking.min_cell.max(2);
        if n < least || as_u64(outside.len()) < least {
            return (n, None);
        }
        let mean = |places: &[usize]| weighted_mean(places.iter().map(|&at| self.values[at]));
        let difference = mean(&inside).ok().zip(mean(&outside).ok());
        let interval = difference.and_then(|(inside, outside)| {
            let part = |mean: crate::stats::WeightedMean| {
                (mean.standard_error.powi(2), mean.n_effective - 1.0)
            };
            let level = project.ranking.level;
            let parts = [part(inside), part(outside)];
            let test = welch_test(inside.mean - outside.mean, &parts, level);
            Some(test.ok()?.interval)
        });
        (n, interval)
    }
}

/// What describes themes.
struct Described<'a> {
    project: &'a Project,
    store: &'a Store,
    columns: &'a Columns,
    /// Row of each document of the collection.
    rows: &'a [usize],
    zone: &'a TimeZone,
    outcomes: Outcomes,
    months: BTreeMap<Month, u64>,
}

impl Described<'_> {
    fn all(&self, themes: &[Theme], identified: &Identified) -> Result<Vec<ThemeFinding>, Error> {
        let described = themes.iter().zip(&identified.identities);
        described
            .map(|(theme, identity)| {
                let rows: Vec<usize> = theme
                    .documents
                    .iter()
                    .map(|&at| self.rows[at as usize])
                    .collect();
                let (n_scored, outcome_difference) = self.outcomes.difference(&rows, self.project);
                Ok(ThemeFinding {
                    id: identity.id.clone(),
                    is_known: identity.is_known,
                    split_from: identity.split_from.clone(),
                    absorbed: identity.absorbed.clone(),
                    name_nl: theme.name(LanguageTag::Nl),
                    name_en: theme.name(LanguageTag::En),
                    terms: theme
                        .terms
                        .iter()
                        .map(|term| ThemeTerm {
                            words: term.words.join(" "),
                            language: term.language,
                            n_documents: term.n_documents.into(),
                            odds_ratio: term.odds_ratio,
                        })
                        .collect(),
                    n_documents: as_u64(rows.len()),
                    share_negative: self.share_negative(&rows),
                    outcome_difference,
                    n_scored,
                    trend: self.trend(&rows),
                    examples: self.examples(theme, &rows)?,
                })
            })
            .collect()
    }

    fn share_negative(&self, rows: &[usize]) -> Option<f64> {
        let n = as_u64(rows.len());
        let negative =
            |row: &&usize| self.columns.sentiment[**row] == Some(SentimentLabel::Negative);
        let n_negative = rows.iter().filter(negative).count();
        (n >= self.project.ranking.min_cell.max(1))
            .then(|| crate::units::as_f64(n_negative) / crate::units::as_f64(rows.len()))
    }

    fn trend(&self, rows: &[usize]) -> Vec<ThemeMonth> {
        let mut counts: BTreeMap<Month, u64> = BTreeMap::new();
        let mut known = Months::new(self.zone);
        let dated = rows
            .iter()
            .filter_map(|&row| known.of(self.columns.at[row]?));
        for month in dated {
            *counts.entry(month).or_default() += 1;
        }
        let least = self.project.ranking.min_cell.max(1);
        self.months
            .iter()
            .map(|(month, &n)| ThemeMonth {
                period: month.to_string(),
                n,
                n_documents: (n >= least).then(|| counts.get(month).copied().unwrap_or(0)),
            })
            .collect()
    }

    /// Sentences with words of the theme, from documents spread evenly over it.
    fn examples(&self, theme: &Theme, rows: &[usize]) -> Result<Vec<Quote>, Error> {
        let n_wanted = self.project.ranking.n_quotes;
        let step = (rows.len() / (SPARE * n_wanted).max(1)).max(1);
        let ids: Vec<_> = rows
            .iter()
            .step_by(step)
            .map(|&row| self.columns.ids[row])
            .collect();
        let mut said = BTreeSet::new();
        let documents = self.store.documents(&ids)?;
        let quotes = documents
            .iter()
            .filter_map(|document| self.example(theme, document))
            .filter(|quote| said.insert(quote.text.to_lowercase()));
        Ok(quotes.take(n_wanted).collect())
    }

    fn example(&self, theme: &Theme, document: &Document) -> Option<Quote> {
        let mut sentences = document.reading.sentences.iter();
        let sentence = sentences.find(|sentence| {
            !is_explained(document, sentence.span) && shows(theme, slice(document, sentence.span))
        })?;
        Some(Quote {
            id: document.record.id,
            date: document
                .record
                .at
                .map(|at| at.to_zoned(self.zone.clone()).date().to_string()),
            language: document.reading.language.tag,
            sentiment: sentence.sentiment.label,
            text: slice(document, sentence.span).to_owned(),
            spans: Vec::new(),
        })
    }
}

/// Whether all words of one of the terms of `theme` stand in `sentence`.
fn shows(theme: &Theme, sentence: &str) -> bool {
    let mut words = BTreeSet::new();
    each_word(sentence, |word, _| {
        words.insert(word.to_owned());
    });
    theme.terms.iter().any(|term| {
        let has = |forms: &Vec<String>| forms.iter().any(|form| words.contains(form));
        let mut compounds = term.compounds.iter();
        term.forms.iter().all(has) || compounds.any(|compound| words.contains(compound))
    })
}

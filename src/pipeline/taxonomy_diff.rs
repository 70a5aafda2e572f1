use super::analyse::topics;
use super::reread::reread;
use super::shaping::{Again, Shaping};
use super::{Assets, Error, Event, Observer, Selection, analyse};
use crate::config::Project;
use crate::findings::{RankedGain, SignalMove, TaxonomyDiff, TopicMove};
use crate::record::{RecordId, SentimentLabel, TopicId};
use crate::signals::{Signal, TopicName};
use crate::store::{Columns, Store, WriterOptions};
use crate::units::as_u64;
use std::collections::{BTreeMap, BTreeSet};

/// Documents and topics named of a move.
const EXAMPLES: usize = 3;
const DESTINATIONS: usize = 5;

/// Reads the whole archive with the taxonomy of `old` and with that of `new`, ranks both, and says what
/// moves. The index stays as it is: what is read anew is held in memory.
///
/// # Errors
///
/// [`Error::NothingTakenIn`] without an archive, and the errors of index, reading and ranking.
pub fn taxonomy_diff(
    project: &Project,
    old: &Assets,
    new: &Assets,
    store: &Store,
    observer: &dyn Observer,
) -> Result<TaxonomyDiff, Error> {
    let before = replay(project, old, store, observer)?;
    let after = replay(project, new, store, observer)?;
    let rank = |assets: &Assets, replayed: &Option<Store>| {
        let store = replayed.as_ref().unwrap_or(store);
        let columns = store.columns()?;
        let all = Selection::default();
        let findings = analyse(project, assets, store, &all, observer)?;
        Ok::<_, Error>((columns, findings.signals))
    };
    let (columns_before, signals_before) = rank(old, &before)?;
    drop(before);
    let (columns_after, signals_after) = rank(new, &after)?;
    let mut names: BTreeMap<TopicId, TopicName> = BTreeMap::new();
    for assets in [old, new] {
        let topics = topics(assets).into_iter();
        names.extend(topics.map(|topic| (topic.name.id.clone(), topic.name)));
    }
    let moves = Moves::of(&columns_before, &columns_after);
    let has_none = |columns: &Columns| {
        let rows = (0..columns.n_documents()).filter(|&row| columns.has_words[row]);
        as_u64(
            rows.filter(|&row| columns.mentions.of(row).next().is_none())
                .count(),
        )
    };
    Ok(TaxonomyDiff {
        n_documents: as_u64(columns_after.has_words.iter().filter(|has| **has).count()),
        n_changed: moves.n_changed,
        n_without_topic: (has_none(&columns_before), has_none(&columns_after)),
        topics: moves.topics(&names),
        signals: signal_moves(&signals_before, &signals_after),
    })
}

/// The archive as `assets` read it; `None` where the index already is.
fn replay(
    project: &Project,
    assets: &Assets,
    store: &Store,
    observer: &dyn Observer,
) -> Result<Option<Store>, Error> {
    let Some(manifest) = store.manifest() else {
        return Err(Error::NothingTakenIn {
            path: project.index_folder(),
        });
    };
    let stands = manifest.files.iter().all(|file| {
        let was = Shaping::parse(&file.settings_sha256);
        was.again(assets.shaping()) == Again::Nothing
    });
    if stands {
        return Ok(None);
    }
    observer.on(&Event::Analysing {
        step: "reading the archive again",
    });
    let mut replayed = Store::in_memory()?;
    let mut writer = replayed.writer(WriterOptions::default())?;
    reread(
        store,
        &assets.classifier,
        |_| Again::Whole,
        observer,
        |document| {
            writer.put(document)?;
            Ok(())
        },
    )?;
    writer.commit(manifest)?;
    replayed.refresh()?;
    Ok(Some(replayed))
}

type Tones<'a> = BTreeMap<&'a TopicId, BTreeSet<SentimentLabel>>;

fn tones(columns: &Columns, row: usize) -> Tones<'_> {
    let mut tones = Tones::new();
    for (code, label) in columns.mentions.of(row) {
        let topic = &columns.mentions.topics[code as usize];
        tones.entry(topic).or_default().insert(label);
    }
    tones
}

#[derive(Default)]
struct Tally {
    n: (u64, u64),
    n_gained: u64,
    n_lost: u64,
    n_other_tone: u64,
    moved_to: BTreeMap<TopicId, u64>,
    gained: Vec<RecordId>,
    lost: Vec<RecordId>,
}

#[derive(Default)]
struct Moves {
    n_changed: u64,
    tallies: BTreeMap<TopicId, Tally>,
}

impl Moves {
    /// Both hold the same records, so a row of one is that of the other.
    fn of(before: &Columns, after: &Columns) -> Self {
        let mut moves = Self::default();
        for row in 0..before.n_documents().min(after.n_documents()) {
            let (was, is) = (tones(before, row), tones(after, row));
            moves.n_changed += u64::from(was != is);
            for topic in was.keys() {
                moves.tally(topic).n.0 += 1;
            }
            for (topic, tone) in &is {
                let tally = moves.tally(topic);
                tally.n.1 += 1;
                match was.get(topic) {
                    None => {
                        tally.n_gained += 1;
                        push_some(&mut tally.gained, before.ids[row]);
                    }
                    Some(old) => tally.n_other_tone += u64::from(old != tone),
                }
            }
            for topic in was.keys().filter(|topic| !is.contains_key(*topic)) {
                let tally = moves.tally(topic);
                tally.n_lost += 1;
                push_some(&mut tally.lost, before.ids[row]);
                for gained in is.keys().filter(|topic| !was.contains_key(*topic)) {
                    *tally.moved_to.entry((*gained).clone()).or_default() += 1;
                }
            }
        }
        moves
    }

    fn tally(&mut self, topic: &TopicId) -> &mut Tally {
        self.tallies.entry(topic.clone()).or_default()
    }

    fn topics(self, names: &BTreeMap<TopicId, TopicName>) -> Vec<TopicMove> {
        let name = |id: &TopicId| names.get(id).cloned().unwrap_or_else(|| bare(id));
        let mut topics: Vec<TopicMove> = self
            .tallies
            .into_iter()
            .filter(|(_, tally)| tally.n_gained + tally.n_lost + tally.n_other_tone > 0)
            .map(|(id, tally)| {
                let mut moved_to: Vec<(TopicName, u64)> = tally
                    .moved_to
                    .iter()
                    .map(|(id, n)| (name(id), *n))
                    .collect();
                moved_to.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
                moved_to.truncate(DESTINATIONS);
                TopicMove {
                    topic: name(&id),
                    n: tally.n,
                    n_gained: tally.n_gained,
                    n_lost: tally.n_lost,
                    n_other_tone: tally.n_other_tone,
                    moved_to,
                    gained: tally.gained,
                    lost: tally.lost,
                }
            })
            .collect();
        topics.sort_by_key(|topic| std::cmp::Reverse(topic.n_gained + topic.n_lost));
        topics
    }
}

fn push_some(ids: &mut Vec<RecordId>, id: RecordId) {
    if ids.len() < EXAMPLES {
        ids.push(id);
    }
}

/// A topic that neither taxonomy has: one by which the index was read.
fn bare(id: &TopicId) -> TopicName {
    TopicName {
        id: id.clone(),
        nl: id.to_string(),
        en: id.to_string(),
    }
}

fn signal_moves(before: &[Signal], after: &[Signal]) -> Vec<SignalMove> {
    let place = |signal: &Signal| RankedGain {
        rank: signal.rank,
        gain: signal.gain,
        verdict: signal.verdict,
    };
    let find = |signals: &[Signal], id: &TopicId| {
        let mut signals = signals.iter();
        signals.find(|signal| signal.topic.id == *id).map(place)
    };
    let gone = before
        .iter()
        .filter(|signal| find(after, &signal.topic.id).is_none());
    after
        .iter()
        .chain(gone)
        .map(|signal| SignalMove {
            topic: signal.topic.clone(),
            before: find(before, &signal.topic.id),
            after: find(after, &signal.topic.id),
        })
        .collect()
}

use super::query_plan::Planner;
use super::reading::Ids;
use super::snippet::Finder;
use super::{Error, Query, Store};
use crate::record::{RecordId, Span};
use crate::units::as_u64;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// All documents that match.
    pub total: u64,
    /// Those asked for: best first, equal ones by id.
    pub hits: Vec<Hit>,
}

/// One document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// How well its words match (BM25). Conditions on fields and beginnings of words do not score.
    pub score: f32,
    /// The words that match, in order. Words in asides are not stored and so not shown.
    pub spans: Vec<Span>,
}

impl Store {
    /// Finds the documents that match, `limit` of them after the first `offset`.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn search(&self, query: &Query, limit: usize, offset: usize) -> Result<Hits, Error> {
        let searcher = self.searcher();
        let planned = self.planner().plan(&query.node);
        let wanted = limit.saturating_add(offset);
        let (total, best) = searcher
            .search(&planned, &Best { wanted })
            .map_err(|error| self.failed(error))?;
        let finder = Finder::new(&self.fields, &query.node);
        let mut hits = Vec::new();
        for Ranked { score, id, address } in best.into_iter().skip(offset) {
            let spans = if finder.looks_for_words() {
                finder.spans(&self.document_at(&searcher, address)?)
            } else {
                Vec::new()
            };
            hits.push(Hit {
                id: id.0,
                score: f32::from_bits(score),
                spans,
            });
        }
        Ok(Hits { total, hits })
    }

    /// The ids of all documents that match, ascending: a filter for columns, see
    /// [`Columns::rows_of`](super::Columns::rows_of).
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn matching(&self, query: &Query) -> Result<Vec<RecordId>, Error> {
        let planned = self.planner().plan(&query.node);
        self.searcher()
            .search(&planned, &AllIds)
            .map_err(|error| self.failed(error))
    }

    fn planner(&self) -> Planner<'_> {
        Planner {
            fields: &self.fields,
        }
    }
}

/// A match, ordered from worst to best: by score, then by id downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    /// Bits of a score that is not negative, which order as the score does.
    score: u32,
    id: Reverse<RecordId>,
    address: DocAddress,
}

/// Collects the `wanted` best matches and counts all.
///
/// tantivy's own top list breaks ties by its document order, which depends on threads.
struct Best {
    wanted: usize,
}

struct BestOfSegment {
    wanted: usize,
    ordinal: SegmentOrdinal,
    ids: Ids,
    total: usize,
    best: BinaryHeap<Reverse<Ranked>>,
}

impl Collector for Best {
    type Fruit = (u64, Vec<Ranked>);
    type Child = BestOfSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<BestOfSegment> {
        Ok(BestOfSegment {
            wanted: self.wanted,
            ordinal,
            ids: Ids::of(segment)?,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<(usize, Vec<Ranked>)>) -> tantivy::Result<Self::Fruit> {
        let total = fruits.iter().map(|(total, _)| as_u64(*total)).sum();
        let mut best: Vec<Ranked> = fruits.into_iter().flat_map(|(_, best)| best).collect();
        best.sort_unstable_by_key(|ranked| Reverse(*ranked));
        best.truncate(self.wanted);
        Ok((total, best))
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = (usize, Vec<Ranked>);

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        let ranked = Ranked {
            score: steady(score),
            id: Reverse(self.ids.get(doc)),
            address: DocAddress::new(self.ordinal, doc),
        };
        if self.best.len() < self.wanted {
            self.best.push(Reverse(ranked));
        } else if self.best.peek().is_some_and(|worst| worst.0 < ranked) {
            self.best.pop();
            self.best.push(Reverse(ranked));
        }
    }

    fn harvest(self) -> Self::Fruit {
        let best = self.best.into_iter().map(|Reverse(ranked)| ranked);
        (self.total, best.collect())
    }
}

/// A score rounded to about five digits, as bits.
///
/// The order in which a union adds the scores of its parts depends on where documents stand, and
/// with it the last bits of the sum; rounding takes them off.
fn steady(score: Score) -> u32 {
    let bits = score.max(0.0).to_bits();
    (bits + 0x40) & !0x7f
}

/// Collects the ids of all matches.
struct AllIds;

struct IdsOfSegment {
    ids: Ids,
    found: Vec<RecordId>,
}

impl Collector for AllIds {
    type Fruit = Vec<RecordId>;
    type Child = IdsOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<IdsOfSegment> {
        Ok(IdsOfSegment {
            ids: Ids::of(segment)?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<RecordId>>) -> tantivy::Result<Vec<RecordId>> {
        let mut ids = fruits.concat();
        ids.sort_unstable();
        Ok(ids)
    }
}

impl SegmentCollector for IdsOfSegment {
    type Fruit = Vec<RecordId>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.push(self.ids.get(doc));
    }

    fn harvest(self) -> Vec<RecordId> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{CleanBody, CleanTurn};
    use crate::record::{
        LanguageTag, Pseudonym, RecordKind, Score as RecordScore, ScoreName, SentimentLabel,
        SourceName, Speaker,
    };
    use crate::store::KnownFields;
    use crate::store::fixture::{felt, manifest, mention, message, options, redacted, store_of};
    use crate::store::{Document, Prepared};
    use std::sync::Arc;
    use tempfile::TempDir;

    fn english(id: u128, text: &str) -> Document {
        let mut document = message(id, text);
        document.reading.language.tag = LanguageTag::En;
        document
    }

    fn with_facet(mut document: Document, name: &str, value: &str) -> Document {
        let facet = (Arc::from(name), Arc::from(value));
        document.record.facets.push(facet);
        document
    }

    fn with_score(mut document: Document, name: &str, value: f64) -> Document {
        let name = ScoreName::new(name);
        document.record.scores.push(RecordScore { name, value });
        document
    }

    fn at(mut document: Document, instant: &str) -> Document {
        document.record.at = Some(instant.parse().unwrap());
        document
    }

    fn speaking_of(mut document: Document, topic: &str, label: SentimentLabel) -> Document {
        document.reading.topics.push(mention(topic, label));
        document.reading.sentiment = Some(felt(label));
        document
    }

    fn dialogue() -> Document {
        let mut document = message(7, "");
        let turn = |speaker, text| CleanTurn {
            speaker,
            at: None,
            text: redacted(text),
        };
        document.record.kind = RecordKind::Transcript;
        document.record.origin.source = SourceName::new("Gesprekken");
        document.record.body = CleanBody::Dialogue(vec![
            turn(Speaker::Agent, "Vervelend, welke factuur?"),
            turn(Speaker::Customer, "De factuur van maart, van [NAME_1]"),
        ]);
        document
    }

    fn corpus() -> Vec<Document> {
        use SentimentLabel::{Negative, Positive};
        let one = speaking_of(
            message(1, "De wachttijden zijn te lang."),
            "wachttijd",
            Negative,
        );
        let one = with_score(with_facet(one, "channel", "Phone"), "nps", 3.0);
        let two = speaking_of(
            message(2, "Lange wachttijd maar prima hulp"),
            "wachttijd",
            Positive,
        );
        let two = with_score(with_facet(two, "channel", "Live Chat"), "nps", 9.0);
        let three = english(3, "They were waiting for the café to open, not nice");
        let three = with_score(with_facet(three, "source", "app"), "csat.overall", 2.5);
        let mut four = message(4, "Niet bereikbaar geweest");
        four.record.customer = Some(Pseudonym(0xabc));
        four.record.question = Some(Arc::from("Waarom?"));
        let mut five = message(5, "");
        five.record.body = CleanBody::Nothing;
        five.record.kind = RecordKind::Survey;
        five.reading.sentiment = None;
        five.reading.language.tag = LanguageTag::Unknown;
        five.record.weight = Some(0.5);
        let six = speaking_of(
            message(6, "Bereikbaar? Nee, niet!"),
            "wachtmuziek",
            Negative,
        );
        vec![
            at(one, "2026-01-31T23:59:59Z"),
            at(two, "2026-02-01T00:00:00Z"),
            at(three, "2025-12-31T23:00:00Z"),
            four,
            at(five, "1969-07-20T20:17:00Z"),
            six,
            dialogue(),
        ]
    }

    fn store() -> (TempDir, Store) {
        let (folder, mut store) = store_of(&corpus(), 2);
        let mut writer = store.writer(options(1)).unwrap();
        let aside = redacted("Verzonden vanaf mijn telefoon");
        writer
            .put(Prepared::of(&message(8, "Top"), &[aside]))
            .unwrap();
        writer.commit(&manifest(2)).unwrap();
        store.refresh().unwrap();
        (folder, store)
    }

    fn ids_of(store: &Store, text: &str) -> Vec<u128> {
        let known = store.known_fields().unwrap();
        let query = Query::parse(text, &known).unwrap();
        store
            .matching(&query)
            .unwrap()
            .iter()
            .map(|id| id.0)
            .collect()
    }

    fn check(store: &Store, cases: &[(&str, &[u128])]) {
        for (text, expected) in cases {
            assert_eq!(ids_of(store, text), *expected, "{text}");
        }
    }

    #[test]
    fn words_match_in_every_form_and_language() {
        let (_folder, store) = store();
        check(
            &store,
            &[
                ("wachttijd", &[1, 2]),
                ("WACHTTIJDEN lang", &[1, 2]),
                ("wait", &[3]),
                ("cafe", &[3]),
                ("wacht*", &[1, 2]),
                ("wachttijden*", &[1, 2]),
                ("wa*", &[1, 2, 3]),
                ("\"lange wachttijd\"", &[2]),
                ("\"wachttijd lange\"", &[]),
                ("\"niet bereikbaar\"", &[4]),
                ("niet bereikbaar", &[4, 6]),
                ("\"waiting for the cafe\"", &[3]),
                ("\"waiting the cafe\"", &[]),
                ("name_1", &[7]),
                ("vervelend", &[]),
                ("agent:vervelend", &[7]),
                ("agent:factuur text:factuur", &[7]),
                ("telefoon", &[]),
                ("aside:telefoon", &[8]),
                ("any:vervelend OR any:telefoon", &[7, 8]),
            ],
        );
    }

    #[test]
    fn operators_bind_as_documented() {
        let (_folder, store) = store();
        check(
            &store,
            &[
                ("wachttijd -hulp", &[1]),
                ("wachttijd NOT hulp", &[1]),
                ("hulp OR bereikbaar niet", &[2, 4, 6]),
                ("(hulp OR bereikbaar) niet", &[4, 6]),
                ("hulp AND wachttijd", &[2]),
                ("-wachttijd kind:feedback", &[3, 4, 6, 8]),
                ("-(wachttijd OR bereikbaar) -kind:survey", &[3, 7, 8]),
                ("-kind:feedback", &[5, 7]),
                ("--wachttijd", &[1, 2]),
                ("*", &[1, 2, 3, 4, 5, 6, 7, 8]),
                (
                    "topic:(wachttijd OR wachtmuziek) sentiment:negative",
                    &[1, 6],
                ),
            ],
        );
    }

    #[test]
    fn a_stop_word_neither_finds_nor_hides() {
        let (_folder, store) = store();
        check(
            &store,
            &[
                ("de wachttijden", &[1, 2]),
                ("wachttijden -de", &[1, 2]),
                ("the cafe", &[3]),
            ],
        );
    }

    #[test]
    fn a_topic_that_nobody_mentions_is_found_nowhere_and_one_that_is_not_there_is_refused() {
        let (folder, store) = store();
        let refused = |store: &Store| {
            let known = store.known_fields().unwrap();
            Query::parse("topic:wacht", &known).unwrap_err().to_string()
        };
        let said = refused(&store);
        assert!(
            said.contains("no topic is called `wacht`, known are"),
            "{said}"
        );
        let store = store.with_topics(["wacht".to_owned()]);
        check(
            &store,
            &[("topic:wacht", &[]), ("topic:wacht/negative", &[])],
        );
        drop(folder);
    }

    #[test]
    fn fields_match_names_numbers_and_dates() {
        let (_folder, store) = store();
        let customer = format!("customer:{}", Pseudonym(0xabc));
        let id = format!("id:{}", RecordId(6));
        check(
            &store,
            &[
                ("topic:wachttijd", &[1, 2]),
                ("topic:Wachttijd/negative", &[1]),
                ("topic:wacht*", &[1, 2, 6]),
                ("topic:*", &[1, 2, 6]),
                ("sentiment:negative", &[1, 6]),
                ("-sentiment:*", &[5]),
                ("language:en", &[3]),
                ("words:no", &[5]),
                ("source:gesprekken", &[7]),
                ("source:gespr*", &[7]),
                ("question:waarom?", &[4]),
                ("channel:phone", &[1]),
                ("channel:\"live chat\"", &[2]),
                ("channel:live*", &[2]),
                ("channel:*", &[1, 2]),
                ("facet.source:app", &[3]),
                ("score.nps:<7", &[1]),
                ("nps:3..9", &[1, 2]),
                ("score.nps:9", &[2]),
                ("score.csat.overall:2,5", &[3]),
                ("score.csat.overall:*", &[3]),
                ("polarity:<0", &[1, 6]),
                ("weight:<=0.5", &[5]),
                ("date:2026-01", &[1]),
                ("date:2026-01..2026-02", &[1, 2]),
                ("date:>2026-01", &[2]),
                ("date:<2026", &[3, 5]),
                ("date:<1970", &[5]),
                ("date:2025-12-31", &[3]),
                ("-date:*", &[4, 6, 7, 8]),
                (&customer, &[4]),
                ("customer:*", &[4]),
                (&id, &[6]),
            ],
        );
    }

    #[test]
    fn the_best_come_first_and_equal_ones_by_id() {
        let texts = [
            "prijs",
            "prijs",
            "prijs prijs prijs",
            "de prijs van wat anders en veel meer",
        ];
        let documents: Vec<Document> = (1..)
            .zip(texts)
            .map(|(id, text)| message(id, text))
            .collect();
        let (_folder, store) = store_of(&documents, 1);
        let query = Query::parse("prijs", &KnownFields::default()).unwrap();
        let all = store.search(&query, 10, 0).unwrap();
        let order: Vec<u128> = all.hits.iter().map(|hit| hit.id.0).collect();
        assert_eq!((all.total, order), (4, vec![3, 1, 2, 4]));
        let page = store.search(&query, 2, 1).unwrap();
        assert_eq!((page.total, &page.hits[..]), (4, &all.hits[1..3]));
        assert!(store.search(&query, 0, 0).unwrap().hits.is_empty());
    }

    #[test]
    fn the_order_does_not_depend_on_threads() {
        let words = ["prijs", "hulp", "bot", "lang", "kort", "wachten"];
        let documents: Vec<Document> = (0..2_000_u32)
            .map(|n| {
                let text: Vec<&str> = (0..5)
                    .map(|k| words[(n * 7 + n / 3 * k) as usize % 6])
                    .collect();
                message(n.into(), &text.join(" "))
            })
            .collect();
        let query = Query::parse("prijs OR hulp OR bot OR lang", &KnownFields::default()).unwrap();
        let found = [1, 2, 4].map(|threads| {
            let (_folder, store) = store_of(&documents, threads);
            store.search(&query, 500, 0).unwrap()
        });
        assert_eq!(found[0], found[1]);
        assert_eq!(found[0], found[2]);
    }

    #[test]
    fn a_hit_shows_where_its_words_stand() {
        let (_folder, store) = store();
        let known = store.known_fields().unwrap();
        let shown = |text: &str| -> Vec<String> {
            let query = Query::parse(text, &known).unwrap();
            let hits = store.search(&query, 10, 0).unwrap().hits;
            let mut words = Vec::new();
            for hit in hits {
                let document = store.get(hit.id).unwrap().unwrap();
                for span in hit.spans {
                    let text = match &document.record.body {
                        CleanBody::Message(text) => text.as_str(),
                        CleanBody::Dialogue(turns) => turns[span.part as usize].text.as_str(),
                        _ => "",
                    };
                    words.push(text[span.start as usize..span.end as usize].to_owned());
                }
            }
            words
        };
        assert_eq!(shown("wachttijd -hulp"), ["wachttijden"]);
        assert_eq!(shown("caf*"), ["café"]);
        assert_eq!(shown("agent:factuur maart"), ["factuur", "maart"]);
        assert_eq!(shown("sentiment:negative"), [""; 0]);
    }

    #[test]
    fn known_fields_are_those_of_the_documents() {
        let (_folder, store) = store();
        let known = store.known_fields().unwrap();
        assert_eq!(known.facets, ["channel", "source"]);
        assert_eq!(known.scores, ["csat.overall", "nps"]);
    }
}

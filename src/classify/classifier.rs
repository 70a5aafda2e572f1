use super::evidence::{Evidence, mention_of, of_several};
use super::sentiment::Error;
use super::sentiment::{SentimentModel, Thing};
use super::taxonomy::Taxonomy;
use super::topics::{LearnedSentiment, TopicModel};
use crate::encode::{Passage, QuestionKind};
use crate::language::{self, MessageParts, PartKind};
use crate::privacy::{CleanBody, CleanRecord, RedactedText};
use crate::record::{
    LanguageGuess, LanguageTag, ModelCard, Reading, SentenceReading, Sentiment, SentimentLabel,
    Span, Speaker, TopicId,
};
use crate::units::{Probability, as_u32};
use ndarray::Array2;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Reads language, sentiment and topics of records.
#[derive(Debug)]
pub struct Classifier {
    taxonomy: Taxonomy,
    sentiment: SentimentModel,
    learned: Option<LearnedTopics>,
    canned_text: Vec<String>,
}

/// Topics that were learnt, and where they begin in the taxonomy.
#[derive(Debug)]
struct LearnedTopics {
    model: TopicModel,
    first: usize,
}

/// What is to be read: the words of one record, and the question they answer.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What was said, redacted.
    pub body: &'a CleanBody,
    /// The question that was asked, where it is known.
    pub question: Option<&'a str>,
}

impl<'a> Entry<'a> {
    /// The words of `record`.
    pub fn of(record: &'a CleanRecord) -> Self {
        Self {
            body: &record.body,
            question: record.question.as_deref(),
        }
    }
}

/// What was read in a record, and what was left aside.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRecord {
    /// Language, sentiment, topics.
    pub reading: Reading,
    /// Signatures, quoted mail and canned text: findable, not analysed.
    pub asides: Vec<RedactedText>,
}

impl Classifier {
    /// Sets up the built-in sentiment model beside `taxonomy`; `canned_text` are phrases that mark
    /// disclaimers and the like.
    ///
    /// # Errors
    ///
    /// [`Error`] when the built-in weights do not match their checksum.
    pub fn new(taxonomy: Taxonomy, canned_text: Vec<String>) -> Result<Self, Error> {
        let sentiment = SentimentModel::bundled()?;
        Ok(Self::of(sentiment, taxonomy, canned_text))
    }

    /// As [`Classifier::new`], with this sentiment model.
    pub fn of(sentiment: SentimentModel, taxonomy: Taxonomy, canned_text: Vec<String>) -> Self {
        Self {
            taxonomy,
            sentiment,
            learned: None,
            canned_text,
        }
    }

    /// Finds the topics of `model` too, beside those of the taxonomy.
    #[must_use]
    pub fn with_topics(self, model: TopicModel) -> Self {
        let first = self.taxonomy.topics().len();
        let labels: Vec<(&str, Option<usize>)> = model
            .topics()
            .iter()
            .map(|topic| (topic.name.as_str(), topic.parent))
            .collect();
        Self {
            taxonomy: self.taxonomy.with_learned(&labels, model.sha256()),
            learned: Some(LearnedTopics { model, first }),
            ..self
        }
    }

    /// Judges sentiment by what was learnt from an analyst's labels.
    #[must_use]
    pub fn with_sentiment(self, model: LearnedSentiment) -> Self {
        Self {
            sentiment: SentimentModel::learned(model),
            ..self
        }
    }

    /// Whether a topic was learnt from labels.
    pub fn is_learned(&self, topic: &TopicId) -> bool {
        let learned = self.learned.as_ref();
        learned.is_some_and(|learned| {
            let topics = self.taxonomy.topics().iter().skip(learned.first);
            topics.map(|known| &known.id).any(|id| id == topic)
        })
    }

    /// The taxonomy.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The sentiment model.
    pub fn card(&self) -> &ModelCard {
        self.sentiment.card()
    }

    /// Reads `entries`, each on its own, in their order.
    ///
    /// # Errors
    ///
    /// [`Error`] when the encoder fails; the compact one never does.
    pub fn read(&self, entries: &[Entry<'_>]) -> Result<Vec<ReadRecord>, Error> {
        self.read_in(entries, None)
    }

    /// Reads `entries` as texts of `language`, where it is known beforehand.
    ///
    /// # Errors
    ///
    /// As [`Classifier::read`].
    pub fn read_in(
        &self,
        entries: &[Entry<'_>],
        language: Option<LanguageTag>,
    ) -> Result<Vec<ReadRecord>, Error> {
        // Many records answer the same few questions: each is read once.
        let mut questions: HashMap<&str, QuestionKind> = HashMap::new();
        let mut plans: Vec<Plan<'_>> = entries
            .iter()
            .map(|entry| {
                let question = entry.question.map_or(QuestionKind::Open, |text| {
                    *questions
                        .entry(text)
                        .or_insert_with(|| QuestionKind::read(text))
                });
                Plan::of(entry, question, self, language)
            })
            .collect();
        let mut passages = Vec::new();
        let mut firsts = Vec::with_capacity(plans.len());
        for plan in &plans {
            firsts.push(passages.len());
            plan.passages(&mut passages)?;
        }
        let vectors = self.sentiment.encode(&passages)?;
        let sentiments = self.sentiment.read_vectors(&passages, &vectors.view())?;
        let of_plans = plans.iter().zip(&firsts).enumerate();
        let things: Vec<(Place, Thing)> = of_plans
            .filter(|_| self.sentiment.reads_things())
            .flat_map(|(number, (plan, &first))| plan.things(number, first))
            .collect();
        let asked = things.iter().map(|(_, thing)| thing);
        let own = (self.sentiment).read_things(&passages, &vectors.view(), asked)?;
        if let Some(learned) = &self.learned {
            let found = self.learned_mentions(learned, &plans, &passages, &firsts, vectors)?;
            for (plan, found) in plans.iter_mut().zip(found) {
                for (part, mention) in found {
                    plan.parts[part].mentions.push(mention);
                }
            }
        }
        for (([plan, part, mention], _), own) in things.into_iter().zip(own) {
            plans[plan].parts[part].mentions[mention].own = own;
        }
        let mut sentiments = sentiments.into_iter();
        Ok(plans
            .into_iter()
            .map(|plan| plan.finish(&self.taxonomy, &mut sentiments))
            .collect())
    }

    /// Mentions of learnt topics of each plan, each with the part it stands in.
    ///
    /// Topics are found in the whole text; the sentences that reach the threshold by themselves show
    /// them, or else the one that comes nearest.
    fn learned_mentions(
        &self,
        learned: &LearnedTopics,
        plans: &[Plan<'_>],
        passages: &[Passage<'_>],
        firsts: &[usize],
        vectors: Array2<f32>,
    ) -> Result<Vec<Vec<(usize, Mention)>>, Error> {
        let model = &learned.model;
        let is_shared = model.encoder().card() == self.sentiment.encoder().card();
        let vectors = if is_shared {
            vectors
        } else {
            model.encoder().encode(passages)?
        };
        let mut reading = model.reading(&vectors);
        let mut of_sentence: Vec<f32> = Vec::new();
        Ok(plans
            .iter()
            .zip(firsts)
            .map(|(plan, &first)| {
                if plan.parts.is_empty() {
                    return Vec::new();
                }
                let question = plan.asked;
                let whole = reading.of(first, &passages[first], question).to_vec();
                let chosen = model.choose(&whole);
                let is_implied = |topic: usize| {
                    let others = chosen.iter().map(|&other| model.topics()[other].parent);
                    others.flatten().any(|parent| parent == topic)
                };
                let leaves: Vec<usize> = chosen
                    .iter()
                    .copied()
                    .filter(|&topic| !is_implied(topic))
                    .collect();
                if leaves.is_empty() {
                    return Vec::new();
                }
                let places = plan.sentence_passages(first);
                of_sentence.clear();
                for &(_, _, at) in &places {
                    if at == first {
                        of_sentence.extend(leaves.iter().map(|&topic| whole[topic]));
                    } else {
                        reading.of_some(at, &passages[at], question, &leaves, &mut of_sentence);
                    }
                }
                let mut mentions = Vec::new();
                for (column, &topic) in leaves.iter().enumerate() {
                    let score = |place: usize| of_sentence[place * leaves.len() + column];
                    let nearest = (0..places.len())
                        .max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)));
                    let threshold = model.topics()[topic].threshold;
                    for (place, &(part, sentence, _)) in places.iter().enumerate() {
                        if Some(place) != nearest && score(place) < threshold {
                            continue;
                        }
                        mentions.push((
                            part,
                            Mention {
                                topic: learned.first + topic,
                                confidence: Probability::saturating(f64::from(whole[topic])),
                                span: plan.parts[part].sentences[sentence].clone(),
                                sentence,
                                clause: None,
                                own: None,
                            },
                        ));
                    }
                }
                mentions
            })
            .collect())
    }
}

/// Polarity from which an unclear clause still leans to a side; measured on sentences that praise one
/// thing and blame another (`models/compact/CARD.md`).
const LEANING: f64 = 0.25;

/// What is to be read in one record.
struct Plan<'a> {
    language: LanguageGuess,
    question: QuestionKind,
    /// The question as it was asked.
    asked: Option<&'a str>,
    /// All own words together, where they do not stand in one piece.
    joined: Option<RedactedText>,
    parts: Vec<Part<'a>>,
    asides: Vec<RedactedText>,
}

/// One text of a record: a message, or a customer's turn.
struct Part<'a> {
    index: u32,
    text: &'a RedactedText,
    /// Own words, without signature and quotes.
    own: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    mentions: Vec<Mention>,
}

struct Mention {
    topic: usize,
    confidence: Probability,
    span: Range<usize>,
    /// Sentence that holds it.
    sentence: usize,
    /// Clause that holds it, where that is not the whole sentence.
    clause: Option<Range<usize>>,
    /// How the thing itself is spoken of, where a model can tell.
    own: Option<Sentiment>,
}

/// Plan, part and number of a mention.
type Place = [usize; 3];

impl<'a> Plan<'a> {
    fn of(
        entry: &Entry<'a>,
        question: QuestionKind,
        classifier: &Classifier,
        known: Option<LanguageTag>,
    ) -> Self {
        let mut asides = Vec::new();
        let mut parts: Vec<Part<'a>> = match entry.body {
            CleanBody::Nothing | CleanBody::Event(_) => Vec::new(),
            CleanBody::Message(text) => {
                let found = MessageParts::with_phrases(text.as_str(), &classifier.canned_text);
                asides.extend(
                    found
                        .parts()
                        .iter()
                        .filter(|part| part.kind != PartKind::Own)
                        .map(|part| text.excerpt(std::slice::from_ref(&part.span))),
                );
                vec![Part::of(0, text, found.own().collect())]
            }
            CleanBody::Dialogue(turns) => turns
                .iter()
                .enumerate()
                .filter(|(_, turn)| matches!(turn.speaker, Speaker::Customer | Speaker::Unknown))
                .map(|(index, turn)| {
                    let whole = 0..turn.text.as_str().len();
                    Part::of(as_u32(index), &turn.text, vec![whole])
                })
                .collect(),
        };
        parts.retain(|part| {
            part.own
                .iter()
                .any(|own| !part.slice(own).trim().is_empty())
        });
        let joined = match parts.as_slice() {
            [] => None,
            [only] if only.own.len() == 1 => None,
            many => Some(RedactedText::joined(
                many.iter().map(|part| part.text.excerpt(&part.own)),
            )),
        };
        let language = match known {
            Some(tag) => LanguageGuess {
                tag,
                confidence: Probability::MAX,
            },
            None => language::identify_parts(
                parts
                    .iter()
                    .flat_map(|part| part.own.iter().map(|own| part.slice(own))),
            ),
        };
        for part in &mut parts {
            part.read_topics(&classifier.taxonomy, language.tag);
        }
        Self {
            language,
            question,
            asked: entry.question,
            joined,
            parts,
            asides,
        }
    }

    /// Adds what sentiment is to be read of: the whole, each sentence, each clause of a mention.
    fn passages<'p>(&'p self, passages: &mut Vec<Passage<'p>>) -> Result<(), Error> {
        let ask =
            |text: &'p RedactedText| Passage::new(text, self.language.tag).answering(self.question);
        if self.needs_whole() {
            passages.push(match (&self.joined, self.parts.first()) {
                (None, Some(part)) => ask(part.text).part(part.own[0].clone())?,
                (Some(joined), _) => ask(joined),
                (None, None) => return Ok(()),
            });
        }
        for part in &self.parts {
            for sentence in &part.sentences {
                passages.push(ask(part.text).part(sentence.clone())?);
            }
            for mention in &part.mentions {
                if let Some(clause) = &mention.clause {
                    passages.push(ask(part.text).part(clause.clone())?);
                }
            }
        }
        Ok(())
    }

    /// Part, sentence and position of the passage of each sentence, where those of the plan begin at `first`.
    fn sentence_passages(&self, first: usize) -> Vec<(usize, usize, usize)> {
        let mut at = first + usize::from(self.needs_whole());
        let mut places = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            for sentence in 0..part.sentences.len() {
                places.push((number, sentence, at));
                at += 1;
            }
            let has_clause = |mention: &&Mention| mention.clause.is_some();
            at += part.mentions.iter().filter(has_clause).count();
        }
        places
    }

    /// The mentions whose sentence speaks of several things or has several clauses; in other sentences
    /// the thing is spoken of as the sentence speaks.
    fn things(&self, plan: usize, first: usize) -> Vec<(Place, Thing)> {
        let mut clause = first + usize::from(self.needs_whole());
        let mut things = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            let sentences = clause;
            clause += part.sentences.len();
            let places = part.mentions.iter();
            let several = of_several(places.map(|mention| (mention.sentence, &mention.span)));
            for (place, mention) in part.mentions.iter().enumerate() {
                let of_clause = mention.clause.is_some().then_some(clause);
                clause += usize::from(mention.clause.is_some());
                let Some(sentence) = part.sentences.get(mention.sentence) else {
                    continue;
                };
                if of_clause.is_some() || several.contains(&mention.sentence) {
                    let within =
                        |at: usize| at.clamp(sentence.start, sentence.end) - sentence.start;
                    let thing = Thing {
                        sentence: sentences + mention.sentence,
                        span: within(mention.span.start)..within(mention.span.end),
                        clause: of_clause,
                    };
                    things.push(([plan, number, place], thing));
                }
            }
        }
        things
    }

    /// A single sentence is the whole; reading it once is enough.
    fn needs_whole(&self) -> bool {
        let n_sentences: usize = self.parts.iter().map(|part| part.sentences.len()).sum();
        !self.parts.is_empty() && n_sentences != 1
    }

    /// Takes from `sentiments` what [`Plan::passages`] asked for, in the same order.
    fn finish(
        self,
        taxonomy: &Taxonomy,
        sentiments: &mut impl Iterator<Item = Sentiment>,
    ) -> ReadRecord {
        let mut whole = if self.needs_whole() {
            sentiments.next()
        } else {
            None
        };
        let mut sentences = Vec::new();
        let mut topics: BTreeMap<(TopicId, SentimentLabel), Vec<Evidence>> = BTreeMap::new();
        for part in self.parts {
            let first = sentences.len();
            sentences.extend(part.sentences.iter().zip(sentiments.by_ref()).map(
                |(span, sentiment)| SentenceReading {
                    span: span_of(part.index, span),
                    sentiment,
                },
            ));
            for mention in part.mentions {
                let of_clause = mention.clause.and_then(|_| sentiments.next());
                let of_sentence = sentences
                    .get(first + mention.sentence)
                    .map(|sentence: &SentenceReading| sentence.sentiment);
                // A clause that leans to neither side is read in its sentence.
                let of_clause = of_clause.filter(|clause| {
                    clause.label != SentimentLabel::Unclear
                        || clause.polarity.get().abs() >= LEANING
                });
                let sentiment = mention.own.or(of_clause).or(of_sentence);
                if let Some(mut sentiment) = sentiment {
                    let declared = &taxonomy.topics()[mention.topic];
                    if sentiment.label == SentimentLabel::Unclear
                        && declared.complaint
                        && sentiment.polarity.get() < LEANING
                    {
                        sentiment.label = SentimentLabel::Negative;
                    }
                    let topic = declared.id.clone();
                    topics
                        .entry((topic, sentiment.label))
                        .or_default()
                        .push(Evidence {
                            span: span_of(part.index, &mention.span),
                            confidence: mention.confidence,
                            sentiment,
                        });
                }
            }
        }
        if let (None, [only]) = (whole, sentences.as_slice()) {
            whole = Some(only.sentiment);
        }
        ReadRecord {
            reading: Reading {
                language: self.language,
                sentiment: whole,
                sentences,
                topics: topics
                    .into_iter()
                    .map(|((topic, label), evidence)| mention_of(topic, label, &evidence))
                    .collect(),
            },
            asides: self.asides,
        }
    }
}

impl<'a> Part<'a> {
    fn of(index: u32, text: &'a RedactedText, own: Vec<Range<usize>>) -> Self {
        let mut part = Self {
            index,
            text,
            own,
            sentences: Vec::new(),
            mentions: Vec::new(),
        };
        for own in part.own.clone() {
            let found = language::sentences(part.slice(&own));
            part.sentences.extend(
                found
                    .into_iter()
                    .map(|sentence| shifted(&sentence, own.start)),
            );
        }
        part
    }

    fn slice(&self, span: &Range<usize>) -> &'a str {
        self.text.as_str().get(span.clone()).unwrap_or_default()
    }

    fn read_topics(&mut self, taxonomy: &Taxonomy, language: LanguageTag) {
        // Clauses of each sentence, found when its first mention is.
        let mut clauses: Vec<Option<Vec<Range<usize>>>> = vec![None; self.sentences.len()];
        for own in self.own.clone() {
            for found in taxonomy.find(self.slice(&own), language) {
                let span = shifted(&found.span, own.start);
                // A match may begin before its sentence where phrases run over a full stop; the
                // sentence of its first byte counts.
                let sentence = self
                    .sentences
                    .iter()
                    .position(|sentence| span.start < sentence.end)
                    .unwrap_or(self.sentences.len().saturating_sub(1));
                let clause = self.sentences.get(sentence).and_then(|bounds| {
                    clauses[sentence]
                        .get_or_insert_with(|| {
                            language::clauses(self.text.as_str(), bounds.clone())
                        })
                        .iter()
                        .find(|clause| clause.contains(&span.start))
                        .filter(|clause| *clause != bounds)
                        .cloned()
                });
                self.mentions.push(Mention {
                    topic: found.topic,
                    confidence: found.confidence,
                    span,
                    sentence,
                    clause,
                    own: None,
                });
            }
        }
    }
}

fn span_of(part: u32, range: &Range<usize>) -> Span {
    Span {
        part,
        start: as_u32(range.start),
        end: as_u32(range.end),
    }
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

use super::error::{Fault, Problem, Severity, TaxonomyError};
use super::expand::wordings;
use super::fingerprint::fingerprint;
use super::matcher::{Found, Matcher, MatcherBuilder};
use super::pattern::{self, Patterns};
use super::phrase;
use super::source::{self, Draft, DraftRule, DraftTest, Effect, Language, What};
use super::tokens::Tokens;
use super::tree::{self, Tree};
use crate::record::{About, LanguageTag, TopicId};
use crate::units::{Probability, as_u32};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Topics with the words that show them.
///
/// Built once, then only read: it can be shared by any number of threads.
#[derive(Debug)]
pub struct Taxonomy {
    version: String,
    name: String,
    topics: Vec<Topic>,
    ancestors: Vec<Vec<usize>>,
    rules: Vec<Rule>,
    nl: Reader,
    en: Reader,
    tests: Vec<(usize, DraftTest)>,
    warnings: Vec<Problem>,
    hash: String,
}

/// A topic of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Identifier.
    pub id: TopicId,
    /// Dutch name.
    pub name_nl: String,
    /// English name.
    pub name_en: String,
    /// Position of the parent in [`Taxonomy::topics`].
    pub parent: Option<usize>,
    /// 0 for a topic without parent.
    pub depth: usize,
    /// What part of the organisation it is about; inherited from the parent where not given.
    pub about: Option<About>,
    /// Whether it may explain a score; inherited from the parent where not given, else true.
    ///
    /// General praise and complaints restate the score and explain nothing.
    pub driver: bool,
    /// Whether a mention counts as a complaint where its tone cannot be read; inherited from the
    /// parent where not given, else false.
    ///
    /// Nobody writes of an outage or of being passed on to praise it, and says so in words without
    /// polarity.
    pub complaint: bool,
    /// Whether phrases find it or what was learnt from labels.
    pub origin: TopicOrigin,
}

/// How a topic is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TopicOrigin {
    /// By the phrases and patterns of a taxonomy file.
    Written,
    /// By a model learnt from labels.
    Learned,
}

impl TopicOrigin {
    /// Word in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Learned => "learned",
        }
    }
}

/// A mention of a topic in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicMatch {
    /// Position in [`Taxonomy::topics`].
    pub topic: usize,
    /// Bytes of the text that show it, at character boundaries.
    pub span: Range<usize>,
    /// How sure: that of the surest rule inside the span.
    pub confidence: Probability,
}

/// What a rule does where it matches.
#[derive(Debug, Clone, Copy)]
struct Rule {
    topic: usize,
    effect: RuleEffect,
}

#[derive(Debug, Clone, Copy)]
enum RuleEffect {
    Mention(Probability),
    Cancel(u32),
}

/// The rules of one language.
#[derive(Debug)]
struct Reader {
    /// Made when the first text is read: who only ranks what was read before reads none.
    phrases: LazyLock<Matcher, Box<dyn FnOnce() -> Matcher + Send>>,
    patterns: Patterns,
}

impl Taxonomy {
    /// Reads a taxonomy file.
    ///
    /// # Errors
    ///
    /// [`TaxonomyError`] with every problem of the file, not only the first. A file with warnings
    /// alone is read; see [`Taxonomy::warnings`].
    pub fn from_toml(text: &str) -> Result<Self, TaxonomyError> {
        let mut problems = Vec::new();
        let draft = source::read(text, &mut problems);
        let tree = tree::grow(&draft.topics, &mut problems);
        let (rules, nl, en) = compile(&draft, &mut problems);
        problems.sort_by_key(|problem| (problem.line, problem.severity()));
        if problems
            .iter()
            .any(|problem| problem.severity() == Severity::Error)
        {
            return Err(TaxonomyError { problems });
        }
        Ok(Self::assemble(draft, tree, rules, nl, en, problems))
    }

    fn assemble(
        draft: Draft,
        tree: Tree,
        rules: Vec<Rule>,
        nl: Reader,
        en: Reader,
        warnings: Vec<Problem>,
    ) -> Self {
        let hash = fingerprint(&draft, &tree);
        let inherited =
            |topic: usize| std::iter::once(topic).chain(tree.ancestors[topic].iter().copied());
        let topics = draft
            .topics
            .iter()
            .enumerate()
            .map(|(position, topic)| Topic {
                id: TopicId::new(topic.id.as_str()),
                name_nl: topic.name_nl.clone(),
                name_en: topic.name_en.clone(),
                parent: tree.parents[position],
                depth: tree.ancestors[position].len(),
                about: inherited(position).find_map(|at| draft.topics[at].about),
                driver: inherited(position)
                    .find_map(|at| draft.topics[at].driver)
                    .unwrap_or(true),
                complaint: inherited(position)
                    .find_map(|at| draft.topics[at].complaint)
                    .unwrap_or(false),
                origin: TopicOrigin::Written,
            })
            .collect();
        let tests = draft
            .topics
            .into_iter()
            .enumerate()
            .flat_map(|(position, topic)| topic.tests.into_iter().map(move |test| (position, test)))
            .collect();
        Self {
            version: draft.version,
            name: draft.name,
            topics,
            ancestors: tree.ancestors,
            rules,
            nl,
            en,
            tests,
            warnings,
            hash,
        }
    }

    /// The same rules with more topics, which no rule finds.
    pub(super) fn extended(
        mut self,
        topics: Vec<Topic>,
        ancestors: Vec<Vec<usize>>,
        hash: String,
    ) -> Self {
        self.topics.extend(topics);
        self.ancestors.extend(ancestors);
        self.hash = hash;
        self
    }

    /// Version as written in the file.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Name as written in the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The topics, in the order of the file.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Position of the topic with this identifier.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.topics.iter().position(|topic| topic.id.as_str() == id)
    }

    /// Ancestors of a topic, nearest first: a mention of the topic counts for each of them when
    /// counts are rolled up, the mention itself stays with the topic.
    ///
    /// # Panics
    ///
    /// If `topic` is not a position in [`Taxonomy::topics`].
    pub fn ancestors(&self, topic: usize) -> &[usize] {
        &self.ancestors[topic]
    }

    /// What is probably not as meant, although the file could be read.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// SHA-256, in lower-case hexadecimal, of all that decides what is found and how it is named.
    ///
    /// Comments, layout, tests and the order of topics and phrases do not change it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The mentions in `text`, sorted by topic and place; mentions of one topic do not overlap.
    ///
    /// Text in an unknown language is read in both, text in another language in none.
    pub fn find(&self, text: &str, language: LanguageTag) -> Vec<TopicMatch> {
        let readers: &[&Reader] = match language {
            LanguageTag::Nl => &[&self.nl],
            LanguageTag::En => &[&self.en],
            LanguageTag::Unknown => &[&self.nl, &self.en],
            LanguageTag::Other => return Vec::new(),
        };
        let tokens = Tokens::of(text);
        let mut found = Vec::new();
        for reader in readers {
            reader.phrases.find(&tokens, &mut found);
            reader.patterns.find(text, &tokens, &mut found);
        }
        self.settle(&tokens, &found)
    }

    /// Applies exclusions and merges what overlaps.
    fn settle(&self, tokens: &Tokens, found: &[Found]) -> Vec<TopicMatch> {
        let cancels = self.cancels(found);
        let mut matches = Vec::new();
        for mention in found {
            let rule = self.rules[mention.rule as usize];
            if let RuleEffect::Mention(confidence) = rule.effect
                && !cancels.reach(tokens, mention, rule.topic)
            {
                matches.push(TopicMatch {
                    topic: rule.topic,
                    span: mention.start as usize..mention.end as usize,
                    confidence,
                });
            }
        }
        matches.sort_unstable_by_key(|m| (m.topic, m.span.start, m.span.end));
        matches.dedup_by(|next, kept| {
            let overlap = next.topic == kept.topic && next.span.start < kept.span.end;
            if overlap {
                kept.span.end = kept.span.end.max(next.span.end);
                kept.confidence = kept.confidence.max(next.confidence);
            }
            overlap
        });
        matches
    }

    fn cancels(&self, found: &[Found]) -> Cancels {
        let mut cancels = Cancels::default();
        for place in found {
            let rule = self.rules[place.rule as usize];
            if let RuleEffect::Cancel(within) = rule.effect {
                cancels.n_words_most = cancels
                    .n_words_most
                    .max(place.last - place.first + within + 1);
                cancels.places.push((rule.topic, *place, within));
            }
        }
        cancels
            .places
            .sort_unstable_by_key(|(topic, place, _)| (*topic, place.first));
        cancels
    }

    pub(super) fn tests(&self) -> &[(usize, DraftTest)] {
        &self.tests
    }
}

/// Where exclusions match in one text.
#[derive(Debug, Default)]
struct Cancels {
    /// Topic, place, and how many words away it cancels; sorted by topic and first word.
    places: Vec<(usize, Found, u32)>,
    /// Most words that any of them covers and reaches.
    n_words_most: u32,
}

impl Cancels {
    /// Whether one of them cancels `mention`. Looks at the neighbourhood only, so that a long text
    /// with many exclusions stays linear.
    fn reach(&self, tokens: &Tokens, mention: &Found, topic: usize) -> bool {
        let nearest = (topic, mention.first.saturating_sub(self.n_words_most));
        let start = self
            .places
            .partition_point(|(other, place, _)| (*other, place.first) < nearest);
        self.places[start..]
            .iter()
            .take_while(|(other, place, _)| {
                *other == topic && place.first <= mention.last.saturating_add(self.n_words_most)
            })
            .any(|(_, place, within)| cancels(tokens, place, mention, *within))
    }
}

/// Whether `place` overlaps `mention`, or stands near enough in its sentence.
fn cancels(tokens: &Tokens, place: &Found, mention: &Found, within: u32) -> bool {
    if place.start < mention.end && mention.start < place.end {
        return true;
    }
    let (left, right) = if place.first < mention.first {
        (place, mention)
    } else {
        (mention, place)
    };
    let sentence = |word: u32| tokens.words().get(word as usize).map(|word| word.sentence);
    right.first.saturating_sub(left.last + 1) < within
        && sentence(left.last) == sentence(right.first)
}

/// What is known of a phrase that has been compiled, to find its like.
struct Known<'d> {
    topic: &'d str,
    rule: &'d DraftRule,
    text: &'d str,
}

/// Places of a phrase's wordings, as slots and gaps: equal for phrases that match the same.
type Key = Vec<Vec<(u32, u32)>>;

fn compile(draft: &Draft, problems: &mut Vec<Problem>) -> (Vec<Rule>, Reader, Reader) {
    let mut rules = Vec::new();
    let nl = compile_language(draft, Language::Nl, &mut rules, problems);
    let en = compile_language(draft, Language::En, &mut rules, problems);
    (rules, nl, en)
}

fn compile_language(
    draft: &Draft,
    language: Language,
    rules: &mut Vec<Rule>,
    problems: &mut Vec<Problem>,
) -> Reader {
    let mut builder = MatcherBuilder::new(language);
    let mut patterns = Vec::new();
    let mut known: HashMap<Key, Known<'_>> = HashMap::new();
    for (position, topic) in draft.topics.iter().enumerate() {
        let mut excluded: Vec<(Key, &str)> = Vec::new();
        let mut mentioned: Vec<(Key, &DraftRule, &str)> = Vec::new();
        for rule in topic.rules.iter().filter(|rule| rule.language == language) {
            let number = as_u32(rules.len());
            let fault = match &rule.what {
                What::Pattern(text) => pattern::compile(text)
                    .map(|regex| patterns.push((number, regex)))
                    .map_err(|reason| Fault::BadPattern {
                        pattern: text.clone(),
                        reason,
                    }),
                What::Phrase(text) => phrase::parse(text)
                    .and_then(|phrase| wordings(&phrase, language))
                    .map(|wordings| {
                        let key = builder.add(number, wordings);
                        match rule.effect {
                            Effect::Cancel(_) => excluded.push((key, text)),
                            Effect::Mention(_) => mentioned.push((key, rule, text)),
                        }
                    })
                    .map_err(|refusal| Fault::BadPhrase {
                        phrase: text.clone(),
                        reason: refusal.reason,
                        advice: refusal.advice,
                    }),
            };
            if let Err(fault) = fault {
                problems.push(problem(&topic.id, rule, fault));
                continue;
            }
            rules.push(Rule {
                topic: position,
                effect: match rule.effect {
                    Effect::Mention(confidence) => {
                        RuleEffect::Mention(Probability::saturating(confidence))
                    }
                    Effect::Cancel(within) => RuleEffect::Cancel(within),
                },
            });
        }
        for (key, rule, text) in mentioned {
            if let Some((_, exclude)) = excluded
                .iter()
                .find(|(exclude, _)| always_inside(exclude, &key))
            {
                let fault = Fault::NeverMatches {
                    phrase: text.to_owned(),
                    exclude: (*exclude).to_owned(),
                };
                problems.push(problem(&topic.id, rule, fault));
            }
            match known.get(&key) {
                Some(first) => {
                    problems.push(problem(&topic.id, rule, repeated(&topic.id, text, first)));
                }
                None => {
                    known.insert(
                        key,
                        Known {
                            topic: &topic.id,
                            rule,
                            text,
                        },
                    );
                }
            }
        }
    }
    Reader {
        phrases: LazyLock::new(Box::new(|| builder.build())),
        patterns: Patterns::new(patterns),
    }
}

fn repeated(topic: &str, phrase: &str, first: &Known<'_>) -> Fault {
    if first.topic == topic {
        Fault::RepeatedPhrase {
            phrase: phrase.to_owned(),
            first: first.text.to_owned(),
            first_line: first.rule.line,
        }
    } else {
        Fault::SharedPhrase {
            phrase: phrase.to_owned(),
            other: first.topic.to_owned(),
            other_line: first.rule.line,
        }
    }
}

/// Whether each wording of `phrase` holds some wording of `exclude`, place by place.
fn always_inside(exclude: &Key, phrase: &Key) -> bool {
    phrase.iter().all(|whole| {
        exclude.iter().any(|part| {
            whole.windows(part.len()).any(|window| {
                window[0].0 == part[0].0
                    && window[1..]
                        .iter()
                        .zip(&part[1..])
                        .all(|(a, b)| a.0 == b.0 && a.1 <= b.1)
            })
        })
    })
}

fn problem(topic: &str, rule: &DraftRule, fault: Fault) -> Problem {
    Problem {
        line: rule.line,
        topic: Some(topic.to_owned()),
        field: rule.field.to_owned(),
        fault,
    }
}

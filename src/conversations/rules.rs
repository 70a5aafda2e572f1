use super::behaviour::Behaviour;
use crate::classify::{Taxonomy, TaxonomyError};
use crate::language;
use crate::record::LanguageTag;
use std::ops::Range;

/// The rules that are always there.
const BUILT_IN: &str = include_str!("../../data/behaviours/agent.toml");

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file has faults.
    #[error("rules of behaviours cannot be read")]
    File(#[from] TaxonomyError),
    /// A behaviour of the scheme has no rule.
    #[error("no rule for the behaviour `{id}`")]
    Missing {
        /// Its identifier.
        id: &'static str,
    },
}

/// Finds behaviours in what agents say: the matcher of topics, with phrases for behaviours.
#[derive(Debug)]
pub struct Rules {
    taxonomy: Taxonomy,
    /// What each topic of the taxonomy stands for; groups stand for nothing.
    of_topic: Vec<Option<Behaviour>>,
}

/// A behaviour, and the words that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What is done.
    pub behaviour: Behaviour,
    /// Bytes of the text that show it.
    pub span: Range<usize>,
}

impl Rules {
    /// Reads the built-in rules.
    ///
    /// # Errors
    ///
    /// As [`Rules::from_toml`].
    pub fn bundled() -> Result<Self, Error> {
        Self::from_toml(BUILT_IN)
    }

    /// Reads rules from the text of a taxonomy file whose topics are behaviours.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with every fault of the file, [`Error::Missing`] for a behaviour without a rule.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let taxonomy = Taxonomy::from_toml(text)?;
        for behaviour in Behaviour::ALL {
            if taxonomy.position(behaviour.id()).is_none() {
                let id = behaviour.id();
                return Err(Error::Missing { id });
            }
        }
        let topics = taxonomy.topics().iter();
        let of_topic = topics
            .map(|topic| Behaviour::of_id(topic.id.as_str()))
            .collect();
        Ok(Self { taxonomy, of_topic })
    }

    /// The name of a behaviour in Dutch and in English.
    pub fn names(&self, behaviour: Behaviour) -> (&str, &str) {
        let place = self.taxonomy.position(behaviour.id());
        let topic = place.and_then(|place| self.taxonomy.topics().get(place));
        topic.map_or((behaviour.id(), behaviour.id()), |topic| {
            (&topic.name_nl, &topic.name_en)
        })
    }

    /// The tests inside the file of rules.
    pub fn run_tests(&self) -> crate::classify::taxonomy::TestReport {
        self.taxonomy.run_tests()
    }

    /// What is done in one turn of an agent, by behaviour and place.
    ///
    /// A statement may show everything, a question only what is done by asking; not knowing counts only where
    /// the same turn says nothing of what is done about it. Text in an unknown language is read in both.
    pub fn shown(&self, text: &str, language: LanguageTag) -> Vec<Shown> {
        let sentences = language::sentences(text);
        let is_asked = |span: &Range<usize>| is_asked(text, &sentences, span);
        let found = self.taxonomy.find(text, language).into_iter();
        let mut shown: Vec<Shown> = found
            .filter_map(|found| {
                let behaviour = (*self.of_topic.get(found.topic)?)?;
                let is_meant = behaviour.may_be_asked() || !is_asked(&found.span);
                is_meant.then_some(Shown {
                    behaviour,
                    span: found.span,
                })
            })
            .collect();
        let is_followed_up = shown.iter().any(|one| {
            matches!(
                one.behaviour,
                Behaviour::NextStep | Behaviour::Ownership | Behaviour::Term
            )
        });
        if is_followed_up {
            shown.retain(|one| one.behaviour != Behaviour::DoesNotKnow);
        }
        shown.sort_unstable_by_key(|one| (one.behaviour, one.span.start));
        shown
    }
}

/// Whether the words at `span` are part of a question: the rest of their sentence up to a question mark, without a
/// comma between ("ik vraag het na, blijft u aan de lijn?" states first and asks then).
fn is_asked(text: &str, sentences: &[Range<usize>], span: &Range<usize>) -> bool {
    let place = sentences.iter().position(|one| span.start < one.end);
    // End marks may stand behind the sentence that they end.
    let next = place.and_then(|place| sentences.get(place + 1));
    let end = next.map_or(text.len(), |next| next.start);
    let rest = text.get(span.end..end.max(span.end)).unwrap_or_default();
    rest.trim_end().ends_with('?') && !rest.contains([',', ';', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::{Judgement, agreement};
    use crate::units::Probability;

    fn check(text: &str, language: LanguageTag, expected: &[Behaviour]) {
        let rules = Rules::bundled().unwrap();
        let mut found: Vec<Behaviour> = rules
            .shown(text, language)
            .into_iter()
            .map(|shown| shown.behaviour)
            .collect();
        found.dedup();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_tests_inside_the_file_pass_and_the_file_has_no_warnings() {
        let rules = Rules::bundled().unwrap();
        let report = rules.run_tests();
        assert!(report.passed(), "{report}");
        assert!(report.outcomes.len() >= 40);
        assert_eq!(rules.taxonomy.warnings(), []);
    }

    #[test]
    fn a_denied_promise_is_none_and_a_question_is_none_either() {
        use Behaviour::{ChecksSolved, Term};
        check(
            "Ik kan niet beloven dat het binnen een uur klaar is.",
            LanguageTag::Nl,
            &[],
        );
        check("Het is binnen een uur klaar.", LanguageTag::Nl, &[Term]);
        check("Was het binnen een uur klaar?", LanguageTag::Nl, &[]);
        check(
            "Ik stuur u een mail, blijft u aan de lijn?",
            LanguageTag::Nl,
            &[Behaviour::NextStep],
        );
        check("Is it working again?", LanguageTag::En, &[ChecksSolved]);
        check("I can't promise it by Friday.", LanguageTag::En, &[]);
    }

    #[test]
    fn not_knowing_counts_only_where_nothing_is_done_about_it() {
        check(
            "Dat weet ik niet.",
            LanguageTag::Nl,
            &[Behaviour::DoesNotKnow],
        );
        check(
            "Dat weet ik niet, ik zoek het uit.",
            LanguageTag::Nl,
            &[Behaviour::NextStep],
        );
    }

    #[test]
    fn spans_are_the_words_that_show_it() {
        let rules = Rules::bundled().unwrap();
        let text = "Goed. Mijn excuses daarvoor.";
        let found = rules.shown(text, LanguageTag::Nl);
        assert_eq!(&text[found[0].span.clone()], "Mijn excuses");
        assert!(rules.shown(text, LanguageTag::Other).is_empty());
        assert!(rules.shown("", LanguageTag::Nl).is_empty());
    }

    #[test]
    fn a_file_without_a_behaviour_of_the_scheme_is_refused() {
        let text = "version = \"1\"\nname = \"t\"\n[[topic]]\nid = \"x\"\nname.nl = \"X\"\nname.en = \"X\"\nphrases.nl = [\"a\"]\n";
        let error = Rules::from_toml(text).unwrap_err();
        assert!(matches!(error, Error::Missing { id } if id == "reliability.term"));
    }

    /// The rules were mended on these lines, so this holds what was reached and says nothing of other texts.
    #[test]
    fn the_rules_still_agree_with_the_labels_of_the_simulated_agents() {
        let rules = Rules::bundled().unwrap();
        let lines = include_str!("../../data/behaviours/labelled/calls.tsv").lines();
        let mut judgements = Vec::new();
        for (wording, line) in lines.filter(|line| line.contains('\t')).enumerate() {
            let parts: Vec<&str> = line.split('\t').collect();
            let language = match parts[0] {
                "nl" => LanguageTag::Nl,
                _ => LanguageTag::En,
            };
            let shown = rules.shown(parts[2], language);
            judgements.extend(Behaviour::ALL.map(|behaviour| Judgement {
                is_labelled: parts[1].split(' ').any(|label| label == behaviour.id()),
                is_found: shown.iter().any(|one| one.behaviour == behaviour),
                wording,
            }));
        }
        let level = Probability::new(0.95).unwrap();
        let found = agreement(&judgements, level, 1);
        assert_eq!((found.n, found.n_labelled), (228 * 16, 81));
        assert!(found.kappa.unwrap().estimate > 0.95, "{found:?}");
    }
}

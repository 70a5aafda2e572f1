use super::{
    actions, calls, change, conversations, drivers, experience, groups, learned, people,
    priorities, promises, ranking, survey, tickets,
};
use crate::report::number::fixed;
use crate::report::words::{Language, either};
use std::fmt::Write;

/// One figure of the dictionary.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Name as it is typed and as it stands in files.
    pub name: &'static str,
    /// The command that prints it; empty where none does.
    pub command: &'static str,
    /// What people call it.
    pub title: Both,
    /// How it is computed.
    pub formula: Both,
    /// What goes into it.
    pub counts: Both,
    /// What does not.
    pub leaves_out: Both,
    /// How sure it is; empty for what is counted and not estimated.
    pub interval: Both,
    /// The same with numbers.
    pub example: Option<Example>,
    /// Who defines it so.
    pub source: Both,
}

/// A text in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Both {
    /// English.
    pub en: &'static str,
    /// Dutch.
    pub nl: &'static str,
}

/// A worked example.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What is given, with `{}` for every figure that follows from it.
    pub text: Both,
    /// The figures, in the order of the text in both languages.
    pub figures: &'static [Figure],
}

/// A figure of an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// A number with its decimals.
    Number(f64, usize),
    /// A word of a file, or an instant.
    Word(&'static str),
}

const NOTHING: Both = both("", "");

/// A text in English and in Dutch.
pub(super) const fn both(en: &'static str, nl: &'static str) -> Both {
    Both { en, nl }
}

/// A source that is called the same in both languages.
pub(super) const fn cited(source: &'static str) -> Both {
    both(source, source)
}

impl Entry {
    /// An entry to be filled in.
    pub(super) const EMPTY: Self = Self {
        name: "",
        command: "",
        title: NOTHING,
        formula: NOTHING,
        counts: NOTHING,
        leaves_out: NOTHING,
        interval: NOTHING,
        example: None,
        source: NOTHING,
    };

    fn text(&self, language: Language) -> String {
        let mut text = format!("{} ({})\n", self.title.of(language), self.name);
        let example = self.example.map(|example| example.filled(language));
        let nowhere = either(
            language,
            "nog door geen opdracht: alleen in de bibliotheek",
            "no command yet: in the library only",
        );
        let lines = [
            (
                either(language, "formule", "formula"),
                self.formula.of(language),
            ),
            (either(language, "telt", "counts"), self.counts.of(language)),
            (
                either(language, "telt niet", "leaves out"),
                self.leaves_out.of(language),
            ),
            ("interval", self.interval.of(language)),
            (
                either(language, "voorbeeld", "example"),
                example.as_deref().unwrap_or_default(),
            ),
            (either(language, "bron", "source"), self.source.of(language)),
            (
                either(language, "getoond door", "printed by"),
                if self.command.is_empty() {
                    nowhere
                } else {
                    self.command
                },
            ),
        ];
        for (label, line) in lines {
            if !line.is_empty() {
                let _ = writeln!(text, "  {label:<13}{line}");
            }
        }
        text
    }
}

impl Both {
    /// The text in a language.
    pub fn of(self, language: Language) -> &'static str {
        either(language, self.nl, self.en)
    }
}

impl Example {
    /// The text with its figures.
    fn filled(&self, language: Language) -> String {
        let mut parts = self.text.of(language).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (part, figure) in parts.zip(self.figures) {
            match figure {
                Figure::Number(value, decimals) => {
                    text.push_str(&fixed(*value, *decimals, language));
                }
                Figure::Word(word) => text.push_str(word),
            }
            text.push_str(part);
        }
        text
    }
}

/// Parts of the dictionary with what they are about.
fn parts() -> [(Both, &'static [Entry]); 14] {
    [
        (
            both("ranking of topics", "rangorde van onderwerpen"),
            &ranking::ENTRIES,
        ),
        (
            both("studies of a survey", "studies van een enquête"),
            drivers::ENTRIES,
        ),
        (
            both(
                "what opinions are about, and the journey",
                "waar meningen over gaan, en de klantreis",
            ),
            &groups::ENTRIES,
        ),
        (both("priorities", "prioriteiten"), &priorities::ENTRIES),
        (
            both(
                "change from period to period",
                "verandering van periode tot periode",
            ),
            &change::ENTRIES,
        ),
        (
            both("actions and what came of them", "acties en wat ervan kwam"),
            &actions::ENTRIES,
        ),
        (
            both("clocks of tickets", "klokken van tickets"),
            &tickets::ENTRIES,
        ),
        (
            both("promises about time", "beloften over tijd"),
            &promises::ENTRIES,
        ),
        (both("contact centre", "contactcenter"), &calls::ENTRIES),
        (both("experience", "beleving"), &experience::ENTRIES),
        (both("surveys", "enquêtes"), &survey::ENTRIES),
        (
            both(
                "teams, agents and small groups",
                "teams, medewerkers en kleine groepen",
            ),
            &people::ENTRIES,
        ),
        (
            both(
                "topics and sentiment learnt from labels",
                "onderwerpen en sentiment geleerd van labels",
            ),
            &learned::ENTRIES,
        ),
        (
            both("conversations (experimental)", "gesprekken (experimenteel)"),
            &conversations::ENTRIES,
        ),
    ]
}

/// All figures of the dictionary, in its order.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    parts().into_iter().flat_map(|(_, entries)| entries)
}

/// Explains one figure; `None` for an unknown name.
pub fn explain_measure(name: &str, language: Language) -> Option<String> {
    let entry = entries().find(|entry| entry.name == name)?;
    Some(entry.text(language))
}

/// The names that [`explain_measure`] knows, by what they are about.
pub fn list_measures(language: Language) -> String {
    let width = entries().map(|entry| entry.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (about, entries) in parts() {
        let _ = writeln!(text, "{}", about.of(language));
        for entry in entries {
            let _ = writeln!(
                text,
                "  {:<width$}  {}",
                entry.name,
                entry.title.of(language)
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_is_whole_in_both_languages() {
        let mut names = BTreeSet::new();
        for entry in entries() {
            assert!(names.insert(entry.name), "{} stands twice", entry.name);
            for text in [entry.title, entry.formula, entry.counts, entry.leaves_out] {
                assert!(!text.en.is_empty() && !text.nl.is_empty(), "{}", entry.name);
            }
            assert_eq!(entry.interval.en.is_empty(), entry.interval.nl.is_empty());
            if let Some(example) = entry.example {
                for text in [example.text.en, example.text.nl] {
                    let n = text.matches("{}").count();
                    assert_eq!(n, example.figures.len(), "{}", entry.name);
                }
            }
        }
        assert_eq!(explain_measure("happiness", Language::En), None);
    }

    #[test]
    fn no_line_in_dutch_is_english() {
        // Words that Dutch does not have.
        const ENGLISH: [&str; 9] = [
            "the", "and", "for", "own", "which", "measured", "with", "where", "no",
        ];
        for entry in entries() {
            let text = entry.text(Language::Nl);
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            let english: Vec<&str> = words.filter(|word| ENGLISH.contains(word)).collect();
            assert!(english.is_empty(), "{}: {english:?}", entry.name);
        }
    }

    #[test]
    fn dutch_numbers_have_a_comma() {
        let text = explain_measure("csat", Language::Nl).unwrap();
        assert!(text.contains("65,0%") && text.contains("formule"), "{text}");
    }
}

use super::{Identity, Term, Theme};
use crate::record::LanguageTag;
use std::fmt::Write;

/// `themes` as topics of a taxonomy file, for people to read, mend and name.
///
/// Each topic has the words by which its documents were found, and a comment on how many these are. It is
/// a whole file of its own, so that `signaal taxonomy check` can read it before it is added to another.
pub fn proposal(themes: &[(&Identity, &Theme)]) -> String {
    let mut text = String::from(
        "# What customers speak of that no topic explains, as topics. Names and phrases are words that were\n\
         # found: read them, mend them, and move what is worth a topic to the taxonomy of the project.\n\
         version = \"proposal\"\nname = \"Themes without a topic\"\n",
    );
    for (identity, theme) in themes {
        let (nl, en) = (
            capitalised(&theme.name(LanguageTag::Nl)),
            capitalised(&theme.name(LanguageTag::En)),
        );
        let _ = write!(
            text,
            "\n# {} documents\n[[topic]]\nid = \"{}\"\nname.nl = \"{nl}\"\nname.en = \"{en}\"\n",
            theme.documents.len(),
            identity.id
        );
        for (key, tag) in [("nl", LanguageTag::Nl), ("en", LanguageTag::En)] {
            let phrases = phrases(theme, tag);
            if !phrases.is_empty() {
                let _ = writeln!(text, "phrases.{key} = [\"{}\"]", phrases.join("\", \""));
            }
        }
    }
    text
}

/// A term goes to its language; one of which the language is not known goes to both.
fn phrases(theme: &Theme, language: LanguageTag) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    for term in &theme.terms {
        let is_here = term.language == language
            || matches!(term.language, LanguageTag::Unknown | LanguageTag::Other);
        if is_here {
            for phrase in phrases_of(term) {
                if !phrases.contains(&phrase) {
                    phrases.push(phrase);
                }
            }
        }
    }
    phrases
}

fn phrases_of(term: &Term) -> Vec<String> {
    let place = |forms: &Vec<String>| match forms.as_slice() {
        [] => String::new(),
        [only] => format!("={only}"),
        many => {
            let exact: Vec<String> = many.iter().map(|form| format!("={form}")).collect();
            format!("({})", exact.join("|"))
        }
    };
    match term.forms.as_slice() {
        [first, second] => vec![format!("{} ..2 {}", place(first), place(second))],
        [forms] => {
            let words = forms.iter().chain(&term.compounds);
            words.map(|word| format!("={word}")).collect()
        }
        _ => Vec::new(),
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

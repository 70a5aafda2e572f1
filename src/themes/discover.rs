use super::candidates::{Candidate, candidates};
use super::counts::{Counts, TermKey};
use super::families::Families;
use super::grouping::{Together, groups};
use super::{Background, Collection, Options, Term, Theme};
use crate::record::LanguageTag;
use crate::units::as_u32;
use std::collections::BTreeMap;

/// Most terms that a theme is made of.
const MOST_TERMS: usize = 12;

/// The themes of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// Themes, most documents first.
    pub themes: Vec<Theme>,
    /// What the words were compared with.
    pub background: Background,
    /// Documents with words that no topic explains.
    pub n_unexplained: u32,
    /// Documents with words that one does.
    pub n_explained: u32,
    pub(super) families: Families,
}

/// Finds what customers speak of that no topic explains.
///
/// A document may be in several themes, or in none. Where there are too few explained sentences to
/// compare with ([`Background::Absent`]) a theme has at least two terms that stand together.
pub fn discover(collection: &Collection, options: &Options) -> Discovery {
    let families = Families::of(collection);
    let least = options.min_documents.max(2);
    let counts = Counts::of(collection, &families, least);
    let surface = |key: TermKey| -> Vec<String> {
        let heads = key.heads().into_iter();
        heads
            .map(|head| collection.words[head as usize].to_string())
            .collect()
    };
    let (candidates, background) = candidates(&counts, options, surface);
    let together = Together::of(collection, &families, &candidates);
    let groups: Vec<Vec<usize>> = groups(&candidates, &together)
        .into_iter()
        .filter(|group| background == Background::Explained || group.len() > 1)
        .collect();
    let mut themes: Vec<Theme> = gather(&groups, &candidates, collection, &families, &together)
        .into_iter()
        .filter(|theme| theme.documents.len() >= least as usize)
        .collect();
    themes.sort_by(|a, b| {
        let key = |theme: &Theme| {
            (
                std::cmp::Reverse(theme.documents.len()),
                theme.terms[0].words.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let sum = |parts: [u32; 2]| parts[0] + parts[1];
    Discovery {
        themes,
        background,
        n_unexplained: sum(counts.all.unexplained),
        n_explained: sum(counts.all.explained),
        families,
    }
}

/// The documents and the words of each group.
fn gather(
    groups: &[Vec<usize>],
    candidates: &[Candidate],
    collection: &Collection,
    families: &Families,
    together: &Together,
) -> Vec<Theme> {
    let mut group_of: Vec<Option<usize>> = vec![None; candidates.len()];
    for (number, group) in groups.iter().enumerate() {
        for &place in group.iter().take(MOST_TERMS) {
            group_of[place] = Some(number);
        }
    }
    let mut documents: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    let mut languages: Vec<BTreeMap<LanguageTag, u32>> = vec![BTreeMap::new(); candidates.len()];
    for document in 0..collection.len() {
        let number = as_u32(document);
        for &place in together.in_document(document) {
            let place = usize::from(place);
            *languages[place]
                .entry(collection.language(document))
                .or_default() += 1;
            if let Some(group) = group_of[place]
                && documents[group].last() != Some(&number)
            {
                documents[group].push(number);
            }
        }
    }
    let (forms, compounds) = (families.forms(collection), families.compounds(collection));
    let forms_of = |head: &u32| forms.get(head).cloned().unwrap_or_default();
    groups
        .iter()
        .zip(documents)
        .map(|(group, documents)| Theme {
            terms: group
                .iter()
                .take(MOST_TERMS)
                .map(|&place| {
                    let candidate = &candidates[place];
                    let heads = candidate.key.heads();
                    let of_word = compounds.get(&heads[0]).filter(|_| heads.len() == 1);
                    Term {
                        words: heads
                            .iter()
                            .map(|&head| collection.words[head as usize].to_string())
                            .collect(),
                        forms: heads.iter().map(forms_of).collect(),
                        language: most_frequent(&languages[place]),
                        n_documents: candidate.n,
                        odds_ratio: candidate.odds_ratio,
                        compounds: of_word.cloned().unwrap_or_default(),
                    }
                })
                .collect(),
            documents,
        })
        .collect()
}

fn most_frequent(counts: &BTreeMap<LanguageTag, u32>) -> LanguageTag {
    let most = counts
        .iter()
        .max_by_key(|(tag, n)| (**n, std::cmp::Reverse(**tag)));
    most.map_or(LanguageTag::Unknown, |(tag, _)| *tag)
}

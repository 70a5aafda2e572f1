use super::counts::{KeyMap, TermKey, terms_of};
use super::{Collection, Discovery, Theme};
use crate::units::as_f64;
use std::collections::{BTreeMap, BTreeSet};

/// A theme and an earlier one are the same from this part of documents in both (Dice).
const LEAST_SAME: f64 = 0.3;
/// A theme comes out of an earlier one, or holds it, when this part of its documents lies there.
const LEAST_INSIDE: f64 = 0.5;

/// A theme that was found before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTheme {
    /// Its name for good.
    pub id: String,
    /// Its terms, each of one or two words.
    pub terms: Vec<Vec<String>>,
}

/// Which earlier theme a theme is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its name for good.
    pub id: String,
    /// Whether a theme with this name was found before.
    pub is_known: bool,
    /// The earlier theme that it is a part of, which goes on under its own name.
    pub split_from: Option<String>,
    /// Earlier themes that went up in it.
    pub absorbed: Vec<String>,
}

/// An earlier theme that is no longer found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its name.
    pub id: String,
    /// Documents that still have its words in sentences that no topic explains. None: a topic explains
    /// them now, or nobody says them.
    pub n_documents: usize,
}

/// Themes with their names for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// One per theme, in their order.
    pub identities: Vec<Identity>,
    /// Earlier themes that no theme of now is, or holds.
    pub gone: Vec<Gone>,
}

/// Gives each theme the name of the earlier theme whose words stand in the same documents, or a new name.
///
/// Only the words of earlier themes are needed: they are looked up in the documents of now. The pair with
/// most in common is settled first.
pub fn identify(
    discovery: &Discovery,
    collection: &Collection,
    known: &[KnownTheme],
) -> Identified {
    let overlap = Overlap::of(discovery, collection, known);
    let mut pairs: Vec<(f64, usize, usize)> = overlap
        .both
        .keys()
        .map(|&(theme, earlier)| (overlap.dice(theme, earlier), theme, earlier))
        .filter(|(dice, _, _)| *dice >= LEAST_SAME)
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.1).cmp(&(b.2, b.1))));
    let mut earlier_of: Vec<Option<usize>> = vec![None; discovery.themes.len()];
    let mut theme_of: Vec<Option<usize>> = vec![None; known.len()];
    for (_, theme, earlier) in pairs {
        if earlier_of[theme].is_none() && theme_of[earlier].is_none() {
            earlier_of[theme] = Some(earlier);
            theme_of[earlier] = Some(theme);
        }
    }
    let mut absorbed: Vec<Vec<String>> = vec![Vec::new(); discovery.themes.len()];
    let mut gone = Vec::new();
    for (earlier, known) in known.iter().enumerate() {
        if theme_of[earlier].is_some() {
            continue;
        }
        let n = overlap.n_earlier[earlier];
        let holder = (0..discovery.themes.len())
            .filter(|&theme| is_inside(overlap.both(theme, earlier), n))
            .max_by_key(|&theme| (overlap.both(theme, earlier), std::cmp::Reverse(theme)));
        match holder {
            Some(theme) => absorbed[theme].push(known.id.clone()),
            None => gone.push(Gone {
                id: known.id.clone(),
                n_documents: n,
            }),
        }
    }
    let mut taken: BTreeSet<String> = known.iter().map(|known| known.id.clone()).collect();
    let mut identities = Vec::new();
    for (place, (theme, absorbed)) in discovery.themes.iter().zip(absorbed).enumerate() {
        let id = match earlier_of[place] {
            Some(earlier) => known[earlier].id.clone(),
            None => fresh_id(theme, &mut taken),
        };
        let whole = (0..known.len())
            .filter(|&earlier| theme_of[earlier].is_some() && earlier_of[place].is_none())
            .filter(|&earlier| is_inside(overlap.both(place, earlier), theme.documents.len()))
            .max_by_key(|&earlier| (overlap.both(place, earlier), std::cmp::Reverse(earlier)));
        identities.push(Identity {
            id,
            is_known: earlier_of[place].is_some(),
            split_from: whole.map(|earlier| known[earlier].id.clone()),
            absorbed,
        });
    }
    Identified { identities, gone }
}

/// A name made of the first words of `theme` that no other theme has.
fn fresh_id(theme: &Theme, taken: &mut BTreeSet<String>) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in theme.terms.iter().flat_map(|term| &term.words) {
        let is_plain = word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if is_plain && !words.contains(&word.as_str()) {
            words.push(word);
        }
    }
    words.truncate(2);
    let base = if words.is_empty() {
        "theme".to_owned()
    } else {
        words.join("-")
    };
    let numbered = (2..=taken.len() + 2).map(|number| format!("{base}-{number}"));
    // One of so many names is free.
    let id = std::iter::once(base.clone())
        .chain(numbered)
        .find(|id| !taken.contains(id))
        .unwrap_or_else(|| base.clone());
    taken.insert(id.clone());
    id
}

/// Documents that themes of now and earlier ones have in common.
struct Overlap<'a> {
    themes: &'a [Theme],
    n_earlier: Vec<usize>,
    both: BTreeMap<(usize, usize), usize>,
}

impl<'a> Overlap<'a> {
    fn of(discovery: &'a Discovery, collection: &Collection, known: &[KnownTheme]) -> Self {
        let families = &discovery.families;
        let head = |word: &String| {
            let number = collection.number(word)?;
            Some(families.head[number as usize])
        };
        let mut wanted: KeyMap<Vec<usize>> = KeyMap::default();
        for (earlier, known) in known.iter().enumerate() {
            for term in &known.terms {
                let heads: Option<Vec<u32>> = term.iter().map(head).collect();
                let key = match heads.as_deref() {
                    Some(&[word]) => TermKey::word(word),
                    Some(&[first, second]) => TermKey::pair(first, second),
                    _ => continue,
                };
                wanted.entry(key).or_default().push(earlier);
            }
        }
        let mut overlap = Self {
            themes: &discovery.themes,
            n_earlier: vec![0; known.len()],
            both: BTreeMap::new(),
        };
        if wanted.is_empty() {
            return overlap;
        }
        let mut next: Vec<usize> = vec![0; discovery.themes.len()];
        let mut terms = Vec::new();
        for document in 0..collection.len() {
            let is_wanted = |first, second| wanted.contains_key(&TermKey::pair(first, second));
            terms_of(
                collection.unexplained(document),
                families,
                is_wanted,
                &mut terms,
            );
            let earlier: BTreeSet<usize> = terms
                .iter()
                .filter_map(|key| wanted.get(key))
                .flatten()
                .copied()
                .collect();
            for &earlier in &earlier {
                overlap.n_earlier[earlier] += 1;
            }
            for (theme, next) in next.iter_mut().enumerate() {
                let documents = &discovery.themes[theme].documents;
                if documents
                    .get(*next)
                    .is_some_and(|&at| at as usize == document)
                {
                    *next += 1;
                    for &earlier in &earlier {
                        *overlap.both.entry((theme, earlier)).or_default() += 1;
                    }
                }
            }
        }
        overlap
    }

    fn both(&self, theme: usize, earlier: usize) -> usize {
        self.both.get(&(theme, earlier)).copied().unwrap_or(0)
    }

    fn dice(&self, theme: usize, earlier: usize) -> f64 {
        let all = self.themes[theme].documents.len() + self.n_earlier[earlier];
        2.0 * as_f64(self.both(theme, earlier)) / as_f64(all.max(1))
    }
}

fn is_inside(n_both: usize, n: usize) -> bool {
    n_both > 0 && as_f64(n_both) >= LEAST_INSIDE * as_f64(n)
}

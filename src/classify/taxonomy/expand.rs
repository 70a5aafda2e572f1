use super::dutch;
use super::english;
use super::phrase::{Choice, Phrase, Place, Refusal};
use super::source::Language;
use super::vocabulary::Shape;
use std::collections::BTreeSet;

/// One fixed order of places in which a phrase can be written.
///
/// Most phrases have one; a separable verb or a compound has several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Wording {
    /// Most words before each place, and what may stand there; the first has none before it.
    pub(super) places: Vec<(usize, Atoms)>,
    /// Whether all places must stand in one clause (a separated verb) or one sentence.
    pub(super) extent: Extent,
}

/// What may stand in one place of a wording, before inflection.
pub(super) type Atoms = BTreeSet<Atom>;

/// One way to fill a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// A word in all its forms.
    Inflected(String),
    /// Words, beginnings and endings as they are.
    Plain(Shape),
}

/// How far a wording may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Extent {
    Clause,
    Sentence,
}

/// Most wordings of one phrase; choices multiply.
const MAX_WORDINGS: usize = 48;
/// Farthest that a wording may reach, in words: the matcher keeps positions in 64 bits.
const MAX_REACH: usize = 60;
/// Words between a separated verb and its particle (*belde mij na drie dagen terug*).
const PARTICLE_GAP: usize = 5;

/// All wordings of `phrase`, sorted.
pub(super) fn wordings(phrase: &Phrase, language: Language) -> Result<Vec<Wording>, Refusal> {
    let mut all = vec![Wording {
        places: Vec::new(),
        extent: Extent::Sentence,
    }];
    for place in &phrase.places {
        let ways = ways(place, language)?;
        if all.len() * ways.len() > MAX_WORDINGS {
            return Err(Refusal {
                reason: "it can be written in too many ways",
                advice: "split it into several phrases",
            });
        }
        all = all
            .iter()
            .flat_map(|before| ways.iter().map(|way| appended(before, way)))
            .collect();
    }
    all.extend(as_one_word(phrase));
    let reach = |wording: &Wording| wording.places.iter().map(|(gap, _)| gap + 1).sum::<usize>();
    if all.iter().any(|wording| reach(wording) > MAX_REACH) {
        return Err(Refusal {
            reason: "it reaches over more than 60 words",
            advice: "make the gaps smaller",
        });
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// Every form that `atom` stands for.
pub(super) fn shapes(atom: &Atom, language: Language) -> Vec<Shape> {
    match atom {
        Atom::Plain(shape) => vec![shape.clone()],
        Atom::Inflected(word) => {
            let forms = match language {
                Language::Nl => dutch::forms(word),
                Language::En => english::forms(word),
            };
            forms.into_iter().map(Shape::Form).collect()
        }
    }
}

fn appended(before: &Wording, way: &Wording) -> Wording {
    Wording {
        places: before.places.iter().chain(&way.places).cloned().collect(),
        extent: before.extent.min(way.extent),
    }
}

/// The ways to fill one place, each a short wording of its own.
fn ways(place: &Place, language: Language) -> Result<Vec<Wording>, Refusal> {
    let mut single = Atoms::new();
    let mut ways = Vec::new();
    for choice in &place.choices {
        match choice {
            Choice::Word(parts) | Choice::Exact(parts) => {
                let exact = matches!(choice, Choice::Exact(_));
                single.insert(atom(parts.concat(), exact));
                if parts.len() > 1 {
                    let part = |(n, part): (usize, &String)| {
                        let gap = if n == 0 { place.gap } else { 0 };
                        (
                            gap,
                            Atoms::from([atom(part.clone(), exact || n + 1 < parts.len())]),
                        )
                    };
                    ways.push(wording(parts.iter().enumerate().map(part).collect()));
                }
            }
            Choice::Beginning(part) => {
                single.insert(Atom::Plain(Shape::Beginning(part.clone())));
            }
            Choice::Ending(part) => {
                single.insert(Atom::Plain(Shape::Ending(part.clone())));
            }
            Choice::Separable { particle, verb } => {
                if language == Language::En || !dutch::is_infinitive(verb) {
                    return Err(Refusal {
                        reason: "`+` needs a Dutch infinitive behind it",
                        advice: "write `terug+bellen`; in English write `call .. back`",
                    });
                }
                separable(particle, verb, place.gap, &mut single, &mut ways);
            }
        }
    }
    if !single.is_empty() {
        ways.push(wording(vec![(place.gap, single)]));
    }
    Ok(ways)
}

/// *terugbellen, teruggebeld, terug te bellen, belde … terug*.
fn separable(particle: &str, verb: &str, gap: usize, single: &mut Atoms, ways: &mut Vec<Wording>) {
    let verb = dutch::verb(verb);
    let plain = |form: String| Atom::Plain(Shape::Form(form));
    let together: Vec<&String> = verb.finite.iter().chain(&verb.participles).collect();
    for form in &together {
        single.insert(plain(format!("{particle}{form}")));
    }
    for participle in &verb.participles {
        single.insert(plain(format!("{particle}{participle}e")));
    }
    single.insert(plain(format!("{particle}te{}", verb.infinitive)));
    single.insert(plain(format!("{particle}{}d", verb.infinitive)));
    let particle = Atoms::from([plain(particle.to_owned())]);
    let infinitive = Atoms::from([plain(verb.infinitive.clone())]);
    let every: Atoms = together
        .into_iter()
        .map(|form| plain(form.clone()))
        .collect();
    ways.push(wording(vec![(gap, particle.clone()), (0, every)]));
    ways.push(wording(vec![
        (gap, particle.clone()),
        (0, Atoms::from([plain("te".to_owned())])),
        (0, infinitive),
    ]));
    ways.push(Wording {
        places: vec![
            (gap, verb.finite.into_iter().map(plain).collect()),
            (PARTICLE_GAP, particle),
        ],
        extent: Extent::Clause,
    });
}

/// Two words that follow each other, written as one: *klanten service*, *klantenservice*.
fn as_one_word(phrase: &Phrase) -> Option<Wording> {
    let [first, second] = phrase.places.as_slice() else {
        return None;
    };
    if second.gap > 0 {
        return None;
    }
    let words = |place: &Place| -> Option<Vec<(String, bool)>> {
        let word = |choice: &Choice| match choice {
            Choice::Word(parts) => Some((parts.concat(), false)),
            Choice::Exact(parts) => Some((parts.concat(), true)),
            Choice::Beginning(_) | Choice::Ending(_) | Choice::Separable { .. } => None,
        };
        place.choices.iter().map(word).collect()
    };
    let (first, second) = (words(first)?, words(second)?);
    let joined = first.iter().flat_map(|(a, _)| {
        second
            .iter()
            .map(move |(b, exact)| atom(format!("{a}{b}"), *exact))
    });
    Some(wording(vec![(0, joined.collect())]))
}

fn atom(word: String, exact: bool) -> Atom {
    if exact {
        Atom::Plain(Shape::Form(word))
    } else {
        Atom::Inflected(word)
    }
}

fn wording(places: Vec<(usize, Atoms)>) -> Wording {
    Wording {
        places,
        extent: Extent::Sentence,
    }
}

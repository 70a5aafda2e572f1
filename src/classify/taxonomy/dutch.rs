use super::strong_verbs;
use std::collections::BTreeSet;

/// Words that never inflect: a generated form would be another word (`niet`, `niets`).
const FIXED: &str = " aan als bij dan dat die dit door dus een eens er erg geen haar heel het hen hier hoe hun ik in \
    is ja je maar me meer men met mij mijn na naar nee niet niets niks nog nooit nu of om onder ons ook op over pas per \
    snel te ten ter toch toen tot uit van vanaf veel via voor waar wat weer wel werd wie wij wordt zal ze zeer zelf zich zij zijn zo \
    zonder was had ben bent heb heeft kan kon wil zou moet mag af weg open mee terug alles altijd weinig ";

/// Prefixes without stress: their verbs have no `ge` in the participle.
const UNSTRESSED: [&str; 6] = ["be", "ge", "ver", "her", "ont", "er"];

/// The forms of a Dutch verb, by how they behave when a particle separates.
#[derive(Debug, Default)]
pub(super) struct Verb {
    /// Dictionary form.
    pub(super) infinitive: String,
    /// Present and past: *bel, belt, belde, belden*.
    pub(super) finite: BTreeSet<String>,
    /// *gebeld*.
    pub(super) participles: BTreeSet<String>,
}

/// `word` and its inflected forms: plural, diminutive, comparative, `-e`; for an infinitive also
/// every verb form. Forms that do not exist are made too; nobody writes them.
///
/// Words of one or two letters and function words stay as they are.
pub(super) fn forms(word: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([word.to_owned()]);
    if word.chars().count() <= 2 || FIXED.contains(&format!(" {word} ")) || !word.is_ascii() {
        return all;
    }
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return all;
    }
    if is_infinitive(word) {
        let verb = verb(word);
        all.extend(verb.finite);
        for participle in verb.participles {
            all.insert(format!("{participle}e"));
            all.insert(participle);
        }
        all.insert(format!("{word}d"));
        all.insert(format!("{word}de"));
        all.insert(format!("{word}s"));
    } else {
        noun_and_adjective(word, &mut all);
    }
    all
}

/// Whether `word` looks like an infinitive (or a plural, which has the same shape).
pub(super) fn is_infinitive(word: &str) -> bool {
    (word.len() >= 4 && word.ends_with("en") && syllables(word) > 1) || strong(word).is_some()
}

/// Every form of the verb with this infinitive.
pub(super) fn verb(infinitive: &str) -> Verb {
    let mut verb = Verb {
        infinitive: infinitive.to_owned(),
        ..Verb::default()
    };
    verb.finite.insert(infinitive.to_owned());
    if let Some((prefix, [_, present, past, pasts, participle])) = strong(infinitive) {
        if *present != "-" {
            verb.finite.insert(format!("{prefix}{present}"));
            let stem = present.trim_end_matches('t');
            // *staat* is *sta* in the first person: a final vowel is not doubled.
            let first = if stem.ends_with("aa") {
                &stem[..stem.len() - 1]
            } else {
                stem
            };
            verb.finite.insert(format!("{prefix}{first}"));
            verb.finite.insert(format!("{prefix}{stem}t"));
        }
        for form in [past, pasts] {
            verb.finite.insert(format!("{prefix}{form}"));
        }
        let bare = if prefix.is_empty() {
            participle
        } else {
            participle.strip_prefix("ge").unwrap_or(participle)
        };
        verb.participles.insert(format!("{prefix}{bare}"));
    }
    let Some(root) = infinitive.strip_suffix("en") else {
        return verb;
    };
    let strong = !verb.participles.is_empty();
    for stem in stems(root) {
        let ends_in_t = stem.ends_with('t');
        verb.finite.insert(stem.clone());
        if !ends_in_t {
            verb.finite.insert(format!("{stem}t"));
        }
        if strong {
            continue;
        }
        let d = if is_voiceless(root) { 't' } else { 'd' };
        verb.finite.insert(format!("{stem}{d}e"));
        verb.finite.insert(format!("{stem}{d}en"));
        let end = if stem.ends_with(d) {
            String::new()
        } else {
            d.to_string()
        };
        // Which verbs take no `ge` (*betaald*, *bezorgd*) hangs on stress; both are made.
        verb.participles.insert(format!("ge{stem}{end}"));
        verb.participles.insert(format!("{stem}{end}"));
    }
    verb
}

/// The row of irregular forms for `infinitive`, with an unstressed prefix split off.
fn strong(infinitive: &str) -> Option<(&'static str, &'static [&'static str; 5])> {
    let find = |word: &str| strong_verbs::DUTCH.iter().find(|row| row[0] == word);
    find(infinitive).map(|row| ("", row)).or_else(|| {
        UNSTRESSED.iter().find_map(|prefix| {
            let row = find(infinitive.strip_prefix(prefix)?)?;
            Some((*prefix, row))
        })
    })
}

/// The stems behind a root (infinitive without `-en`): *bell* is *bel*, *betal* is *betaal*,
/// *reiz* is *reis*. Two where spelling does not tell (*lever*).
fn stems(root: &str) -> Vec<String> {
    let bytes = root.as_bytes();
    let n = bytes.len();
    let devoiced = |stem: String| match stem.as_bytes().last() {
        Some(b'v') => format!("{}f", &stem[..stem.len() - 1]),
        Some(b'z') => format!("{}s", &stem[..stem.len() - 1]),
        _ => stem,
    };
    if n >= 2 && bytes[n - 1] == bytes[n - 2] && !is_vowel(bytes[n - 1]) {
        return vec![root[..n - 1].to_owned()];
    }
    let open = n >= 2
        && !is_vowel(bytes[n - 1])
        && matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u')
        && (n == 2 || !is_vowel(bytes[n - 3]));
    if !open {
        return vec![devoiced(root.to_owned())];
    }
    let long = devoiced(format!(
        "{}{}{}",
        &root[..n - 1],
        bytes[n - 2] as char,
        bytes[n - 1] as char
    ));
    let prefixed = UNSTRESSED.iter().any(|prefix| {
        *prefix != "er"
            && root
                .strip_prefix(prefix)
                .is_some_and(|rest| syllables(rest) == 1)
    });
    if syllables(root) == 1 || prefixed {
        vec![long]
    } else {
        vec![root.to_owned(), long]
    }
}

fn noun_and_adjective(word: &str, all: &mut BTreeSet<String>) {
    for ending in ["s", "je", "jes"] {
        all.insert(format!("{word}{ending}"));
    }
    if let Some(vowel) = word.strip_suffix('e') {
        all.insert(format!("{word}n"));
        all.insert(format!("{word}tje"));
        all.insert(format!("{vowel}en"));
        // An adjective given with its `-e`: *vriendelijke* is *vriendelijk* too.
        if vowel.len() >= 5
            && (vowel.ends_with("lijk") || vowel.ends_with("ig") || vowel.ends_with("isch"))
        {
            all.insert(vowel.to_owned());
        }
        return;
    }
    if let Some(root) = word.strip_suffix("heid") {
        all.insert(format!("{root}heden"));
    }
    if ["ers", "els", "aars", "eurs"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        all.insert(word[..word.len() - 1].to_owned());
    }
    for root in lengthened(word) {
        for ending in ["e", "en", "er", "ere"] {
            all.insert(format!("{root}{ending}"));
        }
        if root.len() > word.len() || root.ends_with("ng") {
            all.insert(format!("{root}etje"));
        }
    }
    for ending in ["st", "ste"] {
        all.insert(format!("{word}{ending}"));
    }
    let more: &[&str] = match word.as_bytes().last() {
        Some(b'r') => &["der", "dere", "tje", "tjes"],
        Some(b'm') => &["pje", "pjes"],
        Some(b'a' | b'i' | b'o' | b'u' | b'l' | b'n' | b'w') => &["tje", "tjes"],
        _ => &[],
    };
    for ending in more {
        all.insert(format!("{word}{ending}"));
    }
}

/// `word` as it is spelled before an ending that begins with a vowel: *duur* is *dur* (*dure*),
/// *bel* is *bell* (*bellen*), *reis* is *reiz* (*reizen*).
fn lengthened(word: &str) -> Vec<String> {
    let bytes = word.as_bytes();
    let n = bytes.len();
    let last = bytes[n - 1];
    if is_vowel(last) {
        return vec![word.to_owned()];
    }
    let mut roots = Vec::new();
    let voiced = |root: &str| match last {
        b'f' => Some(format!("{}v", &root[..root.len() - 1])),
        b's' => Some(format!("{}z", &root[..root.len() - 1])),
        _ => None,
    };
    if n >= 3 && bytes[n - 2] == bytes[n - 3] && matches!(bytes[n - 2], b'a' | b'e' | b'o' | b'u') {
        let short = format!("{}{}", &word[..n - 2], last as char);
        roots.extend(voiced(&short));
        roots.push(short);
    } else if n >= 2
        && matches!(bytes[n - 2], b'a' | b'e' | b'i' | b'o' | b'u')
        && (n == 2 || !is_vowel(bytes[n - 3]))
        && !matches!(last, b'w' | b'x' | b'j')
    {
        roots.push(format!("{word}{}", last as char));
        // Without stress nothing is doubled (*medewerker*, *artikel*, *rustig*).
        if syllables(word) > 1 {
            roots.push(word.to_owned());
        }
    } else {
        roots.extend(voiced(word));
        roots.push(word.to_owned());
    }
    roots
}

/// Whether the past of a verb with this root is spelled with `t` ('t kofschip).
fn is_voiceless(root: &str) -> bool {
    root.ends_with("ch")
        || matches!(
            root.as_bytes().last(),
            Some(b't' | b'k' | b'f' | b's' | b'p' | b'x')
        )
}

/// Number of vowel groups.
fn syllables(word: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    for byte in word.bytes() {
        let vowel = is_vowel(byte);
        count += usize::from(vowel && !inside);
        inside = vowel;
    }
    count
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &[&str], unexpected: &[&str]) {
        let forms = forms(word);
        for form in expected {
            assert!(
                forms.contains(*form),
                "{word} should have {form}: {forms:?}"
            );
        }
        for form in unexpected {
            assert!(!forms.contains(*form), "{word} should not have {form}");
        }
    }

    #[test]
    fn weak_verbs_follow_the_spelling_rules() {
        check(
            "bellen",
            &[
                "bel", "belt", "belde", "belden", "gebeld", "gebelde", "bellend",
            ],
            &["bell"],
        );
        check(
            "wachten",
            &["wacht", "wachtte", "wachtten", "gewacht"],
            &["wachtt"],
        );
        check(
            "betalen",
            &["betaal", "betaalt", "betaalde", "betaald", "betaalde"],
            &["betal"],
        );
        check(
            "leveren",
            &["lever", "levert", "leverde", "geleverd", "geleverde"],
            &[],
        );
        check(
            "beloven",
            &["beloof", "belooft", "beloofde", "beloofd"],
            &[],
        );
        check("reizen", &["reis", "reist", "reisde", "gereisd"], &[]);
        check(
            "bezorgen",
            &["bezorg", "bezorgt", "bezorgd", "bezorgde"],
            &[],
        );
        check("verwachten", &["verwacht", "verwachtte"], &["verwach"]);
        check("maken", &["maak", "maakt", "maakte", "gemaakt"], &["mak"]);
    }

    #[test]
    fn strong_verbs_keep_their_past_behind_a_prefix() {
        check(
            "helpen",
            &["help", "helpt", "hielp", "hielpen", "geholpen"],
            &["gehelpt"],
        );
        check(
            "ontbreken",
            &["ontbreekt", "ontbrak", "ontbroken"],
            &["ontgebroken"],
        );
        check("begrijpen", &["begrijp", "begreep", "begrepen"], &[]);
        check("komen", &["kom", "komt", "kwam", "kwamen", "gekomen"], &[]);
        check("staan", &["sta", "staat", "stond", "gestaan"], &[]);
    }

    #[test]
    fn nouns_and_adjectives_change_their_spelling_before_a_vowel() {
        check("prijs", &["prijzen", "prijsje"], &[]);
        check("duur", &["dure", "duurder", "duurste"], &["duurre"]);
        check("traag", &["trage", "trager"], &[]);
        check("klacht", &["klachten"], &[]);
        check("klachten", &["klacht"], &[]);
        check("medewerker", &["medewerkers"], &[]);
        check("storing", &["storingen"], &[]);
        check("mogelijkheid", &["mogelijkheden"], &[]);
        check("app", &["apps"], &[]);
        check("rekening", &["rekeningen"], &[]);
        check(
            "vriendelijk",
            &["vriendelijke", "vriendelijker"],
            &["vriend"],
        );
    }

    #[test]
    fn function_words_and_short_words_stay_as_they_are() {
        check("niet", &["niet"], &["niets"]);
        check("ze", &["ze"], &["zes"]);
        check("24", &["24"], &["24s"]);
    }
}

use super::strong_verbs;
use std::collections::BTreeSet;

/// Words that never inflect: a generated form would be another word (`a`, `as`; `not`, `noted`).
const FIXED: &str = " all also and any are but can could for from had has have her him his how its just may more much must my \
    never nor not nothing now off one only other our out over own per she should some such than that the their them then there \
    they this those too two under until upon very was way were what when where which while who whole why will with would yet you your ";

/// `word` and its inflected forms: plural, third person, past, participles.
///
/// Comparatives, adverbs and agents are left out: *wait* is not *waiter*, *late* is not *lately*.
pub(super) fn forms(word: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([word.to_owned()]);
    if let Some((_, irregular)) = strong_verbs::ENGLISH.iter().find(|(base, _)| *base == word) {
        all.extend(irregular.iter().map(|form| (*form).to_owned()));
        if word.len() <= 2 {
            return all;
        }
    }
    if word.chars().count() <= 2
        || FIXED.contains(&format!(" {word} "))
        || !word.bytes().all(|b| b.is_ascii_lowercase())
    {
        return all;
    }
    if let Some(singular) = singular(word) {
        all.insert(singular);
        return all;
    }
    let bytes = word.as_bytes();
    let n = bytes.len();
    let last = bytes[n - 1];
    let consonant_y = last == b'y' && !is_vowel(bytes[n - 2]);
    if consonant_y {
        all.insert(format!("{}ies", &word[..n - 1]));
    } else if matches!(last, b's' | b'x' | b'z' | b'o')
        || word.ends_with("ch")
        || word.ends_with("sh")
    {
        all.insert(format!("{word}es"));
    } else {
        all.insert(format!("{word}s"));
    }
    if last == b'o' {
        all.insert(format!("{word}s"));
    }
    for root in past_roots(word) {
        all.insert(format!("{root}ed"));
    }
    for root in participle_roots(word) {
        all.insert(format!("{root}ing"));
    }
    all
}

/// The singular of a word that looks like a plural.
fn singular(word: &str) -> Option<String> {
    if word.len() < 4
        || ["ss", "us", "is", "ous"]
            .iter()
            .any(|end| word.ends_with(end))
    {
        return None;
    }
    if let Some(root) = word.strip_suffix("ies") {
        return Some(format!("{root}y"));
    }
    if let Some(root) = ["ches", "shes", "xes", "sses"]
        .iter()
        .find_map(|end| word.strip_suffix(end).map(|_| &word[..word.len() - 2]))
    {
        return Some(root.to_owned());
    }
    word.strip_suffix('s').map(str::to_owned)
}

fn past_roots(word: &str) -> Vec<String> {
    let n = word.len();
    let bytes = word.as_bytes();
    if bytes[n - 1] == b'e' {
        return vec![word[..n - 1].to_owned()];
    }
    if bytes[n - 1] == b'y' && !is_vowel(bytes[n - 2]) {
        return vec![format!("{}i", &word[..n - 1])];
    }
    doubled(word)
}

fn participle_roots(word: &str) -> Vec<String> {
    let n = word.len();
    let bytes = word.as_bytes();
    if bytes[n - 1] == b'e' && !matches!(bytes[n - 2], b'e' | b'o' | b'y') {
        return vec![word[..n - 1].to_owned()];
    }
    if bytes[n - 1] == b'y' {
        return vec![word.to_owned()];
    }
    doubled(word)
}

/// `word` before `-ed` and `-ing`: *stop* is *stopp*, *cancel* is *cancel* or *cancell*.
fn doubled(word: &str) -> Vec<String> {
    let bytes = word.as_bytes();
    let n = bytes.len();
    let short = !is_vowel(bytes[n - 1])
        && !matches!(bytes[n - 1], b'w' | b'x' | b'y')
        && is_vowel(bytes[n - 2])
        && !is_vowel(bytes[n - 3]);
    if !short {
        return vec![word.to_owned()];
    }
    let double = format!("{word}{}", bytes[n - 1] as char);
    if bytes[..n - 2].iter().any(|&b| is_vowel(b)) {
        vec![word.to_owned(), double]
    } else {
        vec![double]
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
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
    fn verbs_and_nouns_inflect() {
        check("wait", &["waits", "waited", "waiting"], &["waiter"]);
        check("stop", &["stops", "stopped", "stopping"], &["stoping"]);
        check("cancel", &["canceled", "cancelled", "cancelling"], &[]);
        check("arrive", &["arrives", "arrived", "arriving"], &["arriveed"]);
        check("reply", &["replies", "replied", "replying"], &["replys"]);
        check("speak", &["spoke", "spoken", "speaking"], &[]);
        check("fees", &["fee"], &["feesed"]);
        check("address", &["addresses"], &["addres"]);
        check("box", &["boxes", "boxed"], &[]);
        check("see", &["seeing", "saw"], &["sing"]);
    }

    #[test]
    fn function_words_and_short_words_stay_as_they_are() {
        check("a", &["a"], &["as"]);
        check("not", &["not"], &["noted", "nots"]);
        check("go", &["went", "going"], &["gos"]);
    }
}

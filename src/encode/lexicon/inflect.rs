use crate::record::LanguageTag;

/// Forms that a word may take in a text: endings of Dutch adjectives, English adverbs and plurals.
///
/// It makes too many forms rather than too few; forms that do not exist are never met.
pub(super) fn inflections(form: &str, language: LanguageTag) -> Vec<String> {
    let letters: Vec<char> = form.chars().collect();
    if letters.len() < 3 || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return Vec::new();
    }
    match language {
        LanguageTag::Nl => dutch(form, &letters),
        LanguageTag::En => english(form, &letters),
        LanguageTag::Other | LanguageTag::Unknown => Vec::new(),
    }
}

fn dutch(form: &str, letters: &[char]) -> Vec<String> {
    let n = letters.len();
    let (before, vowel, last) = (letters[n - 3], letters[n - 2], letters[n - 1]);
    if is_vowel(last) {
        return Vec::new();
    }
    let mut stems = vec![form.to_owned()];
    let head: String = letters[..n - 1].iter().collect();
    let soft = match last {
        's' => Some('z'),
        'f' => Some('v'),
        _ => None,
    };
    if is_vowel(vowel) && before == vowel {
        // traag, boos, gaaf: trage, boze, gave
        let open: String = letters[..n - 2].iter().collect();
        stems.push(format!("{open}{}", soft.unwrap_or(last)));
    } else if is_vowel(vowel) && !is_vowel(before) {
        // snel, vlot: snelle, vlotte
        stems.push(format!("{form}{last}"));
    } else if let Some(soft) = soft {
        // vies, lief: vieze, lieve
        stems.push(format!("{head}{soft}"));
    }
    let mut forms = vec![
        format!("{form}s"),
        format!("{form}st"),
        format!("{form}ste"),
    ];
    for stem in stems {
        forms.extend(["e", "er", "ere"].map(|ending| format!("{stem}{ending}")));
    }
    if last == 'r' {
        forms.push(format!("{form}der"));
        forms.push(format!("{form}dere"));
    }
    forms
}

fn english(form: &str, letters: &[char]) -> Vec<String> {
    let head: String = letters[..letters.len() - 1].iter().collect();
    match letters[letters.len() - 1] {
        'y' => vec![
            format!("{head}ily"),
            format!("{head}ier"),
            format!("{head}iest"),
        ],
        'e' => ["s", "d", "r", "st", "ly"]
            .map(|ending| format!("{form}{ending}"))
            .into_iter()
            .chain([format!("{head}y")])
            .collect(),
        _ => ["s", "ly", "er", "est"]
            .map(|ending| format!("{form}{ending}"))
            .into(),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, language: LanguageTag, expected: &[&str]) {
        let forms = inflections(form, language);
        for &one in expected {
            assert!(
                forms.iter().any(|form| form == one),
                "{form}: {one} in {forms:?}"
            );
        }
    }

    #[test]
    fn dutch_adjectives_take_their_endings() {
        check("snel", LanguageTag::Nl, &["snelle", "sneller", "snelste"]);
        check("boos", LanguageTag::Nl, &["boze", "bozer"]);
        check("waardeloos", LanguageTag::Nl, &["waardeloze"]);
        check("lief", LanguageTag::Nl, &["lieve"]);
        check("duur", LanguageTag::Nl, &["dure", "duurder"]);
        check("vriendelijk", LanguageTag::Nl, &["vriendelijke"]);
    }

    #[test]
    fn english_words_take_theirs() {
        check("slow", LanguageTag::En, &["slowly", "slower"]);
        check("friendly", LanguageTag::En, &["friendlier"]);
        check("terrible", LanguageTag::En, &["terribly"]);
    }
}

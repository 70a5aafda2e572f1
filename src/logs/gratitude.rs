use super::gratitude_words::{CONTENT, HARMLESS, OBJECTING, OBJECTIONS, OVER, THANKS, TROUBLE};
use crate::language::MessageParts;
use crate::privacy::RedactedText;
use crate::service_levels::tickets::Gist;

/// A longer message has more to say than thanks.
const MOST_WORDS: usize = 25;

/// What the words of an event come to: thanks and nothing else, or more than that.
///
/// Thanks are a short message with a word of thanks, without a question, a request, a denial, a
/// contrast or a complaint, of which each part thanks, praises, greets or says that all is done; quoted
/// mail and signature do not count. In doubt it is more than thanks:
/// a complaint that is taken for thanks would be hidden, thanks taken for a complaint are looked at.
pub(super) fn gist(words: &RedactedText) -> Gist {
    let text = words.as_str();
    let parts = MessageParts::of(text);
    let own: Vec<&str> = parts.own().filter_map(|span| text.get(span)).collect();
    let own = own.join("\n").to_lowercase().replace('’', "'");
    let spoken = spaced(&own);
    if !spoken.split(' ').any(is_word) {
        return Gist::Unread;
    }
    let n_words = spoken.split(' ').filter(|word| is_word(word)).count();
    if own.contains('?') || n_words > MOST_WORDS {
        return Gist::More;
    }
    let mut rest = spoken;
    for phrase in HARMLESS {
        // A phrase of thanks keeps its thanks.
        let stays = if phrase.contains("thank") || phrase.contains("bedank") {
            " thanks "
        } else {
            " "
        };
        rest = rest.replace(&format!(" {phrase} "), stays);
    }
    let words: Vec<&str> = rest.split(' ').filter(|word| is_word(word)).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let denies = words.iter().any(|word| is_contraction(word));
    let asks = OBJECTIONS
        .iter()
        .any(|phrase| rest.contains(&format!(" {phrase} ")));
    let is_troubled = has(TROUBLE) && !has(OVER);
    let says_more = rest.split(PAUSE).any(says_more);
    if has(THANKS) && !says_more && !denies && !asks && !has(OBJECTING) && !is_troubled {
        Gist::Thanks
    } else {
        Gist::More
    }
}

/// Stands between parts of a message.
const PAUSE: char = '|';

/// Words with one space around each and a bar between parts; other signs and placeholders are left out.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    spaced.push(' ');
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let placeholder = rest
            .strip_prefix('[')
            .and_then(|inner| inner.split_once(']'));
        if let Some((inner, behind)) = placeholder
            && inner.ends_with(|last: char| last.is_ascii_digit())
        {
            rest = behind;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        if letter.is_alphanumeric() || letter == '\'' {
            spaced.push(letter);
        } else if ".,!;:()\n-–".contains(letter) {
            spaced.push_str(" | ");
        } else if !spaced.ends_with(' ') {
            spaced.push(' ');
        }
    }
    spaced.push(' ');
    spaced
        .replace("  ", " ")
        .replace(" en ", " | ")
        .replace(" and ", " | ")
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether a part of a message neither thanks nor praises, greets or ends. One word alone is a name.
fn says_more(part: &str) -> bool {
    let mut words = part.split(' ').filter(|word| is_word(word));
    let n_words = words.clone().count();
    n_words > 1 && !words.any(|word| THANKS.contains(&word) || CONTENT.contains(&word))
}

/// `doesn't`, `doesnt`, `can't`.
fn is_contraction(word: &str) -> bool {
    const BARE: &[&str] = &[
        "dont", "doesnt", "didnt", "isnt", "wasnt", "cant", "wont", "couldnt", "havent", "hasnt",
        "cannot", "arent", "aint",
    ];
    word.ends_with("n't") || BARE.contains(&word)
}

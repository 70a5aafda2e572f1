use crate::language::MessageParts;
use crate::privacy::RedactedText;
use crate::service_levels::tickets::Gist;

/// A longer message has more to say than thanks.
const MOST_WORDS: usize = 25;

/// Words that thank, in Dutch and English.
const THANKS: &[&str] = &[
    "bedankt",
    "bedankje",
    "bedanken",
    "bedank",
    "dank",
    "dankje",
    "dankjewel",
    "dankjulliewel",
    "dankuwel",
    "danku",
    "dankbaar",
    "thanks",
    "thank",
    "thankyou",
    "thankful",
    "thx",
    "thnx",
    "tnx",
    "tx",
    "ty",
    "merci",
    "cheers",
    "appreciate",
    "appreciated",
    "grateful",
    "waardeer",
    "gewaardeerd",
];

/// Phrases that look like an objection and are none; they are taken out before anything is looked for.
const HARMLESS: &[&str] = &[
    "can't thank you enough",
    "cannot thank you enough",
    "niet genoeg bedanken",
    "no problem",
    "no problems",
    "no worries",
    "no further questions",
    "no more questions",
    "no need to reply",
    "no longer needed",
    "geen probleem",
    "geen vragen meer",
    "geen verdere vragen",
    "verder geen vragen",
    "geen dank",
    "niet meer nodig",
    "nog een fijne",
    "nog een prettige",
    "nog een goede",
    "nog een mooie",
    "fijne dag nog",
    "prettige dag nog",
    "fijn weekend nog",
    "werkt weer",
    "doet het weer",
    "works again",
    "working again",
    "graag gedaan",
];

/// Phrases that ask, object, or thank for what is still to come.
const OBJECTIONS: &[&str] = &[
    "in advance",
    "bij voorbaat",
    "alvast",
    "vooraf",
    "kunt u",
    "kun je",
    "kunnen jullie",
    "kan iemand",
    "kan dit",
    "kan dat",
    "kan ik",
    "mag ik",
    "wilt u",
    "wil je",
    "willen jullie",
    "wil ik",
    "zou u",
    "zou je",
    "zou ik",
    "zouden jullie",
    "could you",
    "can you",
    "would you",
    "will you",
    "can someone",
    "could someone",
    "can i",
    "could i",
    "may i",
    "let me know",
    "laat me weten",
    "laat mij weten",
    "hoor ik",
    "hoor graag",
    "een vraag",
    "a question",
    "by the way",
    "te laat",
    "lekker bedankt",
    "nou bedankt",
    "thanks a lot for",
];

/// Words that ask, deny, contrast or complain.
const OBJECTING: &[&str] = &[
    // Denial.
    "niet",
    "niks",
    "niets",
    "geen",
    "nooit",
    "nergens",
    "nee",
    "not",
    "no",
    "never",
    "nothing",
    "none",
    "nope",
    "without",
    "zonder",
    // Contrast and what goes on.
    "maar",
    "echter",
    "alleen",
    "helaas",
    "toch",
    "nog",
    "wederom",
    "opnieuw",
    "behalve",
    "hoewel",
    "steeds",
    "but",
    "however",
    "although",
    "though",
    "except",
    "unfortunately",
    "sadly",
    "still",
    "yet",
    "again",
    "anyway",
    "anyhow",
    "only",
    // Another matter.
    "verder",
    "daarnaast",
    "overigens",
    "trouwens",
    "ook",
    "also",
    "another",
    "btw",
    // Questions and requests.
    "hoe",
    "waarom",
    "wanneer",
    "graag",
    "verzoek",
    "svp",
    "aub",
    "moet",
    "moeten",
    "wacht",
    "how",
    "why",
    "when",
    "please",
    "pls",
    "plz",
    "should",
    "must",
    "need",
    "waiting",
    "wait",
    // Complaints.
    "klacht",
    "kapot",
    "slecht",
    "traag",
    "belachelijk",
    "schandalig",
    "onacceptabel",
    "teleurgesteld",
    "teleurstellend",
    "jammer",
    "opzeggen",
    "duurt",
    "duurde",
    "complaint",
    "broken",
    "terrible",
    "ridiculous",
    "unacceptable",
    "disappointed",
    "disappointing",
    "useless",
    "cancel",
    "worse",
    "fails",
    "failed",
    "failing",
    "crashed",
    "crashes",
];

/// Words for trouble: they object unless the message says that it is over.
const TROUBLE: &[&str] = &[
    "probleem",
    "problemen",
    "fout",
    "fouten",
    "foutmelding",
    "storing",
    "problem",
    "problems",
    "issue",
    "issues",
    "error",
    "errors",
    "bug",
    "wrong",
];

/// Words that say that trouble is over.
const OVER: &[&str] = &[
    "opgelost",
    "verholpen",
    "oplossen",
    "oplossing",
    "gerepareerd",
    "hersteld",
    "weg",
    "voorbij",
    "solved",
    "resolved",
    "fixed",
    "fixing",
    "solving",
    "resolving",
    "gone",
    "sorted",
];

/// What the words of an event come to: thanks and nothing else, or more than that.
///
/// Thanks are a short message with a word of thanks, without a question, a request, a denial, a
/// contrast or a complaint; quoted mail and signature do not count. In doubt it is more than thanks:
/// a complaint that is taken for thanks would be hidden, thanks taken for a complaint are looked at.
pub(super) fn gist(words: &RedactedText) -> Gist {
    let text = words.as_str();
    let parts = MessageParts::of(text);
    let own: Vec<&str> = parts.own().filter_map(|span| text.get(span)).collect();
    let own = own.join("\n").to_lowercase().replace('’', "'");
    let spoken = spaced(&own);
    if spoken.trim().is_empty() {
        return Gist::Unread;
    }
    if own.contains('?') || spoken.split(' ').filter(|word| !word.is_empty()).count() > MOST_WORDS {
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
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let denies = words.iter().any(|word| is_contraction(word));
    let asks = OBJECTIONS
        .iter()
        .any(|phrase| rest.contains(&format!(" {phrase} ")));
    let is_troubled = has(TROUBLE) && !has(OVER);
    if has(THANKS) && !denies && !asks && !has(OBJECTING) && !is_troubled {
        Gist::Thanks
    } else {
        Gist::More
    }
}

/// Words with one space around each, signs and placeholders left out.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    spaced.push(' ');
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '\'' {
            spaced.push(letter);
        } else if !spaced.ends_with(' ') {
            spaced.push(' ');
        }
    }
    if !spaced.ends_with(' ') {
        spaced.push(' ');
    }
    spaced
}

/// `doesn't`, `doesnt`, `can't`.
fn is_contraction(word: &str) -> bool {
    const BARE: &[&str] = &[
        "dont", "doesnt", "didnt", "isnt", "wasnt", "cant", "wont", "couldnt", "havent", "hasnt",
        "cannot", "arent", "aint",
    ];
    word.ends_with("n't") || BARE.contains(&word)
}

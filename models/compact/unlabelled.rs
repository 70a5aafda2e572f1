//! Texts without a label of people, in whose words the compact model learns what a stronger model reads.

use crate::folder::Folder;
use crate::judged::judged_things;
use crate::sample::hash_of;
use signaal::learn::remarks::remarks;
use signaal::privacy::RedactedText;
use signaal::record::LanguageTag;
use std::collections::BTreeSet;
use std::error::Error;

/// The tables that hold them.
pub(crate) const TABLES: [&str; 5] = [
    "ud_dutch_sentences",
    "ntrex_nl_en",
    "xed_nl",
    "banking77",
    "multidogo_customer_turns",
];
const SAYINGS: &str = include_str!("../../data/lexicon/sayings_nl.txt");
const LEXICON: &str = include_str!("../../data/lexicon/general_nl.tsv");
/// In which the forms of the Dutch lexicon are said, in turn.
const FRAMES: [&str; 10] = [
    "{}",
    "heel {}",
    "niet {}",
    "Het was {}.",
    "Ik vond het {}",
    "{} boek",
    "{} eten",
    "De bediening was {}",
    "niet zo {}",
    "wat {}!",
];
const SEED: u64 = 20_261_122;
const N_REMARKS_NL: usize = 3_000;
const N_REMARKS_EN: usize = 1_000;
const N_JUDGED_NL: usize = 3_500;
const N_JUDGED_EN: usize = 1_000;
const N_JOINED_SAYINGS: usize = 2_600;
/// Of each table at most, evenly.
const N_SENTENCES: usize = 2_000;
const N_PIECES: usize = 1_400;

/// A text that nobody labelled.
pub(crate) struct Unlabelled {
    pub(crate) text: RedactedText,
    pub(crate) language: LanguageTag,
}

/// Makes and reads them, each once, in a fixed order.
///
/// Dutch: sentences of news, an encyclopaedia and films, and pieces of two to seven words of them, so that
/// what is read in a sentence is told apart by its words; remarks of the grammar; things judged by words of
/// the lexicon; sayings of customers, alone and joined; forms of the lexicon in short frames. English: sentences of news, questions to a bank, turns
/// of service chats and remarks of the grammar.
pub(crate) fn unlabelled(folder: &Folder) -> Result<Vec<Unlabelled>, Box<dyn Error>> {
    let column = |table: &str, column: &str| -> Result<Vec<String>, Box<dyn Error>> {
        let rows = folder.rows(table)?;
        rows.iter()
            .map(|row| row.field(column).map(str::to_owned))
            .collect()
    };
    let mut dutch = Vec::new();
    for (number, table) in ["ud_dutch_sentences", "ntrex_nl_en", "xed_nl"]
        .into_iter()
        .enumerate()
    {
        let texts = column(table, "text")?;
        dutch.extend(pieces(&texts, N_PIECES, &format!("pieces {number}")));
        dutch.extend(evenly(&texts, N_SENTENCES));
    }
    dutch.extend(made(LanguageTag::Nl, N_REMARKS_NL)?);
    dutch.extend(judged_things(LanguageTag::Nl, N_JUDGED_NL));
    dutch.extend(sayings());
    dutch.extend(lexicon_forms());

    let mut english = evenly(&column("ntrex_nl_en", "text_en")?, N_SENTENCES / 2);
    english.extend(evenly(&column("banking77", "text")?, N_SENTENCES / 2));
    let turns = column("multidogo_customer_turns", "text")?;
    english.extend(evenly(&turns, N_SENTENCES));
    english.extend(made(LanguageTag::En, N_REMARKS_EN)?);
    english.extend(judged_things(LanguageTag::En, N_JUDGED_EN));

    let mut met = BTreeSet::new();
    let mut found = Vec::new();
    for (language, texts) in [(LanguageTag::Nl, dutch), (LanguageTag::En, english)] {
        for text in texts {
            let text = text.trim();
            if !text.is_empty() && met.insert(text.to_owned()) {
                found.push(Unlabelled {
                    text: folder.redact(text),
                    language,
                });
            }
        }
    }
    Ok(found)
}

fn made(language: LanguageTag, n: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let made = remarks(language, n, &[], SEED)?;
    Ok(made.into_iter().map(|remark| remark.text).collect())
}

/// `n` of the texts at equal distances.
fn evenly(texts: &[String], n: usize) -> Vec<String> {
    let n = n.min(texts.len());
    (0..n)
        .map(|number| texts[number * texts.len() / n].clone())
        .collect()
}

/// Runs of two to seven words.
fn pieces(texts: &[String], n: usize, stream: &str) -> Vec<String> {
    let mut draw = Draw::new(stream);
    (0..n)
        .filter_map(|_| {
            let words: Vec<&str> = texts[draw.below(texts.len())].split_whitespace().collect();
            let n_words = 2 + draw.below(6);
            let n_starts = words.len().checked_sub(n_words)?;
            let start = draw.below(n_starts + 1);
            let piece = words[start..start + n_words].join(" ");
            Some(piece.trim_matches([',', ';', ':']).to_owned())
        })
        .collect()
}

/// Every saying, and two to four of one field joined.
fn sayings() -> Vec<String> {
    let mut fields: Vec<Vec<&str>> = Vec::new();
    for line in SAYINGS.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('@') {
            fields.push(Vec::new());
        } else if let Some(field) = fields.last_mut() {
            field.push(line);
        }
    }
    let mut texts: Vec<String> = fields
        .iter()
        .flatten()
        .map(|line| (*line).to_owned())
        .collect();
    let mut draw = Draw::new("sayings");
    for _ in 0..N_JOINED_SAYINGS {
        let field = &fields[draw.below(fields.len())];
        let mut text = field[draw.below(field.len())].to_owned();
        for _ in 0..=draw.below(3) {
            let next = field[draw.below(field.len())];
            let join = [". ", ". ", "! ", ", ", " en ", ", maar ", " maar "][draw.below(7)];
            text.push_str(join);
            if join.ends_with(". ") || join.ends_with("! ") {
                text.push_str(next);
            } else {
                text.push_str(&uncapitalised(next));
            }
        }
        text.push_str(["", ".", "!"][draw.below(3)]);
        texts.push(if draw.below(4) == 0 {
            text.to_lowercase()
        } else {
            text
        });
    }
    texts
}

/// With a small first letter.
pub(crate) fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// With a large first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Each form of the general lexicon in one frame.
fn lexicon_forms() -> Vec<String> {
    let forms = LEXICON.lines().filter(|line| !line.starts_with('#'));
    forms
        .filter_map(|line| line.split('\t').next())
        .zip(FRAMES.iter().cycle())
        .map(|(form, frame)| frame.replace("{}", form))
        .collect()
}

/// Draws by a named stream, the same on every machine (splitmix64).
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(stream: &str) -> Self {
        Self(hash_of(stream) ^ SEED)
    }

    /// From `0..n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let product = u128::from(mixed ^ (mixed >> 31)) * (n as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// One of a list that is not empty.
    pub(crate) fn one_of<'l>(&mut self, list: &[&'l str]) -> &'l str {
        list[self.below(list.len())]
    }
}

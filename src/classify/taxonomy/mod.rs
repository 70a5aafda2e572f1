//! Topics written by analysts: a TOML file of phrases and patterns in two languages, read with
//! every fault reported at once, matched in one pass with byte spans as evidence.
//!
//! # The file
//!
//! ```toml
//! version = "1"
//! name = "Webshop"
//!
//! [[topic]]
//! id = "delivery"                       # a group: no phrases of its own
//! name.nl = "Bezorging"
//! name.en = "Delivery"
//!
//! [[topic]]
//! id = "delivery.late"                  # the dot makes `delivery` its parent
//! name.nl = "Te laat bezorgd"
//! name.en = "Late delivery"
//! about = "service"                     # organisation | service | product | contact
//! driver = true                         # false: shown, never ranked
//! complaint = true                      # where the tone cannot be read, a mention is a complaint
//! phrases.nl = ["te laat", "(niet|nooit) .. bezorgen", { phrase = "lang", confidence = 0.6 }]
//! phrases.en = ["late delivery", "arrive .. late"]
//! patterns.nl = ['\d+ dagen te laat']
//! exclude.nl = ["beter laat dan nooit"]
//! tests = [{ text = "Pakket was te laat", lang = "nl", expect = true }]
//! ```
//!
//! # Phrases
//!
//! | written | matches |
//! |---|---|
//! | `bellen` | the word and its inflected forms: *bel, belt, belde, gebeld*; write the dictionary form |
//! | `=open` | that form only |
//! | `wacht*`, `*tijd` | words that begin, or end, so |
//! | `(geen\|niet)` | one of several words |
//! | `te laat` | words that follow each other |
//! | `niet .. bereikbaar`, `niet ..6 bereikbaar` | at most 3 (or 6) words between, inside one sentence |
//! | `terug+bellen` | a separable Dutch verb: *teruggebeld, terug te bellen, belde mij niet terug* |
//!
//! Case and accents do not matter. A compound is found written apart or with a hyphen, and two
//! words are found written as one (*klanten service*, *klanten-service*, *klantenservice*).
//! Inflected forms are generated when the file is read, so that reading a comment costs one
//! look-up a word; a snowball stemmer was rejected, because it merges different
//! words (*bereikbaar* and *bereiken*, *general* and *generous*) and misses Dutch participles.
//!
//! An `exclude` cancels a mention of its topic that it overlaps or that stands at most three
//! words away in the same sentence (`{ phrase = "…", within = 0 }`: overlap only).

#[cfg(test)]
mod behaviour;
mod dutch;
mod english;
mod error;
mod expand;
#[cfg(test)]
mod faults;
mod fingerprint;
mod fold;
mod learned;
mod matcher;
mod pattern;
mod phrase;
#[cfg(test)]
mod projects;
mod rules;
mod source;
mod strong_verbs;
mod tokens;
mod tree;
mod trial;
mod vocabulary;
mod words;

pub use error::{Fault, Problem, Severity, TaxonomyError};
pub use rules::{Taxonomy, Topic, TopicMatch, TopicOrigin};
pub use trial::{TestOutcome, TestReport};
pub use words::{Neighbour, each_word, word_forms};

use super::matcher::Found;
use super::tokens::Tokens;
use crate::units::as_u32;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// Longest pattern, in characters.
const MAX_LENGTH: usize = 400;
/// Largest compiled pattern, in bytes; the engine runs in linear time, and this bounds its factor.
const MAX_SIZE: usize = 1 << 19;
/// Largest compiled set, in bytes; beyond it patterns are run one by one.
const MAX_SET_SIZE: usize = 1 << 25;

/// The regular expressions of one language.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    rules: Vec<u32>,
    each: Vec<Regex>,
    /// Tells which patterns match at all; most comments match none.
    set: Option<RegexSet>,
}

/// Compiles a pattern: case-insensitive, Unicode, limited in size.
///
/// # Errors
///
/// The reason in words when it cannot be used.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.chars().count() > MAX_LENGTH {
        return Err(format!("it is longer than {MAX_LENGTH} characters"));
    }
    let regex = RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(MAX_SIZE)
        .nest_limit(32)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                "it is too big when compiled: make repetitions such as {1,500} smaller".to_owned()
            }
            // The last line of the message is the reason; those above draw the pattern.
            other => {
                let message = other.to_string();
                let last = message.lines().last().unwrap_or_default();
                last.trim_start_matches("error: ").to_owned()
            }
        })?;
    if regex.is_match("") {
        return Err("it matches the empty text, so it would match everywhere".to_owned());
    }
    Ok(regex)
}

impl Patterns {
    pub(super) fn new(compiled: Vec<(u32, Regex)>) -> Self {
        let (rules, each): (Vec<u32>, Vec<Regex>) = compiled.into_iter().unzip();
        let set = if each.is_empty() {
            None
        } else {
            RegexSetBuilder::new(each.iter().map(Regex::as_str))
                .case_insensitive(true)
                .size_limit(MAX_SET_SIZE)
                .build()
                .ok()
        };
        Self { rules, each, set }
    }

    /// Adds every match of every pattern to `found`.
    pub(super) fn find(&self, text: &str, tokens: &Tokens, found: &mut Vec<Found>) {
        if let Some(set) = &self.set {
            for number in set.matches(text) {
                self.find_one(number, text, tokens, found);
            }
        } else {
            for number in 0..self.each.len() {
                self.find_one(number, text, tokens, found);
            }
        }
    }

    fn find_one(&self, number: usize, text: &str, tokens: &Tokens, found: &mut Vec<Found>) {
        let words = tokens.words();
        for matched in self.each[number]
            .find_iter(text)
            .filter(|matched| !matched.is_empty())
        {
            let (start, end) = (as_u32(matched.start()), as_u32(matched.end()));
            let first = words.partition_point(|word| word.end <= start);
            let beyond = words.partition_point(|word| word.start < end);
            found.push(Found {
                rule: self.rules[number],
                first: as_u32(first.min(words.len().saturating_sub(1))),
                last: as_u32(
                    beyond
                        .saturating_sub(1)
                        .max(first.min(words.len().saturating_sub(1))),
                ),
                start,
                end,
            });
        }
    }
}

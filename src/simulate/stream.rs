//! An endless stream of comments, for benches.

use crate::simulate::comment::{Composer, Mood, Plan};
use crate::simulate::contact::{Contact, Period, Words};
use crate::simulate::customer::Customer;
use crate::simulate::dice::{Dice, Task};
use crate::simulate::language::Language;
use crate::simulate::marked::finish;
use crate::simulate::person::agent;
use crate::simulate::phrases::Book;
use crate::simulate::slots::Voice;
use crate::simulate::typing::type_out;
use jiff::civil::{Date, date};

/// An invented comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What was written; invented personal data inside.
    pub text: String,
    /// ISO 639-1 code: `nl` or `en`.
    pub language: &'static str,
    /// Recommendation score, 0 to 10.
    pub score: u8,
    /// Day of the contact.
    pub date: Date,
}

/// The iterator behind [`comments`]; it never ends.
#[derive(Debug)]
pub struct Comments {
    seed: u64,
    number: usize,
    dutch: Book,
    english: Book,
}

/// An endless, varied stream of comments, the same for the same seed.
///
/// # Examples
/// ```
/// let first: Vec<_> = signaal::simulate::comments(1).take(3).collect();
/// let again: Vec<_> = signaal::simulate::comments(1).take(3).collect();
/// assert_eq!(first, again);
/// ```
pub fn comments(seed: u64) -> Comments {
    Comments {
        seed,
        number: 0,
        dutch: Book::new(Language::Dutch),
        english: Book::new(Language::English),
    }
}

/// Two years, so that benches have a trend to draw.
const PERIOD: Period = Period {
    first: date(2024, 1, 1),
    n_months: 24,
};

impl Iterator for Comments {
    type Item = Comment;

    fn next(&mut self) -> Option<Comment> {
        loop {
            let mut dice = Dice::new(self.seed, Task::Stream, self.number);
            self.number += 1;
            let customer = Customer::draw(&mut dice);
            let contact = Contact::draw(&customer, PERIOD, &mut dice);
            let Words::Comment(question, mentions) = &contact.words else {
                continue;
            };
            let voice = Voice {
                language: customer.language,
                person: &customer.person,
                agent: agent(&mut dice),
                second_agent: agent(&mut dice),
                package: customer.package,
                date: contact.at.date(),
                score: contact.score,
            };
            let book = match customer.language {
                Language::Dutch => &self.dutch,
                Language::English => &self.english,
            };
            let plan = Plan {
                question: *question,
                register: customer.register,
                mood: Mood::of_score(contact.score),
                mentions,
            };
            let draft = Composer { book, voice }.compose(&plan, &mut dice);
            let typed = type_out(&draft, customer.habits, customer.language, &mut dice);
            return Some(Comment {
                text: finish(&typed).text,
                language: customer.language.code(),
                score: u8::try_from(contact.score).unwrap_or_default(),
                date: contact.at.date(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;
    use std::collections::BTreeSet;

    #[test]
    fn a_quarter_is_english_and_long_comments_differ() {
        let n = 2_000;
        let sample: Vec<Comment> = comments(11).take(n).collect();
        let english = sample
            .iter()
            .filter(|comment| comment.language == "en")
            .count();
        let share = as_f64(english) / as_f64(n);
        assert!((0.2..0.3).contains(&share), "share {share}");
        let long: Vec<&str> = sample
            .iter()
            .map(|comment| comment.text.as_str())
            .filter(|text| text.split_whitespace().count() > 20)
            .collect();
        let unique: BTreeSet<&str> = long.iter().copied().collect();
        assert!(long.len() > n / 10, "{} long", long.len());
        assert!(
            long.len() - unique.len() <= long.len() / 100,
            "{} of {}",
            unique.len(),
            long.len()
        );
    }

    #[test]
    fn no_trace_of_the_making_is_left() {
        for comment in comments(12).take(2_000) {
            assert!(!comment.text.trim().is_empty());
            assert!(
                !comment.text.contains(['{', '}', '<', '|']),
                "{}",
                comment.text
            );
            assert!(
                !comment.text.chars().any(crate::simulate::marked::is_mark),
                "{}",
                comment.text
            );
            assert!(!comment.text.contains(" ,"), "{}", comment.text);
        }
    }

    #[test]
    fn another_seed_gives_other_comments() {
        let first: Vec<_> = comments(1).take(20).map(|comment| comment.text).collect();
        let other: Vec<_> = comments(2).take(20).map(|comment| comment.text).collect();
        assert_ne!(first, other);
    }
}

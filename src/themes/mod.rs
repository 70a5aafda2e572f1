//! What customers speak of that no topic explains: themes of their own words, each with its documents.
//!
//! A [`Collection`] takes texts in, split into what a topic explains and what none does. [`discover`]
//! looks for words and word pairs that stand out in the second part, on one half of the documents, keeps
//! those that stand out on the other half too, and joins those that stand in the same documents.
//! [`identify()`] gives a theme the name it had before; [`proposal()`] writes it down for the taxonomy.
//!
//! Nothing here is random, and no thread starts here: the same documents in the same order give the same
//! themes. The method is that of keywords against a reference, with a test on fresh data; a topic model
//! was rejected, because its topics change with seed, order and new documents.
//!
//! # References
//!
//! Monroe, Colaresi and Quinn (2008), *Political Analysis* 16, p. 372, on log odds of words between two
//! bodies of text; Egami, Fong, Grimmer, Roberts and Stewart (2022), *Science Advances* 8, eabg2652, on
//! finding categories on one half and testing them on the other.

#[cfg(test)]
mod behaviour;
mod candidates;
mod collection;
mod counts;
mod discover;
mod families;
mod grouping;
mod identity;
mod options;
mod proposal;
mod stop_words;
mod theme;

pub use collection::{Collection, FoldedText, Spoken};
pub use discover::{Discovery, discover};
pub use identity::{Gone, Identified, Identity, KnownTheme, identify};
pub use options::Options;
pub use proposal::proposal;
pub use theme::{Background, Term, Theme};

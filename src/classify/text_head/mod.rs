//! A linear head over the words of a text and its vector: what is learnt from an analyst's labels.
//!
//! The words, their pairs and the runs of characters inside them are weighed by how rare they are; a
//! word counts once however often it stands in the text. The sum over the words is divided by the
//! length of the whole, and the vector of an [`Encoder`](crate::encode::Encoder) is added, so that a
//! text is read with its words and with what the encoder knows of words that were never labelled.

mod bytes;
mod head;
mod items;
mod memory;
mod vocabulary;

pub(crate) use bytes::{Reader, Writer};
pub(crate) use head::{HeadParts, TextHead};
pub(crate) use items::{Item, each_feature, each_item, question_key};
pub(crate) use memory::{Memories, Memory};
pub(crate) use vocabulary::Vocabulary;

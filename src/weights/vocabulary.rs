//! Which pieces of a tokenizer a model keeps.

use super::Error;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use tokenizers::Tokenizer;

/// Which pieces a model keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vocabulary<'a> {
    /// All of them: about a hundred languages.
    #[default]
    Whole,
    /// Those that these texts are cut into, single letters of the Latin script, digits and marks.
    ///
    /// A text whose best cut uses kept pieces only is cut as before.
    Of(&'a [String]),
}

/// The file `tokenizer.json` of a unigram model.
#[derive(Debug)]
pub(super) struct TokenizerFile {
    json: Value,
}

impl TokenizerFile {
    /// Reads the file.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, Error> {
        let json: Value =
            serde_json::from_slice(bytes).map_err(|error| faulty(&error.to_string()))?;
        let file = Self { json };
        file.vocabulary()?;
        Ok(file)
    }

    /// The pieces, by their number.
    pub(super) fn pieces(&self) -> Result<Vec<&str>, Error> {
        self.vocabulary()?
            .iter()
            .map(|entry| entry.get(0).and_then(Value::as_str))
            .map(|piece| piece.ok_or_else(|| faulty("a piece is no text")))
            .collect()
    }

    /// The file as text.
    pub(super) fn to_text(&self) -> String {
        self.json.to_string()
    }

    /// Numbers of the pieces to keep, in their order.
    pub(super) fn chosen(
        &self,
        vocabulary: Vocabulary<'_>,
        prefix: &str,
    ) -> Result<Vec<usize>, Error> {
        let pieces = self.pieces()?;
        let Vocabulary::Of(texts) = vocabulary else {
            return Ok((0..pieces.len()).collect());
        };
        let tokenizer =
            Tokenizer::from_str(&self.to_text()).map_err(|error| faulty(&error.to_string()))?;
        let mut kept: BTreeSet<usize> = self.marks()?.into_values().collect();
        for (number, piece) in pieces.iter().enumerate() {
            if is_basic(piece) {
                kept.insert(number);
            }
        }
        for text in texts.iter().map(String::as_str).chain([prefix]) {
            // With and without prefix: the first word is cut alike, but an empty text is not.
            for whole in [text.to_owned(), [prefix, text].concat()] {
                let cut = tokenizer
                    .encode_fast(whole, false)
                    .map_err(|error| faulty(&error.to_string()))?;
                let ids = cut.get_ids().iter();
                kept.extend(ids.filter_map(|&id| usize::try_from(id).ok()));
            }
        }
        Ok(kept.into_iter().collect())
    }

    /// The file with these pieces alone, numbered anew in this order.
    pub(super) fn keeping(&self, kept: &[usize]) -> Result<Self, Error> {
        let entries = self.vocabulary()?;
        let vocabulary: Vec<Value> = kept
            .iter()
            .map(|&number| entries.get(number).cloned())
            .map(|entry| entry.ok_or_else(|| faulty("a kept piece is not there")))
            .collect::<Result<_, _>>()?;
        let renumbered = |old: usize| kept.binary_search(&old).ok();
        let mut json = self.json.clone();
        json["model"]["vocab"] = Value::Array(vocabulary);
        let unknown = number_of(&self.json["model"]["unk_id"]).and_then(renumbered);
        json["model"]["unk_id"] = json!(unknown);
        if let Some(marks) = json["added_tokens"].as_array_mut() {
            marks.retain_mut(|mark| match number_of(&mark["id"]).and_then(renumbered) {
                Some(new) => {
                    mark["id"] = json!(new);
                    true
                }
                None => false,
            });
        }
        let template = json["post_processor"]["special_tokens"].as_object_mut();
        for mark in template.into_iter().flat_map(|marks| marks.values_mut()) {
            for id in mark["ids"].as_array_mut().into_iter().flatten() {
                *id = json!(number_of(id).and_then(renumbered));
            }
        }
        let file = Self { json };
        Tokenizer::from_str(&file.to_text()).map_err(|error| faulty(&error.to_string()))?;
        Ok(file)
    }

    /// Marks by their text: begin, end, filler and the like.
    fn marks(&self) -> Result<BTreeMap<String, usize>, Error> {
        let marks = self.json["added_tokens"].as_array();
        let marks = marks.ok_or_else(|| faulty("no `added_tokens`"))?;
        Ok(marks
            .iter()
            .filter_map(|mark| {
                Some((
                    mark["content"].as_str()?.to_owned(),
                    number_of(&mark["id"])?,
                ))
            })
            .collect())
    }

    fn vocabulary(&self) -> Result<&Vec<Value>, Error> {
        self.json["model"]["vocab"]
            .as_array()
            .ok_or_else(|| faulty("no list of pieces at `model.vocab`"))
    }
}

/// Whether a piece is one letter of the Latin script, a digit or a mark, with or without a space before it.
fn is_basic(piece: &str) -> bool {
    let mut letters = piece.trim_start_matches('▁').chars();
    match (letters.next(), letters.next()) {
        (None, _) => true,
        (Some(letter), None) => {
            letter < '\u{250}' || ('\u{2010}'..'\u{2040}').contains(&letter) || letter == '€'
        }
        (Some(_), Some(_)) => false,
    }
}

fn number_of(value: &Value) -> Option<usize> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
}

fn faulty(reason: &str) -> Error {
    Error::Tokenizer {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::transformer::toy;

    fn cut(file: &TokenizerFile, text: &str) -> Vec<String> {
        let tokenizer = Tokenizer::from_str(&file.to_text()).unwrap();
        let cut = tokenizer.encode(text, true).unwrap();
        cut.get_tokens().to_vec()
    }

    #[test]
    fn what_is_cut_into_kept_pieces_is_cut_as_before() {
        let whole = TokenizerFile::new(toy::tokenizer().as_bytes()).unwrap();
        let texts = ["goed".to_owned()];
        let kept = whole.chosen(Vocabulary::Of(&texts), "q ").unwrap();
        let pruned = whole.keeping(&kept).unwrap();
        for text in ["goed", "q goed", "bad zo", "", "goed goed"] {
            assert_eq!(cut(&pruned, text), cut(&whole, text), "{text}");
        }
        let all = whole.chosen(Vocabulary::Whole, "q ").unwrap();
        assert_eq!(whole.keeping(&all).unwrap().to_text(), whole.to_text());
    }

    #[test]
    fn a_piece_that_no_text_uses_is_left_out_and_the_marks_stay() {
        let whole = TokenizerFile::new(toy::tokenizer().as_bytes()).unwrap();
        let kept = whole.chosen(Vocabulary::Of(&[]), "").unwrap();
        let pruned = whole.keeping(&kept).unwrap();
        let pieces = pruned.pieces().unwrap();
        assert!(!pieces.contains(&"▁goed"), "{pieces:?}");
        assert_eq!(pieces[..4], ["<s>", "<pad>", "</s>", "<unk>"]);
        assert_eq!(
            cut(&pruned, "goed"),
            ["<s>", "▁", "g", "o", "e", "d", "</s>"]
        );
    }

    #[test]
    fn what_is_no_tokenizer_is_refused() {
        for text in ["", "{}", "{\"model\":{\"vocab\":{}}}"] {
            assert!(TokenizerFile::new(text.as_bytes()).is_err(), "{text}");
        }
    }
}

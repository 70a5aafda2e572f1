use super::hierarchy::with_parents;
use crate::encode::Passage;

/// A text with the topics that an analyst saw in it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledText<'a> {
    /// What was said.
    pub passage: Passage<'a>,
    /// The question it answers, where that is known.
    pub question: Option<&'a str>,
    /// Labels; none where the analyst saw none of the topics. `parent/child` holds its parent.
    pub labels: Vec<&'a str>,
    /// Texts of one group (a respondent, a conversation) stand in the same fold.
    pub group: u64,
    /// How much it counts, 1 for an ordinary text.
    pub weight: f32,
    /// Whether it was drawn at random and its labels were corrected or confirmed: only such texts may stand
    /// for all when errors are counted on corrected texts alone.
    pub is_corrected: bool,
}

/// Positions, in ascending order, of labels among the topics of a model, parents included; labels that
/// it does not know are left out.
pub fn positions(topics: &[&str], labels: &[&str]) -> Vec<usize> {
    let mut found: Vec<usize> = labels
        .iter()
        .flat_map(|label| with_parents(label))
        .filter_map(|label| topics.iter().position(|topic| *topic == label))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

//! Who passes each stage of the journey, by contact.

use super::Error;
use super::contacts::{Contacts, lead_first};
use super::join::spoken;
use super::topic_groups::TopicGroups;
use crate::classify::Taxonomy;
use crate::config::{Project, StageSettings};
use crate::record::TopicId;
use crate::store::Columns;

/// Who passes a stage.
#[derive(Debug)]
pub(super) struct Passing<'p> {
    /// The stage.
    pub(super) stage: &'p StageSettings,
    /// Per contact.
    passes: Vec<bool>,
}

impl Passing<'_> {
    /// Whether the contact at this place passes it.
    pub(super) fn is_passed_by(&self, contact: usize) -> bool {
        self.passes.get(contact).is_some_and(|passes| *passes)
    }
}

/// Who passes each stage of the journey of a project, as in its table: by the value of the field, or by mentioning a topic of
/// it. A contact has the value of the record with the outcome, else of the first record that has one. Nothing without a
/// journey.
///
/// # Errors
///
/// As [`TopicGroups::of`].
pub(super) fn passing<'p>(
    project: &'p Project,
    taxonomy: &Taxonomy,
    columns: &Columns,
    contacts: &Contacts,
) -> Result<Vec<Passing<'p>>, Error> {
    let Some(settings) = &project.journey else {
        return Ok(Vec::new());
    };
    let groups = TopicGroups::of(project, taxonomy)?;
    let stage_of = |id: &TopicId| {
        let at = taxonomy.position(id.as_str())?;
        groups
            .stages()
            .iter()
            .position(|topics| topics.contains(&at))
    };
    let by_topic: Vec<Option<usize>> = columns.mentions.topics.iter().map(stage_of).collect();
    let value_of = |row: usize| {
        let value = match settings.field.as_deref()? {
            "source" => columns.source.get(row),
            "question" => columns.question.get(row),
            "language" => columns.has_words[row].then(|| columns.language[row].as_str()),
            facet => columns.facets.get(facet)?.get(row),
        };
        value.filter(|value| !value.is_empty())
    };
    let outcome = project.outcome.as_ref();
    let by_value = |value: &str| {
        let mut stages = settings.stages.iter();
        stages.position(|stage| stage.values.iter().any(|known| known == value))
    };
    let mut stages: Vec<Passing<'p>> = settings
        .stages
        .iter()
        .map(|stage| Passing {
            stage,
            passes: vec![false; contacts.len()],
        })
        .collect();
    for (at, contact) in contacts.iter().enumerate() {
        let said = spoken(columns, contact);
        let mentions = said.iter().flat_map(|&row| columns.mentions.of(row));
        let by_topics = mentions.filter_map(|(code, _)| by_topic[code as usize]);
        let value = lead_first(columns, contact, outcome).find_map(value_of);
        for stage in by_topics.chain(value.and_then(by_value)) {
            stages[stage].passes[at] = true;
        }
    }
    Ok(stages)
}

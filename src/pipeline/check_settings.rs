//! What a run would refuse or overlook of settings that only make sense beside a taxonomy and data.

use super::Period;
use super::topic_groups::{TopicGroups, values_without_records};
use crate::classify::Taxonomy;
use crate::config::Project;
use crate::store::{KnownFields, Query};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with settings: what stops a run, and what it bears.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What stops a run.
    pub(super) faults: Vec<String>,
    /// What it bears.
    pub(super) warnings: Vec<String>,
}

/// What the records of a project name, as far as settings are held against it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Names of facets.
    pub(super) facets: BTreeSet<String>,
    /// Values of the field of the journey, as they may be shown.
    pub(super) of_journey: BTreeSet<String>,
}

/// Holds what `project` names against the topics of its taxonomy and the facets that its data have.
pub(super) fn check_settings(project: &Project, taxonomy: Option<&Taxonomy>, seen: &Seen) -> Said {
    let facets = &seen.facets;
    let mut said = Said::default();
    topics(project, taxonomy, &mut said);
    journey(project, taxonomy, seen, &mut said);
    driver_model(project, &mut said);
    pages(project, taxonomy, facets, &mut said);
    for facet in facets.iter().filter(|facet| Query::is_field(facet)) {
        said.warnings.push(format!(
            "the facet \"{facet}\" has the name of a field of queries: write facet.{facet}:VALUE to search in it, or name it otherwise"
        ));
    }
    if let Some(file) = project.readiness.governance.as_deref()
        && let Err(error) = std::fs::metadata(file)
    {
        said.faults.push(format!(
            "readiness.governance names {}, which cannot be read: {error}",
            file.display()
        ));
    }
    said
}

/// Topics of which priorities are stated.
fn topics(project: &Project, taxonomy: Option<&Taxonomy>, said: &mut Said) {
    let (Some(taxonomy), Some(priorities)) = (taxonomy, &project.priorities) else {
        return;
    };
    for id in priorities.stakes.topics.keys() {
        if taxonomy.position(id.as_str()).is_none() {
            said.faults.push(format!(
                "priorities.topic names \"{id}\", which the taxonomy does not have; `signaal taxonomy show` lists its topics"
            ));
        }
    }
}

/// The file and the period of a frozen driver model.
fn driver_model(project: &Project, said: &mut Said) {
    let Some(settings) = &project.driver_model else {
        return;
    };
    if let Err(error) = std::fs::metadata(&settings.file) {
        said.faults.push(format!(
            "driver_model.file names {}, which cannot be read: {error}",
            settings.file.display()
        ));
    }
    if let Some(period) = &settings.period
        && let Err(error) = Period::parse(period)
    {
        said.faults.push(format!("driver_model.period: {error}"));
    }
}

/// Topics, field and values of the journey.
fn journey(project: &Project, taxonomy: Option<&Taxonomy>, seen: &Seen, said: &mut Said) {
    let facets = &seen.facets;
    let Some(settings) = &project.journey else {
        return;
    };
    if let Some(Err(error)) = taxonomy.map(|taxonomy| TopicGroups::of(project, taxonomy)) {
        said.faults.push(error.to_string());
    }
    let is_known =
        |field: &str| facets.contains(field) || matches!(field, "source" | "question" | "language");
    if let Some(field) = settings.field.as_deref().filter(|field| !is_known(field)) {
        said.faults.push(format!(
            "journey.field names \"{field}\", which no source maps: declare it in [source.facets]"
        ));
    }
    let known: Vec<&str> = seen.of_journey.iter().map(String::as_str).collect();
    for missing in values_without_records(settings, &known) {
        let nearest = missing.nearest.map_or(String::new(), |nearest| {
            format!("; did you mean \"{nearest}\"?")
        });
        said.warnings.push(format!(
            "no record has the value \"{}\" of a stage of the journey{nearest}",
            missing.value
        ));
    }
}

/// Filters and periods of pages.
fn pages(
    project: &Project,
    taxonomy: Option<&Taxonomy>,
    facets: &BTreeSet<String>,
    said: &mut Said,
) {
    let known = KnownFields {
        facets: facets.iter().cloned().collect(),
        scores: project.scores.keys().map(ToString::to_string).collect(),
        topics: taxonomy.map(|taxonomy| {
            let ids = taxonomy.topics().iter();
            ids.map(|topic| topic.id.to_string()).collect()
        }),
        zone: project.time_zone.clone(),
    };
    for page in &project.pages {
        let name = page.file.file_name().unwrap_or_default().display();
        if let Some(filter) = &page.filter
            && let Err(error) = Query::parse(filter, &known)
        {
            said.faults
                .push(format!("the report {name}: where: {error}"));
        }
        if let Some(period) = &page.period
            && let Err(error) = Period::parse(period)
        {
            said.faults
                .push(format!("the report {name}: period: {error}"));
        }
    }
}

/// Warns of facets that some files of a source have and others lack.
pub(super) fn lacking_columns(
    lacking: &BTreeMap<(String, String), Vec<String>>,
    n_files: &BTreeMap<String, usize>,
) -> Vec<String> {
    let named = |files: &[String]| match files {
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        [] => String::new(),
    };
    lacking
        .iter()
        .map(|((source, column), files)| {
            let others = n_files.get(source).copied().unwrap_or(0) - files.len();
            let effect = match others {
                0 => String::new(),
                1 => format!("another file of source \"{source}\" has it: was it renamed? "),
                n => format!("{n} other files of source \"{source}\" have it: was it renamed? "),
            };
            format!(
                "{} lacks the column \"{column}\"; {effect}its records have no value there and fall out of every comparison by it",
                named(files)
            )
        })
        .collect()
}

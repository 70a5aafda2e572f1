use super::check_records::Tally;
use super::check_settings::{check_settings, lacking_columns};
use super::files::find_what_is_there;
use super::pages::refuse_empty_teams;
use super::service_levels::faults as faults_of_promises;
use super::{presentable, read_taxonomy};
use crate::classify::{Classifier, Taxonomy};
use crate::config::{Project, Source};
use crate::intake;
use crate::privacy::Redactor;
use crate::record::ScoreName;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a check of a project and its data found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckReport {
    /// File by file.
    pub files: Vec<FileCheck>,
    /// What stands in the way of a run.
    pub faults: Vec<String>,
    /// What a run bears but an analyst should know.
    pub warnings: Vec<String>,
}

/// One file as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileCheck {
    /// Source that declares it.
    pub source: String,
    /// Name relative to the project file.
    pub file: String,
    /// Format in words.
    pub format: String,
    /// Rows, or conversations, that were read.
    pub n_read: u64,
    /// Records that can be taken in, each once.
    pub n_records: u64,
    /// Rows that take the place of an earlier row with the same id, of this file or another of its source.
    pub n_replaced: u64,
    /// Of these, with words.
    pub n_with_words: u64,
    /// Rows that cannot, by column and reason.
    pub rejections: BTreeMap<(String, String), RejectedRows>,
    /// First and last date of its rows.
    pub dated: Option<(Timestamp, Timestamp)>,
    /// Rows of days from which programs count: such a date mostly means that none is known.
    pub zero_days: BTreeMap<Date, u64>,
    /// Answers per score.
    pub n_scores: BTreeMap<ScoreName, u64>,
    /// Columns that the project file does not name.
    pub unmapped_columns: Vec<String>,
    /// Columns that the project file names and the file lacks.
    pub missing_columns: Vec<String>,
}

/// Rows that cannot be taken in for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRows {
    /// How many.
    pub n: u64,
    /// The first of them.
    pub first_row: u64,
    /// What was expected there.
    pub expected: String,
}

impl CheckReport {
    /// Whether a run can go ahead.
    pub fn passes(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Reads every file of `project` as a run would and says everything that is wrong at once; needs no
/// key and writes nothing. A row dated after `now` is one to set aside. `reader` sets up what reads beside a
/// taxonomy, and tries it, or says what stands in the way.
pub fn check(
    project: &Project,
    now: Timestamp,
    reader: impl FnOnce(Taxonomy) -> Result<Classifier, String>,
) -> CheckReport {
    let mut report = CheckReport::default();
    let mut classifier = None;
    match read_taxonomy(project.taxonomy.as_deref()) {
        Err(error) => report.faults.push(chain(&error)),
        Ok(taxonomy) => {
            for problem in taxonomy.warnings() {
                report.warnings.push(format!("taxonomy: {problem}"));
            }
            match reader(taxonomy) {
                Err(fault) => report.faults.push(fault),
                Ok(reads) => {
                    if let Err(error) = refuse_empty_teams(project, reads.taxonomy()) {
                        report.faults.push(chain(&error));
                    }
                    classifier = Some(reads);
                }
            }
        }
    }
    let redactor = Redactor::new(&project.privacy.redaction);
    let (found, faults) = find_what_is_there(project);
    for fault in &faults {
        report.faults.push(chain(fault));
    }
    for fault in &faults_of_promises(project) {
        report.faults.push(chain(fault));
    }
    let mut tally = Tally::new(project);
    let mut contents: BTreeMap<(usize, String), String> = BTreeMap::new();
    for file in found {
        let source = &project.sources[file.source_idx];
        let at = report.files.len();
        report.files.push(FileCheck {
            source: source.spec.name.to_string(),
            file: file.label.to_string(),
            ..FileCheck::default()
        });
        match intake::open(
            &file.path,
            Arc::clone(&file.label),
            &source.spec.read_at(now),
        ) {
            Err(intake::Error::Empty { .. }) => {}
            Err(error) => {
                let error = presentable::intake_error(error, &redactor);
                let hint = error
                    .hint()
                    .map_or(String::new(), |hint| format!(" (hint: {hint})"));
                report.faults.push(format!("{}{hint}", chain(&error)));
            }
            Ok(mut reader) => {
                tally.read(&mut reader, &mut report.files, file.source_idx);
                let checked = &mut report.files[at];
                let profile = reader.profile();
                report
                    .warnings
                    .extend(repeated_names(source, &checked.file, &profile.layout));
                let doubtful = zero_days(source, checked);
                report.warnings.extend(doubtful);
                if profile.counts.doubtful_ids > 0 {
                    report.warnings.push(doubtful_ids(
                        source,
                        &checked.file,
                        profile.counts.doubtful_ids,
                    ));
                }
                checked.format = profile.layout.to_string();
                checked.unmapped_columns = presentable::columns(&profile.unmapped, &redactor);
                checked.missing_columns.clone_from(&profile.missing);
                if checked.n_records > 0
                    && let Ok(sha256) = file.sha256()
                {
                    let twin = contents.entry((file.source_idx, sha256));
                    match twin {
                        Entry::Vacant(place) => {
                            place.insert(checked.file.clone());
                        }
                        Entry::Occupied(twin) => {
                            report
                                .warnings
                                .push(twins(source, twin.get(), &checked.file));
                        }
                    }
                }
            }
        }
    }
    // Redacted as they stand in the archive.
    let shown = tally.seen.of_journey.iter();
    tally.seen.of_journey = shown
        .map(|value| presentable::value(value, &redactor))
        .collect();
    judge(project, &tally.seen.facets, &mut report);
    let said = check_settings(
        project,
        classifier.as_ref().map(Classifier::taxonomy),
        &tally.seen,
    );
    report.faults.extend(said.faults);
    report.warnings.extend(said.warnings);
    report
}

/// Mapped columns of which the name stands in the header twice: the first is read.
fn repeated_names(source: &Source, file: &str, layout: &intake::Layout) -> Vec<String> {
    let mapped = source.spec.columns.mapped();
    let is_mapped = |name: &str| mapped.iter().any(|(column, _)| *column == name);
    let repeated = layout.repeated.iter();
    repeated
        .filter(|column| is_mapped(&column.name))
        .map(|column| {
            format!(
                "{file}: \"{}\" stands in the header more than once; the first is read, column {} is called \"{}\"",
                column.name, column.place, column.called
            )
        })
        .collect()
}

/// Dates that programs write where none is known.
fn zero_days(source: &Source, checked: &FileCheck) -> Vec<String> {
    let days = checked.zero_days.iter();
    days.map(|(day, n)| {
        format!(
            "{}: {n} rows are dated {day}, from which programs count; where it means that no date is known, put it as it stands in the file into unknown = [\"…\"] of source \"{}\"",
            checked.file, source.spec.name
        )
    })
    .collect()
}

/// Ids that are words for nothing: whatever they stand for would be one row, conversation, customer, contact or ticket.
fn doubtful_ids(source: &Source, file: &str, n: u64) -> String {
    format!(
        "{file}: {n} ids of rows, conversations, customers, contacts or tickets are words such as \"onbekend\" or \"-\", and would be one and the same; put these words into unknown = [\"…\"] of source \"{}\"",
        source.spec.name
    )
}

/// The same file under two names: harmless where rows have ids, else each row counts twice.
fn twins(source: &Source, first: &str, second: &str) -> String {
    let effect = if source.has_ids() {
        "the later one replaces the earlier"
    } else {
        "the source maps no id column, so every record counts twice"
    };
    format!("{first} and {second} hold the same bytes: {effect}")
}

fn judge(project: &Project, facets: &BTreeSet<String>, report: &mut CheckReport) {
    for source in &project.sources {
        if source.keep_days.is_some() && source.spec.columns.at.is_none() {
            report.warnings.push(format!(
                "source \"{}\" has keep_days and no date column: its records cannot expire",
                source.spec.name
            ));
        }
    }
    let n_records: u64 = report.files.iter().map(|file| file.n_records).sum();
    let n_read: u64 = report.files.iter().map(|file| file.n_read).sum();
    let n_rejected: u64 = report
        .files
        .iter()
        .flat_map(|file| file.rejections.values())
        .map(|rows| rows.n)
        .sum();
    if project.limits.are_exceeded(n_rejected, n_read) {
        report.faults.push(format!(
            "{n_rejected} of {n_read} rows would be rejected, more than the allowed share of {}; mend the rows named above or raise limits.max_rejected_share",
            project.limits.max_rejected_share
        ));
    }
    repeats(project, report);
    let mut lacking: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut n_files: BTreeMap<String, usize> = BTreeMap::new();
    for file in report.files.iter().filter(|file| file.n_read > 0) {
        *n_files.entry(file.source.clone()).or_default() += 1;
        for column in &file.missing_columns {
            let key = (file.source.clone(), column.clone());
            lacking.entry(key).or_default().push(file.file.clone());
        }
    }
    report.warnings.extend(lacking_columns(&lacking, &n_files));
    for file in &report.files {
        if file.n_records == 0 && file.rejections.is_empty() {
            report
                .warnings
                .push(format!("{} holds no records", file.file));
        }
    }
    if n_records == 0 {
        // What follows would only repeat it.
        report
            .faults
            .push("no record can be taken in at all".to_owned());
        return;
    }
    for control in &project.controls {
        if !facets.contains(control) && !matches!(control.as_str(), "source" | "question") {
            report.faults.push(format!(
                "analysis.controls names \"{control}\", which no record has; known are {}",
                facets
                    .iter()
                    .map(String::as_str)
                    .chain(["source", "question"])
                    .collect::<Vec<_>>()
                    .join(", ")
            ));
        }
    }
    match &project.outcome {
        None => report.warnings.push(
            "no outcome is declared: topics are counted, but nothing can be ranked".to_owned(),
        ),
        Some(outcome) => {
            let n: u64 = report
                .files
                .iter()
                .filter_map(|file| file.n_scores.get(outcome))
                .sum();
            if n == 0 {
                report
                    .faults
                    .push(format!("no record carries the outcome \"{outcome}\""));
            }
        }
    }
    if report.files.iter().all(|file| file.n_with_words == 0) {
        report
            .warnings
            .push("no record has words: map a text column to find topics".to_owned());
    }
}

/// Rows that take the place of others: of each source, because files of one overlap.
fn repeats(project: &Project, report: &mut CheckReport) {
    for source in &project.sources {
        let name = source.spec.name.as_str();
        let files = || report.files.iter().filter(|file| file.source == name);
        let n_replaced: u64 = files().map(|file| file.n_replaced).sum();
        let n_records: u64 = files().map(|file| file.n_records).sum();
        if n_replaced > 0 {
            report.warnings.push(format!(
                "source \"{name}\": {n_replaced} rows have the id of an earlier row and take its place, {n_records} records remain; if every row is a record of its own, its id is another column, or none"
            ));
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

use super::population::read_population;
use super::problem::Problems;
use super::score::DeclaredScore;
use super::section::Section;
use crate::intake::{
    Columns, Conversation, Decimal, EventColumns, FileName, Format, Many, Role, ScoreSpec,
    SourceSpec, TextColumn, TimeReading,
};
use crate::record::{RecordKind, ScoreName, SourceName, Speaker};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A declared source: where its files stand, how they become records, how long records are kept.
#[derive(Debug, Clone)]
pub struct Source {
    /// How files become records.
    pub spec: SourceSpec,
    /// Patterns of its files, relative to the project file.
    pub files: Vec<String>,
    /// Days after which its records are removed; kept for good if absent.
    pub keep_days: Option<u32>,
}

impl Source {
    /// Whether rows name the record they belong to, so that the same row in a second file is the
    /// same record.
    pub fn has_ids(&self) -> bool {
        self.spec.columns.id.is_some()
            || matches!(
                self.spec.columns.conversation,
                Some(Conversation::RowPerTurn { .. })
            )
    }
}

/// What every source may refer to.
pub(super) struct Declared<'a> {
    pub(super) scores: &'a BTreeMap<ScoreName, DeclaredScore>,
    pub(super) time_zone: Option<&'a TimeZone>,
}

const KINDS: [(&str, RecordKind); 4] = [
    ("feedback", RecordKind::Feedback),
    ("transcript", RecordKind::Transcript),
    ("survey", RecordKind::Survey),
    ("event", RecordKind::Event),
];
const FORMATS: [(&str, Format); 7] = [
    ("csv", Format::Csv),
    ("jsonl", Format::Jsonl),
    ("parquet", Format::Parquet),
    ("xlsx", Format::Workbook),
    ("vtt", Format::WebVtt),
    ("srt", Format::Srt),
    ("text", Format::Dialogue),
];
const DELIMITERS: [(&str, u8); 5] = [
    (",", b','),
    (";", b';'),
    ("tab", b'\t'),
    ("\t", b'\t'),
    ("|", b'|'),
];
/// A thousand years, within what a calendar can count back.
const MOST_KEEP_DAYS: u32 = 365_000;
const SPEAKERS: [(&str, Speaker); 4] = [
    ("customer", Speaker::Customer),
    ("agent", Speaker::Agent),
    ("bot", Speaker::Bot),
    ("unknown", Speaker::Unknown),
];

/// Reads one `[[source]]`.
pub(super) fn read_source(
    section: &mut Section<'_, '_>,
    declared: &Declared<'_>,
    problems: &mut Problems<'_>,
) -> Option<Source> {
    let name = section.required_text("name", "\"surveys\"", problems);
    let kind = section.choice("kind", &KINDS, problems);
    if kind.is_none() && section.at_key("kind") == section.at() {
        problems.note_with_hint(
            section.at(),
            section.key("kind"),
            "missing",
            Some("use one of: feedback, transcript, survey, event".to_owned()),
        );
    }
    let files = section.texts("files", problems);
    if files.is_empty() {
        problems.note_with_hint(
            section.at(),
            section.key("files"),
            "missing",
            Some("add `files = \"surveys/*.csv\"`, relative to the project file".to_owned()),
        );
    }
    let keep_days = read_keep_days(section, problems);

    let mut spec = SourceSpec::new(
        SourceName::new(name.clone().unwrap_or_default()),
        kind.unwrap_or(RecordKind::Feedback),
    );
    spec.format = section.choice("format", &FORMATS, problems);
    spec.delimiter = section.choice("delimiter", &DELIMITERS, problems);
    spec.encoding = read_encoding(section, problems);
    spec.sheet = section.text("sheet", problems);
    spec.header_row = read_header_row(section, problems);
    spec.times = TimeReading {
        time_zone: read_time_zone(section, problems).or_else(|| declared.time_zone.cloned()),
        format: section.text("date_format", problems),
    };
    spec.decimal = section
        .choice(
            "decimal",
            &[("point", Decimal::Point), ("comma", Decimal::Comma)],
            problems,
        )
        .unwrap_or_default();
    spec.no_answer = section.texts("no_answer", problems);
    spec.unknown = section.texts("unknown", problems);
    spec.file_name = section
        .choice(
            "file_name",
            &[("contact", FileName::Contact), ("ticket", FileName::Ticket)],
            problems,
        )
        .unwrap_or_default();
    spec.columns = read_columns(section, declared, problems);
    spec.columns.constants = read_population(section, problems);
    if let Some(mut speakers) = section.section("speakers", problems) {
        for (key, speaker) in SPEAKERS {
            for label in speakers.texts(key, problems) {
                spec.speakers.declare(&label, Role::Speaks(speaker));
            }
        }
        for label in speakers.texts("waiting", problems) {
            spec.speakers.declare(&label, Role::Waiting);
        }
        if let Some(speaker) = speakers.choice("unlabelled", &SPEAKERS, problems) {
            spec.speakers.unlabelled = speaker;
        }
        speakers.finish(problems);
    }
    name.map(|_| Source {
        spec,
        files,
        keep_days,
    })
}

/// Rows are counted from 1, as spreadsheet programs show them.
fn read_header_row(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<u64> {
    let row = section.count("header_row", problems)?;
    if row == 0 {
        problems.note_with_hint(
            section.at_key("header_row"),
            section.key("header_row"),
            "expected a row from 1 up",
            Some("the first row of the sheet is 1".to_owned()),
        );
        return None;
    }
    Some(row)
}

/// A number of days that cannot be used is a problem, not a reason to keep records for good.
fn read_keep_days(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<u32> {
    let days = section.count("keep_days", problems)?;
    match u32::try_from(days) {
        Ok(days) if days <= MOST_KEEP_DAYS => Some(days),
        _ => {
            problems.note_with_hint(
                section.at_key("keep_days"),
                section.key("keep_days"),
                format!("expected at most {MOST_KEEP_DAYS} days"),
                Some("leave keep_days out to keep records for good".to_owned()),
            );
            None
        }
    }
}

fn read_columns(
    source: &mut Section<'_, '_>,
    declared: &Declared<'_>,
    problems: &mut Problems<'_>,
) -> Columns {
    let mut columns = Columns::default();
    if let Some(mut section) = source.section("columns", problems) {
        columns.id = section.text("id", problems);
        columns.texts = section
            .texts("text", problems)
            .into_iter()
            .map(|column| TextColumn {
                column,
                question: None,
            })
            .collect();
        columns.at = section.text("at", problems);
        columns.time_of_day = section.text("time_of_day", problems);
        columns.customer = section.text("customer", problems);
        columns.contact = section.text("contact", problems);
        columns.ticket = section.text("ticket", problems);
        columns.question = section.text("question", problems);
        columns.weight = section.text("weight", problems);
        section.finish(problems);
    }
    for mut text in source.sections("text", problems) {
        let column = text.required_text("column", "\"comment\"", problems);
        let question = text.text("question", problems);
        columns
            .texts
            .extend(column.map(|column| TextColumn { column, question }));
        text.finish(problems);
    }
    if let Some(section) = source.section("scores", problems) {
        for (name, column, at) in section.pairs(problems) {
            let name = ScoreName::new(name);
            match declared.scores.get(&name) {
                Some(score) => columns.scores.push(ScoreSpec {
                    column,
                    name,
                    scale: score.scale,
                    missing: score.missing.clone(),
                    many: Many::Mean,
                }),
                None => problems.note_with_hint(
                    at,
                    section.key(name.as_str()),
                    "this score is not declared",
                    Some(format!(
                        "add [scores.{name}] with low, high and best (which end is good)"
                    )),
                ),
            }
        }
    }
    if let Some(section) = source.section("facets", problems) {
        columns.facets = section
            .pairs(problems)
            .into_iter()
            .map(|(name, column, _)| (name, column))
            .collect();
        columns.facets.sort();
    }
    if let Some(mut event) = source.section("event", problems) {
        let name = event.required_text("name", "\"event\"", problems);
        let (old, new) = (event.text("old", problems), event.text("new", problems));
        columns.event = name.map(|name| EventColumns { name, old, new });
        event.finish(problems);
    }
    columns.conversation = read_conversation(source, problems);
    columns
}

fn read_conversation(
    source: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Conversation> {
    let mut section = source.section("conversation", problems)?;
    let turns = section.text("turns", problems);
    let text = section
        .text("text", problems)
        .unwrap_or_else(|| "text".to_owned());
    let speaker = section.text("speaker", problems);
    let conversation = if let Some(column) = turns {
        Some(Conversation::TurnsInColumn {
            column,
            speaker: speaker.unwrap_or_else(|| "role".to_owned()),
            text,
            at: section.text("at", problems),
        })
    } else {
        let turn = section.text("order", problems);
        section
            .required_text("id", "\"conversation_id\"", problems)
            .map(|conversation| Conversation::RowPerTurn {
                conversation,
                turn,
                speaker,
                text,
            })
    };
    section.finish(problems);
    conversation
}

fn read_encoding(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<&'static encoding_rs::Encoding> {
    let at = section.at_key("encoding");
    let label = section.text("encoding", problems)?;
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
    if encoding.is_none() {
        problems.note_with_hint(
            at,
            section.key("encoding"),
            format!("unknown encoding \"{label}\""),
            Some(
                "use utf-8, windows-1252 or utf-16le, or leave it out to have it detected"
                    .to_owned(),
            ),
        );
    }
    encoding
}

/// Reads `time_zone` of a section.
pub(super) fn read_time_zone(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<TimeZone> {
    let at = section.at_key("time_zone");
    let name = section.text("time_zone", problems)?;
    let zone = TimeZone::get(&name).ok();
    if zone.is_none() {
        problems.note_with_hint(
            at,
            section.key("time_zone"),
            format!("unknown time zone \"{name}\""),
            Some("use an IANA name such as Europe/Amsterdam".to_owned()),
        );
    }
    zone
}

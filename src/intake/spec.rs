use super::{Decimal, Format, Limits, Speakers, TimeReading};
use crate::record::RecordKind;
use crate::record::Scale;
use crate::record::ScoreName;
use crate::record::SourceName;
use jiff::{SignedDuration, Timestamp};

/// How the files of one source become records. Plain data; a project file is turned into it.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// Name of the source.
    pub name: SourceName,
    /// What its records are.
    pub kind: RecordKind,
    /// Format; by content and extension when not given.
    pub format: Option<Format>,
    /// Delimiter of a delimited file; detected when not given.
    pub delimiter: Option<u8>,
    /// Encoding of a text file; detected when not given.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Sheet of a workbook; the first when not given.
    pub sheet: Option<String>,
    /// Row of the header, from 1; found when not given.
    pub header_row: Option<u64>,
    /// How dates and times are written.
    pub times: TimeReading,
    /// A row dated later is a fault; none is when not given.
    pub until: Option<Timestamp>,
    /// How decimals are written.
    pub decimal: Decimal,
    /// What each column is.
    pub columns: Columns,
    /// Texts that mean "no words", compared without case and surrounding space.
    pub no_answer: Vec<String>,
    /// Cells of dates, ids, fields, questions and events that mean "not known", compared as those of `no_answer`.
    pub unknown: Vec<String>,
    /// Who the labels of turns stand for.
    pub speakers: Speakers,
    /// What the name of a transcript file is.
    pub file_name: FileName,
    /// Bounds on rows, conversations and unpacked files.
    pub limits: Limits,
}

/// What the name (without folder and extensions) of a transcript file says. Only for formats where
/// one file is one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileName {
    /// Nothing.
    #[default]
    Nothing,
    /// It is the id of the contact.
    Contact,
    /// It is the id of the ticket.
    Ticket,
}

/// Which column holds what. A column of JSON lines or Parquet is a dotted path.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Natural key of a row; without it the key is file, hash of the row and how often it occurred.
    pub id: Option<String>,
    /// Texts. A row with several gives one record for each that is not empty.
    pub texts: Vec<TextColumn>,
    /// When it was said or happened.
    pub at: Option<String>,
    /// Time of day, where it stands apart from the date in `at`.
    pub time_of_day: Option<String>,
    /// Whose it is.
    pub customer: Option<String>,
    /// The contact or response it belongs to.
    pub contact: Option<String>,
    /// The ticket it belongs to.
    pub ticket: Option<String>,
    /// The question that was asked, where it differs by row.
    pub question: Option<String>,
    /// Respondent weight.
    pub weight: Option<String>,
    /// Scores.
    pub scores: Vec<ScoreSpec>,
    /// Facets: name of the facet, column.
    pub facets: Vec<(String, String)>,
    /// Facets that every row has: name of the facet, value. A column with a value wins.
    pub constants: Vec<(String, String)>,
    /// Ticket and call events.
    pub event: Option<EventColumns>,
    /// Conversations: rows that are turns, or a column that holds the turns.
    pub conversation: Option<Conversation>,
}

/// A column with words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextColumn {
    /// The column.
    pub column: String,
    /// The question it answers; wins over the `question` column.
    pub question: Option<String>,
}

/// A column with a score.
#[derive(Debug, Clone)]
pub struct ScoreSpec {
    /// The column.
    pub column: String,
    /// Name of the score.
    pub name: ScoreName,
    /// Its declared scale. A value outside it, or not a number, rejects the row.
    pub scale: Scale,
    /// Values that mean "no score", such as 6 = do not know; empty always does. Numbers are
    /// compared as numbers, words without case.
    pub missing: Vec<String>,
    /// What to do with a list of numbers.
    pub many: Many,
}

/// What a cell with a JSON list of numbers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Many {
    /// A fault.
    #[default]
    Refused,
    /// The score is their mean, missing codes left out, as with several annotators.
    Mean,
}

/// Columns of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventColumns {
    /// Kind of step.
    pub name: String,
    /// Value before.
    pub old: Option<String>,
    /// Value after.
    pub new: Option<String>,
}

/// How a file with rows holds conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversation {
    /// Each row is a turn; rows of a conversation stand together.
    RowPerTurn {
        /// Column with the id of the conversation: natural key of the record.
        conversation: String,
        /// Column that orders the turns, a number or a time; file order when not given.
        turn: Option<String>,
        /// Column with the speaker's label.
        speaker: Option<String>,
        /// Column with what was said.
        text: String,
    },
    /// Each row is a conversation; a column holds a JSON list of turns.
    TurnsInColumn {
        /// The column.
        column: String,
        /// Key of the speaker's label in a turn.
        speaker: String,
        /// Key of what was said in a turn.
        text: String,
        /// Key of the time in a turn: seconds since the start, or a time.
        at: Option<String>,
    },
}

/// Between the clock of the machine and that of the farthest zone lies less than this.
const BETWEEN_ZONES: SignedDuration = SignedDuration::from_hours(26);

impl SourceSpec {
    /// The mapping as it is read at a moment: what is dated after that day has not been.
    #[must_use]
    pub fn read_at(&self, now: Timestamp) -> Self {
        Self {
            until: Some(now.saturating_add(BETWEEN_ZONES).unwrap_or(Timestamp::MAX)),
            ..self.clone()
        }
    }

    /// A mapping with nothing mapped, to fill in.
    pub fn new(name: SourceName, kind: RecordKind) -> Self {
        Self {
            name,
            kind,
            format: None,
            delimiter: None,
            encoding: None,
            sheet: None,
            header_row: None,
            times: TimeReading::default(),
            until: None,
            decimal: Decimal::default(),
            columns: Columns::default(),
            no_answer: Vec::new(),
            unknown: Vec::new(),
            speakers: Speakers::default(),
            file_name: FileName::default(),
            limits: Limits::default(),
        }
    }
}

impl Columns {
    /// Every mapped column, and whether the rows mean nothing without it.
    pub(crate) fn mapped(&self) -> Vec<(&str, Need)> {
        let single = [
            &self.id,
            &self.weight,
            &self.at,
            &self.time_of_day,
            &self.customer,
            &self.contact,
            &self.ticket,
        ];
        let mut mapped: Vec<_> = single
            .into_iter()
            .flatten()
            .map(|column| (column.as_str(), Need::Required))
            .collect();
        mapped.extend(
            self.texts
                .iter()
                .map(|t| (t.column.as_str(), Need::Required)),
        );
        mapped.extend(
            self.scores
                .iter()
                .map(|s| (s.column.as_str(), Need::Required)),
        );
        mapped.extend(
            self.question
                .as_deref()
                .map(|column| (column, Need::Optional)),
        );
        mapped.extend(
            self.facets
                .iter()
                .map(|(_, column)| (column.as_str(), Need::Optional)),
        );
        if let Some(event) = &self.event {
            mapped.push((&event.name, Need::Required));
            mapped.extend(event.old.as_deref().map(|column| (column, Need::Required)));
            mapped.extend(event.new.as_deref().map(|column| (column, Need::Required)));
        }
        match &self.conversation {
            Some(Conversation::RowPerTurn {
                conversation,
                turn,
                speaker,
                text,
            }) => {
                mapped.push((conversation, Need::Required));
                mapped.push((text, Need::Required));
                mapped.extend(turn.as_deref().map(|column| (column, Need::Required)));
                mapped.extend(speaker.as_deref().map(|column| (column, Need::Required)));
            }
            Some(Conversation::TurnsInColumn { column, .. }) => {
                mapped.push((column, Need::Required));
            }
            None => {}
        }
        mapped
    }
}

/// Whether a mapped column may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The file is refused.
    Required,
    /// The absence is reported.
    Optional,
}

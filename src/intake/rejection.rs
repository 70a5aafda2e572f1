use crate::record::Origin;
use std::borrow::Cow;
use std::fmt;

/// A row that could not become a record: where it stands and what was expected, never its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejection {
    /// Where the row stands.
    pub origin: Origin,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub fault: Fault,
    /// SHA-256 of the raw row, lower-case hexadecimal; empty where rows are at fault together.
    pub row_hash: String,
}

/// What is wrong with a row. Carries what was expected, never what stood there.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// A column that must have a value is empty.
    MissingValue,
    /// A number was expected.
    NotANumber,
    /// A number above zero was expected.
    NotPositive,
    /// A word that is none of those that are known there.
    UnknownWord {
        /// The words that are known.
        known: &'static str,
    },
    /// A score lies outside its declared scale.
    OutsideScale {
        /// Lower end of the scale.
        low: f64,
        /// Upper end of the scale.
        high: f64,
    },
    /// A date or time cannot be read.
    BadTimestamp {
        /// The forms that can be read.
        expected: Cow<'static, str>,
    },
    /// A date that has not been yet.
    AfterToday,
    /// A time without a zone, and the source declares no time zone.
    NaiveTimestamp,
    /// Another number of fields than the header has.
    RaggedRow {
        /// Fields in the header.
        expected: usize,
        /// Fields in the row.
        got: usize,
        /// Lines of the file that the row covers; more than one when quotes hold line ends.
        lines: usize,
    },
    /// The row is longer than allowed.
    RowTooLong {
        /// The limit in bytes.
        limit_bytes: usize,
    },
    /// Bytes that are no text in the encoding of the file.
    InvalidEncoding {
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// A NUL byte: damage, or binary data.
    NulByte,
    /// A quotation mark is not closed, or is closed in the middle of a field. Only the first line
    /// is rejected; reading goes on at the next one.
    BrokenQuote,
    /// The line is not valid JSON.
    BadJson,
    /// The line is valid JSON, but not an object.
    NotAnObject,
    /// More columns than allowed.
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// The turns of a conversation are not a list of objects with a speaker and a text.
    BadTurns,
    /// A conversation that had ended goes on further down in the file.
    ConversationReappears,
    /// The conversation is longer than allowed; this turn is left out of it.
    ConversationTooLong {
        /// The limit in turns.
        limit_turns: usize,
        /// The limit in bytes of text.
        limit_bytes: usize,
    },
    /// A cue of a subtitle file has no valid times.
    BadCue,
    /// A word for what happened that is not known.
    UnknownKind {
        /// The words that are, and how to add one.
        known: Cow<'static, str>,
    },
    /// A status that is not known.
    UnknownStatus {
        /// The words that are, and how to add one.
        known: Cow<'static, str>,
    },
    /// A part in which somebody acted, or a person whose part is not known.
    UnknownRole {
        /// The words that are, and how to add one.
        known: Cow<'static, str>,
    },
    /// An end that lies before its beginning.
    EndBeforeStart {
        /// The column of the beginning.
        start: String,
    },
    /// A ticket without a row that says when it was created.
    NoCreation,
    /// A ticket to which something happened before it was created.
    BeforeCreation,
    /// A ticket that had ended goes on further down in a file declared sorted.
    TicketReappears,
    /// A ticket has several rows in a file of one row a ticket, and two of them contradict each other.
    RepeatedTicket {
        /// The two, by number.
        rows: [u64; 2],
        /// In what.
        what: &'static str,
    },
    /// The history of a ticket does not reach the status that it has.
    IncompleteHistory,
    /// A number of zero or more was expected.
    Negative,
    /// Two columns of the row say what cannot both be.
    Contradiction {
        /// What this one would say if it agreed.
        expected: &'static str,
    },
    /// The file stops in the middle: what follows is lost.
    Truncated,
    /// The file is damaged from here on: what follows is lost.
    Damaged,
}

impl Fault {
    /// Stable name for machines, in `snake_case`.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::MissingValue => "missing_value",
            Self::NotANumber => "not_a_number",
            Self::NotPositive => "not_positive",
            Self::UnknownWord { .. } => "unknown_word",
            Self::OutsideScale { .. } => "outside_scale",
            Self::BadTimestamp { .. } => "bad_timestamp",
            Self::AfterToday => "after_today",
            Self::NaiveTimestamp => "naive_timestamp",
            Self::RaggedRow { .. } => "ragged_row",
            Self::RowTooLong { .. } => "row_too_long",
            Self::InvalidEncoding { .. } => "invalid_encoding",
            Self::NulByte => "nul_byte",
            Self::BrokenQuote => "broken_quote",
            Self::BadJson => "bad_json",
            Self::NotAnObject => "not_an_object",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::BadTurns => "bad_turns",
            Self::ConversationReappears => "conversation_reappears",
            Self::ConversationTooLong { .. } => "conversation_too_long",
            Self::BadCue => "bad_cue",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::UnknownStatus { .. } => "unknown_status",
            Self::UnknownRole { .. } => "unknown_role",
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::NoCreation => "no_creation",
            Self::BeforeCreation => "before_creation",
            Self::TicketReappears => "ticket_reappears",
            Self::RepeatedTicket { .. } => "repeated_ticket",
            Self::IncompleteHistory => "incomplete_history",
            Self::Negative => "negative",
            Self::Contradiction { .. } => "contradiction",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
        }
    }

    /// What was expected, for people.
    pub fn expected(&self) -> Cow<'static, str> {
        match self {
            Self::MissingValue => "a value".into(),
            Self::NotANumber => "a number".into(),
            Self::NotPositive => "a number above 0".into(),
            Self::UnknownWord { known } => (*known).into(),
            Self::OutsideScale { low, high } => {
                format!("a number from {low} to {high}, or a declared missing code").into()
            }
            Self::BadTimestamp { expected } => expected.clone(),
            Self::AfterToday => {
                "a day that has been: a mistyped year, or day and month the wrong way round?".into()
            }
            Self::NaiveTimestamp => {
                "a time with its offset, or a time_zone declared for the source".into()
            }
            Self::RaggedRow {
                expected,
                got,
                lines,
            } => format!("{expected} fields, not {got} (over {lines} line(s))").into(),
            Self::RowTooLong { limit_bytes } => format!("at most {limit_bytes} bytes a row").into(),
            Self::InvalidEncoding { encoding } => format!("text in {encoding}").into(),
            Self::NulByte => "text without NUL bytes".into(),
            Self::BrokenQuote => {
                "a closing quotation mark before a delimiter or the end of the row".into()
            }
            Self::BadJson => "one JSON object on the line".into(),
            Self::NotAnObject => "a JSON object, not another JSON value".into(),
            Self::TooManyColumns { limit } => format!("at most {limit} columns").into(),
            Self::BadTurns => "a list of turns, each with a speaker and a text".into(),
            Self::ConversationReappears => {
                "all rows of a conversation together: sort the file by conversation".into()
            }
            Self::ConversationTooLong {
                limit_turns,
                limit_bytes,
            } => {
                format!("at most {limit_turns} turns and {limit_bytes} bytes a conversation").into()
            }
            Self::BadCue => "start --> end, as 00:00:01.000 --> 00:00:02.500".into(),
            Self::UnknownKind { known }
            | Self::UnknownStatus { known }
            | Self::UnknownRole { known } => known.clone(),
            Self::EndBeforeStart { start } => format!("a time not before {start}").into(),
            Self::NoCreation => "a row that says when the ticket was created".into(),
            Self::BeforeCreation => "no event before the creation of the ticket".into(),
            Self::TicketReappears => {
                "all rows of a ticket together: sort the file by ticket, or declare no order".into()
            }
            Self::RepeatedTicket {
                rows: [first, second],
                what,
            } => format!(
                "one row a ticket, or rows of which the last says more: rows {first} and {second} differ in {what}"
            )
            .into(),
            Self::IncompleteHistory => "a history up to the present status of the ticket".into(),
            Self::Negative => "a number of 0 or more".into(),
            Self::Contradiction { expected } => (*expected).into(),
            Self::Truncated => "a file that is complete".into(),
            Self::Damaged => "a file that is not damaged".into(),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} row {}", self.origin.file, self.origin.row)?;
        if let Some(byte) = self.origin.byte {
            write!(f, " (byte {byte})")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(
            f,
            ": {}, expected {}",
            self.fault.reason(),
            self.fault.expected()
        )
    }
}

use crate::intake::Conversation;
use crate::intake::Fault;
use crate::intake::SourceSpec;
use crate::intake::TimeReading;
use crate::intake::profile::Counts;
use crate::intake::speakers::{Role, Speakers};
use crate::record::{RawText, Speaker, Turn};
use crate::units::Seconds;
use serde_json::Value;

/// Where a turn in a list of turns keeps what.
#[derive(Debug)]
pub(crate) struct TurnKeys {
    speaker: String,
    text: String,
    at: Option<String>,
    speakers: Speakers,
    times: TimeReading,
    limit: usize,
}

impl TurnKeys {
    /// The column with the turns, and their keys, where a source has them in a column.
    pub(crate) fn of(conversation: &Conversation, spec: &SourceSpec) -> Option<(String, Self)> {
        let Conversation::TurnsInColumn {
            column,
            speaker,
            text,
            at,
        } = conversation
        else {
            return None;
        };
        let keys = Self {
            speaker: speaker.clone(),
            text: text.clone(),
            at: at.clone(),
            speakers: spec.speakers.clone(),
            times: spec.times.clone(),
            limit: spec.limits.turns,
        };
        Some((column.clone(), keys))
    }
}

/// The turns in a cell of JSON; none in an empty cell.
///
/// # Errors
///
/// [`Fault::BadTurns`] when it is no list of objects with texts, [`Fault::ConversationTooLong`], and
/// the faults of times. A wrong turn makes the conversation wrong, so it is rejected whole.
pub(crate) fn read_turns(
    cell: &str,
    keys: &TurnKeys,
    counts: &mut Counts,
) -> Result<Vec<Turn>, Fault> {
    if cell.is_empty() {
        counts.empty_texts += 1;
        return Ok(Vec::new());
    }
    let Ok(Value::Array(items)) = serde_json::from_str(cell) else {
        return Err(Fault::BadTurns);
    };
    if items.len() > keys.limit {
        return Err(Fault::ConversationTooLong {
            limit_turns: keys.limit,
            limit_bytes: cell.len(),
        });
    }
    let mut turns = Vec::with_capacity(items.len());
    let mut start = None;
    let mut waiting = 0;
    let mut unknown = 0;
    let mut empty = 0;
    for item in &items {
        let item = item.as_object().ok_or(Fault::BadTurns)?;
        let label = match item.get(&keys.speaker) {
            None | Some(Value::Null) => "",
            Some(Value::String(label)) => label,
            Some(_) => return Err(Fault::BadTurns),
        };
        let text = match item.get(&keys.text) {
            Some(Value::Null) => "",
            Some(Value::String(text)) => text,
            _ => return Err(Fault::BadTurns),
        };
        let at = match keys.at.as_ref().and_then(|key| item.get(key)) {
            None | Some(Value::Null) => None,
            Some(value) => Some(moment(value, keys)?),
        };
        let speaker = match keys.speakers.role(label) {
            Some(Role::Waiting) => {
                waiting += 1;
                continue;
            }
            Some(Role::Speaks(speaker)) => speaker,
            None => {
                unknown += 1;
                Speaker::Unknown
            }
        };
        if text.trim().is_empty() {
            empty += 1;
            continue;
        }
        let at = at.map(|at| match at {
            Moment::Elapsed(seconds) => Seconds(seconds),
            Moment::Clock(second) => Seconds(second - *start.get_or_insert(second)),
        });
        turns.push(Turn {
            speaker,
            at,
            text: RawText::new(text),
        });
    }
    counts.turns += turns.len() as u64;
    counts.waiting_turns += waiting;
    counts.unknown_speakers += unknown;
    counts.empty_texts += empty;
    Ok(turns)
}

enum Moment {
    Elapsed(i64),
    Clock(i64),
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is checked to be far below 2^53"
)]
fn moment(value: &Value, keys: &TurnKeys) -> Result<Moment, Fault> {
    match value {
        Value::Number(number) => number
            .as_f64()
            .filter(|seconds| (0.0..1e12).contains(seconds))
            .map(|seconds| Moment::Elapsed(seconds.floor() as i64))
            .ok_or(Fault::NotANumber),
        Value::String(text) => Ok(Moment::Clock(keys.times.parse(text)?.as_second())),
        _ => Err(Fault::BadTurns),
    }
}

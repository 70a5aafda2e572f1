//! Rows that are wrong on purpose, so that quarantine and join report have something to show.
//!
//! They are added, never made from rows that count: the planted truth stays as it is.

use crate::simulate::dice::Dice;
use serde::Serialize;

/// A row that is wrong on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DirtyRow {
    /// Path inside the folder.
    pub(crate) file: &'static str,
    /// Line in the file, from 1; the header is line 1.
    pub(crate) line: usize,
    /// Column or field that is wrong; empty where it is the row as a whole.
    pub(crate) column: &'static str,
    /// What is wrong.
    pub(crate) reason: &'static str,
    /// What is to become of it: `rejected`, `orphan` (kept, joins nothing) or `duplicate`
    /// (counted, stored once).
    pub(crate) expected: &'static str,
}

/// A fault and how a good row gets it.
struct Fault {
    column: &'static str,
    reason: &'static str,
    expected: &'static str,
    spoil: fn(&mut Vec<String>),
}

const SURVEY_FAULTS: [Fault; 8] = [
    Fault {
        column: "ingevuld",
        reason: "no such day",
        expected: "rejected",
        spoil: |row| "31-02-2025 10:15".clone_into(&mut row[4]),
    },
    Fault {
        column: "ingevuld",
        reason: "not a date",
        expected: "rejected",
        spoil: |row| "vorige week".clone_into(&mut row[4]),
    },
    Fault {
        column: "nps",
        reason: "score above the scale",
        expected: "rejected",
        spoil: |row| "11".clone_into(&mut row[5]),
    },
    Fault {
        column: "nps",
        reason: "score in words",
        expected: "rejected",
        spoil: |row| "acht".clone_into(&mut row[5]),
    },
    Fault {
        column: "gewicht",
        reason: "weight is not a number",
        expected: "rejected",
        spoil: |row| "1,0,8".clone_into(&mut row[12]),
    },
    Fault {
        column: "",
        reason: "too few fields",
        expected: "rejected",
        spoil: |row| row.truncate(9),
    },
    Fault {
        column: "",
        reason: "too many fields",
        expected: "rejected",
        spoil: |row| row.push("1,00".to_owned()),
    },
    Fault {
        column: "response_id",
        reason: "same response twice",
        expected: "duplicate",
        spoil: |_| (),
    },
];

const TICKET_FAULTS: [Fault; 3] = [
    Fault {
        column: "timestamp",
        reason: "no such day",
        expected: "rejected",
        spoil: |row| "2025-04-31T10:00:00+02:00".clone_into(&mut row[3]),
    },
    Fault {
        column: "timestamp",
        reason: "no moment",
        expected: "rejected",
        spoil: |row| row[3].clear(),
    },
    Fault {
        column: "",
        reason: "too few fields",
        expected: "rejected",
        spoil: |row| row.truncate(5),
    },
];

/// Adds the wrong rows to the surveys.
pub(crate) fn soil_surveys(rows: &mut Vec<Vec<String>>, dice: &mut Dice) -> Vec<DirtyRow> {
    soil("surveys.csv", &SURVEY_FAULTS, "R9", rows, dice)
}

/// Adds the wrong rows to the ticket events.
pub(crate) fn soil_tickets(rows: &mut Vec<Vec<String>>, dice: &mut Dice) -> Vec<DirtyRow> {
    soil("tickets.csv.gz", &TICKET_FAULTS, "T9", rows, dice)
}

/// Puts one spoilt copy per fault in the second half of each stretch of the file, from top to bottom.
fn soil(
    file: &'static str,
    faults: &[Fault],
    new_id: &str,
    rows: &mut Vec<Vec<String>>,
    dice: &mut Dice,
) -> Vec<DirtyRow> {
    let stretch = rows.len() / faults.len();
    if stretch < 2 {
        return Vec::new();
    }
    let mut dirty = Vec::new();
    for (number, fault) in faults.iter().enumerate() {
        let place = number * stretch + stretch / 2 + dice.below(stretch / 2) + number;
        let mut row = rows[place].clone();
        if fault.expected == "rejected" {
            row[0] = format!("{new_id}{:05}", 90_001 + number);
        }
        (fault.spoil)(&mut row);
        rows.insert(place + 1, row);
        dirty.push(DirtyRow {
            file,
            // The row after `place`, counted from 1, below the header.
            line: place + 3,
            column: fault.column,
            reason: fault.reason,
            expected: fault.expected,
        });
    }
    dirty
}

/// Adds a broken line and one that joins nothing to lines of JSON.
pub(crate) fn soil_lines(
    file: &'static str,
    parent: &'static str,
    lines: &mut Vec<String>,
    dice: &mut Dice,
) -> Vec<DirtyRow> {
    if lines.len() < 4 {
        return Vec::new();
    }
    let half = lines.len() / 2;
    let broken_at = dice.below(half);
    let broken: String = lines[broken_at].chars().take(90).collect();
    lines.insert(broken_at + 1, broken);
    let orphan_at = half + 1 + dice.below(half - 1);
    let orphan = with_unknown_ids(&lines[orphan_at], parent);
    lines.insert(orphan_at + 1, orphan);
    vec![
        DirtyRow {
            file,
            line: broken_at + 2,
            column: "",
            reason: "line breaks off",
            expected: "rejected",
        },
        DirtyRow {
            file,
            line: orphan_at + 2,
            column: parent,
            reason: "refers to nothing",
            expected: "orphan",
        },
    ]
}

/// The line with ids of its own and an unknown `parent`; a line without ids comes back as it is.
fn with_unknown_ids(line: &str, parent: &str) -> String {
    let Ok(serde_json::Value::Object(mut fields)) = serde_json::from_str(line) else {
        return line.to_owned();
    };
    for (name, id) in [
        ("comment_id", "R999998-1"),
        ("transcript_id", "G999998"),
        ("response_id", "R999998"),
        ("contact_id", "C9999998"),
    ] {
        let own = name.starts_with("comment") || name.starts_with("transcript");
        if (own || name == parent)
            && let Some(value) = fields.get_mut(name)
        {
            *value = id.into();
        }
    }
    serde_json::Value::Object(fields).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Task;

    fn table(n_rows: usize, n_columns: usize) -> Vec<Vec<String>> {
        (0..n_rows)
            .map(|row| {
                (0..n_columns)
                    .map(|column| format!("{row}.{column}"))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn the_listed_line_is_the_wrong_one() {
        for number in 0..20 {
            let mut rows = table(100, 13);
            let dirty = soil_surveys(&mut rows, &mut Dice::new(1, Task::Dirt, number));
            assert_eq!(dirty.len(), SURVEY_FAULTS.len());
            for (fault, row) in SURVEY_FAULTS.iter().zip(&dirty) {
                let line = &rows[row.line - 2];
                let mut expected = line.clone();
                // A second spoiling changes nothing, so the row was spoilt in this way; adding a
                // field is the exception.
                (fault.spoil)(&mut expected);
                assert!(&expected == line || line.len() == 14, "{row:?} {line:?}");
            }
        }
    }

    #[test]
    fn good_rows_stay_as_they_were() {
        let before = table(100, 13);
        let mut rows = before.clone();
        let dirty = soil_surveys(&mut rows, &mut Dice::new(1, Task::Dirt, 0));
        for row in dirty.iter().rev() {
            rows.remove(row.line - 2);
        }
        assert_eq!(rows, before);
    }

    #[test]
    fn broken_lines_and_orphans_are_where_the_list_says() {
        let line = |id: usize| {
            format!(
                r#"{{"comment_id":"R{id}-1","response_id":"R{id}","text":"een langere tekst die zeker niet in negentig tekens past"}}"#
            )
        };
        for number in 0..20 {
            let mut lines: Vec<String> = (100_000..100_040).map(line).collect();
            let mut dice = Dice::new(1, Task::Dirt, number);
            let dirty = soil_lines("comments.jsonl", "response_id", &mut lines, &mut dice);
            assert!(serde_json::from_str::<serde_json::Value>(&lines[dirty[0].line - 1]).is_err());
            assert!(lines[dirty[1].line - 1].contains(r#""response_id":"R999998""#));
            assert_eq!(lines.len(), 42);
        }
    }
}

use super::{Commented, CorrectionError};
use crate::intake::Fault;
use crate::study::answers::Answers;
use crate::study::column::is_no_answer;
use crate::study::prepared::Prepared;
use crate::study::sheet::{Account, Complete, LeftOut, Sheet};
use crate::study::{Error, Question};

/// Who left a comment, one entry per row of the answers.
#[derive(Debug)]
pub(super) struct Comments {
    pub(super) column: String,
    /// `None`: it is not known.
    of_answer: Vec<Option<bool>>,
    /// Rows whose cell says something else.
    wrong: Vec<usize>,
    /// Rows without a comment that held answers of drivers.
    pub(super) n_silent_with_answers: usize,
}

impl Comments {
    /// Reads who left a comment, and takes away what silent rows hold in columns of drivers: a topic
    /// that nobody spoke of is unknown, never 0.
    pub(super) fn read(
        answers: &mut Answers,
        commented: &Commented,
        question: &Question,
    ) -> Result<Self, Error> {
        let name = &commented.column;
        let mut of_answer = Vec::with_capacity(answers.len());
        let mut wrong = Vec::new();
        for (row, cell) in answers.cells(name).enumerate() {
            let said = yes_or_no(&cell);
            if said.is_none() && !is_no_answer(&cell) {
                wrong.push((row, cell.chars().take(20).collect::<String>()));
            }
            of_answer.push(said);
        }
        if of_answer.iter().all(Option::is_none) {
            let mut examples: Vec<String> = wrong.into_iter().map(|(_, cell)| cell).collect();
            examples.sort();
            examples.dedup();
            examples.truncate(3);
            return Err(Error::from(CorrectionError::NoComments {
                column: name.clone(),
                examples: if examples.is_empty() {
                    "no answers".to_owned()
                } else {
                    examples.join(", ")
                },
            }));
        }
        let wrong = wrong.into_iter().map(|(row, _)| row).collect();
        let silent: Vec<bool> = of_answer.iter().map(|said| *said == Some(false)).collect();
        let mut held = vec![false; silent.len()];
        for (_, members) in question.driver_groups() {
            for member in &members {
                let of_column = answers.blank(member, &silent);
                for (any, one) in held.iter_mut().zip(of_column) {
                    *any |= one;
                }
            }
        }
        Ok(Self {
            column: name.clone(),
            of_answer,
            wrong,
            n_silent_with_answers: held.iter().filter(|one| **one).count(),
        })
    }
}

impl Prepared {
    /// Notes the place of rows of which it cannot be understood whether they comment.
    pub(super) fn reject_comments(&mut self, comments: &Comments) {
        for &row in &comments.wrong {
            if self.sheet.answer.binary_search(&row).is_ok() {
                self.reject(row, &comments.column, Fault::NotANumber);
            }
        }
    }
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "1" | "1.0" | "1,0" | "yes" | "y" | "ja" | "j" | "true" | "t" | "waar" => Some(true),
        "0" | "0.0" | "0,0" | "no" | "n" | "nee" | "false" | "f" | "onwaar" => Some(false),
        _ => None,
    }
}

/// What a row of the sheet is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// It is a row of the model.
    Fitted,
    /// No comment: it stands for how often people like it comment.
    Silent,
    /// A comment, and a gap in this column: as silent.
    Gapped(String),
    /// Not used, for a gap in this column.
    LeftOut(String),
    /// Not used, for a cell of this column that cannot be understood.
    Wrong(String),
}

impl Use {
    /// Whether the row is one of those that the study stands for.
    pub(super) fn is_respondent(&self) -> bool {
        !matches!(self, Self::LeftOut(_) | Self::Wrong(_))
    }
}

/// What every row of the sheet is used for.
pub(super) fn uses(sheet: &Sheet, comments: Option<&Comments>, fills_gaps: bool) -> Vec<Use> {
    let gap = |row: usize| {
        let lacking = sheet.columns.iter().find(|one| one.value(row).is_none());
        lacking.map(|column| column.of.clone())
    };
    (0..sheet.y.len())
        .map(|row| match comments {
            Some(comments) => match comments.of_answer[sheet.answer[row]] {
                None if comments.wrong.binary_search(&sheet.answer[row]).is_ok() => {
                    Use::Wrong(comments.column.clone())
                }
                None => Use::LeftOut(comments.column.clone()),
                Some(false) => Use::Silent,
                Some(true) => gap(row).map_or(Use::Fitted, Use::Gapped),
            },
            None if fills_gaps => Use::Fitted,
            None => gap(row).map_or(Use::Fitted, Use::LeftOut),
        })
        .collect()
}

/// The rows of the model, with every other row counted.
pub(super) fn complete(
    sheet: &Sheet,
    uses: &[Use],
    comments: Option<&Comments>,
) -> Result<Complete, Error> {
    let mut account = Account {
        n_used: 0,
        ..sheet.account.clone()
    };
    let mut sheet_row = Vec::new();
    for (row, of_row) in uses.iter().enumerate() {
        let place = match of_row {
            Use::Fitted => {
                sheet_row.push(row);
                continue;
            }
            Use::Silent => (
                LeftOut::Silent,
                comments.map_or(String::new(), |comments| comments.column.clone()),
            ),
            Use::Gapped(column) | Use::LeftOut(column) => (LeftOut::Missing, column.clone()),
            Use::Wrong(column) => (LeftOut::NotANumber, column.clone()),
        };
        *account.left_out.entry(place).or_default() += 1;
    }
    account.n_used = sheet_row.len();
    if sheet_row.is_empty() {
        return Err(account.nothing_left());
    }
    Ok(Complete {
        sheet_row,
        factors: Vec::new(),
        account,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_known_in_two_languages() {
        for word in ["1", "Yes", "JA", "true"] {
            assert_eq!(yes_or_no(word), Some(true), "{word}");
        }
        for word in ["0", "No", "nee", "FALSE"] {
            assert_eq!(yes_or_no(word), Some(false), "{word}");
        }
        for word in ["", "2", "misschien"] {
            assert_eq!(yes_or_no(word), None, "{word}");
        }
    }
}

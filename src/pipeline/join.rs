use super::contacts::{Contacts, Owners, date_of};
use super::control_column::ControlColumn;
use super::months::Months;
use crate::findings::JoinSummary;
use crate::record::{RecordKind, Scale, ScoreName, SentimentLabel, TopicId};
use crate::signals::{Mention, Respondent, Respondents, Tone};
use crate::stats::compute_both;
use crate::store::Columns;
use crate::units::as_u64;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// What the join needs to know beside the columns.
pub(super) struct JoinOptions<'a> {
    /// The score to explain, and its scale.
    pub(super) outcome: Option<(&'a ScoreName, &'a Scale)>,
    /// Topics that count, in the order in which respondents number them.
    pub(super) topics: &'a [TopicId],
    /// Zone of months.
    pub(super) zone: &'a TimeZone,
    /// Fields held constant.
    pub(super) controls: &'a [String],
}

/// Records joined to respondents.
pub(super) struct Joined {
    /// One per contact, or per record that names no contact.
    pub(super) respondents: Respondents,
    /// How records found each other.
    pub(super) summary: JoinSummary,
}

/// Joins records to respondents: those of one of `contacts` are one.
///
/// The outcome is that of the first survey answer of the contact, by time and then by row; without
/// one, of the first other record that carries it. Rows stand as in the files, so of two answers of an instant
/// the one that stands first counts. Topics are those of all its records together.
/// Events join, but make no respondent of their own.
pub(super) fn join(columns: &Columns, contacts: &Contacts, options: &JoinOptions<'_>) -> Joined {
    let is_survey = |row: &usize| columns.kind[*row] == RecordKind::Survey;
    let names_contacts = !columns.contact.values().is_empty();
    let has_surveys = if names_contacts && contacts.iter().flatten().any(is_survey) {
        HasSurveys::Yes
    } else {
        HasSurveys::No
    };
    // In two halves; behind one another they are what one pass would make.
    let n = contacts.len();
    let half = |part: Range<usize>, room| {
        join_part(columns, contacts.part(part), room, has_surveys, options)
    };
    let ((mut joined, mut owners), (behind, owners_behind)) =
        compute_both(|| half(0..n / 2, n), || half(n / 2..n, n - n / 2));
    let customers = owners.numbers_of(&owners_behind);
    joined.respondents.append(&behind.respondents, &customers);
    joined.summary.add(&behind.summary);
    joined
}

/// Joins some contacts, with room for so many respondents; tells how customers are numbered too.
fn join_part<'c>(
    columns: &Columns,
    contacts: impl Iterator<Item = &'c [usize]>,
    room: usize,
    has_surveys: HasSurveys,
    options: &JoinOptions<'_>,
) -> (Joined, Owners) {
    let topic_of = topic_positions(columns, options.topics);
    let answers_of_row = options
        .outcome
        .and_then(|(name, _)| columns.scores.get(name));

    let mut joined = Joined {
        respondents: Respondents::with_capacity(room),
        summary: JoinSummary::default(),
    };
    let mut sayings = Sayings::new(columns, topic_of);
    let mut controls: Vec<ControlColumn<'_>> = options
        .controls
        .iter()
        .map(|name| ControlColumn::new(columns, name))
        .collect();
    let mut owners = Owners::default();
    let mut months = Months::new(options.zone);
    let names_contacts = !columns.contact.values().is_empty();
    let mut respondent = Respondent {
        outcome: None,
        answer: None,
        weight: 1.0,
        customer: 0,
        has_words: false,
        month: None,
        mentions: Vec::new(),
    };
    for members in contacts {
        if names_contacts {
            count_join(columns, members, has_surveys, &mut joined.summary);
        }
        if let Some(answers) = answers_of_row {
            count_answers(columns, members, answers, &mut joined.summary);
        }
        let spoken = spoken(columns, members);
        let answer;
        let customer;
        match *spoken {
            [] => continue,
            // Most records stand alone.
            [row] => {
                let given = answers_of_row.map(|answers| answers[row]);
                answer = given.filter(|given| !given.is_nan());
                for control in &mut controls {
                    control.push(row, &[]);
                }
                respondent.weight = weight(columns, row, &[]);
                customer = columns.customer[row];
                respondent.has_words = columns.has_words[row];
                respondent.month = columns.at[row].and_then(|seconds| months.of(seconds));
            }
            [first, ..] => {
                let answer_row = first_answer(columns, &spoken, answers_of_row);
                answer = answer_row.and_then(|row| answers_of_row.map(|answers| answers[row]));
                let lead = answer_row.unwrap_or(first);
                for control in &mut controls {
                    control.push(lead, &spoken);
                }
                respondent.weight = weight(columns, lead, &spoken);
                customer = spoken.iter().find_map(|&row| columns.customer[row]);
                respondent.has_words = spoken.iter().any(|&row| columns.has_words[row]);
                let at = date_of(columns, lead, &spoken);
                respondent.month = at.and_then(|seconds| months.of(seconds));
            }
        }
        respondent.outcome = answer
            .zip(options.outcome)
            .map(|(answer, (_, scale))| scale.outcome_points(answer));
        respondent.answer = answer;
        respondent.customer = owners.number(customer);
        let saying = sayings.number(&spoken, &mut joined.respondents);
        joined.respondents.push_saying(&respondent, saying);
        if customer.is_none() {
            joined.respondents.last_names_no_customer();
        }
    }
    joined.respondents.controls = controls.into_iter().map(ControlColumn::finish).collect();
    (joined, owners)
}

/// Records in which somebody says or answers something; events do neither.
pub(super) fn spoken<'c>(columns: &Columns, contact: &'c [usize]) -> Cow<'c, [usize]> {
    let speaks = |row: &usize| columns.kind[*row] != RecordKind::Event;
    if contact.iter().all(speaks) {
        return Cow::Borrowed(contact);
    }
    Cow::Owned(contact.iter().copied().filter(speaks).collect())
}

fn topic_positions(columns: &Columns, topics: &[TopicId]) -> Vec<Option<u32>> {
    let position: BTreeMap<&TopicId, u32> = topics.iter().zip(0..).collect();
    columns
        .mentions
        .topics
        .iter()
        .map(|topic| position.get(topic).copied())
        .collect()
}

/// The row whose answer counts: surveys before others, then the earliest, then the first in the files.
pub(super) fn first_answer(
    columns: &Columns,
    rows: &[usize],
    answers: Option<&Vec<f64>>,
) -> Option<usize> {
    let answers = answers?;
    if let [row] = rows {
        return Some(*row).filter(|&row| !answers[row].is_nan());
    }
    rows.iter()
        .copied()
        .filter(|&row| !answers[row].is_nan())
        .min_by_key(|&row| {
            (
                columns.kind[row] != RecordKind::Survey,
                columns.at[row].unwrap_or(i64::MAX),
                row,
            )
        })
}

pub(super) fn weight(columns: &Columns, lead: usize, rows: &[usize]) -> f64 {
    std::iter::once(lead)
        .chain(rows.iter().copied())
        .map(|row| columns.weight[row])
        .find(|weight| !weight.is_nan())
        .unwrap_or(1.0)
}

/// Numbers of what contacts say: found once for all contacts of one record that have the same list of mentions.
struct Sayings<'a> {
    columns: &'a Columns,
    topic_of: Vec<Option<u32>>,
    /// By list of mentions, as far as it was asked for.
    of_list: Vec<Option<u32>>,
    /// The mentions of the contact at hand.
    found: Vec<Mention>,
}

impl<'a> Sayings<'a> {
    fn new(columns: &'a Columns, topic_of: Vec<Option<u32>>) -> Self {
        Self {
            of_list: vec![None; columns.mentions.n_lists()],
            columns,
            topic_of,
            found: Vec::new(),
        }
    }

    /// The number that `respondents` have for what `rows` mention together.
    fn number(&mut self, rows: &[usize], respondents: &mut Respondents) -> u32 {
        let list = |row: usize| self.columns.mentions.list_of[row] as usize;
        let alone = match rows {
            [row] => Some(list(*row)),
            _ => None,
        };
        if let Some(known) = alone.and_then(|list| self.of_list[list]) {
            return known;
        }
        self.gather(rows);
        let number = respondents.number_of(&self.found);
        if let Some(list) = alone {
            self.of_list[list] = Some(number);
        }
        number
    }

    /// Finds the topics that `rows` mention, sorted, each once with all its tones.
    fn gather(&mut self, rows: &[usize]) {
        let found = &mut self.found;
        found.clear();
        for &row in rows {
            for (code, label) in self.columns.mentions.of(row) {
                let Some(topic) = self.topic_of[code as usize] else {
                    continue;
                };
                let tone = match label {
                    SentimentLabel::Negative => Tone::Negative,
                    SentimentLabel::Positive => Tone::Positive,
                    SentimentLabel::Neutral | SentimentLabel::Unclear => Tone::Neutral,
                };
                match found.iter_mut().find(|known| known.topic == topic) {
                    Some(known) => known.tone = known.tone.with(tone),
                    None => found.push(Mention { topic, tone }),
                }
            }
        }
        found.sort_unstable_by_key(|mention| mention.topic);
    }
}

/// Counts how the records of a contact found each other.
fn count_join(
    columns: &Columns,
    rows: &[usize],
    has_surveys: HasSurveys,
    summary: &mut JoinSummary,
) {
    if rows.iter().any(|&row| columns.contact[row].is_some()) {
        let n_of = |kinds: &[RecordKind]| {
            let n = rows
                .iter()
                .filter(|&&row| kinds.contains(&columns.kind[row]));
            as_u64(n.count())
        };
        let n_surveys = n_of(&[RecordKind::Survey]);
        if n_surveys == 0 && has_surveys == HasSurveys::Yes {
            summary.n_orphan += n_of(&[RecordKind::Feedback, RecordKind::Transcript]);
        } else if as_u64(rows.len()) > n_surveys {
            summary.n_matched += n_surveys;
        } else {
            summary.n_alone += n_surveys;
        }
        summary.n_duplicate += n_surveys.saturating_sub(1);
    }
}

/// Counts answers of a contact that contradict one another, and words without any.
fn count_answers(columns: &Columns, rows: &[usize], answers: &[f64], summary: &mut JoinSummary) {
    let mut given = rows.iter().map(|&row| answers[row]).filter(|a| !a.is_nan());
    match given.next() {
        Some(first) => {
            let differs = given.any(|other| other.total_cmp(&first).is_ne());
            summary.n_conflicting += u64::from(differs);
        }
        None => {
            summary.n_without_score +=
                as_u64(rows.iter().filter(|&&row| columns.has_words[row]).count());
        }
    }
}

/// Whether any record is a survey response, so that a comment without one is an orphan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HasSurveys {
    Yes,
    No,
}

/// Columns of events that belong to `contacts`.
#[cfg(test)]
pub(super) fn columns_of_contacts(contacts: &[Option<u64>]) -> Columns {
    let lines = contacts.iter();
    let lines: Vec<tests::Line> = lines
        .map(|contact| (RecordKind::Event, *contact, f64::NAN, 0, None))
        .collect();
    tests::columns(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Best, LanguageTag, RecordId, ScaleKind};
    use crate::store::{Categorical, Mentions, Sparse};
    use crate::units::as_u32;
    use proptest::prelude::*;

    /// One record: kind, contact, answer, seconds, what it says of the only topic.
    pub(super) type Line = (RecordKind, Option<u64>, f64, i64, Option<SentimentLabel>);

    pub(super) fn columns(lines: &[Line]) -> Columns {
        let none = Categorical {
            values: Vec::new(),
            codes: vec![Categorical::NONE; lines.len()],
        };
        let said: Vec<Vec<(u32, SentimentLabel)>> = lines
            .iter()
            .map(|line| line.4.map(|label| (0, label)).into_iter().collect())
            .collect();
        let topics = vec![TopicId::new("wait")];
        let mentions = Mentions::of_documents(topics, said.iter().map(Vec::as_slice));
        Columns {
            ids: (0..lines.len()).map(|n| RecordId(n as u128)).collect(),
            kind: lines.iter().map(|line| line.0).collect(),
            source: none.clone(),
            at: lines.iter().map(|line| Some(line.3)).collect(),
            language: vec![LanguageTag::Nl; lines.len()],
            sentiment: vec![None; lines.len()],
            polarity: vec![f64::NAN; lines.len()],
            has_words: lines.iter().map(|line| line.4.is_some()).collect(),
            customer: Sparse::default(),
            contact: lines.iter().map(|line| line.1).collect::<Vec<_>>().into(),
            first_of_contact: first_of_contact(lines),
            ticket: Sparse::default(),
            weight: Sparse::default(),
            question: none,
            scores: [(
                ScoreName::new("nps"),
                lines.iter().map(|line| line.2).collect(),
            )]
            .into(),
            facets: BTreeMap::new(),
            mentions,
        }
    }

    fn first_of_contact(lines: &[Line]) -> Vec<u32> {
        let first = |(row, line): (usize, &Line)| {
            let known = line
                .1
                .and_then(|_| lines.iter().position(|other| other.1 == line.1));
            as_u32(known.unwrap_or(row))
        };
        lines.iter().enumerate().map(first).collect()
    }

    fn joined(lines: &[Line]) -> Joined {
        joined_of(&columns(lines))
    }

    fn joined_of(columns: &Columns) -> Joined {
        let scale = Scale::new(0.0, 10.0, Best::High, ScaleKind::Nps).unwrap();
        join(
            columns,
            &Contacts::of(columns),
            &JoinOptions {
                outcome: Some((&ScoreName::new("nps"), &scale)),
                topics: &[TopicId::new("wait")],
                zone: &TimeZone::UTC,
                controls: &[],
            },
        )
    }

    const NO: f64 = f64::NAN;
    use RecordKind::{Event, Feedback, Survey};
    use SentimentLabel::{Negative, Positive};

    #[test]
    fn a_comment_takes_the_score_of_its_contact() {
        let joined = joined(&[
            (Feedback, Some(7), NO, 20, Some(Negative)),
            (Survey, Some(7), 3.0, 10, None),
        ]);
        assert_eq!(joined.respondents.len(), 1);
        assert_eq!(joined.respondents.outcome(0), Some(-100.0));
        assert!(joined.respondents.has_words(0));
        assert_eq!(joined.respondents.answer(0), Some(3.0));
        assert_eq!(joined.summary.n_matched, 1);
    }

    #[test]
    fn a_contact_of_which_no_record_names_a_customer_names_none() {
        let mut columns = columns(&[
            (Survey, Some(7), 9.0, 1, None),
            (Feedback, Some(7), NO, 2, Some(Positive)),
            (Survey, Some(8), 9.0, 1, Some(Positive)),
            (Survey, None, 9.0, 1, Some(Positive)),
            (Survey, None, 9.0, 1, Some(Positive)),
        ]);
        columns.customer = vec![None, Some(70), Some(70), None, None].into();
        let joined = joined_of(&columns);
        let named: Vec<bool> = (0..4)
            .map(|i| joined.respondents.names_customer(i))
            .collect();
        assert_eq!(named, [true, true, false, false]);
        assert_eq!(joined.respondents.customers(), [0, 0, 1, 2]);
    }

    #[test]
    fn a_contact_that_praises_and_damns_is_one_respondent_with_both() {
        let joined = joined(&[
            (Feedback, Some(7), 9.0, 1, Some(Positive)),
            (Feedback, Some(7), 9.0, 2, Some(Negative)),
        ]);
        let both = Mention {
            topic: 0,
            tone: Tone::Both,
        };
        assert_eq!(joined.respondents.mentions(0), [both]);
        assert_eq!(joined.summary.n_conflicting, 0);
    }

    #[test]
    fn the_first_survey_answer_counts_and_the_others_are_reported() {
        let joined = joined(&[
            (Survey, Some(7), 10.0, 50, None),
            (Survey, Some(7), 2.0, 10, None),
            (Feedback, Some(7), 8.0, 1, Some(Negative)),
        ]);
        assert_eq!(joined.respondents.answer(0), Some(2.0));
        assert_eq!(joined.summary.n_duplicate, 1);
        assert_eq!(joined.summary.n_conflicting, 1);
    }

    #[test]
    fn words_of_a_contact_without_a_survey_response_are_orphans() {
        let joined = joined(&[
            (Survey, Some(1), 5.0, 1, None),
            (Survey, None, 5.0, 1, None),
            (Feedback, Some(2), NO, 1, Some(Negative)),
            (Event, Some(3), NO, 1, None),
        ]);
        assert_eq!(joined.summary.n_orphan, 1);
        assert_eq!(joined.summary.n_alone, 1);
        assert_eq!(joined.summary.n_without_score, 1);
        assert_eq!(joined.respondents.len(), 3);
    }

    #[test]
    fn without_surveys_there_are_no_orphans() {
        let joined = joined(&[(Feedback, Some(2), 4.0, 1, Some(Negative))]);
        assert_eq!(joined.summary, JoinSummary::default());
    }

    proptest! {
        #[test]
        fn two_halves_behind_one_another_are_one_pass(
            told in proptest::collection::vec(
                (0_u8..3, proptest::option::of(0_u64..5), 0_u8..4, 0_u8..3, proptest::option::of(0_u64..4)),
                0..30,
            ),
        ) {
            let lines: Vec<Line> = (told.iter().zip(0..))
                .map(|(&(kind, contact, answer, says, _), seconds)| {
                    let kind = [Survey, Feedback, Event][usize::from(kind)];
                    let answer = if answer == 3 { NO } else { f64::from(answer) * 5.0 };
                    (kind, contact, answer, seconds, [None, Some(Negative), Some(Positive)][usize::from(says)])
                })
                .collect();
            let mut columns = columns(&lines);
            columns.customer = told.iter().map(|line| line.4).collect::<Vec<_>>().into();
            let scale = Scale::new(0.0, 10.0, Best::High, ScaleKind::Nps).unwrap();
            let options = JoinOptions {
                outcome: Some((&ScoreName::new("nps"), &scale)),
                topics: &[TopicId::new("wait")],
                zone: &TimeZone::UTC,
                controls: &["source".to_owned(), "language".to_owned()],
            };
            let contacts = Contacts::of(&columns);
            let found = join(&columns, &contacts, &options);
            let has_surveys = if lines.iter().any(|line| line.0 == Survey) {
                HasSurveys::Yes
            } else {
                HasSurveys::No
            };
            let (plain, _) = join_part(&columns, contacts.iter(), 0, has_surveys, &options);
            prop_assert_eq!(found.respondents, plain.respondents);
            prop_assert_eq!(found.summary, plain.summary);
        }
    }

    #[test]
    fn events_join_but_make_no_respondent() {
        let joined = joined(&[
            (Event, Some(1), NO, 1, None),
            (Event, Some(2), NO, 1, None),
            (Survey, Some(1), 5.0, 1, None),
        ]);
        assert_eq!(joined.respondents.len(), 1);
        assert_eq!(joined.summary.n_matched, 1);
    }
}

use super::hidden::people;
use super::known::Numbered;
use super::settings::Settings;
use super::ticket::TicketExperience;
use crate::disclosure::{People, Reason, Verdict};
use crate::service_levels::attainment::{Answer, ToleranceCurve, tolerance_curve};
use crate::units::Seconds;

/// How satisfaction falls with waiting, as far as that is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Borne {
    /// The curve, and what it proposes.
    pub curve: ToleranceCurve,
    /// Why its stretches are not told: set against the other figures, one of them would give few
    /// customers away. The proposal numbered a wait and nobody's answer.
    pub hidden: Option<Reason>,
}

/// A customer's answer and wait, by the number of the ticket.
struct Wait {
    ticket: usize,
    value: f64,
    answer: Answer,
}

/// The curve that is asked for, and who stands behind each of its stretches.
pub(super) fn borne(
    tickets: &[TicketExperience],
    numbered: &Numbered<'_>,
    settings: &Settings,
) -> Option<(ToleranceCurve, Vec<People>)> {
    let rule = settings.tolerance.as_ref()?;
    let waits: Vec<Wait> = tickets
        .iter()
        .filter_map(|ticket| wait(ticket, numbered, settings))
        .collect();
    let answers: Vec<Answer> = waits.iter().map(|wait| wait.answer).collect();
    let curve = tolerance_curve(&answers, rule);
    let behind = |from: Seconds, to: Seconds| {
        let within = waits
            .iter()
            .filter(|wait| (from..=to).contains(&wait.answer.elapsed));
        people(
            within.map(|wait| (wait.ticket, wait.value)).collect(),
            settings.by.len() + 3,
        )
    };
    let people = curve.blocks.iter().map(|one| behind(one.from, one.to));
    let people = people.collect();
    Some((curve, people))
}

/// Not negative counts as satisfied where no answer is declared satisfied.
fn wait(ticket: &TicketExperience, numbered: &Numbered<'_>, settings: &Settings) -> Option<Wait> {
    let value = ticket.response?;
    let question = &settings.question;
    let is_satisfied = question
        .is_satisfied(value)
        .or_else(|| question.is_negative(value).map(|negative| !negative))?;
    Some(Wait {
        ticket: numbered.number(ticket)?,
        value,
        answer: Answer {
            elapsed: ticket.waited_calendar?,
            is_satisfied,
        },
    })
}

/// The curve without its stretches where one of them may not be told.
pub(super) fn told(mut curve: ToleranceCurve, verdicts: &[Verdict]) -> Borne {
    let hidden = verdicts.iter().find_map(|verdict| verdict.reason());
    if hidden.is_some() {
        curve.blocks.clear();
    }
    Borne { curve, hidden }
}

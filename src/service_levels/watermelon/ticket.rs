use crate::service_levels::clocks::{Instance, State};
use crate::service_levels::policies::AgreementKind;
use crate::service_levels::watermelon::Settings;
use crate::units::{Probability, Seconds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the promises about one ticket came out, all metrics together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlaOutcome {
    /// Every metric that applies was met.
    Met,
    /// At least one was missed.
    Breached,
    /// None was missed and at least one still runs.
    Open,
    /// No metric applies, or none came to a verdict.
    None,
}

/// A ticket with what its customer thought of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketExperience {
    /// The ticket.
    pub ticket: Arc<str>,
    /// How its promises came out.
    pub sla: SlaOutcome,
    /// The answer to the question of the settings, on its scale.
    pub response: Option<f64>,
    /// Number of that answer among all answers, where others are told beside tickets; no two answers have
    /// one.
    pub answer: Option<usize>,
    /// Number of who gave it: who has several tickets counts once where few people could be told apart.
    pub giver: Option<usize>,
    /// How sure the customer's words were read as negative; `None` without words.
    pub negative_text: Option<Probability>,
    /// Policy, segment, channel, period and whatever else one may group by.
    pub keys: BTreeMap<Arc<str>, Arc<str>>,
    /// Time from question to answer by the clock on the wall.
    pub waited_calendar: Option<Seconds>,
    /// Whether a whole Sunday lay in that time.
    pub crossed_weekend: Option<bool>,
}

/// A ticket's place in the two by two of promise and experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TicketQuadrant {
    /// Met, and the customer is not negative.
    Healthy,
    /// Met, and the customer is negative.
    Watermelon,
    /// Breached, and the customer is not negative.
    OverStrictOrWrongMetric,
    /// Breached, and the customer is negative.
    Failing,
    /// No verdict on the promise, or nothing known of the customer.
    Unknown,
}

/// What a ticket's experience is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// An answer to a survey.
    Survey,
    /// Words.
    Text,
}

/// The verdict on one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// The ticket.
    pub ticket: Arc<str>,
    /// How its promises came out.
    pub sla: SlaOutcome,
    /// Where it stands.
    pub quadrant: TicketQuadrant,
    /// What is known of the customer, if anything.
    pub evidence: Option<Evidence>,
}

impl SlaOutcome {
    /// Draws the clocks of one ticket together. Only agreements with the customer count, not those
    /// between teams; clocks that were cancelled or cannot be told have no say.
    pub fn of<'a>(instances: impl IntoIterator<Item = &'a Instance>) -> Self {
        let of_customer = instances
            .into_iter()
            .filter(|instance| instance.policy.kind == AgreementKind::Sla);
        of_customer.fold(Self::None, |sofar, instance| {
            let this = match instance.state {
                State::Met => Self::Met,
                State::Breached => Self::Breached,
                State::OpenOnTrack | State::OpenAtRisk | State::Paused => Self::Open,
                State::Cancelled | State::CannotTell => Self::None,
            };
            let weight = |outcome| match outcome {
                Self::None => 0,
                Self::Met => 1,
                Self::Open => 2,
                Self::Breached => 3,
            };
            if weight(this) > weight(sofar) {
                this
            } else {
                sofar
            }
        })
    }

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Open => "open",
            Self::None => "no_sla",
        }
    }
}

impl TicketQuadrant {
    /// All, in the order of tables.
    pub const ALL: [Self; 5] = [
        Self::Healthy,
        Self::Watermelon,
        Self::OverStrictOrWrongMetric,
        Self::Failing,
        Self::Unknown,
    ];

    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Watermelon => "watermelon",
            Self::OverStrictOrWrongMetric => "over_strict_or_wrong_metric",
            Self::Failing => "failing",
            Self::Unknown => "unknown",
        }
    }
}

impl TicketExperience {
    /// Whether the customer's words were read as negative surely enough; `None` without words.
    pub(super) fn read_as_negative(&self, settings: &Settings) -> Option<bool> {
        let p = self.negative_text?;
        Some(p.get() >= settings.least_negative.get())
    }

    /// Whether the customer is negative, and by what that is known. An answer beats words.
    pub(super) fn is_negative(&self, settings: &Settings) -> Option<(bool, Evidence)> {
        let answered = self
            .response
            .and_then(|value| settings.question.is_negative(value));
        let read = self.read_as_negative(settings);
        answered
            .map(|is_negative| (is_negative, Evidence::Survey))
            .or(read.map(|is_negative| (is_negative, Evidence::Text)))
    }
}

/// Places every ticket in the two by two, in the order given.
pub fn tickets(tickets: &[TicketExperience], settings: &Settings) -> Vec<TicketRow> {
    let row = |ticket: &TicketExperience| {
        let known = ticket.is_negative(settings);
        let quadrant = match (ticket.sla, known) {
            (SlaOutcome::Met, Some((false, _))) => TicketQuadrant::Healthy,
            (SlaOutcome::Met, Some((true, _))) => TicketQuadrant::Watermelon,
            (SlaOutcome::Breached, Some((false, _))) => TicketQuadrant::OverStrictOrWrongMetric,
            (SlaOutcome::Breached, Some((true, _))) => TicketQuadrant::Failing,
            (SlaOutcome::Open | SlaOutcome::None, _) | (_, None) => TicketQuadrant::Unknown,
        };
        TicketRow {
            ticket: Arc::clone(&ticket.ticket),
            sla: ticket.sla,
            quadrant,
            evidence: known.map(|(_, evidence)| evidence),
        }
    };
    tickets.iter().map(row).collect()
}

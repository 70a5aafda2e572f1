use super::hidden::{Answers, Hidden, disclose};
use super::known::{Known, Numbered};
use super::lift::{Lift, lift};
use super::ticket::{Evidence, SlaOutcome, TicketExperience};
use super::words_as_evidence::value;
use crate::service_levels::experience::Error;
use crate::service_levels::experience::{
    Answer, Estimate, FLOOR, Measure, TwoShares, Verdict, mean, net_promoter, top_box, two_shares,
    verdict,
};
use crate::service_levels::policies::reaches;
use crate::service_levels::watermelon::Settings;
use crate::stats::{exact_table_p, wilson_interval};
use crate::units::{Interval, Probability, as_f64};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tickets of one policy, segment, channel and period: what was promised beside what was thought of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Values of the keys, in the order of the settings; empty where tickets have none.
    pub keys: Vec<Arc<str>>,
    /// Tickets whose promises were kept.
    pub n_met: usize,
    /// Tickets with a broken promise.
    pub n_breached: usize,
    /// Tickets whose promises still run, which are left out.
    pub n_open: usize,
    /// Tickets without a verdict on a promise, which are left out.
    pub n_no_sla: usize,
    /// What the contract wants.
    pub contract: Option<Probability>,
    /// Answers to met and breached tickets together.
    pub n_responded: usize,
    /// What is computed of answers.
    pub measure: Measure,
    /// Experience of met and breached tickets together; `None` with fewer than five answers.
    pub experience: Option<Estimate>,
    /// Experience of met tickets alone; `None` with fewer than five answers.
    pub experience_of_met: Option<Estimate>,
    /// How experience stands against its target: of the met tickets where the promise was kept, as
    /// theirs is the fruit that is green outside, of all where it was not. `None` without a target.
    pub xla: Option<Verdict>,
    /// Where the cell stands.
    pub quadrant: Quadrant,
    /// Share of negative answers where promises were kept; `None` with fewer than five answers.
    pub watermelon_rate: Option<Interval>,
    /// Whether keeping the promise matters.
    pub lift: Lift,
    /// Whether those with a broken promise respond more or less often.
    pub bias: ResponseBias,
    /// Met tickets without an answer whose customers wrote something clearly negative; `None` where that
    /// may not be told.
    pub n_negative_texts: Option<usize>,
    /// Why figures are not shown.
    pub hidden: Hidden,
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quadrant {
    /// Promise kept, experience reaches its target.
    Healthy,
    /// Promise kept, experience does not reach its target.
    Watermelon,
    /// Promise not kept, and experience reaches its target all the same.
    OverStrictOrWrongMetric,
    /// Neither.
    Failing,
    /// The interval of experience lies on both sides of its target.
    Inconclusive,
    /// Too few answers.
    Suppressed,
    /// No contract, no XLA, or no ticket with a verdict: nothing was promised that could be judged.
    NoTarget,
}

/// Response of met and breached tickets.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseBias {
    /// Share that responded, breached then met; `None` where a side has no tickets or few of them.
    pub response: Option<TwoShares>,
    /// P of the test that the two do not differ: of two shares, or Fisher's exact test where fewer
    /// than five are expected in a place of the table; `None` where none was made.
    pub p: Option<f64>,
    /// What that says.
    pub difference: ResponseDifference,
}

/// Whether tickets with a broken promise are answered about as often as others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResponseDifference {
    /// They are not, by more than chance explains: answers do not stand for all tickets.
    Seen,
    /// No difference stands out; that does not say that there is none.
    NotSeen,
    /// A side has no tickets, or too few to be shown.
    CannotTell,
}

impl ResponseDifference {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::NotSeen => "not_seen",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl Quadrant {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Watermelon => "watermelon",
            Self::OverStrictOrWrongMetric => "over_strict_or_wrong_metric",
            Self::Failing => "failing",
            Self::Inconclusive => "inconclusive",
            Self::Suppressed => "suppressed",
            Self::NoTarget => "no_target",
        }
    }
}

impl Cell {
    /// Share of tickets with a verdict whose promises were kept; `None` without any.
    pub fn attainment(&self) -> Option<f64> {
        let n = self.n_met + self.n_breached;
        (n > 0).then(|| as_f64(self.n_met) / as_f64(n))
    }

    /// Whether the contract's figure is reached, as contracts read: without an interval.
    pub fn is_green(&self) -> Option<bool> {
        let contract = self.contract?;
        let n = self.n_met + self.n_breached;
        (n > 0).then(|| reaches(self.n_met, n, contract))
    }
}

/// Groups tickets into cells, in order of their keys.
///
/// # Errors
///
/// [`Error`] for a least number of answers below five and a target that the question has no figure for.
pub fn cells(tickets: &[TicketExperience], settings: &Settings) -> Result<Vec<Cell>, Error> {
    let people = Numbered::new(tickets, &Known::default());
    let found = undisclosed(tickets, &people, settings)?;
    Ok(disclose(found, Vec::new(), &people.givers, settings.floor).0)
}

/// Cells with the answers behind them, before it is judged what may be told.
pub(super) fn undisclosed(
    tickets: &[TicketExperience],
    people: &Numbered<'_>,
    settings: &Settings,
) -> Result<Vec<(Cell, Answers)>, Error> {
    if settings.min_n < FLOOR {
        return Err(Error::Floor {
            got: settings.min_n,
            floor: FLOOR,
        });
    }
    let measure = match &settings.target {
        Some(target) => target.measure_of(&settings.question)?,
        None => settings.question.measures()[0],
    };
    let mut groups: BTreeMap<Vec<Arc<str>>, Vec<&TicketExperience>> = BTreeMap::new();
    for ticket in tickets {
        let value = |key| ticket.keys.get(key).cloned().unwrap_or_default();
        let keys = settings.by.iter().map(value).collect();
        groups.entry(keys).or_default().push(ticket);
    }
    groups
        .into_iter()
        .map(|(keys, tickets)| {
            let cell = cell(keys, &tickets, measure, settings)?;
            Ok((cell, answers(&tickets, people, settings)))
        })
        .collect()
}

fn answers(tickets: &[&TicketExperience], people: &Numbered<'_>, settings: &Settings) -> Answers {
    let mut answers = Answers::default();
    for ticket in tickets {
        let known = ticket.is_negative(settings);
        if let (SlaOutcome::Met, Some((is_negative, Evidence::Text))) = (ticket.sla, known) {
            let number = people.number(ticket);
            answers
                .texts
                .extend(number.map(|number| (number, value(is_negative))));
        }
        let side = match ticket.sla {
            SlaOutcome::Met => &mut answers.met,
            SlaOutcome::Breached => &mut answers.breached,
            SlaOutcome::Open | SlaOutcome::None => continue,
        };
        side.extend(people.number(ticket).zip(ticket.response));
    }
    answers
}

fn cell(
    keys: Vec<Arc<str>>,
    tickets: &[&TicketExperience],
    measure: Measure,
    settings: &Settings,
) -> Result<Cell, Error> {
    let n_of = |sla| tickets.iter().filter(|ticket| ticket.sla == sla).count();
    let met = Side::of(tickets, SlaOutcome::Met, settings);
    let breached = Side::of(tickets, SlaOutcome::Breached, settings);
    let both: Vec<f64> = met
        .answers
        .iter()
        .chain(&breached.answers)
        .copied()
        .collect();
    let mut cell = Cell {
        n_met: met.n,
        n_breached: breached.n,
        n_open: n_of(SlaOutcome::Open),
        n_no_sla: n_of(SlaOutcome::None),
        contract: contract(tickets, settings),
        n_responded: both.len(),
        measure,
        experience: estimate(&both, measure, settings)?,
        experience_of_met: estimate(&met.answers, measure, settings)?,
        xla: None,
        quadrant: Quadrant::NoTarget,
        watermelon_rate: rate(met.negative, settings.level)?,
        lift: lift(
            met.negative,
            breached.negative,
            settings.min_n,
            settings.least_ratio,
            settings.level,
        ),
        bias: bias(&met, &breached, settings)?,
        n_negative_texts: Some(met.n_negative_texts),
        hidden: Hidden::default(),
        keys,
    };
    let (Some(is_green), Some(target)) = (cell.is_green(), &settings.target) else {
        return Ok(cell);
    };
    let judged = if is_green {
        cell.experience_of_met
    } else {
        cell.experience
    };
    let min_n = target.min_n.unwrap_or(settings.min_n);
    let xla = judged.map_or(Verdict::Suppressed, |estimate| {
        verdict(&estimate, target.value, target.direction, min_n)
    });
    cell.xla = Some(xla);
    cell.quadrant = match (xla, is_green) {
        (Verdict::Met, true) => Quadrant::Healthy,
        (Verdict::NotMet, true) => Quadrant::Watermelon,
        (Verdict::Met, false) => Quadrant::OverStrictOrWrongMetric,
        (Verdict::NotMet, false) => Quadrant::Failing,
        (Verdict::Inconclusive, _) => Quadrant::Inconclusive,
        (Verdict::Suppressed, _) => Quadrant::Suppressed,
    };
    Ok(cell)
}

/// Tickets of a cell with one outcome.
struct Side {
    n: usize,
    answers: Vec<f64>,
    /// Negative answers, answers.
    negative: (usize, usize),
    n_negative_texts: usize,
}

impl Side {
    fn of(tickets: &[&TicketExperience], sla: SlaOutcome, settings: &Settings) -> Self {
        let mut side = Self {
            n: 0,
            answers: Vec::new(),
            negative: (0, 0),
            n_negative_texts: 0,
        };
        for ticket in tickets.iter().filter(|ticket| ticket.sla == sla) {
            side.n += 1;
            side.answers.extend(ticket.response);
            match ticket.is_negative(settings) {
                Some((is_negative, Evidence::Survey)) => {
                    side.negative.0 += usize::from(is_negative);
                    side.negative.1 += 1;
                }
                Some((true, Evidence::Text)) => side.n_negative_texts += 1,
                Some((false, Evidence::Text)) | None => {}
            }
        }
        side
    }
}

/// The contract's figure: that of the policy, where all tickets of a cell have one figure.
fn contract(tickets: &[&TicketExperience], settings: &Settings) -> Option<Probability> {
    let of = |ticket: &&TicketExperience| {
        let policy = ticket.keys.get(super::settings::POLICY);
        let own = policy.and_then(|policy| settings.contracts.get(policy));
        own.copied().or(settings.contract)
    };
    let first = of(tickets.first()?)?;
    tickets
        .iter()
        .all(|ticket| of(ticket) == Some(first))
        .then_some(first)
}

fn estimate(
    values: &[f64],
    measure: Measure,
    settings: &Settings,
) -> Result<Option<Estimate>, Error> {
    if values.len() < FLOOR {
        return Ok(None);
    }
    let answers: Vec<Answer> = values
        .iter()
        .enumerate()
        .map(|(response_idx, value)| Answer {
            response_idx,
            value: *value,
            weight: 1.0,
        })
        .collect();
    let question = &settings.question;
    Ok(match measure {
        Measure::TopBox => Some(top_box(&answers, question, settings.level)?),
        Measure::Net => Some(net_promoter(&answers, settings.level)?),
        Measure::Mean => Some(mean(&answers, &question.scale, settings.level)?),
        // Readings and minutes are no answers on a scale that a ticket could be judged by.
        Measure::Sentiment | Measure::LostTime => None,
    })
}

fn rate((n_negative, n): (usize, usize), level: Probability) -> Result<Option<Interval>, Error> {
    if n < FLOOR {
        return Ok(None);
    }
    Ok(Some(wilson_interval(
        as_f64(n),
        as_f64(n_negative) / as_f64(n),
        level,
    )?))
}

fn bias(met: &Side, breached: &Side, settings: &Settings) -> Result<ResponseBias, Error> {
    if met.n < FLOOR || breached.n < FLOOR {
        return Ok(ResponseBias {
            response: None,
            p: None,
            difference: ResponseDifference::CannotTell,
        });
    }
    let of_breached = (breached.answers.len(), breached.n);
    let of_met = (met.answers.len(), met.n);
    let two = two_shares(of_breached, of_met, settings.level)?;
    let p = two
        .p
        .unwrap_or_else(|| exact_table_p(of_breached, of_met).get());
    Ok(ResponseBias {
        response: Some(two),
        p: Some(p),
        difference: if p < settings.bias_p {
            ResponseDifference::Seen
        } else {
            ResponseDifference::NotSeen
        },
    })
}

use super::cell::{Cell, undisclosed};
use super::hidden::{disclose, people};
use super::known::{Known, Numbered};
use super::ticket::{
    Evidence, SlaOutcome, TicketExperience, TicketQuadrant, TicketRow, tickets as rows_of,
};
use super::waits::{self, Borne};
use super::weekend::{WeekendRow, by_weekend, weekend};
use super::words_as_evidence::{Behind, WordsAsEvidence, value, without_few_words};
use crate::disclosure::Verdict;
use crate::service_levels::experience::Error;
use crate::service_levels::watermelon::Settings;
use crate::units::as_u64;
use std::collections::BTreeMap;

/// Everything that is told of promises beside experience, judged as one: no figure of few customers
/// follows from any of it together.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// All tickets, all their promises together; `None` without tickets.
    pub whole: Option<Cell>,
    /// By promise and whatever else divides.
    pub cells: Vec<Cell>,
    /// By whether the wait held a weekend.
    pub weekend: Vec<WeekendRow>,
    /// How long customers bear to wait, where that is asked for.
    pub tolerance: Option<Borne>,
    /// Tickets by their place in the two by two; places that may not be told are missing.
    pub quadrants: BTreeMap<TicketQuadrant, u64>,
    /// What words say where there is no answer; `None` where no words were read.
    pub words: Option<WordsAsEvidence>,
    /// Whether each of the figures that are told elsewhere may be.
    pub known: Vec<Verdict>,
    /// Every ticket in the order given. Its place is the answer of one customer: see
    /// [`Self::tells_quadrants`].
    pub tickets: Vec<TicketRow>,
}

impl Together {
    /// Whether the places of the tickets of a side may be listed: the side as a whole is told.
    pub fn tells_quadrants(&self, sla: SlaOutcome) -> bool {
        match sla {
            SlaOutcome::Met => self.quadrants.contains_key(&TicketQuadrant::Watermelon),
            SlaOutcome::Breached => self.quadrants.contains_key(&TicketQuadrant::Failing),
            SlaOutcome::Open | SlaOutcome::None => true,
        }
    }
}

/// Sets tickets beside what customers said: each ticket once as a `whole`, and once per promise. Other
/// figures of the same answers are `known`: nothing is told that beside one that is public would give few
/// customers away.
///
/// # Errors
///
/// [`Error`] for a least number of answers below five and a target that the question has no figure for.
pub fn together(
    whole: &[TicketExperience],
    promises: &[TicketExperience],
    settings: &Settings,
    known: &Known,
) -> Result<Together, Error> {
    let all = Settings {
        by: Vec::new(),
        target: None,
        contracts: BTreeMap::new(),
        ..settings.clone()
    };
    let numbered = Numbered::new(whole, known);
    let counted = without_few_words(whole, &numbered, settings);
    let whole = &*counted;
    let mut found = undisclosed(promises, &numbered, settings)?;
    let n_cells = found.len();
    found.extend(undisclosed(whole, &numbered, &all)?);
    let groups = by_weekend(whole);
    let tickets = rows_of(whole, settings);
    let fineness = settings.by.len() + 2;
    let mut beside = Vec::new();
    for members in groups.values() {
        let members = members.iter().copied();
        beside.push(people(given(members, &numbered), fineness));
    }
    let sides = [SlaOutcome::Met, SlaOutcome::Breached];
    for side in sides {
        let members = whole.iter().filter(|ticket| ticket.sla == side);
        beside.push(people(known_of(members, &numbered, settings), fineness));
    }
    let words = Behind::of(whole, &numbered, settings);
    if let Some(words) = &words {
        // Before a cell is hidden, these are.
        beside.push(people(words.by_words.clone(), fineness + 2));
        beside.push(people(words.checked.clone(), fineness + 2));
    }
    let n_of_words = if words.is_some() { 2 } else { 0 };
    let (curve, stretches) = waits::borne(whole, &numbered, settings).unzip();
    let n_stretches = stretches.as_ref().map_or(0, Vec::len);
    beside.extend(stretches.into_iter().flatten());
    beside.extend(known.figures.iter().cloned());
    let (mut cells, verdicts) = disclose(found, beside, &numbered.givers, settings.floor);
    let whole = cells.split_off(n_cells).pop();
    let (of_weekend, rest) = verdicts.split_at(groups.len());
    let (of_sides, rest) = rest.split_at(sides.len());
    let (of_words, rest) = rest.split_at(n_of_words);
    let (of_stretches, of_known) = rest.split_at(n_stretches);
    let words = match (words, of_words) {
        (Some(words), [by_words, checked]) => Some(words.told(*by_words, *checked, settings)?),
        _ => None,
    };
    Ok(Together {
        whole,
        cells,
        weekend: weekend(groups, of_weekend, settings)?,
        tolerance: curve.map(|curve| waits::told(curve, of_stretches)),
        quadrants: quadrants(&tickets, of_sides),
        words,
        known: of_known.to_vec(),
        tickets,
    })
}

/// What customers answered, by number of the ticket.
fn given<'a>(
    tickets: impl Iterator<Item = &'a TicketExperience>,
    numbered: &Numbered<'_>,
) -> BTreeMap<usize, f64> {
    tickets
        .filter_map(|ticket| numbered.number(ticket).zip(ticket.response))
        .collect()
}

/// What is known of customers, by number of the ticket: the answer, or what their words were read as.
fn known_of<'a>(
    tickets: impl Iterator<Item = &'a TicketExperience>,
    numbered: &Numbered<'_>,
    settings: &Settings,
) -> BTreeMap<usize, f64> {
    let known = tickets.filter_map(|ticket| {
        let (is_negative, evidence) = ticket.is_negative(settings)?;
        let value = match evidence {
            Evidence::Survey => ticket.response?,
            Evidence::Text => value(is_negative),
        };
        Some((numbered.number(ticket)?, value))
    });
    known.collect()
}

/// Tickets by place. Where a side is not told, neither is how many are unknown: the sides would follow.
fn quadrants(tickets: &[TicketRow], of_sides: &[Verdict]) -> BTreeMap<TicketQuadrant, u64> {
    let is_told = |side: usize| of_sides.get(side) == Some(&Verdict::Shown);
    let places = [
        (TicketQuadrant::Healthy, is_told(0)),
        (TicketQuadrant::Watermelon, is_told(0)),
        (TicketQuadrant::OverStrictOrWrongMetric, is_told(1)),
        (TicketQuadrant::Failing, is_told(1)),
        (TicketQuadrant::Unknown, is_told(0) && is_told(1)),
    ];
    let told = places.into_iter().filter(|(_, is_told)| *is_told);
    told.map(|(place, _)| {
        let n = tickets.iter().filter(|row| row.quadrant == place).count();
        (place, as_u64(n))
    })
    .collect()
}

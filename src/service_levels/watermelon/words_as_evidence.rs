use super::known::Numbered;
use super::ticket::{Evidence, SlaOutcome, TicketExperience};
use crate::disclosure::Verdict;
use crate::service_levels::experience::{Error, FLOOR};
use crate::service_levels::watermelon::Settings;
use crate::stats::wilson_interval;
use crate::units::{Interval, as_f64};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What customers' words say where they gave no answer, and how often that is right by those who gave both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordsAsEvidence {
    /// Tickets with a verdict on their promises and without an answer of which the words tell something;
    /// `None` where that may not be told.
    pub n_by_words: Option<usize>,
    /// Share of negative answers among tickets whose words were read as negative; `None` with fewer than
    /// five such tickets, and where it may not be told.
    pub right: Option<Interval>,
    /// Negative answers and answers behind that share.
    pub checked: Option<(usize, usize)>,
}

/// Answers behind the two figures, by number of the ticket.
pub(super) struct Behind {
    pub(super) by_words: BTreeMap<usize, f64>,
    pub(super) checked: BTreeMap<usize, f64>,
    n_right: usize,
}

impl Behind {
    /// `None` where no words were read.
    pub(super) fn of(
        tickets: &[TicketExperience],
        people: &Numbered<'_>,
        settings: &Settings,
    ) -> Option<Self> {
        tickets.iter().find(|one| one.negative_text.is_some())?;
        let mut behind = Self {
            by_words: BTreeMap::new(),
            checked: BTreeMap::new(),
            n_right: 0,
        };
        for ticket in tickets {
            let Some(number) = people.number(ticket) else {
                continue;
            };
            let read = ticket.read_as_negative(settings);
            match (ticket.is_negative(settings), read) {
                (Some((is_negative, Evidence::Survey)), Some(true)) => {
                    behind.checked.extend(Some(number).zip(ticket.response));
                    behind.n_right += usize::from(is_negative);
                }
                (Some((is_negative, Evidence::Text)), _)
                    if matches!(ticket.sla, SlaOutcome::Met | SlaOutcome::Breached) =>
                {
                    behind.by_words.insert(number, value(is_negative));
                }
                _ => {}
            }
        }
        Some(behind)
    }

    /// The figures, as far as they may be told.
    pub(super) fn told(
        &self,
        by_words: Verdict,
        checked: Verdict,
        settings: &Settings,
    ) -> Result<WordsAsEvidence, Error> {
        let n = self.checked.len();
        let is_told = checked == Verdict::Shown && n >= FLOOR;
        let share = || wilson_interval(as_f64(n), as_f64(self.n_right) / as_f64(n), settings.level);
        Ok(WordsAsEvidence {
            n_by_words: (!matches!(by_words, Verdict::Suppressed(_)))
                .then_some(self.by_words.len()),
            right: is_told.then(share).transpose()?,
            checked: is_told.then_some((self.n_right, n)),
        })
    }
}

/// Tickets without the words of a side where these would give few away: of fewer customers than the floor, or
/// all read alike. Counted with the answers of the side, they would follow from the figures of answers alone.
pub(super) fn without_few_words<'t>(
    tickets: &'t [TicketExperience],
    people: &Numbered<'_>,
    settings: &Settings,
) -> Cow<'t, [TicketExperience]> {
    let by_words = |ticket: &TicketExperience| match ticket.is_negative(settings) {
        Some((is_negative, Evidence::Text)) => Some(is_negative),
        _ => None,
    };
    let mut told = Cow::Borrowed(tickets);
    for side in [SlaOutcome::Met, SlaOutcome::Breached] {
        let of_side = tickets.iter().filter(|ticket| ticket.sla == side);
        let read: Vec<(&TicketExperience, bool)> = of_side
            .filter_map(|ticket| Some((ticket, by_words(ticket)?)))
            .collect();
        let givers: BTreeSet<(bool, usize)> = read
            .iter()
            .filter_map(|(ticket, _)| people.number(ticket))
            .map(|number| match people.givers.get(&number) {
                Some(giver) => (true, *giver),
                None => (false, number),
            })
            .collect();
        let n_negative = read.iter().filter(|(_, is_negative)| *is_negative).count();
        let is_one_reading = n_negative == 0 || n_negative == read.len();
        if !read.is_empty() && (givers.len() < settings.floor.people() || is_one_reading) {
            let of_side = told.to_mut().iter_mut().filter(|one| one.sla == side);
            for ticket in of_side.filter(|one| by_words(one).is_some()) {
                ticket.negative_text = None;
            }
        }
    }
    told
}

/// What words stand for where answers are numbers: nobody answers so.
pub(super) fn value(is_negative: bool) -> f64 {
    if is_negative {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    }
}

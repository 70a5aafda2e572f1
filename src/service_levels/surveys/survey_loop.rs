use super::trend::{Trend, response_trend};
use crate::service_levels::calendar::Opening;
use crate::service_levels::experience::{
    Delivery, Error, Fatigue, FatigueSettings, FollowUp, Frequency, Invitation, LoopClosure,
    Period, Quarantine, Reply, ResponseRate, TwoShares, Wave, fatigue, loop_closure, response_rate,
    too_soon, two_shares,
};
use crate::stats::{Duration, End, SurvivalQuantile, kaplan_meier, wilson_interval};
use crate::units::{Interval, Probability, Seconds, as_f64};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An invitation with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// When it was answered.
    pub responded_at: Option<Timestamp>,
    /// Whether the answer asked somebody to come back on it.
    pub asks_follow_up: bool,
}

/// What somebody did with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The invitation whose answer it is.
    pub invitation: Arc<str>,
    /// When it was done; `None` while it is not.
    pub closed_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<Arc<str>>,
    /// In which role it was done.
    pub owner: Option<Arc<str>>,
}

/// What the loop is measured by.
#[derive(Debug, Clone)]
pub struct LoopSettings {
    /// The rhythm in which people are asked.
    pub period: Period,
    /// The zone of its days.
    pub zone: TimeZone,
    /// The instant of the report; nothing after it is looked at.
    pub as_of: Timestamp,
    /// How often a person may be invited.
    pub frequency: Frequency,
    /// Open time within which somebody has to come back on an answer; `None` where nobody set it.
    pub close_within: Option<Seconds>,
    /// When people work.
    pub opening: Opening,
    /// When falling response is an alarm; `None` where nobody set it.
    pub fatigue: Option<FatigueSettings>,
    /// Fewest recipients on each side for a verdict on closing and coming back.
    pub least: usize,
    /// Level of intervals.
    pub level: Probability,
}

/// The loop from invitation to answer to closure.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyLoop {
    /// Over all invitations.
    pub rate: ResponseRate,
    /// Per period in order, those without an invitation too.
    pub periods: Vec<PeriodRate>,
    /// How the response rate moves per period.
    pub trend: Option<Trend>,
    /// Periods beside the first one with invitations; `None` where it was not asked for.
    pub fatigue: Option<Vec<Fatigue>>,
    /// Invitations that came too soon.
    pub too_soon: Vec<Quarantine>,
    /// What became of answers that asked for somebody; `None` where none did.
    pub closing: Option<Closing>,
    /// Whether who heard back answers again.
    pub next: NextResponse,
    /// Invitations sent after the report.
    pub n_later: usize,
    /// Closures of invitations that the log does not hold, or that nobody answered.
    pub n_unmatched: usize,
    /// Closures that lie before their answer.
    pub n_before_answer: usize,
}

/// The response of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRate {
    /// Name of the period.
    pub period: Arc<str>,
    /// Invitations that arrived.
    pub n_delivered: usize,
    /// Complete responses among them.
    pub n_complete: usize,
    /// The rate; `None` for a period that was missed.
    pub rate: Option<Interval>,
    /// Whether somebody invited in it may still answer: its rate is then in no trend and no alarm.
    pub is_open: bool,
}

/// How answers that asked for it were closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// Answers that asked for somebody, or on which somebody came back.
    pub n_asked: usize,
    /// Those that are closed.
    pub n_closed: usize,
    /// Share closed within the target; `None` without one.
    pub in_time: Option<LoopClosure>,
    /// Open time until half are closed, in seconds; those still open count for as long as they are.
    pub median_s: SurvivalQuantile,
    /// Closed ones by outcome; the empty name for none.
    pub outcomes: BTreeMap<Arc<str>, usize>,
}

/// Whether recipients answer their next invitation, by whether their answer was closed before it. Each
/// recipient counts once, with the first answer after which another invitation came.
#[derive(Debug, Clone, PartialEq)]
pub struct NextResponse {
    /// Not closed: complete answers of recipients.
    pub open: (usize, usize),
    /// Closed before the next invitation: complete answers of recipients.
    pub closed: (usize, usize),
    /// Closed less open; `None` with fewer recipients on a side than [`LoopSettings::least`]. An
    /// association: who is closed first may differ in other ways.
    pub difference: Option<TwoShares>,
}

/// Measures the loop.
///
/// # Errors
///
/// [`Error::Statistic`] never for counts made here; it is passed on from intervals.
pub fn survey_loop(
    invited: &[Invited],
    closures: &[Closure],
    settings: &LoopSettings,
) -> Result<SurveyLoop, Error> {
    let as_of = settings.as_of;
    let mut sent: Vec<&Invited> = invited
        .iter()
        .filter(|one| one.invitation.sent_at <= as_of)
        .collect();
    sent.sort_by_key(|one| (one.invitation.sent_at, Arc::clone(&one.invitation.id)));
    let seen: Vec<(Invitation, bool)> = sent.iter().map(|one| reply_by(one, as_of)).collect();
    let invitations: Vec<Invitation> = seen.iter().map(|(one, _)| one.clone()).collect();
    let outcomes = invitations.iter().map(|one| (one.delivery, one.reply));
    let rate = response_rate(outcomes, settings.level)?;
    let mut periods = periods(&invitations, settings)?;
    if let Some(patience) = patience(&sent, as_of) {
        mark_open(&mut periods, &invitations, patience, settings);
    }
    // A period without cases has its place and says nothing.
    let counts: Vec<(usize, usize)> = periods
        .iter()
        .map(|one| {
            if one.is_open {
                (0, 0)
            } else {
                (one.n_complete, one.n_delivered)
            }
        })
        .collect();
    let (closed, n_unmatched, n_before_answer) = closed_by(&sent, closures, as_of);
    Ok(SurveyLoop {
        rate,
        trend: response_trend(&counts, settings.level),
        fatigue: match &settings.fatigue {
            Some(alarm) => falling(&periods, alarm)?,
            None => None,
        },
        periods,
        too_soon: too_soon(&invitations, &settings.frequency),
        closing: closing(&sent, &closed, settings)?,
        next: next_response(&sent, &closed, settings)?,
        n_later: invited.len() - sent.len(),
        n_unmatched,
        n_before_answer,
    })
}

/// The invitation with its reply as it stood at the report.
fn reply_by(one: &Invited, as_of: Timestamp) -> (Invitation, bool) {
    let is_seen = one.responded_at.is_none_or(|at| at <= as_of);
    let mut invitation = one.invitation.clone();
    if !is_seen {
        invitation.reply = Reply::None;
    }
    (invitation, is_seen)
}

/// Every period of the rhythm from the first invitation on: those before the one that runs at the
/// report, and that one where it has invitations.
fn periods(invitations: &[Invitation], settings: &LoopSettings) -> Result<Vec<PeriodRate>, Error> {
    let zone = &settings.zone;
    let name = |at: Timestamp| -> Arc<str> { settings.period.name(at, zone).into() };
    let mut counts: BTreeMap<Arc<str>, (usize, usize)> = BTreeMap::new();
    if let Some(first) = invitations.first() {
        let now = name(settings.as_of);
        let mut day: Date = zone.to_datetime(first.sent_at).date();
        let last: Date = zone.to_datetime(settings.as_of).date();
        while day <= last {
            let at = day
                .to_zoned(zone.clone())
                .map(|midnight| midnight.timestamp());
            if let Ok(at) = at {
                let period = name(at);
                if period != now {
                    counts.entry(period).or_default();
                }
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    for invitation in invitations {
        if invitation.delivery == Delivery::Delivered {
            let count = counts.entry(name(invitation.sent_at)).or_default();
            count.0 += usize::from(invitation.reply == Reply::Complete);
            count.1 += 1;
        }
    }
    counts
        .into_iter()
        .map(|(period, (n_complete, n_delivered))| {
            let n = as_f64(n_delivered);
            let rate = if n_delivered > 0 {
                Some(wilson_interval(n, as_f64(n_complete) / n, settings.level)?)
            } else {
                None
            };
            Ok(PeriodRate {
                period,
                n_delivered,
                n_complete,
                rate,
                is_open: false,
            })
        })
        .collect()
}

/// Of a hundred complete answers so many come before an invitation counts as unanswered.
const ANSWERED_BY_THEN: usize = 95;

/// How many seconds nearly all who answer take; `None` where nobody has.
fn patience(sent: &[&Invited], as_of: Timestamp) -> Option<i64> {
    let mut taken: Vec<i64> = sent
        .iter()
        .filter(|one| one.invitation.reply == Reply::Complete)
        .filter_map(|one| {
            let at = one.responded_at.filter(|at| *at <= as_of)?;
            Some(at.as_second() - one.invitation.sent_at.as_second())
        })
        .collect();
    taken.sort_unstable();
    let place = taken.len() * ANSWERED_BY_THEN / 100;
    taken.get(place).copied()
}

/// Marks the periods in which somebody was invited so lately that an answer may still come: those who did not
/// answer yet did not refuse.
fn mark_open(
    periods: &mut [PeriodRate],
    invitations: &[Invitation],
    patience: i64,
    settings: &LoopSettings,
) {
    let waits = |one: &&Invitation| {
        let age = settings.as_of.as_second() - one.sent_at.as_second();
        one.delivery == Delivery::Delivered && one.reply == Reply::None && age < patience
    };
    let open: BTreeSet<Arc<str>> = invitations
        .iter()
        .filter(waits)
        .map(|one| settings.period.name(one.sent_at, &settings.zone).into())
        .collect();
    for period in periods {
        period.is_open = open.contains(&period.period);
    }
}

/// Closed periods after the first with invitations, beside it.
fn falling(periods: &[PeriodRate], alarm: &FatigueSettings) -> Result<Option<Vec<Fatigue>>, Error> {
    let waves: Vec<Wave> = periods
        .iter()
        .filter(|one| !one.is_open)
        .map(|one| Wave {
            period: Arc::clone(&one.period),
            n_delivered: one.n_delivered,
            n_complete: one.n_complete,
        })
        .collect();
    let Some(first) = waves.iter().position(|wave| wave.n_delivered > 0) else {
        return Ok(None);
    };
    fatigue(&waves[first], &waves[first + 1..], alarm).map(Some)
}

/// When answers were closed, with what came of it.
type Closed<'a> = BTreeMap<&'a Arc<str>, (Option<Timestamp>, Option<&'a Arc<str>>)>;

/// The first closure of each answer; closures without an answer; closures before it.
fn closed_by<'a>(
    sent: &[&'a Invited],
    closures: &'a [Closure],
    as_of: Timestamp,
) -> (Closed<'a>, usize, usize) {
    let answered: BTreeMap<&Arc<str>, Timestamp> = sent
        .iter()
        .filter_map(|one| {
            let at = one.responded_at.filter(|at| *at <= as_of)?;
            Some((&one.invitation.id, at))
        })
        .collect();
    let mut closed: Closed<'a> = BTreeMap::new();
    let (mut n_unmatched, mut n_before) = (0, 0);
    for closure in closures {
        let Some((id, at)) = answered.get_key_value(&closure.invitation) else {
            n_unmatched += 1;
            continue;
        };
        if closure.closed_at.is_some_and(|closed| closed < *at) {
            n_before += 1;
            continue;
        }
        // What was closed after the report is open in it.
        let closed_at = closure.closed_at.filter(|closed| *closed <= as_of);
        let own = (closed_at, closure.outcome.as_ref());
        let known = closed.entry(*id).or_insert(own);
        let is_earlier = match (known.0, closed_at) {
            (Some(known), Some(own)) => own < known,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if is_earlier {
            *known = own;
        }
    }
    (closed, n_unmatched, n_before)
}

fn closing(
    sent: &[&Invited],
    closed: &Closed<'_>,
    settings: &LoopSettings,
) -> Result<Option<Closing>, Error> {
    let mut follow_ups = Vec::new();
    let mut outcomes: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for one in sent {
        let own = closed.get(&one.invitation.id);
        let Some(opened_at) = one.responded_at.filter(|at| *at <= settings.as_of) else {
            continue;
        };
        if !one.asks_follow_up && own.is_none() {
            continue;
        }
        let closed_at = own.and_then(|(at, _)| *at);
        if closed_at.is_some() {
            let outcome = own.and_then(|(_, outcome)| *outcome);
            let outcome = outcome.map_or_else(|| "".into(), Arc::clone);
            *outcomes.entry(outcome).or_default() += 1;
        }
        follow_ups.push(FollowUp {
            opened_at,
            closed_at,
        });
    }
    if follow_ups.is_empty() {
        return Ok(None);
    }
    let durations: Vec<Duration> = follow_ups
        .iter()
        .map(|one| {
            let until = one.closed_at.unwrap_or(settings.as_of);
            let Seconds(length) = settings.opening.between(one.opened_at, until);
            Duration {
                length: as_f64(usize::try_from(length).unwrap_or(0)),
                end: match one.closed_at {
                    Some(_) => End::Seen,
                    None => End::Censored,
                },
            }
        })
        .collect();
    let in_time = match settings.close_within {
        None => None,
        Some(target) => Some(loop_closure(
            &follow_ups,
            &settings.opening,
            target,
            settings.as_of,
            settings.level,
        )?),
    };
    Ok(Some(Closing {
        n_asked: follow_ups.len(),
        n_closed: outcomes.values().sum(),
        in_time,
        median_s: kaplan_meier(&durations, settings.level)?.median(),
        outcomes,
    }))
}

fn next_response(
    sent: &[&Invited],
    closed: &Closed<'_>,
    settings: &LoopSettings,
) -> Result<NextResponse, Error> {
    let mut by_recipient: BTreeMap<&Arc<str>, Vec<&Invited>> = BTreeMap::new();
    for one in sent {
        if let (Some(recipient), Delivery::Delivered) =
            (&one.invitation.recipient, one.invitation.delivery)
        {
            by_recipient.entry(recipient).or_default().push(one);
        }
    }
    let mut counts = [(0, 0); 2];
    for own in by_recipient.values() {
        let pair = own.windows(2).find_map(|pair| {
            let [one, next] = pair else { return None };
            let answered = one.responded_at?;
            let is_asked = one.asks_follow_up || closed.contains_key(&one.invitation.id);
            (is_asked && answered < next.invitation.sent_at).then_some((one, next))
        });
        let Some((one, next)) = pair else { continue };
        let closed_at = closed.get(&one.invitation.id).and_then(|(at, _)| *at);
        let is_closed = closed_at.is_some_and(|at| at < next.invitation.sent_at);
        let (reply, _) = reply_by(next, settings.as_of);
        let count = &mut counts[usize::from(is_closed)];
        count.0 += usize::from(reply.reply == Reply::Complete);
        count.1 += 1;
    }
    let [open, closed] = counts;
    let is_enough = open.1.min(closed.1) >= settings.least.max(1);
    Ok(NextResponse {
        open,
        closed,
        difference: if is_enough {
            Some(two_shares(open, closed, settings.level)?)
        } else {
            None
        },
    })
}

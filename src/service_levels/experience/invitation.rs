use super::error::Error;
use crate::service_levels::calendar::Opening;
use crate::stats::wilson_interval;
use crate::units::{Interval, Probability, Seconds, as_f64};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An invitation to a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Arc<str>,
    /// Who was invited, as a pseudonym.
    pub recipient: Option<Arc<str>>,
    /// What sort of survey.
    pub kind: SurveyKind,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// What became of it.
    pub delivery: Delivery,
    /// What came back.
    pub reply: Reply,
}

/// What sort of survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SurveyKind {
    /// About the relationship.
    Relational,
    /// About something that just happened.
    Transactional,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It arrived, as far as is known.
    Delivered,
    /// It came back.
    Bounced,
    /// The recipient wants none.
    OptedOut,
    /// It was held back because the recipient was invited a short time ago.
    HeldBack,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// All answers.
    Complete,
    /// Some answers.
    Partial,
    /// Nothing.
    None,
}

/// How many respond.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseRate {
    /// Complete responses per delivered invitation (AAPOR RR1); `None` without delivered ones.
    pub complete: Option<Interval>,
    /// Complete and partial ones (RR2).
    pub complete_or_partial: Option<Interval>,
    /// Invitations that arrived.
    pub n_delivered: usize,
    /// Invitations that came back, which are left out.
    pub n_bounced: usize,
    /// Invitations that the recipient does not want, which are left out.
    pub n_opted_out: usize,
    /// Invitations that were not sent, which are left out.
    pub n_held_back: usize,
}

/// How often a person may be invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// Least time between an invitation of any kind and a transactional one.
    pub transactional: Seconds,
    /// Least time between two relational ones.
    pub relational: Seconds,
    /// Least time between any two, whatever their kind.
    pub any: Option<Seconds>,
}

impl Default for Frequency {
    /// 90 and 180 days, as survey vendors advise; none between any two.
    fn default() -> Self {
        Self {
            transactional: Seconds(90 * 86_400),
            relational: Seconds(180 * 86_400),
            any: None,
        }
    }
}

/// An invitation that came too soon after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantine {
    /// The invitation.
    pub invitation: Arc<str>,
    /// The one before it.
    pub previous: Arc<str>,
    /// Time between them.
    pub gap: Seconds,
    /// Time that should have been.
    pub required: Seconds,
}

/// A response that asked for someone to come back on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp {
    /// When it was asked for.
    pub opened_at: Timestamp,
    /// When someone had come back.
    pub closed_at: Option<Timestamp>,
}

/// How many of those who asked heard back in time.
#[derive(Debug, Clone, PartialEq)]
pub struct LoopClosure {
    /// Share closed in time; `None` when none is old enough to tell.
    pub in_time: Option<Interval>,
    /// Follow-ups that were closed in time.
    pub n_in_time: usize,
    /// Follow-ups closed too late, or open beyond their time.
    pub n_missed: usize,
    /// Follow-ups still open in time, which are left out.
    pub n_pending: usize,
    /// Open time to closing of those that were closed, shortest first.
    pub times_to_close: Vec<Seconds>,
}

/// Response rates after AAPOR: complete (RR1), and complete or partial (RR2), per delivered invitation.
///
/// # Errors
///
/// [`Error::Statistic`] never for counts made here; it is passed on from the interval.
pub fn response_rate(
    invitations: impl IntoIterator<Item = (Delivery, Reply)>,
    level: Probability,
) -> Result<ResponseRate, Error> {
    let (mut n_complete, mut n_partial) = (0, 0);
    let mut rate = ResponseRate {
        complete: None,
        complete_or_partial: None,
        n_delivered: 0,
        n_bounced: 0,
        n_opted_out: 0,
        n_held_back: 0,
    };
    for (delivery, reply) in invitations {
        match delivery {
            Delivery::Bounced => rate.n_bounced += 1,
            Delivery::OptedOut => rate.n_opted_out += 1,
            Delivery::HeldBack => rate.n_held_back += 1,
            Delivery::Delivered => {
                rate.n_delivered += 1;
                n_complete += usize::from(reply == Reply::Complete);
                n_partial += usize::from(reply == Reply::Partial);
            }
        }
    }
    if rate.n_delivered > 0 {
        let n = as_f64(rate.n_delivered);
        let share = |held: usize| wilson_interval(n, as_f64(held) / n, level);
        rate.complete = Some(share(n_complete)?);
        rate.complete_or_partial = Some(share(n_complete + n_partial)?);
    }
    Ok(rate)
}

/// Invitations that came too soon. A relational invitation goes before a transactional one, so it is
/// never too soon after one; invitations that did not arrive disturb nobody.
pub fn too_soon(invitations: &[Invitation], frequency: &Frequency) -> Vec<Quarantine> {
    let mut by_recipient: BTreeMap<&Arc<str>, Vec<&Invitation>> = BTreeMap::new();
    for invitation in invitations {
        if let (Some(recipient), Delivery::Delivered) = (&invitation.recipient, invitation.delivery)
        {
            by_recipient.entry(recipient).or_default().push(invitation);
        }
    }
    let mut found = Vec::new();
    for mut received in by_recipient.into_values() {
        received.sort_by_key(|one| (one.sent_at, Arc::clone(&one.id)));
        for (at, this) in received.iter().enumerate() {
            let worst = received[..at]
                .iter()
                .filter_map(|previous| breach(previous, this, frequency))
                .max_by_key(|found| found.required.0 - found.gap.0);
            found.extend(worst);
        }
    }
    found
}

fn breach(previous: &Invitation, this: &Invitation, frequency: &Frequency) -> Option<Quarantine> {
    let of_kind = match (previous.kind, this.kind) {
        (SurveyKind::Relational, SurveyKind::Relational) => frequency.relational,
        (_, SurveyKind::Transactional) => frequency.transactional,
        (SurveyKind::Transactional, SurveyKind::Relational) => Seconds(0),
    };
    let required = of_kind.max(frequency.any.unwrap_or_default());
    let gap = Seconds(this.sent_at.as_second() - previous.sent_at.as_second());
    (gap < required).then(|| Quarantine {
        invitation: Arc::clone(&this.id),
        previous: Arc::clone(&previous.id),
        gap,
        required,
    })
}

/// How many of those who asked for it heard back within `target` of open time.
///
/// # Errors
///
/// [`Error::Statistic`] never for counts made here; it is passed on from the interval.
pub fn loop_closure(
    follow_ups: &[FollowUp],
    opening: &Opening,
    target: Seconds,
    as_of: Timestamp,
    level: Probability,
) -> Result<LoopClosure, Error> {
    let (mut n_in_time, mut n_missed, mut n_pending) = (0, 0, 0);
    let mut times_to_close = Vec::new();
    for follow_up in follow_ups {
        // What was closed after the report is open in it.
        let closed_at = follow_up.closed_at.filter(|closed| *closed <= as_of);
        let until = closed_at.unwrap_or(as_of);
        let taken = opening.between(follow_up.opened_at, until);
        match (closed_at.is_some(), taken <= target) {
            (true, true) => n_in_time += 1,
            (_, false) => n_missed += 1,
            (false, true) => n_pending += 1,
        }
        if closed_at.is_some() {
            times_to_close.push(taken);
        }
    }
    times_to_close.sort_unstable();
    let n = as_f64(n_in_time + n_missed);
    let in_time = if n > 0.0 {
        Some(wilson_interval(n, as_f64(n_in_time) / n, level)?)
    } else {
        None
    };
    Ok(LoopClosure {
        in_time,
        n_in_time,
        n_missed,
        n_pending,
        times_to_close,
    })
}

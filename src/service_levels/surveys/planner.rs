use crate::service_levels::experience::{
    Delivery, Frequency, Invitation, Reply, SurveyKind, too_soon,
};
use crate::stats::{draw, generator};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is settled about a survey before anybody is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyPlan {
    /// Its id.
    pub survey: Arc<str>,
    /// What sort of survey.
    pub kind: SurveyKind,
    /// Who comes back on answers.
    pub follow_up_owner: Option<String>,
    /// Within how long.
    pub close_within: Option<Seconds>,
    /// What the first figures will be set beside: the period that is frozen as baseline.
    pub baseline: Option<String>,
    /// How often a person may be invited.
    pub frequency: Frequency,
    /// A contact that is longer ago is not asked about; `None` for no bound.
    pub contact_at_most: Option<Seconds>,
}

/// What a plan lacks without which nobody is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanGap {
    /// Nobody comes back on answers.
    FollowUpOwner,
    /// Nothing says within how long.
    CloseWithin,
    /// There is no plan for a baseline.
    Baseline,
}

/// Somebody who could be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub recipient: Arc<str>,
    /// The contact to ask about.
    pub contact: Option<Arc<str>>,
    /// When it was over.
    pub contact_at: Option<Timestamp>,
    /// Whether they said that they want no invitations.
    pub has_opted_out: bool,
}

/// How the plan is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanSettings {
    /// How many to invite at most.
    pub n: usize,
    /// Seed of the draw.
    pub seed: u64,
    /// When they are sent.
    pub send_at: Timestamp,
}

/// Why somebody is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ineligible {
    /// They want no invitations.
    OptedOut,
    /// They were invited a short time ago.
    Quarantine,
    /// Their contact is too long ago, or nobody knows when it was.
    OldContact,
    /// Their contact is of after the sending.
    FutureContact,
    /// They stand in the list with another contact, which is asked about.
    AnotherContact,
}

/// Somebody who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Id of the invitation: the survey and the place in the plan.
    pub invitation: Arc<str>,
    /// Who and about what.
    pub candidate: Candidate,
}

/// Whom to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationPlan {
    /// Those drawn, in order of recipient.
    pub invitees: Vec<Invitee>,
    /// Those who could have been drawn.
    pub n_eligible: usize,
    /// Rows of candidates that are not, by why.
    pub n_ineligible: BTreeMap<Ineligible, usize>,
}

impl SurveyPlan {
    /// What it lacks, in a fixed order.
    pub fn gaps(&self) -> Vec<PlanGap> {
        let is_blank = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            text.trim().is_empty()
        };
        let mut gaps = Vec::new();
        if is_blank(&self.follow_up_owner) {
            gaps.push(PlanGap::FollowUpOwner);
        }
        if self.close_within.is_none() {
            gaps.push(PlanGap::CloseWithin);
        }
        if is_blank(&self.baseline) {
            gaps.push(PlanGap::Baseline);
        }
        gaps
    }
}

impl PlanGap {
    /// The key in a file of plans.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FollowUpOwner => "follow_up_owner",
            Self::CloseWithin => "close_within",
            Self::Baseline => "baseline",
        }
    }
}

impl Ineligible {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::Quarantine => "quarantine",
            Self::OldContact => "old_contact",
            Self::FutureContact => "future_contact",
            Self::AnotherContact => "another_contact",
        }
    }
}

/// Draws whom to invite: every eligible person with the same chance, each once, about their latest
/// contact. The same candidates, history and seed give the same plan, in whatever order they stand.
pub fn plan_invitations(
    plan: &SurveyPlan,
    candidates: &[Candidate],
    history: &[Invitation],
    settings: &PlanSettings,
) -> InvitationPlan {
    let mut n_ineligible: BTreeMap<Ineligible, usize> = BTreeMap::new();
    let mut by_recipient: BTreeMap<&Arc<str>, Vec<&Candidate>> = BTreeMap::new();
    for candidate in candidates {
        by_recipient
            .entry(&candidate.recipient)
            .or_default()
            .push(candidate);
    }
    let mut past: BTreeMap<&Arc<str>, Vec<&Invitation>> = BTreeMap::new();
    for invitation in history {
        if let Some(recipient) = &invitation.recipient {
            past.entry(recipient).or_default().push(invitation);
        }
    }
    let mut eligible: Vec<&Candidate> = Vec::new();
    for (recipient, own) in by_recipient {
        let past = past.get(recipient).map_or(&[][..], Vec::as_slice);
        let has_opted_out = own.iter().any(|one| one.has_opted_out)
            || past.iter().any(|one| one.delivery == Delivery::OptedOut);
        let mut note = |why: Ineligible, n: usize| {
            if n > 0 {
                *n_ineligible.entry(why).or_default() += n;
            }
        };
        if has_opted_out {
            note(Ineligible::OptedOut, own.len());
            continue;
        }
        if is_in_quarantine(plan, recipient, past, settings.send_at) {
            note(Ineligible::Quarantine, own.len());
            continue;
        }
        let mut fitting: Vec<&Candidate> = Vec::new();
        for candidate in own {
            match fault_of(candidate, plan, settings.send_at) {
                Some(why) => note(why, 1),
                None => fitting.push(candidate),
            }
        }
        let latest = fitting
            .iter()
            .max_by_key(|one| (one.contact_at, one.contact.clone()));
        if let Some(latest) = latest {
            note(Ineligible::AnotherContact, fitting.len() - 1);
            eligible.push(latest);
        }
    }
    let n_eligible = eligible.len();
    draw::shuffle(&mut generator(settings.seed, 0), &mut eligible);
    eligible.truncate(settings.n);
    eligible.sort_by(|a, b| a.recipient.cmp(&b.recipient));
    let day = settings.send_at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let invitees = eligible
        .into_iter()
        .enumerate()
        .map(|(at, candidate)| Invitee {
            invitation: format!("{}-{day}-{:05}", plan.survey, at + 1).into(),
            candidate: candidate.clone(),
        });
    InvitationPlan {
        invitees: invitees.collect(),
        n_eligible,
        n_ineligible,
    }
}

fn fault_of(candidate: &Candidate, plan: &SurveyPlan, send_at: Timestamp) -> Option<Ineligible> {
    if candidate.contact_at.is_some_and(|at| at > send_at) {
        return Some(Ineligible::FutureContact);
    }
    let Seconds(most) = plan.contact_at_most?;
    let is_old = candidate
        .contact_at
        .is_none_or(|at| send_at.as_second() - at.as_second() > most);
    is_old.then_some(Ineligible::OldContact)
}

/// Whether an invitation now would be too soon, by the rule that judges those that were sent.
fn is_in_quarantine(
    plan: &SurveyPlan,
    recipient: &Arc<str>,
    past: &[&Invitation],
    send_at: Timestamp,
) -> bool {
    let new: Arc<str> = "\u{0}planned".into();
    let mut received: Vec<Invitation> = past.iter().map(|one| (*one).clone()).collect();
    received.push(Invitation {
        id: Arc::clone(&new),
        recipient: Some(Arc::clone(recipient)),
        kind: plan.kind,
        sent_at: send_at,
        delivery: Delivery::Delivered,
        reply: Reply::None,
    });
    let found = too_soon(&received, &plan.frequency);
    found.iter().any(|one| one.invitation == new)
}

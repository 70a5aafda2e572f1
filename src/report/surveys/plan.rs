use super::loop_text::Override;
use crate::report::Language;
use crate::report::calls::{counted, source_json};
use crate::report::section::{Section, listing};
use crate::report::table::rows_as_csv;
use crate::report::words::either;
use crate::service_levels::calls::Provenance;
use crate::service_levels::surveys::{Ineligible, InvitationPlan, PlanSettings, SurveyPlan};
use serde_json::{Map, Value, json};

/// A plan of invitations with what it rests on.
#[derive(Debug, Clone, Copy)]
pub struct PlannedSurvey<'a> {
    /// Where the candidates come from.
    pub provenance: &'a Provenance,
    /// What is settled about the survey.
    pub plan: &'a SurveyPlan,
    /// How it was drawn.
    pub settings: &'a PlanSettings,
    /// Whom to invite.
    pub invitations: &'a InvitationPlan,
    /// Gates that somebody overrode for this survey, this one included.
    pub overrides: &'a [Override],
}

/// What was planned, for a terminal; nobody is named.
pub fn plan_text(planned: &PlannedSurvey<'_>, language: Language) -> String {
    let mut section = Section::default();
    let found = planned.invitations;
    section.lead.push(match language {
        Language::Nl => format!(
            "{}: {} uit te nodigen van {} die mogen, getrokken met seed {}, te versturen {}",
            planned.plan.survey,
            counted(found.invitees.len(), language),
            counted(found.n_eligible, language),
            planned.settings.seed,
            planned.settings.send_at,
        ),
        Language::En => format!(
            "{}: {} to invite of {} who may be, drawn with seed {}, to be sent {}",
            planned.plan.survey,
            counted(found.invitees.len(), language),
            counted(found.n_eligible, language),
            planned.settings.seed,
            planned.settings.send_at,
        ),
    });
    let owner = planned.plan.follow_up_owner.as_deref();
    section.lead.push(format!(
        "{}: {}",
        either(language, "Opvolging door", "Followed up by"),
        owner.unwrap_or(either(language, "niemand", "nobody")),
    ));
    section.grid.header = vec![
        either(language, "niet uit te nodigen", "not to be invited").to_owned(),
        either(language, "regels", "rows").to_owned(),
    ];
    for (why, n) in &found.n_ineligible {
        section.push(vec![
            ineligible(*why, language).to_owned(),
            counted(*n, language),
        ]);
    }
    let overrides = planned.overrides.iter().map(|one| {
        format!(
            "{}: {} ({}) {}",
            either(language, "Poort overgeslagen", "Gate overridden"),
            one.gaps.join(", "),
            one.at,
            one.reason
        )
    });
    let n_rejected = planned.provenance.n_rejected();
    let rejected = (n_rejected > 0).then(|| {
        let n = counted(n_rejected, language);
        match language {
            Language::Nl => format!("{n} regel(s) zijn niet te gebruiken."),
            Language::En => format!("{n} row(s) cannot be used."),
        }
    });
    let chance = either(
        language,
        "Ieder die mag heeft dezelfde kans; wie niet mag ontbreekt in de uitkomst.",
        "Everybody who may be has the same chance; who may not is missing from the result.",
    );
    let cautions = overrides
        .chain(rejected)
        .chain(std::iter::once(chance.to_owned()));
    listing(&[section], cautions, language)
}

fn ineligible(why: Ineligible, language: Language) -> &'static str {
    let (nl, en) = match why {
        Ineligible::OptedOut => ("wil geen uitnodigingen", "wants no invitations"),
        Ineligible::Quarantine => ("kort geleden uitgenodigd", "invited a short time ago"),
        Ineligible::OldContact => ("contact te lang geleden", "contact too long ago"),
        Ineligible::FutureContact => ("contact van na het versturen", "contact after the sending"),
        Ineligible::AnotherContact => ("ander contact van dezelfde", "another contact of the same"),
    };
    either(language, nl, en)
}

/// Whom to invite, as a table for whoever sends the invitations.
///
/// Columns, in order: `invitation_id`, `survey_id`, `recipient`, `contact_id`, `sent_at`. With columns
/// for what became of them it is the log that `signaal loop` reads.
pub fn invitation_list(planned: &PlannedSurvey<'_>) -> String {
    let header = [
        "invitation_id",
        "survey_id",
        "recipient",
        "contact_id",
        "sent_at",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for one in &planned.invitations.invitees {
        let contact = one.candidate.contact.as_deref();
        rows.push(vec![
            one.invitation.to_string(),
            planned.plan.survey.to_string(),
            one.candidate.recipient.to_string(),
            contact.unwrap_or_default().to_owned(),
            planned.settings.send_at.to_string(),
        ]);
    }
    rows_as_csv(&rows)
}

/// What was planned and whom to invite, for machines.
pub fn plan_json(planned: &PlannedSurvey<'_>) -> String {
    let found = planned.invitations;
    let why: Map<String, Value> = found
        .n_ineligible
        .iter()
        .map(|(why, n)| (why.as_str().to_owned(), json!(n)))
        .collect();
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "source": source_json(planned.provenance),
        "survey_id": &*planned.plan.survey,
        "follow_up_owner": planned.plan.follow_up_owner,
        "seed": planned.settings.seed,
        "send_at": planned.settings.send_at.to_string(),
        "n_asked_for": planned.settings.n,
        "n_eligible": found.n_eligible,
        "n_ineligible": why,
        "invitations": found.invitees.iter().map(|one| json!({
            "invitation_id": &*one.invitation,
            "recipient": &*one.candidate.recipient,
            "contact_id": one.candidate.contact.as_deref(),
        })).collect::<Vec<Value>>(),
        "overrides": planned.overrides.iter().map(|one| json!({
            "at": one.at,
            "survey_id": one.survey,
            "missing": one.gaps,
            "reason": one.reason,
        })).collect::<Vec<Value>>(),
    });
    format!("{document:#}\n")
}

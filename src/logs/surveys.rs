use super::rows::{
    Cells, Log, LogColumn, LogReading, Need, Wrong, YES_OR_NO, before, read_rows, yes_or_no,
};
use crate::intake::Error;
use crate::service_levels::experience::{Delivery, Invitation, Reply, SurveyKind};
use crate::service_levels::surveys::{Candidate, Closure, Invited};
use std::path::Path;

/// Columns of a log of invitations.
pub const INVITATION_COLUMNS: &[LogColumn] = &[
    LogColumn {
        name: "invitation",
        usual: &["invitation_id", "uitnodiging", "uitnodiging_id", "id"],
        need: Need::Always,
    },
    LogColumn {
        name: "recipient",
        usual: &[
            "recipient_id",
            "customer",
            "customer_id",
            "klant",
            "klant_id",
        ],
        need: Need::Optional,
    },
    LogColumn {
        name: "sent_at",
        usual: &["sent", "invited_at", "verstuurd", "verstuurd_op"],
        need: Need::Always,
    },
    LogColumn {
        name: "kind",
        usual: &["survey_kind", "soort"],
        need: Need::Optional,
    },
    LogColumn {
        name: "outcome",
        usual: &["delivery", "invited", "bezorging"],
        need: Need::Optional,
    },
    LogColumn {
        name: "responded_at",
        usual: &["submitted_at", "answered_at", "ingevuld", "ingevuld_op"],
        need: Need::Always,
    },
    LogColumn {
        name: "complete",
        usual: &["volledig"],
        need: Need::Optional,
    },
    LogColumn {
        name: "follow_up",
        usual: &["follow_up_requested", "callback_requested", "opvolging"],
        need: Need::Optional,
    },
];

/// Columns of a log of closures.
pub const CLOSURE_COLUMNS: &[LogColumn] = &[
    LogColumn {
        name: "invitation",
        usual: &[
            "invitation_id",
            "uitnodiging",
            "uitnodiging_id",
            "response_id",
        ],
        need: Need::Always,
    },
    LogColumn {
        name: "closed_at",
        usual: &["closed", "answered_at", "gesloten", "gesloten_op"],
        need: Need::Always,
    },
    LogColumn {
        name: "outcome",
        usual: &["result", "uitkomst"],
        need: Need::Optional,
    },
    LogColumn {
        name: "owner",
        usual: &["owner_role", "role", "rol"],
        need: Need::Optional,
    },
];

/// Columns of a list of people who could be invited.
pub const CANDIDATE_COLUMNS: &[LogColumn] = &[
    LogColumn {
        name: "recipient",
        usual: &[
            "recipient_id",
            "customer",
            "customer_id",
            "klant",
            "klant_id",
        ],
        need: Need::Always,
    },
    LogColumn {
        name: "contact",
        usual: &["contact_id", "ticket_id", "call_id"],
        need: Need::Optional,
    },
    LogColumn {
        name: "contact_at",
        usual: &["ended_at", "closed_at", "offered_at", "contact_op"],
        need: Need::Optional,
    },
    LogColumn {
        name: "opted_out",
        usual: &["no_survey", "geen_enquete", "afgemeld"],
        need: Need::Optional,
    },
];

/// Reads a log of invitations, each with its answer. Without a word for its kind an invitation is about
/// something that just happened, and without one for its delivery it arrived.
///
/// # Errors
///
/// When the file cannot be read at all, or lacks a column without which its rows say nothing.
pub fn read_invitations(path: &Path, reading: &LogReading) -> Result<Log<Invited>, Error> {
    read_rows(path, reading, INVITATION_COLUMNS, invited)
}

/// Reads a log of closures: what was done with answers, when and by whom.
///
/// # Errors
///
/// As [`read_invitations`].
pub fn read_closures(path: &Path, reading: &LogReading) -> Result<Log<Closure>, Error> {
    read_rows(path, reading, CLOSURE_COLUMNS, |cells| {
        Ok(Closure {
            invitation: cells.needed("invitation")?,
            closed_at: cells.instant("closed_at")?,
            outcome: cells.shared("outcome"),
            owner: cells.shared("owner"),
        })
    })
}

/// Reads a list of people who could be invited.
///
/// # Errors
///
/// As [`read_invitations`].
pub fn read_candidates(path: &Path, reading: &LogReading) -> Result<Log<Candidate>, Error> {
    read_rows(path, reading, CANDIDATE_COLUMNS, |cells| {
        Ok(Candidate {
            recipient: cells.needed("recipient")?,
            contact: cells.shared("contact"),
            contact_at: cells.instant("contact_at")?,
            has_opted_out: cells
                .word("opted_out", YES_OR_NO, yes_or_no)?
                .unwrap_or(false),
        })
    })
}

fn invited(cells: &Cells<'_>) -> Result<Invited, Wrong> {
    let id = cells.needed("invitation")?;
    let sent_at = cells.needed_instant("sent_at")?;
    let responded_at = cells.instant("responded_at")?;
    if responded_at.is_some_and(|at| at < sent_at) {
        return Err(before("responded_at", "sent_at"));
    }
    let kind = cells.word("kind", "relational or transactional", |word| match word {
        "relational" | "relationship" | "relatie" => Some(SurveyKind::Relational),
        "transactional" | "contact" | "process" | "proces" => Some(SurveyKind::Transactional),
        _ => None,
    })?;
    let known = "delivered, bounced, opted_out or held_back";
    let delivery = cells.word("outcome", known, |word| match word {
        "delivered" | "sent" | "yes" | "ja" | "bezorgd" => Some(Delivery::Delivered),
        "bounced" | "onbestelbaar" => Some(Delivery::Bounced),
        "opted_out" | "afgemeld" => Some(Delivery::OptedOut),
        "held_back" | "suppressed_quarantine" | "tegengehouden" => Some(Delivery::HeldBack),
        _ => None,
    })?;
    let is_complete = cells.word("complete", "yes, partial or no", |word| match word {
        "partial" | "gedeeltelijk" => Some(false),
        "complete" | "volledig" => Some(true),
        word => yes_or_no(word),
    })?;
    let asks_follow_up = cells.word("follow_up", YES_OR_NO, yes_or_no)?;
    Ok(Invited {
        invitation: Invitation {
            id,
            recipient: cells.shared("recipient"),
            kind: kind.unwrap_or(SurveyKind::Transactional),
            sent_at,
            delivery: delivery.unwrap_or(Delivery::Delivered),
            reply: match (responded_at, is_complete) {
                (None, _) => Reply::None,
                (Some(_), Some(false)) => Reply::Partial,
                (Some(_), _) => Reply::Complete,
            },
        },
        responded_at,
        asks_follow_up: asks_follow_up.unwrap_or(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn rows_become_invitations_with_their_answer_and_bad_ones_rejections() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("i.csv");
        fs::write(
            &path,
            "uitnodiging,klant,verstuurd,bezorging,ingevuld,volledig,opvolging\n\
             1,k1,2026-01-01T10:00Z,bezorgd,2026-01-02T10:00Z,ja,ja\n\
             2,k2,2026-01-01T10:00Z,onbestelbaar,,,\n\
             3,k3,2026-01-01T10:00Z,bezorgd,2026-01-02T10:00Z,gedeeltelijk,nee\n\
             4,k4,2026-01-03T10:00Z,bezorgd,2026-01-02T10:00Z,ja,nee\n\
             5,k5,2026-01-03T10:00Z,per duif,,,\n",
        )
        .unwrap();
        let found = read_invitations(&path, &LogReading::default()).unwrap();
        let told: Vec<_> = found
            .rows
            .iter()
            .map(|one| {
                (
                    one.invitation.delivery,
                    one.invitation.reply,
                    one.asks_follow_up,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (Delivery::Delivered, Reply::Complete, true),
                (Delivery::Bounced, Reply::None, false),
                (Delivery::Delivered, Reply::Partial, false),
            ]
        );
        let reasons: Vec<_> = found
            .rejections
            .iter()
            .map(|one| one.fault.reason())
            .collect();
        assert_eq!(reasons, ["end_before_start", "unknown_word"]);
    }
}

use super::words::either;
use crate::findings::JoinedAnswers;
use crate::report::{Language, number};
use crate::units::as_u64;
use serde_json::{Value, json};

/// The account for people, a line per fate.
pub(in crate::report) fn answers_lines(answers: &JoinedAnswers, language: Language) -> Vec<String> {
    let n = |n: usize| number::count(as_u64(n), language);
    let (read, joined) = (n(answers.n_read), n(answers.n_joined));
    let mut lines = vec![match language {
        Language::Nl => {
            format!("{joined} van {read} gelezen antwoorden tellen mee bij een ticket.")
        }
        Language::En => format!("{joined} of {read} answers that were read count with a ticket."),
    }];
    let fates = [
        (
            answers.n_rejected,
            "onleesbaar, overgeslagen",
            "could not be read, left out",
        ),
        (
            answers.n_unanswered,
            "zonder volledig antwoord van een klant op deze vraag",
            "without a complete answer of a customer to this question",
        ),
        (
            answers.n_after_report,
            "van na het moment van het rapport, overgeslagen",
            "sent in after the instant of the report, left out",
        ),
        (
            answers.n_unnamed,
            "noemen geen ticket of contact",
            "name no ticket or contact",
        ),
        (answers.n_unmatched, "vonden geen ticket", "found no ticket"),
        (
            answers.n_before_ticket,
            "van voor het ticket bestond, overgeslagen",
            "sent in before the ticket existed, left out",
        ),
        (
            answers.n_late,
            "te laat: meer dan 30 dagen na de oplossing van het ticket (het begin, waar het niet is opgelost), overgeslagen",
            "late: more than 30 days after the ticket was solved (made, where it is not), left out",
        ),
        (
            answers.n_further,
            "verdere antwoorden over hetzelfde ticket, overgeslagen",
            "further answers about the same ticket, left out",
        ),
        (
            answers.n_undated,
            "zonder tijd, geteld",
            "without a time, counted",
        ),
    ];
    lines.extend(
        fates
            .into_iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, nl, en)| format!("- {} {}", n(count), either(language, nl, en))),
    );
    lines
}

/// A warning where most answers of a file found no ticket: two systems may number them in two ways.
pub(super) fn few_found(answers: &JoinedAnswers, language: Language) -> Option<String> {
    let n = |n: usize| number::count(as_u64(n), language);
    let (found, usable) = (answers.n_found(), answers.n_usable());
    if found * 2 >= usable {
        return None;
    }
    let (found, usable) = (n(found), n(usable));
    Some(match language {
        Language::Nl => format!(
            "LET OP: minder dan de helft van de antwoorden ({found} van {usable}) vond een ticket. Alles hieronder rust op die; kijk of beide bestanden dezelfde nummers gebruiken."
        ),
        Language::En => format!(
            "ATTENTION: less than half of the answers ({found} of {usable}) found a ticket. All below rests on those; see whether both files use the same ids."
        ),
    })
}

/// The account for machines.
pub(in crate::report) fn answers_json(answers: &JoinedAnswers) -> Value {
    json!({
        "n_read": answers.n_read,
        "n_rejected": answers.n_rejected,
        "n_unanswered": answers.n_unanswered,
        "n_after_report": answers.n_after_report,
        "n_unnamed": answers.n_unnamed,
        "n_unmatched": answers.n_unmatched,
        "n_before_ticket": answers.n_before_ticket,
        "n_late": answers.n_late,
        "n_further": answers.n_further,
        "n_joined": answers.n_joined,
        "n_undated": answers.n_undated,
    })
}

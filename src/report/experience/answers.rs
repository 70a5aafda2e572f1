use super::words::either;
use crate::report::{Language, number};
use crate::units::as_u64;
use serde_json::{Value, json};

/// What became of answers on their way to tickets. Every answer read has one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JoinedAnswers {
    /// Rows that could be read.
    pub n_read: usize,
    /// Rows that could not.
    pub n_rejected: usize,
    /// No complete answer of a customer to the question.
    pub n_unanswered: usize,
    /// Sent in after the instant of the report.
    pub n_after_report: usize,
    /// Names neither ticket nor contact.
    pub n_unnamed: usize,
    /// Found no ticket.
    pub n_unmatched: usize,
    /// Sent in before its ticket existed.
    pub n_before_ticket: usize,
    /// Sent in too long after its ticket was solved, or made where it is not solved.
    pub n_late: usize,
    /// Another answer about a ticket that has one.
    pub n_further: usize,
    /// Counted.
    pub n_joined: usize,
    /// Those counted whose time is not known.
    pub n_undated: usize,
}

impl JoinedAnswers {
    /// Answers that should find a ticket.
    fn n_usable(&self) -> usize {
        self.n_read - self.n_unanswered - self.n_after_report
    }

    /// Answers that found one, counted or not.
    fn n_found(&self) -> usize {
        self.n_usable() - self.n_unnamed - self.n_unmatched
    }
}

/// The account for people, a line per fate.
pub(super) fn answers_lines(answers: &JoinedAnswers, language: Language) -> Vec<String> {
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
    let (found, usable) = (answers.n_found(), answers.n_usable());
    if found * 2 < usable {
        let (found, usable) = (n(found), n(usable));
        lines.push(match language {
            Language::Nl => format!("LET OP: minder dan de helft van de antwoorden ({found} van {usable}) vond een ticket. Alles hieronder rust op die; kijk of beide bestanden dezelfde nummers gebruiken."),
            Language::En => format!("ATTENTION: less than half of the answers ({found} of {usable}) found a ticket. All below rests on those; see whether both files use the same ids."),
        });
    }
    lines
}

/// The account for machines.
pub(super) fn answers_json(answers: &JoinedAnswers) -> Value {
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

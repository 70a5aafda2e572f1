use crate::findings::EventIntake;
use crate::report::Language;
use crate::report::number;
use crate::report::words::either;
use serde_json::{Value, json};

/// What became of the rows, for machines.
pub(super) fn value(intake: &EventIntake) -> Value {
    json!({
        "n_rows": intake.n_rows,
        "n_events": intake.n_events,
        "n_tickets": intake.n_tickets,
        "n_rejected": intake.rejected.values().sum::<u64>(),
        "rejected": intake.rejected,
        "n_tickets_lost": intake.n_tickets_lost,
        "n_tickets_with_lost_rows": intake.n_tickets_with_lost_rows,
        "n_repeated": intake.n_repeated,
        "n_superseded": intake.n_superseded,
        "n_repeated_times": intake.n_repeated_times,
        "n_skipped_times": intake.n_skipped_times,
        "n_tied": intake.n_tied,
        "n_deleted": intake.n_deleted,
        "n_assumed_authors": intake.n_assumed_authors,
        "n_out_of_time": intake.n_out_of_time,
        "left_out_columns": intake.left_out,
    })
}

/// What became of the rows, for people: first how many there were, then what is the matter with them.
pub(super) fn lines(intake: &EventIntake, language: Language) -> Vec<String> {
    let n = |n| number::count(n, language);
    let rows = |count| {
        let unit = match (count, language) {
            (1, Language::Nl) => "regel",
            (_, Language::Nl) => "regels",
            (1, Language::En) => "row",
            (_, Language::En) => "rows",
        };
        format!("{} {unit}", n(count))
    };
    let tickets = |count| {
        let unit = if count == 1 { "ticket" } else { "tickets" };
        format!("{} {unit}", n(count))
    };
    let were = if intake.n_rows == 1 { "was" } else { "were" };
    let mut lines = vec![match language {
        Language::Nl => format!(
            "{} gelezen, met {}",
            rows(intake.n_rows),
            tickets(intake.n_tickets)
        ),
        Language::En => format!(
            "{} {were} read, with {}",
            rows(intake.n_rows),
            tickets(intake.n_tickets)
        ),
    }];
    lines.extend(intake.rejected.iter().map(|(reason, count)| {
        let rejected = either(language, "afgekeurd", "rejected");
        format!("{rejected}, {reason}: {}", rows(*count))
    }));
    let accounts = [
        (
            tickets(intake.n_tickets_lost),
            intake.n_tickets_lost,
            "in hun geheel verloren door afgekeurde regels",
            "lost whole to rejected rows",
        ),
        (
            tickets(intake.n_out_of_time),
            intake.n_out_of_time,
            "buiten alle bekende openingstijden, weggelaten",
            "outside all opening hours that are known, left out",
        ),
        (
            tickets(intake.n_deleted),
            intake.n_deleted,
            "door de bron als verwijderd gemerkt, weggelaten",
            "marked as deleted by the source, left out",
        ),
        (
            rows(intake.n_repeated),
            intake.n_repeated,
            "meer dan eens in het bestand; een ervan telt",
            "in the file more than once; one was kept",
        ),
        (
            rows(intake.n_superseded),
            intake.n_superseded,
            "van een ticket waarvan een latere regel meer zegt; die telt",
            "of a ticket of which a later row says more; that one counts",
        ),
        (
            rows(intake.n_repeated_times),
            intake.n_repeated_times,
            "met een tijd die de klok tweemaal aanwees; de eerste is genomen",
            "with a time that the clock showed twice; the first was taken",
        ),
        (
            rows(intake.n_skipped_times),
            intake.n_skipped_times,
            "met een tijd die de klok oversloeg; zij is met de sprong verschoven",
            "with a time that the clock skipped; it was moved on by the jump",
        ),
        (
            rows(intake.n_tied),
            intake.n_tied,
            "van een ogenblik waarvan alleen de plaats in het bestand de volgorde zegt",
            "of one instant whose order only their place in the file tells",
        ),
        (
            rows(intake.n_assumed_authors),
            intake.n_assumed_authors,
            "zonder bekende rol van de afzender; die is uit de gebeurtenis afgeleid",
            "without a known role of the author; it was inferred from the event",
        ),
    ];
    for (what, count, nl, en) in accounts {
        if count > 0 {
            lines.push(format!("{what} {}", either(language, nl, en)));
        }
    }
    lines
}

use super::report::clock;
use crate::findings::{Note, Reopenings};
use crate::report::Language;
use crate::report::number;
use crate::report::words::either;
use crate::service_levels::attainment::Standing;
use crate::service_levels::clocks::State;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::service_levels::tickets::Need;
use crate::units::as_u64;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What is timed.
pub(super) fn metric(metric: Metric, language: Language) -> &'static str {
    let (nl, en) = match metric {
        Metric::FirstReplyTime => ("eerste reactie", "first reply"),
        Metric::NextReplyTime => ("volgende reactie", "next reply"),
        Metric::PeriodicUpdateTime => ("tussenbericht", "periodic update"),
        Metric::PausableUpdateTime => ("tussenbericht met pauzes", "pausable update"),
        Metric::RequesterWaitTime => ("wachttijd van de klant", "requester wait"),
        Metric::AgentWorkTime => ("werktijd", "agent work"),
        Metric::TotalResolutionTime => ("oplossing", "resolution"),
        Metric::OwnershipTime => ("in handen van team", "ownership"),
    };
    either(language, nl, en)
}

/// What sort of promise.
pub(super) fn kind(kind: AgreementKind) -> &'static str {
    match kind {
        AgreementKind::Sla => "SLA",
        AgreementKind::Ola => "OLA",
        AgreementKind::Underpinning => "UC",
        AgreementKind::Xla => "XLA",
        AgreementKind::Internal => "KPI",
    }
}

/// How a share stands against the promised one.
pub(in crate::report) fn standing(standing: Standing, language: Language) -> &'static str {
    let (nl, en) = match standing {
        Standing::Met => ("gehaald", "met"),
        Standing::NotMet => ("niet gehaald", "not met"),
        Standing::NothingAgreed => ("niets afgesproken", "no share agreed"),
        Standing::SharesDiffer => ("verschillende percentages", "shares differ"),
        Standing::NothingDecided => ("nog niets beslist", "nothing decided"),
        Standing::CannotTell => ("niet te zeggen", "cannot tell"),
    };
    either(language, nl, en)
}

/// Why tickets have no promise, with their number; reasons that differ by case alone are one.
pub(super) fn without_promise(
    reasons: &BTreeMap<String, u64>,
    language: Language,
) -> Vec<(String, u64)> {
    let mut all: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for (reason, n) in reasons {
        let told = all.entry(reason.to_lowercase());
        told.or_insert_with(|| (no_promise(reason, language), 0)).1 += n;
    }
    all.into_values().collect()
}

/// A reason as the clocks write it, in the language of the report.
pub(super) fn no_promise(reason: &str, language: Language) -> String {
    if language == Language::En {
        return reason.to_owned();
    }
    match reason {
        "no policy matched" => return "geen afspraak past".to_owned(),
        "created after the instant of the report" => {
            return "aangemaakt na het moment van het rapport".to_owned();
        }
        _ => {}
    }
    let Some(rest) = reason.strip_prefix("policy ") else {
        return reason.to_owned();
    };
    if let Some((policy, _)) = rest.split_once(" matched and asks for a priority") {
        return format!(
            "afspraak {policy} past en vraagt een prioriteit, die het ticket niet heeft; default_priority noemt er een voor zulke tickets"
        );
    }
    match rest.split_once(" matched without a target") {
        None => reason.to_owned(),
        Some((policy, priority)) => {
            let priority = priority.replace(" for priority ", " voor prioriteit ");
            format!("afspraak {policy} past zonder doel{priority}")
        }
    }
}

/// How a clock stands.
pub(super) fn state(state: State, language: Language) -> &'static str {
    let (nl, en) = match state {
        State::Met => ("op tijd", "met"),
        State::Breached => ("te laat", "breached"),
        State::OpenOnTrack => ("loopt", "on track"),
        State::OpenAtRisk => ("dreigt", "at risk"),
        State::Paused => ("staat stil", "paused"),
        State::Cancelled => ("vervallen", "cancelled"),
        State::CannotTell => ("niet te zeggen", "cannot tell"),
    };
    either(language, nl, en)
}

/// What a reader should know about tickets.
pub(super) fn note(note: Note, n: u64, language: Language) -> String {
    let (nl, en) = match note {
        Note::LostRows => (
            "met afgekeurde regels: in hun verloop ontbreekt iets",
            "with rejected rows: something is missing from their logs",
        ),
        Note::EventsAfterAsOf => (
            "met gebeurtenissen na het moment van het rapport, die niet meetellen",
            "with events after the instant of the report, which are left out",
        ),
        Note::RepeatedEvents => (
            "met gebeurtenissen die dubbel in de bron staan; zij tellen eenmaal",
            "with events that stand in the source twice; they count once",
        ),
        Note::EventsAfterMerge => (
            "met gebeurtenissen na de samenvoeging, die niet meetellen",
            "with events after their merge, which are left out",
        ),
        Note::ClosedWithoutSolved => (
            "gesloten zonder opgelost te zijn; dat telt als opgelost",
            "closed without being solved; that counts as solved",
        ),
        Note::PendingEndedByMessage => (
            "waar een bericht van de klant het wachten op de klant beëindigde",
            "where a message of the customer ended the pending status",
        ),
        Note::ModelChanged => (
            "waar het model later iets anders las; de eerste lezing telt",
            "where the topic model later read something else; its first reading counts",
        ),
        Note::SourcePolicyDiffers => (
            "waarop de bron een andere afspraak toepaste dan hier is gevonden",
            "to which the source applied another policy than the one that matched",
        ),
        Note::ReopenedByThanks => (
            "die een bedankje heropende; dat telt als elke heropening",
            "that a message of thanks reopened; that counts as any reopening",
        ),
        Note::NoMeasuredPrecision => (
            "waarvan een afspraak vraagt hoe zeker het gelezen onderwerp is; dat is niet gemeten, dus die afspraak geldt niet (geef een kaart van nagekeken labels op)",
            "of which a policy asks how sure the topic is that was read; no measured precision, so that policy does not apply (name a card of checked labels)",
        ),
        Note::BreachLiftedByChange => (
            "die te laat waren voordat een ruimere afspraak ging gelden",
            "that were late before a wider promise took over",
        ),
    };
    let tickets = if n == 1 { "ticket" } else { "tickets" };
    let text = either(language, nl, en);
    format!("{} {tickets} {text}", number::count(n, language))
}

/// Why a metric cannot be told from the file, and what to do.
pub(super) fn unseen(what: Metric, needs: &[Need], language: Language) -> String {
    let name = metric(what, language);
    let and = either(language, " en ", " and ");
    let missing: Vec<&str> = needs.iter().map(|need| missing(*need, language)).collect();
    let remedies: Vec<&str> = needs.iter().map(|need| remedy(*need, language)).collect();
    let (missing, remedies) = (missing.join(and), remedies.join("; "));
    match language {
        Language::Nl => {
            format!("{name} is niet te zeggen: het bestand toont geen {missing}; {remedies}")
        }
        Language::En => format!("{name} cannot be told: the file shows no {missing}; {remedies}"),
    }
}

/// What a metric waits for that no event of the log is, and what to do if the source keeps it elsewhere.
pub(super) fn awaiting(what: Metric, needs: &[Need], language: Language) -> String {
    let name = metric(what, language);
    let or = either(language, " of ", " or ");
    let never: Vec<&str> = needs.iter().map(|need| missing(*need, language)).collect();
    let remedies: Vec<&str> = needs.iter().map(|need| remedy(*need, language)).collect();
    let (never, remedies) = (never.join(or), remedies.join("; "));
    match language {
        Language::Nl => format!(
            "{name}: in het hele bestand komen geen {never} voor, en zo is geoordeeld; staan ze ergens anders, {remedies}"
        ),
        Language::En => format!(
            "{name}: there are no {never} in the whole file, and it is judged so; if the source keeps them elsewhere, {remedies}"
        ),
    }
}

pub(super) fn missing(need: Need, language: Language) -> &'static str {
    let (nl, en) = match need {
        Need::Replies => ("reacties", "replies"),
        Need::CustomerMessages => ("berichten van klanten", "messages of customers"),
        Need::StatusChanges => ("statuswijzigingen", "changes of status"),
        Need::Solutions => ("oplossingen", "solutions"),
        Need::TeamChanges => ("wisselingen van team", "changes of team"),
    };
    either(language, nl, en)
}

fn remedy(need: Need, language: Language) -> &'static str {
    let (nl, en) = match need {
        Need::Replies => (
            "lever reacties mee (gebeurtenis public_reply, of de kolom first_reply bij een regel per ticket)",
            "export replies too (event public_reply, or the column first_reply with one row a ticket)",
        ),
        Need::CustomerMessages => (
            "lever berichten van klanten mee (gebeurtenis customer_message)",
            "export messages of customers too (event customer_message)",
        ),
        Need::StatusChanges => (
            "lever statuswijzigingen mee (gebeurtenis status), of beloof total_resolution_time, dat zonder kan",
            "export changes of status too (event status), or promise total_resolution_time, which needs none",
        ),
        Need::Solutions => (
            "lever oplossingen mee (gebeurtenis solved of closed, of een kolom daarvan)",
            "export solutions too (event solved or closed, or a column of them)",
        ),
        Need::TeamChanges => (
            "lever mee welk team een ticket wanneer kreeg (gebeurtenis team_assigned)",
            "export which team got a ticket when (event team_assigned)",
        ),
    };
    either(language, nl, en)
}

/// How many reopenings were thanks, with the first of them.
pub(super) fn thanks(
    reopenings: &Reopenings,
    zone: &TimeZone,
    language: Language,
) -> Option<String> {
    if reopenings.n_read == 0 {
        return None;
    }
    let n = |n| number::count(n, language);
    let thanked = &reopenings.thanked;
    let all = n(reopenings.n);
    let (read, n_thanks) = (n(reopenings.n_read), n(as_u64(thanked.len())));
    let (one, by_one) = (reopenings.n == 1, thanked.len() == 1);
    let head = match language {
        Language::Nl => {
            let reopenings = if one { "heropening" } else { "heropeningen" };
            let were = if by_one { "was" } else { "waren" };
            format!(
                "van {all} {reopenings} {were} er {n_thanks} door een bedankje (van {read} zijn de woorden bekend); dat telt als elke heropening"
            )
        }
        Language::En => {
            let reopenings = if one { "reopening" } else { "reopenings" };
            let were = if by_one { "was" } else { "were" };
            format!(
                "of {all} {reopenings} {n_thanks} {were} by thanks (of {read} the words are known); that counts as any reopening"
            )
        }
    };
    let shown: Vec<String> = thanked
        .iter()
        .take(MOST_THANKS)
        .map(|(ticket, at)| format!("{ticket} {}", clock(*at, zone)))
        .collect();
    let rest = if thanked.len() > MOST_THANKS {
        ", …"
    } else {
        ""
    };
    Some(if shown.is_empty() {
        head
    } else {
        format!("{head}: {}{rest}", shown.join(", "))
    })
}

/// So many reopenings by thanks are named in a text; all of them in JSON.
const MOST_THANKS: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::clocks::NoSla;

    #[test]
    fn every_reason_without_a_promise_has_dutch_words() {
        let reasons = [
            NoSla::NotCreated,
            NoSla::NoPolicy,
            NoSla::NoPriority { policy: "p".into() },
            NoSla::NoTarget {
                policy: "p".into(),
                priority: None,
            },
            NoSla::NoTarget {
                policy: "p".into(),
                priority: Some("Hoog".into()),
            },
        ];
        for reason in reasons {
            let (en, nl) = (
                reason.to_string(),
                no_promise(&reason.to_string(), Language::Nl),
            );
            assert_ne!(en, nl);
            assert!(
                !nl.contains("matched") && !nl.contains(" priority "),
                "{nl}"
            );
        }
        let mixed = BTreeMap::from([
            (
                "policy p matched without a target for priority High".to_owned(),
                2,
            ),
            (
                "policy p matched without a target for priority high".to_owned(),
                3,
            ),
        ]);
        let told = without_promise(&mixed, Language::Nl);
        assert_eq!(
            told,
            [(
                "afspraak p past zonder doel voor prioriteit High".to_owned(),
                5
            )]
        );
    }
}

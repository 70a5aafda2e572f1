use crate::findings::{Decision, Findings};
use crate::report::priorities::amount_interval;
use crate::report::words::{either, topic, unit};
use crate::report::{Language, number};
use std::fmt::Write;

/// What is to be decided, and why.
pub(in crate::report) fn decision(
    decision: &Decision,
    findings: &Findings,
    language: Language,
) -> (String, String) {
    match decision {
        Decision::PickUp {
            topic: name,
            gain,
            worth,
            owner,
        } => {
            let points = findings.outcome.as_ref();
            let points = points.map_or("", |outcome| unit(outcome.kind, language));
            let head = match owner {
                Some(owner) => format!("{}: {owner}", topic(name, language)),
                None => topic(name, language).to_owned(),
            };
            let mut why = format!(
                "{} {} {points}",
                either(
                    language,
                    "Oppakken? Verwachte winst",
                    "Pick up? Expected gain"
                ),
                number::signed_interval(gain, language)
            );
            if let Some((worth, currency)) = worth {
                let _ = write!(
                    why,
                    "; {} {}",
                    either(
                        language,
                        "opbrengst na inspanning, per jaar",
                        "worth after effort, a year"
                    ),
                    amount_interval(worth, currency, language)
                );
            }
            if owner.is_none() {
                why.push_str(either(
                    language,
                    "; er is nog geen eigenaar",
                    "; nobody owns it yet",
                ));
            }
            why.push('.');
            (head, why)
        }
        Decision::PromiseBroken {
            policy,
            share,
            agreed,
        } => {
            let share = share.map_or(number::ABSENT.to_owned(), |share| {
                number::percentage(share.estimate, language)
            });
            let agreed = number::setting(agreed.get(), language);
            (
                policy.to_string(),
                match language {
                    Language::Nl => format!(
                        "Belofte over tijd niet gehaald: {share} op tijd, afgesproken {agreed}. Capaciteit, proces of belofte aanpassen?"
                    ),
                    Language::En => format!(
                        "Promise of time not kept: {share} in time, agreed {agreed}. Change capacity, process or promise?"
                    ),
                },
            )
        }
        Decision::ExperienceBroken { policy, score } => (
            policy.to_string(),
            match language {
                Language::Nl => {
                    format!(
                        "Beloofde beleving ({score}) niet gehaald. Wat is de eerste verbetering?"
                    )
                }
                Language::En => {
                    format!("Promised experience ({score}) not met. Which improvement comes first?")
                }
            },
        ),
        Decision::ReviewPromise { policy } => (
            policy.to_string(),
            either(
                language,
                "De belofte wordt gehaald en klanten klagen toch: past zij nog?",
                "The promise is kept and customers complain all the same: does it still fit?",
            )
            .to_owned(),
        ),
    }
}

use crate::findings::{Decision, Findings};
use crate::report::priorities::amount_interval;
use crate::report::service_levels::promise_name;
use crate::report::words::{either, topic, unit};
use crate::report::{Language, number};
use crate::units::as_u64;
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
            worst,
            agreed,
            n_others,
        } => {
            let share = worst.share.map_or(number::ABSENT.to_owned(), |share| {
                number::percentage(share.estimate, language)
            });
            let agreed = number::setting(agreed.get(), language);
            let mut why = match language {
                Language::Nl => format!(
                    "Niet gehaald: {share} op tijd, afgesproken {agreed}. Capaciteit, proces of belofte aanpassen?"
                ),
                Language::En => format!(
                    "Not kept: {share} in time, agreed {agreed}. Change capacity, process or promise?"
                ),
            };
            if *n_others > 0 {
                let n = number::count(as_u64(*n_others), language);
                let _ = match language {
                    Language::Nl => write!(why, " Andere groepen die haar missen: {n}."),
                    Language::En => write!(why, " Other groups that miss it: {n}."),
                };
            }
            (promise_name(worst, language), why)
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

use super::words::{missing, no_promise};
use crate::report::Language;
use crate::report::number;
use crate::report::words::hours_minutes_seconds;
use crate::service_levels::clocks::{EndedBy, KeptOut, NoSla, StartedBy, Why};
use crate::service_levels::policies::{
    Hours, IssueType, IssueTypeBasis, OnPolicyChange, ReopenPolicy,
};

/// A step on the way to a verdict. Instants are in UTC, as in the rows that it stands in.
pub(super) fn why(step: &Why, language: Language) -> String {
    match language {
        Language::En => step.to_string(),
        Language::Nl => dutch(step),
    }
}

/// Why a ticket has no promise.
pub fn why_no_promise(reason: &NoSla, language: Language) -> String {
    no_promise(&reason.to_string(), language)
}

fn dutch(step: &Why) -> String {
    match step {
        Why::Matched {
            policy,
            version,
            position,
            also_matched,
        } => {
            let others = if also_matched.is_empty() {
                String::new()
            } else {
                format!("; paste ook: {}", also_matched.join(", "))
            };
            format!("afspraak {policy} versie {version} (positie {position}) past{others}")
        }
        Why::IssueType(issue_type) => of_issue_type(issue_type),
        Why::KeptOut(KeptOut { policy, topic }) => format!(
            "afspraak {policy} vraagt hoe zeker soort vraag {topic} is: dat is niet gemeten, dus zij past niet"
        ),
        Why::Promised {
            metric,
            target,
            hours,
            priority,
        } => {
            let of = match hours {
                Hours::Calendar => "kalendertijd".to_owned(),
                Hours::Business { schedule } => format!("openingstijd ({schedule})"),
            };
            let priority = priority.as_ref().map_or_else(String::new, |priority| {
                format!(" bij prioriteit {priority}")
            });
            format!(
                "{} binnen {} {of}{priority}",
                metric.as_str(),
                hours_minutes_seconds(*target)
            )
        }
        Why::Started { at, by } => format!("begonnen {at}: {}", started_by(*by)),
        Why::Changed { at, from, effect } => {
            let from = from.as_deref().unwrap_or("geen");
            let effect = match effect {
                OnPolicyChange::Retroactive => "telt vanaf het begin, pauzes blijven",
                OnPolicyChange::Restart => "begint opnieuw bij nul",
                OnPolicyChange::Ignore => "het eerste doel blijft",
            };
            format!("afspraak of doel gewijzigd {at} (daarvoor: {from}): {effect}")
        }
        Why::Paused { n_pauses, business } => {
            let pauses = if *n_pauses == 1 { "pauze" } else { "pauzes" };
            format!(
                "stond {} van de tijd die telt stil, in {n_pauses} {pauses}",
                hours_minutes_seconds(*business)
            )
        }
        Why::Reopened { n_times, effect } => {
            let effect = match effect {
                ReopenPolicy::FirstCloseFinal => "de eerste oplossing blijft gelden",
                ReopenPolicy::ResumeExcludingClosed => {
                    "de klok gaat verder, zonder de tijd dat het ticket dicht was"
                }
                ReopenPolicy::ResumeIncludingClosed => {
                    "de klok gaat verder, met de tijd dat het ticket dicht was"
                }
                ReopenPolicy::NewCycle => "er begint een nieuwe klok",
            };
            format!("{n_times} keer heropend: {effect}")
        }
        Why::Thanked { at } => {
            format!("heropend {at} door een bedankje, dat telt als elke heropening")
        }
        Why::Unseen { needs } => {
            let needs: Vec<&str> = needs
                .iter()
                .map(|need| missing(*need, Language::Nl))
                .collect();
            format!(
                "niet te zeggen: het bestand toont geen {}",
                needs.join(" en geen ")
            )
        }
        Why::Ended { at, by } => format!("geëindigd {at}: {}", ended_by(*by)),
        Why::Missed { at, over } => format!(
            "de tijd was om {at}; {} eroverheen",
            hours_minutes_seconds(*over)
        ),
    }
}

fn of_issue_type(IssueType { value, basis }: &IssueType) -> String {
    match basis {
        IssueTypeBasis::Agent => format!("soort vraag {value} van de medewerker"),
        IssueTypeBasis::SourceModel { confidence } => {
            format!("soort vraag {value} van het model van de bron, zekerheid {confidence}")
        }
        IssueTypeBasis::Topic {
            precision: Some(precision),
        } => format!(
            "soort vraag {value} van het onderwerpenmodel, zekerheid {}: {} van {} nagekeken labels klopten",
            number::fixed(precision.share().get(), 2, Language::Nl),
            precision.n_right(),
            precision.n()
        ),
        IssueTypeBasis::Topic { precision: None } => {
            format!("soort vraag {value} van het onderwerpenmodel, zekerheid niet gemeten")
        }
    }
}

fn started_by(by: StartedBy) -> &'static str {
    match by {
        StartedBy::Created => "aangemaakt",
        StartedBy::CustomerMessage => "bericht van de klant",
        StartedBy::Reply => "openbare reactie",
        StartedBy::Reopened => "heropend",
        StartedBy::TeamAssigned => "aan het team toegewezen",
        StartedBy::PolicyChange => "andere afspraak",
    }
}

fn ended_by(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Reply => "openbare reactie",
        EndedBy::Solved => "opgelost",
        EndedBy::SolvedWithoutReply => "opgelost zonder de reactie",
        EndedBy::HandedOver => "overgedragen",
        EndedBy::Merged => "samengevoegd met een ander ticket",
        EndedBy::PolicyChange => "andere afspraak",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::policies::Metric;
    use crate::units::Seconds;

    #[test]
    fn steps_have_dutch_words_and_the_same_values() {
        let check = |step: Why, dutch: &str| {
            assert_eq!(why(&step, Language::Nl), dutch);
            assert_ne!(why(&step, Language::En), dutch);
        };
        let at = "2026-06-15T10:00:00Z".parse().unwrap();
        check(
            Why::Matched {
                policy: "email".into(),
                version: 2,
                position: 10,
                also_matched: vec!["rest".into()],
            },
            "afspraak email versie 2 (positie 10) past; paste ook: rest",
        );
        check(
            Why::Promised {
                metric: Metric::FirstReplyTime,
                target: Seconds(14_400),
                hours: Hours::Business {
                    schedule: "kantoor".into(),
                },
                priority: Some("hoog".into()),
            },
            "first_reply_time binnen 4:00:00 openingstijd (kantoor) bij prioriteit hoog",
        );
        check(
            Why::Paused {
                n_pauses: 1,
                business: Seconds(36_000),
            },
            "stond 10:00:00 van de tijd die telt stil, in 1 pauze",
        );
        check(
            Why::Ended {
                at,
                by: EndedBy::SolvedWithoutReply,
            },
            "geëindigd 2026-06-15T10:00:00Z: opgelost zonder de reactie",
        );
        check(
            Why::Missed {
                at,
                over: Seconds(1),
            },
            "de tijd was om 2026-06-15T10:00:00Z; 0:00:01 eroverheen",
        );
    }
}

use super::json::attained as attained_json;
use super::part::attained;
use super::subject::CallReport;
use super::words::{either, n};
use crate::report::section::Section;
use crate::report::{Language, number};
use crate::service_levels::calls::Goal;
use crate::service_levels::policies::{Period, QueueScope};
use crate::units::{Seconds, as_u64};
use serde_json::{Value, json};

/// Goals of queues and channels beside what came of them; `None` where none were given.
pub(super) fn goals(report: &CallReport<'_>, language: Language) -> Option<Section> {
    if report.goals.is_empty() {
        return None;
    }
    let mut section = Section::titled(either(language, "Afgesproken doelen", "Goals"));
    section.grid.header = [
        either(language, "doel", "goal"),
        either(language, "waarvan", "of"),
        either(language, "norm", "target"),
        either(language, "cijfer", "figure"),
        either(language, "aangeboden", "offered"),
        either(language, "oordeel", "verdict"),
    ]
    .map(str::to_owned)
    .to_vec();
    for goal in report.goals {
        let target = &goal.target;
        let of = match &target.scope {
            QueueScope::Queue(name) => {
                format!("{} {name}", either(language, "wachtrij", "queue"))
            }
            QueueScope::Channel(name) => {
                format!("{} {name}", either(language, "kanaal", "channel"))
            }
        };
        section.push(vec![
            target.id.to_string(),
            of,
            format!(
                "{} {} {} s ({})",
                number::setting(target.share.get(), language),
                either(language, "binnen", "within"),
                target.threshold.0,
                target.formula
            ),
            attained(&goal.attained, language),
            n(goal.n_offered, language),
            verdict(goal.share_is_met, language).to_owned(),
        ]);
        limits(goal, &mut section, language);
    }
    section.notes.push(
        either(
            language,
            "Zoals het contract leest: het cijfer zelf, zonder interval, over de contacten van dit rapport, ook die van calamiteiten.",
            "As contracts read: the figure itself, without an interval, over the contacts of this report, those of incidents too.",
        )
        .to_owned(),
    );
    if let Some(period) = report.goals.iter().find_map(|goal| goal.target.period) {
        let period = period.as_str();
        section.notes.push(match language {
            Language::Nl => format!("Een doel dat per {period} geldt is pas beslist als het rapport over precies zo'n periode gaat."),
            Language::En => format!("A goal that holds per {period} is decided only where the report is about exactly such a period."),
        });
    }
    Some(section)
}

fn limits(goal: &Goal, section: &mut Section, language: Language) {
    let mut part = |name: &str, target: String, figure: String, is_met: Option<bool>| {
        section.push_part(vec![
            name.to_owned(),
            String::new(),
            target,
            figure,
            String::new(),
            verdict(is_met, language).to_owned(),
        ]);
    };
    if let Some(wait) = goal.target.max_wait {
        let figure = goal.over_max_wait.map_or_else(
            || number::ABSENT.to_owned(),
            |excess| {
                format!(
                    "{} {}",
                    n(excess.n_over, language),
                    either(language, "langer", "longer")
                )
            },
        );
        part(
            either(language, "langste wachttijd", "longest wait"),
            format!("≤ {} s", wait.0),
            figure,
            goal.max_wait_is_met(),
        );
    }
    if let Some(limit) = goal.target.max_queue_length {
        let figure = goal
            .queue_length
            .map_or_else(|| number::ABSENT.to_owned(), |one| n(one.max, language));
        part(
            either(language, "langste rij", "longest queue"),
            format!("≤ {}", number::count(as_u64(limit), language)),
            figure,
            goal.max_queue_is_met(),
        );
    }
}

fn verdict(is_met: Option<bool>, language: Language) -> &'static str {
    match is_met {
        Some(true) => either(language, "gehaald", "met"),
        Some(false) => either(language, "niet gehaald", "not met"),
        None => either(language, "niet te zeggen", "cannot tell"),
    }
}

/// A goal for machines.
pub(super) fn json(goal: &Goal) -> Value {
    let target = &goal.target;
    let (queue, channel) = match &target.scope {
        QueueScope::Queue(name) => (Some(&**name), None),
        QueueScope::Channel(name) => (None, Some(&**name)),
    };
    json!({
        "id": &*target.id,
        "queue": queue,
        "channel": channel,
        "threshold_s": target.threshold.0,
        "threshold_inclusive": target.threshold_inclusive,
        "short_abandon_s": target.short_abandon.0,
        "flow_outs": if target.counts_flow_outs { "counted" } else { "ignored" },
        "formula": &*target.formula,
        "share": target.share.get(),
        "period": target.period.map(Period::as_str),
        "n_offered": goal.n_offered,
        "attained": attained_json(&goal.attained),
        "verdict": state(goal.share_is_met),
        "max_wait": target.max_wait.map(|Seconds(limit)| json!({
            "limit_s": limit,
            "n": goal.over_max_wait.map(|excess| excess.n),
            "n_over": goal.over_max_wait.map(|excess| excess.n_over),
            "verdict": state(goal.max_wait_is_met()),
        })),
        "max_queue": target.max_queue_length.map(|limit| json!({
            "limit": limit,
            "longest": goal.queue_length.map(|one| one.max),
            "verdict": state(goal.max_queue_is_met()),
        })),
    })
}

fn state(is_met: Option<bool>) -> &'static str {
    match is_met {
        Some(true) => "met",
        Some(false) => "not_met",
        None => "cannot_tell",
    }
}

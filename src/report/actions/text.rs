use super::words::{bet, caution, effect, model, signal_verdict, status, unread};
use super::{ActionReport, name_of};
use crate::actions::{Action, EffectVerdict, HitRate, ImpactModel, Reading, Realised};
use crate::report::number;
use crate::report::section::Section;
use crate::report::words::{Language, either};
use crate::units::{Interval, as_u64};
use std::fmt::Write;

/// The report for people.
pub fn text(report: &ActionReport<'_>, language: Language) -> String {
    let mut parts = vec![overview(report, language), use_of_input(report, language)];
    if let Some((effects, rate)) = report.effects {
        let actions = report.register.actions.iter();
        parts.extend(
            actions
                .zip(effects)
                .map(|(action, effect)| one(report, action, effect, language)),
        );
        parts.push(hits(rate, language));
    }
    let parts: Vec<String> = parts.iter().map(Section::text).collect();
    parts.join("\n")
}

fn overview(report: &ActionReport<'_>, language: Language) -> Section {
    let mut section = Section::titled(&format!(
        "{} {}",
        either(language, "Acties op", "Actions on"),
        report.as_of
    ));
    if report.register.actions.is_empty() {
        let nothing = either(
            language,
            "Er staan geen acties in.",
            "There are no actions.",
        );
        section.lead.push(nothing.to_owned());
        return section;
    }
    section.grid.header = [
        either(language, "actie", "action"),
        either(language, "status", "status"),
        either(language, "uiterlijk", "due"),
        either(language, "voorspelde winst", "predicted gain"),
        either(language, "eigenaar", "owner"),
    ]
    .map(str::to_owned)
    .to_vec();
    for action in &report.register.actions {
        let predicted = action.evidence.as_ref().map(|evidence| evidence.gain);
        let overdue = if action.is_overdue(report.as_of) {
            either(language, " (te laat)", " (late)")
        } else {
            ""
        };
        section.push(vec![
            heading(report, action, language),
            format!("{}{overdue}", status(action.status(), language)),
            action.due_on.to_string(),
            predicted.map_or_else(
                || number::ABSENT.to_owned(),
                |gain| number::signed_interval(&gain, language),
            ),
            action.owner.clone(),
        ]);
    }
    for action in &report.register.actions {
        section.notes.push(grounds(action, language));
    }
    section
}

fn heading(report: &ActionReport<'_>, action: &Action, language: Language) -> String {
    format!(
        "{} {}",
        action.id,
        name_of(report.names, &action.topic, language)
    )
}

/// What is done, and on what grounds.
fn grounds(action: &Action, language: Language) -> String {
    let mut text = format!("{}: {}. ", action.id, action.what);
    match &action.evidence {
        None => text.push_str(either(language, "Geen bewijs.", "No evidence.")),
        Some(evidence) => {
            let ids: Vec<String> = evidence.documents.iter().map(ToString::to_string).collect();
            let _ = write!(
                text,
                "{} {}: {}, n = {}",
                either(language, "Rangschikking op", "Ranking on"),
                action.decided_on,
                signal_verdict(evidence.verdict, language),
                number::count(evidence.n_negative_scored, language),
            );
            if !ids.is_empty() {
                let _ = write!(
                    text,
                    "; {} {}",
                    either(language, "documenten", "documents"),
                    ids.join(", ")
                );
            }
            text.push('.');
        }
    }
    if let Some(reason) = &action.override_reason {
        let _ = write!(
            text,
            " {}: {reason}.",
            either(
                language,
                "Toch besloten, zonder dat het bewijs het draagt",
                "Decided although the evidence does not carry it",
            )
        );
    }
    text
}

fn use_of_input(report: &ActionReport<'_>, language: Language) -> Section {
    let used = report.use_of_input;
    let mut section = Section::titled(either(language, "Gebruik van input", "Use of input"));
    let (n, of) = (used.n_used, used.n_accepted);
    section.lead.push(match (of, language) {
        (0, Language::Nl) => "Er is nog geen signaal aanvaard.".to_owned(),
        (0, Language::En) => "No signal was accepted yet.".to_owned(),
        (_, Language::Nl) => format!("{n} van {of} aanvaarde signalen hebben een actie."),
        (_, Language::En) => format!("{n} of {of} accepted signals have an action."),
    });
    for one in &used.unused {
        let name = name_of(report.names, &one.topic, language);
        let days = one.age_days;
        section.lead.push(match language {
            Language::Nl => format!("- {name}: zonder actie sinds {} ({days} dagen)", one.since),
            Language::En => format!("- {name}: without action since {} ({days} days)", one.since),
        });
    }
    section
}

fn one(
    report: &ActionReport<'_>,
    action: &Action,
    realised: &Realised,
    language: Language,
) -> Section {
    let heading = heading(report, action, language);
    let reading = match &realised.reading {
        Err(why) => {
            return Section::titled(&format!("{heading}: {}", unread(why, language)));
        }
        Ok(reading) => reading,
    };
    let mut section = Section::titled(&format!("{heading}: {}", effect(reading.verdict, language)));
    section.lead = sentences(action, reading, language);
    section
}

fn sentences(action: &Action, reading: &Reading, language: Language) -> Vec<String> {
    let series = &reading.topic;
    let points = |interval: &Interval| number::signed_interval(&interval.scaled(100.0), language);
    let share = |part: f64| number::percentage(part, language);
    let mut lines = vec![match language {
        Language::Nl => format!(
            "Negatief genoemd door {} ervoor en {} erna ({} en {} weken); verschil met wat te verwachten was {} procentpunten.",
            share(series.before),
            share(series.after),
            series.n_before,
            series.n_after,
            points(&series.effect)
        ),
        Language::En => format!(
            "Spoken ill of by {} before and {} after ({} and {} weeks); difference from what was to be expected {} percentage points.",
            share(series.before),
            share(series.after),
            series.n_before,
            series.n_after,
            points(&series.effect)
        ),
    }];
    lines.push(format!("({})", model(action.model, language)));
    lines.push(match (&reading.compared, language) {
        (Some(compared), Language::Nl) => {
            format!("Min wat andere onderwerpen deden: {}.", points(compared))
        }
        (Some(compared), Language::En) => {
            format!("Less what other topics did: {}.", points(compared))
        }
        (None, Language::Nl) => "Te weinig andere onderwerpen om mee te vergelijken.".to_owned(),
        (None, Language::En) => "Too few other topics to compare with.".to_owned(),
    });
    if let Some(trend) = &series.trend {
        let (level, slope) = (points(&trend.level_change), points(&trend.slope_change));
        let by_trend = points(&trend.effect);
        lines.push(match language {
            Language::Nl => format!(
                "Met een trend: niveau {level}, helling {slope} per week, samen {by_trend} over de weken erna."
            ),
            Language::En => format!(
                "With a trend: level {level}, slope {slope} a week, together {by_trend} over the weeks after."
            ),
        });
        let is_told = reading.verdict != EffectVerdict::CannotTell;
        if is_told && action.model == ImpactModel::Level && trend.effect.contains(0.0) {
            lines.push(
                either(
                    language,
                    "Met een trend is het effect niet te zeggen; het hangt aan de aanname hierboven.",
                    "With a trend the effect cannot be told; it hangs on what is taken for granted above.",
                )
                .to_owned(),
            );
        }
    }
    if let Some(outcome) = &reading.outcome {
        lines.push(format!(
            "{}: {}.",
            either(language, "Uitkomst, in punten", "Outcome, in points"),
            number::signed_interval(&outcome.effect, language)
        ));
    }
    let related = number::fixed(series.autocorrelation, 2, language);
    let freedom = number::fixed(series.degrees_of_freedom, 1, language);
    lines.push(match language {
        Language::Nl => format!(
            "Aangenomen samenhang van fouten van opeenvolgende weken {related}, {freedom} vrijheidsgraden."
        ),
        Language::En => format!(
            "Errors of neighbouring weeks are taken to correlate {related}, {freedom} degrees of freedom."
        ),
    });
    lines.extend(prediction(action, reading, language));
    lines
}

fn prediction(action: &Action, reading: &Reading, language: Language) -> Option<String> {
    let predicted = number::signed_interval(&action.evidence.as_ref()?.gain, language);
    let (gain, result) = (reading.gain?, reading.bet?);
    let gain = number::signed_interval(&gain, language);
    let result = bet(result, language);
    Some(match language {
        Language::Nl => {
            format!("Winst door het onderwerp {gain}; voorspeld was {predicted}: {result}.")
        }
        Language::En => {
            format!("Gain by way of the topic {gain}; predicted was {predicted}: {result}.")
        }
    })
}

fn hits(rate: &HitRate, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Hoe vaak voorspellingen uitkwamen",
        "How often predictions came true",
    ));
    let n = rate.n_kept + rate.n_missed;
    let counted = number::count(as_u64(n), language);
    let (kept, undecided, unjudged) = (rate.n_kept, rate.n_undecided, rate.n_unjudged);
    let share = rate.rate.map(|rate| {
        let (low, high) = (
            number::percentage(rate.low, language),
            number::percentage(rate.high, language),
        );
        let share = number::percentage(rate.estimate, language);
        let to = either(language, "tot", "to");
        format!("{share} [{low} {to} {high}]")
    });
    let share =
        share.unwrap_or_else(|| either(language, "nog geen aandeel", "no share yet").to_owned());
    section.lead.push(match language {
        Language::Nl => format!(
            "{kept} van {counted} beslist: {share}; {undecided} onbeslist, {unjudged} niet beoordeeld."
        ),
        Language::En => format!(
            "{kept} of {counted} decided: {share}; {undecided} undecided, {unjudged} not judged."
        ),
    });
    section.lead.push(caution(language).to_owned());
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::actions::fixture::with_report;

    #[test]
    fn both_languages_say_what_came_of_it() {
        with_report(|report| {
            let english = text(report, Language::En);
            for words in [
                "Actions on 2025-07-01",
                "Waiting on the phone",
                "1 of 2 accepted signals have an action",
                "fewer complaints",
                "no proof",
                "kept",
                "cannot tell: 3 weeks before",
                "Decided although the evidence does not carry it: the board wants it.",
            ] {
                assert!(english.contains(words), "{words}\n{english}");
            }
            let dutch = text(report, Language::Nl);
            for words in ["Acties op", "minder klachten", "geen bewijs", "uitgekomen"] {
                assert!(dutch.contains(words), "{words}\n{dutch}");
            }
        });
    }
}

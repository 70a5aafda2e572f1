use super::document::{About, Line, Published, Unit};
use crate::report::Language;
use crate::report::calls::CallReport;
use crate::report::experience::{Survey, xla_verdict};
use crate::report::service_levels::{SlaReport, standing};
use crate::service_levels::attainment::{AgreedShare, Row as PromiseRow};
use crate::service_levels::calls::{Attained, Scope};
use crate::service_levels::experience::{Judged, Measure, Respondent, Row};
use crate::service_levels::policies::AgreementKind;
use crate::units::Probability;

/// What customers may read of promises about time: agreements with customers, and of these neither the
/// internal target nor the team.
pub fn published_promises(report: &SlaReport<'_>) -> Published {
    let levels = report.levels;
    let rows = levels.attainment.iter();
    let own = rows.filter(|row| row.kind == AgreementKind::Sla && row.team.is_none());
    let period = levels.cohort.map(|(_, window)| window);
    Published {
        about: About::Promises,
        as_of: Some(levels.as_of.to_string()),
        period: period.map(|window| (window.start.to_string(), window.end.to_string())),
        lines: own.map(|row| promise(row, &levels.by)).collect(),
        n_withheld: report.withheld.map_or(0, |withheld| withheld.n_rows),
    }
}

fn promise(row: &PromiseRow, by: &[String]) -> Line {
    let group = by.iter().zip(&row.group);
    Line {
        promise: Some(row.policy.to_string()),
        measure: row.metric.as_str().to_owned(),
        group: group
            .map(|(name, value)| (name.clone(), value.to_string()))
            .collect(),
        figure: row.share,
        unit: Unit::Share,
        n: Some(row.n_met + row.n_breached),
        promised: match row.agreed {
            AgreedShare::Share(share) => Some(share.get()),
            AgreedShare::None | AgreedShare::Differs => None,
        },
        verdict: Some(row.standing.as_str()),
        verdict_words: [Language::Nl, Language::En]
            .map(|language| standing(row.standing, language)),
    }
}

/// What customers may read of what they said: figures of customers, of which none is withheld.
pub fn published_experience(survey: &Survey<'_>) -> Published {
    let experience = survey.experience;
    let rows = || {
        let all = experience.rows.iter();
        all.filter(|row| row.stratum.respondent != Some(Respondent::Employee))
    };
    let names: Vec<String> = experience.by.iter().map(ToString::to_string).collect();
    Published {
        about: About::Experience,
        as_of: None,
        period: None,
        lines: rows().flat_map(|row| said(row, &names)).collect(),
        n_withheld: rows().filter(|row| row.value.estimate().is_none()).count(),
    }
}

/// One line per promise, one where nothing is promised, none where the figure is withheld.
fn said(row: &Row, by: &[String]) -> Vec<Line> {
    let Some(estimate) = row.value.estimate() else {
        return Vec::new();
    };
    let keys = by.iter().cloned().zip(&row.stratum.keys);
    let period = row.stratum.period.iter();
    let group: Vec<(String, String)> = keys
        .map(|(name, value)| (name, value.to_string()))
        .chain(period.map(|period| ("period".to_owned(), period.to_string())))
        .collect();
    let line = |judged: Option<&Judged>| Line {
        promise: judged.map(|judged| judged.target.to_string()),
        measure: format!("{} {}", row.indicator, row.measure.as_str()),
        group: group.clone(),
        figure: Some(estimate.interval),
        unit: match row.measure {
            Measure::TopBox => Unit::Share,
            _ => Unit::Number,
        },
        n: Some(estimate.n),
        promised: judged.map(|judged| judged.value),
        verdict: judged.map(|judged| judged.verdict.as_str()),
        verdict_words: judged.map_or(["-", "-"], |judged| {
            [Language::Nl, Language::En].map(|language| xla_verdict(judged.verdict, language))
        }),
    };
    if row.judged.is_empty() {
        return vec![line(None)];
    }
    row.judged.iter().map(|judged| line(Some(judged))).collect()
}

/// What customers may read of being reached: the figure of the contract over all contacts.
///
/// Goals of queues are the contact centre's own and are left out.
pub fn published_calls(report: &CallReport<'_>) -> Published {
    let target = report.options.target;
    let level = report.headline();
    let proportion = level.and_then(|level| match level.attained {
        Attained::Share(proportion) => Some(proportion),
        Attained::Between { .. } | Attained::NotPerAgent => None,
    });
    let meets = level
        .zip(target)
        .map(|(level, target)| level.attained.meets(target));
    let (verdict, verdict_words) = match meets {
        None => (None, ["-", "-"]),
        Some(Some(true)) => (Some("met"), ["gehaald", "met"]),
        Some(Some(false)) => (Some("not_met"), ["niet gehaald", "not met"]),
        Some(None) => (Some("cannot_tell"), ["niet te zeggen", "cannot tell"]),
    };
    Published {
        about: About::Reachability,
        as_of: report.as_of().map(|at| at.to_string()),
        period: match report.options.scope {
            Scope::Snapshot => None,
            Scope::Period { from, to } => Some((from.to_string(), to.to_string())),
        },
        lines: level
            .map(|level| Line {
                promise: None,
                measure: level.formula.as_str().to_owned(),
                group: Vec::new(),
                figure: proportion.and_then(|one| one.interval),
                unit: Unit::Share,
                n: proportion.map(|one| one.denominator),
                promised: target.map(Probability::get),
                verdict,
                verdict_words,
            })
            .into_iter()
            .collect(),
        n_withheld: 0,
    }
}

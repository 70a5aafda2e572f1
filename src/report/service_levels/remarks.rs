use super::words::metric as metric_name;
use crate::report::Language;
use crate::report::number;
use crate::service_levels::policies::{
    Finding, IndicatorRemark, Metric, Remark, Severity, TargetName, TargetRemark,
};
use jiff::SignedDuration;
use std::sync::Arc;

/// A finding on promises as one line: how bad, of which promise, what, and its code.
pub fn finding(finding: &Finding, language: Language) -> String {
    if language == Language::En {
        return finding.to_string();
    }
    let severity = match finding.severity {
        Severity::Error => "fout",
        Severity::Warning => "waarschuwing",
    };
    let version = finding
        .version
        .map_or_else(String::new, |version| format!(" versie {version}"));
    format!(
        "{severity}: {}{version}: {} [{}]",
        finding.policy,
        dutch(&finding.remark),
        finding.remark.code().as_str()
    )
}

/// What a finding says, without its place.
pub fn remark(remark: &Remark, language: Language) -> String {
    match language {
        Language::En => remark.to_string(),
        Language::Nl => dutch(remark),
    }
}

fn dutch(remark: &Remark) -> String {
    match remark {
        Remark::NoTargets => "belooft niets: voeg een doel toe".to_owned(),
        Remark::NoOwner => "owner ontbreekt: niemand staat ervoor in".to_owned(),
        Remark::NoPeriod => "period ontbreekt: een deel van de gevallen op tijd zegt niets zonder week, maand, kwartaal of jaar".to_owned(),
        Remark::NoContract => {
            "juridisch bindend, maar contract_id ontbreekt: van welk contract?".to_owned()
        }
        Remark::ReviewOverdue { review_by } => {
            format!("zou voor {review_by} opnieuw bekeken worden")
        }
        Remark::VersionGap { from, older, to } => {
            format!("van {from}, het einde van versie {older}, tot {to} geldt geen versie")
        }
        Remark::VersionOverlap { older } => format!(
            "geldt tegelijk met versie {older}: laat die eindigen (valid_to) waar deze begint (valid_from)"
        ),
        Remark::NeverValid => "eindigt voor het begint".to_owned(),
        Remark::NeverMatches => {
            "de voorwaarden spreken elkaar tegen: geen ticket kan eraan voldoen".to_owned()
        }
        Remark::PositionTie { position, other } => format!(
            "heeft positie {position}, net als {other}, en er zijn tickets voor beide: welke gaat voor?"
        ),
        Remark::HiddenBy { other, position } => format!(
            "komt nooit aan de beurt: {other} op positie {position} neemt eerst elk ticket; zet de smalle voor de brede"
        ),
        Remark::HiddenByTogether { others } => format!(
            "komt nooit aan de beurt: {} nemen samen eerst elk ticket",
            others.join(", ")
        ),
        Remark::ReachUnknown => "of eerdere afspraken elk ticket nemen is niet te zeggen: de voorwaarden zijn met te veel".to_owned(),
        Remark::Target(name, remark) => format!("{}: {}", target(name), of_target(remark)),
        Remark::NoDefaultPriority { metric } => format!(
            "{}: tickets zonder prioriteit hebben geen doel; noem default_priority als dat wel moet",
            name(*metric)
        ),
        Remark::DefaultWithoutTarget { metric, default } => format!(
            "{}: er is geen doel voor default_priority {default}",
            name(*metric)
        ),
        Remark::Indicator(indicator, remark) => {
            format!("{}: {}", indicator.as_str(), of_indicator(*remark))
        }
        Remark::TeamWithoutAgreement { team } => {
            format!("over hoe lang team {team} een ticket mag hebben is niets afgesproken")
        }
        Remark::UnknownPolicy { policy } => {
            format!("de route is voor afspraak {policy}, die er niet is")
        }
        Remark::RouteHoursDiffer {
            metric,
            priority,
            teams,
        } => format!(
            "{}{}: de afspraken van de teams op route {} tellen andere uren dan de belofte, dus of ze passen is niet te zeggen",
            name(*metric),
            at_priority(priority.as_ref()),
            teams.join(" > ")
        ),
        Remark::RouteExceedsPromise {
            metric,
            priority,
            teams,
            together,
            promised,
        } => format!(
            "{}{}: de teams op route {} mogen er samen {} s over doen, en {} s is beloofd",
            name(*metric),
            at_priority(priority.as_ref()),
            teams.join(" > "),
            together.0,
            promised.0
        ),
    }
}

fn of_target(remark: &TargetRemark) -> String {
    match remark {
        TargetRemark::NotAboveZero => "de doeltijd is niet meer dan nul".to_owned(),
        TargetRemark::NoAttainment => {
            "attainment_pct ontbreekt: welk deel van de gevallen moet op tijd zijn?".to_owned()
        }
        TargetRemark::InternalNotShorter => {
            "het interne doel ligt niet onder de belofte".to_owned()
        }
        TargetRemark::InternalNotHigher => {
            "het interne percentage ligt niet boven het beloofde".to_owned()
        }
        TargetRemark::NeverRuns => {
            "de klok zou alleen lopen als het ticket klaar is, en begint dus nooit".to_owned()
        }
        TargetRemark::WarningTooEarly => {
            "de waarschuwing zou al komen als de klok begint".to_owned()
        }
        TargetRemark::UnknownSchedule { schedule } => {
            format!("openingstijden {schedule} bestaan niet")
        }
        TargetRemark::OfficeHoursOrDays { hours, weeks } => {
            let weeks = weeks
                .as_ref()
                .map_or_else(String::new, |(schedule, tenths)| {
                    let weeks = SignedDuration::from_secs(*tenths).as_secs_f64() / 10.0;
                    let weeks = number::fixed(weeks, 1, Language::Nl);
                    format!(" ({weeks} weken van {schedule})")
                });
            format!("{hours} uren worden binnen openingstijd geteld{weeks}: kantooruren of dagen?")
        }
        TargetRemark::ShorterThanFirstReply => {
            "korter dan de eerste reactie, waar het niet voor gaat".to_owned()
        }
    }
}

fn of_indicator(remark: IndicatorRemark) -> String {
    match remark {
        IndicatorRemark::NoLeastAnswers(n) => {
            format!("min_n ontbreekt: er worden {n} antwoorden aangehouden")
        }
        IndicatorRemark::NoScale => {
            "scale ontbreekt: laag, hoog en welke kant goed is worden nooit geraden".to_owned()
        }
        IndicatorRemark::NoBox => {
            "satisfied_from ontbreekt: welke antwoorden tellen als tevreden?".to_owned()
        }
        IndicatorRemark::GoalOffScale => {
            "het doel ligt buiten wat het kan zijn, of aan het slechtste eind".to_owned()
        }
    }
}

fn target(name_of: &TargetName) -> String {
    let team = name_of
        .team
        .as_ref()
        .map_or_else(String::new, |team| format!(" van team {team}"));
    let priority = at_priority(name_of.priority.as_ref());
    format!("{}{priority}{team}", name(name_of.metric))
}

/// The metric in words, with the name that stands in the file.
fn name(metric: Metric) -> String {
    format!(
        "{} ({})",
        metric_name(metric, Language::Nl),
        metric.as_str()
    )
}

fn at_priority(priority: Option<&Arc<str>>) -> String {
    priority.map_or_else(String::new, |priority| {
        format!(" bij prioriteit {priority}")
    })
}

use super::schedule::{self, placed, told};
use super::tickets::{judge_all, open};
use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::policy_args::{Policy, PolicyCheck, PolicyVerb};
use crate::cli::service_args::Tickets;
use crate::cli::session::as_of;
use crate::cli::words_args::CustomerWords;
use crate::config::{self, Problem, read_policies};
use crate::report::{Language, service_levels};
use crate::service_levels::calendar::WeeklyHours;
use crate::service_levels::policies::{
    AgreementKind, Finding, Known, PolicyFile, Route, ScheduleFacts, Severity, check,
};
use crate::units::Seconds;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Checks a file of policies.
pub(in crate::cli) fn run(args: &Policy) -> anyhow::Result<u8> {
    match &args.verb {
        PolicyVerb::Check(args) => run_check(args),
    }
}

fn run_check(args: &PolicyCheck) -> anyhow::Result<u8> {
    let PolicyCheck {
        file,
        schedules,
        as_of: asked,
        events,
        reading,
        format,
        lang,
    } = args;
    let today = as_of(asked.as_deref())?.to_zoned(TimeZone::UTC).date();
    let facts = schedules
        .as_deref()
        .map(|file| facts(file, (*lang).into()))
        .transpose()?;
    let (policies, problems, slips) = match read_policies(file) {
        Ok((policies, slips)) => (policies, Vec::new(), slips),
        Err(config::Error::Wrong { problems, .. }) => (PolicyFile::default(), problems, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let routes = match events {
        // What cannot be read cannot be held against tickets; the problems are told.
        Some(events) if problems.is_empty() => routes(&Tickets {
            events: events.clone(),
            policies: Some(file.clone()),
            schedules: schedules.clone(),
            as_of: asked.clone(),
            words: CustomerWords::default(),
            reading: reading.clone(),
        })?,
        _ => Vec::new(),
    };
    let known = Known {
        schedules: facts.as_ref(),
        as_of: Some(today),
        routes: &routes,
    };
    let findings = check(&policies, &known);
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let result = Checked {
        file,
        n_errors: findings.iter().filter(is_error).count() + problems.len(),
        policies,
        problems,
        slips,
        findings,
        language: (*lang).into(),
    };
    let text = match format {
        TextOrJson::Text => result.text(),
        TextOrJson::Json => result.json()?,
    };
    output::write(None, &text)?;
    Ok(if result.n_errors == 0 {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

/// The ways that tickets took through teams, each with the promise to the customer that held last.
fn routes(asked: &Tickets) -> anyhow::Result<Vec<Route>> {
    let mut opened = open(asked)?;
    let mut taken: BTreeMap<Route, usize> = BTreeMap::new();
    judge_all(&mut opened, asked, Vec::new(), |judged, _| {
        let result = &judged.result;
        let mut held = result.attached.iter().rev();
        let route = Route {
            policy: held
                .find(|one| one.kind == AgreementKind::Sla && one.policy.is_some())
                .and_then(|one| Some(Arc::clone(&one.policy.as_ref()?.id))),
            teams: result
                .legs
                .iter()
                .map(|leg| Arc::clone(&leg.team))
                .collect(),
            n_tickets: None,
        };
        if !route.teams.is_empty() {
            *taken.entry(route).or_default() += 1;
        }
        Ok(())
    })?;
    let counted = taken.into_iter().map(|(route, n)| Route {
        n_tickets: Some(n),
        ..route
    });
    Ok(counted.collect())
}

/// The schedules of a file with their usual week.
fn facts(file: &Path, language: Language) -> anyhow::Result<ScheduleFacts> {
    let schedules = schedule::read(file, language)?;
    Ok(ScheduleFacts {
        open_per_week: schedules
            .iter()
            .filter_map(|schedule| {
                let hours = &schedule.versions().last()?.weekly;
                Some((Arc::clone(schedule.id()), usual_week(hours)))
            })
            .collect(),
    })
}

/// Open seconds of a week in which no clock is changed and nobody has a day off.
fn usual_week(hours: &WeeklyHours) -> Seconds {
    const DAY: i64 = 86_400;
    let monday = Weekday::Monday;
    Seconds(
        monday
            .cycle_forward()
            .take(7)
            .flat_map(|day| hours.on(day))
            .map(|interval| {
                let length = interval.end().seconds() - interval.start().seconds();
                if interval.is_overnight() {
                    length + DAY
                } else {
                    length
                }
            })
            .sum(),
    )
}

struct Checked<'a> {
    file: &'a Path,
    policies: PolicyFile,
    /// What kept the file from being read.
    problems: Vec<Problem>,
    /// What is allowed but probably not meant.
    slips: Vec<Problem>,
    findings: Vec<Finding>,
    n_errors: usize,
    language: Language,
}

impl Checked<'_> {
    fn n_warnings(&self) -> usize {
        self.findings.len() + self.problems.len() + self.slips.len() - self.n_errors
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let (error, warning) = match self.language {
            Language::Nl => ("fout", "waarschuwing"),
            Language::En => ("error", "warning"),
        };
        for problem in &self.problems {
            let _ = writeln!(text, "{error}: {}", told(problem, self.language));
        }
        for finding in &self.findings {
            let _ = writeln!(text, "{}", service_levels::finding(finding, self.language));
        }
        for slip in &self.slips {
            let _ = writeln!(text, "{warning}: {}", told(slip, self.language));
        }
        let _ = writeln!(text, "{}", self.totals());
        text
    }

    fn totals(&self) -> String {
        let file = self.file.display();
        let (n_xla, n_goals) = (self.policies.xla.len(), self.policies.service_levels.len());
        let n = self.policies.policies.len() + n_xla;
        let (n_errors, n_warnings) = (self.n_errors, self.n_warnings());
        match self.language {
            Language::Nl => format!(
                "{file}: {n} afspraken, {n_xla} over beleving, {n_goals} doelen voor wachtrijen; {n_errors} fouten, {n_warnings} waarschuwingen"
            ),
            Language::En => format!(
                "{file}: {n} policies, {n_xla} of experience, {n_goals} goals for queues; {n_errors} errors, {n_warnings} warnings"
            ),
        }
    }

    fn json(&self) -> anyhow::Result<String> {
        let findings: Vec<serde_json::Value> = self
            .findings
            .iter()
            .map(|finding| {
                serde_json::json!({
                    "severity": match finding.severity {
                        Severity::Error => "error",
                        Severity::Warning => "warning",
                    },
                    "code": finding.remark.code().as_str(),
                    "kind": finding.kind.map(AgreementKind::as_str),
                    "policy": finding.policy.as_ref(),
                    "version": finding.version,
                    "message": service_levels::remark(&finding.remark, self.language),
                })
            })
            .collect();
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "passes": self.n_errors == 0,
            "n_errors": self.n_errors,
            "n_warnings": self.n_warnings(),
            "problems": placed(&self.problems, self.language),
            "findings": findings,
            "slips": placed(&self.slips, self.language),
        }))?)
    }
}

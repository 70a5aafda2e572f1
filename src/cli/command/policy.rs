use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::policy_args::{Policy, PolicyCheck, PolicyVerb};
use crate::cli::session::as_of;
use crate::config::{Problem, read_policies};
use crate::service_levels::policies::{AgreementKind, Finding, Known, PolicyFile, Severity, check};
use jiff::tz::TimeZone;
use std::fmt::Write;
use std::path::Path;

/// Checks a file of policies.
pub(in crate::cli) fn run(args: &Policy) -> anyhow::Result<u8> {
    match &args.verb {
        PolicyVerb::Check(args) => run_check(args),
    }
}

fn run_check(args: &PolicyCheck) -> anyhow::Result<u8> {
    let PolicyCheck {
        file,
        as_of: asked,
        format,
    } = args;
    let today = as_of(asked.as_deref())?.to_zoned(TimeZone::UTC).date();
    let (policies, warnings) = read_policies(file)?;
    let known = Known {
        as_of: Some(today),
        ..Known::default()
    };
    let findings = check(&policies, &known);
    let n_errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let result = Checked {
        file,
        policies: &policies,
        warnings: &warnings,
        findings: &findings,
        n_errors,
    };
    let text = match format {
        TextOrJson::Text => result.text(),
        TextOrJson::Json => result.json()?,
    };
    output::write(None, &text)?;
    Ok(if n_errors == 0 {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

struct Checked<'a> {
    file: &'a Path,
    policies: &'a PolicyFile,
    warnings: &'a [Problem],
    findings: &'a [Finding],
    n_errors: usize,
}

impl Checked<'_> {
    fn n_warnings(&self) -> usize {
        self.findings.len() - self.n_errors + self.warnings.len()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for finding in self.findings {
            let _ = writeln!(text, "{finding}");
        }
        for warning in self.warnings {
            let _ = writeln!(text, "warning: {warning}");
        }
        let _ = writeln!(
            text,
            "{}: {} policies, {} of experience, {} goals for queues; {} errors, {} warnings",
            self.file.display(),
            self.policies.policies.len() + self.policies.xla.len(),
            self.policies.xla.len(),
            self.policies.service_levels.len(),
            self.n_errors,
            self.n_warnings(),
        );
        text
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
                    "code": finding.code.as_str(),
                    "kind": finding.kind.map(AgreementKind::as_str),
                    "policy": finding.policy.as_ref(),
                    "version": finding.version,
                    "message": finding.message,
                })
            })
            .collect();
        let slips: Vec<serde_json::Value> = self
            .warnings
            .iter()
            .map(|warning| {
                serde_json::json!({
                    "line": warning.line,
                    "key": warning.key,
                    "message": warning.message,
                    "hint": warning.hint,
                })
            })
            .collect();
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "passes": self.n_errors == 0,
            "n_errors": self.n_errors,
            "n_warnings": self.n_warnings(),
            "findings": findings,
            "slips": slips,
        }))?)
    }
}

use crate::config::Project;
use crate::findings::{DriftTold, DriftVerdict, ModelBeside};
use serde::Deserialize;
use std::fs;

/// The file in which a run leaves its findings for machines, in the output folder.
pub(super) const SIGNALS_FILE: &str = "signals.json";

/// What stands of a measurement in the findings of a run.
#[derive(Debug, Deserialize)]
struct Run {
    driver_model: Option<Measurement>,
}

#[derive(Debug, Deserialize)]
struct Measurement {
    frozen_model: Label,
    measured_until: Option<String>,
    drift: Option<Drift>,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: String,
    version: String,
    date: String,
}

#[derive(Debug, Deserialize)]
struct Drift {
    shown: Option<bool>,
}

/// What the last run of a project said of the drift of a model, as its findings tell it; `None` where there is no run, or it
/// measured nothing, or with another model. To test it anew takes all answers, which a question about a ranking does not.
pub fn drift_of_last_run(project: &Project, model: &ModelBeside) -> Option<DriftTold> {
    let text = fs::read_to_string(project.output.join(SIGNALS_FILE)).ok()?;
    told(&text, model)
}

fn told(text: &str, model: &ModelBeside) -> Option<DriftTold> {
    let run: Run = serde_json::from_str(text).ok()?;
    let measured = run
        .driver_model
        .filter(|one| one.frozen_model.is_of(model))?;
    let verdict = match measured.drift?.shown {
        Some(true) => DriftVerdict::Shown,
        Some(false) => DriftVerdict::NotShown,
        None => DriftVerdict::CannotTell,
    };
    Some(DriftTold {
        verdict,
        until: measured.measured_until.and_then(|day| day.parse().ok()),
    })
}

impl Label {
    fn is_of(&self, model: &ModelBeside) -> bool {
        let date = model.date.to_string();
        self.name == model.name && self.version == model.version && self.date == date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_told_of_the_model_that_a_run_measured_with_and_of_no_other() {
        let model = |version: &str| ModelBeside {
            name: "year".to_owned(),
            version: version.to_owned(),
            date: "2025-04-01".parse().unwrap(),
            until: None,
            drift: None,
        };
        let run = |drift: &str| {
            format!(
                r#"{{"signals": [], "driver_model": {{"verdict": "measured", "measured_until": "2025-06-30",
                "frozen_model": {{"name": "year", "version": "1", "date": "2025-04-01", "n": 40}}{drift}}}}}"#
            )
        };
        let of = |drift: &str, version| told(&run(drift), &model(version));
        let found = of(r#", "drift": {"shown": true, "p": 0.01}"#, "1").unwrap();
        assert_eq!(found.verdict, DriftVerdict::Shown);
        assert_eq!(found.until, Some("2025-06-30".parse().unwrap()));
        assert_eq!(of(r#", "drift": {"shown": true}"#, "2"), None);
        let impossible = of(r#", "drift": {"impossible": "too few"}"#, "1").unwrap();
        assert_eq!(impossible.verdict, DriftVerdict::CannotTell);
        assert_eq!(of("", "1"), None, "nothing was measured");
        assert_eq!(told("{}", &model("1")), None);
        assert_eq!(told("half a fi", &model("1")), None);
    }
}

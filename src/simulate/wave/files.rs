use super::draw::{Respondent, draw};
use super::error::Error;
use super::population::Population;
use super::scenario::Scenario;
use serde_json::json;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A wave as it is written: the table, and the truth about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// `wave.csv`.
    pub table: String,
    /// `truth.json`.
    pub truth: String,
}

/// Makes a wave of `n` respondents with its truth.
pub fn generate(scenario: &Scenario, n: usize, seed: u64) -> Wave {
    let respondents = draw(scenario, n, seed);
    Wave {
        table: table(scenario, &respondents),
        truth: truth(scenario, n, seed),
    }
}

impl Wave {
    /// Writes `wave.csv` and `truth.json` to a folder, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::File`].
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |source| Error::File { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        for (name, text) in [("wave.csv", &self.table), ("truth.json", &self.truth)] {
            let path = folder.join(name);
            fs::write(&path, text).map_err(failed(&path))?;
        }
        Ok(())
    }
}

/// One row per respondent. A topic is empty without a comment, its `_true` empty unless checked.
fn table(scenario: &Scenario, respondents: &[Respondent]) -> String {
    let mut text = "respondent,unit,segment,nps,commented".to_owned();
    for topic in &scenario.topics {
        let _ = write!(text, ",{}", topic.name);
    }
    for topic in &scenario.topics {
        let _ = write!(text, ",{}_true", topic.name);
    }
    text.push('\n');
    for (number, one) in respondents.iter().enumerate() {
        let unit = one.unit.map_or(String::new(), |unit| format!("U{unit}"));
        let commented = u8::from(one.labelled.is_some());
        let segment = scenario.segments[one.segment].0;
        let _ = write!(text, "R{number},{unit},{segment},{},{commented}", one.score);
        for topic in 0..scenario.topics.len() {
            let label = one.labelled.as_ref().map(|labels| u8::from(labels[topic]));
            let _ = write!(
                text,
                ",{}",
                label.map_or(String::new(), |label| label.to_string())
            );
        }
        for &meant in &one.meant {
            let _ = if one.is_checked {
                write!(text, ",{}", u8::from(meant))
            } else {
                write!(text, ",")
            };
        }
        text.push('\n');
    }
    text
}

fn truth(scenario: &Scenario, n: usize, seed: u64) -> String {
    let population = Population::of(scenario);
    let topics: Vec<_> = population
        .topics
        .iter()
        .map(|topic| {
            json!({
                "name": topic.name,
                "share": topic.share,
                "coefficient": topic.coefficient,
                "contribution": topic.contribution,
                "gain_if_gone": topic.gain_if_gone,
                "unadjusted_impact": topic.unadjusted_impact,
                "has_effect": topic.has_effect,
            })
        })
        .collect();
    let document = json!({
        "format": 1,
        "scenario": scenario.name,
        "purpose": scenario.purpose,
        "n": n,
        "seed": seed,
        "nps": population.nps,
        "constant": population.constant,
        "topics": topics,
    });
    format!("{document:#}\n")
}

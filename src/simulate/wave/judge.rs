use super::error::Error;
use crate::units::as_f64;
use serde_json::Value;
use std::path::Path;

/// What a program found beside what was planted.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One entry per topic of the truth.
    pub topics: Vec<Judged>,
    /// Mean absolute error of the contributions, in points.
    pub mean_absolute_error: Option<f64>,
    /// Part of the intervals that hold the truth.
    pub coverage: Option<f64>,
    /// Agreement of the order by size of contribution (Kendall 1938, τ-a), −1 to 1.
    pub rank_agreement: Option<f64>,
    /// Topics without effect that are said to stand out.
    pub n_false_alarms: usize,
    /// Topics with an effect that are not said to stand out.
    pub n_missed: usize,
}

/// One topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Name.
    pub name: String,
    /// True contribution, in points.
    pub truth: f64,
    /// Contribution found; `None` where the result has none.
    pub found: Option<f64>,
    /// Interval found.
    pub interval: Option<(f64, f64)>,
    /// Whether it has an effect.
    pub has_effect: bool,
    /// Whether it is said to stand out.
    pub stands_out: bool,
}

/// Judges a result against a truth, both as text of their JSON files.
///
/// A result is an object with a list `drivers`; of each entry `name`, `contribution`,
/// `contribution_interval` (two numbers) and `stands_out` are read, and all but the name may be absent.
///
/// # Errors
///
/// [`Error::Content`] where a file is not JSON or lacks its list.
pub fn judge(truth: (&Path, &str), result: (&Path, &str)) -> Result<Judgement, Error> {
    let truth_topics = list(truth, "topics")?;
    let drivers = list(result, "drivers")?;
    let topics = truth_topics
        .iter()
        .map(|topic| {
            let name = topic["name"].as_str().unwrap_or_default();
            let driver = drivers.iter().find(|driver| driver["name"] == name);
            let number = |key: &str| driver.and_then(|driver| driver[key].as_f64());
            let bound =
                |at: usize| driver.and_then(|one| one["contribution_interval"][at].as_f64());
            Ok(Judged {
                name: name.to_owned(),
                truth: topic["contribution"]
                    .as_f64()
                    .ok_or_else(|| Error::Content {
                        path: truth.0.to_path_buf(),
                        reason: format!("topic \"{name}\" has no contribution"),
                    })?,
                found: number("contribution"),
                interval: bound(0).zip(bound(1)),
                has_effect: topic["has_effect"].as_bool().unwrap_or(true),
                stands_out: driver.is_some_and(|one| one["stands_out"].as_bool() == Some(true)),
            })
        })
        .collect::<Result<Vec<Judged>, Error>>()?;
    Ok(summed_up(topics))
}

fn list((path, text): (&Path, &str), key: &str) -> Result<Vec<Value>, Error> {
    let wrong = |reason: String| Error::Content {
        path: path.to_path_buf(),
        reason,
    };
    let document: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    document[key]
        .as_array()
        .cloned()
        .ok_or_else(|| wrong(format!("it has no list \"{key}\"")))
}

fn summed_up(topics: Vec<Judged>) -> Judgement {
    let mean = |values: Vec<f64>| {
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / as_f64(values.len()))
    };
    let errors = topics
        .iter()
        .filter_map(|one| Some((one.found? - one.truth).abs()));
    let covered = topics.iter().filter_map(|one| {
        let (low, high) = one.interval?;
        Some(if low <= one.truth && one.truth <= high {
            1.0
        } else {
            0.0
        })
    });
    Judgement {
        mean_absolute_error: mean(errors.collect()),
        coverage: mean(covered.collect()),
        rank_agreement: rank_agreement(&topics),
        n_false_alarms: topics
            .iter()
            .filter(|one| one.stands_out && !one.has_effect)
            .count(),
        n_missed: topics
            .iter()
            .filter(|one| !one.stands_out && one.has_effect)
            .count(),
        topics,
    }
}

/// Kendall's τ of the sizes of contributions, over topics that both know.
fn rank_agreement(topics: &[Judged]) -> Option<f64> {
    let sizes: Vec<(f64, f64)> = topics
        .iter()
        .filter_map(|one| Some((one.truth.abs(), one.found?.abs())))
        .collect();
    let (mut n_pairs, mut score) = (0usize, 0.0);
    for (at, a) in sizes.iter().enumerate() {
        for b in &sizes[at + 1..] {
            let agreement = (a.0 - b.0) * (a.1 - b.1);
            n_pairs += 1;
            if agreement > 0.0 {
                score += 1.0;
            } else if agreement < 0.0 {
                score -= 1.0;
            }
        }
    }
    (n_pairs > 0).then(|| score / as_f64(n_pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_set_beside_its_truth() {
        let truth = r#"{"topics":[{"name":"a","contribution":-8.0,"has_effect":true},
            {"name":"b","contribution":0.0,"has_effect":false},{"name":"c","contribution":2.0,"has_effect":true}]}"#;
        let result = r#"{"drivers":[{"name":"a","contribution":-7.0,"contribution_interval":[-9.0,-5.0],"stands_out":true},
            {"name":"b","contribution":-1.0,"contribution_interval":[-1.5,-0.5],"stands_out":true}]}"#;
        let judged = judge((Path::new("t"), truth), (Path::new("r"), result)).unwrap();
        assert_eq!(judged.mean_absolute_error, Some(1.0));
        assert_eq!(judged.coverage, Some(0.5));
        assert_eq!((judged.n_false_alarms, judged.n_missed), (1, 1));
        assert_eq!(judged.rank_agreement, Some(1.0));
        assert_eq!(judged.topics[2].found, None);
        assert!(judge((Path::new("t"), "{}"), (Path::new("r"), result)).is_err());
        assert!(judge((Path::new("t"), truth), (Path::new("r"), "no")).is_err());
    }
}

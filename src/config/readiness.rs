use super::problem::{Error, Problems, SettingsFile};
use super::section::Section;
use super::settings::{parse_settings, read_settings};
use crate::service_levels::readiness::{Checked, HIGHEST, Part, Questionnaire, Thresholds};
use crate::units::Probability;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a project states of its readiness to measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadinessSettings {
    /// Half the width of the interval that is planned, as a share.
    pub margin: Option<Probability>,
    /// Who comes back on answers.
    pub follow_up_owner: Option<String>,
    /// File of a frozen baseline.
    pub baseline: Option<PathBuf>,
    /// Governance file.
    pub governance: Option<PathBuf>,
    /// How masking was checked by hand.
    pub masking: Option<Checked>,
}

/// Reads `[readiness]`; paths are relative to `folder`.
pub(super) fn read_readiness(
    section: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> ReadinessSettings {
    let within = |path: String| super::project::within(folder, &path);
    let at = section.at_key("margin_points");
    let margin = section
        .number("margin_points", problems)
        .and_then(|points| {
            if points > 0.0 && points <= 50.0 {
                return Some(Probability::saturating(points / 100.0));
            }
            let expected = "expected points of percent above 0, at most 50, such as 5";
            problems.note(at, section.key("margin_points"), expected);
            None
        });
    ReadinessSettings {
        margin,
        follow_up_owner: section.text("follow_up_owner", problems),
        baseline: section.text("baseline", problems).map(within),
        governance: section.text("governance", problems).map(within),
        masking: section
            .section("masking", problems)
            .and_then(|mut checked| {
                let read = read_checked(&mut checked, problems);
                checked.finish(problems);
                read
            }),
    }
}

fn read_checked(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Checked> {
    let found = section.count("found", problems);
    let of = section.count("of", problems);
    match (found, of) {
        (Some(found), Some(of)) if found <= of && of > 0 => Some(Checked {
            found: usize::try_from(found).ok()?,
            of: usize::try_from(of).ok()?,
        }),
        _ => {
            let expected = "expected what was masked of what should be, as { found = 48, of = 50 }";
            problems.note(section.at(), section.key("of"), expected);
            None
        }
    }
}

/// Reads a file of answers to the questionnaire of readiness and reports everything that is wrong with it at
/// once.
///
/// A statement without an answer is no problem here: nobody can tell, and the result says so.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every problem.
pub fn load_questionnaire(file: &Path) -> Result<Questionnaire, Error> {
    let text = read_settings(SettingsFile::Questionnaire, file)?;
    parse_settings(
        (SettingsFile::Questionnaire, file),
        &text,
        |root, problems| Some(read(root, problems)),
    )
}

fn read(root: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Questionnaire {
    let usual = Thresholds::default();
    let answered_by = root.text("answered_by", problems);
    let thresholds = Thresholds {
        ready_from: answer(root, "ready_from", problems).unwrap_or(usual.ready_from),
        blocked_up_to: answer(root, "blocked_up_to", problems).unwrap_or(usual.blocked_up_to),
    };
    if thresholds.blocked_up_to >= thresholds.ready_from {
        problems.note(
            root.at_key("blocked_up_to"),
            "blocked_up_to",
            "an answer cannot both block and be ready: expected less than ready_from",
        );
    }
    let mut answers = BTreeMap::new();
    for part in Part::ALL {
        let Some(mut section) = root.section(part.as_str(), problems) else {
            continue;
        };
        for name in part.statements() {
            if let Some(given) = answer(&mut section, name, problems) {
                answers.insert(name, given);
            }
        }
        section.finish(problems);
    }
    Questionnaire {
        answered_by,
        thresholds,
        answers,
    }
}

fn answer(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<u8> {
    let at = section.at_key(key);
    let given = section.count(key, problems)?;
    let answer = u8::try_from(given)
        .ok()
        .filter(|answer| (1..=HIGHEST).contains(answer));
    if answer.is_none() {
        problems.note(at, section.key(key), "expected an answer from 1 to 5");
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn load(text: &str) -> Result<Questionnaire, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("readiness.toml");
        fs::write(&path, text).unwrap();
        load_questionnaire(&path)
    }

    #[test]
    fn the_example_names_every_statement() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = root.join("data/service_levels/readiness.toml");
        assert_eq!(load_questionnaire(&file).unwrap().answers.len(), 15);
    }

    #[test]
    fn an_empty_file_answers_nothing_and_faults_are_said_at_once() {
        assert_eq!(load("").unwrap(), Questionnaire::default());
        let Err(Error::Wrong { problems, .. }) = load(
            "ready_from = 2\nblocked_up_to = 2\n[customer_culture]\nteams_may_act = 6\nteam_may_act = 3\n",
        ) else {
            panic!("the answers are wrong");
        };
        let keys: Vec<&str> = problems.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "blocked_up_to",
                "customer_culture.teams_may_act",
                "customer_culture.team_may_act"
            ]
        );
    }
}

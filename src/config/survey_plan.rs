use super::problem::{Error, Problems, SettingsFile};
use super::section::Section;
use super::settings::{parse_settings, read_settings};
use crate::service_levels::experience::{Frequency, SurveyKind};
use crate::service_levels::surveys::SurveyPlan;
use crate::units::Seconds;
use std::path::Path;

/// Reads a file of a survey plan and reports everything that is wrong with it at once.
///
/// What is absent is no problem here: [`SurveyPlan::gaps`] says what the plan lacks.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every problem.
pub fn load_survey_plan(file: &Path) -> Result<SurveyPlan, Error> {
    let kind = SettingsFile::SurveyPlan;
    let text = read_settings(kind, file)?;
    parse_settings((kind, file), &text, read)
}

fn read(root: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<SurveyPlan> {
    let kinds = [
        ("transactional", SurveyKind::Transactional),
        ("relational", SurveyKind::Relational),
    ];
    let survey = root.required_text("survey_id", "\"service-2026\"", problems);
    let kind = if root.has("kind") {
        root.choice("kind", &kinds, problems)
    } else {
        root.required_text("kind", "\"transactional\"", problems);
        None
    };
    let usual = Frequency::default();
    let frequency = Frequency {
        transactional: positive(root, "transactional_days", 86_400, problems)
            .unwrap_or(usual.transactional),
        relational: positive(root, "relational_days", 86_400, problems).unwrap_or(usual.relational),
        any: positive(root, "any_days", 86_400, problems),
    };
    // Every key is asked for before the first that is missing ends the reading.
    let follow_up_owner = root.text("follow_up_owner", problems);
    let close_within = positive(root, "close_within_h", 3600, problems);
    let baseline = root.text("baseline", problems);
    let contact_at_most = positive(root, "contact_at_most_days", 86_400, problems);
    Some(SurveyPlan {
        survey: survey?.into(),
        kind: kind?,
        follow_up_owner,
        close_within,
        baseline,
        frequency,
        contact_at_most,
    })
}

/// A whole number above zero of a unit of `seconds`.
fn positive(
    section: &mut Section<'_, '_>,
    key: &'static str,
    seconds: i64,
    problems: &mut Problems<'_>,
) -> Option<Seconds> {
    let at = section.at_key(key);
    let count = section.count(key, problems)?;
    let length = i64::try_from(count)
        .ok()
        .filter(|count| *count > 0)
        .and_then(|count| count.checked_mul(seconds));
    if length.is_none() {
        problems.note(at, section.key(key), "expected a whole number above 0");
    }
    length.map(Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::surveys::PlanGap;
    use std::fs;

    fn load(text: &str) -> Result<SurveyPlan, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        fs::write(&path, text).unwrap();
        load_survey_plan(&path)
    }

    #[test]
    fn the_example_is_whole_and_a_bare_plan_says_what_it_lacks() {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("data/service_levels/survey_plan.toml");
        assert_eq!(load_survey_plan(&file).unwrap().gaps(), []);
        let bare = load("survey_id = \"s\"\nkind = \"relational\"\nany_days = 14\n").unwrap();
        assert_eq!(bare.gaps().len(), 3);
        assert!(bare.gaps().contains(&PlanGap::FollowUpOwner));
        assert_eq!(bare.frequency.any, Some(Seconds(14 * 86_400)));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let Err(Error::Wrong { problems, .. }) =
            load("kind = \"yearly\"\nclose_within_h = 0\nextra = 1\n")
        else {
            panic!("the plan is wrong");
        };
        let keys: Vec<&str> = problems.iter().map(|one| one.key.as_str()).collect();
        for key in ["survey_id", "kind", "close_within_h", "extra"] {
            assert!(keys.contains(&key), "{keys:?}");
        }
    }
}

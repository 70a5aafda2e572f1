use super::problem::Problems;
use super::section::Section;
use crate::signals::journey::MomentLines;
use std::collections::BTreeSet;

/// The stages of the journey of a project's customers.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneySettings {
    /// The field of the records that says in which stage a contact is, where there is one.
    pub field: Option<String>,
    /// When a link is strong and a stage is passed by many.
    pub lines: MomentLines,
    /// The stages, in order.
    pub stages: Vec<StageSettings>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageSettings {
    /// Its identifier.
    pub id: String,
    /// Dutch name.
    pub nl: String,
    /// English name.
    pub en: String,
    /// Patterns of its topics; a topic stands for those below it.
    pub topics: Vec<String>,
    /// Values of the field.
    pub values: Vec<String>,
}

/// Reads `[journey]`; `guarded` are the fields that stand for persons.
pub(super) fn read_journey(
    root: &mut Section<'_, '_>,
    guarded: &[String],
    problems: &mut Problems<'_>,
) -> Option<JourneySettings> {
    let mut section = root.section("journey", problems)?;
    let field = section.text("field", problems);
    if field.as_ref().is_some_and(|field| guarded.contains(field)) {
        let said = "this field stands for persons: nobody is a stage of a journey";
        problems.note(section.at_key("field"), section.key("field"), said);
    }
    let lines = read_lines(&mut section, problems);
    let mut stages = Vec::new();
    let mut seen = Seen::default();
    let sections = section.sections("stage", problems);
    if sections.is_empty() {
        problems.note_with_hint(
            section.at(),
            section.key("stage"),
            "no stage is declared",
            Some("add [[journey.stage]] with id, name and topics or values, in the order of the journey".to_owned()),
        );
    }
    for mut stage in sections {
        stages.extend(read_stage(&mut stage, field.is_some(), &mut seen, problems));
        stage.finish(problems);
    }
    section.finish(problems);
    Some(JourneySettings {
        field,
        lines,
        stages,
    })
}

/// Both lines or none: one alone says nothing of moments of truth.
fn read_lines(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> MomentLines {
    let strong_points = section.number("strong_points", problems);
    let many = section.number("many", problems);
    for (key, is_right, expected) in [
        (
            "strong_points",
            strong_points.is_none_or(|points| points > 0.0 && points.is_finite()),
            "expected outcome points above 0",
        ),
        (
            "many",
            many.is_none_or(|share| share > 0.0 && share <= 1.0),
            "expected a share above 0 and up to 1",
        ),
    ] {
        if !is_right {
            problems.note(section.at_key(key), section.key(key), expected);
        }
    }
    for (key, other, is_alone) in [
        (
            "strong_points",
            "many",
            strong_points.is_some() && many.is_none(),
        ),
        (
            "many",
            "strong_points",
            many.is_some() && strong_points.is_none(),
        ),
    ] {
        if is_alone {
            problems.note_with_hint(
                section.at_key(key),
                section.key(key),
                format!("a moment of truth is strong and met by many: {other} is missing"),
                Some(format!("state {other} too, or neither")),
            );
        }
    }
    MomentLines {
        strong_points,
        many,
    }
}

/// What earlier stages have.
#[derive(Debug, Default)]
struct Seen {
    ids: BTreeSet<String>,
    values: BTreeSet<String>,
}

fn read_stage(
    section: &mut Section<'_, '_>,
    has_field: bool,
    seen: &mut Seen,
    problems: &mut Problems<'_>,
) -> Option<StageSettings> {
    let id = section.required_text("id", "\"order\"", problems);
    let mut names = [None, None];
    match section.section("name", problems) {
        Some(mut name) => {
            names = [
                name.required_text("nl", "\"Bestellen\"", problems),
                name.required_text("en", "\"Ordering\"", problems),
            ];
            name.finish(problems);
        }
        None if !section.has("name") => problems.note_with_hint(
            section.at(),
            section.key("name"),
            "missing",
            Some("add `name.nl = \"Bestellen\"` and `name.en = \"Ordering\"`".to_owned()),
        ),
        None => {}
    }
    let topics = section.texts("topics", problems);
    let values = section.texts("values", problems);
    if topics.is_empty() && values.is_empty() {
        problems.note_with_hint(
            section.at(),
            section.key("topics"),
            "a stage needs topics, values of the field, or both",
            Some("add `topics = [\"delivery.*\"]` or `values = [\"delivery\"]`".to_owned()),
        );
    }
    if !values.is_empty() && !has_field {
        problems.note_with_hint(
            section.at_key("values"),
            section.key("values"),
            "values of which field?",
            Some(
                "add `field = \"…\"` to [journey]: the facet that says in which stage a contact is"
                    .to_owned(),
            ),
        );
    }
    for value in &values {
        if !seen.values.insert(value.clone()) {
            problems.note(
                section.at_key("values"),
                section.key("values"),
                format!("another stage has the value \"{value}\""),
            );
        }
    }
    let id = id?;
    if !seen.ids.insert(id.clone()) {
        problems.note(
            section.at_key("id"),
            section.key("id"),
            format!("another stage is called \"{id}\""),
        );
    }
    let [nl, en] = names;
    Some(StageSettings {
        id,
        nl: nl?,
        en: en?,
        topics,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::problem::{Error, SettingsFile};
    use crate::config::settings::parse_settings;
    use std::path::Path;

    fn read(text: &str) -> Result<JourneySettings, Vec<String>> {
        let place = (SettingsFile::Project, Path::new("p.toml"));
        let read = parse_settings(place, text, |root, problems| {
            Some(read_journey(root, &["agent".to_owned()], problems))
        });
        match read {
            Ok(settings) => Ok(settings.unwrap()),
            Err(Error::Wrong { problems, .. }) => {
                Err(problems.iter().map(ToString::to_string).collect())
            }
            Err(error) => panic!("{error}"),
        }
    }

    const GOOD: &str = "[journey]\nfield = \"stage\"\nstrong_points = 20\nmany = 0.1\n\
        [[journey.stage]]\nid = \"order\"\nname.nl = \"Bestellen\"\nname.en = \"Ordering\"\nvalues = [\"o\"]\n\
        [[journey.stage]]\nid = \"use\"\nname.nl = \"Gebruik\"\nname.en = \"Use\"\ntopics = [\"product\"]\n";

    #[test]
    fn stages_are_read_in_the_order_of_the_journey() {
        let found = read(GOOD).unwrap();
        let ids: Vec<&str> = found.stages.iter().map(|stage| stage.id.as_str()).collect();
        assert_eq!(ids, ["order", "use"]);
        assert_eq!(found.field.as_deref(), Some("stage"));
        let lines = MomentLines {
            strong_points: Some(20.0),
            many: Some(0.1),
        };
        assert_eq!(found.lines, lines);
    }

    fn check(from: &str, to: &str, said: &str) {
        let problems = read(&GOOD.replace(from, to)).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(said), "{problems:?}");
    }

    #[test]
    fn what_makes_no_journey_is_said_with_its_line() {
        check("field = \"stage\"\n", "", "values of which field?");
        check(
            "\"stage\"\nstrong",
            "\"agent\"\nstrong",
            "stands for persons",
        );
        check("many = 0.1\n", "", "many is missing");
        check("many = 0.1", "many = 10", "expected a share");
        check(
            "strong_points = 20",
            "strong_points = -1",
            "expected outcome points",
        );
        check(
            "id = \"use\"",
            "id = \"order\"",
            "another stage is called \"order\"",
        );
        check("topics = [\"product\"]\n", "", "a stage needs topics");
        check(
            "topics = [\"product\"]",
            "values = [\"o\"]",
            "another stage has the value \"o\"",
        );
        check(
            "name.nl = \"Gebruik\"\nname.en = \"Use\"\n",
            "",
            "name.nl = ",
        );
        let none = read("[journey]\nfield = \"stage\"\n").unwrap_err();
        assert!(none[0].contains("no stage is declared"), "{none:?}");
    }
}

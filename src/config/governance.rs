use super::problem::{Error, Problems, SettingsFile};
use super::section::Section;
use super::settings::{parse_settings, read_settings};
use crate::disclosure::Floor;
use crate::intake::date_alone;
use crate::service_levels::people::{Consent, Governance};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a governance file and reports everything that is wrong with it at once.
///
/// What is absent is no problem here: it withholds figures of agents, and the report says so.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every problem.
pub fn load_governance(file: &Path) -> Result<Governance, Error> {
    let text = read_settings(SettingsFile::Governance, file)?;
    parse(&text, file)
}

fn parse(text: &str, file: &Path) -> Result<Governance, Error> {
    parse_settings((SettingsFile::Governance, file), text, |root, problems| {
        Some(read(root, problems))
    })
}

fn read(root: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Governance {
    let or_consent = root
        .section("or_consent", problems)
        .and_then(|mut section| {
            let consent = read_consent(&mut section, problems);
            section.finish(problems);
            consent
        });
    let at = root.at_key("min_n");
    let min_n = root.count("min_n", problems).and_then(|n| {
        let floor = Floor::new(usize::try_from(n).unwrap_or(usize::MAX));
        if let Err(error) = floor {
            problems.note(at, root.key("min_n"), error.to_string());
        }
        floor.ok()
    });
    Governance {
        or_consent,
        dpia_reference: root.text("dpia_reference", problems),
        purposes: root.texts("purposes", problems),
        retention_days: read_retention(root, problems),
        min_n,
        key_id: root.text("key_id", problems),
    }
}

fn read_consent(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Consent> {
    let date = read_date(section, "date", problems);
    let reference = section.required_text("reference", "\"OR 2026-014\"", problems);
    let expires = read_date(section, "expires", problems);
    let scope = section.texts("scope", problems);
    let consent = Consent {
        date: date?,
        reference: reference?,
        scope,
        expires: expires?,
    };
    if consent.expires < consent.date {
        problems.note(
            section.at_key("expires"),
            section.key("expires"),
            "the consent ends before it begins",
        );
    }
    if consent.reference.trim().is_empty() {
        problems.note(
            section.at_key("reference"),
            section.key("reference"),
            "expected where the decision is kept, found nothing",
        );
    }
    Some(consent)
}

fn read_date(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Date> {
    let at = section.at_key(key);
    let text = section.required_text(key, "\"2026-01-31\"", problems)?;
    let date = date_alone(&text);
    if date.is_none() {
        let message = "expected a date as \"2026-01-31\"";
        problems.note(at, section.key(key), message);
    }
    date
}

/// `[retention_days]`: days a source; names are the user's own.
fn read_retention(
    root: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, u32> {
    let Some(section) = root.section("retention_days", problems) else {
        return BTreeMap::new();
    };
    let mut days = BTreeMap::new();
    for (source, n, at) in section.counts(problems) {
        match u32::try_from(n).ok().filter(|n| *n > 0) {
            Some(n) => {
                days.insert(source, n);
            }
            None => problems.note(
                at,
                section.key(&source),
                "expected a number of days above 0",
            ),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn problems(text: &str) -> Vec<(usize, String)> {
        match parse(text, Path::new("g.toml")) {
            Err(Error::Wrong {
                file: SettingsFile::Governance,
                problems,
                ..
            }) => problems
                .into_iter()
                .map(|one| (one.line, one.key))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_example_is_read_and_gives_no_access() {
        use crate::service_levels::people::{AgentAccess, Missing};
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("data/service_levels/governance.toml");
        let governance = load_governance(&file).unwrap();
        assert_eq!(governance.min_n, Floor::new(10).ok());
        let refusal = AgentAccess::check(Some(&governance), date(2026, 6, 1)).unwrap_err();
        assert_eq!(refusal.missing, [Missing::Consent, Missing::Dpia]);
    }

    #[test]
    fn a_complete_file_is_read() {
        let governance = parse(
            "dpia_reference = \"D-1\"\npurposes = [\"coaching\"]\nmin_n = 12\n[retention_days]\ncalls = 90\n\
             [or_consent]\ndate = \"2026-01-01\"\nreference = \"OR 3\"\nscope = [\"coaching\"]\nexpires = \"2026-12-31\"\n",
            Path::new("g.toml"),
        );
        let governance = governance.unwrap();
        assert_eq!(governance.retention_days["calls"], 90);
        assert_eq!(governance.or_consent.unwrap().expires, date(2026, 12, 31));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = problems(
            "min_n = 3\nextra = 1\n[or_consent]\ndate = \"soon\"\nreference = \"OR\"\n[retention_days]\ncalls = 0\n",
        );
        let expected = [
            (1, "min_n"),
            (2, "extra"),
            (3, "or_consent.expires"),
            (4, "or_consent.date"),
            (7, "retention_days.calls"),
        ];
        let expected: Vec<(usize, String)> = expected
            .into_iter()
            .map(|(line, key)| (line, key.to_owned()))
            .collect();
        assert_eq!(found, expected);
    }
}

use super::values::{as_date, note_bad_date};
use crate::config::problem::Problems;
use crate::config::section::{Section, closest};
use crate::service_levels::calendar::{GoodFriday, HolidayRules, HolidaySet, LiberationDay};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::DeValue;

/// What an extra date without a name is called.
const UNNAMED: &str = "extra day off";

/// Holiday sets by id, with where they stand and whether a schedule uses them.
#[derive(Debug)]
pub(super) struct HolidaySets(BTreeMap<Arc<str>, Entry>);

#[derive(Debug)]
struct Entry {
    set: Arc<HolidaySet>,
    /// Where it is declared; `None` for those that are built in.
    declared: Option<(usize, String)>,
    is_used: bool,
}

impl HolidaySets {
    fn built_in() -> Self {
        let sets = [HolidaySet::nl_default(), HolidaySet::be_default()];
        let entry = |set: HolidaySet| {
            let entry = Entry {
                set: Arc::new(set),
                declared: None,
                is_used: false,
            };
            (Arc::clone(&entry.set.id), entry)
        };
        Self(sets.into_iter().map(entry).collect())
    }

    /// The set of an id, noted as used; what to try where there is none.
    pub(super) fn find(&mut self, id: &str) -> Result<Arc<HolidaySet>, String> {
        if let Some(entry) = self.0.get_mut(id) {
            entry.is_used = true;
            return Ok(Arc::clone(&entry.set));
        }
        let known: Vec<&str> = self.0.keys().map(AsRef::as_ref).collect();
        Err(closest(id, &known).map_or_else(
            || format!("declare it in [[holiday_set]], or use {}", known.join(", ")),
            |near| format!("did you mean \"{near}\"?"),
        ))
    }

    /// Warns of sets that no schedule uses.
    pub(super) fn warn_of_unused(&self, warnings: &mut Problems<'_>) {
        for (id, entry) in &self.0 {
            if let (Some((at, key)), false) = (&entry.declared, entry.is_used) {
                warnings.note_with_hint(
                    *at,
                    key.clone(),
                    format!("no schedule uses the holiday set \"{id}\""),
                    Some(format!("add holiday_set_id = \"{id}\" to a schedule")),
                );
            }
        }
    }
}

/// Reads every `[[holiday_set]]`.
pub(super) fn read_holiday_sets(
    root: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> HolidaySets {
    let mut sets = HolidaySets::built_in();
    for mut section in root.sections("holiday_set", problems) {
        let (at, key) = (section.at(), section.key("holiday_set_id"));
        if let Some(set) = read_set(&mut section, problems, warnings) {
            let id = Arc::clone(&set.id);
            let entry = Entry {
                set: Arc::new(set),
                declared: Some((at, key.clone())),
                is_used: false,
            };
            match sets.0.get(&id) {
                Some(Entry { declared: None, .. }) => problems.note_with_hint(
                    at,
                    key,
                    format!("\"{id}\" is built in"),
                    Some("choose another name".to_owned()),
                ),
                Some(_) => problems.note(at, key, format!("a second set is named \"{id}\"")),
                None => {
                    sets.0.insert(id, entry);
                }
            }
        }
        section.finish(problems);
    }
    sets
}

fn read_set(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Option<HolidaySet> {
    let id = section.required_text("holiday_set_id", "\"our holidays\"", problems);
    let country = section.choice(
        "country",
        &[
            (
                "NL",
                HolidayRules::Netherlands {
                    liberation_day: LiberationDay::default(),
                    good_friday: GoodFriday::default(),
                },
            ),
            ("BE", HolidayRules::Belgium),
        ],
        problems,
    );
    let rules = read_options(section, country.unwrap_or_default(), problems);
    let mut set = HolidaySet::of(id.as_deref().unwrap_or_default(), rules);
    for (date, _, at, key) in dates(section, "removed_dates", problems) {
        if set
            .between(date, date.tomorrow().unwrap_or(date))
            .is_empty()
        {
            warnings.note_with_hint(
                at,
                key,
                format!("{date} is no holiday of this set"),
                Some("`signaal schedule windows` lists the holidays of a period".to_owned()),
            );
        }
        set.removed_dates.insert(date);
    }
    for (date, name, at, key) in dates(section, "extra_dates", problems) {
        let names = set.between(date, date.tomorrow().unwrap_or(date));
        if let Some(already) = names.first() {
            let message = format!("{date} is off already: {}", already.name.english());
            warnings.note(at, key, message);
        }
        set.extra_dates.insert(date, name);
    }
    id.map(|_| set)
}

fn read_options(
    section: &mut Section<'_, '_>,
    country: HolidayRules,
    problems: &mut Problems<'_>,
) -> HolidayRules {
    let at = section.at_key("options");
    let key = section.key("options");
    let Some(mut options) = section.section("options", problems) else {
        return country;
    };
    let HolidayRules::Netherlands {
        mut liberation_day,
        mut good_friday,
    } = country
    else {
        problems.note_with_hint(
            at,
            key,
            "there are options for country = \"NL\" only",
            Some("use extra_dates and removed_dates".to_owned()),
        );
        return country;
    };
    let choices = [
        ("yearly", LiberationDay::Yearly),
        ("lustrum", LiberationDay::Lustrum),
        ("off", LiberationDay::Off),
    ];
    if let Some(chosen) = options.choice("bevrijdingsdag", &choices, problems) {
        liberation_day = chosen;
    }
    if options.flag("goede_vrijdag", problems) == Some(true) {
        good_friday = GoodFriday::Off;
    }
    options.finish(problems);
    HolidayRules::Netherlands {
        liberation_day,
        good_friday,
    }
}

/// Dates of a list, with name, byte and key of each: dates, strings or `{ date, name }`.
fn dates(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Vec<(Date, Arc<str>, usize, String)> {
    let Some(value) = section.value(key) else {
        return Vec::new();
    };
    let Some(items) = value.get_ref().as_array() else {
        let message = "expected a list of dates";
        let hint = Some(format!("write {key} = [2026-12-24]"));
        problems.note_with_hint(value.span().start, section.key(key), message, hint);
        return Vec::new();
    };
    let mut found = Vec::new();
    for (idx, item) in items.iter().enumerate() {
        let place = format!("{}[{}]", section.key(key), idx + 1);
        let at = item.span().start;
        let (date, name) = match item.get_ref() {
            DeValue::Table(table) => {
                let text = |name: &str| table.get(name).map(toml::Spanned::get_ref);
                let known = table
                    .keys()
                    .all(|name| ["date", "name"].contains(&name.get_ref().as_ref()));
                let name = text("name").and_then(DeValue::as_str).unwrap_or(UNNAMED);
                (text("date").filter(|_| known).and_then(as_date), name)
            }
            plain => (as_date(plain), UNNAMED),
        };
        match date {
            Some(date) => found.push((date, name.into(), at, place)),
            None => note_bad_date(at, place, problems),
        }
    }
    found
}

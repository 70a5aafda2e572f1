use crate::report::Language;
use crate::report::calls::counted;
use crate::report::number;
use crate::report::section::{Section, listing};
use crate::report::wire::exact;
use crate::report::words::either;
use crate::units::Interval;
use serde_json::{Map, Value, json};

/// What customers may read.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// What the lines are about.
    pub(super) about: About,
    /// The instant of the report, where it has one.
    pub(super) as_of: Option<String>,
    /// First instant of the period and the first after it.
    pub(super) period: Option<(String, String)>,
    /// The lines, in the order of the report.
    pub(super) lines: Vec<Line>,
    /// Lines that too few stand behind.
    pub(super) n_withheld: usize,
}

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Promises about time.
    Promises,
    /// What customers say.
    Experience,
    /// Being reached.
    Reachability,
}

/// One figure, beside what was promised of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Name of the promise; none where nothing is promised.
    pub(super) promise: Option<String>,
    /// What is measured.
    pub(super) measure: String,
    /// Whose figure it is: names of fields and their values.
    pub(super) group: Vec<(String, String)>,
    /// The figure; shares run from 0 to 1.
    pub(super) figure: Option<Interval>,
    /// How it is read.
    pub(super) unit: Unit,
    /// Cases or answers behind it.
    pub(super) n: Option<usize>,
    /// What was promised.
    pub(super) promised: Option<f64>,
    /// How it stands, as files call it.
    pub(super) verdict: Option<&'static str>,
    /// How it stands, in Dutch and English.
    pub(super) verdict_words: [&'static str; 2],
}

/// How a figure is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A part of a whole.
    Share,
    /// A number of its own scale.
    Number,
}

impl About {
    fn code(self) -> &'static str {
        match self {
            Self::Promises => "promises",
            Self::Experience => "experience",
            Self::Reachability => "reachability",
        }
    }

    fn title(self, language: Language) -> &'static str {
        match self {
            Self::Promises => either(language, "Wat is beloofd en nagekomen", "Promised and kept"),
            Self::Experience => either(language, "Wat klanten zeggen", "What customers say"),
            Self::Reachability => either(language, "Bereikbaarheid", "Being reached"),
        }
    }
}

/// The document for machines; `signaal schema published` names everything that it may hold.
pub fn published_json(published: &Published) -> String {
    let document = json!({
        "schema_version": 1,
        "about": published.about.code(),
        "as_of": published.as_of,
        "from": published.period.as_ref().map(|(from, _)| from),
        "to": published.period.as_ref().map(|(_, to)| to),
        "lines": published.lines.iter().map(line_json).collect::<Vec<Value>>(),
        "n_withheld": published.n_withheld,
    });
    format!("{document:#}\n")
}

fn line_json(line: &Line) -> Value {
    let group = line.group.iter();
    let group: Map<String, Value> = group
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({
        "promise": line.promise,
        "measure": line.measure,
        "group": group,
        "unit": match line.unit {
            Unit::Share => "share",
            Unit::Number => "number",
        },
        "figure": line.figure.map(|figure| json!({
            "estimate": exact(figure.estimate),
            "low": exact(figure.low),
            "high": exact(figure.high),
            "level": exact(figure.level.get()),
        })),
        "n": line.n,
        "promised": line.promised.and_then(exact),
        "verdict": line.verdict,
    })
}

/// The document for people.
pub fn published_text(published: &Published, language: Language) -> String {
    let mut section = Section::titled(published.about.title(language));
    if let Some((from, to)) = &published.period {
        section.lead.push(format!("{from} - {to}"));
    } else if let Some(as_of) = &published.as_of {
        section.lead.push(as_of.clone());
    }
    section.grid.header = [
        either(language, "belofte", "promise"),
        either(language, "maat", "measure"),
        either(language, "groep", "group"),
        either(language, "uitkomst", "figure"),
        "n",
        either(language, "beloofd", "promised"),
        either(language, "oordeel", "verdict"),
    ]
    .map(str::to_owned)
    .into();
    for line in &published.lines {
        section.push(cells(line, language));
    }
    let n = counted(published.n_withheld, language);
    let withheld = (published.n_withheld > 0).then(|| match language {
        Language::Nl => format!("{n} regel(s) niet getoond: er staan te weinig mensen achter."),
        Language::En => format!("{n} line(s) not shown: too few people stand behind them."),
    });
    let interval = either(
        language,
        "Tussen haakjes staat het interval; met weinig gevallen is het breed.",
        "The interval stands in brackets; with few cases it is wide.",
    );
    let cautions = withheld.into_iter().chain([interval.to_owned()]);
    listing(&[section], cautions, language)
}

fn cells(line: &Line, language: Language) -> Vec<String> {
    let value = |value: f64| match line.unit {
        Unit::Share => number::percentage(value, language),
        Unit::Number => number::fixed(value, 1, language),
    };
    let groups: Vec<String> = line
        .group
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let figure = line.figure.map(|one| {
        let bounds = [one.low, one.high].map(value);
        format!("{} ({} - {})", value(one.estimate), bounds[0], bounds[1])
    });
    let [nl, en] = line.verdict_words;
    vec![
        line.promise.clone().unwrap_or_default(),
        line.measure.clone(),
        groups.join(", "),
        figure.unwrap_or_else(|| "-".to_owned()),
        line.n
            .map_or_else(|| "-".to_owned(), |n| counted(n, language)),
        line.promised.map_or_else(|| "-".to_owned(), value),
        either(language, nl, en).to_owned(),
    ]
}

use super::propose_source::propose_source;
use super::{Error, presentable};
use crate::intake::{self, ColumnKind, Proposal};
use crate::privacy::{Options, Redactor};
use crate::store::Query;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Proposes a project file from a look at the first `rows` rows of each file.
///
/// What can be seen is filled in; what only a person knows (which end of a scale is good, what is
/// the outcome) stands as a comment to decide. The proposal is honest about being one: it does not
/// load until the directions are filled in.
///
/// # Errors
///
/// [`Error::Intake`] when a file cannot be read at all.
pub fn propose_project(files: &[PathBuf], base: &Path, rows: usize) -> Result<String, Error> {
    let mut looks = Vec::new();
    let redactor = Redactor::new(&Options::default());
    for file in files {
        let mut proposal = intake::propose(file, rows).map_err(|source| Error::Intake {
            file: file.clone(),
            source,
        })?;
        let n_columns = proposal.columns.len();
        // A name that holds personal data is a customer in a file without header.
        proposal
            .columns
            .retain(|column| !presentable::is_personal(&column.name, &redactor));
        let repeated = &mut proposal.layout.repeated;
        repeated.retain(|column| !presentable::is_personal(&column.name, &redactor));
        let n_left_out = n_columns - proposal.columns.len();
        looks.push((file, proposal, n_left_out));
    }
    let scores = scores(&looks);
    let mut text = String::new();
    header(&mut text, &scores, &looks);
    let staff = staff_facets(looks.iter().map(|(_, proposal, _)| proposal));
    if !staff.is_empty() {
        let staff: Vec<String> = staff.iter().map(|name| quoted(name)).collect();
        let _ = write!(
            text,
            "\n[privacy]  # people of the organisation are shown by pseudonym\npseudonymous_facets = [{}]\n",
            staff.join(", ")
        );
    }
    let mut names = BTreeSet::new();
    for (file, proposal, n_left_out) in &looks {
        if *n_left_out > 0 {
            let _ = writeln!(
                text,
                "\n# {n_left_out} columns of the next file have personal data for a name: does it lack a header row?"
            );
        }
        propose_source(
            &mut text,
            &unused_name(file, &mut names),
            file,
            base,
            proposal,
        );
    }
    Ok(text)
}

/// Columns that name people of the organisation, as keys of facets.
fn staff_facets<'a>(looks: impl Iterator<Item = &'a Proposal>) -> BTreeSet<String> {
    const WORDS: [&str; 8] = [
        "agent",
        "medewerker",
        "adviseur",
        "employee",
        "advisor",
        "operator",
        "behandelaar",
        "consultant",
    ];
    looks
        .flat_map(|proposal| &proposal.columns)
        .filter(|column| matches!(column.kind, ColumnKind::Category))
        .map(|column| facet_key(&column.name))
        .filter(|name| WORDS.iter().any(|word| name.contains(word)))
        .collect()
}

/// Score columns over all files, with the widest range seen.
fn scores(looks: &[(&PathBuf, Proposal, usize)]) -> BTreeMap<String, ScoreSeen> {
    let mut scores: BTreeMap<String, ScoreSeen> = BTreeMap::new();
    for column in looks.iter().flat_map(|(_, proposal, _)| &proposal.columns) {
        if let ColumnKind::Score {
            low, high, values, ..
        } = &column.kind
        {
            let seen = scores.entry(key(&column.name)).or_insert(ScoreSeen {
                low: *low,
                high: *high,
                values: Vec::new(),
                no_answer: BTreeSet::new(),
            });
            seen.low = seen.low.min(*low);
            seen.high = seen.high.max(*high);
            seen.values.extend(values);
            seen.values.sort_by(f64::total_cmp);
            seen.values.dedup();
            seen.no_answer.extend(&column.no_answer);
        }
    }
    scores
}

/// What columns of one score held.
struct ScoreSeen {
    low: f64,
    high: f64,
    /// Sorted.
    values: Vec<f64>,
    /// Words for no answer.
    no_answer: BTreeSet<&'static str>,
}

impl ScoreSeen {
    /// The line that says what means "no answer": words that were seen, else a code to decide on.
    fn missing(&self) -> String {
        let apart = apart(&self.values).map_or(String::new(), |value| format!("\"{value}\""));
        if self.no_answer.is_empty() {
            return format!("# missing = [{apart}]");
        }
        let words: Vec<String> = self.no_answer.iter().map(|word| quoted(word)).collect();
        let words = words.join(", ");
        if apart.is_empty() {
            format!("missing = [{words}]")
        } else {
            format!("missing = [{words}]  # and {apart}?")
        }
    }
}

fn header(
    text: &mut String,
    scores: &BTreeMap<String, ScoreSeen>,
    looks: &[(&PathBuf, Proposal, usize)],
) {
    let columns = || looks.iter().flat_map(|(_, proposal, _)| &proposal.columns);
    let (mut n_english, mut n_texts) = (0_usize, 0_usize);
    for column in columns() {
        if let ColumnKind::Text { is_english, .. } = column.kind {
            n_texts += 1;
            n_english += usize::from(is_english);
        }
    }
    let language = if 2 * n_english > n_texts { "en" } else { "nl" };
    let doubt = if n_texts == 0 {
        "  # DECIDE: there are no words to judge by"
    } else {
        ""
    };
    text.push_str(
        "# Proposed by `signaal init`. Decide what is marked DECIDE, then run `signaal check`.\n",
    );
    let _ = write!(
        text,
        "name = \"my project\"\nlanguage = \"{language}\"{doubt}\ntime_zone = \"Europe/Amsterdam\"\noutput = \"out\"\n"
    );
    let of_scores = || columns().filter(|column| matches!(column.kind, ColumnKind::Score { .. }));
    let outcome = of_scores().min_by_key(|column| likeness_to_outcome(&column.name));
    match outcome {
        Some(column) if likeness_to_outcome(&column.name) > MARKED && of_scores().count() > 1 => {
            let outcome = key(&column.name);
            let _ = writeln!(
                text,
                "# outcome = \"{outcome}\"  # DECIDE which score is to be explained: no name says so"
            );
        }
        Some(column) => {
            let outcome = key(&column.name);
            let _ = writeln!(
                text,
                "outcome = \"{outcome}\"  # DECIDE: the score to explain"
            );
        }
        None => text.push_str("# outcome = \"nps\"  # DECIDE: no score column was seen\n"),
    }
    for (name, seen) in scores {
        let _ = write!(
            text,
            "\n[scores.{name}]\n# DECIDE the ends of the scale; these are the lowest and highest answers seen:\nlow = {}\nhigh = {}\n# DECIDE which end is good, \"high\" or \"low\"; it is never guessed:\n# best = \"high\"\n# DECIDE whether one of the {} means \"no answer\":\n{}\n",
            seen.low,
            seen.high,
            answers(&seen.values),
            seen.missing()
        );
    }
}

/// The answers seen, in words short enough to read.
fn answers(values: &[f64]) -> String {
    match values {
        [] => "answers".to_owned(),
        [low, .., high] if values.len() > MOST_ANSWERS => {
            format!("{} answers from {low} to {high}", values.len())
        }
        _ => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            format!("answers {}", values.join(", "))
        }
    }
}

/// More answers than these are not listed.
const MOST_ANSWERS: usize = 12;

/// The answer that stands apart from the scale, as codes of "do not know" do: behind a gap, or a nought below marks
/// from one to five.
fn apart(values: &[f64]) -> Option<f64> {
    let [first, second, .., last] = *values else {
        return None;
    };
    let before_last = values[values.len() - 2];
    if values.len() > 3 && last - before_last >= 2.0 {
        return Some(last);
    }
    let is_five_marks = first.abs() < 1e-9 && (last - 5.0).abs() < 1e-9;
    (values.len() > 3 && (second - first >= 2.0 || first < 0.0 || is_five_marks)).then_some(first)
}

/// The last place of [`likeness_to_outcome`] that a name speaks for.
const MARKED: usize = 2;

/// How little the name of a column is that of the score a customer gives for the whole.
fn likeness_to_outcome(name: &str) -> usize {
    const WHOLE: [&str; 3] = ["overall", "totaal", "algemeen"];
    const RECOMMENDATION: [&str; 3] = ["nps", "recommend", "aanbevel"];
    const MARKS: [&str; 7] = [
        "cijfer", "score", "tevreden", "satisf", "csat", "rating", "ster",
    ];
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    [has(&WHOLE), has(&RECOMMENDATION), has(&MARKS), true]
        .iter()
        .position(|is| *is)
        .unwrap_or(0)
}

/// The key of a facet: not the name of a field of queries.
pub(super) fn facet_key(name: &str) -> String {
    let key = key(name);
    if Query::is_field(&key) {
        format!("{key}_value")
    } else {
        key
    }
}

/// A bare TOML key made of a column name.
pub(super) fn key(name: &str) -> String {
    let bare: String = name
        .trim()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if bare.is_empty() {
        "column".to_owned()
    } else {
        bare
    }
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut escaped = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped.push('"');
    escaped
}

fn unused_name(file: &Path, names: &mut BTreeSet<String>) -> String {
    let stem = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let stem = key(stem.split('.').next().unwrap_or_default());
    let mut name = stem.clone();
    let mut n = 2;
    while !names.insert(name.clone()) {
        name = format!("{stem}_{n}");
        n += 1;
    }
    name
}

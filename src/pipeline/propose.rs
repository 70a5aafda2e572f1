use super::{Error, presentable};
use crate::intake::{self, ColumnGuess, ColumnKind, Decimal, Proposal};
use crate::privacy::{Options, Redactor};
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
        let n_left_out = n_columns - proposal.columns.len();
        looks.push((file, proposal, n_left_out));
    }
    let scores = scores(&looks);
    let mut text = String::new();
    header(&mut text, &scores);
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
        source(
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
        .map(|column| key(&column.name))
        .filter(|name| WORDS.iter().any(|word| name.contains(word)))
        .collect()
}

/// Score columns over all files, with the widest range seen.
fn scores(looks: &[(&PathBuf, Proposal, usize)]) -> BTreeMap<String, (f64, f64, Vec<f64>)> {
    let mut scores: BTreeMap<String, (f64, f64, Vec<f64>)> = BTreeMap::new();
    for column in looks.iter().flat_map(|(_, proposal, _)| &proposal.columns) {
        if let ColumnKind::Score {
            low, high, values, ..
        } = &column.kind
        {
            let known = scores
                .entry(key(&column.name))
                .or_insert((*low, *high, Vec::new()));
            known.0 = known.0.min(*low);
            known.1 = known.1.max(*high);
            known.2.extend(values);
            known.2.sort_by(f64::total_cmp);
            known.2.dedup();
        }
    }
    scores
}

fn header(text: &mut String, scores: &BTreeMap<String, (f64, f64, Vec<f64>)>) {
    text.push_str(
        "# Proposed by `signaal init`. Decide what is marked DECIDE, then run `signaal check`.\n",
    );
    text.push_str("name = \"my project\"\nlanguage = \"nl\"\ntime_zone = \"Europe/Amsterdam\"\noutput = \"out\"\n");
    match scores.keys().next() {
        Some(first) => {
            let _ = writeln!(
                text,
                "outcome = \"{first}\"  # DECIDE: the score to explain"
            );
        }
        None => text.push_str("# outcome = \"nps\"  # DECIDE: no score column was seen\n"),
    }
    for (name, (low, high, values)) in scores {
        let _ = write!(
            text,
            "\n[scores.{name}]\n# DECIDE the ends of the scale; these are the lowest and highest answers seen:\nlow = {low}\nhigh = {high}\n# DECIDE which end is good, \"high\" or \"low\"; it is never guessed:\n# best = \"high\"\n# DECIDE whether some of {values:?} mean \"no answer\":\n# missing = [\"{high}\"]\n"
        );
    }
}

fn source(text: &mut String, name: &str, file: &Path, base: &Path, proposal: &Proposal) {
    let relative = file.strip_prefix(base).unwrap_or(file);
    let of = |wanted: fn(&ColumnKind) -> bool| {
        proposal
            .columns
            .iter()
            .filter(move |column| wanted(&column.kind))
    };
    let words = of(|kind| matches!(kind, ColumnKind::Text { .. }));
    let has_words = words.clone().next().is_some();
    let is_transcript = proposal.layout.format.is_transcript();
    let kind = match (is_transcript, has_words) {
        (true, _) => "transcript",
        (false, true) => "feedback",
        (false, false) => "survey",
    };
    let _ = write!(
        text,
        "\n[[source]]  # {}, {} rows looked at, {} not readable\nname = \"{name}\"\nkind = \"{kind}\"  # DECIDE: feedback, transcript, survey or event\nfiles = {}\n",
        proposal.layout,
        proposal.rows,
        proposal.rejected,
        quoted(&relative.to_string_lossy().replace('\\', "/")),
    );
    if is_transcript {
        text.push_str("file_name = \"contact\"  # DECIDE: what the name of the file says\n");
        return;
    }
    if of(has_comma).next().is_some() {
        text.push_str("decimal = \"comma\"\n");
    }
    let _ = writeln!(text, "[source.columns]");
    // Who a record is about is never a facet: facets are shown, ids become pseudonyms.
    let mut roles: BTreeMap<&str, &str> = BTreeMap::new();
    for column in &proposal.columns {
        if let Some(role) = role(&column.name)
            && !roles.values().any(|taken| *taken == role)
        {
            roles.insert(&column.name, role);
        }
    }
    let mut ids = of(|kind| matches!(kind, ColumnKind::Id))
        .filter(|column| !roles.contains_key(column.name.as_str()));
    if let Some(id) = ids.next() {
        let _ = writeln!(text, "id = {}", quoted(&id.name));
    }
    for (name, role) in &roles {
        let _ = writeln!(text, "{role} = {}  # DECIDE", quoted(name));
    }
    for id in ids {
        let _ = writeln!(
            text,
            "# customer, contact or ticket = {}  # DECIDE",
            quoted(&id.name)
        );
    }
    let texts: Vec<String> = words.map(|column| quoted(&column.name)).collect();
    if has_words {
        let _ = writeln!(text, "text = [{}]", texts.join(", "));
    }
    if let Some(at) = of(|kind| matches!(kind, ColumnKind::Timestamp)).next() {
        let _ = writeln!(text, "at = {}", quoted(&at.name));
    }
    let scores: Vec<&ColumnGuess> = of(|kind| matches!(kind, ColumnKind::Score { .. })).collect();
    if !scores.is_empty() {
        text.push_str("[source.scores]\n");
        for column in scores {
            let _ = writeln!(text, "{} = {}", key(&column.name), quoted(&column.name));
        }
    }
    let facets: Vec<&ColumnGuess> = of(|kind| matches!(kind, ColumnKind::Category))
        .filter(|column| column.distinct > 1 && !roles.contains_key(column.name.as_str()))
        .collect();
    if !facets.is_empty() {
        text.push_str("[source.facets]\n");
        for column in facets {
            let _ = writeln!(
                text,
                "{} = {}  # {} values",
                key(&column.name),
                quoted(&column.name),
                column.distinct
            );
        }
    }
}

fn has_comma(kind: &ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Score {
            decimal: Decimal::Comma,
            ..
        } | ColumnKind::Number {
            decimal: Decimal::Comma,
            ..
        }
    )
}

/// What a column tells apart, by its name: customers, contacts or tickets.
fn role(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let stem = [
        "_id", " id", "id", "_nr", " nr", "nr", "nummer", "_number", "_code",
    ]
    .iter()
    .find_map(|end| name.strip_suffix(end))
    .unwrap_or(&name)
    .trim_end_matches(['_', ' ', '-']);
    match stem {
        "klant" | "customer" | "client" | "relatie" => Some("customer"),
        "contact" | "gesprek" | "call" | "interaction" => Some("contact"),
        "ticket" | "zaak" | "case" | "melding" => Some("ticket"),
        _ => None,
    }
}

/// A bare TOML key made of a column name.
fn key(name: &str) -> String {
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
fn quoted(text: &str) -> String {
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

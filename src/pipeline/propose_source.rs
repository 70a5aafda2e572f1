use super::propose::{facet_key, key, quoted};
use crate::intake::{ColumnGuess, ColumnKind, DateForm, Decimal, Proposal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Writes the `[[source]]` of one file: what can be seen is filled in, the rest is to be decided, and what is left
/// out is listed.
pub(super) fn propose_source(
    text: &mut String,
    name: &str,
    file: &Path,
    base: &Path,
    proposal: &Proposal,
) {
    let relative = file.strip_prefix(base).unwrap_or(file);
    let has_words = of(proposal, |kind| matches!(kind, ColumnKind::Text { .. }))
        .next()
        .is_some();
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
    reading(text, proposal);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    text.push_str("[source.columns]\n");
    let roles = roles(proposal);
    used.extend(roles.keys());
    ids(text, proposal, &roles, &mut used);
    words(text, proposal, &mut used);
    fields(text, proposal, &roles, &mut used);
    for column in &proposal.columns {
        if !used.contains(column.name.as_str()) {
            let what = what_it_is(&column.kind);
            let _ = writeln!(text, "# not used: {} ({what})", quoted(&column.name));
        }
    }
}

/// How the file is read.
fn reading(text: &mut String, proposal: &Proposal) {
    if let Some(row) = proposal.layout.header_row {
        let _ = writeln!(
            text,
            "header_row = {row}  # what stands above it is passed over"
        );
    }
    if of(proposal, has_comma).next().is_some() {
        text.push_str("decimal = \"comma\"\n");
    }
    let at = dates(proposal);
    if let Some(ColumnKind::Timestamp {
        form: DateForm::Declared(format),
    }) = at.map(|column| &column.kind)
    {
        let _ = writeln!(
            text,
            "date_format = {}  # DECIDE: the dates that were seen fit it",
            quoted(format)
        );
    }
    let texts = of(proposal, |kind| matches!(kind, ColumnKind::Text { .. }));
    blanks(text, "no_answer", texts, "words");
    let known = proposal.columns.iter().filter(|column| {
        role(&column.name).is_some()
            || matches!(
                column.kind,
                ColumnKind::Timestamp { .. } | ColumnKind::Id | ColumnKind::Category
            )
    });
    blanks(text, "unknown", known, "dates, ids and fields");
    for column in &proposal.layout.repeated {
        let _ = writeln!(
            text,
            "# {} stands in the header more than once: column {} is called {}",
            quoted(&column.name),
            column.place,
            quoted(&column.called)
        );
    }
}

/// The line that says which cells of `columns` say nothing, where such were seen.
fn blanks<'a>(
    text: &mut String,
    key: &str,
    columns: impl Iterator<Item = &'a ColumnGuess>,
    of_what: &str,
) {
    let blank: BTreeSet<String> = columns
        .flat_map(|column| &column.blank)
        .map(|word| quoted(word))
        .collect();
    if !blank.is_empty() {
        let blank: Vec<String> = blank.into_iter().collect();
        let _ = writeln!(
            text,
            "{key} = [{}]  # seen among {of_what}, and taken for nothing",
            blank.join(", ")
        );
    }
}

/// Columns that tell customers, contacts and tickets apart, and the one with the question that was asked, by name.
fn roles(proposal: &Proposal) -> BTreeMap<&str, &'static str> {
    // Who a record is about is never a facet: facets are shown, ids become pseudonyms.
    let mut roles: BTreeMap<&str, &'static str> = BTreeMap::new();
    for column in &proposal.columns {
        let could_be = matches!(
            column.kind,
            ColumnKind::Id | ColumnKind::Category | ColumnKind::Number { .. } | ColumnKind::Other
        );
        if could_be
            && let Some(role) = role(&column.name)
            && !roles.values().any(|taken| *taken == role)
        {
            roles.insert(&column.name, role);
        }
    }
    roles
}

/// The id of a row, and what else could tell people or contacts apart.
fn ids<'a>(
    text: &mut String,
    proposal: &'a Proposal,
    roles: &BTreeMap<&str, &'static str>,
    used: &mut BTreeSet<&'a str>,
) {
    let ids: Vec<&ColumnGuess> = of(proposal, |kind| matches!(kind, ColumnKind::Id))
        .filter(|column| !roles.contains_key(column.name.as_str()))
        .collect();
    used.extend(ids.iter().map(|column| column.name.as_str()));
    let id = ids.iter().find(|column| !column.repeats);
    match id {
        Some(id) => {
            let _ = writeln!(text, "id = {}", quoted(&id.name));
        }
        None => text.push_str(
            "# id = \"…\"  # no column tells every row apart; without one a row is known by what it holds\n",
        ),
    }
    for (name, role) in roles {
        let _ = writeln!(text, "{role} = {}  # DECIDE", quoted(name));
    }
    for other in &ids {
        if id.is_some_and(|id| id.name == other.name) {
            continue;
        }
        let repeats = if other.repeats {
            format!(": {} values, so it is no id of a row", other.distinct)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "# customer, contact or ticket = {}  # DECIDE{repeats}",
            quoted(&other.name)
        );
    }
}

/// Words and when they were said.
fn words<'a>(text: &mut String, proposal: &'a Proposal, used: &mut BTreeSet<&'a str>) {
    let words: Vec<&ColumnGuess> =
        of(proposal, |kind| matches!(kind, ColumnKind::Text { .. })).collect();
    used.extend(words.iter().map(|column| column.name.as_str()));
    if !words.is_empty() {
        let texts: Vec<String> = words.iter().map(|column| quoted(&column.name)).collect();
        let several = if texts.len() > 1 {
            "  # DECIDE: each text that is filled becomes a record"
        } else {
            ""
        };
        let _ = writeln!(text, "text = [{}]{several}", texts.join(", "));
    }
    if let Some(at) = dates(proposal) {
        used.insert(&at.name);
        let _ = match &at.kind {
            ColumnKind::Timestamp {
                form: DateForm::Mixed,
            } => writeln!(
                text,
                "# at = {}  # DECIDE: some dates have the day first and some the month; no format reads both",
                quoted(&at.name)
            ),
            _ => writeln!(text, "at = {}{}", quoted(&at.name), unlike(at, "date")),
        };
        time_of_day(text, proposal, at, used);
    }
    if of(proposal, |kind| matches!(kind, ColumnKind::Turns))
        .next()
        .is_some()
        || is_of_turns(proposal)
    {
        text.push_str("# DECIDE: rows that are turns of a conversation are mapped under [source.conversation]\n");
    }
}

/// The column with the time that stands apart from the date, unless the date has one or the name says how long something
/// took.
fn time_of_day<'a>(
    text: &mut String,
    proposal: &'a Proposal,
    at: &ColumnGuess,
    used: &mut BTreeSet<&'a str>,
) {
    let mut times = of(proposal, |kind| *kind == ColumnKind::TimeOfDay);
    let time = times.find(|column| !is_length(&column.name));
    let Some(time) = time.filter(|_| !at.has_time_of_day) else {
        return;
    };
    used.insert(&time.name);
    let name = quoted(&time.name);
    let _ = match &at.kind {
        ColumnKind::Timestamp {
            form: DateForm::Usual,
        } => writeln!(text, "time_of_day = {name}{}", unlike(time, "time of day")),
        _ => writeln!(
            text,
            "# time_of_day = {name}  # DECIDE: date_format then has to read the time behind the date too"
        ),
    };
}

/// Whether a name says how long something took.
fn is_length(name: &str) -> bool {
    const WORDS: [&str; 6] = ["duur", "duration", "wacht", "wait", "length", "lengte"];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Scores and facets.
fn fields<'a>(
    text: &mut String,
    proposal: &'a Proposal,
    roles: &BTreeMap<&str, &'static str>,
    used: &mut BTreeSet<&'a str>,
) {
    let scores: Vec<&ColumnGuess> =
        of(proposal, |kind| matches!(kind, ColumnKind::Score { .. })).collect();
    used.extend(scores.iter().map(|column| column.name.as_str()));
    if !scores.is_empty() {
        text.push_str("[source.scores]\n");
        for column in scores {
            let _ = writeln!(
                text,
                "{} = {}{}",
                key(&column.name),
                quoted(&column.name),
                unlike(column, "number")
            );
        }
    }
    let facets: Vec<&ColumnGuess> = of(proposal, |kind| matches!(kind, ColumnKind::Category))
        .filter(|column| column.n_values > 1 && !roles.contains_key(column.name.as_str()))
        .collect();
    used.extend(facets.iter().map(|column| column.name.as_str()));
    if !facets.is_empty() {
        text.push_str("[source.facets]\n");
        for column in facets {
            let _ = writeln!(
                text,
                "{} = {}  # {} values",
                facet_key(&column.name),
                quoted(&column.name),
                column.n_values
            );
        }
    }
}

/// A remark on the cells that are not `expected`, if there are such.
fn unlike(column: &ColumnGuess, expected: &str) -> String {
    match column.n_unlike {
        0 => String::new(),
        n => format!(
            "  # DECIDE: {n} of the rows looked at hold no {expected} here and would be set aside"
        ),
    }
}

/// The dates that are the best to have.
fn dates(proposal: &Proposal) -> Option<&ColumnGuess> {
    of(proposal, |kind| {
        matches!(kind, ColumnKind::Timestamp { .. })
    })
    .min_by_key(|column| trouble_with_dates(&column.kind))
}

/// Columns of a kind, in their order.
fn of(
    proposal: &Proposal,
    wanted: impl Fn(&ColumnKind) -> bool,
) -> impl Iterator<Item = &ColumnGuess> {
    let columns = proposal.columns.iter();
    columns.filter(move |column| wanted(&column.kind))
}

/// Whether several rows share the only id there is and stand in an order: a conversation, a row a turn.
fn is_of_turns(proposal: &Proposal) -> bool {
    let has = |word: &str| {
        let mut columns = proposal.columns.iter();
        columns.any(|column| column.name.to_lowercase().contains(word))
    };
    let mut ids = proposal.columns.iter();
    let has_shared_id = ids.any(|column| column.repeats && matches!(column.kind, ColumnKind::Id));
    has_shared_id && (has("turn") || has("utterance") || has("speaker") || has("spreker"))
}

/// Which of several columns of dates is the best to have: one that is read as it is.
fn trouble_with_dates(kind: &ColumnKind) -> u8 {
    match kind {
        ColumnKind::Timestamp {
            form: DateForm::Usual,
        } => 0,
        ColumnKind::Timestamp {
            form: DateForm::Declared(_),
        } => 1,
        _ => 2,
    }
}

/// What a column that is left out seems to hold.
fn what_it_is(kind: &ColumnKind) -> String {
    match kind {
        ColumnKind::Empty => "empty".to_owned(),
        ColumnKind::Id => "an id".to_owned(),
        ColumnKind::Text { .. } => "words".to_owned(),
        ColumnKind::Labels => {
            "what somebody found in the words, by its name: no words of customers".to_owned()
        }
        ColumnKind::Timestamp {
            form: DateForm::Mixed,
        } => "dates, some with the day first and some with the month first".to_owned(),
        ColumnKind::Timestamp { .. } => "dates".to_owned(),
        ColumnKind::TimeOfDay => "times of day, or how long something took".to_owned(),
        ColumnKind::Score { .. } => "marks".to_owned(),
        ColumnKind::Number { low, high, .. } => format!("numbers from {low} to {high}"),
        ColumnKind::Turns => "turns of a conversation".to_owned(),
        ColumnKind::List => "lists".to_owned(),
        ColumnKind::Category => "one value".to_owned(),
        ColumnKind::Other => "words or codes of many kinds".to_owned(),
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

/// What a column tells apart, by its name: customers, contacts or tickets; or that it says what was asked.
fn role(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    if ["question", "question_text", "vraag", "vraagtekst"].contains(&&*name) {
        return Some("question");
    }
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

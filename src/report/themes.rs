//! Themes that no topic explains, for a terminal, as JSON and as a table.

use super::number;
use super::words::Language;
use crate::findings::{ThemeFinding, ThemeFindings};
use crate::units::Interval;
use serde_json::{Value, json};
use std::fmt::Write;

/// Examples and terms shown of a theme in text.
const SHOWN: usize = 2;
/// Months shown of a theme in text.
const MONTHS: usize = 6;

/// The themes for a terminal.
pub fn themes_text(found: &ThemeFindings, language: Language) -> String {
    let say = |nl: &'static str, en: &'static str| match language {
        Language::Nl => nl,
        Language::En => en,
    };
    let count = |n: u64| number::count(n, language);
    let mut text = format!(
        "{}: {}\n",
        say("Thema's zonder onderwerp", "Themes without a topic"),
        count(crate::units::as_u64(found.themes.len()))
    );
    let _ = writeln!(
        text,
        "{} {} {} {} {}.",
        count(found.n_unexplained),
        say("van", "of"),
        count(found.n_documents),
        say(
            "documenten hebben zinnen die geen onderwerp verklaart; een thema heeft er ten minste",
            "documents have sentences that no topic explains; a theme has at least"
        ),
        count(found.min_documents)
    );
    if !found.is_compared {
        let _ = writeln!(
            text,
            "{}",
            say(
                "Te weinig zinnen hebben een onderwerp om mee te vergelijken: een thema is hier alleen wat bij elkaar staat.",
                "Too few sentences have a topic to compare with: a theme is here only what stands together."
            )
        );
    }
    for theme in &found.themes {
        one(&mut text, theme, language, &say);
    }
    for (id, n) in &found.gone {
        let _ = writeln!(
            text,
            "\n- {id}: {} ({} {})",
            say("niet meer gevonden", "no longer found"),
            count(*n),
            say(
                "documenten hebben de woorden nog",
                "documents still have its words"
            )
        );
    }
    if let Some(outcome) = found.outcome.as_ref().filter(|_| !found.themes.is_empty()) {
        let _ = writeln!(
            text,
            "\n{} {outcome}: {}",
            say("Verschil in", "Difference in"),
            say(
                "gemiddelde van wie het noemt min dat van de andere contacten met woorden, met interval; nergens voor gecorrigeerd.",
                "mean of those who mention it minus that of the other contacts with words, with its interval; adjusted for nothing."
            )
        );
    }
    text
}

fn one(
    text: &mut String,
    theme: &ThemeFinding,
    language: Language,
    say: &impl Fn(&'static str, &'static str) -> &'static str,
) {
    let name = match language {
        Language::Nl => &theme.name_nl,
        Language::En => &theme.name_en,
    };
    let mark = if theme.is_known {
        ""
    } else {
        say(" (nieuw)", " (new)")
    };
    let _ = write!(
        text,
        "\n{}{mark}: {name}\n  n = {}",
        theme.id,
        number::count(theme.n_documents, language)
    );
    if let Some(share) = theme.share_negative {
        let percent = number::percentage(share, language);
        let _ = write!(text, ", {percent} {}", say("negatief", "negative"));
    }
    if let Some(difference) = &theme.outcome_difference {
        let shown = number::signed_interval(difference, language);
        let _ = write!(
            text,
            ", {} {shown} (n = {})",
            say("verschil", "difference"),
            number::count(theme.n_scored, language)
        );
    }
    text.push('\n');
    let terms: Vec<&str> = theme.terms.iter().map(|term| term.words.as_str()).collect();
    let _ = writeln!(text, "  {}: {}", say("woorden", "words"), terms.join(", "));
    let recent = &theme.trend[theme.trend.len().saturating_sub(MONTHS)..];
    let months: Vec<String> = recent
        .iter()
        .map(|month| {
            let n = month
                .n_documents
                .map_or("–".to_owned(), |n| number::count(n, language));
            format!("{} {n}/{}", month.period, number::count(month.n, language))
        })
        .collect();
    if !months.is_empty() {
        let _ = writeln!(
            text,
            "  {}: {}",
            say("maanden", "months"),
            months.join(", ")
        );
    }
    if let Some(whole) = &theme.split_from {
        let _ = writeln!(text, "  {} {whole}", say("afgesplitst van", "split from"));
    }
    if !theme.absorbed.is_empty() {
        let names = theme.absorbed.join(", ");
        let _ = writeln!(
            text,
            "  {} {names}",
            say("opgegaan hierin:", "holds what was")
        );
    }
    for example in theme.examples.iter().take(SHOWN) {
        let _ = writeln!(text, "  \"{}\"  {}", example.text.trim(), example.id);
    }
}

/// The themes for machines, numbers exact.
pub fn themes_json(found: &ThemeFindings) -> String {
    let whole = json!({
        "schema_version": 1,
        "n_documents": found.n_documents,
        "n_unexplained": found.n_unexplained,
        "n_explained": found.n_explained,
        "n_other_language": found.n_other_language,
        "min_documents": found.min_documents,
        "is_compared": found.is_compared,
        "outcome": found.outcome,
        "themes": found.themes.iter().map(theme_value).collect::<Vec<_>>(),
        "gone": found.gone.iter().map(|(id, n)| json!({"id": id, "n_documents": n})).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn theme_value(theme: &ThemeFinding) -> Value {
    json!({
        "id": theme.id,
        "is_known": theme.is_known,
        "split_from": theme.split_from,
        "absorbed": theme.absorbed,
        "name_nl": theme.name_nl,
        "name_en": theme.name_en,
        "n_documents": theme.n_documents,
        "share_negative": theme.share_negative,
        "outcome_difference_points": theme.outcome_difference.as_ref().map(bounds),
        "n_scored": theme.n_scored,
        "terms": theme.terms.iter().map(|term| json!({
            "words": term.words,
            "language": term.language.as_str(),
            "n_documents": term.n_documents,
            "odds_ratio": term.odds_ratio.as_ref().map(bounds),
        })).collect::<Vec<_>>(),
        "trend": theme.trend.iter().map(|month| json!({
            "period": month.period,
            "n": month.n,
            "n_documents": month.n_documents,
        })).collect::<Vec<_>>(),
        "examples": theme.examples.iter().map(|quote| json!({
            "id": quote.id.to_string(),
            "date": quote.date,
            "language": quote.language.as_str(),
            "sentiment": quote.sentiment.as_str(),
            "text": quote.text,
        })).collect::<Vec<_>>(),
    })
}

fn bounds(interval: &Interval) -> Value {
    json!({
        "low": interval.low,
        "estimate": interval.estimate,
        "high": interval.high,
        "level": interval.level.get(),
    })
}

/// One row per theme, numbers exact.
pub fn themes_csv(found: &ThemeFindings) -> String {
    let mut text = String::from(
        "id,is_known,name_nl,name_en,words,n_documents,share_negative,difference,difference_low,difference_high,n_scored\n",
    );
    let optional = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for theme in &found.themes {
        let words: Vec<&str> = theme.terms.iter().map(|term| term.words.as_str()).collect();
        let difference = theme.outcome_difference.as_ref();
        // Names and words are letters, digits, spaces and commas: quotes suffice.
        let _ = writeln!(
            text,
            "{},{},\"{}\",\"{}\",\"{}\",{},{},{},{},{},{}",
            theme.id,
            theme.is_known,
            theme.name_nl,
            theme.name_en,
            words.join(", "),
            theme.n_documents,
            optional(theme.share_negative),
            optional(difference.map(|interval| interval.estimate)),
            optional(difference.map(|interval| interval.low)),
            optional(difference.map(|interval| interval.high)),
            theme.n_scored
        );
    }
    text
}

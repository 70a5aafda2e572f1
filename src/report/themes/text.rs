use crate::findings::{ThemeFinding, ThemeFindings};
use crate::report::words::either;
use crate::report::{Language, number};
use crate::units::as_u64;
use std::fmt::Write;

/// Examples and terms shown of a theme in text.
const SHOWN: usize = 2;
/// Months shown of a theme in text.
const MONTHS: usize = 6;

/// The themes for a terminal.
pub fn themes_text(found: &ThemeFindings, language: Language) -> String {
    let say = |nl: &'static str, en: &'static str| either(language, nl, en);
    let count = |n: u64| number::count(n, language);
    let mut text = format!(
        "{}: {}\n",
        say("Thema's zonder onderwerp", "Themes without a topic"),
        count(as_u64(found.themes.len()))
    );
    for line in lead(found, language) {
        let _ = writeln!(text, "{line}");
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

/// Among how many documents was looked, and with what to compare.
pub(super) fn lead(found: &ThemeFindings, language: Language) -> Vec<String> {
    let count = |n: u64| number::count(n, language);
    let (unexplained, documents) = (count(found.n_unexplained), count(found.n_documents));
    let least = count(found.min_documents);
    let mut lines = vec![match language {
        Language::Nl => format!(
            "{unexplained} van {documents} documenten hebben zinnen die geen onderwerp verklaart; een thema heeft er ten minste {least}."
        ),
        Language::En => format!(
            "{unexplained} of {documents} documents have sentences that no topic explains; a theme has at least {least}."
        ),
    }];
    if !found.is_compared {
        lines.push(
            either(
                language,
                "Te weinig zinnen hebben een onderwerp om mee te vergelijken: een thema is hier alleen wat bij elkaar staat.",
                "Too few sentences have a topic to compare with: a theme is here only what stands together.",
            )
            .to_owned(),
        );
    }
    lines
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

//! Two periods side by side.

use super::number;
use super::study::{clock_lines, frozen_model_value};
use super::table::{Cell, ColumnKind};
use super::tables::{Table, bounds};
use super::wire::exact;
use super::words::{Language, either, mirrored};
use crate::findings::{PeriodComparison, PeriodSide, RankedTopic, TopicChange};
use crate::units::{Interval, as_u64};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write;

/// The comparison for people.
pub fn periods_text(found: &PeriodComparison, language: Language) -> String {
    let pick = |nl: &'static str, en: &'static str| either(language, nl, en);
    let mut text = String::new();
    for side in [&found.before, &found.now] {
        let n = number::count(side.n, language);
        let mean = points(side.mean.as_ref(), language);
        let words = pick("gemiddelde uitkomst", "mean outcome");
        let _ = writeln!(text, "{}: n = {n}, {words} {mean}", side.period);
        if let Some(note) = beyond_archive(side, found.archive, language) {
            let _ = writeln!(text, "  {note}");
        }
    }
    if let Some(note) = unlike_lengths(found, language) {
        let _ = writeln!(text, "{note}");
    }
    for line in clock_lines(&found.frozen_model, language) {
        let _ = writeln!(text, "{line}");
    }
    if let Some(note) = mirrored(found.best, language) {
        let _ = writeln!(text, "{note}");
    }
    let mean = points(found.mean.as_ref(), language);
    let _ = writeln!(text, "{}: {mean}", pick("verandering", "change"));
    if found.topics.is_empty() {
        let none = pick(
            "In geen van beide perioden is een van deze onderwerpen gerangschikt: wat er per onderwerp veranderde is hier niet te zeggen. \
             `signaal rank` met --period geeft de redenen van elke periode, `signaal series --topic` de aandelen.",
            "In neither period is one of these topics ranked: what changed topic by topic cannot be told here. \
             `signaal rank` with --period gives the reasons of each period, `signaal series --topic` the shares.",
        );
        let _ = writeln!(text, "\n{none}");
    }
    for topic in &found.topics {
        let name = match language {
            Language::Nl => &topic.topic.nl,
            Language::En => &topic.topic.en,
        };
        let _ = writeln!(text, "\n{name}");
        for (side, ranked) in [(&found.before, &topic.before), (&found.now, &topic.now)] {
            let said = ranked.as_ref().map_or_else(
                || pick("niet gerangschikt", "not ranked").to_owned(),
                |ranked| ranked_line(ranked, language),
            );
            let _ = writeln!(text, "  {}: {said}", side.period);
        }
        let (share, gain) = (&topic.share, &topic.gain);
        let share = share.as_ref().map_or_else(
            || number::ABSENT.to_owned(),
            |share| number::signed_interval(&share.scaled(100.0), language),
        );
        let gain = points(gain.as_ref(), language);
        let _ = match language {
            Language::Nl => writeln!(
                text,
                "  verandering: aandeel {share} procentpunt, winst {gain}"
            ),
            Language::En => writeln!(
                text,
                "  change: share {share} percentage points, gain {gain}"
            ),
        };
    }
    let n_both = number::count(found.n_customers_in_both, language);
    let level = number::setting(found.level.get(), language);
    let _ = match language {
        Language::Nl => writeln!(
            text,
            "\nAandeel: respondenten met een negatieve vermelding. Winst: verwacht, in uitkomstpunten. Intervallen op {level}, elk voor zich: \
             bij veel onderwerpen ligt er ook door toeval een buiten nul. Ze nemen de perioden als onafhankelijk; \
             {n_both} klanten staan in beide. Een verandering, geen oorzaak."
        ),
        Language::En => writeln!(
            text,
            "\nShare: respondents with a negative mention. Gain: expected, in outcome points. Intervals at {level}, each on its own: \
             among many topics some lie beside zero by chance. They take the periods as independent; \
             {n_both} customers stand in both. A change, not a cause."
        ),
    };
    text
}

/// That a period has no answers, or reaches beyond the records, and how many of its days have any.
fn beyond_archive(
    side: &PeriodSide,
    archive: Option<(Date, Date)>,
    language: Language,
) -> Option<String> {
    let (first, last) = archive?;
    let covered = number::counted(
        side.n_days_in_archive,
        either(language, "dag", "day"),
        either(language, "dagen", "days"),
        language,
    );
    if side.n == 0 || side.n_days_in_archive == 0 {
        return Some(match language {
            Language::Nl => format!(
                "Geen antwoorden in deze periode; het archief loopt van {first} tot en met {last}."
            ),
            Language::En => {
                format!("No answers in this period; the archive runs from {first} to {last}.")
            }
        });
    }
    match (side.n_days, language) {
        (Some(n_days), _) if n_days == side.n_days_in_archive => None,
        (Some(n_days), Language::Nl) => Some(format!(
            "Het archief loopt van {first} tot en met {last}: {covered} van de {} van deze periode.",
            number::count(n_days, language)
        )),
        (Some(n_days), Language::En) => Some(format!(
            "The archive runs from {first} to {last}: {covered} of the {} of this period.",
            number::count(n_days, language)
        )),
        (None, Language::Nl) => Some(format!(
            "Open periode: {covered} van het archief, dat loopt van {first} tot en met {last}."
        )),
        (None, Language::En) => Some(format!(
            "An open period: {covered} of the archive, which runs from {first} to {last}."
        )),
    }
}

/// That numbers of periods of unlike length are compared a day, shares and gains as they are; months of 28 to 31 days are alike.
fn unlike_lengths(found: &PeriodComparison, language: Language) -> Option<String> {
    // Days without any record lengthen nothing.
    let days = |side: &PeriodSide| Some(side.n_days_in_archive).filter(|days| *days > 0);
    let (before, now) = (days(&found.before)?, days(&found.now)?);
    if 10 * before.max(now) <= 12 * before.min(now) {
        return None;
    }
    let count = |days: u64| number::count(days, language);
    let (before, now) = (count(before), count(now));
    Some(match language {
        Language::Nl => format!(
            "Perioden van ongelijke lengte, {before} en {now} dagen. Aandelen, winst en uitkomst hangen niet van de lengte af, n en de breedte van intervallen wel."
        ),
        Language::En => format!(
            "Periods of unlike length, {before} and {now} days. Shares, gains and the outcome do not depend on the length, n and the width of intervals do."
        ),
    })
}

fn points(interval: Option<&Interval>, language: Language) -> String {
    interval.map_or_else(
        || number::ABSENT.to_owned(),
        |interval| number::signed_interval(interval, language),
    )
}

fn ranked_line(ranked: &RankedTopic, language: Language) -> String {
    let n = number::count(ranked.n_negative, language);
    let share = ranked.share.map_or_else(
        || number::ABSENT.to_owned(),
        |share| number::percentage(share.estimate, language),
    );
    let gain = number::signed_interval(&ranked.gain, language);
    let rank = ranked.rank;
    match language {
        Language::Nl => format!("plaats {rank}, n = {n} ({share}), winst {gain}"),
        Language::En => format!("rank {rank}, n = {n} ({share}), gain {gain}"),
    }
}

/// The comparison for machines, exact.
pub fn periods_json(found: &PeriodComparison) -> String {
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": found.project,
        "interval_level": exact(found.level.get()),
        "driver_model": frozen_model_value(&found.frozen_model),
        "archive": found.archive.map(|(first, last)| json!({
            "first": first.to_string(),
            "last": last.to_string(),
        })),
        "before": side(&found.before),
        "now": side(&found.now),
        "mean_change_points": found.mean.as_ref().map(interval),
        "n_customers_in_both": found.n_customers_in_both,
        "topics": found.topics.iter().map(topic).collect::<Vec<Value>>(),
    });
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn side(side: &PeriodSide) -> Value {
    json!({
        "period": side.period,
        "n_days": side.n_days,
        "n_days_in_archive": side.n_days_in_archive,
        "n": side.n,
        "mean_points": side.mean.as_ref().map(interval),
    })
}

fn topic(topic: &TopicChange) -> Value {
    let ranked = |one: &Option<RankedTopic>| {
        one.map(|one| {
            json!({
                "rank": one.rank,
                "n_negative": one.n_negative,
                "share_negative": one.share.as_ref().map(interval),
                "gain_points": interval(&one.gain),
            })
        })
    };
    json!({
        "topic": topic.topic.id.as_str(),
        "name_nl": topic.topic.nl,
        "name_en": topic.topic.en,
        "before": ranked(&topic.before),
        "now": ranked(&topic.now),
        "share_negative_change": topic.share.as_ref().map(interval),
        "gain_change_points": topic.gain.as_ref().map(interval),
    })
}

fn interval(interval: &Interval) -> Value {
    json!({
        "estimate": exact(interval.estimate),
        "low": exact(interval.low),
        "high": exact(interval.high),
    })
}

/// The comparison as a table, one row per topic; what a topic has not is empty.
pub fn periods_csv(found: &PeriodComparison) -> String {
    let interval = |name: &str| ["", "_low", "_high"].map(|end| format!("{name}{end}"));
    let intervals = [
        "share_before",
        "share_now",
        "share_change",
        "gain_before",
        "gain_now",
        "gain_change",
    ];
    let intervals: Vec<String> = intervals.into_iter().flat_map(interval).collect();
    let mut columns = vec![
        ("topic", ColumnKind::Text),
        ("before", ColumnKind::Text),
        ("now", ColumnKind::Text),
        ("rank_before", ColumnKind::Integer),
        ("rank_now", ColumnKind::Integer),
        ("n_negative_before", ColumnKind::Integer),
        ("n_negative_now", ColumnKind::Integer),
    ];
    columns.extend(
        intervals
            .iter()
            .map(|name| (name.as_str(), ColumnKind::Float)),
    );
    let row = |topic: &TopicChange| {
        let of = |ranked: &Option<RankedTopic>, take: fn(&RankedTopic) -> u64| {
            ranked
                .as_ref()
                .map_or(Cell::Empty, |one| Cell::count(take(one)))
        };
        let rank = |one: &RankedTopic| as_u64(one.rank);
        let n_negative = |one: &RankedTopic| one.n_negative;
        let mut row = vec![
            Cell::from(topic.topic.id.as_str()),
            Cell::from(found.before.period.as_str()),
            Cell::from(found.now.period.as_str()),
            of(&topic.before, rank),
            of(&topic.now, rank),
            of(&topic.before, n_negative),
            of(&topic.now, n_negative),
        ];
        let share = |one: &Option<RankedTopic>| one.and_then(|one| one.share);
        let gain = |one: &Option<RankedTopic>| one.map(|one| one.gain);
        let figures = [
            share(&topic.before),
            share(&topic.now),
            topic.share,
            gain(&topic.before),
            gain(&topic.now),
            topic.gain,
        ];
        row.extend(figures.iter().flat_map(|figure| bounds(figure.as_ref())));
        row
    };
    let rows = found.topics.iter().map(row).collect();
    Table::new("periods", &columns, rows).csv()
}

//! Two periods side by side.

use super::number;
use super::wire::exact;
use super::words::{Language, mirrored};
use crate::findings::{PeriodComparison, PeriodSide, RankedTopic, TopicChange};
use crate::units::Interval;
use serde_json::{Value, json};
use std::fmt::Write;

/// The comparison for people.
pub fn periods_text(found: &PeriodComparison, language: Language) -> String {
    let pick = |nl: &'static str, en: &'static str| match language {
        Language::Nl => nl,
        Language::En => en,
    };
    let mut text = String::new();
    for side in [&found.before, &found.now] {
        let n = number::count(side.n, language);
        let mean = points(side.mean.as_ref(), language);
        let words = pick("gemiddelde uitkomst", "mean outcome");
        let _ = writeln!(text, "{}: n = {n}, {words} {mean}", side.period);
    }
    if let Some(note) = mirrored(found.best, language) {
        let _ = writeln!(text, "{note}");
    }
    let mean = points(found.mean.as_ref(), language);
    let _ = writeln!(text, "{}: {mean}", pick("verandering", "change"));
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
    let mut text =
        "topic,before,now,rank_before,rank_now,n_negative_before,n_negative_now".to_owned();
    for name in [
        "share_before",
        "share_now",
        "share_change",
        "gain_before",
        "gain_now",
        "gain_change",
    ] {
        let _ = write!(text, ",{name},{name}_low,{name}_high");
    }
    text.push('\n');
    for topic in &found.topics {
        let of = |ranked: &Option<RankedTopic>, take: fn(&RankedTopic) -> String| {
            ranked.as_ref().map(take).unwrap_or_default()
        };
        let rank = |one: &RankedTopic| one.rank.to_string();
        let n_negative = |one: &RankedTopic| one.n_negative.to_string();
        let _ = write!(
            text,
            "{},{},{},{},{},{},{}",
            topic.topic.id,
            found.before.period,
            found.now.period,
            of(&topic.before, rank),
            of(&topic.now, rank),
            of(&topic.before, n_negative),
            of(&topic.now, n_negative),
        );
        let share = |one: &Option<RankedTopic>| one.and_then(|one| one.share);
        let gain = |one: &Option<RankedTopic>| one.map(|one| one.gain);
        for interval in [
            share(&topic.before),
            share(&topic.now),
            topic.share,
            gain(&topic.before),
            gain(&topic.now),
            topic.gain,
        ] {
            let _ = match interval {
                Some(Interval {
                    low,
                    estimate,
                    high,
                    level: _,
                }) => {
                    write!(text, ",{estimate},{low},{high}")
                }
                None => write!(text, ",,,"),
            };
        }
        text.push('\n');
    }
    text
}

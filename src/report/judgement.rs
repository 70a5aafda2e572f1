use super::number::ABSENT;
use super::wire::exact;
use crate::simulate::wave::Judgement;
use serde_json::json;
use std::fmt::Write;

/// What a program found beside what was planted, for people.
pub fn judgement_text(judgement: &Judgement) -> String {
    let number =
        |value: Option<f64>| value.map_or(ABSENT.to_owned(), |value| format!("{value:.2}"));
    let answer = |yes: bool| if yes { "yes" } else { "no" };
    let mut text = format!(
        "{:<12} {:>8} {:>8}  {:<18} {:<6}  stands out\n",
        "topic", "truth", "found", "interval", "effect"
    );
    for one in &judgement.topics {
        let interval = one.interval.map_or(ABSENT.to_owned(), |(low, high)| {
            format!("[{low:.2} to {high:.2}]")
        });
        let _ = writeln!(
            text,
            "{:<12} {:>8.2} {:>8}  {:<18} {:<6}  {}",
            one.name,
            one.truth,
            number(one.found),
            interval,
            answer(one.has_effect),
            answer(one.stands_out)
        );
    }
    let _ = writeln!(
        text,
        "\nMean absolute error {} points; intervals that hold the truth {}; agreement of the order {}; false alarms {}; missed {}.",
        number(judgement.mean_absolute_error),
        number(judgement.coverage),
        number(judgement.rank_agreement),
        judgement.n_false_alarms,
        judgement.n_missed
    );
    text
}

/// The same for machines, exact.
pub fn judgement_json(judgement: &Judgement) -> String {
    let topics: Vec<_> = judgement
        .topics
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "truth": exact(one.truth),
                "found": one.found.and_then(exact),
                "interval": one.interval,
                "has_effect": one.has_effect,
                "stands_out": one.stands_out,
            })
        })
        .collect();
    let document = json!({
        "mean_absolute_error": judgement.mean_absolute_error.and_then(exact),
        "coverage": judgement.coverage.and_then(exact),
        "rank_agreement": judgement.rank_agreement.and_then(exact),
        "n_false_alarms": judgement.n_false_alarms,
        "n_missed": judgement.n_missed,
        "topics": topics,
    });
    format!("{document:#}\n")
}

//! Real feedback comes out as its files say: counts, directions and drivers.
//!
//! The data are not part of the project; without them a test says so and passes. Counts and means
//! were computed from the files by other means (`docs/REAL_DATA.md`).

use crate::kit::Bench;
use serde_json::Value;

/// The ranking that a run of `tests/projects/NAME` on `data` left.
fn signals(name: &str, data: &str) -> Option<Value> {
    let bench = Bench::real(name, data)?;
    let project = format!("project/tests/projects/{name}/project.toml");
    bench.succeeds(&["run", &project, "--quiet"]);
    let signals = bench.read(&format!("project/target/projects/{name}/signals.json"));
    Some(serde_json::from_str(&signals).unwrap())
}

fn check_counts(signals: &Value, n_read: u64, n_rejected: u64) {
    let file = &signals["intake"]["files"][0];
    assert_eq!(file["n_read"], n_read);
    assert_eq!(file["n_rejected"], n_rejected);
    assert_eq!(file["n_stored"], n_read - n_rejected);
}

fn check_outcome(signals: &Value, n: u64, mean: f64) {
    let outcome = &signals["outcome"];
    assert_eq!(outcome["n_respondents"], n);
    let found = outcome["level_points"]["estimate"].as_f64().unwrap();
    assert!((found - mean).abs() < 5e-5, "mean {found}, not {mean}");
}

/// Topics whose verdict is a gain: interval above zero, coefficient beyond chance; the largest first.
fn gains(signals: &Value) -> Vec<&str> {
    ranked(signals)
        .filter(|signal| signal["verdict"] == "gain")
        .map(|signal| signal["topic"].as_str().unwrap())
        .collect()
}

fn ranked(signals: &Value) -> impl Iterator<Item = &Value> {
    signals["signals"].as_array().unwrap().iter()
}

#[test]
fn patients_scores_are_mirrored_and_waiting_is_their_first_concern() {
    let Some(signals) = signals("nhs", "nhs_fft_v6.csv.gz") else {
        return;
    };
    check_counts(&signals, 5022, 0);
    // 1 is best in the file; 6 and 7 are no scores; several comments of one patient count once.
    check_outcome(&signals, 2707, 4.3761);
    assert_eq!(signals["corpus"]["n_with_words"], 3925);
    let gains = gains(&signals);
    assert_eq!(gains[0], "access.timeliness");
    assert!(gains[..5].contains(&"staff.manner"), "{gains:?}");
    for signal in ranked(&signals) {
        let effect = signal["effect_negative_points"]["estimate"].as_f64();
        assert!(effect < Some(0.01), "a complaint that helps: {signal}");
    }
}

#[test]
fn diners_want_their_meal_on_time_good_and_hot() {
    let Some(signals) = signals("thuisbezorgd", "thuisbezorgd_trustpilot_nl.csv.gz") else {
        return;
    };
    check_counts(&signals, 20_347, 0);
    check_outcome(&signals, 20_347, 4.2041);
    let gains = gains(&signals);
    assert_eq!(
        gains[..3],
        ["delivery.time", "food.taste", "food.temperature"]
    );
    let languages = signals["corpus"]["languages"].as_array().unwrap();
    assert_eq!(languages[0]["name"], "nl");
    assert!(languages[0]["n"].as_u64() > Some(20_000));
}

#[test]
fn readers_judge_suspense_style_and_story() {
    let Some(signals) = signals("bolcom", "bolcom_nl.csv.gz") else {
        return;
    };
    check_counts(&signals, 978, 0);
    check_outcome(&signals, 978, 0.0450);
    let mut first = gains(&signals)[..3].to_vec();
    first.sort_unstable();
    assert_eq!(first, ["book.story", "book.style", "book.suspense"]);
}

#[test]
fn travellers_judge_comfort_and_legroom() {
    let Some(signals) = signals("skytrax", "skytrax_seat.csv.gz") else {
        return;
    };
    check_counts(&signals, 651, 0);
    // One review carries no overall mark.
    check_outcome(&signals, 650, 4.2477);
    assert_eq!(gains(&signals)[..2], ["seat.comfort", "seat.legroom"]);
}

#[test]
fn rows_that_are_turns_become_conversations_and_without_outcome_nothing_is_ranked() {
    let Some(signals) = signals("multidogo", "multidogo_customer_turns.csv.gz") else {
        return;
    };
    assert_eq!(signals["intake"]["files"][0]["n_stored"], 14_147);
    assert_eq!(signals["outcome"], Value::Null);
    assert_eq!(ranked(&signals).count(), 0);
    let first = &signals["unranked"][0];
    assert_eq!(first["topic"], "food");
    assert_eq!(first["reason"]["code"], "no_outcome");
    assert!(first["n_mentions"].as_u64() > Some(1_000));
}

#[test]
fn dialogues_take_the_mean_of_their_annotators_and_no_topic_stands_out() {
    let Some(signals) = signals("uss", "uss_dialogues.jsonl.gz") else {
        return;
    };
    check_counts(&signals, 3500, 0);
    check_outcome(&signals, 3500, 3.1633);
    // The topics add nothing to the kind of dialogue on data they were not fitted on: none is ranked.
    assert_eq!(ranked(&signals).count(), 0);
    let added = signals["drivers"]["r2_cross_validated_topics"].as_f64();
    assert!(added <= Some(0.0), "{added:?}");
    let film = signals["unranked"].as_array().unwrap().iter();
    let reason = film
        .filter(|topic| topic["topic"] == "entertainment.film")
        .map(|topic| &topic["reason"]["code"]);
    assert_eq!(reason.collect::<Vec<_>>(), ["no_model"]);
    // Where nothing is to be gained the engine says so.
    let caveats = signals["caveats"].to_string();
    assert!(caveats.contains("nothing_stands_out"), "{caveats}");
}

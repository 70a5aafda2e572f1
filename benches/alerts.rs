//! How often alarms are false, and how soon rises are found.
//!
//! `cargo bench --bench alerts` prints the tables of docs/ALERTS.md; `-- 200` draws fewer archives, `-- 2000 7` draws them
//! with another seed than that of the tables.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first fault")]
#![expect(clippy::print_stdout, reason = "the tables are what a bench is for")]

use jiff::civil::{Date, date};
use signaal::signals::Pace;
use signaal::signals::alerts::{
    AlertOptions, AlertTone, Alerts, CountKind, Counted, Stream, StreamName, alerts,
};
use signaal::simulate::daily_counts::{DailyCounts, Rise, Scenario, draw_counts};
use signaal::stats::wilson_interval;
use signaal::units::{Probability, as_f64, as_u64};

const SEED: u64 = 2_026;
const ARCHIVES: usize = 2_000;
/// Looks after a planted rise, one a day.
const DAYS_AFTER: usize = 28;
/// Days before the first look, and in it.
const HISTORY: usize = 118;

/// From 2 in a thousand to 1 in 5, evenly in logarithm.
fn shares(n: usize) -> Vec<f64> {
    (0..n)
        .map(|at| 0.002 * 100.0_f64.powf(as_f64(at) / as_f64(n - 1)))
        .collect()
}

fn plain() -> Scenario {
    Scenario {
        n_days: HISTORY,
        respondents: 100.0,
        busy: [1.4, 1.3, 1.2, 1.1, 1.0, 0.6, 0.4],
        shares: shares(20),
        weekdays: [1.0; 7],
        gamma_shape: None,
        wander: None,
        rise: None,
    }
}

fn scenarios() -> Vec<(&'static str, Scenario)> {
    let weekdays = [1.5, 1.1, 1.0, 1.0, 0.9, 0.7, 0.8];
    let wander = |correlation| Scenario {
        wander: Some((correlation, 0.3)),
        ..plain()
    };
    vec![
        ("as the model has it", plain()),
        (
            "weekdays differ in share",
            Scenario {
                weekdays,
                ..plain()
            },
        ),
        (
            "overdispersed (shape 5)",
            Scenario {
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "weekdays and overdispersed (shape 5)",
            Scenario {
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "sparse: 8 a day, weekdays and overdispersed",
            Scenario {
                respondents: 8.0,
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "busy: 2,000 a day, weekdays and overdispersed",
            Scenario {
                respondents: 2_000.0,
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "closed at weekends",
            Scenario {
                busy: [1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0],
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "short history (35 days)",
            Scenario {
                n_days: 35,
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        (
            "100 topics",
            Scenario {
                shares: shares(100),
                weekdays,
                gamma_shape: Some(5),
                ..plain()
            },
        ),
        ("wandering, correlation 0.3", wander(0.3)),
        ("wandering, correlation 0.6", wander(0.6)),
        ("wandering, correlation 0.9", wander(0.9)),
    ]
}

fn starts(n: usize) -> Vec<Date> {
    let mut starts = vec![date(2026, 1, 5)];
    while starts.len() < n {
        starts.push(Pace::Day.next(starts[starts.len() - 1]));
    }
    starts
}

/// The look on day `end` (exclusive) of an archive.
fn look(counts: &DailyCounts, end: usize, options: &AlertOptions) -> Alerts {
    let streams: Vec<Stream> = counts
        .mentions
        .iter()
        .enumerate()
        .map(|(topic, mentions)| Stream {
            name: StreamName {
                segment: None,
                topic: Some(topic),
                tone: AlertTone::Negative,
            },
            kind: CountKind::Part,
            counted: counts.respondents[..end]
                .iter()
                .zip(mentions)
                .map(|(&exposure, &count)| Counted { exposure, count })
                .collect(),
        })
        .collect();
    let starts = starts(end);
    alerts(&streams, &starts, starts[end - 1], options).unwrap()
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn false_alarms(n_archives: usize, seed: u64) {
    let options = AlertOptions::default();
    println!(
        "| Unchanged streams | Archives | Streams | Looks with any alarm, % | 95 % interval | Alarms per 1,000 streams |"
    );
    println!("|---|---|---|---|---|---|");
    for (name, scenario) in scenarios() {
        let (mut n_alarmed, mut n_alarms) = (0, 0);
        for number in 0..n_archives {
            let counts = draw_counts(&scenario, seed, as_u64(number));
            let found = look(&counts, scenario.n_days, &options);
            n_alarmed += usize::from(!found.alerts.is_empty());
            n_alarms += found.alerts.len();
        }
        let n_streams = n_archives * scenario.shares.len();
        let interval = wilson_interval(
            as_f64(n_archives),
            as_f64(n_alarmed) / as_f64(n_archives),
            Probability::saturating(0.95),
        )
        .unwrap();
        println!(
            "| {name} | {n_archives} | {n_streams} | {} | {} to {} | {:.2} |",
            percent(as_f64(n_alarmed) / as_f64(n_archives)),
            percent(interval.low),
            percent(interval.high),
            1_000.0 * as_f64(n_alarms) / as_f64(n_streams)
        );
    }
}

/// Looks on every day of four weeks in which nothing changes.
fn every_day(n_archives: usize, seed: u64) {
    let options = AlertOptions::default();
    let scenario = Scenario {
        n_days: HISTORY + DAYS_AFTER,
        weekdays: [1.5, 1.1, 1.0, 1.0, 0.9, 0.7, 0.8],
        gamma_shape: Some(5),
        ..plain()
    };
    let mut n_alarmed = 0;
    for number in 0..n_archives {
        let counts = draw_counts(&scenario, seed, as_u64(number));
        let any = (HISTORY..HISTORY + DAYS_AFTER)
            .any(|end| !look(&counts, end, &options).alerts.is_empty());
        n_alarmed += usize::from(any);
    }
    println!(
        "\nLooking every day for {DAYS_AFTER} days: {} % of {n_archives} archives raise any false alarm.",
        percent(as_f64(n_alarmed) / as_f64(n_archives))
    );
}

fn rises(n_archives: usize, seed: u64) {
    let options = AlertOptions::default();
    println!(
        "\n| Mentions a day before | Rise | Found within 1 day, % | 7 days, % | 14 days, % | 28 days, % | Median day |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (share, a_day) in [
        (0.002, "0.2"),
        (0.005, "0.5"),
        (0.01, "1"),
        (0.03, "3"),
        (0.1, "10"),
    ] {
        for times in [1.5, 2.0, 3.0, 5.0] {
            let mut shares = shares(20);
            shares[0] = share;
            let scenario = Scenario {
                n_days: HISTORY + DAYS_AFTER,
                shares,
                weekdays: [1.5, 1.1, 1.0, 1.0, 0.9, 0.7, 0.8],
                gamma_shape: Some(10),
                rise: Some(Rise {
                    topic: 0,
                    from_day: HISTORY,
                    times,
                }),
                ..plain()
            };
            let mut found_on: Vec<usize> = (0..n_archives)
                .map(|number| {
                    let counts = draw_counts(&scenario, seed + 1, as_u64(number));
                    (1..=DAYS_AFTER)
                        .find(|day| {
                            look(&counts, HISTORY + day, &options)
                                .alerts
                                .iter()
                                .any(|alert| alert.stream.topic == Some(0))
                        })
                        .unwrap_or(usize::MAX)
                })
                .collect();
            found_on.sort_unstable();
            let within = |days: usize| {
                let n = found_on.iter().filter(|&&day| day <= days).count();
                percent(as_f64(n) / as_f64(n_archives))
            };
            let median = match found_on[n_archives / 2] {
                usize::MAX => "later".to_owned(),
                day => day.to_string(),
            };
            println!(
                "| {a_day} | ×{times} | {} | {} | {} | {} | {median} |",
                within(1),
                within(7),
                within(14),
                within(28)
            );
        }
    }
}

fn main() {
    let mut asked = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok());
    let n_archives = asked.next().unwrap_or(ARCHIVES);
    let seed = asked.next().map_or(SEED, as_u64);
    false_alarms(n_archives, seed);
    every_day(n_archives / 4, seed);
    rises(n_archives / 4, seed);
}

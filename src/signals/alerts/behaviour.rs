use super::*;
use crate::signals::Pace;
use crate::stats::draw::uniform;
use crate::stats::generator;
use jiff::civil::{Date, date};

fn days(n: usize) -> Vec<Date> {
    let mut days = vec![date(2026, 1, 5)];
    while days.len() < n {
        days.push(Pace::Day.next(days[days.len() - 1]));
    }
    days
}

/// Each of `n` respondents counts with probability `share(day)`.
fn part(topic: usize, n: &[usize], seed: u64, share: impl Fn(usize) -> f64) -> Stream {
    let mut dice = generator(seed, topic as u64);
    Stream {
        name: StreamName {
            segment: None,
            topic: Some(topic),
            tone: AlertTone::Negative,
        },
        kind: CountKind::Part,
        counted: n
            .iter()
            .enumerate()
            .map(|(day, &exposure)| Counted {
                exposure,
                count: (0..exposure)
                    .filter(|_| uniform(&mut dice) < share(day))
                    .count(),
            })
            .collect(),
    }
}

fn look(streams: &[Stream], options: &AlertOptions) -> Alerts {
    let starts = days(streams[0].counted.len());
    alerts(streams, &starts, starts[starts.len() - 1], options).unwrap()
}

#[test]
fn more_respondents_on_one_day_are_no_rise() {
    let n: Vec<usize> = (0..120)
        .map(|day| if day == 119 { 900 } else { 60 })
        .collect();
    let found = look(&[part(0, &n, 1, |_| 0.1)], &AlertOptions::default());
    assert!(found.alerts.is_empty(), "{:?}", found.alerts);
    let found = look(
        &[part(0, &n, 1, |day| if day == 119 { 0.2 } else { 0.1 })],
        &AlertOptions::default(),
    );
    assert_eq!(found.alerts.len(), 1);
    assert_eq!(found.alerts[0].stretch.n_periods, 1);
}

#[test]
fn labels_say_where_a_rise_stands() {
    let label = |share: &dyn Fn(usize) -> f64| {
        let found = look(&[part(0, &[60; 130], 12, share)], &AlertOptions::default());
        found.alerts.first().map(|alert| alert.label)
    };
    assert_eq!(label(&|_| 0.05), None);
    assert_eq!(
        label(&|day| if day >= 126 { 0.2 } else { 0.05 }),
        Some(AlertLabel::Rising)
    );
    assert_eq!(
        label(&|day| if day >= 105 { 0.2 } else { 0.05 }),
        Some(AlertLabel::Persistent)
    );
    assert_eq!(
        label(&|day| if (103..120).contains(&day) { 0.2 } else { 0.05 }),
        Some(AlertLabel::Fading)
    );
    assert_eq!(
        label(&|day| if day >= 120 { 0.05 } else { 0.0 }),
        Some(AlertLabel::New)
    );
}

#[test]
fn a_slow_rise_does_not_enter_its_own_baseline() {
    let found = look(
        &[part(
            0,
            &[80; 118],
            3,
            |day| if day >= 90 { 0.12 } else { 0.05 },
        )],
        &AlertOptions::default(),
    );
    let alert = &found.alerts[0];
    assert!(alert.baseline.rate < 0.065, "{alert:?}");
    let look = found.look.unwrap();
    assert_eq!(look.baseline.n_periods, 90);
    assert_eq!(look.looked_at.n_periods, 28);
}

#[test]
fn a_weekday_that_is_always_bad_is_no_rise() {
    // Mondays (day 0, 7, …) are three times as bad; the last day is a Monday.
    let bad_mondays = |day: usize| if day.is_multiple_of(7) { 0.3 } else { 0.1 };
    let found = look(
        &[part(0, &[60; 127], 4, bad_mondays)],
        &AlertOptions::default(),
    );
    assert!(found.alerts.is_empty(), "{:?}", found.alerts);
    let baseline = Baseline::fit(
        CountKind::Part,
        &part(0, &[60; 91], 4, bad_mondays)
            .counted
            .iter()
            .enumerate()
            .map(|(day, counted)| (*counted, Some(day % 7)))
            .collect::<Vec<_>>(),
    )
    .unwrap();
    let ratio = baseline.weekdays[0] / baseline.weekdays[3];
    assert!((2.0..4.0).contains(&ratio), "{ratio}");
}

#[test]
fn a_handful_of_mentions_is_never_an_alarm() {
    let mut stream = part(0, &[40; 120], 5, |_| 0.0);
    stream.counted[119].count = 4;
    assert!(
        look(&[stream.clone()], &AlertOptions::default())
            .alerts
            .is_empty()
    );
    stream.counted[119].count = 6;
    let found = look(&[stream], &AlertOptions::default());
    assert_eq!(found.alerts[0].label, AlertLabel::New);
}

#[test]
fn a_short_history_is_said_and_longer_spans_are_left_out() {
    let short = look(&[part(0, &[40; 20], 6, |_| 0.1)], &AlertOptions::default());
    assert_eq!(short.look, None);
    assert!(matches!(
        short.caveats[..],
        [
            AlertCaveat::SpansLeftOut { .. },
            AlertCaveat::ShortHistory {
                n_periods: 13,
                n_needed: 28
            }
        ]
    ));
    let longer = look(&[part(0, &[40; 40], 6, |_| 0.1)], &AlertOptions::default());
    assert_eq!(longer.look.unwrap().spans, [7]);
    assert_eq!(
        longer.caveats,
        [AlertCaveat::SpansLeftOut { spans: vec![28] }]
    );
}

#[test]
fn days_without_respondents_are_gaps_and_not_zeros() {
    let n: Vec<usize> = (0..153)
        .map(|day| if day % 7 < 5 { 50 } else { 0 })
        .collect();
    let found = look(&[part(0, &n, 7, |_| 0.1)], &AlertOptions::default());
    assert!(found.alerts.is_empty());
    assert_eq!(found.caveats, [AlertCaveat::Silent { n_periods: 1 }]);
    let mut quiet = n;
    for exposure in quiet.iter_mut().skip(60) {
        *exposure = 0;
    }
    let found = look(&[part(0, &quiet, 7, |_| 0.1)], &AlertOptions::default());
    assert!(found.alerts.is_empty());
    assert_eq!(found.caveats[0], AlertCaveat::Silent { n_periods: 93 });
    assert_eq!(found.look, None, "nobody spoke, so nothing was looked at");
}

#[test]
fn the_most_that_is_expected_is_where_the_tail_begins() {
    let stream = part(0, &[50; 90], 8, |_| 0.1);
    let periods: Vec<_> = stream.counted.iter().map(|one| (*one, None)).collect();
    let baseline = Baseline::fit(CountKind::Part, &periods).unwrap();
    let prediction = Prediction::of(&baseline, &periods[..7]).unwrap();
    let rate = crate::units::Probability::saturating(0.05);
    let most = prediction.most(rate).unwrap();
    assert!(prediction.upper_p(most).unwrap() > rate);
    assert!(prediction.upper_p(most + 1).unwrap() <= rate);
    assert!(crate::units::as_f64(most) > prediction.mean);
}

//! What the comparison of segments does with people whose reasons are known.

#![expect(
    clippy::suboptimal_flops,
    reason = "tests state formulas as they are written"
)]

use super::fixture::topic;
use super::segments::{SegmentComparison, compare_segments};
use super::{Control, Options, Respondents, Topic, TopicName};
use super::{Mention, Respondent, Tone};
use crate::record::{ScaleKind, TopicId};
use crate::stats::{draw, generator};
use crate::units::{Interval, as_count, as_u32};

/// Waiting costs 20 points, in the first of `n_segments` segments `first`; the bill 10 everywhere.
fn people_of(n: u32, n_segments: u32, first: f64, seed: u64) -> (Respondents, Control) {
    let mut random = generator(seed, 0);
    let mut respondents = Respondents::default();
    let mut codes = Vec::new();
    for i in 0..n {
        let code = i % n_segments;
        let wait = draw::uniform(&mut random) < 0.2;
        let bill = draw::uniform(&mut random) < 0.1;
        let cost = if code == 0 { first } else { 20.0 };
        let mut outcome = 10.0 * f64::from(code % 3) + 25.0 * draw::normal(&mut random);
        outcome -= cost * f64::from(u8::from(wait)) + 10.0 * f64::from(u8::from(bill));
        let said = [wait, bill];
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: (0..2)
                .filter(|&topic| said[topic])
                .map(|topic| Mention {
                    topic: as_u32(topic),
                    tone: Tone::Negative,
                })
                .collect(),
        });
        codes.push(Some(code));
    }
    let levels = (0..n_segments).map(|code| format!("s{code}")).collect();
    let name = "segment".to_owned();
    (
        respondents,
        Control {
            name,
            levels,
            codes,
        },
    )
}

fn compared(mut people: (Respondents, Control)) -> SegmentComparison {
    let topics = ["wait", "bill"].map(topic);
    let field = people.1.clone();
    compare_segments(
        &mut people.0,
        &field,
        &topics,
        ScaleKind::Other,
        &Options::default(),
    )
    .unwrap()
    .unwrap()
}

#[test]
fn an_effect_that_differs_in_one_segment_is_found_and_the_even_one_is_not() {
    let found = compared(people_of(8_000, 5, 60.0, 3));
    let (wait, bill) = (&found.topics[0], &found.topics[1]);
    assert!(wait.heterogeneity.unwrap().is_discovery);
    assert!(!bill.heterogeneity.unwrap().is_discovery, "{bill:?}");
    let first = found
        .segments
        .iter()
        .position(|s| s.value.as_deref() == Some("s0"))
        .unwrap();
    assert!(
        wait.cells[first].effect.unwrap().contains(-60.0),
        "{wait:?}"
    );
    assert!(wait.cells[first].share.contains(0.2));
}

#[test]
fn an_effect_within_a_segment_is_the_difference_of_partial_residuals() {
    // With one segment it is that of the model: residuals have mean zero with and without a mention.
    let found = compared(people_of(3_000, 1, 20.0, 4));
    let wait = &found.topics[0];
    let own = wait.cells[0].effect.unwrap().estimate;
    assert!((own - wait.effect).abs() < 1e-9, "{own} {}", wait.effect);
    assert!(wait.heterogeneity.is_none() && wait.cells[0].pooled.is_none());
}

#[test]
fn what_is_the_same_everywhere_is_called_different_as_rarely_as_stated() {
    let mut n_below = 0;
    for seed in 0..200 {
        let found = compared(people_of(1_200, 6, 20.0, 100 + seed));
        n_below += u32::from(found.topics[0].heterogeneity.unwrap().p_value.get() < 0.05);
    }
    // 10 expected; three standard errors are 9. The larger variance makes it rather fewer.
    assert!(n_below <= 19, "{n_below}");
}

/// Answers of 150 customers, ten alike from each: customers complain or not, and differ by more than answers do.
fn clustered(seed: u64) -> (Respondents, Control) {
    customers(seed, |_| 10)
}

/// Answers of 150 customers, each so many as a number from 0 to 1 says.
fn customers(seed: u64, times: impl Fn(f64) -> usize) -> (Respondents, Control) {
    let mut random = generator(seed, 0);
    let mut respondents = Respondents::default();
    let mut codes = Vec::new();
    for customer in 0..150 {
        let wait = draw::uniform(&mut random) < 0.4;
        let outcome = 30.0 * draw::normal(&mut random) - 20.0 * f64::from(u8::from(wait));
        for _ in 0..times(draw::uniform(&mut random)) {
            respondents.push(&Respondent {
                outcome: Some(outcome + 0.1 * draw::normal(&mut random)),
                answer: None,
                weight: 1.0,
                customer,
                has_words: true,
                month: None,
                mentions: wait
                    .then_some(Mention {
                        topic: 0,
                        tone: Tone::Negative,
                    })
                    .into_iter()
                    .collect(),
            });
            codes.push(Some(customer % 3));
        }
    }
    let field = Control {
        name: "segment".to_owned(),
        levels: ["a", "b", "c"].map(str::to_owned).to_vec(),
        codes,
    };
    (respondents, field)
}

#[test]
fn ten_answers_of_a_customer_make_no_segments_differ() {
    let mut n_below = 0;
    for seed in 0..100 {
        let found = compared(clustered(500 + seed));
        n_below += u32::from(found.topics[0].heterogeneity.unwrap().p_value.get() < 0.05);
        assert!(
            found
                .segments
                .iter()
                .all(|segment| segment.n_customers == 50)
        );
    }
    // 5 expected; four standard errors are 9.
    assert!(n_below <= 14, "{n_below}");
}

#[test]
fn customers_who_answer_far_more_often_make_no_segments_differ() {
    let mut n_below = 0;
    for seed in 0..200 {
        // From once to thirty times, mostly a few.
        let found = compared(customers(700 + seed, |u| 1 + as_count(u * u * u * 30.0)));
        n_below += u32::from(found.topics[0].heterogeneity.unwrap().p_value.get() < 0.05);
    }
    // 10 expected; two standard errors are 6. Taken for equally large, customers make it 18 and more.
    assert!(n_below <= 16, "{n_below}");
}

#[test]
fn few_mentions_in_many_segments_keep_the_stated_level() {
    let mut n_below = 0;
    for seed in 0..200 {
        let mut random = generator(seed, 7);
        let mut respondents = Respondents::default();
        let mut codes = Vec::new();
        for i in 0..2_400_u32 {
            let wait = i / 20 % 5 == 0;
            // Parts of detractors and promoters, with a mention and without.
            let [low, high] = if wait { [0.4, 0.6] } else { [0.1, 0.3] };
            let mood = draw::uniform(&mut random);
            let outcome = match mood {
                mood if mood < low => -100.0,
                mood if mood < high => 0.0,
                _ => 100.0,
            };
            respondents.push(&Respondent {
                outcome: Some(outcome),
                answer: None,
                weight: 1.0,
                customer: i,
                has_words: true,
                month: None,
                mentions: wait
                    .then_some(Mention {
                        topic: 0,
                        tone: Tone::Negative,
                    })
                    .into_iter()
                    .collect(),
            });
            codes.push(Some(i % 20));
        }
        let field = Control {
            name: "segment".to_owned(),
            levels: (0..20).map(|code| format!("s{code}")).collect(),
            codes,
        };
        let found = compared((respondents, field));
        n_below += u32::from(found.topics[0].heterogeneity.unwrap().p_value.get() < 0.05);
    }
    // 10 expected; four standard errors are 12.
    assert!(n_below <= 22, "{n_below}");
}

#[test]
fn an_nps_of_a_segment_stays_on_its_scale() {
    let mut respondents = Respondents::default();
    for i in 0..24 {
        let mention = Mention {
            topic: 0,
            tone: Tone::Negative,
        };
        respondents.push(&Respondent {
            outcome: Some(if i < 2 { 100.0 } else { -100.0 }),
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: (i % 3 > 0).then_some(mention).into_iter().collect(),
        });
    }
    let field = Control {
        name: "segment".to_owned(),
        levels: ["a", "b"].map(str::to_owned).to_vec(),
        codes: (0..24).map(|i| Some(i % 2)).collect(),
    };
    let topics = [Topic {
        name: TopicName {
            id: TopicId::new("wait"),
            nl: String::new(),
            en: String::new(),
        },
        is_driver: true,
        about: None,
    }];
    let options = Options {
        min_mentions: 5,
        ..Options::default()
    };
    let found = compare_segments(&mut respondents, &field, &topics, ScaleKind::Nps, &options);
    for segment in found.unwrap().unwrap().segments {
        let mean = segment.mean.unwrap();
        assert!(mean.low >= -100.0 && mean.high <= 100.0, "{mean:?}");
    }
}

#[test]
fn ten_thousand_segments_are_twenty_rows_and_one_of_all_others() {
    let found = compared(people_of(30_000, 10_000, 20.0, 5));
    assert_eq!((found.segments.len(), found.n_others), (21, 9_980));
    assert_eq!(
        found.segments.iter().map(|segment| segment.n).sum::<u64>(),
        30_000
    );
    let wait = &found.topics[0];
    assert!(wait.cells[0].effect.is_none() && wait.cells[20].effect.is_some());
}

#[test]
fn small_segments_are_drawn_to_the_others_further_than_large_ones() {
    let (respondents, mut field) = people_of(6_000, 4, 20.0, 6);
    // Most of the last segment moves to the second, so that it is small.
    for (i, code) in field.codes.iter_mut().enumerate() {
        if *code == Some(3) && i % 20 != 3 {
            *code = Some(1);
        }
    }
    let found = compared((respondents, field));
    let width = |interval: Interval| interval.high - interval.low;
    for cell in &found.topics[0].cells {
        let (own, pooled) = (cell.effect.unwrap(), cell.pooled.unwrap());
        assert!(width(pooled) < width(own), "{cell:?}");
    }
    assert_eq!(found.n, 6_000);
}

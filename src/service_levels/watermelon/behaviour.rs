use super::*;
use crate::record::{Best, Scale, ScaleKind};
use crate::service_levels::experience::{Direction, Part, Question, Target, Verdict};
use crate::units::{Interval, Probability};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn settings(target: f64) -> Settings {
    let scale = Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap();
    Settings {
        target: Some(Target {
            id: "csat".into(),
            indicator: "csat".into(),
            measure: None,
            part: Part::Experience,
            weight: None,
            scale: None,
            value: target,
            direction: Direction::AtLeast,
            min_n: None,
            only: BTreeMap::new(),
            except: Vec::new(),
        }),
        contract: Probability::new(0.95).ok(),
        ..Settings::new(Question::new("csat", "csat", scale))
    }
}

/// `n` tickets of one outcome, of which some answer 5 and some answer 1.
fn some(sla: SlaOutcome, n: usize, satisfied: usize, negative: usize) -> Vec<TicketExperience> {
    (0..n)
        .map(|at| TicketExperience {
            ticket: format!("{}{at}", sla.as_str()).into(),
            sla,
            response: match at {
                at if at < satisfied => Some(5.0),
                at if at < satisfied + negative => Some(1.0),
                _ => None,
            },
            answer: None,
            giver: None,
            negative_text: None,
            keys: [(Arc::from("policy"), Arc::from("gold"))].into(),
            waited_calendar: None,
            crossed_weekend: None,
        })
        .collect()
}

fn only_cell(tickets: &[TicketExperience], settings: &Settings) -> Cell {
    let mut found = cells(tickets, settings).unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[track_caller]
fn check(interval: &Interval, estimate: f64, low: f64, high: f64) {
    let percent = interval.scaled(100.0);
    for (got, expected) in [
        (percent.estimate, estimate),
        (percent.low, low),
        (percent.high, high),
    ] {
        assert!((got - expected).abs() <= 0.0501, "{percent:?}");
    }
}

#[test]
fn a_promise_kept_beside_unhappy_customers_is_a_watermelon() {
    let mut tickets = some(SlaOutcome::Met, 190, 39, 21);
    tickets.extend(some(SlaOutcome::Breached, 10, 0, 0));
    let cell = only_cell(&tickets, &settings(0.8));
    assert_eq!(cell.attainment(), Some(0.95));
    assert_eq!(cell.is_green(), Some(true), "95 percent is reached");
    assert_eq!(cell.quadrant, Quadrant::Watermelon);
    check(&cell.experience_of_met.unwrap().interval, 65.0, 52.4, 75.8);
    check(&cell.watermelon_rate.unwrap(), 35.0, 24.2, 47.6);
    assert_eq!(
        cell.lift.matters,
        Matters::CannotTell,
        "no breached ticket answered"
    );
}

#[test]
fn exactly_the_percentage_of_the_contract_is_green() {
    let check = |n_met, n_breached, percent: f64, is_green| {
        let mut tickets = some(SlaOutcome::Met, n_met, 0, 0);
        tickets.extend(some(SlaOutcome::Breached, n_breached, 0, 0));
        let settings = Settings {
            contract: Probability::new(percent / 100.0).ok(),
            ..settings(0.8)
        };
        assert_eq!(only_cell(&tickets, &settings).is_green(), Some(is_green));
    };
    check(118, 7, 94.4, true);
    check(117, 8, 94.4, false);
    check(999, 1, 99.9, true);
}

#[test]
fn each_quadrant_has_its_cell() {
    let check = |n_met, n_breached, satisfied, negative, target, quadrant| {
        let mut tickets = some(SlaOutcome::Met, n_met, satisfied, negative);
        tickets.extend(some(SlaOutcome::Breached, n_breached, satisfied, negative));
        let cell = only_cell(&tickets, &settings(target));
        assert_eq!(cell.quadrant, quadrant, "{cell:?}");
    };
    check(1900, 100, 90, 10, 0.8, Quadrant::Healthy);
    check(1900, 100, 50, 50, 0.8, Quadrant::Watermelon);
    check(500, 500, 95, 5, 0.8, Quadrant::OverStrictOrWrongMetric);
    check(500, 500, 50, 50, 0.8, Quadrant::Failing);
    check(1900, 100, 80, 20, 0.8, Quadrant::Inconclusive);
    check(1900, 100, 15, 5, 0.8, Quadrant::Suppressed);
}

#[test]
fn eight_of_ten_cannot_fail_a_target_of_85_percent() {
    let tickets = some(SlaOutcome::Met, 10, 8, 2);
    let of_ten = Settings {
        min_n: 10,
        ..settings(0.85)
    };
    assert_eq!(
        only_cell(&tickets, &of_ten).quadrant,
        Quadrant::Inconclusive
    );
    let cell = only_cell(&tickets, &settings(0.85));
    assert_eq!(cell.quadrant, Quadrant::Suppressed);
    assert_eq!(cell.xla, Some(Verdict::Suppressed));
    let too_few = Settings {
        min_n: 4,
        ..settings(0.85)
    };
    assert!(cells(&tickets, &too_few).is_err(), "five is the floor");
}

#[test]
fn without_a_promise_there_is_no_quadrant() {
    let tickets = some(SlaOutcome::Met, 100, 50, 50);
    let no_contract = Settings {
        contract: None,
        ..settings(0.8)
    };
    let no_xla = Settings {
        target: None,
        ..settings(0.8)
    };
    for settings in [no_contract, no_xla] {
        let cell = only_cell(&tickets, &settings);
        assert_eq!(cell.quadrant, Quadrant::NoTarget);
        check(&cell.watermelon_rate.unwrap(), 50.0, 40.4, 59.6);
    }
}

#[test]
fn unhappy_customers_of_broken_promises_do_not_make_a_watermelon() {
    let mut tickets = some(SlaOutcome::Met, 950, 90, 10);
    tickets.extend(some(SlaOutcome::Breached, 50, 0, 50));
    let cell = only_cell(&tickets, &settings(0.8));
    assert_eq!(cell.quadrant, Quadrant::Healthy);
    assert!(cell.experience.unwrap().interval.high < 0.8, "all together");
    assert_eq!(cell.lift.matters, Matters::Yes);
    assert_eq!(
        cell.bias.difference,
        ResponseDifference::Seen,
        "all of the breached answered"
    );
}

#[test]
fn equal_response_is_no_bias() {
    let mut tickets = some(SlaOutcome::Met, 200, 40, 20);
    tickets.extend(some(SlaOutcome::Breached, 200, 36, 26));
    let bias = only_cell(&tickets, &settings(0.8)).bias;
    assert_eq!(bias.difference, ResponseDifference::NotSeen);
}

#[test]
fn ten_breached_tickets_that_all_answered_are_a_bias_though_few() {
    let mut tickets = some(SlaOutcome::Met, 190, 40, 20);
    tickets.extend(some(SlaOutcome::Breached, 10, 0, 10));
    let bias = only_cell(&tickets, &settings(0.8)).bias;
    assert_eq!(
        bias.response.unwrap().p,
        None,
        "the normal curve is no guide"
    );
    assert!((bias.p.unwrap() - 1.8e-5).abs() < 1e-6, "{bias:?}");
    assert_eq!(bias.difference, ResponseDifference::Seen);
}

#[test]
fn few_answers_all_round_show_no_difference_but_were_tested() {
    let mut tickets = some(SlaOutcome::Met, 190, 12, 6);
    tickets.extend(some(SlaOutcome::Breached, 10, 0, 0));
    let bias = only_cell(&tickets, &settings(0.8)).bias;
    // 18 of 190 against 0 of 10: all tables but that with one answer, by the hypergeometric distribution.
    assert!((bias.p.unwrap() - 0.604_048_1).abs() < 1e-7, "{bias:?}");
    assert_eq!(bias.difference, ResponseDifference::NotSeen);
}

#[test]
fn without_breached_tickets_nothing_can_be_told_of_response() {
    let tickets = some(SlaOutcome::Met, 190, 40, 20);
    let bias = only_cell(&tickets, &settings(0.8)).bias;
    assert_eq!((bias.p, bias.response.is_none()), (None, true));
    assert_eq!(bias.difference, ResponseDifference::CannotTell);
}

#[test]
fn an_answer_beats_words() {
    let mut tickets = some(SlaOutcome::Met, 4, 1, 1);
    let sure = Probability::new(0.9).ok();
    tickets[0].negative_text = sure;
    tickets[2].negative_text = sure;
    tickets[3].negative_text = Probability::new(0.79).ok();
    let rows = super::tickets(&tickets, &settings(0.8));
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.quadrant, row.evidence))
        .collect();
    assert_eq!(
        found,
        [
            (TicketQuadrant::Healthy, Some(Evidence::Survey)),
            (TicketQuadrant::Watermelon, Some(Evidence::Survey)),
            (TicketQuadrant::Watermelon, Some(Evidence::Text)),
            (TicketQuadrant::Healthy, Some(Evidence::Text)),
        ]
    );
    let cell = only_cell(&tickets, &settings(0.8));
    assert_eq!(cell.n_negative_texts, None, "one customer");
    assert_eq!(cell.n_responded, 2, "words are no answers");
}

/// Sixty kept promises: so many answer, and so many more wrote without answering.
fn with_words(n_answers: usize, n_negative_words: usize) -> Vec<TicketExperience> {
    let mut tickets = some(
        SlaOutcome::Met,
        60,
        n_answers / 2,
        n_answers - n_answers / 2,
    );
    let read = |p| Probability::new(p).ok();
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.negative_text = match ticket.response {
            // Of those who answered, the words of most of the unhappy and of two others are read as negative.
            Some(answer) => read(if (answer < 2.0 && at % 5 != 0) || at < 2 {
                0.9
            } else {
                0.1
            }),
            None if at < n_answers + n_negative_words => read(0.95),
            None if at < n_answers + n_negative_words + 6 => read(0.2),
            None => None,
        };
    }
    tickets
}

#[test]
fn words_stand_in_for_answers_and_those_who_gave_both_say_how_often_that_is_right() {
    let tickets = with_words(30, 8);
    let told = together(&tickets, &tickets, &settings(0.8), &Known::default()).unwrap();
    let words = told.words.unwrap();
    assert_eq!(words.n_by_words, Some(14));
    assert_eq!(words.checked, Some((12, 14)));
    check(&words.right.unwrap(), 85.7, 60.1, 96.0);
    assert_eq!(told.cells[0].n_negative_texts, Some(8));
    assert_eq!(told.cells[0].n_responded, 30);
    assert_eq!(told.quadrants[&TicketQuadrant::Watermelon], 15 + 8);

    let tickets = with_words(30, 3);
    let told = together(&tickets, &tickets, &settings(0.8), &Known::default()).unwrap();
    assert_eq!(
        told.cells[0].n_negative_texts,
        Some(3),
        "of nine with words"
    );

    // Four with words: they count for nothing, and the places are those of the answers.
    let mut tickets = some(SlaOutcome::Met, 60, 15, 15);
    for (at, ticket) in tickets.iter_mut().enumerate().skip(30).take(4) {
        ticket.negative_text = Probability::new(if at % 2 == 0 { 0.9 } else { 0.1 }).ok();
    }
    let told = together(&tickets, &tickets, &settings(0.8), &Known::default()).unwrap();
    assert_eq!(told.quadrants[&TicketQuadrant::Watermelon], 15);
    assert_eq!(told.quadrants[&TicketQuadrant::Unknown], 30);

    let silent = some(SlaOutcome::Met, 60, 30, 20);
    let told = together(&silent, &silent, &settings(0.8), &Known::default()).unwrap();
    assert_eq!(told.words, None, "nobody's words were read");
}

#[test]
fn a_customer_with_many_tickets_counts_once() {
    let mut tickets = some(SlaOutcome::Met, 12, 7, 5);
    let is_told = |tickets: &[TicketExperience]| {
        let told = together(tickets, &[], &settings(0.8), &Known::default()).unwrap();
        told.whole.unwrap().experience.is_some()
    };
    assert!(is_told(&tickets));
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.giver = Some(at % 4);
    }
    assert!(!is_told(&tickets), "twelve answers of four customers");
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.giver = Some(at % 5);
    }
    assert!(is_told(&tickets), "twelve answers of five customers");
}

#[test]
fn what_a_report_tells_elsewhere_gives_nobody_away_beside_the_cells() {
    let mut tickets = some(SlaOutcome::Met, 40, 20, 20);
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.answer = Some(at);
    }
    let figure = |n: usize| Known {
        figures: vec![crate::disclosure::People {
            answers: (0..n)
                .map(|at| (at, if (20..=43).contains(&at) { 1.0 } else { 5.0 }))
                .collect(),
            is_public: true,
            ..crate::disclosure::People::default()
        }],
        ..Known::default()
    };
    let is_told = |known: &Known| {
        let told = together(&tickets, &[], &settings(0.8), known).unwrap();
        told.whole.unwrap().experience.is_some()
    };
    assert!(is_told(&Known::default()));
    assert!(is_told(&figure(40)), "the same customers");
    assert!(!is_told(&figure(43)), "three more would follow");
    assert!(is_told(&figure(46)));
}

#[test]
fn a_wait_crosses_a_weekend_when_it_holds_a_whole_sunday() {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let check = |from: &str, to: &str, crosses: bool| {
        let at = |text: &str| -> Timestamp {
            let local: jiff::civil::DateTime = text.parse().unwrap();
            zone.to_timestamp(local).unwrap()
        };
        assert_eq!(
            crosses_weekend(at(from), at(to), &zone),
            crosses,
            "{from} to {to}"
        );
    };
    check("2026-06-12T16:00", "2026-06-15T09:00", true);
    check("2026-06-13T10:00", "2026-06-15T00:00", true);
    check("2026-06-12T16:00", "2026-06-14T23:59", false);
    check("2026-06-14T08:00", "2026-06-15T09:00", false);
    check("2026-06-14T00:00", "2026-06-15T09:00", true);
    check("2026-06-14T08:00", "2026-06-22T09:00", true);
    check("2026-06-15T09:00", "2026-06-19T17:00", false);
    // The Sunday of 23 hours counts as one.
    check("2026-03-27T16:00", "2026-03-30T00:00", true);
}

#[test]
fn those_who_waited_over_a_weekend_stand_apart() {
    let mut tickets = some(SlaOutcome::Met, 40, 20, 20);
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.crossed_weekend = Some(at >= 20);
        let is_satisfied = if at < 20 { at < 15 } else { at < 25 };
        ticket.response = Some(if is_satisfied { 5.0 } else { 1.0 });
        ticket.waited_calendar = Some(crate::units::Seconds(3600 * i64::try_from(at).unwrap()));
    }
    tickets.extend(
        some(SlaOutcome::Breached, 3, 0, 0)
            .into_iter()
            .map(|ticket| TicketExperience {
                crossed_weekend: Some(true),
                ..ticket
            }),
    );
    let rows = together(&tickets, &[], &settings(0.8), &Known::default())
        .unwrap()
        .weekend;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.sla, row.crossed_weekend, row.n, row.n_responded))
        .collect();
    assert_eq!(
        told,
        [
            (SlaOutcome::Met, false, 20, Some(20)),
            (SlaOutcome::Met, true, 20, Some(20)),
            (SlaOutcome::Breached, true, 3, None),
        ]
    );
    check(&rows[0].negative.unwrap(), 25.0, 11.2, 46.9);
    check(&rows[1].negative.unwrap(), 75.0, 53.1, 88.8);
    assert_eq!(rows[2].negative, None);
    assert_eq!(rows[0].median_wait.unwrap().0, 9 * 3600);
}

#[test]
fn a_row_of_few_answers_is_not_left_over_when_the_others_are_told() {
    let mut tickets = some(SlaOutcome::Met, 60, 39, 21);
    for (at, ticket) in tickets.iter_mut().enumerate() {
        ticket.crossed_weekend = Some(at % 20 == 0);
    }
    let told = together(&tickets, &tickets, &settings(0.8), &Known::default()).unwrap();
    // Three of sixty crossed a weekend: with the other row and all sixty they would be known.
    let n: Vec<_> = told.weekend.iter().map(|row| row.n_responded).collect();
    assert_eq!(n, [None, None]);
    assert_eq!(told.quadrants[&TicketQuadrant::Watermelon], 21);
    assert!(told.tells_quadrants(SlaOutcome::Met));
}

#[test]
fn two_promises_about_nearly_the_same_tickets_are_not_both_told() {
    let mut tickets = some(SlaOutcome::Met, 60, 39, 21);
    tickets[1].response = Some(1.0);
    let of = |name: &str, n_open: usize| -> Vec<TicketExperience> {
        let named = |(at, ticket): (usize, &TicketExperience)| TicketExperience {
            sla: if at < n_open {
                SlaOutcome::Open
            } else {
                SlaOutcome::Met
            },
            keys: [(Arc::from("policy"), Arc::from(name))].into(),
            ..ticket.clone()
        };
        tickets.iter().enumerate().map(named).collect()
    };
    for (n_open, n_told) in [(2, 1), (10, 2), (0, 2)] {
        let promises = [of("reply", 0), of("solution", n_open)].concat();
        let told = together(&tickets, &promises, &settings(0.8), &Known::default()).unwrap();
        let with_figure = told
            .cells
            .iter()
            .filter(|cell| cell.experience_of_met.is_some());
        assert_eq!(with_figure.count(), n_told, "{n_open} still open");
    }
}

proptest! {
    /// Survey answers and words are added; what is said of promises stays to the last ticket.
    #[test]
    fn adding_survey_data_changes_no_row_about_promises(
        made in proptest::collection::vec((0..4usize, 0..3u8, 1..=5u8, 0.0..1.0f64), 1..80)
    ) {
        let outcomes = [SlaOutcome::Met, SlaOutcome::Breached, SlaOutcome::Open, SlaOutcome::None];
        let with: Vec<TicketExperience> = made
            .iter()
            .enumerate()
            .map(|(at, (sla, segment, answer, p))| TicketExperience {
                ticket: at.to_string().into(),
                sla: outcomes[*sla],
                response: (at % 3 > 0).then(|| f64::from(*answer)),
                answer: None,
                giver: None,
                negative_text: Probability::new(*p).ok().filter(|_| at % 2 == 0),
                keys: [(Arc::from("segment"), segment.to_string().into())].into(),
                waited_calendar: None,
                crossed_weekend: None,
            })
            .collect();
        let without: Vec<TicketExperience> = with
            .iter()
            .cloned()
            .map(|ticket| TicketExperience { response: None, negative_text: None, ..ticket })
            .collect();
        let promises = |tickets: &[TicketExperience]| -> Vec<_> {
            cells(tickets, &settings(0.8))
                .unwrap()
                .into_iter()
                .map(|cell| {
                    let green = cell.is_green();
                    (cell.keys, cell.n_met, cell.n_breached, cell.n_open, cell.n_no_sla, green)
                })
                .collect()
        };
        prop_assert_eq!(promises(&with), promises(&without));
    }

    /// Cells against counting by hand.
    #[test]
    fn a_cell_counts_what_a_plain_loop_counts(
        made in proptest::collection::vec((any::<bool>(), proptest::option::of(1..=5u8)), 1..120)
    ) {
        let tickets: Vec<TicketExperience> = made
            .iter()
            .flat_map(|(is_met, answer)| {
                let sla = if *is_met { SlaOutcome::Met } else { SlaOutcome::Breached };
                some(sla, 1, 0, 0).into_iter().map(|ticket| TicketExperience {
                    response: answer.map(f64::from),
                    ..ticket
                })
            })
            .collect();
        let cell = only_cell(&tickets, &settings(0.8));
        let count = |wanted: bool, most: u8| {
            let of = made.iter().filter(|(is_met, answer)| {
                *is_met == wanted && answer.is_some_and(|answer| answer <= most)
            });
            of.count()
        };
        for (hidden, told, (negative, n)) in [
            (cell.hidden.met, cell.lift.met, (count(true, 2), count(true, 5))),
            (cell.hidden.breached, cell.lift.breached, (count(false, 2), count(false, 5))),
        ] {
            let expected = if hidden.is_none() { (negative, n) } else { (0, 0) };
            prop_assert_eq!(told, expected);
            prop_assert!(hidden.is_some() || n == 0 || n >= 5);
        }
        prop_assert_eq!(cell.n_responded, count(true, 5) + count(false, 5));
    }
}

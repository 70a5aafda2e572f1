use super::{Computed, Figures, level, number, percent, points, word};
use jiff::Timestamp;
use signaal::record::{Best, Scale, ScaleKind};
use signaal::service_levels::calendar::{Opening, Window};
use signaal::service_levels::experience::{
    Answer, Checks, Component, Delivery, Direction, FatigueSettings, FollowUp, Frequency, Impact,
    Invitation, Outcome, Part, Question, Reply, SurveyKind, Target, Wave, composite,
    corrected_index, difference, fatigue, loop_closure, lost_time, mean, net_promoter,
    representation, response_rate, too_soon, top_box, verdict,
};
use signaal::service_levels::readiness::responses_needed;
use signaal::service_levels::surveys::response_trend;
use signaal::service_levels::watermelon::{
    Cell, Known, ResponseDifference, Settings, SlaOutcome, TicketExperience, cells, lift, together,
};
use signaal::units::{Interval, Probability, Seconds, as_f64};
use std::collections::BTreeMap;
use std::sync::Arc;

fn answers(values: &[(f64, usize)]) -> Vec<Answer> {
    let values = values
        .iter()
        .flat_map(|(value, n)| std::iter::repeat_n(*value, *n));
    values
        .enumerate()
        .map(|(response_idx, value)| Answer {
            response_idx,
            value,
            weight: 1.0,
        })
        .collect()
}

fn scale(kind: ScaleKind, high: f64) -> Scale {
    Scale::new(1.0, high, Best::High, kind).unwrap()
}

fn satisfaction() -> Question {
    Question::new("csat", "csat", scale(ScaleKind::Csat, 5.0))
}

fn target(value: f64) -> Target {
    Target {
        id: "csat".into(),
        indicator: "csat".into(),
        measure: None,
        part: Part::Experience,
        weight: None,
        scale: None,
        value,
        direction: Direction::AtLeast,
        min_n: None,
        only: BTreeMap::new(),
        except: Vec::new(),
    }
}

fn indicators(figures: &mut Figures) {
    let box_of = |satisfied: usize, n: usize| {
        let answers = answers(&[(5.0, satisfied), (1.0, n - satisfied)]);
        top_box(&answers, &satisfaction(), level()).unwrap()
    };
    let now = box_of(39, 60);
    figures.insert("csat", percent(now.interval));
    let marks = answers(&[(6.0, 1), (7.0, 2), (8.0, 1), (9.0, 1)]);
    let mark = mean(&marks, &scale(ScaleKind::SchoolMark, 10.0), level()).unwrap();
    figures.insert("school_mark", points(mark.interval));

    let effort = [7.0, 6.0, 6.0, 5.0, 5.0, 5.0, 4.0, 3.0, 2.0, 1.0].map(|value| (value, 1));
    let ends = scale(ScaleKind::Ces, 7.0);
    let easy = top_box(
        &answers(&effort),
        &Question::new("ces", "ces", ends),
        level(),
    )
    .unwrap();
    let effort = mean(&answers(&effort), &ends, level()).unwrap();
    figures.insert(
        "ces",
        vec![
            number(effort.interval.estimate),
            number(100.0 * easy.interval.estimate),
        ],
    );
    let net = net_promoter(&answers(&[(10.0, 50), (8.0, 30), (3.0, 20)]), level()).unwrap();
    figures.insert("nps", points(net.interval));

    let read = answers(&[(-1.0, 40), (0.0, 40), (1.0, 20)]);
    let checks = Checks {
        counts: [[40, 8, 2], [5, 40, 5], [2, 8, 40]],
    };
    let index = corrected_index(&read, &checks, level(), 1).unwrap();
    figures.insert(
        "sentiment_index",
        vec![
            number(index.as_read),
            number(index.estimate.interval.estimate),
        ],
    );
    let lost = lost_time(&answers(&[(10.0, 100), (20.0, 99), (9999.0, 1)]), level()).unwrap();
    figures.insert(
        "lost_time",
        vec![
            number(lost.estimate.interval.estimate),
            number(lost.cut_min),
            number(lost.longest_min),
        ],
    );

    let few = box_of(8, 10);
    let judged = [
        verdict(&now, 0.8, Direction::AtLeast, 30),
        verdict(&few, 0.85, Direction::AtLeast, 10),
        verdict(&few, 0.85, Direction::AtLeast, 30),
    ];
    figures.insert(
        "xla_attainment",
        judged.map(|verdict| word(verdict.as_str())).into(),
    );
    let impact = Impact::of(&now, 0.8, Direction::AtLeast);
    figures.insert("impact", vec![number(impact.value)]);
    let then = box_of(45, 60);
    let change = difference(&now.interval, &then.interval);
    figures.insert("baseline", percent(change));
}

fn composites() -> Vec<Computed> {
    let of = |id: &str, part, estimate: Option<f64>| Component {
        id: id.into(),
        part,
        weight: None,
        score: estimate.map(|estimate| Interval {
            low: estimate - 5.0,
            estimate,
            high: estimate + 5.0,
            level: level(),
        }),
        pull: BTreeMap::new(),
    };
    let made = |outcome| {
        let components = [
            of("fcr", Part::Outcome, outcome),
            of("csat", Part::Experience, Some(65.0)),
            of("nps", Part::Experience, Some(f64::midpoint(30.0, 100.0))),
        ];
        match composite(&components).unwrap() {
            Outcome::Published(composite) => (true, composite.score.estimate),
            Outcome::Unpublished { coverage, .. } => (false, coverage),
        }
    };
    let (whole, half) = (made(Some(75.0)), made(None));
    assert!(whole.0 && !half.0);
    vec![number(whole.1), number(half.1)]
}

fn days(day: i64) -> Timestamp {
    hours(24 * day)
}

fn hours(hour: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + 3600 * hour).unwrap()
}

fn surveys(figures: &mut Figures) {
    let sent = [
        (Delivery::Bounced, Reply::None, 20),
        (Delivery::Delivered, Reply::Complete, 40),
        (Delivery::Delivered, Reply::Partial, 10),
        (Delivery::Delivered, Reply::None, 150),
    ];
    let sent = sent
        .into_iter()
        .flat_map(|(delivery, reply, n)| std::iter::repeat_n((delivery, reply), n));
    let rate = response_rate(sent, level()).unwrap();
    let shares = [rate.complete, rate.complete_or_partial];
    figures.insert(
        "response_rate",
        shares
            .map(|share| number(100.0 * share.unwrap().estimate))
            .into(),
    );

    let (business, consumer): (Arc<str>, Arc<str>) = ("business".into(), "consumer".into());
    let people = (0..100).map(|person| match person {
        0..50 => (&business, person < 28),
        _ => (&consumer, person < 62),
    });
    let found = representation("segment".into(), people, 0.1);
    figures.insert(
        "representation",
        vec![number(found.shifts[0].standardised.unwrap())],
    );

    let wave = |period: &str, n_complete| Wave {
        period: period.into(),
        n_delivered: 1000,
        n_complete,
    };
    let settings = FatigueSettings {
        least_fall: 0.04,
        p: 0.05,
        n_periods: 2,
        level: level(),
    };
    let waves = [wave("1", 250), wave("2", 240)];
    let found = fatigue(&wave("0", 300), &waves, &settings).unwrap();
    let fall = |at: usize| {
        let response = found[at].response.as_ref().unwrap();
        number(100.0 * response.difference.estimate)
    };
    figures.insert(
        "fatigue",
        vec![
            fall(0),
            fall(1),
            word(found[0].is_alarm),
            word(found[1].is_alarm),
        ],
    );

    let needed = |margin: f64| {
        let margin = Probability::new(margin).unwrap();
        number(as_f64(responses_needed(margin, level())))
    };
    figures.insert("readiness", vec![needed(0.05), needed(0.1)]);

    let invited = |id: &str, day| Invitation {
        id: id.into(),
        recipient: Some("r".into()),
        kind: SurveyKind::Transactional,
        sent_at: days(day),
        delivery: Delivery::Delivered,
        reply: Reply::None,
    };
    let periods = [(40, 100), (30, 100), (0, 0), (10, 100)];
    let trend = response_trend(&periods, level()).unwrap();
    figures.insert(
        "response_trend",
        vec![number(100.0 * trend.per_period.estimate)],
    );

    // 10 January and 11 March, counted from 1 January 2026.
    let found = too_soon(&[invited("a", 9), invited("b", 69)], &Frequency::default());
    let in_days = |seconds: Seconds| f64::from(u32::try_from(seconds.0).unwrap()) / 86_400.0;
    figures.insert(
        "survey_frequency",
        vec![
            number(in_days(found[0].gap)),
            number(in_days(found[0].required)),
        ],
    );

    loops(figures);
}

fn loops(figures: &mut Figures) {
    let as_of = hours(100);
    let closed = |after| FollowUp {
        opened_at: hours(0),
        closed_at: Some(hours(after)),
    };
    let open = |since: i64| FollowUp {
        opened_at: hours(100 - since),
        closed_at: None,
    };
    let followed = [
        closed(20),
        closed(20),
        closed(20),
        closed(30),
        open(30),
        open(2),
    ];
    let opening = Opening::always(Window {
        start: hours(-1),
        end: hours(1000),
    });
    let target = Seconds(24 * 3600);
    let found = loop_closure(&followed, &opening, target, as_of, level()).unwrap();
    let pending = f64::from(u32::try_from(found.n_pending).unwrap());
    figures.insert(
        "loop_closure",
        vec![
            number(100.0 * found.in_time.unwrap().estimate),
            number(pending),
        ],
    );
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
            negative_text: None,
            answer: None,
            giver: None,
            keys: BTreeMap::new(),
            waited_calendar: None,
            crossed_weekend: None,
        })
        .collect()
}

fn cell(
    met: Vec<TicketExperience>,
    breached: Vec<TicketExperience>,
    (wanted, min_n): (f64, usize),
) -> Cell {
    let settings = Settings {
        target: Some(target(wanted)),
        contract: Some(level()),
        min_n,
        ..Settings::new(satisfaction())
    };
    let tickets: Vec<_> = met.into_iter().chain(breached).collect();
    cells(&tickets, &settings).unwrap().remove(0)
}

fn watermelons(figures: &mut Figures) {
    let green = cell(
        some(SlaOutcome::Met, 190, 39, 21),
        some(SlaOutcome::Breached, 10, 0, 0),
        (0.8, 30),
    );
    let few = cell(some(SlaOutcome::Met, 10, 8, 2), Vec::new(), (0.85, 10));
    figures.insert("watermelon_rate", percent(green.watermelon_rate.unwrap()));
    figures.insert(
        "quadrant",
        vec![word(green.quadrant.as_str()), word(few.quadrant.as_str())],
    );
    // Fourteen whose words are read as negative, twelve of them unhappy, among others with words.
    let mut wrote = some(SlaOutcome::Met, 60, 30, 20);
    for (at, ticket) in wrote.iter_mut().enumerate().take(50) {
        let is_read_so = at < 2 || (30..42).contains(&at);
        ticket.negative_text = Probability::new(if is_read_so { 0.9 } else { 0.1 }).ok();
    }
    let settings = Settings::new(satisfaction());
    let told = together(&wrote, &[], &settings, &Known::default()).unwrap();
    let right = told.words.unwrap().right.unwrap();
    figures.insert("words_as_evidence", percent(right));

    let lift = lift((21, 60), (35, 50), 30, 0.8, level());
    let mut shown = points(lift.ratio.unwrap());
    shown.push(word(lift.matters.as_str()));
    figures.insert("watermelon_lift", shown);

    let biased = cell(
        some(SlaOutcome::Met, 200, 40, 20),
        some(SlaOutcome::Breached, 200, 40, 40),
        (0.8, 30),
    );
    let bias = biased.bias;
    assert_eq!(bias.difference, ResponseDifference::Seen);
    let response = bias.response.unwrap();
    figures.insert(
        "response_bias",
        vec![
            number(100.0 * response.second.estimate),
            number(100.0 * response.first.estimate),
            number(bias.p.unwrap()),
        ],
    );
}

/// Figures of experience, surveys and watermelons.
pub(super) fn figures() -> Figures {
    let mut figures = Figures::from([("composite", composites())]);
    indicators(&mut figures);
    surveys(&mut figures);
    watermelons(&mut figures);
    figures
}

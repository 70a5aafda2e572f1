use super::fixtures::{access, contact, of, settings};
use super::{
    Contacts, Difference, SheetContent, Standing, before_and_after, coaching_sheet,
    scorecards_of_agents, scorecards_of_teams,
};
use crate::disclosure::{Reason, Released};
use crate::stats::draw::{below, normal};
use crate::stats::generator;
use crate::units::as_f64;
use jiff::ToSpan;
use jiff::civil::date;

/// `n_agents` of `n` contacts each; effects of agents with a spread, topic 1 harder by two points.
/// Agent 0 only gets the hard topic.
fn drawn(seed: u64, n_agents: usize, n: usize, spread: f64) -> (Contacts, Vec<f64>) {
    let mut source = generator(seed, 0);
    let mut contacts = Vec::new();
    let mut effects = Vec::new();
    for agent in 0..n_agents {
        let effect = spread * normal(&mut source);
        effects.push(effect);
        for _ in 0..n {
            let hard = agent == 0 || below(&mut source, 2) == 1;
            let score = 7.0 - if hard { 2.0 } else { 0.0 } + effect + normal(&mut source);
            let topic = if hard { "hard" } else { "easy" };
            contacts.push(contact(
                contacts.len(),
                "t",
                &format!("a{agent:02}"),
                topic,
                score,
            ));
        }
    }
    (of(contacts), effects)
}

fn differences(contacts: &Contacts) -> Vec<Difference> {
    let cards = scorecards_of_agents(contacts, &settings(), &access()).unwrap();
    let agents = cards.agents.iter();
    agents
        .map(|one| one.content().unwrap().difference.unwrap())
        .collect()
}

#[test]
fn people_who_do_not_differ_are_not_told_apart() {
    let (mut n_flagged, mut n) = (0, 0);
    for seed in 0..40 {
        for one in differences(&drawn(seed, 12, 30, 0.0).0) {
            n += 1;
            n_flagged += usize::from(one.standing != Standing::Indistinct);
        }
    }
    assert!(as_f64(n_flagged) <= 0.05 * as_f64(n), "{n_flagged} of {n}");
}

#[test]
fn shrunk_differences_are_nearer_to_planted_ones_and_intervals_hold_them() {
    let (mut raw, mut shrunk, mut means, mut n, mut n_held) = (0.0, 0.0, 0.0, 0, 0);
    for seed in 0..40 {
        let (contacts, effects) = drawn(seed, 12, 30, 0.2);
        let everybody = effects.iter().sum::<f64>();
        let grand = contacts.contacts.iter().map(|one| one.score).sum::<f64>() / 360.0;
        for (at, one) in differences(&contacts).iter().enumerate() {
            // Against the mean of the others, as the difference is.
            let truth = effects[at] - (everybody - effects[at]) / 11.0;
            let own = contacts.contacts[at * 30..(at + 1) * 30].iter();
            let mean = own.map(|one| one.score).sum::<f64>() / 30.0 - grand;
            means += (mean - truth).powi(2);
            raw += (one.raw.estimate - truth).powi(2);
            shrunk += (one.shrunk.estimate - truth).powi(2);
            n += 1;
            n_held += usize::from(one.shrunk.contains(truth));
        }
    }
    assert!(shrunk < raw && raw < means, "{shrunk} {raw} {means}");
    assert!(as_f64(n_held) >= 0.9 * as_f64(n), "{n_held} of {n}");
}

#[test]
fn who_only_gets_hard_contacts_is_not_blamed_for_them() {
    let (mut raw, mut of_mean, mut n) = (0.0, 0.0, 0.0);
    for seed in 0..40 {
        let (contacts, _) = drawn(seed, 12, 30, 0.0);
        let scores: Vec<f64> = contacts.contacts.iter().map(|one| one.score).collect();
        of_mean += scores[..30].iter().sum::<f64>() / 30.0 - scores.iter().sum::<f64>() / 360.0;
        raw += differences(&contacts)[0].raw.estimate;
        n += 1.0;
    }
    // A mean of forty differences of thirty contacts, each with variance of about one.
    let band = 4.0 * (1.3f64 / 30.0 / 40.0).sqrt();
    assert!((raw / n).abs() < band, "{}", raw / n);
    assert!(of_mean / n < -0.8, "{}", of_mean / n);
}

#[test]
fn agents_and_what_is_suppressed_sum_to_their_team() {
    let mut contacts = Vec::new();
    for (team, agent, n) in [
        ("x", "a", 30),
        ("x", "b", 14),
        ("x", "c", 6),
        ("y", "d", 20),
        ("y", "e", 12),
    ] {
        for at in 0..n {
            let score = as_f64(1 + at % 5);
            contacts.push(contact(contacts.len(), team, agent, "t", score));
        }
    }
    let contacts = of(contacts);
    let cards = scorecards_of_agents(&contacts, &settings(), &access()).unwrap();
    // Six are too few, and so would be 50 − 30 − 14.
    assert_eq!(cards.n_without_row("x"), Some(20));
    assert_eq!(cards.n_without_row("y"), Some(0));
    let reasons: Vec<_> = cards.agents.iter().map(Released::reason).collect();
    let expected = [
        None,
        Some(Reason::Remainder),
        Some(Reason::BelowFloor),
        None,
        None,
    ];
    assert_eq!(reasons, expected);
    let teams = scorecards_of_teams(&contacts, &settings()).unwrap();
    assert!(teams.agents.is_empty() && teams.teams.len() == 2);
    let mut own = settings();
    own.team = Some("y".to_owned());
    let view = scorecards_of_agents(&contacts, &own, &access()).unwrap();
    assert_eq!((view.teams.len(), view.agents.len()), (1, 2));
    assert!(view.total.is_none());
    assert_eq!(view.agents[0], cards.agents[3]);
    own.team = Some("z".to_owned());
    assert!(scorecards_of_agents(&contacts, &own, &access()).is_err());
    own.team = Some("y".to_owned());
    assert!(coaching_sheet(&contacts, &own, "a", &access()).is_err());
}

#[test]
fn a_sheet_names_the_planted_point_and_is_silent_of_few() {
    let mut source = generator(3, 0);
    let mut contacts = Vec::new();
    for agent in ["a", "b", "c", "d"] {
        for at in 0..120 {
            let topic = ["bill", "wait", "price"][at % 3];
            let planted = if agent == "a" && topic == "bill" {
                -1.5
            } else {
                0.0
            };
            let score = 7.0 + planted + normal(&mut source);
            contacts.push(contact(contacts.len(), "t", agent, topic, score));
        }
    }
    // Two, as one alone would take another agent along.
    for at in 0..18 {
        let agent = ["few", "fewer"][at % 2];
        contacts.push(contact(
            1000 + at,
            "t",
            agent,
            "bill",
            5.0 + as_f64(at / 2 % 2),
        ));
    }
    for (at, one) in contacts.iter_mut().enumerate() {
        one.day = date(2026, 1, 1)
            .checked_add(i64::try_from(at % 60).unwrap().days())
            .ok();
    }
    let contacts = of(contacts);
    let sheet = coaching_sheet(&contacts, &settings(), "a", &access()).unwrap();
    let SheetContent::Points {
        strengths,
        development,
        examples,
        n_tested,
        ..
    } = sheet.content
    else {
        panic!("120 contacts are enough");
    };
    assert_eq!((n_tested, strengths.len(), development.len()), (3, 0, 1));
    assert_eq!(&*development[0].label, "bill");
    assert_eq!(development[0].n, 40);
    assert!(development[0].difference.interval.high < 0.0);
    assert_eq!(examples.len(), 5);
    let again = coaching_sheet(&contacts, &settings(), "a", &access()).unwrap();
    assert!(
        matches!(again.content, SheetContent::Points { examples: same, .. } if same == examples)
    );
    let few = coaching_sheet(&contacts, &settings(), "few", &access()).unwrap();
    let reason = Reason::BelowFloor;
    assert_eq!(few.content, SheetContent::Silent { reason });
}

#[test]
fn before_and_after_holds_the_kind_of_contacts() {
    let mut source = generator(8, 0);
    let mut contacts = Vec::new();
    let session = date(2026, 3, 2);
    for agent in ["a", "b", "c"] {
        for at in 0..200i64 {
            let day = date(2026, 2, 2).checked_add((at % 56).days()).unwrap();
            // After the talk agent a gets easy contacts only, and serves them a point better.
            let is_after = agent == "a" && day > session;
            let hard = !is_after && below(&mut source, 2) == 1;
            let score = 7.0 + normal(&mut source) - if hard { 2.0 } else { 0.0 }
                + if is_after { 1.0 } else { 0.0 };
            let topic = if hard { "hard" } else { "easy" };
            let mut one = contact(contacts.len(), "t", agent, topic, score);
            one.day = Some(day);
            contacts.push(one);
        }
    }
    let contacts = of(contacts);
    let found = before_and_after(&contacts, &settings(), "a", (session, 4), &access()).unwrap();
    let change = found.change.unwrap();
    assert!(change.difference.interval.contains(1.0), "{change:?}");
    assert!(change.difference.interval.high < 2.0, "{change:?}");
    let found = before_and_after(
        &contacts,
        &settings(),
        "a",
        (date(2027, 1, 1), 4),
        &access(),
    );
    assert_eq!(found.unwrap().change, None);
    // Six contacts of a colleague take the row of agent a along, and with it what changed.
    let mut contacts = contacts;
    for at in 0..6 {
        contacts
            .contacts
            .push(contact(2000 + at, "t", "few", "easy", 7.0 + as_f64(at)));
    }
    let found = before_and_after(&contacts, &settings(), "a", (session, 4), &access()).unwrap();
    assert_eq!(found.change, None);
}

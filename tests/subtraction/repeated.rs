//! Customers who answer several times, in every report that knows who they are.

use super::attack::Draw;
use super::{POLICIES, array, json};
use crate::kit::Bench;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// An answer, whom it is of, and in which group it stands.
struct Answer {
    customer: usize,
    group: usize,
    score: usize,
}

/// Some customers answer once and some up to six times, mostly in one group.
fn answers(draw: &mut Draw) -> Vec<Answer> {
    let mut answers = Vec::new();
    for customer in 0..18 {
        let n = draw.one(&[1, 1, 1, 2, 4, 6]);
        let home = draw.below(4);
        for _ in 0..n {
            answers.push(Answer {
                customer,
                group: if draw.below(4) == 0 {
                    draw.below(4)
                } else {
                    home
                },
                score: 1 + draw.below(5),
            });
        }
    }
    answers
}

/// Nothing that follows from up to four published groups is of fewer than five customers.
fn survives(what: &str, published: &[BTreeSet<usize>], answers: &[Answer]) {
    let n = u32::try_from(published.len()).unwrap();
    for number in 0..3usize.pow(n) {
        let mut digits = number;
        let mut factor: BTreeMap<usize, i32> = BTreeMap::new();
        for figure in published {
            let sign = i32::try_from(digits % 3).unwrap() - 1;
            digits /= 3;
            for at in figure {
                *factor.entry(*at).or_default() += sign;
            }
        }
        factor.retain(|_, factor| *factor != 0);
        if factor.is_empty() || factor.values().any(|factor| *factor != 1) {
            continue;
        }
        let customers: BTreeSet<usize> = factor.keys().map(|at| answers[*at].customer).collect();
        assert!(
            customers.len() >= 5,
            "{what}: {customers:?} of {published:?}"
        );
    }
}

fn of_group(answers: &[Answer], group: usize) -> BTreeSet<usize> {
    (0..answers.len())
        .filter(|at| answers[*at].group == group)
        .collect()
}

/// The group of a key such as `{"queue": "g2"}`.
fn group_of(key: &Value) -> Option<usize> {
    let value = key.as_object()?.values().next()?.as_str()?;
    value.strip_prefix('g')?.parse().ok()
}

#[test]
fn a_customer_with_many_answers_counts_once_in_xla() {
    let mut n_hidden = 0;
    for seed in 0..6 {
        let made = answers(&mut Draw(600 + seed));
        let mut text = "response_id,customer_id,submitted_at,csat,team\n".to_owned();
        for (at, one) in made.iter().enumerate() {
            let _ = writeln!(
                text,
                "R{at},K{},2026-03-02T12:00:00Z,{},g{}",
                one.customer, one.score, one.group
            );
        }
        let bench = Bench::new();
        bench.write("answers.csv", text);
        let told = json(
            &bench,
            &[
                "xla",
                "answers.csv",
                "--score",
                "csat=csat:1-5:high",
                "--by",
                "team",
            ],
        );
        let mut published = vec![(0..made.len()).collect()];
        for row in array(&told["rows"]) {
            let group = group_of(&row["group"]["keys"]).unwrap();
            if row["n"].is_null() {
                n_hidden += 1;
            } else {
                published.push(of_group(&made, group));
            }
        }
        survives(&format!("xla {seed}"), &published, &made);
    }
    assert!(n_hidden > 0, "something had to be withheld");
}

#[test]
fn a_customer_with_many_answers_counts_once_in_service_level() {
    for seed in 0..6 {
        let made = answers(&mut Draw(700 + seed));
        let mut log =
            "contact_id,customer_id,queue_id,offered_at,wait_s,talk_s,disposition,score\n"
                .to_owned();
        for (at, one) in made.iter().enumerate() {
            let _ = writeln!(
                log,
                "c{at},K{},g{},2026-03-02T09:{:02}:00Z,10,60,answered,{}",
                one.customer,
                one.group,
                at % 60,
                one.score
            );
        }
        let bench = Bench::new();
        bench.write("calls.csv", log);
        let told = json(
            &bench,
            &[
                "service-level",
                "calls.csv",
                "--threshold-s",
                "30",
                "--by",
                "queue",
            ],
        );
        let mut published = Vec::new();
        if !told["satisfaction"]["n"].is_null() {
            published.push((0..made.len()).collect());
        }
        for group in array(&told["groups"]) {
            if !group["satisfaction"]["n"].is_null() {
                published.push(of_group(&made, group_of(&group["key"]).unwrap()));
            }
        }
        survives(&format!("calls {seed}"), &published, &made);
    }
}

#[test]
fn a_customer_with_many_tickets_counts_once_in_watermelon() {
    for seed in 0..6 {
        let made = answers(&mut Draw(800 + seed));
        let mut events =
            "ticket_id,ts,actor_role_at_event,kind,new,channel,customer_id\n".to_owned();
        let mut text = "response_id,ticket_id,submitted_at,csat\n".to_owned();
        for (at, one) in made.iter().enumerate() {
            let (day, end) = (1 + at % 27, format!("g{},K{}", one.group, one.customer));
            let _ = writeln!(
                events,
                "T{at:03},2026-06-{day:02}T10:00:00Z,customer,created,new,{end}\n\
                 T{at:03},2026-06-{day:02}T11:00:00Z,agent,public_reply,,{end}\n\
                 T{at:03},2026-06-{day:02}T12:00:00Z,agent,solved,,{end}"
            );
            let _ = writeln!(text, "R{at},T{at:03},2026-06-29T10:00:00Z,{}", one.score);
        }
        let bench = Bench::new();
        bench.write("events.csv", events).write("answers.csv", text);
        bench.write("policies.toml", POLICIES);
        let told = json(
            &bench,
            &[
                "watermelon",
                "events.csv",
                "--policies",
                "policies.toml",
                "--responses",
                "answers.csv",
                "--score",
                "csat=csat:1-5:high",
                "--as-of",
                "2026-07-01T00:00:00Z",
                "--by",
                "channel",
            ],
        );
        let mut published: Vec<BTreeSet<usize>> = Vec::new();
        for cell in array(&told["cells"]) {
            let mut key = cell["keys"].clone();
            key.as_object_mut().unwrap().remove("policy");
            if !cell["experience"].is_null() || !cell["experience_of_met"].is_null() {
                let people = of_group(&made, group_of(&key).unwrap());
                if !published.contains(&people) {
                    published.push(people);
                }
            }
        }
        // Every ticket was in time, so the place of all is one more figure.
        if told["tickets"]["watermelon"].is_u64() {
            published.push((0..made.len()).collect());
        }
        survives(&format!("watermelon {seed}"), &published, &made);
    }
}

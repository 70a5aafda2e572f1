use super::{Figures, number, word};
use crate::kit::Bench;
use serde_json::Value;
use std::fmt::Write;

const POLICIES: &str = r#"
time_zone = "Europe/Amsterdam"
[[policy]]
policy_id = "p"
kind = "sla"
position = 1
conditions = {}
[[policy.target]]
metric = "first_reply_time"
target = "4h"
schedule_id = "office"
"#;

const SCHEDULES: &str = r#"
[[schedule]]
schedule_id = "office"
time_zone = "Europe/Amsterdam"
weekly = [{ weekday = "mon-fri", start = "09:00", end = "17:00" }]
"#;

/// Four tickets that were solved and reopened, three with words.
const REOPENED: [(&str, &str); 4] = [
    ("a", "Dank u wel, het werkt weer!"),
    ("b", "Thanks, but it still fails."),
    ("c", "Het doet het nog steeds niet."),
    ("d", ""),
];

fn sla(bench: &Bench, events: &str, as_of: &str, more: &[&str]) -> String {
    let mut arguments = vec!["sla", events, "--policies", "policies.toml"];
    arguments.extend(["--schedules", "schedules.toml", "--as-of", as_of]);
    arguments.extend(["--source-tz", "Europe/Amsterdam"]);
    arguments.extend(more);
    bench.succeeds(&arguments).stdout
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Figures of a whole report on tickets.
pub(super) fn figures() -> Figures {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("schedules.toml", SCHEDULES);

    let mut events = "ticket_id,ts,event,author,words\n".to_owned();
    for (ticket, words) in REOPENED {
        for (hour, event, author, words) in [
            (9, "created", "customer", ""),
            (10, "solved", "agent", ""),
            (11, "reopened", "customer", words),
        ] {
            let _ = writeln!(
                events,
                "{ticket},2026-06-15T{hour:02}:00,{event},{author},\"{words}\""
            );
        }
    }
    bench.write("reopened.csv", events);
    let told = ["--text", "words", "--format", "json"];
    let reopenings = json(&sla(&bench, "reopened.csv", "2026-06-16", &told))["reopenings"].clone();
    let n = |name: &str| number(reopenings[name].as_f64().unwrap());

    bench
        .write(
            "tickets.csv",
            "ticket_id,created,solved\nt,2026-06-15T09:00,2026-06-15T16:00\n",
        )
        .write(
            "events.csv",
            "ticket_id,ts,event\nt,2026-06-15T09:00,created\n",
        );
    let state = |events: &str| {
        let row = sla(&bench, events, "2026-06-16", &["--format", "jsonl"]);
        word(json(row.trim())["state"].as_str().unwrap())
    };

    let log = "ticket_id,ts,event,author\nt,2026-03-03T09:00,created,customer\n\
        t,2026-03-03T15:00,public_reply,agent\n";
    let march = ["--from", "2026-03-01", "--to", "2026-04-01"];
    bench.write("march.csv", log);
    let freeze = [&march[..], &["--freeze", "march.jsonl"]].concat();
    sla(&bench, "march.csv", "2026-04-01", &freeze);
    bench.write(
        "march.csv",
        format!("{log}t,2026-03-03T10:00,public_reply,agent\n"),
    );
    let frozen = [&march[..], &["--frozen", "march.jsonl", "--format", "json"]].concat();
    let report = json(&sla(&bench, "march.csv", "2026-04-10", &frozen));
    let restated = &report["frozen"]["restatements"][0];
    let figure = |name: &str| {
        let figure = &restated[name];
        let hours = figure["elapsed_s"].as_f64().unwrap() / 3600.0;
        [word(figure["state"].as_str().unwrap()), number(hours)]
    };
    let mut restatement: Vec<_> = figure("before").into();
    restatement.extend(figure("after"));
    restatement.push(word(restated["cause"].as_str().unwrap()));

    Figures::from([
        (
            "reopened_by_thanks",
            vec![n("n"), n("n_thanks"), n("n_read")],
        ),
        (
            "cannot_tell",
            vec![state("tickets.csv"), state("events.csv")],
        ),
        ("restatement", restatement),
    ])
}

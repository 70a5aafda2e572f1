//! A whole run under attack: what it tells of experience, promised and beside promises.

use super::attack::{Draw, Published};
use super::crowd::Crowd;
use super::{POLICIES, SIZES, array, survives, tickets, waits_over_the_weekend};
use crate::kit::Bench;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const PROJECT: &str = "name = \"t\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\noutcome = \"csat\"\noutput = \"out\"\n\
    [scores.csat]\nkind = \"csat\"\nlow = 1\nhigh = 5\nbest = \"high\"\n\
    [[source]]\nname = \"answers\"\nkind = \"survey\"\nfiles = \"answers.csv\"\n\
    [source.columns]\nid = \"id\"\ncontact = \"contact\"\nat = \"at\"\ntext = \"text\"\ncustomer = \"customer\"\n\
    [source.scores]\ncsat = \"csat\"\n[source.facets]\nsegment = \"segment\"\n\
    [[source]]\nname = \"tickets\"\nkind = \"event\"\nfiles = \"events.csv\"\n\
    [source.columns]\nticket = \"ticket_id\"\ncontact = \"contact_id\"\nat = \"ts\"\n\
    [source.event]\nname = \"kind\"\nnew = \"new\"\n[source.facets]\nchannel = \"channel\"\n\
    [privacy]\nkey_file = \"key\"\n\
    [service_levels]\npolicies = \"policies.toml\"\nby = [\"channel\"]\n\
    [analysis]\nreplicates = 100\n";

const EXPERIENCE: &str = "\n[[policy]]\npolicy_id = \"first\"\nkind = \"xla\"\nposition = 1\n\
    conditions = { all = [{ field = \"segment\", is = \"segment0\" }] }\nowner = \"o\"\n\
    [[policy.target]]\nindicator = \"csat\"\ntarget = 60\nsatisfied_from = 4\nnegative_from = 2\nmin_n = 5\n\
    scale = { low = 1, high = 5, best = \"high\" }\n\
    [[policy]]\npolicy_id = \"rest\"\nkind = \"xla\"\nposition = 2\nconditions = {}\nowner = \"o\"\n\
    [[policy.target]]\nindicator = \"csat\"\ntarget = 60\nsatisfied_from = 4\nnegative_from = 2\nmin_n = 5\n\
    scale = { low = 1, high = 5, best = \"high\" }\n";

/// Figures of promises of experience, of cells, of the whole and of who wrote.
#[test]
#[expect(clippy::too_many_lines, reason = "one report, part by part")]
fn a_run_isolates_nobody() {
    let (mut n_told, mut n_withheld) = (0, 0);
    for seed in 0..super::N_SEEDS {
        let mut draw = Draw(500 + seed);
        let fields = [
            ("channel", 2),
            ("reply", 2),
            ("solved", 3),
            ("segment", 2),
            ("agent", 1),
        ];
        let crowd = Crowd::new(&mut draw, &fields, &[0, 1, 2, 3, 5, SIZES[6]]);
        let mut answers = "id,contact,at,text,customer,csat,segment\n".to_owned();
        for (at, person) in crowd.people.iter().enumerate() {
            let _ = writeln!(
                answers,
                "R{at},C{at:03},2026-06-29T10:00:00Z,It was slow,K{at},{},{}",
                person["answer"], person["segment"]
            );
        }
        let mut events = String::new();
        for (n, line) in tickets(&crowd).lines().enumerate() {
            let contact = if n == 0 {
                "contact_id".to_owned()
            } else {
                format!("C{}", &line[1..4])
            };
            let _ = writeln!(events, "{contact},{line}");
        }
        let bench = Bench::new();
        bench
            .write("project.toml", PROJECT)
            .write("answers.csv", answers);
        bench.write("events.csv", events);
        bench.write("policies.toml", POLICIES.to_owned() + EXPERIENCE);
        bench.write(
            "key",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        );
        bench.succeeds(&[
            "run",
            "project.toml",
            "--quiet",
            "--as-of",
            "2026-07-01T00:00:00Z",
        ]);
        let told: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
        let told = &told["service_levels"];
        let mut published = Vec::new();
        for level in array(&told["xla"]) {
            if level["figure"].is_null() && level["n"].is_null() {
                continue;
            }
            let is_first = level["policy_id"] == "first";
            let people = (0..crowd.people.len())
                .filter(|at| (crowd.people[*at]["segment"] == "segment0") == is_first);
            let people: Vec<usize> = people.collect();
            assert_eq!(level["n"], people.len(), "{level}");
            published.push(Published::new(
                format!("xla {}", level["policy_id"]),
                people,
                true,
            ));
        }
        let experience = &told["experience"];
        let value = |at: usize, field: &str| {
            crowd.people[at][field].ends_with('0') && !waits_over_the_weekend(at, &crowd.people[at])
        };
        let is_open = |at: usize| crowd.people[at]["solved"] == "solved2";
        let cells = array(&experience["cells"])
            .iter()
            .chain([&experience["whole"]]);
        for cell in cells {
            let mut key = cell["keys"].clone();
            let promise = key
                .as_object_mut()
                .unwrap()
                .remove("policy")
                .unwrap_or_default();
            let promise = promise.as_str().unwrap_or_default().to_owned();
            let sides = |at: &usize| match promise.as_str() {
                name if name.contains("first_reply") => (value(*at, "reply"), !value(*at, "reply")),
                name if name.contains("resolution") => solution(*at, &value, &is_open),
                _ => {
                    let (kept, late) = solution(*at, &value, &is_open);
                    let replied = value(*at, "reply");
                    (kept && replied, late || !replied)
                }
            };
            let people = crowd.with(&key);
            let met = || people.iter().copied().filter(|at| sides(at).0);
            let breached = || people.iter().copied().filter(|at| sides(at).1);
            let mut add = |name: &str, found: &Value, people: Vec<usize>| {
                n_withheld += usize::from(found.is_null() && !people.is_empty());
                if !found.is_null() {
                    n_told += 1;
                    published.push(Published::new(
                        format!("{name} {}", cell["keys"]),
                        people,
                        true,
                    ));
                }
            };
            add(
                "all",
                &cell["experience"],
                met().chain(breached()).collect(),
            );
            add("met", &cell["experience_of_met"], met().collect());
            add("met", &cell["watermelon_rate"], met().collect());
            add("met", &cell["lift"]["met"], met().collect());
            add("breached", &cell["lift"]["breached"], breached().collect());
        }
        if !experience["n_unhappy_who_wrote"].is_null() {
            let kept = |at: &usize| {
                let (kept, _) = solution(*at, &value, &is_open);
                kept && value(*at, "reply")
            };
            published.push(Published::new(
                "writers",
                (0..crowd.people.len()).filter(kept),
                true,
            ));
        }
        let answers: BTreeMap<usize, String> = crowd.answers();
        survives(&format!("{seed}"), &published, &answers, 5);
    }
    assert!(
        n_told > 20 && n_withheld > 5,
        "{n_told} told, {n_withheld} withheld"
    );
}

/// Whether a solution was in time, and whether it was late; neither while a ticket is open and in time.
fn solution(
    at: usize,
    value: &dyn Fn(usize, &str) -> bool,
    is_open: &dyn Fn(usize) -> bool,
) -> (bool, bool) {
    // Tickets that are never solved came three days before the report: late by then.
    if is_open(at) {
        (false, true)
    } else {
        (value(at, "solved"), !value(at, "solved"))
    }
}

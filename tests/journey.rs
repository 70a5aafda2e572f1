//! Stages of a journey, what opinions are about, and marks of actions in charts.

use crate::kit::{Bench, root};
use crate::schema::violations;
use serde_json::Value;
use std::fs;

pub(crate) fn ran(change: impl Fn(String) -> String) -> Bench {
    let bench = Bench::demo();
    let project = bench.read("project.toml");
    bench.write("project.toml", change(project));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench
}

pub(crate) fn signals(bench: &Bench) -> Value {
    let found = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let schema = bench.succeeds(&["schema", "signals"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &found), Vec::<String>::new());
    found
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    let items = value.as_array().unwrap().iter();
    items
        .map(|one| one[name].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_run_tells_the_journey_what_opinions_are_about_and_when_actions_began() {
    let bench = Bench::demo();
    let register = root().join("data/demo/project.actions.jsonl");
    fs::copy(register, bench.path().join("project.actions.jsonl")).unwrap();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let found = signals(&bench);
    let journey = &found["journey"];
    assert_eq!(
        texts(&journey["stages"], "id"),
        ["choose", "connect", "use", "ask", "help"]
    );
    for stage in journey["stages"].as_array().unwrap() {
        let share = stage["share"]["estimate"].as_f64().unwrap();
        let n = stage["n"].as_f64().unwrap();
        assert!((share - n / journey["n_respondents"].as_f64().unwrap()).abs() < 1e-12);
        // Without a field the contribution of a stage is the sum of those of its topics, ranked or held.
        assert!(stage["contribution_points"]["low"].is_number(), "{stage}");
    }
    let abouts = texts(&found["subjects"], "about");
    assert_eq!(
        abouts,
        [
            "organisation",
            "service",
            "product",
            "contact",
            "not_stated"
        ]
    );
    let about_of = |id: &str| {
        let all = [&found["signals"], &found["unranked"]].into_iter();
        let mut all = all.flat_map(|list| list.as_array().unwrap());
        all.find(|one| one["topic"] == id)
            .map(|one| one["about"].clone())
    };
    assert_eq!(about_of("access.transfers"), Some("contact".into()));
    assert_eq!(about_of("general.praise"), Some("not_stated".into()));

    let report = bench.read("out/report.html");
    for part in ["id=\"journey\"", "id=\"subjects\"", "A1 (2025-03-31) "] {
        assert!(report.contains(part), "{part}");
    }
    let begun = texts(&found["actions"], "on");
    assert!(!begun.is_empty() && begun.is_sorted());
    let board = bench.read("out/board.html");
    assert_eq!(board.matches("class=\"action\"").count(), begun.len());
    assert!(bench.read("out/report.md").contains("Customer journey"));
    assert!(
        bench
            .read("out/tables/journey.csv")
            .starts_with("stage,name_nl,")
    );
    assert!(
        bench
            .read("out/signals.csv")
            .lines()
            .next()
            .unwrap()
            .ends_with(",about,n_rounded_to,standing")
    );

    let only = [
        "rank",
        "-p",
        "project.toml",
        "--quiet",
        "--about",
        "product",
        "--format",
        "json",
    ];
    let only: Value = serde_json::from_str(&bench.succeeds(&only).stdout).unwrap();
    let kept = texts(&only["signals"], "about");
    assert!(
        !kept.is_empty() && kept.iter().all(|about| about == "product"),
        "{kept:?}"
    );
    let wrong = bench.signaal(&["rank", "-p", "project.toml", "--about", "weather"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("not-stated"), "{}", wrong.stderr);
}

/// The journey of the demo with the field `product` in place of topics.
fn by_product(project: &str) -> String {
    let (before, rest) = project.split_once("[journey]").unwrap();
    let (_, after) = rest.split_once("[readiness]").unwrap();
    let stage = |id: &str, values: &str| {
        format!(
            "[[journey.stage]]\nid = \"{id}\"\nname.nl = \"{id}\"\nname.en = \"{id}\"\nvalues = [{values}]\n"
        )
    };
    let stages = [
        stage("net", "\"Kabel 100\""),
        stage("none", "\"nobody has this\", \"Glasvezel 20\""),
    ]
    .concat();
    format!("{before}[journey]\nfield = \"product\"\n{stages}[readiness]{after}")
}

#[test]
fn a_field_places_contacts_and_what_fits_no_stage_is_listed() {
    let bench = ran(|text| by_product(&text));
    let journey = signals(&bench)["journey"].clone();
    assert_eq!(journey["field"], "product");
    let stages = journey["stages"].as_array().unwrap();
    assert_eq!(
        (&stages[1]["n"], &stages[1]["link_points"]),
        (&0.into(), &Value::Null)
    );
    assert_eq!(
        stages[0]["moment_of_truth"], "not_judged",
        "no lines are stated"
    );
    assert_eq!(
        journey["values_without_records"],
        serde_json::json!([
            {"value": "nobody has this", "nearest": null},
            {"value": "Glasvezel 20", "nearest": "Glasvezel 200"},
        ])
    );
    let page = bench.read("out/report.md");
    assert!(page.contains("Did you mean \"Glasvezel 200\"?"), "{page}");
    let said = bench.signaal(&["check", "project.toml"]).stdout;
    for warning in [
        "warning: no record has the value \"nobody has this\" of a stage of the journey\n",
        "the value \"Glasvezel 20\" of a stage of the journey; did you mean \"Glasvezel 200\"?",
    ] {
        assert!(said.contains(warning), "{said}");
    }
    assert!(!said.contains("\"Kabel 100\""), "{said}");
    let unplaced = journey["unplaced_values"].as_array().unwrap();
    assert!(
        !unplaced.is_empty() && !unplaced.contains(&"Kabel 100".into()),
        "{unplaced:?}"
    );
    let n = stages[0]["n"].as_u64().unwrap() + journey["n_nowhere"].as_u64().unwrap();
    assert_eq!(
        n,
        journey["n_respondents"].as_u64().unwrap(),
        "each contact has one value"
    );
}

#[test]
fn what_opinions_are_about_narrows_every_list_and_is_said_in_both_languages() {
    let bench = ran(|text| text);
    let rank = |more: &[&str]| {
        let all = [&["rank", "-p", "project.toml", "--quiet"], more].concat();
        let outcome = bench.succeeds(&all);
        outcome
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let dutch = rank(&["--about", "service", "--lang", "nl"]);
    assert!(
        dutch.contains("Alleen onderwerpen over: de dienstverlening."),
        "{dutch}"
    );
    let by = rank(&["--about", "product", "--by", "channel"]);
    assert!(by.contains("Only topics about: the product."), "{by}");
    let all = rank(&["--by", "about"]);
    for part in ["== About: the service", "== About: the contact itself"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    // What is first of all is said where it belongs, and once; so is what holds of all of them.
    let n_first = rank(&[]).matches("Fix first: ").count();
    assert_eq!(all.matches("Fix first: ").count(), n_first, "{all}");
    for once in [
        "Data quality",
        "95% interval, n =",
        "What opinions are about",
    ] {
        assert_eq!(all.matches(once).count(), 1, "{once}: {all}");
    }
    let dutch = rank(&["--by", "about", "--lang", "nl"]);
    assert!(
        dutch.contains("== Gaat over: de dienstverlening"),
        "{dutch}"
    );
    let one = rank(&["--by", "about", "--segment", "product"]);
    assert!(
        one.contains("== About: the product") && !one.contains("About: the service"),
        "{one}"
    );
    let wrong = [
        "rank",
        "-p",
        "project.toml",
        "--by",
        "about",
        "--segment",
        "weather",
    ];
    let wrong = bench.signaal(&wrong);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
    let months = rank(&["--period", "2025-04..2025-06", "--against", "2025-03"]);
    assert!(
        months.contains("Periods of unlike length, 31 and 91 days."),
        "{months}"
    );
    let alike = rank(&["--period", "2025-03", "--against", "2025-02"]);
    assert!(!alike.contains("unlike length"), "{alike}");
}

#[test]
fn a_page_in_markdown_has_its_title_and_only_its_parts() {
    let page = |file: &str, more: &str| {
        format!("\n[[report]]\nreader = \"analyst\"\nfile = \"{file}\"\n{more}\n")
    };
    let bench = ran(|text| {
        let month = "title = \"Our month\"\nparts = [\"unranked\", \"ranking\"]";
        let drawn = "language = \"nl\"\nparts = [\"map\", \"trend\", \"method\"]";
        [text, page("month.md", month), page("drawn.md", drawn)].concat()
    });
    let drawn = bench.read("out/drawn.md");
    for table in ["| Onderwerp | \\# |", "| Maand | ", "Kruisgevalideerde R²"] {
        assert!(drawn.contains(table), "{table}: {drawn}");
    }
    let page = bench.read("out/month.md");
    assert!(page.starts_with("# Our month\n"), "{page}");
    let at = |title: &str| page.find(&format!("\n## {title}"));
    let (ranking, unranked) = (at("Ranking").unwrap(), at("Not ranked"));
    assert!(unranked.is_none_or(|at| at < ranking), "{page}");
    for absent in ["Customer journey", "Data quality", "Evidence"] {
        assert_eq!(at(absent), None, "{absent}");
    }
}

#[test]
fn a_journey_that_cannot_be_is_refused_by_name() {
    let refused = |change: &dyn Fn(String) -> String, said: &str| {
        let bench = Bench::demo();
        bench.write("project.toml", change(bench.read("project.toml")));
        for command in [["check", "project.toml"], ["run", "project.toml"]] {
            let outcome = bench.signaal(&command);
            let told = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(
                outcome.code != 0 && told.contains(said),
                "{command:?}: {told}"
            );
        }
    };
    refused(
        &|text| text.replace("topics = [\"price\"]", "topics = [\"prise\"]"),
        "prise",
    );
    refused(
        &|text| {
            text.replace(
                "topics = [\"price\"]",
                "topics = [\"price\", \"product.quality\"]",
            )
        },
        "product.quality",
    );
    refused(
        &|text| by_product(&text).replace("field = \"product\"", "field = \"produkt\""),
        "produkt",
    );
    refused(
        &|text| text.replace("many = 0.05 ", "many = 5 "),
        "journey.many",
    );
}

#[test]
fn stages_of_a_part_stand_in_bands_as_what_opinions_are_about_does() {
    let bench = Bench::demo();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let schema = bench.succeeds(&["schema", "signals"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    // Stages are topics put together otherwise: exact, they would tell what bands hide.
    let many = ["--where", "segment:particulier", "--format", "json"];
    let all = ["rank", "-p", "project.toml", "--quiet"];
    let of_many = bench.succeeds(&[&all[..], &many].concat()).stdout;
    let of_many: Value = serde_json::from_str(&of_many).unwrap();
    assert_eq!(violations(&schema, &of_many), Vec::<String>::new());
    let journey = &of_many["journey"];
    assert!(journey["n_nowhere"].is_null(), "{journey}");
    let stages = journey["stages"].as_array().unwrap();
    let told: Vec<&Value> = (stages.iter())
        .filter(|stage| stage["hidden"].is_null())
        .collect();
    assert!(!told.is_empty(), "{journey}");
    for stage in told {
        let step = stage["rounded_to"].as_u64().unwrap();
        for name in ["n", "n_negative", "n_positive"] {
            assert_eq!(stage[name].as_u64().unwrap() % step, 0, "{name} of {stage}");
        }
        for name in ["share", "n_scored", "score_points"] {
            assert!(stage[name].is_null(), "{name} of {stage}");
        }
    }
}

#[test]
fn beside_the_ranking_stand_no_counts_of_few_people() {
    let bench = Bench::demo();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let part = ["--where", "segment:\"zakelijk groot\""];
    let asked = |format: &str| {
        let all = ["rank", "-p", "project.toml", "--quiet", "--format", format];
        bench.succeeds(&[&all[..], &part].concat()).stdout
    };
    let found: Value = serde_json::from_str(&asked("json")).unwrap();
    let schema = bench.succeeds(&["schema", "signals"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &found), Vec::<String>::new());
    let unranked = found["unranked"].as_array().unwrap();
    for topic in unranked {
        let [n, n_negative] = ["n_mentions", "n_negative"].map(|key| topic[key].as_u64());
        assert!(n.is_none_or(|n| n >= 5), "{topic}");
        assert!(n_negative.is_none_or(|negative| n.is_some_and(|n| negative < n)));
        let code = topic["reason"]["code"].as_str().unwrap();
        let tells_nothing = ["too_few_people", "not_a_driver", "no_outcome"].contains(&code);
        assert!(n.is_some() || tells_nothing, "{topic}");
    }
    let few = |topic: &&Value| topic["n_mentions"].is_null();
    let few: Vec<&Value> = unranked.iter().filter(few).collect();
    assert!(!few.is_empty(), "{unranked:#?}");
    // All that follow are hidden too, in an order that tells nothing.
    assert!(unranked.ends_with(&few.iter().copied().cloned().collect::<Vec<_>>()));
    assert!(
        texts(
            &Value::Array(few.iter().copied().cloned().collect()),
            "topic"
        )
        .is_sorted()
    );

    let (text, csv) = (asked("text"), asked("csv"));
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    for topic in few {
        let (id, name) = (&topic["topic"], topic["name_en"].as_str().unwrap());
        let row = format!(",{},", id.as_str().unwrap());
        let row = csv.lines().find(|line| line.contains(&row)).unwrap();
        assert!(
            row.contains(&format!(
                ",{},,,",
                topic["reason"]["code"].as_str().unwrap()
            )),
            "{row}"
        );
        assert!(
            text.contains(&format!("{name} (suppressed: too few)")),
            "{text}"
        );
    }
}

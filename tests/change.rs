//! `signaal change` and what is not pooled, through the program.

use crate::kit::{Bench, SMALL_PROJECT, small_rows};
use crate::schema::violations;
use serde_json::Value;

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("project.toml", SMALL_PROJECT);
    bench.write("data.csv", small_rows(600));
    bench.succeeds(&["ingest", "project.toml"]);
    bench
}

fn change<'a>(from: &'a str, to: &'a str) -> [&'a str; 7] {
    ["change", "-p", "project.toml", "--from", from, "--to", to]
}

fn json(bench: &Bench, from: &str, to: &str) -> Value {
    let arguments = [&change(from, to)[..], &["--format", "json", "--quiet"]].concat();
    let value: Value = serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap();
    let schema = bench.succeeds(&["schema", "change"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    value
}

#[test]
fn the_parts_add_up_to_the_change_of_the_level() {
    let bench = bench();
    let value = json(&bench, "2026-01", "2026-02..2026-03");
    let parts = &value["division"];
    let of = |part: &Value| part["value"].as_f64().unwrap();
    let list = |name: &str| parts[name].as_array().unwrap().iter();
    let sum: f64 = list("topics").map(|one| of(&one["total"])).sum::<f64>()
        + list("controls")
            .map(|one| of(&one["composition"]))
            .sum::<f64>()
        + of(&parts["rest"])
        + parts["silent"].as_f64().unwrap();
    let level = |side: &str| value[side]["level"]["estimate"].as_f64().unwrap();
    assert!((sum - of(&parts["change"])).abs() < 1e-9);
    assert!((sum - (level("to") - level("from"))).abs() < 1e-9);
    let mut n_rates = 0;
    for topic in list("topics") {
        if topic["rate"].is_null() {
            continue;
        }
        n_rates += 1;
        let whole = of(&topic["volume"]) + of(&topic["rate"]);
        assert!((whole - of(&topic["total"])).abs() < 1e-9, "{topic}");
        assert!(topic["volume"]["low"].as_f64() <= topic["volume"]["high"].as_f64());
    }
    assert!(n_rates > 0);

    let table = [&change("2026-01", "2026-02")[..], &["--format", "csv"]].concat();
    let table = bench.succeeds(&table).stdout;
    assert!(
        table.lines().all(|line| line.matches(',').count() == 14),
        "{table}"
    );
    let dutch = [&change("2026-01", "2026-02")[..], &["--lang", "nl"]].concat();
    let dutch = bench.succeeds(&dutch).stdout;
    assert!(
        dutch.contains("Waarom nps bewoog") && dutch.contains("Prijs"),
        "{dutch}"
    );
}

#[test]
fn an_empty_period_cannot_be_divided_and_it_is_said_why() {
    let value = json(&bench(), "2026-01", "2027-01");
    assert!(value["division"].is_null());
    assert_eq!(value["undivided"]["code"], "too_few_answers");
    assert_eq!(value["to"]["n_scored"], 0);
    assert!(value["to"]["level"].is_null());
}

#[test]
fn periods_that_cannot_be_compared_are_refused_with_the_reason() {
    let bench = bench();
    let said = bench
        .fails(2, &change("2026-01..2026-02", "2026-02..2026-03"))
        .stderr;
    assert!(said.contains("share days"), "{said}");
    let said = bench.fails(2, &change("2026-03", "2026-01")).stderr;
    assert!(said.contains("lies before"), "{said}");
    let changed = SMALL_PROJECT.replace(
        "kind = \"nps\"\n",
        "kind = \"nps\"\nchanged = \"2026-02-10\"\n",
    );
    bench.write("project.toml", changed);
    bench.succeeds(&["ingest", "project.toml"]);
    let said = bench.fails(2, &change("2026-01", "2026-03")).stderr;
    assert!(said.contains("since 2026-02-10"), "{said}");
    bench.succeeds(&change("2026-02-10..2026-02-28", "2026-03"));
    bench.write(
        "project.toml",
        SMALL_PROJECT.replace("output", "taxonomy = \"other.toml\"\noutput"),
    );
    bench.write(
        "other.toml",
        "version = \"1\"\nname = \"Ander\"\n\n[[topic]]\nid = \"factuur\"\nname.nl = \"Factuur\"\nname.en = \"Invoice\"\nphrases.nl = [\"factuur\"]\n",
    );
    let said = bench.fails(2, &change("2026-01", "2026-02")).stderr;
    assert!(said.contains("another taxonomy or model"), "{said}");
}

#[test]
fn a_series_has_gaps_where_nobody_spoke_and_breaks_where_the_scale_changed() {
    let bench = Bench::new();
    let changed = "kind = \"nps\"\nchanged = \"2026-03-10\"\n";
    bench.write(
        "project.toml",
        SMALL_PROJECT.replace("kind = \"nps\"\n", changed),
    );
    bench.write("data.csv", small_rows(600).replace("-02-2026", "-05-2026"));
    bench.succeeds(&["ingest", "project.toml"]);
    let asked = ["series", "-p", "project.toml", "--topic", "price.invoice"];
    let said = bench
        .succeeds(&[&asked[..], &["--format", "json"]].concat())
        .stdout;
    let value: Value = serde_json::from_str(&said).unwrap();
    let schema: Value =
        serde_json::from_str(&bench.succeeds(&["schema", "series"]).stdout).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    let whole = value["lines"][0]["points"].as_array().unwrap();
    let of = |name: &str| -> Vec<&Value> { whole.iter().map(|point| &point[name]).collect() };
    assert_eq!(
        of("from"),
        [
            "2026-01-01",
            "2026-02-01",
            "2026-03-01",
            "2026-03-10",
            "2026-04-01",
            "2026-05-01"
        ]
    );
    assert_eq!(of("is_gap"), [false, true, false, false, true, false]);
    assert_eq!(of("epoch"), [0, 0, 0, 1, 1, 1]);
    assert!(whole[1]["outcome"].is_null() && whole[1]["share_negative"].is_null());
    let n: u64 = whole.iter().map(|point| point["n"].as_u64().unwrap()).sum();
    assert_eq!(n, 600);
    let level = &whole[0]["outcome"];
    assert!(level["low"].as_f64() < level["high"].as_f64());
    let dutch = bench
        .succeeds(&[&asked[..], &["--lang", "nl", "--by", "segment"]].concat())
        .stdout;
    assert!(
        dutch.contains("niemand") && dutch.contains("2026-03-10: andere schaal"),
        "{dutch}"
    );
    assert!(dutch.contains("zakelijk: Alles"), "{dutch}");
    let table = bench
        .succeeds(&[&asked[..], &["--format", "csv"]].concat())
        .stdout;
    assert!(
        table.lines().all(|line| line.matches(',').count() == 17),
        "{table}"
    );
    let unknown = ["series", "-p", "project.toml", "--topic", "happiness"];
    bench.fails(2, &unknown);
}

#[test]
fn customers_and_employees_are_averaged_only_where_that_is_asked_for() {
    let bench = Bench::new();
    let staff = SMALL_PROJECT
        .split_once("[[source]]")
        .and_then(|(_, rest)| rest.split_once("[privacy]"))
        .map(|(source, _)| {
            source
                .replace("enquete", "medewerkers")
                .replace("data*", "staff*")
        })
        .unwrap();
    let staff = staff.replacen("kind = ", "respondents = \"employee\"\nkind = ", 1);
    let project = SMALL_PROJECT.replacen("[privacy]", &format!("[[source]]{staff}[privacy]"), 1);
    bench.write("project.toml", project);
    bench.write("data.csv", small_rows(300));
    bench.write("staff.csv", small_rows(300));
    bench.succeeds(&["ingest", "project.toml"]);
    let asked = change("2026-01", "2026-02");
    for arguments in [
        &asked[..],
        &["rank", "-p", "project.toml"],
        &["alerts", "-p", "project.toml"],
    ] {
        let said = bench.fails(2, arguments).stderr;
        assert!(
            said.contains("customer (") && said.contains("employee ("),
            "{said}"
        );
        bench.succeeds(&[arguments, &["--pool"]].concat());
        bench.succeeds(&[arguments, &["--where", "respondent_type:employee"]].concat());
    }
}

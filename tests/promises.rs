//! Promises about time and experience in a run: they are those of `signaal sla`, hold back nothing of
//! what is forgotten, and answers change no verdict on a clock.

use crate::kit::{Bench, json, root};
use crate::schema::violations;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

fn unpacked(bench: &Bench, name: &str) -> String {
    let file = File::open(bench.path().join(name)).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

fn run(bench: &Bench) -> Value {
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    json(&bench.read("out/signals.json"))
}

/// Kind, policy, metric, team and group of each promise, with what came of it.
fn attained(rows: &Value) -> BTreeMap<String, [u64; 2]> {
    let rows = rows.as_array().unwrap().iter();
    let key = |row: &Value| {
        let names = ["kind", "policy_id", "metric", "team", "group"];
        names.map(|name| row[name].to_string()).join(" ")
    };
    let counts = |row: &Value| ["n_met", "n_breached"].map(|name| row[name].as_u64().unwrap());
    rows.map(|row| (key(row), counts(row))).collect()
}

#[test]
fn what_is_true_of_the_demo_is_found_and_the_run_says_what_sla_says() {
    let bench = Bench::whole_demo();
    let signals = run(&bench);
    let truth = json(&bench.read("truth.json"));
    let found = &signals["service_levels"];
    assert_eq!(
        violations(
            &json(&bench.succeeds(&["schema", "signals"]).stdout),
            &signals
        ),
        Vec::<String>::new()
    );
    assert_eq!(found["clocks"]["n_tickets"], truth["counts"]["tickets"]);
    assert_eq!(found["as_of_is"], "last_event");
    assert_eq!(found["clocks"]["work"], json("[]"), "no ticket is named");

    // Every call stands in one of the three queues and in the channel.
    let goals = found["queues"]["goals"].as_array().unwrap();
    for (counted, planted) in [
        ("n_offered", "offered"),
        ("n_answered", "answered"),
        ("n_in_time", "answered_within_30_s"),
    ] {
        let of = |scope: &str| -> u64 {
            let rows = goals.iter().filter(|goal| goal["scope"] == scope);
            rows.map(|goal| goal[counted].as_u64().unwrap()).sum()
        };
        let planted = truth["calls"][planted].as_u64().unwrap();
        assert_eq!(
            (of("queue"), of("channel")),
            (planted, planted),
            "{counted}"
        );
    }
    let channel = goals
        .iter()
        .find(|goal| goal["scope"] == "channel")
        .unwrap();
    assert_eq!(channel["longest_wait_s"], truth["calls"]["longest_wait_s"]);

    // The archive gives the verdicts that the file gives.
    let as_of = found["as_of"].as_str().unwrap();
    let outcome = bench.succeeds(&[
        "sla",
        "tickets.csv.gz",
        "--policies",
        "policies.toml",
        "--schedules",
        "schedules.toml",
        "--source-tz",
        "Europe/Amsterdam",
        "--as-of",
        as_of,
        "--by",
        "channel",
        "--format",
        "json",
    ]);
    let direct = json(&outcome.stdout);
    assert_eq!(
        attained(&found["clocks"]["attainment"]),
        attained(&direct["attainment"])
    );
    assert_eq!(found["clocks"]["resolution"], direct["resolution"]);

    // Contacts whose problem was not solved the first time are unhappy, whatever the clock says.
    let experience = &found["experience"];
    let topics = experience["topics"].as_array().unwrap();
    let solved = topics
        .iter()
        .find(|topic| topic["topic"] == "resolution.solved")
        .unwrap();
    assert_eq!(solved["comes_with"], "watermelons");
    assert!(solved["ratio"]["low"].as_f64().unwrap() > 1.0);
    let placed: u64 = experience["tickets"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(placed, truth["counts"]["tickets"].as_u64().unwrap());
    let verdicts: Vec<&str> = found["clocks"]["attainment"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["verdict"].as_str().unwrap())
        .collect();
    assert!(verdicts.contains(&"met") && verdicts.contains(&"not_met"));
}

#[test]
fn the_files_of_the_demo_have_no_finding() {
    let file = |name: &str| {
        root()
            .join("data/demo")
            .join(name)
            .to_string_lossy()
            .into_owned()
    };
    let outcome = Bench::new().succeeds(&[
        "policy",
        "check",
        &file("policies.toml"),
        "--schedules",
        &file("schedules.toml"),
        "--as-of",
        "2025-07-01",
    ]);
    assert!(
        outcome.stdout.ends_with("0 errors, 0 warnings\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn answers_and_words_change_no_verdict_on_a_clock() {
    let bench = Bench::demo();
    let with = run(&bench);
    let surveys = std::fs::read(bench.path().join("surveys.csv")).unwrap();
    let header = surveys
        .split_inclusive(|byte| *byte == b'\n')
        .take(40)
        .collect::<Vec<_>>()
        .concat();
    bench.write("surveys.csv", header);
    let comments = bench.read("comments.jsonl");
    bench.write(
        "comments.jsonl",
        comments.split_inclusive('\n').take(5).collect::<String>(),
    );
    bench.succeeds(&["run", "project.toml", "--quiet", "--rebuild"]);
    let without = json(&bench.read("out/signals.json"));
    assert_ne!(
        with["service_levels"]["experience"],
        without["service_levels"]["experience"]
    );
    assert_eq!(
        with["service_levels"]["clocks"],
        without["service_levels"]["clocks"]
    );
    assert!(
        with["service_levels"]["clocks"]["n_tickets"]
            .as_u64()
            .unwrap()
            > 20
    );
}

#[test]
fn a_project_without_promises_has_the_report_that_it_had() {
    let bench = Bench::demo();
    let project = bench.read("project.toml");
    let (before, rest) = project.split_once("[service_levels]").unwrap();
    let (_, after) = rest.split_once("[analysis]").unwrap();
    let with = run(&bench);
    bench.write("project.toml", format!("{before}[analysis]{after}"));
    bench.succeeds(&["run", "project.toml", "--quiet", "--rebuild"]);
    let mut without = json(&bench.read("out/signals.json"));
    assert!(without.get("service_levels").is_none());
    assert!(!bench.read("out/report.html").contains("id=\"promises\""));
    without["service_levels"] = with["service_levels"].clone();
    assert_eq!(with, without);
}

#[test]
fn a_forgotten_customer_takes_the_tickets_along() {
    let bench = Bench::demo();
    let n = |signals: &Value| {
        signals["service_levels"]["clocks"]["n_tickets"]
            .as_u64()
            .unwrap()
    };
    let before = n(&run(&bench));
    let tickets = unpacked(&bench, "tickets.csv.gz");
    let customer = tickets.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    bench.succeeds(&["forget", "-p", "project.toml", "--customer", customer]);
    assert!(n(&run(&bench)) < before);
}

#[test]
fn the_instant_is_the_one_asked_for_and_the_page_says_it_in_both_languages() {
    let bench = Bench::demo();
    let outcome = bench.succeeds(&[
        "run",
        "project.toml",
        "--quiet",
        "--as-of",
        "2025-03-01T00:00:00Z",
    ]);
    assert!(
        outcome
            .stdout
            .contains("As of 2025-03-01T00:00:00Z, as asked."),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stdout
            .contains("SLA direct · first reply · telefoon: "),
        "{}",
        outcome.stdout
    );
    let page = bench.read("out/report.html");
    assert!(page.contains("<h2 id=\"promises-title\">Service levels and experience</h2>"));
    assert!(page.contains("Which topics come with a watermelon"));
    bench.succeeds(&["run", "project.toml", "--quiet", "--lang", "nl"]);
    let page = bench.read("out/report.html");
    for words in [
        "Service levels en beleving",
        "Op tijd",
        "Wachten in de rij",
        "Afgesproken beleving",
        "Doet de SLA ertoe",
        "Gehaald, en toch nog eens te bekijken",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn missing_and_wrong_files_of_promises_fail_the_check_and_the_run() {
    let bench = Bench::demo();
    bench.write(
        "schedules.toml",
        "[[schedule]]\nschedule_id = \"other\"\ntime_zone = \"UTC\"\nweekly = [{ weekday = \"mon\", start = \"09:00\", end = \"17:00\" }]\n",
    );
    let check = bench.signaal(&["check", "project.toml"]);
    assert_eq!(check.code, 1, "{}", check.stdout);
    assert!(check.stdout.contains("desk"), "{}", check.stdout);
    assert_eq!(bench.signaal(&["run", "project.toml", "--quiet"]).code, 2);
    bench.write("policies.toml", "[[policy]]\nkind = \"sla\"\n");
    let check = bench.signaal(&["check", "project.toml"]);
    assert!(
        check.stdout.contains("policy[1].policy_id"),
        "{}",
        check.stdout
    );
    std::fs::remove_file(bench.path().join("policies.toml")).unwrap();
    std::fs::remove_file(bench.path().join("calls.csv.gz")).unwrap();
    let check = bench.signaal(&["check", "project.toml"]);
    assert!(
        check.stdout.contains("policies.toml") && check.stdout.contains("calls.csv.gz"),
        "{}",
        check.stdout
    );
    assert_eq!(bench.signaal(&["run", "project.toml", "--quiet"]).code, 3);
}

/// A run and `signaal watermelon` set the same tickets beside the same answers by one mechanism, so every
/// figure that both tell is the same to the last digit, also where the instant cuts answers off.
#[test]
fn a_run_and_watermelon_make_the_same_cells_of_the_same_input() {
    let bench = Bench::demo();
    for as_of in ["2025-07-01T00:00:00Z", "2025-04-15T00:00:00Z"] {
        bench.succeeds(&["run", "project.toml", "--quiet", "--as-of", as_of]);
        let signals = json(&bench.read("out/signals.json"));
        let experience = &signals["service_levels"]["experience"];
        let outcome = bench.succeeds(&[
            "watermelon",
            "tickets.csv.gz",
            "--policies",
            "policies.toml",
            "--schedules",
            "schedules.toml",
            "--source-tz",
            "Europe/Amsterdam",
            "--zone",
            "Europe/Amsterdam",
            "--as-of",
            as_of,
            "--responses",
            "surveys.csv",
            "--response-column",
            "submitted_at=ingevuld",
            "--score",
            "nps=nps",
            "--missing-codes",
            "99",
            "--target",
            "nps>=10",
            "--by",
            "channel",
            "--format",
            "json",
        ]);
        let direct = json(&outcome.stdout);
        let cells = |told: &Value| told["cells"].as_array().unwrap().clone();
        let (of_run, of_command) = (cells(experience), cells(&direct));
        assert!(of_command.len() > 5);
        assert_eq!(of_run.len(), of_command.len());
        for (run, command) in of_run.iter().zip(&of_command) {
            for name in [
                "keys",
                "n_met",
                "n_breached",
                "n_open",
                "attainment",
                "green",
            ] {
                assert_eq!(run[name], command[name], "{as_of} {name}");
            }
            // A run tells more of the same answers (promised experience), and so may withhold more.
            for (name, side) in [
                ("experience", "all"),
                ("experience_of_met", "met"),
                ("watermelon_rate", "met"),
            ] {
                let is_withheld = run[name].is_null() && !run["suppressed"][side].is_null();
                assert!(
                    is_withheld || run[name] == command[name],
                    "{as_of} {name}: {run}"
                );
            }
        }
        if as_of.starts_with("2025-07") {
            assert_eq!(
                of_run, of_command,
                "with many answers nothing more is withheld"
            );
        }
        // A row that stands in the file twice is in the index once: its second is no further answer there.
        for fate in ["n_joined", "n_before_ticket", "n_late"] {
            let (a, b) = (&experience["answers"][fate], &direct["answers"][fate]);
            assert_eq!(a, b, "{fate} {as_of}");
        }
    }
}

/// Promises of experience to a segment, a channel by its Dutch name, and such as records do not tell.
#[test]
fn promises_to_a_part_of_the_customers_are_judged_where_a_facet_tells_the_part() {
    let bench = Bench::demo();
    let promise = |position: usize, id: &str, conditions: &str, more: &str| {
        format!(
            "\n[[policy]]\npolicy_id = \"{id}\"\nkind = \"xla\"\nposition = {position}\ntitle = \"{id}\"\n\
             conditions = {conditions}\nowner = \"customer experience\"\nperiod = \"quarter\"\n\n\
             [[policy.target]]\nindicator = \"nps\"\ntarget = 10\n{more}"
        )
    };
    let all = |test: &str| format!("{{ all = [{{ {test} }}] }}");
    let private = "field = \"segment\", in = [\"PARTICULIER\"]";
    let project = bench.read("project.toml");
    bench.write(
        "project.toml",
        project.replace("channel = \"kanaal\"", "kanaal = \"kanaal\""),
    );
    let whole = run(&bench)["service_levels"]["xla"].clone();
    let nps = whole
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["indicator"] == "nps");
    let n_answered = nps.unwrap()["n"].as_u64().unwrap();
    let mut policies = bench.read("policies.toml");
    for (position, id, conditions, more) in [
        (1, "chat", all("field = \"channel\", is = \"chat\""), ""),
        (2, "private", all(private), ""),
        (
            20,
            "hospital",
            all("field = \"account\", is = \"hospital\""),
            "",
        ),
        (21, "Anna", all("field = \"agent\", is = \"Anna\""), ""),
        (
            22,
            "at the desk",
            "{}".to_owned(),
            "touchpoint = \"desk\"\n",
        ),
        (23, "others", "{}".to_owned(), ""),
    ] {
        policies += &promise(position, id, &conditions, more);
    }
    bench.write("policies.toml", policies);
    let signals = run(&bench);
    let schema = json(&bench.succeeds(&["schema", "signals"]).stdout);
    assert_eq!(violations(&schema, &signals), Vec::<String>::new());
    let levels = signals["service_levels"]["xla"].as_array().unwrap();
    let n = |id: &str| {
        let level = levels
            .iter()
            .find(|one| one["policy_id"] == id && one["indicator"] == "nps");
        level.unwrap()["n"].as_u64().unwrap()
    };
    // The first that matches is the promise, so the three parts are all who answered.
    assert_eq!(n("chat") + n("private") + n("experience"), n_answered);
    assert!(n("chat") >= 5 && n("private") >= 5 && n("experience") >= 5);
    let unjudged = signals["service_levels"]["xla_not_judged"]
        .as_array()
        .unwrap();
    let why: Vec<[&str; 2]> = unjudged
        .iter()
        .map(|one| [&one["policy_id"], &one["reason"]].map(|value| value.as_str().unwrap()))
        .collect();
    let expected = [
        ["hospital", "no_field"],
        ["Anna", "agent"],
        ["at the desk", "touchpoint"],
        ["others", "comes_after"],
    ];
    assert_eq!(why, expected);
    let page = bench.read("out/report.html");
    assert!(page.contains("no record has the field account"));
}

/// Answers from before a declared change of a score stand in no level beside those after it, and those of one customer are no
/// customers of their own.
#[test]
fn a_promised_experience_is_of_the_answers_that_the_outcome_is_of() {
    let bench = Bench::demo();
    let of_nps = |found: &Value| {
        let rows = found["service_levels"]["xla"].as_array().unwrap().iter();
        rows.filter(|row| row["score"] == "nps")
            .find(|row| row["n"].is_u64())
            .cloned()
            .unwrap()
    };
    let whole = run(&bench);
    assert_eq!(of_nps(&whole)["n"], whole["outcome"]["n_respondents"]);
    let project = bench
        .read("project.toml")
        .replace("[scores.nps]\n", "[scores.nps]\nchanged = \"2025-04-01\"\n");
    bench.write("project.toml", project);
    let since = run(&bench);
    assert_eq!(since["outcome"]["since"], "2025-04-01");
    let (level, outcome) = (of_nps(&since), &since["outcome"]);
    assert_eq!(level["n"], outcome["n_respondents"]);
    assert!(level["n"].as_u64() < of_nps(&whole)["n"].as_u64());
    for end in ["estimate", "low", "high"] {
        let [of_level, of_outcome] = [&level["estimate"], &outcome["level_points"]]
            .map(|interval| interval[end].as_f64().unwrap());
        assert!(
            (of_level - of_outcome).abs() < 1e-6,
            "{end}: {of_level} {of_outcome}"
        );
    }
}

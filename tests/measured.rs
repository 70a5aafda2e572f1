//! A frozen driver model that a project names: what a run measures with it, and when it may be made anew.

use crate::journey::{ran, signals};
use crate::kit::{Bench, Outcome, root};
use serde_json::Value;
use std::fs;

/// A project that names a model frozen on its first quarter.
fn with_model() -> Bench {
    naming("model.json", "2025-04-01")
}

/// A project that names `model`, frozen on a day.
fn naming(model: &str, day: &str) -> Bench {
    let bench = ran(|text| text);
    freeze(&bench, model, day);
    let project = bench.read("project.toml");
    let named = format!("{project}\n[driver_model]\nfile = \"{model}\"\n");
    bench.write("project.toml", named);
    bench
}

fn freeze(bench: &Bench, model: &str, on: &str) {
    let period = ["--period", "2025-01..2025-03"];
    let rank = ["rank", "-p", "project.toml", "--quiet"];
    let frozen = ["--freeze", model, "--as-of", on];
    bench.succeeds(&[&rank[..], &period, &frozen].concat());
}

#[test]
fn a_run_measures_with_the_frozen_model_that_the_project_names() {
    let bench = with_model();
    bench.succeeds(&["run", "project.toml", "--quiet", "--as-of", "2025-07-01"]);
    let found = signals(&bench);
    let model = &found["driver_model"];
    assert_eq!(model["frozen_model"]["date"], "2025-04-01");
    assert_eq!(
        (&model["age_days"], &model["as_of"]),
        (&91.into(), &"2025-07-01".into())
    );
    assert!(model["drift"].is_object());
    let later = ["--period", "2025-04..", "--as-of", "2025-07-01"];
    let later = [&later[..], &["--format", "json"]].concat();
    let applied: Value = serde_json::from_str(&applied(&bench, &later).stdout).unwrap();
    for part in ["drivers", "expected", "realised", "drift", "n"] {
        assert_eq!(applied[part], model[part], "{part}");
    }
    assert_eq!(model["verdict"], "measured");
    assert_eq!(found["ranking"]["standing"], "exploratory");
    let line = "version 1 of 2025-04-01, 91 days old on 2025-07-01";
    for page in ["report.html", "report.md", "board.html", "explore.html"] {
        let page_text = bench.read(&format!("out/{page}"));
        assert!(page_text.contains(line), "{page}");
        assert!(page_text.contains("Exploratory: ranking, gains"), "{page}");
    }
    let table = bench.read("out/tables/driver_model.csv");
    let header = "drift_stands,suppressed,model_version,measured_until,age_days\n";
    assert!(table.contains(header), "{table}");
    let rows = table.lines().skip(1);
    let end = model["measured_until"].as_str().unwrap();
    for row in rows {
        assert!(row.ends_with(&format!(",1,{end},91")), "{row}");
    }
    let ranked = bench.read("out/signals.csv");
    assert!(
        ranked
            .lines()
            .skip(1)
            .all(|row| row.ends_with(",exploratory"))
    );
    let rank = bench.succeeds(&["rank", "-p", "project.toml", "--quiet"]);
    let said = rank.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("are not the frozen model’s"), "{said}");
    let model = "version 1 of 2025-04-01,";
    assert!(
        said.contains(model) && said.contains("not applied here"),
        "{said}"
    );
}

#[test]
fn every_ranking_beside_a_frozen_model_names_it_its_age_and_its_drift() {
    let bench = with_model();
    let text = bench.read("project.toml");
    let page = |file: &str| {
        format!("\n[[report]]\nreader = \"analyst\"\nfile = \"{file}\"\nwhere = \"channel:chat\"\n")
    };
    bench.write(
        "project.toml",
        [text, page("web.md"), page("web.html")].concat(),
    );
    let asked = |more: &[&str]| {
        let rank = ["rank", "-p", "project.toml", "--quiet"];
        bench.succeeds(&[&rank[..], more].concat()).stdout
    };
    let forms: [&[&str]; 4] = [
        &["--by", "about"],
        &["--period", "2025-06", "--against", "2025-05"],
        &["--by", "channel"],
        &["--by", "channel", "--segment", "chat"],
    ];
    let said = |form: &[&str]| asked(form).split_whitespace().collect::<Vec<_>>().join(" ");
    for form in forms {
        let said = said(form);
        assert!(
            said.contains("“model”, version 1 of 2025-04-01, "),
            "{said}"
        );
        assert!(
            said.contains("not applied here. Drift: not tested;"),
            "{said}"
        );
    }
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let run = &signals(&bench)["driver_model"];
    let verdict = if run["drift"]["shown"] == true {
        "shown"
    } else {
        "not_shown"
    };
    let words = format!(
        "Drift: {}, in the answers that the last run measured, up to ",
        verdict.replace('_', " ")
    );
    for form in forms {
        assert!(said(form).contains(&words), "{}", said(form));
        let json = [form, &["--format", "json"]].concat();
        let found: Value = serde_json::from_str(&asked(&json)).unwrap();
        let first = if found.is_array() {
            &found[0]["ranking"]
        } else {
            &found
        };
        let model = &first["driver_model"];
        assert_eq!(model["verdict"], "not_applied", "{form:?}");
        assert_eq!(model["frozen_model"]["name"], "model");
        assert_eq!(model["drift_in_run"]["verdict"], verdict);
        assert_eq!(
            model["drift_in_run"]["measured_until"],
            run["measured_until"]
        );
        assert!(model["age_days_at_end"].as_u64().unwrap() > 0);
    }
    for page in ["web.md", "web.html"] {
        let text = bench.read(&format!("out/{page}"));
        assert!(
            text.contains("version 1 of 2025-04-01") && text.contains(&words),
            "{page}: {text}"
        );
    }
    let dutch = said(&["--by", "about", "--lang", "nl"]);
    assert!(dutch.contains("hier niet toegepast. Drift: "), "{dutch}");
}

#[test]
fn a_frozen_model_without_answers_says_that_it_cannot_tell() {
    let bench = with_model();
    let text = bench.read("project.toml");
    let empty = "]\nfile = \"model.json\"\nperiod = \"2030-01\"";
    bench.write(
        "project.toml",
        text.replace("]\nfile = \"model.json\"", empty),
    );
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let model = &signals(&bench)["driver_model"];
    assert_eq!(model["verdict"], "cannot_tell");
    assert_eq!(model["why"], "too_few_answers");
    assert_eq!(model["period"], "2030-01-01..2030-01-31");
    assert_eq!(model["frozen_model"]["version"], "1");
    let line = "version 1 of 2025-04-01: cannot tell.";
    for page in ["report.html", "report.md", "board.html", "explore.html"] {
        assert!(bench.read(&format!("out/{page}")).contains(line), "{page}");
    }
    assert!(bench.read("out/report.html").contains("id=\"measured\""));
}

fn applied(bench: &Bench, more: &[&str]) -> Outcome {
    let apply = [
        "rank",
        "-p",
        "project.toml",
        "--quiet",
        "--apply",
        "model.json",
    ];
    bench.signaal(&[&apply[..], more].concat())
}

#[test]
fn the_age_of_a_model_is_that_on_the_last_day_that_is_measured() {
    let bench = with_model();
    let of = |more: &[&str]| -> Value {
        let asked = [&["--period", "2025-04", "--format", "json"], more].concat();
        serde_json::from_str(&applied(&bench, &asked).stdout).unwrap()
    };
    let found = of(&[]);
    assert_eq!(found["as_of"], found["measured_until"]);
    assert!(found["as_of"].as_str().unwrap().starts_with("2025-04-"));
    assert_eq!(found["age_days"], found["age_days_at_end"]);
    let later = of(&["--as-of", "2025-07-01"]);
    assert_eq!(later["measured_until"], found["measured_until"]);
    assert_eq!(
        (&later["age_days"], &later["age_days_at_end"]),
        (&91.into(), &found["age_days"])
    );
    let text = applied(&bench, &["--period", "2025-04", "--as-of", "2025-07-01"]).stdout;
    assert!(text.contains("91 days old on 2025-07-01 ("), "{text}");
    assert!(text.contains("the last day that is measured)"), "{text}");
    assert!(text.contains("frozen model “model”"), "{text}");
}

#[test]
fn each_measured_period_keeps_its_own_table() {
    let bench = with_model();
    for asked in [
        &["--period", "2025-04"][..],
        &["--period", "2025-05"],
        &["--period", "2025-04..", "--where", "product:\"Kabel 100\""],
        &[],
    ] {
        let found = applied(&bench, asked);
        assert_eq!(found.code, 0, "{asked:?}: {}", found.stderr);
    }
    let files = fs::read_dir(bench.path().join("out")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let tables = names.filter(|name| name.contains("_measured_"));
    assert_eq!(tables.count(), 4);
}

#[test]
fn a_measurement_that_cannot_be_says_what_to_try() {
    let bench = with_model();
    let refused = |more: &[&str], said: &[&str]| {
        let outcome = applied(&bench, more);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        for words in said {
            assert!(
                outcome.stderr.contains(words),
                "{words}: {}",
                outcome.stderr
            );
        }
    };
    refused(
        &["--period", "2030-01"],
        &[
            "2030-01-01..2030-01-31",
            "there are answers from 2025-01-",
            "take the next files in first",
        ],
    );
    refused(
        &["--period", "2025-07-14"],
        &["2025-07-14", "choose a longer --period"],
    );
    refused(
        &["--period", "2025-03..2025-04"],
        &["was fitted to answers of 2025-01-", "leave it out"],
    );
}

#[test]
fn another_name_does_not_make_a_model_a_year_old() {
    let bench = with_model();
    let freeze = |file: &str, more: &[&str]| {
        let asked = [
            "rank",
            "-p",
            "project.toml",
            "--quiet",
            "--period",
            "2025-04..",
        ];
        bench.signaal(
            &[
                &asked[..],
                &["--freeze", file, "--as-of", "2025-08-01"],
                more,
            ]
            .concat(),
        )
    };
    for file in ["model.json", "other.json"] {
        let refused = freeze(file, &[]);
        assert_eq!(refused.code, 2, "{file}: {}", refused.stderr);
        assert!(
            refused.stderr.contains("needs a reason"),
            "{}",
            refused.stderr
        );
    }
    assert!(!bench.path().join("other.json").exists());
    // Nor does a file that holds an older one.
    let old = bench.read("model.json").replace("2025-04-01", "2023-04-01");
    bench.write("old.json", old);
    let refused = freeze("old.json", &[]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    let moved = freeze("other.json", &["--reason", "new chatbot"]);
    assert_eq!(moved.code, 0, "{}", moved.stderr);
    let kept: Value = serde_json::from_str(&bench.read("other.json")).unwrap();
    let kept = kept.to_string();
    assert!(
        kept.contains("new chatbot") && kept.contains("\"2025-04-01\""),
        "{kept}"
    );
}

#[test]
fn a_measured_nps_of_few_answers_stays_on_its_scale() {
    let bench = with_model();
    let days = [
        "--where",
        "nps:>=8",
        "--period",
        "2025-04-01..2025-04-10",
        "--format",
        "json",
    ];
    let found = applied(&bench, &days);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let found: Value = serde_json::from_str(&found.stdout).unwrap();
    let mut n_bounds = 0;
    for interval in [
        &found["expected"]["ci_coefficients_held"],
        &found["expected"]["ci_coefficients_uncertain"],
        &found["realised"]["ci"],
    ] {
        for bound in interval.as_array().into_iter().flatten() {
            let bound = bound.as_f64().unwrap();
            assert!((-100.0..=100.0).contains(&bound), "{found}");
            n_bounds += 1;
        }
    }
    assert!(n_bounds >= 2, "{found}");
}

#[test]
fn a_model_frozen_after_the_last_record_is_no_day_old() {
    // The measurement is of the day of the model.
    let bench = naming("late.json", "2026-01-01");
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let model = &signals(&bench)["driver_model"];
    assert_eq!(
        (&model["age_days"], &model["as_of"]),
        (&0.into(), &"2026-01-01".into())
    );
}

#[test]
fn a_model_of_something_else_is_refused_before_anything_is_taken_in() {
    let bench = with_model();
    let refused = |from: &str, to: &str, said: &str| {
        let text = bench.read("project.toml");
        bench.write("project.toml", text.replace(from, to));
        let outcome = bench.signaal(&["run", "project.toml", "--quiet"]);
        assert!(
            outcome.code != 0 && outcome.stderr.contains(said),
            "{}",
            outcome.stderr
        );
        bench.write("project.toml", text);
    };
    let own = fs::read_to_string(root().join("data/taxonomy/cx.toml")).unwrap();
    bench.write("own.toml", own.replace("\"wachtmuziek\", ", ""));
    refused(
        "output = ",
        "taxonomy = \"own.toml\"\noutput = ",
        "frozen with another taxonomy",
    );
    refused("outcome = \"nps\"", "outcome = \"ces\"", "explains nps");
    refused(
        "]\nfile = \"model.json\"",
        "]\nfile = \"none.json\"",
        "none.json",
    );
    refused(
        "]\nfile = \"model.json\"",
        "]\nfile = \"model.json\"\nperiod = \"soon\"",
        "soon",
    );
}

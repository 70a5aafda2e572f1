//! What becomes of a study of drivers where the table is bad: every model, as text and as JSON. Either a refusal with
//! a hint, or a result that says what was left out; never a panic, never a number that is none.

use crate::kit::Bench;
use parquet::column::writer::ColumnWriter;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;
use std::fmt::Write;
use std::fs::File;
use std::sync::Arc;

const MODELS: [&str; 3] = ["linear", "ordinal", "logistic"];

/// Asks for a study by each model, as text and as JSON: `answer` is the outcome of points, `two` that of two answers.
fn asked(bench: &Bench, file: &str, drivers: &str, more: &[&str], check: impl Fn(&str, &Asked)) {
    asked_of(&MODELS, bench, file, drivers, more, check);
}

fn asked_of(
    models: &[&str],
    bench: &Bench,
    file: &str,
    drivers: &str,
    more: &[&str],
    check: impl Fn(&str, &Asked),
) {
    for &model in models {
        let mut all = vec!["drivers", file, "--drivers", drivers, "--model", model];
        all.extend(["--bootstrap", "10"]);
        if model == "logistic" {
            all.extend(["--outcome", "two"]);
        } else {
            all.extend(["--outcome", "answer"]);
            all.extend(["--outcome-scale", "0-10", "--best", "high"]);
        }
        all.extend(more);
        let run = |format: &str| bench.signaal(&[&all[..], &["--format", format]].concat());
        let (text, json) = (run("text"), run("json"));
        assert_eq!(text.code, json.code, "{model}");
        for said in [&text.stdout, &text.stderr, &json.stdout, &json.stderr] {
            let is_none = |word: &str| {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                ["nan", "inf", "infinity"].contains(&word.to_lowercase().as_str())
            };
            assert!(!said.split_whitespace().any(is_none), "{model}: {said}");
            assert!(!said.contains("panicked"), "{model}: {said}");
        }
        let asked = Asked {
            code: text.code,
            error: text.stderr,
            text: text.stdout,
            json: serde_json::from_str(&json.stdout).unwrap_or(Value::Null),
        };
        if asked.code == 0 {
            assert!(asked.json["drivers"].is_array(), "{model}");
        } else {
            assert!(asked.error.contains("hint:"), "{model}: {}", asked.error);
        }
        check(model, &asked);
    }
}

struct Asked {
    code: i32,
    error: String,
    text: String,
    json: Value,
}

impl Asked {
    fn driver(&self, name: &str) -> &Value {
        let drivers = self.json["drivers"].as_array().unwrap();
        drivers.iter().find(|one| one["name"] == name).unwrap()
    }

    fn has_caution(&self, code: &str) -> bool {
        let cautions = self.json["cautions"].as_array().unwrap();
        cautions.iter().any(|one| one["code"] == code)
    }

    fn n_left_out(&self, reason: &str) -> u64 {
        let rows = self.json["rows_left_out"].as_array().unwrap();
        let of_reason = rows.iter().filter(|one| one["reason"] == reason);
        of_reason.map(|one| one["n"].as_u64().unwrap()).sum()
    }
}

/// Rows of an answer, two answers, and two ratings that move both; `more` are further cells of a row.
fn table(head: &str, n: u64, more: impl Fn(u64, u64, u64) -> String) -> String {
    let mut text = format!("answer,two,a,b{head}\n");
    let mut state = 5_u64;
    for row in 0..n {
        let mut draw = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let (a, b) = (1 + draw(5), 1 + draw(5));
        let answer = (a + b / 2 + draw(5)).min(10);
        let two = u8::from(answer + draw(3) > 6);
        writeln!(text, "{answer},{two},{a},{b}{}", more(row, a, b)).unwrap();
    }
    text
}

fn with(file: &str, text: String) -> Bench {
    let bench = Bench::new();
    bench.write(file, text);
    bench
}

#[test]
fn a_constant_column_is_left_out_by_every_model() {
    let bench = with("wave.csv", table(",c", 300, |_, _, _| ",3".to_owned()));
    asked(&bench, "wave.csv", "a,b,c", &[], |model, found| {
        assert_eq!(found.code, 0, "{model}");
        assert_eq!(found.driver("c")["left_out"], "constant", "{model}");
        assert!(found.driver("c")["coefficient"].is_null());
        assert!(found.has_caution("constant") && !found.has_caution("rare"));
        assert!(found.text.contains("has one value only"), "{}", found.text);
    });
    asked(&bench, "wave.csv", "c", &[], |model, found| {
        assert_eq!(found.code, 0, "{model}");
        let standing = found.json["standing"].as_str().unwrap();
        assert!(
            ["nothing_explained", "cannot_tell"].contains(&standing),
            "{model}"
        );
    });
}

#[test]
fn of_two_columns_that_say_the_same_one_keeps_the_coefficient() {
    let twice = table(",twin", 300, |_, a, _| format!(",{}", 2 * a + 1));
    let bench = with("wave.csv", twice);
    asked(&bench, "wave.csv", "a,b,twin", &[], |model, found| {
        assert_eq!(
            found.driver("twin")["left_out"],
            "determined_by_others",
            "{model}"
        );
        let shares = ["a", "twin"].map(|name| found.driver(name)["share"].as_f64().unwrap());
        assert!((shares[0] - shares[1]).abs() < 1e-9, "{model}: {shares:?}");
        assert!(found.text.contains("follows entirely from other columns"));
    });
}

#[test]
fn more_drivers_than_rows_are_refused() {
    let names: Vec<String> = (0..40).map(|at| format!("x{at}")).collect();
    let more = |row: u64, _, _| {
        let cells = (0..40).map(|at| format!(",{}", (row * (at + 3) + at * at) % 7));
        cells.collect()
    };
    let bench = with(
        "wave.csv",
        table(&format!(",{}", names.join(",")), 30, more),
    );
    asked(&bench, "wave.csv", &names.join(","), &[], |model, found| {
        assert_eq!(found.code, 2, "{model}");
        assert!(
            found.error.contains("parameters"),
            "{model}: {}",
            found.error
        );
    });
}

#[test]
fn perfect_separation_is_named_and_a_perfect_line_is_fitted() {
    let mut text = "answer,two,a,b\n".to_owned();
    for row in 0..120 {
        let high = u8::from(row % 2 == 0);
        writeln!(text, "{},{high},{high},{}", 10 * high, row % 5).unwrap();
    }
    let bench = with("wave.csv", text);
    asked(&bench, "wave.csv", "a,b", &[], |model, found| {
        if model == "linear" {
            assert_eq!(found.code, 0);
            let coefficient = found.driver("a")["coefficient"].as_f64().unwrap();
            assert!((coefficient - 10.0).abs() < 1e-9);
        } else {
            assert_eq!(found.code, 2, "{model}");
            assert!(
                found.error.contains("separated by 'a'"),
                "{model}: {}",
                found.error
            );
        }
    });
}

#[test]
fn equal_scores_are_refused_with_their_number() {
    let mut text = "answer,two,a,b\n".to_owned();
    for row in 0..120 {
        writeln!(text, "7,1,{},{}", row % 4, row % 5).unwrap();
    }
    let bench = with("wave.csv", text);
    asked(&bench, "wave.csv", "a,b", &[], |model, found| {
        assert_eq!(found.code, 2, "{model}");
        let said = if model == "linear" {
            // Twenty different rows, each six times.
            "all 120 rows have outcome 7"
        } else {
            "has 1 different answer,"
        };
        assert!(found.error.contains(said), "{model}: {}", found.error);
        assert!(
            found.error.contains("all answers are the same"),
            "{}",
            found.error
        );
    });
}

#[test]
fn three_mentions_in_two_thousand_rows_are_shown_and_not_ranked() {
    let rare = |row: u64, _, _| format!(",{}", u8::from([7, 700, 1500].contains(&row)));
    let bench = with("wave.csv", table(",rare", 2000, rare));
    asked(&bench, "wave.csv", "a,b,rare", &[], |model, found| {
        assert_eq!(found.code, 0, "{model}");
        assert!(found.driver("rare")["coefficient"].is_f64(), "{model}");
        assert!(found.driver("rare")["rank"].is_null(), "{model}");
        assert!(found.text.contains("rare rests on 3 observations: no rank"));
    });
}

#[test]
fn weights_of_zero_and_below_are_left_out_and_counted() {
    let weight = |row: u64, _, _| match row % 20 {
        3 => ",0".to_owned(),
        7 => ",-1".to_owned(),
        _ => format!(",{}", 1 + row % 3),
    };
    let bench = with("wave.csv", table(",w", 300, weight));
    for kind in ["sampling", "frequency", "precision"] {
        let more = ["--weights", "w", "--weights-are", kind];
        asked(&bench, "wave.csv", "a,b", &more, |model, found| {
            assert_eq!(found.json["n"], 270, "{model} {kind}");
            assert_eq!(found.n_left_out("zero_weight"), 15);
            assert_eq!(found.n_left_out("negative_weight"), 15);
        });
    }
}

#[test]
fn numbers_that_are_none_are_left_out_and_make_no_category() {
    let odd = |row: u64, a: u64, b: u64| {
        let one = match row % 30 {
            4 => "NaN".to_owned(),
            9 => "-inf".to_owned(),
            14 => "1e999".to_owned(),
            19 => "1e200".to_owned(),
            _ => b.to_string(),
        };
        // Most cells are none: what is left are numbers all the same.
        let most = if row.is_multiple_of(3) {
            a.to_string()
        } else {
            "nan".to_owned()
        };
        format!(",{one},{most},Infinity")
    };
    let bench = with("wave.csv", table(",odd,most,all", 300, odd));
    asked(&bench, "wave.csv", "a,odd", &[], |model, found| {
        assert_eq!(found.n_left_out("not_a_number"), 40, "{model}");
        assert_eq!(found.json["n"], 260);
    });
    asked(&bench, "wave.csv", "most,b", &[], |model, found| {
        assert_eq!(found.n_left_out("not_a_number"), 200, "{model}");
        assert_eq!(found.driver("most")["columns"].as_array().unwrap().len(), 1);
    });
    asked(&bench, "wave.csv", "a,all", &[], |model, found| {
        assert_eq!(found.code, 3, "{model}");
        assert!(
            found.error.contains("300 not a number (all)"),
            "{}",
            found.error
        );
    });
}

/// A Parquet file of doubles and whole numbers, among them NaN and infinity.
fn parquet_with_none(bench: &Bench, n: u32) {
    let schema = "message wave { required double answer; required int32 two; required double a; required int32 b; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = File::create(bench.path().join("wave.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let answer = |row: u32| (row * 7 % 5 + row % 4 + row % 3) % 11;
    let mut at = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        match column.untyped() {
            ColumnWriter::DoubleColumnWriter(doubles) => {
                let value = |row: u32| match (at, row % 20) {
                    (2, 3) => f64::NAN,
                    (2, 7) => f64::NEG_INFINITY,
                    (0, 11) => f64::INFINITY,
                    (0, _) => f64::from(answer(row)),
                    _ => f64::from(row * 7 % 5),
                };
                let values: Vec<f64> = (0..n).map(value).collect();
                doubles.write_batch(&values, None, None).unwrap();
            }
            ColumnWriter::Int32ColumnWriter(whole) => {
                let value = |row: u32| {
                    if at == 1 {
                        u32::from(answer(row) > 4)
                    } else {
                        row % 4
                    }
                };
                let values: Vec<i32> = (0..n).map(|row| value(row).try_into().unwrap()).collect();
                whole.write_batch(&values, None, None).unwrap();
            }
            _ => unreachable!("the schema has no other types"),
        }
        column.close().unwrap();
        at += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_holds_true_nan_and_infinity_and_they_are_left_out() {
    let bench = Bench::new();
    parquet_with_none(&bench, 300);
    asked(&bench, "wave.parquet", "a,b", &[], |model, found| {
        let n = if model == "logistic" { 30 } else { 45 };
        assert_eq!(found.code, 0, "{model}: {}", found.error);
        assert_eq!(found.n_left_out("not_a_number"), n, "{model}");
    });
}

#[test]
fn failed_formulas_of_a_workbook_are_left_out() {
    let bench = Bench::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["answer", "two", "a", "b"]) {
        sheet.write(0, column, name).unwrap();
    }
    for row in 0..200_u32 {
        let answer = (row * 7 % 5 + row % 4 + row % 3) % 11;
        let cells = [answer, u32::from(answer > 4), row * 7 % 5, row % 4];
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row + 1, column, cell).unwrap();
        }
        if row % 10 == 4 {
            let failed = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
            sheet.write(row + 1, 2, failed).unwrap();
        }
    }
    book.save(bench.path().join("wave.xlsx")).unwrap();
    asked(&bench, "wave.xlsx", "a,b", &[], |model, found| {
        assert_eq!(found.code, 0, "{model}: {}", found.error);
        assert_eq!(found.json["n"], 180, "{model}");
        assert_eq!(found.n_left_out("not_a_number"), 20, "{model}");
    });
}

#[test]
fn a_scale_without_direction_is_refused_by_every_model() {
    let bench = with("wave.csv", table("", 60, |_, _, _| String::new()));
    for model in MODELS {
        let said = bench.fails(
            2,
            &[
                "drivers",
                "wave.csv",
                "--outcome",
                "answer",
                "--drivers",
                "a,b",
                "--outcome-scale",
                "0-10",
                "--model",
                model,
            ],
        );
        assert!(
            said.stderr.contains("--best high or --best low"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn answers_outside_their_scale_are_left_out_or_end_the_study() {
    let mut text = table("", 300, |_, _, _| String::new());
    text.push_str("11,1,2,3\n-1,0,3,2\n99,1,4,1\n");
    let bench = with("wave.csv", text);
    asked(&bench, "wave.csv", "a,b", &[], |model, found| {
        let n = u64::from(model != "logistic") * 3;
        assert_eq!(found.n_left_out("outside_scale"), n, "{model}");
    });
    for model in ["linear", "ordinal"] {
        let said = bench.fails(
            3,
            &[
                "drivers",
                "wave.csv",
                "--outcome",
                "answer",
                "--drivers",
                "a,b",
                "--outcome-scale",
                "200-300",
                "--best",
                "high",
                "--model",
                model,
            ],
        );
        assert!(
            said.stderr.contains("303 outside scale (answer)"),
            "{}",
            said.stderr
        );
        assert!(
            said.stderr.contains("look at --outcome-scale"),
            "{}",
            said.stderr
        );
    }
}

/// So many drivers, of which the first moves the answer.
fn with_many(n_drivers: u64, n_rows: u64) -> (Bench, String) {
    let names: Vec<String> = (0..n_drivers).map(|at| format!("x{at}")).collect();
    let names = names.join(",");
    let more = |row: u64, a: u64, _| {
        let cells = (0..n_drivers).map(|at| {
            let noise = (row * (2 * at + 11) + row * row % (at + 7)) % 5;
            format!(",{}", if at == 0 { a } else { noise })
        });
        cells.collect()
    };
    let bench = with("wave.csv", table(&format!(",{names}"), n_rows, more));
    (bench, names)
}

#[test]
fn forty_drivers_are_sampled_and_the_text_says_what_is_missing() {
    let check = |model: &str, found: &Asked, caution: &str| {
        assert_eq!(found.code, 0, "{model}: {}", found.error);
        assert!(found.has_caution("importance_sampled"), "{model}");
        assert!(!found.text.contains("0.0000"), "{model}: {}", found.text);
        assert!(found.driver("x0")["rank"].is_null());
        assert!(found.has_caution(caution), "{model}");
        assert!(found.text.to_lowercase().contains("there are no ranks"));
    };
    let (bench, names) = with_many(40, 400);
    asked_of(
        &["linear"],
        &bench,
        "wave.csv",
        &names,
        &[],
        |model, found| {
            check(model, found, "importance_not_resampled");
        },
    );
    // The other models sample from thirteen drivers on; forty of theirs take longer than a test should.
    let (bench, names) = with_many(16, 200);
    asked_of(
        &MODELS[1..],
        &bench,
        "wave.csv",
        &names,
        &[],
        |model, found| {
            check(model, found, "ratings_not_ranked");
        },
    );
}

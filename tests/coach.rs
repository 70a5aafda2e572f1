use crate::development_data;
use crate::kit::Bench;
use crate::schema::violations;
use std::fmt::Write;

const ASKED: [&str; 14] = [
    "coach",
    "contacts.csv",
    "--agent",
    "agent",
    "--team",
    "team",
    "--score",
    "csat",
    "--scale",
    "1-5",
    "--best",
    "high",
    "--case-mix",
    "topic",
];

const GOVERNANCE: &str = r#"
dpia_reference = "DPIA 2026-07"
purposes = ["coaching"]

[or_consent]
date = "2026-01-01"
reference = "works council 2026-014"
scope = ["coaching"]
expires = "9999-12-31"
"#;

/// Two teams; agent Anna's bills are two points worse, Few and Less have nine contacts each.
fn bench() -> Bench {
    let bench = Bench::new();
    let mut text = "id,team,agent,topic,csat,date,words\n".to_owned();
    let mut id = 0;
    for (team, agent, n) in [
        ("north", "Anna", 120),
        ("north", "Bram", 120),
        ("south", "Cees", 120),
        ("south", "Few", 9),
        ("south", "Less", 9),
    ] {
        for at in 0..n {
            id += 1;
            let topic = ["bill", "wait", "price"][at % 3];
            let mut score = 3 + (at / 3) % 3;
            if agent == "Anna" && topic == "bill" {
                score -= 2;
            }
            let day = 1 + at % 28;
            let _ = writeln!(
                text,
                "C{id},{team},{agent},{topic},{score},2026-03-{day:02},\"bel mij op 06-12345678\""
            );
        }
    }
    bench.write("contacts.csv", text);
    bench.write("governance.toml", GOVERNANCE);
    bench
}

fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ASKED.iter().chain(more).copied().collect()
}

#[test]
fn without_governance_no_agent_is_named_and_the_report_says_why() {
    let bench = bench();
    for format in ["text", "json", "csv"] {
        let said = bench
            .succeeds(&asked(&["--format", format, "--of", "Anna"]))
            .stdout;
        for name in ["Anna", "Bram", "Cees", "Few"] {
            assert!(!said.contains(name), "{format}\n{said}");
        }
        assert!(said.contains("north"), "{said}");
    }
    let dutch = bench.succeeds(&asked(&["--lang", "nl"])).stdout;
    assert!(dutch.contains("geen governance-bestand"), "{dutch}");
    let ended = GOVERNANCE
        .replace("2026-01-01", "2019-01-01")
        .replace("9999-12-31", "2020-12-31");
    bench.write("ended.toml", &ended);
    let late = bench
        .succeeds(&asked(&["--governance", "ended.toml"]))
        .stdout;
    assert!(
        late.contains("ended on 2020-12-31") && !late.contains("Anna"),
        "{late}"
    );
    // No flag brings back a consent that has ended, and no time of day stands behind its date.
    let back = ["--governance", "ended.toml", "--as-of", "2020-06-01"];
    assert_eq!(bench.signaal(&asked(&back)).code, 2);
    bench.write(
        "ended.toml",
        ended.replace("2020-12-31", "2020-12-31T09:00"),
    );
    let refused = bench.signaal(&asked(&["--governance", "ended.toml"]));
    assert!(refused.code == 2 && refused.stderr.contains("or_consent.expires"));
}

#[test]
fn with_governance_agents_stand_by_name_and_sum_to_their_team() {
    let bench = bench();
    let allowed = ["--governance", "governance.toml"];
    let said = bench.succeeds(&asked(&allowed)).stdout;
    assert!(
        said.find("Anna").unwrap() < said.find("Bram").unwrap(),
        "{said}"
    );
    assert!(said.contains("suppressed: too few"), "{said}");
    assert!(
        said.contains("south: 138 = 120 with agents shown + 18 suppressed"),
        "{said}"
    );
    assert!(said.contains("only ground"), "{said}");
    let again = bench.succeeds(&asked(&allowed)).stdout;
    assert_eq!(said, again);
    let view = [&allowed[..], &["--only-team", "south"]].concat();
    let said = bench.succeeds(&asked(&view)).stdout;
    assert!(
        !said.contains("Anna") && !said.contains("north") && said.contains("Cees"),
        "{said}"
    );
    let refused = [&view[..], &["--of", "Anna"]].concat();
    bench.fails(2, &asked(&refused));
    bench.fails(2, &asked(&["--only-team", "west"]));
}

#[test]
fn a_coaching_sheet_names_the_point_and_shows_redacted_examples() {
    let bench = bench();
    let more = [
        "--governance",
        "governance.toml",
        "--topics",
        "topic",
        "--contact",
        "id",
        "--text",
        "words",
        "--date",
        "date",
        "--of",
        "Anna",
        "--lang",
        "nl",
    ];
    let said = bench.succeeds(&asked(&more)).stdout;
    assert!(said.contains("Om te ontwikkelen:\n- bill: −"), "{said}");
    assert!(
        said.contains("[PHONE_1]") && !said.contains("12345678"),
        "{said}"
    );
    assert!(
        said.contains("2026-W1") && !said.contains("2026-03-"),
        "{said}"
    );
    let few: Vec<&str> = more
        .iter()
        .map(|one| if *one == "Anna" { "Few" } else { *one })
        .collect();
    let said = bench.succeeds(&asked(&few)).stdout;
    assert!(
        said.contains("Te weinig contacten om iets te zeggen"),
        "{said}"
    );
}

#[test]
fn columns_of_emotion_and_wrong_scales_are_refused() {
    let bench = bench();
    let said = bench
        .fails(2, &asked(&["--behaviours", "agent_mood"]))
        .stderr;
    assert!(said.contains("agent_mood"), "{said}");
    bench.fails(2, &asked(&["--topics", "nothing"]));
    bench.fails(
        2,
        &[
            "coach",
            "contacts.csv",
            "--agent",
            "agent",
            "--score",
            "csat",
            "--scale",
            "1-5",
        ],
    );
}

/// Scores of this set were drawn at random, so that nobody can stand out.
#[test]
fn nobody_stands_out_where_scores_are_random() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let file = folder.join("pwc_callcenter.csv.gz");
    let bench = bench();
    let said = bench.succeeds(&[
        "coach",
        file.to_str().unwrap(),
        "--agent",
        "Agent",
        "--score",
        "Satisfaction rating",
        "--scale",
        "1-5",
        "--best",
        "high",
        "--case-mix",
        "Topic",
        "--format",
        "csv",
        "--governance",
        "governance.toml",
    ]);
    let rows = said.stdout.lines().skip(2);
    assert_eq!(rows.clone().count(), 8, "{}", said.stdout);
    assert!(
        rows.clone().all(|row| row.ends_with(",indistinct")),
        "{}",
        said.stdout
    );
}

#[test]
fn what_machines_get_fits_its_schema() {
    let bench = bench();
    let schema = bench.succeeds(&["schema", "coach"]).stdout;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let allowed = ["--governance", "governance.toml"];
    for more in [
        &[][..],
        &allowed,
        &[&allowed[..], &["--of", "Anna"]].concat(),
        &[&allowed[..], &["--of", "Few"]].concat(),
    ] {
        let said = bench.succeeds(&asked(&[more, &["--format", "json"]].concat()));
        let value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(violations(&schema, &value), Vec::<String>::new());
    }
}

#[test]
fn a_team_that_is_the_agent_is_refused() {
    let bench = bench();
    for team in ["agent", " Agent"] {
        let mut asked = asked(&[]);
        asked[5] = team;
        let refused = bench.signaal(&asked);
        assert_eq!(refused.code, 2, "{}", refused.stdout);
        assert!(
            refused.stderr.contains("names people"),
            "{}",
            refused.stderr
        );
        assert!(!refused.stdout.contains("Anna"), "{}", refused.stdout);
    }
}

//! Holds the shipped and the project taxonomies to their own tests and, where the shared data
//! are present, to what people labelled. Run with `--nocapture` to see the tables.

#![expect(
    clippy::print_stdout,
    reason = "the tables are what these tests are for"
)]

use super::Taxonomy;
use crate::development_data;
use crate::record::LanguageTag;
use crate::units::as_f64;
use flate2::read::MultiGzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

/// Every taxonomy in the repository.
const FILES: [&str; 7] = [
    "data/taxonomy/cx.toml",
    "tests/projects/nhs/taxonomy.toml",
    "tests/projects/thuisbezorgd/taxonomy.toml",
    "tests/projects/skytrax/taxonomy.toml",
    "tests/projects/bolcom/taxonomy.toml",
    "tests/projects/multidogo/taxonomy.toml",
    "tests/projects/uss/taxonomy.toml",
];

/// Human topics of `nhs_fft_v6` and the topic that should find them.
const NHS: [(&str, &str); 38] = [
    ("Staff manner & personal attributes", "staff.manner"),
    ("Timeliness of care", "access.timeliness"),
    (
        "Staff listening, understanding & involving patients",
        "staff.listening",
    ),
    ("Contacting services", "access.contacting"),
    ("Transport to/ from services", "access.transport"),
    (
        "Information directly from staff during care",
        "information.from-staff",
    ),
    ("Appointment arrangements", "access.appointments"),
    (
        "Being kept informed, clarity & consistency of information",
        "information.kept-informed",
    ),
    ("Impact of treatment/ care", "care.impact"),
    ("Number & deployment of staff", "staff.number"),
    ("Competence & training", "staff.competence"),
    ("Activities & access to fresh air", "place.activities"),
    ("Diagnosis & triage", "care.diagnosis"),
    ("Referals & continuity of care", "care.referral"),
    ("Staff responsiveness", "staff.responsiveness"),
    ("Information provision & guidance", "information.provision"),
    ("Food & drink provision & facilities", "place.food"),
    ("Supplying & understanding medication", "care.medication"),
    ("Interaction with family/ carers", "care.family"),
    ("Organisation & efficiency", "organisation.efficiency"),
    (
        "Cleanliness, tidiness & infection control",
        "place.cleanliness",
    ),
    ("Environment & Facilities", "place.environment"),
    ("Mental Health Act", "organisation.mental-health-act"),
    ("Staff continuity", "staff.continuity"),
    (
        "Funding & use of financial resources",
        "organisation.funding",
    ),
    ("Service location", "access.location"),
    ("Equality, Diversity & Inclusion", "care.equality"),
    ("Feeling safe", "care.safe"),
    ("Appointment method", "access.appointment-method"),
    ("Provision of medical equipment", "care.equipment"),
    ("Discharge", "care.discharge"),
    ("Unspecified communication", "information.communication"),
    ("Care plans", "care.plan"),
    ("Patient records", "organisation.records"),
    ("Pain management", "care.pain"),
    ("Parking", "access.transport"),
    ("Positive experience & gratitude", "general.positive"),
    ("Negative experience & dissatisfaction", "general.negative"),
];

#[test]
fn every_taxonomy_can_be_read_and_passes_its_own_tests() {
    for file in FILES {
        let taxonomy = taxonomy(file);
        let report = taxonomy.run_tests();
        assert!(report.passed(), "{file}\n{report}");
    }
}

#[test]
fn the_shipped_taxonomy_has_no_warning_and_tests_each_leaf_in_both_languages_both_ways() {
    let taxonomy = taxonomy("data/taxonomy/cx.toml");
    let warnings: Vec<String> = taxonomy
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(warnings.is_empty(), "{}", warnings.join("\n"));
    let report = taxonomy.run_tests();
    let parents: BTreeSet<usize> = taxonomy
        .topics()
        .iter()
        .filter_map(|topic| topic.parent)
        .collect();
    for (position, topic) in taxonomy.topics().iter().enumerate() {
        if parents.contains(&position) {
            continue;
        }
        let own = report
            .outcomes
            .iter()
            .filter(|outcome| outcome.topic == topic.id);
        let kinds: BTreeSet<(&str, bool)> =
            own.map(|o| (o.language.as_str(), o.expected)).collect();
        assert_eq!(kinds.len(), 4, "{}: {kinds:?}", topic.id);
    }
}

#[test]
fn health_care_topics_agree_with_people() {
    let Some(rows) = rows("nhs_fft_v6") else {
        return;
    };
    let taxonomy = taxonomy("tests/projects/nhs/taxonomy.toml");
    let position: BTreeMap<&str, usize> = NHS
        .iter()
        .map(|(_, id)| (*id, taxonomy.position(id).unwrap()))
        .collect();
    let mut tables: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["no_answer"] == "False") {
        let labels: BTreeSet<&str> = row["topics"]
            .split('|')
            .filter_map(|label| {
                NHS.iter()
                    .find(|(name, _)| *name == label)
                    .map(|(_, id)| *id)
            })
            .collect();
        let found: BTreeSet<usize> = taxonomy
            .find(&row["text"], LanguageTag::En)
            .into_iter()
            .map(|found| found.topic)
            .collect();
        for (id, topic) in &position {
            tables
                .entry(id)
                .or_default()
                .add(labels.contains(id), found.contains(topic));
        }
    }
    let mut total = Counts::default();
    let mut drivers = Counts::default();
    println!("{:>5} {:>5} {:>5} {:>5}  topic", "n", "P", "R", "F1");
    for (id, counts) in &tables {
        println!("{counts}  {id}");
        total.merge(counts);
        if taxonomy.topics()[position[id]].driver {
            drivers.merge(counts);
        }
    }
    println!("{total}  all, micro\n{drivers}  without the general topics, micro");
    assert!(total.f1() > 0.5, "{total}");
    assert!(drivers.f1() > 0.5, "{drivers}");
}

#[test]
fn most_reviews_speak_of_some_topic() {
    for (data, file, language, aim) in [
        (
            "thuisbezorgd_trustpilot_nl",
            "tests/projects/thuisbezorgd/taxonomy.toml",
            LanguageTag::Nl,
            0.75,
        ),
        (
            "bolcom_nl",
            "tests/projects/bolcom/taxonomy.toml",
            LanguageTag::Nl,
            0.75,
        ),
        (
            "skytrax_seat",
            "tests/projects/skytrax/taxonomy.toml",
            LanguageTag::En,
            0.75,
        ),
    ] {
        let Some(rows) = rows(data) else { continue };
        let taxonomy = taxonomy(file);
        let (mut any, mut driving) = (0, 0);
        for row in &rows {
            let found = taxonomy.find(&row["text"], language);
            any += usize::from(!found.is_empty());
            driving += usize::from(
                found
                    .iter()
                    .any(|found| taxonomy.topics()[found.topic].driver),
            );
        }
        let share = |n: usize| as_f64(n) / as_f64(rows.len());
        println!(
            "{data}: any topic {:.3}, a driver topic {:.3}",
            share(any),
            share(driving)
        );
        assert!(share(driving) >= aim, "{data}: {:.3}", share(driving));
    }
}

/// How often rule and people agree.
#[derive(Debug, Default)]
struct Counts {
    both: usize,
    rule_only: usize,
    people_only: usize,
}

impl Counts {
    fn add(&mut self, people: bool, rule: bool) {
        self.both += usize::from(people && rule);
        self.rule_only += usize::from(rule && !people);
        self.people_only += usize::from(people && !rule);
    }

    fn merge(&mut self, other: &Self) {
        self.both += other.both;
        self.rule_only += other.rule_only;
        self.people_only += other.people_only;
    }

    fn f1(&self) -> f64 {
        ratio(
            2 * self.both,
            2 * self.both + self.rule_only + self.people_only,
        )
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let precision = ratio(self.both, self.both + self.rule_only);
        let recall = ratio(self.both, self.both + self.people_only);
        let n = self.both + self.people_only;
        write!(
            f,
            "{n:>5} {precision:>5.2} {recall:>5.2} {:>5.2}",
            self.f1()
        )
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        as_f64(part) / as_f64(whole)
    }
}

fn taxonomy(file: &str) -> Taxonomy {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).unwrap();
    Taxonomy::from_toml(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The rows of a shared data set; `None`, with a notice, where it is missing.
fn rows(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path = development_data::folder()?.join(format!("{name}.csv.gz"));
    let Ok(file) = File::open(&path) else {
        println!("skipped: {name} is not here");
        return None;
    };
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
    Some(reader.deserialize().map(Result::unwrap).collect())
}

//! Documents per second of each stage and of the whole path, beside bare tantivy.
//!
//! `cargo bench --bench stages`. 50 000 comments: those of the NHS file of the development data,
//! repeated under new ids, or invented ones where that file is not at hand. Everything runs in one
//! process, round after round (A B A B), so that a busy machine is busy for all alike. Learnt topics are
//! those of the taxonomy, learnt from a part of the comments with `compact`. Wall time is
//! the median of the rounds; CPU time their mean, which a busy machine hardly changes.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench stops at the first fault, prints its table and is a door of its own"
)]

use flate2::read::GzDecoder;
use signaal::classify::Entry;
use signaal::classify::sentiment::SentimentModel;
use signaal::config::Project;
use signaal::encode::{CompactEncoder, Passage};
use signaal::intake;
use signaal::language::{identify, sentences};
use signaal::learn::topics::{self, LabelledText};
use signaal::pipeline::{Assets, IngestOptions, Models, Start, ingest, set_threads};
use signaal::privacy::{CleanBody, CleanRecord, Key, RedactedText};
use signaal::record::{LanguageTag, Record};
use signaal::simulate;
use signaal::stats::compute_in_order;
use signaal::store::{Document, Manifest, Prepared, Store, WriterOptions};
use signaal::units::as_f64;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::schema::{Schema, TEXT};
use tantivy::{Index, IndexWriter, TantivyDocument};
use tempfile::TempDir;

const N_DOCUMENTS: usize = 50_000;
const N_ROUNDS: usize = 7;
/// Comments that topics are learnt from.
const N_LABELLED: usize = 5_000;
/// Threads of the chunks of work and threads of the index, for whole path and bare index alike.
const N_THREADS: usize = 2;
/// Ticks of CPU time in a second, as Linux reports them.
const TICKS: f64 = 100.0;

const PROJECT: &str = r#"
name = "bench"
language = "en"
time_zone = "Europe/London"
outcome = "fft"
taxonomy = "TAXONOMY"
output = "out"
[scores.fft]
low = 1
high = 5
best = "low"
missing = ["6", "7"]
[[source]]
name = "comments"
kind = "feedback"
files = "comments.csv"
[source.columns]
id = "id"
contact = "respondent"
at = "date"
question = "question"
text = "text"
[source.scores]
fft = "score"
[source.facets]
trust = "trust"
service = "service"
"#;

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    set_threads(N_THREADS).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let origin = write_input(folder.path());
    let project = Project::load(&folder.path().join("project.toml")).unwrap();
    let sentiment = SentimentModel::bundled().unwrap();
    let models = Models {
        sentiment: sentiment.clone(),
        learned: &[],
        encoders: &CompactEncoder::of_name,
    };
    let bench = Bench {
        assets: Assets::of(&project, Key::new([7; 32]), &models).unwrap(),
        sentiment,
        project,
        folder,
    };
    let learnt = bench.learn(N_LABELLED);
    let mut table = Table::default();
    for round in 0..=N_ROUNDS {
        // The first round warms up: caches, tables built on first use, the file system.
        let mut discarded = Table::default();
        let table = if round == 0 {
            &mut discarded
        } else {
            &mut table
        };
        bench.round(&learnt, table);
    }
    println!(
        "{N_DOCUMENTS} {origin} comments, {N_ROUNDS} rounds after one to warm up, {} cores, \
         load {}",
        std::thread::available_parallelism().unwrap(),
        fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .trim(),
    );
    table.print();
}

/// Writes `comments.csv` and the project file; returns what the comments are.
fn write_input(folder: &Path) -> &'static str {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let taxonomy = root.join("tests/projects/nhs/taxonomy.toml");
    let project = PROJECT.replace("TAXONOMY", &taxonomy.to_string_lossy());
    fs::write(folder.join("project.toml"), project).unwrap();
    let mut out = csv::Writer::from_path(folder.join("comments.csv")).unwrap();
    let header = [
        "id",
        "respondent",
        "date",
        "trust",
        "service",
        "score",
        "question",
        "text",
    ];
    out.write_record(header).unwrap();
    let data = std::env::var("SIGNAAL_DATA").map_or(root.join("../shared/data"), PathBuf::from);
    let origin = if let Ok(file) = File::open(data.join("nhs_fft_v6.csv.gz")) {
        write_nhs(file, &mut out);
        "NHS"
    } else {
        write_simulated(&mut out);
        "simulated"
    };
    out.flush().unwrap();
    origin
}

fn write_nhs(file: File, out: &mut csv::Writer<File>) {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let columns = [
        "comment_id",
        "respondent_id",
        "date_iso",
        "trust",
        "service_1",
        "fft_score",
        "question",
        "text",
    ];
    let header = reader.headers().unwrap().clone();
    let places = columns.map(|name| header.iter().position(|column| column == name).unwrap());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (n, row) in rows.iter().cycle().take(N_DOCUMENTS).enumerate() {
        let mut fields = places.map(|place| row[place].to_owned());
        for id in &mut fields[..2] {
            *id = format!("{id} {}", n / rows.len());
        }
        out.write_record(&fields).unwrap();
    }
}

fn write_simulated(out: &mut csv::Writer<File>) {
    for (n, comment) in simulate::comments(1).take(N_DOCUMENTS).enumerate() {
        let fields = [
            format!("c{n}"),
            format!("r{n}"),
            comment.date.to_string(),
            format!("trust {}", n % 3),
            format!("service {}", n % 40),
            (5 - comment.score.min(9) / 2).to_string(),
            "What should be better?".to_owned(),
            comment.text,
        ];
        out.write_record(&fields).unwrap();
    }
}

struct Bench {
    project: Project,
    assets: Assets,
    sentiment: SentimentModel,
    folder: TempDir,
}

impl Bench {
    /// The assets with topics learnt from the first comments, labelled with the topics of the taxonomy that are found in them:
    /// invented comments have no other labels.
    fn learn(&self, n: usize) -> Assets {
        let door = &self.assets.door;
        let records = self.read().into_iter().take(n);
        let clean: Vec<CleanRecord> = records.map(|record| door.clean(record)).collect();
        let taxonomy = self.assets.classifier.taxonomy();
        let texts = clean.iter().filter_map(text_of).zip(0..);
        let texts: Vec<LabelledText<'_>> = texts
            .filter_map(|(text, group)| {
                let language = Some(identify(text).tag).filter(|tag| *tag != LanguageTag::Other)?;
                let found = taxonomy.find(text.as_str(), language).into_iter();
                let labels = found.map(|one| taxonomy.topics()[one.topic].id.as_str());
                let labels: BTreeSet<&str> = labels.collect();
                Some(LabelledText {
                    passage: Passage::new(text, language),
                    question: None,
                    labels: labels.into_iter().collect(),
                    group,
                    weight: 1.0,
                    is_corrected: false,
                })
            })
            .collect();
        let encoder = Arc::new(CompactEncoder::bundled().unwrap());
        let trained = topics::train(&texts, encoder, &topics::Options::default()).unwrap();
        println!(
            "{} topics learnt from {n} comments",
            trained.model.topics().len()
        );
        let file = self.folder.path().join("topics.signaal");
        fs::write(&file, trained.model.to_bytes()).unwrap();
        let models = Models {
            sentiment: self.sentiment.clone(),
            learned: &[file],
            encoders: &CompactEncoder::of_name,
        };
        Assets::of(&self.project, Key::new([7; 32]), &models).unwrap()
    }

    /// Every measured thing once.
    fn round(&self, learnt: &Assets, table: &mut Table) {
        let records = table.measure("read rows", 1, || self.read());
        let clean: Vec<CleanRecord> = table.measure("redact, pseudonymise", 1, || {
            let door = &self.assets.door;
            records
                .into_iter()
                .map(|record| door.clean(record))
                .collect()
        });
        let texts: Vec<&RedactedText> = clean.iter().filter_map(text_of).collect();
        let languages: Vec<LanguageTag> = table.measure("identify language", 1, || {
            texts.iter().map(|text| identify(text).tag).collect()
        });
        let parts: Vec<_> = table.measure("find sentences", 1, || {
            texts.iter().map(|text| sentences(text.as_str())).collect()
        });
        let passages: Vec<Passage<'_>> = texts
            .iter()
            .zip(&languages)
            .zip(&parts)
            .flat_map(|((text, language), parts)| {
                let whole = Passage::new(text, *language);
                parts
                    .iter()
                    .map(move |part| whole.part(part.clone()).unwrap())
            })
            .collect();
        table.measure("sentiment of each sentence", 1, || {
            passages
                .chunks(256)
                .map(|chunk| self.sentiment.read(chunk).unwrap().len())
                .sum::<usize>()
        });
        table.measure("topics", 1, || {
            let taxonomy = self.assets.classifier.taxonomy();
            texts
                .iter()
                .zip(&languages)
                .map(|(text, language)| taxonomy.find(text.as_str(), *language).len())
                .sum::<usize>()
        });
        let read_with = |assets: &Assets| {
            let entries: Vec<Entry<'_>> = clean.iter().map(Entry::of).collect();
            let read = entries
                .chunks(256)
                .flat_map(|chunk| assets.classifier.read(chunk).unwrap());
            read.collect::<Vec<_>>()
        };
        let read = table.measure(AS_ONE, 1, || read_with(&self.assets));
        drop(table.measure(WITH_LEARNT, 1, || read_with(learnt)));
        table.measure("the same, without keeping it", N_THREADS, || {
            let chunks: Vec<&[CleanRecord]> = clean.chunks(256).collect();
            let n_read = compute_in_order(chunks.len(), |chunk| {
                let entries: Vec<Entry<'_>> = chunks[chunk].iter().map(Entry::of).collect();
                self.assets.classifier.read(&entries).unwrap().len()
            });
            n_read.into_iter().sum::<usize>()
        });
        let plain: Vec<String> = texts.iter().map(|text| text.as_str().to_owned()).collect();
        let documents: Vec<(Document, Vec<RedactedText>)> = clean
            .into_iter()
            .zip(read)
            .map(|(record, read)| {
                let reading = read.reading;
                (Document { record, reading }, read.asides)
            })
            .collect();
        let prepared: Vec<Prepared> = table.measure("encode to index form", 1, || {
            documents
                .iter()
                .map(|(document, asides)| Prepared::of(document, asides))
                .collect()
        });
        drop(documents);
        table.measure("put and commit", N_THREADS, || self.put(prepared));
        table.measure(WHOLE, N_THREADS, || self.ingest());
        table.measure(BARE, N_THREADS, || index_bare(plain));
    }

    fn read(&self) -> Vec<Record> {
        let path = self.folder.path().join("comments.csv");
        let spec = &self.project.sources[0].spec;
        let reader = intake::open(&path, "comments.csv".into(), spec).unwrap();
        reader.map(Result::unwrap).collect()
    }

    fn put(&self, prepared: Vec<Prepared>) {
        let folder = TempDir::new_in(self.folder.path()).unwrap();
        let mut store = Store::create(&folder.path().join("index")).unwrap();
        let mut writer = store.writer(writer_options()).unwrap();
        for document in prepared {
            writer.put(document).unwrap();
        }
        let manifest = Manifest {
            run: 1,
            started: jiff::Timestamp::UNIX_EPOCH,
            seed: 1,
            settings_sha256: String::new(),
            key_fingerprint: String::new(),
            models: Vec::new(),
            files: Vec::new(),
        };
        writer.commit(&manifest).unwrap();
    }

    fn ingest(&self) -> u64 {
        let options = IngestOptions {
            as_of: jiff::Timestamp::UNIX_EPOCH,
            now: jiff::Timestamp::MAX,
            threads: N_THREADS,
            start: Start::Anew,
        };
        let store = ingest(&self.project, &self.assets, options, &()).unwrap();
        assert_eq!(store.n_documents(), N_DOCUMENTS as u64);
        store.n_documents()
    }
}

fn writer_options() -> WriterOptions {
    WriterOptions {
        threads: N_THREADS,
        ..WriterOptions::default()
    }
}

fn text_of(record: &CleanRecord) -> Option<&RedactedText> {
    match &record.body {
        CleanBody::Message(text) => Some(text),
        _ => None,
    }
}

/// One field of text, nothing stored, the analyser that tantivy takes by itself.
fn index_bare(texts: Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT);
    let index = Index::create_in_dir(folder.path(), schema.build()).unwrap();
    let options = writer_options();
    let mut writer: IndexWriter = index
        .writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(options.threads)
                .memory_budget_per_thread(options.memory_bytes / options.threads)
                .build(),
        )
        .unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for line in texts {
        let mut document = TantivyDocument::new();
        document.add_text(text, &line);
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
}

const AS_ONE: &str = "language, sentiment, topics as one";
const WITH_LEARNT: &str = "as one, with learnt topics";
const WHOLE: &str = "whole path: pipeline::ingest";
const BARE: &str = "bare tantivy, one text field";

/// Times of every measured thing, in the order in which they were first measured.
#[derive(Default)]
struct Table {
    order: Vec<&'static str>,
    times: BTreeMap<&'static str, Times>,
}

#[derive(Default)]
struct Times {
    n_threads: usize,
    wall: Vec<Duration>,
    cpu_s: f64,
}

impl Table {
    fn measure<T>(&mut self, name: &'static str, n_threads: usize, work: impl FnOnce() -> T) -> T {
        let (cpu, start) = (cpu_seconds(), Instant::now());
        let result = black_box(work());
        let wall = start.elapsed();
        let cpu = cpu_seconds() - cpu;
        if !self.times.contains_key(name) {
            self.order.push(name);
        }
        let times = self.times.entry(name).or_default();
        times.n_threads = n_threads;
        times.wall.push(wall);
        times.cpu_s += cpu;
        result
    }

    fn print(&self) {
        let bare = &self.times[BARE];
        println!(
            "\n{:<36}{:>8}{:>12}{:>9}{:>12}{:>9}",
            "stage", "threads", "docs/s", "of bare", "CPU µs/doc", "of bare"
        );
        for &name in &self.order {
            let times = &self.times[name];
            println!(
                "{name:<36}{:>8}{:>12.0}{:>9.2}{:>12.2}{:>9.2}",
                times.n_threads,
                as_f64(N_DOCUMENTS) / times.median_s(),
                bare.median_s() / times.median_s(),
                times.cpu_microseconds(),
                bare.cpu_s / times.cpu_s,
            );
        }
        println!();
        self.print_ratio("whole path over bare tantivy", [WHOLE, BARE]);
        self.print_ratio(
            "reading with learnt topics over without",
            [WITH_LEARNT, AS_ONE],
        );
    }

    /// How many documents the first takes in the time in which the second takes one, round by round.
    fn print_ratio(&self, what: &str, [one, other]: [&str; 2]) {
        let [one, other] = [one, other].map(|name| &self.times[name].wall);
        let mut ratios: Vec<f64> = (one.iter().zip(other))
            .map(|(one, other)| other.as_secs_f64() / one.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "{what}, round by round: median {:.2}, {:.2} to {:.2}",
            ratios[ratios.len() / 2],
            ratios[0],
            ratios[ratios.len() - 1],
        );
    }
}

impl Times {
    fn median_s(&self) -> f64 {
        let mut sorted = self.wall.clone();
        sorted.sort_unstable();
        sorted[sorted.len() / 2].as_secs_f64()
    }

    fn cpu_microseconds(&self) -> f64 {
        let n = as_f64(N_DOCUMENTS * self.wall.len());
        self.cpu_s * 1e6 / n
    }
}

/// CPU time of this process so far, ended threads included; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields after the name in brackets, which may hold spaces; user and system time are 14 and 15.
    let Some((_, fields)) = stat.rsplit_once(") ") else {
        return 0.0;
    };
    let ticks = fields.split(' ').skip(11).take(2);
    ticks
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

//! A private folder per test, and the built program to run in it.

use crate::development_data;
use serde_json::Value;
use signaal::simulate::demo::{Options, generate};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with a project in it; removed when dropped.
pub(crate) struct Bench {
    folder: TempDir,
}

/// What a run of the program left.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A small project made like the bundled demo: the same files, fewer customers.
    pub(crate) fn demo() -> Self {
        let bench = Self::new();
        let options = Options {
            n_customers: 400,
            n_truth: 100,
            ..Options::default()
        };
        generate(&options).unwrap().write(bench.path()).unwrap();
        for name in [
            "project.toml",
            "demo.key",
            "policies.toml",
            "schedules.toml",
        ] {
            fs::copy(root().join("data/demo").join(name), bench.path().join(name)).unwrap();
        }
        bench
    }

    /// The project `tests/projects/NAME` with its data file beside it, as `PROJECT` expects them;
    /// `None` with a notice where the data are not at hand.
    pub(crate) fn real(name: &str, data: &str) -> Option<Self> {
        let source = shared(data)?;
        let bench = Self::new();
        let folder = bench.path().join("project/tests/projects").join(name);
        fs::create_dir_all(&folder).unwrap();
        for file in ["project.toml", "taxonomy.toml"] {
            let from = root().join("tests/projects").join(name).join(file);
            fs::copy(from, folder.join(file)).unwrap();
        }
        bench.draw_less(&format!("project/tests/projects/{name}/project.toml"));
        let beside = bench.path().join("shared/data");
        fs::create_dir_all(&beside).unwrap();
        fs::copy(source, beside.join(data)).unwrap();
        Some(bench)
    }

    /// The bundled demo, whole.
    pub(crate) fn whole_demo() -> Self {
        let bench = Self::new();
        copy_folder(&root().join("data/demo"), bench.path());
        bench.draw_less("project.toml");
        bench
    }

    /// Fewer replicates: estimates stay as they are, intervals are rougher, a test is quicker.
    fn draw_less(&self, project: &str) {
        let text = self.read(project);
        self.write(
            project,
            text.replace("replicates = 1000", "replicates = 100"),
        );
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes `text` to a file of the folder.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Text of a file of the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The program, ready to run in the folder with `arguments`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signaal"));
        command
            .current_dir(self.path())
            .env("HOME", self.path().join("home"))
            .env_remove("SIGNAAL_KEY_FILE")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("ORT_DYLIB_PATH")
            .args(arguments);
        command
    }

    /// Runs the program in the folder.
    pub(crate) fn signaal(&self, arguments: &[&str]) -> Outcome {
        outcome(&self.command(arguments).output().unwrap())
    }

    /// Runs the program in the folder and expects success.
    pub(crate) fn succeeds(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.signaal(arguments);
        assert_eq!(
            outcome.code,
            0,
            "signaal {}\n{}\n{}",
            arguments.join(" "),
            outcome.stdout,
            outcome.stderr
        );
        outcome
    }
}

/// What a finished run left.
pub(crate) fn outcome(output: &Output) -> Outcome {
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            if entry.file_name() != "out" {
                copy_folder(&entry.path(), &target);
            }
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A text as JSON.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// What `signaal drivers` says as JSON.
pub(crate) fn studied(bench: &Bench, arguments: &[&str]) -> Value {
    let all = [&["drivers"], arguments, &["--format", "json"]].concat();
    json(&bench.succeeds(&all).stdout)
}

/// A driver of a study.
pub(crate) fn driver<'a>(study: &'a Value, name: &str) -> &'a Value {
    let drivers = study["drivers"].as_array().unwrap();
    drivers.iter().find(|one| one["name"] == name).unwrap()
}

/// A number of a study.
pub(crate) fn number(value: &Value) -> f64 {
    assert!(value.is_number(), "{value} is no number");
    value.as_f64().unwrap()
}

/// Expects a number no further than `band` from another.
pub(crate) fn close(got: &Value, expected: f64, band: f64) {
    let got = number(got);
    assert!((got - expected).abs() <= band, "{got} is not {expected}");
}

/// Root of the project.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the development data, or `None` with a notice where it is not at hand.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    development_data::file(name)
}

/// A small project of one CSV file: ids, Dutch dates, a 0 to 10 score, remarks, customers, segments.
pub(crate) const SMALL_PROJECT: &str = r#"name = "klein"
language = "nl"
time_zone = "Europe/Amsterdam"
outcome = "nps"
output = "out"
[scores.nps]
kind = "nps"
[[source]]
name = "enquete"
kind = "feedback"
files = "data*.csv"
[source.columns]
id = "id"
customer = "klant"
at = "datum"
text = "opmerking"
[source.scores]
nps = "nps"
[source.facets]
segment = "segment"
[privacy]
key_file = "test.key"
[analysis]
controls = ["segment"]
min_mentions = 5
replicates = 100
"#;

/// `n` rows for [`SMALL_PROJECT`], header first; row `i` is of customer `K{i % 20}`.
pub(crate) fn small_rows(n: usize) -> String {
    const REMARKS: [&str; 5] = [
        "Lang wachten aan de telefoon, echt slecht",
        "Prima geholpen door een vriendelijke medewerker",
        "De factuur klopt weer niet",
        "Storing, al drie dagen geen internet",
        "Gaat wel",
    ];
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    for i in 0..n {
        let (day, month) = (1 + i % 28, 1 + i % 3);
        let score = (i * 7 + i / 5) % 11;
        let remark = REMARKS[i % REMARKS.len()];
        let segment = if i % 3 == 0 { "zakelijk" } else { "thuis" };
        let _ = writeln!(
            text,
            "{i};{day:02}-{month:02}-2026;{score};\"{remark}\";K{};{segment}",
            i % 20
        );
    }
    text
}

impl Bench {
    /// [`SMALL_PROJECT`] with sixty rows.
    pub(crate) fn small() -> Self {
        let bench = Self::new();
        bench.write("project.toml", SMALL_PROJECT);
        bench.write("data.csv", small_rows(60));
        bench
    }

    /// Runs the program in the folder, expects exit code `code` and an error of the agreed form:
    /// what happened, a hint, no debug output.
    pub(crate) fn fails(&self, code: i32, arguments: &[&str]) -> Outcome {
        let outcome = self.signaal(arguments);
        let said = &outcome.stderr;
        assert_eq!(outcome.code, code, "{arguments:?}\n{said}");
        let errors: Vec<&str> = said.lines().filter(|l| l.starts_with("error: ")).collect();
        assert_eq!(errors.len(), 1, "{arguments:?}\n{said}");
        assert!(said.contains("hint: "), "{arguments:?}\n{said}");
        for dump in ["panicked", "RUST_BACKTRACE", " { ", "Os {", "Some("] {
            assert!(!said.contains(dump), "{arguments:?} dumps {dump}\n{said}");
        }
        outcome
    }

    /// Number of documents that a query finds.
    pub(crate) fn n_found(&self, query: &str) -> u64 {
        let said = self
            .succeeds(&["search", query, "-p", "project.toml", "--quiet"])
            .stdout;
        let last = said.lines().last().unwrap();
        last.split(' ').nth(2).unwrap().parse().unwrap()
    }

    /// Files of the folder, at any depth, that hold `needle`, whatever its case.
    pub(crate) fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if holds(&fs::read(&path).unwrap(), needle) {
                    found.push(path.strip_prefix(self.path()).unwrap().to_path_buf());
                }
            }
        }
        found.sort();
        found
    }
}

/// Whether `bytes` hold `needle`, whatever its case.
pub(crate) fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

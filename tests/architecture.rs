//! Keeps the import rules of `ARCHITECTURE.md` true. Standard library only; it reads text, not syntax.

use std::{collections::BTreeSet, fs, path::Path};

/// Heavy dependencies and the only rooms that may name them.
const OWNERS: &[(&str, &str)] = &[
    ("tantivy", "store"),
    ("ndarray", "stats drivers study encode classify learn"),
    ("ort", "encode"),
    ("tokenizers", "encode weights"),
    ("rust_bert", "encode"),
    ("tch", "encode"),
    ("rayon", "stats pipeline"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("anyhow", "cli"),
    ("calamine", "intake"),
    ("parquet", "intake report"),
    ("rust_xlsxwriter", "report"),
    ("maud", "report"),
    ("plotly", "report"),
    ("whatlang", "language"),
    ("toml", "config classify study"),
];

/// Accessors that may be named in one room only, beside the file that defines them.
const LOCKED: &[(&str, &str, &str)] = &[
    ("expose_to_privacy", "privacy", "src/record/raw.rs"),
    ("read_back_by_store", "store", "src/privacy/text.rs"),
];

/// No file is longer than this; the usual size is 100 to 400 lines.
const MAX_LINES: usize = 600;

/// Every room with the rooms it may import, upstream first: the table of `ARCHITECTURE.md`.
fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let rooms: Vec<(String, BTreeSet<String>)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| {
            let (room, rest) = line.split_once('`').unwrap();
            let imports = rest
                .trim_end_matches([' ', '|'])
                .rsplit('|')
                .next()
                .unwrap();
            let imports = imports
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| name != "–")
                .collect();
            (room.to_owned(), imports)
        })
        .collect();
    assert!(rooms.len() > 10, "the table of rooms has moved");
    rooms
}

#[test]
fn rooms_import_only_upstream_rooms() {
    let rooms = rooms();
    let mut seen = BTreeSet::new();
    for (room, allowed) in &rooms {
        for name in allowed {
            assert!(
                seen.contains(name.as_str()),
                "{room} lists {name}, which is not upstream of it"
            );
        }
        seen.insert(room.as_str());
    }

    let mut faults = Vec::new();
    for (room, allowed) in &rooms {
        let mut used_rooms: BTreeSet<String> = BTreeSet::new();
        each_source(Path::new("src").join(room).as_path(), &mut |path, text| {
            for (number, line) in code_lines(text) {
                if line.contains("crate::{") || line.contains("super::super::") {
                    faults.push(format!(
                        "{path}:{number}: name one room per `use crate::` line"
                    ));
                }
                for used in names_after(line, "crate::") {
                    if seen.contains(used) && used != room {
                        used_rooms.insert(used.to_owned());
                    }
                    if seen.contains(used) && used != room && !allowed.contains(used) {
                        faults.push(format!("{path}:{number}: {room} may not import {used}"));
                    }
                }
                for (dependency, owners) in OWNERS {
                    if names_crate(line, dependency)
                        && !owners.split_whitespace().any(|owner| owner == room)
                    {
                        faults.push(format!("{path}:{number}: {dependency} belongs to {owners}"));
                    }
                }
            }
            if text.lines().count() > MAX_LINES {
                faults.push(format!("{path}: longer than {MAX_LINES} lines"));
            }
        });
        for idle in allowed.difference(&used_rooms) {
            faults.push(format!(
                "{room} may import {idle} and does not: take it out of the table"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_is_a_listed_room() {
    let known: BTreeSet<String> = rooms().into_iter().map(|(room, _)| room).collect();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                known.contains(name.as_str()),
                "src/{name} is missing from ARCHITECTURE.md"
            );
        }
    }
}

#[test]
fn raw_text_never_passes_privacy() {
    let mut faults = Vec::new();
    for (accessor, room, home) in LOCKED {
        each_source(Path::new("src"), &mut |path, text| {
            let inside = path.starts_with(&format!("src/{room}/"));
            if !inside && path != *home && text.contains(accessor) {
                faults.push(format!("{path}: {accessor} belongs to {room}"));
            }
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every file that README and ARCHITECTURE link to, and every path in backticks there, exists.
#[test]
fn what_the_documents_name_is_there() {
    let mut faults = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(document).unwrap();
        let links = text.match_indices("](").map(|(at, _)| &text[at + 2..]);
        for link in links.filter_map(|rest| rest.split(')').next()) {
            if !link.starts_with("http") && !Path::new(link).exists() {
                faults.push(format!("{document} links to {link}"));
            }
        }
        for path in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "tests/", "docs/", "models/", "data/", "benches/"]
                .iter()
                .any(|folder| path.starts_with(folder));
            let made_by_a_run = path.starts_with("data/demo/out");
            if is_path && !made_by_a_run && !path.contains(' ') && !Path::new(path).exists() {
                faults.push(format!("{document} names {path}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn each_source(folder: &Path, visit: &mut dyn FnMut(&str, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_source(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path.to_string_lossy(), &fs::read_to_string(&path).unwrap());
        }
    }
}

/// Numbered lines, comments left out.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
}

/// Whether `line` holds `dependency::` as a whole word (`ort::`, but not `report::`).
fn names_crate(line: &str, dependency: &str) -> bool {
    line.match_indices(&format!("{dependency}::"))
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The identifiers that directly follow `prefix` in `line`.
fn names_after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).map(move |(at, _)| {
        let rest = &line[at + prefix.len()..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

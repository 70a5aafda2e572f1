//! Keeps the import rules of `ARCHITECTURE.md` true. Standard library only; it reads text, not syntax.

use std::{collections::BTreeSet, fs, path::Path};

/// Every room, upstream first, with the rooms it may import.
const ROOMS: &[(&str, &str)] = &[
    ("units", ""),
    ("record", "units"),
    ("stats", "units"),
    ("intake", "units record"),
    ("privacy", "units record"),
    ("language", "units record privacy"),
    ("encode", "record privacy"),
    ("classify", "record units privacy language encode"),
    (
        "learn",
        "record units stats privacy language encode classify",
    ),
    ("store", "record units privacy"),
    ("drivers", "units stats"),
    ("signals", "record units stats drivers"),
    ("findings", "record units drivers signals"),
    (
        "config",
        "units record stats intake privacy language encode classify learn store drivers signals",
    ),
    ("simulate", "record units stats"),
    (
        "report",
        "units record intake drivers signals findings",
    ),
    (
        "pipeline",
        "units record stats intake privacy language encode classify learn store drivers signals findings config report",
    ),
    (
        "cli",
        "units record intake privacy classify learn store config pipeline simulate findings report",
    ),
];

/// Heavy dependencies and the only rooms that may name them.
const OWNERS: &[(&str, &str)] = &[
    ("tantivy", "store"),
    ("ndarray", "stats drivers encode classify learn"),
    ("rayon", "stats pipeline"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("anyhow", "cli"),
    ("calamine", "intake"),
    ("parquet", "intake report"),
    ("rust_xlsxwriter", "report"),
    ("maud", "report"),
    ("whatlang", "language"),
    ("toml", "config classify"),
];

/// Accessors that may be named in one room only, beside the file that defines them.
const LOCKED: &[(&str, &str, &str)] = &[
    ("expose_to_privacy", "privacy", "src/record/raw.rs"),
    ("read_back_by_store", "store", "src/privacy/text.rs"),
];

/// No file is longer than this; the usual size is 100 to 400 lines.
const MAX_LINES: usize = 600;

#[test]
fn rooms_import_only_upstream_rooms() {
    let mut seen = BTreeSet::new();
    for (room, allowed) in ROOMS {
        for name in allowed.split_whitespace() {
            assert!(
                seen.contains(name),
                "{room} lists {name}, which is not upstream of it"
            );
        }
        seen.insert(*room);
    }

    let mut faults = Vec::new();
    for (room, allowed) in ROOMS {
        let allowed: BTreeSet<&str> = allowed.split_whitespace().collect();
        each_source(Path::new("src").join(room).as_path(), &mut |path, text| {
            for (number, line) in code_lines(text) {
                if line.contains("crate::{") || line.contains("super::super") {
                    faults.push(format!(
                        "{path}:{number}: name one room per `use crate::` line"
                    ));
                }
                for used in names_after(line, "crate::") {
                    if seen.contains(used) && used != *room && !allowed.contains(used) {
                        faults.push(format!("{path}:{number}: {room} may not import {used}"));
                    }
                }
                for (dependency, owners) in OWNERS {
                    if names_crate(line, dependency)
                        && !owners.split_whitespace().any(|owner| owner == *room)
                    {
                        faults.push(format!("{path}:{number}: {dependency} belongs to {owners}"));
                    }
                }
            }
            if text.lines().count() > MAX_LINES {
                faults.push(format!("{path}: longer than {MAX_LINES} lines"));
            }
        });
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_is_a_listed_room() {
    let known: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                known.contains(name.as_str()),
                "src/{name} is missing from ROOMS"
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

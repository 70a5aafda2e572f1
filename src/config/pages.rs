use super::problem::Problems;
use super::section::Section;
use crate::findings::Part;
use crate::record::LanguageTag;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A page that a project wants beside the usual ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSettings {
    /// For whom it is.
    pub reader: Reader,
    /// Its file: `.html` or `.md`, in the output folder.
    pub file: PathBuf,
    /// Title; the name of the project if absent.
    pub title: Option<String>,
    /// Language; that of the project if absent.
    pub language: Option<LanguageTag>,
    /// Query that chooses the respondents it is about; all if absent.
    pub filter: Option<String>,
    /// Period that it is about; everything if absent.
    pub period: Option<String>,
    /// Who takes up the topics of a team page.
    pub owner: Option<String>,
    /// Patterns of topics of a team page; all if empty.
    pub topics: Vec<String>,
    /// Parts of an analyst's page, in order; all if empty.
    pub parts: Vec<Part>,
}

/// For whom a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Five numbers, the trend, and what is to be decided.
    Board,
    /// Everything, with evidence and method.
    Analyst,
    /// The topics of one team.
    Team,
}

/// Reads every `[[report]]`; files are those of `folder`.
pub(super) fn read_pages(
    root: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> Vec<PageSettings> {
    let mut files = BTreeSet::new();
    let mut pages = Vec::new();
    for mut section in root.sections("report", problems) {
        let page = read_page(&mut section, folder, problems);
        if let Some(page) = page {
            if !files.insert(page.file.clone()) {
                let said = "another report has the same file";
                problems.note(section.at_key("file"), section.key("file"), said);
            }
            pages.push(page);
        }
        section.finish(problems);
    }
    pages
}

/// Files that a run writes anyway.
const TAKEN: [&str; 4] = ["report.html", "report.md", "board.html", "explore.html"];

fn read_page(
    section: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> Option<PageSettings> {
    let readers = [
        ("board", Reader::Board),
        ("analyst", Reader::Analyst),
        ("team", Reader::Team),
    ];
    if !section.has("reader") {
        section.required_text("reader", "\"team\"", problems);
    }
    let reader = section.choice("reader", &readers, problems);
    let file = section.required_text("file", "\"team-network.html\"", problems);
    if let Some(file) = &file {
        let has_form = matches!(
            Path::new(file).extension().and_then(|form| form.to_str()),
            Some("html" | "md")
        );
        let is_inside = Path::new(file).components().count() == 1;
        if !has_form || !is_inside || TAKEN.contains(&file.as_str()) {
            problems.note(
                section.at_key("file"),
                section.key("file"),
                "expected the name of a file in the output folder that ends in .html or .md and is not report.html, report.md, board.html or explore.html",
            );
        }
    }
    let names = Part::ALL.map(Part::as_str);
    let mut parts = Vec::new();
    for name in section.texts("parts", problems) {
        match Part::ALL.into_iter().find(|part| part.as_str() == name) {
            Some(part) => parts.push(part),
            None => problems.note_with_hint(
                section.at_key("parts"),
                section.key("parts"),
                format!("unknown part \"{name}\""),
                Some(format!("use one of: {}", names.join(", "))),
            ),
        }
    }
    let languages = [("nl", LanguageTag::Nl), ("en", LanguageTag::En)];
    let page = PageSettings {
        title: section.text("title", problems),
        language: section.choice("language", &languages, problems),
        filter: section.text("where", problems),
        period: section.text("period", problems),
        owner: section.text("owner", problems),
        topics: section.texts("topics", problems),
        parts,
        reader: reader?,
        file: folder.join(file?),
    };
    for (key, is_given, reader) in [
        ("owner", page.owner.is_some(), Reader::Team),
        ("topics", !page.topics.is_empty(), Reader::Team),
        ("parts", !page.parts.is_empty(), Reader::Analyst),
    ] {
        if is_given && page.reader != reader {
            let said = "this reader has no such choice";
            problems.note(section.at_key(key), section.key(key), said);
        }
    }
    Some(page)
}

use super::results::{Found, put};
use super::{Error, Observer, Period, Selection, analyse, board};
use crate::classify::Taxonomy;
use crate::config::{PageSettings, Project, Reader};
use crate::findings::{Findings, Further, Part};
use crate::record::{LanguageTag, TopicId};
use crate::report::{self, HtmlOptions, Language};
use crate::signals::TopicName;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::borrow::Cow;
use std::path::PathBuf;

/// Parts of the page of a team: its topics, and what customers say of them.
const OF_A_TEAM: [Part; 5] = [
    Part::Ranking,
    Part::Priorities,
    Part::Trend,
    Part::Evidence,
    Part::Unranked,
];

/// Writes every page that the project declares; one about a part of the archive is analysed for itself.
pub(super) fn write_pages(
    found: &Found<'_>,
    language: Language,
    observer: &dyn Observer,
) -> Result<Vec<PathBuf>, Error> {
    refuse_empty_teams(found.project, found.assets.classifier.taxonomy())?;
    let mut written = Vec::new();
    for page in &found.project.pages {
        let language = match page.language {
            Some(LanguageTag::Nl) => Language::Nl,
            Some(LanguageTag::En) => Language::En,
            _ => language,
        };
        let findings = about(page, found, observer)?;
        put(
            &page.file,
            &text(page, &findings, &found.project.name, language),
        )?;
        written.push(page.file.clone());
    }
    Ok(written)
}

/// What the page is about: everything, or what its filter and period leave.
fn about<'a>(
    page: &PageSettings,
    found: &Found<'a>,
    observer: &dyn Observer,
) -> Result<Cow<'a, Findings>, Error> {
    let mut findings = if page.filter.is_none() && page.period.is_none() {
        Cow::Borrowed(found.findings)
    } else {
        let selection = Selection {
            filter: page.filter.clone(),
            period: page.period.as_deref().map(Period::parse).transpose()?,
        };
        let mut part = analyse(
            found.project,
            found.assets,
            found.store,
            &selection,
            observer,
        )?;
        part.further.frozen_model = found.findings.further.frozen_model.beside_a_part();
        Cow::Owned(part)
    };
    if page.reader == Reader::Team {
        keep_topics(findings.to_mut(), page, found.project)?;
    }
    Ok(findings)
}

/// Keeps the topics of a team: those that match its patterns and those it is stated to own.
fn keep_topics(
    findings: &mut Findings,
    page: &PageSettings,
    project: &Project,
) -> Result<(), Error> {
    if page.topics.is_empty() && page.owner.is_none() {
        return Ok(());
    }
    let topics = TopicsOfTeam::new(page, project)?;
    let is_kept = |topic: &TopicName| topics.hold(&topic.id);
    findings.signals.retain(|signal| is_kept(&signal.topic));
    findings.unranked.retain(|topic| is_kept(&topic.topic));
    if let Some(found) = &mut findings.priorities {
        found.keep_topics(is_kept);
    }
    findings.further = Further {
        subjects: Vec::new(),
        journey: None,
        ..std::mem::take(&mut findings.further)
    };
    let named = page.owner.iter().chain(&page.topics).cloned();
    findings.subset.team = Some(named.collect::<Vec<String>>().join(", "));
    Ok(())
}

/// The topics of the page of a team.
struct TopicsOfTeam<'p> {
    patterns: GlobSet,
    owned: Vec<&'p TopicId>,
}

impl<'p> TopicsOfTeam<'p> {
    fn new(page: &PageSettings, project: &'p Project) -> Result<Self, Error> {
        let wrong = |topic: String| Error::UnknownTopic {
            key: "report.topics",
            topic,
        };
        let mut patterns = GlobSetBuilder::new();
        for pattern in &page.topics {
            patterns.add(Glob::new(pattern).map_err(|_| wrong(pattern.clone()))?);
        }
        let stated = project.priorities.iter();
        Ok(Self {
            patterns: patterns
                .build()
                .map_err(|_| wrong(page.topics.join(", ")))?,
            owned: stated
                .flat_map(|settings| &settings.stakes.topics)
                .filter(|(_, stated)| page.owner.is_some() && stated.owner == page.owner)
                .map(|(topic, _)| topic)
                .collect(),
        })
    }

    fn hold(&self, topic: &TopicId) -> bool {
        self.patterns.is_match(topic.as_str()) || self.owned.contains(&topic)
    }
}

/// Refuses pages of a team that no topic of the taxonomy can stand on: a name or a pattern is mistyped.
///
/// # Errors
///
/// [`Error::UnknownTopic`] with the pattern, [`Error::NobodyOwns`] with the owner.
pub(super) fn refuse_empty_teams(project: &Project, taxonomy: &Taxonomy) -> Result<(), Error> {
    let of_teams = project.pages.iter();
    for page in of_teams.filter(|page| page.reader == Reader::Team) {
        for pattern in &page.topics {
            let only = PageSettings {
                topics: vec![pattern.clone()],
                owner: None,
                ..page.clone()
            };
            let topics = TopicsOfTeam::new(&only, project)?;
            if !taxonomy.topics().iter().any(|topic| topics.hold(&topic.id)) {
                return Err(Error::UnknownTopic {
                    key: "report.topics",
                    topic: pattern.clone(),
                });
            }
        }
        if let Some(owner) = &page.owner
            && TopicsOfTeam::new(page, project)?.owned.is_empty()
        {
            return Err(Error::NobodyOwns {
                owner: owner.clone(),
            });
        }
    }
    Ok(())
}

fn text(page: &PageSettings, findings: &Findings, project: &str, language: Language) -> String {
    let title = page.title.as_deref().unwrap_or(project);
    let is_markdown = page.file.extension().is_some_and(|form| form == "md");
    match (page.reader, is_markdown) {
        (Reader::Board, true) => {
            report::board_markdown(findings, &board(findings), title, language)
        }
        (Reader::Board, false) => {
            report::board_html(findings, &board(findings), title, "report.html", language)
        }
        (reader @ (Reader::Analyst | Reader::Team), _) => {
            let options = HtmlOptions {
                language,
                title: Some(title.to_owned()),
                made_on: None,
                parts: match reader {
                    Reader::Team => OF_A_TEAM.to_vec(),
                    Reader::Analyst | Reader::Board => page.parts.clone(),
                },
            };
            if is_markdown {
                report::markdown_page(findings, &options)
            } else {
                report::html(findings, &options)
            }
        }
    }
}

use super::alerts::read_alerts;
use super::classify::{ClassifySettings, read_classify};
use super::driver_model::{DriverModelSettings, read_driver_model};
use super::journey::{JourneySettings, read_journey};
use super::limits::{Limits, read_limits};
use super::pages::{PageSettings, read_pages};
use super::population::Pooling;
use super::priorities::{PrioritySettings, read_own_side};
use super::problem::{Error, Problems, SettingsFile};
use super::readiness::{ReadinessSettings, read_readiness};
use super::score::{DeclaredScore, changes_of, read_scores};
use super::section::Section;
use super::service_levels::{ServiceLevelSettings, read_service_levels};
use super::settings::{parse_settings, read_settings};
use super::source::{Declared, Source, read_source, read_time_zone};
use crate::privacy::{self, BusinessNumbers};
use crate::record::{LanguageTag, Scale, ScoreName};
use crate::signals::alerts::AlertOptions;
use crate::signals::{self, Silence};
use crate::units::Probability;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A project as its file declares it, paths resolved.
#[derive(Debug, Clone)]
pub struct Project {
    /// The project file.
    pub file: PathBuf,
    /// Folder of the project file; every path in it is relative to this.
    pub folder: PathBuf,
    /// Name of the project.
    pub name: String,
    /// Language of reports.
    pub language: LanguageTag,
    /// Zone of naive times and of months in trends; UTC if absent.
    pub time_zone: Option<TimeZone>,
    /// Folder of results and index.
    pub output: PathBuf,
    /// The score to explain.
    pub outcome: Option<ScoreName>,
    /// Declared scores.
    pub scores: BTreeMap<ScoreName, Scale>,
    /// First days on which a score has another scale or question: what lies before cannot be compared with it.
    pub score_changes: BTreeMap<ScoreName, Vec<jiff::civil::Date>>,
    /// Declared sources, in the order of the file.
    pub sources: Vec<Source>,
    /// Taxonomy file; the built-in one if absent.
    pub taxonomy: Option<PathBuf>,
    /// What reads beside the taxonomy.
    pub classify: ClassifySettings,
    /// Privacy settings.
    pub privacy: PrivacySettings,
    /// Fields held constant when topics are compared.
    pub controls: Vec<String>,
    /// Whether customers and employees, or surveys of different scope, may be averaged.
    pub pooling: Pooling,
    /// How signals are ranked.
    pub ranking: signals::Options,
    /// File with counts of right and wrong readings; none are corrected if absent.
    pub label_card: Option<PathBuf>,
    /// What the organisation states about its own side, where it does.
    pub priorities: Option<PrioritySettings>,
    /// The stages of the customers' journey, where they are declared.
    pub journey: Option<JourneySettings>,
    /// A frozen driver model that runs measure with.
    pub driver_model: Option<DriverModelSettings>,
    /// How rises are looked for.
    pub alerts: AlertOptions,
    /// Promises about time, where the project has any.
    pub service_levels: Option<ServiceLevelSettings>,
    /// What is stated of the readiness to measure.
    pub readiness: ReadinessSettings,
    /// Pages beside the usual ones.
    pub pages: Vec<PageSettings>,
    /// How much a run bears.
    pub limits: Limits,
}

/// Privacy settings of a project.
#[derive(Debug, Clone, Default)]
pub struct PrivacySettings {
    /// File with the key of pseudonyms.
    pub key_file: Option<PathBuf>,
    /// What the redactor masks.
    pub redaction: privacy::Options,
    /// Phrases that mark canned text, such as a disclaimer.
    pub canned_text: Vec<String>,
}

impl Project {
    /// Reads a project file and reports everything that is wrong with it at once.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every problem.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let text = read_settings(SettingsFile::Project, file)?;
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
            .to_path_buf();
        Self::parse(&text, file.to_path_buf(), folder)
    }

    /// A path as the project file writes it, from where the program runs.
    pub fn within(&self, path: &str) -> PathBuf {
        within(&self.folder, path)
    }

    /// Folder of the index.
    pub fn index_folder(&self) -> PathBuf {
        self.output.join("index")
    }

    fn parse(text: &str, file: PathBuf, folder: PathBuf) -> Result<Self, Error> {
        let place = file.clone();
        parse_settings((SettingsFile::Project, &place), text, |root, problems| {
            Some(Self::read(root, file, folder, problems))
        })
    }

    fn read(
        root: &mut Section<'_, '_>,
        file: PathBuf,
        folder: PathBuf,
        problems: &mut Problems<'_>,
    ) -> Self {
        let name = root
            .required_text("name", "\"my project\"", problems)
            .unwrap_or_default();
        let language = root
            .choice(
                "language",
                &[("nl", LanguageTag::Nl), ("en", LanguageTag::En)],
                problems,
            )
            .unwrap_or(LanguageTag::Nl);
        let time_zone = read_time_zone(root, problems);
        let output = read_output(root, &folder, problems);
        let taxonomy = root
            .text("taxonomy", problems)
            .map(|path| within(&folder, &path));
        let scores = root
            .section("scores", problems)
            .map(|section| read_scores(&section, problems))
            .unwrap_or_default();
        let outcome = read_outcome(root, &scores, problems);
        let sources = read_sources(
            root,
            &Declared {
                scores: &scores,
                time_zone: time_zone.as_ref(),
            },
            problems,
        );
        let privacy = root
            .section("privacy", problems)
            .map(|mut section| {
                let settings = read_privacy(&mut section, &folder, problems);
                section.finish(problems);
                settings
            })
            .unwrap_or_default();
        let mut controls = Vec::new();
        let mut ranking = signals::Options::default();
        let mut label_card = None;
        let mut pooling = Pooling::Apart;
        if let Some(mut section) = root.section("analysis", problems) {
            controls = section.texts("controls", problems);
            ranking = read_ranking(&mut section, problems);
            if section.flag("pool", problems) == Some(true) {
                pooling = Pooling::Together;
            }
            label_card = section
                .text("label_card", problems)
                .map(|path| within(&folder, &path));
            section.finish(problems);
        }
        let priorities = read_own_side(root, &sources, &mut ranking, problems);
        let service_levels = root
            .section("service_levels", problems)
            .and_then(|mut section| {
                let scale = outcome.as_ref().and_then(|name| scores.get(name));
                let scale = scale.map(|declared| &declared.scale);
                let settings = read_service_levels(&mut section, &folder, scale, problems);
                section.finish(problems);
                settings
            });
        let readiness = |section: &mut Section<'_, '_>, problems: &mut Problems<'_>| {
            read_readiness(section, &folder, problems)
        };
        let readiness = settings(root, "readiness", readiness, problems);
        let pages = read_pages(root, &output, problems);
        let alerts = settings(root, "alerts", read_alerts, problems);
        let limits = settings(root, "limits", read_limits, problems);
        Self {
            classify: read_classify(root, &folder, problems),
            journey: read_journey(root, &privacy.redaction.pseudonymous_facets, problems),
            driver_model: read_driver_model(root, &folder, problems),
            file,
            folder,
            name,
            language,
            time_zone,
            output,
            outcome,
            score_changes: changes_of(&scores),
            scores: scores
                .into_iter()
                .map(|(name, declared)| (name, declared.scale))
                .collect(),
            sources,
            taxonomy,
            privacy,
            controls,
            pooling,
            ranking,
            label_card,
            priorities,
            alerts,
            service_levels,
            readiness,
            pages,
            limits,
        }
    }
}

/// Folder of results and index.
fn read_output(root: &mut Section<'_, '_>, folder: &Path, problems: &mut Problems<'_>) -> PathBuf {
    let output = root.text("output", problems);
    within(folder, output.as_deref().unwrap_or("out"))
}

/// Reads a section of settings that all have a usual value.
pub(super) fn settings<T: Default>(
    root: &mut Section<'_, '_>,
    key: &'static str,
    read: impl FnOnce(&mut Section<'_, '_>, &mut Problems<'_>) -> T,
    problems: &mut Problems<'_>,
) -> T {
    let Some(mut section) = root.section(key, problems) else {
        return T::default();
    };
    let settings = read(&mut section, problems);
    section.finish(problems);
    settings
}

/// `path` relative to `folder`, without a `./` that nobody wrote.
pub(super) fn within(folder: &Path, path: &str) -> PathBuf {
    if folder == Path::new(".") {
        PathBuf::from(path)
    } else {
        folder.join(path)
    }
}

fn read_outcome(
    root: &mut Section<'_, '_>,
    scores: &BTreeMap<ScoreName, DeclaredScore>,
    problems: &mut Problems<'_>,
) -> Option<ScoreName> {
    let at = root.at_key("outcome");
    let outcome = ScoreName::new(root.text("outcome", problems)?);
    if scores.contains_key(&outcome) {
        return Some(outcome);
    }
    problems.note_with_hint(
        at,
        "outcome",
        format!("no score \"{outcome}\" is declared"),
        Some(format!(
            "add [scores.{outcome}] with low, high and best (which end is good)"
        )),
    );
    None
}

fn read_sources(
    root: &mut Section<'_, '_>,
    declared: &Declared<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut names = BTreeSet::new();
    let sections = root.sections("source", problems);
    if sections.is_empty() {
        problems.note_with_hint(
            0,
            "source",
            "no source is declared",
            Some(
                "add [[source]] with name, kind and files; `signaal init FILES` proposes one"
                    .to_owned(),
            ),
        );
    }
    for mut section in sections {
        if let Some(source) = read_source(&mut section, declared, problems) {
            if !names.insert(source.spec.name.as_str().to_owned()) {
                problems.note(
                    section.at_key("name"),
                    section.key("name"),
                    format!("a second source is named \"{}\"", source.spec.name),
                );
            }
            sources.push(source);
        }
        section.finish(problems);
    }
    sources
}

fn read_privacy(
    section: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> PrivacySettings {
    let mut redaction = privacy::Options::default();
    if section.flag("keep_business_numbers", problems) == Some(false) {
        redaction.business_numbers = BusinessNumbers::Mask;
    }
    redaction.pseudonymous_facets = section.texts("pseudonymous_facets", problems);
    PrivacySettings {
        key_file: section
            .text("key_file", problems)
            .map(|path| within(folder, &path)),
        redaction,
        canned_text: section.texts("canned_text", problems),
    }
}

fn read_ranking(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> signals::Options {
    let mut options = signals::Options::default();
    if let Some(fraction) = section.number("fraction_removed", problems) {
        if fraction > 0.0 && fraction <= 1.0 {
            options.fraction_removed = fraction;
        } else {
            problems.note(
                section.at_key("fraction_removed"),
                section.key("fraction_removed"),
                "expected a part above 0 and up to 1",
            );
        }
    }
    if let Some(level) = section.number("level", problems) {
        match Probability::new(level) {
            Ok(level) if level > Probability::MIN && level < Probability::MAX => {
                options.level = level;
            }
            _ => problems.note(
                section.at_key("level"),
                section.key("level"),
                "expected a probability between 0 and 1, such as 0.95",
            ),
        }
    }
    if let Some(least) = section.count("min_mentions", problems) {
        if least < 5 {
            problems.note(
                section.at_key("min_mentions"),
                section.key("min_mentions"),
                "expected at least 5: fewer respondents cannot carry an estimate",
            );
        } else {
            options.min_mentions = least;
        }
    }
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    if let Some(n) = section.count("replicates", problems) {
        if n < 100 {
            problems.note(
                section.at_key("replicates"),
                section.key("replicates"),
                "expected at least 100 replicates for an interval",
            );
        } else {
            options.n_replicates = size(n);
        }
    }
    if let Some(silence) = section.choice(
        "selection",
        &[
            ("weights", Silence::Represented),
            ("none", Silence::NotMentioning),
        ],
        problems,
    ) {
        options.silence = silence;
    }
    if let Some(seed) = section.count("seed", problems) {
        options.seed = seed;
    }
    if let Some(n) = section.count("quotes", problems) {
        options.n_quotes = size(n);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TopicId;

    const GOOD: &str = r#"
name = "shop"
outcome = "nps"
time_zone = "Europe/Amsterdam"

[scores.nps]
kind = "nps"
missing = ["99"]

[[source]]
name = "surveys"
kind = "survey"
files = "*.csv"
[source.columns]
id = "response_id"
text = "comment"
[source.scores]
nps = "score"
"#;

    fn parse(text: &str) -> Result<Project, Error> {
        Project::parse(text, PathBuf::from("shop.toml"), PathBuf::from("."))
    }

    fn problems(text: &str) -> Vec<String> {
        match parse(text) {
            Ok(_) => Vec::new(),
            Err(Error::Wrong { problems, .. }) => {
                problems.iter().map(ToString::to_string).collect()
            }
            Err(error) => vec![error.to_string()],
        }
    }

    #[test]
    fn a_project_file_is_read_with_its_scales_and_columns() {
        let project = parse(GOOD).unwrap();
        assert_eq!(project.outcome, Some(ScoreName::new("nps")));
        assert_eq!(project.sources[0].spec.columns.scores[0].missing, ["99"]);
        assert!(project.sources[0].spec.times.time_zone.is_some());
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_line() {
        let bad = GOOD
            .replace("kind = \"survey\"", "kind = \"enquete\"")
            .replace("outcome = \"nps\"", "outcom = \"nps\"")
            .replace("nps = \"score\"", "csat = \"score\"")
            .replace("Europe/Amsterdam", "Europe/Amsterdan");
        let found = problems(&bad);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("line 3: outcom: unknown key"));
        assert!(found[0].contains("did you mean `outcome`?"));
        assert!(found[1].starts_with("line 4: time_zone: unknown time zone"));
        assert!(found[2].contains("unknown value \"enquete\""));
        assert!(found[3].contains("this score is not declared"));
    }

    #[test]
    fn silence_and_the_card_of_labels_are_read() {
        let with =
            |line: &str| GOOD.replace("[[source]]", &format!("[analysis]\n{line}\n[[source]]"));
        assert_eq!(parse(GOOD).unwrap().ranking.silence, Silence::Represented);
        let project = parse(&with("selection = \"none\"\nlabel_card = \"card.json\"")).unwrap();
        assert_eq!(project.ranking.silence, Silence::NotMentioning);
        assert_eq!(project.label_card, Some(PathBuf::from("card.json")));
        let found = problems(&with("selection = \"ipw\""));
        assert!(found[0].contains("use one of: weights, none"), "{found:?}");
    }

    #[test]
    fn the_side_of_the_organisation_is_read_and_its_faults_placed() {
        let with =
            |lines: &str| GOOD.replace("[[source]]", &format!("[priorities]\n{lines}\n[[source]]"));
        let stated = "value_per_point = [800, 1_000, 1500]\n[[priorities.topic]]\nid = \"price\"\n\
                      fraction_removed = 0.3\navoidable = [0.1, 0.2, 0.4]\nowner = \"Sales\"";
        let project = parse(&with(stated)).unwrap();
        let price = TopicId::new("price");
        assert_eq!(
            project.ranking.fraction_removed_of(&price).to_bits(),
            0.3_f64.to_bits()
        );
        let settings = project.priorities.unwrap();
        assert_eq!(
            settings.stakes.topics[&price].owner.as_deref(),
            Some("Sales")
        );
        let mean = settings.stakes.value_per_point.unwrap().mean();
        assert!((mean - 1_100.0).abs() < 1e-9);
        for (lines, expected) in [
            ("weighting = \"strategic\"", "no outcome point has a value"),
            ("cost_per_hour = [3, 2, 1]", "in that order"),
            ("cost_per_hour = [3, 2]", "one number or three, found 2"),
            (
                "contact_sources = \"calls\"",
                "no source is named \"calls\"",
            ),
            (
                "weights = { customer = 0.8 }",
                "only the balanced weighting has weights",
            ),
            (
                "[[priorities.topic]]\nid = \"a\"\navoidable = 20",
                "expected parts from 0 to 1",
            ),
            (
                "[[priorities.topic]]\nid = \"a\"\n[[priorities.topic]]\nid = \"a\"",
                "a second time",
            ),
        ] {
            let found = problems(&with(lines));
            assert_eq!(found.len(), 1, "{lines}: {found:#?}");
            assert!(found[0].contains(expected), "{lines}: {found:#?}");
        }
    }

    #[test]
    fn promises_about_time_are_read_and_their_faults_placed() {
        let with = |lines: &str| {
            GOOD.replace(
                "[[source]]",
                &format!("[service_levels]\n{lines}\n[[source]]"),
            )
        };
        assert_eq!(parse(GOOD).unwrap().service_levels, None);
        let lines = "policies = \"p.toml\"\nby = \"channel\"\nnegative = 6";
        let read = parse(&with(lines)).unwrap().service_levels.unwrap();
        assert_eq!(read.policies, PathBuf::from("p.toml"));
        assert_eq!(
            (read.by, read.negative),
            (vec!["channel".to_owned()], Some(6.0))
        );
        assert_eq!(read.schedules, None);
        let found = problems(&with(
            "policy = \"p.toml\"\nnegative = 11\nsource_tz = \"Mars\"\ncomplaints = 20",
        ));
        let line = |place: usize, words: &str| {
            assert!(found[place].contains(words), "{words}: {found:#?}");
        };
        assert_eq!(found.len(), 5, "{found:#?}");
        line(0, "service_levels.policies: missing");
        line(1, "line 11: service_levels.policy: unknown key");
        line(
            2,
            "line 12: service_levels.negative: expected an answer from 0 to 10",
        );
        line(3, "line 13: service_levels.source_tz: unknown time zone");
        line(4, "line 14: service_levels.complaints: expected a share");
    }

    #[test]
    fn a_scale_without_direction_is_refused() {
        let bad = GOOD.replace("kind = \"nps\"", "low = 1\nhigh = 5");
        let found = problems(&bad);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("scores.nps.best"));
        assert!(found[0].contains("never guessed"));
    }

    #[test]
    fn broken_syntax_is_placed() {
        let found = problems("name = \"x\noutcome = 3");
        assert!(
            found.iter().any(|problem| problem.contains("syntax")),
            "{found:#?}"
        );
    }
}

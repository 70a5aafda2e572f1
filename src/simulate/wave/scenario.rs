/// Everything that is planted in a wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Topics, in the order in which they come about: a later one may hang on an earlier one.
    pub topics: Vec<Topic>,
    /// Segments: name, part of the respondents, how much better their latent satisfaction is.
    pub segments: Vec<(&'static str, f64, f64)>,
    /// Latent satisfaction without any topic in the first segment.
    pub level: f64,
    /// Respondents of one unit (branch, agent); 0 for no units.
    pub unit_size: usize,
    /// Standard deviation of the units in latent satisfaction.
    pub unit_spread: f64,
    /// Probability to leave a comment of a detractor, a passive and a promoter.
    pub comments: [f64; 3],
    /// Precision and recall of the labels; both 1 for labels without error.
    pub precision_recall: (f64, f64),
    /// Respondents with a comment whose labels were checked by hand.
    pub n_checked: usize,
}

/// One topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Name.
    pub name: &'static str,
    /// Probability to be mentioned.
    pub share: f64,
    /// Probability to be mentioned beside an earlier topic, which then rules.
    pub beside: Option<(usize, f64)>,
    /// What a mention does to latent satisfaction (a logistic scale); 0 is a topic without effect.
    pub effect: f64,
}

/// Names of the scenarios with what each is for.
pub const SCENARIOS: [(&str, &str); 8] = [
    (
        "plain",
        "independent topics, exact labels, everybody comments",
    ),
    (
        "overlap",
        "a topic without effect that comes along with one that has",
    ),
    (
        "noise",
        "as overlap, labels with precision and recall of 0.8, 1,000 checked by hand",
    ),
    (
        "silent",
        "as overlap, who is dissatisfied comments more often",
    ),
    (
        "units",
        "as overlap, respondents in units of 25 that differ",
    ),
    (
        "rare",
        "as overlap, three topics with a share of 0.4 % and less",
    ),
    ("null", "as overlap, no topic has any effect"),
    (
        "all",
        "overlap, noise, silence, units and rare topics together",
    ),
];

impl Scenario {
    /// The scenario of a name; `None` for a name that [`SCENARIOS`] does not list.
    pub fn named(name: &str) -> Option<Self> {
        let (name, purpose) = SCENARIOS.into_iter().find(|(known, _)| *known == name)?;
        let mut scenario = Self {
            name,
            purpose,
            topics: topics(),
            segments: vec![
                ("home", 0.6, 0.0),
                ("business", 0.3, -0.3),
                ("public", 0.1, 0.4),
            ],
            level: 0.7,
            unit_size: 0,
            unit_spread: 0.0,
            comments: [1.0; 3],
            precision_recall: (1.0, 1.0),
            n_checked: 0,
        };
        let all = name == "all";
        if name == "plain" {
            for topic in &mut scenario.topics {
                topic.beside = None;
            }
        }
        if all || name == "noise" {
            scenario.precision_recall = (0.8, 0.8);
            scenario.n_checked = 1000;
        }
        if all || name == "silent" {
            scenario.comments = [0.7, 0.4, 0.35];
        }
        if all || name == "units" {
            scenario.unit_size = 25;
            scenario.unit_spread = 0.5;
        }
        if all || name == "rare" {
            scenario.topics.extend([
                topic("parking", 0.004, None, -1.2),
                topic("language", 0.002, None, 0.0),
                topic("accident", 0.001, None, -2.5),
            ]);
        }
        if name == "null" {
            for topic in &mut scenario.topics {
                topic.effect = 0.0;
            }
        }
        Some(scenario)
    }
}

/// Eight topics: four that lower satisfaction, two that raise it, two without effect.
///
/// Shares, the overlap of `wait` and `staff` and the first effects are those of the study behind the
/// requirements, so that results can be compared.
fn topics() -> Vec<Topic> {
    vec![
        topic("wait", 0.12, None, -1.6),
        topic("staff", 0.04, Some((0, 0.40)), 0.0),
        topic("price", 0.05, None, -0.9),
        topic("praise", 0.20, Some((0, 0.05)), 1.0),
        topic("billing", 0.06, Some((2, 0.30)), -0.6),
        topic("app", 0.08, None, -0.4),
        topic("delivery", 0.10, None, 0.4),
        topic("weather", 0.10, None, 0.0),
    ]
}

fn topic(name: &'static str, share: f64, beside: Option<(usize, f64)>, effect: f64) -> Topic {
    Topic {
        name,
        share,
        beside,
        effect,
    }
}

use super::access::AgentAccess;
use super::case_mix::{CaseMix, Expectation};
use super::contact::Contacts;
use super::error::Error;
use super::scorecard::{Scorecard, Settings, scorecards_of_agents};
use super::session::{mean_and_variance, own_rows};
use crate::disclosure::{Reason, Released};
use crate::privacy::RedactedText;
use crate::stats::draw::shuffle;
use crate::stats::{WelchTest, discoveries, generator, welch_test};
use crate::units::Probability;
use jiff::civil::{Date, ISOWeekDate};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most points of each kind.
const MAX_POINTS: usize = 3;

/// What to speak of with one agent. Not a judgement, and no ground for one by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The agent.
    pub agent: String,
    /// The sheet, or that there are too few contacts for one.
    pub content: SheetContent,
}

/// What a sheet holds.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetContent {
    /// Nothing is said, and why.
    Silent {
        /// Why.
        reason: Reason,
    },
    /// Points, possibly none.
    Points {
        /// Contacts with a score; those of a team whose figures are hidden are left out.
        n: usize,
        /// The whole of it; one per team in which the agent worked.
        cards: Vec<(Option<Arc<str>>, Scorecard)>,
        /// Differences that were tested.
        n_tested: usize,
        /// Above what was expected, in order of name.
        strengths: Vec<Point>,
        /// Below what was expected, in order of name.
        development: Vec<Point>,
        /// Contacts to talk about, in no order.
        examples: Vec<Example>,
    },
}

/// One difference that stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Topic or labelled behaviour.
    pub label: Arc<str>,
    /// Which measure: the score, or a measured behaviour.
    pub measure: Option<Arc<str>>,
    /// Own contacts with the label.
    pub n: usize,
    /// Contacts of others with the label.
    pub n_others: usize,
    /// Observed minus expected, less the same of others with the label.
    pub difference: WelchTest,
}

/// A contact to talk about.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What a coach finds it by.
    pub id: Arc<str>,
    /// Its topic or labelled behaviour.
    pub label: Arc<str>,
    /// The week, and nothing finer.
    pub week: Option<(i16, i8)>,
    /// What the customer wrote, redacted.
    pub text: Option<RedactedText>,
}

/// Writes the coaching sheet of one agent.
///
/// A point is a label and a measure whose residual, observed minus what the mix lets expect in the
/// contacts of others, differs between the agent's contacts with the label and those of others with it:
/// a topic that is hard for everybody is nobody's point. Each side has at least as many contacts as the
/// floor of agents; of all differences tested for the agent the false ones are held at 5 percent of
/// those found.
///
/// # Errors
///
/// [`Error::NoSuchAgent`], and those of [`scorecards_of_agents`].
///
/// # References
///
/// Welch (1938), *Biometrika* 29, p. 350; Benjamini & Hochberg (1995), *Journal of the Royal
/// Statistical Society B* 57, p. 289.
pub fn coaching_sheet(
    contacts: &Contacts,
    settings: &Settings,
    agent: &str,
    access: &AgentAccess,
) -> Result<Sheet, Error> {
    let own = own_rows(contacts, settings, agent)?;
    let table = scorecards_of_agents(contacts, settings, access)?;
    let cards: Vec<&Released<Scorecard>> = table
        .agents
        .iter()
        .filter(|one| one.of("agent") == Some(agent))
        .collect();
    let shown: Vec<(Option<Arc<str>>, Scorecard)> = cards
        .iter()
        .filter_map(|one| Some((one.of("team").map(Arc::from), one.content()?.clone())))
        .collect();
    let hidden = cards.iter().find_map(|one| one.reason());
    if let Some(reason) = hidden.filter(|_| shown.is_empty()) {
        return Ok(Sheet {
            agent: agent.to_owned(),
            content: SheetContent::Silent { reason },
        });
    }
    let (tested, signs) = points(
        contacts,
        settings,
        &own,
        access.floor().max(settings.floor).people(),
    );
    let p_values: Vec<Probability> = tested.iter().map(|one| one.difference.p_value).collect();
    let stand = discoveries(&p_values, Probability::saturating(0.05));
    let n_tested = tested.len();
    let found: Vec<Point> = tested
        .into_iter()
        .zip(stand)
        .filter_map(|(point, stands)| stands.then_some(point))
        .collect();
    let (above, below): (Vec<Point>, Vec<Point>) = found
        .into_iter()
        .partition(|point| point.difference.interval.estimate > 0.0);
    let (strengths, development) = (first(above), first(below));
    let examples = examples(contacts, settings, &own, &strengths, &development, &signs);
    Ok(Sheet {
        agent: agent.to_owned(),
        content: SheetContent::Points {
            n: match hidden {
                None => own.len(),
                // All of them less those of the shown teams would be those of a hidden one.
                Some(_) => cards.iter().filter_map(|one| one.n()).sum(),
            },
            cards: shown,
            n_tested,
            strengths,
            development,
            examples,
        },
    })
}

/// The three that are surest, in order of name.
fn first(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by_key(|point| point.difference.p_value);
    points.truncate(MAX_POINTS);
    points.sort_by(|a, b| (&a.label, &a.measure).cmp(&(&b.label, &b.measure)));
    points
}

/// All differences that can be tested, and rows whose score lies above what was expected.
fn points(
    contacts: &Contacts,
    settings: &Settings,
    own: &[usize],
    floor: usize,
) -> (Vec<Point>, BTreeSet<usize>) {
    let own: BTreeSet<usize> = own.iter().copied().collect();
    let mut points = Vec::new();
    let mut above = BTreeSet::new();
    let measures = std::iter::once(None).chain((0..contacts.behaviours.len()).map(Some));
    for measure in measures {
        let residuals = residuals(contacts, measure, &own);
        if measure.is_none() {
            let better = residuals
                .iter()
                .filter(|(row, r)| own.contains(row) && *r > 0.0);
            above = better.map(|(row, _)| *row).collect();
        }
        let labels: BTreeSet<&Arc<str>> = own
            .iter()
            .flat_map(|&row| &contacts.contacts[row].labels)
            .collect();
        for label in labels {
            let (mut mine, mut theirs) = (Vec::new(), Vec::new());
            for (row, residual) in &residuals {
                if contacts.contacts[*row].labels.contains(label) {
                    let side = if own.contains(row) {
                        &mut mine
                    } else {
                        &mut theirs
                    };
                    side.push(*residual);
                }
            }
            if mine.len() < floor || theirs.len() < floor {
                continue;
            }
            let ((mean, part), (mean_theirs, part_theirs)) =
                (mean_and_variance(&mine), mean_and_variance(&theirs));
            // Without any spread on either side there is nothing to judge by.
            let Ok(difference) =
                welch_test(mean - mean_theirs, &[part, part_theirs], settings.level)
            else {
                continue;
            };
            points.push(Point {
                label: Arc::clone(label),
                measure: measure.map(|at| Arc::clone(&contacts.behaviours[at])),
                n: mine.len(),
                n_others: theirs.len(),
                difference,
            });
        }
    }
    (points, above)
}

/// Observed minus expected of every contact that has the measure, expectations from others' contacts.
fn residuals(
    contacts: &Contacts,
    measure: Option<usize>,
    own: &BTreeSet<usize>,
) -> Vec<(usize, f64)> {
    let value = |row: usize| {
        let contact = &contacts.contacts[row];
        match measure {
            None => Some(contact.score),
            Some(at) => contact.behaviours.get(at).copied().flatten(),
        }
    };
    let which: Vec<usize> = (0..contacts.contacts.len())
        .filter(|&row| value(row).is_some())
        .collect();
    let response = which.iter().filter_map(|&row| value(row)).collect();
    let mix = CaseMix::new(contacts, &which, response);
    let others = (0..which.len()).filter(|&at| !own.contains(&which[at]));
    let Some(expectation) = Expectation::fit(&mix.moments(others)) else {
        return Vec::new();
    };
    let residual = |(at, &row): (usize, &usize)| {
        let expected = expectation.of(&mix.rows[at])?;
        Some((row, mix.response[at] - expected))
    };
    which.iter().enumerate().filter_map(residual).collect()
}

/// A few contacts behind the points, good ones for strengths, in an order that says nothing.
fn examples(
    contacts: &Contacts,
    settings: &Settings,
    own: &[usize],
    strengths: &[Point],
    development: &[Point],
    above: &BTreeSet<usize>,
) -> Vec<Example> {
    let mut order = own.to_vec();
    let mut source = generator(settings.seed, 0);
    shuffle(&mut source, &mut order);
    let points: Vec<(&Point, bool)> = strengths
        .iter()
        .map(|point| (point, true))
        .chain(development.iter().map(|point| (point, false)))
        .collect();
    let mut used = BTreeSet::new();
    let mut examples = Vec::new();
    // One for each point in turn, so that none takes all places.
    while examples.len() < settings.n_examples {
        let n_before = examples.len();
        for (point, is_good) in &points {
            let fits = |row: &&usize| {
                let contact = &contacts.contacts[**row];
                contact.labels.contains(&point.label)
                    && above.contains(*row) == *is_good
                    && !used.contains(*row)
            };
            let Some(&row) = order.iter().find(fits) else {
                continue;
            };
            if examples.len() < settings.n_examples {
                used.insert(row);
                let contact = &contacts.contacts[row];
                examples.push(Example {
                    id: Arc::clone(&contact.id),
                    label: Arc::clone(&point.label),
                    week: contact.day.map(week),
                    text: contact.text.clone(),
                });
            }
        }
        if examples.len() == n_before {
            break;
        }
    }
    shuffle(&mut source, &mut examples);
    examples
}

fn week(day: Date) -> (i16, i8) {
    let week: ISOWeekDate = day.iso_week_date();
    (week.year(), week.week())
}

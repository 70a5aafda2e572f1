use crate::findings::{Board, BoardNumber, Decision, Findings, ServiceLevelFindings};
use crate::service_levels::attainment::{AgreedShare, Row, Standing};
use crate::service_levels::experience::Verdict as Experience;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::signals::Verdict;
use crate::signals::priority::{Priority, ScoreUnit};
use crate::units::Probability;
use std::collections::{BTreeMap, BTreeSet};

/// A board reads no more than this.
const MAX_NUMBERS: usize = 5;
const MAX_DECISIONS: usize = 7;

/// So many signals are offered to a board; the rest is for analysts.
const MAX_SIGNALS: usize = 3;

/// Chooses what a board needs from everything that was found.
pub fn board(findings: &Findings) -> Board {
    let mut numbers = numbers(findings);
    numbers.truncate(MAX_NUMBERS);
    let mut decisions = pick_up(findings);
    if let Some(found) = &findings.service_levels {
        decisions.extend(promises(found));
    }
    let n_more = decisions.len().saturating_sub(MAX_DECISIONS);
    decisions.truncate(MAX_DECISIONS);
    Board {
        numbers,
        decisions,
        n_more,
    }
}

fn numbers(findings: &Findings) -> Vec<BoardNumber> {
    let mut numbers = Vec::new();
    if let Some(outcome) = &findings.outcome {
        numbers.push(BoardNumber::Outcome {
            level: outcome.level,
            n: outcome.n,
        });
    }
    let gains = || {
        let signals = findings.signals.iter();
        signals.filter(|signal| signal.verdict == Verdict::Gain)
    };
    if let Some(signal) = gains().next() {
        numbers.push(BoardNumber::LargestGain {
            topic: signal.topic.clone(),
            gain: signal.gain,
        });
    }
    if let Some(found) = &findings.service_levels {
        numbers.extend(kept(found));
        let whole = found.experience.as_ref().map(|found| &found.whole);
        let shown = whole.and_then(|whole| Some((whole.watermelon_rate?, whole.n_responded)));
        numbers.extend(shown.map(|(rate, n)| BoardNumber::Watermelons { rate, n }));
    }
    if !findings.signals.is_empty() {
        numbers.push(BoardNumber::SignalsThatStand {
            n: gains().count(),
            n_ranked: findings.signals.len(),
        });
    }
    if findings.corpus.n_with_words > 0 {
        let negative = findings.corpus.sentiments.iter();
        let n = negative
            .filter(|(name, _)| name == "negative")
            .map(|(_, n)| n);
        numbers.push(BoardNumber::NegativeWords {
            n: n.sum(),
            n_with_words: findings.corpus.n_with_words,
        });
    }
    numbers
}

/// Promises to customers that were kept; `None` where none could be judged.
fn kept(found: &ServiceLevelFindings) -> Option<BoardNumber> {
    let sla = found.levels.attainment.iter();
    let judged: Vec<Standing> = sla
        .filter(|row| row.kind == AgreementKind::Sla)
        .map(|row| row.standing)
        .filter(|standing| matches!(standing, Standing::Met | Standing::NotMet))
        .collect();
    let n_kept = judged.iter().filter(|one| **one == Standing::Met).count();
    (!judged.is_empty()).then_some(BoardNumber::PromisesKept {
        n_kept,
        n_judged: judged.len(),
    })
}

/// Signals to pick up: in the order of priorities where the organisation's side is known, else by gain.
fn pick_up(findings: &Findings) -> Vec<Decision> {
    let Some(found) = &findings.priorities else {
        let signals = findings.signals.iter();
        return signals
            .filter(|signal| signal.verdict == Verdict::Gain)
            .take(MAX_SIGNALS)
            .map(|signal| Decision::PickUp {
                topic: signal.topic.clone(),
                gain: signal.gain,
                worth: None,
                owner: None,
            })
            .collect();
    };
    let pays = |item: &&Priority| {
        let score = item.score.map(|score| score.estimate);
        item.verdict == Verdict::Gain && score.is_some_and(|score| score > 0.0)
    };
    let items = found.items.iter().filter(pays).take(MAX_SIGNALS);
    items
        .map(|item| Decision::PickUp {
            topic: item.topic.clone(),
            gain: item.gain,
            worth: item
                .score
                .filter(|_| found.unit == ScoreUnit::Currency)
                .map(|score| (score, found.currency.clone())),
            owner: item.owner.clone(),
        })
        .collect()
}

/// Promises that are broken, or kept while customers complain.
fn promises(found: &ServiceLevelFindings) -> Vec<Decision> {
    let mut decisions = Vec::new();
    let mut broken: BTreeMap<(&str, Metric), Vec<(&Row, Probability)>> = BTreeMap::new();
    for row in &found.levels.attainment {
        if let (AgreementKind::Sla, Standing::NotMet, AgreedShare::Share(agreed)) =
            (row.kind, row.standing, row.agreed)
        {
            let groups = broken.entry((&row.policy, row.metric)).or_default();
            groups.push((row, agreed));
        }
    }
    for groups in broken.values() {
        let in_time = |row: &Row| row.share.map_or(1.0, |share| share.estimate);
        let worst = groups
            .iter()
            .min_by(|(a, _), (b, _)| in_time(a).total_cmp(&in_time(b)));
        decisions.extend(worst.map(|(row, agreed)| Decision::PromiseBroken {
            worst: Box::new((*row).clone()),
            agreed: *agreed,
            n_others: groups.len() - 1,
        }));
    }
    for level in found
        .xla
        .iter()
        .filter(|level| level.verdict == Experience::NotMet)
    {
        decisions.push(Decision::ExperienceBroken {
            policy: level.policy.clone(),
            score: level.score.clone(),
        });
    }
    let reviews = found.experience.iter().flat_map(|found| &found.review);
    let mut named = BTreeSet::new();
    for row in reviews.filter(|row| !row.reasons.is_empty()) {
        if named.insert(row.policy.clone()) {
            decisions.push(Decision::ReviewPromise {
                policy: row.policy.clone(),
            });
        }
    }
    decisions
}

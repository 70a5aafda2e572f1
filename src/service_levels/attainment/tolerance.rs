use crate::stats::{Trials, falling_shares, wilson_interval};
use crate::units::{Interval, Probability, Seconds, as_f64};

/// One customer's judgement and the time that customer had to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// How long it took, as the customer knew it: by the clock on the wall.
    pub elapsed: Seconds,
    /// Whether the customer was satisfied.
    pub is_satisfied: bool,
}

/// What is asked of a tolerance curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToleranceRule {
    /// Share of customers to be satisfied.
    pub goal: Probability,
    /// Fewest answers in a bucket of waiting times.
    pub min_n: usize,
    /// Coverage of the intervals.
    pub level: Probability,
}

impl ToleranceRule {
    /// Thirty answers a bucket, intervals of 95 %. The goal has no default.
    pub fn for_goal(goal: Probability) -> Self {
        Self {
            goal,
            min_n: 30,
            level: Probability::saturating(0.95),
        }
    }
}

/// How satisfaction falls with waiting, and the target that follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToleranceCurve {
    /// Answers.
    pub n: usize,
    /// Stretches of waiting time with one share, shortest first; shares do not rise.
    pub blocks: Vec<CurveBlock>,
    /// What follows.
    pub proposal: Proposal,
}

/// A stretch of waiting time in which satisfaction does not visibly fall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveBlock {
    /// Shortest wait in it.
    pub from: Seconds,
    /// Longest wait in it.
    pub to: Seconds,
    /// How far its share is taken to hold: the median wait of its last bucket.
    pub reach: Seconds,
    /// Answers.
    pub n: usize,
    /// Satisfied ones.
    pub n_satisfied: usize,
    /// Their share.
    pub share: Interval,
}

/// A target that follows from what customers bear. How many people it takes to keep it is another
/// question, which may not change this answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposal {
    /// As far as the last stretch reaches whose share is surely at the goal.
    AtMost(Seconds),
    /// As far as waits were seen, to this one, the share is surely at the goal: how much longer
    /// customers bear cannot be told.
    NotReached(Seconds),
    /// Even the shortest waits leave too few satisfied: time is not what is wrong.
    NotByTime,
    /// There are too few answers to tell.
    CannotTell,
}

/// Satisfaction by waiting time, with a proposed target.
///
/// Answers are put in buckets of at least [`ToleranceRule::min_n`] in order of waiting time, equal
/// times together; neighbours are joined until no share rises; each block has its Wilson interval. The
/// target is the reach of the last block whose lower bound is at the goal. This assumes that waiting
/// longer never satisfies more. It describes who waited how long: that a customer who waited longer had
/// the harder question is not taken out.
///
/// A block's share is the mean over its waits, so at its longest wait satisfaction may be lower already.
/// With 100 answers whose satisfaction falls evenly, the longest wait was too long in 21 of 24
/// proposals. So the median wait of the block's last bucket is proposed. The test beside this function
/// measures how often that is too long.
pub fn tolerance_curve(answers: &[Answer], rule: &ToleranceRule) -> ToleranceCurve {
    let mut ordered = answers.to_vec();
    ordered.sort_by_key(|answer| answer.elapsed);
    let buckets = buckets(&ordered, rule.min_n.max(1));
    let cells: Vec<Trials> = buckets
        .iter()
        .map(|bucket| Trials {
            n: as_f64(bucket.len()),
            successes: as_f64(n_satisfied(bucket)),
        })
        .collect();
    let mut blocks = Vec::new();
    let (mut first, mut start) = (0, 0);
    for (_, n_buckets) in falling_shares(&cells) {
        let n: usize = buckets[first..first + n_buckets]
            .iter()
            .map(|bucket| bucket.len())
            .sum();
        first += n_buckets;
        let last = buckets[first - 1];
        blocks.extend(block(&ordered[start..start + n], last, rule.level));
        start += n;
    }
    ToleranceCurve {
        n: ordered.len(),
        proposal: proposal(&blocks, rule.goal),
        blocks,
    }
}

/// Runs of at least `least` answers; equal waits stand in one, and what is left over in the last.
fn buckets(ordered: &[Answer], least: usize) -> Vec<&[Answer]> {
    if ordered.len() < least {
        return Vec::new();
    }
    let mut buckets = Vec::new();
    let mut start = 0;
    for at in 1..=ordered.len() {
        let is_boundary = at == ordered.len() || ordered[at].elapsed != ordered[at - 1].elapsed;
        if is_boundary && at - start >= least {
            buckets.push(&ordered[start..at]);
            start = at;
        }
    }
    if start < ordered.len() {
        let last = buckets.pop().map_or(0, <[Answer]>::len);
        buckets.push(&ordered[start - last..]);
    }
    buckets
}

fn n_satisfied(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.is_satisfied).count()
}

fn block(answers: &[Answer], last: &[Answer], level: Probability) -> Option<CurveBlock> {
    let (n, n_satisfied) = (answers.len(), n_satisfied(answers));
    Some(CurveBlock {
        from: answers.first()?.elapsed,
        to: answers.last()?.elapsed,
        // The lower of two middle ones.
        reach: last.get((last.len() - 1) / 2)?.elapsed,
        n,
        n_satisfied,
        share: wilson_interval(as_f64(n), as_f64(n_satisfied) / as_f64(n), level).ok()?,
    })
}

fn proposal(blocks: &[CurveBlock], goal: Probability) -> Proposal {
    let Some(first) = blocks.first() else {
        return Proposal::CannotTell;
    };
    match blocks
        .iter()
        .rposition(|block| block.share.low >= goal.get())
    {
        Some(last) if last + 1 == blocks.len() => Proposal::NotReached(blocks[last].reach),
        Some(last) => Proposal::AtMost(blocks[last].reach),
        None if first.share.high < goal.get() => Proposal::NotByTime,
        None => Proposal::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::attainment::case::in_seconds;
    use crate::stats::generator;
    use crate::units::as_u64;
    use rand::RngExt;

    const HOUR: i64 = 3600;

    fn answers(counts: &[(i64, usize, usize)]) -> Vec<Answer> {
        counts
            .iter()
            .flat_map(|(hours, n, n_satisfied)| {
                (0..*n).map(|idx| Answer {
                    elapsed: Seconds(*hours * HOUR),
                    is_satisfied: idx < *n_satisfied,
                })
            })
            .collect()
    }

    fn rule(goal: f64) -> ToleranceRule {
        ToleranceRule::for_goal(Probability::new(goal).unwrap())
    }

    #[test]
    fn the_target_is_the_longest_wait_that_surely_reaches_the_goal() {
        let seen = answers(&[(1, 100, 95), (2, 100, 96), (4, 100, 90), (8, 100, 60)]);
        let curve = tolerance_curve(&seen, &rule(0.8));
        assert_eq!(curve.n, 400);
        let shares: Vec<_> = curve
            .blocks
            .iter()
            .map(|block| (block.n, block.n_satisfied))
            .collect();
        assert_eq!(shares, [(200, 191), (100, 90), (100, 60)]);
        assert_eq!(curve.proposal, Proposal::AtMost(Seconds(4 * HOUR)));
        // 90 of 100 is 0.90 with a lower bound of 0.826: a goal of 0.85 is not surely reached at 4 h.
        assert_eq!(
            tolerance_curve(&seen, &rule(0.85)).proposal,
            Proposal::AtMost(Seconds(2 * HOUR))
        );
        assert_eq!(
            tolerance_curve(&seen, &rule(0.5)).proposal,
            Proposal::NotReached(Seconds(8 * HOUR))
        );
        assert_eq!(
            tolerance_curve(&seen, &rule(0.99)).proposal,
            Proposal::NotByTime
        );
    }

    #[test]
    fn too_few_answers_tell_nothing() {
        let few = tolerance_curve(&answers(&[(1, 29, 29)]), &rule(0.8));
        assert_eq!((few.blocks.len(), few.proposal), (0, Proposal::CannotTell));
        let doubtful = tolerance_curve(&answers(&[(1, 30, 25)]), &rule(0.8));
        assert_eq!(doubtful.proposal, Proposal::CannotTell);
        assert_eq!(
            tolerance_curve(&[], &rule(0.8)).proposal,
            Proposal::CannotTell
        );
    }

    #[test]
    fn equal_waits_stand_in_one_bucket_and_no_answer_is_lost() {
        let seen = answers(&[(1, 20, 20), (2, 50, 40), (3, 10, 5), (4, 5, 0)]);
        let curve = tolerance_curve(&seen, &rule(0.8));
        let ends: Vec<_> = curve
            .blocks
            .iter()
            .map(|block| (block.n, block.to))
            .collect();
        assert_eq!(
            ends,
            [(85, Seconds(4 * HOUR))],
            "15 are too few for a second bucket"
        );
        let more = answers(&[(1, 20, 20), (2, 50, 40), (3, 20, 5), (4, 10, 0)]);
        let curve = tolerance_curve(&more, &rule(0.8));
        let ends: Vec<_> = curve
            .blocks
            .iter()
            .map(|block| (block.n, block.to))
            .collect();
        assert_eq!(ends, [(70, Seconds(2 * HOUR)), (30, Seconds(4 * HOUR))]);
    }

    /// Runs in which the proposed wait satisfies fewer than `goal`, and those with a proposal.
    fn simulate(n_runs: usize, n: usize, goal: f64, truth: impl Fn(f64) -> f64) -> (usize, usize) {
        let (mut n_too_long, mut n_proposed) = (0, 0);
        for run in 0..n_runs {
            let mut random = generator(7, as_u64(run));
            let seen: Vec<Answer> = (0..n)
                .map(|_| {
                    let elapsed = Seconds(random.random_range(0..24 * HOUR));
                    Answer {
                        elapsed,
                        is_satisfied: random.random::<f64>() < truth(in_seconds(elapsed) / 3600.0),
                    }
                })
                .collect();
            if let Proposal::AtMost(at) | Proposal::NotReached(at) =
                tolerance_curve(&seen, &rule(0.8)).proposal
            {
                n_proposed += 1;
                n_too_long += usize::from(truth(in_seconds(at) / 3600.0) < goal);
            }
        }
        (n_too_long, n_proposed)
    }

    #[test]
    fn a_proposed_wait_is_seldom_too_long() {
        let n_runs = 400;
        // At most this share of runs, within four standard errors.
        let bound = |share: f64| {
            let n = as_f64(n_runs);
            n * share + 4.0 * (n * share * (1.0 - share)).sqrt()
        };
        // From 0.95 at once to 0.35 after 24 hours: 0.80 is true at 6 hours. Found: 8 and 12 of 400
        // too long, one by more than five points.
        let falling = |hours: f64| 0.025f64.mul_add(-hours, 0.95);
        let (n_too_long, _) = simulate(n_runs, 300, 0.8, falling);
        assert!(as_f64(n_too_long) <= bound(0.05), "{n_too_long}");
        let (n_too_long, n_proposed) = simulate(n_runs, 1000, 0.8, falling);
        assert!(as_f64(n_too_long) <= bound(0.05), "{n_too_long}");
        assert!(n_proposed > n_runs * 8 / 10, "{n_proposed}");
        // The worst case: just below the goal whatever the wait, so that every proposal is wrong, and
        // the best of several blocks is taken. Found: 31 of 400.
        let (n_too_long, _) = simulate(n_runs, 1000, 0.8, |_| 0.799);
        assert!(as_f64(n_too_long) <= bound(0.1), "{n_too_long}");
    }
}

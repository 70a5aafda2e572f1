use super::front::front;
use crate::signals::gain::top_shares;
use crate::units::{Probability, as_f64};

/// How often each topic stands where, over draws.
pub(super) struct Standing {
    pub(super) p_best: Vec<Probability>,
    pub(super) p_top3: Vec<Probability>,
}

/// Counts how often each topic has the largest score and one of the three largest.
pub(super) fn standing(scores: &[Vec<f64>]) -> Standing {
    Standing {
        p_best: top_shares(scores, 1),
        p_top3: top_shares(scores, 3),
    }
}

/// Part of the draws in which each topic stands on the front.
pub(super) fn front_shares(points: &[Vec<(f64, f64)>]) -> Vec<Probability> {
    let n_topics = points.first().map_or(0, Vec::len);
    let mut n_on_front = vec![0_usize; n_topics];
    for drawn in points {
        for (n, on_front) in n_on_front.iter_mut().zip(front(drawn)) {
            *n += usize::from(on_front);
        }
    }
    n_on_front
        .into_iter()
        .map(|n| Probability::saturating(as_f64(n) / as_f64(points.len().max(1))))
        .collect()
}

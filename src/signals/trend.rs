use super::{Respondents, Told, TrendPoint};
use crate::units::as_f64;

/// Mentions per topic and month, exactly, months in order, gaps included; shares where at least `min_cell` wrote.
///
/// Shape: one list per topic, all of the same length.
pub(super) fn trends(
    respondents: &Respondents,
    n_topics: usize,
    min_cell: u64,
) -> Vec<Vec<TrendPoint>> {
    let months = || (0..respondents.len()).filter_map(|i| respondents.month(i));
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return vec![Vec::new(); n_topics];
    };
    let axis: Vec<String> = first.to(last).map(|month| month.to_string()).collect();
    let mut n_with_words = vec![0_u64; axis.len()];
    // Negative and positive mentions, month by month of one topic after another.
    let mut tones = vec![[0_u64; 2]; n_topics * axis.len()];
    for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
        let Some(at) = respondents.month(i).map(|month| month.months_since(first)) else {
            continue;
        };
        n_with_words[at] += 1;
        for mention in respondents.mentions(i) {
            let [negative, positive] = &mut tones[mention.topic as usize * axis.len() + at];
            *negative += u64::from(mention.tone.is_negative());
            *positive += u64::from(mention.tone.is_positive());
        }
    }
    let point =
        |((period, &n), &[n_negative, n_positive]): ((&String, &u64), &[u64; 2])| TrendPoint {
            period: period.clone(),
            n,
            n_negative: Told::Exactly(n_negative),
            n_positive: Told::Exactly(n_positive),
            share_negative: (n >= min_cell.max(1)).then(|| share(n_negative, n)),
        };
    tones
        .chunks(axis.len())
        .map(|tones| {
            axis.iter()
                .zip(&n_with_words)
                .zip(tones)
                .map(point)
                .collect()
        })
        .collect()
}

fn share(part: u64, whole: u64) -> f64 {
    let count = |n: u64| as_f64(usize::try_from(n).unwrap_or(usize::MAX));
    count(part) / count(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Mention, Month, Respondent, Tone};

    fn says(month: Option<Month>, mentions: Vec<Mention>) -> Respondent {
        Respondent {
            outcome: None,
            answer: None,
            weight: 1.0,
            customer: 0,
            has_words: true,
            month,
            mentions,
        }
    }

    #[test]
    fn a_month_without_words_stays_in_the_series_as_a_gap() {
        let negative = Mention {
            topic: 0,
            tone: Tone::Negative,
        };
        let mut respondents = Respondents::default();
        respondents.push(&says(Some(Month::new(2026, 1)), vec![negative]));
        respondents.push(&says(Some(Month::new(2026, 3)), vec![]));
        respondents.push(&says(None, vec![negative]));
        let trend = &trends(&respondents, 1, 1)[0];
        let series: Vec<_> = trend
            .iter()
            .map(|point| (point.period.as_str(), point.n, point.n_negative))
            .collect();
        assert_eq!(
            series,
            [("2026-01", 1, 1), ("2026-02", 0, 0), ("2026-03", 1, 0)]
                .map(|(month, n, n_negative)| (month, n, Told::Exactly(n_negative)))
        );
        let shares: Vec<_> = trend.iter().map(|point| point.share_negative).collect();
        assert_eq!(shares, [Some(1.0), None, Some(0.0)]);
        assert_eq!(trends(&respondents, 1, 2)[0][0].share_negative, None);
    }
}

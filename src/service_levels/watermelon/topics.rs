use super::lift::lift;
use crate::service_levels::experience::FLOOR;
use crate::stats::{discoveries, exact_table_p};
use crate::units::{Interval, Probability};

/// A customer whose promise was kept, who answered and who wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Whether the answer is negative: then the ticket is a watermelon.
    pub is_negative: bool,
    /// Topics spoken ill of, as places in the caller's list.
    pub negative_topics: Vec<usize>,
}

/// How topics are tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicSettings {
    /// Least customers on each side for a verdict; at least five.
    pub min_n: usize,
    /// Part of the topics named that may be named by chance.
    pub false_discoveries: Probability,
    /// Level of intervals.
    pub level: Probability,
}

/// A topic among customers whose promises were kept: how often those who are unhappy all the same speak
/// ill of it, and how often the others do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicRow {
    /// Place in the caller's list of topics.
    pub topic: usize,
    /// Unhappy customers who speak ill of it, of how many.
    pub of_watermelons: (usize, usize),
    /// The same of the others.
    pub of_others: (usize, usize),
    /// Share among the unhappy over that among the others; `None` with fewer than five on a side.
    pub ratio: Option<Interval>,
    /// Whether a half was added to every count because a side has none.
    pub is_adjusted: bool,
    /// P of the exact test that the two do not differ; `None` where none was made.
    pub p: Option<Probability>,
    /// What that says.
    pub comes_with: ComesWith,
}

/// Whether a topic comes with watermelons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComesWith {
    /// The unhappy speak ill of it more often.
    Watermelons,
    /// The others speak ill of it more often.
    Others,
    /// No difference stands out among so many topics; that does not say that there is none.
    NotSeen,
    /// Too few customers or mentions.
    CannotTell,
}

impl ComesWith {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Watermelons => "watermelons",
            Self::Others => "others",
            Self::NotSeen => "not_seen",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// Compares what customers speak ill of although their promises were kept: the unhappy with the others.
///
/// Topics with fewer than five mentions are left out, as persons could be told from them. The interval is
/// that of the log ratio, as in [`lift`]; which topics stand out is decided by Fisher's exact test, with
/// the part of false ones kept below the one that is asked for, over all topics together. Topics are
/// sorted by verdict, then by p, then by their place.
///
/// # References
///
/// Katz, Baptista, Azen & Pike (1978), *Biometrics* 34, p. 469, for the interval; Benjamini & Hochberg
/// (1995), *Journal of the Royal Statistical Society B* 57, p. 293.
pub fn topics(voices: &[Voice], n_topics: usize, settings: &TopicSettings) -> Vec<TopicRow> {
    let mut counts = vec![(0_usize, 0_usize); n_topics];
    let n_watermelons = voices.iter().filter(|voice| voice.is_negative).count();
    let n_others = voices.len() - n_watermelons;
    for voice in voices {
        let mut said = voice.negative_topics.clone();
        said.sort_unstable();
        said.dedup();
        for topic in said {
            if let Some((of_watermelons, of_others)) = counts.get_mut(topic) {
                *of_watermelons += usize::from(voice.is_negative);
                *of_others += usize::from(!voice.is_negative);
            }
        }
    }
    let is_enough = n_watermelons.min(n_others) >= settings.min_n.max(FLOOR);
    let mut rows: Vec<TopicRow> = counts
        .into_iter()
        .enumerate()
        .filter(|(_, (a, b))| a + b >= FLOOR)
        .map(|(topic, (a, b))| {
            let (of_watermelons, of_others) = ((a, n_watermelons), (b, n_others));
            let compared = lift(
                of_watermelons,
                of_others,
                settings.min_n,
                0.0,
                settings.level,
            );
            TopicRow {
                topic,
                of_watermelons,
                of_others,
                ratio: compared.ratio,
                is_adjusted: compared.is_adjusted,
                p: is_enough.then(|| exact_table_p(of_watermelons, of_others)),
                comes_with: ComesWith::CannotTell,
            }
        })
        .collect();
    let p_values: Vec<Probability> = rows.iter().filter_map(|row| row.p).collect();
    let found = discoveries(&p_values, settings.false_discoveries);
    for (row, is_found) in rows.iter_mut().filter(|row| row.p.is_some()).zip(found) {
        row.comes_with = match (is_found, row.ratio) {
            (false, _) | (true, None) => ComesWith::NotSeen,
            (true, Some(ratio)) if ratio.estimate > 1.0 => ComesWith::Watermelons,
            (true, Some(_)) => ComesWith::Others,
        };
    }
    rows.sort_by(|a, b| {
        let p = |row: &TopicRow| row.p.map_or(1.0, Probability::get);
        a.comes_with
            .cmp(&b.comes_with)
            .then(p(a).total_cmp(&p(b)))
            .then(a.topic.cmp(&b.topic))
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::generator;
    use rand::RngExt;

    fn settings() -> TopicSettings {
        TopicSettings {
            min_n: 30,
            false_discoveries: Probability::saturating(0.05),
            level: Probability::saturating(0.95),
        }
    }

    /// So many voices, of which the first `n_said` speak ill of topic 0.
    fn voices(is_negative: bool, n_said: usize, n: usize) -> Vec<Voice> {
        let voice = |at: usize| Voice {
            is_negative,
            negative_topics: (at < n_said).then_some(0).into_iter().collect(),
        };
        (0..n).map(voice).collect()
    }

    fn of(watermelons: (usize, usize), others: (usize, usize)) -> Vec<TopicRow> {
        let mut all = voices(true, watermelons.0, watermelons.1);
        all.extend(voices(false, others.0, others.1));
        topics(&all, 2, &settings())
    }

    #[test]
    fn a_share_is_of_those_who_wrote_and_the_ratio_is_by_definition() {
        let rows = of((20, 50), (10, 100));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].of_watermelons, (20, 50));
        assert_eq!(rows[0].of_others, (10, 100));
        let ratio = rows[0].ratio.unwrap();
        assert!((ratio.estimate - 4.0).abs() < 1e-12);
        let margin =
            1.959_963_985 * (1.0 / 20.0 - 1.0 / 50.0 + 1.0 / 10.0 - 1.0 / 100.0_f64).sqrt();
        assert!((ratio.low / 4.0 / (-margin).exp() - 1.0).abs() < 1e-8);
        assert_eq!(rows[0].comes_with, ComesWith::Watermelons);
    }

    #[test]
    fn a_topic_that_the_others_never_mention_gets_a_half_and_can_stand_out() {
        let rows = of((12, 50), (0, 100));
        assert!(rows[0].is_adjusted && rows[0].ratio.unwrap().low > 1.0);
        assert_eq!(rows[0].comes_with, ComesWith::Watermelons);
        assert_eq!(of((0, 100), (30, 100))[0].comes_with, ComesWith::Others);
    }

    #[test]
    fn with_few_customers_or_mentions_there_is_no_telling() {
        assert_eq!(of((20, 29), (1, 100))[0].comes_with, ComesWith::CannotTell);
        assert_eq!(of((20, 29), (1, 100))[0].p, None);
        assert_eq!(
            of((4, 50), (0, 100)),
            [],
            "fewer than five mentions are not shown"
        );
        assert_eq!(of((4, 4), (1, 100))[0].ratio, None);
        assert_eq!(of((0, 0), (0, 0)), []);
    }

    #[test]
    fn a_customer_who_says_it_twice_is_one() {
        let mut all = voices(true, 20, 40);
        all.extend(voices(false, 5, 40));
        let once = topics(&all, 1, &settings());
        for voice in &mut all {
            voice.negative_topics.extend(voice.negative_topics.clone());
        }
        assert_eq!(topics(&all, 1, &settings()), once);
    }

    /// 400 data sets of twelve topics that have nothing to do with the answer: the share of sets in which
    /// any topic is named is at most 0.05, give or take three standard errors (0.033).
    #[test]
    fn where_nothing_comes_with_watermelons_hardly_ever_anything_is_named() {
        let n_sets = 400_u64;
        let n_named = (0..n_sets)
            .filter(|seed| {
                let mut random = generator(*seed, 0);
                let voices: Vec<Voice> = (0..150)
                    .map(|_| Voice {
                        is_negative: random.random_bool(0.35),
                        negative_topics: (0..12_u8)
                            .filter(|topic| random.random_bool(0.02 * f64::from(topic + 1)))
                            .map(usize::from)
                            .collect(),
                    })
                    .collect();
                let rows = topics(&voices, 12, &settings());
                rows.iter()
                    .any(|row| matches!(row.comes_with, ComesWith::Watermelons | ComesWith::Others))
            })
            .count();
        assert!(n_named <= 33, "{n_named} of {n_sets}");
    }

    #[test]
    fn a_topic_that_does_is_found_among_many_that_do_not() {
        let mut random = generator(7, 0);
        let voices: Vec<Voice> = (0..300)
            .map(|at| {
                let is_negative = at % 3 == 0;
                let share = |topic: u8| match (topic, is_negative) {
                    (3, true) => 0.4,
                    _ => 0.1,
                };
                let said = (0..12_u8).filter(|topic| random.random_bool(share(*topic)));
                Voice {
                    is_negative,
                    negative_topics: said.map(usize::from).collect(),
                }
            })
            .collect();
        let rows = topics(&voices, 12, &settings());
        assert_eq!(rows[0].topic, 3);
        assert_eq!(rows[0].comes_with, ComesWith::Watermelons);
        assert!(
            rows[1..]
                .iter()
                .all(|row| row.comes_with != ComesWith::Watermelons)
        );
    }
}

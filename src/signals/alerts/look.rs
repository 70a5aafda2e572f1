use super::{AlertOptions, Baseline, CountKind, Counted, Prediction, Stream, StreamName};
use crate::signals::{Error, Pace};
use crate::stats::discoveries;
use crate::units::{Probability, as_f64};
use jiff::civil::Date;

/// What a look at the latest periods found.
#[derive(Debug, Clone, PartialEq)]
pub struct Alerts {
    /// How it was looked; `None` where there are too few periods to tell.
    pub look: Option<Look>,
    /// What rose, first the least likely.
    pub alerts: Vec<Alert>,
    /// What to keep in mind.
    pub caveats: Vec<AlertCaveat>,
}

/// How the latest periods were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Length of a period.
    pub every: Pace,
    /// Periods of the baseline.
    pub baseline: Stretch,
    /// Periods between baseline and end, which are tested and in no baseline.
    pub looked_at: Stretch,
    /// Numbers of latest periods tested as one.
    pub spans: Vec<usize>,
    /// Latest periods tested one by one.
    pub n_single: usize,
    /// Streams with a baseline.
    pub n_streams: usize,
    /// Tests among which alarms had to stand.
    pub n_tests: usize,
    /// Part of looks at unchanged streams that raise any alarm at most.
    pub rate: Probability,
}

/// Consecutive periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many periods.
    pub n_periods: usize,
}

/// A stream that counts more than its baseline lets expect.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// What rose.
    pub stream: StreamName,
    /// New, rising, persistent or fading.
    pub label: AlertLabel,
    /// The periods that stand out most.
    pub stretch: Stretch,
    /// Respondents who count there.
    pub count: usize,
    /// Respondents with words there; `None` for a volume.
    pub of: Option<usize>,
    /// What was to be expected of so many.
    pub expected: f64,
    /// The most that was to be expected, at the rate of false alarms for this test alone.
    pub expected_at_most: usize,
    /// Smallest rate of false alarms at which it would still stand among all tests.
    pub adjusted_p: Probability,
    /// Tests of this stream that stand.
    pub n_standing: usize,
    /// The stream before.
    pub baseline: Baseline,
}

/// Where a rise stands.
///
/// The shortest span and the tested periods before it are each held against expectation: a rise had begun
/// before where the tail is at most 1 %, and is gone where that of the shortest span is above 10 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertLabel {
    /// Nobody in the baseline.
    New,
    /// Above expectation now, not before.
    Rising,
    /// Above expectation now and before.
    Persistent,
    /// Above expectation before, no longer now.
    Fading,
}

impl AlertLabel {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Rising => "rising",
            Self::Persistent => "persistent",
            Self::Fading => "fading",
        }
    }
}

/// What to keep in mind about alarms.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AlertCaveat {
    /// Fewer periods with data than a baseline needs.
    ShortHistory {
        /// Periods there are before those to look at.
        n_periods: usize,
        /// Periods needed.
        n_needed: usize,
    },
    /// Longer spans were left out, because the history is too short for a baseline before them.
    SpansLeftOut {
        /// Their lengths.
        spans: Vec<usize>,
    },
    /// The baseline is too short to tell weekdays apart.
    NoWeekdays {
        /// Periods of the baseline.
        n_periods: usize,
    },
    /// Nobody spoke in the latest periods.
    Silent {
        /// Periods without data at the end.
        n_periods: usize,
    },
    /// Streams whose neighbouring periods go together so much that alarms are less sure than stated.
    Persistent {
        /// How many of the streams that raised an alarm.
        n_streams: usize,
    },
    /// Respondents without a date are in no stream.
    Undated {
        /// How many.
        n: usize,
    },
}

/// From this correlation of neighbours on the stated rate is no longer kept, as the study shows.
const TOO_PERSISTENT: f64 = 0.3;

/// One test of a look.
struct Test {
    stream: usize,
    span: std::ops::Range<usize>,
    p: Probability,
}

/// Tests the latest periods of all `streams` against their own past, and keeps what stands among all of
/// these tests.
///
/// `starts` are the first days of the periods and `end` the last day of the last one. The latest periods
/// are tested one by one and as spans. No tested period, and none of a longest span, is in a baseline:
/// a slow rise does not become what is expected. Alarms are what stands after Benjamini–Hochberg over
/// all streams and tests, at half the stated rate; where nothing changed anywhere every alarm is false, so the rate bounds the part of looks
/// with any alarm. A count below the minimum is never an alarm; its test counts as one that
/// found nothing. Where nobody spoke in any of the latest periods it cannot be told whether anything rose.
///
/// Assumes that periods of the past are like the future: no season longer than a week, no trend, and
/// neighbours whose correlation dies out within days.
///
/// # Errors
///
/// [`Error::Stats`] where a distribution cannot be computed.
///
/// # References
///
/// As [`Baseline`]; Benjamini & Hochberg (1995), *Journal of the Royal Statistical Society B* 57, p. 293.
pub fn alerts(
    streams: &[Stream],
    starts: &[Date],
    end: Date,
    options: &AlertOptions,
) -> Result<Alerts, Error> {
    let mut caveats = Vec::new();
    let n_silent = silent(streams, starts.len());
    if n_silent > 0 {
        caveats.push(AlertCaveat::Silent {
            n_periods: n_silent,
        });
    }
    // Where nobody spoke there is nothing to look at, and no rise is no finding.
    let is_silent = n_silent >= options.look.max(1);
    let looking = if is_silent {
        None
    } else {
        Looking::new(streams, starts, end, options, &mut caveats)
    };
    let Some(looking) = looking else {
        return Ok(Alerts {
            look: None,
            alerts: Vec::new(),
            caveats,
        });
    };
    let tests = looking.tests()?;
    let alerts = looking.standing(&tests)?;
    let is_persistent = |alert: &&Alert| alert.baseline.persistence > TOO_PERSISTENT;
    let n_persistent = alerts.iter().filter(is_persistent).count();
    if n_persistent > 0 {
        caveats.push(AlertCaveat::Persistent {
            n_streams: n_persistent,
        });
    }
    Ok(Alerts {
        look: Some(looking.described(tests.len())),
        alerts,
        caveats,
    })
}

/// Streams with their baselines, ready to be tested.
struct Looking<'a> {
    streams: &'a [Stream],
    starts: &'a [Date],
    end: Date,
    options: &'a AlertOptions,
    /// Numbers of latest periods tested as one, ascending.
    spans: Vec<usize>,
    /// Latest periods tested one by one.
    n_single: usize,
    /// Periods of the baseline.
    before: std::ops::Range<usize>,
    /// One per stream; `None` with too little before.
    baselines: Vec<Option<Baseline>>,
}

impl<'a> Looking<'a> {
    /// `None` where the past is too short, which is said.
    fn new(
        streams: &'a [Stream],
        starts: &'a [Date],
        end: Date,
        options: &'a AlertOptions,
        caveats: &mut Vec<AlertCaveat>,
    ) -> Option<Self> {
        let (spans, guard) = spans(starts.len(), options, caveats)?;
        let first_tested = starts.len() - guard;
        let mut looking = Self {
            streams,
            starts,
            end,
            options,
            spans,
            n_single: options.look.min(guard),
            before: first_tested.saturating_sub(options.window)..first_tested,
            baselines: Vec::new(),
        };
        looking.baselines = streams
            .iter()
            .map(|stream| {
                Baseline::fit(
                    stream.kind,
                    &looking.periods(stream, looking.before.clone()),
                )
                .filter(|baseline| baseline.n_periods >= options.min_baseline)
            })
            .collect();
        let known = looking.baselines.iter().flatten();
        let Some(longest) = known.map(|one| one.n_periods).max() else {
            caveats.push(AlertCaveat::ShortHistory {
                n_periods: looking.before.len(),
                n_needed: options.min_baseline,
            });
            return None;
        };
        if options.every == Pace::Day && longest < LEAST_WITH_WEEKDAYS {
            caveats.push(AlertCaveat::NoWeekdays { n_periods: longest });
        }
        Some(looking)
    }

    fn stretch(&self, range: &std::ops::Range<usize>) -> Stretch {
        Stretch {
            from: self.starts[range.start],
            to: self.starts.get(range.end).map_or(self.end, |next| {
                next.saturating_sub(jiff::Span::new().days(1))
            }),
            n_periods: range.len(),
        }
    }

    /// What a stream counts in `range`, each period with its weekday from Monday.
    fn periods(
        &self,
        stream: &Stream,
        range: std::ops::Range<usize>,
    ) -> Vec<(Counted, Option<usize>)> {
        let weekday = |at: usize| {
            let weekday = self.starts[at].weekday();
            (self.options.every == Pace::Day)
                .then(|| usize::from(weekday.to_monday_zero_offset().unsigned_abs()))
        };
        range.map(|at| (stream.counted[at], weekday(at))).collect()
    }

    /// One test per stream and stretch, in their order.
    fn tests(&self) -> Result<Vec<Test>, Error> {
        let n = self.starts.len();
        let mut tests = Vec::new();
        for (at, (stream, baseline)) in self.streams.iter().zip(&self.baselines).enumerate() {
            let Some(baseline) = baseline else { continue };
            let single = (n - self.n_single..n).map(|at| at..at + 1);
            let longer = self.spans.iter().map(|length| n - length..n);
            for span in single.chain(longer) {
                let own = self.periods(stream, span.clone());
                if let Some(p) = upper_p(baseline, &own, self.options)? {
                    tests.push(Test {
                        stream: at,
                        span,
                        p,
                    });
                }
            }
        }
        Ok(tests)
    }

    /// What stands among all tests: one alarm per stream, of its least likely stretch.
    fn standing(&self, tests: &[Test]) -> Result<Vec<Alert>, Error> {
        let p_values: Vec<Probability> = tests.iter().map(|test| test.p).collect();
        let held = Probability::saturating(self.options.rate.get() * HELD);
        let stands = discoveries(&p_values, held);
        let adjusted = adjusted(&p_values);
        let mut alerts = Vec::new();
        for (at, (stream, baseline)) in self.streams.iter().zip(&self.baselines).enumerate() {
            let Some(baseline) = baseline else { continue };
            let standing = || (0..tests.len()).filter(|&i| tests[i].stream == at && stands[i]);
            let Some(best) = standing().min_by_key(|&i| (tests[i].p, tests[i].span.len())) else {
                continue;
            };
            let span = &tests[best].span;
            let own = self.periods(stream, span.clone());
            let Some(prediction) = Prediction::of(baseline, &own) else {
                continue;
            };
            alerts.push(Alert {
                stream: stream.name.clone(),
                label: self.label(stream, baseline)?,
                stretch: self.stretch(span),
                count: own.iter().map(|(counted, _)| counted.count).sum(),
                of: (stream.kind == CountKind::Part).then_some(prediction.exposure),
                expected: prediction.mean,
                expected_at_most: prediction.most(self.options.rate)?,
                adjusted_p: adjusted[best],
                n_standing: standing().count(),
                baseline: baseline.clone(),
            });
        }
        alerts.sort_by(|a, b| {
            (a.adjusted_p.cmp(&b.adjusted_p)).then_with(|| a.stream.cmp(&b.stream))
        });
        Ok(alerts)
    }

    fn label(&self, stream: &Stream, baseline: &Baseline) -> Result<AlertLabel, Error> {
        let n = self.starts.len();
        let shortest = self.spans.first().copied().unwrap_or(self.n_single);
        let recent = n - shortest.min(n - self.before.end);
        let is_above = |range: std::ops::Range<usize>, level: f64| -> Result<bool, Error> {
            let own = self.periods(stream, range);
            let Some(prediction) = Prediction::of(baseline, &own) else {
                return Ok(false);
            };
            let count = own.iter().map(|(counted, _)| counted.count).sum();
            Ok(prediction.upper_p(count)?.get() <= level)
        };
        Ok(if baseline.n_counted == 0 {
            AlertLabel::New
        } else if !is_above(self.before.end..recent, BEGUN_LEVEL)? {
            AlertLabel::Rising
        } else if is_above(recent..n, GONE_LEVEL)? {
            AlertLabel::Persistent
        } else {
            AlertLabel::Fading
        })
    }

    fn described(&self, n_tests: usize) -> Look {
        Look {
            every: self.options.every,
            baseline: self.stretch(&self.before),
            looked_at: self.stretch(&(self.before.end..self.starts.len())),
            spans: self.spans.clone(),
            n_single: self.n_single,
            n_streams: self.baselines.iter().flatten().count(),
            n_tests,
            rate: self.options.rate,
        }
    }
}

/// Tests are held to this part of the stated rate: a spread estimated from weeks is too small as often as
/// too large, and far out in the tails that many tests look at it costs more than it spares (docs/ALERTS.md).
const HELD: f64 = 0.5;

/// The level at which a rise had begun before the last span, for its label only.
const BEGUN_LEVEL: f64 = 0.01;

/// The level above which nothing is left of it in the last span, for its label only.
const GONE_LEVEL: f64 = 0.1;

/// As many days as [`Baseline`] needs for weekdays.
const LEAST_WITH_WEEKDAYS: usize = 28;

/// Spans that leave enough before them, and the number of latest periods that are in no baseline.
fn spans(
    n_periods: usize,
    options: &AlertOptions,
    caveats: &mut Vec<AlertCaveat>,
) -> Option<(Vec<usize>, usize)> {
    let mut wanted: Vec<usize> = options.spans.iter().copied().filter(|&n| n > 1).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let fits = |n: usize| n + options.min_baseline <= n_periods;
    let (kept, left): (Vec<usize>, Vec<usize>) = wanted.into_iter().partition(|&n| fits(n));
    if !left.is_empty() {
        caveats.push(AlertCaveat::SpansLeftOut { spans: left });
    }
    let guard = kept.last().copied().unwrap_or(0).max(options.look).max(1);
    if fits(guard) {
        return Some((kept, guard));
    }
    caveats.push(AlertCaveat::ShortHistory {
        n_periods: n_periods.saturating_sub(guard),
        n_needed: options.min_baseline,
    });
    None
}

/// Latest periods in which nobody spoke.
fn silent(streams: &[Stream], n_periods: usize) -> usize {
    let has_data = |at: usize| {
        streams.iter().any(|stream| match stream.kind {
            CountKind::Part => stream.counted[at].exposure > 0,
            CountKind::Volume => stream.counted[at].count > 0,
        })
    };
    (0..n_periods).rev().take_while(|&at| !has_data(at)).count()
}

fn upper_p(
    baseline: &Baseline,
    periods: &[(Counted, Option<usize>)],
    options: &AlertOptions,
) -> Result<Option<Probability>, Error> {
    let Some(prediction) = Prediction::of(baseline, periods) else {
        return Ok(None);
    };
    let count: usize = periods.iter().map(|(counted, _)| counted.count).sum();
    if count < options.min_count {
        return Ok(Some(Probability::MAX));
    }
    Ok(Some(prediction.upper_p(count)?))
}

/// The smallest stated rate at which each test would stand (Benjamini & Hochberg's step-up, as `p.adjust` of
/// R, over the part of the rate that tests are held to).
fn adjusted(p_values: &[Probability]) -> Vec<Probability> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by_key(|&test| p_values[test]);
    let mut adjusted = vec![Probability::MAX; p_values.len()];
    let mut least = 1.0_f64;
    for (place, &test) in order.iter().enumerate().rev() {
        let times = as_f64(p_values.len()) / as_f64(place + 1);
        least = least.min(p_values[test].get() * times / HELD);
        adjusted[test] = Probability::saturating(least);
    }
    adjusted
}

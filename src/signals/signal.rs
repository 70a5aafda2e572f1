use super::Caveat;
use crate::record::{About, LanguageTag, RecordId, SentimentLabel, TopicId};
use crate::units::{Interval, Probability, Share, as_f64};

/// A topic by identifier and by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicName {
    /// Identifier in the taxonomy.
    pub id: TopicId,
    /// Dutch name.
    pub nl: String,
    /// English name.
    pub en: String,
}

/// One thing that could be improved, with what it would bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// 1 for the signal with the largest expected gain.
    pub rank: usize,
    /// Which topic.
    pub topic: TopicName,
    /// What mentions of it are about; `None` where the taxonomy does not say.
    pub about: Option<About>,
    /// Respondents who mention the topic.
    pub n_mentions: u64,
    /// Respondents with a negative mention.
    pub n_negative: u64,
    /// Respondents with a positive mention.
    pub n_positive: u64,
    /// Respondents with a negative mention and an outcome: those the estimate rests on.
    pub n_negative_scored: u64,
    /// Share of all respondents with an outcome who would mention the topic badly had all written,
    /// 0 to 1; with [`Silence::NotMentioning`](super::Silence) the share that did.
    pub share_negative: f64,
    /// Weighted share of all respondents with an outcome who did mention it badly: the silent count
    /// as not mentioning it.
    pub share_negative_written: f64,
    /// The stated part of the causes of negative mentions, 0 to 1.
    pub fraction_removed: f64,
    /// Outcome points won among all respondents if the stated part of the causes of negative mentions
    /// disappeared and the association were causal.
    pub gain: Interval,
    /// What of the gain rests on mentions that were written: a floor, all of it if nobody was silent or
    /// the silent count as mentioning nothing.
    pub gain_written: Interval,
    /// The same figures with readings taken for true; `None` where they are not corrected.
    pub as_read: Option<AsRead>,
    /// Adjusted contribution of all mentions of the topic to the mean outcome, in outcome points; `None` where the
    /// effect of one tone cannot be told apart from those of other topics.
    pub contribution: Option<Interval>,
    /// Outcome points of one negative mention, other topics and controls held.
    pub effect_negative: Interval,
    /// Test of `effect_negative`; `None` where the data cannot tell.
    pub effect_test: Option<EffectTest>,
    /// Outcome points of one positive mention; `None` where nobody mentions it so.
    pub effect_positive: Option<Interval>,
    /// Unadjusted: mean of all minus mean of those without the topic; `None` if all mention it.
    pub unadjusted_impact: Option<f64>,
    /// LMG part of R² of the topic's group.
    pub importance: Share,
    /// Probability, over bootstrap replicates, of the largest gain.
    pub p_best: Probability,
    /// Probability, over bootstrap replicates, of standing in the top 3 by gain.
    pub p_top3: Probability,
    /// Whether the data can tell that there is something to gain.
    pub verdict: Verdict,
    /// What customers said, redacted; at most five.
    pub quotes: Vec<Quote>,
    /// Mentions over time.
    pub trend: Vec<TrendPoint>,
    /// What to keep in mind.
    pub caveats: Vec<Caveat>,
}

/// Figures of a signal with readings taken for true, beside the corrected ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsRead {
    /// As [`Signal::gain`].
    pub gain: Interval,
    /// As [`Signal::effect_negative`].
    pub effect_negative: Interval,
    /// As [`Signal::share_negative`].
    pub share_negative: f64,
}

/// The test of the effect of a negative mention, other topics and controls held.
///
/// It is what the gate of [`Verdict::Gain`] looks at, never a substitute for the interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectTest {
    /// Probability of an effect at least this far from zero if there were none.
    pub p_value: Probability,
    /// Degrees of freedom: roughly how many respondents (or customers) tell something about it.
    pub degrees_of_freedom: f64,
}

/// Whether the data can tell that there is something to gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval of the gain lies above zero, and the test of the effect stands among
    /// those of all ranked topics (Benjamini and Hochberg 1995, 5 % false discoveries).
    Gain,
    /// The interval covers zero, or the test does not stand.
    CannotTell,
    /// The whole interval lies below zero: negative mentions go with better outcomes.
    Contrary,
}

/// A quote of a customer, redacted.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The document behind it.
    pub id: RecordId,
    /// Date as `YYYY-MM-DD`, where known.
    pub date: Option<String>,
    /// Language of the document.
    pub language: LanguageTag,
    /// How the topic is spoken of here.
    pub sentiment: SentimentLabel,
    /// The sentence or sentences around the mention, redacted.
    pub text: String,
    /// Bytes of `text` that show the topic.
    pub spans: Vec<(usize, usize)>,
}

/// Mentions of a topic in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    /// Period, `YYYY-MM`.
    pub period: String,
    /// Respondents with words in the period.
    pub n: u64,
    /// Of these, with a negative mention.
    pub n_negative: Told,
    /// Of these, with a positive mention.
    pub n_positive: Told,
    /// Share with a negative mention, 0 to 1; `None` where fewer wrote than a cell may show, and where `n_negative` is not told.
    pub share_negative: Option<f64>,
}

impl TrendPoint {
    /// The largest share with a negative mention, 0 to 1, of a period that is said to have few; `None` of others, and where
    /// few people may have said it often.
    pub fn largest_hidden_share(&self) -> Option<f64> {
        let Told::FewerThan(least) = self.n_negative else {
            return None;
        };
        let count = |n: u64| as_f64(usize::try_from(n).unwrap_or(usize::MAX));
        let most = count(least.saturating_sub(1));
        (self.n > 0).then(|| (most / count(self.n)).min(1.0))
    }
}

/// How many there are, as far as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So many.
    Exactly(u64),
    /// At least one, and fewer than this.
    FewerThan(u64),
    /// Those of at least one person and fewer than this, in a period in which some wrote more than once.
    OfFewerPeople(u64),
    /// Nothing: of those who wrote, who are fewer people than may be shown.
    OfTooFew,
    /// Nothing, as it would tell what few people say, or say the same of all who speak of it.
    Withheld,
}

impl Told {
    /// The number, where it is told.
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Exactly(n) => Some(n),
            Self::FewerThan(_) | Self::OfFewerPeople(_) | Self::OfTooFew | Self::Withheld => None,
        }
    }

    /// Whether it is not told because it would be of few people.
    pub fn is_few(self) -> bool {
        matches!(self, Self::FewerThan(_) | Self::OfFewerPeople(_))
    }
}

/// A topic that is shown but not ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct UnrankedTopic {
    /// Which topic.
    pub topic: TopicName,
    /// What mentions of it are about; `None` where the taxonomy does not say.
    pub about: Option<About>,
    /// Respondents who mention it; `None` where they are fewer customers than a cell may show.
    pub n_mentions: Option<u64>,
    /// Respondents with a negative mention; `None` beside hidden mentions, and where all mentions are negative.
    pub n_negative: Option<u64>,
    /// The step that both numbers are rounded down to; `None` where they are exact.
    pub rounded_to: Option<u64>,
    /// Why it is not ranked.
    pub reason: UnrankedReason,
}

/// Why a topic is not ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnrankedReason {
    /// Fewer mentions than the least number.
    TooFewMentions {
        /// The least number.
        required: u64,
    },
    /// Fewer customers mention it than a cell may show; nothing more is said.
    TooFewPeople {
        /// The least number.
        required: u64,
    },
    /// No respondent mentions it negatively: nothing to take away.
    NothingNegative,
    /// Its columns are a combination of others; no separate effect can be told.
    Collinear,
    /// Its effect hangs on one respondent or customer, or on answers that are all the same: no interval can be told.
    NoInterval,
    /// The taxonomy says that it is no driver: general praise or complaint.
    NotADriver,
    /// No outcome to link it to.
    NoOutcome,
    /// The model explains nothing beyond chance (cross-validated R² ≤ 0): no ranking.
    NoModel,
}

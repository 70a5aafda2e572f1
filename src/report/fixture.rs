//! Hand-made findings for the tests of this room. Numbers are invented but hang together:
//! gains follow from share and effect, counts add up.

use super::fixture_corrected::{card, silence};
use super::fixture_recent::{alerts, themes};
use crate::findings::{
    CorpusSummary, DriverSummary, FileSummary, Findings, Further, ImportanceBasis, IntakeSummary,
    IntervalMethod, JoinSummary, OutcomeGap, OutcomePoint, OutcomeSummary, RankingSummary, Subset,
};
use crate::record::{Best, LanguageTag, RecordId, ScaleKind, SentimentLabel, TopicId};
use crate::signals::{
    Caveat, EffectTest, Quote, Signal, Silence, Told, TopicName, TrendPoint, UnrankedReason,
    UnrankedTopic, Verdict,
};
use crate::units::{Interval, Probability, Share};

/// An interval of 95%.
pub(super) fn interval(low: f64, estimate: f64, high: f64) -> Interval {
    Interval::new(low, estimate, high, Probability::saturating(0.95)).unwrap()
}

/// One of each.
pub(super) fn every_caveat() -> Vec<Caveat> {
    vec![
        Caveat::Association,
        Caveat::AssumedReduction {
            fraction: 0.5,
            n_stated_otherwise: 0,
        },
        Caveat::UncorrectedLabels,
        Caveat::SameText,
        Caveat::CommentersOnly {
            n_with_words: 4821,
            n_with_score: 9140,
        },
        Caveat::FewSteps { n_values: 5 },
        Caveat::FewNegative { n: 17 },
        Caveat::SignsDiffer,
        Caveat::Overlap { vif: 3.46 },
        Caveat::SampledImportance {
            n_orderings: 2000,
            standard_error: 0.000_84,
        },
        Caveat::ImportanceWithoutInterval,
        Caveat::WeakModel { r2_cv: 0.031 },
        Caveat::Clustered {
            n_customers: 4102,
            n_unnamed: 0,
            n_rows: 4821,
            intervals: IntervalMethod::Bootstrap,
        },
        Caveat::ConflictingScores { n: 12 },
        Caveat::Orphans { n: 231 },
        Caveat::OtherLanguages { n: 64 },
        Caveat::Undated { n: 9 },
        Caveat::NothingStandsOut,
        Caveat::SilentRepresented { silence: silence() },
        Caveat::CorrectedLabels { card: card() },
    ]
}

const MONTHS: [&str; 8] = [
    "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08",
];

/// Twelve signals, long Dutch names, wide and narrow intervals, a month without data.
pub(super) fn realistic() -> Findings {
    let signals = TOPICS
        .iter()
        .enumerate()
        .map(|(index, topic)| signal(index, topic))
        .collect();
    Findings {
        project: "Klantenservice <2026> & webwinkel".to_owned(),
        subset: Subset::default(),
        intake: intake(),
        corpus: corpus(),
        outcome: Some(outcome()),
        outcome_gap: None,
        drivers: Some(drivers()),
        ranking: RankingSummary {
            fraction_removed: 0.5,
            min_mentions: 30,
            silence: Silence::NotMentioning,
            formula: "gain = 0.5 × −(effect of a negative mention) × share of respondents with a negative mention".to_owned(),
        },
        signals,
        unranked: unranked(),
        priorities: None,
        alerts: Some(alerts(130)),
        themes: Some(themes()),
        further: Further::default(),
        service_levels: None,
        caveats: vec![
            Caveat::Association,
            Caveat::AssumedReduction {
                fraction: 0.5,
                n_stated_otherwise: 0,
            },
            Caveat::CommentersOnly { n_with_words: 4821, n_with_score: 9140 },
            Caveat::SameText,
            Caveat::UncorrectedLabels,
            Caveat::Clustered { n_customers: 4071, n_unnamed: 31, n_rows: 4821, intervals: IntervalMethod::Bootstrap },
            Caveat::Orphans { n: 231 },
        ],
    }
}

/// Nothing to rank: no outcome, no model, nothing read.
pub(super) fn empty() -> Findings {
    Findings {
        project: "leeg".to_owned(),
        subset: Subset::default(),
        intake: IntakeSummary::default(),
        corpus: CorpusSummary {
            kinds: Vec::new(),
            languages: Vec::new(),
            sentiments: Vec::new(),
            n_with_words: 0,
            n_without_topic: 0,
            dates: None,
            n_undated: 0,
        },
        outcome: None,
        outcome_gap: Some(OutcomeGap::Unanswered),
        drivers: None,
        ranking: RankingSummary {
            fraction_removed: 0.5,
            min_mentions: 30,
            silence: Silence::NotMentioning,
            formula: String::new(),
        },
        signals: Vec::new(),
        unranked: Vec::new(),
        priorities: None,
        alerts: None,
        themes: None,
        further: Further::default(),
        service_levels: None,
        caveats: Vec::new(),
    }
}

/// Signals whose intervals all cover zero.
pub(super) fn undecided() -> Findings {
    let mut findings = realistic();
    for signal in &mut findings.signals {
        signal.verdict = Verdict::CannotTell;
        signal.gain.low = -1.0;
        signal.gain.high = signal.gain.high.max(0.3);
    }
    findings.caveats.push(Caveat::NothingStandsOut);
    findings
}

/// Identifier, names, share negative, effect of a negative mention, half width of that effect.
type Topic = (&'static str, &'static str, &'static str, f64, f64, f64);

const TOPICS: [Topic; 12] = [
    (
        "contact.waiting",
        "Wachttijd aan de telefoon",
        "Waiting time on the phone",
        0.183,
        -41.2,
        6.1,
    ),
    (
        "delivery.promise",
        "Bezorging later dan afgesproken",
        "Delivery later than promised",
        0.151,
        -33.0,
        7.4,
    ),
    (
        "contact.solved",
        "Vraag niet in één keer opgelost",
        "Question not solved at once",
        0.094,
        -47.5,
        9.2,
    ),
    (
        "billing.clarity",
        "Onduidelijke factuur of onverwachte kosten",
        "Unclear invoice or unexpected costs",
        0.081,
        -38.1,
        10.4,
    ),
    (
        "contact.transfer",
        "Doorverbonden en verhaal opnieuw doen",
        "Transferred and having to repeat the story",
        0.055,
        -44.0,
        14.3,
    ),
    (
        "contact.empathy",
        "Medeleven en begrip van de medewerker",
        "Empathy and understanding of the agent",
        0.034,
        -52.0,
        18.0,
    ),
    (
        "account.login",
        "Inloggen, wachtwoord en verificatie",
        "Signing in, password and verification",
        0.062,
        -22.4,
        15.0,
    ),
    (
        "returns.refund",
        "Terugbetaling na annulering of retour",
        "Refund after cancellation or return",
        0.041,
        -27.0,
        21.0,
    ),
    (
        "channel.chatbot",
        "Chatbot begrijpt de vraag niet",
        "Chatbot does not understand the question",
        0.072,
        -11.8,
        13.9,
    ),
    (
        "product.quality",
        "Productkwaliteit en beschadiging bij aankomst",
        "Product quality and damage on arrival",
        0.049,
        -9.0,
        17.5,
    ),
    (
        "privacy.handling",
        "Omgang met persoonsgegevens en toestemmingen",
        "Handling of personal data and consents",
        0.009,
        -18.0,
        44.0,
    ),
    (
        "price.level",
        "Prijsniveau en kortingsacties",
        "Price level and discounts",
        0.068,
        14.0,
        11.0,
    ),
];

fn signal(index: usize, topic: &Topic) -> Signal {
    let &(id, nl, en, share, effect, half) = topic;
    let n_negative = whole(share * 4821.0);
    let n_positive = whole(share * 4821.0 * 0.35);
    let gain = interval(effect - half, effect, effect + half).scaled(-0.5 * share);
    let verdict = if gain.low > 0.0 {
        Verdict::Gain
    } else if gain.high < 0.0 {
        Verdict::Contrary
    } else {
        Verdict::CannotTell
    };
    let mut caveats = vec![Caveat::Association];
    if n_negative < 60 {
        caveats.push(Caveat::FewNegative { n: n_negative });
    }
    if id == "contact.transfer" {
        caveats.push(Caveat::Overlap { vif: 3.46 });
    }
    Signal {
        rank: index + 1,
        topic: TopicName {
            id: TopicId::new(id),
            nl: nl.to_owned(),
            en: en.to_owned(),
        },
        about: None,
        n_mentions: n_negative + n_positive + n_negative / 9,
        n_negative,
        n_positive,
        n_negative_scored: n_negative,
        share_negative: share,
        share_negative_written: share,
        gain,
        gain_written: gain,
        as_read: None,
        contribution: Some(interval(effect - half, effect, effect + half).scaled(share * 0.9)),
        effect_negative: interval(effect - half, effect, effect + half),
        effect_test: Some(EffectTest {
            p_value: Probability::saturating(0.2 * half / effect.abs() - 0.02),
            degrees_of_freedom: 42.5,
        }),
        effect_positive: (id != "privacy.handling").then(|| interval(4.0, 12.5, 21.0)),
        unadjusted_impact: (id != "price.level").then_some(effect * share * 1.4),
        importance: Share::saturating(share * share * 1.3),
        fraction_removed: 0.5,
        p_best: Probability::saturating([0.8, 0.15, 0.05][index.min(2)]),
        p_top3: Probability::saturating([1.0, 0.93, 0.71, 0.31, 0.05][index.min(4)]),
        verdict,
        quotes: (0..5).map(|number| quote(index, number)).collect(),
        trend: trend(index, share),
        caveats,
    }
}

const QUOTES: [(&str, LanguageTag, &str, &str); 5] = [
    (
        "Ik heb drie kwartier in de wacht gestaan en werd toen verbroken. Daarna belde [NAME_1] mij terug.",
        LanguageTag::Nl,
        "2026-07-14",
        "drie kwartier in de wacht",
    ),
    (
        "Waited 40 minutes & then got <b>cut off</b>; nobody could tell me why.",
        LanguageTag::En,
        "2026-06-02",
        "Waited 40 minutes",
    ),
    (
        "Al de derde keer dat ik mijn verhaal moet doen, en nog steeds geen oplossing.",
        LanguageTag::Nl,
        "2026-05-21",
        "mijn verhaal moet doen",
    ),
    (
        "Jullie beloofden vóór 12.00 uur, het werd na zessen. Zonder één bericht vooraf.",
        LanguageTag::Nl,
        "2026-03-30",
        "na zessen",
    ),
    (
        "Keurig gesprek hoor, maar bellen naar [PHONE_1] heeft geen zin: er neemt niemand op en de mail blijft weken liggen zonder dat je weet of iemand hem gelezen heeft.",
        LanguageTag::Nl,
        "2026-02-11",
        "er neemt niemand op",
    ),
];

fn quote(topic: usize, number: usize) -> Quote {
    let (text, language, date, shown) = QUOTES[(topic + number) % QUOTES.len()];
    let start = text.find(shown).unwrap();
    Quote {
        id: RecordId(0x5eed_0000 + (topic * 16 + number) as u128),
        date: (number != 3).then(|| date.to_owned()),
        language,
        sentiment: SentimentLabel::Negative,
        text: text.to_owned(),
        spans: vec![(start, start + shown.len())],
    }
}

fn trend(topic: usize, share: f64) -> Vec<TrendPoint> {
    let swing = [1.0, 1.1, 0.9, 0.0, 1.25, 1.4, 1.2, 0.8];
    MONTHS
        .iter()
        .zip(swing)
        .enumerate()
        .map(|(month, (period, factor))| {
            let n = if month == 3 {
                0
            } else {
                500 + 40 * month as u64
            };
            let lean = if topic.is_multiple_of(2) {
                factor
            } else {
                2.0 - factor
            };
            let n_negative = if n == 0 {
                0
            } else {
                whole(share * lean * f64::from(u32::try_from(n).unwrap()))
            };
            TrendPoint {
                period: (*period).to_owned(),
                n,
                n_negative: Told::Exactly(n_negative),
                n_positive: Told::Exactly(n_negative / 3),
                share_negative: (n > 0).then(|| {
                    f64::from(u32::try_from(n_negative).unwrap())
                        / f64::from(u32::try_from(n).unwrap())
                }),
            }
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small positive numbers of a fixture"
)]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

fn outcome() -> OutcomeSummary {
    let levels = [-4.0, -6.5, -9.0, 0.0, -14.0, -17.5, -16.0, -11.0];
    OutcomeSummary {
        name: "nps_contact".to_owned(),
        kind: ScaleKind::Nps,
        low: 0.0,
        high: 10.0,
        best: Best::High,
        n: 9140,
        level: interval(-12.9, -11.3, -9.7),
        distribution: (0_u32..=10)
            .map(|value| {
                (
                    f64::from(value),
                    210 + u64::from(value) * 90 + u64::from(value == 8) * 1400,
                )
            })
            .collect(),
        trend: MONTHS
            .iter()
            .zip(levels)
            .enumerate()
            .map(|(month, (period, level))| OutcomePoint {
                period: (*period).to_owned(),
                n: if month == 3 {
                    7
                } else {
                    900 + 70 * month as u64
                },
                level: (month != 3).then(|| interval(level - 4.6, level, level + 4.6)),
                is_after_change: false,
            })
            .collect(),
        since: None,
    }
}

fn drivers() -> DriverSummary {
    DriverSummary {
        n: 4821,
        n_effective: 4390.4,
        r2: 0.312,
        r2_adjusted: 0.304,
        r2_cv: Some(0.287),
        r2_cv_topics: Some(0.241),
        share_with_words: 0.74,
        r2_topics: 0.261,
        controls: vec!["channel".to_owned(), "product".to_owned()],
        dropped: vec![("channel=fax".to_owned(), "no variance".to_owned())],
        importance: ImportanceBasis::Exact,
        condition: 6.8,
        intervals: IntervalMethod::Bootstrap,
        n_replicates: 2000,
        seed: 42,
        level: Probability::saturating(0.95),
        resampling_unit: "customer".to_owned(),
        n_units: 4102,
        silence: None,
        card: None,
    }
}

fn intake() -> IntakeSummary {
    let file = |source: &str, file: &str, format: &str, n_read, n_rejected| FileSummary {
        source: source.to_owned(),
        file: file.to_owned(),
        format: format.to_owned(),
        n_read,
        n_rejected,
        n_stored: n_read - n_rejected,
        n_replaced: 0,
        unmapped_columns: if source == "enquete" {
            vec!["regio_oud".to_owned(), "tmp".to_owned()]
        } else {
            Vec::new()
        },
        missing_columns: if source == "gesprekken" {
            vec!["agent_id".to_owned()]
        } else {
            Vec::new()
        },
    };
    IntakeSummary {
        files: vec![
            file(
                "enquete",
                "data/enquete_2026_h1.csv",
                "CSV, delimiter ';', windows-1252",
                9_412,
                23,
            ),
            file(
                "gesprekken",
                "data/gesprekken.jsonl",
                "JSONL, UTF-8",
                3_204,
                2,
            ),
            file("tickets", "data/tickets.parquet", "Parquet", 11_890, 0),
        ],
        learned: Vec::new(),
        rejections: vec![
            ("score outside the scale".to_owned(), 14),
            ("date not readable".to_owned(), 9),
            ("row with too few columns".to_owned(), 2),
        ],
        redactions: vec![
            ("NAME".to_owned(), 1_204),
            ("PHONE".to_owned(), 311),
            ("EMAIL".to_owned(), 96),
        ],
        n_forgotten: 3,
        models: Vec::new(),
        join: JoinSummary {
            n_matched: 2_950,
            n_alone: 1_204,
            n_orphan: 231,
            n_duplicate: 18,
            n_without_score: 1_102,
            n_conflicting: 4,
        },
    }
}

fn corpus() -> CorpusSummary {
    CorpusSummary {
        kinds: vec![
            ("feedback".to_owned(), 4_100),
            ("survey".to_owned(), 9_389),
            ("transcript".to_owned(), 3_202),
        ],
        languages: vec![
            ("nl".to_owned(), 6_480),
            ("en".to_owned(), 1_120),
            ("other".to_owned(), 64),
            ("unknown".to_owned(), 88),
        ],
        sentiments: vec![
            ("negative".to_owned(), 3_020),
            ("neutral".to_owned(), 1_610),
            ("positive".to_owned(), 2_400),
            ("unclear".to_owned(), 722),
        ],
        n_with_words: 7_752,
        n_without_topic: 1_488,
        dates: Some(("2026-01-02".to_owned(), "2026-08-30".to_owned())),
        n_undated: 9,
    }
}

fn unranked() -> Vec<UnrankedTopic> {
    let topic = |id: &str, nl: &str, en: &str, n_mentions, n_negative, reason| UnrankedTopic {
        topic: TopicName {
            id: TopicId::new(id),
            nl: nl.to_owned(),
            en: en.to_owned(),
        },
        about: None,
        n_mentions: Some(n_mentions),
        n_negative: Some(n_negative),
        rounded_to: None,
        reason,
    };
    vec![
        topic(
            "contact.friendly",
            "Vriendelijkheid",
            "Friendliness",
            412,
            0,
            UnrankedReason::NothingNegative,
        ),
        topic(
            "delivery.time",
            "Bezorgmoment",
            "Delivery slot",
            155,
            90,
            UnrankedReason::Collinear,
        ),
        topic(
            "store.parking",
            "Parkeren bij de winkel",
            "Parking at the shop",
            11,
            8,
            UnrankedReason::TooFewMentions { required: 30 },
        ),
    ]
}

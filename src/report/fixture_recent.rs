//! What rose and what no topic explains, for the tests of this room.

use super::fixture::interval;
use crate::findings::{AlertFindings, LookDay, ThemeFinding, ThemeFindings, ThemeMonth, ThemeTerm};
use crate::record::{LanguageTag, RecordId, SentimentLabel, TopicId};
use crate::signals::alerts::alerts as look;
use crate::signals::alerts::{AlertOptions, AlertTone, CountKind, Counted, Stream, StreamName};
use crate::signals::{Pace, Quote, TopicName};
use crate::units::as_u32;
use jiff::civil::date;

/// Respondents who speak badly of waiting, of whom the last three days have five times as many.
pub(super) fn alerts(n_days: usize) -> AlertFindings {
    let starts = Pace::Day.starts(
        date(2026, 1, 1),
        date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(as_u32(n_days)) - 1)),
    );
    let counted = |day: usize| Counted {
        exposure: 50,
        count: if day + 3 >= n_days { 25 } else { 4 + day % 2 },
    };
    let stream = Stream {
        name: StreamName {
            segment: Some(0),
            topic: Some(0),
            tone: AlertTone::Negative,
        },
        kind: CountKind::Part,
        counted: (0..n_days).map(counted).collect(),
    };
    let end = starts[n_days - 1];
    AlertFindings {
        project: "shop".to_owned(),
        as_of: Some(end),
        look_day: LookDay::LastWords,
        by: Some("city".to_owned()),
        segments: vec!["Den Haag, \"zuid\"".to_owned()],
        topics: vec![TopicName {
            id: TopicId::new("wait"),
            nl: "Wachttijd".to_owned(),
            en: "Waiting".to_owned(),
        }],
        found: look(&[stream], &starts, end, &AlertOptions::default()).unwrap(),
    }
}

/// One theme that is new, and one that is gone.
pub(super) fn themes() -> ThemeFindings {
    let theme = ThemeFinding {
        id: "stoelverwarming".to_owned(),
        is_known: false,
        split_from: None,
        absorbed: vec!["stoel".to_owned()],
        name_nl: "stoelverwarming".to_owned(),
        name_en: "seat heating".to_owned(),
        terms: vec![ThemeTerm {
            words: "stoelverwarming <aan>".to_owned(),
            language: LanguageTag::Nl,
            n_documents: 31,
            odds_ratio: Some(interval(3.2, 6.5, 13.1)),
        }],
        n_documents: 44,
        share_negative: Some(0.61),
        outcome_difference: Some(interval(-41.2, -22.8, -4.4)),
        n_scored: 39,
        trend: vec![ThemeMonth {
            period: "2026-08".to_owned(),
            n: 611,
            n_documents: Some(44),
        }],
        examples: vec![Quote {
            id: RecordId(77),
            date: Some("2026-08-11".to_owned()),
            language: LanguageTag::Nl,
            sentiment: SentimentLabel::Negative,
            text: "De stoelverwarming deed niets.".to_owned(),
            spans: Vec::new(),
        }],
    };
    ThemeFindings {
        themes: vec![theme],
        gone: vec![("lift".to_owned(), 3)],
        n_documents: 4821,
        n_unexplained: 1933,
        n_explained: 4102,
        n_other_language: 64,
        min_documents: 20,
        is_compared: true,
        outcome: Some("nps_contact".to_owned()),
    }
}

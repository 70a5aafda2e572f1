//! What stands in place of a number that would tell of few people, and what it means.

use super::{Label, Language, either, label};
use crate::report::number;
use crate::signals::{Told, TrendPoint};

/// Stands for a number that is not given because it would tell what few people say. Statistical offices write it so.
pub const WITHHELD: &str = "x";

/// Stands for a number of fewer people than this.
pub fn fewer_than(least: u64) -> String {
    format!("<{least}")
}

/// What `x` means.
pub fn withheld_key(language: Language) -> &'static str {
    either(
        language,
        "x: niet gegeven, omdat er met de andere getallen uit zou volgen wat weinig mensen zeggen, of omdat het van allen hetzelfde zou zeggen.",
        "x: not given, as with the other numbers it would tell what few people say, or say the same of all of them.",
    )
}

/// Share of a month with a negative mention, or what stands in its place.
pub fn month_share(point: &TrendPoint, language: Language) -> String {
    match (point.share_negative, point.n_negative) {
        (Some(share), _) => number::percentage(share, language),
        (None, Told::FewerThan(least) | Told::OfFewerPeople(least)) => fewer_than(least),
        (None, Told::Withheld) => WITHHELD.to_owned(),
        (None, Told::Exactly(_) | Told::OfTooFew) => number::ABSENT.to_owned(),
    }
}

/// The same in a sentence.
pub fn month_share_said(point: &TrendPoint, language: Language) -> String {
    match (point.share_negative, point.n_negative) {
        (None, Told::Withheld) => either(language, "niet gegeven", "not given").to_owned(),
        (None, Told::Exactly(_) | Told::OfTooFew) => label(Label::NoMonth, language).to_owned(),
        _ => month_share(point, language),
    }
}

/// Whether any share of these months can be shown.
pub fn has_month_share(trend: &[TrendPoint]) -> bool {
    trend.iter().any(|point| point.share_negative.is_some())
}

/// Stands in place of months of which none can be shown.
pub fn no_month_share(language: Language) -> &'static str {
    either(
        language,
        "Per maand is dit niet te tonen: te weinig mensen spreken er slecht over, of het zou van zo weinig mensen iets verraden.",
        "By month this cannot be shown: too few people speak badly of it, or it would tell of so few.",
    )
}

/// What the marks mean that stand in place of shares in these months: one line per mark that occurs.
pub fn month_marks<'p>(
    points: impl Iterator<Item = &'p TrendPoint>,
    language: Language,
) -> MonthMarks {
    let (mut few, mut has_withheld, mut has_no_data) = (None, false, false);
    for point in points.filter(|point| point.share_negative.is_none()) {
        match point.n_negative {
            Told::FewerThan(least) | Told::OfFewerPeople(least) => few = Some(least),
            Told::Withheld => has_withheld = true,
            Told::Exactly(_) | Told::OfTooFew => has_no_data = true,
        }
    }
    let few = few.map(|least| match language {
        Language::Nl => format!(
            "<{least}: wel iemand, maar minder dan {least} mensen spreken er in die maand slecht over."
        ),
        Language::En => {
            format!("<{least}: someone, but fewer than {least} people speak badly of it in that month.")
        }
    });
    MonthMarks {
        few,
        withheld: has_withheld.then(|| withheld_key(language).to_owned()),
        no_data: has_no_data.then(|| {
            either(
                language,
                "–: te weinig mensen schreven iets.",
                "–: too few people wrote anything.",
            )
            .to_owned()
        }),
    }
}

/// What a pale block means, in pictures in which there is one.
pub fn block_key<'p>(
    mut points: impl Iterator<Item = &'p TrendPoint>,
    language: Language,
) -> Option<&'static str> {
    let is_any = points.any(|point| point.largest_hidden_share().is_some());
    is_any.then(|| {
        either(
            language,
            "Een licht vlak is zo'n maand, zo hoog als het aandeel hoogstens kan zijn.",
            "A pale block is such a month, as high as the share can be at most.",
        )
    })
}

/// Lines that say what marks mean, of those that occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthMarks {
    /// Of `<10`.
    pub few: Option<String>,
    /// Of `x`.
    pub withheld: Option<String>,
    /// Of a dash.
    pub no_data: Option<String>,
}

impl MonthMarks {
    /// The lines, in the order of the marks above.
    pub fn lines(self) -> impl Iterator<Item = String> {
        [self.few, self.withheld, self.no_data]
            .into_iter()
            .flatten()
    }
}

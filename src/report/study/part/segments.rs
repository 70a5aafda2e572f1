use super::change::{against, yes};
use crate::report::section::Section;
use crate::report::study::wave_words::standing_text;
use crate::report::study::words::p_text;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{ColumnOver, SegmentStanding, SegmentTable, Study};
use crate::units::as_u64;

/// Most segments that are shown to people; all are in JSON and CSV.
const SHOWN: usize = 20;

/// The drivers in segments: which segments there are, whether drivers differ, and the coefficients.
pub(super) fn segments(study: &Study, language: Language) -> Vec<Section> {
    match &study.segments {
        None => Vec::new(),
        Some(table) if !table.segments.iter().any(is_modelled) => {
            vec![overview(table, language)]
        }
        Some(table) => vec![
            overview(table, language),
            differences(table, language),
            coefficients(study, table, language),
        ],
    }
}

fn overview(table: &SegmentTable, language: Language) -> Section {
    let mut section = Section::titled(&match language {
        Language::Nl => format!("Segmenten naar {}", table.by),
        Language::En => format!("Segments by {}", table.by),
    });
    let count = |n: usize| number::count(as_u64(n), language);
    let modelled = table.segments.iter().filter(|one| is_modelled(one)).count();
    let small = |one: &&crate::study::SegmentSummary| {
        matches!(one.standing, SegmentStanding::TooSmall { .. })
    };
    let (n_small, n_in_small) = table
        .segments
        .iter()
        .filter(small)
        .fold((0, 0), |(n, rows), one| (n + 1, rows + one.n));
    let others = table.segments.len() - modelled - n_small;
    let [all, with, few, in_few, odd, least] = [
        table.segments.len(),
        modelled,
        n_small,
        n_in_small,
        others,
        table.least_observations,
    ]
    .map(count);
    section.lead.push(match language {
        Language::Nl => format!("{all} segmenten: {with} met een model, {few} te klein (minder dan {least} antwoorden, samen {in_few}), {odd} zonder vergelijkbaar model."),
        Language::En => format!("{all} segments: {with} with a model, {few} too small (fewer than {least} answers, {in_few} in all), {odd} without a comparable model."),
    });
    section.grid.header = [
        either(language, "segment", "segment"),
        "n",
        either(language, "gemiddeld", "mean"),
        "R²",
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    for segment in table.segments.iter().take(SHOWN) {
        let value = |value: Option<f64>, text: fn(f64, Language) -> String| {
            value.map_or(number::ABSENT.to_owned(), |value| text(value, language))
        };
        let mut cells = vec![
            segment.name.clone(),
            count(segment.n),
            value(segment.mean_outcome, |value, language| {
                number::significant(value, 3, language)
            }),
            value(segment.r2, |value, language| {
                number::fixed(value, 3, language)
            }),
        ];
        cells.extend(Some(standing_text(&segment.standing, language)).filter(|t| !t.is_empty()));
        section.push(cells);
    }
    if table.n_without > 0 {
        section.push(vec![
            either(language, "(geen antwoord)", "(no answer)").to_owned(),
            count(table.n_without),
            number::ABSENT.to_owned(),
            number::ABSENT.to_owned(),
            either(language, "in geen segment", "in no segment").to_owned(),
        ]);
    }
    if table.segments.len() > SHOWN {
        let (shown, all) = (count(SHOWN), count(table.segments.len()));
        section.notes.push(match language {
            Language::Nl => format!(
                "De {shown} grootste van {all} segmenten; alle staan in --format json en csv."
            ),
            Language::En => {
                format!("The {shown} largest of {all} segments; all are in --format json and csv.")
            }
        });
    }
    section
}

fn is_modelled(segment: &crate::study::SegmentSummary) -> bool {
    segment.standing == SegmentStanding::Modelled
}

fn differences(table: &SegmentTable, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Verschillen factoren tussen segmenten?",
        "Do drivers differ between segments?",
    ));
    section.grid.header = [
        either(language, "factor", "driver"),
        either(language, "segmenten", "segments"),
        "Q",
        "p",
        either(language, "verschilt", "differs"),
        "I²",
        either(language, "gemiddelde coëfficiënt", "mean coefficient"),
    ]
    .map(str::to_owned)
    .to_vec();
    for column in &table.columns {
        let name = name(column, language);
        section.push(match &column.across.heterogeneity {
            None => vec![
                name,
                either(language, "te weinig", "too few").to_owned(),
                number::ABSENT.to_owned(),
                number::ABSENT.to_owned(),
            ],
            Some(found) => vec![
                name,
                number::count(as_u64(found.n_segments), language),
                number::significant(found.q, 3, language),
                p_text(found.p_value.get(), language),
                yes(found.stands, language),
                number::setting((found.i_squared * 100.0).round() / 100.0, language),
                found.mean.map_or(number::ABSENT.to_owned(), |mean| {
                    number::signed_interval(&mean, language)
                }),
            ],
        });
    }
    let least = number::count(as_u64(table.least_mentions), language);
    section.notes.push(match language {
        Language::Nl => format!("Q: Cochrans toets op gelijke coëfficiënten; verschilt: die toets blijft overeind na correctie voor het aantal factoren (Benjamini–Hochberg, 5%). I²: deel van de spreiding dat geen onzekerheid is. Coëfficiënten op minder dan {least} antwoorden naast nul tellen niet mee."),
        Language::En => format!("Q: Cochran's test of equal coefficients; differs: that test stands among those of all drivers (Benjamini–Hochberg, 5%). I²: part of the spread that is not doubt. Coefficients on fewer than {least} answers away from zero have no part."),
    });
    section.notes.push(either(
        language,
        "Geen verschil aangetoond is niet hetzelfde als gelijk: bij kleine segmenten ziet deze toets weinig. Bij kleine segmenten verwerpt hij ook iets te vaak.",
        "No difference shown is not the same as equal: with small segments this test sees little. With small segments it also rejects somewhat too often.",
    ).to_owned());
    if table.n_clusters_across > 0 {
        let n = number::count(as_u64(table.n_clusters_across), language);
        section.notes.push(match language {
            Language::Nl => format!("{n} clusters hebben antwoorden in meer dan één segment; de toets rekent segmenten als onafhankelijk."),
            Language::En => format!("{n} clusters have answers in more than one segment; the test takes segments to be independent."),
        });
    }
    section
}

fn coefficients(study: &Study, table: &SegmentTable, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Coëfficiënten per segment",
        "Coefficients by segment",
    ));
    section.grid.header = [
        either(language, "factor, segment", "driver, segment"),
        "n",
        either(language, "coëfficiënt", "coefficient"),
        either(language, "deels samengenomen", "partially pooled"),
    ]
    .map(str::to_owned)
    .to_vec();
    let intervals: Vec<_> = table
        .columns
        .iter()
        .flat_map(|column| column.across.cells.iter().take(SHOWN))
        .filter_map(|cell| Some(cell.estimate?.doubt?.interval))
        .collect();
    let decimals = number::shared_decimals(&intervals);
    for column in &table.columns {
        section.push(vec![name(column, language)]);
        let cells = column.across.cells.iter();
        for (segment, cell) in table.segments.iter().zip(cells).take(SHOWN) {
            if !is_modelled(segment) {
                continue;
            }
            let coefficient = match cell.estimate {
                None => either(language, "één waarde", "one value").to_owned(),
                Some(estimate) => estimate.doubt.map_or_else(
                    || number::signed(estimate.value, decimals, language),
                    |doubt| number::signed_interval_at(&doubt.interval, decimals, language),
                ),
            };
            section.push_part(vec![
                segment.name.clone(),
                number::count(as_u64(segment.n), language),
                coefficient,
                cell.shrunk.map_or(number::ABSENT.to_owned(), |shrunk| {
                    number::signed_interval_at(&shrunk, decimals, language)
                }),
            ]);
        }
    }
    let outcome = &study.question.outcome;
    let level = number::setting(study.settings.level.get(), language);
    section.notes.push(match language {
        Language::Nl => format!("Punten {outcome} per eenheid met {level}-interval, elk segment met een eigen model. Deels samengenomen: naar het gemiddelde getrokken, meer naarmate het segment minder zegt; niet bij twee segmenten."),
        Language::En => format!("Points of {outcome} per unit with {level} interval, each segment with a model of its own. Partially pooled: drawn towards the mean, the more the less the segment tells; not with two segments."),
    });
    section
}

fn name(column: &ColumnOver, language: Language) -> String {
    against(&column.name, column.reference.as_deref(), language)
}

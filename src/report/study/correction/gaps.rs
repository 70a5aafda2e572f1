use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{FilledAs, GapsFound, ImputedColumnResult, ProductResult};
use crate::units::as_u64;

/// What gaps cost, or how they were filled.
pub(super) fn section(found: &GapsFound, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Ontbrekende antwoorden",
        "Missing answers",
    ));
    let count = |n: usize| number::count(as_u64(n), language);
    let (complete, n) = (count(found.n_complete), count(found.n_rows));
    section.lead.push(match language {
        Language::Nl => format!(
            "{complete} van {n} regels met een uitkomst en zonder onleesbare cel zijn volledig."
        ),
        Language::En => format!(
            "{complete} of {n} rows that have an outcome and no unreadable cell are complete."
        ),
    });
    let Some(imputed) = &found.imputed else {
        section.lead.push(
            either(
                language,
                "Regels waarin een antwoord ontbreekt, doen niet mee; --missing impute vult het in.",
                "Rows with a gap are left out; --missing impute fills them.",
            )
            .to_owned(),
        );
        section.grid.header = [
            ("kolom", "column"),
            ("ontbreekt", "missing"),
            ("alleen hierdoor verloren", "lost by it alone"),
        ]
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .to_vec();
        for one in &found.lost {
            section.push(vec![
                one.column.clone(),
                count(one.n_missing),
                count(one.n_lost_by_it_alone),
            ]);
        }
        return section;
    };
    let times = count(imputed.n_imputations);
    let r2 = imputed.r2_interval.map_or_else(
        || number::fixed(imputed.r2, 3, language),
        |interval| {
            format!(
                "{} [{}, {}]",
                number::fixed(imputed.r2, 3, language),
                number::fixed(interval.low, 3, language),
                number::fixed(interval.high, 3, language)
            )
        },
    );
    section.lead.push(match language {
        Language::Nl => format!(
            "Ontbrekende antwoorden zijn {times} keer ingevuld en de resultaten samengenomen (regels van Rubin). Gepoolde R² {r2}."
        ),
        Language::En => format!(
            "Gaps were filled {times} times and the results pooled (Rubin's rules). Pooled R² {r2}."
        ),
    });
    section.grid.header = [
        ("kolom", "column"),
        ("ontbreekt", "missing"),
        ("ingevuld als", "filled as"),
        ("informatie die ontbreekt", "information missing"),
    ]
    .map(|(nl, en)| either(language, nl, en).to_owned())
    .to_vec();
    for one in &imputed.columns {
        section.push(vec![
            one.column.clone(),
            number::percentage(one.share_missing, language),
            filled_as(one, language).to_owned(),
            one.fraction_missing
                .map_or(number::ABSENT.to_owned(), |part| {
                    number::percentage(part, language)
                }),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Informatie die ontbreekt: deel van wat men bij volledige antwoorden over de coëfficiënt zou weten. Belang, gemiddelden en R² zijn gemiddeld over de ingevulde tabellen.",
            "Information missing: part of what complete answers would tell of the coefficient. Importance, means and R² are averaged over the completed tables.",
        )
        .to_owned(),
    );
    section
}

fn filled_as(column: &ImputedColumnResult, language: Language) -> &'static str {
    match column.kind {
        None => either(language, "product", "product"),
        Some(_) if column.share_missing <= 0.0 => number::ABSENT,
        Some(FilledAs::Binary) => either(language, "0 of 1", "0 or 1"),
        Some(FilledAs::Categories) => either(language, "categorie", "category"),
        Some(FilledAs::Rating) => either(language, "cijfer", "rating"),
        Some(FilledAs::Number) => either(language, "getal", "number"),
    }
}

/// What the products are made of.
pub(super) fn products(products: &[ProductResult], language: Language) -> Option<Section> {
    if products.is_empty() {
        return None;
    }
    let mut section = Section::titled(either(language, "Interacties", "Interactions"));
    for product in products {
        let factor = |(name, centre): &(String, f64)| {
            if centre.abs() > 0.0 {
                let centre = number::significant(*centre, 3, language);
                format!("({name} − {centre})")
            } else {
                name.clone()
            }
        };
        let (first, second) = (factor(&product.first), factor(&product.second));
        let (a, b) = (&product.first.0, &product.second.0);
        section.lead.push(match language {
            Language::Nl => format!(
                "{} = {first} × {second}: hoeveel de coëfficiënt van {a} verandert per eenheid {b}.",
                product.name
            ),
            Language::En => format!(
                "{} = {first} × {second}: how much the coefficient of {a} changes per unit of {b}.",
                product.name
            ),
        });
    }
    section.notes.push(
        either(
            language,
            "Belang telt alleen volgordes waarin beide kolommen vóór hun product komen.",
            "Importance counts only orders in which both columns come before their product.",
        )
        .to_owned(),
    );
    Some(section)
}

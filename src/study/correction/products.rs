use super::{CorrectionError, ProductResult};
use crate::drivers::{Design, Interaction};
use crate::study::Error;
use crate::study::prepared::Prepared;
use crate::study::sheet::{Sheet, SheetColumn};

/// Understands pairs as they are typed, `A:B`; names may hold a colon themselves.
pub(super) fn read(texts: &[String], sheet: &Sheet) -> Result<Vec<Interaction>, Error> {
    let mut interactions: Vec<Interaction> = Vec::with_capacity(texts.len());
    for text in texts {
        let wrong = |reason| {
            Err(Error::from(CorrectionError::Interaction {
                text: text.clone(),
                reason,
            }))
        };
        let found = text.match_indices(':').find_map(|(at, _)| {
            let sides = (made_of(sheet, &text[..at]), made_of(sheet, &text[at + 1..]));
            (!sides.0.is_empty() && !sides.1.is_empty()).then_some(sides)
        });
        let Some((of_first, of_second)) = found else {
            return wrong("it names no two drivers or controls");
        };
        let (&[first], &[second]) = (of_first.as_slice(), of_second.as_slice()) else {
            return wrong("one of the two has more than two categories");
        };
        if first == second {
            return wrong("it names one column twice");
        }
        let is_there = |one: &Interaction| {
            (one.first, one.second) == (first, second) || (one.first, one.second) == (second, first)
        };
        if interactions.iter().any(is_there) {
            return wrong("it stands twice in the list");
        }
        interactions.push(Interaction { first, second });
    }
    Ok(interactions)
}

/// The columns of the model that are made of a column of the table.
fn made_of(sheet: &Sheet, name: &str) -> Vec<usize> {
    let columns = sheet.columns.iter().enumerate();
    columns
        .filter(|(_, column)| column.of == name.trim())
        .map(|(at, _)| at)
        .collect()
}

/// Adds the products of a design to the columns and groups of the sheet, so that findings have names.
pub(super) fn add_to_sheet(prepared: &mut Prepared, design: &Design) -> Vec<ProductResult> {
    let sheet = &mut prepared.sheet;
    let mut results = Vec::with_capacity(design.products().len());
    for product in design.products() {
        let name = &design.columns()[product.column];
        let values = (0..sheet.y.len())
            .map(|row| {
                let factor = |column: usize, centre: f64| {
                    let value = sheet.columns[column].value(row);
                    value.map_or(f64::NAN, |value| value - centre)
                };
                factor(product.first, product.first_centre)
                    * factor(product.second, product.second_centre)
            })
            .collect();
        results.push(ProductResult {
            name: name.clone(),
            first: (
                sheet.columns[product.first].name.clone(),
                product.first_centre,
            ),
            second: (
                sheet.columns[product.second].name.clone(),
                product.second_centre,
            ),
        });
        sheet.columns.push(SheetColumn::computed(name, values));
    }
    sheet.groups = design.groups().to_vec();
    results
}

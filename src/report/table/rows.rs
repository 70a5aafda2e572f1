use super::delimited::guarded;
use crate::report::wire::exact;
use std::borrow::Cow;

/// Rows of equal length as CSV; the first is the header. A text that a spreadsheet would run as a formula gets an
/// apostrophe, a number does not.
pub(in crate::report) fn rows_as_csv(rows: &[Vec<String>]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    #[expect(
        clippy::expect_used,
        reason = "memory does not fail, and every row has the columns of the header"
    )]
    let bytes = {
        for row in rows {
            let cells = row.iter().map(|cell| match cell.parse::<f64>() {
                Ok(_) => Cow::Borrowed(cell.as_str()),
                Err(_) => guarded(cell),
            });
            writer
                .write_record(cells.map(|cell| cell.as_bytes().to_vec()))
                .expect("rows of equal length go into memory");
        }
        writer.into_inner().expect("memory takes what is left")
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A number as a cell, exact; empty where there is none.
pub(in crate::report) fn number_cell(value: Option<f64>) -> String {
    value
        .and_then(exact)
        .map_or(String::new(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_guarded_and_a_number_is_not() {
        let row = ["=1+1", "-1.5", "+31 6", "@x", "plain", ""].map(str::to_owned);
        let header = ["a", "b", "c", "d", "e", "f"].map(str::to_owned);
        assert_eq!(
            rows_as_csv(&[header.to_vec(), row.to_vec()]),
            "a,b,c,d,e,f\n'=1+1,-1.5,'+31 6,'@x,plain,\n"
        );
    }
}

//! What was written is read back with independent readers.

use super::*;
use crate::units::as_u64;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::RowAccessor;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{self, Read, Write};

fn schema() -> Schema {
    Schema::new(vec![
        Column::new("name", ColumnKind::Text),
        Column::new("n", ColumnKind::Integer),
        Column::new("share", ColumnKind::Float),
        Column::new("ranked", ColumnKind::Boolean),
        Column::new("at", ColumnKind::Timestamp),
        Column::new("topics", ColumnKind::TextList),
    ])
    .unwrap()
}

fn at() -> Timestamp {
    "2026-03-01T09:30:00.250Z".parse().unwrap()
}

fn rows() -> Vec<Row> {
    vec![
        vec![
            Cell::from("=CMD()"),
            Cell::Integer(-3),
            Cell::Float(1.0 / 3.0),
            Cell::Boolean(true),
            Cell::Timestamp(at().to_zoned(TimeZone::UTC)),
            Cell::TextList(vec!["a".to_owned(), "b".to_owned()]),
        ],
        vec![
            Cell::Empty,
            Cell::Empty,
            Cell::Float(f64::NAN),
            Cell::Empty,
            Cell::Empty,
            Cell::TextList(Vec::new()),
        ],
        vec![
            Cell::from("\"quoted\",\nnew line"),
            Cell::Integer(i64::MAX),
            Cell::Float(-0.0),
            Cell::Boolean(false),
            Cell::Empty,
            Cell::Empty,
        ],
    ]
}

fn written(format: Format, rows: &[Row]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::create(format, &mut bytes, &schema()).unwrap();
    for batch in rows.chunks(2) {
        writer.write(batch).unwrap();
    }
    assert_eq!(writer.finish().unwrap(), as_u64(rows.len()));
    bytes
}

#[test]
fn csv_has_a_header_and_guards_formulas_in_text_only() {
    insta::assert_snapshot!(String::from_utf8(written(Format::Csv, &rows())).unwrap(), @r#"
    name,n,share,ranked,at,topics
    '=CMD(),-3,0.3333333333333333,true,2026-03-01T09:30:00.250Z,a|b
    ,,,,,
    """quoted"",
    new line",9223372036854775807,0,false,,
    "#);
}

#[test]
fn jsonl_names_every_column_on_every_line() {
    insta::assert_snapshot!(String::from_utf8(written(Format::Jsonl, &rows())).unwrap(), @r#"
    {"name":"=CMD()","n":-3,"share":0.3333333333333333,"ranked":true,"at":"2026-03-01T09:30:00.250Z","topics":["a","b"]}
    {"name":null,"n":null,"share":null,"ranked":null,"at":null,"topics":[]}
    {"name":"\"quoted\",\nnew line","n":9223372036854775807,"share":0.0,"ranked":false,"at":null,"topics":null}
    "#);
}

#[test]
fn parquet_reads_back_across_row_groups() {
    let n = ROW_GROUP_ROWS + 7;
    let many: Vec<Row> = (0..n).map(|index| rows().swap_remove(index % 3)).collect();
    let bytes = bytes::Bytes::from(written(Format::Parquet, &many));
    let reader = SerializedFileReader::new(bytes).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 2);
    assert_eq!(reader.metadata().row_group(1).num_rows(), 7);

    let back: Vec<_> = reader
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(back.len(), n);
    for (index, row) in back.iter().enumerate() {
        match index % 3 {
            0 => {
                assert_eq!(row.get_string(0).unwrap(), "=CMD()");
                assert_eq!(row.get_long(1).unwrap(), -3);
                assert_eq!(
                    row.get_double(2).unwrap().to_bits(),
                    (1.0_f64 / 3.0).to_bits()
                );
                assert!(row.get_bool(3).unwrap());
                assert_eq!(row.get_timestamp_millis(4).unwrap(), at().as_millisecond());
                assert_eq!(
                    format!("{}", row.get_list(5).unwrap().elements().len()),
                    "2"
                );
            }
            1 => {
                for empty in 0..5 {
                    assert!(row.get_string(empty).is_err());
                }
                assert!(row.get_list(5).unwrap().elements().is_empty());
            }
            _ => {
                assert_eq!(row.get_long(1).unwrap(), i64::MAX);
                assert!(row.get_list(5).is_err());
            }
        }
    }
}

#[test]
fn xlsx_holds_typed_cells_and_no_formula() {
    let sheet = sheet_xml(&written(Format::Xlsx, &rows()));
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(
        sheet.contains("=CMD()") && !sheet.contains("'=CMD()"),
        "{sheet}"
    );
    assert!(sheet.contains("<v>-3</v>"), "{sheet}");
    assert!(sheet.contains("<v>0.3333333333333333</v>"), "{sheet}");
    assert!(sheet.contains("9223372036854775807"), "{sheet}");
    assert!(sheet.contains("a|b"), "{sheet}");
    // 2026-03-01 is day 46082 of Excel's calendar; 09:30:00.25 is 0.39583622… of a day.
    assert!(sheet.contains("<v>46082.39583"), "{sheet}");
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    for format in [Format::Csv, Format::Jsonl, Format::Xlsx, Format::Parquet] {
        assert_eq!(
            written(format, &rows()),
            written(format, &rows()),
            "{format:?}"
        );
    }
}

#[test]
fn a_row_that_does_not_fit_is_refused_with_its_place() {
    for format in [Format::Csv, Format::Jsonl, Format::Xlsx, Format::Parquet] {
        let mut bytes = Vec::new();
        let mut writer = Writer::create(format, &mut bytes, &schema()).unwrap();
        writer.write(&rows()[..1]).unwrap();
        let narrow = writer.write(&[vec![Cell::Empty]]).unwrap_err();
        assert_eq!(narrow.to_string(), "row 2 has 1 cells, expected 6");
        let mut wrong = rows().swap_remove(0);
        wrong[1] = Cell::Float(1.0);
        let kind = writer.write(&[wrong]).unwrap_err();
        assert_eq!(
            kind.to_string(),
            "row 2, column \"n\" holds a float, expected an integer"
        );
    }
}

#[test]
fn a_workbook_says_what_it_cannot_hold() {
    let long = Schema::new(vec![Column::new("text", ColumnKind::Text)]).unwrap();
    let mut bytes = Vec::new();
    let mut writer = Writer::create(Format::Xlsx, &mut bytes, &long).unwrap();
    writer
        .write(&[vec![Cell::from("é".repeat(32_767))]])
        .unwrap();
    let error = writer
        .write(&[vec![Cell::from("é".repeat(32_768))]])
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::TextTooLong {
                row: 2,
                got: 32_768,
                ..
            }
        ),
        "{error}"
    );

    let columns = (0..16_385).map(|n| Column::new(format!("c{n}"), ColumnKind::Boolean));
    let wide = Schema::new(columns.collect()).unwrap();
    let error = Writer::create(Format::Xlsx, Vec::new(), &wide).unwrap_err();
    assert!(
        matches!(error, Error::TooManyColumns { got: 16_385, .. }),
        "{error}"
    );
}

#[test]
fn a_workbook_refuses_the_row_after_its_last() {
    let narrow = Schema::new(vec![Column::new("n", ColumnKind::Integer)]).unwrap();
    let mut sheet = super::xlsx::Xlsx::create(io::sink(), &narrow).unwrap();
    let row = vec![Cell::Integer(1)];
    sheet.write(&narrow, &row, 1_048_575).unwrap();
    let error = sheet.write(&narrow, &row, 1_048_576).unwrap_err();
    assert!(
        matches!(error, Error::TooManyRows { limit: 1_048_575 }),
        "{error}"
    );
}

#[test]
fn a_failing_output_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for format in [Format::Csv, Format::Jsonl, Format::Xlsx, Format::Parquet] {
        let outcome = Writer::create(format, Full, &schema()).and_then(|mut writer| {
            writer.write(&rows())?;
            writer.finish()
        });
        assert!(outcome.is_err(), "{format:?}");
    }
}

#[test]
fn a_format_is_known_by_its_name() {
    for format in [Format::Csv, Format::Jsonl, Format::Xlsx, Format::Parquet] {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
    }
    assert!("xls".parse::<Format>().is_err());
}

/// The XML of the only sheet, unpacked by hand so that the owner of the reading crate stays `intake`.
fn sheet_xml(workbook: &[u8]) -> String {
    let name = b"xl/worksheets/sheet1.xml";
    let mut at = 0;
    while let Some(found) = find(&workbook[at..], b"PK\x03\x04") {
        let header = &workbook[at + found..];
        let length =
            |from: usize| usize::from(u16::from_le_bytes([header[from], header[from + 1]]));
        let (n_name, n_extra) = (length(26), length(28));
        let body = 30 + n_name + n_extra;
        if header[30..30 + n_name] == *name {
            let mut xml = String::new();
            flate2::read::DeflateDecoder::new(&header[body..])
                .read_to_string(&mut xml)
                .unwrap();
            return xml;
        }
        at += found + 4;
    }
    panic!("the workbook has no sheet");
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

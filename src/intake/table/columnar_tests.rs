use super::*;
use parquet::data_type::{ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::sync::Arc;

/// Three rows with every kind of column that exports have.
fn file() -> Vec<u8> {
    let schema = "message rows {
        REQUIRED BYTE_ARRAY id (UTF8);
        OPTIONAL DOUBLE score;
        REQUIRED INT32 day (DATE);
        REQUIRED INT64 instant (TIMESTAMP(MILLIS,true));
        REQUIRED INT64 local (TIMESTAMP(MICROS,false));
        REQUIRED INT64 fine (TIMESTAMP(NANOS,true));
        REQUIRED INT32 price (DECIMAL(9,2));
        REQUIRED group who { REQUIRED BYTE_ARRAY team (UTF8); }
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let words = |words: &[&str]| words.iter().map(|w| (*w).into()).collect::<Vec<_>>();
    let mut n = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        match n {
            0 => {
                let values = words(&["a", "b", "é"]);
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&values, None, None)
                    .unwrap();
            }
            1 => {
                let levels = [1, 0, 1];
                column
                    .typed::<DoubleType>()
                    .write_batch(&[7.1, 3.0], Some(&levels), None)
                    .unwrap();
            }
            2 => {
                column
                    .typed::<Int32Type>()
                    .write_batch(&[0, 20_000, -1], None, None)
                    .unwrap();
            }
            3 => {
                column
                    .typed::<Int64Type>()
                    .write_batch(&[0, 1500, -1000], None, None)
                    .unwrap();
            }
            4 => {
                column
                    .typed::<Int64Type>()
                    .write_batch(&[0, 1_000_000, 2], None, None)
                    .unwrap();
            }
            5 => {
                let values = [0, 1_000_000_000, 5];
                column
                    .typed::<Int64Type>()
                    .write_batch(&values, None, None)
                    .unwrap();
            }
            6 => {
                column
                    .typed::<Int32Type>()
                    .write_batch(&[1250, -5, 0], None, None)
                    .unwrap();
            }
            _ => {
                let values = words(&["x", "y", "z\0"]);
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&values, None, None)
                    .unwrap();
            }
        }
        column.close().unwrap();
        n += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn values_become_text_without_losing_their_meaning() {
    let mut table = Columnar::from_bytes(file(), 100).unwrap();
    assert_eq!(
        table.columns(),
        [
            "id", "score", "day", "instant", "local", "fine", "price", "who.team"
        ]
    );
    let mut row = Row::default();
    let mut next = || {
        table
            .next(&mut row)
            .unwrap()
            .map(|()| row.cells().map(str::to_owned).collect::<Vec<_>>())
    };
    let first = next().unwrap();
    assert_eq!(
        first,
        [
            "a",
            "7.1",
            "1970-01-01",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00",
            "1970-01-01T00:00:00Z",
            "12.50",
            "x"
        ]
    );
    let second = next().unwrap();
    assert_eq!(
        second,
        [
            "b",
            "",
            "2024-10-04",
            "1970-01-01T00:00:01.5Z",
            "1970-01-01T00:00:01",
            "1970-01-01T00:00:01Z",
            "-0.05",
            "y"
        ]
    );
    let flaw = next().unwrap_err();
    assert_eq!((flaw.number, flaw.fault), (3, Fault::NulByte));
}

#[test]
fn decimals_are_exact() {
    assert_eq!(decimal(&12_345_i64.to_be_bytes(), 3), "12.345");
    assert_eq!(decimal(&(-7_i32).to_be_bytes(), 2), "-0.07");
    assert_eq!(decimal(&[0xFF], 0), "-1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_damaged_file_is_refused_or_ends_in_one_flaw(at in 0..2000_usize, byte: u8, cut: bool) {
        let mut bytes = file();
        let place = at % bytes.len();
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] = byte;
        }
        if let Ok(mut table) = Columnar::from_bytes(bytes, 100) {
            let mut row = Row::default();
            let mut n = 0;
            while table.next(&mut row).is_some() && n < 100_000 {
                n += 1;
            }
        }
    }
}

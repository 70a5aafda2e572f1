use super::*;
use proptest::prelude::*;
use std::io::Cursor;

type Cells = Vec<String>;

fn read_with(bytes: &[u8], options: &Options) -> (Cells, Vec<Result<Cells, Flaw>>, Delimited) {
    let input = Input::new(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
    let (mut table, header) = Delimited::new(input, options).ok().unwrap();
    let mut row = Row::default();
    let mut rows = Vec::new();
    while let Some(result) = table.next(&mut row) {
        rows.push(result.map(|()| row.cells().map(str::to_owned).collect()));
    }
    (header.columns, rows, table)
}

fn small() -> Options {
    let mut options = Options::default();
    options.limits.row_bytes = 60;
    options
}

/// Rows as text, faults as (row, byte, reason).
fn outline(rows: &[Result<Cells, Flaw>]) -> Vec<String> {
    rows.iter()
        .map(|row| match row {
            Ok(cells) => cells.join("|"),
            Err(flaw) => format!(
                "{} at row {} byte {}",
                flaw.fault.reason(),
                flaw.number,
                flaw.byte.unwrap()
            ),
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (_, rows, _) = read_with(text.as_bytes(), &small());
    assert_eq!(outline(&rows), expected, "{text:?}");
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    check(
        "id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,5\" scherm\r\n3,\"\"",
        &["1|a, \"b\"\r\nc", "2|5\" scherm", "3|"],
    );
}

#[test]
fn a_quote_that_closes_in_the_middle_costs_one_line() {
    check(
        "id,text\n1,\"kapot\n2,\"goed\"\n3,ook\n",
        &["broken_quote at row 2 byte 8", "2|goed", "3|ook"],
    );
}

#[test]
fn a_quote_that_never_closes_costs_one_line() {
    check(
        "id,text\n1,a\n2,\"open\n3,b\n4,c\n",
        &["1|a", "broken_quote at row 3 byte 12", "3|b", "4|c"],
    );
    // The same beyond the longest row.
    let rest = "3,b\n".repeat(40);
    let (_, rows, _) = read_with(format!("id,text\n2,\"open\n{rest}").as_bytes(), &small());
    assert_eq!(rows.len(), 41);
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);
}

#[test]
fn a_row_with_another_number_of_fields_is_rejected_where_it_stands() {
    check(
        "a,b,c\n1,2\n1,2,3\n1,2,3,4\n\"x\ny\",2\n",
        &[
            "ragged_row at row 2 byte 6",
            "1|2|3",
            "ragged_row at row 4 byte 16",
            "ragged_row at row 5 byte 24",
        ],
    );
    let (_, rows, _) = read_with(b"a,b,c\n\"x\ny\",2\n", &small());
    assert_eq!(
        rows[0].as_ref().unwrap_err().fault,
        Fault::RaggedRow {
            expected: 3,
            got: 2,
            lines: 2
        }
    );
}

#[test]
fn a_row_beyond_the_limit_is_skipped_and_hashed_whole() {
    let long = format!("1,{}", "x".repeat(3_000_000));
    let text = format!("id,text\n{long}\n2,ok\n");
    let (_, rows, _) = read_with(text.as_bytes(), &small());
    let flaw = rows[0].as_ref().unwrap_err();
    assert_eq!(flaw.fault, Fault::RowTooLong { limit_bytes: 60 });
    assert_eq!(flaw.hash, hex(&Sha256::digest(long)));
    assert_eq!(outline(&rows)[1], "2|ok");
    let (_, rows, _) = read_with(format!("{text}3,ook\n").as_bytes(), &small());
    assert_eq!(rows.len(), 3);
}

#[test]
fn bytes_that_are_no_text_cost_their_row() {
    let text = b"id,text\n1,caf\xC3\xA9\n2,caf\xE9 cr\n3,a\0b\n4,ok\n";
    let (_, rows, table) = read_with(text, &small());
    assert_eq!(
        outline(&rows),
        [
            "1|café",
            "invalid_encoding at row 3 byte 16",
            "nul_byte at row 4 byte 26",
            "4|ok"
        ]
    );
    assert_eq!(table.encoding(), "UTF-8");
}

#[test]
fn other_encodings_give_the_same_rows_and_the_bytes_of_the_file() {
    let text = "id;tekst\n1;één café € 5\n2;\"geïnd;\nja\"\n";
    let expected = ["1|één café € 5", "2|geïnd;\nja"];
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let marked = format!("\u{FEFF}{text}");
    for (bytes, name, second) in [
        (text.as_bytes(), "UTF-8", 9 + 20),
        (marked.as_bytes(), "UTF-8", 3 + 9 + 20),
        (&utf16[..], "UTF-16LE", 2 + 2 * (9 + 15)),
        (&windows[..], "windows-1252", 9 + 15),
    ] {
        let input = Input::new(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
        let (mut table, header) = Delimited::new(input, &small()).ok().unwrap();
        assert_eq!(header.columns, ["id", "tekst"], "{name}");
        assert_eq!((table.encoding(), table.delimiter()), (name, b';'));
        let mut row = Row::default();
        for expected in expected {
            table.next(&mut row).unwrap().unwrap();
            assert_eq!(
                row.cells().collect::<Vec<_>>().join("|"),
                expected,
                "{name}"
            );
        }
        assert_eq!(row.byte, Some(second), "{name}");
        assert!(table.next(&mut row).is_none());
    }
}

#[test]
fn a_title_above_the_header_is_passed_over_and_rows_count_from_the_top() {
    let text = "Export KTO januari, 2025\n\nid;datum;cijfer\n1;2025-01-01;8,0\n\n2;2025-01-02;9\n";
    let (header, rows, table) = read_with(text.as_bytes(), &small());
    assert_eq!(header, ["id", "datum", "cijfer"]);
    assert_eq!((table.header_row(), table.delimiter()), (3, b';'));
    assert_eq!(outline(&rows), ["1|2025-01-01|8,0", "2|2025-01-02|9"]);
    let ragged = text.replace(
        "2;2025-01-02;9\n",
        &("2;2025-01-02;9\n".repeat(9) + "3;x\n"),
    );
    let (_, rows, _) = read_with(ragged.as_bytes(), &small());
    assert_eq!(outline(&rows)[10], "ragged_row at row 15 byte 195");
    let declared = Options {
        header_row: Some(2),
        ..small()
    };
    let (header, rows, _) = read_with(b"id;x\nnummer;cijfer\n1;8\n", &declared);
    assert_eq!(header, ["nummer", "cijfer"]);
    assert_eq!(outline(&rows), ["1|8"]);
    let beyond = Options {
        header_row: Some(9),
        ..small()
    };
    let input = Input::new(Box::new(Cursor::new(b"id;x\n1;2\n".to_vec()))).unwrap();
    assert_eq!(Delimited::new(input, &beyond).err(), Some(None));
}

#[test]
fn delimiters_are_found_by_the_rows_they_make() {
    let check = |text: &str, expected: u8, columns: usize| {
        let (header, _, table) = read_with(text.as_bytes(), &small());
        assert_eq!(
            (table.delimiter(), header.len()),
            (expected, columns),
            "{text:?}"
        );
    };
    check("a,b\n1,2\n", b',', 2);
    check("a;b\n1,5;2,5\n3,5;4,5\n", b';', 2);
    check("a\tb\n1, x\t2\n", b'\t', 2);
    check("a|b|c\n1|2|3\n", b'|', 3);
    check("sep=;\na;b\n1;2\n", b';', 2);
    check("a;b\n\"x, y\";2\n\"x, y\";2\n", b';', 2);
    // One column of text: the commas are its own.
    let (header, rows, _) = read_with(b"tekst\ngoed, snel\nfijn\n", &small());
    assert_eq!(
        (header.len(), rows.iter().filter(|row| row.is_ok()).count()),
        (1, 2)
    );
}

#[test]
fn an_empty_file_and_an_unreadable_header_say_so() {
    let header = |bytes: &[u8]| {
        let input = Input::new(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
        Delimited::new(input, &small()).err()
    };
    assert_eq!(header(b""), Some(None));
    assert_eq!(header(b"\n\n"), Some(None));
    assert_eq!(header(b"a\0,b\n"), Some(Some(Fault::NulByte)));
}

#[test]
fn a_stream_that_breaks_off_is_told_and_its_last_row_not_believed() {
    use flate2::{Compression, write::GzEncoder};
    use std::fmt::Write as _;
    use std::io::Write as _;
    let mut text = String::from("id,text\n");
    for n in 0..40_000_u32 {
        writeln!(text, "{n},{}", n.wrapping_mul(2_654_435_761)).unwrap();
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    for cut in [packed.len() / 3, packed.len() - 4] {
        let (_, rows, _) = read_with(&packed[..cut], &small());
        let (last, whole) = rows.split_last().unwrap();
        let flaw = last.as_ref().unwrap_err();
        assert_eq!(
            (&flaw.fault, flaw.number),
            (&Fault::Truncated, rows.len() as u64 + 1)
        );
        for (n, row) in whole.iter().enumerate() {
            assert_eq!(row.as_ref().unwrap()[0], n.to_string());
        }
    }
}

/// The slow, plain reading of well-formed CSV that the fast one is held against.
fn written(rows: &[Vec<String>], delimiter: char) -> String {
    let line = |row: &Vec<String>| {
        row.iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(&delimiter.to_string())
    };
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z,;\"\n\ré ]{0,8}", 3), 1..12),
        delimiter in prop::sample::select(vec![',', ';', '\t']),
    ) {
        let header = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let text = written(&[vec![header], rows.clone()].concat(), delimiter);
        let options = Options { delimiter: Some(delimiter as u8), ..Options::default() };
        let (_, read, _) = read_with(text.as_bytes(), &options);
        let read: Vec<Cells> = read.into_iter().map(Result::unwrap).collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn rows_agree_with_the_csv_crate_where_there_are_no_quotes(
        rows in prop::collection::vec(prop::collection::vec("[a-z é0-9]{1,6}", 2..4), 1..12),
    ) {
        let text = rows.iter().map(|row| row.join(",") + "\n").collect::<String>();
        let text = format!("a,b,c\n{text}");
        let (_, read, _) = read_with(text.as_bytes(), &Options { delimiter: Some(b','), ..small() });
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let plain: Vec<Cells> = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(read.len(), plain.len());
        for (read, plain) in read.into_iter().zip(plain) {
            match read {
                Ok(cells) => prop_assert_eq!(cells, plain),
                Err(flaw) => prop_assert_eq!(
                    flaw.fault,
                    Fault::RaggedRow { expected: 3, got: plain.len(), lines: 1 }
                ),
            }
        }
    }

    /// Every line of the file is in exactly one row or rejection.
    #[test]
    fn no_line_is_lost_whatever_the_quotes(body in "[ab,\"\n]{0,200}") {
        let text = format!("x,y\n{body}");
        let input = Input::new(Box::new(Cursor::new(text.clone().into_bytes()))).unwrap();
        let (mut table, _) = Delimited::new(input, &small()).ok().unwrap();
        let mut row = Row::default();
        let mut starts = Vec::new();
        while let Some(result) = table.next(&mut row) {
            starts.push(match result {
                Ok(()) => row.byte.unwrap(),
                Err(flaw) => flaw.byte.unwrap(),
            });
        }
        prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(table.byte, text.len() as u64);
        for start in starts {
            let before = text.as_bytes()[usize::try_from(start).unwrap() - 1];
            prop_assert_eq!(before, b'\n');
        }
    }
}

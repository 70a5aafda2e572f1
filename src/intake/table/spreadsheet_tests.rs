use super::*;
use proptest::prelude::*;
use std::io::Write;

fn packed(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of two sheets; the first holds `rows`, style 1 is a date.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let sheet = |rows: &str| {
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    packed(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Enquête\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"Leeg\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &sheet(rows)),
        ("xl/worksheets/sheet2.xml", &sheet("")),
    ])
}

fn word(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const LIMIT: u64 = 1 << 20;

fn named(sheet: &str) -> Asked<'_> {
    Asked {
        sheet: Some(sheet),
        header_row: None,
    }
}

#[test]
fn a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"4\">{}{}</row><row r=\"5\">{}{}</row>",
        word("A1", "Export KTO januari"),
        word("A4", "id"),
        word("B4", "cijfer"),
        word("A5", "een"),
        word("B5", "8"),
    );
    let open = |asked: &Asked<'_>| {
        let mut opened = Spreadsheet::open(&workbook(&rows), asked, LIMIT, 100)
            .ok()
            .unwrap();
        let mut row = Row::default();
        opened.spreadsheet.next(&mut row).unwrap().unwrap();
        (opened.header.columns, row.number)
    };
    let columns = vec!["id".to_owned(), "cijfer".to_owned()];
    assert_eq!(open(&Asked::default()), (columns.clone(), 5));
    let declared = Asked {
        sheet: None,
        header_row: Some(4),
    };
    assert_eq!(open(&declared), (columns, 5));
    let beyond = Asked {
        sheet: None,
        header_row: Some(3),
    };
    let opened = Spreadsheet::open(&workbook(&rows), &beyond, LIMIT, 100);
    assert!(matches!(opened, Err(Problem::Empty)));
}

#[test]
fn cells_are_text_dates_are_iso_and_holes_are_empty() {
    let rows = format!(
        "<row r=\"2\">{}{}{}</row><row r=\"3\">{}<c r=\"C3\"><v>7.5</v></c></row>\
         <row r=\"5\"><c r=\"B5\" s=\"1\"><v>45658.5</v></c><c r=\"C5\"><v>3</v></c></row>\
         <row r=\"6\"><c r=\"D6\"><v>1</v></c></row>",
        word("A2", "id"),
        word("B2", "wanneer"),
        word("C2", "cijfer"),
        word("A3", "één"),
    );
    let mut opened = Spreadsheet::open(&workbook(&rows), &Asked::default(), LIMIT, 100)
        .ok()
        .unwrap();
    assert_eq!(opened.header.columns, ["id", "wanneer", "cijfer"]);
    assert_eq!(
        (opened.sheet.as_str(), &opened.other_sheets[..]),
        ("Enquête", &["Leeg".to_owned()][..])
    );
    let mut row = Row::default();
    opened.spreadsheet.next(&mut row).unwrap().unwrap();
    assert_eq!(
        (row.number, row.cells().collect::<Vec<_>>()),
        (3, vec!["één", "", "7.5"])
    );
    opened.spreadsheet.next(&mut row).unwrap().unwrap();
    assert_eq!(
        (row.number, row.cells().collect::<Vec<_>>()),
        (5, vec!["", "2025-01-01T12:00:00", "3"])
    );
    let flaw = opened.spreadsheet.next(&mut row).unwrap().unwrap_err();
    assert_eq!((flaw.number, flaw.fault.reason()), (6, "ragged_row"));
    assert!(opened.spreadsheet.next(&mut row).is_none());
}

#[test]
fn a_sheet_is_chosen_by_name() {
    let bytes = workbook(&format!("<row r=\"1\">{}</row>", word("A1", "id")));
    assert!(Spreadsheet::open(&bytes, &named("Enquête"), LIMIT, 100).is_ok());
    assert!(matches!(
        Spreadsheet::open(&bytes, &named("Leeg"), LIMIT, 100),
        Err(Problem::Empty)
    ));
    let Err(Problem::MissingSheet { present }) = Spreadsheet::open(&bytes, &named("x"), LIMIT, 100)
    else {
        panic!();
    };
    assert_eq!(present, ["Enquête", "Leeg"]);
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_opened() {
    let row = format!("<row>{}</row>", word("A1", &" ".repeat(1000)));
    let bytes = workbook(&row.repeat(5_000));
    assert!(bytes.len() < 100_000);
    assert!(matches!(
        Spreadsheet::open(&bytes, &Asked::default(), LIMIT, 100),
        Err(Problem::TooLarge)
    ));
}

#[test]
fn two_cells_far_apart_do_not_make_a_rectangle_between_them() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        word("A1", "id"),
        word("A1048576", "x")
    );
    let mut opened = Spreadsheet::open(&workbook(&rows), &Asked::default(), LIMIT, 100)
        .ok()
        .unwrap();
    let mut row = Row::default();
    opened.spreadsheet.next(&mut row).unwrap().unwrap();
    assert_eq!(row.number, 1_048_576);
    let wide = format!(
        "<row r=\"1\">{}{}</row>",
        word("A1", "id"),
        word("XFD1", "x")
    );
    assert!(matches!(
        Spreadsheet::open(&workbook(&wide), &Asked::default(), LIMIT, 100),
        Err(Problem::TooLarge)
    ));
}

#[test]
fn an_open_document_that_unrolls_to_billions_of_cells_is_refused() {
    let content = "<office:document-content><table:table table:name=\"a\">\
        <table:table-row table:number-rows-repeated=\"1000000\">\
        <table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"10000\"/>\
        </table:table-row></table:table></office:document-content>";
    let bytes = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ]);
    assert!(matches!(
        Spreadsheet::open(&bytes, &Asked::default(), LIMIT, 100),
        Err(Problem::TooLarge)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_workbook_is_refused_or_read_without_panic(at in 0.0..1.0_f64, byte: u8, cut in any::<bool>()) {
        let mut bytes = workbook(&format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", word("A1", "id"), word("A2", "x")));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place inside the file")]
        let place = (at * crate::units::as_f64(bytes.len())) as usize;
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] = byte;
        }
        if let Ok(mut opened) = Spreadsheet::open(&bytes, &Asked::default(), LIMIT, 100) {
            let mut row = Row::default();
            while opened.spreadsheet.next(&mut row).is_some() {}
        }
    }
}

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

/// Why a packed workbook is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It unpacks to more than the limit, whatever sizes it declares.
    TooLarge,
    /// It is no archive, or a damaged one.
    Damaged,
}

/// Unpacks every entry of an archive into nothing, to see that it stays below `limit` bytes.
///
/// Declared sizes can lie, so the bytes are counted; the workbook reader, which holds all of them,
/// is called only after this. `visit` sees each piece with the name of its entry.
pub(crate) fn check(
    bytes: &[u8],
    limit: u64,
    visit: &mut dyn FnMut(&str, &[u8]),
) -> Result<(), Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    let mut left = limit;
    let mut piece = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| Refusal::Damaged)?;
        // A name that is no text is nobody's: the bytes are counted all the same.
        let name = entry.name().map(Cow::into_owned).unwrap_or_default();
        loop {
            let n = match entry.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(Refusal::Damaged),
            };
            left = left.checked_sub(n as u64).ok_or(Refusal::TooLarge)?;
            visit(&name, &piece[..n]);
        }
    }
    Ok(())
}

/// Counts the cells that an `OpenDocument` sheet unrolls to: one repeated row of one repeated cell is
/// a few bytes that stand for billions.
#[derive(Debug, Default)]
pub(crate) struct RepeatCounter {
    tag: Vec<u8>,
    inside: bool,
    row_repeats: u64,
    /// Cells of the row, up to the last one with content; the empty ones behind it are not kept.
    row_cells: u64,
    row_width: u64,
    pending_rows: u64,
    height: u64,
    width: u64,
}

impl RepeatCounter {
    /// Reads on in `content.xml`.
    pub(crate) fn feed(&mut self, piece: &[u8]) {
        for &byte in piece {
            match (byte, self.inside) {
                (b'<', _) => {
                    self.inside = true;
                    self.tag.clear();
                }
                (b'>', true) => {
                    self.inside = false;
                    let tag = std::mem::take(&mut self.tag);
                    self.tag(&String::from_utf8_lossy(&tag));
                    self.tag = tag;
                }
                (byte, true) if self.tag.len() < 4096 => self.tag.push(byte),
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        if tag.starts_with("table:table-row") {
            self.row_repeats = repeats(tag, "table:number-rows-repeated");
            self.row_cells = 0;
            self.row_width = 0;
        } else if tag.starts_with("/table:table-row") {
            if self.row_width > 0 {
                self.height = self
                    .height
                    .saturating_add(self.pending_rows)
                    .saturating_add(self.row_repeats);
                self.pending_rows = 0;
                self.width = self.width.max(self.row_width);
                self.row_width = 0;
            } else {
                self.pending_rows = self.pending_rows.saturating_add(self.row_repeats);
            }
        } else if tag.starts_with("table:table-cell") || tag.starts_with("table:covered-table-cell")
        {
            self.row_cells = self
                .row_cells
                .saturating_add(repeats(tag, "table:number-columns-repeated"));
            if !tag.ends_with('/') || tag.contains("office:value") {
                self.row_width = self.row_cells;
            }
        }
    }

    /// Cells of the rectangle around all content, summed over sheets as if they were one.
    pub(crate) fn cells(&self) -> u64 {
        self.height.saturating_mul(self.width)
    }
}

fn repeats(tag: &str, attribute: &str) -> u64 {
    let Some((_, after)) = tag.split_once(attribute) else {
        return 1;
    };
    let digits: String = after
        .chars()
        .skip_while(|c| matches!(c, '=' | ' ' | '"' | '\''))
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_unpacked_is_counted_over_all_entries() {
        let bytes = packed(&[("a", &vec![0; 60_000]), ("b", &vec![0; 60_000])]);
        assert!(bytes.len() < 1000);
        assert_eq!(check(&bytes, 120_000, &mut |_, _| {}), Ok(()));
        assert_eq!(
            check(&bytes, 119_999, &mut |_, _| {}),
            Err(Refusal::TooLarge)
        );
    }

    #[test]
    fn declared_sizes_are_not_believed() {
        let mut bytes = packed(&[("a", &vec![0; 1_000_000])]);
        let size = 1_000_000_u32.to_le_bytes();
        let lie = 10_u32.to_le_bytes();
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, &size).collect();
        assert!(!places.is_empty());
        for place in places {
            bytes[place..place + 4].copy_from_slice(&lie);
        }
        assert!(check(&bytes, 100_000, &mut |_, _| {}).is_err());
    }

    #[test]
    fn noise_is_damage() {
        assert_eq!(
            check(b"PK\x03\x04 noise", 100, &mut |_, _| {}),
            Err(Refusal::Damaged)
        );
    }

    #[test]
    fn repeated_cells_count_and_repeated_emptiness_at_the_end_does_not() {
        let mut counter = RepeatCounter::default();
        counter.feed(b"<table:table-row><table:table-cell office:value=\"1\"/><table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>");
        counter.feed(b"<table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>");
        assert_eq!(counter.cells(), 1);
        counter.feed(b"<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"10");
        counter.feed(b"00\"><text:p>x</text:p></table:table-cell></table:table-row>");
        assert!(counter.cells() > 1_000_000_000);
    }
}

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// File formats that can be read. Each may be gzipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Delimited text: CSV, TSV and the like.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// A workbook: XLSX, XLSB, XLS or ODS.
    Workbook,
    /// WebVTT subtitles: one conversation.
    WebVtt,
    /// SubRip subtitles: one conversation.
    Srt,
    /// Text in which each turn begins with `Speaker:`: one conversation.
    Dialogue,
}

impl Format {
    /// Name as in a project file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Workbook => "xlsx",
            Self::WebVtt => "webvtt",
            Self::Srt => "srt",
            Self::Dialogue => "dialogue",
        }
    }

    /// Whether one file is one conversation.
    pub fn is_transcript(self) -> bool {
        matches!(self, Self::WebVtt | Self::Srt | Self::Dialogue)
    }

    /// What the first bytes (unpacked) and the name of a file say it is.
    ///
    /// Bytes that cannot be anything else win over the extension: a workbook named `.csv` is a
    /// workbook.
    pub(crate) fn sniff(sample: &[u8], path: &Path) -> Self {
        let sample = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
        if sample.starts_with(b"PK\x03\x04")
            || sample.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
        {
            return Self::Workbook;
        }
        if sample.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if sample.starts_with(b"WEBVTT") {
            return Self::WebVtt;
        }
        if let Some(format) = Self::by_extension(path) {
            return format;
        }
        let text = sample.trim_ascii_start();
        if text.starts_with(b"{") {
            return Self::Jsonl;
        }
        let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii);
        let first = lines.next().unwrap_or_default();
        let second = lines.next().unwrap_or_default();
        let is_number = !first.is_empty() && first.iter().all(u8::is_ascii_digit);
        if is_number && memchr::memmem::find(second, b"-->").is_some() {
            return Self::Srt;
        }
        Self::Csv
    }

    fn by_extension(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (_, extension) = name.rsplit_once('.')?;
        match extension {
            "txt" => Some(Self::Dialogue),
            "csv" | "tsv" | "tab" | "psv" => Some(Self::Csv),
            "json" => Some(Self::Jsonl),
            "xls" | "xlsb" | "xlsm" | "ods" => Some(Self::Workbook),
            other => other.parse().ok(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is not a format; there are csv, jsonl, parquet, xlsx, webvtt, srt, dialogue")]
pub struct UnknownFormat {
    /// The name offered.
    pub name: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Self::Csv,
            "jsonl" | "ndjson" => Self::Jsonl,
            "parquet" => Self::Parquet,
            "xlsx" | "xls" | "xlsb" | "ods" => Self::Workbook,
            "webvtt" | "vtt" => Self::WebVtt,
            "srt" => Self::Srt,
            "dialogue" => Self::Dialogue,
            _ => {
                return Err(UnknownFormat {
                    name: name.to_owned(),
                });
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sample: &[u8], name: &str, expected: Format) {
        assert_eq!(Format::sniff(sample, Path::new(name)), expected, "{name}");
    }

    #[test]
    fn content_that_cannot_be_anything_else_wins_over_the_extension() {
        check(b"PK\x03\x04rest", "scores.csv", Format::Workbook);
        check(b"PAR1....", "scores", Format::Parquet);
        check(b"\xEF\xBB\xBFWEBVTT\n", "call.txt", Format::WebVtt);
    }

    #[test]
    fn the_extension_tells_text_formats_apart() {
        check(b"a,b\n", "x.CSV.gz", Format::Csv);
        check(b"Klant: hoi\n", "call.txt", Format::Dialogue);
        check(b"{\"a\":1}\n", "x.csv", Format::Csv);
    }

    #[test]
    fn without_extension_the_content_decides() {
        check(b" {\"a\":1}\n", "-", Format::Jsonl);
        check(b"1\r\n00:00:01,000 --> 00:00:02,000\r\n", "-", Format::Srt);
        check(b"a;b\n1;2\n", "-", Format::Csv);
        check(b"", "-", Format::Csv);
    }
}

use crate::intake::Fault;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::io::{self, Read};

/// What the first bytes say of the encoding of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) encoding: &'static Encoding,
    /// Length of the byte order mark.
    pub(crate) mark: usize,
    /// Whether there was anything to go by; pure ASCII leaves it open.
    settled: bool,
}

/// Finds the encoding: declared, else by byte order mark, else by the bytes of the sample.
pub(crate) fn find(sample: &[u8], declared: Option<&'static Encoding>) -> Found {
    let marked = Encoding::for_bom(sample);
    let mark = marked.map_or(0, |(_, length)| length);
    if let Some(encoding) = declared {
        // A mark of another encoding is content that the declared one cannot explain; leave it.
        let mark = match marked {
            Some((found, length)) if found == encoding => length,
            _ => 0,
        };
        return Found {
            encoding,
            mark,
            settled: true,
        };
    }
    if let Some((encoding, _)) = marked {
        return Found {
            encoding,
            mark,
            settled: true,
        };
    }
    let nul_at = |parity: usize| {
        let pairs = (sample.len() / 2).max(1);
        let nuls = sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count();
        nuls * 10 > pairs * 6
    };
    if sample.len() >= 4 && nul_at(0) != nul_at(1) {
        let encoding = if nul_at(1) { UTF_16LE } else { UTF_16BE };
        return Found {
            encoding,
            mark,
            settled: true,
        };
    }
    if sample.is_ascii() {
        return Found {
            encoding: UTF_8,
            mark,
            settled: false,
        };
    }
    Found {
        encoding: guess(sample),
        mark,
        settled: true,
    }
}

/// UTF-8 unless the bytes speak against it: other encodings hardly ever look like UTF-8 by chance,
/// so a few invalid bytes among valid sequences are damage, not another encoding.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let (mut sequences, mut invalid) = (0, 0);
    for piece in bytes.utf8_chunks() {
        sequences += piece.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!piece.invalid().is_empty());
    }
    // The sample may end in the middle of a character.
    if sequences >= invalid.saturating_sub(1) && sequences > 0 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"nl"), Utf8Detection::Deny)
}

/// Decodes the rows of a text one by one, so that one bad row is one fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextDecoder {
    encoding: &'static Encoding,
    settled: bool,
    transcoded: bool,
}

impl TextDecoder {
    pub(crate) fn new(found: Found) -> Self {
        Self {
            encoding: found.encoding,
            settled: found.settled,
            transcoded: is_utf16(found.encoding),
        }
    }

    /// Name of the encoding, as far as known by now.
    pub(crate) fn name(&self) -> &'static str {
        self.encoding.name()
    }

    /// Bytes of the file that `text` of the stream takes.
    pub(crate) fn file_bytes(&self, text: &[u8]) -> u64 {
        if !self.transcoded {
            return text.len() as u64;
        }
        // Every character that begins here is one unit of two bytes, above U+FFFF two.
        let units: usize = text
            .iter()
            .map(|&b| usize::from(b & 0xC0 != 0x80) + usize::from(b >= 0xF0))
            .sum();
        2 * units as u64
    }

    /// The text of one row.
    pub(crate) fn decode<'a>(&mut self, row: &'a [u8]) -> Result<Cow<'a, str>, Fault> {
        if memchr::memchr(0, row).is_some() {
            return Err(Fault::NulByte);
        }
        if self.transcoded {
            let text = String::from_utf8_lossy(row);
            return if text.contains('\u{FFFD}') {
                Err(self.fault())
            } else {
                Ok(text)
            };
        }
        if self.encoding == UTF_8 {
            match std::str::from_utf8(row) {
                Ok(text) => {
                    self.settled = self.settled || !text.is_ascii();
                    return Ok(Cow::Borrowed(text));
                }
                Err(_) if self.settled => return Err(self.fault()),
                Err(_) => {
                    // The sample was ASCII: this is the first row that tells the encoding.
                    self.settled = true;
                    self.encoding = guess(row);
                    if self.encoding == UTF_8 {
                        return Err(self.fault());
                    }
                }
            }
        }
        let (text, damaged) = self.encoding.decode_without_bom_handling(row);
        if damaged { Err(self.fault()) } else { Ok(text) }
    }

    fn fault(self) -> Fault {
        Fault::InvalidEncoding {
            encoding: self.encoding.name(),
        }
    }
}

/// The stream as bytes in which line ends and delimiters can be found: UTF-16 becomes UTF-8.
pub(crate) fn searchable(
    reader: Box<dyn Read + Send>,
    encoding: &'static Encoding,
) -> Box<dyn Read + Send> {
    if is_utf16(encoding) {
        Box::new(Transcoder {
            inner: reader,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: Vec::new(),
            ended: false,
            finished: false,
        })
    } else {
        reader
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

struct Transcoder {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    input: Vec<u8>,
    ended: bool,
    finished: bool,
}

impl Read for Transcoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.len() < 4 {
            return Err(io::Error::other("no room for one character"));
        }
        while !self.finished {
            if self.input.is_empty() && !self.ended {
                let mut piece = vec![0; 1 << 15];
                let n = self.inner.read(&mut piece)?;
                piece.truncate(n);
                self.ended = n == 0;
                self.input = piece;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.input, into, self.ended);
            self.input.drain(..read);
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sample: &[u8], expected: &str) {
        assert_eq!(find(sample, None).encoding.name(), expected);
    }

    #[test]
    fn encodings_are_found_by_mark_or_by_their_bytes() {
        check("\u{FEFF}naïef".as_bytes(), "UTF-8");
        check("één café".as_bytes(), "UTF-8");
        check(b"caf\xE9 en \x80 5, ge\xEFrriteerd", "windows-1252");
        check(b"\xFF\xFEa\0b\0", "UTF-16LE");
        check(b"i\0d\0,\0t\0e\0x\0t\0", "UTF-16LE");
        check(b"\0i\0d\0,\0t\0e\0x\0t", "UTF-16BE");
        check(b"plain", "UTF-8");
    }

    #[test]
    fn a_bad_byte_among_valid_sequences_does_not_make_mojibake() {
        let mut text = "één geïrriteerde klant, één café".as_bytes().to_vec();
        text.push(0xE9);
        text.extend_from_slice(b" and more");
        check(&text, "UTF-8");
    }

    #[test]
    fn an_ascii_start_is_settled_by_the_first_row_that_tells() {
        let mut decoder = TextDecoder::new(find(b"id,text", None));
        assert_eq!(decoder.decode(b"1,ok").unwrap(), "1,ok");
        assert_eq!(
            decoder.decode(b"2,caf\xE9 te duur").unwrap(),
            "2,café te duur"
        );
        assert_eq!(decoder.name(), "windows-1252");

        let mut decoder = TextDecoder::new(find(b"id,text", None));
        assert_eq!(decoder.decode("2,café".as_bytes()).unwrap(), "2,café");
        assert!(decoder.decode(b"3,caf\xE9").is_err());
    }

    #[test]
    fn utf_16_keeps_the_bytes_of_the_file() {
        let decoder = TextDecoder::new(find(b"\xFF\xFEa\0", None));
        assert_eq!(decoder.file_bytes("aé€😀".as_bytes()), 2 * 5);
    }
}

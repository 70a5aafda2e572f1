//! Writes the states of the pieces of texts, for training a head on them.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example states_e5 -- TEXTS OUT`: one text a line in; out, `OUT.f32` (all
//! pieces one after the other, 384 numbers each) and `OUT.spans` (a line per text, the bytes of each piece). A text that
//! redaction would change gets an empty line and no numbers: places in it would no longer be those of its labels.

#![expect(clippy::print_stdout, reason = "a command that reports what it did")]

mod cache;
mod opened;

use signaal::encode::Passage;
use signaal::encode::transformer::Precision;
use signaal::privacy::{Options, Redactor};
use signaal::record::{LanguageTag, RawText};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};

/// Texts that are computed at once.
const CHUNK: usize = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(texts), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("name a file of texts and a file to write".into());
    };
    let texts = fs::read_to_string(texts)?;
    let lines: Vec<&str> = texts.lines().collect();
    let encoder = opened::encoder("e5", Precision::Byte)?;
    let mut numbers = BufWriter::new(File::create(format!("{out}.f32"))?);
    let mut places = BufWriter::new(File::create(format!("{out}.spans"))?);
    let redactor = Redactor::new(&Options::default());
    for chunk in lines.chunks(CHUNK) {
        let redacted: Vec<_> = chunk
            .iter()
            .map(|text| redactor.redact(&RawText::new(*text)))
            .collect();
        let passages: Vec<_> = redacted
            .iter()
            .map(|text| Passage::new(text, LanguageTag::En))
            .collect();
        let states = encoder.states(&passages)?;
        let states = states.ok_or("the model knows no pieces")?;
        for ((text, passage), of_text) in chunk.iter().zip(passages).zip(&states) {
            let is_whole = passage.text() == *text;
            let spans = of_text.spans.iter().filter(|_| is_whole);
            let spans: Vec<String> = spans.map(|s| format!("{}-{}", s.start, s.end)).collect();
            writeln!(places, "{}", spans.join(" "))?;
            for number in of_text.states.iter().filter(|_| is_whole) {
                numbers.write_all(&number.to_le_bytes())?;
            }
        }
    }
    println!("{} texts", lines.len());
    Ok(())
}

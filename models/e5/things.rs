//! Writes how the model reads single things, for choosing the weight of the clause and for judging.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example things_e5 -- THINGS OUT`: a thing a line, language, first and last byte
//! and text with tabs between; out, a line of numbers each: negative, neutral and positive of the clause and of
//! the sentence, then label, polarity and confidence of `SentimentModel::read_mention`. Empty where redaction would
//! change the text.

#![expect(clippy::print_stdout, reason = "a command that reports what it did")]

mod cache;
mod opened;

use signaal::classify::sentiment::{SentimentHead, SentimentModel};
use signaal::encode::Passage;
use signaal::encode::transformer::Precision;
use signaal::language::{clauses, sentences};
use signaal::privacy::{Options, Redactor};
use signaal::record::{LanguageTag, RawText};
use std::error::Error;
use std::fs;
use std::ops::Range;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(things), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("name a file of things and a file to write".into());
    };
    let head = SentimentHead::from_bytes(include_bytes!("sentiment.bin"))?;
    let model = SentimentModel::new(opened::encoder("e5", Precision::Byte)?, head)?;
    let redactor = Redactor::new(&Options::default());
    let mut lines = String::new();
    let things = fs::read_to_string(things)?;
    for line in things.split_terminator('\n') {
        let mut fields = line.splitn(4, '\t');
        let mut field = || fields.next().ok_or("a line has four fields");
        let language = if field()? == "nl" {
            LanguageTag::Nl
        } else {
            LanguageTag::En
        };
        let span: Range<usize> = field()?.parse()?..field()?.parse()?;
        let text = field()?;
        let redacted = redactor.redact(&RawText::new(text));
        let passage = Passage::new(&redacted, language);
        if passage.text() == text {
            lines += &read(&model, passage, &span)?;
        }
        lines.push('\n');
    }
    fs::write(out, lines)?;
    println!("{} things", things.lines().count());
    Ok(())
}

fn read(
    model: &SentimentModel,
    passage: Passage<'_>,
    span: &Range<usize>,
) -> Result<String, Box<dyn Error>> {
    let text = passage.text();
    let sentences = sentences(text);
    let clauses: Vec<Range<usize>> = sentences
        .iter()
        .flat_map(|sentence| clauses(text, sentence.clone()))
        .collect();
    let around = |ranges: &[Range<usize>]| {
        let holds = |range: &&Range<usize>| range.start <= span.start && span.end <= range.end;
        ranges.iter().find(holds).cloned().unwrap_or(0..text.len())
    };
    let parts = [
        passage.part(around(&clauses))?,
        passage.part(around(&sentences))?,
    ];
    let mention = model.read_mention(passage, span, &clauses, &sentences)?;
    let mut fields: Vec<String> = (model.probabilities(&parts)?.iter().flatten())
        .map(|probability| format!("{probability:.5}"))
        .collect();
    fields.push(mention.label.as_str().to_owned());
    fields.push(format!("{:.5}", mention.polarity.get()));
    fields.push(format!("{:.5}", mention.confidence.get()));
    Ok(fields.join("\t"))
}

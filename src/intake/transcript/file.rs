use super::cue;
use super::label::{self, Label};
use crate::intake::Fault;
use crate::intake::FileName;
use crate::intake::Format;
use crate::intake::Limits;
use crate::intake::Rejection;
use crate::intake::SourceSpec;
use crate::intake::fields::Fields;
use crate::intake::hash::hex;
use crate::intake::mapping::{Outcome, make_record};
use crate::intake::profile::Counts;
use crate::intake::speakers::{Role, Speakers};
use crate::intake::table::{
    Buffer, Input, Line, TextDecoder, find_encoding, searchable, stream_fault,
};
use crate::record::{Body, Origin, RawId, RawText, RecordKind, SourceName, Speaker, Turn};
use crate::units::Seconds;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

/// A file that is one conversation. Rejections of cues and lines come first, the record last.
pub(crate) struct TranscriptFile {
    buffer: Buffer<Box<dyn Read + Send>>,
    decoder: TextDecoder,
    format: Format,
    speakers: Speakers,
    limits: Limits,
    place: Place,
    kind: RecordKind,
    file_name: FileName,
    /// Name of the file without folder and ending.
    id: RawId,
    turns: Vec<OpenTurn>,
    bytes: usize,
    before: Role,
    block: Block,
    ended: bool,
    finished: bool,
}

/// Where reading is: a row is a line of dialogue or a cue.
struct Place {
    source: SourceName,
    file: Arc<str>,
    row: u64,
    byte: u64,
}

struct OpenTurn {
    speaker: Speaker,
    at: Option<Seconds>,
    text: String,
}

/// The lines of a subtitle file up to the next blank one.
#[derive(Default)]
struct Block {
    byte: u64,
    lines: Vec<String>,
    bytes: usize,
    fault: Option<Fault>,
}

impl TranscriptFile {
    /// `name` is the real name of the file, which may be an id; `file` is how it is called in results.
    pub(crate) fn new(
        input: Input,
        format: Format,
        file: Arc<str>,
        name: &str,
        spec: &SourceSpec,
    ) -> Self {
        let found = find_encoding(&input.sample, spec.encoding);
        let reader = searchable(input.into_reader(found.mark), found.encoding);
        Self {
            buffer: Buffer::new(reader),
            decoder: TextDecoder::new(found),
            format,
            speakers: spec.speakers.clone(),
            limits: spec.limits,
            place: Place {
                source: spec.name.clone(),
                file,
                row: 0,
                byte: found.mark as u64,
            },
            kind: spec.kind,
            file_name: spec.file_name,
            id: RawId::new(stem(name)),
            turns: Vec::new(),
            bytes: 0,
            before: Role::Speaks(spec.speakers.unlabelled),
            block: Block::default(),
            ended: false,
            finished: false,
        }
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.decoder.name()
    }

    pub(crate) fn next(&mut self, counts: &mut Counts) -> Option<Outcome> {
        while !self.ended {
            if let Some(rejection) = self.read_line(counts) {
                return Some(Err(rejection));
            }
        }
        if self.finished {
            return None;
        }
        self.finished = true;
        Some(Ok(self.record(counts)))
    }

    /// Takes in one line; the rejection that it completes comes out.
    fn read_line(&mut self, counts: &mut Counts) -> Option<Rejection> {
        let byte = self.place.byte;
        match self.buffer.line(self.limits.row_bytes) {
            Line::Whole { len, next } => {
                let raw = self.buffer.window()[..len].trim_ascii_end().to_vec();
                self.place.byte += self.decoder.file_bytes(&self.buffer.window()[..next]);
                self.buffer.consume(next);
                let text = self.decoder.decode(&raw).map(Cow::into_owned);
                match self.format {
                    Format::Dialogue => self.dialogue_line(text, &raw, byte, counts),
                    _ => self.cue_line(text, byte, counts),
                }
            }
            Line::TooLong => {
                let decoder = self.decoder;
                let mut bytes = decoder.file_bytes(b"\n");
                let mut hasher = Sha256::new();
                self.buffer.skip_line(&mut |piece| {
                    hasher.update(piece);
                    bytes += decoder.file_bytes(piece);
                });
                self.place.byte += bytes;
                let fault = Fault::RowTooLong {
                    limit_bytes: self.limits.row_bytes,
                };
                Some(self.reject(byte, fault, &hasher.finalize(), counts))
            }
            Line::Cut => {
                let fault = self.buffer.failure().map_or(Fault::Truncated, stream_fault);
                let hash = Sha256::digest(self.buffer.window());
                // A cue that was begun cannot be trusted either.
                let byte = if self.block.lines.is_empty() {
                    byte
                } else {
                    self.block.byte
                };
                self.ended = true;
                Some(self.reject(byte, fault, &hash, counts))
            }
            Line::Nothing => {
                self.ended = true;
                self.end_block(counts)
            }
        }
    }

    fn dialogue_line(
        &mut self,
        text: Result<String, Fault>,
        raw: &[u8],
        byte: u64,
        counts: &mut Counts,
    ) -> Option<Rejection> {
        let text = match text {
            Ok(text) => text,
            Err(fault) => return Some(self.reject(byte, fault, &Sha256::digest(raw), counts)),
        };
        if text.trim().is_empty() {
            return None;
        }
        let (at, label, said) = label::split(&text, &self.speakers);
        let result = if label == Label::Absent && at.is_none() && !self.turns.is_empty() {
            self.go_on(said)
        } else {
            self.add(label, at, said, counts)
        };
        match result {
            Ok(()) => {
                self.count_row(counts);
                None
            }
            Err(fault) => Some(self.reject(byte, fault, &Sha256::digest(raw), counts)),
        }
    }

    /// A line without a label goes on with the turn before it; what was heard while waiting is dropped.
    fn go_on(&mut self, said: &str) -> Result<(), Fault> {
        if self.before == Role::Waiting {
            return Ok(());
        }
        self.room_for(said)?;
        if let Some(turn) = self.turns.last_mut() {
            turn.text.push('\n');
            turn.text.push_str(said);
        }
        Ok(())
    }

    fn add(
        &mut self,
        label: Label,
        at: Option<Seconds>,
        said: &str,
        counts: &mut Counts,
    ) -> Result<(), Fault> {
        self.before = match label {
            Label::Known(role) => role,
            Label::Unknown => Role::Speaks(Speaker::Unknown),
            Label::Absent => self.before,
        };
        let Role::Speaks(speaker) = self.before else {
            counts.waiting_turns += 1;
            return Ok(());
        };
        if said.trim().is_empty() {
            // The text of the turn may stand on the next lines.
            self.turns.push(OpenTurn {
                speaker,
                at,
                text: String::new(),
            });
            return Ok(());
        }
        self.room_for(said)?;
        counts.unknown_speakers += u64::from(label == Label::Unknown);
        self.turns.push(OpenTurn {
            speaker,
            at,
            text: said.to_owned(),
        });
        Ok(())
    }

    fn room_for(&mut self, said: &str) -> Result<(), Fault> {
        let bytes = self.bytes + said.len() + 1;
        if self.turns.len() >= self.limits.turns || bytes > self.limits.conversation_bytes {
            return Err(Fault::ConversationTooLong {
                limit_turns: self.limits.turns,
                limit_bytes: self.limits.conversation_bytes,
            });
        }
        self.bytes = bytes;
        Ok(())
    }

    fn cue_line(
        &mut self,
        text: Result<String, Fault>,
        byte: u64,
        counts: &mut Counts,
    ) -> Option<Rejection> {
        if self.block.lines.is_empty() && self.block.fault.is_none() {
            self.block.byte = byte;
        }
        match text {
            Ok(text) if text.trim().is_empty() => return self.end_block(counts),
            Ok(text) => {
                self.block.bytes += text.len() + 1;
                if self.block.bytes > self.limits.row_bytes {
                    self.block.lines.clear();
                    self.block.fault = Some(Fault::RowTooLong {
                        limit_bytes: self.limits.row_bytes,
                    });
                } else {
                    self.block.lines.push(text);
                }
            }
            Err(fault) => self.block.fault = Some(fault),
        }
        None
    }

    /// Reads the cue that the lines make.
    fn end_block(&mut self, counts: &mut Counts) -> Option<Rejection> {
        let block = std::mem::take(&mut self.block);
        let whole = block.lines.join("\n");
        let result = match (block.fault, &block.lines[..]) {
            (Some(fault), _) => Err(fault),
            (None, []) => return None,
            (None, [first, ..]) if is_no_cue(first, self.format) => return None,
            (None, lines) => self.cue(lines, counts),
        };
        match result {
            Ok(()) => {
                self.count_row(counts);
                None
            }
            Err(fault) => Some(self.reject(block.byte, fault, &Sha256::digest(&whole), counts)),
        }
    }

    fn cue(&mut self, lines: &[String], counts: &mut Counts) -> Result<(), Fault> {
        let at_times = usize::from(!lines[0].contains("-->"));
        let times = lines.get(at_times).ok_or(Fault::BadCue)?;
        let at = cue::start(times).ok_or(Fault::BadCue)?;
        for (voice, said) in cue::voices(&lines[at_times + 1..].join("\n")) {
            let said = said.trim();
            let (label, said) = if let Some(voice) = voice {
                let role = self.speakers.role(&voice);
                (role.map_or(Label::Unknown, Label::Known), said)
            } else {
                let (_, label, said) = label::split(said, &self.speakers);
                (label, said)
            };
            self.add(label, Some(at), said, counts)?;
        }
        Ok(())
    }

    fn count_row(&mut self, counts: &mut Counts) {
        self.place.row += 1;
        counts.rows += 1;
    }

    fn reject(&mut self, byte: u64, fault: Fault, hash: &[u8], counts: &mut Counts) -> Rejection {
        self.count_row(counts);
        Rejection {
            origin: self.origin(self.place.row, byte),
            column: None,
            fault,
            row_hash: hex(hash),
        }
    }

    fn origin(&self, row: u64, byte: u64) -> Origin {
        Origin {
            source: self.place.source.clone(),
            file: Arc::clone(&self.place.file),
            row,
            byte: Some(byte),
        }
    }

    fn record(&mut self, counts: &mut Counts) -> crate::record::Record {
        let start = self
            .turns
            .iter()
            .find_map(|turn| turn.at)
            .unwrap_or_default();
        let is_cues = self.format != Format::Dialogue;
        let turns: Vec<Turn> = std::mem::take(&mut self.turns)
            .into_iter()
            .filter(|turn| !turn.text.trim().is_empty())
            .map(|turn| Turn {
                speaker: turn.speaker,
                // Cues count from the start of the recording; clock times become time since the first.
                at: turn
                    .at
                    .map(|at| if is_cues { at } else { Seconds(at.0 - start.0) }),
                text: RawText::new(turn.text.trim()),
            })
            .collect();
        counts.turns += turns.len() as u64;
        let mut fields = Fields::default();
        let stem = self.id.clone();
        match self.file_name {
            FileName::Nothing => {}
            FileName::Contact => fields.contact = Some(stem),
            FileName::Ticket => fields.ticket = Some(stem),
        }
        let body = if turns.is_empty() {
            Body::Nothing
        } else {
            Body::Dialogue(turns)
        };
        let key = self.place.file.to_string();
        make_record(self.kind, self.origin(1, 0), key, body, fields)
    }
}

/// Header, comments and style of WebVTT.
fn is_no_cue(first: &str, format: Format) -> bool {
    format == Format::WebVtt
        && !first.contains("-->")
        && ["WEBVTT", "NOTE", "STYLE", "REGION"]
            .iter()
            .any(|word| first.starts_with(word))
}

/// File name without folders and extensions.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;

//! Conversations: files that hold one (WebVTT, SubRip, `Agent:` / `Klant:` text) and cells that hold
//! a list of turns.

mod cue;
mod file;
mod label;
mod turns;

pub(super) use file::TranscriptFile;
pub(super) use turns::{TurnKeys, read_turns};

use super::PiiKind;
use super::answer::Asked;
use super::detector::Evidence;
use super::name_shape;
use std::ops::Range;

/// What has been numbered so far in texts that belong together.
///
/// It holds raw values, so it lives as long as one record is cleaned; `Debug` shows counts only.
#[derive(Default)]
pub struct RedactionSession {
    values: Vec<Value>,
    /// What earlier texts asked for.
    asked: Asked,
    /// Highest number given or seen, by kind in the order of [`PiiKind::ALL`].
    highest: [usize; PiiKind::ALL.len()],
}

struct Value {
    kind: PiiKind,
    normal: String,
    number: usize,
    /// Words of a name that may come up alone; empty for other kinds.
    telling: Vec<String>,
}

impl RedactionSession {
    /// The placeholder for `value`, the same one for the same value.
    pub(super) fn placeholder(&mut self, kind: PiiKind, value: &str) -> String {
        let normal = normal_form(kind, value);
        let known = self
            .values
            .iter()
            .find(|known| known.kind == kind && known.normal == normal)
            .or_else(|| {
                // "Jan" after "Jan de Vries" is the same person as far as anyone can tell.
                self.values.iter().find(|known| {
                    kind == PiiKind::Name
                        && known.kind == kind
                        && holds_words(&known.normal, &normal)
                })
            })
            .map(|known| known.number);
        let number = known.unwrap_or_else(|| {
            let highest = &mut self.highest[position(kind)];
            *highest += 1;
            *highest
        });
        if known.is_none() {
            let telling = if kind == PiiKind::Name {
                name_shape::telling_words(value)
                    .map(str::to_owned)
                    .collect()
            } else {
                Vec::new()
            };
            self.values.push(Value {
                kind,
                normal,
                number,
                telling,
            });
        }
        format!("[{}_{number}]", kind.placeholder())
    }

    /// Keeps clear of numbers that the text itself already uses in placeholders of its own.
    pub(super) fn respect(&mut self, text: &str) {
        for span in placeholders(text) {
            if let Some((kind, number)) = parse(&text[span]) {
                let highest = &mut self.highest[position(kind)];
                *highest = number.max(*highest);
            }
        }
    }

    /// What earlier texts asked for.
    pub(super) fn asked(&self) -> Asked {
        self.asked
    }

    /// Takes note of what a text with this evidence asks for.
    pub(super) fn hear(&mut self, evidence: &Evidence<'_>) {
        self.asked = self.asked.after(evidence);
    }

    /// Whether a name has been found, so that later texts must be searched for it.
    pub(super) fn knows_names(&self) -> bool {
        self.values.iter().any(|value| !value.telling.is_empty())
    }

    /// Words of the names found so far that may come up alone.
    pub(super) fn telling_words(&self) -> impl Iterator<Item = &str> {
        self.values
            .iter()
            .flat_map(|value| value.telling.iter().map(String::as_str))
    }
}

impl std::fmt::Debug for RedactionSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RedactionSession({} values)", self.values.len())
    }
}

/// Where placeholders stand in `text`.
pub(super) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    for start in memchr::memchr_iter(b'[', text.as_bytes()) {
        let Some(length) = text[start..].find(']') else {
            break;
        };
        let span = start..start + length + 1;
        if parse(&text[span.clone()]).is_some() {
            spans.push(span);
        }
    }
    spans
}

/// Kind and number of `[KIND_7]`.
fn parse(placeholder: &str) -> Option<(PiiKind, usize)> {
    let inner = placeholder.strip_prefix('[')?.strip_suffix(']')?;
    let (word, number) = inner.rsplit_once('_')?;
    let kind = PiiKind::ALL
        .into_iter()
        .find(|kind| kind.placeholder() == word)?;
    // More digits than this are no placeholder of ours, and the count must not overflow.
    let is_number = (1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number
        .then(|| number.parse().ok())
        .flatten()
        .map(|number| (kind, number))
}

/// Whether the words of `part` stand together in `whole`.
fn holds_words(whole: &str, part: &str) -> bool {
    format!(" {whole} ").contains(&format!(" {part} "))
}

/// Spellings of one value that count as equal.
fn normal_form(kind: PiiKind, value: &str) -> String {
    match kind {
        PiiKind::Name => value.to_lowercase(),
        PiiKind::Phone => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let national = digits
                .strip_prefix("0031")
                .or_else(|| digits.strip_prefix("31").filter(|rest| rest.len() >= 9))
                .map(|rest| rest.trim_start_matches('0'));
            match national {
                Some(national) => format!("0{national}"),
                None if digits.is_empty() => value.to_lowercase(),
                None => digits,
            }
        }
        _ => value
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '@')
            .flat_map(char::to_lowercase)
            .collect(),
    }
}

fn position(kind: PiiKind) -> usize {
    PiiKind::ALL
        .iter()
        .position(|&other| other == kind)
        .unwrap_or(0)
}

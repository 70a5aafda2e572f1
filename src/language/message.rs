use super::sign_off::{
    DEVICE_LINES, LONGEST_SIGNATURE_LINE, SIGN_OFFS, closing_sign_off, is_device_line, is_sentence,
    is_sign_off,
};
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// The parts of a message: what the writer says, and what only came along.
///
/// Analysis reads the writer's own words; signature, quoted thread and canned text stay findable.
/// Cutting is careful: a part is cut only where a whole line, or the very end, shows what it is, and
/// a message never loses all its words to a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageParts {
    parts: Vec<Part>,
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Bytes of the message, whole lines or the rest of one.
    pub span: Range<usize>,
}

/// What a part of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartKind {
    /// The writer's own words.
    Own,
    /// Sign-off, name and what stands below it.
    Signature,
    /// An earlier message.
    Quoted,
    /// A disclaimer or another standard text.
    Canned,
}

/// Phrases that show a standard text, in lower case.
const CANNED_PHRASES: &[&str] = &[
    "dit e-mailbericht is uitsluitend bestemd",
    "dit bericht is uitsluitend bestemd",
    "de informatie in dit bericht is vertrouwelijk",
    "de informatie in deze e-mail is vertrouwelijk",
    "aan dit bericht kunnen geen rechten worden ontleend",
    "denk aan het milieu voordat u",
    "this e-mail is confidential",
    "this email is confidential",
    "this email and any attachments",
    "this e-mail and any attachments",
    "intended solely for the use of",
    "intended solely for the addressee",
    "please consider the environment before",
];

/// Letters without which a message has one part; they may also lie inside ordinary words.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, far below the limits"
)]
static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let header = [">", "--", "van:", "from:", "schreef", "wrote"];
    let patterns = SIGN_OFFS
        .iter()
        .chain(DEVICE_LINES)
        .chain(CANNED_PHRASES)
        .chain(&header);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(patterns)
        .expect("a few short patterns fit any automaton")
});

impl MessageParts {
    /// Cuts a message with the built-in phrases for canned text.
    pub fn of(message: &str) -> Self {
        Self::with_phrases(message, &[])
    }

    /// Cuts a message; paragraphs that hold one of `canned` (any case) are canned text too.
    pub fn with_phrases(message: &str, canned: &[String]) -> Self {
        // Most comments are their writer's own from end to end: one pass tells.
        if !MARKS.is_match(message) && (canned.is_empty() || !is_canned(message, canned)) {
            let kind = PartKind::Own;
            let span = 0..message.len();
            return Self {
                parts: vec![Part { kind, span }],
            };
        }
        let lines = lines(message);
        let mut kinds = Vec::with_capacity(lines.len());
        let mut state = State::Own;
        for (index, line) in lines.iter().enumerate() {
            let (kind, next) = read_line(message, &lines, index, state, canned);
            kinds.push((line.clone(), kind));
            state = next;
        }
        let mut parts = merge(kinds);
        cut_inside_lines(message, &mut parts);
        // Nothing but a sign-off: then that is what was said.
        if !parts
            .iter()
            .any(|part| part.kind == PartKind::Own && !message[part.span.clone()].trim().is_empty())
        {
            for part in &mut parts {
                if part.kind == PartKind::Signature {
                    part.kind = PartKind::Own;
                }
            }
            parts = merge(
                parts
                    .into_iter()
                    .map(|part| (part.span, part.kind))
                    .collect(),
            );
        }
        Self { parts }
    }

    /// All parts, in order; together they are the whole message.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Where the writer's own words stand.
    pub fn own(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.parts
            .iter()
            .filter(|part| part.kind == PartKind::Own)
            .map(|part| part.span.clone())
    }
}

/// Lines with their line ends.
fn lines(message: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    message
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            at - line.len()..at
        })
        .collect()
}

/// What the lines so far have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Own,
    Signature,
    Canned,
    /// Below the header of an earlier message: the rest is quoted.
    Thread,
    /// Below a header whose quotes are marked: what follows them is the writer's again.
    MarkedThread,
}

/// What the line at `index` is, and the state behind it.
fn read_line(
    message: &str,
    lines: &[Range<usize>],
    index: usize,
    state: State,
    canned: &[String],
) -> (PartKind, State) {
    let line = message[lines[index].clone()].trim();
    if state == State::Thread {
        return (PartKind::Quoted, State::Thread);
    }
    if is_marked_quote(line) {
        return (PartKind::Quoted, State::Own);
    }
    if state == State::MarkedThread {
        return (PartKind::Quoted, state);
    }
    if let Some(n_lines) = thread_header(message, lines, index) {
        let first_below = lines[(index + n_lines).min(lines.len())..]
            .iter()
            .map(|line| message[line.clone()].trim())
            .find(|line| !line.is_empty());
        return if first_below.is_some_and(is_marked_quote) {
            (PartKind::Quoted, State::MarkedThread)
        } else {
            (PartKind::Quoted, State::Thread)
        };
    }
    if is_canned(line, canned) {
        return (PartKind::Canned, State::Canned);
    }
    if state == State::Canned && !line.is_empty() {
        return (PartKind::Canned, state);
    }
    if is_device_line(line) || line == "--" || is_sign_off(line) {
        return (PartKind::Signature, State::Signature);
    }
    let lower = line.to_lowercase();
    let is_postscript = ["p.s.", "ps:", "ps."]
        .iter()
        .any(|mark| lower.starts_with(mark));
    if state == State::Signature
        && !is_postscript
        && line.len() <= LONGEST_SIGNATURE_LINE
        && !is_sentence(line)
    {
        return (PartKind::Signature, state);
    }
    (PartKind::Own, State::Own)
}

fn is_canned(line: &str, canned: &[String]) -> bool {
    let lower = line.to_lowercase();
    CANNED_PHRASES.iter().any(|phrase| lower.contains(phrase))
        || canned
            .iter()
            .any(|phrase| !phrase.is_empty() && lower.contains(&phrase.to_lowercase()))
}

fn is_marked_quote(line: &str) -> bool {
    let line = line.trim_start();
    // ">100 euro" and ">:(" are no quotes.
    line.strip_prefix('>')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '>', '\r', '\n']))
}

/// Whether an earlier message starts at the line, and how many lines its header has.
fn thread_header(message: &str, lines: &[Range<usize>], index: usize) -> Option<usize> {
    let line_at = |index: usize| {
        lines
            .get(index)
            .map(|line| message[line.clone()].trim().to_lowercase())
    };
    let line = line_at(index)?;
    let dashes = line.trim_matches(['-', ' ', '_']);
    if line.starts_with("--")
        && [
            "oorspronkelijk bericht",
            "original message",
            "doorgestuurd bericht",
            "forwarded message",
            "origineel bericht",
        ]
        .iter()
        .any(|title| dashes.starts_with(title))
    {
        return Some(1);
    }
    if line.starts_with("van:") || line.starts_with("from:") {
        let mut head = line.clone();
        for next in 1..5 {
            head.push('\n');
            head.push_str(&line_at(index + next).unwrap_or_default());
        }
        let has = |field: &str| {
            head.contains(&format!("\n{field}")) || head.contains(&format!(" {field}"))
        };
        let dated = ["verzonden:", "datum:", "sent:", "date:"]
            .iter()
            .any(|field| has(field));
        let addressed = ["aan:", "to:", "onderwerp:", "subject:"]
            .iter()
            .any(|field| has(field));
        return (dated && addressed).then_some(4);
    }
    // "Op … schreef …:" may be wrapped over two lines.
    for n_lines in 1..=2 {
        let head = (0..n_lines)
            .filter_map(|next| line_at(index + next))
            .collect::<Vec<_>>()
            .join(" ");
        let written = (head.starts_with("op ") && head.contains(" schreef"))
            || (head.starts_with("on ") && head.contains(" wrote"));
        // A date or a time keeps "Op zaterdag schreef ik:" apart.
        if written && head.ends_with(':') && head.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(n_lines);
        }
    }
    None
}

/// Cuts sign-offs and flattened thread headers inside the writer's own lines, for messages whose line
/// breaks were lost.
fn cut_inside_lines(message: &str, parts: &mut Vec<Part>) {
    let Some(index) = parts.iter().rposition(|part| part.kind == PartKind::Own) else {
        return;
    };
    let span = parts[index].span.clone();
    let text = &message[span.clone()];
    if let Some(at) = flattened_header(text) {
        split(parts, index, span.start + at, PartKind::Quoted);
    }
    let span = parts[index].span.clone();
    if let Some(at) = closing_sign_off(&message[span.clone()]) {
        split(parts, index, span.start + at, PartKind::Signature);
    }
}

fn split(parts: &mut Vec<Part>, index: usize, at: usize, kind: PartKind) {
    let end = parts[index].span.end;
    parts[index].span.end = at;
    parts.insert(
        index + 1,
        Part {
            kind,
            span: at..end,
        },
    );
}

/// Where "Van: … Verzonden: … Aan: …" starts in a text without line breaks.
fn flattened_header(text: &str) -> Option<usize> {
    for fields in [
        ["Van: ", "Verzonden: ", "Aan: "],
        ["From: ", "Sent: ", "To: "],
    ] {
        let start = text.find(fields[0])?;
        let mut at = start;
        let all = fields.iter().all(|field| match text[at..].find(field) {
            Some(offset) if offset < 200 => {
                at += offset;
                true
            }
            _ => false,
        });
        if all && start > 0 && text[..start].ends_with(char::is_whitespace) {
            return Some(start);
        }
    }
    None
}

fn merge(kinds: Vec<(Range<usize>, PartKind)>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (span, kind) in kinds {
        match parts.last_mut() {
            Some(last) if last.kind == kind => last.span.end = span.end,
            _ => parts.push(Part { kind, span }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::PartKind::{Canned, Own, Quoted, Signature};
    use super::*;
    use proptest::prelude::*;

    fn check(message: &str, expected: &[(PartKind, &str)]) {
        let parts = MessageParts::of(message);
        let found: Vec<_> = parts
            .parts()
            .iter()
            .map(|part| (part.kind, message[part.span.clone()].trim()))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        assert_eq!(found, expected, "{message}");
    }

    #[test]
    fn ordinary_comments_are_left_whole() {
        for comment in [
            "De groeten aan jullie monteur!",
            "Groeten uit Zeeland, alles was top",
            "Ik ben met vriendelijke groet geholpen",
            "Met vriendelijke groet geholpen door de balie",
            "Met vriendelijke groet",
            "Groetjes!",
            "Kind regards are not enough, I want my money back",
            "With regards to the bill: too high",
            "Van: niks tot alles, prima",
            "Op zaterdag schreef ik: nooit meer",
            ">100 euro betaald en niets gekregen",
            "On Monday the nurse wrote it down:",
            "Verzonden met de verkeerde vervoerder",
            "Regards",
            "",
        ] {
            let parts = MessageParts::of(comment);
            assert!(
                parts.parts().iter().all(|part| part.kind == Own),
                "{comment}: {parts:?}"
            );
        }
    }

    #[test]
    fn a_sign_off_and_what_stands_below_it_are_a_signature() {
        check(
            "Mijn pakket is zoek.\n\nMet vriendelijke groet,\n\n[NAME_1]\nHoofd inkoop\n[PHONE_1]",
            &[
                (Own, "Mijn pakket is zoek."),
                (
                    Signature,
                    "Met vriendelijke groet,\n\n[NAME_1]\nHoofd inkoop\n[PHONE_1]",
                ),
            ],
        );
        check(
            "Where is it?\nKind regards, Mary\n",
            &[(Own, "Where is it?"), (Signature, "Kind regards, Mary")],
        );
        check(
            "Tot snel\n--\nPiet\nBedrijf BV",
            &[(Own, "Tot snel"), (Signature, "--\nPiet\nBedrijf BV")],
        );
    }

    #[test]
    fn a_postscript_is_the_writers_again() {
        check(
            "Alles goed.\nGroetjes Marieke\nP.S. de site is traag",
            &[
                (Own, "Alles goed."),
                (Signature, "Groetjes Marieke"),
                (Own, "P.S. de site is traag"),
            ],
        );
    }

    #[test]
    fn a_sign_off_is_found_where_line_breaks_were_lost() {
        check(
            "Het werkt niet. Met vriendelijke groet, [NAME_1]",
            &[
                (Own, "Het werkt niet."),
                (Signature, "Met vriendelijke groet, [NAME_1]"),
            ],
        );
        check(
            "Nog steeds kapot! Van: [NAME_1] Verzonden: maandag 3 mei Aan: [EMAIL_1] Onderwerp: storing Beste klant",
            &[
                (Own, "Nog steeds kapot!"),
                (
                    Quoted,
                    "Van: [NAME_1] Verzonden: maandag 3 mei Aan: [EMAIL_1] Onderwerp: storing Beste klant",
                ),
            ],
        );
    }

    #[test]
    fn a_device_line_is_a_signature() {
        check(
            "Dank!\n\nVerzonden vanaf mijn iPhone",
            &[(Own, "Dank!"), (Signature, "Verzonden vanaf mijn iPhone")],
        );
        check(
            "Thanks\nSent from my Galaxy",
            &[(Own, "Thanks"), (Signature, "Sent from my Galaxy")],
        );
    }

    #[test]
    fn an_earlier_message_is_quoted_to_its_end() {
        for header in [
            "-----Oorspronkelijk bericht-----",
            "-----Original Message-----",
            "Van: [NAME_1]\nVerzonden: maandag 3 mei 2024\nAan: klantenservice",
            "From: [NAME_1]\nSent: Monday\nTo: us\nSubject: help",
            "Op ma 3 mei 2024 om 10:12 schreef [NAME_1] <[EMAIL_1]>:",
            "On Mon, 3 May 2024 at 10:12,\n[NAME_1] wrote:",
        ] {
            let quoted = format!("{header}\n\nUw vraag is ontvangen.\nWij antwoorden snel.");
            check(
                &format!("Nog geen antwoord!\n\n{quoted}"),
                &[(Own, "Nog geen antwoord!"), (Quoted, &quoted)],
            );
        }
    }

    #[test]
    fn an_answer_below_marked_quotes_is_the_writers() {
        check(
            "Op 3 mei 2024 schreef u:\n> Is het opgelost?\n> Graag horen wij het.\nNee, nog niet.",
            &[
                (
                    Quoted,
                    "Op 3 mei 2024 schreef u:\n> Is het opgelost?\n> Graag horen wij het.",
                ),
                (Own, "Nee, nog niet."),
            ],
        );
    }

    #[test]
    fn canned_text_reaches_to_the_end_of_its_paragraph() {
        check(
            "Bel mij.\n\nThis e-mail is confidential.\nDelete it.\n\nDank",
            &[
                (Own, "Bel mij."),
                (Canned, "This e-mail is confidential.\nDelete it."),
                (Own, "Dank"),
            ],
        );
        let parts = MessageParts::with_phrases(
            "Ja\nU ontvangt deze mail omdat",
            &["u ontvangt deze MAIL".to_owned()],
        );
        assert_eq!(parts.parts().last().map(|part| part.kind), Some(Canned));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_message_in_order(
            lines in prop::collection::vec(prop::sample::select(vec![
                "tekst", "", "> quote", "--", "Groeten", "Met vriendelijke groet, Jan", "Van: a", "Verzonden: b",
                "Aan: c", "Op 3 mei schreef é:", "😀 ok. Mvg Piet", "This e-mail is confidential", "P.S. x",
                "Verzonden vanaf mijn x", "A. Van: x Verzonden: y Aan: z",
            ]), 0..9)
        ) {
            let message = lines.join("\n");
            let parts = MessageParts::of(&message);
            let joined: String = parts.parts().iter().map(|part| &message[part.span.clone()]).collect();
            prop_assert_eq!(joined, message);
        }
    }
}

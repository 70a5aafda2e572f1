use crate::units::Seconds;

/// Start of a cue from its line of times, in whole seconds: `00:01:02.500 --> 00:01:04.000`.
///
/// Hours may be left out and the decimal sign may be a comma, so the line serves WebVTT and SubRip.
pub(super) fn start(line: &str) -> Option<Seconds> {
    let (from, to) = line.split_once("-->")?;
    let to = to.split_whitespace().next()?;
    let (from, to) = (moment(from.trim())?, moment(to)?);
    (from <= to).then_some(Seconds(from / 1000))
}

/// Milliseconds of `hh:mm:ss.mmm` or `mm:ss.mmm`.
fn moment(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once(['.', ','])?;
    if fraction.len() != 3 {
        return None;
    }
    let mut parts = clock.split(':').rev();
    let number = |part: &str| part.parse::<u32>().ok().map(i64::from);
    let second = number(parts.next()?).filter(|s| *s < 60)?;
    let minute = number(parts.next()?).filter(|m| *m < 60)?;
    let hour = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() {
        return None;
    }
    Some(((hour * 60 + minute) * 60 + second) * 1000 + number(fraction)?)
}

/// The text of a cue by voice: `<v Klant>Hoi` gives the label `Klant`. Other marks are taken off.
pub(super) fn voices(text: &str) -> Vec<(Option<String>, String)> {
    let mut voices = vec![(None, String::new())];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((tag, behind)) = after.split_once('>') else {
            break;
        };
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        push(&mut voices, before);
        if let Some(name) = voice_name(tag) {
            voices.push((Some(unescape(name)), String::new()));
        } else if !is_tag {
            push(&mut voices, "<");
            rest = after;
            continue;
        }
        rest = behind;
    }
    push(&mut voices, rest);
    voices.retain(|(_, text)| !text.trim().is_empty());
    voices
}

fn push(voices: &mut [(Option<String>, String)], text: &str) {
    if let Some((_, said)) = voices.last_mut() {
        said.push_str(&unescape(text));
    }
}

/// The speaker in `v Name` or `v.loud Name`.
fn voice_name(tag: &str) -> Option<&str> {
    let (kind, name) = tag.split_once(char::is_whitespace)?;
    (kind == "v" || kind.starts_with("v.")).then(|| name.trim())
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&nbsp;", " ")
        .replace("&lrm;", "")
        .replace("&rlm;", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_dialects() {
        let check = |line: &str, expected: Option<i64>| {
            assert_eq!(start(line).map(|s| s.0), expected, "{line}");
        };
        check("00:01:02.500 --> 00:01:04.000 align:start", Some(62));
        check("01:02.500 --> 01:04.000", Some(62));
        check("00:01:02,500 --> 00:01:04,000", Some(62));
        check("00:01:05.000 --> 00:01:04.000", None);
        check("00:61:02.500 --> 00:62:04.000", None);
        check("1:2 --> 3:4", None);
        check("a --> b", None);
        check("99999999999999999999:00:00.000 --> 1:00:00.000", None);
    }

    #[test]
    fn voices_are_split_and_marks_taken_off() {
        let check = |text: &str, expected: &[(Option<&str>, &str)]| {
            let voices = voices(text);
            let voices: Vec<_> = voices
                .iter()
                .map(|(l, t)| (l.as_deref(), t.as_str()))
                .collect();
            assert_eq!(voices, expected, "{text}");
        };
        check(
            "<v Klant>Hoi <b>daar</b></v>",
            &[(Some("Klant"), "Hoi daar")],
        );
        check(
            "<v A>een<v.loud B C>twee",
            &[(Some("A"), "een"), (Some("B C"), "twee")],
        );
        check("5 &lt; 6 &amp; 7", &[(None, "5 < 6 & 7")]);
        check("3 < 4 en 5 > 2", &[(None, "3 < 4 en 5 > 2")]);
        check("open <b", &[(None, "open <b")]);
        check("<i></i>", &[]);
    }
}

use crate::signals::{Observed, Tone};
use jiff::civil::Date;

/// How many, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Respondents with words, or 1 for a volume; 0 where there are no data.
    pub exposure: usize,
    /// Of these, those who count.
    pub count: usize,
}

/// What a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountKind {
    /// A part of the respondents with words.
    Part,
    /// A number by itself.
    Volume,
}

/// Which mentions a stream counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertTone {
    /// Everybody with words.
    Any,
    /// Those who speak badly.
    Negative,
    /// Those who speak well.
    Positive,
}

impl AlertTone {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Negative => "negative",
            Self::Positive => "positive",
        }
    }
}

/// What a stream is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamName {
    /// Position of the segment; `None` for all respondents.
    pub segment: Option<usize>,
    /// Position of the topic; `None` for the whole of what is said.
    pub topic: Option<usize>,
    /// Which mentions count.
    pub tone: AlertTone,
}

/// One count per period.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// What is counted.
    pub name: StreamName,
    /// What the count is.
    pub kind: CountKind,
    /// One entry per period.
    pub counted: Vec<Counted>,
}

/// Counts respondents with words per topic, tone and period, and per segment where they are told apart;
/// beside them everybody who speaks badly, or well, of whatever it is, and the number of respondents.
///
/// `starts` are the first days of the periods, ascending; respondents before the first, or on no day,
/// are in no stream. The last period is taken to go on.
pub fn topic_streams(observed: &Observed, n_topics: usize, starts: &[Date]) -> Vec<Stream> {
    let segments: Vec<Option<usize>> = match observed.segments.len() {
        0 => vec![None],
        n => (0..n).map(Some).collect(),
    };
    let mut streams = Vec::new();
    for &segment in &segments {
        let mut add = |topic, tone, kind| {
            streams.push(Stream {
                name: StreamName {
                    segment,
                    topic,
                    tone,
                },
                kind,
                counted: vec![Counted::default(); starts.len()],
            });
        };
        add(None, AlertTone::Any, CountKind::Volume);
        for topic in std::iter::once(None).chain((0..n_topics).map(Some)) {
            add(topic, AlertTone::Negative, CountKind::Part);
            add(topic, AlertTone::Positive, CountKind::Part);
        }
    }
    let per_segment = 3 + 2 * n_topics;
    for stream in &mut streams {
        if stream.kind == CountKind::Volume {
            for counted in &mut stream.counted {
                counted.exposure = 1;
            }
        }
    }
    for (i, dated) in observed.dated.iter().enumerate() {
        if !observed.respondents.has_words(i) {
            continue;
        }
        let Some(day) = dated.day else { continue };
        let Some(at) = starts.partition_point(|start| *start <= day).checked_sub(1) else {
            continue;
        };
        let first = match (observed.segments.is_empty(), dated.segment) {
            (true, _) => 0,
            (false, Some(segment)) => segment * per_segment,
            (false, None) => continue,
        };
        let own = &mut streams[first..first + per_segment];
        own[0].counted[at].count += 1;
        for stream in &mut own[1..] {
            stream.counted[at].exposure += 1;
        }
        let mut spoken = |place: usize, tone: Tone| {
            own[place].counted[at].count += usize::from(tone.is_negative());
            own[place + 1].counted[at].count += usize::from(tone.is_positive());
        };
        spoken(1, dated.tone.unwrap_or(Tone::Neutral));
        for mention in observed.respondents.mentions(i) {
            spoken(3 + 2 * mention.topic as usize, mention.tone);
        }
    }
    streams
}

use crate::findings::SeriesFindings;
use crate::report::section::{Section, listing};
use crate::report::words::{
    WITHHELD, either, fewer_than, mirrored, topic, value_name, withheld_key,
};
use crate::report::{Language, number};
use crate::signals::Pace;
use crate::signals::series::{Line, Point};
use crate::units::as_u64;
use std::collections::BTreeSet;

/// The series, for people: one table per line.
pub fn text(findings: &SeriesFindings, language: Language) -> String {
    let sections: Vec<Section> = if findings.lines.is_empty() {
        let mut section = Section::titled(either(language, "Verloop", "Series"));
        let nothing = if findings.n_small_segments > 0 {
            either(
                language,
                "Elke waarde van het veld is van minder mensen dan getoond mag worden. Zonder --by staat er één lijn van iedereen.",
                "Every value of the field has fewer people than may be shown. Without --by there is one line of everybody.",
            )
        } else {
            either(
                language,
                "Er is niets met een datum om te tellen.",
                "There is nothing with a date to count.",
            )
        };
        section.lead.push(nothing.to_owned());
        vec![section]
    } else {
        let lines = findings.lines.iter();
        lines
            .map(|line| section(line, findings, language))
            .collect()
    };
    listing(
        &sections,
        cautions(findings, language).into_iter(),
        language,
    )
}

fn section(line: &Line, findings: &SeriesFindings, language: Language) -> Section {
    let mut section = Section::titled(&subject(line, findings, language));
    let outcome = findings.outcome.as_ref();
    let note = mirrored(findings.best, language);
    section.lead.extend(note.map(str::to_owned));
    section.grid.header = vec![
        period_word(findings.every, language).to_owned(),
        "n".to_owned(),
        either(language, "Volume", "Volume").to_owned(),
        either(language, "Negatief", "Negative").to_owned(),
        either(language, "Toon", "Polarity").to_owned(),
    ];
    (section.grid.header).extend(outcome.map(|(name, _)| name.to_string()));
    let n_columns = section.grid.header.len();
    let mut epoch = line.points.first().map(|point| point.epoch);
    for point in &line.points {
        if epoch != Some(point.epoch) {
            epoch = Some(point.epoch);
            let from = point.from;
            section.push(vec![match language {
                Language::Nl => format!("— {from}: andere schaal of vraag —"),
                Language::En => format!("— {from}: other scale or question —"),
            }]);
        }
        let mut cells = row(point, findings, language);
        cells.truncate(n_columns);
        section.push(cells);
    }
    section
}

fn row(point: &Point, findings: &SeriesFindings, language: Language) -> Vec<String> {
    let period = if findings.every == Pace::Day {
        point.from.to_string()
    } else {
        format!("{}..{}", point.from, point.to)
    };
    if point.n == 0 {
        return vec![period, either(language, "niemand", "nobody").to_owned()];
    }
    let absent = || number::ABSENT.to_owned();
    let marked = |mark: Option<Mark>| mark.map_or_else(absent, |mark| mark.text(findings.min_cell));
    let count = |n: u64| number::count(n, language);
    vec![
        period,
        count(point.n),
        (point.volume).map_or_else(|| marked(of_volume(point, findings.min_cell)), count),
        point.share_negative.map_or_else(
            || marked(of_share(point, findings.min_cell)),
            |share| {
                let low = number::percentage(share.low, language);
                let high = number::percentage(share.high, language);
                let to = either(language, "tot", "to");
                format!(
                    "{} [{low} {to} {high}]",
                    number::percentage(share.estimate, language)
                )
            },
        ),
        point
            .polarity
            .map_or_else(absent, |mean| number::signed(mean, 2, language)),
        point
            .outcome
            .map_or_else(absent, |level| number::interval(&level, language)),
    ]
}

/// What stands in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// It is of few people, and not of nobody.
    Few,
    /// With the others it would tell of few people, or say the same of all.
    Withheld,
    /// It is of too few people, or would tell of so few: which of the two is not said.
    Absent,
}

impl Mark {
    fn text(self, least: u64) -> String {
        match self {
            Self::Few => fewer_than(least),
            Self::Withheld => WITHHELD.to_owned(),
            Self::Absent => number::ABSENT.to_owned(),
        }
    }

    /// Where few wrote, nothing is said of a topic; that so few wrote is told.
    fn of_count(is_few: bool, point: &Point, least: u64) -> Self {
        if is_few {
            Self::Few
        } else if as_u64(point.people.written.n) < least {
            Self::Absent
        } else {
            Self::Withheld
        }
    }
}

/// What stands in place of how many speak of a topic.
fn of_volume(point: &Point, least: u64) -> Option<Mark> {
    let mark = || Mark::of_count(point.few_speak, point, least);
    point.volume.is_none().then(mark)
}

/// What stands in place of a negative share.
fn of_share(point: &Point, least: u64) -> Option<Mark> {
    let mark = || Mark::of_count(point.few_speak_badly, point, least);
    point.share_negative.is_none().then(mark)
}

/// The marks of a point. Of polarity and outcome no second mark says which are of few: the others are then known to be of more.
fn marks(point: &Point, findings: &SeriesFindings) -> impl Iterator<Item = Mark> {
    let least = findings.min_cell;
    let is_outcome_absent = findings.outcome.is_some() && point.outcome.is_none();
    let is_absent = point.polarity.is_none() || is_outcome_absent;
    let marks = [
        of_volume(point, least),
        of_share(point, least),
        is_absent.then_some(Mark::Absent),
    ];
    marks.into_iter().flatten().filter(|_| point.n > 0)
}

/// What the marks mean, of those that occur.
fn key(findings: &SeriesFindings, language: Language) -> Vec<String> {
    let points = findings.lines.iter().flat_map(|line| &line.points);
    let occurring: BTreeSet<Mark> = points.flat_map(|point| marks(point, findings)).collect();
    let least = findings.min_cell;
    let said = |mark: Mark| match (mark, language) {
        (Mark::Few, Language::Nl) => format!(
            "<{least}: wel iemand, maar minder dan {least} mensen; bij Negatief die er slecht over spreken."
        ),
        (Mark::Few, Language::En) => format!(
            "<{least}: someone, but fewer than {least} people; under Negative those who speak badly of it."
        ),
        (Mark::Withheld, _) => withheld_key(language).to_owned(),
        (Mark::Absent, Language::Nl) => format!(
            "{}: minder dan {least} mensen schreven of antwoordden, of het zou van zo weinig iets verraden.",
            number::ABSENT
        ),
        (Mark::Absent, Language::En) => format!(
            "{}: fewer than {least} people wrote or answered, or it would tell of so few.",
            number::ABSENT
        ),
    };
    let is_count_hidden = occurring.contains(&Mark::Few) || occurring.contains(&Mark::Withheld);
    let longer = (is_count_hidden && findings.every != Pace::Quarter).then(|| {
        either(
            language,
            "Langere perioden (--every quarter) geven meer getallen.",
            "Longer periods (--every quarter) give more numbers.",
        )
        .to_owned()
    });
    occurring.into_iter().map(said).chain(longer).collect()
}

fn subject(line: &Line, findings: &SeriesFindings, language: Language) -> String {
    let about = match line.topic.and_then(|at| findings.topics.get(at)) {
        Some(name) => topic(name, language).to_owned(),
        None => either(language, "Alles", "Everything").to_owned(),
    };
    match line.segment.and_then(|at| findings.segments.get(at)) {
        Some(segment) => format!("{}: {about}", value_name(segment, language)),
        None => about,
    }
}

fn period_word(every: Pace, language: Language) -> &'static str {
    match every {
        Pace::Day => either(language, "Dag", "Day"),
        Pace::Week => either(language, "Week", "Week"),
        Pace::Month => either(language, "Maand", "Month"),
        Pace::Quarter => either(language, "Kwartaal", "Quarter"),
    }
}

fn cautions(findings: &SeriesFindings, language: Language) -> Vec<String> {
    let coverage = number::setting(findings.level.get(), language);
    let mut cautions = vec![match language {
        Language::Nl => format!(
            "Negatief: aandeel van wie schreef. {coverage}-intervallen, per periode. Een lege periode wordt niet ingevuld."
        ),
        Language::En => format!(
            "Negative: share of those who wrote. {coverage} intervals, each of one period. An empty period is not filled in."
        ),
    }];
    cautions.extend(key(findings, language));
    for day in &findings.changes {
        cautions.push(match language {
            Language::Nl => format!(
                "Uitkomsten voor en vanaf {day} zijn niet te vergelijken: de reeks breekt daar."
            ),
            Language::En => format!(
                "Outcomes before and from {day} cannot be compared: the series breaks there."
            ),
        });
    }
    if findings.n_undated > 0 {
        let n = findings.n_undated;
        cautions.push(match language {
            Language::Nl => format!("{n} respondenten zonder datum tellen niet mee."),
            Language::En => format!("{n} respondents without a date are not counted."),
        });
    }
    if findings.n_small_segments > 0 {
        let n = findings.n_small_segments;
        cautions.push(match language {
            Language::Nl => format!(
                "{n} waarden zijn weggelaten: te weinig mensen, of niet bij de veertig grootste."
            ),
            Language::En => {
                format!("{n} values are left out: too few people, or not among the forty largest.")
            }
        });
    }
    cautions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ScaleKind, ScoreName};
    use crate::signals::series::{Crowd, PointPeople};
    use crate::units::{Interval, Probability};
    use jiff::civil::date;

    /// A period in which so many wrote, with neither share nor polarity.
    fn point(n: u64) -> Point {
        Point {
            from: date(2025, 1, 1),
            to: date(2025, 1, 31),
            epoch: 0,
            n,
            n_written: n,
            volume: Some(n),
            share_negative: None,
            polarity: None,
            n_scored: None,
            outcome: None,
            few_speak: false,
            few_speak_badly: false,
            people: PointPeople {
                written: Crowd {
                    n: usize::try_from(n).unwrap(),
                    all_gave: None,
                },
                ..PointPeople::default()
            },
        }
    }

    fn findings(points: Vec<Point>) -> SeriesFindings {
        SeriesFindings {
            project: "p".to_owned(),
            every: Pace::Month,
            outcome: None,
            best: None,
            changes: Vec::new(),
            by: None,
            segments: Vec::new(),
            n_small_segments: 0,
            topics: Vec::new(),
            level: Probability::saturating(0.95),
            min_cell: 10,
            n_undated: 0,
            lines: vec![Line {
                segment: None,
                topic: None,
                points,
            }],
        }
    }

    #[test]
    fn without_an_outcome_there_is_no_column_for_it_and_few_are_called_few() {
        let mut found = findings(vec![point(40)]);
        let widths = |found: &SeriesFindings| {
            let table = section(&found.lines[0], found, Language::En).grid;
            (table.header.len(), table.rows[0].cells.len())
        };
        assert_eq!(widths(&found), (5, 5));
        found.outcome = Some((ScoreName::new("nps"), ScaleKind::Nps));
        assert_eq!(widths(&found), (6, 6));

        let point = &mut found.lines[0].points[0];
        (point.volume, point.few_speak) = (None, true);
        let cells = row(&found.lines[0].points[0], &found, Language::En);
        assert_eq!(cells[2..4], ["<10", "x"]);
        for (language, said) in [
            (Language::Nl, "minder dan 10 mensen"),
            (Language::En, "fewer than 10 people"),
        ] {
            let cautions = cautions(&found, language);
            assert!(
                cautions.iter().any(|one| one.contains(said)),
                "{cautions:?}"
            );
        }
    }

    #[test]
    fn every_mark_that_stands_in_a_table_is_explained_below_it_and_no_other() {
        let share = Interval::new(0.3, 0.2, 0.4, Probability::saturating(0.95));
        let told = Point {
            share_negative: Some(share.unwrap()),
            ..point(40)
        };
        let mut found = findings(vec![told]);
        let begins = |found: &SeriesFindings| -> Vec<&str> {
            let said = key(found, Language::Nl);
            let marks = ["<10:", "x:", "–:"].into_iter();
            marks
                .filter(|mark| said.iter().any(|line| line.starts_with(mark)))
                .collect()
        };
        // The polarity is not told.
        assert_eq!(begins(&found), ["–:"]);
        let point_told = &mut found.lines[0].points[0];
        (point_told.polarity, point_told.share_negative) = (Some(0.1), None);
        assert_eq!(begins(&found), ["x:"], "the share of those who wrote");
        found.lines[0].points[0].few_speak_badly = true;
        assert_eq!(begins(&found), ["<10:"]);
        found.lines[0].points = vec![point(9)];
        assert_eq!(begins(&found), ["–:"], "few wrote");
        found.lines[0].points = vec![point(0)];
        assert!(begins(&found).is_empty(), "nobody is said in words");
    }
}

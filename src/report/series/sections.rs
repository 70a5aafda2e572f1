use crate::findings::SeriesFindings;
use crate::report::section::{Section, listing};
use crate::report::words::{either, mirrored, topic, value_name};
use crate::report::{Language, number};
use crate::signals::Pace;
use crate::signals::series::{Line, Point};

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
    let few = |is_few: bool| {
        if is_few {
            format!("<{}", findings.min_cell)
        } else {
            absent()
        }
    };
    let count = |n: u64| number::count(n, language);
    vec![
        period,
        count(point.n),
        point.volume.map_or_else(|| few(point.few_speak), count),
        point.share_negative.map_or_else(
            || few(point.few_speak_badly),
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
            "Negatief: aandeel van wie schreef. {coverage}-intervallen, per periode. Wat niet gegeven is heeft te weinig mensen, of zou van zo weinig verraden; een lege periode wordt niet ingevuld."
        ),
        Language::En => format!(
            "Negative: share of those who wrote. {coverage} intervals, each of one period. What is not given has too few people, or would tell of so few; an empty period is not filled in."
        ),
    }];
    let is_few = |point: &Point| point.few_speak || point.few_speak_badly;
    if (findings.lines.iter()).any(|line| line.points.iter().any(is_few)) {
        let least = findings.min_cell;
        let mut few = match language {
            Language::Nl => format!(
                "<{least}: wel iemand, maar minder dan {least} mensen; bij Negatief die er slecht over spreken."
            ),
            Language::En => format!(
                "<{least}: someone, but fewer than {least} people; under Negative those who speak badly of it."
            ),
        };
        if findings.every != Pace::Quarter {
            few.push_str(either(
                language,
                " Langere perioden (--every quarter) geven meer getallen.",
                " Longer periods (--every quarter) give more numbers.",
            ));
        }
        cautions.push(few);
    }
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
    use crate::signals::series::PointPeople;
    use crate::units::Probability;
    use jiff::civil::date;

    #[test]
    fn without_an_outcome_there_is_no_column_for_it_and_few_are_called_few() {
        let point = Point {
            from: date(2025, 1, 1),
            to: date(2025, 1, 31),
            epoch: 0,
            n: 40,
            n_written: 40,
            volume: Some(40),
            share_negative: None,
            polarity: None,
            n_scored: None,
            outcome: None,
            few_speak: false,
            few_speak_badly: false,
            people: PointPeople::default(),
        };
        let mut found = SeriesFindings {
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
                points: vec![point],
            }],
        };
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
        assert_eq!(cells[2..4], ["<10", number::ABSENT]);
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
}

use crate::drivers::{
    AsymmetryClass, ColumnSplit, Estimate, Part, Quadrant, Unclassified, Verdict,
};
use crate::report::section::Section;
use crate::report::study::words::p_said;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{Aside, Study};
use crate::units::{Interval, as_u64};

/// What a study says beside its drivers, one section per part that is there.
pub(super) fn further(study: &Study, language: Language) -> Vec<Section> {
    [
        mentions(study, language),
        map(study, language),
        asymmetry(study, language),
        clusters(study, language),
        confounding(study, language),
        halo(study, language),
        confirmation(study, language),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A section that says why its part cannot be computed, or one that shows it.
fn shown<T>(
    aside: &Aside<T>,
    title: &str,
    language: Language,
    show: impl FnOnce(&T, &mut Section),
) -> Option<Section> {
    let mut section = Section::titled(title);
    match aside {
        Aside::Absent => return None,
        Aside::Computed(found) => show(found, &mut section),
        Aside::Impossible(error) => section.lead.push(format!(
            "{}: {error}.",
            either(language, "Niet te berekenen", "Cannot be computed")
        )),
    }
    Some(section)
}

fn interval(interval: Option<Interval>, language: Language) -> String {
    interval.map_or(number::ABSENT.to_owned(), |interval| {
        number::signed_interval(&interval, language)
    })
}

fn estimate(estimate: Option<Estimate>, language: Language) -> String {
    match estimate {
        None => number::ABSENT.to_owned(),
        Some(one) => one.doubt.map_or_else(
            || number::significant(one.value, 3, language),
            |doubt| number::signed_interval(&doubt.interval, language),
        ),
    }
}

fn header(language: Language, names: &[(&str, &str)]) -> Vec<String> {
    names
        .iter()
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .collect()
}

fn mentions(study: &Study, language: Language) -> Option<Section> {
    let title = either(
        language,
        "Drie manieren om het te zeggen",
        "Three ways to say it",
    );
    shown(
        &study.further.mentions,
        title,
        language,
        |found, section| {
            section.grid.header = header(
                language,
                &[
                    ("factor", "driver"),
                    ("aandeel", "mentioned by"),
                    ("kale impact", "unadjusted impact"),
                    ("bijdrage", "contribution"),
                    ("als niemand het noemde", "if nobody mentioned it"),
                ],
            );
            for (driver, one) in study.drivers.iter().zip(found) {
                let of_impact = |impact: crate::drivers::Impact| {
                    impact.doubt.map_or_else(
                        || number::significant(impact.value, 3, language),
                        |doubt| number::signed_interval(&doubt.interval, language),
                    )
                };
                section.push(vec![
                    driver.name.clone(),
                    one.unadjusted.map_or(number::ABSENT.to_owned(), |impact| {
                        number::percentage(impact.share, language)
                    }),
                    one.unadjusted.map_or(number::ABSENT.to_owned(), of_impact),
                    one.contribution_interval.map_or_else(
                        || number::significant(one.contribution, 3, language),
                        |interval| number::signed_interval(&interval, language),
                    ),
                    one.what_if
                        .as_ref()
                        .map_or(number::ABSENT.to_owned(), |what_if| {
                            what_if.interval.map_or_else(
                                || number::significant(what_if.difference, 3, language),
                                |interval| number::signed_interval(&interval, language),
                            )
                        }),
                ]);
            }
            section.notes.push(either(
            language,
            "Kale impact: gemiddelde min gemiddelde van wie het niet noemt; beschrijvend, telt mee wat ermee samengaat. Bijdrage: coëfficiënt maal aandeel, naast de andere factoren. De laatste kolom alleen als het verband oorzakelijk is.",
            "Unadjusted impact: mean minus mean of who does not mention it; descriptive, it counts what comes along. Contribution: coefficient times share, beside the other drivers. The last column only if the link is causal.",
        ).to_owned());
        },
    )
}

fn map(study: &Study, language: Language) -> Option<Section> {
    let title = either(
        language,
        "Belang en prestatie",
        "Importance and performance",
    );
    shown(&study.further.map, title, language, |found, section| {
        section.grid.header = header(
            language,
            &[
                ("factor", "driver"),
                ("belang", "importance"),
                ("prestatie (0–100)", "performance (0–100)"),
                ("veld", "field"),
            ],
        );
        let mut points: Vec<_> = found.points.iter().collect();
        points.sort_by(|a, b| b.importance.total_cmp(&a.importance));
        for point in points {
            let shown = |value: f64, interval: Option<Interval>| {
                interval.map_or_else(
                    || number::significant(value, 3, language),
                    |interval| number::interval(&interval, language),
                )
            };
            section.push(vec![
                point.name.clone(),
                shown(point.importance, point.importance_interval),
                shown(point.performance, point.performance_interval),
                quadrant(point.quadrant, language).to_owned(),
            ]);
        }
        let lines = (
            number::significant(found.importance_cut, 2, language),
            number::significant(found.performance_cut, 3, language),
        );
        section.notes.push(match language {
            Language::Nl => format!("Belang: punten op de uitkomst (0–100) bij één punt prestatie meer, als het verband oorzakelijk is. Lijnen: de gemiddelden, {} en {}. Een kwadrant staat er alleen als beide intervallen aan één kant van de lijn liggen.", lines.0, lines.1),
            Language::En => format!("Importance: points of the outcome (0–100) for one point of performance more, if the link is causal. Lines: the means, {} and {}. A field is named only where both intervals lie on one side of the line.", lines.0, lines.1),
        });
    })
}

fn quadrant(quadrant: Quadrant, language: Language) -> &'static str {
    match quadrant {
        Quadrant::ConcentrateHere => either(language, "hier aan werken", "concentrate here"),
        Quadrant::KeepUp => either(language, "vasthouden", "keep up"),
        Quadrant::LowPriority => either(language, "lage prioriteit", "low priority"),
        Quadrant::PossibleOverkill => either(language, "mogelijk te veel", "possible overkill"),
        Quadrant::Unclear => either(language, "niet te zeggen", "cannot tell"),
    }
}

fn asymmetry(study: &Study, language: Language) -> Option<Section> {
    let title = either(language, "Straf en beloning", "Penalty and reward");
    shown(
        &study.further.asymmetry,
        title,
        language,
        |found, section| {
            section.grid.header = header(
                language,
                &[
                    ("factor", "driver"),
                    ("straf", "penalty"),
                    ("beloning", "reward"),
                    ("asymmetrie", "asymmetry"),
                    ("soort", "kind"),
                ],
            );
            for one in found {
                section.push(vec![
                    one.name.clone(),
                    estimate(one.found.penalty, language),
                    estimate(one.found.reward, language),
                    one.found.asymmetry_interval.map_or_else(
                        || number::ABSENT.to_owned(),
                        |interval| number::signed_interval(&interval, language),
                    ),
                    class(&one.found.class, language).to_owned(),
                ]);
            }
            if let Some(one) = found.first() {
                let (low, high) = (
                    number::plain(one.low, language),
                    number::plain(one.high, language),
                );
                section.notes.push(match language {
                Language::Nl => format!("Slecht: {low} en slechter; goed: {high} en beter; daartussen is de vergelijking. Asymmetrie van −1 (alleen straf) tot 1 (alleen beloning). De grenzen bepalen de soort evenzeer als de data."),
                Language::En => format!("Bad: {low} and worse; good: {high} and better; what lies between is compared to. Asymmetry from −1 (penalty only) to 1 (reward only). The cuts decide the kind as much as the data do."),
            });
            }
        },
    )
}

fn class(class: &AsymmetryClass, language: Language) -> &'static str {
    match class {
        AsymmetryClass::Basic => either(language, "basisfactor", "basic"),
        AsymmetryClass::Performance => either(language, "prestatiefactor", "performance"),
        AsymmetryClass::Excitement => either(language, "verrassingsfactor", "excitement"),
        AsymmetryClass::Unclassified(reason) => match reason {
            Unclassified::LeftOut { .. } => either(
                language,
                "niet te zeggen: weggelaten",
                "cannot tell: left out",
            ),
            Unclassified::TooFewMentions { .. } => either(
                language,
                "niet te zeggen: te weinig slechte of goede",
                "cannot tell: too few bad or good ones",
            ),
            Unclassified::NoPenalty => either(
                language,
                "niet te zeggen: slecht kost niets",
                "cannot tell: bad costs nothing",
            ),
            Unclassified::NoReward => either(
                language,
                "niet te zeggen: goed brengt niets",
                "cannot tell: good brings nothing",
            ),
            Unclassified::NoReplicates => either(
                language,
                "niet te zeggen: geen replicaties",
                "cannot tell: no replicates",
            ),
            Unclassified::NoRange => either(
                language,
                "niet te zeggen: geen verschil",
                "cannot tell: no difference",
            ),
            Unclassified::CrossesBand => either(language, "niet te zeggen", "cannot tell"),
        },
    }
}

fn clusters(study: &Study, language: Language) -> Option<Section> {
    let title = either(
        language,
        "Binnen en tussen clusters",
        "Within and between clusters",
    );
    shown(
        &study.further.clusters,
        title,
        language,
        |found, section| {
            let sizes = &found.intraclass.sizes;
            let n = number::count(as_u64(sizes.n_clusters), language);
            let median = number::plain(sizes.median, language);
            let icc = number::interval(&found.intraclass.by_likelihood, language);
            section.lead.push(match language {
            Language::Nl => format!("{n} clusters, doorgaans {median} regels. Intraclasscorrelatie {icc}: het deel van de verschillen dat tussen clusters ligt."),
            Language::En => format!("{n} clusters of typically {median} rows. Intraclass correlation {icc}: the part of the differences that lies between clusters."),
        });
            match &found.within_between {
                Aside::Absent => {}
                Aside::Impossible(error) => section.lead.push(format!(
                    "{}: {error}.",
                    either(
                        language,
                        "Binnen en tussen niet te scheiden",
                        "Within and between cannot be told apart"
                    )
                )),
                Aside::Computed(split) => {
                    section.grid.header = header(
                        language,
                        &[
                            ("factor", "driver"),
                            ("binnen clusters", "within clusters"),
                            ("tussen clusters", "between clusters"),
                            ("verschil", "difference"),
                        ],
                    );
                    for (name, column) in study.column_names.iter().zip(&split.columns) {
                        section.push(split_row(name, column, language));
                    }
                    if let Some(test) = &split.difference_of_drivers {
                        let p = p_said(test.p_value.get(), language);
                        section.notes.push(match language {
                        Language::Nl => format!("Toets of binnen en tussen gelijk zijn: {p}. Verschillen ze, dan zegt een cluster (medewerker, vestiging) iets dat de factor niet zegt."),
                        Language::En => format!("Test that within and between are equal: {p}. Where they differ, a cluster (agent, branch) says something that the driver does not."),
                    });
                    }
                }
            }
        },
    )
}

fn split_row(name: &str, column: &ColumnSplit, language: Language) -> Vec<String> {
    let part = |part: &Part| match part {
        Part::Invariant => either(language, "varieert niet", "does not vary").to_owned(),
        Part::Determined => either(language, "ligt vast", "determined").to_owned(),
        Part::Estimated(one) => estimate(Some(*one), language),
    };
    vec![
        name.to_owned(),
        part(&column.within),
        part(&column.between),
        estimate(column.difference, language),
    ]
}

fn confounding(study: &Study, language: Language) -> Option<Section> {
    let title = either(
        language,
        "Met en zonder controles",
        "With and without controls",
    );
    shown(
        &study.further.confounding,
        title,
        language,
        |found, section| {
            section.grid.header = header(
                language,
                &[
                    ("factor", "driver"),
                    ("met", "with"),
                    ("zonder", "without"),
                    ("verandering", "change"),
                ],
            );
            for column in &found.columns {
                let name = study.column_names.get(column.column);
                section.push(vec![
                    name.cloned().unwrap_or_default(),
                    estimate(column.with_controls, language),
                    estimate(column.without_controls, language),
                    interval(
                        column.change.as_ref().map(|change| change.interval),
                        language,
                    ),
                ]);
            }
            section.notes.push(either(
            language,
            "Een grote verandering zegt dat de factor samenging met de controles. Een controle die zelf een gevolg van de factor is, haalt te veel weg.",
            "A large change says that the driver went along with the controls. A control that is itself an effect of the driver takes away too much.",
        ).to_owned());
        },
    )
}

fn halo(study: &Study, language: Language) -> Option<Section> {
    let title = either(language, "Eén algemene indruk?", "One overall impression?");
    shown(&study.further.halo, title, language, |found, section| {
        let share = number::percentage(found.first_share.estimate, language);
        section.lead.push(match language {
            Language::Nl => format!("Eén gemeenschappelijke richting draagt {share} van de verschillen in de factoren. Hieronder wat overblijft van een factor naast het gemiddelde van de andere."),
            Language::En => format!("One common direction carries {share} of the differences among drivers. Below, what remains of a driver beside the mean of the others."),
        });
        section.grid.header = header(
            language,
            &[
                ("factor", "driver"),
                ("alleen", "alone"),
                ("naast het gemiddelde", "beside the mean"),
                ("naast alle", "beside all"),
            ],
        );
        for column in &found.columns {
            let name = study.column_names.get(column.column);
            section.push(vec![
                name.cloned().unwrap_or_default(),
                interval(Some(column.alone), language),
                interval(column.beside_mean, language),
                interval(Some(column.beside_all), language),
            ]);
        }
        section.notes.push(either(
            language,
            "Een gevoeligheidstoets, geen correctie: waar factoren echt samengaan, neemt het gemiddelde te veel weg.",
            "A check of sensitivity, not a correction: where drivers truly go together, the mean takes away too much.",
        ).to_owned());
    })
}

fn confirmation(study: &Study, language: Language) -> Option<Section> {
    let title = either(language, "Gevonden en bevestigd", "Found and confirmed");
    shown(
        &study.further.confirmation,
        title,
        language,
        |found, section| {
            section.grid.header = header(
                language,
                &[
                    ("factor", "driver"),
                    ("eerste deel", "first part"),
                    ("tweede deel", "second part"),
                    ("oordeel", "verdict"),
                ],
            );
            for column in &found.columns {
                let name = study.column_names.get(column.column);
                section.push(vec![
                    name.cloned().unwrap_or_default(),
                    estimate(column.first, language),
                    estimate(column.second, language),
                    verdict(column.verdict, language).to_owned(),
                ]);
            }
            section.notes.push(either(
            language,
            "Het eerste deel zoekt, het tweede toetst wat gevonden is. Wat in het eerste deel opvalt, is daar doorgaans te groot.",
            "The first part searches, the second tests what was found. What stands out in the first part is usually too large there.",
        ).to_owned());
        },
    )
}

fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::NotFound => either(language, "niet gevonden", "not found"),
        Verdict::Confirmed => either(language, "bevestigd", "confirmed"),
        Verdict::NotConfirmed => either(language, "niet bevestigd", "not confirmed"),
        Verdict::Reversed => either(language, "omgekeerd", "reversed"),
        Verdict::Untestable => either(language, "niet te toetsen", "cannot be tested"),
    }
}

use super::by_chance::by_chance_text;
use super::composites::composites;
use super::figure;
use super::left_out::LeftOut;
use super::words::{self, either};
use crate::record::Scale;
use crate::report::section::Section;
use crate::report::words::suppressed;
use crate::report::{Language, number};
use crate::service_levels::experience::{
    Account, Baseline, Caveat, Experience, Judged, Representation, ResponseRate, Row, Value,
    Verdict,
};
use crate::units::as_u64;

/// All that is told of a survey: its figures, and what they are worth.
#[derive(Debug, Clone, Copy)]
pub struct Survey<'a> {
    /// The file.
    pub file: &'a str,
    /// The figures.
    pub experience: &'a Experience,
    /// How many responded, where the table says who was invited.
    pub response: Option<&'a ResponseRate>,
    /// Whether those who responded are like those who were invited.
    pub representations: &'a [Representation],
    /// The baseline that figures were set beside.
    pub baseline: Option<&'a Baseline>,
    /// Rows that could not be read.
    pub n_rejected: usize,
    /// Promises that these figures cannot be held against.
    pub left_out: &'a [LeftOut],
}

/// Experience against its targets, for people on a terminal.
pub fn xla_text(survey: &Survey<'_>, language: Language) -> String {
    let mut sections = vec![head(survey, language)];
    sections.extend(figures(survey.experience, language));
    if !survey.experience.composites.is_empty() {
        sections.push(composites(survey.experience, language));
    }
    if let Some(response) = survey.response {
        sections.push(responded(response, language));
    }
    sections.extend(
        survey
            .representations
            .iter()
            .map(|one| represented(one, language)),
    );
    let texts: Vec<String> = sections.iter().map(Section::text).collect();
    texts.join("\n")
}

fn head(survey: &Survey<'_>, language: Language) -> Section {
    let mut section = Section::default();
    let Experience {
        account,
        n_undated,
        targets,
        broken,
        level,
        min_n,
        ..
    } = survey.experience;
    let n = |n: usize| number::count(as_u64(n), language);
    let (counted, read) = (n(account.n_counted), n(account.n_read));
    let file = survey.file;
    section.lead.push(match language {
        Language::Nl => format!("{file}: {counted} van {read} gelezen regels tellen mee."),
        Language::En => format!("{file}: {counted} of {read} rows that were read count."),
    });
    section.lead.extend(account_lines(
        account,
        *n_undated,
        survey.n_rejected,
        language,
    ));
    if targets.is_empty() {
        section.lead.push(
            either(
                language,
                "Er is geen XLA afgesproken: hieronder staan cijfers, geen oordelen.",
                "No XLA is defined: below are figures, no verdicts.",
            )
            .to_owned(),
        );
    } else {
        let n_judged = n_judged(survey.experience);
        let chance = by_chance_text(n_judged, *level, language);
        let level = number::setting(level.get(), language);
        let (min_n, n_judged) = (n(*min_n), n(n_judged));
        section.lead.push(match language {
            Language::Nl => format!("Een oordeel rust op het hele interval van {level} en op minstens {min_n} antwoorden. Er zijn er {n_judged}."),
            Language::En => format!("A verdict rests on the whole interval of {level} and on at least {min_n} answers. There are {n_judged}."),
        });
        section.lead.extend(chance);
    }
    for id in broken {
        section.lead.push(match language {
            Language::Nl => format!("LET OP: de schaal van {id} is veranderd. De reeks breekt; cijfers van voor en na zijn niet te vergelijken en niet omgerekend."),
            Language::En => format!("ATTENTION: the scale of {id} changed. The series breaks; figures before and after cannot be compared and are not rescaled."),
        });
    }
    for one in survey.left_out {
        let (target, why) = (&one.target, one.why.text(language));
        section.lead.push(match language {
            Language::Nl => format!("Niet beoordeeld: {target} ({why})."),
            Language::En => format!("Not judged: {target} ({why})."),
        });
    }
    if let Some(baseline) = survey.baseline {
        let day = baseline.frozen_on;
        section.lead.push(match language {
            Language::Nl => format!("Verschil: met de nulmeting die op {day} is vastgezet."),
            Language::En => format!("Change: since the baseline frozen on {day}."),
        });
    }
    section
}

/// Verdicts on figures and composites, those that could be given.
pub(super) fn n_judged(experience: &Experience) -> usize {
    let of_rows = experience.rows.iter().flat_map(|row| &row.judged);
    let of_composites = experience.composites.iter().flat_map(|row| &row.judged);
    of_rows
        .chain(of_composites)
        .filter(|judged| judged.verdict != Verdict::Suppressed)
        .count()
}

fn account_lines(
    account: &Account,
    n_undated: usize,
    n_rejected: usize,
    language: Language,
) -> Vec<String> {
    let lines = [
        (
            n_rejected,
            "onleesbaar, overgeslagen",
            "could not be read, left out",
        ),
        (account.n_unanswered, "zonder antwoord", "without an answer"),
        (
            account.n_repeated,
            "met een id dat al voorkwam, overgeslagen",
            "with an id seen before, left out",
        ),
        (
            account.n_further,
            "verdere antwoorden over hetzelfde contact, niet geteld",
            "further answers about the same contact, not counted",
        ),
        (
            account.n_late,
            "te laat na het contact",
            "too late after the contact",
        ),
        (
            account.n_before_contact,
            "van voor het einde van het contact, overgeslagen",
            "dated before the end of the contact, left out",
        ),
        (
            account.n_without_contact,
            "zonder contact of ticket, geteld",
            "without contact or ticket, counted",
        ),
        (
            account.n_partial,
            "niet helemaal ingevuld, geteld",
            "not answered to the end, counted",
        ),
        (
            n_undated,
            "zonder tijd, dus in geen periode",
            "without a time, hence in no period",
        ),
    ];
    lines
        .into_iter()
        .filter(|(n, _, _)| *n > 0)
        .map(|(n, nl, en)| {
            let n = number::count(as_u64(n), language);
            format!("- {n} {}", either(language, nl, en))
        })
        .collect()
}

/// One table per question and measure, in the order in which they first occur.
fn figures(experience: &Experience, language: Language) -> Vec<Section> {
    let mut tables: Vec<(&Row, Vec<&Row>)> = Vec::new();
    for row in &experience.rows {
        let same = |first: &Row| {
            first.indicator == row.indicator
                && first.measure == row.measure
                && first.scale == row.scale
        };
        match tables.iter_mut().find(|(first, _)| same(first)) {
            Some((_, rows)) => rows.push(row),
            None => tables.push((row, vec![row])),
        }
    }
    tables
        .into_iter()
        .map(|(first, rows)| table(first, &rows, experience, language))
        .collect()
}

fn table(first: &Row, rows: &[&Row], experience: &Experience, language: Language) -> Section {
    let scale = |scale: &Scale| format!(" ({})", words::scale(scale, language));
    let mut section = Section::titled(&format!(
        "{}: {}{}",
        first.indicator,
        words::measure(
            first.measure,
            first.scale.map(|scale| scale.kind()),
            language
        ),
        first.scale.as_ref().map(scale).unwrap_or_default(),
    ));
    let has_verdict = rows.iter().any(|row| !row.judged.is_empty());
    let has_change = rows.iter().any(|row| row.change.is_some());
    let group = either(language, "groep", "group");
    let group = [group]
        .into_iter()
        .chain(experience.by.iter().map(AsRef::as_ref))
        .collect::<Vec<_>>()
        .join(" · ");
    let mut header = vec![group, either(language, "cijfer", "figure").to_owned()];
    header.push("n".to_owned());
    if has_verdict {
        header.push(either(language, "doel", "target").to_owned());
        header.push(either(language, "oordeel", "verdict").to_owned());
        header.push(either(language, "impact", "impact").to_owned());
    }
    if has_change {
        header.push(either(language, "verschil", "change").to_owned());
    }
    section.grid.header = header;
    for row in rows {
        section.push(cells(row, has_verdict, has_change, language));
        for judged in row.judged.iter().skip(1) {
            let mut cells = vec![judged.target.to_string(), String::new(), String::new()];
            cells.extend(judged_cells(row, Some(judged), language));
            section.push_part(cells);
        }
    }
    section.notes.extend(notes(rows, language));
    section
}

fn cells(row: &Row, has_verdict: bool, has_change: bool, language: Language) -> Vec<String> {
    let name = words::stratum(&row.stratum, language);
    let estimate = row.value.estimate();
    let mut cells = vec![name];
    if let Some(estimate) = estimate {
        cells.push(figure::interval(row.measure, &estimate.interval, language));
        cells.push(number::count(as_u64(estimate.n), language));
    } else if let Value::Withheld { reason, n } = &row.value {
        cells.push(suppressed(*reason, language).to_owned());
        cells.push(n.map_or_else(
            || number::ABSENT.to_owned(),
            |n| number::count(as_u64(n), language),
        ));
    }
    if has_verdict {
        cells.extend(judged_cells(row, row.judged.first(), language));
    }
    if has_change {
        cells.push(row.change.map_or(number::ABSENT.to_owned(), |change| {
            figure::change(row.measure, &change.difference, language)
        }));
    }
    cells
}

fn judged_cells(row: &Row, judged: Option<&Judged>, language: Language) -> [String; 3] {
    let Some(judged) = judged else {
        return [number::ABSENT, number::ABSENT, number::ABSENT].map(str::to_owned);
    };
    let impact = judged.impact.map_or(number::ABSENT.to_owned(), |impact| {
        number::signed(impact.value, 1, language)
    });
    [
        format!(
            "{} {}",
            words::direction(judged.direction),
            figure::value(row.measure, judged.value, language)
        ),
        words::verdict(judged.verdict, language).to_owned(),
        impact,
    ]
}

fn notes(rows: &[&Row], language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    let all = [
        Caveat::FewAnswers,
        Caveat::NoSpread,
        Caveat::UnequalWeights,
        Caveat::ScaleChanged,
        Caveat::NotCorrected,
        Caveat::ChecksOfNoUse,
    ];
    for caveat in all {
        let n = rows.iter().filter(|row| row.caveats.contains(&caveat));
        let n = n.count();
        if n > 0 {
            let n = number::count(as_u64(n), language);
            let groups = either(language, "groep(en)", "group(s)");
            notes.push(format!(
                "{n} {groups}: {}.",
                words::caveat(caveat, language)
            ));
        }
    }
    for row in rows {
        let name = words::stratum(&row.stratum, language);
        match &row.value {
            Value::Minutes(minutes) => {
                let cut = number::plain(minutes.cut_min, language);
                let longest = number::plain(minutes.longest_min, language);
                notes.push(match language {
                    Language::Nl => format!(
                        "{name}: afgekapt op {cut} min (99%), langste opgave {longest} min."
                    ),
                    Language::En => {
                        format!("{name}: cut at {cut} min (99%), longest as given {longest} min.")
                    }
                });
            }
            Value::Tone(index) => {
                let read = number::fixed(index.as_read, 1, language);
                if let Some(f1) = index.macro_f1 {
                    let f1 = number::fixed(f1, 2, language);
                    let n = number::count(as_u64(index.n_checked), language);
                    notes.push(match language {
                        Language::Nl => format!("{name}: zoals gelezen {read}; gecorrigeerd met {n} gecontroleerde teksten, macro-F1 {f1}."),
                        Language::En => format!("{name}: as read {read}; corrected with {n} checked texts, macro F1 {f1}."),
                    });
                }
            }
            Value::Shown(_) | Value::Withheld { .. } => {}
        }
    }
    if rows
        .iter()
        .any(|row| row.judged.iter().any(|one| one.impact.is_some()))
    {
        notes.push(
            either(
                language,
                "Impact: antwoorden maal de afstand tot het doel, in de eenheid van het cijfer (bij een aandeel: goede antwoorden te veel of te weinig); positief aan de goede kant, dus cijfer − doel bij ≥ en doel − cijfer bij ≤.",
                "Impact: answers times the distance to the target, in the unit of the figure (for a share: good answers too many or too few); positive on the good side, so figure − target for ≥ and target − figure for ≤.",
            )
            .to_owned(),
        );
    }
    notes
}

fn responded(rate: &ResponseRate, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Respons", "Response"));
    let n = |n: usize| number::count(as_u64(n), language);
    let share = |interval: Option<crate::units::Interval>| {
        interval.map_or(number::ABSENT.to_owned(), |interval| {
            figure::share(&interval, language)
        })
    };
    let (complete, either_way) = (share(rate.complete), share(rate.complete_or_partial));
    let delivered = n(rate.n_delivered);
    section.lead.push(match language {
        Language::Nl => format!("Volledig (RR1) {complete}, volledig of gedeeltelijk (RR2) {either_way}, van {delivered} aangekomen uitnodigingen."),
        Language::En => format!("Complete (RR1) {complete}, complete or partial (RR2) {either_way}, of {delivered} delivered invitations."),
    });
    let (bounced, out, held) = (n(rate.n_bounced), n(rate.n_opted_out), n(rate.n_held_back));
    section.lead.push(match language {
        Language::Nl => format!(
            "Niet meegeteld: {bounced} teruggekomen, {out} afgemeld, {held} achtergehouden."
        ),
        Language::En => format!("Left out: {bounced} bounced, {out} opted out, {held} held back."),
    });
    section
}

fn represented(one: &Representation, language: Language) -> Section {
    let title = match language {
        Language::Nl => format!("Wie antwoordt, naar {}", one.key),
        Language::En => format!("Who responds, by {}", one.key),
    };
    let mut section = Section::titled(&title);
    section.grid.header = [
        &*one.key,
        either(language, "uitgenodigd", "invited"),
        either(language, "geantwoord", "responded"),
        either(language, "verschil in sd", "difference in sd"),
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    for shift in &one.shifts {
        let flag = either(language, "wijkt af", "differs");
        section.push(vec![
            shift.value.to_string(),
            number::percentage(shift.invited, language),
            match (shift.responded, shift.hidden) {
                (Some(share), _) => number::percentage(share, language),
                (None, Some(reason)) => suppressed(reason, language).to_owned(),
                (None, None) => number::ABSENT.to_owned(),
            },
            shift
                .standardised
                .map_or(number::ABSENT.to_owned(), |size| {
                    number::signed(size, 2, language)
                }),
            if shift.is_flagged { flag } else { "" }.to_owned(),
        ]);
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::experience::fixture::experience;
    use crate::report::experience::{xla_csv, xla_json};

    fn survey(experience: &Experience) -> Survey<'_> {
        Survey {
            file: "answers.csv",
            experience,
            response: None,
            representations: &[],
            baseline: None,
            n_rejected: 2,
            left_out: &[],
        }
    }

    #[test]
    fn verdicts_stand_beside_figure_interval_and_n() {
        let experience = experience();
        let text = xla_text(&survey(&experience), Language::En);
        for part in [
            "answers.csv: 66 of 66 rows that were read count.",
            "- 2 could not be read, left out",
            "csat: share satisfied (scale 1 to 5, 5 is best)",
            "65.0% [52.4 to 75.8]",
            "≥ 80%",
            "not met",
            "−9.0",
            "customers · mail",
            "suppressed: too few",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let text = xla_text(&survey(&experience), Language::Nl);
        for part in ["65,0% [52,4 tot 75,8]", "niet gehaald", "klanten · phone"] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn machines_get_exact_numbers_and_nothing_of_a_handful() {
        let experience = experience();
        let json: serde_json::Value =
            serde_json::from_str(&xla_json(&survey(&experience))).unwrap();
        let rows = json["rows"].as_array().unwrap();
        let of = |channel: &str| {
            let found = rows.iter().find(|row| {
                row["group"]["keys"]["channel"] == channel && row["measure"] == "top_box"
            });
            found.unwrap().clone()
        };
        assert_eq!(of("phone")["figure"]["estimate"], 0.65);
        assert_eq!(of("phone")["judged"][0]["verdict"], "not_met");
        assert_eq!(of("mail")["withheld"], true);
        assert!(of("mail")["n"].is_null() && of("mail")["figure"].is_null());
        let csv = xla_csv(&survey(&experience));
        let mut lines = csv.lines();
        let n_columns = lines.next().unwrap().split(',').count();
        assert!(
            lines.all(|line| line.split(',').count() == n_columns),
            "{csv}"
        );
    }
}

use super::words::moment;
use crate::findings::{Further, JourneyFindings, StageRow, SubjectRow};
use crate::report::number;
use crate::report::section::Section;
use crate::report::words::{Language, about, count_or_band, either, suppressed, topic};
use crate::signals::GroupFigures;
use crate::signals::journey::{MomentLines, StageFigures};
use crate::units::{Interval, as_f64};
use std::fmt::Write;

/// So many values or topics without a stage are named.
const NAMED: usize = 12;

/// What opinions are about, as a part of a report.
pub(in crate::report) fn subjects(further: &Further, language: Language) -> Section {
    let mut section = Section::default();
    section.grid.header = match language {
        Language::Nl => [
            "Gaat over",
            "n",
            "Negatief",
            "Uitkomst van wie het noemt",
            "Bijdrage",
        ],
        Language::En => [
            "About",
            "n",
            "Negative",
            "Outcome of those who mention it",
            "Contribution",
        ],
    }
    .map(str::to_owned)
    .to_vec();
    for row in &further.subjects {
        section.push(subject(row, language));
    }
    section.notes.push(
        either(
            language,
            "Een onderwerp gaat over wat de taxonomie ervan zegt. Wie over meer spreekt, telt in elke rij. Bijdrage: wat alles wat erover gezegd is bij het gemiddelde optelt, andere onderwerpen gelijk gehouden; de som van die van de onderwerpen. Een verband, geen oorzaak.",
            "A topic is about what the taxonomy says of it. Who speaks of more counts in each row. Contribution: what all that is said of it adds to the mean, other topics held; the sum of those of its topics. An association, not a cause.",
        )
        .to_owned(),
    );
    section.notes.extend(banded(
        further.subjects.iter().any(|row| row.rounded_to.is_some()),
        language,
    ));
    section
}

/// Why figures of a part of the archive are bands.
fn banded(is_banded: bool, language: Language) -> Option<String> {
    let why = either(
        language,
        "Een deel van het archief: aantallen (n en negatief) staan in klassen en de uitkomst ontbreekt, want van twee delen die één klant schelen zouden exacte cijfers over die klant vertellen.",
        "A part of the archive: numbers (n and negative) stand as bands, without the outcome, as exact figures of two parts that differ by one customer would tell of that customer.",
    );
    is_banded.then(|| why.to_owned())
}

fn subject(row: &SubjectRow, language: Language) -> Vec<String> {
    let name = about(row.about, language).to_owned();
    match &row.figures {
        Err(reason) => vec![name, suppressed(*reason, language).to_owned()],
        Ok(figures) => vec![
            name,
            count_or_band(figures.n, row.rounded_to, language),
            negative(figures, row.rounded_to, language),
            level(figures.score.as_ref(), language),
            signed(row.contribution.as_ref(), language),
        ],
    }
}

/// Share of those who speak badly; their number in bands, as a share of two bands would say more than they do.
fn negative(figures: &GroupFigures, rounded_to: Option<u64>, language: Language) -> String {
    match rounded_to {
        Some(_) => count_or_band(figures.n_negative, rounded_to, language),
        None => part(figures.n_negative, figures.n, language),
    }
}

/// The journey, as a part of a report.
pub(in crate::report) fn journey(found: &JourneyFindings, language: Language) -> Section {
    let mut section = Section {
        lead: vec![placed(found, language)],
        ..Section::default()
    };
    section.grid.header = match language {
        Language::Nl => [
            "Fase",
            "Moment van de waarheid",
            "Komen langs",
            "Slechte ervaring gaat samen met",
            "Negatief",
            "Uitkomst",
            "Bijdrage",
        ],
        Language::En => [
            "Stage",
            "Moment of truth",
            "Pass",
            "Bad experience goes with",
            "Negative",
            "Outcome",
            "Contribution",
        ],
    }
    .map(str::to_owned)
    .to_vec();
    for row in &found.stages {
        section.push(stage(row, language));
    }
    section.notes = notes(found, language);
    section
}

fn stage(row: &StageRow, language: Language) -> Vec<String> {
    let name = either(language, row.nl.as_str(), row.en.as_str()).to_owned();
    let StageFigures {
        group,
        share,
        contribution,
        link,
        moment: verdict,
    } = match &row.figures {
        Err(reason) => return vec![name, suppressed(*reason, language).to_owned()],
        Ok(figures) => figures,
    };
    let n = count_or_band(group.n, row.rounded_to, language);
    let passes = share.as_ref().map_or(n.clone(), |share| {
        let [estimate, low, high] =
            [share.estimate, share.low, share.high].map(|part| number::percentage(part, language));
        let to = either(language, "tot", "to");
        format!("{n}, {estimate} [{low} {to} {high}]")
    });
    vec![
        name,
        moment(*verdict, language).to_owned(),
        passes,
        signed(link.as_ref(), language),
        negative(group, row.rounded_to, language),
        level(group.score.as_ref(), language),
        signed(contribution.as_ref(), language),
    ]
}

fn placed(found: &JourneyFindings, language: Language) -> String {
    let how = match (&found.field, language) {
        (Some(field), Language::Nl) => format!(
            "Een contact komt langs in een fase door het veld {field} of door een onderwerp ervan te noemen."
        ),
        (Some(field), Language::En) => {
            format!("A contact passes a stage by the field {field} or by mentioning a topic of it.")
        }
        (None, Language::Nl) => "Wie een onderwerp van een fase noemt, kwam er langs; wie er langskwam en zweeg, is niet te zien, dus een deel is een ondergrens.".to_owned(),
        (None, Language::En) => "Who mentions a topic of a stage passed it; who passed and said nothing is not seen, so a share is a floor.".to_owned(),
    };
    let n = number::count(found.n, language);
    let who = match (&found.field, language) {
        (Some(_), Language::Nl) => format!("{n} respondenten"),
        (Some(_), Language::En) => format!("{n} respondents"),
        (None, Language::Nl) => format!("{n} respondenten met woorden"),
        (None, Language::En) => format!("{n} respondents with words"),
    };
    let nowhere = found.n_nowhere.map(|n| number::count(n, language));
    match (nowhere, language) {
        (Some(nowhere), Language::Nl) => {
            format!("{how} Van {who} passen er {nowhere} in geen fase.")
        }
        (Some(nowhere), Language::En) => format!("{how} Of {who}, {nowhere} fit no stage."),
        (None, Language::Nl) => format!("{how} Het gaat om {who}."),
        (None, Language::En) => format!("{how} There are {who}."),
    }
}

fn notes(found: &JourneyFindings, language: Language) -> Vec<String> {
    let mut notes = vec![lines(found.lines, language)];
    notes.extend(banded(
        found.stages.iter().any(|row| row.rounded_to.is_some()),
        language,
    ));
    notes.push(
        either(
            language,
            "Slechte ervaring: uitkomstpunten bij een negatieve vermelding in de fase, andere fasen en de controles gelijk gehouden. Een verband, geen oorzaak.",
            "Bad experience: outcome points of a negative mention in the stage, other stages and the controls held. An association, not a cause.",
        )
        .to_owned(),
    );
    if found.is_uncorrected {
        notes.push(
            either(
                language,
                "De rangorde is gecorrigeerd voor leesfouten; wat een slechte ervaring kost is dat hier niet.",
                "The ranking is corrected for errors of reading; what a bad experience goes with is not, here.",
            )
            .to_owned(),
        );
    }
    if found.field.is_some() {
        notes.push(
            either(
                language,
                "Een contact heeft van het veld één waarde: die van de regel met het antwoord, anders die van de eerste regel die er een heeft. Wie in meer bronnen voorkomt, staat dus in één fase.",
                "A contact has one value of the field: that of the record with the answer, else of the first record that has one. So who occurs in several sources stands in one stage.",
            )
            .to_owned(),
        );
    }
    for missing in &found.values_without_records {
        let value = &missing.value;
        let meant = missing.nearest.as_ref();
        notes.push(match language {
            Language::Nl => format!(
                "LET OP: geen regel heeft de waarde \"{value}\" van een fase.{}",
                meant.map_or(String::new(), |near| format!(" Bedoelde je \"{near}\"?"))
            ),
            Language::En => format!(
                "ATTENTION: no record has the value \"{value}\" of a stage.{}",
                meant.map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"))
            ),
        });
    }
    let values = found.unplaced_values.iter().map(String::as_str);
    let values: Vec<&str> = values.collect();
    let topics: Vec<&str> = found
        .unplaced_topics
        .iter()
        .map(|name| topic(name, language))
        .collect();
    let nowhere = [
        ("Waarden zonder fase", "Values without a stage", values),
        ("Onderwerpen zonder fase", "Topics without a stage", topics),
    ];
    for (nl, en, names) in nowhere {
        if !names.is_empty() {
            notes.push(format!("{}: {}.", either(language, nl, en), named(&names)));
        }
    }
    notes
}

fn lines(lines: MomentLines, language: Language) -> String {
    let (Some(strong), Some(many)) = (lines.strong_points, lines.many) else {
        return either(
            language,
            "Momenten van de waarheid worden niet beoordeeld: het project noemt geen journey.strong_points en journey.many, en een gebruikelijke grens is er niet.",
            "Moments of truth are not judged: the project states no journey.strong_points and journey.many, and there is no usual line.",
        )
        .to_owned();
    };
    let (strong, many) = (
        number::plain(strong, language),
        number::setting(many, language),
    );
    match language {
        Language::Nl => format!(
            "Moment van de waarheid: een slechte ervaring gaat samen met {strong} uitkomstpunten of meer, en {many} of meer komt er langs, beide met hun hele interval; de grenzen noemt het project."
        ),
        Language::En => format!(
            "Moment of truth: a bad experience goes with {strong} outcome points or more, and {many} or more pass, both with their whole interval; the project states the lines."
        ),
    }
}

fn named(names: &[&str]) -> String {
    let mut text = names[..names.len().min(NAMED)].join(", ");
    if names.len() > NAMED {
        let _ = write!(text, " + {}", names.len() - NAMED);
    }
    text
}

fn part(of: u64, n: u64, language: Language) -> String {
    let as_number = |n: u64| as_f64(usize::try_from(n).unwrap_or(usize::MAX));
    if n == 0 {
        return number::ABSENT.to_owned();
    }
    number::percentage(as_number(of) / as_number(n), language)
}

fn level(score: Option<&Interval>, language: Language) -> String {
    score.map_or_else(
        || number::ABSENT.to_owned(),
        |score| number::interval(score, language),
    )
}

fn signed(figure: Option<&Interval>, language: Language) -> String {
    figure.map_or_else(
        || either(language, "niet te zeggen", "cannot tell").to_owned(),
        |figure| number::signed_interval(figure, language),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::groups::fixture;

    #[test]
    fn a_journey_reads_like_this() {
        let further = fixture::further();
        let found = further.journey.as_ref().unwrap();
        insta::assert_snapshot!("journey_en", journey(found, Language::En).text());
        insta::assert_snapshot!("journey_nl", journey(found, Language::Nl).text());
        insta::assert_snapshot!("subjects_en", subjects(&further, Language::En).text());
    }

    #[test]
    fn of_a_part_what_opinions_are_about_stands_as_bands() {
        let mut further = fixture::further();
        for row in &mut further.subjects {
            row.rounded_to = Some(10);
            row.figures.as_mut().unwrap().score = None;
        }
        let text = subjects(&further, Language::En).text();
        assert!(
            text.contains("1,200–1,209") && text.contains("400–409"),
            "{text}"
        );
        assert!(!text.contains('%'), "{text}");
        assert!(
            text.contains("numbers (n and negative) stand as bands"),
            "{text}"
        );
    }

    #[test]
    fn without_lines_nothing_is_called_a_moment_of_truth() {
        let mut found = fixture::further().journey.unwrap();
        found.lines = MomentLines::default();
        let text = journey(&found, Language::Nl).text();
        assert!(text.contains("geen journey.strong_points"), "{text}");
    }
}

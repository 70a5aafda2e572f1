//! Things that are judged, two or three in a remark: words of the lexicon in sentences that no one wrote.

use crate::unlabelled::{Draw, capitalised, uncapitalised};
use signaal::record::LanguageTag;

const LEXICON_NL: &str = include_str!("../../data/lexicon/general_nl.tsv");
const LEXICON_EN: &str = include_str!("../../data/lexicon/general_en.tsv");
/// Words with less polarity than this are said in no sentence.
const STRONG_ENOUGH: f32 = 0.35;

/// What a remark of one language is made of.
struct Phrases {
    things: &'static str,
    judged: &'static [&'static str],
    unjudged: &'static [&'static str],
    very: &'static [&'static str],
    joins: &'static [&'static str],
    lexicon: &'static str,
}

const DUTCH: Phrases = Phrases {
    things: "het hotel|de kamer|het bed|het ontbijt|de ligging|de receptie|de schoonmaak|de parkeerplaats|het scherm|de accu|de camera|het geluid|de software|de cursus|de docent|de uitleg|de opdrachten|de gids|de rondleiding|de wijn|de kaart|de sfeer|het terras|de muziek|de inrichting|de porties|de prijs|de prijzen|het voorgerecht|het hoofdgerecht|het toetje|de ober|de serveerster|de eigenaar|het team|de balie|de afspraak|de wachttijd|de behandeling|de nazorg|de reparatie|de chauffeur|de trein|de stoel|de vlucht|de bagage|de verpakking|de stof|de pasvorm|de maat|de kleur|de handleiding|de montage|de bediening|de service|de kwaliteit|de website|de app|de factuur|de bestelling|het pakket|de levering|de bezorger|het eten|de pizza|de friet|de soep|het vlees|het boek|het verhaal|de schrijver|de hoofdpersoon|het einde|de vertaling|de klantenservice|de monteur|de arts|de verpleegkundige|het internet|de verbinding",
    judged: &[
        "{n} was {a}",
        "{n} is {a}",
        "{n} vond ik {a}",
        "{n} was {v} {a}",
        "{n} is {v} {a}",
        "ik vond {n} {v} {a}",
        "{n}: {a}",
        "{n} {a}",
        "{n} was niet {a}",
        "{n} is niet zo {a}",
    ],
    unjudged: &[
        "we kozen {n}",
        "we hebben naar {n} gevraagd",
        "{n} kwam daarna",
        "ik heb {n} gebruikt",
        "er werd iets over {n} gezegd",
        "{n} had ik vooraf geregeld",
        "{n} stond op de lijst",
        "ik vroeg naar {n}",
    ],
    very: &[
        "heel",
        "erg",
        "zeer",
        "echt",
        "best",
        "nogal",
        "wel",
        "ontzettend",
    ],
    joins: &[
        " en ",
        ". ",
        ", ",
        ", maar ",
        " maar ",
        ". Helaas: ",
        ", alleen ",
        ", terwijl ",
        ". Maar ",
    ],
    lexicon: LEXICON_NL,
};

const ENGLISH: Phrases = Phrases {
    things: "the hotel|the room|the bed|the breakfast|the location|the reception|the cleaning|the parking|the screen|the battery|the camera|the sound|the software|the course|the teacher|the explanation|the guide|the tour|the wine|the menu|the atmosphere|the music|the portions|the price|the prices|the starter|the dessert|the waiter|the waitress|the owner|the team|the front desk|the appointment|the waiting time|the treatment|the repair|the driver|the train|the seat|the flight|the luggage|the packaging|the fit|the colour|the manual|the service|the quality|the website|the app|the invoice|the order|the parcel|the delivery|the staff|the nurse|the food|the coffee",
    judged: &[
        "{n} was {a}",
        "{n} is {a}",
        "i found {n} {a}",
        "{n} was {v} {a}",
        "{n} is {v} {a}",
        "{n}: {a}",
        "{n} {a}",
        "{n} was not {a}",
        "{n} isn't {a}",
    ],
    unjudged: &[
        "we chose {n}",
        "we asked about {n}",
        "{n} came after that",
        "i used {n}",
        "someone mentioned {n}",
        "{n} was booked in advance",
        "i asked about {n}",
    ],
    very: &["very", "really", "quite", "so", "rather", "extremely"],
    joins: &[
        " and ",
        ". ",
        ", ",
        ", but ",
        " but ",
        ". Sadly, ",
        ", although ",
        ", while ",
        ". But ",
    ],
    lexicon: LEXICON_EN,
};

/// `n` remarks of one to three things, one in six of which is not judged.
pub(crate) fn judged_things(language: LanguageTag, n: usize) -> Vec<String> {
    let (phrases, stream) = match language {
        LanguageTag::Nl => (DUTCH, "judged things, Dutch"),
        _ => (ENGLISH, "judged things, English"),
    };
    let things: Vec<&str> = phrases.things.split('|').collect();
    let adjectives: Vec<&str> = phrases.lexicon.lines().filter_map(strong_form).collect();
    let mut draw = Draw::new(stream);
    let mut phrase = || {
        let pattern = if draw.below(6) == 0 {
            draw.one_of(phrases.unjudged)
        } else {
            draw.one_of(phrases.judged)
        };
        let said = pattern
            .replace("{n}", draw.one_of(&things))
            .replace("{a}", draw.one_of(&adjectives))
            .replace("{v}", draw.one_of(phrases.very));
        (said, draw.one_of(phrases.joins), draw.below(12))
    };
    (0..n)
        .map(|number| {
            let (first, _, form) = phrase();
            let mut text = capitalised(&first);
            for _ in 0..[0, 1, 1, 2][number % 4] {
                let (next, join, _) = phrase();
                text.push_str(join);
                text.push_str(&if join == ". " {
                    capitalised(&next)
                } else {
                    uncapitalised(&next)
                });
            }
            match form {
                0..=3 => text.to_lowercase(),
                4..=8 => text + ".",
                _ => text,
            }
        })
        .collect()
}

/// The word of a line of the lexicon, where it is one word with a polarity.
fn strong_form(line: &'static str) -> Option<&'static str> {
    let mut fields = line.split('\t');
    let form = fields.next()?;
    let polarity: f32 = fields.next()?.parse().ok()?;
    let is_word = form.chars().all(char::is_alphabetic);
    (is_word && polarity.abs() >= STRONG_ENOUGH).then_some(form)
}

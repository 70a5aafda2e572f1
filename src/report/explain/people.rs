use super::entry::Figure::{Number, Word};
use super::entry::{Entry, Example, both};

const COACH: &str = "signaal coach";

/// Teams, agents and what is shown of few people.
pub(super) const ENTRIES: [Entry; 5] = [
    Entry {
        name: "expected",
        command: COACH,
        title: both("Expected score", "Verwacht cijfer"),
        formula: both(
            "mean over the contacts of what a model of everybody else's contacts gives for their topic, channel, segment, language and wait; the model knows no agent",
            "gemiddelde over de contacten van wat een model van de contacten van alle anderen geeft voor hun onderwerp, kanaal, segment, taal en wachttijd; het model kent geen medewerker",
        ),
        counts: both(
            "contacts with a score; the case mix of --case-mix and --wait",
            "contacten met een cijfer; de mix van --case-mix en --wait",
        ),
        leaves_out: both(
            "contacts of a kind that nobody else has; the own contacts of whom it is about",
            "contacten van een soort die niemand anders heeft; de eigen contacten van wie het gaat",
        ),
        example: Some(Example {
            text: both(
                "elsewhere bills give 3 and questions 5 on average; a team with 15 bills and 5 questions: {}",
                "elders geven rekeningen gemiddeld 3 en vragen 5; een team met 15 rekeningen en 5 vragen: {}",
            ),
            figures: &[Number(3.5, 2)],
        }),
        source: both("indirect standardisation", "indirecte standaardisatie"),
        ..Entry::EMPTY
    },
    Entry {
        name: "difference",
        command: COACH,
        title: both(
            "Difference from what was expected",
            "Verschil met wat te verwachten was",
        ),
        formula: both("mean score - expected", "gemiddeld cijfer - verwacht"),
        counts: both(
            "the contacts of expected; a transferred contact by --attribution (last handler)",
            "de contacten van expected; een doorverbonden contact volgens --attribution (laatste behandelaar)",
        ),
        leaves_out: both(
            "fewer than 5 contacts for a team, 10 for an agent; agents at all without consent of the works council and a data protection impact assessment",
            "minder dan 5 contacten voor een team, 10 voor een medewerker; medewerkers geheel zonder instemming van de ondernemingsraad en een DPIA",
        ),
        interval: both(
            "normal, with the doubt of the model; no name stands out unless the interval after shrinkage excludes 0 and the test of all together rejects",
            "normaal, met de twijfel van het model; niemand valt op tenzij het interval na krimpen 0 uitsluit en de toets van allen samen verwerpt",
        ),
        example: Some(Example {
            text: both(
                "that team has a mean of 4: {}",
                "dat team heeft gemiddeld 4: {}",
            ),
            figures: &[Number(0.5, 2)],
        }),
        source: both("own", "eigen"),
    },
    Entry {
        name: "shrinkage",
        command: COACH,
        title: both("Shrinkage", "Krimpen"),
        formula: both(
            "difference x n / (n + k), k = variance within / variance between",
            "verschil x n / (n + k), k = variantie binnen / variantie tussen",
        ),
        counts: both("n contacts of the name", "n contacten van de naam"),
        leaves_out: both(
            "where names do not differ more than chance explains, k is without limit and every difference 0",
            "waar namen niet meer verschillen dan toeval verklaart is k onbegrensd en elk verschil 0",
        ),
        interval: both(
            "that of partial pooling",
            "dat van gedeeltelijk samenvoegen",
        ),
        example: Some(Example {
            text: both(
                "within 1.2, between 0.04, n = 60: {} of the difference is kept, -0.30 becomes {}",
                "binnen 1,2, tussen 0,04, n = 60: {} van het verschil blijft, -0,30 wordt {}",
            ),
            figures: &[Number(0.667, 3), Number(-0.2, 2)],
        }),
        source: both(
            "empirical Bayes; DerSimonian and Laird 1986",
            "empirische Bayes; DerSimonian en Laird 1986",
        ),
    },
    Entry {
        name: "suppression",
        command: "signaal coach, xla, service-level",
        title: both(
            "What is not shown of few people",
            "Wat van weinig mensen niet wordt getoond",
        ),
        formula: both(
            "below_floor: fewer than 5 people (10 for an agent). remainder: what is hidden together must reach the floor, else the next smallest goes too. differencing: nothing shown may be subtracted to less. attribute: all answered the same, only a band is shown",
            "below_floor: minder dan 5 mensen (10 voor een medewerker). remainder: wat verborgen is moet samen de ondergrens halen, anders gaat de eerstvolgende mee. differencing: niets dat wordt getoond mag door aftrekken minder opleveren. attribute: allen antwoordden gelijk, alleen een band wordt getoond",
        ),
        counts: both(
            "people behind every cell of every published table",
            "mensen achter elke cel van elke gepubliceerde tabel",
        ),
        leaves_out: both(
            "suppressed is not zero, and exports are treated alike",
            "verborgen is niet nul, en exports worden gelijk behandeld",
        ),
        example: Some(Example {
            text: both(
                "siblings of 8, 7, 2, 1 and 5 people: {}, {}, {}, {}, {}",
                "groepen van 8, 7, 2, 1 en 5 mensen: {}, {}, {}, {}, {}",
            ),
            figures: &[
                Word("shown"),
                Word("shown"),
                Word("below_floor"),
                Word("below_floor"),
                Word("remainder"),
            ],
        }),
        source: both(
            "Tivian (remainder); own for differencing",
            "Tivian (remainder); eigen voor wat uit aftrekken volgt",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "joint_disclosure",
        command: "signaal run, watermelon, xla, service-level",
        title: both(
            "What figures give away together",
            "Wat cijfers samen verraden",
        ),
        formula: both(
            "each figure is the set of answers behind it. Hidden, the finest first, until no sum or difference of shown figures is of fewer than 5 people, or of people who all answered the same. Who gave several answers counts once, wherever the source says who gave them (customer_id)",
            "elk cijfer is de verzameling antwoorden erachter. Verborgen, het fijnste eerst, tot geen som of verschil van getoonde cijfers van minder dan 5 mensen is, of van mensen die allen gelijk antwoordden. Wie meer antwoorden gaf telt eenmaal, overal waar de bron zegt van wie ze zijn (customer_id)",
        ),
        counts: both(
            "every figure of one report: promises about the same tickets, weekends, stretches of waiting, a baseline, promised experience beside cells, who wrote",
            "elk cijfer van een rapport: afspraken over dezelfde tickets, weekenden, stukken wachttijd, een nulmeting, beloofde beleving naast cellen, wie schreef",
        ),
        leaves_out: both(
            "two runs with other filters or files; counts of calls, tickets and waits, which are work and nobody's opinion; that a hidden cell has at most so many people",
            "twee runs met andere filters of bestanden; aantallen gesprekken, tickets en wachttijden: werk en niemands mening; dat een verborgen cel hoogstens zoveel mensen heeft",
        ),
        example: Some(Example {
            text: both(
                "one promise about 60 customers and one about 58 of them: {} and {}; 12 answers of 4 customers: {}",
                "een afspraak over 60 klanten en een over 58 van hen: {} en {}; 12 antwoorden van 4 klanten: {}",
            ),
            figures: &[Word("shown"), Word("differencing"), Word("below_floor")],
        }),
        source: both(
            "Hundepool et al. 2012, §4.4; own for sets of people",
            "Hundepool et al. 2012, §4.4; eigen voor verzamelingen mensen",
        ),
        ..Entry::EMPTY
    },
];

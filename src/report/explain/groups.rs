use super::entry::{Both, Entry, both};

const COMMAND: &str = "signaal run, rank";

const INTERVAL: Both = both(
    "as in the ranking: joint Bayesian bootstrap by customer (run), robust covariance (rank)",
    "als in de rangorde: gezamenlijke Bayesiaanse bootstrap per klant (run), robuuste covariantie (rank)",
);

/// Figures of topics in groups: what opinions are about, and the journey.
pub(super) const ENTRIES: [Entry; 4] = [
    Entry {
        name: "about",
        command: COMMAND,
        title: both("What opinions are about", "Waar meningen over gaan"),
        formula: both(
            "respondents who mention a topic that the taxonomy says is about the organisation, the service, the product or the contact itself; their outcome; and the sum of the adjusted contributions of those topics",
            "respondenten die een onderwerp noemen dat volgens de taxonomie over de organisatie, de dienstverlening, het product of het contact zelf gaat; hun uitkomst; en de som van de gecorrigeerde bijdragen van die onderwerpen",
        ),
        counts: both(
            "each respondent once in each row that they speak of; general praise and complaints too, which have no contribution",
            "elke respondent eenmaal in elke rij waarover die spreekt; ook algemene lof en klachten, die geen bijdrage hebben",
        ),
        leaves_out: both(
            "rows of fewer people than may be shown, and what would tell of them; words without a topic",
            "rijen van minder mensen dan getoond mag worden, en wat daaruit zou volgen; woorden zonder onderwerp",
        ),
        interval: INTERVAL,
        source: both(
            "the key about of the taxonomy; weighted least squares",
            "de sleutel about van de taxonomie; gewogen kleinste kwadraten",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "stage_share",
        command: COMMAND,
        title: both("Share that passes a stage", "Deel dat langs een fase komt"),
        formula: both(
            "respondents whose field has a value of the stage, or who mention a topic of it / respondents who wrote or whose field is known",
            "respondenten met een waarde van de fase in het veld, of die een onderwerp ervan noemen / respondenten die iets schreven of van wie het veld bekend is",
        ),
        counts: both(
            "each respondent once in each stage; a topic that a stage lists counts there, any other in the stage of the field",
            "elke respondent eenmaal in elke fase; een onderwerp dat een fase noemt telt daar, elk ander in de fase van het veld",
        ),
        leaves_out: both(
            "without a field those who passed and said nothing of it: the share is a floor",
            "zonder veld wie langskwam en er niets over zei: het deel is een ondergrens",
        ),
        interval: both(
            "Wilson; by customer where customers stand in it more than once",
            "Wilson; per klant waar klanten er vaker in staan",
        ),
        source: both(
            "Wilson 1927; stages: Lemon & Verhoef 2016",
            "Wilson 1927; fasen: Lemon & Verhoef 2016",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "stage_link",
        command: COMMAND,
        title: both(
            "What a bad experience in a stage goes with",
            "Waarmee een slechte ervaring in een fase samengaat",
        ),
        formula: both(
            "coefficient of a negative mention in the stage, in a driver model whose columns are stages in place of topics",
            "coëfficiënt van een negatieve vermelding in de fase, in een drivermodel met fasen in plaats van onderwerpen",
        ),
        counts: both(
            "respondents with words and an outcome, weighted for the silent as in the ranking; other stages, topics without a stage and controls held",
            "respondenten met woorden en een uitkomst, gewogen voor de zwijgers als in de rangorde; andere fasen, onderwerpen zonder fase en controles gelijk gehouden",
        ),
        leaves_out: both(
            "stages with fewer scored negative mentions than analysis.min_mentions; general praise and complaints; errors of reading are not corrected",
            "fasen met minder negatieve vermeldingen met score dan analysis.min_mentions; algemene lof en klachten; leesfouten zijn niet gecorrigeerd",
        ),
        interval: INTERVAL,
        source: both(
            "weighted least squares; an association, not a cause",
            "gewogen kleinste kwadraten; een verband, geen oorzaak",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "moment_of_truth",
        command: COMMAND,
        title: both("Moment of truth", "Moment van de waarheid"),
        formula: both(
            "yes: the whole interval of the link lies at journey.strong_points or beyond, its test stands among those of all stages (Benjamini and Hochberg, 5 %), and the whole interval of the share that passes lies at journey.many or above · no: a whole interval lies on the other side of its line · else cannot tell",
            "ja: het hele interval van het verband ligt op of voorbij journey.strong_points, de toets houdt stand tussen die van alle fasen (Benjamini en Hochberg, 5 %), en het hele interval van het deel dat langskomt ligt op of boven journey.many · nee: een heel interval ligt aan de andere kant van zijn grens · anders niet te zeggen",
        ),
        counts: both("the stages of the journey", "de fasen van de klantreis"),
        leaves_out: both(
            "nothing is judged without both lines: they are the project's to state, there is no usual one",
            "zonder beide grenzen wordt niets beoordeeld: het project noemt ze, gebruikelijke zijn er niet",
        ),
        source: both(
            "idea: Normann 1984, Carlzon 1987; weight in the whole: Lemon & Verhoef 2016; the two conditions are the program's own",
            "idee: Normann 1984, Carlzon 1987; gewicht in het geheel: Lemon & Verhoef 2016; de twee voorwaarden zijn van dit programma",
        ),
        ..Entry::EMPTY
    },
];

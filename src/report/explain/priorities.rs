use super::entry::Figure::Number;
use super::entry::{Both, Entry, Example, both, cited};

const COMMAND: &str = "signaal run, rank";

const SIGNALS: Both = both(
    "ranked topics; amounts of one year, as the project file states them",
    "gerangschikte onderwerpen; bedragen van één jaar, zoals het projectbestand ze opgeeft",
);

const DRAWS: Both = both(
    "percentiles of draws: gains from their own replicates, which vary together, what is stated from triangular distributions, counts of contacts as Gamma(n)",
    "percentielen van trekkingen: winsten uit hun eigen herhalingen, die samen variëren, opgegeven waarden uit driehoeksverdelingen, aantallen contacten als Gamma(n)",
);

/// Figures of a ranking that looks at both sides.
pub(super) const ENTRIES: [Entry; 4] = [
    Entry {
        name: "priority",
        command: COMMAND,
        title: both("Score of a priority", "Score van een prioriteit"),
        formula: both(
            "value: gain x value of a point - effort (the gain alone where a point has no value) · value-and-savings: + savings · strategic: weight x (value + savings) - effort · customer: gain · organisation: savings - effort · balanced: weighted sum of gain and savings - effort, each in standard deviations between topics",
            "value: winst x waarde van een punt - inspanning (alleen de winst waar een punt geen waarde heeft) · value-and-savings: + besparing · strategic: gewicht x (waarde + besparing) - inspanning · customer: winst · organisation: besparing - inspanning · balanced: gewogen som van winst en besparing - inspanning, elk in standaardafwijkingen tussen onderwerpen",
        ),
        counts: SIGNALS,
        leaves_out: both(
            "topics without stated effort where others state it and the formula takes it off, and topics whose savings are unknown where it adds them: unknown is not free and not zero",
            "onderwerpen zonder opgegeven inspanning waar andere die wel hebben en de formule die aftrekt, en onderwerpen met onbekende besparing waar de formule die optelt: onbekend is niet gratis en niet nul",
        ),
        interval: DRAWS,
        example: Some(Example {
            text: both(
                "a gain of 2 points, a point worth 60,000, an effort of 20,000 to 50,000, likely 30,000 (mean 33,333): {}",
                "een winst van 2 punten, een punt 60.000 waard, een inspanning van 20.000 tot 50.000, waarschijnlijk 30.000 (gemiddeld 33.333): {}",
            ),
            figures: &[Number(86_667.0, 0)],
        }),
        source: both(
            "expected value at the means of what is stated",
            "verwachte waarde bij de gemiddelden van wat is opgegeven",
        ),
    },
    Entry {
        name: "savings",
        command: COMMAND,
        title: both("Savings on contacts", "Besparing op contacten"),
        formula: both(
            "contacts a year x avoidable part x handle time / 3600 x cost of an hour",
            "contacten per jaar x vermijdbaar deel x afhandeltijd / 3600 x kosten van een uur",
        ),
        counts: both(
            "contacts a year as stated, else those of priorities.contact_sources that mention the topic, carried to 365.25 days",
            "contacten per jaar zoals opgegeven, anders die van priorities.contact_sources die het onderwerp noemen, herleid tot 365,25 dagen",
        ),
        leaves_out: both(
            "fewer than 28 days of contacts; topics without avoidable part, handle time or cost",
            "minder dan 28 dagen contacten; onderwerpen zonder vermijdbaar deel, afhandeltijd of kosten",
        ),
        interval: DRAWS,
        example: Some(Example {
            text: both(
                "3,000 contacts a year, 40 % avoidable, 420 seconds each, 38 an hour: {}",
                "3.000 contacten per jaar, 40 % vermijdbaar, elk 420 seconden, 38 per uur: {}",
            ),
            figures: &[Number(5_320.0, 0)],
        }),
        ..Entry::EMPTY
    },
    Entry {
        name: "front",
        command: COMMAND,
        title: both("Pareto front", "Paretofront"),
        formula: both(
            "no other topic has a gain and a savings - effort at least as large, and one of them larger",
            "geen ander onderwerp heeft een winst en een besparing - inspanning die minstens zo groot zijn, en een van beide groter",
        ),
        counts: both(
            "topics of which effort and savings are known, or the one of the two that is known of any topic",
            "onderwerpen waarvan inspanning en besparing bekend zijn, of die van beide die van enig onderwerp bekend is",
        ),
        leaves_out: both(
            "topics of whose organisation side nothing is known",
            "onderwerpen waarvan van de organisatiekant niets bekend is",
        ),
        interval: both(
            "part of the draws in which it holds",
            "deel van de trekkingen waarin dat zo is",
        ),
        source: cited("Pareto (1906)"),
        ..Entry::EMPTY
    },
    Entry {
        name: "p_best",
        command: COMMAND,
        title: both("P(best), P(top 3)", "P(beste), P(top 3)"),
        formula: both(
            "part of the replicates in which the topic has the largest gain (for priorities: score), or one of the three largest",
            "deel van de herhalingen waarin het onderwerp de grootste winst (bij prioriteiten: score) heeft, of een van de drie grootste",
        ),
        counts: both(
            "all ranked topics together",
            "alle gerangschikte onderwerpen samen",
        ),
        leaves_out: both(
            "topics that are not ranked",
            "onderwerpen die niet gerangschikt zijn",
        ),
        source: both("joint bootstrap", "gezamenlijke bootstrap"),
        ..Entry::EMPTY
    },
];

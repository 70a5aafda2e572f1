use super::entry::Figure::Number;
use super::entry::{Entry, Example, both, cited};

/// Why an outcome moved.
pub(super) const ENTRIES: [Entry; 4] = [
    Entry {
        name: "volume_effect",
        command: "signaal change",
        title: both(
            "Volume effect of a topic",
            "Volume-effect van een onderwerp",
        ),
        formula: both(
            "sum over its tones of mean effect of both periods x (share after - share before)",
            "som over zijn tonen van gemiddeld effect van beide perioden x (aandeel erna - aandeel ervoor)",
        ),
        counts: both(
            "respondents with words and an outcome, weighted to stand for the silent",
            "respondenten met woorden en een uitkomst, gewogen zodat zij voor de zwijgers staan",
        ),
        leaves_out: both(
            "tones with fewer than 10 mentions in both periods together",
            "tonen met minder dan 10 vermeldingen in beide perioden samen",
        ),
        interval: both(
            "bootstrap over customers, per period",
            "bootstrap over klanten, per periode",
        ),
        example: Some(Example {
            text: both(
                "mentioned badly by 10% and then by 30%, at -40 points a mention in both: {} points",
                "negatief genoemd door 10% en daarna door 30%, beide keren -40 punten per vermelding: {} punten",
            ),
            figures: &[Number(-8.0, 1)],
        }),
        source: cited("Kitagawa 1955; Oaxaca 1973; Blinder 1973"),
    },
    Entry {
        name: "rate_effect",
        command: "signaal change",
        title: both("Rate effect of a topic", "Prijs-effect van een onderwerp"),
        formula: both(
            "sum over its tones of mean share of both periods x (effect after - effect before)",
            "som over zijn tonen van gemiddeld aandeel van beide perioden x (effect erna - effect ervoor)",
        ),
        counts: both(
            "respondents with words and an outcome, weighted to stand for the silent",
            "respondenten met woorden en een uitkomst, gewogen zodat zij voor de zwijgers staan",
        ),
        leaves_out: both(
            "topics with fewer negative mentions than min_mentions in both periods together",
            "onderwerpen met minder negatieve vermeldingen dan min_mentions in beide perioden samen",
        ),
        interval: both(
            "bootstrap over customers, per period",
            "bootstrap over klanten, per periode",
        ),
        example: Some(Example {
            text: both(
                "mentioned badly by 20% in both, at -20 and then at -50 points a mention: {} points",
                "beide keren negatief genoemd door 20%, eerst -20 en daarna -50 punten per vermelding: {} punten",
            ),
            figures: &[Number(-6.0, 1)],
        }),
        source: cited("Kitagawa 1955; Oaxaca 1973; Blinder 1973"),
    },
    Entry {
        name: "period_negative_share",
        command: "signaal series",
        title: both(
            "Negative share of a period",
            "Negatief aandeel van een periode",
        ),
        formula: both(
            "respondents who speak badly of it / respondents with words, of one period",
            "respondenten die er negatief over spreken / respondenten met woorden, van één periode",
        ),
        counts: both(
            "respondents by the day of their answer, else of their first record",
            "respondenten naar de dag van hun antwoord, anders van hun eerste record",
        ),
        leaves_out: both(
            "who has no date; shares of fewer than 10 people with words, and what would tell of such, are not given",
            "wie geen datum heeft; aandelen van minder dan 10 mensen met woorden, en wat van zo weinig zou verraden, worden niet gegeven",
        ),
        interval: both(
            "Wilson, for the effective number that several answers of a customer leave",
            "Wilson, bij het effectieve aantal dat meer antwoorden van één klant laten",
        ),
        example: Some(Example {
            text: both(
                "30 respondents with words in January, 10 of whom speak badly of it: {}%",
                "30 respondenten met woorden in januari, van wie 10 er negatief over spreken: {}%",
            ),
            figures: &[Number(33.3, 1)],
        }),
        source: both(
            "Wilson 1927; Korn and Graubard 1998",
            "Wilson 1927; Korn en Graubard 1998",
        ),
    },
    Entry {
        name: "baseline_effect",
        command: "signaal change",
        title: both("Rest of a change", "Rest van een verandering"),
        formula: both(
            "change of the mean - volume and rate of all topics - mix of controls",
            "verandering van het gemiddelde - volume en prijs van alle onderwerpen - samenstelling",
        ),
        counts: both(
            "the expected outcome of who mentions no topic, at the controls' mean of both periods",
            "de verwachte uitkomst van wie geen onderwerp noemt, bij het gemiddelde van beide perioden",
        ),
        leaves_out: both(
            "what weights do not make good of the silent, which is printed apart",
            "wat wegen van de zwijgers niet goedmaakt, dat staat apart",
        ),
        interval: both(
            "bootstrap over customers, per period",
            "bootstrap over klanten, per periode",
        ),
        example: Some(Example {
            text: both(
                "mean 30 and then 20, of which volume -8 and rate 0: {} points",
                "gemiddeld 30 en daarna 20, waarvan volume -8 en prijs 0: {} punten",
            ),
            figures: &[Number(-2.0, 1)],
        }),
        source: cited("Kitagawa 1955; Oaxaca 1973; Blinder 1973"),
    },
];

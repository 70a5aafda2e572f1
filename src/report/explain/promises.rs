use super::entry::Figure::{Number, Word};
use super::entry::{Both, Entry, Example, both};

const WILSON: Both = both(
    "Wilson, by tickets where a ticket has several clocks; it says how much of a share is chance",
    "Wilson, naar tickets waar een ticket meer klokken heeft; het zegt hoeveel van een aandeel toeval is",
);

/// What came of promises about time.
pub(super) const ENTRIES: [Entry; 6] = [
    Entry {
        name: "attainment",
        command: "signaal sla",
        title: both("Attainment", "Aandeel op tijd"),
        formula: both(
            "met / (met + breached); the verdict holds the plain share against attainment_pct, without the interval, as contracts read",
            "op tijd / (op tijd + te laat); het oordeel houdt het kale aandeel tegen attainment_pct, zonder interval, zoals contracten lezen",
        ),
        counts: both(
            "decided clocks; one that is open and over its target counts as breached",
            "besliste klokken; een die loopt en over haar doel is telt als te laat",
        ),
        leaves_out: both(
            "open on track, at risk, paused, cancelled and tickets without an SLA, each printed",
            "op schema, dreigend, stilstaand, vervallen en tickets zonder SLA, elk vermeld",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "190 met, 10 breached, 95 % promised: {}% [{} to {}], {}",
                "190 op tijd, 10 te laat, 95 % beloofd: {}% [{} tot {}], {}",
            ),
            figures: &[
                Number(95.0, 1),
                Number(91.0, 1),
                Number(97.3, 1),
                Word("met"),
            ],
        }),
        source: both(
            "own: products report closed cases only (zammad, chatwoot)",
            "eigen: producten melden alleen gesloten zaken (zammad, chatwoot)",
        ),
    },
    Entry {
        name: "exceeded",
        command: "signaal sla --format json",
        title: both("Exceed rate", "Aandeel binnen het eigen doel"),
        formula: both(
            "decided clocks inside the internal target / decided clocks that have one",
            "besliste klokken binnen het interne doel / besliste klokken met zo'n doel",
        ),
        counts: both(
            "clocks that are met or breached",
            "klokken die op tijd of te laat zijn",
        ),
        leaves_out: both(
            "clocks that still run; targets without internal_target",
            "klokken die nog lopen; doelen zonder internal_target",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "4 h promised, 3 h internally; 6 replies after 2 h, 2 after 3 h, 1 after 4 h, 1 after 5 h: {}%",
                "4 u beloofd, 3 u intern; 6 reacties na 2 u, 2 na 3 u, 1 na 4 u, 1 na 5 u: {}%",
            ),
            figures: &[Number(80.0, 1)],
        }),
        source: both("own", "eigen"),
    },
    Entry {
        name: "slack_used",
        command: "signaal sla --format json",
        title: both("Slack used", "Verbruikte speling"),
        formula: both(
            "(elapsed - internal target) / (target - internal target), from 0 to 1 per clock",
            "(verstreken - intern doel) / (doel - intern doel), per klok van 0 tot 1",
        ),
        counts: both(
            "decided clocks with an internal target; mean, median and 90th percentile",
            "besliste klokken met een intern doel; gemiddelde, mediaan en 90e percentiel",
        ),
        leaves_out: both("clocks that still run", "klokken die nog lopen"),
        example: Some(Example {
            text: both(
                "the ten replies of exceeded: mean {}, median {}",
                "de tien reacties van exceeded: gemiddeld {}, mediaan {}",
            ),
            figures: &[Number(0.2, 2), Number(0.0, 2)],
        }),
        source: both("own", "eigen"),
        ..Entry::EMPTY
    },
    Entry {
        name: "overrun",
        command: "signaal sla",
        title: both("Overrun", "Overschrijding"),
        formula: both("elapsed - target", "verstreken - doel"),
        counts: both(
            "breached clocks, those still open up to the report; median, 90th percentile, longest, total",
            "klokken die te laat zijn, lopende tot het rapport; mediaan, 90e percentiel, langste, totaal",
        ),
        leaves_out: both("clocks in time", "klokken die op tijd zijn"),
        example: Some(Example {
            text: both(
                "4 h promised, three replies after 5 h, 7 h and 7 h: median {} h, longest {} h, total {} h",
                "4 u beloofd, drie reacties na 5 u, 7 u en 7 u: mediaan {} u, langste {} u, totaal {} u",
            ),
            figures: &[Number(3.0, 0), Number(3.0, 0), Number(7.0, 0)],
        }),
        source: both("own", "eigen"),
        ..Entry::EMPTY
    },
    Entry {
        name: "overrun_by_team",
        command: "signaal sla",
        title: both(
            "Part of a team in overruns",
            "Deel van een team in overschrijdingen",
        ),
        formula: both(
            "the overrun of a breached resolution, shared out by how far each leg exceeded the team's own agreement; where a leg has none, by the time after the promise was missed",
            "de overschrijding van een te late oplossing, verdeeld naar hoever elke beurt de eigen afspraak van het team overschreed; waar die ontbreekt, naar de tijd na het verstrijken",
        ),
        counts: both(
            "legs in the running time of the promise; for the customer the ticket is late once",
            "beurten binnen de lopende tijd van de belofte; voor de klant is het ticket eenmaal te laat",
        ),
        leaves_out: both(
            "reply and update clocks",
            "klokken van reacties en berichten",
        ),
        example: Some(Example {
            text: both(
                "legs of 3 h, 1 h and 6 h, agreements of 4 h each, 8 h promised: overrun {} h, the third team has {}% of it",
                "beurten van 3 u, 1 u en 6 u, afspraken van elk 4 u, 8 u beloofd: {} u te laat, het derde team heeft daarvan {}%",
            ),
            figures: &[Number(2.0, 0), Number(100.0, 0)],
        }),
        source: both("own", "eigen"),
        ..Entry::EMPTY
    },
    Entry {
        name: "resolution",
        command: "signaal sla",
        title: both("Median time to resolution", "Mediane tijd tot oplossing"),
        formula: both(
            "time by which half are solved, by Kaplan–Meier: open tickets count as longer than so far",
            "tijd waarbinnen de helft is opgelost, volgens Kaplan–Meier: open tickets tellen als langer dan tot nu",
        ),
        counts: both(
            "all tickets; calendar time without pending and on hold",
            "alle tickets; kalendertijd zonder pending en on hold",
        ),
        leaves_out: both(
            "nothing; the median of solved tickets alone stands beside it and is too low",
            "niets; de mediaan van alleen opgeloste tickets staat ernaast en is te laag",
        ),
        interval: both(
            "of the survival curve (log–log)",
            "van de overlevingscurve (log–log)",
        ),
        example: Some(Example {
            text: both(
                "days 1, 2, 3 solved, 2 and 5 still open: median {}, of the solved alone {}",
                "dagen 1, 2, 3 opgelost, 2 en 5 nog open: mediaan {}, van de opgeloste alleen {}",
            ),
            figures: &[Number(3.0, 0), Number(2.0, 0)],
        }),
        source: both("Kaplan and Meier 1958", "Kaplan en Meier 1958"),
    },
];

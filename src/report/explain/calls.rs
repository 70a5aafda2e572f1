use super::entry::Figure::{Number, Word};
use super::entry::{Both, Entry, Example, Figure, both, cited};

const COMMAND: &str = "signaal service-level";

const OFFERED: Both = both(
    "inbound contacts that entered a queue in opening hours; who still waits and is over the threshold is a miss",
    "inkomende contacten die in openingstijd in een wachtrij kwamen; wie nog wacht en over de drempel is telt als gemist",
);

const NOT_OFFERED: Both = both(
    "callbacks, voicemail, contacts out of hours, outbound; flow-outs unless --flowouts; who waits and can still be in time (printed). Nothing offered is no percentage, never 100 %",
    "terugbelverzoeken, voicemail, contacten buiten openingstijd, uitgaand; doorgestuurd door de wachtrij tenzij --flowouts; wie wacht en nog op tijd kan zijn (vermeld). Zonder aanbod is er geen percentage, nooit 100 %",
);

const BOUNDS: Both = both(
    "Wilson; where the log does not tell how long abandoned contacts waited, the lowest and the highest value that it allows",
    "Wilson; waar het logboek niet zegt hoe lang afhakers wachtten, de laagste en de hoogste waarde die het toelaat",
);

const WILSON: Both = both("Wilson", "Wilson");

/// The data set of the comparison of formulas, of which each gives another number.
const COMPARED: Both = both(
    "1,000 answered, 860 of them within 20 s; 60 abandoned: 10 within 5 s, 10 more within 20 s, 40 later: {}%",
    "1.000 opgenomen, waarvan 860 binnen 20 s; 60 afgehaakt: 10 binnen 5 s, nog 10 binnen 20 s, 40 later: {}%",
);

const fn formula(
    name: &'static str,
    title: Both,
    formula: Both,
    figures: &'static [Figure],
    source: Both,
) -> Entry {
    Entry {
        name,
        command: COMMAND,
        title,
        formula,
        counts: OFFERED,
        leaves_out: NOT_OFFERED,
        interval: BOUNDS,
        example: Some(Example {
            text: COMPARED,
            figures,
        }),
        source,
    }
}

/// Figures of a contact centre. `A` answered, `A_T` answered within the threshold, `B` abandoned, `B_T`
/// abandoned within the threshold, `B_s` abandoned at once.
pub(super) const ENTRIES: [Entry; 19] = [
    formula(
        "answered_only",
        both(
            "Service level: answered only",
            "Bereikbaarheid: alleen opgenomen",
        ),
        both(
            "A_T / A: answered in time / answered",
            "A_T / A: op tijd opgenomen / opgenomen",
        ),
        &[Number(86.0, 2)],
        both(
            "ICMI, formula 2, not recommended there: who gives up does not exist",
            "ICMI, formule 2, daar niet aangeraden: wie opgeeft bestaat niet",
        ),
    ),
    formula(
        "abandons_negative",
        both(
            "Service level: abandoned is missed",
            "Bereikbaarheid: afgehaakt is gemist",
        ),
        both("A_T / (A + B)", "A_T / (A + B)"),
        &[Number(81.13, 2)],
        both(
            "ICMI, formula 3; default of Genesys",
            "ICMI, formule 3; standaard in Genesys",
        ),
    ),
    formula(
        "abandons_positive",
        both(
            "Service level: abandoned in time is served",
            "Bereikbaarheid: op tijd afgehaakt is geholpen",
        ),
        both("(A_T + B_T) / (A + B)", "(A_T + B_T) / (A + B)"),
        &[Number(83.02, 2)],
        both("ICMI, formula 1", "ICMI, formule 1"),
    ),
    formula(
        "abandons_in_T_ignored",
        both(
            "Service level: abandoned in time left out",
            "Bereikbaarheid: op tijd afgehaakt telt niet",
        ),
        both("A_T / (A + B - B_T)", "A_T / (A + B - B_T)"),
        &[Number(82.69, 2)],
        both(
            "ICMI, formula 4; Bright Pattern",
            "ICMI, formule 4; Bright Pattern",
        ),
    ),
    formula(
        "short_positive",
        both(
            "Service level: short abandons are served",
            "Bereikbaarheid: kort afgehaakt is geholpen",
        ),
        both("(A_T + B_s) / (A + B)", "(A_T + B_s) / (A + B)"),
        &[Number(82.08, 2)],
        both("ICMI, formula 5", "ICMI, formule 5"),
    ),
    formula(
        "offered_excl_short",
        both(
            "Service level: offered without short abandons (default)",
            "Bereikbaarheid: aangeboden zonder kort afgehaakt (zo niets is gezegd)",
        ),
        both("A_T / (A + B - B_s)", "A_T / (A + B - B_s)"),
        &[Number(81.9, 2)],
        both(
            "Genesys without short abandons; RingCentral",
            "Genesys zonder kort afgehaakt; RingCentral",
        ),
    ),
    Entry {
        name: "abandonment",
        command: COMMAND,
        title: both("Abandonment, three ways", "Afgehaakt, op drie manieren"),
        formula: both(
            "all: B / offered. excluding_short: (B - B_s) / (offered - B_s). short_out_of_numerator: (B - B_s) / offered",
            "all: B / aangeboden. excluding_short: (B - B_s) / (aangeboden - B_s). short_out_of_numerator: (B - B_s) / aangeboden",
        ),
        counts: both(
            "contacts offered to a queue",
            "contacten die in een wachtrij kwamen",
        ),
        leaves_out: both(
            "callbacks, who gives up in the menu; none per agent, as nobody had answered yet",
            "terugbelverzoeken, wie in het menu afhaakt; geen per medewerker, want niemand had nog opgenomen",
        ),
        interval: BOUNDS,
        example: Some(Example {
            text: both(
                "the contacts of answered_only: {}%, {}% and {}%",
                "de contacten van answered_only: {}%, {}% en {}%",
            ),
            figures: &[Number(5.66, 2), Number(4.76, 2), Number(4.72, 2)],
        }),
        source: both(
            "Amazon Connect, metrics definitions",
            "Amazon Connect, definities van cijfers",
        ),
    },
    Entry {
        name: "asa",
        command: COMMAND,
        title: both(
            "Average speed of answer",
            "Gemiddelde wachttijd tot opnemen",
        ),
        formula: both(
            "sum of waits of answered contacts / A",
            "som van wachttijden van opgenomen contacten / A",
        ),
        counts: both("answered contacts", "opgenomen contacten"),
        leaves_out: both(
            "waits of who gave up; they stand apart",
            "wachttijden van wie afhaakte; die staan apart",
        ),
        example: Some(Example {
            text: both(
                "answered after 10, 20 and 60 s, one gave up after 90 s, one has waited 120 s: {} s",
                "opgenomen na 10, 20 en 60 s, een haakte af na 90 s, een wacht al 120 s: {} s",
            ),
            figures: &[Number(30.0, 0)],
        }),
        source: both(
            "Amazon Connect splits queue answer time and queue abandon time",
            "Amazon Connect scheidt de wachttijd tot opnemen van die tot afhaken",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "longest_wait",
        command: COMMAND,
        title: both("Longest wait", "Langste wachttijd"),
        formula: both(
            "largest wait of answered, abandoned and still waiting (until the report)",
            "grootste wachttijd van opgenomen, afgehaakt en nog wachtend (tot het rapport)",
        ),
        counts: both(
            "inbound contacts with a known wait",
            "inkomende contacten met bekende wachttijd",
        ),
        leaves_out: both("flow-outs", "doorgestuurd door de wachtrij"),
        example: Some(Example {
            text: both(
                "the contacts of asa: {} s, {}",
                "de contacten van asa: {} s, {}",
            ),
            figures: &[Number(120.0, 0), Word("waiting")],
        }),
        source: both(
            "Amazon Connect, MAX_QUEUED_TIME; own for who still waits",
            "Amazon Connect, MAX_QUEUED_TIME; eigen voor wie nog wacht",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "aht",
        command: COMMAND,
        title: both("Average handle time", "Gemiddelde afhandeltijd"),
        formula: both(
            "(talk + hold + after-contact work) / handled; --attribution start, answered or end_of_acw (default) says in which interval it counts",
            "(gesprek + wacht + nawerk) / afgehandeld; --attribution start, answered of end_of_acw (zo niets is gezegd) zegt in welk interval het telt",
        ),
        counts: both(
            "answered contacts with all parts that the log has",
            "opgenomen contacten met alle delen die het logboek heeft",
        ),
        leaves_out: both(
            "parts that the log never tells (the report says so); conversations that still run",
            "delen die het logboek nooit noemt (het rapport zegt het); gesprekken die nog lopen",
        ),
        example: Some(Example {
            text: both(
                "180 + 0 + 30 s and 240 + 20 + 45 s: {} s. A call of 45 min from 09:05 counts in the half hour of {} by start, {} by end_of_acw",
                "180 + 0 + 30 s en 240 + 20 + 45 s: {} s. Een gesprek van 45 min vanaf 09:05 telt in het halve uur van {} met start, {} met end_of_acw",
            ),
            figures: &[Number(257.5, 1), Word("09:00"), Word("09:30")],
        }),
        source: both(
            "Genesys Cloud, glossary, average handle time",
            "Genesys Cloud, begrippenlijst, average handle time",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "acw",
        command: COMMAND,
        title: both("After-contact work", "Nawerk"),
        formula: both(
            "end of the conversation until the agent is ready again",
            "van het eind van het gesprek tot de medewerker weer klaar is",
        ),
        counts: both(
            "answered contacts that tell it",
            "opgenomen contacten die het noemen",
        ),
        leaves_out: both("contacts without it", "contacten zonder"),
        example: Some(Example {
            text: both(
                "the contacts of aht: {} s on average",
                "de contacten van aht: gemiddeld {} s",
            ),
            figures: &[Number(37.5, 1)],
        }),
        source: cited("Amazon Connect, after contact work"),
        ..Entry::EMPTY
    },
    Entry {
        name: "occupancy",
        command: "signaal occupancy",
        title: both("Occupancy, three ways", "Bezetting, op drie manieren"),
        formula: both(
            "handling / (handling + available); of ready time: (handling + ringing) / (that + available); of signed-in time: handling / signed in",
            "afhandelen / (afhandelen + beschikbaar); van klaar staan: (afhandelen + overgaan) / (dat + beschikbaar); van aangemeld zijn: afhandelen / aangemeld",
        ),
        counts: both(
            "seconds of agents per state: handling is talk, hold and after-contact work",
            "seconden van medewerkers per stand: afhandelen is gesprek, wacht en nawerk",
        ),
        leaves_out: both(
            "breaks, meetings, training (not ready), save in the third",
            "pauze, overleg, opleiding (niet klaar), behalve in de derde",
        ),
        example: Some(Example {
            text: both(
                "240 + 20 + 40 min handling, 90 available, 10 ringing, 80 not ready: {}%, {}%, {}%",
                "240 + 20 + 40 min afhandelen, 90 beschikbaar, 10 overgaan, 80 niet klaar: {}%, {}%, {}%",
            ),
            figures: &[Number(76.9, 1), Number(77.5, 1), Number(62.5, 1)],
        }),
        source: both(
            "Calabrio (ready time); GoTo (signed-in time)",
            "Calabrio (gereedtijd); GoTo (tijd aangemeld)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "utilisation",
        command: "signaal occupancy",
        title: both("Utilisation", "Benutting"),
        formula: both(
            "(handling + available) / paid time",
            "(afhandelen + beschikbaar) / betaalde tijd",
        ),
        counts: both(
            "seconds of agents per state",
            "seconden van medewerkers per stand",
        ),
        leaves_out: both(
            "breaks, meetings, training, ringing",
            "pauze, overleg, opleiding, overgaan",
        ),
        example: Some(Example {
            text: both(
                "the minutes of occupancy, 500 min paid: {}%",
                "de minuten van occupancy, 500 min betaald: {}%",
            ),
            figures: &[Number(78.0, 1)],
        }),
        source: cited("Assembled, utilization rate"),
        ..Entry::EMPTY
    },
    Entry {
        name: "staffing",
        command: "signaal staffing",
        title: both("Agents needed (Erlang C)", "Medewerkers nodig (Erlang C)"),
        formula: both(
            "the fewest m with 1 - C(m, A) e^(-(m - A) T / AHT) >= target, where A is arrivals per second x AHT",
            "de kleinste m met 1 - C(m, A) e^(-(m - A) T / AHT) >= doel, waarin A de instroom per seconde x AHT is",
        ),
        counts: both(
            "contacts offered per interval of the week, averaged over days with contacts; their handle time",
            "aangeboden contacten per interval van de week, gemiddeld over dagen met contacten; hun afhandeltijd",
        ),
        leaves_out: both(
            "who gives up (none, by the formula), breaks and absence; intervals of fewer than --least-contacts (20)",
            "wie afhaakt (niemand, volgens de formule), pauze en afwezigheid; intervallen met minder dan --least-contacts (20)",
        ),
        example: Some(Example {
            text: both(
                "360 contacts of 240 s in half an hour, 80% within 20 s: {} agents, who reach {}%",
                "360 contacten van 240 s in een half uur, 80% binnen 20 s: {} medewerkers, die {}% halen",
            ),
            figures: &[Number(54.0, 0), Number(81.7, 1)],
        }),
        source: cited("Erlang (1917)"),
        ..Entry::EMPTY
    },
    Entry {
        name: "transfer_rate",
        command: COMMAND,
        title: both("Transfer rate", "Aandeel doorverbonden"),
        formula: both(
            "answered contacts passed on / answered",
            "opgenomen en doorverbonden / opgenomen",
        ),
        counts: both("answered contacts", "opgenomen contacten"),
        leaves_out: both(
            "nothing; no rate where the log does not tell",
            "niets; geen aandeel waar het logboek het niet noemt",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "8 answered, 2 passed on: {}%",
                "8 opgenomen, 2 doorverbonden: {}%",
            ),
            figures: &[Number(25.0, 1)],
        }),
        source: cited("Genesys Cloud, transfer rate"),
    },
    Entry {
        name: "fcr_no_repeat",
        command: COMMAND,
        title: both(
            "First-contact resolution: nobody came back",
            "In één keer: niemand kwam terug",
        ),
        formula: both(
            "first contacts without a later one of the same customer on the same topic, on any channel, within --repeat-days (7) / first contacts old enough to tell",
            "eerste contacten zonder later contact van dezelfde klant over hetzelfde onderwerp, via welk kanaal ook, binnen --repeat-days (7) / eerste contacten die oud genoeg zijn",
        ),
        counts: both(
            "answered first contacts of known customers",
            "opgenomen eerste contacten van bekende klanten",
        ),
        leaves_out: both(
            "contacts younger than the window, repeats, unknown customers, each printed",
            "contacten jonger dan het venster, herhalingen, onbekende klanten, elk vermeld",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "reported on 31 March: one customer called on the 1st, one on the 1st and the 4th, one on the 29th: {}%",
                "rapport van 31 maart: een klant belde op de 1e, een op de 1e en de 4e, een op de 29e: {}%",
            ),
            figures: &[Number(50.0, 1)],
        }),
        source: both(
            "CallCentreHelper, first call resolution; own for what is too young",
            "CallCentreHelper, first call resolution; eigen voor wat te jong is",
        ),
    },
    Entry {
        name: "fcr_survey",
        command: COMMAND,
        title: both(
            "First-contact resolution: customers say so",
            "In één keer: klanten zeggen het",
        ),
        formula: both(
            "yes / (yes + no) to \"were you helped at once?\"",
            "ja / (ja + nee) op \"bent u in één keer geholpen?\"",
        ),
        counts: both(
            "answers to answered contacts",
            "antwoorden bij opgenomen contacten",
        ),
        leaves_out: both(
            "who gave no answer; fewer than 5 answers are not shown",
            "wie niet antwoordde; minder dan 5 antwoorden worden niet getoond",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "10 answered, 6 say yes, 2 no: {}%",
                "10 opgenomen, 6 zeggen ja, 2 nee: {}%",
            ),
            figures: &[Number(75.0, 1)],
        }),
        source: cited("Medallia, first contact resolution"),
    },
    Entry {
        name: "fcr_resolved_first",
        command: COMMAND,
        title: both(
            "First-contact resolution: noted as resolved",
            "In één keer: genoteerd als opgelost",
        ),
        formula: both(
            "noted as resolved, not passed on and not come back / contacts with a note; net: without --not-first-line topics",
            "genoteerd als opgelost, niet doorverbonden en niet teruggekomen / contacten met een notitie; netto: zonder onderwerpen van --not-first-line",
        ),
        counts: both(
            "answered contacts with a note of the agent",
            "opgenomen contacten met een notitie van de medewerker",
        ),
        leaves_out: both(
            "repeats, and first contacts too young to tell",
            "herhalingen, en eerste contacten die te jong zijn",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "5 notes: 4 resolved, one of these passed on, 1 not: {}%",
                "5 notities: 4 opgelost, waarvan een doorverbonden, 1 niet: {}%",
            ),
            figures: &[Number(60.0, 1)],
        }),
        source: cited("Medallia, net first contact resolution"),
    },
    Entry {
        name: "queue_length",
        command: COMMAND,
        title: both("Queue length", "Lengte van de wachtrij"),
        formula: both(
            "most at once, and when; mean over time: sum of waits in the window / its length",
            "meeste tegelijk, en wanneer; gemiddelde over de tijd: som van wachttijden in het venster / de lengte ervan",
        ),
        counts: both(
            "everybody in the queue, from before the window too; closed hours are in the window",
            "iedereen in de wachtrij, ook van voor het venster; gesloten uren horen bij het venster",
        ),
        leaves_out: both(
            "who leaves at an instant makes room for who comes at it; none per agent",
            "wie op een moment weggaat maakt plaats voor wie dan komt; geen per medewerker",
        ),
        example: Some(Example {
            text: both(
                "between 09:00 and 09:20 one waits from 09:00 to 09:10, one from 09:05 to 09:15: most {}, mean {}",
                "tussen 09:00 en 09:20 wacht een van 09:00 tot 09:10, een van 09:05 tot 09:15: meeste {}, gemiddeld {}",
            ),
            figures: &[Number(2.0, 0), Number(1.0, 1)],
        }),
        source: both("own", "eigen"),
        ..Entry::EMPTY
    },
];

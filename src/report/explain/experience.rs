use super::entry::Figure::{Number, Word};
use super::entry::{Both, Entry, Example, both, cited};

const XLA: &str = "signaal xla";
const WATERMELON: &str = "signaal watermelon";

const ANSWERS: Both = both(
    "the first complete answer to a contact, within --late-after days; customers and employees apart",
    "het eerste volledige antwoord op een contact, binnen --late-after dagen; klanten en medewerkers apart",
);

const NOT_ANSWERS: Both = both(
    "answers outside the scale, late and second answers, each counted; fewer than 5 answers have no figure",
    "antwoorden buiten de schaal, late en tweede antwoorden, elk geteld; minder dan 5 antwoorden geven geen cijfer",
);

const WILSON: Both = both("Wilson", "Wilson");

/// What customers and employees thought of it.
pub(super) const ENTRIES: [Entry; 15] = [
    Entry {
        name: "csat",
        command: XLA,
        title: both(
            "Customer satisfaction (top box)",
            "Klanttevredenheid (top box)",
        ),
        formula: both(
            "satisfied answers / answers: 4 and 5 of 5, 6 and 7 of 7, else as declared by satisfied=",
            "tevreden antwoorden / antwoorden: 4 en 5 van 5, 6 en 7 van 7, anders zoals satisfied= zegt",
        ),
        counts: ANSWERS,
        leaves_out: NOT_ANSWERS,
        interval: WILSON,
        example: Some(Example {
            text: both(
                "39 of 60 answered 4 or 5: {}% [{} to {}]",
                "39 van 60 antwoordden 4 of 5: {}% [{} tot {}]",
            ),
            figures: &[Number(65.0, 1), Number(52.4, 1), Number(75.8, 1)],
        }),
        source: both("box method; Wilson 1927", "boxmethode; Wilson 1927"),
    },
    Entry {
        name: "school_mark",
        command: XLA,
        title: both("School mark", "Rapportcijfer"),
        formula: both("mean of marks 1 to 10", "gemiddelde van cijfers 1 tot 10"),
        counts: ANSWERS,
        leaves_out: both(
            "never mixed with a share of satisfied answers",
            "nooit gemengd met een aandeel tevreden antwoorden",
        ),
        interval: both(
            "Student's t, cut off at the ends of the scale",
            "Student's t, afgekapt op de einden van de schaal",
        ),
        example: Some(Example {
            text: both(
                "6, 7, 7, 8, 9: {} [{} to {}]",
                "6, 7, 7, 8, 9: {} [{} tot {}]",
            ),
            figures: &[Number(7.4, 1), Number(5.98, 2), Number(8.82, 2)],
        }),
        source: cited("Student 1908"),
    },
    Entry {
        name: "ces",
        command: XLA,
        title: both("Customer effort score", "Customer effort score"),
        formula: both(
            "mean of agreement 1 to 7 with \"that was easy\"; share of 5 and more",
            "gemiddelde van 1 tot 7 bij \"dat ging makkelijk\"; aandeel 5 en hoger",
        ),
        counts: ANSWERS,
        leaves_out: NOT_ANSWERS,
        interval: both(
            "Student's t; Wilson for the share",
            "Student's t; Wilson voor het aandeel",
        ),
        example: Some(Example {
            text: both(
                "7, 6, 6, 5, 5, 5, 4, 3, 2, 1: mean {}, {}% found it easy",
                "7, 6, 6, 5, 5, 5, 4, 3, 2, 1: gemiddeld {}, {}% vond het makkelijk",
            ),
            figures: &[Number(4.4, 1), Number(60.0, 1)],
        }),
        source: both(
            "CES 2.0; the direction is declared, as CES 1.0 runs the other way",
            "CES 2.0; de richting wordt verklaard, want CES 1.0 loopt andersom",
        ),
    },
    Entry {
        name: "nps",
        command: "signaal xla, run, drivers",
        title: both("Net promoter score", "Net promoter score"),
        formula: both(
            "100 x (share answering 9 or 10 - share answering 0 to 6)",
            "100 x (aandeel 9 of 10 - aandeel 0 tot 6)",
        ),
        counts: both(
            "every answer, 7 and 8 too; weighted where the project has weights",
            "elk antwoord, ook 7 en 8; gewogen waar het project gewichten heeft",
        ),
        leaves_out: both(
            "answers declared missing; second answers of one contact",
            "antwoorden die als ontbrekend zijn verklaard; tweede antwoorden bij een contact",
        ),
        interval: both("adjusted Wald", "aangepaste Wald"),
        example: Some(Example {
            text: both(
                "50 promoters, 30 passives, 20 detractors: {} [{} to {}]",
                "50 promotors, 30 passieven, 20 criticasters: {} [{} tot {}]",
            ),
            figures: &[Number(30.0, 0), Number(14.1, 1), Number(44.2, 1)],
        }),
        source: cited("Rocks 2016 (arXiv 1601.07235)"),
    },
    Entry {
        name: "sentiment_index",
        command: XLA,
        title: both("Sentiment index", "Sentimentindex"),
        formula: both(
            "100 x (share positive - share negative); with --checked corrected for errors of reading: shares of readings through the inverse of what readings were made of checked texts",
            "100 x (aandeel positief - aandeel negatief); met --checked gecorrigeerd voor leesfouten: aandelen van lezingen door de inverse van wat van gecontroleerde teksten werd gelezen",
        ),
        counts: both(
            "texts with a tone, neutral ones too",
            "teksten met een toon, ook neutrale",
        ),
        leaves_out: both(
            "corrects nothing with fewer than 5 checked texts of a tone; never of agents",
            "corrigeert niets met minder dan 5 gecontroleerde teksten van een toon; nooit van medewerkers",
        ),
        interval: both(
            "adjusted Wald as read; Bayesian bootstrap of readings and checks when corrected",
            "aangepaste Wald zoals gelezen; Bayesiaanse bootstrap van lezingen en controles na correctie",
        ),
        example: Some(Example {
            text: both(
                "40 read negative, 40 neutral, 20 positive: {} as read; of 50 checked negative texts 40 were read so (8 neutral, 2 positive), of 50 neutral 40 (5, 5), of 50 positive 40 (8 neutral, 2 negative): {}",
                "40 gelezen als negatief, 40 neutraal, 20 positief: {} zoals gelezen; van 50 gecontroleerde negatieve teksten werden er 40 zo gelezen (8 neutraal, 2 positief), van 50 neutrale 40 (5, 5), van 50 positieve 40 (8 neutraal, 2 negatief): {}",
            ),
            figures: &[Number(-20.0, 0), Number(-26.3, 1)],
        }),
        source: both(
            "own; Rogan and Gladen 1978 for the inverse",
            "eigen; Rogan en Gladen 1978 voor de inverse",
        ),
    },
    Entry {
        name: "lost_time",
        command: XLA,
        title: both("Lost time", "Verloren tijd"),
        formula: both(
            "mean of minutes that people say they lost, values above the 99th percentile taken as that",
            "gemiddelde van de minuten die mensen zeggen te hebben verloren, boven het 99e percentiel gelijk aan dat",
        ),
        counts: both(
            "answers with a value; its n is its own, as the question is optional",
            "antwoorden met een waarde; met een eigen n, want de vraag is niet verplicht",
        ),
        leaves_out: both("values below zero", "waarden onder nul"),
        interval: both("Student's t, not below zero", "Student's t, niet onder nul"),
        example: Some(Example {
            text: both(
                "100 x 10 min, 99 x 20 min, one 9,999: {} min, cut at {}, longest {}",
                "100 x 10 min, 99 x 20 min, een 9.999: {} min, afgekapt op {}, langste {}",
            ),
            figures: &[Number(15.0, 0), Number(20.0, 0), Number(9999.0, 0)],
        }),
        source: both(
            "HappySignals, glossary; own for the cut",
            "HappySignals, begrippenlijst; eigen voor het afkappen",
        ),
    },
    Entry {
        name: "xla_attainment",
        command: XLA,
        title: both(
            "Verdict on an experience target",
            "Oordeel over een belevingsdoel",
        ),
        formula: both(
            "met: the whole interval reaches the target. not_met: none of it does. inconclusive: else. suppressed: fewer answers than min_n (in a run, customers)",
            "met: het hele interval haalt het doel. not_met: niets ervan. inconclusive: anders. suppressed: minder antwoorden dan min_n (in een run: klanten)",
        ),
        counts: both(
            "answers of the group and period of the target",
            "antwoorden van de groep en periode van het doel",
        ),
        leaves_out: both(
            "min_n is 30 unless said otherwise and never below 5; there are no targets unless declared; equal answers are no certainty",
            "min_n is 30 tenzij anders gezegd en nooit onder 5; er zijn geen doelen tenzij verklaard; gelijke antwoorden zijn geen zekerheid",
        ),
        interval: both("that of the indicator", "dat van de indicator"),
        example: Some(Example {
            text: both(
                "39 of 60 against 80 %: {}; 8 of 10 against 85 %: {} with min_n 10, {} with 30",
                "39 van 60 tegen 80 %: {}; 8 van 10 tegen 85 %: {} met min_n 10, {} met 30",
            ),
            figures: &[Word("not_met"), Word("inconclusive"), Word("suppressed")],
        }),
        source: both("own", "eigen"),
    },
    Entry {
        name: "impact",
        command: XLA,
        title: both("Impact of a distance", "Gewicht van een afstand"),
        formula: both(
            "answers x (figure - target), or x (target - figure) where less is better: positive on the good side",
            "antwoorden x (cijfer - doel), of x (doel - cijfer) waar minder beter is: positief aan de goede kant",
        ),
        counts: ANSWERS,
        leaves_out: both("who did not answer", "wie niet antwoordde"),
        example: Some(Example {
            text: both(
                "39 of 60 satisfied against 80 %: {}",
                "39 van 60 tevreden tegen 80 %: {}",
            ),
            figures: &[Number(-9.0, 0)],
        }),
        source: both("HappySignals, glossary", "HappySignals, begrippenlijst"),
        ..Entry::EMPTY
    },
    Entry {
        name: "composite",
        command: XLA,
        title: both("Experience composite", "Samengesteld belevingscijfer"),
        formula: both(
            "each indicator on 0 to 100 (nps: (nps + 100) / 2), then the sum of weight x score / sum of weights; without weights the outcome half and the experience half count the same",
            "elke indicator op 0 tot 100 (nps: (nps + 100) / 2), dan de som van gewicht x cijfer / som van gewichten; zonder gewichten tellen de helft uitkomst en de helft beleving even zwaar",
        ),
        counts: both("indicators with a figure", "indicatoren met een cijfer"),
        leaves_out: both(
            "not published where less than 0.6 of the weight has a figure",
            "niet getoond waar minder dan 0,6 van het gewicht een cijfer heeft",
        ),
        interval: both(
            "variances recovered from the limits of the parts, with their correlations",
            "varianties uit de grenzen van de delen, met hun samenhang",
        ),
        example: Some(Example {
            text: both(
                "outcome: 75 helped at once; experience: csat 65 and nps 30, which is 65: {}. Without the outcome: coverage {}, not published",
                "uitkomst: 75 in één keer geholpen; beleving: csat 65 en nps 30, dat is 65: {}. Zonder de uitkomst: dekking {}, niet getoond",
            ),
            figures: &[Number(70.0, 0), Number(0.5, 1)],
        }),
        source: both(
            "Userlane for nps; Zou and Donner 2008 for the interval; own for weights and coverage",
            "Userlane voor nps; Zou en Donner 2008 voor het interval; eigen voor gewichten en dekking",
        ),
    },
    Entry {
        name: "baseline",
        command: XLA,
        title: both("Change since a baseline", "Verandering sinds een nulmeting"),
        formula: both(
            "figure now - frozen figure; refused where questions, scales or rules differ",
            "cijfer nu - bevroren cijfer; geweigerd waar vragen, schalen of regels verschillen",
        ),
        counts: both(
            "the same group and indicator",
            "dezelfde groep en indicator",
        ),
        leaves_out: both(
            "figures frozen with fewer than 5 answers",
            "cijfers bevroren met minder dan 5 antwoorden",
        ),
        interval: both(
            "from the limits of both (Newcombe)",
            "uit de grenzen van beide (Newcombe)",
        ),
        example: Some(Example {
            text: both(
                "45 of 60 satisfied then, 39 of 60 now: {} points [{} to {}]",
                "toen 45 van 60 tevreden, nu 39 van 60: {} punten [{} tot {}]",
            ),
            figures: &[Number(-10.0, 1), Number(-25.6, 1), Number(6.3, 1)],
        }),
        source: cited("Newcombe 1998"),
    },
    Entry {
        name: "watermelon_rate",
        command: WATERMELON,
        title: both("Watermelon rate", "Watermeloenaandeel"),
        formula: both(
            "negative answers where promises were kept / answers where promises were kept",
            "negatieve antwoorden waar beloften zijn gehouden / antwoorden waar beloften zijn gehouden",
        ),
        counts: both(
            "tickets all of whose promises were met, with an answer; negative as declared (2 and worse of 5, detractors)",
            "tickets waarvan alle beloften zijn gehaald, met een antwoord; negatief zoals verklaard (2 en lager van 5, criticasters)",
        ),
        leaves_out: both(
            "tickets without an answer; negative words alone are counted apart",
            "tickets zonder antwoord; alleen negatieve woorden tellen apart",
        ),
        interval: WILSON,
        example: Some(Example {
            text: both(
                "60 answers to tickets in time, 21 negative: {}% [{} to {}]",
                "60 antwoorden bij tickets op tijd, 21 negatief: {}% [{} tot {}]",
            ),
            figures: &[Number(35.0, 1), Number(24.2, 1), Number(47.6, 1)],
        }),
        source: both(
            "own: no published formula",
            "eigen: er is geen gepubliceerde formule",
        ),
    },
    Entry {
        name: "quadrant",
        command: WATERMELON,
        title: both("Quadrant", "Kwadrant"),
        formula: both(
            "SLA green: share in time >= contract. Then healthy or watermelon as the experience target is met or not_met; SLA red: over_strict_or_wrong_metric or failing; inconclusive and suppressed as the verdict; no_target without either promise",
            "SLA groen: aandeel op tijd >= contract. Dan healthy of watermelon naarmate het belevingsdoel met of not_met is; SLA rood: over_strict_or_wrong_metric of failing; inconclusive en suppressed als het oordeel; no_target zonder een van beide beloften",
        ),
        counts: both(
            "answers to met tickets where the SLA is green, to all where it is red",
            "antwoorden bij tickets op tijd waar de SLA groen is, bij alle waar zij rood is",
        ),
        leaves_out: both(
            "open tickets and tickets without an SLA, printed",
            "open tickets en tickets zonder SLA, vermeld",
        ),
        interval: both(
            "none on the SLA side, as contracts read; the experience side is decided by its interval",
            "geen aan de kant van de SLA, zoals contracten lezen; over beleving beslist het interval",
        ),
        example: Some(Example {
            text: both(
                "190 of 200 in time, 95 % promised; 39 of 60 satisfied, 80 % wanted: {}. 8 of 10 satisfied, 85 % wanted, min_n 10: {}",
                "190 van 200 op tijd, 95 % beloofd; 39 van 60 tevreden, 80 % gewenst: {}. 8 van 10 tevreden, 85 % gewenst, min_n 10: {}",
            ),
            figures: &[Word("watermelon"), Word("inconclusive")],
        }),
        source: both(
            "own: no published formula",
            "eigen: er is geen gepubliceerde formule",
        ),
    },
    Entry {
        name: "watermelon_lift",
        command: WATERMELON,
        title: both(
            "Watermelon lift: does this SLA matter",
            "Watermeloenlift: doet deze SLA ertoe",
        ),
        formula: both(
            "P(negative | met) / P(negative | breached)",
            "P(negatief | op tijd) / P(negatief | te laat)",
        ),
        counts: both(
            "answers to met and to breached tickets",
            "antwoorden bij tickets op tijd en te laat",
        ),
        leaves_out: both(
            "no verdict below min_n answers on a side; \"no sign that it matters\" only where the interval holds 1 and excludes 0.8, an effect of a fifth",
            "geen oordeel onder min_n antwoorden aan een kant; \"geen teken dat het ertoe doet\" alleen waar het interval 1 bevat en 0,8 uitsluit, een effect van een vijfde",
        ),
        interval: both(
            "of the log ratio (Katz)",
            "van de logaritme van de verhouding (Katz)",
        ),
        example: Some(Example {
            text: both(
                "21 of 60 negative when met, 35 of 50 when breached: {} [{} to {}], {}",
                "21 van 60 negatief bij op tijd, 35 van 50 bij te laat: {} [{} tot {}], {}",
            ),
            figures: &[
                Number(0.5, 2),
                Number(0.34, 2),
                Number(0.74, 2),
                Word("matters"),
            ],
        }),
        source: both(
            "Katz, Baptista, Azen and Pike 1978; own as a verdict",
            "Katz, Baptista, Azen en Pike 1978; eigen als oordeel",
        ),
    },
    Entry {
        name: "response_bias",
        command: WATERMELON,
        title: both(
            "Response of met and breached tickets",
            "Respons bij op tijd en te laat",
        ),
        formula: both(
            "share that answered where met and where breached; biased where a test of two shares, or Fisher's exact test where fewer than 5 are expected in a place, has p < 0.05; cannot tell where a side has fewer than 5 tickets",
            "aandeel dat antwoordde bij op tijd en bij te laat; scheef waar een toets van twee aandelen, of de exacte toets van Fisher waar er ergens minder dan 5 te verwachten zijn, p < 0,05 heeft; niet te zeggen waar een kant minder dan 5 tickets heeft",
        ),
        counts: both("tickets with a verdict", "tickets met een oordeel"),
        leaves_out: both(
            "open tickets and tickets without an SLA",
            "open tickets en tickets zonder SLA",
        ),
        interval: both(
            "Wilson each; Newcombe for the difference",
            "elk Wilson; Newcombe voor het verschil",
        ),
        example: Some(Example {
            text: both(
                "60 of 200 met tickets answered, 80 of 200 breached: {}% and {}%, p = {}: biased",
                "60 van 200 tickets op tijd beantwoord, 80 van 200 te laat: {}% en {}%, p = {}: scheef",
            ),
            figures: &[Number(30.0, 1), Number(40.0, 1), Number(0.036, 3)],
        }),
        source: both(
            "two-proportion z test; Fisher 1935 where few are expected",
            "z-toets van twee aandelen; Fisher 1935 waar er weinig te verwachten zijn",
        ),
    },
    Entry {
        name: "words_as_evidence",
        command: "signaal run ([service_levels] negative_text)",
        title: both(
            "Words where there is no answer",
            "Woorden waar geen antwoord is",
        ),
        formula: both(
            "a ticket without an answer is negative when the first words about it are read as negative with at least negative_text (P(negative), taken as P(negative) - P(positive), which it is at least)",
            "een ticket zonder antwoord is negatief als de eerste woorden erover met minstens negative_text zo gelezen worden (P(negatief), genomen als P(negatief) - P(positief), wat het minstens is)",
        ),
        counts: both(
            "words of surveys and remarks, dated as an answer may be; they place tickets in the two by two and are in no figure of answers",
            "woorden van enquêtes en opmerkingen, gedateerd zoals een antwoord mag zijn; zij plaatsen tickets in het kwadrant en zitten in geen cijfer over antwoorden",
        ),
        leaves_out: both(
            "words of the conversation itself, as who asks for help is often unhappy before anything was done; words beside an answer, which goes first; those of a side of the two by two with fewer than 5 such customers, or that are all read alike",
            "woorden van het gesprek zelf, want wie om hulp vraagt is vaak al ontevreden; woorden naast een antwoord, dat voorgaat; die van een kant van het kwadrant met minder dan 5 zulke klanten, of die allemaal gelijk gelezen worden",
        ),
        interval: both(
            "how often it is right: Wilson, of tickets with an answer whose words were read as negative",
            "hoe vaak het klopt: Wilson, van tickets met een antwoord waarvan de woorden negatief werden gelezen",
        ),
        example: Some(Example {
            text: both(
                "14 customers answered and wrote what is read as negative, 12 of them answered negatively: right in {}% [{} to {}]",
                "14 klanten antwoordden en schreven wat negatief wordt gelezen, 12 van hen antwoordden negatief: goed in {}% [{} tot {}]",
            ),
            figures: &[Number(85.7, 1), Number(60.1, 1), Number(96.0, 1)],
        }),
        source: cited("signaal"),
    },
];

use super::entry::Figure::{Number, Word};
use super::entry::{Entry, Example, both, cited};

/// The worth of a survey.
pub(super) const ENTRIES: [Entry; 8] = [
    Entry {
        name: "readiness",
        command: "signaal check --readiness",
        title: both("Readiness to measure", "Klaar om te meten"),
        formula: both(
            "the worst condition decides a dimension, the worst dimension the whole; answers needed: z2 x 0.25 / margin2, rounded up",
            "de slechtste voorwaarde bepaalt een dimensie, de slechtste dimensie het geheel; nodige antwoorden: z2 x 0,25 / marge2, naar boven afgerond",
        ),
        counts: both(
            "history from 3 months, joined responses and documents with a topic from 80%, a measured recall of masking, a frozen baseline, an owner, consent and DPIA; fifteen statements",
            "geschiedenis vanaf 3 maanden, gekoppelde antwoorden en documenten met een onderwerp vanaf 80%, een gemeten vindkans van maskeren, een vaste nulmeting, een eigenaar, instemming en DPIA; vijftien stellingen",
        ),
        leaves_out: both(
            "how good masking is: only whether it was measured",
            "hoe goed het maskeren is: alleen of het is gemeten",
        ),
        interval: both(
            "Wilson, for the recall of masking",
            "Wilson, voor de vindkans van maskeren",
        ),
        example: Some(Example {
            text: both(
                "a margin of 5 points takes {} answers, one of 10 takes {}",
                "een marge van 5 punten vraagt {} antwoorden, een van 10 vraagt er {}",
            ),
            figures: &[Number(385.0, 0), Number(97.0, 0)],
        }),
        source: both(
            "Cochran 1977, section 4.4; the rest is this program's own",
            "Cochran 1977, paragraaf 4.4; de rest is van dit programma",
        ),
    },
    Entry {
        name: "response_rate",
        command: "signaal xla",
        title: both("Response rate", "Respons"),
        formula: both(
            "complete answers / delivered invitations (RR1); with partial ones beside it (RR2)",
            "volledige antwoorden / bezorgde uitnodigingen (RR1); ernaast met gedeeltelijke (RR2)",
        ),
        counts: both(
            "invitations that were delivered",
            "uitnodigingen die zijn bezorgd",
        ),
        leaves_out: both(
            "bounced, opted out, held back, each printed",
            "onbestelbaar, afgemeld, tegengehouden, elk vermeld",
        ),
        interval: both("Wilson", "Wilson"),
        example: Some(Example {
            text: both(
                "220 invitations, 20 bounced; 40 complete, 10 partial: {}%, with partial {}%",
                "220 uitnodigingen, 20 onbestelbaar; 40 volledig, 10 gedeeltelijk: {}%, met gedeeltelijke {}%",
            ),
            figures: &[Number(20.0, 1), Number(25.0, 1)],
        }),
        source: both(
            "AAPOR, Standard Definitions, RR1 and RR2",
            "AAPOR, Standard Definitions, RR1 en RR2",
        ),
    },
    Entry {
        name: "representation",
        command: "signaal xla",
        title: both("Who responds", "Wie antwoordt"),
        formula: both(
            "(share among responses - share among invitations) / pooled standard deviation; flagged above 0.1",
            "(aandeel bij antwoorden - aandeel bij uitnodigingen) / gemiddelde standaardafwijking; gemeld boven 0,1",
        ),
        counts: both(
            "values with at least 5 invitations, from 5 responses",
            "waarden met ten minste 5 uitnodigingen, vanaf 5 antwoorden",
        ),
        leaves_out: both(
            "what is the same for all; with few responses it passes 0.1 by chance",
            "wat voor allen gelijk is; met weinig antwoorden is het door toeval boven 0,1",
        ),
        example: Some(Example {
            text: both(
                "50 of 100 invited are businesses, 28 of 40 who answer: {}",
                "50 van 100 uitgenodigden zijn zakelijk, 28 van 40 die antwoorden: {}",
            ),
            figures: &[Number(0.42, 2)],
        }),
        source: cited("Austin 2009"),
        ..Entry::EMPTY
    },
    Entry {
        name: "fatigue",
        command: "signaal loop",
        title: both("Survey fatigue", "Enquêtemoeheid"),
        formula: both(
            "alarm when the response rate lies below the baseline by at least the set fall, with p below the set level, so many periods in a row",
            "alarm als de respons ten minste de ingestelde daling onder de nulmeting ligt, met p onder het ingestelde niveau, zo veel perioden achter elkaar",
        ),
        counts: both(
            "delivered invitations per period",
            "bezorgde uitnodigingen per periode",
        ),
        leaves_out: both(
            "periods without invitations break the row",
            "perioden zonder uitnodigingen breken de rij",
        ),
        interval: both("Newcombe for the difference", "Newcombe voor het verschil"),
        example: Some(Example {
            text: both(
                "300 of 1,000, then 250 and 240 of 1,000; fall 4 points, p 0.05, two periods: {} and {} points, alarm {} in the first and {} in the second",
                "300 van 1.000, daarna 250 en 240 van 1.000; daling 4 punten, p 0,05, twee perioden: {} en {} punten, alarm {} in de eerste en {} in de tweede",
            ),
            figures: &[
                Number(-5.0, 1),
                Number(-6.0, 1),
                Word("false"),
                Word("true"),
            ],
        }),
        source: both("own", "eigen"),
    },
    Entry {
        name: "survey_frequency",
        command: "signaal loop",
        title: both("Invited too soon", "Te snel weer gevraagd"),
        formula: both(
            "time since an earlier delivered invitation below 90 days (about a contact) or 180 days (about the relation)",
            "tijd sinds een eerdere bezorgde uitnodiging onder 90 dagen (over een contact) of 180 dagen (over de relatie)",
        ),
        counts: both(
            "delivered invitations per recipient",
            "bezorgde uitnodigingen per ontvanger",
        ),
        leaves_out: both(
            "bounced and held back; a relational one may follow a transactional one",
            "onbestelbaar en tegengehouden; een relationele mag op een transactionele volgen",
        ),
        example: Some(Example {
            text: both(
                "asked about a contact on 10 January and on 11 March: {} of {} days",
                "gevraagd over een contact op 10 januari en op 11 maart: {} van {} dagen",
            ),
            figures: &[Number(60.0, 0), Number(90.0, 0)],
        }),
        source: both(
            "OCX Cognition; LoyaltyLoop; settings",
            "OCX Cognition; LoyaltyLoop; instellingen",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "loop_closure",
        command: "signaal loop",
        title: both("Loop closure", "Terugkoppeling gesloten"),
        formula: both(
            "follow-ups closed within the target / follow-ups closed or over it",
            "terugkoppelingen binnen het doel gesloten / terugkoppelingen gesloten of erover",
        ),
        counts: both(
            "time inside a schedule, as the clocks of tickets",
            "tijd binnen een rooster, zoals de klokken van tickets",
        ),
        leaves_out: both(
            "open ones that can still be in time, printed",
            "open terugkoppelingen die nog op tijd kunnen zijn, vermeld",
        ),
        interval: both("Wilson", "Wilson"),
        example: Some(Example {
            text: both(
                "24 h by the calendar: three closed after 20 h, one after 30 h, one open for 30 h, one for 2 h: {}%, {} left out",
                "24 u op de kalender: drie gesloten na 20 u, een na 30 u, een open sinds 30 u, een sinds 2 u: {}%, {} telt niet mee",
            ),
            figures: &[Number(60.0, 1), Number(1.0, 0)],
        }),
        source: both("own", "eigen"),
    },
    Entry {
        name: "response_trend",
        command: "signaal loop",
        title: both("Trend of the response rate", "Verloop van de respons"),
        formula: both(
            "weighted slope of the rate over the places of periods; variance as if there were no trend",
            "gewogen helling van de respons over de plaatsen van periodes; variantie alsof er geen verloop is",
        ),
        counts: both(
            "complete answers per delivered invitation, per period",
            "volledige antwoorden per bezorgde uitnodiging, per periode",
        ),
        leaves_out: both(
            "periods without invitations, which keep their place and are not filled in",
            "periodes zonder uitnodigingen, die hun plaats houden en niet worden ingevuld",
        ),
        interval: both("normal", "normaal"),
        example: Some(Example {
            text: both(
                "40, 30 and, after a missed one, 10 of 100: {} points per period",
                "40, 30 en, na een gemiste, 10 van 100: {} punten per periode",
            ),
            figures: &[Number(-10.0, 1)],
        }),
        source: cited("Armitage (1955)"),
    },
    Entry {
        name: "next_response",
        command: "signaal loop",
        title: both(
            "Next response, after hearing back or not",
            "Volgende respons, na wel of geen opvolging",
        ),
        formula: both(
            "share of complete answers to the next invitation: closed before it less not closed",
            "aandeel volledige antwoorden op de volgende uitnodiging: ervoor gesloten min niet gesloten",
        ),
        counts: both(
            "recipients whose answer asked for somebody, each once",
            "mensen wier antwoord om opvolging vroeg, elk één keer",
        ),
        leaves_out: both(
            "who was not invited again; no verdict below --least (30) on a side; no cause",
            "wie niet opnieuw is uitgenodigd; geen oordeel onder --least (30) aan een kant; geen oorzaak",
        ),
        interval: both("Newcombe", "Newcombe"),
        source: both("own", "eigen"),
        ..Entry::EMPTY
    },
];

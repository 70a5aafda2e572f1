use super::entry::Figure::Number;
use super::entry::{Both, Entry, Example, both};

const COMMAND: &str = "signaal learn, eval";

const TEXTS: Both = both(
    "labelled texts with words, Dutch, English or of unknown language; in learn each read by a model that had not seen its group",
    "gelabelde teksten met woorden, Nederlands, Engels of van onbekende taal; bij learn elk gelezen door een model dat de groep ervan niet zag",
);

const LEFT_OUT: Both = both(
    "rows without text or label, texts in a third language, labels that the model does not know",
    "rijen zonder tekst of label, teksten in een derde taal, labels die het model niet kent",
);

const WILSON: Both = both("Wilson, 95 %", "Wilson, 95 %");

const BOOTSTRAP: Both = both(
    "percentile bootstrap over groups of texts, 500 draws, 95 %",
    "percentielbootstrap over groepen teksten, 500 trekkingen, 95 %",
);

/// Figures of topics and sentiment learnt from labels.
pub(super) const ENTRIES: [Entry; 5] = [
    Entry {
        name: "micro_f1",
        command: COMMAND,
        title: both("Micro-F1", "Micro-F1"),
        formula: both(
            "2 x right / (2 x right + wrong + missed), all topics together",
            "2 x goed / (2 x goed + fout + gemist), alle onderwerpen samen",
        ),
        counts: TEXTS,
        leaves_out: LEFT_OUT,
        interval: BOOTSTRAP,
        example: Some(Example {
            text: both(
                "2 findings right, 2 wrong, 1 missed: {}",
                "2 vondsten goed, 2 fout, 1 gemist: {}",
            ),
            figures: &[Number(4.0 / 7.0, 2)],
        }),
        source: both(
            "harmonic mean of precision and recall over all decisions",
            "harmonisch gemiddelde van precisie en vangst over alle beslissingen",
        ),
    },
    Entry {
        name: "macro_f1",
        command: COMMAND,
        title: both("Macro-F1", "Macro-F1"),
        formula: both(
            "mean of the F1 of each topic (class) that occurs or was found, rare ones counting as much as frequent ones",
            "gemiddelde van de F1 van elk onderwerp (elke klasse) dat voorkomt of gevonden werd, zeldzame even zwaar als frequente",
        ),
        counts: TEXTS,
        leaves_out: LEFT_OUT,
        interval: BOOTSTRAP,
        example: Some(Example {
            text: both(
                "topics with F1 2/3, 2/3 and 0: {}",
                "onderwerpen met F1 2/3, 2/3 en 0: {}",
            ),
            figures: &[Number(4.0 / 9.0, 2)],
        }),
        source: both(
            "unweighted mean over topics",
            "ongewogen gemiddelde over onderwerpen",
        ),
    },
    Entry {
        name: "topic_precision",
        command: COMMAND,
        title: both("Precision of a topic", "Precisie van een onderwerp"),
        formula: both(
            "texts in which the topic was found and labelled / texts in which it was found",
            "teksten waarin het onderwerp gevonden en gelabeld is / teksten waarin het gevonden is",
        ),
        counts: TEXTS,
        leaves_out: LEFT_OUT,
        interval: WILSON,
        example: Some(Example {
            text: both(
                "found 20 times, 15 of them labelled: {}",
                "20 keer gevonden, 15 daarvan gelabeld: {}",
            ),
            figures: &[Number(0.75, 2)],
        }),
        source: both("positive predictive value", "positief voorspellende waarde"),
    },
    Entry {
        name: "topic_recall",
        command: COMMAND,
        title: both("Recall of a topic", "Vangst van een onderwerp"),
        formula: both(
            "texts in which the topic was found and labelled / texts labelled with it",
            "teksten waarin het onderwerp gevonden en gelabeld is / teksten met dat label",
        ),
        counts: TEXTS,
        leaves_out: LEFT_OUT,
        interval: WILSON,
        example: Some(Example {
            text: both(
                "labelled 25 times, found in 15 of them: {}",
                "25 keer gelabeld, in 15 daarvan gevonden: {}",
            ),
            figures: &[Number(0.6, 2)],
        }),
        source: both("sensitivity", "sensitiviteit"),
    },
    Entry {
        name: "expected_calibration_error",
        command: COMMAND,
        title: both("Expected calibration error", "Verwachte kalibratiefout"),
        formula: both(
            "over ten bins of probability: sum of |decisions that are true - sum of their probabilities| / decisions",
            "over tien vakken van kansen: som van |ware beslissingen - som van hun kansen| / beslissingen",
        ),
        counts: both(
            "each topic in each text is a decision; of sentiment the likeliest class",
            "elk onderwerp in elke tekst is een beslissing; bij sentiment de waarschijnlijkste klasse",
        ),
        leaves_out: LEFT_OUT,
        interval: both("", ""),
        example: Some(Example {
            text: both(
                "four decisions, two of 0.95 of which one is true, two of 0.05 of which none is: {}",
                "vier beslissingen, twee van 0,95 waarvan één waar, twee van 0,05 waarvan geen: {}",
            ),
            figures: &[Number(0.25, 2)],
        }),
        source: both(
            "Naeini, Cooper and Hauskrecht 2015",
            "Naeini, Cooper en Hauskrecht 2015",
        ),
    },
];

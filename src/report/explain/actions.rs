use super::entry::Figure::Number;
use super::entry::{Entry, Example, both, cited};

const ACTION: &str = "signaal action";
const BASELINE: &str = "signaal baseline";

/// Figures of actions and of what came of them.
pub(super) const ENTRIES: [Entry; 5] = [
    Entry {
        name: "baseline_change",
        command: BASELINE,
        title: both("Change since the baseline", "Verschil met de nulmeting"),
        formula: both(
            "share now - share then; outcome now - outcome then",
            "aandeel nu - aandeel toen; uitkomst nu - uitkomst toen",
        ),
        counts: both(
            "respondents with words (shares) and with an outcome, of both periods",
            "respondenten met woorden (aandelen) en met een uitkomst, van beide perioden",
        ),
        leaves_out: both(
            "outcome of topics that fewer than 10 scored; refused where taxonomy, model, mapping, scale, filter or level differ",
            "uitkomst van onderwerpen met minder dan 10 cijfers; geweigerd waar taxonomie, model, veldindeling, schaal, filter of niveau verschillen",
        ),
        interval: both(
            "recovered from the two intervals (Newcombe for shares); both periods taken to be of different people",
            "uit de twee intervallen (Newcombe voor aandelen); beide perioden gelden als van verschillende mensen",
        ),
        source: cited("Zou & Donner 2008; Newcombe 1998, method 10"),
        ..Entry::EMPTY
    },
    Entry {
        name: "use_of_input",
        command: ACTION,
        title: both("Use of input", "Gebruik van input"),
        formula: both(
            "accepted signals with an action / accepted signals",
            "aanvaarde signalen met een actie / aanvaarde signalen",
        ),
        counts: both(
            "signals that were accepted or have an action; age since the first of these",
            "signalen die aanvaard zijn of een actie hebben; leeftijd sinds het eerste daarvan",
        ),
        leaves_out: both("actions that were dropped", "acties die vervallen zijn"),
        example: Some(Example {
            text: both(
                "three accepted with an action and one without: {}%",
                "drie aanvaard met een actie en een zonder: {}%",
            ),
            figures: &[Number(75.0, 0)],
        }),
        source: both("counted, no estimate", "geteld, geen schatting"),
        ..Entry::EMPTY
    },
    Entry {
        name: "realised_effect",
        command: ACTION,
        title: both(
            "Realised effect of an action",
            "Gerealiseerd effect van een actie",
        ),
        formula: both(
            "mean share after - expected; level: y = a + c after; trend: y = a + b t + c after + d (t - t0) after, expected a + b t; the same less other topics scaled to its level before",
            "gemiddeld aandeel erna - verwacht; level: y = a + c erna; trend: y = a + b t + c erna + d (t - t0) erna, verwacht a + b t; hetzelfde min andere onderwerpen op het niveau van ervoor",
        ),
        counts: both(
            "whole weeks with 10 respondents with words or more, weighted by their number; improved where both intervals lie below zero",
            "hele weken met 10 of meer respondenten met woorden, gewogen naar hun aantal; minder klachten waar beide intervallen onder nul liggen",
        ),
        leaves_out: both(
            "weeks from start to end of the action; fewer than 12 weeks on a side: cannot tell; topics with an action from the comparison",
            "weken van begin tot eind van de actie; minder dan 12 weken aan een kant: niet te zeggen; onderwerpen met een actie uit de vergelijking",
        ),
        interval: both(
            "larger of two errors: first-order autoregression with the correlation corrected for the length of the series and Satterthwaite degrees of freedom, and Newey-West; an association in time, no proof",
            "grootste van twee fouten: eerste-orde autoregressie met de samenhang gecorrigeerd voor de lengte van de reeks en Satterthwaite-vrijheidsgraden, en Newey-West; een samenhang in de tijd, geen bewijs",
        ),
        source: cited(
            "Wagner et al. 2002; Bernal et al. 2017; Newey & West 1987; Turner et al. 2021",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "realised_gain",
        command: ACTION,
        title: both(
            "Realised gain of an action",
            "Gerealiseerde winst van een actie",
        ),
        formula: both(
            "predicted gain / fraction removed x part of the expected share that went away",
            "voorspelde winst / deel dat verdwijnt x deel van het verwachte aandeel dat wegging",
        ),
        counts: both(
            "the gain of the ranking when the action was decided, and its realised effect",
            "de winst van de rangschikking toen de actie werd besloten, en het gerealiseerde effect",
        ),
        leaves_out: both(
            "what the action did to the outcome by other ways than its topic; actions without a ranked signal",
            "wat de actie langs andere wegen dan het onderwerp deed; acties zonder gerangschikt signaal",
        ),
        interval: both(
            "both errors together, taken for independent",
            "beide fouten samen, als onafhankelijk beschouwd",
        ),
        source: both(
            "own definition; holds if the association of the ranking is causal",
            "eigen definitie; geldt als het verband van de rangorde oorzakelijk is",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "hit_rate",
        command: ACTION,
        title: both("Hit rate of predictions", "Trefkans van voorspellingen"),
        formula: both(
            "kept / (kept + missed); kept: realised gain lies above zero and covers or exceeds the prediction; missed: it lies below the prediction",
            "uitgekomen / (uitgekomen + niet); uitgekomen: gerealiseerde winst ligt boven nul en omvat of overtreft de voorspelling; niet: ze ligt eronder",
        ),
        counts: both(
            "actions in force with a prediction",
            "acties in werking met een voorspelling",
        ),
        leaves_out: both(
            "undecided ones, whose interval covers no gain and the prediction; ones with too few weeks",
            "onbesliste, waarvan het interval geen winst en de voorspelling omvat; die met te weinig weken",
        ),
        interval: both("Wilson", "Wilson"),
        example: Some(Example {
            text: both(
                "one kept and one missed: {}% ({} to {}%)",
                "een uitgekomen en een niet: {}% ({} tot {}%)",
            ),
            figures: &[Number(50.0, 1), Number(9.5, 1), Number(90.5, 1)],
        }),
        source: both("own definition", "eigen definitie"),
    },
];

//! Figures of studies of a survey wave that are not those of topics.

use super::entry::{Entry, both};

/// The figures, in the order in which they are listed.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "rows_alike",
        command: "signaal drivers",
        title: both("Rows alike", "Gelijke regels"),
        formula: both(
            "number of rows of the file that hold the same answers in every column of the model, and the same weight",
            "aantal regels van het bestand met dezelfde antwoorden in elke kolom van het model, en hetzelfde gewicht",
        ),
        counts: both(
            "rows that the model uses; the row that is named is the first of them",
            "regels die het model gebruikt; de genoemde regel is de eerste daarvan",
        ),
        leaves_out: both(
            "rows that are left out; influence and distance are those of one of the rows, not of all together",
            "regels die niet meedoen; invloed en afstand zijn die van één van de regels, niet van alle samen",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "r2_cross_validated",
        command: "signaal drivers",
        title: both(
            "R2 on answers not seen",
            "R2 op antwoorden die het model niet zag",
        ),
        formula: both(
            "rows are dealt into five parts, each predicted from the other four; 1 - squared error / squared distance from the mean of the other four; with --model ordinal or logistic 1 - log score of the model / log score of the shares of the answers in the other four",
            "regels worden in vijf delen gedeeld, elk voorspeld uit de andere vier; 1 - kwadratische fout / kwadratische afstand tot het gemiddelde van de andere vier; met --model ordinal of logistic 1 - logscore van het model / logscore van de aandelen van de antwoorden in de andere vier",
        ),
        counts: both(
            "the mean over three to ten dealings; rows of one cluster stay together",
            "het gemiddelde over drie tot tien verdelingen; regels van één cluster blijven samen",
        ),
        leaves_out: both(
            "nothing where there are fewer units than parts, and where an ordinal model cannot be fitted without a part; an answer that the other parts lack counts as its neighbour",
            "niets waar er minder eenheden dan delen zijn, en waar een ordinaal model zonder een deel niet te schatten is; een antwoord dat de andere delen missen telt als zijn buur",
        ),
        interval: both(
            "standard deviation over dealings; where fewer than nine of ten agree on the sign of what drivers add, the verdict is \"cannot tell\"",
            "standaardafwijking over verdelingen; zijn minder dan negen van de tien het eens over het teken van wat factoren toevoegen, dan is het oordeel \"niet te zeggen\"",
        ),
        source: "Stone 1974; log score: Good 1952; R2 of likelihoods: McFadden 1974",
        ..Entry::EMPTY
    },
];

//! Figures of studies of a survey wave and of path models that are not those of topics.

use super::entry::{Entry, both, cited};

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
        source: both(
            "Stone 1974; log score: Good 1952; R2 of likelihoods: McFadden 1974",
            "Stone 1974; logscore: Good 1952; R2 van likelihoods: McFadden 1974",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "coefficient",
        command: "signaal drivers",
        title: both("Coefficient", "Coëfficiënt"),
        formula: both(
            "how much the outcome differs per unit of a driver with everything else held: weighted least squares; with --model ordinal or logistic log-odds of a better answer",
            "hoeveel de uitkomst verschilt per eenheid van een factor met al het andere gelijk: gewogen kleinste kwadraten; met --model ordinal of logistic log-odds van een beter antwoord",
        ),
        counts: both(
            "rows without a gap in any column that the call names",
            "regels zonder ontbrekend antwoord in een kolom die de opdracht noemt",
        ),
        leaves_out: both(
            "columns with one value, and columns that others determine",
            "kolommen met één waarde, en kolommen die uit andere volgen",
        ),
        interval: both(
            "t with n - k degrees of freedom on robust standard errors: HC3, CR1 with clusters (clusters - 1 degrees of freedom), linearised with sampling weights",
            "t met n - k vrijheidsgraden op robuuste standaardfouten: HC3, CR1 bij clusters (clusters - 1 vrijheidsgraden), gelineariseerd bij steekproefgewichten",
        ),
        source: both(
            "HC3: MacKinnon & White 1985; CR1: Liang & Zeger 1986; linearised: Binder 1983",
            "HC3: MacKinnon & White 1985; CR1: Liang & Zeger 1986; gelineariseerd: Binder 1983",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "lmg",
        command: "signaal drivers",
        title: both("LMG part of R2", "LMG-deel van R2"),
        formula: both(
            "mean over all orders of the drivers of what a driver adds to R2 when it comes in; share = LMG / R2",
            "gemiddelde over alle volgordes van de factoren van wat een factor aan R2 toevoegt als hij erbij komt; aandeel = LMG / R2",
        ),
        counts: both(
            "controls are in from the start; columns of one driver come in together",
            "controles staan er van begin af in; kolommen van één factor komen samen binnen",
        ),
        leaves_out: both(
            "direction: a part of R2 has no sign; above 30 drivers orders are sampled and the Monte-Carlo error is printed",
            "richting: een deel van R2 heeft geen teken; boven 30 factoren worden volgordes getrokken en staat de Monte-Carlofout erbij",
        ),
        interval: both(
            "percentiles over joint replicates, up to 18 drivers; it can never contain 0 and is no test",
            "percentielen over gezamenlijke replicaties, tot 18 factoren; het kan 0 nooit bevatten en is geen toets",
        ),
        source: cited("Lindeman, Merenda & Gold 1980"),
        ..Entry::EMPTY
    },
    Entry {
        name: "johnson",
        command: "signaal drivers",
        title: both("Relative weight", "Relatief gewicht"),
        formula: both(
            "R = V D V', L = V sqrt(D) V', b = L^-1 r; weight = (L * L)(b * b), all element by element; the weights sum to R2",
            "R = V D V', L = V wortel(D) V', b = L^-1 r; gewicht = (L * L)(b * b), alles per element; de gewichten tellen op tot R2",
        ),
        counts: both(
            "correlations of the drivers and with the outcome",
            "correlaties van de factoren onderling en met de uitkomst",
        ),
        leaves_out: both(
            "nothing is shown with controls and where a column is constant or follows from others",
            "niets bij controles en waar kolommen geheel overlappen",
        ),
        source: cited("Johnson 2000"),
        ..Entry::EMPTY
    },
    Entry {
        name: "stands_out",
        command: "signaal drivers",
        title: both("Stands out", "Springt eruit"),
        formula: both(
            "the larger p of a robust and of an ordinary Wald test, the robust one with Satterthwaite degrees of freedom; stands out where it is left by Benjamini-Hochberg over all drivers at 5%",
            "de grootste p van een robuuste en een gewone Wald-toets, de robuuste met vrijheidsgraden van Satterthwaite; springt eruit als Benjamini-Hochberg over alle factoren bij 5% hem overlaat",
        ),
        counts: both("every driver that has a test", "elke factor met een toets"),
        leaves_out: both(
            "drivers with fewer than 30 mentions in models corrected for labels or pooled over imputations; all where drivers add nothing on answers not seen",
            "factoren met minder dan 30 vermeldingen in modellen die voor labels gecorrigeerd of over imputaties samengenomen zijn; alle waar factoren niets toevoegen op antwoorden die het model niet zag",
        ),
        source: cited("Bell & McCaffrey 2002; Benjamini & Hochberg 1995"),
        ..Entry::EMPTY
    },
    Entry {
        name: "p_top",
        command: "signaal drivers",
        title: both("P(top k)", "P(top k)"),
        formula: both(
            "part of the joint replicates in which the driver is among the k largest LMG parts",
            "deel van de gezamenlijke replicaties waarin de factor bij de k grootste LMG-delen hoort",
        ),
        counts: both(
            "drivers with at least 30 answers away from the most frequent one",
            "factoren met minstens 30 antwoorden naast het meest gegeven antwoord",
        ),
        leaves_out: both(
            "rarer drivers; all above 18 drivers, without replicates, and where drivers add nothing on answers not seen",
            "zeldzamere factoren; alle boven 18 factoren, zonder replicaties, en waar factoren niets toevoegen op antwoorden die het model niet zag",
        ),
        source: both(
            "exponential weights: Rubin 1981",
            "exponentiële gewichten: Rubin 1981",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "vif",
        command: "signaal drivers",
        title: both("Variance inflation", "Variantie-inflatie"),
        formula: both(
            "1 / (1 - R2 of the driver from all other columns)",
            "1 / (1 - R2 van de factor uit alle andere kolommen)",
        ),
        counts: both("columns of the model", "kolommen van het model"),
        leaves_out: both("columns that were left out", "weggelaten kolommen"),
        source: cited("Belsley, Kuh & Welsch 1980"),
        ..Entry::EMPTY
    },
    Entry {
        name: "impact_asymmetry",
        command: "signaal drivers",
        title: both("Impact asymmetry", "Asymmetrie"),
        formula: both(
            "(reward + penalty) / (reward - penalty): penalty is the coefficient of a bad rating, reward that of a good one, both against what lies between",
            "(beloning + straf) / (beloning - straf): straf is de coëfficiënt van een slecht cijfer, beloning die van een goed cijfer, beide tegenover wat ertussen ligt",
        ),
        counts: both(
            "drivers with at least 30 bad and 30 good ratings",
            "factoren met minstens 30 slechte en 30 goede cijfers",
        ),
        leaves_out: both(
            "a kind is named only where penalty is below and reward above 0 and the interval is clear of -0.2 and 0.2, a band that is ours",
            "een soort staat er alleen als straf onder en beloning boven 0 ligt en het interval vrij is van -0,2 en 0,2, een grens die van ons is",
        ),
        interval: both(
            "percentiles over joint replicates",
            "percentielen over gezamenlijke replicaties",
        ),
        source: cited("Mikulić & Prebežac 2008"),
        ..Entry::EMPTY
    },
    Entry {
        name: "performance",
        command: "signaal drivers",
        title: both("Performance", "Prestatie"),
        formula: both(
            "100 x (mean - worst) / (best - worst), with the ends that could be answered",
            "100 x (gemiddelde - slechtste) / (beste - slechtste), met de uiteinden die geantwoord konden worden",
        ),
        counts: both(
            "ratings on the scale of --driver-scale",
            "cijfers op de schaal van --driver-scale",
        ),
        leaves_out: both("ratings that are no answer", "wat geen antwoord is"),
        interval: both(
            "percentiles over joint replicates",
            "percentielen over gezamenlijke replicaties",
        ),
        source: cited("Martilla & James 1977; Ringle & Sarstedt 2016"),
        ..Entry::EMPTY
    },
    Entry {
        name: "design_effect",
        command: "signaal drivers",
        title: both("Design effect of weights", "Ontwerpeffect van gewichten"),
        formula: both(
            "n x sum of squared weights / (sum of weights) squared; n / it is the effective number of rows",
            "n x som van gekwadrateerde gewichten / (som van gewichten) in het kwadraat; n / dit is het effectieve aantal regels",
        ),
        counts: both(
            "rows weighted to known shares (--margins)",
            "regels gewogen naar bekende aandelen (--margins)",
        ),
        leaves_out: both(
            "rows without a category of every margin",
            "regels zonder categorie van elke marge",
        ),
        source: both(
            "Kish 1965, paragraph 11.7; raking: Deming & Stephan 1940",
            "Kish 1965, paragraaf 11.7; wegen naar marges: Deming & Stephan 1940",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "path_coefficient",
        command: "signaal paths",
        title: both("Path coefficient", "Padcoëfficiënt"),
        formula: both(
            "standard deviations of a construct per standard deviation of its cause, the other causes held; constructs are weighted sums of their indicators, weights by partial least squares",
            "standaardafwijkingen van een begrip per standaardafwijking van zijn oorzaak, de andere oorzaken gelijk; begrippen zijn gewogen sommen van hun indicatoren, gewichten met partial least squares",
        ),
        counts: both(
            "rows with an answer to every indicator",
            "regels met een antwoord op elke indicator",
        ),
        leaves_out: both(
            "measurement error, which makes it too small; the corrected one stands beside it",
            "meetfouten, die haar te klein maken; de gecorrigeerde staat ernaast",
        ),
        interval: both(
            "percentiles over replicates of rows or units",
            "percentielen over replicaties van regels of eenheden",
        ),
        source: both(
            "Wold 1982; Lohmöller 1989; corrected: Dijkstra & Henseler 2015",
            "Wold 1982; Lohmöller 1989; gecorrigeerd: Dijkstra & Henseler 2015",
        ),
        ..Entry::EMPTY
    },
];

use super::entry::{Entry, both};

const WROTE: super::Both = both(
    "respondents with words and an outcome",
    "respondenten met woorden en een uitkomst",
);

/// Figures of the ranking of topics.
pub(super) const ENTRIES: [Entry; 11] = [
    Entry {
        name: "gain",
        command: "signaal run, rank",
        title: both("Expected gain", "Verwachte winst"),
        formula: both(
            "- fraction removed x effect of a negative mention x share of respondents with one",
            "- deel dat verdwijnt x effect van een negatieve vermelding x aandeel respondenten met een",
        ),
        counts: both(
            "respondents with words and an outcome, weighted to stand for those without words (analysis.selection = \"none\": unweighted, those without words count as not mentioning it)",
            "respondenten met woorden en een uitkomst, gewogen voor wie niets schreef (analysis.selection = \"none\": ongewogen, wie niets schreef noemt het niet)",
        ),
        leaves_out: both(
            "topics with fewer scored negative mentions than analysis.min_mentions; errors of reading unless analysis.label_card names checked comments",
            "onderwerpen met minder negatieve vermeldingen met score dan analysis.min_mentions; leesfouten, tenzij analysis.label_card gecontroleerde opmerkingen noemt",
        ),
        interval: both(
            "joint Bayesian bootstrap by customer (rank: delta method on the robust covariance of effect and share by customer, unless --intervals bootstrap); called a gain where the interval lies above zero and the test of the effect stands among those of all ranked topics (larger of a robust test with Satterthwaite degrees of freedom and the ordinary one; Benjamini and Hochberg, 5 % false discoveries)",
            "gezamenlijke Bayesiaanse bootstrap per klant (rank: deltamethode op de robuuste covariantie van effect en aandeel per klant, tenzij --intervals bootstrap); winst heet het waar het interval boven nul ligt en de toets van het effect standhoudt tussen die van alle gerangschikte onderwerpen (grootste van een robuuste toets met Satterthwaite-vrijheidsgraden en de gewone; Benjamini en Hochberg, 5 % valse vondsten)",
        ),
        source: both(
            "what-if of the linear model; holds if the association is causal",
            "wat-als van het lineaire model; geldt als het verband oorzakelijk is",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "contribution",
        command: "signaal run, rank",
        title: both("Adjusted contribution", "Gecorrigeerde bijdrage"),
        formula: both(
            "sum over the topic's columns of effect x share of respondents; intercept and contributions add up to the mean outcome exactly",
            "som over de kolommen van het onderwerp van effect x aandeel respondenten; intercept en bijdragen tellen precies op tot de gemiddelde uitkomst",
        ),
        counts: both(
            "respondents with words and an outcome, other topics and controls held",
            "respondenten met woorden en een uitkomst, andere onderwerpen en controles gelijk gehouden",
        ),
        leaves_out: both(
            "topics with fewer than 10 mentions of a tone have no column",
            "onderwerpen met minder dan 10 vermeldingen van een toon hebben geen kolom",
        ),
        interval: both(
            "joint Bayesian bootstrap by customer; rank: robust covariance by customer, unless --intervals bootstrap",
            "gezamenlijke Bayesiaanse bootstrap per klant; rank: robuuste covariantie per klant, tenzij --intervals bootstrap",
        ),
        source: both("weighted least squares", "gewogen kleinste kwadraten"),
        ..Entry::EMPTY
    },
    Entry {
        name: "effect",
        command: "signaal run, rank",
        title: both("Effect of a mention", "Effect van een vermelding"),
        formula: both(
            "coefficient of the mention in a weighted least-squares model of the outcome on all topics and controls",
            "coëfficiënt van de vermelding in een gewogen kleinste-kwadratenmodel van de uitkomst op alle onderwerpen en controles",
        ),
        counts: WROTE,
        leaves_out: both(
            "collinear and constant columns, listed in the report",
            "collineaire en constante kolommen; het rapport noemt ze",
        ),
        interval: both(
            "joint Bayesian bootstrap by customer; rank: robust covariance by customer, unless --intervals bootstrap",
            "gezamenlijke Bayesiaanse bootstrap per klant; rank: robuuste covariantie per klant, tenzij --intervals bootstrap",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "unadjusted",
        command: "signaal run, rank",
        title: both("Unadjusted impact", "Ongecorrigeerde invloed"),
        formula: both(
            "mean outcome of all - mean outcome of those who do not mention the topic",
            "gemiddelde uitkomst van allen - gemiddelde uitkomst van wie het onderwerp niet noemt",
        ),
        counts: WROTE,
        leaves_out: both(
            "nothing is held constant: a topic that goes along with another borrows its effect",
            "niets wordt gelijk gehouden: een onderwerp dat met een ander meegaat leent diens effect",
        ),
        source: both(
            "the formula commercial tools publish as impact",
            "de formule die commerciële programma's als impact publiceren",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "importance",
        command: "signaal run, rank",
        title: both("Importance (LMG)", "Belang (LMG)"),
        formula: both(
            "mean gain in R2 when the topic enters the model, over all orders of entry, controls first",
            "gemiddelde winst in R2 als het onderwerp het model binnenkomt, over alle volgordes, controles eerst",
        ),
        counts: WROTE,
        leaves_out: both(
            "it is a part of R2, not an effect: a topic without effect has importance when it goes along with one that has",
            "het is een deel van R2, geen effect: een onderwerp zonder effect heeft belang als het meegaat met een dat er een heeft",
        ),
        source: both(
            "Lindeman, Merenda and Gold 1980; Shapley value of R2",
            "Lindeman, Merenda en Gold 1980; Shapleywaarde van R2",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "p-top3",
        command: "signaal run, rank",
        title: both("P(top 3)", "P(top 3)"),
        formula: both(
            "share of bootstrap replicates (rank: of draws from the joint normal distribution of all gains) in which the gain is among the three largest",
            "aandeel van de bootstraptrekkingen (rank: van trekkingen uit de gezamenlijke normale verdeling van alle winsten) waarin de winst bij de drie grootste hoort",
        ),
        counts: both(
            "the same replicates for all topics",
            "dezelfde trekkingen voor alle onderwerpen",
        ),
        leaves_out: both("topics that are not ranked", "onderwerpen zonder rang"),
        source: both(
            "Bayesian bootstrap (Rubin 1981), resampling customers",
            "Bayesiaanse bootstrap (Rubin 1981), met klanten als eenheid",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "share-negative",
        command: "signaal run, rank",
        title: both(
            "Share with a negative mention",
            "Aandeel met een negatieve vermelding",
        ),
        formula: both(
            "weighted share of respondents with at least one negative mention of the topic",
            "gewogen aandeel respondenten met ten minste één negatieve vermelding van het onderwerp",
        ),
        counts: both(
            "all respondents with an outcome, those without words represented by those with the same answer and controls who wrote",
            "alle respondenten met een uitkomst; wie niets schreef wordt vertegenwoordigd door schrijvers met hetzelfde antwoord en dezelfde controles",
        ),
        leaves_out: both(
            "with analysis.selection = \"none\" those without words count as not mentioning it: the share is a floor, as share_negative_written always is",
            "met analysis.selection = \"none\" noemt wie niets schreef het niet: het aandeel is dan een ondergrens, zoals share_negative_written altijd",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "heterogeneity",
        command: "signaal rank --by",
        title: both(
            "Difference of an effect between segments",
            "Verschil van een effect tussen segmenten",
        ),
        formula: both(
            "Q = sum over segments of (own effect - precision-weighted mean)^2 / variance; p by Welch's F, which takes the variances for estimates, by customer where customers answered more than once; I2 = max(0, 1 - df / Q)",
            "Q = som over segmenten van (eigen effect - precisiegewogen gemiddelde)^2 / variantie; p volgens de F van Welch, die de varianties als geschat neemt, naar klant waar klanten meer dan eens antwoordden; I2 = max(0, 1 - df / Q)",
        ),
        counts: both(
            "segments with at least 10 respondents with and 10 without a negative mention; all others share one row",
            "segmenten met ten minste 10 respondenten met en 10 zonder negatieve vermelding; alle andere delen één rij",
        ),
        leaves_out: both(
            "hidden, with the pooled effects, where a cell that it rests on is hidden; the effect of other topics counts as the same in every segment",
            "verborgen, met de getrokken effecten, waar een cel verborgen is waarop het rust; het effect van andere onderwerpen telt in elk segment als hetzelfde",
        ),
        interval: both(
            "called different where it stands among the topics compared (Benjamini and Hochberg, 5 % false discoveries)",
            "heet verschillend waar het standhoudt tussen de vergeleken onderwerpen (Benjamini en Hochberg, 5 % valse vondsten)",
        ),
        source: both(
            "Welch 1951 for p; Bell and McCaffrey 2002 by customer; Cochran 1954 for Q; Higgins and Thompson 2002 for I2",
            "Welch 1951 voor p; Bell en McCaffrey 2002 per klant; Cochran 1954 voor Q; Higgins en Thompson 2002 voor I2",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "pooled",
        command: "signaal rank --by",
        title: both(
            "Pooled effect of a segment",
            "Getrokken effect van een segment",
        ),
        formula: both(
            "mean of the posterior of the segment's effect in the normal hierarchical model: own effect and mean of all segments, each weighted by how sure it is, averaged over the spread between segments",
            "gemiddelde van de a-posterioriverdeling van het effect in het normale hiërarchische model: eigen effect en gemiddelde van alle segmenten, elk gewogen naar zekerheid, gemiddeld over de spreiding tussen segmenten",
        ),
        counts: both(
            "segments that have an effect of their own, three or more",
            "segmenten die een eigen effect hebben, drie of meer",
        ),
        leaves_out: both(
            "segments with fewer than 10 respondents on either side; hidden where a cell that it rests on is hidden",
            "segmenten met minder dan 10 respondenten aan een van beide kanten; verborgen waar een cel verborgen is waarop het rust",
        ),
        interval: both(
            "of the posterior, the doubt about the spread between segments included",
            "van de a-posterioriverdeling, de twijfel over de spreiding tussen segmenten inbegrepen",
        ),
        source: both(
            "Gelman et al. 2013, Bayesian Data Analysis, section 5.4",
            "Gelman et al. 2013, Bayesian Data Analysis, paragraaf 5.4",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "change",
        command: "signaal rank --against",
        title: both(
            "Change between two periods",
            "Verandering tussen twee perioden",
        ),
        formula: both(
            "figure of the period asked for - figure of the one compared with, for the share with a negative mention and the expected gain",
            "cijfer van de gevraagde periode - cijfer van die waarmee vergeleken wordt, voor het aandeel met een negatieve vermelding en de verwachte winst",
        ),
        counts: both(
            "topics ranked in both periods, each period with a model of its own, read with the taxonomy of now",
            "onderwerpen met een rang in beide perioden, elke periode met een eigen model, gelezen met de taxonomie van nu",
        ),
        leaves_out: both(
            "topics ranked in one of the two; periods that share days are refused",
            "onderwerpen met een rang in maar een van beide; perioden die dagen delen worden geweigerd",
        ),
        interval: both(
            "bound = change -/+ root of the sum of both squared distances from estimate to bound (MOVER); takes periods as independent, customers in both are counted beside it",
            "grens = verandering -/+ wortel van de som van beide gekwadrateerde afstanden van schatting tot grens (MOVER); neemt perioden als onafhankelijk, klanten in beide staan er geteld bij",
        ),
        source: both("Zou and Donner 2008", "Zou en Donner 2008"),
        ..Entry::EMPTY
    },
    Entry {
        name: "r2",
        command: "signaal run",
        title: both("R2", "R2"),
        formula: both(
            "1 - residual variance / variance of the outcome; cross-validated over five folds by customer",
            "1 - restvariantie / variantie van de uitkomst; kruisgevalideerd over vijf delen per klant",
        ),
        counts: WROTE,
        leaves_out: both(
            "where topics add nothing to the controls in cross-validated R2, nothing is ranked",
            "waar onderwerpen in gekruisvalideerde R2 niets aan de controles toevoegen wordt niets gerangschikt",
        ),
        ..Entry::EMPTY
    },
];

use super::entry::Figure::Number;
use super::entry::{Both, Entry, Example, both, cited};

const COMMAND: &str = "signaal conversations";

const CLUSTERED: Both = both(
    "Student's t with cluster-robust errors: conversations of one agent, or else of one customer, hang together; none with fewer than 5 of them",
    "Student t met clusterrobuuste fouten: gesprekken van één medewerker, of anders van één klant, hangen samen; geen bij minder dan 5 daarvan",
);

/// How conversations went and what agents did in them; experimental.
pub(super) const ENTRIES: [Entry; 5] = [
    Entry {
        name: "contact_reason",
        command: COMMAND,
        title: both("Reason for contact", "Reden van contact"),
        formula: both(
            "the topic named first in the customer's first 3 turns of 4 words or more",
            "het onderwerp dat het eerst genoemd wordt in de eerste 3 beurten van de klant van 4 woorden of meer",
        ),
        counts: both("conversations", "gesprekken"),
        leaves_out: both(
            "topics with driver = false; conversations without a topic there, of unknown speakers or in a third language, which are counted apart",
            "onderwerpen met driver = false; gesprekken zonder onderwerp daar, van onbekende sprekers of in een derde taal, die apart geteld worden",
        ),
        interval: both(
            "none: a count; suppressed where too few customers stand behind it",
            "geen: een aantal; onderdrukt waar te weinig klanten erachter staan",
        ),
        example: None,
        source: cited("docs/CONVERSATIONS.md"),
    },
    Entry {
        name: "conversation_change",
        command: COMMAND,
        title: both("Change along a conversation", "Verandering in een gesprek"),
        formula: both(
            "mean polarity of the last 2 readable turns of the customer - that of the first 2; of 1 turn each with fewer than 4",
            "gemiddelde polariteit van de laatste 2 leesbare beurten van de klant - die van de eerste 2; van elk 1 bij minder dan 4",
        ),
        counts: both(
            "conversations with 2 readable turns of the customer",
            "gesprekken met 2 leesbare beurten van de klant",
        ),
        leaves_out: both(
            "turns that cannot be read; unknown speakers; other languages than Dutch and English",
            "beurten die niet te lezen zijn; onbekende sprekers; andere talen dan Nederlands en Engels",
        ),
        interval: CLUSTERED,
        example: Some(Example {
            text: both(
                "begins at -0.5 and ends at 0.3: {}",
                "begint op -0,5 en eindigt op 0,3: {}",
            ),
            figures: &[Number(0.8, 1)],
        }),
        source: both(
            "Bell & McCaffrey 2002 for the interval",
            "Bell & McCaffrey 2002 voor het interval",
        ),
    },
    Entry {
        name: "behaviour_share",
        command: COMMAND,
        title: both(
            "Share in which agents did it",
            "Aandeel waarin medewerkers het deden",
        ),
        formula: both(
            "conversations with a turn of an agent that shows it / conversations of which that can be told",
            "gesprekken met een beurt van een medewerker die het laat zien / gesprekken waarvan dat te zeggen is",
        ),
        counts: both(
            "conversations in Dutch or English with turns of a known agent's side",
            "gesprekken in het Nederlands of Engels met beurten waarvan bekend is dat een medewerker spreekt",
        ),
        leaves_out: both(
            "conversations of unknown speakers; everything with fewer than 5 known agents or few customers",
            "gesprekken van onbekende sprekers; alles bij minder dan 5 bekende medewerkers of weinig klanten",
        ),
        interval: both(
            "Wilson at the effective size of clusters of agents, or else of customers",
            "Wilson bij de effectieve omvang van clusters van medewerkers, of anders van klanten",
        ),
        example: Some(Example {
            text: both(
                "in 30 of 120 conversations, each of another customer: {}% [{} to {}]",
                "in 30 van 120 gesprekken, elk van een andere klant: {}% [{} tot {}]",
            ),
            figures: &[Number(25.0, 1), Number(18.1, 1), Number(33.4, 1)],
        }),
        source: both(
            "Korn & Graubard 1998; dimensions: Parasuraman, Zeithaml & Berry 1988",
            "Korn & Graubard 1998; dimensies: Parasuraman, Zeithaml & Berry 1988",
        ),
    },
    Entry {
        name: "behaviour_difference",
        command: COMMAND,
        title: both(
            "Difference with and without a behaviour",
            "Verschil met en zonder een gedrag",
        ),
        formula: both(
            "mean change (or outcome points) of conversations with it - that of conversations without it",
            "gemiddelde verandering (of uitkomstpunten) van gesprekken ermee - die van gesprekken zonder",
        ),
        counts: both(
            "conversations of which both can be told; for the outcome those with an answer beside them",
            "gesprekken waarvan beide te zeggen zijn; voor de uitkomst die met een antwoord ernaast",
        ),
        leaves_out: both(
            "few customers, fewer than 10 conversations or 5 agents (as good as) on a side; it is an association, no effect",
            "weinig klanten, minder dan 10 gesprekken of (zo goed als) 5 medewerkers aan een kant; het is een samenhang, geen effect",
        ),
        interval: CLUSTERED,
        example: Some(Example {
            text: both(
                "20 conversations with it change by 0.4, 20 without it by -0.1: {}",
                "20 gesprekken ermee veranderen 0,4, 20 zonder -0,1: {}",
            ),
            figures: &[Number(0.5, 1)],
        }),
        source: cited("Bell & McCaffrey 2002; Pustejovsky & Tipton 2018"),
    },
    Entry {
        name: "behaviour_kappa",
        command: "docs/CONVERSATIONS.md",
        title: both(
            "Agreement of rules with labels",
            "Overeenstemming van regels met labels",
        ),
        formula: both(
            "(observed agreement - agreement by chance) / (1 - agreement by chance)",
            "(waargenomen overeenstemming - die door toeval) / (1 - die door toeval)",
        ),
        counts: both(
            "labelled turns of agents",
            "gelabelde beurten van medewerkers",
        ),
        leaves_out: both("turns of customers", "beurten van klanten"),
        interval: both(
            "percentile bootstrap over wordings, 2000 draws, 95 %",
            "percentielbootstrap over bewoordingen, 2000 trekkingen, 95 %",
        ),
        example: Some(Example {
            text: both(
                "of 50 turns 20 both, 5 labelled only, 10 found only, 15 neither: {}",
                "van 50 beurten 20 beide, 5 alleen gelabeld, 10 alleen gevonden, 15 geen van beide: {}",
            ),
            figures: &[Number(0.4, 2)],
        }),
        source: cited("Cohen 1960; Field & Welsh 2007"),
    },
];

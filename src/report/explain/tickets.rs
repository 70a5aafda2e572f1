use super::entry::Figure::{Number, Word};
use super::entry::{Both, Entry, Example, both, cited};

const OPEN_CASES: Both = both(
    "seconds inside the schedule of the target, or every second with hours_mode = \"calendar\"; open tickets up to the instant of the report",
    "seconden binnen het rooster van het doel, of elke seconde met hours_mode = \"calendar\"; open tickets tot het moment van het rapport",
);

/// Clocks that run over a ticket. Office hours of the examples are Monday to Friday, 9 to 17.
pub(super) const ENTRIES: [Entry; 17] = [
    Entry {
        name: "first_reply_time",
        command: "signaal sla",
        title: both("First reply time", "Tijd tot de eerste reactie"),
        formula: both(
            "creation to the first public message of an agent; if an agent opened the ticket with a public message, to the second",
            "van openen tot het eerste openbare bericht van een medewerker; opende een medewerker het ticket met een openbaar bericht, tot het tweede",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "private notes; replies of programs unless bot_reply_counts = true; pausing: pending does not stop this clock. Solved without a reply: cancelled",
            "interne notities; antwoorden van programma's tenzij bot_reply_counts = true; pauzes: wachten op de klant zet deze klok niet stil. Opgelost zonder reactie: vervallen",
        ),
        example: Some(Example {
            text: both(
                "opened Friday 2026-06-12 16:00, a program answers at 16:05, an agent on Monday at 11:00, 4 h promised in office hours: {} h, {}; due {}",
                "geopend vrijdag 2026-06-12 16:00, een programma antwoordt om 16:05, een medewerker maandag om 11:00, 4 u beloofd in kantooruren: {} u, {}; uiterlijk {}",
            ),
            figures: &[Number(3.0, 0), Word("met"), Word("2026-06-15 12:00")],
        }),
        source: cited("Zendesk, native duration metrics; bots: Kustomer basedOnHumanInteraction"),
        ..Entry::EMPTY
    },
    Entry {
        name: "next_reply_time",
        command: "signaal sla",
        title: both("Next reply time", "Tijd tot de volgende reactie"),
        formula: both(
            "oldest unanswered message of the customer to the next public message of an agent; a new clock for each",
            "van het oudste onbeantwoorde bericht van de klant tot het volgende openbare bericht van een medewerker; telkens een nieuwe klok",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "messages before the first reply (those wait for that one); later messages while one waits; a solved ticket cancels the open clock, so that a last \"thanks\" starts none",
            "berichten voor de eerste reactie (die wachten op die reactie); latere berichten terwijl er een wacht; oplossen laat de lopende klok vervallen, zodat een laatste \"bedankt\" er geen start",
        ),
        example: Some(Example {
            text: both(
                "first reply at 09:30, the customer writes at 10:00 and 10:30, an agent replies at 12:00, 4 h promised: {} h, {}",
                "eerste reactie om 09:30, de klant schrijft om 10:00 en 10:30, een medewerker antwoordt om 12:00, 4 u beloofd: {} u, {}",
            ),
            figures: &[Number(2.0, 0), Word("met")],
        }),
        source: cited("Zendesk, native duration metrics"),
        ..Entry::EMPTY
    },
    Entry {
        name: "periodic_update_time",
        command: "signaal sla",
        title: both("Periodic update time", "Tijd tussen berichten"),
        formula: both(
            "one public message of an agent to the next while the ticket is not solved; a new clock for each",
            "van een openbaar bericht van een medewerker tot het volgende, zolang het ticket niet is opgelost; telkens een nieuwe klok",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "the time before the first reply; solving cancels the open clock",
            "de tijd voor de eerste reactie; oplossen laat de lopende klok vervallen",
        ),
        example: Some(Example {
            text: both(
                "replies on Monday at 10:00 and 15:00, 4 h promised: {} h, {}",
                "reacties op maandag om 10:00 en 15:00, 4 u beloofd: {} u, {}",
            ),
            figures: &[Number(5.0, 0), Word("breached")],
        }),
        source: both(
            "Zendesk; GitLab handbook, metrics definitions",
            "Zendesk; GitLab-handboek (metrics definitions)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "pausable_update_time",
        command: "signaal sla",
        title: both("Pausable update time", "Tijd tussen berichten, met pauzes"),
        formula: both(
            "as periodic_update_time, in the statuses new, open and on hold",
            "als periodic_update_time, in de statussen new, open en on hold",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "time pending",
            "tijd waarin op de klant wordt gewacht (pending)",
        ),
        example: Some(Example {
            text: both(
                "replies on Monday at 10:00 and 15:00, pending from 11:00 to 13:00, 4 h promised: {} h, {}",
                "reacties op maandag om 10:00 en 15:00, pending van 11:00 tot 13:00, 4 u beloofd: {} u, {}",
            ),
            figures: &[Number(3.0, 0), Word("met")],
        }),
        source: both(
            "GitLab handbook, metrics definitions",
            "GitLab-handboek (metrics definitions)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "requester_wait_time",
        command: "signaal sla",
        title: both("Requester wait time", "Wachttijd van de klant"),
        formula: both(
            "time new + open + on hold, creation to solved",
            "tijd new + open + on hold, van openen tot opgelost",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "time pending; time solved, by reopen_policy",
            "tijd pending; tijd opgelost, volgens reopen_policy",
        ),
        example: Some(Example {
            text: both(
                "opened Monday 09:00, pending from 11:00 to Tuesday 10:00, on hold Tuesday 11:00 to 12:00, solved 13:00: {} h",
                "geopend maandag 09:00, pending van 11:00 tot dinsdag 10:00, on hold dinsdag 11:00 tot 12:00, opgelost 13:00: {} u",
            ),
            figures: &[Number(5.0, 0)],
        }),
        source: both(
            "Zendesk; statuses as in dbt_zendesk",
            "Zendesk; statussen als in dbt_zendesk",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "agent_work_time",
        command: "signaal sla",
        title: both("Agent work time", "Werktijd"),
        formula: both(
            "time new + open, creation to solved",
            "tijd new + open, van openen tot opgelost",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "time pending and on hold; time solved, by reopen_policy",
            "tijd pending en on hold; tijd opgelost, volgens reopen_policy",
        ),
        example: Some(Example {
            text: both(
                "the ticket of requester_wait_time: {} h",
                "het ticket van requester_wait_time: {} u",
            ),
            figures: &[Number(4.0, 0)],
        }),
        source: both(
            "Zendesk; statuses as in dbt_zendesk",
            "Zendesk; statussen als in dbt_zendesk",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "total_resolution_time",
        command: "signaal sla",
        title: both("Total resolution time", "Tijd tot de oplossing"),
        formula: both(
            "creation to solved, in every status; closing without solving counts as solved",
            "van openen tot opgelost, in elke status; sluiten zonder oplossen telt als oplossen",
        ),
        counts: OPEN_CASES,
        leaves_out: both(
            "closed hours, where a schedule counts; time solved, by reopen_policy; with counted_statuses all other statuses",
            "gesloten uren, waar een rooster telt; tijd opgelost, volgens reopen_policy; met counted_statuses alle andere statussen",
        ),
        example: Some(Example {
            text: both(
                "the ticket of requester_wait_time: {} h",
                "het ticket van requester_wait_time: {} u",
            ),
            figures: &[Number(12.0, 0)],
        }),
        source: both(
            "GitLab handbook, metrics definitions",
            "GitLab-handboek (metrics definitions)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "ownership_time",
        command: "signaal sla",
        title: both("Ownership time (OLA)", "Tijd in handen van een team (OLA)"),
        formula: both(
            "team assigned to team reassigned or solved; a new clock for each leg, and after reopening",
            "van toewijzing aan een team tot toewijzing aan een ander of oplossing; een nieuwe klok per beurt, en na heropenen",
        ),
        counts: OPEN_CASES,
        leaves_out: both("time without a team", "tijd zonder team"),
        example: Some(Example {
            text: both(
                "first line from Monday 09:00, network from 12:00, field service from 13:00, solved Tuesday 11:00, 4 h each: {} h, {} h, {} h; the last is {}",
                "eerste lijn vanaf maandag 09:00, netwerk vanaf 12:00, buitendienst vanaf 13:00, opgelost dinsdag 11:00, elk 4 u: {} u, {} u, {} u; de laatste is {}",
            ),
            figures: &[
                Number(3.0, 0),
                Number(1.0, 0),
                Number(6.0, 0),
                Word("breached"),
            ],
        }),
        source: cited("Zendesk, group SLA; ServiceNow, type OLA"),
        ..Entry::EMPTY
    },
    Entry {
        name: "elapsed",
        command: "signaal sla --format jsonl",
        title: both("Elapsed and waited time", "Verstreken en gewachte tijd"),
        formula: both(
            "elapsed_business_s: running time inside the schedule; elapsed_calendar_s: running time by the clock on the wall; waited_calendar_s: start to end, pauses and closed hours included",
            "elapsed_business_s: lopende tijd binnen het rooster; elapsed_calendar_s: lopende tijd op de klok aan de muur; waited_calendar_s: van begin tot eind, met pauzes en gesloten uren",
        ),
        counts: both(
            "physical seconds: a night on which the clock goes forward has one hour less, one on which it goes back one more",
            "echte seconden: een nacht waarin de klok vooruitgaat heeft een uur minder, een waarin hij teruggaat een uur meer",
        ),
        leaves_out: both(
            "what happened after the instant of the report",
            "wat na het moment van het rapport gebeurde",
        ),
        example: Some(Example {
            text: both(
                "the ticket of first_reply_time: {} h business, {} h calendar; the ticket of requester_wait_time: {} h running, {} h waited",
                "het ticket van first_reply_time: {} u volgens rooster, {} u volgens de kalender; het ticket van requester_wait_time: {} u gelopen, {} u gewacht",
            ),
            figures: &[
                Number(3.0, 0),
                Number(67.0, 0),
                Number(5.0, 0),
                Number(28.0, 0),
            ],
        }),
        source: both(
            "sums of seconds in windows in UTC; wall-clock subtraction is wrong on days when the clock changes (dbt_zendesk #25)",
            "sommen van seconden in vensters in UTC; aftrekken van kloktijden klopt niet op dagen waarop de klok verspringt (dbt_zendesk #25)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "due_at",
        command: "signaal sla",
        title: both("Due", "Uiterlijk"),
        formula: both(
            "the instant at which running time reaches the target if the ticket stays in its status; of a fulfilled clock, the instant at which it would have been missed",
            "het moment waarop de lopende tijd het doel bereikt als het ticket in zijn status blijft; van een vervulde klok het moment waarop zij gemist zou zijn",
        ),
        counts: both(
            "pauses so far; the schedule, its holidays and clock changes",
            "pauzes tot nu; het rooster met feestdagen en klokwissels",
        ),
        leaves_out: both(
            "pauses to come; none while paused, when cancelled, and beyond two years",
            "pauzes die nog komen; geen terwijl de klok stilstaat, bij vervallen, en na twee jaar",
        ),
        example: Some(Example {
            text: both(
                "opened Monday 2026-06-15 10:00, 8 h of requester wait, pending from 12:00 to Tuesday 14:00: due {}",
                "geopend maandag 2026-06-15 10:00, 8 u wachttijd van de klant, pending van 12:00 tot dinsdag 14:00: uiterlijk {}",
            ),
            figures: &[Word("2026-06-17 12:00")],
        }),
        source: both(
            "Jira Service Management, remaining and goal time",
            "Jira Service Management, resterende tijd en doeltijd",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "state",
        command: "signaal sla",
        title: both("State of a clock", "Stand van een klok"),
        formula: both(
            "met: fulfilled, elapsed <= target. breached: elapsed > target, fulfilled or not. open_at_risk: less than warn left. open_on_track: else. paused: stands still. cancelled: ended in time without what was promised. cannot_tell: the file does not show what it takes",
            "met: vervuld, verstreken <= doel. breached: verstreken > doel, vervuld of niet. open_at_risk: minder dan warn over. open_on_track: anders. paused: staat stil. cancelled: op tijd geëindigd zonder wat beloofd was. cannot_tell: het bestand toont niet wat ervoor nodig is",
        ),
        counts: both("whole seconds", "hele seconden"),
        leaves_out: both(
            "a ticket that no policy matches has no clock and is counted without an SLA, with the reason",
            "een ticket waar geen afspraak op past heeft geen klok en telt als zonder SLA, met de reden",
        ),
        example: Some(Example {
            text: both(
                "4 h promised: a reply after exactly 4 h is {}, one second later {}",
                "4 u beloofd: een reactie na precies 4 u is {}, een seconde later {}",
            ),
            figures: &[Word("met"), Word("breached")],
        }),
        source: both(
            "ServiceNow and chatwoot, states of an SLA",
            "ServiceNow en chatwoot, standen van een SLA",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "reopen_policy",
        command: "signaal sla",
        title: both("What reopening does", "Wat heropenen doet"),
        formula: both(
            "first_close_final: nothing. resume_excluding_closed (default): goes on, time solved left out. resume_including_closed: goes on, time solved counted. new_cycle: a new clock from zero",
            "first_close_final: niets. resume_excluding_closed (zo niets is gezegd): loopt door zonder de tijd opgelost. resume_including_closed: loopt door met die tijd. new_cycle: een nieuwe klok vanaf nul",
        ),
        counts: both(
            "clocks of a resolution; per target; closed is as solved",
            "klokken van een oplossing; per doel; gesloten is als opgelost",
        ),
        leaves_out: both(
            "reply and update clocks, which reopening does not resume",
            "klokken van reacties en berichten, die door heropenen niet doorlopen",
        ),
        example: Some(Example {
            text: both(
                "opened Monday 09:00, solved 11:00, reopened Wednesday 09:00, solved 12:00: first_close_final {} h, resume_excluding_closed {} h, resume_including_closed {} h, new_cycle {} h and {} h",
                "geopend maandag 09:00, opgelost 11:00, heropend woensdag 09:00, opgelost 12:00: first_close_final {} u, resume_excluding_closed {} u, resume_including_closed {} u, new_cycle {} u en {} u",
            ),
            figures: &[
                Number(2.0, 0),
                Number(5.0, 0),
                Number(19.0, 0),
                Number(2.0, 0),
                Number(3.0, 0),
            ],
        }),
        source: both(
            "Znuny and Plain (first close), GLPI and frappe (resume), Plain (total), Jira (cycles)",
            "Znuny en Plain (eerste sluiting), GLPI en frappe (doorlopen), Plain (totaal), Jira (rondes)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "on_policy_change",
        command: "signaal sla",
        title: both(
            "What a change of promise does",
            "Wat een andere afspraak doet",
        ),
        formula: both(
            "retroactive (default): the new target against all time since the start, pauses kept. restart: a new clock from the change. ignore: the target it started with",
            "retroactive (zo niets is gezegd): het nieuwe doel tegen alle tijd sinds het begin, met pauzes. restart: een nieuwe klok vanaf de wijziging. ignore: het doel waarmee zij begon",
        ),
        counts: both(
            "changes of policy, and of the fields that choose a target (priority, team), at their instant",
            "wijzigingen van afspraak, en van de velden die een doel kiezen (prioriteit, team), op hun moment",
        ),
        leaves_out: both(
            "new versions of a policy: a ticket keeps the one that it began with",
            "nieuwe versies van een afspraak: een ticket houdt de versie waarmee het begon",
        ),
        example: Some(Example {
            text: both(
                "normal is 8 h, urgent 2 h; opened normal Monday 09:00, urgent from 12:00, reply at 13:00: retroactive {} h, {}; restart {} h, {}; ignore {} h, {}",
                "normal is 8 u, urgent 2 u; geopend als normal maandag 09:00, urgent vanaf 12:00, reactie om 13:00: retroactive {} u, {}; restart {} u, {}; ignore {} u, {}",
            ),
            figures: &[
                Number(4.0, 0),
                Word("breached"),
                Number(1.0, 0),
                Word("met"),
                Number(4.0, 0),
                Word("met"),
            ],
        }),
        source: both(
            "ServiceNow, retroactive start and pause",
            "ServiceNow, terugwerkend begin en terugwerkende pauze",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "reopened_by_thanks",
        command: "signaal sla --text",
        title: both("Reopened by thanks", "Heropend door een bedankje"),
        formula: both(
            "reopenings of which all that the customer wrote, from a minute before to a second after, is thanks and nothing else; beside all reopenings and those of which the words are known",
            "heropeningen waarbij alles wat de klant schreef, van een minuut ervoor tot een seconde erna, een bedankje is en niets anders; naast alle heropeningen en die waarvan de woorden bekend zijn",
        ),
        counts: both(
            "messages of at most 25 words in Dutch or English with a word of thanks, of which each part thanks, praises, greets or ends; they count as any reopening",
            "berichten van hooguit 25 woorden in het Nederlands of Engels met een woord van dank, waarvan elk deel bedankt, prijst, groet of afsluit; ze tellen als elke heropening",
        ),
        leaves_out: both(
            "a question, request, denial, contrast or complaint; reopenings by an agent; those without words are in no share",
            "een vraag, verzoek, ontkenning, tegenstelling of klacht; heropeningen door een medewerker; die zonder woorden zitten in geen aandeel",
        ),
        interval: both(
            "none: the words decide, and they err. Of 40 thanks written after the rules 37 were found, of 40 other messages, half of them hard cases, 5 were taken for thanks",
            "geen: de woorden beslissen, en ze vergissen zich. Van 40 bedankjes die na de regels zijn geschreven werden er 37 gevonden, van 40 andere berichten, waarvan de helft lastig, golden er 5 als bedankje",
        ),
        example: Some(Example {
            text: both(
                "four tickets are reopened, with \"Dank u wel, het werkt weer!\", \"Thanks, but it still fails.\", \"Het doet het nog steeds niet.\" and no words: of {} reopenings {} by thanks, of {} the words are known",
                "vier tickets worden heropend, met \"Dank u wel, het werkt weer!\", \"Thanks, but it still fails.\", \"Het doet het nog steeds niet.\" en zonder woorden: van {} heropeningen {} door een bedankje, van {} zijn de woorden bekend",
            ),
            figures: &[Number(4.0, 0), Number(1.0, 0), Number(3.0, 0)],
        }),
        source: both(
            "signaal; that thanks restart clocks is a complaint of users of chatwoot (#10178)",
            "signaal; dat een bedankje klokken herstart is een klacht van gebruikers van chatwoot (#10178)",
        ),
    },
    Entry {
        name: "cannot_tell",
        command: "signaal sla",
        title: both("Cannot be told", "Niet te zeggen"),
        formula: both(
            "a clock that would have to see what its file has no column or word for: replies (first reply, updates), messages of customers too (next reply), changes of status (requester wait, agent work, counted_statuses), solutions (resolution), changes of team (ownership)",
            "een klok die zou moeten zien waarvoor haar bestand geen kolom of woord heeft: reacties (eerste reactie, berichten), ook berichten van klanten (volgende reactie), statuswijzigingen (wachttijd van de klant, werktijd, counted_statuses), oplossingen (tijd tot de oplossing), wisselingen van team (tijd in handen van een team)",
        ),
        counts: both(
            "tables with one row a ticket or update, by their columns; teams also in a log of events",
            "tabellen met een regel per ticket of wijziging, naar hun kolommen; teams ook in een log van gebeurtenissen",
        ),
        leaves_out: both(
            "a log of events: it has words for replies, statuses and solutions, so an event that is not there did not happen; of which there is none in the whole file is said beside the report. In no share, no breach",
            "een log van gebeurtenissen: dat heeft woorden voor reacties, statussen en oplossingen, dus wat er niet staat is niet gebeurd; waarvan er in het hele bestand geen is, staat bij het rapport. In geen aandeel, geen overschrijding",
        ),
        example: Some(Example {
            text: both(
                "opened Monday 09:00, a first reply promised within 4 h, looked at on Tuesday. A table with columns created and solved: {}. A log with the event created alone: {}",
                "geopend maandag 09:00, een eerste reactie beloofd binnen 4 u, bekeken op dinsdag. Een tabel met kolommen created en solved: {}. Een log met alleen de gebeurtenis created: {}",
            ),
            figures: &[Word("cannot_tell"), Word("breached")],
        }),
        source: both(
            "signaal: without replies every first reply would look late",
            "signaal: zonder antwoorden zou elke eerste reactie te laat lijken",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "restatement",
        command: "signaal sla --frozen",
        title: both("Restatement", "Herziening"),
        formula: both(
            "a clock of a frozen period whose state, time or policy differs by the data of today. late_data: today's data say something else of the instant of the freeze. reopened: the ticket was opened again since. went_on: it was running then",
            "een klok van een bevroren periode waarvan stand, tijd of afspraak volgens de gegevens van nu anders is. late_data: de gegevens van nu zeggen iets anders over het moment van bevriezen. reopened: het ticket is sindsdien heropend. went_on: hij liep toen nog",
        ),
        counts: both(
            "clocks of tickets of the period, then or now; a ticket that is gone from the data too",
            "klokken van tickets van de periode, toen of nu; ook een ticket dat uit de gegevens is verdwenen",
        ),
        leaves_out: both(
            "the frozen figures themselves, which stay until --restate adds a revision with its reason; changed policies, schedules and options, which are refused",
            "de bevroren cijfers zelf, die blijven tot --restate een revisie met reden toevoegt; gewijzigde afspraken, roosters en opties, die worden geweigerd",
        ),
        example: Some(Example {
            text: both(
                "4 h promised in office hours; opened Tuesday 2026-03-03 09:00, replied at 15:00, March frozen: {}, {} h. In April a reply of 10:00 that day comes in: {}, {} h, {}",
                "4 u beloofd in kantooruren; geopend dinsdag 2026-03-03 09:00, reactie om 15:00, maart bevroren: {}, {} u. In april komt er een reactie van 10:00 die dag bij: {}, {} u, {}",
            ),
            figures: &[
                Word("breached"),
                Number(6.0, 0),
                Word("met"),
                Number(1.0, 0),
                Word("late_data"),
            ],
        }),
        source: both(
            "signaal; a frozen report keeps the formula of its day (Genesys warns of views that change afterwards)",
            "signaal; een bevroren rapport houdt de formule van zijn dag (Genesys waarschuwt voor overzichten die achteraf veranderen)",
        ),
        ..Entry::EMPTY
    },
    Entry {
        name: "issue_type_confidence",
        command: "signaal sla, watermelon, run",
        title: both(
            "How sure a topic is as an issue type",
            "Hoe zeker een onderwerp is als soort vraag",
        ),
        formula: both(
            "labels of the topic that were right / labels of the topic on the card of checked labels (--label-card, analysis.label_card); min_confidence is held against it",
            "labels van het onderwerp die klopten / labels van het onderwerp op de kaart van nagekeken labels (--label-card, analysis.label_card); min_confidence wordt daarnaast gelegd",
        ),
        counts: both(
            "what the model labelled with the topic on the card, of at least 10 labels; the first reading of a ticket",
            "wat het model op de kaart dat onderwerp gaf, bij minstens 10 labels; de eerste lezing van een ticket",
        ),
        leaves_out: both(
            "what the model missed; how sure the model says it is; below 10 labels there is no measured precision, and min_confidence matches nothing",
            "wat het model miste; hoe zeker het model zegt te zijn; onder 10 labels is de zekerheid niet gemeten, en past min_confidence nergens op",
        ),
        interval: both(
            "none in the verdict, which takes the share as it is: 36 of 40 can be 77% to 96% elsewhere (Wilson)",
            "geen in het oordeel, dat het aandeel neemt zoals het is: 36 van 40 kan elders 77% tot 96% zijn (Wilson)",
        ),
        example: Some(Example {
            text: both(
                "40 labels checked, 36 right: {}; 9 labels, all right: no measured precision",
                "40 labels nagekeken, 36 goed: {}; 9 labels, alle goed: niet gemeten",
            ),
            figures: &[Number(0.90, 2)],
        }),
        source: cited("signaal"),
    },
];

//! Sentences with what they are, made for this test. Two sets shaped the rules; the last was written
//! after them and changed nothing, so its figures are the honest ones.

use super::gratitude::gist;
use crate::privacy::Redactor;
use crate::record::RawText;
use crate::service_levels::tickets::Gist;
use std::fmt::Write;

/// How the rules do on a set.
#[derive(Debug, PartialEq, Eq, Default)]
struct Score {
    /// Thanks, found.
    found: usize,
    /// Thanks, missed.
    missed: usize,
    /// More than thanks, taken for thanks.
    hidden: usize,
    /// More than thanks, left alone.
    left: usize,
}

fn gist_of(text: &str) -> Gist {
    let redactor = Redactor::new(&crate::privacy::Options::default());
    gist(&redactor.redact(&RawText::new(text)))
}

/// The score, and the sentences on which it errs.
fn score(thanks: &[&str], more: &[&str]) -> (Score, String) {
    let (mut score, mut errors) = (Score::default(), String::new());
    for text in thanks {
        let is_found = gist_of(text) == Gist::Thanks;
        *(if is_found {
            &mut score.found
        } else {
            &mut score.missed
        }) += 1;
        if !is_found {
            writeln!(errors, "missed: {text}").unwrap();
        }
    }
    for text in more {
        let is_hidden = gist_of(text) == Gist::Thanks;
        *(if is_hidden {
            &mut score.hidden
        } else {
            &mut score.left
        }) += 1;
        if is_hidden {
            writeln!(errors, "hidden: {text}").unwrap();
        }
    }
    (score, errors)
}

const WRITTEN_WITH: [&[&str]; 4] = [
    // Dutch thanks.
    &[
        "Bedankt!",
        "Dank u wel, het is opgelost.",
        "Super, dankjewel!",
        "Hartelijk dank voor de snelle hulp.",
        "Het werkt weer, bedankt en nog een fijne dag.",
        "Top, bedankt. Verder geen vragen.",
        "Beste Petra, ik kan u niet genoeg bedanken!",
        "Bedankt voor het oplossen van mijn probleem.\n\nMet vriendelijke groet,\nJan de Vries\n\n\
         Op 3 maart schreef de klantenservice:\n> Werkt uw modem nu weer?",
    ],
    // Dutch, more than thanks.
    &[
        "Bedankt, maar het werkt nog steeds niet.",
        "Alvast bedankt!",
        "Bij voorbaat dank voor uw reactie.",
        "Dank u, wanneer komt de monteur?",
        "Bedankt, kunt u mij ook de factuur sturen",
        "Nee bedankt.",
        "Bedankt voor niets.",
        "Toch bedankt.",
        "Ik ben het hier niet mee eens.",
        "Bedankt, alleen klopt het bedrag op de factuur niet.",
        "Dank voor uw bericht. Ik heb nog een vraag.",
        "Het internet ligt er weer uit.",
    ],
    // English thanks.
    &[
        "Thanks!",
        "Thank you so much, all good now.",
        "Great, it works again. Thanks a lot!",
        "Many thanks for your quick help",
        "Perfect, thx",
        "Can't thank you enough!",
        "Problem solved, thank you. No further questions.",
        "Cheers, much appreciated.",
    ],
    // English, more than thanks.
    &[
        "Thanks, but it still does not work.",
        "Thank you, when will the engineer come?",
        "Thanks in advance.",
        "Thanks for nothing.",
        "No thanks.",
        "Thank you. Could you also send me the invoice",
        "Thanks anyway.",
        "It crashed again, thanks.",
        "Thanks, however the refund has not arrived.",
        "Appreciate the reply. Please cancel my contract.",
        "The router is broken again.",
        "Thanks, I have another question.",
    ],
];

#[test]
fn thanks_are_told_from_what_only_looks_like_them() {
    let [dutch, dutch_more, english, english_more] = WRITTEN_WITH;
    let (found, errors) = score(dutch, dutch_more);
    assert_eq!((found.missed, found.hidden), (0, 0), "{errors}");
    let (found, errors) = score(english, english_more);
    assert_eq!((found.missed, found.hidden), (0, 0), "{errors}");
}

#[test]
fn nothing_to_read_is_no_thanks() {
    for text in ["", "  \n", "...", "👍"] {
        assert_eq!(gist_of(text), Gist::Unread, "{text:?}");
    }
    let long = "bedankt voor alles ".repeat(9);
    assert_eq!(gist_of(&long), Gist::More, "more words than thanks take");
}

/// Its complaints without a word of complaint made the rules ask of each part that it thanks or praises.
const WHICH_CHANGED_THE_RULES: [&[&str]; 4] = [
    // Dutch thanks.
    &[
        "Dankjewel voor je hulp!",
        "Fijn, bedankt voor de moeite.",
        "Helemaal goed, dank je wel.",
        "Dank u zeer, mevrouw Jansen.",
        "Geweldig geholpen door uw collega, bedankt!",
        "Ok bedankt",
        "Prima, dankuwel en een prettig weekend.",
        "Ontvangen, waarvoor dank.",
        "Wat een service! Heel erg bedankt.",
        "De monteur is geweest en alles doet het. Bedankt!",
        "Nogmaals dank voor de vlotte afhandeling.",
        "Het geld staat op mijn rekening, bedankt.",
        "Bedankt voor het uitzoeken, ik ben weer helemaal blij.",
        "Dank, nu snap ik het.",
        "Thanks, is gelukt!",
        "Merci!",
        "Super bedankt voor je geduld, je hebt me echt gered.",
        "Hoi Mark, dank voor je snelle antwoord. Groetjes, Els",
        "Top service, bedankt voor de terugbetaling",
        "Dank voor de uitleg, ik kan nu weer inloggen.",
        "Bedankt, jullie mogen het ticket sluiten.",
        "Bedankt, de fout is verholpen.",
        "Geen probleem, bedankt voor het laten weten.",
        "Het duurde even maar het is goed gekomen, bedankt.",
        "Fantastisch, u kunt dit dossier sluiten. Dank!",
    ],
    // Dutch, more than thanks.
    &[
        "Bedankt voor je antwoord, ik wacht nog op het pakket.",
        "Dank, de lamp brandt helaas opnieuw.",
        "Bedankt, het eerste deel is gelukt. Het tweede lukt niet.",
        "Hartelijk dank. Zou u het adres willen aanpassen",
        "Bedankt voor uw mail, ik bel morgen zelf wel even.",
        "Dank voor de hulp, het scherm wordt sinds vanmorgen weer zwart.",
        "Dank u. Hoe lang gaat dit duren",
        "Nou, lekker bedankt dan.",
        "Bedankt, ik wil graag mijn geld terug.",
        "Dank je, de storing is terug.",
        "Bedankt, maar ik stap over naar een ander.",
        "Ik heb al drie keer gebeld. Bedankt voor het wachten.",
        "Dank voor de creditnota, het bedrag klopt alleen van geen kant.",
        "Alvast hartelijk dank voor de moeite",
        "Bedankt, dan dien ik een klacht in.",
        "Dankjewel, stuur de bevestiging naar mijn nieuwe adres.",
        "Bedankt. Mijn abonnement moet ook worden stopgezet.",
        "Dank, alleen jammer dat het zo lang heeft geduurd.",
        "Bedankt, wie neemt er contact met mij op",
        "Het is nog niet opgelost, toch bedankt voor de moeite.",
        "Bedankt voor de link, die opent een lege pagina.",
        "Dank voor de nieuwe router, hij knippert rood.",
        "Nee hoor, dank je.",
        "Bedankt, bel mij even terug.",
        "Zo behandel je klanten dus. Bedankt.",
    ],
    // English thanks.
    &[
        "Thank you very much, Sarah!",
        "Thanks, that did the trick.",
        "All sorted now, thanks for your help.",
        "Got it, thank you.",
        "Brilliant service, thank you!",
        "Thanks for getting back to me so quickly.",
        "Everything arrived today. Many thanks.",
        "ty!",
        "Thanks, have a great weekend.",
        "I really appreciate your patience with me.",
        "Ok thanks",
        "Thank you for the refund, received today.",
        "That fixed the error, thanks.",
        "Thank you, you can close this ticket.",
        "Thanks again for the help!",
        "Wonderful. I am so grateful for your effort.",
        "Thanks Tom, works like a charm.\n\nKind regards,\nAnna",
        "Thanks for explaining, I understand it now.",
        "Amazing, thank you all for sorting this out",
        "No more issues since yesterday, thanks!",
        "Thanks for fixing it.\n\nSent from my iPhone",
        "Thanks team, five stars!",
        "Thank you for not giving up on this.",
        "Cheers mate, all good.",
        "Received in good order, thanks.",
    ],
    // English, more than thanks.
    &[
        "Thanks for the reply, it doesnt load on my phone.",
        "Thank you, the second parcel is missing.",
        "Thanks. I was charged twice this month.",
        "Thank you but I already tried that.",
        "Thanks for looking into this, any news",
        "Thanks, waiting for your call.",
        "Thank you. Send it to my new address.",
        "Thanks for the quick response. Unfortunately the app shows the same message.",
        "Thanks, the error is back.",
        "Many thanks. Who do I talk to about the bill",
        "Thank you, I would like to speak to a manager.",
        "Thanks a lot for ruining my weekend.",
        "Thanks, I'll try it tomorrow and report back.",
        "Thank you for your concern, I am leaving you for a competitor.",
        "Thanks though I expected better.",
        "Thanks, how do I reset it",
        "The screen went black. Thanks.",
        "Thanks for your help so far.",
        "Thank you, please reopen the case.",
        "Thanks, I can't log in.",
        "Wow, thanks, three weeks for an answer.",
        "Thanks in advance for your swift action.",
        "Thanks, my neighbour has the same issue.",
        "Thank you, this link leads nowhere.",
        "Thanks, but no thanks.",
    ],
];

const WRITTEN_AFTER: [&[&str]; 4] = [
    // Dutch thanks.
    &[
        "Dank je wel Sanne, je bent een topper!",
        "Oké, dank.",
        "Beste allemaal, bedankt voor jullie inzet.",
        "Het is gelukt, hartelijk bedankt!",
        "Bedankt, ik heb het pakket vandaag ontvangen.",
        "Wat ontzettend attent, dank u wel.",
        "Heel fijn dat het zo snel geregeld is. Bedankt!",
        "Dankjewel, alles is nu duidelijk.",
        "Mijn dank is groot.",
        "Thx, doei",
        "Hartstikke bedankt hoor",
        "Dank voor het terugbellen gisteren.",
        "Bedankt, de rekening is nu goed.",
        "Geen vragen meer, bedankt!",
        "Hij doet het weer. Dank u vriendelijk.",
        "Bedankt, prettige avond.",
        "Wij zijn zeer tevreden, dank daarvoor.",
        "Super geholpen door Ahmed, bedankt",
        "Dank voor de goede zorgen.",
        "Bedankt, u heeft mijn dag gemaakt.",
    ],
    // Dutch, more than thanks.
    &[
        "Bedankt, maar ik kom er niet uit.",
        "Dank, de teller staat verkeerd.",
        "Bedankt voor de uitleg, mijn vrouw krijgt dezelfde melding.",
        "Alvast heel erg bedankt voor het uitzoeken.",
        "Bedankt, doe mij dan maar de andere kleur.",
        "Dank u wel, ik ontvang elke dag dezelfde brief.",
        "Bedankt, ik zie het bedrag dubbel afgeschreven.",
        "Hartelijk dank, hierbij de foto van de schade.",
        "Bedankt. Wie is hiervoor verantwoordelijk",
        "Nee, dank u, ik hoef geen tegoedbon.",
        "Dank je, het wachtwoord wordt geweigerd.",
        "Bedankt voor het meedenken, ik ga naar de geschillencommissie.",
        "Bedankt, stuur het pakket naar kantoor.",
        "Fijn dat u reageert, dank. Het lek zit er nog.",
        "Bedankt, mijn bestelling is weer zoek.",
        "Dank, helaas pindakaas.",
        "Bedankt hoor, vier weken wachten op een antwoord.",
        "Dank voor de snelle reactie, welke stekker hoort erbij",
        "Bedankt, het goede adres is Dorpsstraat 12.",
        "Mooie service is dat, bedankt.",
    ],
    // English thanks.
    &[
        "Thank you kindly!",
        "Thanks Priya, you are a star.",
        "It is all working now, thanks.",
        "Much appreciated, have a good evening.",
        "Great stuff, thank you.",
        "Thank you for sorting my bill.",
        "Hi, the parcel arrived this morning. Thanks!",
        "Okay, thanks for letting me know.",
        "Thanks, I understand now.",
        "Thank you so very much for all of your help today",
        "Fab, cheers",
        "Thanks, that is very clear.",
        "You have been so helpful, thank you.",
        "I appreciate it!",
        "Thanks a million!",
        "Sorted. Thanks.",
        "Thank you, happy with the outcome.",
        "Many thanks to the whole team.",
        "Thank you, refund is in my account.",
        "Thanks for the explanation and the patience.",
    ],
    // English, more than thanks.
    &[
        "Thanks, but the lamp keeps blinking.",
        "Thank you, my sister has it too.",
        "Thanks for the update, the tracking page is empty.",
        "Thanks. Where do I send the form",
        "Thank you in advance for a quick solution.",
        "Thanks for the voucher, it has expired.",
        "Thank you, I want my money back.",
        "No thank you.",
        "Thanks, attached are the photos of the damage.",
        "Thanks for trying, I am going to the ombudsman.",
        "Thank you, the new password is refused.",
        "Thanks, call me after six.",
        "Nice service, thanks to you I missed my flight.",
        "Thanks, it worked for an hour and went dead.",
        "Thank you, I received the wrong size.",
        "Thanks, that is the fourth time this week.",
        "Thanks, change my address to 12 High Street.",
        "Thank you, the good news ends there.",
        "Thanks, what about the other order",
        "Thank you, it isn't fixed.",
    ],
];

/// The figures of `docs/SERVICE_LEVELS.md`. No rule was changed for these sentences.
#[test]
fn of_sentences_that_no_rule_was_written_for_so_many_are_read_right() {
    let [dutch, dutch_more, english, english_more] = WRITTEN_AFTER;
    for (thanks, more, expected) in [
        (dutch, dutch_more, [19, 1, 3, 17]),
        (english, english_more, [18, 2, 2, 18]),
    ] {
        let (found, errors) = score(thanks, more);
        let [found_all, missed, hidden, left] = expected;
        let expected = Score {
            found: found_all,
            missed,
            hidden,
            left,
        };
        assert_eq!(found, expected, "{errors}");
    }
}

#[test]
fn a_complaint_without_a_word_of_complaint_is_more_than_thanks() {
    let [dutch, dutch_more, english, english_more] = WHICH_CHANGED_THE_RULES;
    let (found, errors) = score(dutch, dutch_more);
    assert_eq!((found.missed, found.hidden), (4, 0), "{errors}");
    let (found, errors) = score(english, english_more);
    assert_eq!((found.missed, found.hidden), (3, 1), "{errors}");
}

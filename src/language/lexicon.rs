//! Words that tell Dutch, English and other languages apart, and how much each one tells.
//!
//! Written by hand for this project. A word that is usual in both Dutch and English ("is", "was",
//! "service", "super") is left out on purpose, however frequent.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Points of evidence for Dutch, English and any other language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Votes {
    pub(super) nl: u32,
    pub(super) en: u32,
    pub(super) other: u32,
}

/// Points of a word that hardly occurs in another language.
pub(super) const STRONG: u32 = 4;
/// Points of a word that also exists elsewhere but is far more frequent here.
pub(super) const WEAK: u32 = 2;

static VOTES: LazyLock<HashMap<&'static str, Votes>> = LazyLock::new(|| {
    let mut votes: HashMap<&'static str, Votes> = HashMap::new();
    for word in DUTCH.split_whitespace() {
        votes.entry(word).or_default().nl = STRONG;
    }
    for word in DUTCH_WEAK.split_whitespace() {
        votes.entry(word).or_default().nl = WEAK;
    }
    for word in ENGLISH.split_whitespace() {
        votes.entry(word).or_default().en = STRONG;
    }
    for word in ENGLISH_WEAK.split_whitespace() {
        votes.entry(word).or_default().en = WEAK;
    }
    for word in OTHER.split_whitespace() {
        // "Alles" is German too, but here it is Dutch until other words say otherwise.
        votes.entry(word).or_insert(Votes {
            other: STRONG,
            ..Votes::default()
        });
    }
    votes
});

/// What a word in lower case tells, nothing for an unknown one.
pub(super) fn votes(word: &str) -> Option<Votes> {
    VOTES.get(word).copied()
}

const DUTCH: &str = "
het een niet ik dat voor heb ook maar naar geen wel goed zijn mijn jullie wij hij zij deze dit daar nog altijd veel
zeer erg heel worden wordt werd werden hebben heeft hadden kunnen kunt kon konden moet moeten moest wil wilt willen
zou zouden zal zullen gaat gaan ging doen doet deed gedaan geweest gekregen krijgen krijg krijgt kreeg gebeld bellen
belt belde gewacht wachten wachttijd wachttijden lang langer lange kort snel snelle sneller snelheid vlot vlotte
traag trage vriendelijk vriendelijke vriendelijkheid aardig aardige behulpzaam behulpzame deskundig deskundige
duidelijk duidelijke onduidelijk onduidelijke prettig prettige fijn fijne leuk leuke mooi mooie lekker lekkere slecht
slechte slechter slechtste beter betere beste goede uitstekend uitstekende prima geweldig geweldige fantastisch
fantastische uitmuntend voortreffelijk tevreden ontevreden teleurgesteld teleurstellend niks niets alles iets iemand
niemand nooit soms vaak meestal weer al alleen samen zonder tegen tussen onder boven achter naast tijdens omdat
doordat waardoor waarom waar wanneer hoe wie welke wat dan dus toch gewoon echt eigenlijk graag bedankt dank
dankjewel dankuwel hartelijk alstublieft aub svp mevrouw meneer mensen medewerker medewerkers medewerkster personeel
klant klanten klantenservice klantvriendelijk klacht klachten bestelling bestellingen besteld bestellen levering
leveringen geleverd leveren bezorging bezorgd bezorgen bezorger bezorgers pakket pakketje verzending verzonden
verzendkosten retour terug terugbellen teruggebeld terugbetaald geld betaald betalen betaling prijs prijzen duur
duurt duurde dure goedkoop goedkope goedkoper kosten gratis korting aanbieding winkel afspraak afspraken uitleg
uitgelegd geholpen helpen helpt hulp vraag vragen antwoord antwoorden beantwoord oplossing opgelost oplossen probleem
problemen storing telefoon telefonisch telefoontje nummer gegevens rekening factuur facturen overstappen overgestapt
opzeggen opgezegd verzekering verzekeringen vergoeding polis huisarts dokter ziekenhuis verpleegkundige behandeling
behandeld onderzoek gesprek gesproken spreken luisteren geluisterd luistert zorg zorgverlener kamer eten keuze
assortiment kwaliteit aandacht tijd tijden op uur uren dag dagen weken maand maanden jaar jaren keer steeds meteen
direct vandaag morgen gisteren vanavond ochtend middag avond nacht minuten kwartier half eerste tweede laatste volgende
vorige nieuwe oude grote kleine meer minder meeste genoeg weinig paar allemaal iedereen elke elk ieder iedere andere
ander anders zelf eigen haar hun hem ons onze uw jouw jij jou je ze er te om bij uit tot sinds vanaf na toen als of
hoewel echter daarom daarna daarmee hierdoor hiermee ervan eraan ermee erop mag mocht mogen laat laten liet komen
komt kwam kwamen gekomen staan staat stond zitten zit zat liggen ligt lag zien ziet gezien horen hoort gehoord gehoor
weten weet wist zeggen zegt zei gezegd vinden vind vindt vond gevonden maken maakt maakte gemaakt geven geeft gaf
gegeven nemen neemt nam genomen blijven blijft bleef gebleven denken denk denkt dacht lezen leest las gelezen boek
boeken schrijven schrijft schreef geschreven verhaal kopen koop gekocht aankoop aanrader aanraden hoor ja nee nou
jammer helaas gelukkig hopelijk misschien waarschijnlijk natuurlijk bijna helemaal vrijwel behoorlijk redelijk
matig voldoende onvoldoende ruim gemak gemakkelijk makkelijk makkelijke eenvoudig moeilijk moeilijke lastig handig
handige overzichtelijk overzicht mogelijk onmogelijk bereikbaar bereikbaarheid onbereikbaar betrouwbaar betrouwbare
onbetrouwbaar afhandeling afgehandeld informatie informatief informeren geïnformeerd gebruik gebruiken gebruikt
ervaring ervaringen mening vertrouwen fout fouten verkeerd verkeerde kapot stuk vies schoon schone koud koude warme
heet weg bent was waren weinig rijden rit chauffeur vervoer trein parkeren vlucht vliegtuig reis reizen hotel kamers
ontbijt verbeteren verbetering verbeterd aanpassen zorgen zeker ongeveer sommige verschillende sneeuw regen
regenen regent zonnig weer wekker herinnering herinner zet stel toon speel nummers lied muziek zoek tafel
voeg toe lijst afspeellijst verwijder annuleer morgenochtend maandag dinsdag woensdag donderdag vrijdag zaterdag
zondag januari februari maart juni juli augustus oktober twee drie vier vijf zes zeven acht negen tien geef beoordeling
sterren restaurants dichtstbijzijnde alsjeblieft wachtrij allerbeste topper toppie toppers superlekker superservice
simpel ideale ideaal effectief alles dikke warme broodje mooiste leuke leukste gewone soort soorten eens oneens voortaan
zomer winter lente herfst wind stukje vraagje momentje woord woorden huis straat werk werkt werken gewerkt leren geleerd
klopt kloppen n.v.t nvt. geenszins onbekend ziek dichtbij buurt gezellig gezellige sfeer bediening keurig netjes correct
correcte perfecte aangenaam aangename begrip begripvol begripvolle respectvol geduldig geduld rustig rust
helder heldere stipt punctueel tijdig laat late bezig druk drukte blij boos top
";

const DUTCH_WEAK: &str = "
de en van met die den der kan nu hier over in op aan door is mis wel zo deel lijn adres mens zie kijk zin stad land dat
rond plan punt staat telefoons online-bestelling app-je bank code mail contact gedoe kamer per
";

const ENGLISH: &str = "
the and you for with not are that this have has had my they were from been your all very good great staff nice friendly
helpful kind care caring excellent service's nothing none everything everyone anything something someone nobody
would could should when where which what who why how there their them then than she her his him our out about after
before because being but by can could did does doing done don't didn't doesn't wasn't weren't couldn't wouldn't isn't
aren't haven't hasn't hadn't won't can't cannot i'm i've i'd i'll it's that's there's they're we're you're he's she's
every few first get gets getting give given go going gone got into just know knew last less like little long
look looked looking made make many may might more most much must never new no now off often old once one only or other
others over own people place please problem put quick quickly quicker really right said same saw see seen since slow
slowly some soon still such sure take taken than thank thanks think thought through time times to today told too took
try under until up us use used using waiting wait waited wanted way weeks well went while will without
work worked working worst worse bad better best year years yes yesterday tomorrow tonight morning afternoon evening
always again also although am an any around ask asked away back be become day days early easy easily either else
enough experience felt feel feeling few find found four five free full further happy unhappy hard he help helped
helping here hospital hour hours minutes month months i if improve improvement improved information informed issue
it kept later leave left let listen listened listening lot lots love loved lovely made manner me-time mind money
needs need needed next nurse nurses doctor doctors number often phone call called calling pleasant polite
professional professionalism prompt efficient effective queue quite rather ready reason received reception
receptionist rude satisfied satisfactory dissatisfied several short show so sorry spoke spoken start started stay
such support supportive talk talked things thing those these though together treated treatment twice understanding
understand unfortunately useful useless various visit ward wasn't whole within wonderful wrong you've amazing
awesome brilliant fantastic fabulous superb outstanding terrible horrible awful poor appalling disgusting lady man
men women woman child children family mother father husband wife transport driver drivers journey ambulance clinic
appointment appointments consultant surgery pain parking food clean cleanliness dirty room rooms comfortable
cold hot warm advice advised explained explanation explain clear clearly clearer questions question answered answer
answers answering communication attitude atmosphere environment welcoming welcome attentive thorough reassuring
reassured respectful dignity patient patients patience privacy delivery delivered order ordered refund
price cheap expensive cost money's worth value quality product products return returned flight flights airline seat
seats crew luggage bag delay delayed cancelled cancel customer customers company account bill charged charge paid
pay payment card change changed changes fix fixed solved resolve resolved set remind reminder add playlist play song
weather rain sunny snow show me rate book movie theater find near nearest degrees temperature forecast
monday tuesday wednesday thursday friday saturday sunday january february march june july august october three six
seven eight nine ten hundred however whether against between during each both per usual usually particularly
especially absolutely completely extremely highly fully totally overall ok-ish fine satisfaction happy sad angry
felt safe at-ease made keep up its let's does is-it made knowledge knowledgeable approachable courteous cheerful
considerate compassionate gentle brilliant punctual punctuality speed speedy swift swiftly fast faster earlier
arrive arrived arrival sooner came coffee tea cooking walking regular contacts dinner lunch breakfast adequate
facilities activities staffing levels shortage restrictions nil nope nah cheers fault faulty broken missing wonderfully
kindness paramedic paramedics emergency routine true craft relaxation sooner dinners shouldn't smile smiling team's
comment comments suggestion suggestions n't cant dont didnt wont unable able
";

const ENGLISH_WEAK: &str = "
a at as do on we me us so he it in of team is was all no top-notch or an be by up if over end plan line open make
bus test rest start stop
";

/// German, French, Spanish, Italian, Portuguese, Turkish, Polish: words that are frequent there and no words here.
const OTHER: &str = "
und ist nicht ich das sie mit auf für sehr gut auch aber eine einen einem einer haben wir wurde danke kein keine immer
noch schlecht schnell freundlich freundliche freundlicher zu zum zur bin sind hat wird nach über alles gute
schon mehr wenn oder nur leider wieder beim vom dass der dem den ein war hatte hatten kann können konnte muss müssen
mir mich uns ihr ihre wie bei um bis sich würde werden seit gar ganz wegen warten warte gewartet geholfen hilfe
rechnung lieferung mitarbeiter bestellung stunden tage woche wochen wirklich zufrieden unzufrieden pünktlich
ek baie hulle vir jy hy gewees asseblief dankie vriendelik vriendelike vinnig stadig altyd tyd lank wag gewag kry gekry
hierdie daardie goeie slegte slegs gehelp aflewering rekening diens tevrede terug moes
yn foar mar hawwe hat wy jim hja tige dizze troch oan gjin freonlik freonlike holpen holp wachtsje
moatten foardat oere wachte fierste binne hja jimme ús wurk tilbage tilbake ventede ingen kunne vente vänta ingenting
reggestel kliënt onmiddellik duidelik maklik moeilik eerlik
og ikke jeg det på meget veldig fordi godt dårlig hurtig rask takk tak venlig vennlig hyggelig ventetid
ventetiden betjening betjeningen fik fikk har
och inte jag är mycket tack snabb snabbt dålig trevlig leveransen väntetid timme
le la les des est une dans pour avec très merci bon bonne je vous nous pas que qui sur plus mais c'est et du au aux
ils elle j'ai n'est rien tout trop bien été était sont suis mauvais rapide gentil personnel accueil
el los las muy una por para con pero gracias bueno buena todo más está es son fue servicio nada excelente malo rápido
tiempo lo se su mi ha han como cuando
il che non sono molto grazie della delle degli per è anche ottimo buono tutto niente più gentile veloce servizio
não muito obrigado obrigada uma com foi bom boa tudo mas atendimento ótimo
çok ve bir için teşekkürler teşekkür iyi değil güzel bu ama yok var hizmet memnun daha kadar hiç
jest nie się bardzo dobrze dziękuję na do tak ale wszystko obsługa miła szybko dobra był była
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_strong_evidence_for_both_languages() {
        let dutch: std::collections::BTreeSet<_> = DUTCH.split_whitespace().collect();
        let both: Vec<_> = ENGLISH
            .split_whitespace()
            .filter(|word| dutch.contains(word))
            .collect();
        assert!(both.is_empty(), "{both:?}");
    }
}

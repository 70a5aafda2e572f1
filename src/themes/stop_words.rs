//! Words that say nothing alone: function words, politeness, plain judgement, plain time.
//!
//! Judgement is left out because the sentiment model reads it: a theme says what is spoken of, not how.

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [DUTCH, ENGLISH]
        .into_iter()
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether the folded `word` says nothing alone, in either language.
pub(super) fn is_stop_word(word: &str) -> bool {
    WORDS.contains(word)
}

const DUTCH: &str = "
de het een en of maar want dus als dan dat die dit deze er hier daar waar wie wat welke welk hoe wanneer waarom waardoor
omdat doordat zodat terwijl hoewel echter toch ook nog al alle alles allemaal wel niet geen nooit niets niks nergens niemand
iemand iets ergens altijd soms vaak steeds weer opnieuw meer meest meeste minder minst veel weinig genoeg heel erg zeer
zo te om van voor naar met zonder door over onder boven tussen tegen bij uit op aan in tot sinds vanaf na binnen buiten
tijdens volgens behalve per via langs achter naast rond ongeveer bijna precies echt gewoon eigenlijk natuurlijk helaas
gelukkig jammer misschien waarschijnlijk zeker vooral alleen samen zelf eigen ander andere anders elke elk ieder iedere
iedereen enige enkele sommige beide ik jij je u hij zij ze we wij jullie hun hen hem haar mij me mijn jouw uw zijn ons onze
men is ben bent was waren geweest wordt word worden werd werden geworden heb hebt heeft hebben had hadden gehad kan kun kunt
kunnen kon konden moet moeten moest moesten mag mogen mocht mochten wil wilt willen wilde wilden wou zal zult zullen zou
zouden hoef hoeft hoeven hoefde doe doet doen deed deden gedaan ga gaat gaan ging gingen gegaan gegaan kom komt komen kwam
kwamen gekomen krijg krijgt krijgen kreeg kregen gekregen laat laten liet lieten blijf blijft blijven bleef bleven gebleven
sta staat staan stond stonden gestaan zit zitten zat zaten gezeten lig ligt liggen lag maak maakt maken maakte gemaakt geef
geeft geven gaf gaven gegeven neem neemt nemen nam genomen zeg zegt zeggen zei zeiden gezegd vind vindt vinden vond vonden
gevonden zie ziet zien zag zagen gezien weet weten wist wisten denk denkt denken dacht gedacht lijkt leek lijken hoor hoort
horen hoorde gehoord houd houdt houden hield gehouden begin begint beginnen begon begonnen eens keer keren maal ooit net pas
reeds nu toen straks later vroeger eerder laatst onlangs vandaag gisteren morgen overmorgen dag dagen week weken maand maanden
jaar jaren uur uren minuut minuten tijd moment ochtend middag avond nacht maandag dinsdag woensdag donderdag vrijdag zaterdag
zondag januari februari maart april mei juni juli augustus september oktober november december eerste tweede derde laatste
volgende vorige afgelopen een twee drie vier vijf zes zeven acht negen tien honderd half paar aantal beetje deel
goed goede beter beste best slecht slechte slechter prima fijn fijne leuk leuke mooi mooie netjes keurig top super perfect
uitstekend geweldig geweldige fantastisch vreselijk verschrikkelijk waardeloos matig redelijk voldoende onvoldoende tevreden
ontevreden blij boos teleurgesteld teleurstellend prettig prettige vervelend vervelende belachelijk raar vreemd lekker graag
liever dank bedankt dankjewel dankuwel alvast hartelijk groet groeten vriendelijke mvg hallo hoi goedemorgen goedemiddag
goedenavond goedendag mevrouw meneer heer vandaar inmiddels geleden raad bezig hetzelfde zelfde wisselende cijfer beste geachte ja nee nou oke ok hoor he sorry excuus aub alstublieft alsjeblieft nvt opmerking opmerkingen
verder overig overige algemeen algemene ding dingen zaak zaken manier soort geval gevallen feit idee probleem problemen groot
grote klein kleine nieuw nieuwe oud oude lang lange kort korte snel snelle hoog hoge laag lage vol hele heleboel ervan erop
eraan erin ermee ervoor erover eruit erbij daarom daarna daarmee daarvoor daarbij hierdoor hiermee hiervoor hierover waarop
waarbij waarin waarvan waarmee mee heen weg terug af toe open dicht zoals bijvoorbeeld namelijk immers trouwens bovendien
daarnaast verder kortom ten ter mensen persoon klopt klop graag snap snapt begrijp begrijpt hopelijk hoop fout verkeerd
verkeerde mogelijk onmogelijk nodig belangrijk duidelijk onduidelijk makkelijk moeilijk gemakkelijk handig lastig
";

const ENGLISH: &str = "
http https www com html co
the a an and or but if then than that this these those there here where who whom whose what which how when why because so
though although however yet still also too only just even very really quite rather pretty more most less least much many
lot lots few little enough all any some none no not never nothing nobody nowhere someone somebody something somewhere
everyone everybody everything everywhere anyone anybody anything always sometimes often usually again once ever already of
for to from with without by about over under above between against at in on into onto out off up down through during since
until till before after within outside inside except per via along behind near around almost exactly actually simply maybe
perhaps probably certainly especially alone together own other another others each every both either neither i you he she it
we they me him her us them my your his its our their mine yours ours theirs myself yourself himself herself itself ourselves
themselves am is are was were be been being have has had having do does did done doing can could may might must shall should
will would ought need needs needed dare used get gets got gotten getting go goes went gone going come comes came coming make
makes made making take takes took taken taking give gives gave given giving put let lets keep keeps kept stay stays stayed
say says said saying tell tells told telling see sees saw seen seeing know knows knew known think thinks thought feel feels
felt find finds found look looks looked looking seem seems seemed want wants wanted like likes liked try tries tried trying
use uses using become became start starts started begin began leave left dont didnt doesnt isnt wasnt werent arent cant
cannot couldnt wont wouldnt shouldnt havent hasnt hadnt im ive id ill youre youve theyre theyve weve were thats theres its
hes shes whats now later earlier soon recently today yesterday tomorrow day days week weeks month months year years hour
hours minute minutes time times moment morning afternoon evening night monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december first second third last next
previous past one two three four five six seven eight nine ten hundred half couple number bit part
good great better best bad worse worst nice fine excellent perfect amazing awesome fantastic wonderful brilliant lovely
terrible awful horrible poor appalling disappointing disappointed happy unhappy satisfied dissatisfied pleased annoying
annoyed frustrating frustrated ridiculous strange weird ok okay glad sad angry thank thanks please hello hi hey dear regards
sincerely hence mixed feelings improve improvement cheers sorry apology apologies yes yeah yep nope na nil comment comments remark remarks thing things way ways kind
sort case cases fact idea problem problems issue issues big small large new old long short fast slow quick quickly high low
full whole such same different well right wrong sure able unable possible impossible necessary important clear unclear easy
difficult hard useful people person etc example instance moreover furthermore besides additionally anyway else instead while
upon toward towards among across back away further overall general hope understand question questions help helped
";

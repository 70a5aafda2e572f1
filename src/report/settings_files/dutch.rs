/// What reading files of schedules and policies says, in English and in Dutch, with `{}` for values in
/// the same order. A value that is itself one of these texts is put in Dutch too.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    // Weekdays, which stand in remarks.
    ("Monday", "maandag"),
    ("Tuesday", "dinsdag"),
    ("Wednesday", "woensdag"),
    ("Thursday", "donderdag"),
    ("Friday", "vrijdag"),
    ("Saturday", "zaterdag"),
    ("Sunday", "zondag"),
    // Any file.
    ("missing", "ontbreekt"),
    ("add `{}`", "voeg toe: `{}`"),
    ("unknown key", "onbekende sleutel"),
    ("known here: {}", "hier bekend: {}"),
    ("did you mean `{}`?", "bedoelde je `{}`?"),
    ("did you mean \"{}\"?", "bedoelde je \"{}\"?"),
    ("unknown value \"{}\"", "onbekende waarde \"{}\""),
    ("use one of: {}", "gebruik een van: {}"),
    ("use some of: {}", "gebruik er een of meer van: {}"),
    ("expected {}, found {}", "verwacht {}, gevonden {}"),
    ("expected a table", "een tabel verwacht"),
    ("expected a string", "een tekst verwacht"),
    ("expected a date", "een datum verwacht"),
    ("expected a list of dates", "een lijst van datums verwacht"),
    (
        "expected a whole number from 0 up",
        "een heel getal vanaf 0 verwacht",
    ),
    ("expected a number from 1 up", "een getal vanaf 1 verwacht"),
    (
        "expected a number from 0 to 1",
        "een getal van 0 tot 1 verwacht",
    ),
    ("expected a number above 0", "een getal boven 0 verwacht"),
    ("a string", "een tekst"),
    ("a date or an instant", "een datum of een moment"),
    (
        "a string or a list of strings",
        "een tekst of een lijst van teksten",
    ),
    ("a number", "een getal"),
    (
        "a number or a list of numbers",
        "een getal of een lijst van getallen",
    ),
    ("a whole number from 0 up", "een heel getal vanaf 0"),
    ("true or false", "true of false"),
    ("a table", "een tabel"),
    ("a list of tables", "een lijst van tabellen"),
    // Schedules.
    (
        "no schedule is declared",
        "er zijn geen openingstijden opgegeven",
    ),
    (
        "add [[schedule]] with schedule_id, time_zone and weekly",
        "voeg [[schedule]] toe met schedule_id, time_zone en weekly",
    ),
    ("add weekly = {}", "voeg toe: weekly = {}"),
    (
        "schedule {} has no version",
        "openingstijden {} hebben geen versie",
    ),
    (
        "version {} of schedule {} has neither weekly hours nor shifts",
        "versie {} van openingstijden {} heeft geen wekelijkse uren en geen diensten",
    ),
    (
        "version {} of schedule {} holds from {} to {}, which is no day at all",
        "versie {} van openingstijden {} geldt van {} tot {}, dat is geen enkele dag",
    ),
    (
        "versions {} and {} of schedule {} both hold on {}",
        "versies {} en {} van openingstijden {} gelden allebei op {}",
    ),
    (
        "schedule {} has version {} twice",
        "openingstijden {} hebben versie {} tweemaal",
    ),
    (
        "valid_to is the first date on which the version no longer holds, after valid_from",
        "valid_to is de eerste datum waarop de versie niet meer geldt, na valid_from",
    ),
    (
        "end the one with valid_to on the date on which the next begins",
        "laat de een met valid_to eindigen op de datum waarop de volgende begint",
    ),
    (
        "number the versions of a schedule 1, 2, 3 …",
        "nummer de versies van openingstijden 1, 2, 3 …",
    ),
    (
        "declare it in [[holiday_set]], or use {}",
        "geef haar op in [[holiday_set]], of gebruik {}",
    ),
    (
        "unknown holiday set \"{}\"",
        "onbekende lijst van vrije dagen \"{}\"",
    ),
    (
        "no schedule uses the holiday set \"{}\"",
        "geen openingstijden gebruiken de lijst van vrije dagen \"{}\"",
    ),
    (
        "add holiday_set_id = \"{}\" to a schedule",
        "voeg holiday_set_id = \"{}\" toe aan openingstijden",
    ),
    ("\"{}\" is built in", "\"{}\" is ingebouwd"),
    ("choose another name", "kies een andere naam"),
    (
        "a second set is named \"{}\"",
        "een tweede lijst heet \"{}\"",
    ),
    (
        "{} is no holiday of this set",
        "{} is geen vrije dag van deze lijst",
    ),
    (
        "`signaal schedule windows` lists the holidays of a period",
        "`signaal schedule windows` noemt de vrije dagen van een periode",
    ),
    ("{} is off already: {}", "{} is al vrij: {}"),
    (
        "there are options for country = \"NL\" only",
        "er zijn alleen opties voor country = \"NL\"",
    ),
    (
        "use extra_dates and removed_dates",
        "gebruik extra_dates en removed_dates",
    ),
    ("write {} = {}", "schrijf {} = {}"),
    (
        "write a date as 2026-12-24, with or without quotes",
        "schrijf een datum als 2026-12-24, met of zonder aanhalingstekens",
    ),
    (
        "\"{}\" is no interval of a day",
        "\"{}\" is geen deel van een dag",
    ),
    (
        "write \"10:00-14:00\"; times run from 00:00 to 24:00",
        "schrijf \"10:00-14:00\"; tijden lopen van 00:00 tot 24:00",
    ),
    (
        "starts and ends at {}, which is either nothing or a whole day",
        "begint en eindigt om {}: dat is niets of een hele dag",
    ),
    (
        "starts at 24:00, which is only an end",
        "begint om 24:00, dat alleen een einde is",
    ),
    (
        "a whole day is 00:00 to 24:00; an end before the start is on the next day",
        "een hele dag is 00:00 tot 24:00; een einde voor het begin ligt op de volgende dag",
    ),
    (
        "start the next day at 00:00",
        "begin de volgende dag om 00:00",
    ),
    (
        "expected a time of day from 00:00 to 24:00",
        "een tijd van 00:00 tot 24:00 verwacht",
    ),
    ("names no day", "noemt geen dag"),
    (
        "write \"mon-fri\" or [\"mon\", \"wed\"]",
        "schrijf \"ma-vr\" of [\"ma\", \"wo\"]",
    ),
    ("unknown day \"{}\"", "onbekende dag \"{}\""),
    (
        "use mon, tue, wed, thu, fri, sat, sun (or ma, di, wo …), or a range as \"mon-fri\"",
        "gebruik ma, di, wo, do, vr, za, zo (of mon, tue, wed …), of een reeks als \"ma-vr\"",
    ),
    ("unknown time zone \"{}\"", "onbekende tijdzone \"{}\""),
    (
        "use an IANA name such as Europe/Amsterdam",
        "gebruik een naam van IANA zoals Europe/Amsterdam",
    ),
    (
        "{} has shifts already; both hold",
        "{} heeft al diensten; beide gelden",
    ),
    ("schedule {}: {}", "openingstijden {}: {}"),
    (
        "schedule {} is closed from {} up to {}: no version holds",
        "openingstijden {} zijn dicht van {} tot {}: geen versie geldt",
    ),
    (
        "valid_to is the first date on which a version no longer holds",
        "valid_to is de eerste datum waarop een versie niet meer geldt",
    ),
    (
        "{} on {} begins before {} has ended",
        "{} op {} begint voor {} voorbij is",
    ),
    (
        "they are joined; shared time counts once",
        "ze worden samengevoegd; gedeelde tijd telt eenmaal",
    ),
    (
        "the shift of {} has no effect: version {} does not hold on that date",
        "de dienst van {} heeft geen gevolg: versie {} geldt niet op die datum",
    ),
    (
        "the break of {} has no effect: version {} does not hold on that date",
        "de onderbreking van {} heeft geen gevolg: versie {} geldt niet op die datum",
    ),
    (
        "move it to the version that does",
        "zet haar bij de versie die dat wel doet",
    ),
    (
        "the shift of {} opens on a holiday ({})",
        "de dienst van {} opent op een vrije dag ({})",
    ),
    (
        "a shift goes before a holiday",
        "een dienst gaat voor een vrije dag",
    ),
    (
        "nothing is open in {}: every working day is a holiday",
        "in {} is niets open: elke werkdag is een vrije dag",
    ),
    (
        "look at the extra_dates of its holiday set",
        "kijk naar extra_dates van de lijst van vrije dagen",
    ),
    ("{} and {} more dates", "{} en nog {} datums"),
    (
        "{} is no window on {}: the clock jumps over {}",
        "{} is niet open op {}: de klok slaat {} over",
    ),
    (
        "{} of {} is not shown on {}: the clock jumps over it",
        "{} van {} bestaat niet op {}: de klok slaat die tijd over",
    ),
    (
        "its start would lie behind its end; 0 seconds count on such a day",
        "het begin zou achter het einde liggen; op zo'n dag tellen 0 seconden",
    ),
    (
        "it counts as so much later as the clock jumps",
        "hij telt zoveel later als de klok verspringt",
    ),
    // Policies.
    (
        "missing, so it is for every ticket",
        "ontbreekt, dus geldt voor elk ticket",
    ),
    (
        "write `conditions = {}` where that is meant, else {}",
        "schrijf `conditions = {}` als dat de bedoeling is, anders {}",
    ),
    (
        "missing: what is asked of the field?",
        "ontbreekt: wat wordt van het veld gevraagd?",
    ),
    (
        "more than one thing is asked of the field",
        "van het veld wordt meer dan een ding gevraagd",
    ),
    (
        "use one of is, in, is_not, not_in, present = true, absent = true; for more, write more conditions",
        "gebruik een van is, in, is_not, not_in, present = true, absent = true; schrijf voor meer meer voorwaarden",
    ),
    ("the name is empty", "de naam is leeg"),
    (
        "\"{}\" is not one of the usual fields",
        "\"{}\" is geen van de gebruikelijke velden",
    ),
    (
        "expected at least one value, none of them empty",
        "minstens een waarde verwacht, geen ervan leeg",
    ),
    (
        "a field without value is asked for with absent = true",
        "naar een veld zonder waarde vraagt absent = true",
    ),
    (
        "\"{}\" is not one of the usual channels",
        "\"{}\" is geen van de gebruikelijke kanalen",
    ),
    (
        "missing: what is measured?",
        "ontbreekt: wat wordt gemeten?",
    ),
    (
        "missing: there are no default targets",
        "ontbreekt: er zijn geen doelen zonder opgave",
    ),
    (
        "a scale needs low, high above it, and which end is good",
        "een schaal heeft low nodig, high daarboven, en welke kant goed is",
    ),
    ("write `{}`", "schrijf `{}`"),
    (
        "expected at least {}: fewer answers point at persons",
        "minstens {} verwacht: minder antwoorden wijzen personen aan",
    ),
    (
        "hanging up at once must be shorter than the threshold",
        "meteen ophangen moet korter zijn dan de grens",
    ),
    (
        "expected either queue or channel: whose waiting is counted?",
        "queue of channel verwacht, een van beide: wiens wachten telt?",
    ),
    ("a second one is named \"{}\"", "een tweede heet \"{}\""),
    (
        "expected the teams in the order in which they own the ticket",
        "de teams verwacht in de volgorde waarin zij het ticket hebben",
    ),
    ("nothing is promised", "er is niets beloofd"),
    (
        "add [[policy]] with a [[policy.target]], or [[service_level]]",
        "voeg [[policy]] toe met een [[policy.target]], of [[service_level]]",
    ),
    (
        "missing: what sort of promise is it?",
        "ontbreekt: wat voor afspraak is het?",
    ),
    (
        "missing: the lowest position that matches wins",
        "ontbreekt: de laagste positie die past gaat voor",
    ),
    (
        "expected a whole number from 1 to {}",
        "een heel getal van 1 tot {} verwacht",
    ),
    (
        "a second target is for {} with the same priority and team",
        "een tweede doel is voor {} met dezelfde prioriteit en hetzelfde team",
    ),
    (
        "another version of {} is of kind {}",
        "een andere versie van {} is van soort {}",
    ),
    (
        "version {} of {} stands here a second time",
        "versie {} van {} staat hier een tweede keer",
    ),
    (
        "give the newer one a higher version",
        "geef de nieuwste een hogere versie",
    ),
    (
        "position {} among policies of kind {} is taken by {}",
        "positie {} onder afspraken van soort {} is bezet door {}",
    ),
    (
        "the lowest position that matches wins, so each needs its own",
        "de laagste positie die past gaat voor, dus elk heeft een eigen nodig",
    ),
    ("add `{}` or `{}`", "voeg toe: `{}` of `{}`"),
    ("add `{}`, or `{}`", "voeg toe: `{}`, of `{}`"),
    (
        "add `{}`, or `schedule_id` for opening hours",
        "voeg toe: `{}`, of `schedule_id` voor openingstijden",
    ),
    (
        "missing: whose time is it?",
        "ontbreekt: wiens tijd is het?",
    ),
    ("missing: what is timed?", "ontbreekt: wat wordt geklokt?"),
    (
        "the internal target is not below the promise",
        "het interne doel ligt niet onder de belofte",
    ),
    (
        "an internal target leaves slack: make it shorter, or leave it out",
        "een intern doel geeft speling: maak het korter, of laat het weg",
    ),
    (
        "expected percent above 1 and up to 100, found {}",
        "procenten boven 1 en tot 100 verwacht, gevonden {}",
    ),
    (
        "95 percent is written 95",
        "95 procent wordt geschreven als 95",
    ),
    (
        "missing: whose opening hours count?",
        "ontbreekt: wiens openingstijden tellen?",
    ),
    (
        "missing: do all hours count, or opening hours only?",
        "ontbreekt: tellen alle uren, of alleen openingstijden?",
    ),
    ("unknown status \"{}\"", "onbekende status \"{}\""),
    (
        "given twice: `{}` says it too",
        "tweemaal opgegeven: `{}` zegt het ook",
    ),
    (
        "expected a time above zero with its unit, found \"{}\"",
        "een tijd boven nul met haar eenheid verwacht, gevonden \"{}\"",
    ),
    (
        "write 30m, 4h, 1h30m or 5d; a day is 24 hours of running time, so 3 days of a schedule with 8 hours",
        "schrijf 30m, 4h, 1h30m of 5d; een dag is 24 uur lopende tijd, dus 3 dagen van openingstijden met 8 uur",
    ),
    (
        "expected whole seconds above zero, found {}",
        "hele seconden boven nul verwacht, gevonden {}",
    ),
    ("4 hours are {}", "4 uur is {}"),
    ("\"{}\" is no date", "\"{}\" is geen datum"),
    ("\"{}\" is no instant", "\"{}\" is geen moment"),
    (
        "a date begins at midnight, but where? {}",
        "een datum begint om middernacht, maar waar? {}",
    ),
    ("add `{}` at the top", "voeg `{}` bovenaan toe"),
    (
        "write 2026-03-31 or 2026-03-31T00:00:00+02:00",
        "schrijf 2026-03-31 of 2026-03-31T00:00:00+02:00",
    ),
    ("write 2026-03-31", "schrijf 2026-03-31"),
    (
        "write 2026-03-31T00:00:00+02:00",
        "schrijf 2026-03-31T00:00:00+02:00",
    ),
];

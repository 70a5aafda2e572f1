use super::easter_sunday;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The days on which a schedule is closed, and what they are called.
///
/// Only days that the rules or the list name count; the list of any period can be had with
/// [`Self::between`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidaySet {
    /// Name in files.
    pub id: Arc<str>,
    /// Days that return every year.
    pub rules: HolidayRules,
    /// Further days, with what they are called.
    pub extra_dates: BTreeMap<Date, Arc<str>>,
    /// Days on which there is work although the rules name them.
    pub removed_dates: BTreeSet<Date>,
}

/// Days that return every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HolidayRules {
    /// None.
    #[default]
    None,
    /// New Year, Easter Sunday and Monday, King's Day (until 2013 Queen's Day), Ascension, Whit Sunday
    /// and Monday, Christmas and the day after, and what the options add.
    ///
    /// King's Day is 27 April, and 26 April when that is a Sunday. Queen's Day was 30 April from 1949;
    /// on a Sunday it moved to 29 April, before 1980 to 1 May.
    Netherlands {
        /// Which years have 5 May off.
        liberation_day: LiberationDay,
        /// Whether the Friday before Easter is off; no law makes it so.
        good_friday: GoodFriday,
    },
    /// The ten legal holidays: New Year, Easter Monday, Labour Day, Ascension, Whit Monday, 21 July,
    /// Assumption, All Saints, Armistice, Christmas (royal decree of 18 April 1974).
    ///
    /// The day that replaces one on a Sunday is agreed by each employer: declare it as an extra date.
    Belgium,
}

/// Which years have 5 May off in the Netherlands; agreements differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum LiberationDay {
    /// Every year from 1945.
    Yearly,
    /// Years that end in 0 or 5.
    #[default]
    Lustrum,
    /// None.
    Off,
}

/// Whether Good Friday is off in the Netherlands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum GoodFriday {
    /// Work goes on.
    #[default]
    Worked,
    /// It is off.
    Off,
}

/// A day off.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// Which day.
    pub date: Date,
    /// What it is called. Two holidays can share a date.
    pub name: HolidayName,
}

/// What a day off is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum HolidayName {
    NewYear,
    GoodFriday,
    EasterSunday,
    EasterMonday,
    QueensDay,
    KingsDay,
    LabourDay,
    LiberationDay,
    Ascension,
    WhitSunday,
    WhitMonday,
    BelgianNationalDay,
    Assumption,
    AllSaints,
    Armistice,
    Christmas,
    SecondChristmasDay,
    /// Named by whoever declared it.
    Declared(Arc<str>),
}

impl HolidaySet {
    /// The set `NL-default`: New Year, Easter Sunday and Monday, King's Day, Ascension, Whit Sunday
    /// and Monday, Christmas and the day after. Neither 5 May nor Good Friday.
    pub fn nl_default() -> Self {
        Self::of(
            "NL-default",
            HolidayRules::Netherlands {
                liberation_day: LiberationDay::Off,
                good_friday: GoodFriday::Worked,
            },
        )
    }

    /// The set `BE-default`: the ten legal holidays of Belgium.
    pub fn be_default() -> Self {
        Self::of("BE-default", HolidayRules::Belgium)
    }

    /// A set of rules without further dates.
    pub fn of(id: impl Into<Arc<str>>, rules: HolidayRules) -> Self {
        Self {
            id: id.into(),
            rules,
            extra_dates: BTreeMap::new(),
            removed_dates: BTreeSet::new(),
        }
    }

    /// Holidays of a year in the order of their dates.
    pub fn in_year(&self, year: i16) -> Vec<Holiday> {
        let mut holidays: Vec<Holiday> = self
            .rules
            .in_year(year)
            .into_iter()
            .filter(|holiday| !self.removed_dates.contains(&holiday.date))
            .collect();
        holidays.extend(
            self.extra_dates
                .iter()
                .filter(|(date, _)| date.year() == year)
                .map(|(date, name)| Holiday {
                    date: *date,
                    name: HolidayName::Declared(Arc::clone(name)),
                }),
        );
        holidays.sort();
        holidays
    }

    /// Holidays from `from` up to, but not on, `to`.
    pub fn between(&self, from: Date, to: Date) -> Vec<Holiday> {
        if from >= to {
            return Vec::new();
        }
        (from.year()..=to.year())
            .flat_map(|year| self.in_year(year))
            .filter(|holiday| from <= holiday.date && holiday.date < to)
            .collect()
    }
}

impl HolidayRules {
    fn in_year(self, year: i16) -> Vec<Holiday> {
        let mut list = List {
            year,
            easter: easter_sunday(year),
            found: Vec::new(),
        };
        match self {
            Self::None => {}
            Self::Netherlands {
                liberation_day,
                good_friday,
            } => list.netherlands(liberation_day, good_friday),
            Self::Belgium => list.belgium(),
        }
        list.found
    }
}

/// Holidays of one year while they are found.
struct List {
    year: i16,
    easter: Option<Date>,
    found: Vec<Holiday>,
}

impl List {
    fn on(&mut self, month: i8, day: i8, name: HolidayName) {
        self.push(Date::new(self.year, month, day).ok(), name);
    }

    fn after_easter(&mut self, days: i64, name: HolidayName) {
        let date = self
            .easter
            .and_then(|easter| easter.checked_add(days.days()).ok());
        self.push(date, name);
    }

    fn push(&mut self, date: Option<Date>, name: HolidayName) {
        self.found.extend(date.map(|date| Holiday { date, name }));
    }

    fn is_sunday(&self, month: i8, day: i8) -> bool {
        Date::new(self.year, month, day).is_ok_and(|date| date.weekday() == Weekday::Sunday)
    }

    fn netherlands(&mut self, liberation_day: LiberationDay, good_friday: GoodFriday) {
        self.on(1, 1, HolidayName::NewYear);
        if good_friday == GoodFriday::Off {
            self.after_easter(-2, HolidayName::GoodFriday);
        }
        self.after_easter(0, HolidayName::EasterSunday);
        self.after_easter(1, HolidayName::EasterMonday);
        self.day_of_the_monarch();
        let is_liberation_day = match liberation_day {
            LiberationDay::Yearly => true,
            LiberationDay::Lustrum => self.year % 5 == 0,
            LiberationDay::Off => false,
        };
        if is_liberation_day && self.year >= 1945 {
            self.on(5, 5, HolidayName::LiberationDay);
        }
        self.after_easter(39, HolidayName::Ascension);
        self.after_easter(49, HolidayName::WhitSunday);
        self.after_easter(50, HolidayName::WhitMonday);
        self.on(12, 25, HolidayName::Christmas);
        self.on(12, 26, HolidayName::SecondChristmasDay);
    }

    fn day_of_the_monarch(&mut self) {
        match self.year {
            ..1949 => {}
            1949..2014 => {
                let (month, day) = match (self.is_sunday(4, 30), self.year) {
                    (false, _) => (4, 30),
                    (true, ..1980) => (5, 1),
                    (true, _) => (4, 29),
                };
                self.on(month, day, HolidayName::QueensDay);
            }
            _ => {
                let day = if self.is_sunday(4, 27) { 26 } else { 27 };
                self.on(4, day, HolidayName::KingsDay);
            }
        }
    }

    fn belgium(&mut self) {
        self.on(1, 1, HolidayName::NewYear);
        self.after_easter(1, HolidayName::EasterMonday);
        self.on(5, 1, HolidayName::LabourDay);
        self.after_easter(39, HolidayName::Ascension);
        self.after_easter(50, HolidayName::WhitMonday);
        self.on(7, 21, HolidayName::BelgianNationalDay);
        self.on(8, 15, HolidayName::Assumption);
        self.on(11, 1, HolidayName::AllSaints);
        self.on(11, 11, HolidayName::Armistice);
        self.on(12, 25, HolidayName::Christmas);
    }
}

impl HolidayName {
    /// In English; a declared name as it was declared.
    pub fn english(&self) -> &str {
        match self {
            Self::NewYear => "New Year's Day",
            Self::GoodFriday => "Good Friday",
            Self::EasterSunday => "Easter Sunday",
            Self::EasterMonday => "Easter Monday",
            Self::QueensDay => "Queen's Day",
            Self::KingsDay => "King's Day",
            Self::LabourDay => "Labour Day",
            Self::LiberationDay => "Liberation Day",
            Self::Ascension => "Ascension Day",
            Self::WhitSunday => "Whit Sunday",
            Self::WhitMonday => "Whit Monday",
            Self::BelgianNationalDay => "Belgian National Day",
            Self::Assumption => "Assumption",
            Self::AllSaints => "All Saints' Day",
            Self::Armistice => "Armistice Day",
            Self::Christmas => "Christmas Day",
            Self::SecondChristmasDay => "Second Christmas Day",
            Self::Declared(name) => name,
        }
    }

    /// In Dutch; a declared name as it was declared.
    pub fn dutch(&self) -> &str {
        match self {
            Self::NewYear => "Nieuwjaarsdag",
            Self::GoodFriday => "Goede Vrijdag",
            Self::EasterSunday => "Eerste Paasdag",
            Self::EasterMonday => "Tweede Paasdag",
            Self::QueensDay => "Koninginnedag",
            Self::KingsDay => "Koningsdag",
            Self::LabourDay => "Dag van de Arbeid",
            Self::LiberationDay => "Bevrijdingsdag",
            Self::Ascension => "Hemelvaartsdag",
            Self::WhitSunday => "Eerste Pinksterdag",
            Self::WhitMonday => "Tweede Pinksterdag",
            Self::BelgianNationalDay => "Nationale feestdag van België",
            Self::Assumption => "Onze-Lieve-Vrouw-Hemelvaart",
            Self::AllSaints => "Allerheiligen",
            Self::Armistice => "Wapenstilstand",
            Self::Christmas => "Eerste Kerstdag",
            Self::SecondChristmasDay => "Tweede Kerstdag",
            Self::Declared(name) => name,
        }
    }
}

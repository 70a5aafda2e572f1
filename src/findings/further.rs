use super::{Guarded, OutcomeGap};
use crate::record::{About, TopicId};
use crate::signals::journey::{MomentLines, StageFigures};
use crate::signals::{GroupFigures, TopicName};
use crate::study::MeasuredWave;
use crate::units::Interval;
use jiff::civil::Date;

/// What stands beside a ranking: its topics by what they are about, the journey, and what was done meanwhile.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Further {
    /// What opinions are about, in a fixed order; what nobody speaks of is left out.
    pub subjects: Vec<SubjectRow>,
    /// The journey of customers, where the project declares its stages.
    pub journey: Option<JourneyFindings>,
    /// What a frozen driver model measured, where the project names one.
    pub frozen_model: FrozenModelUse,
    /// Actions that were begun, by day.
    pub begun: Vec<BegunAction>,
}

/// What findings have to do with the frozen driver model of a project.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum FrozenModelUse {
    /// The project names none: the ranking is the model there is.
    #[default]
    NotNamed,
    /// It names one that did not measure here: only a ranking was asked for, or these are findings of a part. Which one,
    /// where its file could be read.
    Beside(Option<ModelBeside>),
    /// It names one that has too few answers to measure.
    CannotTell(NothingMeasured),
    /// It measured.
    Measured(Box<MeasuredWave>),
}

impl FrozenModelUse {
    /// What was measured.
    pub fn measured(&self) -> Option<&MeasuredWave> {
        match self {
            Self::Measured(found) => Some(found),
            Self::NotNamed | Self::Beside(_) | Self::CannotTell(_) => None,
        }
    }

    /// The same beside findings of a part: the model was applied to the whole, not to them.
    #[must_use]
    pub fn beside_a_part(&self) -> Self {
        match self {
            Self::NotNamed | Self::Beside(_) | Self::CannotTell(_) => self.clone(),
            Self::Measured(found) => Self::Beside(ModelBeside::of(found)),
        }
    }
}

/// A frozen model that stands beside a ranking and did not measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelBeside {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day on which it was frozen.
    pub date: Date,
    /// The last day of the answers, on which its age is told.
    pub until: Option<Date>,
    /// What a run found of its drift; `None` where no run measured with it.
    pub drift: Option<DriftTold>,
}

impl ModelBeside {
    /// Its age in days on the last day of the answers; below 0 where it was frozen later.
    pub fn age_days(&self) -> Option<i32> {
        self.until.map(|day| (day - self.date).get_days())
    }

    /// The model that measured, beside something else.
    fn of(found: &MeasuredWave) -> Option<Self> {
        let label = &found.model.frozen.label;
        let until = found.until.and_then(|day| day.to_string().parse().ok());
        Some(Self {
            name: label.name.clone(),
            version: label.version.clone(),
            date: label.date.to_string().parse().ok()?,
            until,
            drift: Some(DriftTold {
                verdict: match &found.drift {
                    Err(_) => DriftVerdict::CannotTell,
                    Ok(_) if found.has_drifted() => DriftVerdict::Shown,
                    Ok(_) => DriftVerdict::NotShown,
                },
                until,
            }),
        })
    }
}

/// What a measurement of all answers said of the drift of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftTold {
    /// Whether it drifted.
    pub verdict: DriftVerdict,
    /// The last day of the answers that were measured.
    pub until: Option<Date>,
}

/// Whether a frozen model drifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftVerdict {
    /// A test says so.
    Shown,
    /// No test says so.
    NotShown,
    /// It could not be tested.
    CannotTell,
}

/// A frozen model that has no answers whose figures may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NothingMeasured {
    /// Name of the model.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day on which it was frozen.
    pub date: String,
    /// Days whose answers were to be measured; `None` where that is every day.
    pub period: Option<String>,
    /// Why their figures are not told.
    pub why: OutcomeGap,
}

/// Opinions about one part of the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectRow {
    /// What they are about; `None` for topics of which the taxonomy does not say.
    pub about: Option<About>,
    /// Topics of the taxonomy that are about it.
    pub topics: Vec<TopicId>,
    /// Who speaks of it and how they judge.
    pub figures: Guarded<GroupFigures>,
    /// The numbers are rounded down to a multiple of this, as in a part of the archive, which tells no score; `None`
    /// where they are exact.
    pub rounded_to: Option<u64>,
    /// Adjusted contributions of its topics to the mean outcome together; `None` where the data cannot tell.
    pub contribution: Option<Interval>,
}

/// The journey of customers, stage by stage.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyFindings {
    /// The field that places contacts in stages, where there is one.
    pub field: Option<String>,
    /// When a link is strong and a stage is passed by many, as the project states.
    pub lines: MomentLines,
    /// Respondents that could be placed: those who wrote, and those of whom the field is known.
    pub n: u64,
    /// Of these, those who pass no stage; `None` beside a stage that is hidden.
    pub n_nowhere: Option<u64>,
    /// Fewest people that a row stands for.
    pub floor: usize,
    /// Whether readings were corrected in the ranking and are taken for true here.
    pub is_uncorrected: bool,
    /// The stages, in the order of the journey.
    pub stages: Vec<StageRow>,
    /// Values of the field that belong to no stage.
    pub unplaced_values: Vec<String>,
    /// Values of stages that no record has.
    pub values_without_records: Vec<ValueWithoutRecords>,
    /// Topics that somebody mentions and that belong to no stage.
    pub unplaced_topics: Vec<TopicName>,
}

/// A value of a stage that no record has, so that nobody passes by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueWithoutRecords {
    /// The value.
    pub value: String,
    /// The value of records that it was most likely meant to be.
    pub nearest: Option<String>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRow {
    /// Its identifier.
    pub id: String,
    /// Dutch name.
    pub nl: String,
    /// English name.
    pub en: String,
    /// Its topics.
    pub topics: Vec<TopicId>,
    /// Its values of the field.
    pub values: Vec<String>,
    /// Who passes, how they judge and what it goes with.
    pub figures: Guarded<StageFigures>,
    /// To what the counts are rounded down, in a part of the archive; share and outcome are withheld then.
    pub rounded_to: Option<u64>,
}

/// An action that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunAction {
    /// Its name in the register.
    pub id: String,
    /// The topic it is about.
    pub topic: TopicName,
    /// What is done.
    pub what: String,
    /// The day on which it was begun.
    pub on: Date,
}

use super::rank::selection;
use crate::actions::{
    self, AcceptedSignal, Entry, ImpactModel, Register, Status, StatusChange, use_of_input, weigh,
};
use crate::cli::action_args::{
    Action, ActionAccept, ActionAdd, ActionEffect, ActionList, ActionStatus, ActionVerb, Became,
    Model,
};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::{ProjectOutput, ReportFormat};
use crate::cli::session::{KeyUse, Misuse, Session, as_of, date_flag};
use crate::pipeline::{
    Effects, Period, action_effects, action_register_path, analyse, note_decision, read_actions,
};
use crate::record::TopicId;
use crate::report::Language;
use crate::report::actions::{self as shown, ActionReport, Names};
use crate::signals::TopicName;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Keeps the register of actions, and says what came of them.
pub(in crate::cli) fn run(args: &Action) -> anyhow::Result<u8> {
    match &args.verb {
        ActionVerb::Accept(args) => accept(args),
        ActionVerb::Add(args) => add(args),
        ActionVerb::Status(args) => status(args),
        ActionVerb::List(args) => list(args),
        ActionVerb::Effect(args) => effect(args),
    }
}

fn accept(args: &ActionAccept) -> anyhow::Result<u8> {
    let session = Session::open(&args.project, KeyUse::Spare)?;
    let on = today(args.as_of.as_deref())?;
    let topic = TopicId::new(args.topic.as_str());
    if !names(&session).contains_key(&topic) {
        return Err(unknown_topic(&topic).into());
    }
    let path = action_register_path(&session.project.file);
    let mut register = read_actions(&path)?;
    let entry = Entry::Accepted(AcceptedSignal { topic, on });
    note_decision(&path, &mut register, entry)?;
    tracing::info!(path = %path.display(), topic = args.topic, "accepted the signal");
    Ok(exit::DONE)
}

fn add(args: &ActionAdd) -> anyhow::Result<u8> {
    let session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let decided_on = today(args.as_of.as_deref())?;
    let topic = TopicId::new(args.topic.as_str());
    let path = action_register_path(&session.project.file);
    let mut register = read_actions(&path)?;
    let store = session.store()?;
    let mut selected = selection(&args.selection, &session.project)?;
    let mut period = args.selection.period.clone();
    if args.as_of.is_some() && period.is_none() {
        // What was said after the day of the decision was no ground for it.
        let until = Period::until(decided_on);
        period = Some(format!("..{decided_on}"));
        selected.period = Some(until);
    }
    let findings = analyse(&session.project, &session.assets, &store, &selected, &())?;
    let ranking = &session.project.ranking;
    let weighed = weigh(
        (&findings.signals, &findings.unranked),
        &topic,
        ranking.min_mentions,
    );
    let reason = args.override_reason.as_deref().map(str::trim);
    if reason.is_some_and(str::is_empty) {
        return Err(Misuse::new("--override says nothing")
            .hint("write why the action is taken without evidence; it is kept and shown")
            .into());
    }
    if let (Some(lack), None) = (&weighed.lack, reason) {
        let mut topics = session.assets.classifier.taxonomy().topics().iter();
        let is_known = topics.any(|known| known.id == topic);
        let why = match lack {
            actions::Lack::NotMentioned if is_known => "nobody mentions this topic".to_owned(),
            actions::Lack::NotMentioned => "the taxonomy has no such topic".to_owned(),
            lack => shown::lack(lack, Language::En),
        };
        return Err(Misuse::new(format!("no action on {topic} without evidence: {why}"))
            .hint("gather more, choose another signal of `signaal rank`, or say why with --override REASON")
            .into());
    }
    let id = register.next_id();
    let evidence = weighed.evidence.map(|evidence| actions::Evidence {
        period,
        filter: args.selection.filter.clone(),
        taxonomy: session.assets.classifier.taxonomy().hash().to_owned(),
        ..evidence
    });
    let entry = Entry::Action(Box::new(actions::Action {
        id: id.clone(),
        topic,
        owner: args.owner.trim().to_owned(),
        what: args.what.trim().to_owned(),
        decided_on,
        due_on: date_flag("--due", &args.due)?,
        model: match args.model {
            Model::Level => ImpactModel::Level,
            Model::Trend => ImpactModel::Trend,
        },
        evidence,
        // A reason that was not needed is not kept: the action rests on its evidence.
        override_reason: reason.filter(|_| weighed.lack.is_some()).map(str::to_owned),
        changes: Vec::new(),
    }));
    note_decision(&path, &mut register, entry)?;
    tracing::info!(path = %path.display(), "noted the action");
    let only = Register {
        accepted: Vec::new(),
        actions: register
            .actions
            .into_iter()
            .filter(|one| one.id == id)
            .collect(),
    };
    print(
        &session,
        (&only, decided_on),
        None,
        &ProjectOutput::default(),
    )?;
    Ok(exit::DONE)
}

fn status(args: &ActionStatus) -> anyhow::Result<u8> {
    let session = Session::open(&args.project, KeyUse::Spare)?;
    let noted_on = today(args.as_of.as_deref())?;
    let path = action_register_path(&session.project.file);
    let mut register = read_actions(&path)?;
    let on = args
        .on
        .as_deref()
        .map(|text| date_flag("--on", text))
        .transpose()?;
    let entry = Entry::Status {
        id: args.id.clone(),
        change: StatusChange {
            status: match args.status {
                Became::Started => Status::Started,
                Became::Done => Status::Done,
                Became::Dropped => Status::Dropped,
            },
            on: on.unwrap_or(noted_on),
            noted_on,
        },
    };
    note_decision(&path, &mut register, entry)?;
    tracing::info!(path = %path.display(), action = args.id, "noted the status");
    Ok(exit::DONE)
}

fn list(args: &ActionList) -> anyhow::Result<u8> {
    let session = Session::open(&args.project, KeyUse::Spare)?;
    let register = read_actions(&action_register_path(&session.project.file))?;
    let on = today(args.as_of.as_deref())?;
    print(&session, (&register.on(on), on), None, &args.printing)?;
    Ok(exit::DONE)
}

fn effect(args: &ActionEffect) -> anyhow::Result<u8> {
    let session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let register = read_actions(&action_register_path(&session.project.file))?;
    let on = today(args.as_of.as_deref())?;
    let store = session.store()?;
    let selected = selection(&args.selection, &session.project)?;
    let effects = action_effects(
        &session.project,
        &session.assets,
        &store,
        &selected,
        (&register, on),
    )?;
    print(
        &session,
        (&register.on(on), on),
        Some(&effects),
        &args.printing,
    )?;
    Ok(exit::DONE)
}

fn print(
    session: &Session,
    (register, on): (&Register, Date),
    effects: Option<&Effects>,
    printing: &ProjectOutput,
) -> anyhow::Result<()> {
    let used = use_of_input(register, on);
    let names = names(session);
    let report = ActionReport {
        as_of: on,
        register,
        use_of_input: &used,
        effects: effects.map(|effects| (effects.actions.as_slice(), &effects.hit_rate)),
        names: &names,
    };
    let language: Language = session.language(printing.lang);
    let text = match printing.format {
        ReportFormat::Text => shown::text(&report, language),
        ReportFormat::Json => shown::json(&report),
        ReportFormat::Csv => shown::csv(&report),
    };
    output::write(printing.out.as_deref(), &text)
}

/// Names of the topics of the taxonomy.
pub(super) fn names(session: &Session) -> Names {
    let topics = session.assets.classifier.taxonomy().topics().iter();
    topics
        .map(|topic| {
            let name = TopicName {
                id: topic.id.clone(),
                nl: topic.name_nl.clone(),
                en: topic.name_en.clone(),
            };
            (topic.id.clone(), name)
        })
        .collect()
}

/// The day that was asked for, or today.
pub(super) fn today(asked: Option<&str>) -> anyhow::Result<Date> {
    Ok(as_of(asked)?.to_zoned(TimeZone::UTC).date())
}

fn unknown_topic(topic: &TopicId) -> Misuse {
    Misuse::new(format!("the taxonomy has no topic \"{topic}\""))
        .hint("`signaal rank` and `signaal taxonomy show` list topics")
}

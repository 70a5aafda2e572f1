//! Whole exports of other programs, made up here.

use super::zendesk::agreements;
use super::{Error, Options, Preset, Ticket, Tickets, tickets};
use crate::service_levels::policies::{Hours, Metric};
use crate::service_levels::tickets::{Author, EventKind};
use crate::units::Seconds;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// File, row and reason of a rejection.
type Place = (String, u64, &'static str);

fn all(path: &Path, options: &Options) -> (Tickets, Vec<Ticket>, Vec<Place>) {
    let mut all = tickets(path, options).unwrap();
    let (mut logs, mut faults) = (Vec::new(), Vec::new());
    for one in &mut all {
        match one {
            Ok(ticket) => logs.push(ticket),
            Err(r) => faults.push((r.origin.file.to_string(), r.origin.row, r.fault.reason())),
        }
    }
    (all, logs, faults)
}

fn story(ticket: &Ticket) -> Vec<String> {
    let events = ticket.log.events().iter();
    let what = |kind: &EventKind| match kind {
        EventKind::Status(status) => status.as_str().to_owned(),
        EventKind::Field(field) => format!("{}={}", field.name, field.value),
        EventKind::PolicyApplied(policy) => format!("policy {policy}"),
        other => format!("{other:?}"),
    };
    events
        .map(|event| format!("{} {}", event.at.strftime("%dT%H:%M"), what(&event.kind)))
        .collect()
}

const USERS: &str = "id,role,active\n\
    10,end-user,TRUE\n\
    20,end-user,FALSE\n\
    30,admin,TRUE\n";

/// User 20 was an agent until 3 June, and left.
const AUDIT: &str = "source_type,source_id,change_description,created_at\n\
    user,20,Support role changed from Staff to not set,2026-06-03 00:00:00.000\n\
    rule,20,Support role changed from not set to Staff,2026-06-01 00:00:00\n";

const TICKETS: &str = "id,created_at,status,priority,group_id,requester_id,submitter_id,assignee_id,merged_ticket_ids\n\
    1,2026-06-01 09:00:00,closed,high,7,10,10,20,[5]\n\
    2,2026-06-01 09:00:00,deleted,high,7,10,10,,[]\n\
    3,2026-06-01 09:00:00,solved,high,7,10,10,,[]\n\
    4,2026-06-01 09:00:00,open,medium,8,10,30,,\n\
    5,2026-06-02 09:00:00.400,closed,low,7,10,10,,\n";

const HISTORY: &str = "ticket_id,field_name,updated,user_id,value\n\
    1,status,2026-06-01 09:00:00,,new\n\
    1,group_id,2026-06-01 09:00:00,,8\n\
    1,status,2026-06-01 10:00:00,20,hold\n\
    1,status,2026-06-01 10:00:00,20,hold\n\
    1,group_id,2026-06-01 11:00:00,20,7\n\
    1,status,2026-06-02 10:00:00,20,solved\n\
    1,status,2026-06-06 10:00:00,,closed\n\
    4,status,2026-06-01 09:00:00,,open\n\
    4,status,2026-06-01 09:30:00,,sleeping\n\
    5,status,2026-06-02 09:00:00.100,,open\n\
    5,status,2026-06-02 10:00:00,,closed\n\
    9,status,2026-06-02 10:00:00,,closed\n";

const COMMENTS: &str = "id,ticket_id,created,public,user_id\n\
    100,1,2026-06-01 09:00:00,TRUE,10\n\
    101,1,2026-06-01 10:00:00,true,20\n\
    102,1,2026-06-01 10:30:00,FALSE,20\n\
    103,1,2026-06-01 12:00:00,TRUE,10\n\
    104,1,2026-06-04 12:00:00,TRUE,20\n\
    105,1,2026-06-04 13:00:00,TRUE,99\n\
    106,4,2026-06-01 09:00:00,TRUE,30\n";

fn export() -> TempDir {
    folder(&[
        ("user_data.csv", USERS),
        ("audit_log.csv", AUDIT),
        ("group.csv", "id,name\n7,eerste lijn\n8,techniek\n"),
        ("ticket.csv", TICKETS),
        ("ticket_field_history_data.csv", HISTORY),
        ("ticket_comment_data.csv", COMMENTS),
        (
            "ticket_sla_policy.csv",
            "ticket_id,sla_policy_id,policy_applied_at\n1,77,2026-06-01 09:00:00\n",
        ),
        (
            "ticket_schedule.csv",
            "ticket_id,schedule_id,created_at\n1,5,2026-06-01 08:59:50\n",
        ),
    ])
}

#[test]
fn tickets_of_zendesk_come_from_history_comments_and_the_roles_of_the_time() {
    let export = export();
    let (read, logs, faults) = all(export.path(), &Options::default());
    assert_eq!(read.preset(), Preset::Zendesk);
    assert_eq!(
        story(&logs[0]),
        [
            "01T09:00 Created",
            "01T09:00 priority=high",
            "01T09:00 agent=20",
            "01T09:00 customer=10",
            "01T09:00 policy 77",
            "01T09:00 team=techniek",
            "01T09:00 sla_policy=77",
            "01T09:00 schedule=5",
            "01T10:00 PublicReply",
            "01T10:00 on_hold",
            "01T10:30 PrivateNote",
            "01T11:00 team=eerste lijn",
            "01T12:00 CustomerMessage",
            "02T10:00 solved",
            "04T12:00 CustomerMessage",
            "06T10:00 closed",
        ]
    );
    // The agent of 1 June is no agent any more on 4 June.
    assert_eq!(logs[0].log.events()[8].author, Author::Agent);
    assert_eq!(logs[0].n_lost_rows, 1);
    assert_eq!(
        faults,
        [
            (
                "ticket_field_history_data.csv".to_owned(),
                10,
                "unknown_status"
            ),
            ("ticket_comment_data.csv".to_owned(), 7, "unknown_role"),
            ("ticket.csv".to_owned(), 4, "incomplete_history"),
            (
                "ticket_field_history_data.csv".to_owned(),
                13,
                "no_creation"
            ),
        ]
    );
    let account = read.account();
    assert_eq!(
        (
            account.n_deleted,
            account.n_repeated,
            account.n_opening_messages
        ),
        (1, 1, 1)
    );
}

#[test]
fn an_agent_who_opens_a_ticket_is_its_author_and_a_merged_ticket_ends() {
    let export = export();
    let (_, logs, _) = all(export.path(), &Options::default());
    let ids: Vec<&str> = logs.iter().map(|ticket| &**ticket.log.ticket()).collect();
    assert_eq!(ids, ["1", "4", "5"]);
    let opened = &logs[1].log.events()[0];
    assert_eq!(
        (&opened.kind, opened.author),
        (&EventKind::Created, Author::Agent)
    );
    assert!(story(&logs[1]).contains(&"01T09:00 PublicReply".to_owned()));
    assert!(story(&logs[1]).contains(&"01T09:00 priority=medium".to_owned()));
    // Its history begins a third of a second before its creation.
    let merged = story(&logs[2]);
    assert_eq!(merged[..2], ["02T09:00 Created", "02T09:00 open"]);
    assert_eq!(
        merged[merged.len() - 2..],
        ["02T10:00 closed", "02T10:00 Merged"]
    );
}

const TARGETS: &str = "sla_policy_id,sla_policy_updated_at,business_hours,metric,priority,target\n\
    77,2026-01-01 00:00:00,TRUE,first_reply_time,high,60\n\
    77,2026-01-01 00:00:00,FALSE,requester_wait_time,high,600\n\
    77,2026-03-01 00:00:00,TRUE,first_reply_time,high,30\n\
    77,2026-03-01 00:00:00,TRUE,first_smile_time,high,30\n\
    77,2026-03-01 00:00:00,TRUE,first_reply_time,high,0\n";

#[test]
fn policies_of_zendesk_come_with_their_versions_and_the_oldest_schedule() {
    let schedules = "id,name,start_time,end_time,time_zone,created_at,_fivetran_deleted\n\
        6,Later,0,10080,London,2026-02-01 00:00:00,FALSE\n\
        5,Kantoor,3420,3900,Amsterdam,2026-01-01 00:00:00,FALSE\n\
        5,Kantoor,1980,2460,Amsterdam,2026-01-01 00:00:00,FALSE\n\
        5,Kantoor,100,200,Amsterdam,2026-01-01 00:00:00,TRUE\n\
        5,Kantoor,900,800,Amsterdam,2026-01-01 00:00:00,FALSE\n";
    let holidays = "schedule_id,name,start_date,end_date\n\
        5,Kerst,2026-12-25,2026-12-26\n\
        4,Nergens,2026-12-25,2026-12-26\n";
    let export = folder(&[
        ("sla_policy_metric_history.csv", TARGETS),
        ("schedule.csv", schedules),
        ("schedule_holiday.csv", holidays),
    ]);
    let agreed = agreements(export.path(), &Options::default()).unwrap();
    let reasons: Vec<&str> = agreed.rejections.iter().map(|r| r.fault.reason()).collect();
    assert_eq!(
        reasons,
        [
            "end_before_start",
            "unknown_kind",
            "unknown_kind",
            "not_positive"
        ]
    );
    let office = &agreed.schedules[0];
    assert_eq!(
        (&*office.id, office.zone.as_str()),
        ("5", "Europe/Amsterdam")
    );
    assert_eq!(office.weekly, [(1980, 2460), (3420, 3900)]);
    assert_eq!(office.holidays.len(), 1);
    assert_eq!(agreed.guessed_schedule.as_deref(), Some("5"));
    let [first, second] = &agreed.policies[..] else {
        panic!("{} policies", agreed.policies.len());
    };
    assert_eq!((first.version, second.version), (1, 2));
    assert_eq!(first.valid_to, second.valid_from);
    assert_eq!(second.valid_to, None);
    let target = |policy: &crate::service_levels::policies::Policy, metric| {
        let found = policy.targets.iter().find(|target| target.metric == metric);
        found.map(|target| (target.target, target.hours == Hours::Calendar))
    };
    assert_eq!(
        target(first, Metric::FirstReplyTime),
        Some((Seconds(3600), false))
    );
    assert_eq!(
        target(second, Metric::FirstReplyTime),
        Some((Seconds(1800), false))
    );
    assert_eq!(
        target(second, Metric::RequesterWaitTime),
        Some((Seconds(36_000), true))
    );
}

#[test]
fn a_zone_that_nobody_knows_and_a_table_that_is_not_there_are_errors_with_hints() {
    let export = folder(&[
        ("sla_policy_metric_history.csv", TARGETS),
        (
            "schedule.csv",
            "id,start_time,end_time,time_zone\n5,0,60,Atlantis\n",
        ),
    ]);
    let error = agreements(export.path(), &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "find time zone Atlantis of schedule 5");
    assert!(error.hint().unwrap().contains("IANA"));
    let error = tickets(export.path(), &Options::default()).unwrap_err();
    assert!(matches!(
        error,
        Error::MissingTable {
            table: "ticket",
            ..
        }
    ));
    assert!(
        error
            .hint()
            .unwrap()
            .starts_with("save the table as ticket.csv")
    );
}

/// An audit log of incidents: one that is reassigned and resolved, one that waits for its caller
/// and is closed without a row that says resolved, one whose stamps contradict each other, one in a
/// state of its own.
fn updates() -> String {
    let mut text = "number,sys_mod_count,incident_state,made_sla,opened_at,sys_updated_at,\
        assignment_group,assigned_to,resolved_at,closed_at,\
        active,reassignment_count,reopen_count,caller_id,category,priority\n"
        .to_owned();
    for row in [
        "INC1,0,New,true,29/2/2016 01:16,29/2/2016 01:23,Group 1,?,29/2/2016 11:29,5/3/2016 12:00",
        "INC1,2,Active,true,29/2/2016 01:16,29/2/2016 08:57,Group 2,R 4,29/2/2016 11:29,5/3/2016 12:00",
        "INC1,3,Resolved,true,29/2/2016 01:16,29/2/2016 11:29,Group 2,R 4,29/2/2016 11:29,5/3/2016 12:00",
        "INC1,4,Closed,false,29/2/2016 01:16,5/3/2016 12:00,Group 2,R 4,29/2/2016 11:29,5/3/2016 12:00",
        "INC2,1,Awaiting User Info,true,1/3/2016 08:00,1/3/2016 08:00,?,?,1/3/2016 10:00,6/3/2016 10:00",
        "INC2,0,New,true,1/3/2016 08:00,1/3/2016 08:00,?,?,1/3/2016 10:00,6/3/2016 10:00",
        "INC2,2,-100,true,1/3/2016 08:00,1/3/2016 09:00,?,?,1/3/2016 10:00,6/3/2016 10:00",
        "INC2,3,Closed,true,1/3/2016 08:00,6/3/2016 10:00,?,?,1/3/2016 10:00,6/3/2016 10:00",
        "INC3,0,New,true,2/3/2016 08:00,2/3/2016 08:00,?,?,1/3/2016 08:00,?",
        "INC4,0,Awaiting Godot,true,2/3/2016 08:00,2/3/2016 08:00,?,?,?,?",
    ] {
        text.push_str(row);
        text.push_str(",true,0,0,Caller 7,Category 3,2 - High\n");
    }
    text
}

#[test]
fn updates_of_servicenow_become_logs_and_its_verdict_is_kept_aside() {
    let export = folder(&[("incidents.csv", &updates())]);
    let path = export.path().join("incidents.csv");
    let (naive, none, _) = all(&path, &Options::default());
    assert_eq!((naive.preset(), none.len()), (Preset::ServiceNow, 0));
    assert_eq!(naive.account().rejected["naive_timestamp"], 9);
    let mut options = Options::default();
    options.set_source_tz("UTC").unwrap();
    let (read, logs, faults) = all(&path, &options);
    let faults: Vec<_> = faults
        .iter()
        .map(|(_, row, reason)| (*row, *reason))
        .collect();
    assert_eq!(faults, [(10, "end_before_start"), (11, "unknown_status")]);
    assert_eq!(
        story(&logs[0]),
        [
            "29T01:16 Created",
            "29T01:16 team=Group 1",
            "29T01:16 customer=Caller 7",
            "29T01:16 issue_type=Category 3",
            "29T01:16 priority=2 - High",
            "29T08:57 agent=R 4",
            "29T08:57 team=Group 2",
            "29T08:57 open",
            "29T11:29 solved",
            "05T12:00 closed",
        ]
    );
    assert_eq!(logs[0].made_sla, Some(false));
    // No row says resolved, so the stamp does; the order within a minute is that of the counter.
    assert_eq!(
        story(&logs[1])[4..],
        ["01T08:00 pending", "01T10:00 solved", "06T10:00 closed"]
    );
    assert_eq!(read.account().n_without_state, 1);
    assert_eq!(read.account().n_tickets_lost, 2);
}

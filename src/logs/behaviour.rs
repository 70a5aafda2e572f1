//! Messy exports, one fault at a time.

use super::{Account, Error, Options, Order, Preset, Ticket, tickets};
use crate::intake::Rejection;
use crate::service_levels::tickets::{Author, EventKind, Status};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::PathBuf;

struct Read {
    tickets: Vec<Ticket>,
    rejections: Vec<Rejection>,
    account: Account,
}

impl Read {
    /// Events of the only ticket, short.
    fn story(&self) -> Vec<String> {
        assert_eq!(self.tickets.len(), 1, "{:?}", self.rejections);
        story(&self.tickets[0])
    }

    fn reasons(&self) -> Vec<(u64, &'static str)> {
        let places = self.rejections.iter();
        places
            .map(|rejection| (rejection.origin.row, rejection.fault.reason()))
            .collect()
    }
}

fn story(ticket: &Ticket) -> Vec<String> {
    let events = ticket.log.events().iter();
    events
        .map(|event| {
            let what = match &event.kind {
                EventKind::Status(status) => status.as_str().to_owned(),
                EventKind::Field(field) => match field.confidence {
                    Some(confidence) => format!("{}={}@{confidence}", field.name, field.value),
                    None => format!("{}={}", field.name, field.value),
                },
                EventKind::PolicyApplied(policy) => format!("policy {policy}"),
                other => format!("{other:?}"),
            };
            format!("{} {what}", event.at.strftime("%dT%H:%M"))
        })
        .collect()
}

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(name: &str, bytes: &[u8]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    File {
        _folder: folder,
        path,
    }
}

fn read_file(file: &File, options: &Options) -> Result<Read, Error> {
    let mut all = tickets(&file.path, options)?;
    let (mut logs, mut rejections) = (Vec::new(), Vec::new());
    for one in &mut all {
        match one {
            Ok(ticket) => logs.push(ticket),
            Err(rejection) => rejections.push(rejection),
        }
    }
    let account = all.account().clone();
    assert_eq!(account.n_tickets, logs.len() as u64);
    assert_eq!(account.n_rejected(), rejections.len() as u64);
    Ok(Read {
        tickets: logs,
        rejections,
        account,
    })
}

fn read(text: &str, options: &Options) -> Read {
    read_file(&file("log.csv", text.as_bytes()), options).unwrap()
}

fn plain(text: &str) -> Read {
    read(text, &Options::default())
}

fn amsterdam() -> Options {
    let mut options = Options::default();
    options.set_source_tz("Europe/Amsterdam").unwrap();
    options
}

#[test]
fn a_dutch_export_of_a_spreadsheet_is_read_without_a_mapping() {
    let text = "\u{feff}Ticketnummer;Tijdstip;Gebeurtenis;Rol;Oud;Nieuw;Team;Prioriteit;Klantsegment\r\n\
        T1;1-6-2026 09:00;Aangemaakt;Klant;;Nieuw;eerste lijn;hoog;zakelijk\r\n\
        \r\n\
        T1;1 juni 2026 10:00;Interne notitie;Medewerker;;;eerste lijn;hoog;zakelijk\r\n\
        T1;01-06-2026 11:30 uur;Reactie;Medewerker;;;techniek;hoog;zakelijk\r\n\
        T1;2026-06-02T09:00:00+02:00;Status;Medewerker;Open;Wacht op klant;techniek;hoog;zakelijk\r\n\
        T1;2026-06-02T08:00:00Z;Klantreactie;Klant;;;techniek;hoog;zakelijk\r\n\
        T1;2026-06-02 12:00;Opgelost;Medewerker;;;techniek;;zakelijk\r\n";
    let read = read(text, &amsterdam());
    assert_eq!(
        read.story(),
        [
            "01T07:00 Created",
            "01T07:00 team=eerste lijn",
            "01T07:00 priority=hoog",
            "01T07:00 segment=zakelijk",
            "01T08:00 PrivateNote",
            "01T09:30 team=techniek",
            "01T09:30 PublicReply",
            "02T07:00 pending",
            "02T08:00 CustomerMessage",
            "02T10:00 solved",
        ]
    );
    assert_eq!((read.account.n_rows, read.account.n_rejected()), (6, 0));
    assert_eq!(read.account.n_assumed_authors, 0);
}

#[test]
fn a_row_that_cannot_be_read_is_placed_and_its_ticket_goes_on() {
    let text = "ticket_id,ts,kind,new\n\
        A,2026-06-01T09:00Z,created,open\n\
        A,2026-06-01T10:00Z,teleported,\n\
        A,2026-06-01T11:00Z,status,sleeping\n\
        A,2026-06-01 12:00,public_reply,\n\
        A,yesterday,public_reply,\n\
        ,2026-06-01T12:00Z,public_reply,\n\
        A,2026-06-01T12:00Z\n\
        A,2026-06-01T13:00Z,solved,\n\
        B,2026-06-01T10:00Z,teleported,\n";
    let read = plain(text);
    assert_eq!(
        read.reasons(),
        [
            (3, "unknown_kind"),
            (4, "unknown_status"),
            (5, "naive_timestamp"),
            (6, "bad_timestamp"),
            (7, "missing_value"),
            (8, "ragged_row"),
            (10, "unknown_kind"),
        ]
    );
    assert_eq!(
        read.story(),
        ["01T09:00 Created", "01T09:00 open", "01T13:00 solved"]
    );
    assert_eq!(read.tickets[0].n_lost_rows, 4);
    assert_eq!(read.account.n_tickets_with_lost_rows, 1);
    assert_eq!(read.account.n_tickets_lost, 1);
    let shown = read.rejections[1].to_string();
    assert_eq!(
        shown,
        "log.csv row 4 (byte 87), column new: unknown_status, expected new, open, pending, on_hold, \
         solved or closed; map other words to these"
    );
    assert!(
        read.rejections
            .iter()
            .all(|rejection| !rejection.to_string().contains("sleeping"))
    );
}

#[test]
fn words_of_the_source_can_be_declared() {
    let mut options = Options::default();
    options.map_statuses("bij de leverancier=on_hold").unwrap();
    options.map_kinds("terugbelnotitie=private_note").unwrap();
    options.map_authors("Backoffice=agent").unwrap();
    options
        .map_columns("ticket=Zaak,at=Wanneer,event=Wat,author=Wie,region=Regio")
        .unwrap();
    let text = "Zaak,Wanneer,Wat,Wie,nieuw,Regio\n\
        A,2026-06-01T09:00Z,created,Backoffice,,Noord\n\
        A,2026-06-01T10:00Z,Terugbelnotitie,Backoffice,,Noord\n\
        A,2026-06-01T11:00Z,status,Backoffice,Bij de leverancier,Zuid\n";
    let read = read(text, &options);
    assert_eq!(
        read.story(),
        [
            "01T09:00 Created",
            "01T09:00 region=Noord",
            "01T10:00 PrivateNote",
            "01T11:00 region=Zuid",
            "01T11:00 on_hold",
        ]
    );
    assert_eq!(read.tickets[0].log.events()[0].author, Author::Agent);
}

#[test]
fn tickets_without_creation_or_with_a_past_before_it_are_rejected_whole() {
    let text = "ticket_id,ts,kind\n\
        A,2026-06-01T10:00:00Z,public_reply\n\
        B,2026-06-01T09:00:00Z,public_reply\n\
        B,2026-06-01T10:00:00Z,created\n\
        C,2026-06-01T10:00:01Z,created\n\
        C,2026-06-01T10:00:00Z,public_reply\n";
    let read = plain(text);
    assert_eq!(read.reasons(), [(2, "no_creation"), (3, "before_creation")]);
    assert_eq!(&**read.tickets[0].log.ticket(), "C");
    assert_eq!(read.account.n_tickets_lost, 2);
}

#[test]
fn a_repeated_hour_and_a_skipped_hour_are_counted() {
    let text = "ticket_id,ts,kind\n\
        A,2026-03-29 02:30,created\n\
        A,2026-10-25 02:30,public_reply\n\
        A,2026-10-25 02:30+01:00,solved\n";
    let read = read(text, &amsterdam());
    assert_eq!(read.account.n_skipped_times, 1);
    assert_eq!(read.account.n_repeated_times, 1);
    assert_eq!(
        read.story()[1..],
        ["25T00:30 PublicReply", "25T01:30 solved"]
    );
}

#[test]
fn exports_put_one_behind_the_other_and_delivered_twice_count_once() {
    let text = "ticket_id,ts,kind\n\
        A,2026-06-01T10:00Z,created\n\
        A,2026-06-01T11:00Z,public_reply\n\
        ticket_id,ts,kind\n\
        A,2026-06-01T11:00Z,public_reply\n\
        A,2026-06-01T12:00Z,solved\n";
    let read = plain(text);
    assert_eq!((read.account.n_headers, read.account.n_repeated), (1, 1));
    assert_eq!(read.story().len(), 3);
}

#[test]
fn a_column_that_comes_twice_in_the_header_is_told_apart() {
    let text = "ticket_id,ts,kind,team,team\n\
        A,2026-06-01T10:00Z,created,een,twee\n";
    let story = plain(text).story();
    assert_eq!(story[1..], ["01T10:00 team=een", "01T10:00 team_5=twee"]);
}

#[test]
fn a_change_told_by_its_own_row_wins_over_columns_of_the_same_instant() {
    let text = "ticket_id,ts,kind,old,new,team\n\
        A,2026-06-01T10:00Z,created,,,een\n\
        A,2026-06-01T11:00Z,public_reply,,,een\n\
        A,2026-06-01T11:00Z,team_assigned,een,twee,een\n\
        A,2026-06-01T12:00Z,private_note,,,twee\n";
    assert_eq!(
        plain(text).story(),
        [
            "01T10:00 Created",
            "01T10:00 team=een",
            "01T11:00 team=twee",
            "01T11:00 PublicReply",
            "01T12:00 PrivateNote",
        ]
    );
}

#[test]
fn statuses_of_one_instant_follow_each_other_whatever_their_rows() {
    let text = "ticket_id,ts,kind,old,new\n\
        A,2026-06-01T10:00Z,created,,open\n\
        A,2026-06-01T11:00Z,status,pending,open\n\
        A,2026-06-01T11:00Z,status,on_hold,solved\n\
        A,2026-06-01T11:00Z,status,open,pending\n\
        A,2026-06-01T11:00Z,status,open,on_hold\n";
    let read = plain(text);
    let last = read.tickets[0].log.events().last().unwrap();
    assert_eq!(last.kind, EventKind::Status(Status::Solved));
    let untied = "ticket_id,ts,kind,old,new\n\
        A,2026-06-01T10:00Z,created,,open\n\
        A,2026-06-01T11:00Z,status,pending,solved\n\
        A,2026-06-01T11:00Z,status,open,pending\n";
    let read = plain(untied);
    assert_eq!(read.account.n_tied, 0);
    assert_eq!(read.story()[2..], ["01T11:00 pending", "01T11:00 solved"]);
    let tied = "ticket_id,ts,kind,new\n\
        A,2026-06-01T10:00Z,created,open\n\
        A,2026-06-01T11:00Z,status,pending\n\
        A,2026-06-01T11:00Z,status,solved\n";
    let read = plain(tied);
    assert_eq!(read.account.n_tied, 1);
    assert_eq!(read.story()[2..], ["01T11:00 pending", "01T11:00 solved"]);
}

#[test]
fn a_model_says_how_sure_it_was_of_the_issue() {
    let text = "ticket_id;ts;kind;new;issue_type;confidence\n\
        A;2026-06-01T10:00Z;created;;factuur;0,82\n\
        A;2026-06-01T11:00Z;issue_type;storing;;\n\
        A;2026-06-01T12:00Z;private_note;;levering;1.4\n";
    let read = plain(text);
    assert_eq!(read.reasons(), [(4, "outside_scale")]);
    let story = read.story();
    assert_eq!(
        story[1..],
        [
            "01T10:00 issue_type=factuur@0.82",
            "01T11:00 issue_type=storing"
        ]
    );
}

#[test]
fn who_wrote_a_message_says_what_it_is() {
    let text = "ticket_id,ts,kind,role,is_public\n\
        A,2026-06-01T10:00Z,created,end-user,\n\
        A,2026-06-01T11:00Z,comment,end user,true\n\
        A,2026-06-01T12:00Z,comment,Medewerker,false\n\
        A,2026-06-01T13:00Z,reply,bot,\n\
        A,2026-06-01T14:00Z,comment,,\n\
        A,2026-06-01T15:00Z,comment,janitor,\n";
    let read = plain(text);
    assert_eq!(
        read.story(),
        [
            "01T10:00 Created",
            "01T11:00 CustomerMessage",
            "01T12:00 PrivateNote",
            "01T13:00 PublicReply",
        ]
    );
    assert_eq!(read.tickets[0].log.events()[3].author, Author::Bot);
    assert_eq!(read.reasons(), [(6, "missing_value"), (7, "unknown_role")]);
}

#[test]
fn a_column_with_the_present_status_and_fields_of_their_own_rows_are_followed() {
    let text = "{\"ticket\":\"A\",\"at\":\"2026-06-01T10:00Z\",\"event\":\"created\",\"status\":\"open\"}\n\
        {\"ticket\":\"A\",\"at\":\"2026-06-01T11:00Z\",\"event\":\"field\",\"field\":\"Prioriteit\",\"new\":\"hoog\"}\n\
        {\"ticket\":\"A\",\"at\":\"2026-06-01T12:00Z\",\"event\":\"note\",\"status\":\"hold\",\"body\":\"long words\"}\n";
    let read = read_file(&file("log.jsonl", text.as_bytes()), &Options::default()).unwrap();
    assert_eq!(
        read.story(),
        [
            "01T10:00 Created",
            "01T10:00 open",
            "01T11:00 priority=hoog",
            "01T12:00 on_hold",
            "01T12:00 PrivateNote",
        ]
    );
    assert_eq!(read.account.left_out, ["body"]);
}

#[test]
fn columns_that_are_missing_are_named_with_what_to_try() {
    let log = file(
        "log.csv",
        b"zaak,wanneer,wat\nA,2026-06-01T10:00Z,created\n",
    );
    let mut options = Options {
        preset: Some(Preset::Events),
        ..Options::default()
    };
    let error = read_file(&log, &options).err().unwrap();
    assert!(
        error
            .to_string()
            .starts_with("find the column for ticket, at, event in ")
    );
    assert!(error.to_string().ends_with("it has zaak, wanneer, wat"));
    assert_eq!(
        error.hint().unwrap(),
        "say which columns these are, as ticket=NAME,at=NAME,event=NAME; or name another layout than events"
    );
    options
        .map_columns("ticket=zaak,at=wanner,event=wat")
        .unwrap();
    let error = read_file(&log, &options).err().unwrap();
    assert!(
        error
            .to_string()
            .starts_with("find column wanner, declared as at, in ")
    );
    let binary = file("log.csv", b"");
    assert!(matches!(
        read_file(&binary, &options),
        Err(Error::Intake(_))
    ));
}

#[test]
fn one_row_a_ticket_becomes_events_and_an_end_before_its_start_is_never_averaged() {
    let text = "id,created_at,first_reply_at,solved_at,closed_at,priority,status\n\
        1,2026-06-01 09:00,2026-06-01 10:00,2026-06-01 11:00,2026-06-03 11:00,high,closed\n\
        2,2026-06-01 09:00,2026-06-01 08:59,,,high,open\n\
        3,2026-06-01 09:00,,2026-06-01 08:00,,high,solved\n\
        4,2026-06-01 09:00,,2026-06-02 09:00,2026-06-01 10:00,high,closed\n\
        5,,,2026-06-02 09:00,,high,closed\n\
        6,2026-06-01 09:00,,,,,open\n\
        6,2026-06-01 09:00,,,,,open\n\
        7,2026-06-01 09:00,,,,,open\n\
        7,2026-06-01 10:00,,,,,open\n";
    let read = read(text, &amsterdam());
    assert_eq!(
        read.reasons(),
        [
            (3, "end_before_start"),
            (4, "end_before_start"),
            (5, "end_before_start"),
            (6, "missing_value"),
            (9, "repeated_ticket"),
        ]
    );
    let ids: Vec<&str> = read
        .tickets
        .iter()
        .map(|ticket| &**ticket.log.ticket())
        .collect();
    assert_eq!(ids, ["1", "6"]);
    assert_eq!(
        story(&read.tickets[0]),
        [
            "01T07:00 Created",
            "01T07:00 priority=high",
            "01T08:00 PublicReply",
            "01T09:00 solved",
            "03T09:00 closed",
        ]
    );
    assert_eq!(read.account.left_out, ["status"]);
    assert_eq!(read.account.n_tickets_lost, 5);
}

#[test]
fn a_sorted_file_streams_and_a_ticket_that_returns_is_rejected() {
    let text = "ticket_id,ts,kind\n\
        B,2026-06-01T10:00Z,created\n\
        B,2026-06-01T11:00Z,solved\n\
        A,2026-06-01T10:00Z,created\n\
        B,2026-06-01T12:00Z,reopened\n";
    let options = Options {
        order: Order::ByTicket,
        ..Options::default()
    };
    let log = file("log.csv", text.as_bytes());
    let mut all = tickets(&log.path, &options).unwrap();
    let first = all.next().unwrap().unwrap();
    assert_eq!(&**first.log.ticket(), "B");
    assert_eq!(all.account().n_rows, 3, "the fourth row is not read yet");
    let rest: Vec<_> = all.by_ref().collect();
    let fault = &rest
        .iter()
        .find_map(|one| one.as_ref().err())
        .unwrap()
        .fault;
    assert_eq!(fault.reason(), "ticket_reappears");
    assert_eq!(all.account().n_tickets, 2);
    let any = read_file(&log, &Options::default()).unwrap();
    assert_eq!(any.rejections.len(), 0);
    assert_eq!(any.tickets[1].log.events().len(), 3);
}

#[test]
fn a_field_that_is_first_named_after_many_words_keeps_its_name() {
    let mut text = String::from("ticket_id,ts,kind,new,customer\n");
    for customer in 0..70_000 {
        let _ = writeln!(text, "A,2026-06-01T10:00Z,created,,K{customer}");
    }
    text.push_str("A,2026-06-01T11:00Z,team_assigned,techniek,\n");
    let read = plain(&text);
    let last = read.story().pop().unwrap();
    assert_eq!(last, "01T11:00 team=techniek");
}

#[test]
fn gzipped_text_with_tabs_needs_no_options() {
    use std::io::Write;
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped
        .write_all(b"ticket_id\tts\tkind\nA\t2026-06-01T10:00Z\tcreated\n")
        .unwrap();
    let log = file("log.tsv.gz", &zipped.finish().unwrap());
    let read = read_file(&log, &Options::default()).unwrap();
    assert_eq!(read.story(), ["01T10:00 Created"]);
}

/// Rows of three tickets with places in the source, as a file has them in order.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let kind = prop::sample::select(vec![
        "created,",
        "public_reply,",
        "customer_message,",
        "status,open",
        "status,pending",
        "solved,",
        "reopened,",
        "priority,high",
        "priority,low",
    ]);
    prop::collection::vec((0..3_u8, 0..4_i64, kind, 0..2_u8), 1..40).prop_map(|rows| {
        let row = |(seq, (ticket, hour, kind, team)): (usize, (u8, i64, &str, u8))| {
            format!("T{ticket},2026-06-01T1{hour}:00Z,{seq},{kind},{team}\n")
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shuffled_and_doubled_rows_make_the_same_logs(
        (rows, shuffled) in rows().prop_flat_map(|rows| {
            let doubled: Vec<String> = rows.iter().chain(&rows).cloned().collect();
            (Just(rows), Just(doubled).prop_shuffle())
        })
    ) {
        let header = "ticket_id,ts,seq,kind,new,team\n";
        let logs = |rows: &[String]| {
            let read = plain(&format!("{header}{}", rows.concat()));
            read.tickets.into_iter().map(|ticket| ticket.log).collect::<Vec<_>>()
        };
        let n_rows = rows.len() as u64;
        prop_assert_eq!(logs(&rows), logs(&shuffled));
        let read = plain(&format!("{header}{}", shuffled.concat()));
        prop_assert_eq!(read.account.n_rows, 2 * n_rows);
    }

    #[test]
    fn any_file_is_read_or_refused(text in "(ticket_id|ts|kind|new|[A-C]|created|2026-06-0[1-9]T10:00Z|[,\n;\"])*") {
        let log = file("log.csv", text.as_bytes());
        if let Ok(read) = read_file(&log, &Options::default()) {
            prop_assert!(read.account.n_rejected() <= read.account.n_rows);
        }
    }
}

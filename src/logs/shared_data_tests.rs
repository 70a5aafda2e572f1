//! Public and own data sets, counted against what other programs find in them.

use super::zendesk::agreements;
use super::{Account, Options, Preset, Ticket, tickets};
use crate::development_data;
use crate::intake::Rejection;
use crate::service_levels::policies::Hours;
use std::collections::BTreeMap;
use std::path::Path;

fn read(path: &Path, options: &Options) -> (Vec<Ticket>, Vec<Rejection>, Account) {
    let mut all = tickets(path, options).unwrap();
    let (mut logs, mut rejections) = (Vec::new(), Vec::new());
    for one in &mut all {
        match one {
            Ok(ticket) => logs.push(ticket),
            Err(rejection) => rejections.push(rejection),
        }
    }
    (logs, rejections, all.account().clone())
}

#[test]
fn the_demo_is_read_without_a_mapping() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/tickets.csv.gz");
    if !demo.exists() {
        return;
    }
    let (logs, rejections, account) = read(&demo, &Options::default());
    eprintln!("{account:?}");
    for rejection in rejections.iter().take(5) {
        eprintln!("{rejection}");
    }
    assert_eq!(logs.len(), 1);
}

#[test]
fn half_of_the_tickets_of_a_made_up_file_end_before_they_start() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let mut options = Options {
        preset: Some(Preset::PerTicket),
        ..Options::default()
    };
    options
        .map_columns("created=First_Response_Time,solved=Time_to_Resolution")
        .unwrap();
    let file = folder.join("kaggle_support_tickets_closed.csv.gz");
    let (logs, _, account) = read(&file, &options);
    assert_eq!((logs.len(), account.rejected["naive_timestamp"]), (0, 2769));
    options.set_source_tz("Europe/Amsterdam").unwrap();
    let (logs, _, account) = read(&file, &options);
    // Counted with Python: 2,769 rows, in 1,365 of them the resolution lies before the first response.
    let rejected = BTreeMap::from([("end_before_start", 1365)]);
    assert_eq!((logs.len(), &account.rejected), (1404, &rejected));
    assert_eq!(account.n_rows, 2769);
}

#[test]
fn a_small_export_of_zendesk_is_accounted_for() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let folder = folder.join("zendesk_seeds");
    let (logs, rejections, account) = read(&folder, &Options::default());
    eprintln!("{account:?}");
    for rejection in &rejections {
        eprintln!("{rejection}");
    }
    let agreed = agreements(&folder, &Options::default()).unwrap();
    eprintln!("{agreed:?}");
    assert_eq!(logs.len(), 1);
    assert!(matches!(
        agreed.policies[0].targets[0].hours,
        Hours::Business { .. }
    ));
}

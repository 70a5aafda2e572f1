use crate::cli::args::Forget;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Misuse, archive_of, key_of, now};
use crate::config::Project;
use crate::pipeline::{count_of, forget};
use crate::record::RawId;
use std::fmt::Write;
use std::io::{self, BufRead};

/// Removes all records of a customer.
pub(in crate::cli) fn run(args: &Forget) -> anyhow::Result<u8> {
    let Forget {
        project,
        customer,
        dry_run,
    } = args;
    // Whoever asks to be forgotten does not wait for a taxonomy or a model.
    let project = Project::load(project)?;
    let key = key_of(&project, KeyUse::Match)?;
    let mut store = archive_of(&project)?;
    let customers: Vec<RawId> = if customer == "-" {
        io::stdin()
            .lock()
            .lines()
            .map(|line| Ok(RawId::new(line?.trim())))
            .filter(|id| !matches!(id, Ok(id) if id.is_blank()))
            .collect::<io::Result<_>>()?
    } else {
        vec![RawId::new(customer.as_str())]
    };
    if customers.is_empty() || customers.iter().any(RawId::is_blank) {
        return Err(Misuse::new("no customer to forget")
            .hint("give the id as it stands in the data, or - and one id a line")
            .into());
    }
    let mut text = String::new();
    let mut n_removed = 0;
    for customer in &customers {
        let forgotten = if *dry_run {
            count_of(&project, &key, &store, customer)?
        } else {
            forget(&project, &key, &mut store, customer, now())?
        };
        n_removed += forgotten.n_records;
        let verb = if *dry_run { "would remove" } else { "removed" };
        let _ = writeln!(
            text,
            "{}: {verb} {} records",
            forgotten.customer, forgotten.n_records
        );
    }
    output::write(None, &text)?;
    if n_removed == 0 {
        tracing::warn!(
            "no record in the index carries this id; compare it with the customer column of the data"
        );
    } else if !dry_run {
        tracing::info!(
            "results written by earlier runs still hold what was removed from the index; run again to renew them"
        );
    }
    Ok(exit::DONE)
}

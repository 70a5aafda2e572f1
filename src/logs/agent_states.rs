use super::columns::plain;
use super::rows::{Cells, LogColumn, LogReading, Need, Wrong, before, read_rows};
use crate::intake::{Error, Rejection};
use crate::service_levels::calls::Provenance;
use crate::service_levels::workforce::{AgentState, Stretch};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Columns of a log of agent states.
pub const AGENT_STATE_COLUMNS: &[LogColumn] = &[
    LogColumn {
        name: "agent",
        usual: &["agent_id", "agent_name", "medewerker", "user_id"],
        need: Need::Always,
    },
    LogColumn {
        name: "state",
        usual: &["status", "stand", "toestand", "presence"],
        need: Need::Always,
    },
    LogColumn {
        name: "from",
        usual: &["started_at", "start", "start_time", "begin", "van", "since"],
        need: Need::Always,
    },
    LogColumn {
        name: "to",
        usual: &["ended_at", "end", "end_time", "eind", "tot", "until"],
        need: Need::Optional,
    },
    LogColumn {
        name: "team",
        usual: &["team_id", "groep", "group"],
        need: Need::Optional,
    },
    LogColumn {
        name: "queue",
        usual: &["queue_id", "queue_name", "wachtrij", "skill"],
        need: Need::Optional,
    },
    LogColumn {
        name: "reason",
        usual: &["reason_code", "not_ready_reason", "reden"],
        need: Need::Optional,
    },
];

/// What is expected of a state.
const KNOWN: &str = "talk, hold, wrap_up, available, ringing, break, meeting, training, not_ready, signed_in, paid, or a word that was declared";

/// Words of logs, folded, and the states they mean.
const WORDS: [(AgentState, &[&str]); 8] = [
    (
        AgentState::Talk,
        &[
            "talk",
            "talking",
            "in_conversation",
            "in_call",
            "on_call",
            "busy",
            "gesprek",
            "in_gesprek",
            "bellen",
            "interacting",
        ],
    ),
    (
        AgentState::Hold,
        &["hold", "on_hold", "holding", "wacht", "in_de_wacht"],
    ),
    (
        AgentState::WrapUp,
        &[
            "wrap_up",
            "wrapup",
            "acw",
            "after_call_work",
            "after_contact_work",
            "nawerk",
            "afhandelen",
        ],
    ),
    (
        AgentState::Available,
        &[
            "available",
            "idle",
            "ready",
            "waiting",
            "beschikbaar",
            "vrij",
        ],
    ),
    (
        AgentState::Ringing,
        &["ringing", "ring", "alerting", "offered", "overgaan"],
    ),
    (
        AgentState::NotReady,
        &[
            "not_ready",
            "unavailable",
            "away",
            "break",
            "lunch",
            "meal",
            "meeting",
            "training",
            "coaching",
            "back_office",
            "admin",
            "other",
            "pauze",
            "overleg",
            "vergadering",
            "opleiding",
            "afwezig",
            "niet_beschikbaar",
            "anders",
        ],
    ),
    (
        AgentState::SignedIn,
        &[
            "signed_in",
            "logged_in",
            "login",
            "online",
            "session",
            "aangemeld",
            "ingelogd",
        ],
    ),
    (
        AgentState::Paid,
        &[
            "paid",
            "shift",
            "rostered",
            "scheduled",
            "dienst",
            "rooster",
            "betaald",
        ],
    ),
];

/// Words by which a log says that somebody signed out: a state ends there, and none begins.
const SIGNED_OUT: &[&str] = &[
    "signed_out",
    "logged_out",
    "logout",
    "offline",
    "afgemeld",
    "uitgelogd",
];

/// What rows of the log say.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentStates {
    /// What agents did.
    pub stretches: Vec<Stretch>,
    /// Rows that cannot be used.
    pub rejections: Vec<Rejection>,
    /// Where they come from and how they were read.
    pub provenance: Provenance,
    /// Rows that say that somebody signed out.
    pub n_signed_out: usize,
}

/// The state that a word of a log means without being declared.
pub fn agent_state(word: &str) -> Option<AgentState> {
    let word = plain(word);
    let found = WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    found.map(|(state, _)| *state)
}

/// Reads a log of agent states: one row per stretch, or per change of state where no row has an end.
/// `words` declares words that only this log has.
///
/// A row whose end lies before its beginning, whose word is not known or whose time has no zone is a
/// rejection with its place; the others go on.
///
/// # Errors
///
/// When the file cannot be read at all, or says neither who, what nor when.
pub fn read_agent_states(
    path: &Path,
    reading: &LogReading,
    words: &BTreeMap<String, AgentState>,
) -> Result<AgentStates, Error> {
    let own: BTreeMap<String, AgentState> = words
        .iter()
        .map(|(word, state)| (plain(word), *state))
        .collect();
    let log = read_rows(path, reading, AGENT_STATE_COLUMNS, |cells| {
        told(cells, &own)
    })?;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut outs: Vec<Stretch> = Vec::new();
    for told in log.rows {
        match told {
            Told::State(stretch) => stretches.push(stretch),
            Told::SignedOut(at) => outs.push(at),
        }
    }
    end_with_sign_out(&mut stretches, &outs);
    Ok(AgentStates {
        stretches,
        n_signed_out: outs.len(),
        rejections: log.rejections,
        provenance: log.provenance,
    })
}

/// What one row says.
enum Told {
    State(Stretch),
    SignedOut(Stretch),
}

fn told(cells: &Cells<'_>, own: &BTreeMap<String, AgentState>) -> Result<Told, Wrong> {
    let agent = cells.needed("agent")?;
    let written = cells.needed("state")?;
    let word = plain(&written);
    let is_out = SIGNED_OUT.contains(&word.as_str()) && !own.contains_key(&word);
    let state = if is_out {
        Some(AgentState::SignedIn)
    } else {
        cells.word("state", KNOWN, |word| {
            own.get(word).copied().or_else(|| agent_state(word))
        })?
    };
    let start = cells.needed_instant("from")?;
    let end = cells.instant("to")?;
    if end.is_some_and(|end| end < start) {
        return Err(before("to", "from"));
    }
    let state = state.unwrap_or(AgentState::NotReady);
    if state == AgentState::Paid && end.is_none() {
        // A roster says until when.
        cells.needed_instant("to")?;
    }
    let stretch = Stretch {
        agent,
        team: cells.shared("team"),
        queue: cells.shared("queue"),
        state,
        reason: cells
            .text("reason")
            .map_or_else(|| Arc::from(word), |reason| plain(reason).into()),
        start,
        end,
        row: cells.number(),
    };
    Ok(if is_out {
        Told::SignedOut(stretch)
    } else {
        Told::State(stretch)
    })
}

/// Ends states without an end where their agent signed out before the next state began.
fn end_with_sign_out(stretches: &mut [Stretch], outs: &[Stretch]) {
    let mut by_agent: BTreeMap<Arc<str>, Vec<Timestamp>> = BTreeMap::new();
    for out in outs {
        by_agent
            .entry(Arc::clone(&out.agent))
            .or_default()
            .push(out.start);
    }
    for instants in by_agent.values_mut() {
        instants.sort_unstable();
    }
    let mut starts: BTreeMap<Arc<str>, Vec<Timestamp>> = BTreeMap::new();
    for one in stretches.iter() {
        starts
            .entry(Arc::clone(&one.agent))
            .or_default()
            .push(one.start);
    }
    for instants in starts.values_mut() {
        instants.sort_unstable();
    }
    let after = |all: Option<&Vec<Timestamp>>, at: Timestamp, or_at: bool| {
        let all = all?;
        let place = all.partition_point(|one| if or_at { *one < at } else { *one <= at });
        all.get(place).copied()
    };
    for one in stretches.iter_mut().filter(|one| one.end.is_none()) {
        let out = after(by_agent.get(&one.agent), one.start, true);
        let next = after(starts.get(&one.agent), one.start, false);
        let is_session = one.state == AgentState::SignedIn;
        if let Some(out) = out
            && (is_session || next.is_none_or(|next| out <= next))
        {
            one.end = Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use std::fs;

    fn read(text: &str) -> Result<AgentStates, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("states.csv");
        fs::write(&path, text).unwrap();
        let reading = LogReading {
            zone: TimeZone::get("Europe/Amsterdam").ok(),
            ..LogReading::default()
        };
        let words = BTreeMap::from([("Koffie halen".to_owned(), AgentState::NotReady)]);
        read_agent_states(path.as_path(), &reading, &words)
    }

    #[test]
    fn rows_become_stretches_and_bad_ones_rejections() {
        let found = read(
            "medewerker;stand;van;tot;team\n\
             a;In gesprek;2026-03-02 09:00;2026-03-02 09:05;noord\n\
             a;koffie-halen;2026-03-02 09:05;2026-03-02 09:10;noord\n\
             a;zweven;2026-03-02 09:10;2026-03-02 09:20;noord\n\
             a;nawerk;2026-03-02 09:10;2026-03-02 09:00;noord\n\
             ;nawerk;2026-03-02 09:10;2026-03-02 09:20;noord\n\
             a;dienst;2026-03-02 09:10;;noord\n",
        )
        .unwrap();
        let states: Vec<(AgentState, &str)> = found
            .stretches
            .iter()
            .map(|one| (one.state, &*one.reason))
            .collect();
        assert_eq!(
            states,
            [
                (AgentState::Talk, "in_gesprek"),
                (AgentState::NotReady, "koffie_halen")
            ]
        );
        let told: Vec<_> = found
            .rejections
            .iter()
            .map(|one| (one.origin.row, one.column.as_deref(), one.fault.reason()))
            .collect();
        assert_eq!(
            told,
            [
                (4, Some("stand"), "unknown_word"),
                (5, Some("tot"), "end_before_start"),
                (6, Some("medewerker"), "missing_value"),
                (7, Some("tot"), "missing_value"),
            ]
        );
        assert!(matches!(
            read("medewerker;van\na;2026-03-02 09:00\n"),
            Err(Error::MissingColumns { .. })
        ));
    }

    #[test]
    fn the_night_of_the_clock_change_has_its_physical_length() {
        let found = read(
            "agent,state,from,to\n\
             a,available,2026-03-29 01:30,2026-03-29 03:30\n\
             a,available,2026-10-25 01:30,2026-10-25 03:30\n\
             a,available,2026-10-25 02:30,2026-10-25 03:30\n\
             a,available,2026-03-29 02:30,2026-03-29 03:45\n",
        )
        .unwrap();
        let hours: Vec<i64> = found
            .stretches
            .iter()
            .map(|one| one.end.unwrap().duration_since(one.start).as_mins())
            .collect();
        assert_eq!(hours, [60, 180, 120, 15]);
        assert_eq!(found.provenance.n_ambiguous_times, 1);
        assert_eq!(found.provenance.n_skipped_times, 1);
    }

    #[test]
    fn signing_out_ends_what_has_no_end() {
        let found = read(
            "agent,state,from\n\
             a,logged_in,2026-03-02 09:00\n\
             a,available,2026-03-02 09:00\n\
             a,talk,2026-03-02 09:30\n\
             a,logged_out,2026-03-02 09:40\n",
        )
        .unwrap();
        let ends: Vec<Option<String>> = found
            .stretches
            .iter()
            .map(|one| one.end.map(|end| end.to_string()))
            .collect();
        let out = || Some("2026-03-02T08:40:00Z".to_owned());
        assert_eq!(ends, [out(), None, out()]);
        assert_eq!(found.n_signed_out, 1);
    }

    #[test]
    fn no_word_means_two_states() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, words) in WORDS {
            for word in words.iter().chain(&[]) {
                assert_eq!(plain(word), *word);
                assert!(seen.insert(*word), "{word}");
            }
        }
        assert!(SIGNED_OUT.iter().all(|word| seen.insert(word)));
    }
}

use jiff::SignedDuration;

/// How long an agent, or a team, was in each state. Together they are the signed-in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AgentTime {
    /// In conversation.
    pub talk: SignedDuration,
    /// With a customer on hold.
    pub hold: SignedDuration,
    /// After-contact work.
    pub wrap_up: SignedDuration,
    /// Ready, and no contact came.
    pub available: SignedDuration,
    /// A contact was offered and not yet taken.
    pub ringing: SignedDuration,
    /// Signed in and not ready: break, meeting, training.
    pub not_ready: SignedDuration,
}

impl AgentTime {
    /// Time on contacts.
    pub fn handling(&self) -> SignedDuration {
        sum([self.talk, self.hold, self.wrap_up])
    }

    /// All states together.
    pub fn signed_in(&self) -> SignedDuration {
        sum([
            self.handling(),
            self.available,
            self.ringing,
            self.not_ready,
        ])
    }

    /// Occupancy: `(talk + hold + wrap-up) / (talk + hold + wrap-up + available)`.
    pub fn occupancy(&self) -> Option<f64> {
        let handling = self.handling();
        ratio(handling, sum([handling, self.available]))
    }

    /// Occupancy as `(ready − idle) / ready`: ringing counts as busy.
    ///
    /// # References
    ///
    /// Calabrio ONE, "Occupancy".
    pub fn occupancy_of_ready_time(&self) -> Option<f64> {
        let busy = sum([self.handling(), self.ringing]);
        ratio(busy, sum([busy, self.available]))
    }

    /// Occupancy as handle time over signed-in time: breaks lower it, so it is another number.
    ///
    /// # References
    ///
    /// `GoTo`, glossary, "Call center occupancy".
    pub fn occupancy_of_signed_in_time(&self) -> Option<f64> {
        ratio(self.handling(), self.signed_in())
    }

    /// Utilisation: `(handling + available) / paid time`.
    ///
    /// # References
    ///
    /// Assembled, glossary, "Utilization rate".
    pub fn utilisation(&self, paid: SignedDuration) -> Option<f64> {
        ratio(sum([self.handling(), self.available]), paid)
    }
}

fn sum<const N: usize>(parts: [SignedDuration; N]) -> SignedDuration {
    let mut whole = SignedDuration::ZERO;
    for part in parts {
        whole = whole.saturating_add(part);
    }
    whole
}

/// `None` when there is nothing to divide by.
fn ratio(part: SignedDuration, whole: SignedDuration) -> Option<f64> {
    whole
        .is_positive()
        .then(|| part.as_secs_f64() / whole.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_of_occupancy_give_other_numbers() {
        let minutes = SignedDuration::from_mins;
        let time = AgentTime {
            talk: minutes(240),
            hold: minutes(20),
            wrap_up: minutes(40),
            available: minutes(90),
            ringing: minutes(10),
            not_ready: minutes(80),
        };
        assert_eq!(time.signed_in(), minutes(480));
        let check = |got: Option<f64>, expected: f64| {
            assert!((got.unwrap() - expected).abs() < 1e-12, "{got:?}");
        };
        check(time.occupancy(), 300.0 / 390.0);
        check(time.occupancy_of_ready_time(), 310.0 / 400.0);
        check(time.occupancy_of_signed_in_time(), 300.0 / 480.0);
        check(time.utilisation(minutes(500)), 390.0 / 500.0);
        assert_eq!(AgentTime::default().occupancy(), None);
        assert_eq!(time.utilisation(SignedDuration::ZERO), None);
    }
}

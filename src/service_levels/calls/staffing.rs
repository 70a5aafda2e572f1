use crate::units::as_f64;

/// What a queue with this many agents does, if nobody gives up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staffing {
    /// Agents.
    pub n_agents: usize,
    /// Traffic in erlang: arrivals in one handle time.
    pub traffic: f64,
    /// Share of time on contacts.
    pub occupancy: f64,
    /// Share of contacts that wait.
    pub waiting: f64,
    /// Share of contacts answered within the threshold.
    pub service_level: f64,
    /// Mean wait, in seconds.
    pub asa_s: f64,
}

/// More agents than this are not sought.
const MOST_AGENTS: usize = 100_000;

/// Erlang C: the queue of `n_agents` with `arrivals_per_s` contacts a second of `handle_s` seconds
/// each. `None` where the queue would grow for ever (no more agents than traffic) or a value is not
/// positive.
///
/// Takes for granted that arrivals are Poisson, handle times exponential, and that nobody gives up;
/// the last makes it ask for more agents than are needed.
///
/// # References
///
/// Erlang (1917); the recursion for the Erlang B term is that of Cooper (1981), *Introduction to
/// Queueing Theory*, chapter 3.
pub fn erlang_c(
    arrivals_per_s: f64,
    handle_s: f64,
    n_agents: usize,
    threshold_s: f64,
) -> Option<Staffing> {
    let traffic = arrivals_per_s * handle_s;
    let spare = as_f64(n_agents) - traffic;
    let is_sane = traffic.is_finite() && traffic > 0.0 && handle_s > 0.0 && threshold_s >= 0.0;
    if !is_sane || spare <= 0.0 {
        return None;
    }
    let blocked = (1..=n_agents).fold(1.0, |blocked, k| {
        traffic * blocked / traffic.mul_add(blocked, as_f64(k))
    });
    let occupancy = traffic / as_f64(n_agents);
    let waiting = blocked / occupancy.mul_add(blocked - 1.0, 1.0);
    Some(Staffing {
        n_agents,
        traffic,
        occupancy,
        waiting,
        service_level: 1.0 - waiting * (-spare * threshold_s / handle_s).exp(),
        asa_s: waiting * handle_s / spare,
    })
}

/// The fewest agents that reach a service level by [`erlang_c`]. `None` where no number does.
pub fn agents_needed(
    arrivals_per_s: f64,
    handle_s: f64,
    threshold_s: f64,
    target: f64,
) -> Option<Staffing> {
    (1..=MOST_AGENTS)
        .skip_while(|n| as_f64(*n) <= arrivals_per_s * handle_s)
        .map_while(|n| erlang_c(arrivals_per_s, handle_s, n, threshold_s))
        .find(|staffing| staffing.service_level >= target)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 360 calls in half an hour.
    const ARRIVALS: f64 = 0.2;

    #[test]
    fn the_worked_example_comes_out() {
        let got = erlang_c(ARRIVALS, 240.0, 55, 15.0).unwrap();
        let check = |got: f64, expected: f64, half: f64| {
            assert!((got - expected).abs() <= half, "{got} is not {expected}");
        };
        check(got.traffic, 48.0, 1e-9);
        check(got.occupancy, 0.8727, 5e-5);
        check(got.waiting, 0.2387, 5e-5);
        check(got.service_level, 0.8459, 5e-5);
        check(got.asa_s, 8.18, 5e-3);
    }

    #[test]
    fn the_fewest_agents_for_a_target_are_found() {
        let within_30 = agents_needed(ARRIVALS, 240.0, 30.0, 0.95).unwrap();
        assert_eq!(within_30.n_agents, 57);
        assert!((within_30.service_level - 0.9529).abs() <= 5e-5);
        let within_20 = agents_needed(ARRIVALS, 240.0, 20.0, 0.8).unwrap();
        assert_eq!(within_20.n_agents, 54);
        assert!((within_20.service_level - 0.8172).abs() <= 5e-5);
    }

    #[test]
    fn a_queue_that_grows_for_ever_has_no_figures() {
        assert_eq!(erlang_c(ARRIVALS, 240.0, 48, 15.0), None);
        assert_eq!(erlang_c(0.0, 240.0, 48, 15.0), None);
        assert_eq!(erlang_c(f64::NAN, 240.0, 48, 15.0), None);
    }
}

use signaal::simulate::wave::{SCENARIOS, Scenario};
use signaal::units::as_u64;
use std::error::Error;
use std::str::FromStr;

/// What was typed.
pub(crate) struct Arguments {
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) n: usize,
    pub(crate) n_repetitions: usize,
    pub(crate) n_replicates: usize,
    /// Of the first wave.
    pub(crate) seed: u64,
}

impl Arguments {
    /// # Errors
    ///
    /// For an unknown option or scenario, and a number that is none.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self {
            scenarios: SCENARIOS
                .iter()
                .filter_map(|(name, _)| Scenario::named(name))
                .collect(),
            n: 2000,
            n_repetitions: 200,
            n_replicates: 300,
            seed: 1,
        };
        let mut n_checked = None;
        while let Some(option) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| format!("{option} needs a value"))?;
            match option.as_str() {
                "--repetitions" => arguments.n_repetitions = number(&option, &value)?,
                "--n" => arguments.n = number(&option, &value)?,
                "--replicates" => arguments.n_replicates = number(&option, &value)?,
                "--seed" => arguments.seed = number(&option, &value)?,
                "--checked" => n_checked = Some(number(&option, &value)?),
                "--scenario" => {
                    arguments.scenarios = value.split(',').map(named).collect::<Result<_, _>>()?;
                }
                _ => return Err(format!("{option} is no option; see the head of main.rs").into()),
            }
        }
        if let Some(n_checked) = n_checked {
            let scenarios = arguments.scenarios.iter_mut();
            for scenario in scenarios.filter(|scenario| scenario.n_checked > 0) {
                scenario.n_checked = n_checked;
            }
        }
        Ok(arguments)
    }

    pub(crate) fn last_seed(&self) -> u64 {
        self.seed + as_u64(self.n_repetitions.max(1)) - 1
    }
}

fn named(name: &str) -> Result<Scenario, String> {
    Scenario::named(name).ok_or_else(|| {
        let known = SCENARIOS.map(|(name, _)| name).join(", ");
        format!("there is no scenario \"{name}\"; known are {known}")
    })
}

fn number<T: FromStr>(option: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{option} needs a number, not \"{value}\""))
}

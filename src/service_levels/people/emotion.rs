/// A column that looks like emotion, or like the voice from which emotion is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column:?} looks like emotion or voice of people at work, which is never judged")]
pub struct ForbiddenColumn {
    /// Its name.
    pub column: String,
}

/// What is measured of a voice.
const VOICE: [&str; 12] = [
    "prosod",
    "pitch",
    "intonat",
    "loudness",
    "jitter",
    "shimmer",
    "mfcc",
    "f0",
    "formant",
    "toneofvoice",
    "voicetone",
    "stemgeluid",
];

/// Names of emotion; of customers they may be.
const EMOTION: [&str; 12] = [
    "emotion",
    "emotie",
    "sentiment",
    "mood",
    "stemming",
    "arousal",
    "valence",
    "stress",
    "anger",
    "boosheid",
    "frustrat",
    "facial",
];

/// Words that say that a column is of customers.
const CUSTOMER: [&str; 4] = ["customer", "klant", "client", "caller"];

/// Refuses a column whose name looks like emotion of agents: measures of a voice always, words of
/// emotion unless the name says that they are of customers and not of agents.
///
/// # Errors
///
/// [`ForbiddenColumn`].
///
/// # References
///
/// Regulation (EU) 2024/1689, art. 5(1)(f), on reading emotion of people at work from biometric data.
pub fn refuse_emotion(column: &str) -> Result<(), ForbiddenColumn> {
    let bare: String = column
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| bare.contains(word));
    let is_of_customers = has(&CUSTOMER) && !has(&["agent", "medewerker", "employee"]);
    if has(&VOICE) || has(&EMOTION) && !is_of_customers {
        return Err(ForbiddenColumn {
            column: column.to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emotion_and_voice_of_agents_are_refused_and_scores_of_customers_are_not() {
        for refused in [
            "agent_sentiment",
            "Pitch (Hz)",
            "emotie",
            "tone_of_voice",
            "customer pitch",
            "Stress",
        ] {
            assert!(refuse_emotion(refused).is_err(), "{refused}");
        }
        for fine in [
            "csat",
            "Satisfaction rating",
            "customer_sentiment",
            "klantsentiment",
            "Topic",
            "empathy_shown",
        ] {
            assert!(refuse_emotion(fine).is_ok(), "{fine}");
        }
    }
}

use super::wire::Document;
use crate::findings::Findings;

/// The findings for machines: `signals.json`.
///
/// Field names are `snake_case` with their unit, numbers are exact, `null` stands where there is no
/// number; NaN, infinity and minus zero never occur. The same findings give the same bytes. The
/// layout is versioned ([`SIGNALS_SCHEMA_VERSION`](super::SIGNALS_SCHEMA_VERSION)) and described by
/// [`schema("signals")`](super::schema()).
pub fn json(findings: &Findings) -> String {
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "no key of the wire structs is anything but a string, and a String cannot fail to be written to"
    )]
    let mut text = serde_json::to_string_pretty(&Document::of(findings))
        .expect("wire structs with string keys always serialize");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::signals::Caveat;
    use serde_json::Value;

    fn parsed(findings: &Findings) -> Value {
        serde_json::from_str(&json(findings)).unwrap()
    }

    #[test]
    fn numbers_are_exact() {
        let mut findings = fixture::realistic();
        findings.signals[0].gain = fixture::interval(0.1 + 0.2, 1.0 / 3.0, 2.0 / 3.0);
        findings.signals[0].share_negative = 1e-17;
        let signal = &parsed(&findings)["signals"][0];
        assert_eq!(signal["gain_points"]["low"].as_f64(), Some(0.1 + 0.2));
        assert_eq!(signal["gain_points"]["estimate"].as_f64(), Some(1.0 / 3.0));
        assert_eq!(signal["share_negative"].as_f64(), Some(1e-17));
        assert_eq!(
            signal["effect_negative_points"]["level"].as_f64(),
            Some(0.95)
        );
    }

    #[test]
    fn what_is_not_a_number_is_null_and_zero_has_no_sign() {
        let mut findings = fixture::realistic();
        findings.signals[0].gain.low = f64::NAN;
        findings.signals[0].gain.high = f64::INFINITY;
        findings.signals[0].gain.estimate = -0.0;
        findings.caveats = vec![Caveat::Overlap { vif: f64::INFINITY }];
        let text = json(&findings);
        assert!(!text.contains("NaN") && !text.contains("-0.0,"));
        let value = parsed(&findings);
        assert!(value["signals"][0]["gain_points"]["low"].is_null());
        assert!(value["signals"][0]["gain_points"]["high"].is_null());
        assert!(value["caveats"][0]["vif"].is_null());
    }

    #[test]
    fn the_same_findings_give_the_same_bytes() {
        assert_eq!(json(&fixture::realistic()), json(&fixture::realistic()));
    }

    #[test]
    fn every_part_of_the_findings_is_there() {
        let findings = fixture::realistic();
        let value = parsed(&findings);
        assert_eq!(value["schema_version"], 1);
        assert_eq!(value["project"], findings.project);
        assert_eq!(value["signals"].as_array().unwrap().len(), 12);
        assert_eq!(value["signals"][0]["quotes"].as_array().unwrap().len(), 5);
        assert_eq!(value["signals"][0]["rank"], 1);
        assert_eq!(
            value["signals"][0]["n_negative"],
            findings.signals[0].n_negative
        );
        assert_eq!(value["unranked"][2]["reason"]["code"], "too_few_mentions");
        assert_eq!(value["unranked"][2]["reason"]["required"], 30);
        assert_eq!(value["intake"]["join"]["n_orphan"], 231);
        assert_eq!(value["outcome"]["unit"], "nps_points");
        assert_eq!(value["outcome"]["trend"][3]["level_points"], Value::Null);
        assert_eq!(value["drivers"]["seed"], 42);
        assert_eq!(value["caveats"][2]["n_with_words"], 4821);
    }

    #[test]
    fn a_caveat_carries_code_words_and_values() {
        let mut findings = fixture::empty();
        findings.caveats = fixture::every_caveat();
        let value = parsed(&findings);
        insta::assert_snapshot!(value["caveats"][9].to_string(), @r#"{"code":"sampled_importance","text_en":"Importance was estimated from 2,000 random orderings (largest standard error 0.0008 of R²). Differences below twice that error mean nothing.","n_orderings":2000,"standard_error_share_of_r2":0.00084}"#);
    }
}

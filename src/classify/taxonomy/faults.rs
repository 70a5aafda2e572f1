//! What a reader of the error report sees.

use super::{Severity, Taxonomy, TaxonomyError};

fn refused(text: &str) -> TaxonomyError {
    Taxonomy::from_toml(text).expect_err("the file should be refused")
}

/// The file is refused, and one of its problems reads so.
fn check(text: &str, expected: &str) {
    let error = refused(text);
    let said: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|line| line.contains(expected)),
        "{expected} not in:\n{error}"
    );
}

/// A good head and one topic with these lines.
fn topic(lines: &str) -> String {
    format!(
        "version = \"1\"\nname = \"t\"\n[[topic]]\nid = \"a\"\nname.nl = \"A\"\nname.en = \"A\"\n{lines}\n"
    )
}

#[test]
fn every_problem_of_a_file_is_reported_at_once_with_line_topic_field_and_hint() {
    let text = r#"version = "1"
name = "broken"
[[topic]]
id = "delivery"
name.nl = "Bezorging"
phrases.nl = ["wacht*tijd", "te laat"]
[[topic]]
id = "delivery"
name.nl = "Bezorging"
name.en = "Delivery"
parent = "servce"
patterns.en = ['(late']
[[topic]]
id = "service"
name.nl = "Service"
name.en = "Service"
frases.nl = ["x"]
"#;
    let error = refused(text);
    assert_eq!(
        error.to_string(),
        r#"taxonomy with 7 errors
line 3: error in topic `delivery`: `name.en` is missing
  hint: reports are made in Dutch and English: add name.en = "…"
line 6: error in topic `delivery`, phrases.nl: phrase `wacht*tijd` cannot be read: `*` stands inside a word
  hint: put `*` at the beginning or the end of a word
line 7: error in topic `delivery`, id: topic `delivery` exists already, on line 3
  hint: give one of them another identifier, or merge them
line 11: error in topic `delivery`, parent: no topic has the identifier `servce`
  hint: did you mean `service`? A dot in an identifier makes the part before it the parent
line 12: error in topic `delivery`, patterns.en: pattern `(late` cannot be used: unclosed group
  hint: in TOML, write patterns between single quotes so that `\` stays itself; plain words belong in phrases
line 13: error in topic `service`: the topic has no phrases, no patterns and no children: it would never be found
  hint: add phrases.nl = ["…"] or phrases.en = ["…"], or give it children
line 17: error in topic `service`: unknown key `frases`
  hint: did you mean `phrases`?"#
    );
}

#[test]
fn what_is_not_a_taxonomy_is_refused() {
    check("", "the taxonomy has no topic");
    check(
        "version = \"1\"\nname = \"t\"\ntopic = []",
        "the taxonomy has no topic",
    );
    check(
        "version = 1\nname = \"t\"\n[[topic]]\n",
        "expected a text between quotes, got integer",
    );
    check(
        "version = \"1\"\nname = \"t\"\n[topic]\nid = \"a\"",
        "expected tables: [[topic]], in double brackets",
    );
    check("[[topic]\nid = \"a\"", "not valid TOML");
    check(&topic("phrases = [\"a\"]"), "expected lists by language");
    check(&topic("phrases.nl = \"a\""), "expected a list of texts");
    check(&topic("phrases.nl = [\" \"]"), "empty text");
    check(
        &topic("phrases.nl = [{ phrase = \"a\", confidence = 1.5 }]"),
        "1.5 lies outside 0.01 to 1",
    );
    check(
        &topic("phrases.nl = [{ confidence = 0.5 }]"),
        "`phrase` is missing",
    );
    check(
        &topic("about = \"servise\"\nphrases.nl = [\"a\"]"),
        "`servise` is not one of",
    );
    check(
        &topic("driver = \"no\"\nphrases.nl = [\"a\"]"),
        "expected true or false",
    );
    check(
        &topic("phrases.nl = [\"a\"]\ntests = [{ text = \"a\" }]"),
        "`expect` is missing",
    );
    check(
        &topic("phrases.en = [\"back+call\"]"),
        "`+` needs a Dutch infinitive",
    );
}

#[test]
fn identifiers_and_circles_are_checked() {
    check(
        &topic("phrases.nl = [\"a\"]").replace("id = \"a\"", "id = \"Té laat\""),
        "is not an identifier",
    );
    let circle = "version = \"1\"\nname = \"t\"\n[[topic]]\nid = \"a\"\nparent = \"b\"\nname = { nl = \"A\", en = \"A\" }\n\
        [[topic]]\nid = \"b\"\nparent = \"a\"\nname = { nl = \"B\", en = \"B\" }\n";
    check(circle, "the parents go round in a circle: a → b → a");
    let n_circles = refused(circle)
        .problems
        .iter()
        .filter(|p| p.to_string().contains("circle"))
        .count();
    assert_eq!(n_circles, 1);
}

#[test]
fn patterns_that_cost_too_much_or_match_everywhere_are_refused() {
    check(&topic("patterns.nl = ['a*']"), "it matches the empty text");
    check(
        &topic(r"patterns.nl = ['(\w{1,200}){1,200}x']"),
        "too big when compiled",
    );
    check(
        &topic(&format!("patterns.nl = ['{}']", "x".repeat(500))),
        "longer than 400 characters",
    );
}

#[test]
fn a_phrase_that_its_own_topic_always_cancels_is_refused() {
    check(
        &topic("phrases.nl = [\"altijd gratis bezorgd\"]\nexclude.nl = [\"gratis\"]"),
        "can never match",
    );
    assert!(
        Taxonomy::from_toml(&topic(
            "phrases.nl = [\"bezorgd\"]\nexclude.nl = [\"gratis bezorgd\"]"
        ))
        .is_ok()
    );
}

#[test]
fn a_phrase_in_two_topics_is_a_warning_however_it_is_written() {
    let text = topic("phrases.nl = [\"te laat\", \"Te  LAAT\"]")
        + "[[topic]]\nid = \"b\"\nname = { nl = \"B\", en = \"B\" }\nphrases.nl = [\"te laat\"]\n";
    let taxonomy = Taxonomy::from_toml(&text).unwrap();
    let said: Vec<String> = taxonomy
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains("matches the same as `te laat` on line 7"),
        "{said:?}"
    );
    assert!(
        said[1].contains("stands in topic `a` too, on line 7"),
        "{said:?}"
    );
    assert!(
        taxonomy
            .warnings()
            .iter()
            .all(|problem| problem.severity() == Severity::Warning)
    );
}

#[test]
fn a_failed_test_says_where_and_why() {
    let text = topic(
        "phrases.nl = [\"laat\"]\ntests = [\n{ text = \"te laat\", lang = \"nl\", expect = false },\n{ text = \"op tijd\", lang = \"nl\", expect = true },\n{ text = \"laat\", lang = \"nl\", expect = true }]",
    );
    let report = Taxonomy::from_toml(&text).unwrap().run_tests();
    assert_eq!(
        report.to_string(),
        "3 tests, 2 failed\nline 9: topic `a` found in (nl) \"te laat\" by \"laat\"\nline 10: topic `a` not found in (nl) \"op tijd\""
    );
}

use super::entries::{Entry, Lexicon, Role, sign_polarity};
use crate::encode::tokens::{Kind, Token, Tokens};

/// Words that a negation reaches behind it.
const NEGATION_REACH: usize = 4;
/// What is left of a positive word under negation ("niet goed") and of a negative one ("niet slecht").
const TURNED_POSITIVE: f32 = -0.75;
const TURNED_NEGATIVE: f32 = -0.5;
/// Factor of "heel" and of "een beetje" where the lexicon gives none.
const STRONGER: f32 = 1.3;
const WEAKER: f32 = 0.6;
/// What "te" makes of the describing word behind it.
const EXCESS_POLARITY: f32 = -0.55;
/// Strongest value of one hit.
const STRONGEST: f32 = 1.5;

/// What the lexicon says of one text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct LexicalReading {
    /// Sum of positive hits.
    pub(crate) positive: f32,
    /// Sum of negative hits, as a positive number.
    pub(crate) negative: f32,
    /// Strongest positive and negative hit.
    pub(crate) highest: f32,
    /// See `highest`; at most 0.
    pub(crate) lowest: f32,
    /// Sum of hits in the first clause that has any.
    pub(crate) first_clause: f32,
    /// Sum of hits in the last clause that has any.
    pub(crate) last_clause: f32,
    /// Sum of hits behind the last contrast ("maar").
    pub(crate) after_contrast: f32,
    /// Number of positive hits.
    pub(crate) n_positive: usize,
    /// Number of negative hits.
    pub(crate) n_negative: usize,
    /// Negations, with or without a word to turn.
    pub(crate) n_negations: usize,
    /// Negations that turned nothing.
    pub(crate) n_open_negations: usize,
    /// Contrasts.
    pub(crate) n_contrasts: usize,
    /// "te" with a describing word.
    pub(crate) n_excess: usize,
    /// Words of suggestion.
    pub(crate) n_wishes: usize,
    /// A mark that is given in the text, −1 (lowest) to 1 (highest).
    pub(crate) mark: f32,
    /// Words.
    pub(crate) n_words: usize,
    /// Words that the lexicon knows.
    pub(crate) n_known: usize,
    /// Exclamation marks.
    pub(crate) n_exclamations: usize,
    /// Question marks.
    pub(crate) n_questions: usize,
    /// Whether the text begins with a word for nothing.
    pub(crate) begins_with_nothing: bool,
}

/// Scores the tokens of a text.
pub(crate) fn score(tokens: &Tokens, lexicon: &Lexicon) -> LexicalReading {
    let mut scorer = Scorer {
        tokens,
        lexicon,
        reading: LexicalReading::default(),
        clause: 0.0,
        clause_has_hits: false,
        any_clause: false,
        scale: 1.0,
        scale_reach: 0,
        negation_reach: 0,
        negation_is_open: false,
        last_hit: None,
    };
    scorer.run();
    scorer.reading
}

struct Scorer<'a> {
    tokens: &'a Tokens,
    lexicon: &'a Lexicon,
    reading: LexicalReading,
    clause: f32,
    clause_has_hits: bool,
    any_clause: bool,
    scale: f32,
    scale_reach: usize,
    negation_reach: usize,
    negation_is_open: bool,
    /// Position and value of the last hit in this clause.
    last_hit: Option<(usize, f32)>,
}

impl Scorer<'_> {
    fn run(&mut self) {
        let tokens = self.tokens.as_slice();
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            at += match token.kind {
                Kind::Word => self.word(tokens, at),
                Kind::Number => self.number(tokens, at),
                Kind::Sign => {
                    self.hit(at, sign_polarity(self.tokens.text_of(token)));
                    1
                }
                Kind::Pause | Kind::Stop => {
                    self.end_clause();
                    1
                }
                Kind::Exclamation => {
                    self.reading.n_exclamations += 1;
                    self.end_clause();
                    1
                }
                Kind::Question => {
                    self.reading.n_questions += 1;
                    self.end_clause();
                    1
                }
                Kind::Slash => 1,
            };
        }
        self.end_clause();
    }

    /// Reads the word or phrase at a position and returns how many tokens it takes.
    fn word(&mut self, tokens: &[Token], at: usize) -> usize {
        let text = self.tokens.text_of(&tokens[at]);
        let (entry, n_tokens) = self.lexicon.longest_at(tokens, at, text);
        self.reading.n_words += n_tokens;
        if let Some(entry) = entry {
            self.reading.n_known += 1;
            self.entry(entry, tokens, at, n_tokens);
        }
        let reach = self.negation_reach.saturating_sub(n_tokens);
        if self.negation_reach > 0 && reach == 0 {
            self.close_negation();
        }
        self.negation_reach = reach;
        self.scale_reach = self.scale_reach.saturating_sub(n_tokens);
        if self.scale_reach == 0 {
            self.scale = 1.0;
        }
        n_tokens
    }

    fn entry(&mut self, entry: Entry, tokens: &[Token], at: usize, n_tokens: usize) {
        if entry.has(Role::Plain) {
            return;
        }
        if entry.has(Role::Nothing) && at == 0 {
            self.reading.begins_with_nothing = true;
        }
        if entry.has(Role::Wish) {
            self.reading.n_wishes += 1;
        }
        let next = self.next_entry(tokens, at + n_tokens);
        if entry.has(Role::Excess) {
            // "te groot", "too noisy": a describing word, good or bad, becomes a complaint.
            let text = tokens
                .get(at + n_tokens)
                .map(|token| self.tokens.text_of(token));
            let describes = next.is_some_and(|next| !next.has(Role::Negation))
                && text.is_some_and(|text| !(text.len() > 5 && text.ends_with("en")));
            if describes {
                self.reading.n_excess += 1;
                self.hit(at, EXCESS_POLARITY);
            }
            return;
        }
        if entry.has(Role::Contrast) {
            self.end_clause();
            self.reading.n_contrasts += 1;
            self.reading.after_contrast = 0.0;
        }
        if entry.has(Role::Negation) && !entry.is_polar() {
            self.negation(tokens, at, n_tokens);
            return;
        }
        let scales = entry.has(Role::Intensifier) || entry.has(Role::Diminisher);
        let next_is_scaled = next.is_some_and(|next| {
            next.is_polar() || next.has(Role::Intensifier) || next.has(Role::Diminisher)
        });
        if (scales || (entry.intensity - 1.0).abs() > 0.15) && next_is_scaled {
            self.scale *= if entry.has(Role::Diminisher) {
                WEAKER
            } else if entry.has(Role::Intensifier) {
                STRONGER
            } else {
                entry.intensity
            };
            self.scale_reach = n_tokens + 3;
            return;
        }
        if entry.is_polar() && !(scales && entry.has(Role::Diminisher)) {
            self.hit(at, entry.polarity * self.scale);
            self.scale = 1.0;
        }
    }

    fn next_entry(&self, tokens: &[Token], at: usize) -> Option<Entry> {
        let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        let text = self.tokens.text_of(token);
        self.lexicon.longest_at(tokens, at, text).0
    }

    /// Opens a negation, or turns the hit before it where it ends the clause ("dat begrijp ik niet").
    fn negation(&mut self, tokens: &[Token], at: usize, n_tokens: usize) {
        self.reading.n_negations += 1;
        self.close_negation();
        let ends_clause = tokens
            .get(at + n_tokens)
            .is_none_or(|next| next.kind.ends_clause());
        match self.last_hit {
            Some((position, value)) if ends_clause && value > 0.0 && at - position <= 3 => {
                self.take_back(value);
                self.record(at, value * TURNED_POSITIVE);
            }
            _ => {
                self.negation_reach = NEGATION_REACH + n_tokens;
                self.negation_is_open = true;
            }
        }
    }

    fn close_negation(&mut self) {
        if self.negation_is_open {
            self.reading.n_open_negations += 1;
            self.negation_is_open = false;
        }
        self.negation_reach = 0;
    }

    /// A mark: "8/10", "10 / 10", "een 8", "een dikke 9".
    fn number(&mut self, tokens: &[Token], at: usize) -> usize {
        let value = |at: usize| -> Option<u8> {
            tokens
                .get(at)
                .filter(|token| token.kind == Kind::Number)
                .and_then(|token| self.tokens.text_of(token).parse().ok())
        };
        let Some(given) = value(at).filter(|given| *given <= 10) else {
            return 1;
        };
        let is_slash = tokens
            .get(at + 1)
            .is_some_and(|next| next.kind == Kind::Slash);
        if let Some(of) =
            value(at + 2).filter(|&of| is_slash && (of == 5 || of == 10) && given <= of)
        {
            self.mark(at, f32::from(given) / f32::from(of));
            return 3;
        }
        let before = at
            .checked_sub(1)
            .map(|before| self.tokens.text_of(&tokens[before]));
        let introduced = before.is_some_and(|word| {
            matches!(
                word,
                "een" | "dikke" | "cijfer" | "rapportcijfer" | "a" | "score" | "rating" | "solid"
            )
        });
        let ends_clause = tokens
            .get(at + 1)
            .is_none_or(|next| next.kind.ends_clause());
        if introduced && ends_clause && given > 0 {
            self.mark(at, f32::from(given) / 10.0);
        }
        1
    }

    /// Half of the marks are failures: 5.5 of 10 is the zero point.
    fn mark(&mut self, at: usize, share: f32) {
        let value = ((share - 0.55) / 0.45).clamp(-1.0, 1.0);
        self.reading.mark = value;
        self.record(at, value);
    }

    /// A polar word: turned by a negation in reach.
    fn hit(&mut self, at: usize, value: f32) {
        let value = if self.negation_reach > 0 {
            self.negation_is_open = false;
            value
                * if value > 0.0 {
                    TURNED_POSITIVE
                } else {
                    TURNED_NEGATIVE
                }
        } else {
            value
        };
        self.record(at, value.clamp(-STRONGEST, STRONGEST));
    }

    fn record(&mut self, at: usize, value: f32) {
        let reading = &mut self.reading;
        if value > 0.0 {
            reading.positive += value;
            reading.n_positive += 1;
        } else {
            reading.negative -= value;
            reading.n_negative += 1;
        }
        reading.highest = reading.highest.max(value);
        reading.lowest = reading.lowest.min(value);
        if reading.n_contrasts > 0 {
            reading.after_contrast += value;
        }
        self.clause += value;
        self.clause_has_hits = true;
        self.last_hit = Some((at, value));
    }

    /// Removes a positive hit that turned out to be negated.
    fn take_back(&mut self, value: f32) {
        self.reading.positive -= value;
        self.reading.n_positive -= 1;
        self.clause -= value;
        if self.reading.n_positive == 0 {
            self.reading.highest = 0.0;
        }
        if self.reading.n_contrasts > 0 {
            self.reading.after_contrast -= value;
        }
    }

    fn end_clause(&mut self) {
        self.close_negation();
        if self.clause_has_hits {
            if !self.any_clause {
                self.reading.first_clause = self.clause;
                self.any_clause = true;
            }
            self.reading.last_clause = self.clause;
        }
        self.clause = 0.0;
        self.clause_has_hits = false;
        self.scale = 1.0;
        self.last_hit = None;
    }
}

use crate::report::words::{Label, Language, label};
use crate::signals::Verdict;
use maud::{Markup, html};

/// A small picture of the verdict's mark, for tables and legends.
pub(in crate::report) fn verdict_mark(verdict: Verdict) -> Markup {
    html! {
        svg.mark width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" { (shape(verdict, "6", "6")) }
    }
}

/// The mark itself, its centre at `x`, `y`: filled circle, open circle, open diamond. The shape
/// tells the verdict, colour only repeats it.
pub(super) fn shape(verdict: Verdict, x: &str, y: &str) -> Markup {
    match verdict {
        Verdict::Gain => html! { circle.dot.gain cx=(x) cy=(y) r="4.5" {} },
        Verdict::CannotTell => html! { circle.dot.unsure cx=(x) cy=(y) r="4" {} },
        Verdict::Contrary => html! {
            // A nested picture, because a path cannot stand at a percentage.
            svg x=(x) y=(y) overflow="visible" { path.dot.contrary d="M0-5.5L5.5 0L0 5.5L-5.5 0Z" {} }
        },
    }
}

/// What each mark means.
pub(in crate::report) fn legend(language: Language) -> Markup {
    html! {
        ul.legend {
            @for (verdict, text) in [
                (Verdict::Gain, Label::MarkGain),
                (Verdict::CannotTell, Label::MarkCannotTell),
                (Verdict::Contrary, Label::MarkContrary),
            ] {
                li { (verdict_mark(verdict)) " " (label(text, language)) }
            }
        }
    }
}

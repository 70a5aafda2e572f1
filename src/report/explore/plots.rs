use crate::findings::{Findings, OutcomePoint};
use crate::report::number;
use crate::report::words::{self, Label, Language, either, label};
use crate::signals::Signal;
use crate::units::{Interval, as_f64};
use plotly::common::{
    Anchor, DashType, ErrorData, ErrorType, Fill, Font, HoverInfo, Line, Mode, Orientation, Visible,
};
use plotly::layout::{
    Annotation, Axis, AxisType, BarMode, HoverMode, Layout, Legend, Margin, Shape, ShapeLine,
    ShapeType,
};
use plotly::{Bar, Configuration, Plot, Scatter};

/// Lines that are drawn at first; the others wait in the legend.
const N_SHOWN: usize = 5;

const INK: &str = "#14557b";
const MARK: &str = "#a3341f";
const BAND: &str = "rgba(20,85,123,0.15)";
const NOTHING: &str = "rgba(0,0,0,0)";

/// Expected gains with their intervals, the largest on top.
pub(super) fn gains(findings: &Findings, language: Language) -> Option<Plot> {
    let signals = || findings.signals.iter().rev();
    let names: Vec<String> = signals().map(|one| name(one, language)).collect();
    let estimates: Vec<f64> = signals().map(|one| one.gain.estimate).collect();
    let above = signals().map(|one| one.gain.high - one.gain.estimate);
    let below = signals().map(|one| one.gain.estimate - one.gain.low);
    let doubt = ErrorData::new(ErrorType::Data)
        .array(above.collect())
        .array_minus(below.collect());
    let points = Scatter::new(estimates, names)
        .mode(Mode::Markers)
        .marker(plotly::common::Marker::new().color(INK).size(9))
        .error_x(doubt)
        .hover_text_array(signals().map(|one| said(one, language)).collect::<Vec<_>>());
    let gain = label(Label::Gain, language);
    let layout = layout(gain, "").y_axis(Axis::new().auto_margin(true).type_(AxisType::Category));
    plotted(findings, points, layout)
}

/// How often a topic is mentioned badly against what one such mention costs.
pub(super) fn map(findings: &Findings, language: Language) -> Option<Plot> {
    let signals = || findings.signals.iter();
    let points = Scatter::new(
        signals().map(|one| 100.0 * one.share_negative).collect(),
        signals()
            .map(|one| -one.effect_negative.estimate)
            .collect::<Vec<f64>>(),
    )
    .mode(Mode::MarkersText)
    .marker(plotly::common::Marker::new().color(INK).size(10))
    .text_array(signals().map(|one| name(one, language)).collect::<Vec<_>>())
    .text_position(plotly::common::Position::TopCenter)
    .hover_text_array(signals().map(|one| said(one, language)).collect::<Vec<_>>());
    let right = either(
        language,
        "% respondenten met een negatieve vermelding",
        "% of respondents with a negative mention",
    );
    plotted(
        findings,
        points,
        layout(right, label(Label::MapUp, language)),
    )
}

/// The outcome month by month, with its interval; months with too few answers leave a gap.
pub(super) fn outcome(findings: &Findings, language: Language) -> Option<Plot> {
    let outcome = findings.outcome.as_ref()?;
    outcome.trend.iter().find(|point| point.level.is_some())?;
    // A point of nothing before a change of scale leaves a gap there too.
    let points: Vec<(&OutcomePoint, Option<&Interval>)> = outcome
        .trend
        .iter()
        .flat_map(|point| {
            let gap = point.is_after_change.then_some((point, None));
            gap.into_iter().chain([(point, point.level.as_ref())])
        })
        .collect();
    let months: Vec<String> = points
        .iter()
        .map(|(point, _)| middle(&point.period))
        .collect();
    let line = |value: fn(&Interval) -> f64| -> Vec<Option<f64>> {
        points.iter().map(|(_, level)| level.map(value)).collect()
    };
    let low = Scatter::new(months.clone(), line(|one| one.low))
        .mode(Mode::Lines)
        .line(Line::new().color(NOTHING))
        .show_legend(false)
        .hover_info(plotly::common::HoverInfo::Skip);
    let high = Scatter::new(months.clone(), line(|one| one.high))
        .mode(Mode::Lines)
        .line(Line::new().color(NOTHING))
        .fill(Fill::ToNextY)
        .fill_color(BAND)
        .show_legend(false)
        .hover_info(plotly::common::HoverInfo::Skip);
    let said = points.iter().map(|(point, level)| {
        let level = level.map_or(String::new(), |one| number::interval(one, language));
        format!("{level}, n = {}", number::count(point.n, language))
    });
    let level = Scatter::new(months, line(|one| one.estimate))
        .mode(Mode::LinesMarkers)
        .line(Line::new().color(INK))
        .name(words::outcome_name(outcome, language))
        .hover_text_array(said.collect::<Vec<_>>());
    let mut plot = Plot::new();
    for trace in [low, high, level] {
        plot.add_trace(trace);
    }
    let layout = layout("", &words::outcome_name(outcome, language)).show_legend(false);
    let drawn = outcome.trend.iter().map(|point| point.period.as_str());
    plot.set_layout(marked(layout, findings, drawn));
    plot.set_configuration(quiet());
    Some(plot)
}

/// Share of negative mentions month by month, a line per topic.
pub(super) fn months(findings: &Findings, language: Language) -> Option<Plot> {
    let lines = findings.signals.iter().enumerate().map(|(at, signal)| {
        let months: Vec<String> = signal
            .trend
            .iter()
            .map(|point| middle(&point.period))
            .collect();
        let shares: Vec<Option<f64>> = signal
            .trend
            .iter()
            .map(|point| point.share_negative.map(|share| 100.0 * share))
            .collect();
        let is_shown = if at < N_SHOWN {
            Visible::True
        } else {
            Visible::LegendOnly
        };
        Scatter::new(months, shares)
            .mode(Mode::LinesMarkers)
            .name(name(signal, language))
            .legend_group(signal.topic.id.as_str())
            .visible(is_shown)
    });
    let lines: Vec<_> = lines.collect();
    let mut plot = Plot::new();
    for line in &lines {
        plot.add_trace(line.clone());
    }
    // Behind the lines in the list, so that these keep their colours.
    for (at, signal) in findings.signals.iter().enumerate() {
        if let Some(blocks) = months_of_few(signal, at < N_SHOWN, language) {
            plot.add_trace(blocks);
        }
    }
    let up = either(language, "% negatief", "% negative");
    let trends = findings.signals.iter().flat_map(|signal| &signal.trend);
    let drawn = trends.map(|point| point.period.as_str());
    // Beside the picture the names of all topics would leave a telephone no room for lines.
    let names = Legend::new().orientation(Orientation::Horizontal).y(-0.15);
    let layout = layout("", up)
        .hover_mode(HoverMode::X)
        .bar_mode(BarMode::Overlay)
        .legend(names);
    plot.set_layout(marked(layout, findings, drawn));
    plot.set_configuration(quiet());
    (!lines.is_empty()).then_some(plot)
}

/// A pale block for each month that few people speak badly of a topic in, as high as the share can be at most.
fn months_of_few(
    signal: &Signal,
    is_shown: bool,
    language: Language,
) -> Option<Box<Bar<String, f64>>> {
    let few = signal.trend.iter().filter_map(|point| {
        let most = point.largest_hidden_share()?;
        let said = format!(
            "{}: {}",
            name(signal, language).replace('<', "&lt;"),
            words::month_share(point, language).replace('<', "&lt;")
        );
        Some((middle(&point.period), 100.0 * most, said))
    });
    let (months, most, said): (Vec<String>, Vec<f64>, Vec<String>) = few.collect();
    let visible = if is_shown {
        Visible::True
    } else {
        Visible::LegendOnly
    };
    let blocks = Bar::new(months, most)
        .marker(plotly::common::Marker::new().color(BAND))
        .legend_group(signal.topic.id.as_str())
        .name(name(signal, language))
        .show_legend(false)
        .hover_text_array(said)
        .hover_info(HoverInfo::Text)
        .visible(visible);
    signal
        .trend
        .iter()
        .any(|point| point.n_negative.is_few())
        .then_some(blocks)
}

/// The middle of a month, so that days of a month lie around its point; another period as it is.
fn middle(period: &str) -> String {
    let is_month = period.len() == 7 && period.as_bytes()[4] == b'-';
    if is_month {
        format!("{period}-15")
    } else {
        period.to_owned()
    }
}

/// The layout with an upright line for each action that was begun in the months drawn. The name is in the picture;
/// what it stands for is said below it.
fn marked<'m>(
    layout: Layout,
    findings: &Findings,
    months: impl Iterator<Item = &'m str> + Clone,
) -> Layout {
    let bounds = months.clone().min().zip(months.max());
    let is_drawn = |on: &jiff::civil::Date| {
        let month = on.strftime("%Y-%m").to_string();
        bounds.is_some_and(|(first, last)| first <= month.as_str() && month.as_str() <= last)
    };
    let begun = findings.further.begun.iter();
    let begun: Vec<_> = begun.filter(|action| is_drawn(&action.on)).collect();
    let line = || ShapeLine::new().color(MARK).width(1.2).dash(DashType::Dash);
    let shapes = begun.iter().map(|action| {
        let on = action.on.to_string();
        Shape::new()
            .shape_type(ShapeType::Line)
            .x0(on.clone())
            .x1(on)
            .y_ref("paper")
            .y0(0)
            .y1(1)
            .line(line())
    });
    let names = begun.iter().enumerate().map(|(n_before, action)| {
        Annotation::new()
            .x(action.on.to_string())
            .y_ref("paper")
            // Names of neighbours stand below one another.
            .y(0.06_f64.mul_add(-as_f64(n_before % 3), 1.0))
            .text(escaped(&action.id))
            .show_arrow(false)
            .x_anchor(Anchor::Left)
            .font(Font::new().color(MARK).size(12))
    });
    let months = Axis::new().type_(AxisType::Date).hover_format("%Y-%m");
    layout
        .x_axis(months)
        .shapes(shapes.collect())
        .annotations(names.collect())
}

/// Text in which plotly finds no tag.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn name(signal: &Signal, language: Language) -> String {
    words::topic(&signal.topic, language).to_owned()
}

/// What pointing at a signal tells.
fn said(signal: &Signal, language: Language) -> String {
    format!(
        "{}<br>{}: {}<br>P(top 3): {}<br>n = {}",
        name(signal, language).replace('<', "&lt;"),
        label(Label::Gain, language),
        number::signed_interval(&signal.gain, language),
        number::probability(signal.p_top3.get(), language),
        number::count(signal.n_mentions, language)
    )
}

fn layout(x: &str, y: &str) -> Layout {
    Layout::new()
        .x_axis(Axis::new().title(x).zero_line(true))
        .y_axis(Axis::new().title(y))
        .margin(Margin::new().top(20).right(20))
        .hover_mode(HoverMode::Closest)
}

/// No logo, and as wide as the page.
fn quiet() -> Configuration {
    Configuration::new().responsive(true).display_logo(false)
}

fn plotted<X, Y>(findings: &Findings, points: Box<Scatter<X, Y>>, layout: Layout) -> Option<Plot>
where
    X: serde::Serialize + Clone + 'static,
    Y: serde::Serialize + Clone + 'static,
{
    if findings.signals.is_empty() {
        return None;
    }
    let mut plot = Plot::new();
    plot.add_trace(points);
    plot.set_layout(layout);
    plot.set_configuration(quiet());
    Some(plot)
}

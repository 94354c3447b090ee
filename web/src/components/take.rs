//! Taking a chart along: as a picture for slides, as a table for a spreadsheet.

use std::rc::Rc;

use regpath_core::text::Lang;
use regpath_core::view::export::{Sheet, csv};
use regpath_core::view::{
    CashView, CompareView, CurveView, DotsView, GanttView, HistogramView, MapView, ScatterView, Table,
    TornadoView, WaterfallView, svg,
};
use yew::prelude::*;

use crate::chrome::words;
use crate::save;

/// A chart that can be drawn as a picture that stands alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    Dots(DotsView),
    Histogram(HistogramView),
    Curve(CurveView),
    Cash(CashView),
    Tornado(TornadoView),
    Waterfall(WaterfallView),
    Scatter(ScatterView),
    Gantt(GanttView),
    Map(Rc<MapView>),
    Compare(CompareView),
}

impl Picture {
    /// The picture as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        match self {
            Self::Dots(view) => svg::dots(view),
            Self::Histogram(view) => svg::histogram(view),
            Self::Curve(view) => svg::curve(view),
            Self::Cash(view) => svg::cash(view),
            Self::Tornado(view) => svg::tornado(view),
            Self::Waterfall(view) => svg::waterfall(view),
            Self::Scatter(view) => svg::scatter(view),
            Self::Gantt(view) => svg::gantt(view),
            Self::Map(view) => svg::map(view),
            Self::Compare(view) => svg::compare(view, &view.titles()),
        }
    }
}

/// What [`Take`] needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct TakeProps {
    /// What the chart says; the file is named after it.
    pub title: AttrValue,
    #[prop_or_default]
    pub picture: Option<Picture>,
    #[prop_or_default]
    pub table: Option<Table>,
    /// Several tables in one file, made when they are asked for.
    #[prop_or_default]
    pub sheets: Option<Callback<(), Vec<Sheet>>>,
    pub lang: Lang,
}

/// The buttons below a chart.
#[component]
pub fn Take(props: &TakeProps) -> Html {
    let words = words(props.lang);
    let table = props.table.as_ref().filter(|table| !table.rows.is_empty());
    let sheets = props.sheets.clone().or_else(|| {
        let (title, table) = (props.title.to_string(), table?.clone());
        Some(Callback::from(move |()| {
            vec![Sheet {
                title: title.clone(),
                table: table.clone(),
                caption: String::new(),
            }]
        }))
    });
    let button = |kind: &'static str, take: Callback<MouseEvent>| {
        let label = format!("{kind}: {} ({})", words.take, props.title);
        html! { <button type="button" class="link" aria-label={label} onclick={take}>{ kind }</button> }
    };
    let picture = |kind: &'static str| {
        let (drawing, title) = (props.picture.clone(), props.title.clone());
        button(
            kind,
            Callback::from(move |_| {
                let Some(drawing) = &drawing else { return };
                if kind == "SVG" {
                    save::download(&save::file_name(&title, "svg"), "image/svg+xml", &drawing.svg());
                } else {
                    save::download_png(&save::file_name(&title, "png"), &drawing.svg());
                }
            }),
        )
    };
    html! {
        <p class="take">
            <span>{ words.take }</span>
            if props.picture.is_some() {
                { picture("SVG") }
                { picture("PNG") }
            }
            if let Some(sheets) = sheets {
                { button("CSV", {
                    let title = props.title.clone();
                    Callback::from(move |_| {
                        save::download(&save::file_name(&title, "csv"), "text/csv", &csv(&sheets.emit(())));
                    })
                }) }
            }
        </p>
    }
}

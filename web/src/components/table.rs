//! A chart's numbers, for those who read rather than look: one click away, or in sight.

use regpath_core::text::Lang;
use regpath_core::view::Table;
use web_sys::Element;
use yew::prelude::*;

use crate::chrome::words;

/// What [`Numbers`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct NumbersProps {
    pub table: Table,
    /// What the numbers are about.
    pub title: AttrValue,
    pub lang: Lang,
}

/// Draws a [`Table`] that can be unfolded. Its rows are made when it is: most readers look at the chart alone, and a
/// run would draw them again and again.
#[component]
pub fn Numbers(props: &NumbersProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = use_callback(is_open.setter(), |event: Event, setter| {
        let details = event.target_dyn_into::<Element>();
        setter.set(details.is_some_and(|details| details.has_attribute("open")));
    });
    let table = &props.table;
    if table.rows.is_empty() {
        return Html::default();
    }
    html! {
        <details class="numbers" {ontoggle}>
            <summary>{ words(props.lang).numbers }</summary>
            if *is_open {
                <Sheet table={table.clone()} title={props.title.clone()} />
            }
        </details>
    }
}

/// What [`Sheet`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SheetProps {
    pub table: Table,
    /// What the numbers are about.
    pub title: AttrValue,
    /// The row that matters now.
    #[prop_or_default]
    pub here: Option<usize>,
}

/// Draws a [`Table`] that is always in sight.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let table = &props.table;
    let kind = |place: usize| {
        table
            .columns
            .get(place)
            .is_some_and(|column| column.is_numeric)
            .then_some("is-numeric")
    };
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        if column.title.is_empty() {
            return html! { <td /> };
        }
        html! { <th scope="col" class={classes!(kind(place))}>{ &column.title }</th> }
    });
    let row = |(place, cells): (usize, &Vec<String>)| {
        let is_here = props.here == Some(place);
        let cells = cells.iter().enumerate().map(|(place, cell)| {
            if place == 0 && !cell.is_empty() {
                html! { <th scope="row" class={classes!(kind(place))}>{ cell }</th> }
            } else {
                html! { <td class={classes!(kind(place))}>{ cell }</td> }
            }
        });
        html! { <tr aria-current={is_here.then_some("true")}>{ for cells }</tr> }
    };
    html! {
        <div class="scroll" role="region" aria-label={props.title.clone()} tabindex="0">
            <table>
                <thead><tr>{ for columns }</tr></thead>
                <tbody>{ for table.rows.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

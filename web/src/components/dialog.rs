//! What lies on top of the view. The element stays in the document, so that the browser itself keeps the focus
//! inside while it is open and gives it back afterwards.

use yew::prelude::*;

use super::icon::{self, icon};
use crate::hooks::use_dialog;

/// What [`Dialog`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct DialogProps {
    pub is_open: bool,
    pub title: AttrValue,
    /// Word for closing it.
    pub close: AttrValue,
    /// `sheet` at the side, or `modal` in the middle.
    pub kind: &'static str,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub children: Html,
}

/// Draws a dialog around its children.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_dialog(
        node.clone(),
        props.is_open,
        props.title.clone(),
        props.on_close.clone(),
    );
    let close = props.on_close.reform(|_: MouseEvent| ());
    // A click on the backdrop is a click on the dialog itself; its contents fill it.
    let leave = {
        let (node, on_close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            if event.target().is_some() && event.target() == node.get().map(Into::into) {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class={props.kind} aria-labelledby="dialog-title" onclick={leave}>
            if props.is_open {
                <div class="inside">
                    <div class="head">
                        <h2 id="dialog-title" tabindex="-1">{ props.title.clone() }</h2>
                        <button type="button" class="tool" aria-label={props.close.clone()}
                            title={props.close.clone()} onclick={close}>
                            { icon(icon::CLOSE) }
                        </button>
                    </div>
                    { props.children.clone() }
                </div>
            }
        </dialog>
    }
}

//! Keeping a plan: as a file where the reader wants it, and in the browser's own store while it is not saved.

use js_sys::{Array, Function, Object, Promise, Reflect};
use regpath_core::app::{Action, App};
use regpath_core::catalogue::{SourceFile, plan_id, shipped_plan};
use regpath_core::edit::Draft;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};
use yew::prelude::*;

use crate::page;

/// Largest store that is asked of the browser, in bytes: both texts of a plan.
const MOST: usize = 2 << 20;

/// A plan that is open, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    name: String,
    opened: String,
    text: String,
}

fn is_shipped(name: &str) -> bool {
    shipped_plan(plan_id(name)).is_some_and(|file| file.name == name)
}

/// Keeps the plan where it would be lost: changes that are not saved, and files of one's own.
#[hook]
pub(crate) fn use_keeper(draft: &Draft) {
    let file = draft.file();
    let is_worth = draft.is_unsaved() || !is_shipped(&file.name);
    let opened = draft.opened_text().to_owned();
    use_effect_with((file, is_worth), move |(file, is_worth)| {
        let kept = Kept {
            name: file.name.clone(),
            opened,
            text: file.text.clone(),
        };
        let json = serde_json::to_string(&kept).ok();
        page::remember(
            "draft",
            json.filter(|json| *is_worth && json.len() <= MOST).as_deref(),
        );
    });
}

/// The state with what was kept, unless the address asks for another plan. What was kept is checked like any file.
pub(crate) fn recovered(app: App, asks_for_plan: bool) -> App {
    let Some(kept) = page::remembered("draft").filter(|json| json.len() <= MOST) else {
        return app;
    };
    let Ok(kept) = serde_json::from_str::<Kept>(&kept) else {
        return app;
    };
    let is_open = app.draft().file().name == kept.name && app.draft().opened_text() == kept.opened;
    if !is_open && (asks_for_plan || is_shipped(&kept.name)) {
        return app;
    }
    let opened = if is_open {
        app.clone()
    } else {
        let file = SourceFile {
            name: kept.name,
            text: kept.opened,
        };
        match app.apply(Action::OpenFile(file)) {
            Some(opened) if opened.problems.is_empty() => opened,
            _ => return app,
        }
    };
    opened.apply(Action::Recover(kept.text)).unwrap_or(opened)
}

/// Saves the plan as a file: where the reader says, if the browser can ask, or else as a download.
pub(crate) fn save(draft: &Draft, act: Callback<Action>) {
    let file = draft.file();
    let name = format!("{}.toml", plan_id(&file.name));
    let picker = Reflect::get(&page::window(), &"showSaveFilePicker".into())
        .ok()
        .and_then(|picker| picker.dyn_into::<Function>().ok());
    let Some(picker) = picker else {
        if download(&name, &file.text).is_ok() {
            act.emit(Action::Saved(name));
        }
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        // Whoever closes the dialog has saved nothing, which is no mistake.
        if let Ok(name) = write(&picker, &name, &file.text).await {
            act.emit(Action::Saved(name));
        }
    });
}

/// Asks where, and writes there; gives the name of the file.
async fn write(picker: &Function, name: &str, text: &str) -> Result<String, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"suggestedName".into(), &name.into())?;
    let asked: Promise = picker.call1(&page::window(), &options)?.dyn_into()?;
    let handle = JsFuture::from(asked).await?;
    let stream = call(&handle, "createWritable", None).await?;
    call(&stream, "write", Some(text)).await?;
    call(&stream, "close", None).await?;
    let name = Reflect::get(&handle, &"name".into())?;
    Ok(name.as_string().unwrap_or_default())
}

/// Calls a method that promises something.
async fn call(on: &JsValue, method: &str, argument: Option<&str>) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(on, &method.into())?.dyn_into()?;
    let promise = match argument {
        Some(argument) => function.call1(on, &argument.into())?,
        None => function.call0(on)?,
    };
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = page::document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

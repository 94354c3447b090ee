//! Keeping a plan: as a file where the reader wants it, and in the browser's own store while it is not saved.

use js_sys::{Array, Function, Object, Promise, Reflect};
use regpath_core::app::{Action, App};
use regpath_core::catalogue::{SourceFile, is_shipped_plan, plan_id};
use regpath_core::edit::Draft;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement,
    Url,
};
use yew::prelude::*;

use crate::components::Errand;
use crate::page;

/// Largest store that is asked of the browser, in bytes: both texts of a plan.
const MOST: usize = 2 << 20;
/// Longest name that is made from a heading, in characters.
const LONGEST_NAME: usize = 60;
/// Pixels of a PNG for one of the drawing.
const FINE: u32 = 2;

/// A plan that is open, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    name: String,
    opened: String,
    text: String,
    /// Seed and number of futures, where they are not the plan's own.
    #[serde(default)]
    asked: Option<(u64, u64)>,
}

/// The id of the plan that is open, if it is a shipped one.
pub(crate) fn open_plan(app: &App) -> Option<String> {
    let name = app.draft().file().name;
    is_shipped_plan(&name).then(|| plan_id(&name).to_owned())
}

/// Keeps the plan where it would be lost: changes that are not saved, and files of one's own.
#[hook]
pub(crate) fn use_keeper(app: &App) {
    let draft = app.draft();
    let file = draft.file();
    let asked = (app.seed(), app.iterations());
    let asked = (asked != (app.plan.seed, app.plan.iterations)).then_some(asked);
    let is_worth = draft.is_unsaved() || !is_shipped_plan(&file.name) || asked.is_some();
    let opened = draft.opened_text().to_owned();
    use_effect_with((file, is_worth, asked), move |(file, is_worth, asked)| {
        let kept = Kept {
            name: file.name.clone(),
            opened,
            text: file.text.clone(),
            asked: *asked,
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
    if !is_open && (asks_for_plan || is_shipped_plan(&kept.name)) {
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
    let mut app = opened.apply(Action::Recover(kept.text)).unwrap_or(opened);
    if let Some((seed, iterations)) = kept.asked {
        for action in [Action::SetSeed(seed), Action::SetIterations(iterations)] {
            app = app.apply(action).unwrap_or(app);
        }
    }
    app
}

/// Saves the plan as a file: where the reader says, if the browser can ask, or else as a download.
pub(crate) fn save(draft: &Draft, act: Callback<Action>) {
    let file = draft.file();
    let name = format!("{}.toml", plan_id(&file.name));
    let picker = Reflect::get(&page::window(), &"showSaveFilePicker".into())
        .ok()
        .and_then(|picker| picker.dyn_into::<Function>().ok());
    let Some(picker) = picker else {
        if download(&name, "application/toml", &file.text) {
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

/// Saves the report, or the answer as data.
pub(crate) fn save_answer(app: &App, errand: Errand) {
    let id = plan_id(&app.draft().file().name).to_owned();
    if errand == Errand::Report {
        let link = app.shared().fragment();
        let link = link.map_or_else(
            |_| String::new(),
            |fragment| format!("{}{fragment}", page::here()),
        );
        if let Some(report) = app.report(&link) {
            download(&format!("{id}.html"), "text/html", &report.html());
        }
    } else if let Some(answer) = app.json()
        && let Ok(json) = serde_json::to_string_pretty(&answer)
    {
        download(&format!("{id}.json"), "application/json", &format!("{json}\n"));
    }
}

/// Offers a text as a file to be downloaded.
pub(crate) fn download(name: &str, media: &str, text: &str) -> bool {
    blob(media, text).and_then(|blob| offer(name, &blob)).is_ok()
}

/// A name for a file from a heading.
pub(crate) fn file_name(title: &str, ending: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        if name.chars().count() + word.chars().count() > LONGEST_NAME {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    if name.is_empty() {
        name.push_str("regpath");
    }
    format!("{name}.{ending}")
}

/// Offers a picture as PNG, twice as fine as it was drawn.
pub(crate) fn download_png(name: &str, svg: &str) {
    let (name, svg) = (name.to_owned(), svg.to_owned());
    wasm_bindgen_futures::spawn_local(async move {
        // It fails in no browser that draws.
        let _ = png(&name, &svg).await;
    });
}

async fn png(name: &str, svg: &str) -> Result<(), JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&format!(
        "data:image/svg+xml;charset=utf-8,{}",
        String::from(js_sys::encode_uri_component(svg))
    ));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = page::document().create_element("canvas")?.dyn_into()?;
    let (width, height) = (FINE * image.natural_width(), FINE * image.natural_height());
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        f64::from(width),
        f64::from(height),
    )?;
    let promise = Promise::new(&mut |resolve, _| {
        // A canvas of no size has no picture; ours has one.
        let _ = canvas.to_blob(&resolve);
    });
    let blob: Blob = JsFuture::from(promise).await?.dyn_into()?;
    offer(name, &blob)
}

/// Puts a text where the reader pastes from; says whether it is there.
pub(crate) fn copy(text: &str, done: Callback<bool>) {
    let clipboard = Reflect::get(&page::window().navigator(), &"clipboard".into()).unwrap_or_default();
    let text = text.to_owned();
    wasm_bindgen_futures::spawn_local(async move {
        // Browsers refuse it on pages that are not served safely; then the reader copies what is selected.
        done.emit(call(&clipboard, "writeText", Some(&text)).await.is_ok());
    });
}

fn blob(media: &str, text: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(&format!("{media};charset=utf-8"));
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = page::document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_what_they_say() {
        assert_eq!(
            file_name("68 % get there: half by 2031-05", "svg"),
            "68-get-there-half-by-2031-05.svg"
        );
        assert_eq!(file_name("../../<script>", "csv"), "script.csv");
        assert_eq!(file_name("シンガポール", "png"), "シンガポール.png");
        assert_eq!(file_name("…", "csv"), "regpath.csv");
    }
}

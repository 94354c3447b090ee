//! What the page and its workers say to each other: small arrays, the first item naming the message. Chunks of
//! results travel as bytes that change owner, so that nothing is copied.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use regpath_core::run::{JobId, RunSpec};
use wasm_bindgen::{JsCast, JsValue};

/// From the page to a worker.
#[derive(Debug)]
pub(crate) enum Order {
    /// Make ready to compute chunks of this run, as JSON.
    Prepare(String),
    /// Compute one chunk of the run that was prepared.
    Run(JobId, u64),
    /// Compute the whole run, as JSON, and say its fingerprint.
    Fingerprint(String),
}

/// From a worker to the page.
#[derive(Debug)]
pub(crate) enum News {
    /// The worker listens.
    Ready,
    /// Results of one chunk.
    Chunk(JobId, u64, Vec<u8>),
    /// The run cannot be prepared, for this reason.
    Failed(JobId, String),
    /// The worker is about to die; its last words.
    Broken(String),
    /// The fingerprint of a whole run.
    Fingerprint(String),
}

impl Order {
    pub(crate) fn prepare(spec: &RunSpec) -> Self {
        Self::Prepare(serde_json::to_string(spec).expect("a run is plain data"))
    }

    pub(crate) fn to_js(&self) -> Array {
        match self {
            Self::Prepare(spec) => array(&["prepare".into(), spec.into()]),
            Self::Run(job, index) => array(&["run".into(), number_to_js(job.0), number_to_js(*index)]),
            Self::Fingerprint(spec) => array(&["fingerprint".into(), spec.into()]),
        }
    }

    pub(crate) fn from_js(value: &JsValue) -> Option<Self> {
        let items = value.dyn_ref::<Array>()?;
        Some(match items.get(0).as_string()?.as_str() {
            "prepare" => Self::Prepare(items.get(1).as_string()?),
            "run" => Self::Run(
                JobId(number_from_js(&items.get(1))?),
                number_from_js(&items.get(2))?,
            ),
            "fingerprint" => Self::Fingerprint(items.get(1).as_string()?),
            _ => return None,
        })
    }
}

impl News {
    /// The message, and the buffers that change owner with it.
    pub(crate) fn to_js(&self) -> (Array, Array) {
        let message = match self {
            Self::Ready => array(&["ready".into()]),
            Self::Chunk(job, index, bytes) => {
                let bytes = Uint8Array::from(bytes.as_slice());
                let moved = array(&[bytes.buffer().into()]);
                return (
                    array(&[
                        "chunk".into(),
                        number_to_js(job.0),
                        number_to_js(*index),
                        bytes.buffer().into(),
                    ]),
                    moved,
                );
            }
            Self::Failed(job, reason) => array(&["failed".into(), number_to_js(job.0), reason.into()]),
            Self::Broken(reason) => array(&["broken".into(), reason.into()]),
            Self::Fingerprint(fingerprint) => array(&["fingerprint".into(), fingerprint.into()]),
        };
        (message, Array::new())
    }

    pub(crate) fn from_js(value: &JsValue) -> Option<Self> {
        let items = value.dyn_ref::<Array>()?;
        Some(match items.get(0).as_string()?.as_str() {
            "ready" => Self::Ready,
            "chunk" => Self::Chunk(
                JobId(number_from_js(&items.get(1))?),
                number_from_js(&items.get(2))?,
                Uint8Array::new(items.get(3).dyn_ref::<ArrayBuffer>()?).to_vec(),
            ),
            "failed" => Self::Failed(JobId(number_from_js(&items.get(1))?), items.get(2).as_string()?),
            "broken" => Self::Broken(items.get(1).as_string()?),
            "fingerprint" => Self::Fingerprint(items.get(1).as_string()?),
            _ => return None,
        })
    }
}

fn array(items: &[JsValue]) -> Array {
    items.iter().collect()
}

/// Jobs and chunks are counted from zero, far below 2^53.
fn number_to_js(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn number_from_js(value: &JsValue) -> Option<u64> {
    value.as_f64().map(|number| number as u64)
}

//! What the page, the desk and the hands say to each other: small arrays, the first item naming the message. Results
//! travel as bytes that change owner, so that nothing is copied.

use js_sys::{Array, ArrayBuffer, Float64Array, Uint8Array};
use regpath_core::run::{JobId, RunSpec};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessagePort;

/// Something that can be posted.
pub(super) trait Message: Sized {
    /// The message, and what changes owner with it.
    fn to_js(&self) -> (Array, Array);

    /// The message that was posted, if it is one.
    fn from_js(value: &JsValue) -> Option<Self>;
}

/// To the desk.
#[derive(Debug)]
pub(super) enum Errand {
    /// A hand sits at this place, and hears through this port.
    Seat(usize, MessagePort),
    /// The hand at this place is gone.
    Lost(usize),
    /// Run this, as JSON: one run, or several that are compared.
    Run(JobId, String),
    /// Compare these runs.
    Compare(JobId, String),
    /// Run this one plan of an exercise, and keep every future.
    Play(JobId, String),
    /// Nothing is wanted any more.
    Stop,
}

/// To a hand.
#[derive(Debug)]
pub(super) enum Order {
    /// Take orders from this port too.
    Serve(MessagePort),
    /// Make ready to compute chunks of this run, as JSON.
    Prepare(String),
    /// Compute one chunk of a run that was prepared.
    Run(JobId, u64),
    /// Drop this job and all before it.
    Stop(JobId),
    /// Compute the whole run, as JSON, and say its fingerprint.
    Fingerprint(String),
    /// Compute so many chunks of milestones alone, and say when it is done: how fast the bare engine is.
    Speed(String, u64),
}

/// From a worker: of the desk to the page, of a hand to the page or the desk.
#[derive(Debug)]
pub(super) enum News {
    /// The worker listens.
    Ready,
    /// It has dropped what it was told to, and has nothing to do.
    Idle,
    /// The worker is about to die; its last words.
    Broken(String),
    /// The run cannot be prepared, for this reason.
    Failed(JobId, String),
    /// Results of one chunk.
    Chunk(JobId, u64, Vec<u8>),
    /// Results of the futures so far, and the values behind their charts.
    Partial(JobId, Vec<u8>, Float64Array),
    /// Results of all futures, and the values behind their charts.
    Finished(JobId, Vec<u8>, Float64Array),
    /// The comparison, of the futures so far or of all.
    Compared(JobId, Vec<u8>),
    /// The chunks of all futures, one after the other.
    Played(JobId, Vec<Vec<u8>>),
    /// The fingerprint of a whole run.
    Fingerprint(String),
}

/// Runs as JSON.
pub(super) fn written(runs: &[RunSpec]) -> String {
    serde_json::to_string(runs).expect("runs are plain data")
}

/// Runs from JSON.
pub(super) fn read(json: &str) -> Vec<RunSpec> {
    serde_json::from_str(json).expect("the page sends runs of this very build")
}

impl Message for Errand {
    fn to_js(&self) -> (Array, Array) {
        match self {
            Self::Seat(place, port) => {
                let moved = Array::of1(port);
                (array(&["seat".into(), number(*place as u64), port.into()]), moved)
            }
            Self::Lost(place) => plain(&["lost".into(), number(*place as u64)]),
            Self::Run(job, runs) => plain(&["run".into(), number(job.0), runs.into()]),
            Self::Compare(job, runs) => plain(&["compare".into(), number(job.0), runs.into()]),
            Self::Play(job, runs) => plain(&["play".into(), number(job.0), runs.into()]),
            Self::Stop => plain(&["stop".into()]),
        }
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        let items = value.dyn_ref::<Array>()?;
        Some(match items.get(0).as_string()?.as_str() {
            "seat" => Self::Seat(counted(items, 1)? as usize, items.get(2).dyn_into().ok()?),
            "lost" => Self::Lost(counted(items, 1)? as usize),
            "run" => Self::Run(JobId(counted(items, 1)?), items.get(2).as_string()?),
            "compare" => Self::Compare(JobId(counted(items, 1)?), items.get(2).as_string()?),
            "play" => Self::Play(JobId(counted(items, 1)?), items.get(2).as_string()?),
            "stop" => Self::Stop,
            _ => return None,
        })
    }
}

impl Message for Order {
    fn to_js(&self) -> (Array, Array) {
        match self {
            Self::Serve(port) => (array(&["serve".into(), port.into()]), Array::of1(port)),
            Self::Prepare(run) => plain(&["prepare".into(), run.into()]),
            Self::Run(job, index) => plain(&["run".into(), number(job.0), number(*index)]),
            Self::Stop(job) => plain(&["stop".into(), number(job.0)]),
            Self::Fingerprint(run) => plain(&["fingerprint".into(), run.into()]),
            Self::Speed(run, chunks) => plain(&["speed".into(), run.into(), number(*chunks)]),
        }
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        let items = value.dyn_ref::<Array>()?;
        Some(match items.get(0).as_string()?.as_str() {
            "serve" => Self::Serve(items.get(1).dyn_into().ok()?),
            "prepare" => Self::Prepare(items.get(1).as_string()?),
            "run" => Self::Run(JobId(counted(items, 1)?), counted(items, 2)?),
            "stop" => Self::Stop(JobId(counted(items, 1)?)),
            "fingerprint" => Self::Fingerprint(items.get(1).as_string()?),
            "speed" => Self::Speed(items.get(1).as_string()?, counted(items, 2)?),
            _ => return None,
        })
    }
}

impl Message for News {
    fn to_js(&self) -> (Array, Array) {
        match self {
            Self::Ready => plain(&["ready".into()]),
            Self::Idle => plain(&["idle".into()]),
            Self::Broken(reason) => plain(&["broken".into(), reason.into()]),
            Self::Failed(job, reason) => plain(&["failed".into(), number(job.0), reason.into()]),
            Self::Chunk(job, index, bytes) => carried("chunk", &[number(job.0), number(*index)], bytes),
            Self::Partial(job, bytes, values) => with_values("partial", *job, bytes, values),
            Self::Finished(job, bytes, values) => with_values("finished", *job, bytes, values),
            Self::Compared(job, bytes) => carried("compared", &[number(job.0)], bytes),
            Self::Played(job, chunks) => {
                let (message, moved) = plain(&["played".into(), number(job.0)]);
                for chunk in chunks {
                    let buffer = JsValue::from(Uint8Array::from(chunk.as_slice()).buffer());
                    message.push(&buffer);
                    moved.push(&buffer);
                }
                (message, moved)
            }
            Self::Fingerprint(fingerprint) => plain(&["fingerprint".into(), fingerprint.into()]),
        }
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        let items = value.dyn_ref::<Array>()?;
        Some(match items.get(0).as_string()?.as_str() {
            "ready" => Self::Ready,
            "idle" => Self::Idle,
            "broken" => Self::Broken(items.get(1).as_string()?),
            "failed" => Self::Failed(JobId(counted(items, 1)?), items.get(2).as_string()?),
            "chunk" => Self::Chunk(JobId(counted(items, 1)?), counted(items, 2)?, bytes(items, 3)?),
            "partial" => Self::Partial(JobId(counted(items, 1)?), bytes(items, 2)?, values(items, 3)?),
            "finished" => Self::Finished(JobId(counted(items, 1)?), bytes(items, 2)?, values(items, 3)?),
            "compared" => Self::Compared(JobId(counted(items, 1)?), bytes(items, 2)?),
            "played" => {
                let chunks = (2..items.length()).map(|place| bytes(items, place));
                Self::Played(JobId(counted(items, 1)?), chunks.collect::<Option<_>>()?)
            }
            "fingerprint" => Self::Fingerprint(items.get(1).as_string()?),
            _ => return None,
        })
    }
}

fn array(items: &[JsValue]) -> Array {
    items.iter().collect()
}

/// A message of which nothing changes owner.
fn plain(items: &[JsValue]) -> (Array, Array) {
    (array(items), Array::new())
}

/// A message whose bytes change owner.
fn carried(name: &str, items: &[JsValue], bytes: &[u8]) -> (Array, Array) {
    let buffer = JsValue::from(Uint8Array::from(bytes).buffer());
    let message = array(&[name.into()]).concat(&array(items));
    message.push(&buffer);
    (message, Array::of1(&buffer))
}

/// Results, and the values behind their charts.
fn with_values(name: &str, job: JobId, bytes: &[u8], values: &Float64Array) -> (Array, Array) {
    let (message, moved) = carried(name, &[number(job.0)], bytes);
    let buffer = values.buffer();
    message.push(&buffer);
    moved.push(&buffer);
    (message, moved)
}

fn values(items: &Array, place: u32) -> Option<Float64Array> {
    Some(Float64Array::new(items.get(place).dyn_ref::<ArrayBuffer>()?))
}

fn bytes(items: &Array, place: u32) -> Option<Vec<u8>> {
    Some(Uint8Array::new(items.get(place).dyn_ref::<ArrayBuffer>()?).to_vec())
}

/// Jobs, places and chunks are counted from zero, far below 2^53.
fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn counted(items: &Array, place: u32) -> Option<u64> {
    items.get(place).as_f64().map(|number| number as u64)
}

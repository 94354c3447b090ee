//! The one state of the page: the core's [`App`], changed by the core's [`Action`]s.

use std::rc::Rc;

use regpath_core::app::{Action, App};
use yew::Reducible;

/// The core's state, as Yew wants it.
#[derive(Debug, Clone)]
pub struct AppState(pub App);

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match self.0.apply(action) {
            Some(next) => Rc::new(Self(next)),
            None => self,
        }
    }
}

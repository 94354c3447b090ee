//! One program, two roles: in a window it is the page, in a worker it is the engine.

fn main() {
    if web_sys::window().is_some() {
        regpath_web::start_page();
    } else {
        regpath_web::start_worker();
    }
}

//! The top of the page: product, plan, run, language, theme, help.

use regpath_core::app::{Action, Overlay};
use regpath_core::text::Lang;
use yew::prelude::*;

use super::icon::{self, icon};
use crate::chrome::words;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// Its name in storage and in the style sheet; none for the system's.
    #[must_use]
    pub const fn tag(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme of a name.
    #[must_use]
    pub fn from_tag(tag: Option<&str>) -> Self {
        match tag {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The one that the switch turns to.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// What [`Header`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HeaderProps {
    pub title: AttrValue,
    pub lang: Lang,
    pub theme: Theme,
    pub is_running: bool,
    /// Whether the levers are in sight.
    #[prop_or_default]
    pub has_levers: bool,
    /// How many of them stand otherwise than when the plan was opened, in words.
    #[prop_or_default]
    pub changes: AttrValue,
    pub act: Callback<Action>,
    pub set_theme: Callback<Theme>,
    /// To the first page.
    #[prop_or_default]
    pub on_home: Callback<()>,
    #[prop_or_default]
    pub on_share: Callback<()>,
    #[prop_or_default]
    pub on_present: Callback<()>,
}

/// Draws the top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words = words(props.lang);
    let (theme_name, theme_icon) = match props.theme {
        Theme::Auto => (words.theme_auto, icon::AUTO),
        Theme::Light => (words.theme_light, icon::SUN),
        Theme::Dark => (words.theme_dark, icon::MOON),
    };
    let theme_label = format!("{}: {theme_name}", words.theme);
    let turn = props.set_theme.reform({
        let theme = props.theme;
        move |_: MouseEvent| theme.next()
    });
    let (run_class, run_label, run_icon, run) = if props.is_running {
        ("run is-cancel", words.cancel, icon::STOP, Action::Cancel)
    } else {
        ("run is-again", words.run_again, icon::AGAIN, Action::Rerun)
    };
    let language = |lang: Lang, name: &'static str| {
        html! {
            <button type="button" lang={lang.tag()} aria-pressed={(lang == props.lang).to_string()}
                onclick={props.act.reform(move |_| Action::SetLang(lang))}>
                { name }
            </button>
        }
    };
    html! {
        <header class="top">
            <button type="button" class="product" aria-label={format!("regpath: {}", words.home)} title={words.home}
                onclick={props.on_home.reform(|_: MouseEvent| ())}>
                <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
                    <rect class="mark-ground" width="32" height="32" rx="7" />
                    <path class="mark-path" d="M6 22c5 0 5-12 10-12s4 6 10 6" />
                    <circle class="mark-start" cx="6" cy="22" r="2.6" />
                    <path class="mark-goal" d="m26 11.5 4.4 4.5-4.4 4.5-4.4-4.5z" />
                </svg>
                <span class="name">{ "regpath" }</span>
            </button>
            <div class="which">
                <h1>{ props.title.clone() }</h1>
                <button type="button" class="choose" aria-haspopup="dialog" title={words.choose_plan}
                    aria-label={words.choose_plan}
                    onclick={props.act.reform(|_| Action::Open(Overlay::Plans))}>
                    { icon(icon::DOWN) }
                </button>
            </div>
            <div class="tools">
                <button type="button" class="run is-levers" aria-expanded={props.has_levers.to_string()}
                    title={words.levers} onclick={props.act.reform({
                        let is_open = props.has_levers;
                        move |_| Action::ShowLevers(!is_open)
                    })}>
                    { icon(icon::LEVERS) }<span class="label">{ words.levers }</span>
                    if !props.changes.is_empty() {
                        <span class="changes">{ props.changes.clone() }</span>
                    }
                </button>
                <button type="button" class={run_class} title={run_label}
                    onclick={props.act.reform(move |_| run.clone())}>
                    { icon(run_icon) }<span class="label">{ run_label }</span>
                </button>
                <button type="button" class="run to-share" aria-haspopup="dialog" title={words.share_plan}
                    onclick={props.on_share.reform(|_: MouseEvent| ())}>
                    { icon(icon::SHARE) }<span class="label">{ words.share_plan }</span>
                </button>
                <button type="button" class="run to-present" title={words.present}
                    onclick={props.on_present.reform(|_: MouseEvent| ())}>
                    { icon(icon::PRESENT) }<span class="label">{ words.present }</span>
                </button>
                <div class="languages" role="group" aria-label={words.language}>
                    { language(Lang::En, "EN") }
                    { language(Lang::Ja, "日本語") }
                </div>
                <button type="button" class="tool to-find" aria-label={words.find} title={format!("{} (/)", words.find)}
                    aria-haspopup="dialog" onclick={props.act.reform(|_| Action::Open(Overlay::Find(String::new())))}>
                    { icon(icon::FIND) }
                </button>
                <button type="button" class="tool" aria-label={theme_label.clone()} title={theme_label} onclick={turn}>
                    { icon(theme_icon) }
                </button>
                <button type="button" class="tool is-help" aria-label={words.help} title={words.help}
                    aria-haspopup="dialog" onclick={props.act.reform(|_| Action::Open(Overlay::Help))}>
                    { icon(icon::HELP) }
                </button>
            </div>
        </header>
    }
}

//! A sitting at an exercise, of a group or of the trainer: the blocks of the core's screen, one below the other.

use regpath_core::exercise::session::{Move, TEXT};
use regpath_core::text::Lang;
use regpath_core::view::Mark;
use regpath_core::view::exercise::{
    Block, Button, ClockView, Do, Field, Input, Pick, PickOption, PlansDots, QrView, ScreenView, StageTab,
};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::axis::{self, FOOT};
use super::dots::row_of_dots;
use super::futures::story;
use super::px;
use super::table::Sheet;
use crate::chrome::{Words, words};
use crate::hooks::{read_texts, use_clock, use_start};

/// Between two looks at the trainer's clock [ms].
const BEAT: i32 = 1000;
/// Dots stand at least so high in their rows.
const LEAST_LEVELS: u32 = 3;

/// What [`Sitting`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SittingProps {
    pub view: ScreenView,
    /// Reads the trainer's clock; a group has none.
    #[prop_or_default]
    pub clock: Option<Callback<(), ClockView>>,
    /// What was just done, in words.
    #[prop_or_default]
    pub said: AttrValue,
    #[prop_or_default]
    pub disclaimer: AttrValue,
    pub lang: Lang,
    pub on_do: Callback<Do>,
    /// Forgets what was entered.
    #[prop_or_default]
    pub on_afresh: Callback<()>,
}

/// Draws a [`ScreenView`].
#[component]
pub fn Sitting(props: &SittingProps) -> Html {
    let SittingProps {
        view, lang, on_do, ..
    } = props;
    let words = words(*lang);
    let heading = use_node_ref();
    use_start(heading.clone(), view.key.clone());
    let clock = props.clock.as_ref().map(|clock| clock.emit(()));
    let redraw = use_force_update();
    let ticks = clock.as_ref().is_some_and(|clock| clock.is_running);
    let tick = use_callback((), move |(), ()| redraw.force_update());
    use_clock(ticks.then_some(BEAT), tick);
    let here = view.tabs.iter().find(|tab| tab.is_here);
    let is_first = view.tabs.first().is_some_and(|tab| tab.is_here);
    // The agenda shows where it is.
    let slot = clock
        .as_ref()
        .filter(|clock| clock.is_running && is_first)
        .map(|clock| clock.slot);
    let drawing = Drawing {
        title: here.map_or("", |tab| &tab.title),
        words,
        lang: *lang,
        on_do,
        slot,
    };
    html! {
        <div class={classes!("sitting", clock.is_some().then_some("is-desk"))}>
            <nav class="stages" aria-label={words.stages}>
                <ol>{ for view.tabs.iter().map(|tab| stage(tab, on_do)) }</ol>
            </nav>
            if let Some(clock) = clock {
                <p class={classes!("clock", is_first.then_some("is-large"), clock.is_over.then_some("is-over"))}
                    role="timer" aria-live="off">
                    <strong>{ clock.time }</strong>
                    <span>{ clock.now }</span>
                </p>
            }
            <article key={view.key.clone()} class="sheet-of-blocks" data-stage={view.key.clone()}>
                <h2 ref={heading} tabindex="-1">{ here.map(|tab| tab.title.clone()).unwrap_or_default() }</h2>
                { drawing.blocks(&view.blocks) }
            </article>
            <div class="aloud">
                <p class="status" role="status">
                    { if view.status.is_empty() { props.said.to_string() } else { view.status.clone() } }
                </p>
                <p class="flaw" role="alert">{ &view.problem }</p>
            </div>
            <p class="caption">
                { words.kept_here }{ " " }
                <Afresh lang={*lang} on_afresh={props.on_afresh.clone()} />
            </p>
            <p class="caption">{ props.disclaimer.clone() }</p>
        </div>
    }
}

fn stage(tab: &StageTab, on_do: &Callback<Do>) -> Html {
    let does = tab.does.clone();
    let is_shut = !tab.shut.is_empty();
    html! {
        <li key={tab.title.clone()}>
            <button type="button" aria-current={tab.is_here.then_some("step")} aria-disabled={is_shut.then_some("true")}
                title={is_shut.then(|| tab.shut.clone())} onclick={on_do.reform(move |_: MouseEvent| does.clone())}>
                { &tab.title }
                if is_shut {
                    <span class="unseen">{ format!(" ({})", tab.shut) }</span>
                }
            </button>
        </li>
    }
}

struct Drawing<'a> {
    /// The stage, which needs no saying twice.
    title: &'a str,
    words: &'static Words,
    lang: Lang,
    on_do: &'a Callback<Do>,
    /// The row of the agenda that is going on.
    slot: Option<usize>,
}

/// Blocks of one kind that stand together are drawn together; these are.
const fn kind(block: &Block) -> u64 {
    match block {
        Block::Button(Button {
            does: Some(Do::ReadAnswers | Do::OpenFile),
            ..
        }) => 0,
        Block::Button(Button { is_on: None, .. }) => 1,
        Block::Button(_) => 2,
        Block::Heading(_) => 3,
        Block::Text(_) => 4,
        Block::Note(_) => 5,
        Block::Facts(_) => 6,
        Block::Table(..) => 7,
        Block::Input(_) => 8,
        Block::Pick(_) => 9,
        Block::Dots(_) => 10,
        Block::Story(_) => 11,
        Block::Code(..) => 12,
    }
}

impl Drawing<'_> {
    /// Each is named by its kind and its place among its kind, so that a place to type stays itself when others come.
    fn blocks(&self, blocks: &[Block]) -> Html {
        let mut seen = [0_u64; 13];
        let groups = blocks.chunk_by(|one, next| matches!((kind(one), kind(next)), (1, 1) | (2, 2)));
        let drawn = groups.map(|group| {
            let kind = kind(&group[0]);
            let place = &mut seen[kind as usize];
            *place += 1;
            let key = 1000 * kind + *place;
            let inside = match kind {
                1 => html! { <div class="doings">{ for group.iter().map(|block| self.block(block, key)) }</div> },
                2 => html! { <div class="switches">{ for group.iter().map(|block| self.block(block, key)) }</div> },
                _ => self.block(&group[0], key),
            };
            html! { <div class="block" {key}>{ inside }</div> }
        });
        html! { <>{ for drawn }</> }
    }

    fn block(&self, block: &Block, key: u64) -> Html {
        match block {
            Block::Heading(text) => html! { <h3>{ text }</h3> },
            Block::Text(text) => html! { <p>{ text }</p> },
            Block::Note(text) => html! { <p class="note">{ text }</p> },
            Block::Facts(facts) => html! {
                <dl class="facts">
                    { for facts.iter().map(|fact| html! { <div><dt>{ &fact.label }</dt><dd>{ &fact.value }</dd></div> }) }
                </dl>
            },
            // A head without a body says nothing.
            Block::Table(_, table) if table.rows.is_empty() => Html::default(),
            Block::Table(title, table) => {
                let columns = table.columns.iter().map(|column| column.title.as_str());
                let label = if title.is_empty() {
                    columns.collect::<Vec<_>>().join(", ")
                } else {
                    title.clone()
                };
                html! {
                    <>
                        if !title.is_empty() && title != self.title {
                            <h3>{ title }</h3>
                        }
                        <Sheet table={table.clone()} title={label} here={self.slot} />
                    </>
                }
            }
            Block::Input(input) => html! {
                <Ask input={input.clone()} lang={self.lang} on_do={self.on_do.clone()} />
            },
            Block::Pick(pick) => self.pick(pick, key),
            Block::Button(button) => self.button(button),
            Block::Dots(dots) => plans_dots(dots),
            Block::Story(view) => html! {
                <section class="panel">
                    <h3 class="finding">{ &view.title }</h3>
                    { story(view) }
                </section>
            },
            Block::Code(lines, picture) => html! {
                <div class="code">
                    <pre>{ lines.join("\n") }</pre>
                    { for picture.as_ref().map(|picture| qr(picture, self.words.qr_code)) }
                </div>
            },
        }
    }

    fn pick(&self, pick: &Pick, key: u64) -> Html {
        let name = format!("pick-{key}");
        let option = |option: &PickOption| {
            let does = option.does.clone();
            html! {
                <label class="rival">
                    <input type="radio" name={name.clone()} checked={option.is_chosen}
                        onchange={self.on_do.reform(move |_: Event| does.clone())} />
                    <span>
                        <span class="title">{ &option.title }</span>
                        if !option.price.is_empty() {
                            <span class="price">{ &option.price }</span>
                        }
                    </span>
                </label>
            }
        };
        html! {
            <fieldset class="pick">
                <legend>{ &pick.label }</legend>
                if !pick.note.is_empty() {
                    <p class="hint">{ &pick.note }</p>
                }
                { for pick.options.iter().map(option) }
            </fieldset>
        }
    }

    fn button(&self, button: &Button) -> Html {
        let Button {
            label,
            does,
            is_on,
            is_main,
        } = button;
        let pressed = {
            let (on_do, does) = (self.on_do.clone(), does.clone());
            move || {
                if let Some(does) = &does {
                    on_do.emit(does.clone());
                }
            }
        };
        if let Some(is_on) = is_on {
            return html! {
                <label class="switch">
                    <input type="checkbox" role="switch" checked={*is_on} onchange={Callback::from(move |_: Event| pressed())} />
                    <span>{ label }</span>
                </label>
            };
        }
        if matches!(does, Some(Do::ReadAnswers)) {
            let on_do = self.on_do.clone();
            let read = Callback::from(move |event: Event| {
                let input: HtmlInputElement = event.target_unchecked_into();
                read_texts(
                    &input,
                    TEXT,
                    &on_do.reform(|(name, text)| Do::Move(Move::Collect(name, text))),
                );
            });
            return html! {
                <label class="own-file">
                    <span class="title">{ label }</span>
                    <input type="file" multiple=true accept=".toml,.txt,text/plain" onchange={read} />
                </label>
            };
        }
        html! {
            <button type="button" class={classes!("press", is_main.then_some("is-main"))} disabled={does.is_none()}
                onclick={Callback::from(move |_: MouseEvent| pressed())}>
                { label }
            </button>
        }
    }
}

/// What [`Ask`] draws.
#[derive(Debug, Clone, PartialEq, Properties)]
struct AskProps {
    input: Input,
    lang: Lang,
    on_do: Callback<Do>,
}

/// A place to type. What is typed is the reader's own until it is handed over: by leaving the place, by Enter, or by the
/// button beside it.
#[component]
fn Ask(props: &AskProps) -> Html {
    let AskProps { input, lang, on_do } = props;
    let words = words(*lang);
    let typed = use_state_eq(|| None::<String>);
    let field = input.field;
    let has_button = field.is_list() || field == Field::Word;
    let commit = {
        let (typed, on_do, was) = (typed.clone(), on_do.clone(), input.value.clone());
        move || {
            if let Some(text) = &*typed
                && *text != was
                && !(field.is_list() && text.trim().is_empty())
            {
                // Where a code comes from is named in the reader's language.
                on_do.emit(Do::Move(match field {
                    Field::Code => Move::Collect(words.pasted.to_owned(), text.clone()),
                    _ => field.commit(text.clone()),
                }));
            }
            typed.set(None);
        }
    };
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(typed_into(&event)))
    };
    let onchange = {
        let commit = commit.clone();
        Callback::from(move |_: Event| {
            if !field.is_list() {
                commit();
            }
        })
    };
    let onsubmit = {
        let commit = commit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            commit();
        })
    };
    // Enter hands a list over; with Shift it begins another line.
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if field.is_list() && event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            commit();
        }
    });
    let id = format!("ask-{}", place(field));
    let help = format!("{id}-help");
    let value = typed.as_ref().unwrap_or(&input.value).clone();
    let has_problem = !input.problem.is_empty();
    let invalid = has_problem.then_some("true");
    let is_area = field.is_list() || field == Field::Assumption;
    let line = if is_area {
        html! {
            <textarea id={id.clone()} rows={if field == Field::Lock { "1" } else { "3" }} {value} readonly={!input.is_open}
                aria-invalid={invalid} aria-describedby={help.clone()} autocomplete="off" spellcheck="false"
                {oninput} {onchange} {onkeydown} />
        }
    } else {
        html! {
            <input type="text" id={id.clone()} {value} readonly={!input.is_open} aria-invalid={invalid}
                aria-describedby={help.clone()} autocomplete="off" autocapitalize="off" spellcheck="false"
                {oninput} {onchange} />
        }
    };
    let example = match (&input.example, &input.problem) {
        (_, problem) if has_problem => problem.clone(),
        (example, _) if !example.is_empty() && input.is_open => format!("{} {example}", words.example),
        _ if !input.is_open => words.locked_word.to_owned(),
        _ => String::new(),
    };
    html! {
        <form class="ask" {onsubmit}>
            <label for={id}>{ &input.label }</label>
            <div class="line">
                { line }
                if has_button {
                    <button type="submit" class="press">{ if field.is_list() { words.add } else { words.set_word } }</button>
                }
            </div>
            <p id={help} class={classes!("hint", has_problem.then_some("is-problem"))}>{ example }</p>
        </form>
    }
}

/// What stands in the field that an event is about.
fn typed_into(event: &InputEvent) -> Option<String> {
    let area = event.target_dyn_into::<HtmlTextAreaElement>();
    area.map(|area| area.value())
        .or_else(|| Some(event.target_dyn_into::<HtmlInputElement>()?.value()))
}

/// Names a field.
fn place(field: Field) -> String {
    match field {
        Field::Group => "group".to_owned(),
        Field::Prediction(place) => format!("prediction-{place}"),
        Field::Assumption => "assumption".to_owned(),
        Field::Word => "word".to_owned(),
        Field::Lock => "lock".to_owned(),
        Field::Code => "code".to_owned(),
    }
}

/// Forgets the sitting, if it is meant.
#[component]
fn Afresh(props: &AfreshProps) -> Html {
    let words = words(props.lang);
    let is_meant = use_state_eq(|| false);
    let press = {
        let (is_meant, on_afresh) = (is_meant.clone(), props.on_afresh.clone());
        Callback::from(move |_: MouseEvent| {
            if *is_meant {
                on_afresh.emit(());
            }
            is_meant.set(!*is_meant);
        })
    };
    let calm = {
        let is_meant = is_meant.clone();
        Callback::from(move |_: FocusEvent| is_meant.set(false))
    };
    html! {
        <button type="button" class="link" onclick={press} onblur={calm}>
            { if *is_meant { words.afresh_sure } else { words.afresh } }
        </button>
    }
}

/// What [`Afresh`] needs.
#[derive(Debug, Clone, PartialEq, Properties)]
struct AfreshProps {
    lang: Lang,
    on_afresh: Callback<()>,
}

/// Plans on one axis, the deadline through all of them.
fn plans_dots(view: &PlansDots) -> Html {
    let levels = view
        .rows
        .iter()
        .flat_map(|row| &row.dots)
        .map(|[_, level]| *level as u32 + 1);
    let levels = levels.max().unwrap_or(1).max(LEAST_LEVELS);
    let line = view.mark.as_ref().map(|(at, _)| *at);
    let mark = view.mark.as_ref().map(|(at, label)| {
        let marks = [Mark {
            at: *at,
            label: label.clone(),
        }];
        let height = axis::head(&marks);
        html! {
            <svg class="chart" width="100%" height={px(height)} aria-hidden="true" focusable="false">
                { axis::marks(&marks, height) }
            </svg>
        }
    });
    let label = |row: &str, value: &str| match &view.mark {
        Some((_, words)) => format!("{row}: {value} ({words})"),
        None => format!("{row}: {value}"),
    };
    let rows = view.rows.iter().map(|row| {
        html! {
            <div class={classes!("standing", (!row.is_own).then_some("is-other"))}>
                <p>
                    <span class="title">{ &row.label }</span>
                    <span class="numbers-row"><strong>{ &row.value }</strong></span>
                </p>
                { row_of_dots(&row.dots, levels, line, label(&row.label, &row.value)) }
            </div>
        }
    });
    html! {
        <section class="panel plans-dots">
            <h3 class="finding">{ &view.title }</h3>
            { for mark }
            { for rows }
            <svg class="chart" width="100%" height={px(FOOT)} aria-hidden="true" focusable="false">
                { axis::vertical_grid(&view.ticks, 0.0, 0.0) }
            </svg>
            <p class="caption">{ &view.caption }</p>
        </section>
    }
}

/// A code to scan: dark on light in every theme, as cameras want it.
fn qr(picture: &QrView, label: &'static str) -> Html {
    let view_box = format!("0 0 {0} {0}", picture.width);
    html! {
        <svg class="qr" viewBox={view_box} role="img" aria-label={label}>
            <rect width="100%" height="100%" />
            <path d={picture.path()} />
        </svg>
    }
}

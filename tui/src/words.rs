//! What only a terminal says: its keys and its glyphs. Everything else comes from core, in both languages.

pub(crate) mod sitting;

use regpath_core::app::View;
use regpath_core::diag::Problem;
use regpath_core::text::Lang;

use crate::prompt::Purpose;
use crate::theme::Look;

/// What each glyph of the timeline means, in the order of the legend.
pub(crate) fn timeline_legend(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::En => [
            "median start to finish",
            "P10 to P90",
            "milestone",
            "in under half",
            "decides",
            "sometimes",
        ],
        Lang::Ja => [
            "開始〜終了の中央値",
            "P10〜P90",
            "節目",
            "半分未満で起こる",
            "時期を決める",
            "時に決める",
        ],
    }
}

/// Titles above the figures.
pub(crate) const fn source_columns(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::En => ["", "Step", "Place", "Figure", "Value", "As of"],
        Lang::Ja => ["", "工程", "国・地域", "項目", "値", "時点"],
    }
}

/// What is typed, and what Enter and Esc do.
pub(crate) fn prompt(purpose: &Purpose, (before, after): (&str, &str), lang: Lang) -> String {
    let (asks, does) = match purpose {
        Purpose::SaveAs => (
            lang.pick("Save as", "保存先"),
            lang.pick("Enter saves, Esc does not.", "Enterで保存、Escで中止"),
        ),
        Purpose::Open => (
            lang.pick("Path of the plan to open", "開く計画のパス"),
            lang.pick("Enter opens it, Esc does not.", "Enterで開く、Escで中止"),
        ),
        Purpose::Compare => (
            lang.pick("Path of the plan to compare with", "比べる計画のパス"),
            lang.pick("Enter compares, Esc does not.", "Enterで比較、Escで中止"),
        ),
        Purpose::Export(_) => (
            lang.pick("Write to", "出力先"),
            lang.pick("Enter writes the file, Esc does not.", "Enterで出力、Escで中止"),
        ),
        Purpose::Exercise => (
            lang.pick("Path of the exercise to open", "開く演習のパス"),
            lang.pick("Enter opens it, Esc does not.", "Enterで開く、Escで中止"),
        ),
        Purpose::Answers => (
            lang.pick(
                "Paths of the answers, with spaces between them",
                "解答ファイルのパス(複数可、空白で区切る)",
            ),
            lang.pick("Enter reads them, Esc does not.", "Enterで読み込む、Escで中止"),
        ),
        Purpose::Paper(_) => (
            lang.pick("Save to", "保存先"),
            lang.pick("Enter saves it, Esc does not.", "Enterで保存、Escで中止"),
        ),
        Purpose::Value(_) => (
            lang.pick("New value", "新しい値"),
            lang.pick("Enter turns the lever, Esc does not.", "Enterで変更、Escで中止"),
        ),
    };
    format!("{asks}: {before}▏{after}  {does}")
}

/// A value that a lever cannot take.
pub(crate) const fn no_value(lang: Lang) -> &'static str {
    lang.pick(
        "That is no value for this lever: give a whole number, an amount such as 300 M, or a date such as 2027-04-01.",
        "この条件の値として使えません。整数、金額(例:3億)、日付(例:2027-04-01)を入力してください。",
    )
}

/// A view with nothing to write.
pub(crate) const fn nothing_to_write(lang: Lang) -> &'static str {
    lang.pick(
        "This view shows nothing yet that could be written to a file.",
        "この画面にはまだ出力できる内容がありません。",
    )
}

/// A view was written to a file.
pub(crate) fn exported(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Written: {name}"),
        Lang::Ja => format!("出力しました: {name}"),
    }
}

/// A file could not be written.
pub(crate) fn not_written(name: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name} was not written: {reason}."),
        Lang::Ja => format!("{name} は出力できませんでした: {reason}。"),
    }
}

/// The look has changed.
pub(crate) fn look(look: Look, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Colours: {}. T changes them.", look.title(lang)),
        Lang::Ja => format!("配色:{}(Tで切替)", look.title(lang)),
    }
}

/// Hints are given, or no longer.
pub(crate) const fn hints_are(is_on: bool, lang: Lang) -> &'static str {
    match (is_on, lang) {
        (true, Lang::En) => "Hints are on. H switches them off.",
        (false, Lang::En) => "Hints are off. H switches them on.",
        (true, Lang::Ja) => "ヒントを表示します(Hで切替)。",
        (false, Lang::Ja) => "ヒントを表示しません(Hで切替)。",
    }
}

/// A hint to a view.
pub(crate) const fn hint(view: View, lang: Lang) -> &'static str {
    match view {
        View::Plan => lang.pick(
            "Try: o opens the levers; turn one with ← → and watch the answer above.",
            "ヒント:o で条件を開き、← → で変えると上の結果が変わります。",
        ),
        View::Map => lang.pick(
            "Try: arrows walk along the lines, + − zoom, Enter opens the step's card.",
            "ヒント:矢印で線をたどり、+ − で拡大・縮小、Enterで工程の詳細を開きます。",
        ),
        View::Timeline => lang.pick(
            "Try: Enter opens a step's card, with its figures and who says so.",
            "ヒント:Enterで工程の詳細(数値と出典)を開きます。",
        ),
        View::Odds => lang.pick(
            "Try: , and . move the date, - and + the chance; the mouse does too.",
            "ヒント:, . で日付、- + で確率を動かせます(マウスでも可)。",
        ),
        View::Money => lang.pick(
            "Try: o, then turn the cash or a funding round.",
            "ヒント:o で条件を開き、資金や増資を変えてみてください。",
        ),
        View::Risk => lang.pick(
            "Try: Enter on the step that hurts most shows its sources.",
            "ヒント:最も影響の大きい工程でEnterを押すと出典を示します。",
        ),
        View::Life => "",
        View::Compare => lang.pick(
            "Try: Enter chooses a plan; a takes one from a file.",
            "ヒント:Enterで計画を選び、a でファイルから加えます。",
        ),
        View::Futures => lang.pick(
            "Try: ↓ walks through the story; 2 and 3 show that moment too.",
            "ヒント:↓ で物語を進めると、2(経路図)と3(工程)にも同じ時点が示されます。",
        ),
        View::Sources => lang.pick(
            "Try: v puts the least sure or the oldest figures first.",
            "ヒント:v で確度の低い順・古い順に並べます。",
        ),
    }
}

/// The groups of what can be opened.
pub(crate) const fn open_groups(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::En => ["Start", "Yours", "Shipped plans", "Exercises"],
        Lang::Ja => ["はじめる", "自分の計画", "付属の計画", "演習"],
    }
}

/// A new plan, and one by its path.
pub(crate) const fn open_actions(lang: Lang) -> [(&'static str, &'static str); 2] {
    match lang {
        Lang::En => [
            (
                "A new plan in six questions",
                "What it is, kind, class, novelty, markets, cash: a minute, and the first answer is there.",
            ),
            (
                "A file, by its path",
                "A plan of your own that lies on this machine.",
            ),
        ],
        Lang::Ja => [
            (
                "6つの質問で新しい計画を作る",
                "製品、種類、クラス、新規性、市場、資金。1分ほどで最初の結果が出ます。",
            ),
            ("パスを指定して開く", "このコンピューターにある自分の計画。"),
        ],
    }
}

pub(crate) const fn never_saved(lang: Lang) -> &'static str {
    lang.pick("made here and never saved", "作成後、未保存")
}

/// What is typed in a list.
pub(crate) fn asked(query: &str) -> String {
    format!("› {query}▏")
}

/// How many routes can be taken up.
pub(crate) fn addable(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let routes = if count == 1 { "route" } else { "routes" };
            format!(
                "{count} {routes} that this plan does not take. Type a country or a word; Enter adds one."
            )
        }
        Lang::Ja => format!("この計画にないルート{count}件。国名などを入力して絞り込み、Enterで加えます。"),
    }
}

/// What to read next.
pub(crate) fn see(terms: &[&str], lang: Lang) -> String {
    match lang {
        Lang::En => format!("See also: {} (Enter goes there)", terms.join(", ")),
        Lang::Ja => format!("関連:{}(Enterで移動)", terms.join("、")),
    }
}

pub(crate) const fn take_up(lang: Lang) -> &'static str {
    lang.pick(
        "Enter adds this route to the plan.",
        "Enterでこのルートを計画に加えます。",
    )
}

pub(crate) const fn options(lang: Lang) -> &'static str {
    lang.pick("Options", "選択肢")
}

pub(crate) const fn steps_title(lang: Lang) -> &'static str {
    lang.pick("Steps", "工程")
}

/// A plan was saved.
pub(crate) fn saved(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Saved: {name}"),
        Lang::Ja => format!("保存しました: {name}"),
    }
}

/// A plan could not be saved.
pub(crate) fn not_saved(name: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name} was not saved: {reason}. S saves under another name."),
        Lang::Ja => format!("{name} は保存できませんでした: {reason}。S で別名で保存できます。"),
    }
}

/// Another file has that name.
pub(crate) const fn is_there(lang: Lang) -> &'static str {
    lang.pick("there is such a file already", "同じ名前のファイルがあります")
}

/// Somebody else has written the file.
pub(crate) const fn is_changed(lang: Lang) -> &'static str {
    lang.pick(
        "the file was changed by another program",
        "ファイルがほかのプログラムで変更されています",
    )
}

/// Changes from last time.
pub(crate) const fn recovered(lang: Lang) -> &'static str {
    lang.pick(
        "Your unsaved changes of last time are back. u takes them away, s saves them.",
        "前回保存していない変更を復元しました。u で取り消し、s で保存します。",
    )
}

/// What each sign of the map means, in the order of the legend.
pub(crate) fn map_legend(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::En => [
            "decides the date",
            "sometimes",
            "milestone",
            "decides",
            "waits for",
            "seldom, or looks",
            "done again",
        ],
        Lang::Ja => [
            "時期を決める",
            "時に決める",
            "節目",
            "決める流れ",
            "待つ",
            "まれ・有無を見る",
            "やり直し",
        ],
    }
}

/// How many steps a group has.
pub(crate) fn steps(count: usize, group: &str, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => format!("{group}: 1 row. Enter folds and unfolds it"),
        Lang::En => format!("{group}: {count} rows. Enter folds and unfolds them"),
        Lang::Ja => format!("{group}: {count}行。Enterで折りたたみ"),
    }
}

pub(crate) const fn milestone_hint(lang: Lang) -> &'static str {
    lang.pick(
        "Enter shows when it will happen, and how surely.",
        "Enterで時期と確率を表示します。",
    )
}

pub(crate) const fn sources(lang: Lang) -> &'static str {
    lang.pick("Sources", "出典")
}

pub(crate) const fn same_numbers(lang: Lang) -> &'static str {
    lang.pick("The same in numbers", "数値で見る")
}

pub(crate) const fn routes(lang: Lang) -> &'static str {
    lang.pick("Routes", "ルート")
}

pub(crate) const fn notes(lang: Lang) -> &'static str {
    lang.pick("Mind", "注意")
}

pub(crate) const fn profile(lang: Lang) -> &'static str {
    lang.pick("Profile", "前提")
}

pub(crate) const fn teaches(lang: Lang) -> &'static str {
    lang.pick("What it shows", "この計画が示すこと")
}

/// Titles above the milestones.
pub(crate) const fn milestone_columns(lang: Lang) -> [&'static str; 8] {
    match lang {
        Lang::En => [
            "   Milestone",
            "Chance",
            "P10",
            "P50",
            "P80",
            "P90",
            "Months",
            "±",
        ],
        Lang::Ja => ["   節目", "確率", "P10", "P50", "P80", "P90", "月数", "±"],
    }
}

pub(crate) const fn plans_title(lang: Lang) -> &'static str {
    lang.pick("Open", "開く")
}

pub(crate) const fn find_title(lang: Lang) -> &'static str {
    lang.pick("Find", "検索")
}

pub(crate) const fn glossary_title(lang: Lang) -> &'static str {
    lang.pick("Glossary", "用語集")
}

pub(crate) const fn route_title(lang: Lang) -> &'static str {
    lang.pick("Route", "ルート")
}

pub(crate) const fn routes_title(lang: Lang) -> &'static str {
    lang.pick("Add a route", "ルートを加える")
}

pub(crate) const fn wizard_title(lang: Lang) -> &'static str {
    lang.pick("A new plan", "新しい計画")
}

pub(crate) const fn export_title(lang: Lang) -> &'static str {
    lang.pick("Write this view to a file", "この画面をファイルに出力")
}

pub(crate) const fn levers_title(lang: Lang) -> &'static str {
    lang.pick("Levers", "条件の変更")
}

/// The plan as changed does not work; what would mend it.
pub(crate) fn flawed(problem: &str, way: Option<&str>, lang: Lang) -> String {
    match (lang, way) {
        (Lang::En, Some(way)) => format!("{problem} y: {way}. u takes the change back."),
        (Lang::En, None) => format!("{problem} u takes the change back, o shows the levers."),
        (Lang::Ja, Some(way)) => format!("{problem} y:{way}。u:変更を取り消す。"),
        (Lang::Ja, None) => format!("{problem} u で変更を取り消し、o で条件を表示します。"),
    }
}

/// Ways out, and the keys that take them.
pub(crate) fn ways_out(ways: &[&str], lang: Lang) -> String {
    let all = ways.join(lang.pick("; or ", "、または"));
    match lang {
        Lang::En => format!("Way out: y: {all}"),
        Lang::Ja => format!("解決策:y:{all}"),
    }
}

/// What the last turn of a lever has done.
pub(crate) fn effect(words: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Its last turn: {words}"),
        Lang::Ja => format!("直近の変更の効果:{words}"),
    }
}

/// How a value is typed, and how a route is added.
pub(crate) const fn lever_keys(can_type: bool, lang: Lang) -> &'static str {
    match (can_type, lang) {
        (true, Lang::En) => "← → turn it · Enter types a value · a adds a route",
        (false, Lang::En) => "← → turn it · a adds a route",
        (true, Lang::Ja) => "← → で変更 · Enterで値を入力 · a でルートを追加",
        (false, Lang::Ja) => "← → で変更 · a でルートを追加",
    }
}

/// How the answer differs from the plan as saved.
pub(crate) fn against_saved(words: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Against the saved plan: {words}"),
        Lang::Ja => format!("保存した計画との差:{words}"),
    }
}

pub(crate) const fn help_title(lang: Lang) -> &'static str {
    lang.pick("Help", "ヘルプ")
}

pub(crate) const fn step_title(lang: Lang) -> &'static str {
    lang.pick("Step", "工程")
}

pub(crate) const fn help_keys_here(lang: Lang) -> &'static str {
    lang.pick("Keys of this view", "この画面のキー")
}

pub(crate) const fn help_keys_everywhere(lang: Lang) -> &'static str {
    lang.pick("Keys everywhere", "共通のキー")
}

pub(crate) const fn help_signs_title(lang: Lang) -> &'static str {
    lang.pick("How to read it", "見方")
}

pub(crate) const fn help_words_title(lang: Lang) -> &'static str {
    lang.pick("Words", "用語")
}

type Keys = &'static [(&'static str, &'static str)];

/// The keys of the view of that title.
pub(crate) fn help_keys(
    title: &str,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    let view = View::ALL.into_iter().find(|view| view.title(lang) == title);
    let others = if title == sitting::title(lang) {
        sitting::keys(lang)
    } else {
        &[]
    };
    view.map_or::<Keys, _>(others, |view| view_keys(view, lang))
        .iter()
        .copied()
}

/// The keys of a view and what they do.
const fn view_keys(view: View, lang: Lang) -> Keys {
    let is_en = matches!(lang, Lang::En);
    match view {
        View::Plan | View::Money | View::Life => {
            if is_en {
                &[("↑ ↓, wheel", "scroll")]
            } else {
                &[("↑ ↓、ホイール", "スクロール")]
            }
        }
        View::Map => {
            if is_en {
                &[
                    ("← ↑ ↓ →", "walk along the lines"),
                    ("h j k l, drag", "move the map"),
                    ("+ -, f", "nearer, further, the whole map"),
                    ("Enter, second click", "the step's card; of a milestone its odds"),
                ]
            } else {
                &[
                    ("← ↑ ↓ →", "線をたどる"),
                    ("h j k l、ドラッグ", "経路図を動かす"),
                    ("+ -、f", "拡大、縮小、全体"),
                    ("Enter、もう一度クリック", "工程の詳細(節目は確率)"),
                ]
            }
        }
        View::Timeline => {
            if is_en {
                &[
                    ("↑ ↓", "another row"),
                    (
                        "Enter",
                        "the step's card; fold a country; of a milestone its odds",
                    ),
                    ("mouse", "the date under it is told beside the title"),
                ]
            } else {
                &[
                    ("↑ ↓", "行を移動"),
                    ("Enter", "工程の詳細、国の折りたたみ、節目の確率"),
                    ("マウス", "指した位置の日付を題の横に表示"),
                ]
            }
        }
        View::Odds => {
            if is_en {
                &[
                    ("↑ ↓", "another milestone"),
                    ("v", "dots, histogram, S-curve, time and cost"),
                    (", .", "ask by an earlier or a later date"),
                    ("- +", "ask by a lower or a higher chance"),
                    (
                        "mouse",
                        "move over the picture to ask by the date; drag on the S-curve by the chance",
                    ),
                ]
            } else {
                &[
                    ("↑ ↓", "別の節目"),
                    ("v", "ドット・ヒストグラム・S字曲線・時期と費用"),
                    (", .", "日付を早める・遅らせて確率を読む"),
                    ("- +", "確率を下げる・上げて日付を読む"),
                    (
                        "マウス",
                        "図の上を動かすと日付で、S字曲線でドラッグすると確率で読む",
                    ),
                ]
            }
        }
        View::Risk => {
            if is_en {
                &[
                    ("↑ ↓", "another step"),
                    ("Enter", "its card; ← → the one before and after"),
                ]
            } else {
                &[("↑ ↓", "工程を移動"), ("Enter", "詳細を開く(← → で前後)")]
            }
        }
        View::Compare => {
            if is_en {
                &[
                    ("Enter", "compare with the plan under the cursor, or no longer"),
                    ("a", "compare with a plan from a file"),
                    ("↑ ↓", "plans, then results"),
                ]
            } else {
                &[
                    ("Enter", "選んだ計画を比較に加える・外す"),
                    ("a", "ファイルの計画を比較に加える"),
                    ("↑ ↓", "計画の選択、続いて結果"),
                ]
            }
        }
        View::Futures => {
            if is_en {
                &[
                    ("m f t w", "median, one in five, worst in ten, worst in twenty"),
                    (", . d", "previous, next, any"),
                    ("#", "a future by its number"),
                    ("↑ ↓", "walk through the story; map and timeline show that moment"),
                    ("Esc", "leave the moment"),
                ]
            } else {
                &[
                    ("m f t w", "中央値、5回に1回、10回に1回、20回に1回の遅さ"),
                    (", . d", "前、次、無作為"),
                    ("#", "番号で選ぶ"),
                    ("↑ ↓", "物語を進める(経路図と工程にも同じ時点を表示)"),
                    ("Esc", "時点の表示をやめる"),
                ]
            }
        }
        View::Sources => {
            if is_en {
                &[
                    ("v", "by step, least sure first, oldest first"),
                    ("Enter", "the card of the step that the figure belongs to"),
                ]
            } else {
                &[
                    ("v", "工程順・確度の低い順・古い順"),
                    ("Enter", "その数値を使う工程の詳細"),
                ]
            }
        }
    }
}

/// The keys that work everywhere.
pub(crate) const fn help_keys_of_all(lang: Lang) -> Keys {
    match lang {
        Lang::En => &[
            ("1 to 0, Tab, ← →", "another view"),
            ("/", "find a step, a country, a route, a lever, a word"),
            ("i", "the glossary"),
            (
                "o",
                "the levers: ↑ ↓ choose one, ← → turn it, Enter types a value",
            ),
            ("a", "add a route of the catalogue"),
            (
                "y",
                "take the way out that is offered when a change does not work",
            ),
            ("u, Ctrl-R", "take a change back, make it again"),
            ("s, S", "save the plan; save it under another name"),
            ("p, N", "open another plan; a new one in six questions"),
            ("x", "write this view to a file"),
            ("r, n, c", "simulate again; other futures; stop"),
            ("L, T, H", "日本語; colours; hints on or off"),
            ("?", "this help, for the view that is open"),
            ("Esc", "close what lies on top"),
            ("q, Ctrl-C", "quit; nothing is lost"),
            ("Mouse", "tabs, rows, the keys at the foot, the wheel"),
        ],
        Lang::Ja => &[
            ("1〜0, Tab, ← →", "画面を切り替える"),
            ("/", "工程・国・ルート・条件・用語を探す"),
            ("i", "用語集"),
            ("o", "条件の変更:↑ ↓ で選び、← → で変え、Enterで値を入力"),
            ("a", "カタログのルートを加える"),
            ("y", "変更が成り立たないときに示される解決策をとる"),
            ("u, Ctrl-R", "変更を取り消す・やり直す"),
            ("s, S", "計画を保存する・別名で保存する"),
            ("p, N", "別の計画を開く・6つの質問で新しく作る"),
            ("x", "この画面をファイルに出力する"),
            ("r, n, c", "再計算・別の未来・計算を止める"),
            ("L, T, H", "English・配色・ヒントの有無"),
            ("?", "開いている画面のヘルプ"),
            ("Esc", "手前の画面を閉じる"),
            ("q, Ctrl-C", "終了する(失われるものはありません)"),
            ("マウス", "タブ・行・下端のキー・ホイールが使えます"),
        ],
    }
}

/// A screen that is too small.
pub(crate) fn too_small(width: u16, height: u16, lang: Lang) -> [String; 2] {
    match lang {
        Lang::En => [
            "regpath needs a little more room".to_owned(),
            format!("at least 60 x 18; this is {width} x {height}. q quits"),
        ],
        Lang::Ja => [
            "もう少し広い画面が必要です".to_owned(),
            format!("60 x 18 以上(今は {width} x {height})。q で終了"),
        ],
    }
}

/// Opens the plan that fills an empty view.
pub(crate) const fn opens_example(lang: Lang) -> &'static str {
    lang.pick("Enter opens that plan.", "Enterでその計画を開きます。")
}

/// Before the first results.
pub(crate) const fn waiting(lang: Lang) -> &'static str {
    lang.pick(
        "The first futures are being simulated. This view fills as they come in.",
        "最初の未来を計算しています。結果が届きしだい表示します。",
    )
}

/// No results, and none on their way.
pub(crate) const fn nothing(lang: Lang) -> &'static str {
    lang.pick(
        "No futures have been simulated. Press r to simulate them.",
        "まだ計算していません。r キーで計算を始めます。",
    )
}

/// The engine broke.
pub(crate) fn failed(words: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("The simulation stopped: {words}. Press r to try again, Esc to go on."),
        Lang::Ja => format!("計算が止まりました: {words}。r で再計算、Esc で閉じます。"),
    }
}

/// A plan that was asked for has mistakes.
pub(crate) fn not_opened(first: &Problem, count: usize, lang: Lang) -> String {
    let says = first.line(lang);
    match lang {
        Lang::En => format!("{says}. {count} in all. Esc goes on with the open plan."),
        Lang::Ja => format!("{says}(全{count}件)。Esc で元の計画に戻ります。"),
    }
}

/// How to tell a future by its number.
pub(crate) const fn type_number(lang: Lang) -> &'static str {
    lang.pick("# by number", "# 番号で選ぶ")
}

/// The number so far.
pub(crate) fn typing_number(typed: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("number: {typed}▏ Enter tells it, Esc gives up"),
        Lang::Ja => format!("番号: {typed}▏ Enterで表示、Escで中止"),
    }
}

/// Words at the foot.
pub(crate) struct FootWords {
    pub(crate) views: &'static str,
    pub(crate) scroll: &'static str,
    pub(crate) step: &'static str,
    pub(crate) milestone: &'static str,
    pub(crate) card: &'static str,
    pub(crate) fold: &'static str,
    pub(crate) odds: &'static str,
    pub(crate) form: &'static str,
    pub(crate) plans: &'static str,
    pub(crate) levers: &'static str,
    pub(crate) lever: &'static str,
    pub(crate) turn: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) figure: &'static str,
    pub(crate) order: &'static str,
    pub(crate) save: &'static str,
    pub(crate) nearer: &'static str,
    pub(crate) further: &'static str,
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) lang: &'static str,
    pub(crate) rerun: &'static str,
    pub(crate) seed: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) help: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) with: &'static str,
    pub(crate) next: &'static str,
    pub(crate) random: &'static str,
    pub(crate) example: &'static str,
    pub(crate) find: &'static str,
    pub(crate) export: &'static str,
    pub(crate) add: &'static str,
    pub(crate) file: &'static str,
    pub(crate) value: &'static str,
    pub(crate) mend: &'static str,
    pub(crate) back: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) done: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) date: &'static str,
    pub(crate) chance: &'static str,
    pub(crate) event: &'static str,
    pub(crate) write: &'static str,
}

pub(crate) const fn foot(lang: Lang) -> FootWords {
    match lang {
        Lang::En => FootWords {
            views: "views",
            scroll: "scroll",
            step: "step",
            milestone: "milestone",
            card: "card",
            fold: "fold",
            odds: "odds",
            form: "form",
            plans: "plans",
            levers: "levers",
            lever: "lever",
            turn: "turn",
            undo: "undo",
            figure: "figure",
            order: "order",
            save: "save",
            nearer: "nearer",
            further: "further",
            open: "open",
            close: "close",
            lang: "日本語",
            rerun: "rerun",
            seed: "new seed",
            stop: "stop",
            help: "help",
            quit: "quit",
            choose: "choose",
            with: "compare with",
            next: "next",
            random: "random",
            example: "open the example",
            find: "find",
            export: "export",
            add: "add a route",
            file: "add a file",
            value: "type",
            mend: "way out",
            back: "back",
            answer: "next",
            mark: "choose",
            done: "open the plan",
            whole: "whole",
            date: "date",
            chance: "chance",
            event: "event",
            write: "write",
        },
        Lang::Ja => FootWords {
            views: "画面",
            scroll: "スクロール",
            step: "工程",
            milestone: "節目",
            card: "詳細",
            fold: "折りたたむ",
            odds: "確率",
            form: "形",
            plans: "計画",
            levers: "条件",
            lever: "条件",
            turn: "変更",
            undo: "取消",
            figure: "数値",
            order: "並べ替え",
            save: "保存",
            nearer: "拡大",
            further: "縮小",
            open: "開く",
            close: "閉じる",
            lang: "English",
            rerun: "再計算",
            seed: "次のシード",
            stop: "停止",
            help: "ヘルプ",
            quit: "終了",
            choose: "選ぶ",
            with: "比較に加える",
            next: "次の未来",
            random: "無作為",
            example: "例を開く",
            find: "検索",
            export: "出力",
            add: "ルートを追加",
            file: "ファイル",
            value: "値を入力",
            mend: "解決策",
            back: "戻る",
            answer: "次へ",
            mark: "選ぶ",
            done: "計画を開く",
            whole: "全体",
            date: "日付",
            chance: "確率",
            event: "出来事",
            write: "出力",
        },
    }
}

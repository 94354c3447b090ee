//! What only a terminal says: its keys and its glyphs. Everything else comes from core, in both languages.

use regpath_core::diag::Problem;
use regpath_core::text::Lang;

/// What each glyph of the timeline means, in the order of the legend.
pub(crate) fn timeline_legend(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::En => [
            "P50 to P50",
            "P10, P90",
            "milestone",
            "in under half",
            "on the longest path",
        ],
        Lang::Ja => [
            "P50〜P50",
            "P10・P90",
            "節目",
            "起こる割合が半分未満",
            "最長経路上",
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

/// Asks for a name.
pub(crate) fn save_as(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Save as: {name}▏  Enter saves, Esc does not."),
        Lang::Ja => format!("保存先: {name}▏  Enterで保存、Escで中止"),
    }
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
pub(crate) fn map_legend(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::En => [
            "on the longest path",
            "milestone",
            "waits for",
            "looks for",
            "done again",
            "in under half",
        ],
        Lang::Ja => ["最長経路上", "節目", "待つ", "有無を見る", "やり直し", "半分未満"],
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
    lang.pick("Open a plan", "計画を開く")
}

pub(crate) const fn levers_title(lang: Lang) -> &'static str {
    lang.pick("Levers", "条件の変更")
}

/// The plan as changed does not work.
pub(crate) fn flawed(problem: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{problem} u takes the change back, o shows the levers."),
        Lang::Ja => format!("{problem} u で変更を取り消し、o で条件を表示します。"),
    }
}

pub(crate) const fn help_title(lang: Lang) -> &'static str {
    lang.pick("Help", "ヘルプ")
}

pub(crate) const fn step_title(lang: Lang) -> &'static str {
    lang.pick("Step", "工程")
}

pub(crate) const fn help_keys_title(lang: Lang) -> &'static str {
    lang.pick("Keys", "キー")
}

pub(crate) const fn help_words_title(lang: Lang) -> &'static str {
    lang.pick("Words and signs", "用語と記号")
}

/// The keys and what they do.
pub(crate) const fn help_keys(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[
            (
                "1 to 9, Tab, ← →",
                "another view; on a card ← → show the step before and after",
            ),
            ("↑ ↓, PgUp PgDn, Home End", "move or scroll"),
            ("Enter", "open the step's card, fold a group, open a plan"),
            (
                "map: ← ↑ ↓ →",
                "walk along the lines; h j k l or the mouse move the map, + - zoom",
            ),
            ("Esc", "close what lies on top"),
            ("o", "the levers: ↑ ↓ choose one, ← → turn it; the answer follows"),
            ("u, Ctrl-R", "take a change back, make it again"),
            ("s, S", "save the plan; save it under another name"),
            ("p", "open another plan"),
            (
                "v",
                "odds as dots, histogram or S-curve; sources by step, grade or age",
            ),
            (
                "m f w, , . x #",
                "futures: median, one in five, worst in twenty; previous, next, random, by number",
            ),
            ("L", "日本語で表示"),
            ("r", "simulate again"),
            ("n", "simulate other futures: the next seed"),
            ("c", "stop the simulation; what has come in stays"),
            ("q, Ctrl-C", "quit; nothing is lost"),
            ("Mouse", "tabs, rows, the keys at the foot, the wheel"),
        ],
        Lang::Ja => &[
            ("1〜9, Tab, ← →", "画面を切り替える(詳細では ← → で前後の工程)"),
            ("↑ ↓, PgUp PgDn, Home End", "移動・スクロール"),
            ("Enter", "工程の詳細を開く、折りたたむ、計画を開く"),
            (
                "経路図: ← ↑ ↓ →",
                "線をたどる。h j k lまたはマウスで移動、+ - で拡大・縮小",
            ),
            ("Esc", "手前の画面を閉じる"),
            ("o", "条件の変更:↑ ↓ で選び ← → で変えると結果も変わる"),
            ("u, Ctrl-R", "変更を取り消す・やり直す"),
            ("s, S", "計画を保存する・別名で保存する"),
            ("p", "別の計画を開く"),
            ("v", "ドット・ヒストグラム・S字曲線の切替、出典の並べ替え"),
            (
                "m f w, , . x #",
                "未来:中央値、5回に1回、20回に1回の遅さ、前、次、無作為、番号",
            ),
            ("L", "Show in English"),
            ("r", "もう一度シミュレーションする"),
            ("n", "次の乱数シードで別の未来を試す"),
            ("c", "計算を止める(途中までの結果は残る)"),
            ("q, Ctrl-C", "終了する(失われるものはありません)"),
            ("マウス", "タブ・行・下端のキー・ホイールが使えます"),
        ],
    }
}

/// The words and signs and what they mean.
pub(crate) const fn help_words(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[
            (
                "P50",
                "the median: half of the futures are earlier (or cheaper), half later",
            ),
            (
                "P80",
                "four futures in five are earlier or cheaper: the date to promise",
            ),
            ("P10, P90", "one future in ten is earlier; one in ten is later"),
            (
                "%",
                "the share of futures that get there at all; the dates are those of these futures",
            ),
            (
                "±",
                "how far chance alone may move the number: its standard error",
            ),
            (
                "━ ╌",
                "from the median start to the median finish; out to P10 and P90",
            ),
            (
                "◆ ◇",
                "a milestone at its median; hollow if less than half of the futures get there",
            ),
            ("╍", "a step that happens in less than half of the futures"),
            (
                "● timeline",
                "a step on the longest path to the target in at least half of the futures",
            ),
            ("● odds", "one future in twenty"),
            ("◎", "the plan's target"),
            ("A B C", "the grade of a source: official, reputable, estimate"),
        ],
        Lang::Ja => &[
            ("P50", "中央値。半分の未来はこれより早く(安く)、半分は遅い(高い)"),
            ("P80", "5つの未来のうち4つはこれより早い(安い)。約束に使う値"),
            ("P10, P90", "10のうち1つはこれより早く、1つはこれより遅い"),
            ("%", "そこに到達する未来の割合。日付は到達した未来だけで計算"),
            ("±", "偶然による数値のぶれ(標準誤差)"),
            ("━ ╌", "開始の中央値から終了の中央値まで。点線はP10とP90まで"),
            ("◆ ◇", "節目の中央値。白抜きは到達する未来が半分未満"),
            ("╍", "起こる未来が半分未満の工程"),
            ("● 工程", "目標までの最長経路に半分以上の未来で乗る工程"),
            ("● 確率", "20回に1回の未来"),
            ("◎", "この計画の目標"),
            ("A B C", "出典の等級。公的・信頼できる二次資料・推定"),
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
    let Problem {
        file,
        line,
        message,
        help,
        ..
    } = first;
    match lang {
        Lang::En => {
            format!("{file}, line {line}: {message}; {help}. {count} in all. Esc goes on with the open plan.")
        }
        Lang::Ja => format!("{file} {line}行目: {message}; {help}(全{count}件)。Esc で元の計画に戻ります。"),
    }
}

/// How to tell a future by its number.
pub(crate) const fn type_number(lang: Lang) -> &'static str {
    lang.pick("# another by its number", "# 番号で選ぶ")
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
    pub(crate) pan: &'static str,
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
            pan: "move",
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
            pan: "移動",
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
        },
    }
}

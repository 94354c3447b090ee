//! What the terminal alone says at an exercise.

use regpath_core::exercise::session::Role;
use regpath_core::text::Lang;
use regpath_core::view::{Fact, HelpView};

/// What the keys of the foot do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FootWords {
    pub(crate) walk: &'static str,
    pub(crate) press: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) turn: &'static str,
    pub(crate) done: &'static str,
    pub(crate) take: &'static str,
    pub(crate) out: &'static str,
    pub(crate) typing: &'static str,
    pub(crate) stages: &'static str,
    pub(crate) scroll: &'static str,
    pub(crate) show: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) stay: &'static str,
}

/// The words of the foot.
pub(crate) const fn foot(lang: Lang) -> FootWords {
    match lang {
        Lang::En => FootWords {
            walk: "walk",
            press: "press",
            choose: "choose",
            turn: "switch",
            done: "done",
            take: "take it in",
            out: "out of the field",
            typing: "type",
            stages: "stage",
            scroll: "scroll",
            show: "show it",
            leave: "leave",
            stay: "stay",
        },
        Lang::Ja => FootWords {
            walk: "移動",
            press: "実行",
            choose: "選ぶ",
            turn: "切替",
            done: "確定",
            take: "受け付ける",
            out: "欄を出る",
            typing: "入力",
            stages: "段階",
            scroll: "スクロール",
            show: "表示位置へ",
            leave: "終える",
            stay: "続ける",
        },
    }
}

/// Whose screen it is.
pub(crate) const fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Group => lang.pick("Group", "グループ"),
        Role::Trainer => lang.pick("Trainer", "講師"),
    }
}

/// An example in an empty field.
pub(crate) fn example(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("e.g. {text}"),
        Lang::Ja => format!("例:{text}"),
    }
}

/// Something would be lost.
pub(crate) const fn leaving(quits: bool, lang: Lang) -> &'static str {
    match (quits, lang) {
        (false, Lang::En) => {
            "Leave the exercise? What was typed, locked and collected here is forgotten. y leaves, Esc stays."
        }
        (false, Lang::Ja) => {
            "演習を終えますか。ここで入力・ロック・収集した内容は失われます。y で終了、Escで続けます。"
        }
        (true, Lang::En) => {
            "Quit regpath? What was typed, locked and collected in this exercise is forgotten. y quits, Esc stays."
        }
        (true, Lang::Ja) => {
            "regpathを終了しますか。この演習で入力・ロック・収集した内容は失われます。y で終了、Escで続けます。"
        }
    }
}

/// A text went to the clipboard, as far as the terminal lets programs do that.
pub(crate) fn copied(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!(
                "Copied, if this terminal lets programs copy. If not, select it here (Shift and drag): {text}"
            )
        }
        Lang::Ja => format!(
            "コピーしました(端末が許可している場合)。できないときは、ここで選択してください(Shift+ドラッグ):{text}"
        ),
    }
}

/// The sitting of last time is there again.
pub(crate) const fn resumed(lang: Lang) -> &'static str {
    lang.pick(
        "Your sitting of last time is back. To begin anew, leave it with Esc and open the exercise again.",
        "前回の続きから再開しました。最初からやり直すには、Escで演習を終えてから開き直してください。",
    )
}

/// How many answers came from files.
pub(crate) fn collected(files: usize, answers: usize, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let (file, answer) = (
                if files == 1 { "file" } else { "files" },
                if answers == 1 { "answer" } else { "answers" },
            );
            format!("{files} {file} read: {answers} {answer} in all. What could not be read is listed below.")
        }
        Lang::Ja => {
            format!("{files}ファイルを読み込み、解答は計{answers}件。読み取れないものは下の一覧に示します。")
        }
    }
}

/// A file of answers could not be read, and so none was.
pub(crate) fn not_read(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{reason}. Nothing was read."),
        Lang::Ja => format!("{reason}。何も読み込んでいません。"),
    }
}

/// The QR code is larger than the window.
pub(crate) fn no_room(columns: u16, rows: u16, lang: Lang) -> String {
    match lang {
        Lang::En => format!("The QR code takes a window of {columns} x {rows}. Any key goes back."),
        Lang::Ja => {
            format!("QRコードの表示には {columns} x {rows} 以上の画面が必要です。任意のキーで戻ります。")
        }
    }
}

/// The code as a picture.
pub(crate) const fn show_code(lang: Lang) -> &'static str {
    lang.pick(
        "QR code on the whole screen; any key goes back",
        "QRコードを全画面に表示(任意のキーで戻る)",
    )
}

/// The name of the help.
pub(crate) const fn title(lang: Lang) -> &'static str {
    lang.pick("Workshop", "演習")
}

/// An exercise of one's own.
pub(crate) const fn from_file(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => (
            "An exercise, by its path",
            "One of your own; `regpath exercise new` makes one to start from.",
        ),
        Lang::Ja => (
            "パスを指定して演習を開く",
            "自作の演習。`regpath exercise new` でひな形を作れます。",
        ),
    }
}

/// What to know about a sitting.
pub(crate) fn help(role: Role, lang: Lang) -> HelpView {
    let about = match role {
        Role::Group => lang.pick(
            "Read the case, predict, lock, decide; once the trainer has said the class word, run, and send the code. The same futures \
             judge every group.",
            "事例を読み、予測してロックし、決定します。講師が合言葉を発表したら計算し、コードを送ります。全グループを同じ未来で評価します。",
        ),
        Role::Trainer => lang.pick(
            "The desk: the agenda with its clock, locks, class word and answers, what the class sees, event cards, papers. Every answer \
             is simulated again here, so that a score cannot be made up.",
            "講師の画面です。進行と時計、ロック・合言葉・解答、クラスに見せる内容、イベントカード、資料。解答はすべてここで計算し直すため、\
             得点は作れません。",
        ),
    };
    let sign = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let signs = match lang {
        Lang::En => vec![
            sign("[ … ]", "something to press, or a field to type into"),
            sign("(●) ( )", "one of several"),
            sign("[x] [ ]", "a switch"),
            sign("–", "shut for now; it says why"),
            sign(
                "● ○",
                "one future in twenty: of a group's plan; of the model or the tempting one",
            ),
        ],
        Lang::Ja => vec![
            sign("[ … ]", "実行する項目、または入力欄"),
            sign("(●) ( )", "一つを選ぶ"),
            sign("[x] [ ]", "切替"),
            sign("–", "まだ使えない項目(理由を併記)"),
            sign(
                "● ○",
                "20通りに1通りの未来(●グループの計画、○模範・選びたくなる計画)",
            ),
        ],
    };
    HelpView {
        title: title(lang).to_owned(),
        about: about.to_owned(),
        signs,
        terms: Vec::new(),
    }
}

/// The keys of a sitting and what they do.
pub(crate) const fn keys(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[
            (
                "Tab, Shift-Tab",
                "to the next or previous field, choice or button",
            ),
            ("↑ ↓, PgUp PgDn, wheel", "walk and scroll"),
            (
                "Enter, Space, click",
                "press, choose, switch; in a field Enter takes what was typed",
            ),
            (
                "← →, 1-8, click",
                "the stage before or after, or that one; not while typing",
            ),
            ("Esc", "out of a field; then leave the exercise"),
            (
                "paste",
                "into the field; on the trainer's desk also any number of codes at once",
            ),
            ("Shift and drag", "select text in most terminals"),
            ("L", "日本語"),
            ("T", "other colours"),
            ("? F1", "this help; F1 while typing"),
            ("q", "quit"),
        ],
        Lang::Ja => &[
            ("Tab、Shift-Tab", "次・前の欄、選択肢、項目へ"),
            ("↑ ↓、PgUp PgDn、ホイール", "移動とスクロール"),
            (
                "Enter、Space、クリック",
                "実行、選択、切替。入力欄ではEnterで確定",
            ),
            ("← →、1-8、クリック", "前後の段階、その番号の段階へ(入力中を除く)"),
            ("Esc", "入力欄を出る。もう一度で演習を終える"),
            (
                "貼り付け",
                "入力欄へ。講師の画面では解答コードをまとめて貼り付け可",
            ),
            ("Shift+ドラッグ", "文字の選択(多くの端末)"),
            ("L", "English"),
            ("T", "配色を変える"),
            ("? F1", "このヘルプ(入力中はF1)"),
            ("q", "終了"),
        ],
    }
}

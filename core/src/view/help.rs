//! What each view shows, how its signs read, and the regulatory words that appear on it.

use serde::Serialize;

use super::reference::TermPage;
use super::{Fact, reference};
use crate::app::View;
use crate::model::TermDef;
use crate::plan::Plan;
use crate::text::Lang;

/// Words that a plan brings to a view, at most.
const MOST_TERMS: usize = 24;

/// What there is to know about a view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HelpView {
    /// Name of the view.
    pub title: String,
    /// What it shows, in a sentence.
    pub about: String,
    /// Signs and numbers, and what they mean.
    pub signs: Vec<Fact>,
    /// The words on it, explained.
    pub terms: Vec<TermPage>,
}

/// Help on a view of a plan.
#[must_use]
pub fn help(view: View, plan: &Plan, lang: Lang) -> HelpView {
    let catalogue = &plan.catalogue;
    let mut ids: Vec<&str> = terms(view).to_vec();
    if shows_steps(view) {
        for term in mentioned(plan, lang) {
            if !ids.contains(&term.id.as_str()) && ids.len() < MOST_TERMS {
                ids.push(&term.id);
            }
        }
    }
    let all = reference::glossary(catalogue, None, lang);
    let page = |id: &&str| all.iter().find(|page| page.id == **id).cloned();
    HelpView {
        title: view.title(lang).to_owned(),
        about: about(view, lang).to_owned(),
        signs: signs(view, lang),
        terms: ids.iter().filter_map(page).collect(),
    }
}

/// What a view shows, in a sentence.
#[must_use]
pub const fn about(view: View, lang: Lang) -> &'static str {
    match view {
        View::Plan => lang.pick(
            "The story of the plan: its device, the routes it takes, what each is likely to give, and what to mind.",
            "計画の概要:製品、使うルート、それぞれの見込み、注意点。",
        ),
        View::Map => lang.pick(
            "The network of steps: what waits for what, and which paper crosses from one country to the next.",
            "工程のつながり:何が何を待ち、どの書類が国から国へ渡るか。",
        ),
        View::Timeline => lang.pick(
            "Every step on the calendar, country by country, with its likely start and finish.",
            "国ごとの全工程を暦の上に並べ、開始と終了の見込みを示す。",
        ),
        View::Odds => lang.pick(
            "When a milestone will be reached, and how surely: choose one, then its picture.",
            "節目にいつ、どの程度の確かさで到達するか。節目と図の形を選べる。",
        ),
        View::Money => lang.pick(
            "Whether the cash lasts, what everything costs, and where it is spent.",
            "資金が持つか、費用はいくらか、どこで使うか。",
        ),
        View::Risk => lang.pick(
            "What makes the target late: the steps that move it, what its time is made of, the chains that decide.",
            "目標を遅らせるもの:目標を動かす工程、期間の内訳、時期を決める経路。",
        ),
        View::Life => lang.pick(
            "Updates after approval: how many reach the field and how long they wait, with a plan of changes and without.",
            "承認後の更新:変更計画がある場合とない場合で、投入できる件数と待ち時間。",
        ),
        View::Compare => lang.pick(
            "Other plans on the same futures, so that a difference is the plans' and not chance's.",
            "ほかの計画を同じ未来で比べる。差は偶然ではなく計画の違いによる。",
        ),
        View::Futures => lang.pick(
            "One simulated future as a dated story, and where it stands among the others.",
            "ひとつの未来を日付順の物語として示し、全体の中での位置を示す。",
        ),
        View::Sources => lang.pick(
            "Every figure behind the plan: what it is worth, who says so, how sure and how old it is.",
            "計画の根拠となる全数値:値、出典、確度、時点。",
        ),
    }
}

/// Whether a view is about steps, so that the plan's own words appear on it.
const fn shows_steps(view: View) -> bool {
    match view {
        View::Plan | View::Map | View::Timeline | View::Risk | View::Futures | View::Sources => true,
        View::Odds | View::Money | View::Life | View::Compare => false,
    }
}

/// Words that always belong to a view.
const fn terms(view: View) -> &'static [&'static str] {
    match view {
        View::Plan => &["device-class", "reliance", "grade"],
        View::Map => &["artefact", "criticality", "reliance"],
        View::Timeline => &["p50", "quantile", "criticality"],
        View::Odds => &[
            "p50",
            "chance",
            "quantile",
            "horizon",
            "standard-error",
            "monte-carlo",
        ],
        View::Money => &["p50", "chance", "horizon", "monte-carlo"],
        View::Risk => &["criticality", "p50", "monte-carlo"],
        View::Life => &[
            "idaten",
            "pccp",
            "partial-change",
            "510k",
            "minor-change",
            "horizon",
            "p50",
        ],
        View::Compare => &["seed", "chance", "p50", "monte-carlo", "standard-error"],
        View::Futures => &["seed", "quantile", "monte-carlo"],
        View::Sources => &["grade", "pert", "p50", "working-day"],
    }
}

fn signs(view: View, lang: Lang) -> Vec<Fact> {
    let fact = |(sign, en, ja): &(&str, &'static str, &'static str)| Fact {
        label: (*sign).to_owned(),
        value: lang.pick(en, ja).to_owned(),
    };
    let p50 = (
        "P50",
        "the median: half of the futures are earlier (or cheaper), half later",
        "中央値。半分の未来はこれより早く(安く)、半分は遅い(高い)",
    );
    let p80 = (
        "P80",
        "four futures in five are earlier or cheaper: the date to promise",
        "5つの未来のうち4つはこれより早い(安い)。約束に使う値",
    );
    let ends = (
        "P10, P90",
        "one future in ten is earlier; one in ten is later",
        "10のうち1つはこれより早く、1つはこれより遅い",
    );
    let chance = (
        "%",
        "the share of futures that get there at all; the dates are those of these futures",
        "そこに到達する未来の割合。日付は到達した未来だけで計算",
    );
    let error = (
        "±",
        "how far chance alone may move the number: its standard error",
        "偶然による数値のぶれ(標準誤差)",
    );
    let target = ("◎", "the plan's target", "この計画の目標");
    let grades = (
        "A B C",
        "the grade of a source: official, reputable, estimate",
        "出典の等級。公的・信頼できる二次資料・推定",
    );
    let critical = (
        "●",
        "on the longest path to the target in at least half of the futures; ◐ in at least a tenth",
        "目標までの最長経路に半分以上の未来で乗る工程。◐は1割以上",
    );
    let milestone = (
        "◆ ◇",
        "a milestone at its median; hollow if less than half of the futures get there",
        "節目の中央値。白抜きは到達する未来が半分未満",
    );
    let signs: Vec<(&str, &str, &str)> = match view {
        View::Plan => vec![p50, p80, chance, grades],
        View::Map => vec![
            critical,
            (
                "── ╌╌",
                "waits for it; dashed: looks whether the paper is there, or happens in under half of the futures",
                "待つ関係。破線は有無を見るだけ、または半分未満の未来で起こる",
            ),
            (
                "━━",
                "to and from the step under the cursor",
                "選んでいる工程に出入りする線",
            ),
            milestone,
        ],
        View::Timeline => vec![
            (
                "━ ╌",
                "from the median start to the median finish; dotted out to P10 of the start and P90 of the finish",
                "開始の中央値から終了の中央値まで。点線は開始のP10と終了のP90まで",
            ),
            (
                "╍",
                "a step that happens in less than half of the futures",
                "起こる未来が半分未満の工程",
            ),
            critical,
            milestone,
            p50,
        ],
        View::Odds => vec![
            p50,
            p80,
            ends,
            chance,
            error,
            target,
            ("● or ▟█▙", "one future in twenty", "未来20通りに1通り"),
        ],
        View::Money => vec![
            (
                "░ ▒ ─",
                "nine futures in ten lie in the light band from P10 to P90 or below it; half in the dense one; the line is the median",
                "薄い帯はP10〜P90、濃い帯は中央の半分、線は中央値",
            ),
            p50,
            p80,
        ],
        View::Risk => vec![
            (
                "━",
                "how far the target's mean moves between the tenth of futures in which the step is shortest and that in which it is longest",
                "その工程が最も短い1割と最も長い1割の未来とで、目標の平均が動く幅",
            ),
            critical,
            p50,
        ],
        View::Life => vec![
            (
                "━━┃━━",
                "from P10 to P90; the mark is the median",
                "P10からP90まで。印は中央値",
            ),
            (
                "┊",
                "where both ways have cost the same",
                "両方の費用が等しくなるところ",
            ),
        ],
        View::Compare => vec![
            ("●", "one future in twenty", "未来20通りに1通り"),
            p50,
            p80,
            chance,
        ],
        View::Futures => vec![
            ("◆", "a milestone is reached", "節目に到達"),
            (
                "!",
                "something goes wrong, or is never begun",
                "うまくいかない、または始まらない",
            ),
            (
                "▸",
                "the moment that the map and the timeline show too",
                "経路図と工程にも示される時点",
            ),
        ],
        View::Sources => vec![
            grades,
            (
                "a / b / c",
                "least, likeliest and most; with P10, P50, P90 before it: one in ten is below, half, nine in ten",
                "最小/最頻/最大。P10・P50・P90とある場合は1割・半分・9割がこれ以下",
            ),
            ("–", "the source bears no date", "出典に日付がない"),
        ],
    };
    signs.iter().map(fact).collect()
}

/// The glossary's words that the plan's routes, steps and papers are named with.
fn mentioned(plan: &Plan, lang: Lang) -> Vec<&TermDef> {
    let catalogue = &plan.catalogue;
    let routes = plan
        .routes
        .iter()
        .map(|route| route.def.title.get(lang).to_owned());
    let steps = (0..plan.steps.len()).map(|step| plan.def(step).title.get(lang).to_owned());
    let papers = plan
        .artefacts
        .iter()
        .map(|id| catalogue.artefact_title(id).get(lang).to_owned());
    // As it is written, for abbreviations, and without capitals.
    let texts: Vec<[String; 2]> = routes
        .chain(papers)
        .chain(steps)
        .map(|text| [text.to_lowercase(), text])
        .collect();
    let shortest = match lang {
        Lang::En => 3,
        Lang::Ja => 2,
    };
    let first_said = |term: &TermDef| {
        let names = [Some(term.term.get(lang)), term.abbreviation.as_deref()];
        let parts = names
            .into_iter()
            .flatten()
            .flat_map(|name| name.split(['(', ')', '\u{ff08}', '\u{ff09}']))
            .map(str::trim);
        parts
            .filter(|name| name.chars().count() >= shortest)
            .filter_map(|name| {
                if name.len() <= 5 && name.is_ascii() {
                    return texts.iter().position(|[_, written]| holds_word(written, name));
                }
                let name = name.to_lowercase();
                texts.iter().position(|[lower, _]| holds_word(lower, &name))
            })
            .min()
    };
    // In the order in which a reader meets them.
    let terms = catalogue.registers.terms.values();
    let mut said: Vec<(usize, &TermDef)> = terms.filter_map(|term| Some((first_said(term)?, term))).collect();
    crate::order::by_key(&mut said, |(at, _)| *at);
    said.into_iter().map(|(_, term)| term).collect()
}

/// Whether a text holds a name as a word of its own, with the same capitals; in Japanese, wherever it stands.
fn holds_word(text: &str, name: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !name.is_ascii() || !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Catalogue, shipped_plans};

    #[test]
    fn every_view_is_explained_in_both_languages_with_words_that_there_are() {
        let plan = Plan::load(&shipped_plans()[0], Catalogue::shipped()).unwrap();
        for (view, lang) in View::ALL
            .into_iter()
            .flat_map(|view| [(view, Lang::En), (view, Lang::Ja)])
        {
            let help = help(view, &plan, lang);
            assert!(!help.signs.is_empty() && !help.about.is_empty(), "{view:?}");
            for id in terms(view) {
                assert!(help.terms.iter().any(|term| term.id == *id), "{view:?} {id}");
            }
        }
    }

    #[test]
    fn the_words_of_the_plan_are_explained_where_its_steps_are() {
        let plan = Plan::load(&shipped_plans()[0], Catalogue::shipped()).unwrap();
        let ids = |view: View, lang: Lang| -> Vec<String> {
            help(view, &plan, lang)
                .terms
                .into_iter()
                .map(|term| term.id)
                .collect()
        };
        for lang in [Lang::En, Lang::Ja] {
            assert!(ids(View::Timeline, lang).contains(&"shonin".to_owned()), "{lang}");
            assert!(!ids(View::Odds, lang).contains(&"shonin".to_owned()), "{lang}");
        }
    }

    #[test]
    fn a_word_is_not_a_part_of_another() {
        assert!(holds_word("PMDA review", "PMDA"));
        assert!(!holds_word("xPMDAx", "PMDA"));
        assert!(holds_word("PMDAの審査", "PMDA"));
        assert!(holds_word("minister's approval (shonin)", "shonin"));
        assert!(holds_word("承認申請", "承認"));
    }
}

//! The combinations of options that nothing beats, as a table, a list of what each chose, and sentences.

use std::collections::BTreeMap;

use super::compare::plan_letter;
use super::format::{NONE, grouped, money, months, percent, year_month};
use super::{Fact, FrontierView, Table};
use crate::analysis::frontier::{Combination, Frontier, Impossible};
use crate::text::Lang;

/// The combinations that nothing beats; those that are beaten and those that cannot be simulated too if asked for.
#[must_use]
pub fn frontier(found: &Frontier, has_all: bool, lang: Lang) -> FrontierView {
    let words = Words { found, lang };
    FrontierView {
        title: words.title(),
        table: words.table(&found.best, 0),
        chosen: words.chosen(),
        common: words.common(),
        sentences: words.sentences(),
        beaten: if has_all && !found.beaten.is_empty() {
            Some(words.beaten())
        } else {
            None
        },
        impossible: if has_all {
            found.impossible.iter().map(|one| words.impossible(one)).collect()
        } else {
            Vec::new()
        },
        caption: words.caption(has_all),
    }
}

struct Words<'a> {
    found: &'a Frontier,
    lang: Lang,
}

impl Words<'_> {
    fn title(&self) -> String {
        let target = self.found.target.title.get(self.lang);
        let level = percent(self.found.level);
        match (self.found.by, self.lang) {
            (Some(by), Lang::En) => format!("{target} by {by}: the choices that nothing beats"),
            (Some(by), Lang::Ja) => format!("{target}({by}まで):他に劣らない選択の組合せ"),
            (None, Lang::En) => format!("{target}, with {level} certainty: the choices that nothing beats"),
            (None, Lang::Ja) => format!("{target}({level}の確からしさ):他に劣らない選択の組合せ"),
        }
    }

    /// Titles of the columns of numbers.
    fn titles(&self) -> Vec<(String, bool)> {
        let lang = self.lang;
        let level = (self.found.level * 100.0).round();
        let mut titles = match self.found.by {
            Some(_) => vec![
                (lang.pick("Late", "間に合わない").to_owned(), true),
                ("±".to_owned(), true),
            ],
            None => vec![
                (format!("P{level:.0}"), true),
                (lang.pick("Months", "月数").to_owned(), true),
                ("±".to_owned(), true),
            ],
        };
        titles.push((lang.pick("Chance", "到達").to_owned(), true));
        titles.push((lang.pick("Cost P80", "費用P80").to_owned(), true));
        titles.push(("±".to_owned(), true));
        if self.has_cash() {
            titles.push((lang.pick("Cash out", "資金切れ").to_owned(), true));
            titles.push(("±".to_owned(), true));
        }
        titles
    }

    fn has_cash(&self) -> bool {
        self.found
            .best
            .iter()
            .chain(&self.found.beaten)
            .any(|one| one.out.is_some())
    }

    fn numbers(&self, one: &Combination) -> Vec<String> {
        let none = || NONE.to_owned();
        let money = |value: f64| money(value, &self.found.currency, self.lang);
        let mut cells = match one.late {
            Some(late) => vec![percent(late.value), percent(late.se)],
            None => vec![
                one.time.days.map_or_else(
                    || self.lang.pick("never", "なし").to_owned(),
                    |days| year_month(self.found.start, days),
                ),
                one.time.days.map_or_else(none, months),
                one.time
                    .se
                    .map_or_else(none, |se| format!("{:.1}", se / crate::calendar::DAYS_PER_MONTH)),
            ],
        };
        cells.push(percent(one.reached.value));
        cells.push(money(one.cost.value));
        cells.push(money(one.cost.se));
        if self.has_cash() {
            cells.push(one.out.map_or_else(none, |out| percent(out.value)));
            cells.push(one.out.map_or_else(none, |out| percent(out.se)));
        }
        cells
    }

    fn table(&self, all: &[Combination], first: usize) -> Table {
        let columns = std::iter::once((String::new(), false)).chain(self.titles());
        let rows = all.iter().enumerate().map(|(place, one)| {
            let letter = plan_letter(first + place);
            let letter = if one.is_standing {
                format!("{letter} *")
            } else {
                letter
            };
            std::iter::once(letter).chain(self.numbers(one)).collect()
        });
        Table::new(columns, rows)
    }

    /// The options whose choice differs among the best.
    fn open(&self) -> Vec<&str> {
        let differs = |id: &&str| {
            let mut choices = self.found.best.iter().map(|one| one.choose.get(*id));
            let first = choices.next();
            choices.any(|choice| Some(choice) != first)
        };
        let ids = self.found.options.iter().map(|option| option.id.as_str());
        ids.filter(differs).collect()
    }

    /// A choice in words: `MDSAP: at month 12`.
    fn choice(&self, option: &str, choose: &BTreeMap<String, String>) -> String {
        let found = self.found.options.iter().find(|known| known.id == option);
        let choice = choose.get(option).and_then(|id| {
            let found = found?;
            found.choices.iter().find(|choice| choice.id == *id)
        });
        let title = found.map_or(option, |option| option.title.get(self.lang));
        let choice = choice.map_or("", |choice| choice.title.get(self.lang));
        match self.lang {
            Lang::En => format!("{title}: {choice}"),
            Lang::Ja => format!("{title}:{choice}"),
        }
    }

    fn choices(&self, options: &[&str], choose: &BTreeMap<String, String>) -> String {
        let words: Vec<String> = options.iter().map(|option| self.choice(option, choose)).collect();
        words.join(" · ")
    }

    fn chosen(&self) -> Vec<Fact> {
        let all: Vec<&str> = self
            .found
            .options
            .iter()
            .map(|option| option.id.as_str())
            .collect();
        let open = if self.found.best.len() == 1 {
            all
        } else {
            self.open()
        };
        let all = self.found.best.iter().enumerate();
        all.map(|(place, one)| Fact {
            label: plan_letter(place),
            value: {
                let mut value = self.choices(&open, &one.choose);
                let alike = one.alike.len();
                value += &match (alike, self.lang) {
                    (0, _) => String::new(),
                    (1, Lang::En) => " (and one more that comes to the same)".to_owned(),
                    (_, Lang::En) => format!(" (and {alike} more that come to the same)"),
                    (_, Lang::Ja) => format!("(ほかに同じ結果の組合せ{alike}件)"),
                };
                value
            },
        })
        .collect()
    }

    /// What all of the best have chosen alike.
    fn common(&self) -> String {
        let open = self.open();
        let alike: Vec<&str> = self
            .found
            .options
            .iter()
            .map(|option| option.id.as_str())
            .filter(|id| !open.contains(id))
            .collect();
        let [first, _, ..] = self.found.best.as_slice() else {
            return String::new();
        };
        if alike.is_empty() {
            return String::new();
        }
        let words = self.choices(&alike, &first.choose);
        match self.lang {
            Lang::En => format!("All of them choose {words}"),
            Lang::Ja => format!("すべてに共通:{words}"),
        }
    }

    fn sentences(&self) -> Vec<String> {
        let best = &self.found.best;
        let mut sentences: Vec<String> = Vec::new();
        if let [only] = best.as_slice() {
            sentences.push(match (only.is_standing, self.lang) {
                (true, Lang::En) => {
                    "The plan as it stands is sooner, cheaper and safer than every other combination."
                        .to_owned()
                }
                (false, Lang::En) => {
                    "A is sooner, cheaper and safer than every other combination.".to_owned()
                }
                (true, Lang::Ja) => {
                    "現在の計画は、時期・費用・資金のいずれでも他のすべての組合せに劣らない。".to_owned()
                }
                (false, Lang::Ja) => {
                    "Aは、時期・費用・資金のいずれでも他のすべての組合せに劣らない。".to_owned()
                }
            });
        }
        for (place, pair) in best.windows(2).enumerate() {
            sentences.push(self.step(place, &pair[0], &pair[1]));
        }
        if best.len() > 1
            && let Some(standing) = self.found.beaten.iter().find(|one| one.is_standing)
        {
            sentences.extend(self.standing(standing));
        }
        if let Some(standing) = self.found.beaten.iter().find(|one| one.is_standing)
            && best.len() == 1
        {
            sentences.extend(self.standing(standing));
        }
        sentences
    }

    /// What one gains by going from one to the next.
    fn step(&self, place: usize, from: &Combination, to: &Combination) -> String {
        let lang = self.lang;
        let (a, b) = (plan_letter(place), plan_letter(place + 1));
        let open = self.open();
        let changed: Vec<&str> = open
            .into_iter()
            .filter(|id| from.choose.get(*id) != to.choose.get(*id))
            .collect();
        let what = self.choices(&changed, &to.choose);
        let (gains, losses) = self.differences(from, to);
        let list = |words: &[String]| words.join(lang.pick(", ", "、"));
        match (lang, gains.is_empty(), losses.is_empty()) {
            (Lang::En, false, false) => {
                format!(
                    "From {a} to {b} ({what}): {} at the price of {}.",
                    list(&gains),
                    list(&losses)
                )
            }
            (Lang::En, ..) => format!("From {a} to {b} ({what}): {}.", list(&[gains, losses].concat())),
            (Lang::Ja, false, false) => {
                format!(
                    "{a}から{b}へ({what}):{}。その代わり{}。",
                    list(&gains),
                    list(&losses)
                )
            }
            (Lang::Ja, ..) => format!("{a}から{b}へ({what}):{}。", list(&[gains, losses].concat())),
        }
    }

    /// What is better and what is worse.
    fn differences(&self, from: &Combination, to: &Combination) -> (Vec<String>, Vec<String>) {
        let lang = self.lang;
        let (mut gains, mut losses) = (Vec::new(), Vec::new());
        let mut add = |difference: f64, words: String| {
            if difference < 0.0 {
                gains.push(words);
            } else {
                losses.push(words);
            }
        };
        let late = from.late.zip(to.late).map(|(from, to)| to.value - from.value);
        if let Some(difference) = late {
            if difference.abs() >= LEAST {
                add(difference, counted(difference, ["late", "間に合わない"], lang));
            }
        } else if let (Some(from), Some(to)) = (from.time.days, to.time.days) {
            let difference = to - from;
            let size = months(difference.abs());
            if size != "0.0" {
                add(
                    difference,
                    match (difference < 0.0, lang) {
                        (true, Lang::En) => format!("{size} months earlier"),
                        (false, Lang::En) => format!("{size} months later"),
                        (true, Lang::Ja) => format!("{size}か月早い"),
                        (false, Lang::Ja) => format!("{size}か月遅い"),
                    },
                );
            }
        }
        let difference = to.cost.value - from.cost.value;
        if difference.abs() >= 0.5 {
            let size = money(difference.abs(), &self.found.currency, lang);
            add(
                difference,
                match (difference < 0.0, lang) {
                    (true, Lang::En) => format!("{size} cheaper"),
                    (false, Lang::En) => format!("{size} dearer"),
                    (true, Lang::Ja) => format!("{size}安い"),
                    (false, Lang::Ja) => format!("{size}高い"),
                },
            );
        }
        let out = from.out.zip(to.out).map(|(from, to)| to.value - from.value);
        if let Some(difference) = out.filter(|difference| difference.abs() >= LEAST) {
            add(
                difference,
                counted(difference, ["out of cash", "資金の尽きる"], lang),
            );
        }
        (gains, losses)
    }

    /// How the plan as it stands compares with what beats it.
    fn standing(&self, standing: &Combination) -> Option<String> {
        let lang = self.lang;
        let better = standing.beaten_by?;
        let letter = plan_letter(better);
        let (gains, losses) = self.differences(standing, self.found.best.get(better)?);
        let all = [gains, losses].concat().join(lang.pick(", ", "、"));
        Some(match lang {
            Lang::En => format!("The plan as it stands is beaten by {letter}: {all}."),
            Lang::Ja => format!("現在の計画は{letter}に劣る({letter}のほうが{all})。"),
        })
    }

    fn beaten(&self) -> Table {
        let lang = self.lang;
        let ids: Vec<&str> = self
            .found
            .options
            .iter()
            .map(|option| option.id.as_str())
            .collect();
        let columns = [(lang.pick("Choices", "選択").to_owned(), false)]
            .into_iter()
            .chain(self.titles())
            .chain([(lang.pick("By", "優位").to_owned(), false)]);
        let rows = self.found.beaten.iter().map(|one| {
            let choices: Vec<&str> = ids
                .iter()
                .filter_map(|id| one.choose.get(*id).map(String::as_str))
                .collect();
            let star = if one.is_standing { "* " } else { "" };
            let by = one.beaten_by.map_or_else(|| NONE.to_owned(), plan_letter);
            std::iter::once(format!("{star}{}", choices.join(" ")))
                .chain(self.numbers(one))
                .chain([by])
                .collect()
        });
        Table::new(columns, rows)
    }

    fn impossible(&self, one: &Impossible) -> Fact {
        let ids: Vec<&str> = self
            .found
            .options
            .iter()
            .map(|option| option.id.as_str())
            .collect();
        Fact {
            label: self.choices(&ids, &one.choose),
            value: one.problem.says(self.lang),
        }
    }

    fn caption(&self, has_all: bool) -> String {
        let lang = self.lang;
        let found = self.found;
        let (run, futures) = (
            grouped(found.run as f64, lang),
            grouped(found.futures as f64, lang),
        );
        let how_many = match (found.is_complete, found.combinations, lang) {
            (true, _, Lang::En) => {
                format!("All {run} combinations, {futures} futures each, the same for all.")
            }
            (true, _, Lang::Ja) => format!("全{run}通りの組合せを、共通の{futures}通りの未来で計算した。"),
            (false, Some(all), Lang::En) => format!(
                "{run} of {} combinations, found by successive halving, {futures} futures each, the same for all.",
                grouped(all as f64, lang)
            ),
            (false, Some(all), Lang::Ja) => format!(
                "{}通りのうち、段階的な絞り込みで残った{run}通りを、共通の{futures}通りの未来で計算した。",
                grouped(all as f64, lang)
            ),
            (false, None, Lang::En) => {
                format!("{run} combinations, found by successive halving, {futures} futures each.")
            }
            (false, None, Lang::Ja) => {
                format!("段階的な絞り込みで残った{run}通りを、共通の{futures}通りの未来で計算した。")
            }
        };
        let mut parts = vec![how_many];
        let level = percent(found.level);
        if found.by.is_none() {
            let tenths = (found.level * 100.0).round();
            parts.push(match lang {
                Lang::En => format!(
                    "P{tenths:.0}: {level} of all futures have the target by then; a future that never gets there counts as never."
                ),
                Lang::Ja => format!("P{tenths:.0}:全未来の{level}がその時までに目標に達する(到達しない未来は「なし」と数える)。"),
            });
            if found.level < 0.75 {
                parts.push(match lang {
                    Lang::En => "Fewer than half of the combinations have it in more futures.".to_owned(),
                    Lang::Ja => "これより高い割合で到達する組合せは半数に満たない。".to_owned(),
                });
            }
        }
        if self.has_cash() {
            parts.push(
                lang.pick(
                    "Cash out: it runs out before the first sale.",
                    "資金切れ:初回売上前に資金が尽きる割合。",
                )
                .to_owned(),
            );
        }
        if found.best.iter().any(|one| one.is_standing)
            || has_all && found.beaten.iter().any(|one| one.is_standing)
        {
            parts.push(
                lang.pick("* the plan as it stands.", "*は現在の計画。")
                    .to_owned(),
            );
        }
        let (beaten, impossible) = (found.beaten.len(), found.impossible.len());
        if !has_all && beaten + impossible > 0 {
            let mut others = Vec::new();
            if beaten > 0 {
                others.push(match lang {
                    Lang::En => format!("{beaten} beaten"),
                    Lang::Ja => format!("劣る組合せ{beaten}件"),
                });
            }
            if impossible > 0 {
                others.push(match lang {
                    Lang::En => format!("{impossible} that cannot be simulated"),
                    Lang::Ja => format!("計算できない組合せ{impossible}件"),
                });
            }
            parts.push(match lang {
                Lang::En => format!("Not listed: {}.", others.join(" and ")),
                Lang::Ja => format!("省略:{}。", others.join("、")),
            });
        }
        parts.join(lang.pick(" ", ""))
    }
}

/// Shares nearer than this are told as the same.
const LEAST: f64 = 0.0005;

/// A difference of shares in words: in how many fewer or more of 100 futures something is so.
fn counted(difference: f64, [en, ja]: [&str; 2], lang: Lang) -> String {
    let share = points(difference);
    match (difference < 0.0, lang) {
        (true, Lang::En) => format!("{en} in {share} fewer of 100 futures"),
        (false, Lang::En) => format!("{en} in {share} more of 100 futures"),
        (true, Lang::Ja) => format!("{ja}未来が100のうち{share}減る"),
        (false, Lang::Ja) => format!("{ja}未来が100のうち{share}増える"),
    }
}

/// A difference of shares in futures of a hundred, without its sign.
fn points(difference: f64) -> String {
    let points = difference.abs() * 100.0;
    if points < 9.95 {
        format!("{points:.1}")
    } else {
        format!("{points:.0}")
    }
}

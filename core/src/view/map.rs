//! The network of a plan as a map: columns follow the time from left to right, lanes are jurisdictions, and what
//! crosses from lane to lane is a paper that one authority gives and another one takes.
//!
//! Columns are slices of the steps in the order of their median starts (of the network, where there are no results
//! yet). A slice ends where a step needs another one of the same slice, where a lane would have more than
//! [`LANE_ROWS`] steps in it, and where too much time has gone by; so later never stands left of earlier. Within a
//! lane, rows are ordered by the mean row of their neighbours (Sugiyama, Tagawa and Toda 1981), back and forth.

pub mod shape;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::visit::EdgeRef;
use serde::Serialize;

use super::format::{NONE, percent, year_month};
use super::{StepState, Table, is_critical};
use crate::order;
use crate::plan::{Gate, Link, Need, Node, Plan, Trigger, own_steps};
use crate::run::Summary;
use crate::text::Lang;

/// Most steps of one lane in one column.
const LANE_ROWS: usize = 4;
/// A column spans at most this share of the time from first to last start.
const SLICE: f64 = 1.0 / 16.0;
/// Sweeps that order the rows.
const SWEEPS: usize = 6;

/// The network as a map. Columns and rows are counted from 0; a face decides how large a cell is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapView {
    /// The finding in a sentence.
    pub title: String,
    /// From left to right: when the first step of each column starts, as `2028-01`; empty before results.
    pub columns: Vec<String>,
    /// From top to bottom.
    pub lanes: Vec<MapLane>,
    /// Steps and milestones.
    pub nodes: Vec<MapNode>,
    /// What leads to what.
    pub edges: Vec<MapEdge>,
    /// How to read it, and what is left out.
    pub caption: String,
    /// The edges in words.
    pub table: Table,
    /// The moment of the future that is told, in words; mostly empty.
    pub moment: String,
    /// The node of the target: where a look at the map begins; none if it is not on the map.
    pub target: Option<usize>,
}

/// The steps of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapLane {
    /// Its name.
    pub title: String,
    /// Its first row.
    pub row: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// A step, or a milestone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapNode {
    /// `route/step`, for [`crate::app::Overlay::Step`]; of a milestone its id.
    pub id: String,
    /// Words for it.
    pub title: String,
    /// Its lane.
    pub lane: usize,
    /// Its column.
    pub column: usize,
    /// Its row, counted over all lanes.
    pub row: usize,
    /// Whether it is a milestone.
    pub is_milestone: bool,
    /// Heat: share of futures in which it lies on the longest path to the target, 0 to 1.
    pub heat: f64,
    /// Whether that is at least one half: marked by a glyph as well as colour.
    pub is_critical: bool,
    /// Share of futures in which it happens, 0 to 1; below one half it is drawn dotted.
    pub share: f64,
    /// Median start and finish, e.g. `2028-01 → 2028-09`; empty before results.
    pub dates: String,
    /// Notes such as `in 38 % of futures`; may be empty.
    pub remark: String,
    /// Where it stands at the moment of the future that is told; mostly none.
    pub state: Option<StepState>,
}

/// What an edge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum MapLink {
    /// A step follows a step.
    After,
    /// A step waits for a paper that the other one makes.
    Needs,
    /// A step looks whether the paper is there, and does not wait.
    Asks,
    /// Work goes back.
    Redo,
}

/// What leads to what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapEdge {
    /// Index of the node where it begins.
    pub from: usize,
    /// Index of the node where it ends.
    pub to: usize,
    /// What it stands for.
    pub link: MapLink,
    /// The paper that it carries, in words; empty where a step just follows.
    pub paper: String,
    /// What is written beside it, e.g. `Shonin → Brazil`: on the first edge that brings a paper to another lane.
    pub label: String,
    /// Weight: share of futures in which both its ends happen, at most; 0 to 1.
    pub share: f64,
    /// Whether both its ends decide the date in at least half of the futures.
    pub is_critical: bool,
}

/// What is put on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Step(usize),
    Milestone(usize),
}

/// The network of a plan as a map.
#[must_use]
pub fn map(plan: &Plan, summary: Option<&Summary>, lang: Lang) -> MapView {
    let (lane_ids, lane_titles) = lanes(plan, lang);
    let mut draft = Draft::new(plan, summary, &lane_ids);
    draft.link();
    draft.slice();
    let rows = draft.rows(lane_ids.len());
    draft.view(&lane_titles, &rows, lang)
}

/// Jurisdictions in the order of the plan's routes; the plan's own steps and milestones come last.
fn lanes(plan: &Plan, lang: Lang) -> (Vec<String>, Vec<String>) {
    let mut ids: Vec<String> = Vec::new();
    for route in &plan.routes {
        let id = &route.def.jurisdiction;
        if !id.is_empty() && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    let mut titles: Vec<String> = ids
        .iter()
        .map(|id| plan.catalogue.jurisdiction_title(id).get(lang).to_owned())
        .collect();
    ids.push(String::new());
    titles.push(if plan.routes.iter().any(|route| route.is_own) {
        own_steps().get(lang).to_owned()
    } else {
        lang.pick("Milestones", "節目").to_owned()
    });
    (ids, titles)
}

/// One thing on the map while it is being laid out.
struct Spot {
    place: Place,
    lane: usize,
    /// Day of the median start, or the place in the network's order.
    when: f64,
    column: usize,
}

struct Draft<'a> {
    plan: &'a Plan,
    summary: Option<&'a Summary>,
    /// In the order of time.
    spots: Vec<Spot>,
    /// From, to, link, paper; by index into `spots`.
    edges: Vec<(usize, usize, MapLink, Option<usize>)>,
    left_out: usize,
}

impl<'a> Draft<'a> {
    fn new(plan: &'a Plan, summary: Option<&'a Summary>, lane_ids: &[String]) -> Self {
        let lane = |id: &str| {
            lane_ids
                .iter()
                .position(|known| known == id)
                .unwrap_or(lane_ids.len() - 1)
        };
        let mut spots = Vec::new();
        let mut left_out = 0;
        for (index, step) in plan.steps.iter().enumerate() {
            let found = summary.and_then(|summary| summary.steps.get(index));
            let never = found.is_some_and(|found| found.happens.value <= 0.0);
            if step.recurring.is_some() || never {
                left_out += 1;
                continue;
            }
            spots.push(Spot {
                place: Place::Step(index),
                lane: lane(plan.jurisdiction(index)),
                when: found.map_or(index as f64, |found| found.start[1]),
                column: 0,
            });
        }
        for (index, milestone) in plan.milestones.iter().enumerate() {
            let days = summary.map(|summary| {
                summary
                    .milestones
                    .get(index)
                    .and_then(|found| found.days.as_ref()?.level(0.5))
            });
            // What a route grants is a paper already; what is never reached has no place in time.
            if milestone.route.is_some() || days.is_some_and(|days| days.is_none()) {
                continue;
            }
            spots.push(Spot {
                place: Place::Milestone(index),
                lane: lane_ids.len() - 1,
                when: days
                    .flatten()
                    .map_or(plan.steps.len() as f64, |level| level.value),
                column: 0,
            });
        }
        order::by(&mut spots, |a, b| a.when.total_cmp(&b.when));
        Self {
            plan,
            summary,
            spots,
            edges: Vec::new(),
            left_out,
        }
    }

    /// The edges between what is on the map; a paper links its makers with its takers.
    fn link(&mut self) {
        let plan = self.plan;
        let mut of_step = BTreeMap::new();
        let mut of_milestone = BTreeMap::new();
        for (spot, Spot { place, .. }) in self.spots.iter().enumerate() {
            match place {
                Place::Step(step) => of_step.insert(*step, spot),
                Place::Milestone(milestone) => of_milestone.insert(*milestone, spot),
            };
        }
        let mut edges: BTreeSet<(usize, usize, MapLink, Option<usize>)> = BTreeSet::new();
        let mut makers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut takers: Vec<(usize, usize, MapLink)> = Vec::new();
        for edge in plan.graph.edge_references() {
            let (from, to) = (plan.graph[edge.source()], plan.graph[edge.target()]);
            match (from, to) {
                (Node::Step(from), Node::Step(to)) => {
                    let link = if *edge.weight() == Link::Redo {
                        MapLink::Redo
                    } else {
                        MapLink::After
                    };
                    if let (Some(from), Some(to)) = (of_step.get(&from), of_step.get(&to)) {
                        edges.insert((*from, *to, link, None));
                    }
                }
                (Node::Step(from), Node::Artefact(paper)) => {
                    makers.entry(paper).or_default().extend(of_step.get(&from));
                }
                (Node::Artefact(paper), Node::Step(to)) => {
                    let link = if *edge.weight() == Link::Asks {
                        MapLink::Asks
                    } else {
                        MapLink::Needs
                    };
                    takers.extend(of_step.get(&to).map(|to| (paper, *to, link)));
                }
                (Node::Artefact(_), Node::Artefact(_)) => {}
            }
        }
        for (index, spot) in &of_milestone {
            match &plan.milestones[*index].trigger {
                Trigger::Need(need) | Trigger::On(_, need) => {
                    let mut papers = Vec::new();
                    asked(need, &mut papers);
                    takers.extend(papers.into_iter().map(|paper| (paper, *spot, MapLink::Needs)));
                }
                Trigger::Gate(gate) => {
                    let mut steps = Vec::new();
                    awaited(gate, &mut steps);
                    let known = steps.iter().filter_map(|step| of_step.get(step));
                    edges.extend(known.map(|from| (*from, *spot, MapLink::After, None)));
                }
            }
        }
        for (paper, to, link) in takers {
            for from in makers
                .get(&paper)
                .into_iter()
                .flatten()
                .filter(|from| **from != to)
            {
                edges.insert((*from, to, link, Some(paper)));
            }
        }
        self.edges = edges.into_iter().collect();
        self.reduce();
    }

    /// Leaves out edges of papers that say nothing new: where another way leads from one end to the other.
    fn reduce(&mut self) {
        let words = self.spots.len().div_ceil(64);
        let is_hard = |link: MapLink| matches!(link, MapLink::After | MapLink::Needs);
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        for (from, to, link, _) in &self.edges {
            if is_hard(*link) && from < to {
                next[*from].push(*to);
            }
        }
        let mut reach = vec![vec![0_u64; words]; self.spots.len()];
        for from in (0..self.spots.len()).rev() {
            for to in &next[from] {
                let (before, after) = reach.split_at_mut(from + 1);
                let mine = &mut before[from];
                mine[to / 64] |= 1 << (to % 64);
                for (word, other) in mine.iter_mut().zip(&after[to - from - 1]) {
                    *word |= other;
                }
            }
        }
        let is_reached = |from: usize, to: usize| reach[from][to / 64] >> (to % 64) & 1 == 1;
        self.edges.retain(|(from, to, link, paper)| {
            paper.is_none()
                || *link != MapLink::Needs
                || !next[*from].iter().any(|by| by != to && is_reached(*by, *to))
        });
    }

    /// Gives every spot its column.
    fn slice(&mut self) {
        let (first, last) = match (self.spots.first(), self.spots.last()) {
            (Some(first), Some(last)) => (first.when, last.when),
            _ => return,
        };
        let longest = (last - first) * SLICE;
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        for (from, to, link, _) in &self.edges {
            // What work waits for may start later at the median: its own median is over other futures.
            if *link != MapLink::Redo {
                before[*from.max(to)].push(*from.min(to));
            }
        }
        let mut column = 0;
        let mut began = 0;
        let mut in_lane: BTreeMap<usize, usize> = BTreeMap::new();
        for spot in 0..self.spots.len() {
            let lane = self.spots[spot].lane;
            let is_full = in_lane.get(&lane).is_some_and(|rows| *rows >= LANE_ROWS);
            let is_late = self.summary.is_some() && self.spots[spot].when - self.spots[began].when > longest;
            if is_full || is_late || before[spot].iter().any(|from| *from >= began) {
                column += 1;
                began = spot;
                in_lane.clear();
            }
            *in_lane.entry(lane).or_default() += 1;
            self.spots[spot].column = column;
        }
    }

    /// Gives every spot its row within its lane, and every lane its number of rows.
    fn rows(&self, lanes: usize) -> (Vec<usize>, Vec<usize>) {
        let mut cells: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (spot, at) in self.spots.iter().enumerate() {
            cells.entry((at.lane, at.column)).or_default().push(spot);
        }
        let mut heights = vec![0; lanes];
        for ((lane, _), spots) in &cells {
            heights[*lane] = spots.len().max(heights[*lane]);
        }
        let mut near: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; self.spots.len()];
        for (from, to, link, _) in &self.edges {
            let is_ahead = self.spots[*from].column < self.spots[*to].column;
            if *link != MapLink::Redo && is_ahead && self.spots[*from].lane == self.spots[*to].lane {
                near[*to][0].push(*from);
                near[*from][1].push(*to);
            }
        }
        let mut row = vec![0.0_f64; self.spots.len()];
        for spots in cells.values() {
            for (at, spot) in spots.iter().enumerate() {
                row[*spot] = at as f64;
            }
        }
        for sweep in 0..SWEEPS {
            let side = sweep % 2;
            let mut keys: Vec<(usize, usize)> = cells.keys().copied().collect();
            if side == 1 {
                keys.reverse();
            }
            for key in keys {
                let Some(spots) = cells.get_mut(&key) else {
                    continue;
                };
                let wish = |spot: usize, row: &[f64]| {
                    let of = &near[spot][side];
                    if of.is_empty() {
                        row[spot]
                    } else {
                        of.iter().map(|other| row[*other]).sum::<f64>() / of.len() as f64
                    }
                };
                order::by(spots, |a, b| wish(*a, &row).total_cmp(&wish(*b, &row)));
                // As near to the wish as the order and the height of the lane allow.
                let (count, height) = (spots.len(), heights[key.0]);
                let mut free = 0;
                for (at, spot) in spots.iter().enumerate() {
                    let place = (wish(*spot, &row).round() as usize).clamp(free, height - (count - at));
                    free = place + 1;
                    row[*spot] = place as f64;
                }
            }
        }
        (row.into_iter().map(|row| row as usize).collect(), heights)
    }

    fn view(&self, titles: &[String], (rows, heights): &(Vec<usize>, Vec<usize>), lang: Lang) -> MapView {
        let mut lanes = Vec::new();
        // Lanes in which nothing happens are left out.
        let mut numbers = vec![0; titles.len()];
        let mut row = 0;
        for (lane, height) in heights.iter().enumerate().filter(|(_, height)| **height > 0) {
            numbers[lane] = lanes.len();
            lanes.push(MapLane {
                title: titles[lane].clone(),
                row,
                rows: *height,
            });
            row += height;
        }
        let nodes: Vec<MapNode> = self
            .spots
            .iter()
            .zip(rows)
            .map(|(spot, row)| {
                let lane = numbers[spot.lane];
                MapNode {
                    lane,
                    column: spot.column,
                    row: lanes[lane].row + row,
                    ..self.node(spot.place, lang)
                }
            })
            .collect();
        let count = self.spots.last().map_or(0, |spot| spot.column + 1);
        let columns = (0..count)
            .map(|column| {
                let first = self.spots.iter().find(|spot| spot.column == column);
                match (first, self.summary) {
                    (Some(spot), Some(_)) => year_month(self.plan.start, spot.when),
                    _ => String::new(),
                }
            })
            .collect();
        let edges = self.edges(&nodes, &lanes, lang);
        MapView {
            moment: String::new(),
            target: self.target(),
            title: finding(&nodes, &edges, &lanes, lang),
            columns,
            table: table(&nodes, &edges, lang),
            lanes,
            nodes,
            edges,
            caption: self.caption(lang),
        }
    }

    /// The target, or where that is no node of its own, the step that makes what it is reached by.
    fn target(&self) -> Option<usize> {
        let plan = self.plan;
        let own = Place::Milestone(plan.target);
        if let Some(node) = self.spots.iter().position(|spot| spot.place == own) {
            return Some(node);
        }
        let mut papers = Vec::new();
        if let Trigger::Need(need) = &plan.milestones[plan.target].trigger {
            asked(need, &mut papers);
        }
        let makes = |spot: &&Spot| {
            let Place::Step(step) = spot.place else {
                return false;
            };
            let made = &plan.def(step).produces;
            papers
                .iter()
                .any(|paper| made.iter().any(|id| *id == plan.artefacts[*paper]))
        };
        let maker = self.spots.iter().rfind(makes)?.place;
        self.spots.iter().position(|spot| spot.place == maker)
    }

    fn node(&self, place: Place, lang: Lang) -> MapNode {
        let plan = self.plan;
        let month = |day: f64| year_month(plan.start, day);
        let (id, title, happens, heat, dates) = match place {
            Place::Step(index) => {
                let found = self.summary.and_then(|summary| summary.steps.get(index));
                let dates = found.map(|found| (month(found.start[1]), month(found.finish[1])));
                (
                    plan.steps[index].id.clone(),
                    plan.def(index).title.get(lang),
                    found.map_or(1.0, |found| found.happens.value),
                    found.map_or(0.0, |found| found.criticality.value),
                    dates.map_or_else(String::new, |(start, finish)| {
                        if start == finish {
                            start
                        } else {
                            format!("{start} → {finish}")
                        }
                    }),
                )
            }
            Place::Milestone(index) => {
                let found = self.summary.and_then(|summary| summary.milestones.get(index));
                let days = found.and_then(|found| found.days.as_ref()?.level(0.5));
                (
                    plan.milestones[index].id.clone(),
                    plan.milestones[index].title.get(lang),
                    found.map_or(1.0, |found| found.reached.value),
                    0.0,
                    days.map_or_else(String::new, |level| month(level.value)),
                )
            }
        };
        MapNode {
            id,
            title: title.to_owned(),
            lane: 0,
            column: 0,
            row: 0,
            is_milestone: matches!(place, Place::Milestone(_)),
            heat,
            is_critical: is_critical(heat),
            share: happens,
            dates,
            remark: match lang {
                _ if happens >= 0.995 => String::new(),
                Lang::En => format!("in {} of futures", percent(happens)),
                Lang::Ja => format!("{}の未来で", percent(happens)),
            },
            state: None,
        }
    }

    fn edges(&self, nodes: &[MapNode], lanes: &[MapLane], lang: Lang) -> Vec<MapEdge> {
        let mut told: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
        self.edges
            .iter()
            .map(|(from, to, link, paper)| {
                let (a, b) = (&nodes[*from], &nodes[*to]);
                let title = paper.map_or_else(String::new, |paper| {
                    let id = &self.plan.artefacts[paper];
                    self.plan.catalogue.artefact_title(id).get(lang).to_owned()
                });
                let is_first = a.lane != b.lane
                    && !b.is_milestone
                    && paper.is_some_and(|paper| told.insert((paper, a.lane, b.lane)));
                MapEdge {
                    from: *from,
                    to: *to,
                    link: *link,
                    label: if is_first {
                        format!("{title} → {}", lanes[b.lane].title)
                    } else {
                        String::new()
                    },
                    paper: title,
                    share: a.share.min(b.share),
                    is_critical: a.is_critical && b.is_critical && *link != MapLink::Redo,
                }
            })
            .collect()
    }

    fn caption(&self, lang: Lang) -> String {
        let words = lang.pick(
            "Left to right by median start. Solid: waits for it; dashed: only looks whether it is there; bent back: \
             work is done again. ● on the longest path in at least half of the futures.",
            "左から右へ開始の中央値の順。実線は待つ関係、破線は有無を見るだけの関係、戻る線はやり直し。●は半分以上の未来で最長経路上。",
        );
        match (lang, self.left_out) {
            (_, 0) => words.to_owned(),
            (Lang::En, count) => {
                format!(
                    "{words} Left out: {count} steps that come round again and again, or never happen here."
                )
            }
            (Lang::Ja, count) => format!("{words} 毎年などの繰り返しと起こらない工程({count}件)は省く。"),
        }
    }
}

/// The papers that a condition asks for.
fn asked(need: &Need, papers: &mut Vec<usize>) {
    match need {
        Need::Always(_) => {}
        Need::Held { artefact, .. } => papers.push(*artefact),
        Need::All(of) | Need::Any(of) | Need::AtLeast(_, of) => {
            for need in of {
                asked(need, papers);
            }
        }
    }
}

/// The steps that a join waits for.
fn awaited(gate: &Gate, steps: &mut Vec<usize>) {
    match gate {
        Gate::Step(step, _) => steps.push(*step),
        Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
            for gate in of {
                awaited(gate, steps);
            }
        }
    }
}

/// The paper that opens most places, or else how large the map is.
fn finding(nodes: &[MapNode], edges: &[MapEdge], lanes: &[MapLane], lang: Lang) -> String {
    // In the order of the edges, so that both languages name the same paper.
    let mut opened: Vec<((&str, usize), BTreeSet<usize>, bool)> = Vec::new();
    for edge in edges.iter().filter(|edge| !edge.label.is_empty()) {
        let key = (edge.paper.as_str(), nodes[edge.from].lane);
        let place = opened
            .iter()
            .position(|(known, ..)| *known == key)
            .unwrap_or_else(|| {
                opened.push((key, BTreeSet::new(), false));
                opened.len() - 1
            });
        opened[place].1.insert(nodes[edge.to].lane);
        opened[place].2 |= edge.is_critical;
    }
    let most = opened
        .iter()
        .rev()
        .max_by_key(|(_, places, is_critical)| (places.len(), *is_critical));
    let steps = nodes.iter().filter(|node| !node.is_milestone).count();
    match (most, lang) {
        (Some(((paper, home), places, _)), Lang::En) => {
            let places: Vec<&str> = places.iter().map(|lane| lanes[*lane].title.as_str()).collect();
            format!(
                "“{paper}” of {} leads on to {}",
                lanes[*home].title,
                places.join(", ")
            )
        }
        (Some(((paper, home), places, _)), Lang::Ja) => {
            let places: Vec<&str> = places.iter().map(|lane| lanes[*lane].title.as_str()).collect();
            format!(
                "{}の「{paper}」が{}につながる",
                lanes[*home].title,
                places.join("・")
            )
        }
        (None, Lang::En) => format!("{steps} steps; nothing crosses from one place to another"),
        (None, Lang::Ja) => format!("{steps}工程。国・地域をまたぐものはない"),
    }
}

fn table(nodes: &[MapNode], edges: &[MapEdge], lang: Lang) -> Table {
    let columns = [
        (lang.pick("From", "元"), false),
        (lang.pick("To", "先"), false),
        (lang.pick("By", "関係"), false),
        (lang.pick("Share of futures", "起こる割合"), true),
    ];
    let by = |edge: &MapEdge| match edge.link {
        MapLink::After => lang.pick("follows", "続いて行う").to_owned(),
        MapLink::Needs => edge.paper.clone(),
        MapLink::Asks => match lang {
            Lang::En => format!("looks for {}", edge.paper),
            Lang::Ja => format!("{}の有無を見る", edge.paper),
        },
        MapLink::Redo => lang.pick("back, to do it again", "戻ってやり直す").to_owned(),
    };
    let rows = edges.iter().map(|edge| {
        let (from, to) = (&nodes[edge.from], &nodes[edge.to]);
        let share = if from.dates.is_empty() {
            NONE.to_owned()
        } else {
            percent(edge.share)
        };
        vec![from.title.clone(), to.title.clone(), by(edge), share]
    });
    Table::new(columns, rows)
}

impl MapView {
    /// The node that a key leads to from a node: along an edge to the right or left, to the one whose row is
    /// nearest; or up and down to the nearest node in the same column, or else in a neighbouring one.
    #[must_use]
    pub fn step(&self, from: usize, way: Way) -> Option<usize> {
        let here = self.nodes.get(from)?;
        let beside = |node: usize| self.nodes[node].row.abs_diff(here.row);
        let along = |is_right: bool| {
            self.edges
                .iter()
                .filter(move |edge| {
                    edge.link != MapLink::Redo
                        && if is_right {
                            edge.from == from
                        } else {
                            edge.to == from
                        }
                })
                .map(move |edge| if is_right { edge.to } else { edge.from })
        };
        match way {
            Way::Right => along(true)
                .filter(|node| self.nodes[*node].column > here.column)
                .min_by_key(|node| (self.nodes[*node].column, beside(*node))),
            Way::Left => along(false)
                .filter(|node| self.nodes[*node].column < here.column)
                .min_by_key(|node| (here.column - self.nodes[*node].column, beside(*node))),
            Way::Up | Way::Down => (0..self.nodes.len())
                .filter(|node| {
                    let row = self.nodes[*node].row;
                    if way == Way::Up {
                        row < here.row
                    } else {
                        row > here.row
                    }
                })
                .min_by_key(|node| {
                    (
                        beside(*node) + 2 * self.nodes[*node].column.abs_diff(here.column),
                        *node,
                    )
                }),
        }
    }
}

/// Which way a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Against the time.
    Left,
    /// With the time.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

#[cfg(test)]
mod tests {

    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{Catalogue, shipped_plans};
    use crate::run::{Detail, Simulation, run};
    use crate::sampling::Method;

    /// The map of every shipped plan, before and after its results.
    fn maps() -> Vec<MapView> {
        let plans = shipped_plans();
        plans
            .iter()
            .flat_map(|file| {
                let plan = Arc::new(Plan::load(file, Catalogue::shipped()).unwrap());
                let simulation = Simulation::new(Arc::clone(&plan), 7, 256, Method::Mc, Detail::Full);
                let summary = run(&simulation);
                [map(&plan, None, Lang::En), map(&plan, Some(&summary), Lang::En)]
            })
            .collect()
    }

    #[test]
    fn no_two_nodes_share_a_cell_and_each_stands_in_its_lane() {
        for view in maps() {
            let cells: BTreeSet<(usize, usize)> =
                view.nodes.iter().map(|node| (node.column, node.row)).collect();
            assert_eq!(cells.len(), view.nodes.len());
            for node in &view.nodes {
                let lane = &view.lanes[node.lane];
                assert!(
                    (lane.row..lane.row + lane.rows).contains(&node.row),
                    "{}",
                    node.id
                );
                assert!(node.column < view.columns.len());
                assert!(lane.rows <= LANE_ROWS);
            }
        }
    }

    #[test]
    fn later_never_stands_left_of_earlier() {
        for view in maps().iter().filter(|view| !view.columns[0].is_empty()) {
            assert!(view.columns.is_sorted(), "{:?}", view.columns);
        }
    }

    #[test]
    fn no_edge_runs_within_a_column_and_few_run_back() {
        for view in maps() {
            let ahead = view.edges.iter().filter(|edge| edge.link != MapLink::Redo);
            let column = |node: usize| view.nodes[node].column;
            let (mut all, mut back) = (0, 0);
            for edge in ahead {
                all += 1;
                back += usize::from(column(edge.from) > column(edge.to));
                assert_ne!(column(edge.from), column(edge.to));
            }
            assert!(back * 4 <= all, "{back} of {all}");
        }
    }

    #[test]
    fn the_story_is_written_beside_the_papers_that_cross() {
        let view = &maps()[1];
        assert!(
            view.edges
                .iter()
                .any(|edge| edge.label.contains("Shonin") && edge.label.contains("→")),
            "{view:?}"
        );
        for edge in view.edges.iter().filter(|edge| !edge.label.is_empty()) {
            assert_ne!(view.nodes[edge.from].lane, view.nodes[edge.to].lane);
        }
    }

    #[test]
    fn keys_walk_along_edges_and_reach_everything() {
        for view in maps() {
            let mut seen = BTreeSet::from([0]);
            let mut open = vec![0];
            while let Some(node) = open.pop() {
                for way in [Way::Left, Way::Right, Way::Up, Way::Down] {
                    if let Some(next) = view.step(node, way)
                        && seen.insert(next)
                    {
                        open.push(next);
                    }
                }
            }
            assert!(
                seen.len() * 10 >= view.nodes.len() * 9,
                "{} of {}",
                seen.len(),
                view.nodes.len()
            );
        }
    }
}

//! A plan's network, or a route's, for other tools: as data, as a Mermaid flowchart and as a Graphviz digraph. Steps and
//! artefacts stand in lanes by jurisdiction; work that goes back is dashed. Titles come from files that
//! nobody vouches for, so each format escapes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use petgraph::Direction;
use petgraph::visit::EdgeRef;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::define::makes;
use crate::file::StepKind;
use crate::model::{Condition, Effect, Join, RouteDef};
use crate::plan::{Gate, Link, Node, Plan};
use crate::text::{Lang, Text};

/// A plan's network as plain data; the JSON that `regpath graph --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Graph {
    /// Version of this shape: 1.
    pub format: u32,
    /// Id of the plan.
    pub plan: String,
    /// Title of the plan.
    pub title: Text,
    /// Jurisdictions, in the order of the plan's routes; the plan's own steps have the lane with an empty id.
    pub lanes: Vec<Lane>,
    /// Steps and artefacts.
    pub nodes: Vec<GraphNode>,
    /// What leads to what.
    pub edges: Vec<GraphEdge>,
}

/// The steps and artefacts of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// Jurisdiction id; empty for the plan's own steps.
    pub id: String,
    /// Words for it.
    pub title: Text,
}

/// A step or an artefact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GraphNode {
    /// `route/step`, or the artefact's id.
    pub id: String,
    /// Which of the two.
    pub kind: NodeKind,
    /// Words for it.
    pub title: Text,
    /// Jurisdiction id of its lane; none for an artefact that no jurisdiction makes, or several.
    pub lane: Option<String>,
    /// What kind of work a step is.
    pub work: Option<StepKind>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A step.
    Step,
    /// An artefact.
    Artefact,
}

/// An edge from one node to another, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraphEdge {
    /// Id of the node where it begins.
    pub from: String,
    /// Id of the node where it ends.
    pub to: String,
    /// What it stands for.
    pub kind: EdgeKind,
    /// Outcomes of `from` that count; empty: however it ends.
    pub outcomes: Vec<Text>,
}

/// What an edge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// A step follows a step.
    After,
    /// A step makes an artefact.
    Makes,
    /// A step waits for an artefact.
    Needs,
    /// A step looks whether an artefact is there, and does not wait.
    Asks,
    /// Work goes back.
    Redo,
}

impl From<Link> for EdgeKind {
    fn from(link: Link) -> Self {
        match link {
            Link::After => Self::After,
            Link::Makes => Self::Makes,
            Link::Needs => Self::Needs,
            Link::Asks => Self::Asks,
            Link::Redo => Self::Redo,
        }
    }
}

/// The network of a plan.
#[must_use]
pub fn graph(plan: &Plan) -> Graph {
    let mut lanes: Vec<Lane> = Vec::new();
    for route in &plan.routes {
        let id = &route.def.jurisdiction;
        if !lanes.iter().any(|lane| lane.id == *id) {
            let title = if route.is_own {
                plan.title.clone()
            } else {
                plan.catalogue.jurisdiction_title(id)
            };
            lanes.push(Lane {
                id: id.clone(),
                title,
            });
        }
    }
    let ids: Vec<String> = plan
        .graph
        .node_weights()
        .map(|node| match node {
            Node::Step(step) => plan.steps[*step].id.clone(),
            Node::Artefact(artefact) => plan.artefacts[*artefact].clone(),
        })
        .collect();
    let nodes = plan
        .graph
        .node_indices()
        .map(|index| {
            let id = ids[index.index()].clone();
            match plan.graph[index] {
                Node::Step(step) => {
                    let def = plan.def(step);
                    let lane = Some(plan.jurisdiction(step).to_owned());
                    GraphNode {
                        id,
                        kind: NodeKind::Step,
                        title: def.title.clone(),
                        lane,
                        work: Some(def.kind),
                    }
                }
                Node::Artefact(_) => {
                    let mut makers = plan
                        .graph
                        .neighbors_directed(index, Direction::Incoming)
                        .filter_map(|maker| match plan.graph[maker] {
                            Node::Step(step) => Some(plan.jurisdiction(step)),
                            Node::Artefact(_) => None,
                        });
                    let first = makers.next();
                    let lane = first
                        .filter(|first| makers.all(|other| other == *first))
                        .map(str::to_owned);
                    let title = plan.catalogue.artefact_title(&id);
                    GraphNode {
                        id,
                        kind: NodeKind::Artefact,
                        title,
                        lane,
                        work: None,
                    }
                }
            }
        })
        .collect();
    let edges = plan
        .graph
        .edge_references()
        .map(|edge| {
            let outcomes = match (plan.graph[edge.source()], plan.graph[edge.target()]) {
                (Node::Step(from), Node::Step(to)) if *edge.weight() == Link::After => {
                    outcomes(plan, from, to)
                }
                _ => Vec::new(),
            };
            GraphEdge {
                from: ids[edge.source().index()].clone(),
                to: ids[edge.target().index()].clone(),
                kind: (*edge.weight()).into(),
                outcomes,
            }
        })
        .collect();
    Graph {
        format: 1,
        plan: plan.id.clone(),
        title: plan.title.clone(),
        lanes,
        nodes,
        edges,
    }
}

/// The network of one route by itself, whatever its options: its steps and every paper that they make, wait for or
/// look at. It has no lanes.
#[must_use]
pub fn route_graph(catalogue: &Catalogue, route: &RouteDef) -> Graph {
    let mut papers: BTreeSet<&str> = BTreeSet::new();
    let mut edges: Vec<GraphEdge> = Vec::new();
    let own = |step: &str| format!("{}/{step}", route.id);
    let mut add = |from: String, to: String, kind: EdgeKind, outcomes: Vec<Text>| {
        let edge = GraphEdge {
            from,
            to,
            kind,
            outcomes,
        };
        if !edges.contains(&edge) {
            edges.push(edge);
        }
    };
    for step in &route.steps {
        let id = own(&step.id);
        let mut before: BTreeMap<&str, Option<Vec<Text>>> = BTreeMap::new();
        if let Some(join) = &step.after {
            predecessors(route, join, &mut before);
        }
        for (from, outcomes) in before {
            add(
                own(from),
                id.clone(),
                EdgeKind::After,
                outcomes.unwrap_or_default(),
            );
        }
        let conditions = step.needs.iter().map(|needs| (EdgeKind::Needs, needs));
        let variants = step
            .variants
            .iter()
            .map(|variant| (EdgeKind::Asks, &variant.when));
        for (kind, condition) in conditions.chain(variants) {
            let mut asked = BTreeSet::new();
            asked_papers(condition, &mut asked);
            for paper in &asked {
                add((*paper).to_owned(), id.clone(), kind, Vec::new());
            }
            papers.append(&mut asked);
        }
        if let Some((paper, _)) = &step.recurring {
            add(paper.clone(), id.clone(), EdgeKind::Needs, Vec::new());
            papers.insert(paper);
        }
        let made: BTreeSet<&str> = crate::order::set(makes(step));
        for paper in made {
            add(id.clone(), paper.to_owned(), EdgeKind::Makes, Vec::new());
            papers.insert(paper);
        }
        let figures =
            std::iter::once(&step.figures).chain(step.variants.iter().map(|variant| &variant.figures));
        for outcome in figures.flat_map(|figures| figures.outcomes.iter().flatten()) {
            if let Effect::Redo { step: back, .. } = &outcome.effect {
                add(id.clone(), own(back), EdgeKind::Redo, Vec::new());
            }
        }
    }
    let steps = route.steps.iter().map(|step| GraphNode {
        id: own(&step.id),
        kind: NodeKind::Step,
        title: step.title.clone(),
        lane: None,
        work: Some(step.kind),
    });
    let papers = papers.into_iter().map(|id| GraphNode {
        id: id.to_owned(),
        kind: NodeKind::Artefact,
        title: catalogue.artefact_title(id),
        lane: None,
        work: None,
    });
    Graph {
        format: 1,
        plan: route.id.clone(),
        title: route.title.clone(),
        lanes: Vec::new(),
        nodes: steps.chain(papers).collect(),
        edges,
    }
}

/// The steps of a join with the titles of the outcomes that count; none if every outcome does.
fn predecessors<'r>(route: &'r RouteDef, join: &'r Join, into: &mut BTreeMap<&'r str, Option<Vec<Text>>>) {
    match join {
        Join::Step {
            route: None,
            step,
            outcome,
            ..
        } => {
            let title = outcome.as_ref().map(|outcome| {
                let def = route.steps.iter().find(|def| def.id == *step);
                let title = def.and_then(|def| def.outcome_title(outcome));
                title.map_or_else(|| Text::same(outcome), Text::clone)
            });
            match (into.entry(step).or_insert_with(|| Some(Vec::new())), title) {
                (Some(titles), Some(title)) => titles.push(title),
                (all, _) => *all = None,
            }
        }
        // Another route's step: only a plan can say so.
        Join::Step { .. } => {}
        Join::All(of) | Join::Any(of) | Join::AtLeast(_, of) => {
            for join in of {
                predecessors(route, join, into);
            }
        }
    }
}

fn asked_papers<'r>(condition: &'r Condition, into: &mut BTreeSet<&'r str>) {
    match condition {
        Condition::Held { artefact, .. } => {
            into.insert(artefact);
        }
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast(_, of) => {
            for condition in of {
                asked_papers(condition, into);
            }
        }
        Condition::Device(_)
        | Condition::Company(_)
        | Condition::Option(_)
        | Condition::Driver(_)
        | Condition::Decided(_)
        | Condition::Awarded(_) => {}
    }
}

/// The outcomes of `from` that let `to` begin; none if every outcome does.
fn outcomes(plan: &Plan, from: usize, to: usize) -> Vec<Text> {
    fn named(gate: &Gate, from: usize, found: &mut Vec<Option<usize>>) {
        match gate {
            Gate::Step(step, outcome) if *step == from => found.push(*outcome),
            Gate::Step(..) => {}
            Gate::All(of) | Gate::Any(of) | Gate::AtLeast(_, of) => {
                for gate in of {
                    named(gate, from, found);
                }
            }
        }
    }
    let mut found = Vec::new();
    if let Some(gate) = &plan.steps[to].after {
        named(gate, from, &mut found);
    }
    let Some(named) = found.into_iter().collect::<Option<Vec<usize>>>() else {
        return Vec::new();
    };
    let all = plan.steps[from]
        .figures
        .iter()
        .flat_map(|(_, figures)| figures.outcomes.iter().flatten());
    let titles: BTreeMap<&str, &Text> =
        crate::order::map(all.filter_map(|outcome| Some((outcome.id.as_str(), outcome.title.as_ref()?))));
    named
        .into_iter()
        .map(|outcome| {
            let id = plan.steps[from].outcome_ids[outcome].as_str();
            titles
                .get(id)
                .map_or_else(|| Text::same(id), |title| (*title).clone())
        })
        .collect()
}

/// What a label may not hold, each character by its replacement.
fn escaped(text: &str, replace: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match replace(character) {
            Some(replacement) => out.push_str(replacement),
            None if character.is_control() => out.push(' '),
            None => out.push(character),
        }
    }
    out
}

fn edge_label(edge: &GraphEdge, lang: Lang) -> Option<String> {
    let words: Vec<&str> = edge.outcomes.iter().map(|outcome| outcome.get(lang)).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The lanes with the numbers of their nodes, then the nodes without a lane.
fn by_lane(graph: &Graph) -> (Vec<(&Lane, Vec<usize>)>, Vec<usize>) {
    let of = |lane: Option<&str>| {
        (0..graph.nodes.len())
            .filter(|node| graph.nodes[*node].lane.as_deref() == lane)
            .collect::<Vec<usize>>()
    };
    (
        graph
            .lanes
            .iter()
            .map(|lane| (lane, of(Some(&lane.id))))
            .collect(),
        of(None),
    )
}

fn numbers(graph: &Graph) -> BTreeMap<&str, usize> {
    graph
        .nodes
        .iter()
        .enumerate()
        .map(|(number, node)| (node.id.as_str(), number))
        .collect()
}

/// The network as a Mermaid flowchart: steps are boxes, artefacts are rounded.
#[must_use]
pub fn mermaid(graph: &Graph, lang: Lang) -> String {
    let escape = |text: &str| {
        escaped(text, |character| match character {
            '"' => Some("#quot;"),
            '<' => Some("#lt;"),
            '>' => Some("#gt;"),
            '&' => Some("#amp;"),
            '#' => Some("#35;"),
            '`' => Some("#96;"),
            _ => None,
        })
    };
    let mut out = String::from("%% ");
    out.push_str(&escape(graph.title.get(lang)));
    out.push_str(lang.pick(
        "\n%% box: step, rounded: artefact, arrow: waits for, circle: looks whether it is there, dashed: work goes back\n",
        "\n%% 四角:工程、丸:成果物、矢印:待つ、丸い端:有無だけを見る、破線:やり直し\n",
    ));
    out.push_str("flowchart LR\n");
    let node = |out: &mut String, indent: &str, number: usize| {
        let title = escape(graph.nodes[number].title.get(lang));
        let line = match graph.nodes[number].kind {
            NodeKind::Step => format!("{indent}n{number}[\"{title}\"]\n"),
            NodeKind::Artefact => format!("{indent}n{number}([\"{title}\"])\n"),
        };
        out.push_str(&line);
    };
    let (lanes, free) = by_lane(graph);
    for (place, (lane, nodes)) in lanes.iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph lane{place}[\"{}\"]",
            escape(lane.title.get(lang))
        );
        for number in nodes {
            node(&mut out, "    ", *number);
        }
        out.push_str("  end\n");
    }
    for number in free {
        node(&mut out, "  ", number);
    }
    let numbers = numbers(graph);
    for edge in &graph.edges {
        let (from, to) = (numbers[edge.from.as_str()], numbers[edge.to.as_str()]);
        let arrow = match edge.kind {
            EdgeKind::After | EdgeKind::Makes | EdgeKind::Needs => "-->",
            EdgeKind::Asks => "--o",
            EdgeKind::Redo => "-.->",
        };
        let label =
            edge_label(edge, lang).map_or_else(String::new, |label| format!("|\"{}\"|", escape(&label)));
        let _ = writeln!(out, "  n{from} {arrow}{label} n{to}");
    }
    out
}

/// The network as a Graphviz digraph.
#[must_use]
pub fn dot(graph: &Graph, lang: Lang) -> String {
    let escape = |text: &str| {
        escaped(text, |character| match character {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            _ => None,
        })
    };
    let mut out = format!("digraph \"{}\" {{\n", escape(&graph.plan));
    let _ = writeln!(out, "  label=\"{}\";", escape(graph.title.get(lang)));
    out.push_str("  rankdir=LR;\n  node [shape=box];\n");
    let node = |out: &mut String, indent: &str, number: usize| {
        let title = escape(graph.nodes[number].title.get(lang));
        let shape = match graph.nodes[number].kind {
            NodeKind::Step => "",
            NodeKind::Artefact => ", shape=ellipse",
        };
        let _ = writeln!(out, "{indent}n{number} [label=\"{title}\"{shape}];");
    };
    let (lanes, free) = by_lane(graph);
    for (place, (lane, nodes)) in lanes.iter().enumerate() {
        let _ = writeln!(
            out,
            "  subgraph cluster{place} {{\n    label=\"{}\";",
            escape(lane.title.get(lang))
        );
        for number in nodes {
            node(&mut out, "    ", *number);
        }
        out.push_str("  }\n");
    }
    for number in free {
        node(&mut out, "  ", number);
    }
    let numbers = numbers(graph);
    for edge in &graph.edges {
        let mut attributes: Vec<String> = Vec::new();
        match edge.kind {
            EdgeKind::After | EdgeKind::Makes | EdgeKind::Needs => {}
            EdgeKind::Asks => attributes.push("arrowhead=odot".to_owned()),
            EdgeKind::Redo => attributes.push("style=dashed, constraint=false".to_owned()),
        }
        attributes.extend(edge_label(edge, lang).map(|label| format!("label=\"{}\"", escape(&label))));
        let attributes = if attributes.is_empty() {
            String::new()
        } else {
            format!(" [{}]", attributes.join(", "))
        };
        let _ = writeln!(
            out,
            "  n{} -> n{}{attributes};",
            numbers[edge.from.as_str()],
            numbers[edge.to.as_str()]
        );
    }
    out.push_str("}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Graph {
        let title = Text::same("a\"]; <script>\n`#\\");
        Graph {
            format: 1,
            plan: "x".to_owned(),
            title: title.clone(),
            lanes: vec![Lane {
                id: String::new(),
                title: title.clone(),
            }],
            nodes: vec![GraphNode {
                id: "x/a".to_owned(),
                kind: NodeKind::Step,
                title: title.clone(),
                lane: Some(String::new()),
                work: None,
            }],
            edges: vec![GraphEdge {
                from: "x/a".to_owned(),
                to: "x/a".to_owned(),
                kind: EdgeKind::Redo,
                outcomes: vec![title],
            }],
        }
    }

    #[test]
    fn a_title_cannot_leave_its_label() {
        let chart = mermaid(&hostile(), Lang::En);
        assert!(
            chart.contains("n0[\"a#quot;]; #lt;script#gt; #96;#35;\\\"]"),
            "{chart}"
        );
        assert!(!chart.contains('<'));
        let digraph = dot(&hostile(), Lang::En);
        assert!(
            digraph.contains("n0 [label=\"a\\\"]; <script> `#\\\\\"];"),
            "{digraph}"
        );
    }

    #[test]
    fn work_that_goes_back_is_dashed() {
        assert!(mermaid(&hostile(), Lang::En).contains("n0 -.->"));
        assert!(dot(&hostile(), Lang::En).contains("n0 -> n0 [style=dashed"));
    }
}

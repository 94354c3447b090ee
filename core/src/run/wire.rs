//! Results on their way from the engine's worker to the page: bytes, and the values behind the charts as numbers, which
//! are many and need not be read one by one. Unlike the JSON that everybody may read they are whole, and are understood by
//! the same build only.

use std::sync::Arc;

use super::{Spread, Summary};
use crate::analysis::compare::Comparison;
use crate::analysis::risk::Point;
use crate::stats::quantile;

/// A summary without the values behind its charts, the points of its scatter plot, and how many values each chart has.
type Head = (Summary, Option<Vec<Point>>, Vec<u32>);

impl Summary {
    /// The results as bytes and values. Of more than `most` values behind a chart as many stand for all: charts are no
    /// finer, and they are to be sent.
    #[must_use]
    pub fn to_parts(&self, most: usize) -> (Vec<u8>, Vec<f64>) {
        let mut summary = self.clone();
        let (mut values, mut counts) = (Vec::new(), Vec::new());
        summary.spreads(&mut |spread| {
            let sent = spread.sorted.len().min(most.max(2));
            counts.push(sent as u32);
            if sent == spread.sorted.len() {
                values.extend_from_slice(&spread.sorted);
            } else {
                let last = (sent - 1) as f64;
                values.extend((0..sent).map(|place| quantile(&spread.sorted, place as f64 / last)));
            }
        });
        let points = self.risk.as_ref().map(|risk| &*risk.points);
        let bytes = postcard::to_allocvec(&(self, points, counts)).expect("a summary can be written");
        (bytes, values)
    }

    /// The results that bytes stand for, if they are of this build. The values are asked for in the order in which they
    /// were sent, so many at a time.
    #[must_use]
    pub fn from_parts(bytes: &[u8], mut values: impl FnMut(usize) -> Option<Vec<f64>>) -> Option<Self> {
        let (mut summary, points, counts) = postcard::from_bytes::<Head>(bytes).ok()?;
        if let (Some(risk), Some(points)) = (&mut summary.risk, points) {
            risk.points = Arc::new(points);
        }
        let mut counts = counts.into_iter();
        let mut is_whole = true;
        summary.spreads(
            &mut |spread| match counts.next().and_then(|count| values(count as usize)) {
                Some(values) => spread.sorted = Arc::new(values),
                None => is_whole = false,
            },
        );
        (is_whole && counts.next().is_none()).then_some(summary)
    }

    /// Everything that has values behind a chart, always in the same order.
    fn spreads(&mut self, visit: &mut dyn FnMut(&mut Spread)) {
        let milestones = self.milestones.iter_mut();
        let milestones = milestones.flat_map(|milestone| [&mut milestone.days, &mut milestone.cost]);
        let cash = self.cash.iter_mut().flat_map(|cash| {
            let own = [
                &mut cash.out,
                &mut cash.lowest,
                &mut cash.lowest_day,
                &mut cash.closing,
                &mut cash.npv,
                &mut cash.first_revenue,
            ];
            own.into_iter()
                .chain(cash.items.iter_mut().map(|item| &mut item.day))
        });
        let life = self.life.iter_mut().flat_map(|life| &mut life.markets);
        let life = life.flat_map(|market| {
            let plain = market.plain.iter_mut();
            let plain = plain.flat_map(|plain| [&mut plain.fielded, &mut plain.outdated, &mut plain.cost]);
            [&mut market.fielded, &mut market.outdated, &mut market.cost]
                .into_iter()
                .chain(plain)
        });
        milestones
            .chain([&mut self.cost])
            .chain(cash)
            .chain(life)
            .flatten()
            .for_each(visit);
    }
}

impl Comparison {
    /// The comparison as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let standings = self.metrics.iter().flat_map(|compared| &compared.plans);
        let dots: Vec<&Vec<f64>> = standings.map(|standing| &standing.twentieths).collect();
        postcard::to_allocvec(&(self, dots)).expect("a comparison can be written")
    }

    /// The comparison that bytes stand for, if they are of this build.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (mut comparison, dots) = postcard::from_bytes::<(Self, Vec<Vec<f64>>)>(bytes).ok()?;
        let standings = comparison
            .metrics
            .iter_mut()
            .flat_map(|compared| &mut compared.plans);
        for (standing, dots) in standings.zip(dots) {
            standing.twentieths = dots;
        }
        Some(comparison)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::compare::compare;
    use crate::catalogue::{Catalogue, shipped_plans};
    use crate::plan::Plan;
    use crate::run::{Detail, Simulation, run};
    use crate::sampling::Method;

    fn simulation(file: &crate::catalogue::SourceFile) -> Simulation {
        let plan = Plan::load(file, Catalogue::shipped()).unwrap();
        Simulation::new(Arc::new(plan), 7, 300, Method::Mc, Detail::Full)
    }

    /// What arrives of what was sent.
    fn arrived((bytes, values): &(Vec<u8>, Vec<f64>)) -> Option<Summary> {
        let mut rest = &values[..];
        Summary::from_parts(bytes, |count| {
            let (values, after) = rest.split_at_checked(count)?;
            rest = after;
            Some(values.to_vec())
        })
    }

    #[test]
    fn results_arrive_as_they_were_sent() {
        for file in shipped_plans() {
            let summary = run(&simulation(&file));
            let mut sent = summary.to_parts(usize::MAX);
            let found = arrived(&sent).unwrap();
            // Steps that never happen have dates that are no numbers, which equal nothing.
            let words = |summary: &Summary| format!("{summary:?}");
            assert!(
                words(&found) == words(&summary),
                "{}: something is not sent",
                file.name
            );
            assert_eq!(found.fingerprint(), summary.fingerprint());
            sent.1.pop();
            assert!(arrived(&sent).is_none());
        }
    }

    #[test]
    fn few_values_stand_for_many_and_keep_the_ends() {
        let summary = run(&simulation(&shipped_plans()[0]));
        let found = arrived(&summary.to_parts(11)).unwrap();
        let values = |summary: &Summary| Arc::clone(&summary.cost.as_ref().unwrap().sorted);
        let (sent, all) = (values(&found), values(&summary));
        assert_eq!(sent.len(), 11);
        assert_eq!((sent.first(), sent.last()), (all.first(), all.last()));
        assert_eq!(sent[5], quantile(&all, 0.5));
        assert_eq!(found.milestones[0].reached, summary.milestones[0].reached);
    }

    #[test]
    fn a_comparison_arrives_as_it_was_sent() {
        let plans = shipped_plans();
        let simulations: Vec<Simulation> = plans[..2].iter().map(simulation).collect();
        let comparison = compare(&simulations);
        assert_eq!(
            Comparison::from_bytes(&comparison.to_bytes()).as_ref(),
            Some(&comparison)
        );
        assert!(Comparison::from_bytes(&[]).is_none());
    }
}

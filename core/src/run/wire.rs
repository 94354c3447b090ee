//! Results as bytes, on their way from the engine's worker to the page. Unlike the JSON that everybody may read they
//! hold the values behind the charts too, and are understood by the same build only.

use std::sync::Arc;

use super::{Spread, Summary};
use crate::analysis::compare::Comparison;
use crate::analysis::risk::Point;
use crate::stats::quantile;

/// Bytes of a number.
const WIDTH: usize = size_of::<f64>();

impl Summary {
    /// The results as bytes. Of more than `most` values behind a chart as many stand for all: charts are no finer,
    /// and bytes are to be sent.
    #[must_use]
    pub fn to_bytes(&self, most: usize) -> Vec<u8> {
        let mut summary = self.clone();
        let mut values = Vec::new();
        summary.spreads(&mut |spread| {
            let sent = spread.sorted.len().min(most.max(2));
            values.extend((sent as u64).to_le_bytes());
            if sent == spread.sorted.len() {
                values.extend(spread.sorted.iter().flat_map(|value| value.to_le_bytes()));
            } else {
                let last = (sent - 1) as f64;
                let stand_ins = (0..sent).map(|place| quantile(&spread.sorted, place as f64 / last));
                values.extend(stand_ins.flat_map(f64::to_le_bytes));
            }
        });
        let points = self.risk.as_ref().map(|risk| &*risk.points);
        let mut bytes = postcard::to_allocvec(&(self, points)).expect("a summary can be written");
        bytes.append(&mut values);
        bytes
    }

    /// The results that bytes stand for, if they are of this build.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        type Head = (Summary, Option<Vec<Point>>);
        let ((mut summary, points), mut rest) = postcard::take_from_bytes::<Head>(bytes).ok()?;
        if let (Some(risk), Some(points)) = (&mut summary.risk, points) {
            risk.points = Arc::new(points);
        }
        let mut is_whole = true;
        summary.spreads(&mut |spread| match taken(&mut rest) {
            Some(values) => spread.sorted = Arc::new(values),
            None => is_whole = false,
        });
        (is_whole && rest.is_empty()).then_some(summary)
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

/// The next list of numbers.
fn taken(rest: &mut &[u8]) -> Option<Vec<f64>> {
    let (count, after) = rest.split_first_chunk::<WIDTH>()?;
    let length = usize::try_from(u64::from_le_bytes(*count))
        .ok()?
        .checked_mul(WIDTH)?;
    let (values, after) = after.split_at_checked(length)?;
    *rest = after;
    let (values, _) = values.as_chunks::<WIDTH>();
    Some(values.iter().map(|value| f64::from_le_bytes(*value)).collect())
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

    #[test]
    fn results_arrive_as_they_were_sent() {
        for file in shipped_plans() {
            let summary = run(&simulation(&file));
            let bytes = summary.to_bytes(usize::MAX);
            let found = Summary::from_bytes(&bytes).unwrap();
            // Steps that never happen have dates that are no numbers, which equal nothing.
            let words = |summary: &Summary| format!("{summary:?}");
            assert!(
                words(&found) == words(&summary),
                "{}: something is not sent",
                file.name
            );
            assert_eq!(found.fingerprint(), summary.fingerprint());
            assert!(Summary::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        }
    }

    #[test]
    fn few_values_stand_for_many_and_keep_the_ends() {
        let summary = run(&simulation(&shipped_plans()[0]));
        let found = Summary::from_bytes(&summary.to_bytes(11)).unwrap();
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

//! Who computes which chunk of a run. Every chunk is handed out once, and again if its worker is lost; an answer
//! counts once, however often it comes.

use std::collections::{BTreeMap, BTreeSet};

/// The chunks of one run, on their way to the workers and back.
#[derive(Debug)]
pub(crate) struct Queue {
    next: u64,
    count: u64,
    /// Given to a worker that is gone.
    lost: BTreeSet<u64>,
    /// Given to a worker, not yet answered.
    flying: BTreeMap<u64, usize>,
}

impl Queue {
    pub(crate) const fn new(count: u64) -> Self {
        Self {
            next: 0,
            count,
            lost: BTreeSet::new(),
            flying: BTreeMap::new(),
        }
    }

    /// The next chunk for a worker, if any is left.
    pub(crate) fn take(&mut self, worker: usize) -> Option<u64> {
        let index = match self.lost.pop_first() {
            Some(index) => index,
            None if self.next < self.count => {
                self.next += 1;
                self.next - 1
            }
            None => return None,
        };
        self.flying.insert(index, worker);
        Some(index)
    }

    /// How many chunks a worker has not yet answered.
    pub(crate) fn flying(&self, worker: usize) -> usize {
        self.flying.values().filter(|holder| **holder == worker).count()
    }

    /// Notes an answer; false if nobody waits for it.
    pub(crate) fn answer(&mut self, index: u64, worker: usize) -> bool {
        let is_expected = self.flying.get(&index) == Some(&worker);
        if is_expected {
            self.flying.remove(&index);
        }
        is_expected
    }

    /// Whether every chunk has been answered.
    pub(crate) fn is_done(&self) -> bool {
        self.next == self.count && self.lost.is_empty() && self.flying.is_empty()
    }

    /// Takes back what a lost worker held.
    pub(crate) fn lose(&mut self, worker: usize) {
        let held = self
            .flying
            .extract_if(.., |_, holder| *holder == worker)
            .map(|(index, _)| index);
        self.lost.extend(held);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_handed_out_once() {
        let mut queue = Queue::new(5);
        let taken = (0..8).filter_map(|turn| queue.take(turn % 2)).collect::<Vec<_>>();
        assert_eq!(taken, [0, 1, 2, 3, 4]);
        assert_eq!((queue.flying(0), queue.flying(1)), (3, 2));
    }

    #[test]
    fn an_answer_counts_once() {
        let mut queue = Queue::new(2);
        assert_eq!(queue.take(0), Some(0));
        assert!(queue.answer(0, 0));
        assert!(!queue.answer(0, 0));
        assert!(!queue.answer(1, 0), "nobody was asked for it yet");
        assert!(!queue.is_done());
        assert_eq!(queue.take(1), Some(1));
        assert!(!queue.is_done() && queue.answer(1, 1) && queue.is_done());
    }

    #[test]
    fn what_a_lost_worker_held_is_done_by_another() {
        let mut queue = Queue::new(3);
        assert_eq!(
            (queue.take(0), queue.take(0), queue.take(1)),
            (Some(0), Some(1), Some(2))
        );
        queue.lose(0);
        assert_eq!(
            (queue.take(1), queue.take(1), queue.take(1)),
            (Some(0), Some(1), None)
        );
        assert!(!queue.answer(0, 0), "the lost worker's late answer is dropped");
        assert!(queue.answer(0, 1));
    }
}
